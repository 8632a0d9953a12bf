/**
 * Databases with a project of 10,000 users, for tests of pages. The runner seeds one for each engine; tests get copies,
 * which cost a tenth of it.
 */
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fill } from '../../bench/scale/fill.ts';
import { readConfig } from '../../src/config.ts';
import { chainHistory } from '../../src/core/history/chain.ts';
import { bootstrap } from '../../src/core/projects/bootstrap.ts';
import { open, systemActor } from '../../src/open.ts';
import { type EmptyDatabase, type EngineName, enginesOfTests, onEnginesWith } from './engines.ts';
import { isWhole, POOLER, TEMPLATE } from './extent.ts';
import { testFolder } from './folders.ts';
import { freshPostgres } from './postgres.ts';
import { KEY, PROJECT, settingsFor } from './server.ts';

/** The users that are there before a test creates its own. Their ids and addresses are those of `bench/scale/people.ts`. */
export const PEOPLE = 10_000;

const CHAINED_AT_ONCE = 1_000;

type Seed = { readonly engine: EngineName; readonly setting: string; readonly drop: () => Promise<void> };

/** Where the runner tells its test processes of the databases that it has seeded. */
const SEEDED: Readonly<Record<EngineName, string>> = {
  sqlite: 'TEST_PEOPLE_SQLITE',
  postgres: 'TEST_PEOPLE_POSTGRES',
};

/** Runs the tests on a large directory: on one engine, and on each in the whole set. */
export function onLargeDirectory(name: string, tests: (database: EmptyDatabase) => void): void {
  onEnginesWith(isWhole ? ['sqlite', 'postgres'] : ['sqlite'], { name, tests, fresh: copy });
}

/** Seeds a database for each engine that tests run on, before they do. Returns what removes them. */
export async function seedForTests(): Promise<() => Promise<void>> {
  const seeds: Seed[] = [];
  for (const engine of enginesOfTests(isWhole ? ['sqlite', 'postgres'] : ['sqlite'])) {
    // Tables that a cluster has distributed are not copied with their database, and a pooler stays connected to it.
    if (engine === 'postgres' && [TEMPLATE, POOLER].some((name) => process.env[name] !== undefined)) continue;
    const made = await seed(engine);
    seeds.push(made);
    process.env[SEEDED[engine]] = made.setting;
  }
  return async () => {
    for (const { drop } of seeds) await drop();
  };
}

async function copy(engine: EngineName): Promise<Pick<Seed, 'setting' | 'drop'>> {
  const seeded = process.env[SEEDED[engine]];
  // A file that runs by itself.
  if (seeded === undefined) return seed(engine);
  if (engine === 'postgres') {
    const { url, drop } = await freshPostgres({ copyOf: new URL(seeded).pathname.slice(1) });
    return { setting: url, drop };
  }
  const file = join(testFolder(), 'denizen.db');
  copyFileSync(seeded.slice('sqlite:'.length), file);
  return { setting: `sqlite:${file}`, drop: async () => {} };
}

async function seed(engine: EngineName): Promise<Seed> {
  const made = await emptyDatabase(engine);
  const { config, secrets } = readConfig(settingsFor(made.setting));
  await using opened = await open(config, secrets, { migrate: true });
  const { project } = await bootstrap(opened.core, (of) => systemActor('system', of), {
    ...{ project: PROJECT, apiKey: KEY },
  });
  await fill({ ...opened, actor: systemActor('system', project) }, PEOPLE);
  // Else each server would begin with it, and chain what a test waits for after it.
  while ((await chainHistory(opened.core, { most: CHAINED_AT_ONCE })) > 0);
  return made;
}

async function emptyDatabase(engine: EngineName): Promise<Seed> {
  if (engine === 'postgres') {
    const { url, drop } = await freshPostgres();
    return { engine, setting: url, drop };
  }
  const folder = testFolder();
  return {
    ...{ engine, setting: `sqlite:${join(folder, 'denizen.db')}` },
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
