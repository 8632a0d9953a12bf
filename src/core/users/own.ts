import type { Read, Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import {
  authenticationOf,
  CHALLENGE_VALID_MS,
  requireProofWithin,
  requireSignInWithin,
  SIGN_IN_VALID_MS,
} from '../authentication.ts';
import type { Core } from '../core.ts';
import { addressFactors } from '../factors/address-factors.ts';
import { hasUsableTotp } from '../factors/authenticators-store.ts';
import { Failure } from '../failure.ts';
import { identitiesOf } from '../identities/store.ts';
import { withImportSecrets } from '../import-secrets/import-secrets.ts';
import { countAttempt, resetAttempts } from '../limits/attempts.ts';
import { requesterOf } from '../limits/network.ts';
import { recordRefusal } from '../limits/refusal.ts';
import { notify } from '../outbox/notices.ts';
import { moveAddress } from './addresses.ts';
import { type CheckedPassword, hashChecked } from './checked-password.ts';
import type { Email } from './email.ts';
import { applyNewPassword } from './new-password.ts';
import { refusePassword } from './password-policies.ts';
import type { Phone } from './phone.ts';
import { unsealed } from './sealed-password.ts';
import type { User, UserId } from './user.ts';
import { changeUser, getUser } from './users.ts';

/**
 * Sets a user's own new password; a user with a password has already proven it. The caller's session stays; the
 * project's policy decides on the others. Fails with `challenge_required`, `credentials_wrong`, `rate_limited`, and
 * what the policies refuse.
 */
export async function setOwnPassword(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly password: string; readonly old: string | undefined },
): Promise<User> {
  const user = await getUser(core, actor, input.user);
  await requireReauthentication(core, actor, core.read, user);
  if (user.password !== null) await requirePassword(core, actor, user, input.old ?? '');
  await refusePassword(core, actor, { password: input.password, user, earlier: true });
  const password = await hashChecked(core, actor, input.password, user.id);
  const act = { act: 'user.password.update', user: user.id } as const;
  const changed = await changeUser(core, actor, act, async (now, tx) => {
    await refuseChanged(core, actor, tx, { before: user, now });
    await notify(core, actor, tx, { user: now, purpose: 'password-changed' });
    const session = actor.session?.id;
    return applyNewPassword(core, actor, tx, {
      user: now,
      password,
      ...(session !== undefined && { exceptSession: session }),
    });
  });
  core.notifyOutbox();
  return changed;
}

/**
 * Sets a user's own new email, unverified. The password authenticates the user; a user without one gets it as the new
 * password. Fails with `challenge_required`, `credentials_wrong`, `rate_limited`, `target_exists`, `request_refused`
 * when another user has the address, and what the policies refuse of a first password.
 */
export async function setOwnEmail(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly email: Email; readonly password: string },
): Promise<User> {
  const user = await getUser(core, actor, input.user);
  await requireReauthentication(core, actor, core.read, user);
  const password = await provenOrNew(core, actor, { ...user, email: input.email }, input.password);
  const act = { act: 'user.email.update', user: user.id } as const;
  const changed = await changeUser(core, actor, act, async (now, tx) => {
    await refuseChanged(core, actor, tx, { before: user, now });
    if (now.email === input.email) return first(core, now, password);
    await notify(core, actor, tx, { user: now, purpose: 'email-changed' });
    const move = { user: now, kind: 'email', to: input.email, addsTarget: false } as const;
    const targets = await moveAddress(core, actor, tx, move).catch(hidingExistence('email_taken'));
    return { email: input.email, emailVerifiedAt: null, targets, ...first(core, now, password) };
  });
  core.notifyOutbox();
  return changed;
}

