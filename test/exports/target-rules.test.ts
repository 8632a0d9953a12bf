import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { userUuid } from '../../src/crypto/uuid.ts';
import { storedHashOf } from '../../src/exports/hashes/parse.ts';
import {
  ExportRefused,
  type ExportSource,
  type Target,
  type TargetOptions,
} from '../../src/exports/target.ts';
import { authelia } from '../../src/exports/targets/authelia.ts';
import { authjs } from '../../src/exports/targets/authjs.ts';
import { betterAuth } from '../../src/exports/targets/better-auth.ts';
import { clerk } from '../../src/exports/targets/clerk.ts';
import { cognito } from '../../src/exports/targets/cognito.ts';
import { devise } from '../../src/exports/targets/devise.ts';
import { django } from '../../src/exports/targets/django.ts';
import { drupal } from '../../src/exports/targets/drupal.ts';
import { laravel } from '../../src/exports/targets/laravel.ts';
import { ldap } from '../../src/exports/targets/ldap.ts';
import { logto } from '../../src/exports/targets/logto.ts';
import { nextcloud } from '../../src/exports/targets/nextcloud.ts';
import { stytch } from '../../src/exports/targets/stytch.ts';
import { supabase } from '../../src/exports/targets/supabase.ts';
import { supertokens } from '../../src/exports/targets/supertokens.ts';
import { wordpress } from '../../src/exports/targets/wordpress.ts';
import {
  exported,
  hashes,
  hostileTexts,
  people,
  person,
  sourceOf,
  teams,
  withHash,
} from '../support/export-people.ts';
import { freshPostgres } from '../support/postgres.ts';
import { reread, usersIn } from './reread.ts';

const OWN_UUID = '0d3f1c2a-0000-4000-8000-000000000001';
const from = (system: string, id: string) => ({ source: { system, id } });

describe('ids', () => {
  it('that came from the target go back; others follow the highest number', async () => {
    const users = [
      person('new'),
      person('ann', from('django', '17')),
      person('ben', from('laravel', '99')),
      // Of a second Django.
      person('cy', from('django', '17')),
    ];
    const { files } = await exported(django, sourceOf(users));
    assert.equal(files.get('ids.csv'), 'id,target_id\nnew,18\nann,17\nben,19\ncy,20\n');
    const first = await exported(django, sourceOf(users), { 'first-id': '500' });
    assert.equal(first.files.get('ids.csv'), 'id,target_id\nnew,500\nann,17\nben,501\ncy,502\n');
  });

  it('that are no UUIDs become the same UUID each time, and are named in the metadata', async () => {
    const users = [
      person('ann'),
      person('ben', from('supabase', OWN_UUID)),
      person(OWN_UUID.replace(/1$/, '2')),
    ];
    const items = usersIn(await reread('supabase', await exported(supabase, sourceOf(users))));
    assert.deepEqual(
      items.map(({ sourceId }) => sourceId),
      [userUuid('shop', 'ann'), OWN_UUID, OWN_UUID.replace(/1$/, '2')],
    );
    assert.deepEqual(
      items.map(({ privateMetadata }) => privateMetadata?.app_metadata),
      [{ denizen_id: 'ann' }, undefined, undefined],
    );
  });

  it('of other texts go back too', async () => {
    const user = person('ann', { ...from('clerk', 'user_2f'), username: 'ann' });
    const [found] = usersIn(await reread('clerk', await exported(clerk, sourceOf([user]))));
    assert.equal(found?.sourceId, 'user_2f');
  });
});

describe('sign-in names', () => {
  it('are those of the target, the username, the address or the id, never the same twice', async () => {
    const users = [
      person('a', { ...from('nextcloud', 'Ann'), username: 'ann' }),
      person('b', { ...from('nextcloud', 'cy'), username: null }),
      // Its name there is the username of another one here.
      person('c', { ...from('nextcloud', 'ben'), username: null }),
      person('d', { username: 'ben' }),
      person('e', { email: 'e+tag@example.com' }),
      person('f', { email: null }),
    ];
    const items = usersIn(await reread('nextcloud', await exported(nextcloud, sourceOf(users))));
    assert.deepEqual(
      items.map(({ username }) => username),
      ['Ann', 'cy', 'c@example.com', 'ben', 'e@denizen', 'f@denizen'],
    );
  });
});

