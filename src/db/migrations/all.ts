import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine.ts';
import type { Schema } from '../schema.ts';
import { up as directory } from './0001-directory.ts';

/** Every migration, in order. A name that was released is never changed, nor is what it does. */
export const migrations: Readonly<Record<string, (db: Kysely<Schema>, dialect: EngineSql) => Promise<void>>> = {
  '0001-directory': directory,
};
