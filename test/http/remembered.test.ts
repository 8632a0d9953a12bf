import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { createKey } from '../../src/core/keys/keys.ts';
import type { KeyScope } from '../../src/core/keys/scopes.ts';
import { setPolicies } from '../../src/core/projects/projects.ts';
import { listUsers } from '../../src/core/users/list.ts';
import { migrations } from '../../src/db/migrations/all.ts';
import { type RememberedTable, rememberedTables } from '../../src/db/row-cache.ts';
import type { Schema } from '../../src/db/schema.ts';
import { chance } from '../support/chance.ts';
import { fuzzRuns } from '../support/extent.ts';
import { run } from '../support/program.ts';
import { PROJECT } from '../support/server.ts';
import { type Asked, openTwins, type Twin, type Twins } from '../support/twins.ts';

const HOUR = 3_600_000;
const USERS = 6;
const STEPS = fuzzRuns(120);
const SEED = 20_261_129;
const READS_EACH = 8;
/** More than a list reads of a user at once. */
const TARGETS = 60;
const limitOfThree = JSON.stringify({ method: 'limit', values: [3] });
/** Writes by another connection drop everything, and would hide what a forgotten write leaves. */
const OTHERS_SHARE = 0.1;

type Random = { readonly below: (most: number) => number; readonly of: <T>(list: readonly T[]) => T };
type World = {
  readonly twins: Twins;
  readonly random: Random;
  readonly admin: Readonly<Record<string, string>>;
  readonly keys: { id: string; secret: string }[];
  /** Credentials that were given out, whether they still hold or not. */
  readonly sessions: { user: string; id: string; secret: string }[];
  readonly jwts: string[];
  targets: { user: string; id: string }[];
};
type Write = (world: World, by: Twin) => Promise<unknown>;

const userIds = Array.from({ length: USERS }, (_, at) => `user-${at}`);
const project = { 'x-appwrite-project': PROJECT };
const someScopes: readonly (readonly KeyScope[])[] = [
  ['users.read'],
  ['users.read', 'users.hashes.read'],
  ['teams.read'],
];

const patch =
  (path: string, payload: (random: Random) => object): Write =>
  ({ random, admin }, by) =>
    by.ask({
      method: 'PATCH',
      url: `/v1/users/${random.of(userIds)}/${path}`,
      headers: admin,
      payload: payload(random),
    });

