import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync, scryptSync } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as imported from '../../../src/crypto/passwords/imported.ts';
import { schemeOf } from '../../../src/crypto/passwords/passwords.ts';
import type { SourceHash } from '../../../src/crypto/passwords/source-hash.ts';
import { storedHashOf } from '../../../src/exports/hashes/parse.ts';
import type { StoredHash } from '../../../src/exports/hashes/stored.ts';
import { firebase } from '../../../src/exports/targets/firebase.ts';
import { cases } from './cases.ts';
import { parsed, person, readAgain, usersIn, written } from './written.ts';

type Vector = SourceHash & {
  readonly secret?: object;
  readonly password: string;
  readonly expected: boolean;
};

const FOLDER = join(import.meta.dirname, '../../../src/crypto/passwords/vectors');
const others = ['sealed-secrets.json', 'totp.json', 'refuse.json'];

/** What kind of hash it is, as far as targets tell hashes apart. */
function classOf(hash: StoredHash): string {
  switch (hash.kind) {
    case 'argon2':
      return `${hash.type} v${hash.version}`;
    case 'pbkdf2':
      return `pbkdf2 ${hash.digest} ${hash.hash.length}`;
    case 'crypt':
      return `crypt ${hash.digest}`;
    case 'hmac':
      return `hmac ${hash.digest}`;
    case 'digest': {
      const salt = hash.salt.length === 0 ? 'plain' : hash.saltIs;
      return `${hash.digest} ${salt}${hash.rounds > 1 ? ' rounds' : ''}`;
    }
    case 'wrapped':
    case 'other':
    case 'peppered':
      return `${hash.kind} ${hash.form}`;
    default:
      return hash.kind;
  }
}

/** Costs of a class that are too slow for a test, where there are others. */
function isSlow(hash: StoredHash): boolean {
  if (hash.kind === 'bcrypt') return hash.cost > 10;
  if (hash.kind === 'argon2') return hash.memory > 70_000;
  return hash.kind === 'pbkdf2' && hash.rounds > 100_000;
}

type Known = { readonly name: string; readonly stored: string; readonly password: string };

/** One stored hash of each class that the vectors have. */
function oneOfEach(): readonly Known[] {
  const found = new Map<string, Known & { readonly isSlow: boolean }>();
  for (const file of globSync('*.json', { cwd: FOLDER })
    .filter((each) => !others.includes(each))
    .sort()) {
    const vectors: readonly Vector[] = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
    for (const vector of vectors.filter(({ expected }) => expected)) {
      const outcome = imported.storedHashOf(vector, { importId: 'import1', ...vector.secret });
      if (!('stored' in outcome)) continue;
      const hash = storedHashOf(outcome.stored);
      const name = classOf(hash);
      if (found.get(name)?.isSlow === false || (found.has(name) && isSlow(hash))) continue;
      found.set(name, { name, stored: outcome.stored, password: vector.password, isSlow: isSlow(hash) });
    }
  }
  return [...found.values()];
}

/** The importer of Firebase reads the project's own hashes alone. */
const TARGETS = cases.filter(({ target }) => target !== firebase);

const PBKDF2 = [
  ...['pbkdf2 sha1 20', 'pbkdf2 sha1 32', 'pbkdf2 sha1 512', 'pbkdf2 sha256 128', 'pbkdf2 sha256 256'],
  ...['pbkdf2 sha256 32', 'pbkdf2 sha256 512', 'pbkdf2 sha256 64', 'pbkdf2 sha512 32', 'pbkdf2 sha512 64'],
];
const ARGON2 = ['argon2i v19', 'argon2id v19'];
const MD5 = ['md5 after', 'md5 before', 'md5 plain'];
const SHA = ['sha1', 'sha256'].flatMap((name) => [`${name} after`, `${name} before`, `${name} plain`]);

/** The classes that each target takes, of those that the vectors have. */
const taken: Readonly<Record<string, readonly string[]>> = {
  auth0: [
    ...[
      'argon2d v19',
      'argon2i v16',
      ...ARGON2,
      'bcrypt',
      'hmac sha256',
      ...MD5,
      ...PBKDF2,
      'scrypt',
      ...SHA,
    ],
    ...['sha384 after', 'sha512 after'],
  ],
  firebase: [
    ...['bcrypt', 'fbscrypt', 'hmac sha256', ...MD5, 'pbkdf2 sha1 20', 'pbkdf2 sha1 32', 'pbkdf2 sha1 512'],
    ...[...PBKDF2.filter((name) => name.includes('sha256')), 'scrypt', ...SHA, 'sha512 after'],
  ],
  fusionauth: [
    ...['bcrypt', 'hmac sha256', 'md5 after', 'md5 plain', 'pbkdf2 sha256 32', 'pbkdf2 sha256 64'],
    ...['pbkdf2 sha512 64', 'phpass', 'sha256 after', 'sha256 after rounds', 'sha256 plain'],
  ],
  keycloak: ['argon2d v19', 'argon2i v16', ...ARGON2, ...PBKDF2],
  kratos: [
    ...[...ARGON2, 'bcrypt', 'crypt md5', 'crypt sha256', 'crypt sha512', 'fbscrypt', 'hmac sha256', ...MD5],
    ...[...PBKDF2, 'scrypt', ...SHA, 'sha512 after'],
  ],
  okta: ['bcrypt', ...MD5, ...PBKDF2.filter((name) => !name.includes('sha1')), ...SHA, 'sha512 after'],
  zitadel: [
    ...[...ARGON2, 'bcrypt', 'crypt md5', 'crypt sha256', 'crypt sha512', ...MD5, 'other drupal'],
    ...[...PBKDF2, 'phpass', 'scrypt'],
  ],
};

