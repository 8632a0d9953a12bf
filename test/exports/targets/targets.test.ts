import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as imported from '../../../src/crypto/passwords/imported.ts';
import { withSecrets } from '../../../src/crypto/passwords/sealed.ts';
import { ExportRefused, type ExportTeam, type ExportUser } from '../../../src/exports/target.ts';
import { auth0 } from '../../../src/exports/targets/auth0.ts';
import { firebase } from '../../../src/exports/targets/firebase.ts';
import { fusionauth } from '../../../src/exports/targets/fusionauth.ts';
import { keycloak } from '../../../src/exports/targets/keycloak.ts';
import { kratos } from '../../../src/exports/targets/kratos.ts';
import { okta } from '../../../src/exports/targets/okta.ts';
import { zitadel } from '../../../src/exports/targets/zitadel.ts';
import { providerKeyOf } from '../../../src/imports/providers.ts';
import type { SourceUser } from '../../../src/imports/source.ts';
import { expectedOf, sampleItems } from '../../imports/samples.ts';
import { cases } from './cases.ts';
import { ann, ben, cy, PBKDF2, parsed, person, readAgain, staff, usersIn, written } from './written.ts';

const GOLDEN = join(import.meta.dirname, 'golden');
/** Writes what is expected anew: look at the difference before it is committed. */
const writesAnew = process.env.DENIZEN_GOLDEN === 'write';

describe('a small directory', () => {
  for (const { target, options } of cases)
    it(`is written for ${target.title} as expected`, async () => {
      const made = await written(target, { users: [ann, ben, cy], teams: [staff] }, options);
      const whole = { files: parsed(made), lost: made.lost, steps: made.steps };
      const path = join(GOLDEN, `${target.name}.json`);
      if (writesAnew) writeFileSync(path, `${JSON.stringify(whole, null, 2)}\n`);
      assert.deepEqual(whole, JSON.parse(readFileSync(path, 'utf8')));
    });

  for (const { target, system, options, importOptions, same } of cases)
    it(`is read again by the importer of ${target.title}, as far as both hold it`, async () => {
      const made = await written(target, { users: [ann, ben], teams: [staff] }, options);
      const trait = options.trait === undefined ? {} : { trait: options.trait };
      const users = usersIn(await readAgain(made, system, { ...trait, ...importOptions }));
      const fieldsOf = (user: Partial<SourceUser>) =>
        Object.fromEntries(same.map((field) => [field, user[field] ?? null]));
      assert.deepEqual(
        users.toSorted((a, b) => (String(a.email) < String(b.email) ? -1 : 1)).map(fieldsOf),
        [ann, ben].map((user) => fieldsOf(sourceView(user))),
      );
    });
});

/** A user of Denizen as importers describe one. */
function sourceView(user: ExportUser): Partial<SourceUser> {
  const { email, phone, username, totp, accessedAt, passwordUpdatedAt } = user;
  const listed = <Item>(items: readonly Item[]) => (items.length > 0 ? items : undefined);
  const view = {
    ...{ email, emailVerified: user.emailVerified, phone, phoneVerified: user.phoneVerified },
    ...{ name: user.name, username, blocked: user.blocked, createdAt: user.createdAt, accessedAt },
    passwordUpdatedAt,
    totp: totp && { secret: totp.secret },
    ...{ otherEmails: listed(user.otherEmails), recoveryCodes: listed(user.recoveryCodes) },
    labels: listed(user.labels),
  };
  // Null is what the test has for absent fields, too.
  return view as Partial<SourceUser>;
}

const SECRETS = {
  importId: 'sample',
  signerKey: 'tcXTh3R4qC9ke6y8VqwAO7gcH7eeHs9ELFpAkGjFgr5RkkVNnQ0L0iSDJdshzAquQCkIhAfqt8nTViBAkJfMJQ==',
  saltSeparator: 'Bw==',
};

