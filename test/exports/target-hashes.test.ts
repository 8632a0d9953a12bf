import assert from 'node:assert/strict';
import { createCipheriv, pbkdf2Sync, scryptSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { storedHashOf } from '../../src/crypto/passwords/imported.ts';
import { schemeOf } from '../../src/crypto/passwords/passwords.ts';
import { withSecrets } from '../../src/crypto/passwords/sealed.ts';
import type { HashSecrets, SourceHash } from '../../src/crypto/passwords/source-hash.ts';
import { storedHashOf as takenApart } from '../../src/exports/hashes/parse.ts';
import type { Target, TargetOptions } from '../../src/exports/target.ts';
import { appwrite } from '../../src/exports/targets/appwrite.ts';
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
import { workos } from '../../src/exports/targets/workos.ts';
import {
  exported,
  type Family,
  families,
  hashes,
  person,
  sourceOf,
  type Written,
  withHash,
} from '../support/export-people.ts';
import { hashesInCalls, reread, usersIn } from './reread.ts';

type Case = {
  readonly target: Target;
  readonly takes: readonly Family[];
  readonly options?: TargetOptions;
  /** Of the importer. */
  readonly reading?: Readonly<Record<string, string>>;
  readonly secrets?: (written: Written) => HashSecrets;
};

const php: readonly Family[] = ['argon2id', 'argon2i', 'bcrypt', 'shaCrypt', 'md5Crypt'];

/** Which of the families each target takes. All others are reported as lost. */
const cases: readonly Case[] = [
  { target: cognito, takes: [] },
  {
    target: ldap,
    takes: [
      'argon2id',
      'argon2i',
      'bcrypt',
      'pbkdf2',
      'pbkdf2sha1',
      'shaCrypt',
      'md5Crypt',
      'ssha',
      'md5',
      'sha512',
    ],
  },
  { target: supabase, takes: ['argon2id', 'argon2i', 'bcrypt', 'fbscrypt'] },
  {
    target: clerk,
    takes: [
      'argon2id',
      'argon2i',
      'bcrypt',
      'pbkdf2',
      'pbkdf2sha1',
      'scrypt',
      'fbscrypt',
      'phpass',
      'ssha',
      'md5',
    ],
  },
  {
    target: supertokens,
    takes: ['argon2id', 'argon2i', 'bcrypt', 'fbscrypt'],
    secrets: ({ files }) => ({
      importId: 'one',
      signerKey: /signer_key: "(.*)"/.exec(files.get('core-config.yaml') ?? '')?.[1] ?? '',
    }),
  },
  {
    target: logto,
    takes: ['argon2id', 'argon2i', 'argon2d', 'bcrypt', 'pbkdf2', 'pbkdf2sha1', 'fbscrypt', 'md5', 'sha512'],
  },
  {
    target: workos,
    takes: ['argon2id', 'argon2i', 'bcrypt', 'scrypt', 'fbscrypt', 'ssha'],
  },
  {
    target: stytch,
    takes: ['argon2id', 'argon2i', 'bcrypt', 'pbkdf2', 'scrypt', 'phpass', 'md5', 'sha512'],
  },
  {
    target: django,
    takes: ['argon2id', 'argon2i', 'bcrypt', 'pbkdf2', 'pbkdf2sha1', 'scrypt', 'md5'],
  },
  { target: laravel, takes: ['argon2id', 'argon2i', 'bcrypt'] },
  { target: devise, takes: ['bcrypt'] },
  {
    target: authelia,
    takes: ['argon2id', 'argon2i', 'argon2d', 'bcrypt', 'pbkdf2', 'pbkdf2sha1', 'scrypt', 'shaCrypt'],
  },
  { target: nextcloud, takes: ['argon2id', 'argon2i', 'bcrypt'] },
  { target: wordpress, takes: [...php, 'phpass', 'md5', 'wordpress'] },
  { target: drupal, takes: [...php, 'phpass', 'drupal'] },
  { target: betterAuth, takes: ['betterAuth'] },
  {
    target: betterAuth,
    takes: ['argon2id', 'argon2i', 'bcrypt', 'betterAuth'],
    options: { 'password-verify': 'argon2,bcrypt' },
  },
  { target: authjs, takes: [] },
  {
    target: authjs,
    takes: ['argon2id', 'argon2i', 'bcrypt'],
    options: { 'password-column': 'password' },
    reading: { 'password-column': 'password' },
  },
  {
    target: appwrite,
    takes: [
      ...(['argon2id', 'argon2i', 'argon2d', 'bcrypt', 'scrypt', 'fbscrypt', 'phpass'] as const),
      ...(['shaCrypt', 'md5Crypt', 'md5', 'sha512'] as const),
    ],
  },
];

const users = families.map((family) =>
  withHash(family.toLowerCase(), family, { username: family.toLowerCase() }),
);
const verified = new Map<string, Promise<boolean>>();

/** The same stored string comes from many targets. */
function verifies(stored: string, password: string): Promise<boolean> {
  const known = verified.get(stored) ?? schemeOf(stored).verify(password, stored);
  verified.set(stored, known);
  return known;
}

async function hashesOf(
  { target, reading }: Case,
  written: Written,
): Promise<ReadonlyMap<Family, SourceHash | null>> {
  const isRead = target !== workos && target !== stytch;
  const found = isRead
    ? usersIn(await reread(target.name, written, reading)).map(
        ({ email, password }) => [email, password ?? null] as const,
      )
    : [...hashesInCalls(target.name, written)].map(([id, hash]) => [`${id}@example.com`, hash] as const);
  const byEmail = new Map(found);
  return new Map(
    families.map((family) => [family, byEmail.get(`${family.toLowerCase()}@example.com`) ?? null]),
  );
}

describe('a target', () => {
  for (const each of cases) {
    const { target, takes, options, secrets } = each;
    it(`takes the hashes that it can, as ${target.name} checks them${options ? `, with ${JSON.stringify(options)}` : ''}`, async () => {
      const written = await exported(target, sourceOf(users), options);
      const lost = written.lost.filter(({ field }) => field === 'password').map(({ userId }) => userId);
      const kept = families.filter((family) => !lost.includes(family.toLowerCase()));
      const isTaking = target.takes.includes('password');
      assert.deepEqual(isTaking ? kept.toSorted() : [], [...takes].toSorted());
      const found = await hashesOf(each, written);
      for (const family of takes) {
        const hash = found.get(family);
        assert.ok(hash, family);
        const given = secrets?.(written) ?? {};
        const outcome = storedHashOf(hash, given);
        assert.ok('stored' in outcome, `${family}: ${JSON.stringify(outcome)}`);
        const stored = withSecrets(outcome.stored, given);
        assert.ok(stored);
        assert.equal(await verifies(stored, hashes[family][1]), true, family);
      }
    });
  }

  it('gives WorkOS and Stytch what their references say, by another computation', async () => {
    const one = async (target: Target, family: Family) => {
      const { files } = await exported(target, sourceOf([withHash('ann', family)]));
      const line = JSON.parse(files.get('users.ndjson') ?? '') as {
        readonly calls: readonly { body: unknown }[];
      };
      return line.calls[0]?.body;
    };
    // Cast: the calls that these two take.
    const sent = (await one(workos, 'fbscrypt')) as Readonly<Record<string, string>>;
    const [, kind, costs = '', salt = '', hash = ''] = sent.password_hash?.split('$') ?? [];
    assert.deepEqual([kind, sent.password_hash_type], ['firebase-scrypt', 'firebase-scrypt']);
    const {
      r,
      m,
      ss = '',
      sk = '',
    } = Object.fromEntries(costs.split(',').map((part) => part.split(/=(.*)/s)));
    assert.doesNotMatch(sent.password_hash ?? '', /=[,$]|=$/);
    const salted = Buffer.concat([Buffer.from(salt, 'base64'), Buffer.from(ss, 'base64')]);
    const cost = { N: 2 ** Number(m), r: Number(r), p: 1, maxmem: 2 ** 28 };
    const key = scryptSync(hashes.fbscrypt[1], salted, 32, cost);
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    assert.equal(
      cipher.update(Buffer.from(sk, 'base64')).toString('base64'),
      Buffer.from(hash, 'base64').toString('base64'),
    );

    const migrated = (await one(stytch, 'pbkdf2')) as {
      readonly hash: string;
      readonly hash_type: string;
      readonly pbkdf_2_config: Readonly<Record<'salt' | 'algorithm', string>> &
        Readonly<Record<'iteration_amount' | 'key_length', number>>;
    };
    const config = migrated.pbkdf_2_config;
    const derived = pbkdf2Sync(
      hashes.pbkdf2[1],
      Buffer.from(config.salt, 'base64'),
      config.iteration_amount,
      config.key_length,
      config.algorithm,
    );
    assert.deepEqual([migrated.hash_type, migrated.hash], ['pbkdf_2', derived.toString('base64')]);
  });

  it('gives WordPress back what it hashed with its slashes, and no other recipe', async () => {
    const imported = (family: string, stored: string) => {
      const outcome = storedHashOf({ family, scheme: family, stored }, {});
      assert.ok('stored' in outcome && outcome.stored.startsWith('$recipe$'));
      return { password: takenApart(outcome.stored), hasPassword: true };
    };
    const [phpass] = hashes.phpass;
    const md5 = '144fa7eaa4904e8ee120651997f70dcc';
    const users = [
      person('ann', imported('wordpress', phpass)),
      person('ben', imported('wordpress', md5)),
      person('cy', imported('joomla', `${md5}:salt`)),
    ];
    const written = await exported(wordpress, sourceOf(users));
    const items = usersIn(await reread('wordpress', written));
    assert.deepEqual(
      items.map(({ password }) => password && 'stored' in password && password.stored),
      [phpass, md5, null],
    );
    assert.deepEqual(
      written.lost.map(({ userId, field }) => [userId, field]),
      [['cy', 'password']],
    );
  });

  it('gives hashes back byte for byte that are in its own form', async () => {
    const own = [
      [django, 'pbkdf2', 'users.json'],
      [ldap, 'ssha', 'users.ldif'],
      [wordpress, 'wordpress', 'users.sql'],
      [drupal, 'drupal', 'users.sql'],
      [supabase, 'fbscrypt', 'users.sql'],
    ] as const;
    for (const [target, family, file] of own) {
      const { files } = await exported(target, sourceOf([withHash('ann', family)]));
      const text = files.get(file)?.replaceAll('\n ', '') ?? '';
      assert.ok(text.includes(hashes[family][0]), target.name);
    }
  });
});
