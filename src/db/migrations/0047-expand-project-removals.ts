import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Deleted projects of which rows are left. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await tables(db, dialect)('project_removals', ['project_id'], {
    text: ['name', 'part'],
    integer: ['deleted_at', 'pass_at'],
    integerOrNull: ['recorded_at'],
  });
}
