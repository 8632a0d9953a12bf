import { digestOf } from '../copy/copy.ts';
import { TableDigest } from '../copy/digest.ts';
import { agreedColumns, agreedTables, type End, type Table } from '../copy/end.ts';
import type { Kind } from '../copy/line.ts';
import { hasTable } from '../copy/source.ts';
import {
  beginTarget,
  createMark,
  findTarget,
  listProgress,
  mark,
  prepareMonths,
  refuseFilled,
  restoreIndexes,
  saveProgress,
  type TableProgress,
} from '../copy/target.ts';
import { DatabaseDamaged, DatabaseRefused } from '../database.ts';
import { type Migrations, migrations } from '../migrations/all.ts';
import { type BackupHeader, type BackupTable, tableOf } from './format.ts';
import type { OpenBackup } from './read.ts';

type Migration = NonNullable<Migrations[string]>;
type Report = (step: string, rows?: number) => void;

/** Fails for a backup with migrations that this program does not know. */
export function refuseNewer({ version, migrations: names }: BackupHeader): void {
  const unknown = names.filter((name) => !(name in migrations));
  if (unknown.length === 0) return;
  throw new DatabaseRefused(
    `This backup was made by Denizen ${version}, which is newer (it has ${unknown.join(', ')}). Restore it with that version.`,
  );
}

/** The migrations that the backup's schema had. */
export function migrationsOf(header: Pick<BackupHeader, 'migrations'>): Migrations {
  return Object.fromEntries(Object.entries(migrations).filter(([name]) => header.migrations.includes(name)));
}

/**
 * The same, for a database that is filled. The last one also marks the database as unfinished, in its transaction,
 * so that no moment of a restore looks like an empty database.
 */
export function markingMigrations(
  header: Pick<BackupHeader, 'id' | 'migrations'>,
  source: string,
  now: number,
): Migrations {
  const known = Object.entries(migrationsOf(header));
  const [lastName, last] = known.at(-1) ?? [];
  if (lastName === undefined || last === undefined)
    throw new DatabaseRefused('This backup has no schema, and cannot be restored.');
  return Object.fromEntries([
    ...known,
    [
      lastName,
      async (db, dialect) => {
        await last(db, dialect);
        await createMark(db, dialect.integer);
        await mark(db, { sourceId: header.id, source, now });
      },
    ],
  ] satisfies [string, Migration][]);
}

/** Fails unless the database is being filled from this backup. */
export async function refuseOther(target: End, { id }: Pick<BackupHeader, 'id'>): Promise<void> {
  const filled = await findTarget(target);
  if (filled?.finished_at === null && filled.source_id === id) return;
  throw new DatabaseRefused(
    filled?.finished_at === null
      ? `This database is being filled from ${filled.source}, and is not complete. Run that command again, or remove the database.`
      : 'This database is not empty. Nothing is overwritten: name a place that is empty in DENIZEN_DATABASE.',
  );
}

/**
 * Fills the target with the rows of a backup, makes its indexes, and reads every row again to compare it. Goes on where
 * an earlier run ended. Returns the number of rows.
 */
export async function restoreRows(
  target: End,
  { header, parts }: OpenBackup,
  { now, report }: { readonly now: number; readonly report: Report },
): Promise<number> {
  const pairs = new Map(
    agreedTables(header.tables.map(tableOf), await target.tables()).map(({ from, to }) => [
      from.name,
      {
        to,
        sent: header.tables.find(({ name }) => name === from.name)?.columns.map(([, kind]) => kind) ?? [],
      },
    ]),
  );
  const tables = [...pairs.values()].map(({ to }) => to);
  await begin(target, tables, { header, now });
  const progress = new Map((await listProgress(target)).map((each) => [each.name, each]));
  let [rows, skipped] = [0, 0];
  for await (const part of parts) {
    if (part.kind === 'end') continue;
    const { name } = part.table;
    const [pair, state] = [pairs.get(name), progress.get(name)];
    if (!pair || !state) throw new DatabaseRefused(`The database has no table ${name}.`);
    if (part.kind === 'ended') {
      await target.transaction(() => saveProgress(target, { ...state, isCopied: true }));
      [rows, skipped] = [rows + part.rows, 0];
      continue;
    }
    const before = skipped;
    skipped += part.lines.length;
    const left = part.lines.slice(Math.max(0, state.digest.rows - before));
    if (left.length > 0) await store(target, { table: pair.to, state }, convert(left, pair.sent, pair.to));
    report(`restoring ${name}`, state.digest.rows);
  }
  if ((await restoreIndexes(target, (name) => report(`index ${name}`))) > 0)
    throw new DatabaseDamaged('Rows of the backup have the same value where it must be unique.');
  await compare(target, tables, report);
  return rows;
}

async function begin(
  target: End,
  tables: readonly Table[],
  { header, now }: { readonly header: BackupHeader; readonly now: number },
): Promise<void> {
  if (await hasTable(target, 'copy_tables')) return;
  await refuseFilled(target, tables);
  await prepareMonths(target, header.months, now);
  await beginTarget(target, tables, { sourceId: header.id, source: '', now });
}

/** Stores some rows of a backup as they are, without a journal. */
export async function restorePart(
  target: End,
  tables: readonly Table[],
  { table, lines }: { readonly table: BackupTable; readonly lines: readonly string[] },
): Promise<void> {
  const to = tables.find(({ name }) => name === table.name);
  if (!to) throw new DatabaseRefused(`The database has no table ${table.name}.`);
  const columns = agreedColumns(tableOf(table), to);
  await target.transaction(() => target.insert({ ...to, columns }, lines));
}

type Filled = { readonly table: Table; readonly state: TableProgress };

async function store(target: End, { table, state }: Filled, lines: readonly string[]): Promise<void> {
  // Only what is committed counts: after an error the digest must be that of the rows.
  const next = TableDigest.from({ digest: state.digest.text(), rows: state.digest.rows });
  for (const line of lines) next.add(line);
  await target.transaction(async () => {
    await target.insert(table, lines);
    await saveProgress(target, { ...state, digest: next });
  });
  for (const line of lines) state.digest.add(line);
}

async function compare(target: End, tables: readonly Table[], report: Report): Promise<void> {
  for (const { name, digest } of await listProgress(target)) {
    const table = tables.find((each) => each.name === name);
    if (!table) continue;
    const read = await digestOf(target, table, (rows) => report(`verifying ${name}`, rows));
    if (read.text() === digest.text() && read.rows === digest.rows) continue;
    throw new DatabaseDamaged(
      `The rows of ${name} in the database are not those of the backup. Look for the reason.`,
    );
  }
}

/** SQLite writes flags as 0 and 1, PostgreSQL as f and t. */
function convert(lines: readonly string[], sent: readonly Kind[], { columns }: Table): readonly string[] {
  const flags = columns.flatMap(({ kind }, at) => (kind === 'boolean' && sent[at] === 'integer' ? [at] : []));
  if (flags.length === 0) return lines;
  return lines.map((line) => {
    const fields = line.split('\t');
    for (const at of flags)
      fields[at] = fields[at] === '1' ? 't' : fields[at] === '0' ? 'f' : (fields[at] ?? '');
    return fields.join('\t');
  });
}
