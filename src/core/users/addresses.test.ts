import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { Failure } from '../failure.ts';
import { setEmail, setPhone } from './addresses.ts';
import { emailOf } from './email.ts';
import { phoneOf } from './phone.ts';
import { setEmailVerified, setPhoneVerified } from './profile.ts';
import type { UserId } from './user.ts';
import { createUser, getUser } from './users.ts';

onEachEngine('the current address of a user', (database) => {
  const here = directory(database);
  const email = emailOf('ann@example.com');
  const phone = phoneOf('+14155550123');
  const id = 'ann' as UserId;
  assert.ok(email && phone);
  const set = (options: { readonly mayBeOwn?: boolean }) => [
    () => setEmail(here.core, here.actor, { id, email, ...options }),
    () => setPhone(here.core, here.actor, { id, phone, ...options }),
  ];

  it('conflicts when set again, or stays unchanged where that is allowed', async () => {
    await createUser(here.core, here.actor, { id, email, phone });
    await setEmailVerified(here.core, here.actor, { id, verified: true });
    const before = await setPhoneVerified(here.core, here.actor, { id, verified: true });

    for (const again of [...set({}), ...set({ mayBeOwn: false })])
      await assert.rejects(again(), (error) => error instanceof Failure && error.code === 'target_exists');
    for (const again of set({ mayBeOwn: true })) await again();

    const { updatedAt: _, ...after } = await getUser(here.core, here.actor, id);
    const { updatedAt: _then, ...then } = before;
    assert.deepEqual(after, then);
  });

  it('may never be the address of another user', async () => {
    await createUser(here.core, here.actor, { id: 'bea' as UserId });
    const others = { id: 'bea' as UserId, mayBeOwn: true };
    for (const taken of [
      () => setEmail(here.core, here.actor, { ...others, email }),
      () => setPhone(here.core, here.actor, { ...others, phone }),
    ])
      await assert.rejects(taken(), (error) => error instanceof Failure && error.code === 'target_exists');
  });
});