/** A user as the import leaves one here. */
function arrived(user: Partial<SourceUser>, system: string): ExportUser {
  const outcome = user.password ? imported.storedHashOf(user.password, SECRETS) : undefined;
  const stored = outcome && 'stored' in outcome ? withSecrets(outcome.stored, SECRETS) : undefined;
  const { rest, totp } = user;
  return person({
    ...(stored !== undefined && { stored }),
    id: user.id ?? user.sourceId ?? '',
    name: user.name ?? '',
    username: user.username ?? null,
    email: user.email ?? null,
    emailVerified: Boolean(user.emailVerified),
    phone: user.phone ?? null,
    phoneVerified: Boolean(user.phoneVerified),
    otherEmails: user.otherEmails ?? [],
    passwordUpdatedAt: user.passwordUpdatedAt ?? null,
    blocked: user.blocked ?? false,
    createdAt: user.createdAt ?? 0,
    accessedAt: user.accessedAt ?? null,
    labels: user.labels ?? [],
    prefs: user.prefs ?? {},
    readOnlyMetadata: user.readOnlyMetadata ?? {},
    privateMetadata: { ...user.privateMetadata, ...(rest && { imported: { [system]: rest } }) },
    totp: totp ? { algorithm: 'SHA1', digits: 6, period: 30, secret: totp.secret } : null,
    recoveryCodes: user.recoveryCodes ?? [],
    identities: (user.identities ?? []).map(({ provider, uid, email = null }) => ({
      ...{ provider: providerKeyOf(provider) ?? 'google', issuer: null, uid, email },
    })),
    memberships: (user.teams ?? []).map(({ team, roles }) => ({ teamId: team, teamName: team, roles })),
    source: { system, id: user.sourceId ?? '' },
  });
}

describe('a sample', () => {
  for (const { target, system, back } of cases)
    it(`goes back to ${target.title} as it came`, async () => {
      const expected = await expectedOf(system.name);
      const items = await sampleItems(system, back.files ?? expected.files);
      const before = usersIn(items);
      const teams: readonly ExportTeam[] = items
        .filter((item) => item.kind === 'team')
        .map(({ sourceId, name, prefs = {} }) => ({ id: sourceId, name, prefs, createdAt: 0 }));
      const users = before.map((user) => arrived(user, system.name));
      const made = await written(target, { users, teams }, back.options);
      const after = usersIn(await readAgain(made, system));
      assert.equal(after.length, before.length);
      const unlike = new Set<string>();
      for (const [index, user] of before.entries()) {
        const other = after.find(({ email }) => email === user.email) ?? {};
        const [one, two] = [comparable(user), comparable(other)];
        for (const field of new Set([...Object.keys(one), ...Object.keys(two)]))
          if (JSON.stringify(one[field]) !== JSON.stringify(two[field])) {
            unlike.add(field);
            if (!back.unlike.includes(field as keyof SourceUser))
              assert.deepEqual({ index, [field]: two[field] }, { index, [field]: one[field] });
          }
      }
      assert.deepEqual([...unlike].sort(), [...back.unlike].sort());
    });
});

/** Hashes are compared by what is stored for them, and what is false or was never said is alike. */
function comparable(user: Partial<SourceUser>): Record<string, unknown> {
  const { password, identities, ...others } = user;
  const outcome = password ? imported.storedHashOf(password, SECRETS) : null;
  return {
    ...others,
    emailVerified: Boolean(others.emailVerified),
    phoneVerified: Boolean(others.phoneVerified),
    password: outcome,
    identities: identities?.map(({ provider, uid }) => ({
      provider: providerKeyOf(provider) ?? provider,
      uid,
    })),
  };
}

const many = (count: number, fields: (index: number) => Partial<ExportUser> = () => ({})) =>
  Array.from({ length: count }, (_, index) =>
    person({ id: `user-${index}`, email: `user-${index}@example.com`, ...fields(index) }),
  );