/** passlib's form says no length, so that ours refuses what may be cut. Zitadel takes any. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  zitadel: PBKDF2.filter((name) => !/sha1 20|sha256 32|sha512 64/.test(name)),
};

describe('a hash in the form of a target', () => {
  const known = oneOfEach();
  for (const { target, system } of TARGETS)
    it(`matches its password when the importer of ${target.title} has read it, or is reported as lost`, async () => {
      const users = known.map(({ stored }, index) =>
        person({ id: `user-${index}`, email: `user-${index}@example.com`, stored }),
      );
      const made = await written(target, { users });
      const lost = new Set(made.lost.filter(({ field }) => field === 'password').map(({ userId }) => userId));
      const again = new Map(usersIn(await readAgain(made, system)).map((user) => [user.email, user]));
      const unread: string[] = [];
      const wrong = await Promise.all(
        known.map(async ({ name, password }, index) => {
          const hash = again.get(`user-${index}@example.com`)?.password;
          if (lost.has(`user-${index}`)) return hash ? [`${name}: lost and written`] : [];
          const outcome = hash ? imported.storedHashOf(hash, {}) : undefined;
          if (!outcome || !('stored' in outcome)) {
            unread.push(name);
            return [];
          }
          const { verify } = schemeOf(outcome.stored);
          const isRight = await verify(password, outcome.stored);
          return isRight ? [] : [`${name}: ${outcome.stored} does not match`];
        }),
      );
      assert.deepEqual(wrong.flat(), []);
      assert.deepEqual(unread.toSorted(), UNREAD[target.name] ?? []);
      const names = known.filter((_, index) => !lost.has(`user-${index}`)).map(({ name }) => name);
      assert.deepEqual(names.toSorted(), taken[target.name]?.toSorted());
    });

  it('matches its password by what the command of Firebase says of its file, or is reported as lost', async () => {
    const users = known.map(({ stored }, index) => person({ id: `user-${index}`, stored }));
    const made = await written(firebase, { users });
    const lost = new Set(made.lost.filter(({ field }) => field === 'password').map(({ userId }) => userId));
    const files = parsed(made);
    const wrong: string[] = [];
    const names: string[] = [];
    for (const step of made.steps.filter((line) => line.includes('--hash-algo'))) {
      const [, file = ''] = /auth:import (\S+)/.exec(step) ?? [];
      const [, configuration = ''] = /(hash-config-\S+\.json)/.exec(step) ?? [];
      for (const record of (files[file] as { users: FirebaseUser[] }).users) {
        const hash = known[Number(record.localId.slice('user-'.length))];
        assert.ok(hash);
        names.push(hash.name);
        const key = Object.values((files[configuration] as object | undefined) ?? {})[0];
        if (!(await matchesThere(step, record, { password: hash.password, key }))) wrong.push(hash.name);
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(names.toSorted(), taken.firebase?.toSorted());
    assert.equal(names.length + lost.size, known.length);
  });
});

type FirebaseUser = { readonly localId: string; readonly passwordHash: string; readonly salt?: string };

/** Computes what Firebase is documented to compute. */
async function matchesThere(
  step: string,
  { passwordHash, salt: saltText = '' }: FirebaseUser,
  { password, key }: { readonly password: string; readonly key: string | undefined },
): Promise<boolean> {
  const flag = (name: string) => new RegExp(`--${name}=(\\S+)`).exec(step)?.[1] ?? '';
  const [algorithm, rounds] = [flag('hash-algo'), Number(flag('rounds'))];
  const [hash, salt] = [Buffer.from(passwordHash, 'base64'), Buffer.from(saltText, 'base64')];
  if (algorithm === 'BCRYPT') return schemeOf('$2b$').verify(password, hash.toString());
  if (algorithm === 'SCRYPT') {
    const stored = `$fbscrypt$v=1,n=${flag('mem-cost')},r=${rounds},p=1,ss=${flag('salt-separator')},sk=${key}$${saltText}$${passwordHash}`;
    return schemeOf(stored).verify(password, stored);
  }
  if (algorithm === 'STANDARD_SCRYPT') {
    const [N, r, p, length] = ['mem-cost', 'block-size', 'parallelization', 'dk-len'].map((name) =>
      Number(flag(name)),
    );
    const costs = { ...(N && { N }), ...(r && { r }), ...(p && { p }), maxmem: 2 ** 29 };
    return scryptSync(password, salt, length ?? 0, costs).equals(hash);
  }
  if (algorithm.startsWith('PBKDF')) {
    const digest = algorithm === 'PBKDF_SHA1' ? 'sha1' : 'sha256';
    return pbkdf2Sync(password, salt, rounds, hash.length, digest).equals(hash);
  }
  if (algorithm.startsWith('HMAC_')) {
    const digest = algorithm.slice('HMAC_'.length).toLowerCase();
    return createHmac(digest, Buffer.from(key ?? '', 'base64'))
      .update(password)
      .digest()
      .equals(hash);
  }
  const [before, after] = flag('hash-input-order') === 'SALT_FIRST' ? [salt, password] : [password, salt];
  const digest = createHash(algorithm.toLowerCase()).update(before).update(after).digest();
  return (algorithm === 'MD5' ? Buffer.from(digest.toString('hex')) : digest).equals(hash);
}