describe('sign-in names where ids are keys', () => {
  for (const [target, system] of [
    [django, 'django'],
    [wordpress, 'wordpress'],
    [drupal, 'drupal'],
    [ldap, 'ldif'],
  ] as const)
    it(`are usernames, and not the keys: ${target.name}`, async () => {
      const users = [person('ann', { ...from(system, '17'), username: 'ann' })];
      const [user] = usersIn(await reread(target.name, await exported(target, sourceOf(users))));
      assert.equal(user?.username, 'ann');
    });
});

describe('teams of one name', () => {
  const two = [
    { ...people[0], memberships: [{ teamId: 'x', teamName: 'Staff', roles: [] }] },
    { ...people[2], memberships: [{ teamId: 'y', teamName: 'staff', roles: ['owner'] }] },
  ].map((user) => person(user.id ?? '', user));
  const some = ['x', 'y'].map((id) => ({
    id,
    name: id === 'x' ? 'Staff' : 'staff',
    prefs: {},
    createdAt: 0,
  }));

  for (const target of [authelia, django, ldap])
    it(`stay two: ${target.name}`, async () => {
      const written = await exported(target, sourceOf(two, some));
      const items = await reread(target.name, written);
      const names = items.flatMap((item) => (item.kind === 'team' ? [item.name] : []));
      assert.deepEqual(names.toSorted(), ['Staff', 'staff (y)']);
      assert.ok(written.lost.some(({ field, why }) => field === 'teams' && /no roles/.test(why)));
    });
});

