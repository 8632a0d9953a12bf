import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { flawsIn } from '../support/consistency.ts';
import { onEachEngine } from '../support/engines.ts';
import { CROWD } from '../support/extent.ts';
import { served, tally } from '../support/probe.ts';
import { run } from '../support/program.ts';
import {
  type Answer,
  call,
  callAlone,
  type Started,
  serving,
  settingsFor,
  start,
} from '../support/server.ts';

type User = {
  readonly $id: string;
  readonly email: string;
  readonly labels: string[];
  readonly prefs: unknown;
};

onEachEngine('a race', (database) => {
  const first = serving(database);
  let others: Started[] = [];
  before(async () => {
    // Several servers share a PostgreSQL; a SQLite file has one.
    if (database.engine === 'postgres') others = [await start(settingsFor(database.setting()))];
  });
  after(() => Promise.all(others.map((other) => other.stop())));

  const send = async (at: number, method: string, path: string, body?: unknown): Promise<Answer> => {
    const servers = [first.get(), ...others];
    const { endpoint } = servers[at % servers.length] as Started;
    return served(() => callAlone(endpoint, method, path, body));
  };
  const crowd = (one: (at: number) => Promise<Answer>, size = CROWD) =>
    Promise.all(Array.from({ length: size }, (_, at) => one(at)));
  const make = async (userId: string, more: object = {}) =>
    assert.equal((await send(0, 'POST', '/users', { userId, ...more })).status, 201);
  const search = async (term: string) =>
    ((await send(0, 'GET', `/users?search=${term}`)).body as { users: User[] }).users.map((user) => user.$id);

  const taken = [
    [
      'email',
      (at: number) => ({ userId: `email${at}`, email: at % 2 ? 'One@example.com' : 'one@EXAMPLE.com' }),
    ],
    ['id', () => ({ userId: 'one' })],
    ['phone', (at: number) => ({ userId: `phone${at}`, phone: '+14155550111' })],
  ] as const;
  for (const [what, body] of taken) {
    it(`has one winner among ${CROWD} creates of one ${what}`, async () => {
      const answers = await crowd((at) => send(at, 'POST', '/users', body(at)));
      assert.deepEqual(tally(answers), { 201: 1, 409: CROWD - 1 });
      assert.deepEqual(await flawsIn(database), []);
    });
  }

  it('gives an email that many users reach for to one of them', async () => {
    await crowd(
      async (at) => send(at, 'POST', '/users', { userId: `reach${at}`, email: `reach${at}@example.com` }),
      20,
    );
    const answers = await crowd(
      (at) => send(at, 'PATCH', `/users/reach${at}/email`, { email: 'prize@example.com' }),
      20,
    );
    assert.deepEqual(tally(answers), { 200: 1, 409: 19 });
    assert.deepEqual(await flawsIn(database), []);
  });

  it('lets nobody lose an email while users swap, hand on and take over', async () => {
    const emails = ['swap0@example.com', 'swap1@example.com', 'swap2@example.com'];
    await Promise.all(emails.map((email, at) => make(`swap${at}`, { email })));
    const answers = await crowd(
      (at) => send(at, 'PATCH', `/users/swap${at % 3}/email`, { email: emails[Math.trunc(at / 3) % 3] }),
      90,
    );
    assert.deepEqual(
      Object.keys(tally(answers)).filter((status) => !['200', '409'].includes(status)),
      [],
    );
    assert.deepEqual(await flawsIn(database), []);
  });

  it('leaves nothing of a user who is deleted while others change it', async () => {
    for (let round = 0; round < 5; round++) {
      await make('doomed', { email: 'doomed@example.com' });
      const answers = await crowd(
        (at) =>
          at === 10 || at === 15
            ? send(at, 'DELETE', '/users/doomed')
            : send(at, 'PATCH', '/users/doomed/email', { email: `doomed${at}@example.com` }),
        30,
      );
      assert.deepEqual(tally([answers[10], answers[15]] as Answer[]), { 204: 1, 404: 1 });
      assert.deepEqual(
        Object.keys(tally(answers)).filter((status) => !['200', '204', '404'].includes(status)),
        [],
      );
      assert.deepEqual(await flawsIn(database), []);
      assert.equal((await send(0, 'GET', '/users/doomed')).status, 404);
    }
  });

  it('keeps one whole set of labels and of preferences, and finds the user by exactly that', async () => {
    await make('labelled');
    const labels = (at: number) => [`first${at}end`, `second${at}end`];
    const prefs = (at: number) => ({ first: at, second: `${at}` });
    const answers = await crowd(
      (at) =>
        at % 2
          ? send(at, 'PUT', '/users/labelled/labels', { labels: labels(at) })
          : send(at, 'PATCH', '/users/labelled/prefs', { prefs: prefs(at) }),
      50,
    );
    assert.deepEqual(tally(answers), { 200: 50 });
    const user = (await send(0, 'GET', '/users/labelled')).body as User;
    const [winner] = /\d+/.exec(user.labels[0] ?? '') ?? [''];
    assert.deepEqual(user.labels, labels(Number(winner)));
    assert.deepEqual(user.prefs, prefs((user.prefs as { first: number }).first));
    for (let at = 1; at < 50; at += 2) {
      assert.deepEqual(await search(`label:first${at}end`), at === Number(winner) ? ['labelled'] : []);
    }
    assert.deepEqual(await flawsIn(database), []);
  });
});

onEachEngine('a first start', (database) => {
  it('makes one project and one key, whoever else begins at the same moment', async (t) => {
    const settings = {
      DENIZEN_DATABASE: database.setting(),
      DENIZEN_SECRET: 'a secret for tests, and long enough',
    };
    const servers = database.engine === 'postgres' ? 3 : 1;
    const [started, ...commands] = await Promise.all([
      Promise.all(Array.from({ length: servers }, () => start(settings))),
      ...Array.from({ length: 3 }, () => run('migrate', settings)),
    ]);
    t.after(() => started.map((server) => server.stop('SIGKILL')));
    assert.deepEqual(
      commands.map(({ code, errors }) => [code, errors]),
      Array(3).fill([0, '']),
    );
    const shown = started.map(
      (server) => JSON.parse(server.output()) as { key: string | null; endpoint: string },
    );
    const keys = shown.flatMap(({ key }) => key ?? []);
    assert.equal(keys.length, 1);
    const headers = { 'X-Appwrite-Project': 'default', 'X-Appwrite-Key': keys[0] ?? '' };
    const answers = await Promise.all(
      shown.map(({ endpoint }) => served(() => call(endpoint, 'GET', '/users', { headers }))),
    );
    assert.deepEqual(tally(answers), { 200: servers });
    await Promise.all(started.map((server) => server.stop()));
    const listed = await Promise.all(
      ['projects list --json', 'keys list --json'].map((command) => run(command, settings)),
    );
    assert.deepEqual(
      listed.map(({ output }) => (JSON.parse(output) as unknown[]).length),
      [1, 1],
    );
  });
});
