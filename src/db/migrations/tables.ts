import type { CreateTableBuilder, Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

type Columns = Partial<Record<'text' | 'textOrNull' | 'integer' | 'integerOrNull', readonly string[]>>;

/** Creates tables whose columns are all text or integers, as all tables here are. */
export function tables(db: Kysely<Schema>, dialect: EngineSql) {
  return async (
    name: string,
    key: readonly string[],
    columns: Columns,
    integerKeys: readonly string[] = [],
  ) => {
    let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
    for (const column of key) {
      builder = builder.addColumn(
        column,
        integerKeys.includes(column) ? dialect.integer : dialect.text,
        (c) => c.notNull(),
      );
    }
    for (const column of columns.text ?? [])
      builder = builder.addColumn(column, dialect.text, (c) => c.notNull());
    for (const column of columns.textOrNull ?? []) builder = builder.addColumn(column, dialect.text);
    for (const column of columns.integer ?? [])
      builder = builder.addColumn(column, dialect.integer, (c) => c.notNull());
    for (const column of columns.integerOrNull ?? []) builder = builder.addColumn(column, dialect.integer);
    const keyOnly = name === 'identifiers' || name === 'lookups' || name.endsWith('_words');
    builder = builder.addPrimaryKeyConstraint(`${name}_key`, [...key]);
    await (keyOnly ? builder.modifyEnd(dialect.keyOnlyTable) : builder).execute();
  };
}
