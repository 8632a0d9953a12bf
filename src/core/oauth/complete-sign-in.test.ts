import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setEmailVerified } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { completeSignIn } from './complete-sign-in.ts';
import type { ExternalProfile } from './match-user.ts';

const email = emailOf('ann@example.com') as Email;
const other = emailOf('other@example.com') as Email;
const external: ExternalProfile = {
  provider: 'github',
  issuer: '',
  providerUid: '1',
  email,
  isEmailInvalid: false,
  verified: true,
  name: 'Ann',
  tokens: { access: 'access', refresh: '', expiresAt: null },
};

onEachEngine('completing a sign-in', (database) => {
  const here = directory(database);

  it('checks again in the write whose address it is', async () => {
    const { core, actor } = here;
    const ann = await createUser(core, actor, { email });
    await setEmailVerified(core, actor, { id: ann.id, verified: true });
    const prepared: UserId[] = [];
    const user = await completeSignIn(core, actor, { external, caller: undefined }, async (id) => {
      prepared.push(id);
      if (prepared.length === 1) await setEmail(core, actor, { id: ann.id, email: other });
      const details = { sessionId: 's', provider: 'github' };
      return { act: { act: 'session.create', user: id, details }, open: async () => id };
    });
    assert.deepEqual([prepared.length, prepared[0], user === ann.id, user], [2, ann.id, false, prepared[1]]);
  });
});
