import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { setUpGithub, signIn } from '../../../test/oauth/github.ts';
import { everyCredential, fillAccount, whatIsLeft } from '../../../test/support/claimed-accounts.ts';
import { flawsIn } from '../../../test/support/consistency.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, sent, signedIn } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { accept, invite } from '../memberships/invitations.ts';
import { completeRecovery, requestRecovery } from '../recovery/recovery.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { sendEmailCode, sendMagicUrl, sendPhoneCode } from '../sign-in/sent.ts';
import { redeemToken } from '../sign-in/tokens.ts';
import { createTeam } from '../teams/teams.ts';
import {
  requestEmailVerification,
  requestPhoneVerification,
  verifyEmail,
  verifyPhone,
} from '../verifications/verifications.ts';
import { type Email, emailOf } from './email.ts';
import { type Phone, phoneOf } from './phone.ts';
import { setEmailVerified, setPhoneVerified } from './profile.ts';
import { proofWays } from './prove-address.ts';
import type { User, UserId } from './user.ts';
import { createUser, getUser } from './users.ts';

const url = 'http://localhost/page';

onEachEngine('an address that is proven', (database) => {
  const here = directory(database);
  const guest: Actor = { ...here.actor, kind: 'guest' };
  let count = 0;
  before(() => setUpGithub(here.core, here.actor));

  /** Each way that enters: what leads in, and whom it led to. */
  const ways: Readonly<Record<string, (user: User, actor: Actor) => Promise<string>>> = {
    'magic-url': async ({ email }, actor) => {
      const sentLink = await sendMagicUrl(here.core, guest, { ...byMail(email), url });
      return redeem(sentLink.token.userId, sentLink.secret, actor);
    },
    'email-otp': async ({ email }, actor) => {
      const code = await sendEmailCode(here.core, guest, byMail(email));
      return redeem(code.token.userId, code.secret, actor);
    },
    phone: async ({ phone }, actor) => {
      const code = await sendPhoneCode(here.core, guest, { user: undefined, phone: phone as Phone });
      return redeem(code.token.userId, code.secret, actor);
    },
    recovery: async ({ id, email }, actor) => {
      const { secret } = await requestRecovery(here.core, guest, { email: email as Email, url });
      await completeRecovery(here.core, actor, { user: id, secret, password: 'of the prover' });
      const { session } = await signInWithPassword(here.core, guest, {
        email: email as Email,
        password: 'of the prover',
      });
      return session.userId;
    },
    invitation: async ({ id }, actor) => {
      const { owner, team } = await ownedTeam();
      const asked = await invite(here.core, owner, { team, user: id, roles: [], url });
      const { url: link } = await sent(here, id);
      const secret = new URL(link ?? '').searchParams.get('secret') ?? '';
      const { member, opened } = await accept(here.core, actor, { team, id: asked.id, user: id, secret });
      assert.equal(member.userId, opened?.session.userId);
      return member.userId;
    },
    oauth2: async ({ email }, actor) => {
      count += 1;
      const result = await signIn(here.core, actor, { uid: count, email: email ?? '' });
      return typeof result === 'string' ? result : result.user;
    },
  };
  const byEmail = ['magic-url', 'email-otp', 'recovery', 'invitation', 'oauth2'] as const;

  it('is so in a way that is tried here', () => {
    const entering = Object.entries(proofWays).flatMap(([way, kind]) => (kind === 'enters' ? [way] : []));
    assert.deepEqual(Object.keys(ways).toSorted(), entering.toSorted());
  });

  for (const way of byEmail) {
    it(`and was not before empties the account for its prover: ${way}`, async () => {
      const made = await account({ email: true, phone: true });
      const stranger = await fillAccount(here, made.id, made.password);
      const prover = await prove(way, made.id);
      const after = await getUser(here.core, here.actor, made.id);
      assert.deepEqual(
        {
          prover,
          left: await whatIsLeft(here, stranger),
          address: [after.email, after.emailVerifiedAt !== null],
          other: after.phone,
          targets: after.targets.map(({ identifier }) => identifier),
          recorded: await detailsOf('user.reset', made.id),
        },
        {
          prover: made.id,
          left: [],
          address: [made.email, true],
          other: null,
          targets: [made.email],
          recorded: [
            {
              address: 'email',
              way,
              removed: [
                'password',
                'mfa',
                'phone',
                'sessions',
                'device_grants',
                'recovery_codes',
                'authenticators',
                'identities',
                'user_keys',
              ],
            },
          ],
        },
      );
    });

    it(`and was before leaves everything as it is: ${way}`, async () => {
      const made = await account({ email: true, phone: true });
      await setEmailVerified(here.core, here.actor, { id: made.id, verified: true });
      const owner = await fillAccount(here, made.id, made.password);
      const prover = await prove(
        way,
        made.id,
        way === 'recovery' ? guestUnder({ invalidateSessions: false }) : guest,
      );
      const left = await whatIsLeft(here, owner);
      // A new password, its own, ends what leads in without the one before.
      const gone = ['password', 'unboundJwt', 'grant', 'token'];
      assert.deepEqual(
        [prover, left],
        [made.id, everyCredential.filter((each) => way !== 'recovery' || !gone.includes(each))],
      );
    });

    it(`leaves an account that has a proven phone, for a user of its own: ${way}`, async () => {
      const made = await account({ email: true, phone: true });
      await setPhoneVerified(here.core, here.actor, { id: made.id, verified: true });
      const stranger = await fillAccount(here, made.id, made.password);
      const prover = await prove(way, made.id);
      await compareMoved(made, prover, { kind: 'email', way });
      // With the mailbox goes what was sent there, and nothing else.
      assert.deepEqual(await whatIsLeft(here, stranger), everyCredential);
    });
  }

  it('leaves an account with a password and an email, if it is a phone that was merely added', async () => {
    for (const proven of [false, true]) {
      const made = await account({ email: true, phone: true });
      await setEmailVerified(here.core, here.actor, { id: made.id, verified: proven });
      const stranger = await fillAccount(here, made.id, made.password);
      const prover = await prove('phone', made.id);
      await compareMoved(made, prover, { kind: 'phone', way: 'phone' });
      assert.deepEqual(await whatIsLeft(here, stranger), everyCredential);
    }
  });

  for (const way of ['phone', 'invitation'] as const) {
    it(`empties an account whose only one it is, if it is a phone: ${way}`, async () => {
      const made = await account({ phone: true });
      const stranger = await fillAccount(here, made.id, made.password);
      const prover = await prove(way, made.id);
      const after = await getUser(here.core, here.actor, made.id);
      assert.deepEqual(
        [prover, await whatIsLeft(here, stranger), after.phone, after.phoneVerifiedAt !== null],
        [made.id, [], made.phone, true],
      );
    });
  }

  it('empties an account that has no password for a phone, and frees the email that nobody proved', async () => {
    const [email, phone] = [freshEmail(), freshPhone()];
    const { id } = await createUser(here.core, here.actor, { email, phone });
    const prover = await prove('phone', id);
    const after = await getUser(here.core, here.actor, id);
    const next = await createUser(here.core, here.actor, { email });
    assert.deepEqual([prover, after.email, after.phone, next.email], [id, null, phone, email]);
  });

  it('keeps what the account has for a request with a live session that was opened with its password', async () => {
    for (const way of ['magic-url', 'email-otp', 'recovery'] as const) {
      const made = await account({ email: true, phone: true });
      const caller = await signedIn(here, made.id);
      const actor = { ...caller, project: here.under({ invalidateSessions: false }).project };
      const owner = await fillAccount(here, made.id, made.password);
      const prover = await prove(way, made.id, actor);
      const { phone } = await getUser(here.core, here.actor, made.id);
      const left = await whatIsLeft(here, owner);
      assert.deepEqual(
        [prover, phone, left.includes('key'), left.includes('session')],
        [made.id, made.phone, true, true],
      );
    }
  });

  it('keeps nothing for a session that ended, of another user, or that was opened in another way', async () => {
    const other = await signedIn(here, (await account({ email: true })).id);
    const callers: readonly ((id: UserId) => Promise<Actor>)[] = [
      async () => other,
      async (id) => {
        const { session, ...caller } = await signedIn(here, id);
        return { ...caller, session: { ...session, id: 'ended' } };
      },
      async (id) => {
        const { session, ...caller } = await signedIn(here, id);
        return { ...caller, session: { ...session, factors: ['email'] } };
      },
    ];
    for (const callerOf of callers) {
      const made = await account({ email: true });
      const stranger = await fillAccount(here, made.id, made.password);
      await prove('email-otp', made.id, await callerOf(made.id));
      assert.deepEqual(await whatIsLeft(here, stranger), []);
    }
  });

  it('by a link or a code that confirms keeps everything: who signs up, verifies on another device and signs in again notices nothing', async () => {
    const made = await account({ email: true, phone: true });
    const owner = await fillAccount(here, made.id, made.password);
    const before = await getUser(here.core, here.actor, made.id);
    const link = await requestEmailVerification(here.core, here.actor, { user: made.id, url });
    await verifyEmail(here.core, guest, { user: made.id, secret: link.secret });
    const code = await requestPhoneVerification(here.core, here.actor, made.id);
    await verifyPhone(here.core, guest, { user: made.id, secret: code.secret });
    const again = await signInWithPassword(here.core, guest, {
      email: made.email as Email,
      password: made.password,
    });
    const after = await getUser(here.core, here.actor, made.id);
    assert.deepEqual(
      [
        again.session.userId,
        await whatIsLeft(here, owner),
        { ...after, emailVerifiedAt: null, phoneVerifiedAt: null, updatedAt: before.updatedAt },
        await detailsOf('user.reset', made.id),
      ],
      [made.id, everyCredential, before, []],
    );
  });

  it('of who comes for the first time resets nothing, and records nothing of it', async () => {
    const email = freshEmail();
    const code = await sendEmailCode(here.core, guest, byMail(email));
    const prover = await redeem(code.token.userId, code.secret, guest);
    const { passwordUpdatedAt, emailVerifiedAt } = await getUser(here.core, here.actor, prover as UserId);
    assert.deepEqual(
      [prover, passwordUpdatedAt, emailVerifiedAt !== null, await detailsOf('user.reset', prover)],
      [code.token.userId, null, true, []],
    );
  });

  it('does not move where the project has no room for another user', async () => {
    const made = await account({ email: true, phone: true });
    const full = { ...guest, project: here.under({ usersLimit: 1 }).project };
    const code = await sendPhoneCode(here.core, guest, { user: undefined, phone: made.phone as Phone });
    const input = { user: made.id, secret: code.secret };
    assert.equal(await outcome(redeemToken(here.core, full, input)), 'users_limit');
  });

  it('leaves nothing behind that contradicts itself', async () => {
    // What leads to accounts elsewhere is not compared there.
    const flaws = (await flawsIn(database)).filter(
      (flaw) => !flaw.startsWith('left over identifier: identity '),
    );
    assert.deepEqual(flaws, []);
  });

  async function compareMoved(
    made: { readonly id: UserId; readonly email: string | null; readonly phone: string | null },
    prover: string,
    { kind, way }: { readonly kind: 'email' | 'phone'; readonly way: string },
  ): Promise<void> {
    const [left, fresh] = [
      await getUser(here.core, here.actor, made.id),
      await getUser(here.core, here.actor, prover as UserId),
    ];
    const other = kind === 'email' ? 'phone' : 'email';
    assert.deepEqual(
      {
        isNew: prover !== made.id,
        left: [left[kind], left[other], left.targets.map(({ identifier }) => identifier)],
        fresh: [fresh[kind], fresh[other], fresh.targets.map(({ identifier }) => identifier)],
        proven: (kind === 'email' ? fresh.emailVerifiedAt : fresh.phoneVerifiedAt) !== null,
        recorded: await detailsOf('user.address.release', made.id),
      },
      {
        isNew: true,
        left: [null, made[other], [made[other]]],
        fresh: [made[kind], null, [made[kind]]],
        proven: true,
        recorded: [{ address: kind, way }],
      },
    );
  }

  async function prove(way: string, id: UserId, actor: Actor = guest): Promise<string> {
    const user = await getUser(here.core, here.actor, id);
    here.clock.advance(1_000);
    return (await ways[way]?.(user, actor)) ?? assert.fail(way);
  }

  async function redeem(user: string, secret: string, actor: Actor): Promise<string> {
    return (await redeemToken(here.core, actor, { user: user as UserId, secret })).session.userId;
  }

  async function account(has: { readonly email?: boolean; readonly phone?: boolean }) {
    const password = 'of the maker';
    const input = { ...(has.email && { email: freshEmail() }), ...(has.phone && { phone: freshPhone() }) };
    const { id, email, phone } = await createUser(here.core, here.actor, { ...input, password });
    return { id, email, phone, password };
  }

  async function ownedTeam() {
    const user = await createUser(here.core, here.actor, {});
    const owner: Actor = { ...here.actor, kind: 'user', id: user.id, user };
    const { id: team } = await createTeam(here.core, owner, { id: undefined, name: 'Blue', roles: [] });
    return { owner, team };
  }

  async function detailsOf(act: string, user: string): Promise<readonly unknown[]> {
    const rows = await here.core.read.db
      .selectFrom('audit')
      .select('details')
      .where('act', '=', act)
      .where('user_id', '=', user)
      .execute();
    return rows.map(({ details }) => JSON.parse(details));
  }

  function guestUnder(policies: Parameters<typeof here.under>[0]): Actor {
    return { ...guest, project: here.under(policies).project };
  }

  function freshEmail(): Email {
    count += 1;
    return emailOf(`claimed-${count}@example.com`) as Email;
  }

  function freshPhone(): Phone {
    count += 1;
    return phoneOf(`+1415555${String(1_000 + count)}`) as Phone;
  }
});

function byMail(email: string | null) {
  return { user: undefined, email: email as Email, phrase: false };
}
