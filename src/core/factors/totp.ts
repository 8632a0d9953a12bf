import { freshSeed, seedUri, stepOf } from '../../crypto/totp.ts';
import type { Actor } from '../actor.ts';
import { ownSession } from '../authentication.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { clearAttempts, resetAttempts } from '../limits/attempts.ts';
import { notify } from '../outbox/notices.ts';
import { displayNameOf } from '../projects/project.ts';
import { addFactors } from '../sessions/store.ts';
import { lockUser } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import { withAttemptLimit } from './attempt-limit.ts';
import {
  type Authenticator,
  findAuthenticator,
  placeAuthenticator,
  takeAuthenticator,
  verifyAuthenticator,
} from './authenticators-store.ts';
import { requireRecentProof } from './proof.ts';

const of = { kind: 'totp' } as const;

/** The data to set up an authenticator: the seed in base32, and the same as a link for a QR code. */
export type Enrolment = { readonly secret: string; readonly uri: string };

/**
 * Creates a new seed and replaces an unverified one. The seed is shown only once. Fails with `user_not_found` and
 * `authenticator_verified`.
 */
export async function enrolTotp(core: Core, actor: Actor, id: UserId): Promise<Enrolment> {
  const project = actor.project;
  const user = await getUser(core, actor, id);
  const secret = await freshSeed();
  const uri = await seedUri({ seed: secret, issuer: displayNameOf(project), label: user.email ?? id });
  const sealed = core.seal.seal(secret);
  await core.write(actor, { act: 'user.authenticator.create', user: id, details: of }, async (tx) => {
    if (!(await lockUser(tx, project.id, id))) throw new Failure('user_not_found');
    const isPlaced = await placeAuthenticator(tx, project.id, { user: id, kind: 'totp', sealed });
    if (!isPlaced) throw new Failure('authenticator_verified');
    await clearAttempts(tx, actor, { user: id, factor: 'totp' });
  });
  return { secret, uri };
}

/**
 * Verifies the authenticator by its first code; it counts from then on. Fails with `user_not_found`,
 * `authenticator_not_found`, `authenticator_verified`, `token_invalid`, and `rate_limited` after too many wrong
 * codes.
 */
export async function verifyTotp(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly code: string },
): Promise<User> {
  const project = actor.project.id;
  const enrolled = await findAuthenticator(core.read, project, { user: input.user, kind: 'totp' });
  if (!enrolled) throw new Failure('authenticator_not_found');
  if (enrolled.verifiedAt !== null) throw new Failure('authenticator_verified');
  await withAttemptLimit(core, actor, { user: input.user, factor: 'totp' }, async (attempt) => {
    const step = await matchingStep(core, enrolled, input.code);
    if (step === undefined) throw new Failure('token_invalid');
    const act = { act: 'user.authenticator.verify', user: input.user, details: of } as const;
    await core.write(actor, act, async (tx) => {
      const user = await lockUser(tx, project, input.user);
      if (!user) throw new Failure('user_not_found');
      const at = core.clock.now();
      const seen = { user: user.id, kind: 'totp', sealed: enrolled.sealed, step, at };
      if (!(await verifyAuthenticator(tx, project, seen))) throw new Failure('token_invalid');
      await resetAttempts(tx, attempt);
      await notify(core, actor, tx, { user: user, purpose: 'mfa-changed' });
      const session = ownSession(actor, user.id)?.id;
      // A factor added just now proves nothing about the session's holder.
      const factors = { user: user.id, factors: ['totp'], isProof: false, at };
      if (session !== undefined) await addFactors(tx, project, { ...factors, session });
    });
  });
  core.notifyOutbox();
  return getUser(core, actor, input.user);
}

/** Returns the time step of the code, by this server's clock. */
export async function matchingStep(
  core: Core,
  { sealed }: Authenticator,
  code: string,
): Promise<number | undefined> {
  const seed = core.seal.open(sealed);
  return seed === undefined ? undefined : stepOf(seed, code, core.clock.now());
}

/**
 * Removes the user's own authenticator. Fails with `user_not_found`, `authenticator_not_found` and, for a verified
 * one, with `challenge_required`.
 */
export async function removeOwnAuthenticator(core: Core, actor: Actor, id: UserId): Promise<void> {
  const project = actor.project.id;
  await core.write(actor, { act: 'user.authenticator.delete', user: id, details: of }, async (tx) => {
    const user = await lockUser(tx, project, id);
    if (!user) throw new Failure('user_not_found');
    const enrolled = await findAuthenticator(tx, project, { user: id, kind: 'totp' });
    if (!enrolled) throw new Failure('authenticator_not_found');
    if (enrolled.verifiedAt !== null) {
      requireRecentProof(core, actor, id);
      await notify(core, actor, tx, { user: user, purpose: 'mfa-changed' });
    }
    await takeAuthenticator(tx, project, { user: id, kind: 'totp' });
    await clearAttempts(tx, actor, { user: id, factor: 'totp' });
  });
  core.notifyOutbox();
}