describe('blocked users', () => {
  const ben = withHash('ben', 'bcrypt', {
    blocked: true,
    identities: [{ provider: 'google', issuer: null, uid: '1', email: null }],
  });

  const options: Readonly<Record<string, TargetOptions>> = {
    authjs: { 'password-column': 'password' },
    'better-auth': { 'password-verify': 'bcrypt' },
    ldap: { operational: 'no' },
  };

  for (const target of [authjs, betterAuth, devise, laravel, ldap, supertokens, wordpress])
    it(`go without what they sign in with where nobody can be blocked: ${target.name}`, async () => {
      const { files, lost } = await exported(target, sourceOf([ben]), options[target.name]);
      const text = [...files.values()].join('');
      assert.ok(!text.includes(hashes.bcrypt[0].slice(7)) && !/['"]google['"]/.test(text));
      const fields = lost.map(({ field }) => field);
      assert.ok(fields.includes('password') && fields.includes('identities'));
    });
});

describe('accounts at OpenID providers that are known by their addresses', () => {
  const identities = ['https://a.example', 'https://b.example'].map((issuer) => ({
    ...{ provider: 'oidc', issuer, uid: 'marker-of-one', email: null },
  }));
  const all = [
    authjs,
    betterAuth,
    devise,
    django,
    drupal,
    laravel,
    logto,
    nextcloud,
    supabase,
    supertokens,
    wordpress,
  ];

  for (const target of all)
    it(`are lost, since two of them would be one: ${target.name}`, async () => {
      const { files, lost } = await exported(target, sourceOf([person('ann', { identities })]));
      assert.ok(![...files.values()].join('').includes('marker-of-one'));
      assert.equal(lost.filter(({ field }) => field === 'identities').length, 2);
    });
});

describe('what a target takes and cannot take of a user', () => {
  const cases: readonly (readonly [Target, Parameters<typeof person>[1], string])[] = [
    [cognito, { emailVerified: false }, 'user'],
    [cognito, { name: 'x'.repeat(16_000) }, 'user'],
    [laravel, { email: null }, 'user'],
    [devise, { email: null }, 'user'],
    [authelia, { email: null }, 'user'],
    [betterAuth, { email: null }, 'user'],
    [betterAuth, { username: 'ann' }, 'username'],
    [clerk, { email: null }, 'user'],
    [logto, { emailVerified: false }, 'email'],
    [logto, { username: 'a.n-n' }, 'username'],
    [supertokens, { email: null }, 'user'],
    [supabase, { identities: [{ provider: 'podio', issuer: null, uid: '1', email: null }] }, 'identities'],
    [supabase, { privateMetadata: { note: 'x' } }, 'private metadata'],
    [supabase, { name: 'nul\0' }, 'raw_user_meta_data'],
    [django, { labels: ['superuser'] }, 'labels'],
    [wordpress, { prefs: { theme: 'dark' } }, 'preferences'],
    [
      wordpress,
      { totp: { secret: 'GEZDGNBVGY3TQOJQ', algorithm: 'SHA256', digits: 8, period: 30 }, hasTotp: true },
      'totp',
    ],
    [supabase, { password: storedHashOf('$sealed$one$$recipe$YQ$$$?$x'), hasPassword: true }, 'password'],
  ];
  for (const [target, fields, field] of cases)
    it(`is reported: ${field} with ${target.name}`, async () => {
      const { lost } = await exported(target, sourceOf([person('ann', fields)]));
      assert.ok(lost.some((one) => one.userId === 'ann' && one.field === field && one.why !== ''));
    });

  it('never makes a superuser of Django of a label', async () => {
    const labels = ['superuser'];
    const users = [person('ann', { labels }), person('ben', { labels, ...from('django', '2') })];
    const items = usersIn(await reread('django', await exported(django, sourceOf(users))));
    assert.deepEqual(
      items.map((user) => user.labels),
      [undefined, ['superuser']],
    );
  });

  it('never shows metadata that was private elsewhere in the token of Supabase', async () => {
    const privateMetadata = { app_metadata: { note: 'x' } };
    const users = [
      person('ann', { privateMetadata }),
      person('ben', { privateMetadata, ...from('supabase', OWN_UUID) }),
    ];
    const written = await exported(supabase, sourceOf(users));
    const items = usersIn(await reread('supabase', written));
    assert.deepEqual(
      items.map((user) => user.privateMetadata?.app_metadata),
      [{ denizen_id: 'ann' }, { note: 'x' }],
    );
    assert.deepEqual(
      written.lost.map(({ userId, field }) => [userId, field]),
      [['ann', 'private metadata']],
    );
  });

  it('names no key that may be more than a name', async () => {
    const user = person('ann', { prefs: { 'hunter2 is my\npassword': 1 } });
    const { lost } = await exported(wordpress, sourceOf([user]));
    assert.deepEqual(lost, [
      { userId: 'ann', field: 'preferences', why: 'WordPress has no place for another key' },
    ]);
  });
});

describe('wrong options', () => {
  const wrong: readonly (readonly [Target, TargetOptions])[] = [
    [nextcloud, { dialect: 'oracle' }],
    [nextcloud, { 'table-prefix': 'oc`; drop' }],
    [django, { 'first-id': '0' }],
    [cognito, { custom: 'a b' }],
    [cognito, { 'id-attribute': 'id' }],
    [laravel, { columns: 'name,nickname' }],
    [betterAuth, { plugins: 'magic' }],
    [ldap, { base: 'dc=example\ndn: x' }],
  ];
  for (const [target, options] of wrong)
    it(`refuse the export: ${target.name} with ${JSON.stringify(options)}`, async () => {
      await assert.rejects(exported(target, sourceOf([]), options), ExportRefused);
    });
});

describe('files with limits', () => {
  it('of Cognito have the header each and are at most 100 MB', async () => {
    const many: ExportSource = {
      ...sourceOf([]),
      users: async function* () {
        const user = person('ann', { name: 'x'.repeat(15_700) });
        for (let at = 0; at < 7_000; at++) yield user;
      },
    };
    const files = new Map<string, { bytes: number; rows: number; head: string }>();
    const file = async (name: string) => {
      const found = { bytes: 0, rows: 0, head: '' };
      files.set(name, found);
      const write = async (text: string) => {
        found.head ||= text;
        found.bytes += text.length;
        found.rows += text === '' ? 0 : 1;
      };
      return { write };
    };
    await cognito.write(many, { file, lost: async () => {}, step: () => {} }, {});
    const [one, two] = ['users-001.csv', 'users-002.csv'].map((name) => files.get(name));
    assert.ok(one && two && one.bytes <= 100_000_000 && one.bytes > 99_900_000);
    assert.ok(one.head.startsWith('cognito:username,') && two.head === one.head);
    assert.equal(one.rows + two.rows, 7_002);
  });

  it('have one without rows', async () => {
    const { files } = await exported(supertokens, sourceOf([]));
    assert.deepEqual(JSON.parse(files.get('users-001.json') ?? ''), { users: [] });
  });

  it('of SuperTokens hold 10,000 users', async () => {
    const many: ExportSource = {
      ...sourceOf([]),
      users: async function* () {
        for (let at = 0; at < 10_001; at++) yield person(`user-${at}`);
      },
    };
    const { files } = await exported(supertokens, many);
    const sizes = [...files.values()].map((text) => JSON.parse(text).users.length);
    assert.deepEqual(sizes, [10_000, 1]);
  });
});

describe('lines of LDIF', () => {
  it('have at most 76 symbols, all of them ASCII', async () => {
    const users = hostileTexts.map((name, at) =>
      person(`user-${at}`, { name: `${name} ${'ö'.repeat(200)}` }),
    );
    const { files } = await exported(ldap, sourceOf(users));
    const text = files.get('users.ldif') ?? '';
    assert.deepEqual(
      text.split('\n').filter((line) => line.length > 76 || !/^[ -~]*$/.test(line)),
      [],
    );
  });

  it('are in base64 where a reader would take a symbol for another', async () => {
    const names = [' a', ':a', '<a', 'a ', 'ä', 'a\nb'];
    const users = names.map((name, at) => person(`user-${at}`, { name }));
    const { files } = await exported(ldap, sourceOf(users));
    assert.deepEqual(
      files.get('users.ldif')?.match(/^displayName.*$/gm),
      names.map((name) => `displayName:: ${Buffer.from(name).toString('base64')}`),
    );
  });

  it('escape what divides a DN', async () => {
    const team = { id: 't', name: ' #a,b+c"d\\e<f>;g=h ', prefs: {}, createdAt: 0 };
    const ann = person('ann', { memberships: [{ teamId: 't', teamName: team.name, roles: [] }] });
    const { files } = await exported(ldap, sourceOf([ann], [team]));
    assert.match(
      files.get('users.ldif') ?? '',
      /\ndn: cn=\\ #a\\,b\\\+c\\"d\\\\e\\<f\\>\\;g\\=h\\ ,ou=groups,/,
    );
  });
});

/** The columns that a Supabase project has of those that are written. */
const SCHEMA = `create schema auth;
create type auth.factor_type as enum ('totp', 'webauthn', 'phone');
create type auth.factor_status as enum ('unverified', 'verified');
create table auth.users (instance_id uuid, id uuid primary key, aud varchar(255), role varchar(255), email varchar(255),
  encrypted_password varchar(255), email_confirmed_at timestamptz, last_sign_in_at timestamptz, raw_app_meta_data jsonb,
  raw_user_meta_data jsonb, created_at timestamptz, updated_at timestamptz, phone text unique, phone_confirmed_at timestamptz,
  confirmation_token varchar(255), recovery_token varchar(255), email_change_token_new varchar(255),
  email_change varchar(255), email_change_token_current varchar(255) default '', phone_change text default '',
  phone_change_token varchar(255) default '', reauthentication_token varchar(255) default '',
  email_change_confirm_status smallint, banned_until timestamptz, is_sso_user boolean not null default false,
  is_anonymous boolean not null default false,
  confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored);
create table auth.identities (id uuid primary key, provider_id text not null, user_id uuid not null references auth.users,
  identity_data jsonb not null, provider text not null, last_sign_in_at timestamptz, created_at timestamptz,
  updated_at timestamptz, email text generated always as (lower(identity_data ->> 'email')) stored, unique (provider_id, provider));
create table auth.mfa_factors (id uuid primary key, user_id uuid not null references auth.users, friendly_name text,
  factor_type auth.factor_type not null, status auth.factor_status not null, created_at timestamptz not null,
  updated_at timestamptz not null, secret text);`;

describe('the SQL for Supabase', () => {
  let url = '';
  let drop: () => Promise<void> = async () => {};
  before(async () => {
    ({ url, drop } = await freshPostgres());
  });
  after(() => drop());

  it('is loaded by PostgreSQL, hostile names too', async () => {
    const hostile = hostileTexts.map((name, at) =>
      person(`user-${at}`, { name, prefs: { [`${name}\0`]: name } }),
    );
    const { files } = await exported(supabase, sourceOf([...people, ...hostile], teams));
    const client = new pg.Client(url);
    await client.connect();
    try {
      await client.query(SCHEMA);
      await client.query(files.get('users.sql') ?? '');
      const names = await client.query(
        "select email, raw_user_meta_data ->> 'full_name' as name from auth.users",
      );
      const found = new Map(names.rows.map(({ email, name }) => [email, name]));
      for (const { email, name } of hostile) assert.equal(found.get(email), name);
      const kinds = await client.query(
        'select provider, count(*)::int from auth.identities group by 1 order by 1',
      );
      assert.deepEqual(
        kinds.rows.map(({ provider, count }) => [provider, count]),
        [
          ['email', people.length + hostile.length],
          ['github', 1],
          ['google', 1],
          ['phone', 1],
          ['twitter', 1],
        ],
      );
      const factors = await client.query('select factor_type, status, secret from auth.mfa_factors');
      assert.deepEqual(factors.rows, [
        { factor_type: 'totp', status: 'verified', secret: people[0]?.totp?.secret },
      ]);
    } finally {
      await client.end();
    }
  });
});

describe('the SQL for Better Auth', () => {
  it('is loaded by SQLite', async () => {
    const { files } = await exported(betterAuth, sourceOf(people), { dialect: 'sqlite' });
    using db = new DatabaseSync(':memory:');
    db.exec(`create table "user" (id text primary key, name text not null, email text not null unique,
      emailVerified integer not null, image text, createdAt date not null, updatedAt date not null);
      create table account (id text primary key, accountId text not null, providerId text not null,
      userId text not null references "user" (id), password text, createdAt date not null, updatedAt date not null);`);
    db.exec(files.get('users.sql') ?? '');
    const rows = db.prepare('select id, emailVerified from "user" order by id').all();
    assert.deepEqual(
      rows.map((row) => Object.values(row)),
      [
        ['0d3f1c2a-0000-4000-8000-000000000003', 1],
        ['ann', 1],
        ['ben', 0],
      ],
    );
  });
});

describe('the program that sends calls', () => {
  it('puts the id of the first answer into further calls, waits where it is asked to, and goes on after a stop', async () => {
    const { files } = await exported(logto, sourceOf(people));
    let isBusy = true;
    await withSender(files, async ({ seen, run, answer }) => {
      answer((username) => {
        if (isBusy) {
          isBusy = false;
          return 429;
        }
        // The second user is refused the first time.
        return username === 'ben' && seen.length < 6 ? 422 : 200;
      });
      assert.deepEqual(await run(), [1, 'ben: POST /api/users failed with 422\n']);
      assert.deepEqual(
        seen.map(({ call }) => call),
        [
          'POST /api/users',
          'PUT /api/users/new%2Fann_lee/identities/google',
          'POST /api/users/new%2Fann_lee/mfa-verifications',
          'POST /api/users',
          'POST /api/users',
          'PUT /api/users/new%2F/identities/github',
        ],
      );
      assert.deepEqual(await run(), [0, '']);
      assert.deepEqual(
        seen.slice(6).map(({ call }) => call),
        [
          'POST /api/users',
          'PUT /api/users/new%2Fben/identities/x',
          'PATCH /api/users/new%2Fben/is-suspended',
        ],
      );
    });
  });

  it('puts it into a body where the call says so, and nowhere else', async () => {
    const { totp, hasTotp } = people[0] ?? person('ann');
    const ann = person('ann', { totp, hasTotp, name: '{id}', recoveryCodes: ['{id}'] });
    const { files } = await exported(stytch, sourceOf([ann]));
    await withSender(files, async ({ seen, run }) => {
      assert.deepEqual(await run(), [0, '']);
      const [first, second] = seen.map(({ body }) => body);
      assert.deepEqual(first?.name, { first_name: '{id}', last_name: '' });
      assert.deepEqual(second, { user_id: 'new/', secret: totp?.secret, recovery_codes: ['{id}'] });
    });
  });
});

type Seen = { readonly call: string; readonly body: Readonly<Record<string, unknown>> };

type Sending = {
  /** The calls that were not asked to wait. */
  readonly seen: readonly Seen[];
  /** Returns the exit code and what stood on standard error. */
  readonly run: () => Promise<readonly [unknown, string]>;
  /** Says with which status the call of a user is answered: 200 when nothing is said. */
  readonly answer: (statusOf: (username: unknown) => number) => void;
};

/** A server of the API, and the files in a folder. */
async function withSender(
  files: ReadonlyMap<string, string>,
  work: (sending: Sending) => Promise<void>,
): Promise<void> {
  const seen: Seen[] = [];
  let statusOf = (_username: unknown): number => 200;
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    if (!/^(?:Bearer|Basic) secret$/.test(request.headers.authorization ?? '')) {
      response.writeHead(401).end();
      return;
    }
    const body = JSON.parse(text) as Seen['body'];
    const status = statusOf(body.username);
    if (status !== 429) seen.push({ call: `${request.method} ${request.url}`, body });
    const id = `new/${body.username ?? ''}`;
    response.writeHead(status, status === 429 ? { 'retry-after': '0.01' } : {});
    response.end(JSON.stringify({ id, user_id: id }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'denizen-send-'));
  try {
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const run = async () => {
      const child = spawn(process.execPath, ['send.mjs', address, 'users.ndjson'], {
        cwd: folder,
        env: { PATH: process.env.PATH, TOKEN: 'secret' },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let errors = '';
      child.stderr.on('data', (piece) => {
        errors += String(piece);
      });
      const [code] = await once(child, 'close');
      return [code, errors] as const;
    };
    await work({
      seen,
      run,
      answer: (each) => {
        statusOf = each;
      },
    });
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}
