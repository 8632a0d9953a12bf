import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

/** Old systems that are asked at the first sign-in, and the contracts by which others ask here. */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await table('old_systems', ['project_id', 'system'], {
    text: ['url', 'asks', 'options', 'sealed'],
    integer: ['updated_at'],
  });
  await table('served_contracts', ['project_id', 'contract'], { integer: ['enabled_at'] });
}
