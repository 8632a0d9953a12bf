import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { System } from '../../src/imports/source.ts';
import { detectSystem } from '../../src/imports/systems/all.ts';
import { sqlSystems } from '../../src/imports/systems/sql.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import {
  assertSample,
  expectedOf,
  itemsOf,
  sampleFile,
  textFile,
  verifies,
  withEnvFile,
} from './sql-samples.ts';

/** The file of each sample, and the secrets of it by the names of the application. */
const FILES: Readonly<Record<string, string>> = { pocketbase: 'data.sql' };
const OTHER_FILES: Readonly<Record<string, readonly string[]>> = {
  ghost: ['members.csv'],
  supabase: ['admin-users.json'],
};
const WITHOUT_SAMPLE = ['gitlab', 'mybb', 'opencart', 'passport-local-mongoose', 'smf'];

function optionsOf(system: string): { env: Record<string, string>; options: Record<string, string> } {
  const { options = {} } = expectedOf(system);
  const env: Record<string, string> = {};
  if (options.secret)
    env[system === 'better-auth' ? 'BETTER_AUTH_SECRET' : 'NEXTCLOUD_SECRET'] = options.secret;
  if (options.appKey) env.APP_KEY = options.appKey;
  if (options.railsPrimaryKey) env.ACTIVE_RECORD_ENCRYPTION_PRIMARY_KEY = options.railsPrimaryKey;
  if (options.railsKeyDerivationSalt)
    env.ACTIVE_RECORD_ENCRYPTION_KEY_DERIVATION_SALT = options.railsKeyDerivationSalt;
  return { env, options: options.prefix === undefined ? {} : { 'table-prefix': options.prefix } };
}

function systemNamed(name: string): System {
  const system = sqlSystems.find((each) => each.name === name);
  assert.ok(system);
  return system;
}

for (const system of sqlSystems) {
  if (WITHOUT_SAMPLE.includes(system.name)) continue;
  const name = FILES[system.name] ?? 'dump.sql';

  test(`${system.title}: its dump becomes the users that the sample names`, async () => {
    const { env, options } = optionsOf(system.name);
    await withEnvFile(env, async (path) => {
      const items = await itemsOf(system, [sampleFile(system.name, name)], { ...options, 'env-file': path });
      assertSample(items, expectedOf(system.name));
      const pieces = await itemsOf(system, [sampleFile(system.name, name, 7)], { 'env-file': path });
      assert.deepEqual(pieces, items);
    });
  });

  test(`${system.title}: the passwords of its users are those of the sample`, async () => {
    const expected = expectedOf(system.name);
    const pepper = expected.options?.pepper;
    const secrets = pepper === undefined ? {} : { importId: 'i1', pepper };
    const items = await itemsOf(system, [sampleFile(system.name, name)]);
    const checked: Record<string, boolean> = {};
    for (const { sourceId, password } of expected.users) {
      if (typeof password !== 'string') continue;
      const user = items.find((item) => item.kind === 'user' && item.sourceId === sourceId);
      assert.ok(user?.kind === 'user');
      checked[sourceId] = await verifies(user.password, password, secrets);
    }
    assert.deepEqual(
      Object.values(checked).filter((isRight) => !isRight),
      [],
      JSON.stringify(checked),
    );
  });

  test(`${system.title}: the beginning of its files tells it from the others`, () => {
    for (const file of [name, ...(OTHER_FILES[system.name] ?? [])]) {
      const head = readFileSync(new URL(`samples/${system.name}/${file}`, import.meta.url), 'utf8');
      assert.equal(detectSystem(head, file)?.name, system.name, file);
    }
  });
}

const { users } = expectedOf('supabase');
const [ann] = users;

test('Supabase: a page of its API becomes users without a hash and a seed', async () => {
  const { password: _hash, totp: _seed, ...expected } = ann ?? { sourceId: '' };
  const items = await itemsOf(systemNamed('supabase'), [sampleFile('supabase', 'admin-users.json')]);
  assertSample(items, { users: [expected] });
  const [user] = items;
  assert.ok(user?.kind === 'user');
  assert.deepEqual([user.password, user.rest], [undefined, { mfa_factors: ['totp'] }]);
});

