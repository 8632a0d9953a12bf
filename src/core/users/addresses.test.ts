import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
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

  it('stays unchanged when set again', async () => {
    await createUser(here.core, here.actor, { id, email, phone });
    await setEmailVerified(here.core, here.actor, { id, verified: true });
    const before = await setPhoneVerified(here.core, here.actor, { id, verified: true });

    await setEmail(here.core, here.actor, { id, email });
    await setPhone(here.core, here.actor, { id, phone });

    const { updatedAt: _, ...after } = await getUser(here.core, here.actor, id);
    const { updatedAt: _then, ...then } = before;
    assert.deepEqual(after, then);
  });

  it('may never be the address of another user', async () => {
    await createUser(here.core, here.actor, { id: 'bea' as UserId });
    const other = 'bea' as UserId;
    const conflicts = {
      email: () => setEmail(here.core, here.actor, { id: other, email }),
      phone: () => setPhone(here.core, here.actor, { id: other, phone }),
    };
    for (const [taken, set] of Object.entries(conflicts))
      await assert.rejects(set(), { data: { code: 'target_exists', taken } });
  });
});
