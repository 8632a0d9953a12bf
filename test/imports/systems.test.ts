import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headOf, sourceFilesOf } from '../../src/imports/files.ts';
import type { SourceUser, SystemOptions } from '../../src/imports/source.ts';
import { detectSystem, systems } from '../../src/imports/systems/all.ts';
import { firebaseSecretsOf } from '../../src/imports/systems/firebase.ts';
import { compareTeams, compareUsers, expectedOf, inScratch, sampleItems, samplePath } from './samples.ts';

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

describe('the systems', () => {
  it('have names of their own', () => {
    assert.equal(new Set(systems.map(({ name }) => name)).size, systems.length);
  });

  it('have a sample each', () => {
    for (const name of Object.keys(samples)) assert.ok(systems.some((system) => system.name === name));
  });
});

describe('parameters of Firebase', () => {
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