describe('files of a target', () => {
  it('have 500 kB at most for Auth0, and leave a larger user out', async () => {
    const sizes = [500_000, ...Array.from({ length: 30 }, () => 40_000)];
    const users = many(sizes.length, (index) => ({ prefs: { note: 'é'.repeat((sizes[index] ?? 0) / 2) } }));
    const made = await written(auth0, { users });
    assert.deepEqual(made.lost, [
      { userId: 'user-0', field: 'user', why: 'it is larger than a file of an import job' },
    ]);
    assert.deepEqual([...made.files.keys()], ['users-001.json', 'users-002.json', 'users-003.json']);
    for (const text of made.files.values()) assert.ok(Buffer.byteLength(text) <= 500_000);
    assert.deepEqual(
      Object.values(parsed(made)).flatMap((list) =>
        (list as { user_id: string }[]).map(({ user_id }) => user_id),
      ),
      users.slice(1).map(({ id }) => id),
    );
  });

  for (const [target, most, list] of [
    [kratos, 1_000, 'identities'],
    [keycloak, 500, 'users'],
    [fusionauth, 10_000, 'users'],
  ] as const)
    it(`have ${most} users at most for ${target.title}`, async () => {
      const made = await written(target, { users: many(most + 1) });
      const counts = Object.entries(parsed(made))
        .filter(([name]) => /-\d{3}\.json$/.test(name))
        .map(([, file]) => (file as Record<string, unknown[]>)[list]?.length);
      assert.deepEqual(counts, [most, 1]);
    });

  it('have 1,000 users at most for Zitadel, or less with much metadata', async () => {
    type File = { data_orgs: { orgs: { humanUsers: unknown[]; userMetadata?: unknown[] }[] } };
    const countsOf = async (users: readonly ExportUser[]) =>
      Object.values(parsed(await written(zitadel, { users }))).map((file) => {
        const [org] = (file as File).data_orgs.orgs;
        return [org?.humanUsers.length, org?.userMetadata?.length ?? 0];
      });
    assert.deepEqual(await countsOf(many(1_001)), [
      [1_000, 0],
      [1, 0],
    ]);
    assert.deepEqual(await countsOf(many(4, () => ({ prefs: { note: 'x'.repeat(1_500_000) } }))), [
      [2, 2],
      [2, 2],
    ]);
  });

  for (const { target } of cases)
    it(`are there without any user for ${target.title}, where it reads one file of users`, async () => {
      const made = await written(target, { users: [] });
      for (const [name, text] of made.files)
        if (name.endsWith('.json')) assert.doesNotThrow(() => JSON.parse(text));
      assert.ok(target === okta || made.files.size > 0);
    });
});

