import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headOf, sourceFilesOf } from '../../src/imports/files.ts';
import type { SourceUser, SystemOptions } from '../../src/imports/source.ts';
import { detectSystem, systems } from '../../src/imports/systems/all.ts';
import { firebaseSecretsOf } from '../../src/imports/systems/firebase.ts';
import {
  compareTeams,
  compareUsers,
  expectedOf,
  inScratch,
  itemsOf,
  sampleItems,
  samplePath,
  textFile,
} from './samples.ts';

type Sample = {
  readonly files?: readonly string[];
  readonly options?: SystemOptions;
  readonly providers?: Readonly<Record<string, string>>;
  /** What comes along beside what `expected.json` names, by user. */
  readonly also?: readonly (Partial<SourceUser> | undefined)[];
};

const passkey = {
  credentialId: 'fkfx1QzS/MJKIGvkZMO1lsXFjpw=',
  publicKey:
    'pQECAyYgASFYIOjseGrbG5RFq9mzX53MIgAzmEsTQKRNZ208Qf2axdanIlggnhPuSSQ93pAD1o3RDZp8vZa-ZT6ExxT8WZcfjMqgfnE',
  counter: 7,
  transports: ['internal'],
  aaguid: '00000000-0000-0000-0000-000000000000',
  name: 'laptop',
};

/** Systems by name. What is not said is as in `expected.json`. */
const samples: Readonly<Record<string, readonly Sample[]>> = {
  appwrite: [{ also: [{ rest: { mfa: true } }, {}] }],
  'aspnet-identity': [{}],
  auth0: [
    {
      also: [
        {
          id: '65a4f8f80000000000000001',
          passwordUpdatedAt: Date.parse('2024-01-15T09:30:00.000Z'),
          rest: {
            given_name: 'Ann',
            family_name: 'Lee',
            nickname: 'ann',
            updated_at: '2025-11-02T18:04:05.000Z',
            last_ip: '192.0.2.7',
            logins_count: 3,
            multifactor: ['guardian'],
          },
        },
      ],
    },
  ],
  authelia: [{}],
  clerk: [{}],
  cognito: [{}],
  csv: [{}],
  django: [{}],
  firebase: [{ files: ['users.json', 'hash-config.json'] }, { files: ['users.csv', 'hash-config.json'] }],
  fusionauth: [{}],
  htpasswd: [{}],
  keycloak: [{ also: [{ passkeys: [passkey], rest: { credentials: ['recovery-authn-codes'] } }] }],
  kratos: [{ options: { trait: 'email=email,name=name.first name.last,phone=phone' } }, {}],
  ldif: [{}],
  logto: [{}],
  meteor: [{}],
  okta: [{ options: { 'verified-when': 'active' } }],
  parse: [{}],
  payload: [{}],
  shadow: [{}],
  supertokens: [{}],
  zitadel: [{ providers: { '124425861423228496': 'google' } }],
};

for (const [name, runs] of Object.entries(samples))
  describe(`a sample of ${name}`, () => {
    const system = systems.find((candidate) => candidate.name === name);

    runs.forEach((run, at) => {
      it(`becomes the users and teams that it should (${at + 1})`, async () => {
        assert.ok(system);
        const expected = await expectedOf(name);
        const items = await sampleItems(system, run.files ?? expected.files, run.options);
        assert.deepEqual(
          items.filter(({ kind }) => kind === 'refused'),
          [],
        );
        await compareUsers(items, expected, run.providers);
        if (expected.teams) compareTeams(items, expected);
        assert.deepEqual(
          items.filter((item) => item.kind === 'skipped').map(({ sourceId }) => ({ sourceId })),
          (expected.skipped ?? []).map(({ sourceId }) => ({ sourceId })),
        );
        const users = items.filter((item) => item.kind === 'user');
        run.also?.forEach((also, user) => {
          for (const [field, value] of Object.entries(also ?? {}))
            assert.deepEqual(users[user]?.[field as keyof SourceUser], value);
        });
      });
    });

    it('is known by the beginning of each of its files', async () => {
      const { files } = await expectedOf(name);
      for (const file of runs[0]?.files ?? files) {
        // A mapping's table has no form of its own, nor has `teams.json` of an export without users.
        const found = await inScratch(async (folder) => {
          const [opened] = await sourceFilesOf([samplePath(name, file)], { folder });
          assert.ok(opened);
          return detectSystem(await headOf(opened), opened.name)?.name;
        });
        assert.equal(found, name, file);
      }
    });
  });

describe('an entry of a directory', () => {
  const ldif = systems.find(({ name }) => name === 'ldif');
  const entry = (dn: string, lines: string) => `dn: ${dn}\n${lines}\n\n`;

  it('that is no person is counted, and one that does not say what it is is refused', async () => {
    assert.ok(ldif);
    const text =
      entry('dc=x', 'objectClass: domain\ndc: x') +
      entry('uid=ann,dc=x', 'uid: ann\nmail: ann@example.com') +
      entry('cn=g,dc=x', 'objectClass: posixGroup\ncn: g') +
      entry('uid=ben,dc=x', 'objectClass: inetOrgPerson\nuid: ben');
    const items = await itemsOf(ldif, [textFile('x.ldif', text)]);
    assert.deepEqual(
      items.map(({ kind, row, ...item }) => [kind, row, 'reason' in item && item.reason]),
      [
        ['team', 9, false],
        ['skipped', 1, 'neither a person nor a group'],
        ['refused', 5, "it has no objectClass: export all attributes, with '*'"],
        ['user', 13, false],
      ],
    );
  });
});