/** Like `setOwnEmail`, for the phone. Fails with `phone_taken` when another user has the number. */
export async function setOwnPhone(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly phone: Phone; readonly password: string },
): Promise<User> {
  const user = await getUser(core, actor, input.user);
  await requireReauthentication(core, actor, core.read, user);
  const password = await provenOrNew(core, actor, user, input.password);
  const act = { act: 'user.phone.update', user: user.id } as const;
  const changed = await changeUser(core, actor, act, async (now, tx) => {
    await refuseChanged(core, actor, tx, { before: user, now });
    if (now.phone === input.phone) return first(core, now, password);
    await notify(core, actor, tx, { user: now, purpose: 'phone-changed' });
    const move = { user: now, kind: 'phone', to: input.phone, addsTarget: false } as const;
    const targets = await moveAddress(core, actor, tx, move);
    return { phone: input.phone, phoneVerifiedAt: null, targets, ...first(core, now, password) };
  });
  core.notifyOutbox();
  return changed;
}

/**
 * A session that was left open, or was stolen, does not change what its user signs in with: where there is a second
 * factor, a challenge must have been completed within ten minutes; where there is no password either, the user must have
 * signed in within fifteen. Fails with `challenge_required`.
 */
async function requireReauthentication(core: Core, actor: Actor, read: Read, user: User): Promise<void> {
  const now = core.clock.now();
  if (await usesSecondFactor(actor, read, user))
    return requireProofWithin(actor, user.id, { now, ms: CHALLENGE_VALID_MS });
  if (user.password !== null || (await isAnonymous(actor, read, user))) return;
  requireSignInWithin(actor, user.id, { now, ms: SIGN_IN_VALID_MS });
}

async function usesSecondFactor(actor: Actor, read: Read, user: User): Promise<boolean> {
  if (user.mfaEnabledAt === null) return false;
  if (addressFactors(actor, user).length > 0) return true;
  return hasUsableTotp(read, actor.project, user);
}

/**
 * Reports whether only the session in use leads to the account: its holder controls all of it, and may add
 * credentials.
 */
async function isAnonymous(actor: Actor, read: Read, user: User): Promise<boolean> {
  const factors = authenticationOf(actor)?.factors ?? [];
  if (user.email !== null || user.phone !== null || factors.join() !== 'anonymous') return false;
  return (await identitiesOf(read, actor.project.id, { user: user.id })).length === 0;
}

/** A change of credentials requires the password, under the attempt limits of the sign-in. */
async function requirePassword(core: Core, actor: Actor, user: User, plain: string): Promise<void> {
  const attempt = await countAttempt(core, actor, { user: user.id, factor: 'password' });
  const stored = withImportSecrets(core, actor.project.id, user.password);
  if (await core.passwords.check(plain, stored, requesterOf(actor, user.id))) {
    await core.unaudited((tx) => resetAttempts(tx, attempt));
    return;
  }
  await recordRefusal(core, actor, {
    user: user.id,
    factor: 'password',
    reason: 'wrong',
    attempts: [attempt],
  });
  throw new Failure('credentials_wrong');
}

/** Verifies the password of a user who has one; otherwise returns the hash of the first one. */
async function provenOrNew(
  core: Core,
  actor: Actor,
  user: User,
  plain: string,
): Promise<CheckedPassword | undefined> {
  if (user.password !== null) {
    await requirePassword(core, actor, user, plain);
    return undefined;
  }
  await refusePassword(core, actor, { password: plain, user });
  return hashChecked(core, actor, plain, user.id);
}

function first(core: Core, now: User, password: CheckedPassword | undefined) {
  return password === undefined || now.password !== null
    ? {}
    : { ...password, passwordUpdatedAt: core.clock.now() };
}

/** Refuses when the password changed since it was verified, or a second factor was added that was not shown. */
async function refuseChanged(
  core: Core,
  actor: Actor,
  tx: Tx,
  { before, now }: { readonly before: User; readonly now: User },
): Promise<void> {
  if (unsealed(core, now).password !== before.password) throw new Failure('credentials_wrong');
  await requireReauthentication(core, actor, tx, now);
}

/** Hides from a caller that another user has the address. */
function hidingExistence(code: 'email_taken') {
  return (error: unknown): never => {
    if (error instanceof Failure && error.code === code) throw new Failure('request_refused');
    throw error;
  };
}