describe('Firebase', () => {
  const hmac = (key: string) => {
    const hex = Buffer.from('00'.repeat(32)).toString('base64');
    return `$hmac-sha256$${hex}$${Buffer.from(key).toString('base64')}`;
  };

  it('gets a file per algorithm and parameters, and their keys outside of commands', async () => {
    const [salt, key] = ['c2FsdA==', Buffer.alloc(64, 7).toString('base64')];
    const fbscrypt = (memory: number, of: string) =>
      `$fbscrypt$v=1,n=${memory},r=8,p=1,ss=Bw==,sk=${of}$${salt}$${key}`;
    const stored = [
      fbscrypt(14, key),
      fbscrypt(14, key),
      fbscrypt(13, key),
      `$sealed$import1$${fbscrypt(14, '?')}`,
      `$sealed$import2$${fbscrypt(14, '?')}`,
      hmac('shh'),
      '$digest$sha1$i=1,bytes$c2FsdA$$qZnAdAzxSPSfUfTIawy2eU4UzTQ',
      '$md5$5f4dcc3b5aa765d61d8327deb882cf99',
      '$scrypt$ln=14,r=8,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    ];
    const users = stored.map((each, index) => person({ id: `user-${index}`, stored: each }));
    const made = await written(firebase, { users });
    assert.deepEqual(made.lost, []);
    const names = [...made.files.keys()].filter((name) => name.startsWith('users'));
    assert.deepEqual(names, [
      'users-scrypt-1.json',
      'users-scrypt-2.json',
      'users-scrypt-3.json',
      'users-scrypt-4.json',
      'users-hmac-sha256-1.json',
      'users-sha1-1.json',
      'users-md5-1.json',
      'users-standard-scrypt-1.json',
    ]);
    const keyIn = (file: string, name: string) =>
      `--hash-key="$(grep -o '"${name}":"[^"]*' ${file} | cut -d'"' -f4)"`;
    const ofFirebase = (number: number, from: string, memory: number) =>
      `firebase auth:import users-scrypt-${number}.json --hash-algo=SCRYPT ${from} --salt-separator=Bw== --rounds=8 --mem-cost=${memory}`;
    assert.deepEqual(made.steps, [
      ofFirebase(1, keyIn('hash-config-scrypt-1.json', 'base64_signer_key'), 14),
      ofFirebase(2, keyIn('hash-config-scrypt-2.json', 'base64_signer_key'), 13),
      ofFirebase(3, '--hash-key=BASE64_SIGNER_KEY', 14),
      ofFirebase(4, '--hash-key=BASE64_SIGNER_KEY', 14),
      `firebase auth:import users-hmac-sha256-1.json --hash-algo=HMAC_SHA256 ${keyIn('hash-config-hmac-sha256-1.json', 'base64_key')}`,
      'firebase auth:import users-sha1-1.json --hash-algo=SHA1 --rounds=1 --hash-input-order=SALT_FIRST',
      'firebase auth:import users-md5-1.json --hash-algo=MD5 --rounds=0',
      'firebase auth:import users-standard-scrypt-1.json --hash-algo=STANDARD_SCRYPT --mem-cost=16384 --parallelization=1 --block-size=8 --dk-len=32',
    ]);
    assert.deepEqual(parsed(made)['hash-config-scrypt-1.json'], {
      base64_signer_key: key,
      base64_salt_separator: 'Bw==',
      rounds: 8,
      mem_cost: 14,
    });
    assert.ok(!made.steps.join().includes(key));
  });

  it('gets no hash that would need more than a hundred files', async () => {
    const users = Array.from({ length: 102 }, (_, index) =>
      person({ id: `user-${index}`, stored: hmac(`key ${index}`) }),
    );
    const made = await written(firebase, { users });
    assert.deepEqual(
      made.lost.map(({ userId, field }) => [userId, field]),
      [
        ['user-100', 'password'],
        ['user-101', 'password'],
      ],
    );
    assert.equal((parsed(made)['users.json'] as { users: unknown[] }).users.length, 2);
  });

  for (const [why, stored] of [
    [
      'argon2',
      '$argon2id$v=19$m=19456,t=2,p=1$YKF/aDL5kGDnatg4K8zULg$XuC/gfsmKIJT1wWx6yjHlxopiE8IRKy5t/7GhXMxg0o',
    ],
    ['PBKDF2 of SHA-512', PBKDF2.replace('sha256', 'sha512')],
    ['too many rounds of PBKDF2', PBKDF2.replace('100000', '120001')],
    ['a digest in rounds', '$digest$sha1$i=2,bytes$c2FsdA$$qZnAdAzxSPSfUfTIawy2eU4UzTQ'],
    ['phpass', '$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0'],
  ] as const)
    it(`gets no hash that it cannot check: ${why}`, async () => {
      const made = await written(firebase, { users: [person({ stored })] });
      assert.deepEqual(
        [made.lost.map(({ field }) => field), [...made.files.keys()]],
        [['password'], ['users.json']],
      );
    });

  it('gets claims of 1,000 bytes at most, and none that tokens have already', async () => {
    const users = [
      person({ id: 'long', readOnlyMetadata: { note: 'é'.repeat(495) } }),
      person({ id: 'just', readOnlyMetadata: { note: 'é'.repeat(494), sub: 'x' } }),
    ];
    const made = await written(firebase, { users });
    const { users: records } = parsed(made)['users.json'] as { users: { customAttributes?: string }[] };
    assert.deepEqual(
      records.map(({ customAttributes }) => customAttributes && Buffer.byteLength(customAttributes)),
      [undefined, 999],
    );
    assert.deepEqual(
      made.lost.map(({ userId, field, why }) => [userId, field, why]),
      [
        ['long', 'read-only metadata', 'custom claims have 1000 bytes at most'],
        ['just', 'read-only metadata', 'the name sub is reserved in tokens'],
      ],
    );
  });
});

describe('what a target cannot hold of one user', () => {
  it('is reported: a reserved name in app_metadata, a name that is taken, an unusual authenticator', async () => {
    const users = [
      person({
        email: 'ann@example.com',
        privateMetadata: { blocked: true, plan: 'full' },
        readOnlyMetadata: { plan: 'none' },
        totp: { secret: 'GEZDGNBV', algorithm: 'SHA256', digits: 6, period: 30 },
      }),
      person({ id: 'empty' }),
    ];
    const made = await written(auth0, { users });
    assert.deepEqual(
      made.lost.map(({ field, why }) => `${field}: ${why}`),
      [
        'read-only metadata: the name plan is taken by other metadata',
        'private metadata: the name blocked is reserved in app_metadata',
        'totp: only SHA-1 with 6 digits and 30 seconds has a place',
        'user: it has no email, phone or username',
      ],
    );
    assert.match([...made.files.values()].join(), /"app_metadata":\{"plan":"full"\}/);
  });

  it('is asked for at the first sign-in where the target has a hook: Kratos, Okta', async () => {
    const users = [
      person({ id: 'lost', email: 'lost@example.com', stored: '$symfony-sha512$5000$c2FsdA$AAAA' }),
      person({ id: 'untold', email: 'untold@example.com', hasPassword: true }),
    ];
    const ofKratos = await written(kratos, { users });
    const { identities } = parsed(ofKratos)['identities-001.json'] as {
      identities: { create: { credentials: unknown } }[];
    };
    const hook = { password: { config: { use_password_migration_hook: true } } };
    assert.deepEqual(
      identities.map(({ create }) => create.credentials),
      [hook, hook],
    );
    const ofOkta = await written(okta, { users });
    assert.deepEqual(
      (parsed(ofOkta)['users.ndjson'] as { credentials: unknown }[]).map(({ credentials }) => credentials),
      [{ password: { hook: { type: 'default' } } }, { password: { hook: { type: 'default' } } }],
    );
    for (const { lost } of [ofKratos, ofOkta])
      assert.deepEqual(
        lost.map(({ userId, field }) => [userId, field]),
        [['lost', 'password']],
      );
  });

  it('is a blocked user of Okta, who is never active: not even without a password', async () => {
    const users = [
      person({ id: 'a', email: 'a@example.com', blocked: true, stored: PBKDF2 }),
      person({ id: 'b', email: 'b@example.com', blocked: true }),
      person({ id: 'c', email: 'c@example.com' }),
    ];
    const made = await written(okta, { users }, { login: 'username' });
    const lines = Object.entries(parsed(made)).map(([name, list]) => [name, (list as unknown[]).length]);
    assert.deepEqual(lines, [
      ['users-blocked.ndjson', 2],
      ['users-staged.ndjson', 1],
    ]);
    assert.deepEqual(
      made.steps.map((line) => /activate=(\w+).*< (\S+)$/.exec(line)?.slice(1)),
      [undefined, ['false', 'users-staged.ndjson'], ['false', 'users-blocked.ndjson']],
    );
  });
});

describe('an identity at a provider that is configured by its address', () => {
  const at = (provider: string, issuer: string | null) => ({
    provider,
    issuer,
    uid: `of-${issuer}`,
    email: null,
  });
  const identities = [
    ...[at('oidc', 'https://one.example'), at('oidc', 'https://two.example'), at('oidc', null)],
    ...[at('keycloak', 'https://one.example/realm'), at('microsoft', 'https://login.example')],
  ];
  const users = [person({ id: 'ann', email: 'ann@example.com', identities })];

  for (const { target } of cases.filter((each) => each.target !== auth0))
    it(`goes by that address alone for ${target.title}`, async () => {
      const options = { providers: 'https://two.example=second,keycloak=third,microsoft=fourth' };
      const made = await written(target, { users }, target === firebase ? {} : options);
      const found = [...made.files.values()].join().match(/of-(?:null|https:[\w.:/]+)/g) ?? [];
      assert.deepEqual([...new Set(found)], target === firebase ? [] : ['of-https://two.example']);
      assert.equal(
        made.lost.filter(({ field }) => field === 'identities').length,
        target === firebase ? 5 : 4,
      );
    });
});

describe('Kratos', () => {
  const [salt, hash] = ['YKF/aDL5kGDnatg4K8zULg', 'XuC/gfsmKIJT1wWx6yjHlxopiE8IRKy5t/7GhXMxg0o'];
  const argon2 = (type: string, costs: string) => `$${type}$${costs}$${salt}$${hash}`;
  const key = Buffer.alloc(64, 7).toString('base64');
  const bcrypt = (cost: number) => `$2b$${cost}$CgomsCHHgQ2LoZ1kOTV9B.DIs0Y94lAwjVcyNGfXFZMx7RP.4/mUi`;
  const scrypt = (costs: string) => `$scrypt$${costs}$${salt}$${hash}`;
  const firebaseOf = (memory: number) =>
    `$fbscrypt$v=1,n=${memory},r=8,p=1,ss=Bw==,sk=${key}$c2FsdA==$${key}`;

  it('gets no hash that it refuses for its costs or its kind', async () => {
    const [within, beyond] = [
      [
        ...[bcrypt(15), argon2('argon2id', 'v=19$m=1048576,t=10,p=16'), scrypt('ln=17,r=8,p=10')],
        ...[firebaseOf(17), PBKDF2.replace('100000', '10000000')],
      ],
      [
        ...[
          bcrypt(16),
          argon2('argon2id', 'v=19$m=1048577,t=1,p=1'),
          argon2('argon2id', 'v=19$m=64,t=11,p=1'),
        ],
        ...[argon2('argon2id', 'v=19$m=640,t=1,p=17'), argon2('argon2d', 'v=19$m=64,t=1,p=1')],
        ...[argon2('argon2id', 'v=16$m=64,t=1,p=1'), scrypt('ln=18,r=8,p=1'), scrypt('ln=14,r=9,p=1')],
        ...[scrypt('ln=14,r=8,p=11'), firebaseOf(18), PBKDF2.replace('100000', '10000001')],
        `$sealed$import1$${firebaseOf(14).replace(key, '?')}`,
      ],
    ];
    const users = [...within, ...beyond].map((stored, index) => person({ id: `user-${index}`, stored }));
    const made = await written(kratos, { users });
    assert.deepEqual(
      made.lost.map(({ userId, field }) => [userId, field]),
      beyond.map((_, index) => [`user-${within.length + index}`, 'password']),
    );
  });
});

describe('groups of Keycloak', () => {
  it('have unique names and the paths that they came with, and their users are in them', async () => {
    const teams = [
      { id: 'one', name: 'Staff', prefs: {}, createdAt: 0 },
      { id: 'two', name: 'Staff', prefs: {}, createdAt: 0 },
      { id: 'three', name: 'a/b', prefs: { path: '/Staff/a~/b' }, createdAt: 0 },
    ];
    const memberships = teams.map(({ id, name }) => ({ teamId: id, teamName: name, roles: [] }));
    const made = await written(
      keycloak,
      { users: [person({ memberships })], teams },
      { realm: 'shop', format: 'realm' },
    );
    const { 'shop-realm.json': realm, 'shop-users-0.json': users } = parsed(made);
    assert.deepEqual(realm, {
      realm: 'shop',
      enabled: true,
      groups: [{ name: 'Staff', subGroups: [{ name: 'a/b' }] }, { name: 'Staff (two)' }],
      roles: { realm: [] },
    });
    assert.deepEqual((users as { users: { groups: unknown }[] }).users[0]?.groups, [
      '/Staff',
      '/Staff (two)',
      '/Staff/a~/b',
    ]);
    assert.deepEqual(made.steps[0], 'kc.sh import --dir .');
  });
});

describe('an option that is wrong', () => {
  for (const [target, options] of [
    [keycloak, { realm: 'a/b' }],
    [keycloak, { format: 'zip' }],
    [keycloak, { providers: 'google' }],
    [fusionauth, { application: 'shop' }],
    [kratos, { trait: 'mail=email' }],
    [okta, { login: 'email' }],
  ] as const)
    it(`is refused: ${target.name} ${JSON.stringify(options)}`, async () => {
      await assert.rejects(written(target, { users: [] }, options), ExportRefused);
    });
});
