import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, outcomes } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { hours } from '../instant.ts';
import { boundedPasswords } from '../passwords.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { type Email, emailOf } from '../users/email.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';

const passwords = boundedPasswords(2, 256, { memoryCost: 64, timeCost: 1, parallelism: 1 });
const PASSWORD = 'correct horse';

onEachEngine('failed sign-ins of a network', (database) => {
  const here = directory(database);

  it('stop the network for the hour, and neither another network nor a device that the user is known at', async () => {
    const email = await person('ann');
    const ip = '2001:db8:1:1::1';
    for (let tried = 0; tried < 5; tried++) await outcome(signIn(stranger(), { ip }));
    const known = { device: { user: 'ann', nonce: 'n1' } };
    const seen = [];
    for (const from of [{ ip: '2001:db8:1:1::2' }, { ip, ...known }, { ip: '2001:db8:1:2::1' }])
      seen.push(await outcome(signIn(email, from, PASSWORD)));
    here.clock.advance(hours(1));
    seen.push(await outcome(signIn(email, { ip }, PASSWORD)));
    assert.deepEqual(seen, ['rate_limited', 'done', 'done', 'done']);
  });

  it('are not counted where the project sets no limit', async () => {
    const tries = Array.from({ length: 10 }, () => signIn(stranger(), { ip: '192.0.2.9' }, 'wrong', 0));
    assert.deepEqual(await outcomes(tries), { credentials_wrong: 10 });
  });

  it('of accounts that do not exist grow the history by the logarithm of their number', async () => {
    const before = await refusals();
    for (let tried = 0; tried < 100; tried++)
      await outcome(signIn(stranger(), { ip: '192.0.2.10' }, 'wrong', 0));
    const counts = (await refusals()).slice(before.length);
    assert.deepEqual(counts, [1, 2, 4, 8, 16, 32, 64]);
  });

  let strangers = 0;
  function stranger(): Email {
    strangers += 1;
    return emailOf(`stranger${strangers}@example.com`) as Email;
  }

  function signIn(email: Email, from: Partial<Actor>, password = 'wrong horse', failedSignInsLimit = 5) {
    const actor = { ...here.under({ failedSignInsLimit }), kind: 'guest', ...from } as const;
    return signInWithPassword({ ...here.core, passwords }, actor, { email, password });
  }

  async function person(name: string): Promise<Email> {
    const email = emailOf(`${name}@example.com`) as Email;
    await createUser(here.core, here.actor, { id: name as UserId, email, password: PASSWORD });
    return email;
  }

  /** How many each entry of an account that does not exist stands for so far. */
  async function refusals(): Promise<readonly number[]> {
    const rows = await here.core.read.db
      .selectFrom('audit')
      .select('details')
      .where('act', '=', 'session.refuse')
      .where('user_id', 'is', null)
      .orderBy('id')
      .execute();
    return rows.map(({ details }) => (JSON.parse(details) as { count: number }).count);
  }
});