const writes: Readonly<Record<string, Write>> = {
  name: patch('name', ({ below }) => ({ name: `Name ${below(1000)}` })),
  email: patch('email', ({ below }) => ({ email: `e${below(1000)}@example.com` })),
  phone: patch('phone', ({ below }) => ({ number: `+4915112345${100 + below(800)}` })),
  status: patch('status', ({ below }) => ({ status: below(2) === 0 })),
  verification: patch('verification', ({ below }) => ({ emailVerification: below(2) === 0 })),
  mfa: patch('mfa', ({ below }) => ({ mfa: below(2) === 0 })),
  impersonator: patch('impersonator', ({ below }) => ({ impersonator: below(2) === 0 })),
  prefs: patch('prefs', ({ below }) => ({ prefs: { of: below(1000) } })),
  labels: ({ random, admin }, by) =>
    by.ask({
      method: 'PUT',
      url: `/v1/users/${random.of(userIds)}/labels`,
      headers: admin,
      payload: { labels: [`l${random.below(1000)}`] },
    }),
  create: ({ random, admin }, by) =>
    by.ask({
      method: 'POST',
      url: '/v1/users',
      headers: admin,
      payload: { userId: random.of(userIds), email: `c${random.below(10_000)}@example.com` },
    }),
  remove: ({ random, admin }, by) =>
    by.ask({ method: 'DELETE', url: `/v1/users/${random.of(userIds)}`, headers: admin }),
  openSession: async ({ random, admin, sessions }, by) => {
    const user = random.of(userIds);
    const url = `/v1/users/${user}/sessions`;
    const { status, body } = await by.ask({ method: 'POST', url, headers: admin, payload: {} });
    if (status !== 201) return;
    const { $id: id, secret } = JSON.parse(body) as { $id: string; secret: string };
    sessions.push({ user, id, secret });
  },
  endSession: ({ random, admin, sessions }, by) => {
    const { user, id } = random.of(sessions);
    return by.ask({ method: 'DELETE', url: `/v1/users/${user}/sessions/${id}`, headers: admin });
  },
  endSessions: ({ random, admin }, by) =>
    by.ask({ method: 'DELETE', url: `/v1/users/${random.of(userIds)}/sessions`, headers: admin }),
  extendSession: ({ random, sessions }, by) =>
    by.ask({
      method: 'PATCH',
      url: '/v1/account/sessions/current',
      headers: { ...project, 'x-appwrite-session': random.of(sessions).secret },
    }),
  jwt: async ({ random, admin, jwts }, by) => {
    const url = `/v1/users/${random.of(userIds)}/jwts`;
    const { status, body } = await by.ask({ method: 'POST', url, headers: admin, payload: {} });
    if (status === 201) jwts.push((JSON.parse(body) as { jwt: string }).jwt);
  },
  addTarget: async (world, by) => {
    const { random, admin } = world;
    const user = random.of(userIds);
    const id = `target-${random.below(1_000_000)}`;
    world.targets = [...world.targets, { user, id }];
    const identifier = `t${random.below(10_000)}@example.com`;
    const payload = { targetId: id, providerType: 'email', identifier };
    await by.ask({ method: 'POST', url: `/v1/users/${user}/targets`, headers: admin, payload });
  },
  changeTarget: async ({ random, admin, targets }, by) => {
    if (targets.length === 0) return;
    const { user, id } = random.of(targets);
    const payload = { name: `t${random.below(1000)}` };
    await by.ask({ method: 'PATCH', url: `/v1/users/${user}/targets/${id}`, headers: admin, payload });
  },
  removeTarget: async ({ random, admin, targets }, by) => {
    if (targets.length === 0) return;
    const { user, id } = random.of(targets);
    await by.ask({ method: 'DELETE', url: `/v1/users/${user}/targets/${id}`, headers: admin });
  },
  addKey: async ({ twins, random, keys }, by) => {
    const input = { name: 'k', scopes: random.of(someScopes), expiresAt: null };
    const { key, secret } = await createKey(by.core, twins.actor, input);
    keys.push({ id: key.id, secret });
  },
  changeKey: ({ random, admin, keys }, by) =>
    by.ask({
      method: 'PUT',
      url: `/v1/project/keys/${random.of(keys).id}`,
      headers: admin,
      payload: { name: 'k', scopes: random.of(someScopes) },
    }),
  revokeKey: ({ random, admin, keys }, by) =>
    by.ask({ method: 'DELETE', url: `/v1/project/keys/${random.of(keys).id}`, headers: admin }),
  policies: ({ twins, random }, by) =>
    setPolicies(by.core, twins.actor, {
      sessionIdleSeconds: random.of([0, 60, 7_200]),
      fallbackCookies: random.below(2) === 0,
    }),
  time: async ({ twins, random }) => twins.advance(random.of([1_000, 600_000, 30 * HOUR])),
};

describe('what a server remembers of an SQLite file', () => {
  it('is never out of date, whatever is written by it and by others', async () => {
    const world = await openWorld({});
    try {
      assert.deepEqual(await differences(world, STEPS), []);
      assert.ok((world.twins.remembering.core.read.cache?.bytes ?? 0) > 0, 'nothing was remembered');
    } finally {
      await world.twins.close();
    }
  });

  for (const missed of Object.keys(rememberedTables) as RememberedTable[])
    it(`would be out of date if changes of ${missed} dropped nothing, which this test can see`, async () => {
      const watched = (Object.keys(rememberedTables) as RememberedTable[]).filter((each) => each !== missed);
      const world = await openWorld({ watched });
      try {
        assert.notDeepEqual(await differences(world, STEPS * 10, { others: 0, stopsAtFirst: true }), []);
      } finally {
        await world.twins.close();
      }
    });

  it('is out of date no more once a command has written', async () => {
    const world = await openWorld({});
    const { twins, keys, admin } = world;
    try {
      const [key] = keys;
      assert.ok(key);
      const headers = { ...project, 'x-appwrite-key': key.secret };
      const asked = { url: '/v1/users/user-0', headers };
      assert.equal((await twins.remembering.ask(asked)).status, 200);
      // The use of the key is noted by now, so that it is remembered from here on.
      await twins.remembering.engine.tryWrite();
      assert.equal((await twins.remembering.ask(asked)).status, 200);
      const ended = await run(['keys', 'revoke', key.id], twins.settings);
      assert.equal(ended.code, 0, ended.errors);
      assert.equal((await twins.remembering.ask(asked)).status, 401);
      assert.equal((await twins.remembering.ask({ ...asked, headers: admin })).status, 200);
    } finally {
      await twins.close();
    }
  });

  const schemaChanges: Readonly<Record<string, (twins: Twins) => Promise<unknown>>> = {
    'it has copied a table to migrate': ({ remembering }) =>
      remembering.engine.migrate({ ...migrations, '9000-expand-copy': copyUsers }),
    'another process has copied a table': ({ other }) => other.engine.transact(({ db }) => copyUsers(db)),
  };
  for (const [when, change] of Object.entries(schemaChanges))
    it(`is dropped by its own commits also once ${when}`, async () => {
      const world = await openWorld({});
      const { twins, admin } = world;
      try {
        const asked = { url: '/v1/users/user-0', headers: admin };
        const rename = (name: string) =>
          twins.remembering.ask({ ...asked, method: 'PATCH', url: `${asked.url}/name`, payload: { name } });
        await rename('before');
        await change(twins);
        for (const name of ['one', 'two']) {
          await twins.remembering.ask(asked);
          await rename(name);
          assert.match((await twins.remembering.ask(asked)).body, new RegExp(`"name":"${name}"`));
        }
      } finally {
        await twins.close();
      }
    });

  it('takes no more bytes than it may, whatever is asked', async () => {
    const most = 40_000;
    const world = await openWorld({ cacheBytes: most });
    const { twins, admin } = world;
    try {
      for (let at = 0; at < 60; at++) {
        const payload = { userId: `more-${at}`, name: 'n'.repeat(100) };
        await twins.remembering.ask({ method: 'POST', url: '/v1/users', headers: admin, payload });
        await twins.remembering.ask({ url: `/v1/users/more-${at}`, headers: admin });
        await twins.remembering.ask({ url: `/v1/users/more-${at}`, headers: admin });
        const bytes = twins.remembering.core.read.cache?.bytes ?? 0;
        assert.ok(bytes > 0 && bytes <= most, `${bytes} bytes`);
      }
    } finally {
      await twins.close();
    }
  });
});

