import assert from 'node:assert/strict';
import { scryptSync } from 'node:crypto';
import { before, it } from 'node:test';
import { digestOf } from '../../src/crypto/passwords/bytes.ts';
import { onEachEngine } from '../support/engines.ts';
import { movedClock } from '../support/moved-clock.ts';
import { type Answer, call, serving } from '../support/server.ts';

const PASSWORD = 'the right password';
/** Of PASSWORD, at cost 5. */
const BCRYPT = '$2b$05$lWpdGdIkBAAtxBLZduweZOGXpqWW0U1D239jX7IkxiMbvrVtbGOUy';
const scrypt = scryptSync(PASSWORD, 'salt', 64, { N: 1024, r: 8, p: 1 }).toString('hex');

/** How each is made whose sign-in must look like that of somebody with a wrong password. Their times: `bench/timing.ts`. */
const people: Readonly<Record<string, { readonly path: string; readonly input: object }>> = {
  known: { path: '/users', input: { password: PASSWORD } },
  blocked: { path: '/users', input: { password: PASSWORD } },
  passwordless: { path: '/users', input: {} },
  md5: { path: '/users/md5', input: { password: hex('md5') } },
  sha: { path: '/users/sha', input: { password: hex('sha512'), passwordVersion: 'sha512' } },
  bcrypt: { path: '/users/bcrypt', input: { password: BCRYPT } },
  scrypt: {
    path: '/users/scrypt',
    input: {
      password: scrypt,
      passwordSalt: 'salt',
      passwordCpu: 1024,
      passwordMemory: 8,
      passwordParallel: 1,
      passwordLength: 64,
    },
  },
};

// D14 of the security reference: same status, same body, same headers.
onEachEngine('a refused sign-in', (database) => {
  const clock = movedClock();
  const server = serving(database, clock.settings);
  const ask = (method: string, path: string, body: object) =>
    call(server.get().endpoint, method, path, { body });
  const signIn = (who: string, password: string) =>
    ask('POST', '/account/sessions/email', { email: `${who}@example.com`, password });
  before(async () => {
    for (const [userId, { path, input }] of Object.entries(people)) {
      const email = `${userId}@example.com`;
      assert.equal((await ask('POST', path, { userId, email, ...input })).status, 201);
    }
    assert.equal((await ask('PATCH', '/users/blocked/status', { status: false })).status, 200);
  });

  it('is the same whoever is there, and whether anybody is', async () => {
    const names = [...Object.keys(people), 'nobody'];
    const answers = await Promise.all(names.map((name) => signIn(name, 'a wrong password')));
    const told = answers.map(({ status, headers, body }) => ({
      status,
      body,
      headers: [...headers].filter(([name]) => !OWN.has(name)),
    }));
    const [first] = told;
    assert.deepEqual(outcomeOf(first), [401, 'user_invalid_credentials']);
    assert.deepEqual(
      told,
      names.map(() => first),
    );
  });

  it('becomes the same wait after so many tries, whether anybody is there or not', async () => {
    const names = ['known', 'nobody', 'blocked', 'passwordless', 'md5'];
    const seen: Record<string, readonly number[]> = {};
    for (const name of names) {
      const statuses = new Set<number>();
      for (let tried = 0; tried < 8; tried++) statuses.add((await signIn(name, 'a wrong password')).status);
      seen[name] = [...statuses];
    }
    assert.deepEqual(seen, Object.fromEntries(names.map((name) => [name, [401, 429]])));
  });

  it('tells a blocked user so, but only with the right password', async () => {
    const user = { userId: 'shut', email: 'shut@example.com', password: PASSWORD };
    await ask('POST', '/users', user);
    await ask('PATCH', '/users/shut/status', { status: false });
    assert.deepEqual(outcomeOf(await signIn('shut', PASSWORD)), [403, 'user_blocked']);
  });
});

/** What differs between any two answers. */
const OWN = new Set(['date', 'x-request-id', 'x-denizen-request-id']);

function outcomeOf(answer: Pick<Answer, 'status' | 'body'> | undefined) {
  const { type } = (answer?.body ?? {}) as { type?: string };
  return [answer?.status, type];
}

function hex(algorithm: string): string {
  return digestOf(algorithm, Buffer.from(PASSWORD)).toString('hex');
}
