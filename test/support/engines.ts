import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Config, Secrets } from '../../src/config.ts';
import { readConfig } from '../../src/config.ts';
import { isWhole, POOLER, SHARDS, TEMPLATE } from './extent.ts';
import { testFolder } from './folders.ts';
import { freshPostgres } from './postgres.ts';

export type EngineName = 'sqlite' | 'postgres';

/** An empty database of one engine, for the length of a `describe`. */
export type EmptyDatabase = {
  readonly engine: EngineName;
  /** As `DENIZEN_DATABASE` says it; known once the tests run. */
  readonly setting: () => string;
  readonly config: () => Config;
  readonly secrets: () => Secrets;
};

type Tests = (database: EmptyDatabase) => void;

/** Runs the tests once an engine, each time with an empty database. */
export function onEachEngine(name: string, tests: Tests): void {
  on(['sqlite', 'postgres'], name, tests);
}

/** Runs tests of what no engine changes: on one engine, and on each in the whole set. */
export function onAnyEngine(name: string, tests: Tests): void {
  on(isWhole ? ['sqlite', 'postgres'] : ['sqlite'], name, tests);
}

/** The settings of a database: before a pooler of Debian 12, statements are not prepared. */
export function databaseSettings(setting: string): Record<string, string> {
  return {
    DENIZEN_DATABASE: setting,
    ...(process.env[POOLER] !== undefined && { DENIZEN_PREPARED: 'off' }),
  };
}

function on(engines: readonly EngineName[], name: string, tests: Tests): void {
  const isPostgresOnly = [POOLER, SHARDS, TEMPLATE].some((name) => process.env[name] !== undefined);
  for (const engine of isPostgresOnly ? (['postgres'] as const) : engines) {
    describe(`${name} on ${engine}`, () => {
      let setting = '';
      let drop: () => Promise<void> = async () => {};
      before(async () => {
        if (engine === 'sqlite') {
          const folder = testFolder();
          setting = `sqlite:${join(folder, 'denizen.db')}`;
        } else {
          const fresh = await freshPostgres();
          setting = fresh.url;
          drop = fresh.drop;
        }
      });
      after(() => drop());
      tests({
        engine,
        setting: () => setting,
        config: () => readConfig(databaseSettings(setting)).config,
        secrets: () => readConfig(databaseSettings(setting)).secrets,
      });
    });
  }
}
