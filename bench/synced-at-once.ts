/** As an engine whose commits wait for the disk themselves, and whose checkpoints run on the event loop. */
import type { SqliteConnection } from '../src/db/sqlite-connection.ts';
import type { Durability } from '../src/db/sqlite-durability.ts';

export const noDurability: Durability = {
  beforeGroup: async () => {},
  afterCommit: async () => {},
  close: async () => {},
};

export function durabilityOf(_path: string, writer: SqliteConnection): Durability {
  writer.exec('pragma synchronous = full');
  writer.exec('pragma wal_autocheckpoint = 1000');
  return noDurability;
}
