import type { LoadRow, LoadTarget } from './database.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/**
 * 256 users: SQLite keeps a copy of each page that a statement changes, to undo it, 20 MB of a large directory for 1,024 users. Its own limit
 * is 32,766.
 */
const PARAMETERS_AT_MOST = 6_000;

/**
 * Inserts rows as `UnauditedTx.load` says. One row a statement: a long list of values is slower, and a statement of
 * several rows begins a savepoint, at which the index of parts of words writes what it holds.
 */
export function loadInto(
  connection: SqliteConnection,
  { table, columns, inFewStatements = false }: LoadTarget,
  rows: readonly LoadRow[],
): boolean {
  const into = `insert into ${table} (${columns.join(', ')}) values `;
  const tuple = `(${columns.map(() => '?').join(', ')})`;
  if (!inFewStatements) return connection.runEach(into + tuple, rows);
  // Powers of two, so that any number of rows takes few different statements, each of which is prepared once.
  let size = 2 ** Math.floor(Math.log2(PARAMETERS_AT_MOST / columns.length));
  for (let at = 0; at < rows.length; at += size) {
    while (size > rows.length - at) size /= 2;
    const text = into + Array(size).fill(tuple).join(', ');
    if (!connection.runEach(text, [rows.slice(at, at + size).flat()])) return false;
  }
  return true;
}
