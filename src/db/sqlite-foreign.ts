import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { DatabaseRefused } from './database.ts';
import { lockFileOf } from './sqlite-lock.ts';

/** The first bytes of every database of SQLite (https://www.sqlite.org/fileformat.html, 1.3). */
const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
/** Every database whose migration has begun has the first; another process may be about to make the second. */
const OWN_TABLES = ['schema_migrations', 'schema_migrations_lock'];
const NAMED_AT_MOST = 3;

/** The file is none of a Denizen. */
export class ForeignDatabase extends DatabaseRefused {
  override readonly name = 'ForeignDatabase';

  constructor(path: string, tables: readonly string[] = []) {
    const named = tables.slice(0, NAMED_AT_MOST).join(', ');
    const found = named === '' ? '' : `: it has tables of another program (${named})`;
    super(`The file ${path} is not a Denizen database${found}. Check DENIZEN_DATABASE.`);
  }
}

/**
 * Fails for a file of something else, before anything is written to it or beside it. One that had a server is damaged
 * instead, which is reported where it is opened.
 */
export function refuseForeignFile(path: string): void {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined || file.isDirectory()) return;
  // SQLite takes `/dev/null` for an empty database, whose mode would then be changed for all programs.
  if (!file.isFile()) throw new ForeignDatabase(path);
  if (file.size === 0 || existsSync(lockFileOf(path))) return;
  const begin = beginOf(path);
  // One that cannot be read is reported where it is opened.
  if (begin === undefined || begin.equals(MAGIC)) return;
  throw new ForeignDatabase(path);
}

/** The same for a database of another program. */
export function refuseForeignTables(path: string, database: DatabaseSync): void {
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' limit 1000")
    .all()
    .map(({ name }) => String(name));
  if (tables.length === 0 || OWN_TABLES.some((name) => tables.includes(name))) return;
  throw new ForeignDatabase(path, tables);
}

function beginOf(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const bytes = Buffer.alloc(MAGIC.length);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}
