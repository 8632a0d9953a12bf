import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { countAttempt, resetAttempts } from '../limits/attempts.ts';
import { recordRefusal } from '../limits/refusal.ts';
import { notify } from '../outbox/notices.ts';
import { moveAddress } from './addresses.ts';
import type { Email } from './email.ts';
import { applyNewPassword } from './new-password.ts';
import { refusePassword } from './password-policies.ts';
import type { Phone } from './phone.ts';
import { unsealed } from './sealed-password.ts';
import type { User, UserId } from './user.ts';
import { changeUser, getUser } from './users.ts';

/**
 * Sets the caller's password; a user with a password proves the old one. The current session stays; others end as the
 * policy says. Fails with `credentials_wrong`, `rate_limited`, and as the policies refuse.
 */
export async function setOwnPassword(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly password: string; readonly old: string | undefined },
): Promise<User> {
  const user = await getUser(core, actor, input.user);
  if (user.password !== null) await requirePassword(core, actor, user, input.old ?? '');
  await refusePassword(core, actor, { password: input.password, user, earlier: true });
  const password = await core.passwords.hash(input.password);
  const act = { act: 'user.password.update', user: user.id } as const;
  const changed = await changeUser(core, actor, act, async (now, tx) => {
    refuseChanged(core, user, now);
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
 * Sets the caller's email, unverified. Requires the password; a user without one gets it. Fails with
 * `credentials_wrong`, `rate_limited`, `target_exists`, `request_refused` when another user has the address, and as
 * the policies refuse a first password.
 */
export async function setOwnEmail(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly email: Email; readonly password: string },
): Promise<User> {
  const user = await getUser(core, actor, input.user);
  const password = await provenOrNew(core, actor, { ...user, email: input.email }, input.password);
  const act = { act: 'user.email.update', user: user.id } as const;
  const changed = await changeUser(core, actor, act, async (now, tx) => {
    refuseChanged(core, user, now);
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
  const password = await provenOrNew(core, actor, user, input.password);
  const act = { act: 'user.phone.update', user: user.id } as const;
  const changed = await changeUser(core, actor, act, async (now, tx) => {
    refuseChanged(core, user, now);
    await notify(core, actor, tx, { user: now, purpose: 'phone-changed' });
    const move = { user: now, kind: 'phone', to: input.phone, addsTarget: false } as const;
    const targets = await moveAddress(core, actor, tx, move);
    return { phone: input.phone, phoneVerifiedAt: null, targets, ...first(core, now, password) };
  });
  core.notifyOutbox();
  return changed;
}

/** A change of credentials requires the password, under the attempt limits of the sign-in. */
async function requirePassword(core: Core, actor: Actor, user: User, plain: string): Promise<void> {
  const attempt = await countAttempt(core, actor, { user: user.id, factor: 'password' });
  if (await core.passwords.check(plain, user.password)) {
    await core.unaudited((tx) => resetAttempts(tx, attempt));
    return;
  }
  await recordRefusal(core, actor, { user: user.id, factor: 'password', reason: 'wrong', attempt });
  throw new Failure('credentials_wrong');
}

/** Verifies the password of a user who has one; otherwise returns the hash of the first one. */
async function provenOrNew(core: Core, actor: Actor, user: User, plain: string): Promise<string | undefined> {
  if (user.password !== null) {
    await requirePassword(core, actor, user, plain);
    return undefined;
  }
  await refusePassword(core, actor, { password: plain, user });
  return core.passwords.hash(plain);
}

function first(core: Core, now: User, password: string | undefined) {
  return password === undefined || now.password !== null
    ? {}
    : { password, passwordUpdatedAt: core.clock.now() };
}

/** Refuses when the password changed since it was verified. */
function refuseChanged(core: Core, before: User, now: User): void {
  if (unsealed(core, now).password !== before.password) throw new Failure('credentials_wrong');
}

/** Hides from a caller that another user has the address. */
function hidingExistence(code: 'email_taken') {
  return (error: unknown): never => {
    if (error instanceof Failure && error.code === code) throw new Failure('request_refused');
    throw error;
  };
}
