import { createHash, timingSafeEqual } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { TableDigest } from '../copy/digest.ts';
import { DatabaseDamaged } from '../database.ts';
import { type BackupEnd, type BackupHeader, type BackupTable, parseHeader, parseMark } from './format.ts';
import { proofOf } from './write.ts';

/** Letters of a line: those of a row are bounded by the limits of the API, and a header by the number of its tables. */
const LINE_AT_MOST = 268_435_456;

/** What a reader of a backup gets: each table's rows in parts, its end once the digest was compared, and the last line. */
export type BackupPart =
  | { readonly kind: 'rows'; readonly table: BackupTable; readonly lines: readonly string[] }
  | { readonly kind: 'ended'; readonly table: BackupTable; readonly rows: number }
  | { readonly kind: 'end'; readonly end: BackupEnd };

export type OpenBackup = {
  readonly header: BackupHeader;
  /** Fails with `DatabaseDamaged` where the file is not what was written. The end comes only when all was right. */
  readonly parts: AsyncIterable<BackupPart>;
};

/** Reads the header of a backup, and lets its parts be read once. */
export async function readBackup(chunks: AsyncIterable<Uint8Array>): Promise<OpenBackup> {
  const lines = linesOf(chunks);
  const first = await lines.next();
  if (first.done) throw new DatabaseDamaged('The backup is damaged: it is empty.');
  const header = parseHeader(first.value);
  return { header, parts: partsOf(header, { first: first.value, lines }) };
}

/** Reads a backup to its end. Nothing of it is to be trusted before. */
export async function readWhole(
  chunks: AsyncIterable<Uint8Array>,
  report: (step: string, rows: number) => void,
): Promise<{ readonly header: BackupHeader; readonly end: BackupEnd }> {
  const { header, parts } = await readBackup(chunks);
  let rows = 0;
  let end: BackupEnd | undefined;
  for await (const part of parts) {
    if (part.kind === 'rows') rows += part.lines.length;
    if (part.kind === 'end') end = part.end;
    report('reading the backup', rows);
  }
  if (!end) throw damaged('it ends too early');
  return { header, end };
}

/** Reports whether the backup was written by a program that had the key. */
export function isProven(keys: readonly Uint8Array[], { sha256, proof }: BackupEnd): boolean {
  const given = Buffer.from(proof);
  return keys.some((key) => {
    const right = Buffer.from(proofOf(key, sha256));
    return right.length === given.length && timingSafeEqual(right, given);
  });
}

type Lines = AsyncGenerator<string, void>;

async function* partsOf(
  header: BackupHeader,
  { first, lines }: { readonly first: string; readonly lines: Lines },
): AsyncGenerator<BackupPart> {
  const sum = createHash('sha256').update(`${first}\n`);
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done) throw damaged('it ends too early');
    return line.value;
  };
  let all = 0;
  for (const table of header.tables) {
    const digest = new TableDigest();
    for (;;) {
      const line = await next();
      sum.update(`${line}\n`);
      const mark = parseMark(line);
      if (mark.ended === table.name) {
        if (mark.rows !== digest.rows || mark.digest !== digest.text())
          throw damaged(`the rows of ${table.name} are not those that were written`);
        break;
      }
      if (mark.table !== table.name) throw damaged(`rows of ${table.name} are missing`);
      const rows: string[] = [];
      for (let left = Number(mark.lines); left > 0; left--) {
        const row = await next();
        digest.add(row);
        rows.push(row);
      }
      sum.update(`${rows.join('\n')}\n`);
      yield { kind: 'rows', table, lines: rows };
    }
    all += digest.rows;
    yield { kind: 'ended', table, rows: digest.rows };
  }
  // Cast: a file that was changed fails by its digest.
  const end = parseMark(await next()) as unknown as BackupEnd;
  if (end.end !== true || end.rows !== all || end.sha256 !== sum.digest('hex'))
    throw damaged('its digest is not that of its rows');
  if (!(await lines.next()).done) throw damaged('something follows its end');
  yield { kind: 'end', end };
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): Lines {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))).split(
      '\n',
    );
    rest = parts.pop() ?? '';
    if (rest.length > LINE_AT_MOST) throw damaged('it has a line that is too long');
    yield* parts;
  }
  if (rest + decoder.end() !== '') throw damaged('it ends too early');
}

function damaged(what: string): DatabaseDamaged {
  return new DatabaseDamaged(`The backup is damaged: ${what}.`);
}
