import type { ExportFile, ExportSink } from './target.ts';

/** SQL text that databases load and that the importer of dumps reads back. */

export type SqlDialect = 'postgresql' | 'mysql' | 'sqlite';

/** A value of JSON is written as its text; a `Date` as a moment in UTC. */
export type SqlValue = string | number | boolean | null | Date | { readonly json: unknown };

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Called with the column whose value loses its NULs. */
export type NulReport = (column: string) => void;

const heads: Readonly<Record<SqlDialect, string>> = {
  postgresql: "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\nBEGIN;\n",
  // The mode without NO_BACKSLASH_ESCAPES: texts have backslashes.
  mysql:
    "/*!40101 SET NAMES utf8mb4 */;\n/*!40103 SET TIME_ZONE='+00:00' */;\n" +
    "/*!40101 SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\nSTART TRANSACTION;\n",
  sqlite: 'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n',
};

/** A file of `INSERT`s in one transaction. `table` may be `schema.table`; names are quoted. */
export class SqlFile {
  readonly #file: ExportFile;
  readonly #dialect: SqlDialect;

  private constructor(file: ExportFile, dialect: SqlDialect) {
    this.#file = file;
    this.#dialect = dialect;
  }

  static async open(sink: ExportSink, name: string, dialect: SqlDialect): Promise<SqlFile> {
    const file = await sink.file(name);
    await file.write(heads[dialect]);
    return new SqlFile(file, dialect);
  }

  async insert(table: string, row: SqlRow, report: NulReport): Promise<void> {
    await this.#file.write(insertText({ table, row, dialect: this.#dialect }, report));
  }

  async end(): Promise<void> {
    await this.#file.write('COMMIT;\n');
  }
}

export function insertText(
  { table, row, dialect }: { readonly table: string; readonly row: SqlRow; readonly dialect: SqlDialect },
  report: NulReport,
): string {
  const columns = Object.keys(row).map((name) => sqlName(name, dialect));
  const values = Object.entries(row).map(([name, value]) => sqlValue(value, dialect, () => report(name)));
  const into = table
    .split('.')
    .map((part) => sqlName(part, dialect))
    .join('.');
  return `INSERT INTO ${into} (${columns.join(', ')}) VALUES (${values.join(', ')});\n`;
}

function sqlName(name: string, dialect: SqlDialect): string {
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
}

function sqlValue(value: SqlValue, dialect: SqlDialect, report: () => void): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return dialect === 'postgresql' ? String(value) : value ? '1' : '0';
  if (value instanceof Date) return sqlText(momentText(value, dialect), dialect, report);
  if (typeof value === 'string') return sqlText(value, dialect, report);
  return sqlText(jsonText(value.json, dialect, report), dialect, report);
}

/** PostgreSQL takes the offset, the others have none: the session is in UTC. */
function momentText(moment: Date, dialect: SqlDialect): string {
  const text = moment.toISOString().replace('T', ' ').replace('Z', '');
  return dialect === 'postgresql' ? `${text}+00` : text;
}

/** PostgreSQL's `jsonb` refuses escapes of NUL and of lone surrogates; texts of SQLite end at a NUL. */
function jsonText(value: unknown, dialect: SqlDialect, report: () => void): string {
  if (dialect === 'mysql') return JSON.stringify(value);
  return JSON.stringify(storable(value, report));
}

function storable(value: unknown, report: () => void): unknown {
  if (typeof value === 'string') return withoutNul(value, report);
  if (Array.isArray(value)) return value.map((item) => storable(item, report));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [withoutNul(key, report), storable(item, report)]),
  );
}

function withoutNul(text: string, report: () => void): string {
  if (text.includes('\0')) report();
  return text.replaceAll('\0', '').toWellFormed();
}

/** Of `mysql_real_escape_string`. A double quote needs none within single ones. */
const MYSQL_ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\\': '\\\\',
  "'": "\\'",
};

/** Returns the text as a literal. Neither PostgreSQL nor SQLite's shell has a way to write a NUL in one. */
export function sqlText(text: string, dialect: SqlDialect, report: () => void): string {
  if (dialect === 'mysql') {
    const escaped = text.replace(/[\0\n\r\\']/g, (symbol) => MYSQL_ESCAPES[symbol] ?? '');
    return `'${escaped.replaceAll('\x1a', '\\Z')}'`;
  }
  return `'${withoutNul(text, report).replaceAll("'", "''")}'`;
}
