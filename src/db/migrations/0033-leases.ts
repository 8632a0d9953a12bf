import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Work that one server does at a time. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await tables(db, dialect)('leases', ['project_id', 'name'], { text: ['holder'], integer: ['ends_at'] });
}