test('Ghost: members.csv becomes members, who sign in by mail, beside the staff of a dump', async () => {
  const ghost = systemNamed('ghost');
  const [cy] = await itemsOf(ghost, [sampleFile('ghost', 'members.csv')]);
  assert.ok(cy?.kind === 'user');
  assert.deepEqual(
    {
      id: cy.sourceId,
      email: cy.email,
      verified: cy.emailVerified,
      labels: cy.labels,
      password: cy.password,
    },
    {
      id: '65a4f8f80000000000000003',
      email: 'cy@example.com',
      verified: true,
      labels: ['reader', 'early'],
      password: null,
    },
  );
  const both = await itemsOf(
    ghost,
    ['members.csv', 'dump.sql'].map((name) => sampleFile('ghost', name)),
  );
  assert.deepEqual(
    both.map((item) => item.kind === 'user' && item.name),
    ['Cy Okafor', 'Ann Lee', 'Ben Ölsen', 'Cy Okafor'],
  );
});

/** What a system without a sample reads of the rows of a dump. */
async function usersOf(name: string, dump: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const items = await itemsOf(systemNamed(name), [textFile('dump.sql', dump)]);
  return items.map(({ file: _file, row: _row, kind, ...item }) =>
    kind === 'user' ? item : { kind, ...item },
  );
}

test('GitLab: people with their addresses and identities; bots are none', async () => {
  const found = await usersOf(
    'gitlab',
    `COPY public.users (id, email, username, name, encrypted_password, confirmed_at, state, admin, user_type, otp_required_for_login, created_at) FROM stdin;
1\tann@example.com\tann\tAnn Lee\t$2a$10$x\t2024-01-15 09:30:00\tactive\tt\t0\tf\t2024-01-15 09:30:00
2\tben@example.com\tben\tBen\t$2a$10$y\t\\N\tbanned\tf\t\\N\tf\t2024-01-15 09:30:00
3\tbot@example.com\tbot\tBot\t\\N\t\\N\tactive\tf\t6\tf\t2024-01-15 09:30:00
\\.
COPY public.emails (user_id, email, confirmed_at) FROM stdin;\n1\tann@example.org\t\\N\n\\.
COPY public.identities (user_id, provider, extern_uid) FROM stdin;\n1\tgithub\t58323100\n\\.
`,
  );
  const at = Date.UTC(2024, 0, 15, 9, 30);
  assert.deepEqual(found, [
    {
      ...{ sourceId: '1', email: 'ann@example.com', emailVerified: at, otherEmails: ['ann@example.org'] },
      ...{ name: 'Ann Lee', username: 'ann', blocked: false, createdAt: at, labels: ['admin'] },
      password: { family: 'devise', scheme: 'devise', stored: '$2a$10$x' },
      identities: [{ provider: 'github', uid: '58323100' }],
    },
    {
      ...{ sourceId: '2', email: 'ben@example.com', emailVerified: false, name: 'Ben', username: 'ben' },
      ...{ blocked: true, createdAt: at },
      password: { family: 'devise', scheme: 'devise', stored: '$2a$10$y' },
    },
    { kind: 'skipped', sourceId: '3', reason: 'bot' },
  ]);
});

