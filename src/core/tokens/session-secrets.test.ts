import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { answeringAs, begin, comeBack, setUpGithub, withProvider } from '../../../test/oauth/github.ts';
import { decidedOn, redeem } from '../../../test/support/devices.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, sent, signedIn } from '../../../test/support/second-factors.ts';
import { usernames } from '../../../test/support/usernames.ts';
import type { Actor } from '../actor.ts';
import { Failure } from '../failure.ts';
import { accept, invite } from '../memberships/invitations.ts';
import {
  completeRecovery,
  completeRecoveryByCode,
  createRecoveryLink,
  requestRecovery,
  requestRecoveryCode,
} from '../recovery/recovery.ts';
import { endSessions } from '../sessions/sessions.ts';
import { sendEmailCode, sendMagicUrl, sendPhoneCode } from '../sign-in/sent.ts';
import { redeemToken } from '../sign-in/tokens.ts';
import type { TeamId } from '../teams/team.ts';
import { createTeam } from '../teams/teams.ts';
import {
  completeReset,
  confirmEmail,
  ensureUsername,
  requestReset,
  resendConfirmation,
} from '../usernames/usernames.ts';
import { setEmail, setPhone } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setOwnPassword } from '../users/own.ts';
import { setPassword } from '../users/passwords.ts';
import { type Phone, phoneOf } from '../users/phone.ts';
import { setEmailVerified, setPhoneVerified } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';
import {
  requestEmailVerification,
  requestEmailVerificationCode,
  verifyEmail,
  verifyEmailByCode,
} from '../verifications/verifications.ts';
import { lifetimeSeconds, type SecretKind, sessionSecrets } from './session-secrets.ts';
import { createToken } from './tokens.ts';

const url = 'http://localhost/page';
const GENERIC_SECONDS = 900;
/** Tables with hashes beside those of the list, and what the hash is of. */
const otherHashes = {
  admin_links: 'links that set the password of an administrator',
  audit: 'the history, a chain',
  challenges: 'codes that add a factor to a session',
  device_grants: 'tokens that act for a user',
  keys: 'API keys',
  recovery_codes: 'codes that add a factor to a session',
  sessions: 'sessions themselves',
  user_keys: 'keys that act for a user',
};

