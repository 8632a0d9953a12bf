import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { call, serving } from '../support/server.ts';
import { type Package, packages } from './clients-packages.ts';

type Fields = Readonly<Record<string, unknown>>;
type Import = {
  readonly method: string;
  readonly path: string;
  readonly hash: string;
  readonly parts?: Fields;
  readonly shown: Fields;
};

const MODIFIED = {
  passwordSalt: 'UxLMreBr6tYyjQ==',
  passwordSaltSeparator: 'Bw==',
  passwordSignerKey:
    'XyEKE9RcTDeLEsL/RjwPDBv/RqDl8fb3gpYEOQaPihbxf1ZAtSOHCjuAAa7Q3oHpCYhXSN9tizHgVOwn6krflQ==',
};
const SCRYPT = {
  passwordSalt: 'appwrite',
  passwordCpu: 16384,
  passwordMemory: 13,
  passwordParallel: 2,
  passwordLength: 64,
};

/** Hashes of the password "appwrite", with what clients are shown of each. */
const imports: readonly Import[] = [
  {
    method: 'createArgon2User',
    path: '/users/argon2',
    hash: '$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI',
    shown: {
      hash: 'argon2',
      hashOptions: { type: 'argon2', memoryCost: 20, memory_cost: 20, timeCost: 3, time_cost: 3, threads: 2 },
    },
  },
  {
    method: 'createBcryptUser',
    path: '/users/bcrypt',
    hash: '$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq',
    shown: { hash: 'bcrypt', hashOptions: { type: 'bcrypt', cost: 8 } },
  },
  {
    method: 'createMD5User',
    path: '/users/md5',
    hash: '144fa7eaa4904e8ee120651997f70dcc',
    shown: { hash: 'md5', hashOptions: { type: 'md5' } },
  },
  {
    method: 'createPHPassUser',
    path: '/users/phpass',
    hash: '$P$Br387rwferoKN7uwHZqNMu98q3U8RO.',
    shown: {
      hash: 'phpass',
      hashOptions: {
        type: 'phpass',
        iterationCountLog2: 8,
        iteration_count_log2: 8,
        portableHashes: false,
        portable_hashes: false,
        randomState: '',
        random_state: '',
      },
    },
  },
  {
    method: 'createSHAUser',
    path: '/users/sha',
    hash: '4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70',
    parts: { passwordVersion: 'sha512' },
    shown: { hash: 'sha', hashOptions: { type: 'sha', version: 'sha512' } },
  },
  {
    method: 'createScryptUser',
    path: '/users/scrypt',
    hash: '3fdef49701bc4cfaacd551fe017283513284b4731e6945c263246ef948d3cf63b5d269c31fd697246085111a428245e24a4ddc6b64c687bc60a8910dbafc1d5b',
    parts: SCRYPT,
    shown: {
      hash: 'scrypt',
      hashOptions: {
        type: 'scrypt',
        costCpu: 16384,
        costMemory: 13,
        costParallel: 2,
        length: 64,
        salt: 'appwrite',
      },
    },
  },
  {
    method: 'createScryptModifiedUser',
    path: '/users/scrypt-modified',
    hash: 'UlM7JiXRcQhzAGlaonpSqNSLIz475WMddOgLjej5De9vxTy48K6WtqlEzrRFeK4t0COfMhWCb8wuMHgxOFCHFQ==',
    parts: MODIFIED,
    shown: {
      hash: 'scryptMod',
      hashOptions: {
        type: 'scryptMod',
        salt: MODIFIED.passwordSalt,
        saltSeparator: MODIFIED.passwordSaltSeparator,
        signerKey: MODIFIED.passwordSignerKey,
      },
    },
  },
];

/** What would cost too much to check, or is no such hash. */
const hostile: readonly { readonly path: string; readonly hash: string; readonly parts?: Fields }[] = [
  {
    path: '/users/argon2',
    hash: '$argon2id$v=19$m=4194304,t=2147483647,p=255$YXBwd3JpdGU$A/54i238ed09ZR4NwlACUw',
  },
  { path: '/users/argon2', hash: 'not a hash at all' },
  { path: '/users/bcrypt', hash: '$2a$31$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq' },
  { path: '/users/bcrypt', hash: '$2x$10$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq' },
  { path: '/users/md5', hash: 'ZZZfa7eaa4904e8ee120651997f70dcc' },
  { path: '/users/phpass', hash: '$P$Zr387rwferoKN7uwHZqNMu98q3U8RO.' },
  { path: '/users/sha', hash: '4243da0a694e8a2f', parts: { passwordVersion: 'sha512' } },
  { path: '/users/scrypt', hash: 'a'.repeat(128), parts: { ...SCRYPT, passwordCpu: 2 ** 30 } },
  { path: '/users/scrypt', hash: 'a'.repeat(128), parts: { ...SCRYPT, passwordCpu: 16383 } },
  { path: '/users/scrypt', hash: 'a'.repeat(128), parts: { ...SCRYPT, passwordMemory: 0 } },
  { path: '/users/scrypt-modified', hash: 'aaaaaaaa', parts: { ...MODIFIED, passwordSalt: '***' } },
];

onEachEngine('imports', (database) => {
  const server = serving(database);
  const client = (one: Package) => one.connect(server.get());
  for (const one of packages) {
    describe(one.name, () => {
      for (const { method, hash, parts, shown } of imports) {
        it(`${method} keeps the hash as it was given`, async () => {
          const userId = one.ID.unique();
          const input = { userId, email: `${userId}@example.com`, password: hash, ...parts, name: 'Ann' };
          await client(one).users(method, input);
          const {
            password,
            hash: kind,
            hashOptions,
            name,
          } = (await client(one).users('get', { userId })) as Fields;
          assert.deepEqual(
            { password, hash: kind, hashOptions: { ...(hashOptions as Fields) }, name },
            { password: hash, ...shown, name: 'Ann' },
          );
        });
      }
    });
  }

  for (const { path, hash, parts } of hostile) {
    it(`${path} refuses ${hash.slice(0, 24)} ${JSON.stringify(parts ?? {}).slice(0, 60)}`, async () => {
      const body = { userId: 'hostile', email: 'hostile@example.com', password: hash, ...parts };
      const answer = await call(server.get().endpoint, 'POST', path, { body });
      const { type, message } = answer.body as Fields;
      assert.deepEqual([answer.status, type], [400, 'general_argument_invalid']);
      assert.match(String(message), /^Invalid `password` param: /);
      assert.equal((await call(server.get().endpoint, 'GET', '/users/hostile')).status, 404);
    });
  }

  if (database.engine === 'sqlite') {
    it('leaves no hash that is quick to try in the database files', () => {
      const folder = dirname(database.setting().slice('sqlite:'.length));
      const bytes = readdirSync(folder)
        .map((file) => readFileSync(join(folder, file), 'latin1'))
        .join('');
      assert.deepEqual(
        imports.filter(({ hash }) => bytes.includes(hash)),
        [],
      );
      assert.ok(bytes.includes('@example.com'), 'the files are those of the database');
    });
  }
});
