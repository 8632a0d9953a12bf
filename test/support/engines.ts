import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Config, Secrets } from '../../src/config.ts';
import { readConfig } from '../../src/config.ts';
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

/** Runs the tests once an engine, each time with an empty database. */
export function onEachEngine(name: string, tests: (database: EmptyDatabase) => void): void {
  for (const engine of ['sqlite', 'postgres'] as const) {
    describe(`${name} on ${engine}`, () => {
      let setting = '';
      let remove: () => Promise<void> | void = () => {};
      before(async () => {
        if (engine === 'sqlite') {
          const folder = mkdtempSync(join(tmpdir(), 'denizen-test-'));
          setting = `sqlite:${join(folder, 'denizen.db')}`;
          remove = () => rmSync(folder, { recursive: true, force: true });
        } else {
          const fresh = await freshPostgres();
          setting = fresh.url;
          remove = fresh.drop;
        }
      });
      after(() => remove());
      tests({
        engine,
        setting: () => setting,
        config: () => readConfig({ DENIZEN_DATABASE: setting }).config,
        secrets: () => readConfig({ DENIZEN_DATABASE: setting }).secrets,
      });
    });
  }
}