describe('a list of users who are remembered', () => {
  const paths = userIds.map((user) => `/v1/users/${user}`);

  it('has of each what a request for the user has', async () => {
    const { twins, admin } = await openWorld({});
    const { ask } = twins.remembering;
    try {
      for (const headers of [admin, { ...admin, 'x-appwrite-response-format': '1.4.0' }]) {
        const texts = await Promise.all(paths.map(async (url) => (await ask({ url, headers })).body));
        const whole = `{"total":${USERS},"users":[${texts.join(',')}]}`;
        assert.equal((await ask({ url: '/v1/users', headers })).body, whole);
        assert.equal((await ask({ url: '/v1/users', headers })).body, whole);
      }
      const none = await ask({ url: '/v1/users?limit=0', headers: admin });
      assert.equal(none.body, `{"total":${USERS},"users":[]}`);
    } finally {
      await twins.close();
    }
  });

  it('remembers all of the users, and reads no more than their ids from then on', async () => {
    const { twins, admin } = await openWorld({});
    const { ask, core } = twins.remembering;
    try {
      await ask({ url: '/v1/users', headers: admin });
      const { hits = 0, misses } = core.read.cache ?? {};
      await ask({ url: '/v1/users', headers: admin });
      // The key, and the users.
      assert.equal(core.read.cache?.hits, hits + 1 + USERS);
      assert.equal(core.read.cache?.misses, misses);
    } finally {
      await twins.close();
    }
  });

  it('remembers no user of whom it reads only some targets', async () => {
    const { twins, admin, targets } = await openWorld({});
    const { ask } = twins.remembering;
    const user = targets[0]?.user ?? 'user-0';
    try {
      const url = `/v1/users/${user}/targets`;
      for (let at = 0; at < TARGETS; at++) {
        const payload = { targetId: `m${at}`, providerType: 'email', identifier: `m${at}@example.com` };
        assert.equal((await ask({ method: 'POST', url, headers: admin, payload })).status, 201);
      }
      for (let each = 0; each < 2; each++) {
        assert.equal((await differs(twins, { url: '/v1/users', headers: admin })) ?? '', '');
        assert.equal((await differs(twins, { url: `/v1/users/${user}`, headers: admin })) ?? '', '');
      }
    } finally {
      await twins.close();
    }
  });

  it('asks for memory when they are large', async () => {
    const { twins, admin } = await openWorld({});
    const { ask, core } = twins.remembering;
    const { actor } = twins;
    const reserved: number[] = [];
    const memory = { ...core.memory, reserve: async (bytes: number) => void reserved.push(bytes) };
    const listing = { filters: [], orders: [], offset: 0, counted: true };
    try {
      const payload = { prefs: { text: 'x'.repeat(30_000) } };
      for (const url of paths) await ask({ method: 'PATCH', url: `${url}/prefs`, headers: admin, payload });
      for (const url of paths) await ask({ url, headers: admin });
      await listUsers({ ...core, memory }, actor, { ...listing, limit: 2 });
      assert.deepEqual(reserved, []);
      await listUsers({ ...core, memory }, actor, { ...listing, limit: USERS });
      assert.ok((reserved[0] ?? 0) > USERS * 30_000, `${reserved}`);
    } finally {
      await twins.close();
    }
  });
});