test('MyBB and SMF: groups, bans and the fields of their hashes', async () => {
  const mybb = await usersOf(
    'mybb',
    "INSERT INTO `mybb_users` (`uid`,`username`,`password`,`salt`,`email`,`usergroup`,`additionalgroups`,`regdate`) VALUES (1,'A&amp;B','h','s','a@example.com',4,'2',1705311000),(2,'ben','h','s','b@example.com',7,'',0);\nINSERT INTO `mybb_usergroups` (`gid`,`title`) VALUES (2,'Registered'),(4,'Administrators');\n",
  );
  assert.deepEqual(
    mybb.map(({ name, labels, blocked, password }) => ({ name, labels, blocked, password })),
    [
      {
        ...{ name: 'A&B', labels: ['Administrators', 'Registered'], blocked: false },
        password: { family: 'forum', scheme: 'mybb', parts: { password: 'h', salt: 's' } },
      },
      {
        ...{ name: 'ben', labels: undefined, blocked: true },
        password: { family: 'forum', scheme: 'mybb', parts: { password: 'h', salt: 's' } },
      },
    ],
  );
  const smf = await usersOf(
    'smf',
    "INSERT INTO `smf_members` (`id_member`,`member_name`,`real_name`,`passwd`,`email_address`,`is_activated`,`id_group`) VALUES (1,'Ann','Ann Lee','h','a@example.com',1,1),(2,'Ben','','h','b@example.com',13,0);\nINSERT INTO `smf_membergroups` (`id_group`,`group_name`) VALUES (1,'Administrator');\n",
  );
  assert.deepEqual(
    smf.map(({ name, labels, blocked, emailVerified, password }) => ({
      name,
      labels,
      blocked,
      emailVerified,
      password,
    })),
    [
      {
        ...{ name: 'Ann Lee', labels: ['Administrator'], blocked: false, emailVerified: true },
        password: { family: 'forum', scheme: 'smf', parts: { passwd: 'h', member_name: 'Ann' } },
      },
      {
        ...{ name: undefined, labels: undefined, blocked: true, emailVerified: false },
        password: { family: 'forum', scheme: 'smf', parts: { passwd: 'h', member_name: 'Ben' } },
      },
    ],
  );
});

test('OpenCart: customers with the salt of their hash', async () => {
  const found = await usersOf(
    'opencart',
    "INSERT INTO `oc_customer` (`customer_id`,`customer_group_id`,`firstname`,`lastname`,`email`,`telephone`,`password`,`salt`,`status`,`date_added`) VALUES (1,1,'Ann','Lee','a@example.com','+14155550101','h','s',1,'2024-01-15 09:30:00'),(2,1,'Ben','','b@example.com','0123','$2y$10$x','',0,'0000-00-00 00:00:00');\n",
  );
  assert.deepEqual(
    found.map(({ name, phone, blocked, password, rest }) => ({ name, phone, blocked, password, rest })),
    [
      {
        ...{ name: 'Ann Lee', phone: '+14155550101', blocked: false, rest: undefined },
        password: { family: 'shop', scheme: 'opencart', parts: { password: 'h', salt: 's' } },
      },
      {
        ...{ name: 'Ben', phone: undefined, blocked: true, rest: { telephone: '0123' } },
        password: { family: 'plain', scheme: 'plain', stored: '$2y$10$x' },
      },
    ],
  );
});

const VECTORS = new URL('../../src/crypto/passwords/vectors/passport-local-mongoose.json', import.meta.url);

test('passport-local-mongoose: the two fields of its hash, whose password verifies', async () => {
  const [vector] = JSON.parse(readFileSync(VECTORS, 'utf8'));
  const record = {
    _id: { $oid: '65a4f8f80000000000000001' },
    username: 'ann@example.com',
    ...vector.parts,
    createdAt: { $date: '2024-01-15T09:30:00Z' },
    plan: 'full',
    __v: 0,
  };
  const system = systemNamed('passport-local-mongoose');
  const dump = `${JSON.stringify(record)}\n{"_id":1,"username":"ben"}\n[]\n`;
  assert.equal(detectSystem(dump, 'users.json'), system);
  const [ann, ben, none] = await itemsOf(system, [textFile('users.json', dump)]);
  assert.ok(ann?.kind === 'user' && ben?.kind === 'user');
  const { sourceId, email, username, createdAt, rest } = ann;
  assert.deepEqual(
    { sourceId, email, username, createdAt, rest },
    {
      ...{ sourceId: record._id.$oid, email: 'ann@example.com', username: undefined },
      ...{ createdAt: Date.UTC(2024, 0, 15, 9, 30), rest: { plan: 'full' } },
    },
  );
  assert.equal(await verifies(ann.password, vector.password, {}), true);
  assert.deepEqual([ben.username, ben.password], ['ben', null]);
  assert.equal(none?.kind, 'refused');
});

test('a file of secrets is read up to a bound, also where it has no end', {
  timeout: PATIENCE_MS,
}, async () => {
  const system = systemNamed('laravel');
  const dump = sampleFile('laravel', 'dump.sql');
  await assert.rejects(itemsOf(system, [dump], { 'env-file': '/dev/zero' }), /longer than 64 KiB/);
});
