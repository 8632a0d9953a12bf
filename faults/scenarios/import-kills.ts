import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { chainHistory } from '../../src/core/history/chain.ts';
import { verifyHistory } from '../../src/core/history/verification.ts';
import { listImports } from '../../src/core/imports/journal-store.ts';
import { systemClock } from '../../src/core/instant.ts';
import { chance } from '../../test/support/chance.ts';
import { openDirectory } from '../../test/support/directory.ts';
import { databaseSettings } from '../../test/support/engines.ts';
import { testFolder } from '../../test/support/folders.ts';
import { flawsAt } from '../../test/support/ledger.ts';
import { settingsFor } from '../../test/support/server.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

const KILLS = { long: 50, short: 3 };
const USERS = { long: 150_000, short: 12_000 };
const MAIN = join(import.meta.dirname, '../../src/main.ts');
const CHAINED_AT_ONCE = 2_000;

/** Kills an import again and again, and lets the same command finish it. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const [kills, users] = short ? [KILLS.short, USERS.short] : [KILLS.long, USERS.long];
  const { setting, drop } = await emptyDatabase(engine);
  await within(setting, true, async () => {});
  const file = join(testFolder(), 'users.ndjson');
  await pipeline(Readable.from(lines(users)), createWriteStream(file));
  const random = chance(Date.now() % 1_000_000);
  const places = new Set<number>();
  let isOver = false;
  for (let kill = 1; kill <= kills && !isOver; kill++) {
    const child = start(setting, file);
    const before = await position(setting);
    // Half of them are killed while they write, the others wherever they are.
    if (kill % 2 === 0) await setTimeout(400 + random() * 2_000);
    else while ((await position(setting)) === before && child.exitCode === null) await setTimeout(20);
    await setTimeout(random() * 150);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    isOver = child.exitCode === 0;
    places.add(await position(setting));
    say(`${kill} kills, ${await position(setting)} of ${users} rows`);
  }
  const last = isOver ? undefined : start(setting, file);
  const code = last === undefined ? 0 : ((await once(last, 'close')) as [number])[0];
  const found = await within(setting, false, async ({ core, actor }) => {
    while ((await chainHistory(core, { most: CHAINED_AT_ONCE })) > 0);
    const count = async (table: 'users' | 'import_rows') => {
      const query = core.read.db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('n'));
      return Number((await query.executeTakeFirstOrThrow()).n);
    };
    return {
      ...{ users: await count('users'), rows: await count('import_rows') },
      imports: await listImports(core.read, actor.project.id, { most: 10 }),
      findings: (await verifyHistory(core, actor.project.id)).findings.length,
    };
  });
  const flaws = await flawsAt(setting);
  await drop();
  const [only, another] = found.imports;
  return {
    figures: { kills, users, places: places.size, found: found.users, flaws: flaws.length },
    failures: [
      ...missed(code === 0, `the last run ended with ${code}`),
      ...missed(found.users === users, `${found.users} of ${users} users are there`),
      ...missed(found.rows === users, `the journal has ${found.rows} rows for ${users} users`),
      ...missed(
        only?.state === 'ended' && only.counts.new === users && another === undefined,
        `the import is ${only?.state} with ${only?.counts.new} new users, of ${found.imports.length}`,
      ),
      ...missed(found.findings === 0, `the history has ${found.findings} findings`),
      ...missed(flaws.length === 0, `${flaws.length} contradictions`),
    ],
  };
}

function* lines(users: number): Generator<string> {
  for (let at = 0; at < users; at++)
    yield `${JSON.stringify({
      // In no order, so that rows are written in another one than that of the file.
      ...{ sourceId: `${(at * 2_654_435_761) % 4_294_967_296}-${at}`, createdAt: 1_500_000_000_000 + at },
      ...{ email: `user-${at}@example.com`, emailVerified: true, name: `User ${at}` },
      ...(at % 5 === 0 && { identities: [{ provider: 'github', uid: String(at) }] }),
      ...(at % 7 === 0 && { privateMetadata: { at } }),
    })}\n`;
}

function start(setting: string, file: string) {
  const settings = settingsFor(setting);
  return spawn(process.execPath, [MAIN, 'import', 'ndjson', file, '--yes', '--project', 'test'], {
    env: {
      ...{ PATH: process.env.PATH, TMPDIR: testFolder() },
      ...{ DENIZEN_DATABASE: setting, DENIZEN_SECRET: settings.DENIZEN_SECRET },
    },
    stdio: 'ignore',
  });
}

/** How many rows the journal has dealt with. */
function position(setting: string): Promise<number> {
  return within(setting, false, async ({ core, actor }) => {
    const [made] = await listImports(core.read, actor.project.id, { most: 1 });
    return made?.position ?? 0;
  });
}

/** Opens the database beside or between imports. */
async function within<T>(
  setting: string,
  isNew: boolean,
  work: (opened: Awaited<ReturnType<typeof openDirectory>>) => Promise<T>,
): Promise<T> {
  const { config, secrets } = readConfig(databaseSettings(setting));
  const clock = { ...systemClock(), advance: () => {} };
  const opened = await openDirectory({ config: () => config, secrets: () => secrets }, { isNew, clock });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}
