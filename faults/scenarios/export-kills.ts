import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { chance } from '../../test/support/chance.ts';
import { openDirectory } from '../../test/support/directory.ts';
import { databaseSettings } from '../../test/support/engines.ts';
import { testFolder } from '../../test/support/folders.ts';
import { flawsAt } from '../../test/support/ledger.ts';
import { run as runProgram } from '../../test/support/program.ts';
import { settingsFor } from '../../test/support/server.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

const KILLS = { long: 50, short: 2 };
const USERS = { long: 100_000, short: 2_000 };
const MAIN = join(import.meta.dirname, '../../src/main.ts');
/** A file, and a folder of many. */
const FORMS = [
  { target: 'ndjson', name: 'users.ndjson', users: usersInLines },
  { target: 'auth0', name: 'users/', users: usersInLists },
] as const;

/** Kills exports again and again: what has its name is complete, and a later export has everything. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const [kills, users] = short ? [KILLS.short, USERS.short] : [KILLS.long, USERS.long];
  const { setting, drop } = await emptyDatabase(engine);
  const { DENIZEN_SECRET = '' } = settingsFor(setting);
  const settings = { ...databaseSettings(setting), DENIZEN_SECRET };
  await fill(engine, settings, users);
  const random = chance(Date.now() % 1_000_000);
  const wrong: string[] = [];
  let [killed, ended, begun] = [0, 0, 0];
  for (let kill = 0; kill < kills; kill++) {
    const form = FORMS[kill % FORMS.length] ?? FORMS[0];
    const folder = testFolder();
    const to = join(folder, form.name);
    const child = start(settings, form.target, to);
    // Half of them are killed while they write or give names, the others wherever they are.
    if (kill % 4 < 2) while (!hasBegun(folder) && child.exitCode === null) await setTimeout(5);
    await setTimeout(random() * (short ? 400 : 3_000));
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    if (hasBegun(folder)) begun++;
    if (child.exitCode === null) killed++;
    else ended++;
    const found = existsSync(to) ? form.users(to) : undefined;
    if (found !== undefined && found !== users) wrong.push(`${form.name} has ${found} users`);
    if (child.exitCode === 0 && found === undefined) wrong.push(`${form.name} is not there`);
    rmSync(folder, { recursive: true });
    say(`${kill + 1} kills, ${killed} before the end, ${begun} of them while files were written`);
  }
  const last = await lastOf(settings, users);
  // No server runs, so that nothing chains what the last exports recorded.
  const flaws = (await flawsAt(setting)).filter((flaw) => flaw !== 'the history: unchained');
  await drop();
  return {
    figures: {
      kills,
      users,
      killed,
      ended,
      'while writing': begun,
      wrong: wrong.length,
      flaws: flaws.length,
    },
    failures: [
      ...missed(killed > 0, 'no export was killed before its end'),
      ...missed(wrong.length === 0, wrong.join('; ')),
      ...last,
      ...missed(flaws.length === 0, `${flaws.length} contradictions`),
    ],
  };
}

type Settings = Record<string, string>;

/** An export after all those that were killed. */
async function lastOf(settings: Settings, users: number): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const { target, name, users: count } of FORMS) {
    const to = join(testFolder(), name);
    const child = start(settings, target, to);
    const [code] = (await once(child, 'close')) as [number];
    failures.push(...missed(code === 0, `the last export to ${target} ended with ${code}`));
    if (code !== 0) continue;
    failures.push(...missed(count(to) === users, `the last export to ${target} has ${count(to)} users`));
  }
  return failures;
}

async function fill(engine: string, settings: Settings, users: number): Promise<void> {
  const { config, secrets } = readConfig(settings);
  const { close } = await openDirectory({ config: () => config, secrets: () => secrets });
  await close();
  const file = join(testFolder(), 'users.ndjson');
  await pipeline(Readable.from(lines(users)), createWriteStream(file));
  const command = ['import', 'ndjson', file, '--yes', '--project', 'test'];
  const { code, errors } = await runProgram(command, settings);
  if (code !== 0) throw new Error(`${engine}: ${errors}`);
}

function* lines(users: number): Generator<string> {
  for (let at = 0; at < users; at++)
    yield `${JSON.stringify({
      ...{ sourceId: `user-${at}`, email: `user-${at}@example.com`, emailVerified: true, name: `User ${at}` },
      ...(at % 5 === 0 && { identities: [{ provider: 'github', uid: String(at) }] }),
      ...(at % 7 === 0 && { privateMetadata: { at } }),
    })}\n`;
}

function start(settings: Settings, target: string, to: string) {
  const folder = testFolder();
  mkdirSync(folder, { recursive: true });
  const command = ['export', target, '--to', to, '--with-secrets', '--yes', '--project', 'test'];
  return spawn(process.execPath, [MAIN, ...command], {
    env: { PATH: process.env.PATH, TMPDIR: folder, ...settings },
    stdio: 'ignore',
  });
}

/** Whether something of the export is on the disk, under whatever name. */
function hasBegun(folder: string): boolean {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).some(
      (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).size > 0,
    );
  } catch {
    // Something got its name just now.
    return true;
  }
}

function usersInLines(path: string): number {
  return readFileSync(path, 'utf8').split('\n').length - 1;
}

function usersInLists(folder: string): number {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as readonly unknown[])
    .reduce((sum, list) => sum + list.length, 0);
}
