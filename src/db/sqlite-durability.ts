import { CompiledQuery } from 'kysely';
import { defaultLogLimits, type LogLimits, SqliteCheckpoints } from './sqlite-checkpoints.ts';
import { patiently, type SqliteConnection } from './sqlite-connection.ts';
import { SqliteDiskThread } from './sqlite-disk-thread.ts';
import { SqliteLog } from './sqlite-log.ts';

const CHANGES = CompiledQuery.raw('select total_changes() as changes');

type Writer = Pick<SqliteConnection, 'rows' | 'exec'>;

/** What makes commits of the writer durable. See docs/decisions/0038-commits-wait-for-the-disk-outside-the-event-loop.md. */
export type Durability = {
  /** Resolves when a group of writes may begin. Called outside of transactions. */
  readonly beforeGroup: () => Promise<void>;
  /** Resolves when everything committed before the call is on the disk. Called outside of transactions. */
  readonly afterCommit: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Of an in-memory database: nothing is to be synced. */
export const noDurability: Durability = {
  beforeGroup: async () => {},
  afterCommit: async () => {},
  close: async () => {},
};

/** `path` is the path of the database file without symbolic links. The writer must have used the file. */
export function durabilityOf(path: string, writer: Writer, limits: LogLimits = defaultLogLimits): Durability {
  const thread = new SqliteDiskThread(path);
  const log = new SqliteLog(`${path}-wal`, thread);
  const checkpoints = new SqliteCheckpoints({ connection: writer, thread, log, limits });
  let synced = '';

  const repair = async (): Promise<void> => {
    const frames = checkpoints.frames();
    // Other processes must not write frames meanwhile.
    await patiently(() => writer.exec('begin immediate'));
    try {
      await log.ensureIntact(frames);
    } finally {
      writer.exec('rollback');
    }
  };

  return {
    beforeGroup: async () => {
      if (log.failure) await repair();
      await checkpoints.beforeWrite();
    },
    afterCommit: async () => {
      const frames = checkpoints.frames();
      const state = `${changesOf(writer)} ${frames}`;
      if (state !== synced) await log.sync();
      synced = state;
      try {
        checkpoints.afterWrite(frames);
      } catch {
        // The commit is on the disk, so that it has succeeded. The next group meets the error.
      }
    },
    close: async () => {
      await checkpoints.idle();
      // Closing makes a checkpoint, which must not copy frames that the disk lacks.
      log.hurry();
      if (log.failure) await repair().catch(() => undefined);
      await thread.close();
      await log.close();
    },
  };
}

/** Grows with every changed row. With the length of the log, it shows that a group changed nothing and needs no sync. */
function changesOf(writer: Writer): number {
  // Cast: the column of this query.
  return (writer.rows(CHANGES)[0] as { readonly changes: number }).changes;
}
