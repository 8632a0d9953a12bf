import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Actor } from '../actor.ts';
import { Failure } from '../failure.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setEmailVerified } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';
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

  /** Signs in with an address and returns that of the user, or the failure. */
  async function signIn(
    actor: Actor,
    address: string,
    more: Partial<ExternalProfile> = {},
  ): Promise<unknown> {
    const profile = { ...external, email: emailOf(address), providerUid: address, ...more };
    const open = async (id: UserId) => {
      const details = { sessionId: 's', provider: 'github' };
      return { act: { act: 'session.create' as const, user: id, details }, open: async () => id };
    };
    try {
      const id = await completeSignIn(here.core, actor, { external: profile, caller: undefined }, open);
      return (await getUser(here.core, actor, id)).email;
    } catch (error) {
      return error instanceof Failure ? error.code : error;
    }
  }

  it('stores a verified alias as the mailbox itself where aliases are denied, and finds its user', async () => {
    const strict = here.under({ denyAliasedEmails: true });
    const alias = 'fay+github@gmail.com';
    assert.deepEqual(
      [
        await signIn(strict, alias, { verified: false }),
        await signIn(strict, alias),
        await signIn(strict, alias),
        await signIn(strict, 'fay+other@gmail.com'),
        await signIn(here.actor, 'gil+tag@gmail.com'),
        await signIn(strict, 'gil+tag@gmail.com', { providerUid: 'again' }),
      ],
      [
        'email_aliased',
        'fay@gmail.com',
        'fay@gmail.com',
        'fay@gmail.com',
        'gil+tag@gmail.com',
        'gil+tag@gmail.com',
      ],
    );
  });

  it('refuses a new user of a denied address, and of a mailbox that another user holds', async () => {
    const [corporate, canonical] = [
      here.under({ corporateEmailsOnly: true }),
      here.under({ canonicalEmails: true }),
    ];
    assert.deepEqual(
      [
        await signIn(corporate, 'hal@web.de'),
        await signIn(canonical, 'ida@gmail.com'),
        await signIn(canonical, 'i.da@gmail.com'),
        await signIn(canonical, 'ida+x@gmail.com', { verified: false }),
      ],
      ['email_not_corporate', 'ida@gmail.com', 'user_exists', 'request_refused'],
    );
  });
});
