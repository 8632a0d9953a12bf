import assert from 'node:assert/strict';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testFolder } from '../support/folders.ts';
import { flawsAt } from '../support/ledger.ts';
import { until } from '../support/patience.ts';
import { freshPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { type Answer, call, type Started, settingsFor, start } from '../support/server.ts';

const ROOT = join(import.meta.dirname, '../..');
const CLIENTS = 4;
/** Of several clients, each with a round of its own. */
const STEPS = 50;
const AGAIN_MS = 200;
const AGAIN_AT_MOST = 600;
const EXPAND = '9001-expand-nicknames';
const CONTRACT = '9002-contract-old-names';
const GUEST = { 'X-Appwrite-Key': '' };

/** Migrations of later versions: a column and a table more, then a table less that this version does not use. */
const planted = {
  [EXPAND]: `async (db) => {
    await sql\`alter table users add column nickname text\`.execute(db);
    await sql\`create table nicknames (project_id text not null, nickname text not null)\`.execute(db);
  }`,
  [CONTRACT]: `async (db) => void (await sql\`drop table nicknames\`.execute(db))`,
};

describe('versions side by side on one PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof freshPostgres>>;
  let running: Started[] = [];
  const next = version([EXPAND]);
  const last = version([EXPAND, CONTRACT]);
  const begin = async (main?: string) => {
    const server = await start({ ...settingsFor(database.url), DENIZEN_LOG_LEVEL: 'info' }, [], main);
    running.push(server);
    return server;
  };
  const applied = async (main?: string) => {
    const program = [process.execPath, main ?? join(ROOT, 'src/main.ts')];
    const { code, output, errors } = await run('migrate --json', settingsFor(database.url), { program });
    return code === 0 ? JSON.parse(output) : errors;
  };
  before(async () => {
    database = await freshPostgres();
  });
  after(async () => {
    await Promise.all(running.map((server) => server.stop('SIGKILL')));
    await database.drop();
  });

  it('serve the same users while one replaces the other, and contract when no older one is left', async (t) => {
    const old = await begin();
    const load = loadOn(() => running);
    t.after(() => load.stop());
    const newer = await begin(next);
    await load.goesOn();
    await until(() => newer.errors().includes(EXPAND), newer.errors);
    const newest = await begin(last);
    assert.deepEqual(await applied(last), { applied: [], waiting: [CONTRACT] });
    // The old program still starts on what the newest one runs on.
    await begin();
    await load.goesOn();
    const waits = 'migrations wait until servers of an older version have stopped';
    await until(() => newest.errors().includes(waits), newest.errors);
    const leaving = running.filter((server) => server !== newest);
    running = [newest];
    const [codes, answers] = await Promise.all([
      Promise.all(leaving.map((server) => server.stop())),
      load.stop(),
    ]);
    assert.deepEqual(codes, [0, 0, 0]);
    assert.deepEqual(answers.filter(isUnexpected), []);
    assert.ok(leaving.includes(old) && leaving.includes(newer));
    const late = await applied(last);
    assert.deepEqual(late.waiting, []);
    // The server may have been first.
    const hasApplied = () => newest.errors().includes(`"applied":["${CONTRACT}"]`);
    await until(() => late.applied.includes(CONTRACT) || hasApplied(), newest.errors);
    assert.match(await applied(), new RegExp(`made by a newer Denizen \\(it has ${CONTRACT}\\)`));
    assert.equal((await call(newest.endpoint, 'GET', '/users/c0-0')).status, 200);
    assert.deepEqual(await newest.stop(), 0);
    running = [];
    assert.deepEqual(await flawsAt(database.url), [
      `not opened: This database was made by a newer Denizen (it has ${CONTRACT}). Start that version, or restore a backup from before.`,
    ]);
  });
});

type Outcome = { readonly step: string; readonly expected: number; readonly status: number | string };

function isUnexpected({ expected, status }: Outcome): boolean {
  return status !== expected;
}

/** Signs users up, in and out and changes them, each step at another of the servers that run. */
function loadOn(servers: () => readonly Started[]) {
  const outcomes: Outcome[] = [];
  let stopped = false;
  let turn = 0;
  const step = async (
    name: string,
    expected: number,
    [method, path, body, headers]: readonly [string, string, (object | undefined)?, Record<string, string>?],
  ): Promise<Answer | undefined> => {
    const all = servers();
    const server = all[turn++ % all.length];
    // A connection of its own each: a server that stops closes those that are kept.
    const options = { ...(body && { body }), headers: { Connection: 'close', ...headers } };
    let answer = await call(server?.endpoint ?? '', method, path, options).catch((error) => error as Error);
    // As clients do: while a table is altered, writes wait for a bounded time.
    for (
      let again = 0;
      !(answer instanceof Error) && answer.status === 503 && again < AGAIN_AT_MOST;
      again++
    ) {
      await sleep(AGAIN_MS);
      answer = await call(server?.endpoint ?? '', method, path, options).catch((error) => error as Error);
    }
    const status = answer instanceof Error ? String(answer.cause ?? answer) : answer.status;
    outcomes.push({ step: name, expected, status });
    return answer instanceof Error ? undefined : answer;
  };
  const client = async (index: number): Promise<void> => {
    for (let round = 0; !stopped; round++) {
      const [userId, password] = [`c${index}-${round}`, 'correct horse battery'];
      const email = `${userId}@example.com`;
      await step('sign up', 201, ['POST', '/account', { userId, email, password }, GUEST]);
      const session = await step('sign in', 201, ['POST', '/account/sessions/email', { email, password }]);
      const { secret = '' } = (session?.body ?? {}) as { secret?: string };
      const own = { ...GUEST, 'X-Appwrite-Session': secret };
      await step('read', 200, ['GET', '/account', undefined, own]);
      await step('rename', 200, ['PATCH', '/account/name', { name: 'Ann' }, own]);
      await step('list', 200, ['GET', `/users?search=${userId}`]);
      await step('labels', 200, ['PUT', `/users/${userId}/labels`, { labels: ['vip'] }]);
      await step('sign out', 204, ['DELETE', '/account/sessions/current', undefined, own]);
      await step('signed out', 401, ['GET', '/account', undefined, own]);
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, index) => client(index));
  return {
    /** Waits for so many more answers that each step was taken at each server. */
    goesOn: async () => {
      const before = outcomes.length;
      await until(() => outcomes.length > before + STEPS, `${outcomes.length} answers`);
    },
    stop: async () => {
      stopped = true;
      await Promise.all(clients);
      return outcomes;
    },
  };
}

/** A copy of the program with later migrations. Returns its main file. */
function version(names: readonly (keyof typeof planted)[]): string {
  const folder = testFolder();
  cpSync(join(ROOT, 'src'), join(folder, 'src'), { recursive: true, verbatimSymlinks: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'src/db/migrations/all.ts');
  const text = readFileSync(file, 'utf8');
  const lines = names.map((name) => `  '${name}': ${planted[name]},\n`).join('');
  const changed = text
    .replace("import type { Kysely } from 'kysely';", "import { type Kysely, sql } from 'kysely';")
    .replace(/\n\} satisfies /, `\n${lines}} satisfies `);
  writeFileSync(file, changed);
  const list = join(folder, 'src/db/migrations/names.ts');
  const more = names.map((name) => `  '${name}',\n`).join('');
  writeFileSync(list, readFileSync(list, 'utf8').replace('] as const', `${more}] as const`));
  return join(folder, 'src/main.ts');
}
