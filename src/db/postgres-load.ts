import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CompiledQuery, type Kysely } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { LoadRow, LoadTarget } from './database.ts';
import type { Schema } from './schema.ts';

const UNIQUE_VIOLATION = '23505';
/** Rows of one piece of what is sent. */
const ROWS_AT_ONCE = 1_024;
const COPY = 'copy ';

const ESCAPED = /[\\\b\f\n\r\t\v]/;
const EACH_ESCAPED = /[\\\b\f\n\r\t\v]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n' },
  ...{ '\r': '\\r', '\t': '\\t', '\v': '\\v' },
};

/** Inserts rows by `copy`, as `UnauditedTx.load` says. */
export async function copyInto(
  db: Kysely<Schema>,
  { table, columns }: LoadTarget,
  rows: readonly LoadRow[],
): Promise<boolean> {
  try {
    await db.executeQuery(CompiledQuery.raw(`${COPY}${table} (${columns.join(', ')}) from stdin`, [rows]));
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION) return false;
    throw error;
  }
}

/** Reports whether a statement takes its values as a stream of lines. */
export function isCopy(text: string): boolean {
  return text.startsWith(COPY);
}

/** Sends rows on the connection, made into text as the server takes them, and returns when it has all of them. */
export async function sendCopy(
  query: (stream: ReturnType<typeof copyFrom>) => unknown,
  text: string,
  [rows]: readonly unknown[],
): Promise<void> {
  const stream = copyFrom(text);
  query(stream);
  // Cast: the only parameter of a copy.
  await pipeline(Readable.from(piecesOf(rows as readonly LoadRow[]), { objectMode: true }), stream);
}

function* piecesOf(rows: readonly LoadRow[]): Generator<string> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    yield linesOf(rows, from, Math.min(from + ROWS_AT_ONCE, rows.length));
}

/** In the text format of `copy`. */
function linesOf(rows: readonly LoadRow[], from: number, to: number): string {
  let lines = '';
  for (let at = from; at < to; at++) {
    const row = rows[at] ?? [];
    for (let column = 0; column < row.length; column++) {
      if (column > 0) lines += '\t';
      const value = row[column];
      if (typeof value === 'number') lines += value;
      else lines += typeof value === 'string' ? escaped(value) : '\\N';
    }
    lines += '\n';
  }
  return lines;
}

function escaped(text: string): string {
  return ESCAPED.test(text) ? text.replace(EACH_ESCAPED, (letter) => ESCAPES[letter] ?? letter) : text;
}