/** Replaces the table, as a migration does that needs another definition. */
async function copyUsers(db: Kysely<Schema>): Promise<void> {
  const found = await sql<{ sql: string }>`select sql from sqlite_schema where name = 'users'`.execute(db);
  const definition = found.rows[0]?.sql.replace(/users/, 'users_copy') ?? '';
  for (const statement of [
    definition,
    'insert into users_copy select * from users',
    'drop table users',
    'alter table users_copy rename to users',
  ])
    await sql.raw(statement).execute(db);
}

async function openWorld(options: Parameters<typeof openTwins>[0]): Promise<World> {
  const twins = await openTwins(options);
  const next = chance(SEED);
  const below = (most: number) => Math.floor(next() * most);
  const random: Random = { below, of: (list) => list[below(list.length)] as (typeof list)[number] };
  const { core } = twins.remembering;
  const { secret } = await createKey(core, twins.actor, { name: 'all', scopes: ['*'], expiresAt: null });
  const admin = { ...project, 'x-appwrite-key': secret };
  const world: World = { twins, random, admin, keys: [], sessions: [], jwts: [], targets: [] };
  for (const userId of userIds)
    await twins.remembering.ask({ method: 'POST', url: '/v1/users', headers: admin, payload: { userId } });
  for (const name of ['addKey', 'openSession', 'openSession', 'jwt', 'addTarget'])
    await writes[name]?.(world, twins.remembering);
  return world;
}

/** Writes at random, and compares answers after each write. Returns where they differed. */
async function differences(
  world: World,
  steps: number,
  { others = OTHERS_SHARE, stopsAtFirst = false } = {},
): Promise<readonly string[]> {
  const { twins, random } = world;
  const found: string[] = [];
  const every = Object.entries(writes);
  for (let step = 0; step < steps; step++) {
    const [name, write] = random.of(every);
    const by = random.below(1000) < others * 1000 ? twins.other : twins.remembering;
    // What is read while others write must not stay either.
    const during = Array.from({ length: random.below(3) }, () => randomRead(world));
    await Promise.all([write(world, by), ...during.map((read) => twins.remembering.ask(read))]);
    for (let read = 0; read < READS_EACH; read++) {
      const difference = await differs(twins, randomRead(world));
      if (difference) found.push(`step ${step}, after ${name}: ${difference}`);
    }
    if (stopsAtFirst && found.length > 0) return found;
  }
  return found;
}

function randomRead({ random, admin, keys, sessions, jwts }: World): Asked {
  const user = `/v1/users/${random.of(userIds)}`;
  const byKey = { ...project, 'x-appwrite-key': random.of(keys).secret };
  const bySession = { ...project, 'x-appwrite-session': random.of(sessions).secret };
  const byJwt = { ...project, 'x-appwrite-jwt': jwts.length === 0 ? 'none' : random.of(jwts) };
  return random.of<Asked>([
    { url: user, headers: admin },
    { url: user, headers: byKey },
    { url: user, headers: { ...byKey, 'x-appwrite-response-format': '1.4.0' } },
    { url: `${user}/prefs`, headers: byKey },
    { url: '/v1/users', headers: admin },
    { url: '/v1/users', headers: byKey },
    { url: `/v1/users?total=false&queries[]=${encodeURIComponent(limitOfThree)}`, headers: admin },
    { url: '/v1/users?limit=0', headers: byKey },
    { url: '/v1/account', headers: bySession },
    { url: '/v1/account', headers: bySession },
    { url: '/v1/account', headers: byJwt },
    { url: '/v1/account', headers: { ...bySession, 'x-appwrite-impersonate-user-id': random.of(userIds) } },
    { url: '/v1/account/sessions/current', headers: bySession },
    {
      url: '/v1/account',
      headers: {
        ...project,
        'x-fallback-cookies': JSON.stringify({ [`a_session_${PROJECT}`]: random.of(sessions).secret }),
      },
    },
  ]);
}

/** Compares the answers of both. Those that differ are asked again: the first may have noted a visit in between. */
async function differs({ remembering, reading }: Twins, asked: Asked): Promise<string | undefined> {
  for (let attempt = 0; ; attempt++) {
    const [one, two] = [await remembering.ask(asked), await reading.ask(asked)];
    if (one.status === two.status && one.body === two.body) return undefined;
    if (attempt === 2)
      return `${JSON.stringify(asked)}: ${one.status} ${one.body}, and anew ${two.status} ${two.body}`;
    await remembering.engine.tryWrite();
  }
}