describe('plain rows', () => {
  it('that are not UTF-8 or too long are refused alone, since other letters would be imported silently', async () => {
    const ndjson = systems.find(({ name }) => name === 'ndjson');
    assert.ok(ndjson);
    const lines = [
      Buffer.from('\uFEFF{"sourceId":"1","name":"J\u00fcrgen"}'),
      Buffer.from('{"sourceId":"2","name":"J\u00fcrgen"}', 'latin1'),
      Buffer.from(`{"sourceId":"3","name":"${'x'.repeat(4 * 1024 * 1024)}"}`),
      Buffer.from('{"sourceId":"4"}\r'),
    ];
    const text = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
    const items = await itemsOf(ndjson, [textFile('rows.ndjson', text)]);
    assert.deepEqual(
      items.map((item) => [item.row, item.kind === 'user' ? item.name : 'reason' in item && item.reason]),
      [
        [1, 'J\u00fcrgen'],
        [2, 'it is not UTF-8'],
        [3, 'it is longer than 4194304 bytes'],
        [4, undefined],
      ],
    );
    assert.equal(
      ndjson.detect(text.toString('latin1', 0, 40).replace('\u00ef\u00bb\u00bf', '\uFEFF'), 'rows'),
      true,
    );
  });
});

describe('the systems', () => {
  it('have names of their own', () => {
    assert.equal(new Set(systems.map(({ name }) => name)).size, systems.length);
  });

  it('have a sample each', () => {
    for (const name of Object.keys(samples)) assert.ok(systems.some((system) => system.name === name));
  });
});

describe('files of Keycloak with several realms', () => {
  const keycloak = systems.find(({ name }) => name === 'keycloak');
  const realmOf = (realm: string, names: readonly string[]) => ({
    ...{ id: `r-${realm}`, realm, identityProviders: [{ alias: 'sso', providerId: `${realm}-oidc` }] },
    users: names.map((username) => ({
      ...{ id: `${realm}-${username}`, username, createdTimestamp: 1 },
      federatedIdentities: [{ identityProvider: 'sso', userId: username }],
    })),
  });
  const [shop, master] = [realmOf('shop', ['ann', 'ben']), realmOf('master', ['admin'])];
  const inOne = [textFile('realms.json', JSON.stringify([shop, master], null, 2))];
  const inFolder = [shop, master].flatMap(({ users, ...realm }) => [
    textFile(`${realm.realm}-realm.json`, JSON.stringify(realm)),
    textFile(`${realm.realm}-users-0.json`, JSON.stringify({ realm: realm.realm, users })),
  ]);

  it('are refused until one is named, since those of one are strangers to the other', async () => {
    assert.ok(keycloak);
    for (const files of [inOne, inFolder])
      await assert.rejects(itemsOf(keycloak, files), {
        message: 'The files have several realms: "shop", "master". Name one with --option realm=NAME',
      });
    await assert.rejects(itemsOf(keycloak, inOne, { realm: 'shpo' }), {
      message: 'The files have no realm "shpo", but "shop", "master"',
    });
  });

  it('give the users of the one that is named, with its providers', async () => {
    assert.ok(keycloak);
    for (const files of [inOne, inFolder]) {
      const items = await itemsOf(keycloak, files, { realm: 'shop' });
      assert.deepEqual(
        items.map((item) => item.kind === 'user' && [item.sourceId, item.identities]),
        ['ann', 'ben'].map((uid) => [`shop-${uid}`, [{ provider: 'shop-oidc', uid }]]),
      );
    }
  });
});

describe('parameters of Firebase', () => {
  it('are read as the console shows them', async () => {
    const shown =
      'hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: a+b/c==,\n  base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}\n';
    const read = { rounds: 8, memCost: 14, signerKey: 'a+b/c==', saltSeparator: 'Bw==' };
    for (const text of [shown, `\uFEFF${shown.replaceAll('\n', '\r\n')}`, shown.replace('hash_config ', '')])
      assert.deepEqual(await firebaseSecretsOf([textFile('hash-config.json', text)]), read);
    const cut = firebaseSecretsOf([textFile('hash-config.json', '{"base64_signer_key": ')]);
    await assert.rejects(cut, { name: 'ImportRefused', message: 'hash-config.json is no JSON.' });
  });

  it('are read from the file that lies beside the users', async () => {
    const secrets = await inScratch(async (folder) =>
      firebaseSecretsOf(
        await sourceFilesOf(
          [samplePath('firebase', 'users.json'), samplePath('firebase', 'hash-config.json')],
          { folder },
        ),
      ),
    );
    assert.deepEqual(secrets, {
      rounds: 8,
      memCost: 14,
      signerKey: 'tcXTh3R4qC9ke6y8VqwAO7gcH7eeHs9ELFpAkGjFgr5RkkVNnQ0L0iSDJdshzAquQCkIhAfqt8nTViBAkJfMJQ==',
      saltSeparator: 'Bw==',
    });
  });
});
