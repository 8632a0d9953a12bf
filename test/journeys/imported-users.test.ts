import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { HASH, normal } from '../appwrite/clients-expected.ts';
import { BEHIND_PROXY, browser } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { serving } from '../support/server.ts';
import { admin } from './admin.ts';
import { imported } from './imported-hashes.ts';

const BCRYPT_COST = 8;
const OURS = {
  type: 'argon2',
  memory_cost: 19456,
  time_cost: 2,
  memoryCost: 19456,
  timeCost: 2,
  threads: 1,
};

onEachEngine('somebody comes with the hash of another system', (database) => {
  const server = serving(database, BEHIND_PROXY);

  for (const one of imported) {
    it(`signs in by ${one.hash}, is given a hash of ours, and signs in again`, async () => {
      const userId = `by-${one.hash.toLowerCase()}`;
      const email = `${userId}@example.com`;
      await one.import(admin(server.get()), { userId, email, password: one.password });
      const before = await stored(userId);
      await refused(email, 'appwritf');
      await signIn(email, 'appwrite');
      const after = await stored(userId);
      await signIn(email, 'appwrite');
      await refused(email, 'appwritf');
      const again = await stored(userId);
      assert.deepEqual([before.hash, before.password], [one.hash, one.password]);
      assert.deepEqual([after.hash, normal(after.password)], ['argon2', HASH]);
      assert.deepEqual(after.hashOptions, OURS);
      assert.equal(after.passwordUpdate, before.passwordUpdate);
      assert.deepEqual(again, after, 'a hash of ours is kept');
    });
  }

  it('signs in by bcrypt with more than 72 bytes, of which bcrypt knows 72, and keeps that hash', async () => {
    const email = 'long@example.com';
    const password = `${'é'.repeat(36)} and more`;
    const hash = await bcrypt(password, { cost: BCRYPT_COST });
    await admin(server.get()).createBcryptUser({ userId: 'long', email, password: hash });
    await signIn(email, password);
    await signIn(email, password);
    const after = await stored('long');
    assert.deepEqual([after.hash, after.password], ['bcrypt', hash]);
  });

  it('a password of more than 72 bytes that was set here counts to its last byte', async () => {
    const email = 'native@example.com';
    const password = `${'a'.repeat(72)}X`;
    await browser(server.get()).account.create({ userId: 'native', email, password });
    await refused(email, `${'a'.repeat(72)}Y`);
    await refused(email, 'a'.repeat(72));
    await signIn(email, password);
  });

  function signIn(email: string, password: string): Promise<unknown> {
    return browser(server.get()).account.createEmailPasswordSession({ email, password });
  }

  async function refused(email: string, password: string): Promise<void> {
    await assert.rejects(signIn(email, password), { code: 401, type: 'user_invalid_credentials' });
  }

  async function stored(userId: string) {
    const { hash, password, hashOptions, passwordUpdate } = await admin(server.get()).get({ userId });
    return { hash, password, hashOptions: { ...hashOptions }, passwordUpdate };
  }
});