onEachEngine('a secret that opens sessions', (database) => {
  const here = directory(database);
  const guest: Actor = { ...here.actor, kind: 'guest' };
  const lasting = here.under({ invalidateSessions: false });
  let count = 0;
  before(() => setUpGithub(here.core, here.actor));

  /** How each is come by; the result uses it. */
  const kinds: Readonly<Record<SecretKind, (id: UserId) => Promise<() => Promise<unknown>>>> = {
    'magic-url': async (id) => {
      const { secret } = await sendMagicUrl(here.core, guest, { ...(await byMail(id)), url });
      return () => redeemed(id, secret);
    },
    'email-otp': async (id) => {
      const { secret } = await sendEmailCode(here.core, guest, await byMail(id));
      return () => redeemed(id, secret);
    },
    phone: async (id) => {
      const phone = (await getUser(here.core, here.actor, id)).phone as Phone;
      const { secret } = await sendPhoneCode(here.core, guest, { user: undefined, phone });
      return () => redeemed(id, secret);
    },
    'email-verification': async (id) => {
      await setEmailVerified(here.core, here.actor, { id, verified: false });
      const { secret } = await requestEmailVerification(here.core, here.actor, { user: id, url });
      return () => verifyEmail(here.core, guest, { user: id, secret });
    },
    'email-verification-code': async (id) => {
      await setEmailVerified(here.core, here.actor, { id, verified: false });
      const { secret } = await requestEmailVerificationCode(here.core, here.actor, {
        user: id,
        phrase: false,
      });
      return () => verifyEmailByCode(here.core, guest, { user: id, secret });
    },
    'username-verification': async (id) => {
      await setEmailVerified(here.core, here.actor, { id, verified: false });
      const { username } = await ensureUsername(here.core, here.actor, id, usernames);
      const { email } = await byMail(id);
      await resendConfirmation(here.core, guest, { username, email }, usernames);
      const key = await linkPart(id, 'key');
      return async () => {
        const now = await byMail(id);
        return succeeds(confirmEmail(here.core, guest, { username, email: now.email, key }));
      };
    },
    recovery: async (id) => {
      const { email } = await byMail(id);
      const { secret } = await requestRecovery(here.core, guest, { email, url });
      return () => completeRecovery(here.core, guest, { user: id, secret, password: 'battery staple' });
    },
    'recovery-link': async (id) => {
      const { link } = await createRecoveryLink(here.core, here.actor, { user: id, url });
      const secret = new URL(link).searchParams.get('secret') ?? '';
      return () => completeRecovery(here.core, guest, { user: id, secret, password: 'battery staple' });
    },
    'recovery-code': async (id) => {
      const { email } = await byMail(id);
      const { secret } = await requestRecoveryCode(here.core, guest, { email, phrase: false });
      return () => completeRecoveryByCode(here.core, guest, { user: id, secret, password: 'battery staple' });
    },
    'username-recovery': async (id) => {
      const { username } = await ensureUsername(here.core, here.actor, id, usernames);
      await requestReset(here.core, guest, username, usernames);
      const key = await linkPart(id, 'key');
      const input = { username, key, password: 'battery staple', revokesKeys: true };
      return () => succeeds(completeReset(here.core, guest, input));
    },
    generic: async (id) => {
      const asked = { user: id, length: 64, seconds: GENERIC_SECONDS };
      const { secret } = await createToken(here.core, here.actor, asked);
      return () => redeemed(id, secret);
    },
    oauth2: async (id) => {
      const { email } = await byMail(id);
      count += 1;
      const core = withProvider(here.core, answeringAs({ uid: count, email }));
      const { result } = await comeBack(core, guest, await begin(core, guest, 'token'));
      const secret = 'secret' in result ? result.secret : assert.fail();
      return () => redeemed(id, secret);
    },
    invitation: async (id) => {
      const { team, asked, secret } = await invited(id);
      return () => accept(here.core, guest, { team, id: asked, user: id, secret });
    },
    'device-code': async (id) => {
      const { deviceCode } = await decidedOn(here, id);
      return async () => succeeds(redeem(here, deviceCode).then(({ state }) => state === 'granted'));
    },
  };

  const events: Readonly<Record<string, (id: UserId) => Promise<unknown>>> = {
    'a new password': (id) => setPassword(here.core, lasting, { id, password: 'another one' }),
    'a new password of the user’s own': async (id) => {
      const caller = { ...(await signedIn(here, id)), project: lasting.project };
      const input = { user: id, password: 'another one', old: 'correct horse' };
      return setOwnPassword(here.core, caller, input);
    },
    'the end of all sessions': (id) => endSessions(here.core, here.actor, id),
  };
  const changes = {
    email: (id: UserId) => setEmail(here.core, here.actor, { id, email: freshEmail() }),
    phone: (id: UserId) => setPhone(here.core, here.actor, { id, phone: freshPhone() }),
  };

  it('is kept in one of three tables: what else is kept as a hash opens none, or is no secret that is redeemed', async () => {
    const all = await here.core.read.db.introspection.getTables();
    const tables = all.filter(({ name }) => !/^audit_/.test(name));
    const hashed = tables.flatMap(({ name, columns }) =>
      columns.some((column) => /_hash$/.test(column.name)) ? [name] : [],
    );
    const redeemedFor = ['device_codes', 'memberships', 'tokens'];
    const others = Object.keys(otherHashes);
    assert.deepEqual(hashed.toSorted(), [...redeemedFor, ...others].toSorted());
  });

  for (const kind of Object.keys(kinds) as readonly SecretKind[]) {
    const { sentTo } = sessionSecrets[kind];
    const voidedBy = {
      ...events,
      ...((sentTo === 'email' || sentTo === 'either') && { 'another email': changes.email }),
      ...(sentTo === 'phone' && { 'another phone': changes.phone }),
    };

    it(`is good once: ${kind}`, async () => {
      const use = await kinds[kind](await person());
      assert.deepEqual([await outcome(use()), (await outcome(use())) === 'done'], ['done', false]);
    });

    it(`ends by itself: ${kind}`, async () => {
      const use = await kinds[kind](await person());
      const seconds = kind === 'generic' ? GENERIC_SECONDS : lifetimeSeconds(here.actor.project, kind);
      here.clock.advance(seconds * 1_000);
      assert.notEqual(await outcome(use()), 'done');
    });

    for (const [event, happen] of Object.entries(voidedBy)) {
      it(`is void with ${event}: ${kind}`, async () => {
        const [id, other] = [await person(), await person()];
        const [mine, others] = [await kinds[kind](id), await kinds[kind](other)];
        await happen(id);
        assert.deepEqual([(await outcome(mine())) === 'done', await outcome(others())], [false, 'done']);
      });
    }
  }

  it('to a phone that is all that the user has is void with another phone: invitation', async () => {
    const { id } = await createUser(here.core, here.actor, { phone: freshPhone() });
    const { team, asked, secret } = await invited(id);
    await changes.phone(id);
    const accepted = accept(here.core, guest, { team, id: asked, user: id, secret });
    assert.equal(await outcome(accepted), 'invite_secret_wrong');
  });

  it('lives as long as the project says: invitation', async () => {
    const id = await person();
    const { team, asked, secret } = await invited(id);
    const { project } = here.under({ invitationSeconds: 60 });
    here.clock.advance(60_000);
    const input = { team, id: asked, user: id, secret };
    const short = await outcome(accept(here.core, { ...guest, project }, input));
    assert.deepEqual(
      [short, await outcome(accept(here.core, guest, input))],
      ['invite_secret_wrong', 'done'],
    );
  });

  it('is accepted by the user who is signed in, though it lets nobody in any more: invitation', async () => {
    const id = await person();
    const { team, asked, secret } = await invited(id);
    await setPassword(here.core, here.actor, { id, password: 'another one' });
    const input = { team, id: asked, user: id, secret };
    const refused = await outcome(accept(here.core, guest, input));
    const caller = { ...(await signedIn(here, id)), user: await getUser(here.core, here.actor, id) };
    const { member, opened } = await accept(here.core, caller, input);
    assert.deepEqual([refused, member.joinedAt !== null, opened], ['invite_secret_wrong', true, undefined]);
  });

  async function person(): Promise<UserId> {
    const input = { email: freshEmail(), phone: freshPhone(), password: 'correct horse' };
    const { id } = await createUser(here.core, here.actor, input);
    await setEmailVerified(here.core, here.actor, { id, verified: true });
    await setPhoneVerified(here.core, here.actor, { id, verified: true });
    return id;
  }

  async function invited(id: UserId) {
    const user = await createUser(here.core, here.actor, {});
    const owner: Actor = { ...here.actor, kind: 'user', id: user.id, user };
    const made = await createTeam(here.core, owner, { id: undefined, name: 'Blue', roles: [] });
    const team: TeamId = made.id;
    const { id: asked } = await invite(here.core, owner, { team, user: id, roles: [], url });
    return { team, asked, secret: await linkPart(id, 'secret') };
  }

  async function byMail(id: UserId) {
    const { email } = await getUser(here.core, here.actor, id);
    return { user: undefined, email: email as Email, phrase: false };
  }

  async function linkPart(id: UserId, name: string): Promise<string> {
    return new URL((await sent(here, id)).url ?? '').searchParams.get(name) ?? '';
  }

  async function redeemed(user: UserId, secret: string): Promise<void> {
    const { session } = await redeemToken(here.core, guest, { user, secret });
    assert.equal(session.userId, user);
  }

  function freshEmail(): Email {
    count += 1;
    return emailOf(`secret-${count}@example.com`) as Email;
  }

  function freshPhone(): Phone {
    count += 1;
    return phoneOf(`+1415555${1_000 + count}`) as Phone;
  }
});

/** What answers whether it was good, as a refusal. */
async function succeeds(work: Promise<boolean>): Promise<void> {
  if (!(await work)) throw new Failure('token_invalid');
}
