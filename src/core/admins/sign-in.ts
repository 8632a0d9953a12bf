import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { isWithin } from '../expiry.ts';
import { withAttemptLimit } from '../factors/attempt-limit.ts';
import { hasVerified } from '../factors/authenticators-store.ts';
import { consumeRecoveryCode } from '../factors/recovery-codes.ts';
import { verifyTotpOnce } from '../factors/verify-totp.ts';
import { Failure } from '../failure.ts';
import { type Instant, minutes } from '../instant.ts';
import { resetAttempts } from '../limits/attempts.ts';
import { authenticateSession, type SessionHolder } from '../sessions/authenticate.ts';
import { type NewSession, openSession, prepareSession } from '../sessions/open-session.ts';
import type { Session } from '../sessions/session.ts';
import { addFactors } from '../sessions/store.ts';
import { proveCredentials } from '../sign-in/credentials.ts';
import type { Email } from '../users/email.ts';
import { unsealed } from '../users/sealed-password.ts';
import { findUser, findUserBy, lockUser } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';
import { grantsOf } from './grants-store.ts';
import { inInstallation, installation } from './installation.ts';
import type { Grant } from './permissions.ts';

/** What dangerous acts need: the password or a code, given within this time. */
export const PROOF_VALID_MS = minutes(10);

/** A signed-in administrator. */
export type AdminCaller = {
  readonly user: User;
  readonly session: Session;
  readonly grants: readonly Grant[];
  readonly holder: SessionHolder;
};

type Credentials = { readonly password: string; readonly code?: string };

/**
 * Opens a session by password and, for an administrator with an authenticator, a code of it or a recovery code. Fails
 * as `signInWithPassword`; with `code_needed` after the right password; with `token_invalid` for a wrong code.
 */
export async function signInAdmin(
  core: Core,
  guest: Actor,
  { email, password, code }: Credentials & { readonly email: Email },
): Promise<NewSession> {
  const actor = inInstallation(guest);
  const found = await findUserBy(core.read, installation.id, 'email', email);
  const { user, attempt } = await proveCredentials(core, actor, { found, login: email, password });
  const second = await proveSecondFactor(core, actor, user.id, code);
  const factors = ['password', ...second];
  const fresh = await prepareSession(core, actor, {
    user: user.id,
    provider: 'email',
    providerUid: email,
    factors,
  });
  return core.write(actor, fresh.act, async (tx) => {
    const now = await lockUser(tx, installation.id, user.id);
    if (!now || unsealed(core, now).password !== user.password) throw new Failure('credentials_wrong');
    if (now.blockedAt !== null) throw new Failure('user_blocked');
    await resetAttempts(tx, attempt);
    return openSession(core, actor, tx, fresh);
  });
}

/** Opens a session for an administrator who set a password by a link just now, without a second factor. */
export async function signInByLink(core: Core, guest: Actor, id: string): Promise<NewSession | undefined> {
  const user = id as UserId;
  if (await hasVerified(core.read, installation.id, { user, kind: 'totp' })) return undefined;
  const actor = inInstallation(guest);
  const fresh = await prepareSession(core, actor, { user, provider: 'email', factors: ['password'] });
  return core.write(actor, fresh.act, async (tx) => {
    if (!(await lockUser(tx, installation.id, user))) throw new Failure('admin_not_found');
    return openSession(core, actor, tx, fresh);
  });
}

/** Returns the administrator of a valid session; nothing for one who is blocked or has no role any more. */
export async function authenticateAdmin(core: Core, secret: string): Promise<AdminCaller | undefined> {
  const holder = await authenticateSession(core, installation, secret);
  if (!holder?.session || holder.user.blockedAt !== null) return undefined;
  const grants = await grantsOf(core.read, installation.id, { user: holder.user.id });
  return grants.length === 0 ? undefined : { user: holder.user, session: holder.session, grants, holder };
}

/** Returns when the password or a code was last given in this session. */
export function provenAt({ issuedAt, mfaUpdatedAt }: Session): Instant {
  return mfaUpdatedAt !== null && mfaUpdatedAt > issuedAt ? mfaUpdatedAt : issuedAt;
}

/** Fails with `proof_needed` unless the password or a code was given within ten minutes. */
export function requireProof(core: Core, session: Session): void {
  if (!isWithin(provenAt(session), core.clock.now(), PROOF_VALID_MS)) throw new Failure('proof_needed');
}

/**
 * Takes the password or a code again. Fails with `credentials_wrong`, `token_invalid`, `rate_limited`, and with
 * `argument_invalid` without either.
 */
export async function proveAgain(
  core: Core,
  actor: Actor,
  { user, session }: AdminCaller,
  { password, code }: Partial<Credentials>,
): Promise<void> {
  const within = inInstallation(actor);
  if (password !== undefined) {
    const found = await findUser(core.read, installation.id, user.id);
    const { attempt } = await proveCredentials(core, within, { found, login: user.email ?? '', password });
    await core.unaudited((tx) => resetAttempts(tx, attempt));
  } else if (code !== undefined) {
    await verifyTotpOnce(core, within, { user: user.id, code });
  } else {
    throw new Failure({ code: 'argument_invalid', rule: 'one_of_required', fields: ['password', 'code'] });
  }
  const act = { act: 'session.update', user: user.id, details: { sessionId: session.id } } as const;
  await core.write(within, act, async (tx) => {
    const at = core.clock.now();
    const proof = { user: user.id, session: session.id, factors: [], isProof: true, at };
    if (!(await addFactors(tx, installation.id, proof))) throw new Failure('session_missing');
  });
}

/** Returns the factors that the code proves; none for an administrator without an authenticator. */
async function proveSecondFactor(
  core: Core,
  actor: Actor,
  user: UserId,
  code: string | undefined,
): Promise<readonly string[]> {
  if (!(await hasVerified(core.read, installation.id, { user, kind: 'totp' }))) return [];
  if (code === undefined || code === '') throw new Failure('code_needed');
  if (/^\d{6}$/.test(code)) {
    await verifyTotpOnce(core, actor, { user, code });
    return ['totp'];
  }
  await withAttemptLimit(core, actor, { user, factor: 'recoveryCode' }, async (attempt) => {
    const act = { act: 'factor.show', user, details: { factor: 'recoveryCode' } } as const;
    await core.write(actor, act, async (tx) => {
      if (!(await lockUser(tx, installation.id, user))) throw new Failure('token_invalid');
      if (!(await consumeRecoveryCode(core, actor, tx, { user, code }))) throw new Failure('token_invalid');
      await resetAttempts(tx, attempt);
    });
  });
  return ['recoveryCode'];
}
