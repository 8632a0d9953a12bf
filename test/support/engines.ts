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
  onEnginesWith(['sqlite', 'postgres'], { name, tests, fresh: emptyDatabase });
}

/** Runs tests of what no engine changes: on one engine, and on each in the whole set. */
export function onAnyEngine(name: string, tests: Tests): void {
  onEnginesWith(isWhole ? ['sqlite', 'postgres'] : ['sqlite'], { name, tests, fresh: emptyDatabase });
}

/** The settings of a database: before a pooler of Debian 12, statements are not prepared. */
export function databaseSettings(setting: string): Record<string, string> {
  return {
    DENIZEN_DATABASE: setting,
    ...(process.env[POOLER] !== undefined && { DENIZEN_PREPARED: 'off' }),
  };
}

/** Where a database is, and what removes it. */
type Fresh = { readonly setting: string; readonly drop: () => Promise<void> };

type OnEngines = {
  readonly name: string;
  readonly tests: Tests;
  readonly fresh: (engine: EngineName) => Promise<Fresh>;
};

/** The engines of these that tests run on: PostgreSQL alone where it stands for more, such as a cluster. */
export function enginesOfTests(engines: readonly EngineName[]): readonly EngineName[] {
  const isPostgresOnly = [POOLER, SHARDS, TEMPLATE].some((name) => process.env[name] !== undefined);
  return isPostgresOnly ? ['postgres'] : engines;
}

/** Runs the tests once an engine, each time with a database of its own that `fresh` makes. */
export function onEnginesWith(engines: readonly EngineName[], { name, tests, fresh }: OnEngines): void {
  for (const engine of enginesOfTests(engines)) {
    describe(`${name} on ${engine}`, () => {
      let made: Fresh | undefined;
      before(async () => {
        made = await fresh(engine);
      });
      after(() => made?.drop());
      const setting = () => made?.setting ?? '';
      tests({
        engine,
        setting,
        config: () => readConfig(databaseSettings(setting())).config,
        secrets: () => readConfig(databaseSettings(setting())).secrets,
      });
    });
  }
}

async function emptyDatabase(engine: EngineName): Promise<Fresh> {
  if (engine === 'sqlite')
    return { setting: `sqlite:${join(testFolder(), 'denizen.db')}`, drop: async () => {} };
  const { url, drop } = await freshPostgres();
  return { setting: url, drop };
}
