import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Phone numbers with a fixed code, for tests. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await tables(db, dialect)('mock_phones', ['project_id', 'phone'], {
    text: ['sealed'],
    integer: ['sequence', 'updated_at'],
  });
}
