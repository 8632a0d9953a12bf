import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Actor } from '../actor.ts';
import type { Message } from '../outbox/message.ts';
import { emailOf } from '../users/email.ts';
import { setEmailVerified } from '../users/profile.ts';
import { createUser } from '../users/users.ts';
import { openSession, prepareSession } from './open-session.ts';
import { createServerSession } from './sessions.ts';

onEachEngine('a session alert', (database) => {
  const here = directory(database);
  const on = { ...here.under({ sessionAlert: true }), ip: '203.0.113.7', userAgent: 'agent/1' };
  let count = 0;

  async function somebody(isVerified = true) {
    const email = emailOf(`ann${++count}@example.com`);
    const user = await createUser(here.core, here.actor, { ...(email && { email }), name: 'Ann' });
    if (isVerified) await setEmailVerified(here.core, here.actor, { id: user.id, verified: true });
    return user;
  }

  async function signIn(
    actor: Actor,
    user: { readonly id: string },
    provider = 'email',
    factors = ['password'],
  ) {
    const fresh = await prepareSession(here.core, actor, { user: user.id as never, provider, factors });
    await here.core.write(actor, fresh.act, (tx) => openSession(here.core, actor, tx, fresh));
  }

  async function messagesTo(user: { readonly id: string }): Promise<readonly Message[]> {
    const rows = await here.core.read.db
      .selectFrom('outbox')
      .select('payload')
      .where('user_id', '=', user.id)
      .execute();
    return rows.map(({ payload }) => JSON.parse(here.core.seal.open(payload) ?? '') as Message);
  }

  it('tells of a second session: when, on which device, and from where', async () => {
    const user = await somebody();
    await signIn(on, user);
    const first = await messagesTo(user);
    await signIn(on, user);
    const [message = assert.fail()] = await messagesTo(user);
    const { at, ...signedIn } = message.signIn ?? assert.fail();
    assert.deepEqual(
      [first, message.purpose, message.to, typeof at, signedIn],
      [[], 'session-alert', user.email, 'number', { device: 'agent/1', ip: '203.0.113.7', country: '' }],
    );
  });

  it('is not sent without the policy, to unproven addresses, for sign-ins by mail or by servers', async () => {
    const [known, open] = [await somebody(), await somebody(false)];
    await signIn(on, known);
    await signIn(on, open);
    await signIn(here.actor, known);
    await signIn(on, known, 'magic-url', ['email']);
    await signIn(on, known, 'token', ['email']);
    await createServerSession(here.core, on, known.id);
    await signIn(on, open);
    assert.deepEqual([await messagesTo(known), await messagesTo(open)], [[], []]);
    await signIn(on, known, 'token', ['token']);
    assert.equal((await messagesTo(known)).length, 1);
  });
});
