import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { asOf } from '../compat/generations.ts';
import { onAnyEngine } from '../support/engines.ts';
import { call, serving } from '../support/server.ts';
import { type Package, packages } from './clients-packages.ts';
import { imports, MODIFIED, SCRYPT } from './imported-rows.ts';

type Fields = Readonly<Record<string, unknown>>;

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

onAnyEngine('imports', (database) => {
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
            asOf(one.format, 'user', { password: hash, ...shown, name: 'Ann' }),
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
