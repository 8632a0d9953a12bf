import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { systemClock } from '../../src/core/instant.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { chance } from '../../test/support/chance.ts';
import { openDirectory } from '../../test/support/directory.ts';
import { databaseSettings } from '../../test/support/engines.ts';
import { testFolder } from '../../test/support/folders.ts';
import { flawsAt } from '../../test/support/ledger.ts';
import { runKilled, run as runProgram } from '../../test/support/program.ts';
import { settingsFor } from '../../test/support/server.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

const KILLS = { long: 50, short: 3 };
const USERS = { long: 20_000, short: 500 };
const AT_ONCE = 100;
/** From before the command has opened anything to about its end. */
const KILLED_AFTER_MS = { least: 200, most: 2_500 };
const { DENIZEN_SECRET = '' } = settingsFor('');

type Work = { readonly random: () => number; readonly kills: number; readonly setting: string };
type Command = {
  readonly words: readonly string[];
  readonly settings: Record<string, string>;
  /** What is wrong after it was killed. */
  readonly look: () => Promise<readonly string[]>;
};

/** Kills backups, restores, exports and imports at moments of chance, and looks for what seems whole and is not. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const { setting, drop } = await emptyDatabase(engine);
  await fill(setting, short ? USERS.short : USERS.long);
  const seed = Date.now() % 1_000_000;
  const work: Work = { random: chance(seed), kills: short ? KILLS.short : KILLS.long, setting };
  const [backup, exported] = [join(testFolder(), 'all.backup'), join(testFolder(), 'all.ndjson')];
  const settings = { DENIZEN_DATABASE: setting, DENIZEN_SECRET };
  const writing = (file: string, words: readonly string[]): Command => ({
    ...{ words, settings, look: async () => (existsSync(file) ? await wholeOf(file, settings) : []) },
  });
  const exporting = ['export', 'denizen', '--project', 'test', '--with-secrets', '--yes', '--to', exported];
  const wrong = [
    ...(await killAgain(work, {
      ...writing(backup, ['backup', backup]),
      clear: () => rmSync(backup, { force: true }),
    })),
    ...(await killAgain(work, {
      ...writing(exported, exporting),
      clear: () => rmSync(exported, { force: true }),
    })),
  ];
  say(`${2 * work.kills} kills of backups and exports, ${wrong.length} flaws`);
  await runProgram(['backup', backup], settings);
  await runProgram(exporting, settings);
  wrong.push(...(await killFilling(work, engine, ['restore', backup])));
  say(`${3 * work.kills} kills with those of restores, ${wrong.length} flaws`);
  wrong.push(...(await killFilling(work, engine, ['import', 'denizen', exported])));
  for (const flaw of wrong.slice(0, 10)) say(flaw);
  await drop();
  return {
    figures: { kills: 4 * work.kills, flaws: wrong.length, seed },
    failures: missed(wrong.length === 0, `${wrong.length} flaws after kills`),
  };
}

/** Kills a command that writes a file. What has the name of the file must be whole, and nothing else is taken for it. */
async function killAgain(
  { random, kills }: Work,
  { words, settings, look, clear }: Command & { readonly clear: () => void },
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await runKilled(words, momentOf(random), settings);
    wrong.push(...(await look()));
    clear();
  }
  const ended = await runProgram(words, settings);
  if (ended.code !== 0) wrong.push(`${words[0]} after kills: ${ended.errors}`);
  wrong.push(...(await look()));
  clear();
  return wrong;
}

/** Kills a command that fills a database, until one that goes on is complete. No server starts on one that is not. */
async function killFilling(
  { random, kills }: Work,
  engine: Situation['engine'],
  words: readonly string[],
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (let kill = 0; kill < kills; ) {
    const { setting, drop } = await emptyDatabase(engine);
    const settings = { DENIZEN_DATABASE: setting, DENIZEN_SECRET };
    for (let time = 0; time < 3 && kill < kills; time++, kill++) {
      const { code } = await runKilled(words, momentOf(random), settings);
      if (code === 0) break;
      const seen = await runProgram('users list --project test', settings);
      // A kill after the last commit leaves what is complete.
      if (seen.code === 0) break;
      if (!/is not complete|does not exist|lacks |Unknown project/.test(seen.errors)) wrong.push(seen.errors);
    }
    const ended = await runProgram(words, settings);
    if (ended.code !== 0 && !ended.errors.startsWith('This database is not empty.'))
      wrong.push(`${words[0]} after kills: ${ended.errors}`);
    const verified = await runProgram('audit verify', settings);
    if (verified.code !== 0) wrong.push(verified.output + verified.errors);
    wrong.push(...(await flawsAt(setting)));
    await drop();
  }
  return wrong;
}

async function wholeOf(file: string, settings: Record<string, string>): Promise<readonly string[]> {
  if (file.endsWith('.ndjson')) return [];
  const { code, output, errors } = await runProgram(['check', file], settings);
  const others = readdirSync(dirname(file)).filter((name) => !/\.partial$|^all\./.test(name));
  return [...(code === 0 ? [] : [output + errors]), ...others.map((name) => `left behind: ${name}`)];
}

function momentOf(random: () => number): number {
  return KILLED_AFTER_MS.least + random() * (KILLED_AFTER_MS.most - KILLED_AFTER_MS.least);
}

async function fill(setting: string, users: number): Promise<void> {
  const { config, secrets } = readConfig(databaseSettings(setting));
  const clock = { ...systemClock(), advance: () => {} };
  const { core, actor, close } = await openDirectory(
    { config: () => config, secrets: () => secrets },
    { clock },
  );
  for (let made = 0; made < users; made += AT_ONCE)
    await core.together(async (joined) => {
      for (let at = made; at < Math.min(users, made + AT_ONCE); at++)
        await createUser(joined, actor, {
          id: `user-${at}` as UserId,
          email: emailOf(`user-${at}@example.com`) as Email,
        });
    });
  await close();
}
