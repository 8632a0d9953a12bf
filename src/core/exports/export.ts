import { createHash } from 'node:crypto';
import { type End, type Table as EndTable, kindsOf } from '../../db/copy/end.ts';
import { type Value, valuesOf } from '../../db/copy/line.ts';
import type { Core } from '../core.ts';
import { withoutSecretsInText } from '../users/imported-secrets.ts';
import { opened } from '../users/sealed-password.ts';
import { type FieldHow, type LooseTable, looseTables } from './fields.ts';
import { EXPORT_FORMAT, type ExportEnd, type ExportHeader, type ExportOptions } from './format.ts';
import { spanOf } from './store.ts';

/** How many rows and fields an export left out, by table. */
export type LeftOutCounts = Map<string, { rows: number; fields: number }>;

type Exporting = {
  readonly end: End;
  readonly seal: Core['seal'];
  readonly options: ExportOptions;
  readonly leftOut: LeftOutCounts;
};
type Row = Readonly<Record<string, Value>>;

/**
 * Yields an export of the projects in pieces of text, of the rows of one moment. Called within a snapshot. Counts in `leftOut`
 * what only an export with secrets would hold, and what no known key opens.
 */
export async function* exportPieces(
  exporting: Exporting,
  { projects, schema }: { readonly projects: readonly string[]; readonly schema: string },
): AsyncGenerator<string> {
  const { end, options } = exporting;
  const sum = createHash('sha256');
  const summed = (text: string): string => {
    sum.update(text, 'utf8');
    return text;
  };
  const header: ExportHeader = {
    ...{ denizen: 'export', format: EXPORT_FORMAT, projects, schema },
    ...{ secrets: options.withSecrets, sessions: options.withSessions },
    history: await spanOf(end, projects),
  };
  yield summed(`${JSON.stringify(header)}\n`);
  let rows = 0;
  for (const table of await end.tables()) {
    const how = looseTables.get(table.name);
    if (!how) continue;
    for (const project of projects)
      for await (const lines of linesOf(exporting, { table, how, project })) {
        rows += lines.length;
        if (lines.length > 0) yield summed(`${lines.join('\n')}\n`);
      }
  }
  const last: ExportEnd = { end: true, rows, sha256: sum.digest('hex') };
  yield `${JSON.stringify(last)}\n`;
}

type From = { readonly table: EndTable; readonly how: LooseTable; readonly project: string };

async function* linesOf(exporting: Exporting, from: From): AsyncGenerator<readonly string[]> {
  const { table, how } = from;
  const { end, options, leftOut } = exporting;
  const kinds = kindsOf(table);
  const isLeftOut = (how.needsSecrets && !options.withSecrets) || (how.isOfSessions && !options.withSessions);
  const group = groupOf(how);
  for await (const { lines } of end.batchesOf(table, from.project)) {
    if (isLeftOut) {
      countOf(leftOut, table.name).rows += lines.length;
      continue;
    }
    const found = lines.flatMap((line) => {
      const values = valuesOf(line, kinds);
      const row = Object.fromEntries(table.columns.map(({ name }, at) => [name, values[at] ?? null]));
      return rowsFor(exporting, from, row);
    });
    yield group.take(
      found.map((row) => JSON.stringify({ table: table.name, row })),
      found,
    );
  }
  yield group.rest();
}

/** Returns the row as it is exported; nothing when it is left out. */
function rowsFor({ seal, options, leftOut }: Exporting, { table, how }: From, row: Row): readonly Row[] {
  const kind = String(row.kind);
  if (how.kinds?.omitted.includes(kind)) return [];
  if (!options.withSecrets && how.kinds?.secret.includes(kind)) return [];
  const shown: Record<string, Value> = {};
  for (const [column, value] of Object.entries(row)) {
    const field = how.columns[column] ?? 'anew';
    if (field === 'anew') continue;
    if (field === 'plain' || value === null) {
      shown[column] = value;
      continue;
    }
    if (field === 'metadata') {
      const found = options.withSecrets ? undefined : withoutSecretsInText(String(value));
      if (found) countOf(leftOut, table.name).fields += found.left;
      shown[column] = found?.kept ?? value;
      continue;
    }
    const text = options.withSecrets ? textOf(seal, field, value) : undefined;
    if (text === undefined && how.needsSecrets) {
      countOf(leftOut, table.name).rows++;
      return [];
    }
    if (text === undefined) countOf(leftOut, table.name).fields++;
    shown[column] = text ?? null;
  }
  return [shown];
}

function textOf(seal: Core['seal'], field: FieldHow, value: Exclude<Value, null>): Value | undefined {
  if (field === 'secret') return value;
  if (field === 'password') return opened({ seal }, String(value)) ?? undefined;
  // Nothing is sealed of a factor that has no seed.
  return value === '' ? '' : seal.open(String(value));
}

/**
 * The rows of a table are in the order of its key. Where a part of the key depends on the sealing key, those of one user
 * are sorted by what is exported, so that every installation writes them in one order.
 */
function groupOf({ columns }: LooseTable) {
  const isSorted = columns.code_hash === 'anew';
  let waiting: { readonly user: Value; readonly lines: string[] } = { user: null, lines: [] };
  const rest = (): readonly string[] => waiting.lines.toSorted();
  const take = (lines: readonly string[], rows: readonly Row[]): readonly string[] => {
    if (!isSorted) return lines;
    const done: string[] = [];
    for (const [at, line] of lines.entries()) {
      const user = rows[at]?.user_id ?? null;
      if (user !== waiting.user) {
        done.push(...rest());
        waiting = { user, lines: [] };
      }
      waiting.lines.push(line);
    }
    return done;
  };
  return { take, rest };
}

function countOf(leftOut: LeftOutCounts, table: string): { rows: number; fields: number } {
  const count = leftOut.get(table) ?? { rows: 0, fields: 0 };
  leftOut.set(table, count);
  return count;
}
