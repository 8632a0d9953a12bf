import { createHash, createHmac, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { TableDigest } from '../copy/digest.ts';
import type { End, Table } from '../copy/end.ts';
import { DatabaseUnavailable } from '../database.ts';
import { type BackupEnd, type BackupHeader, describeTable, headerOf, type TableEnd } from './format.ts';

const CHECKPOINTS_AT_MOST = 1_000;
/**
 * 3/4 of the length at which servers refuse writes, in bytes: the snapshot keeps the log of SQLite from being emptied,
 * and a backup must not be the reason for a refusal.
 */
const LOG_AT_MOST = 805_306_368;
/** The sealed proofs of keys: version, id of the key, text. */
const SEALED = /^s1\.([^.]+)\./;

export type Written = {
  readonly id: string;
  readonly at: string;
  readonly keys: readonly string[];
  readonly tables: readonly TableEnd[];
  readonly rows: number;
};

type Parts = {
  readonly version: string;
  /** Signs the end of the backup. */
  readonly proofKey: Uint8Array;
  readonly now: () => number;
  readonly report?: (step: string, rows: number) => void;
};

/**
 * Yields a backup of the database in pieces of text, and calls `done` at the end. All rows are those of one moment. Called
 * within a snapshot of the side. Fails with `DatabaseUnavailable` when the log of SQLite becomes too long meanwhile.
 */
export async function* backupPieces(
  end: End,
  { version, proofKey, now, report = () => {} }: Parts,
  done: (written: Written) => void,
): AsyncGenerator<string> {
  const sum = createHash('sha256');
  const summed = (text: string): string => {
    sum.update(text, 'utf8');
    return text;
  };
  const tables = await end.tables();
  const header = await headerFor(end, { version, now: now(), tables });
  yield summed(`${JSON.stringify(header)}\n`);
  const ends: TableEnd[] = [];
  for (const table of tables) {
    const digest = new TableDigest();
    for await (const { lines } of end.batches(table, undefined)) {
      for (const line of lines) digest.add(line);
      const mark = JSON.stringify({ table: table.name, lines: lines.length });
      yield summed(`${mark}\n${lines.join('\n')}\n`);
      report(table.name, digest.rows);
      refuseLongLog(end);
    }
    const ended: TableEnd = { ended: table.name, rows: digest.rows, digest: digest.text() };
    ends.push(ended);
    yield summed(`${JSON.stringify(ended)}\n`);
  }
  const rows = ends.reduce((all, table) => all + table.rows, 0);
  const sha256 = sum.digest('hex');
  const last: BackupEnd = {
    ...{ end: true, tables: tables.length, rows, sha256 },
    proof: proofOf(proofKey, sha256),
  };
  yield `${JSON.stringify(last)}\n`;
  done({ id: header.id, at: header.at, keys: header.keys, tables: ends, rows });
}

/** The proof at the end of a backup: who does not have the key cannot make one. */
export function proofOf(key: Uint8Array, sha256: string): string {
  return createHmac('sha256', key).update(`denizen backup 1 ${sha256}`).digest('hex');
}

async function headerFor(
  { db, engine, months }: End,
  {
    version,
    now,
    tables,
  }: { readonly version: string; readonly now: number; readonly tables: readonly Table[] },
): Promise<BackupHeader> {
  const proofs = await db.selectFrom('seal_keys').select('proof').execute();
  const { rows: migrations } = await sql<{ name: string }>`select name from schema_migrations
    order by name`.execute(db);
  const { rows: checkpoints } = await sql<Checkpoint>`select project_id, position, hash, at, signature, heads
    from history_checkpoints as newest
    where position = (select max(position) from history_checkpoints as each
      where each.project_id = newest.project_id)
    order by project_id limit ${CHECKPOINTS_AT_MOST}`.execute(db);
  return headerOf({
    ...{ id: randomUUID(), version, engine, at: new Date(now).toISOString() },
    keys: proofs.map(({ proof }) => SEALED.exec(proof)?.[1] ?? '').filter(Boolean),
    migrations: migrations.map(({ name }) => name),
    months: await months(),
    checkpoints: checkpoints.map(({ project_id, heads, ...checkpoint }) => ({
      project: project_id,
      ...checkpoint,
      ...(heads === null ? {} : { heads: parsed(heads) }),
    })),
    tables: tables.map(describeTable),
  });
}

type Checkpoint = {
  readonly project_id: string;
  readonly position: number;
  readonly hash: string;
  readonly at: number;
  readonly signature: string;
  readonly heads: string | null;
};

/** What another program stored there is left to the verification of the history. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuseLongLog(end: End): void {
  if (end.logBytes() <= LOG_AT_MOST) return;
  throw new DatabaseUnavailable(
    'so much was written while the backup was made that the log of the database became too long; run it again when there is less to do',
  );
}
