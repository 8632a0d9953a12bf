import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { countAttempt, resetAttempts } from '../limits/attempts.ts';
import { requesterOf } from '../limits/network.ts';
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
 * A user's own new password; who has one already proves it. The caller's session stays, the others end as the project
 * says. Refuses with `credentials_wrong`, `rate_limited`, and what the policies refuse.
 */
export async function setOwnPassword(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly password: string; readonly old: string | undefined },
): Promise<User> {
  const user = await getUser(core, actor, input.user);
  if (user.password !== null) await requirePassword(core, actor, user, input.old ?? '');
  await refusePassword(core, actor, { password: input.password, user, earlier: true });
  const password = await core.passwords.hash(input.password, requesterOf(actor, user.id));
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
 * A user's own new email, unverified; the password proves who asks, and a user without one gets it. Refuses with
 * `credentials_wrong`, `rate_limited`, `target_exists`, `request_refused` when somebody has the address, and what the
 * policies refuse of a first password.
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

/** Whoever changes what a user signs in with shows the password, and has the same few guesses as at the door. */
async function requirePassword(core: Core, actor: Actor, user: User, plain: string): Promise<void> {
  const attempt = await countAttempt(core, actor, { user: user.id, factor: 'password' });
  if (await core.passwords.check(plain, user.password, requesterOf(actor, user.id))) {
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
async function provenOrNew(core: Core, actor: Actor, user: User, plain: string): Promise<string | undefined> {
  if (user.password !== null) {
    await requirePassword(core, actor, user, plain);
    return undefined;
  }
  await refusePassword(core, actor, { password: plain, user });
  return core.passwords.hash(plain, requesterOf(actor, user.id));
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
