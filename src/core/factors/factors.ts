import type { Actor } from '../actor.ts';
import { CHALLENGE_VALID_MS, ownSession, requireProofWithin } from '../authentication.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { clearAttempts } from '../limits/attempts.ts';
import { notify } from '../outbox/notices.ts';
import { addFactors } from '../sessions/store.ts';
import { lockUser } from '../users/store.ts';
import { since, type User, type UserId } from '../users/user.ts';
import { changeUser, getUser, type UserEdit } from '../users/users.ts';
import { addressFactors } from './address-factors.ts';
import { hasUsableTotp, takeAuthenticator } from './authenticators-store.ts';
import { listCodes } from './store.ts';

/** The second factors that a user has. */
export type Factors = {
  readonly totp: boolean;
  readonly phone: boolean;
  readonly email: boolean;
  readonly recoveryCode: boolean;
  /** Whether the project has a factor whose codes a server delivers: for all users. */
  readonly custom: boolean;
};

export function mfaEdit(core: Core, user: UserId, enabled: boolean): UserEdit {
  return {
    act: { act: 'user.mfa.update', user, details: { enabled } },
    change: ({ mfaEnabledAt }) => ({ mfaEnabledAt: since(mfaEnabledAt, enabled, core.clock.now()) }),
  };
}

/** Sets whether sign-ins of the user require a second factor. Fails with `user_not_found`. */
export function setMfa(core: Core, actor: Actor, input: { id: UserId; enabled: boolean }): Promise<User> {
  const { act, change } = mfaEdit(core, input.id, input.enabled);
  return changeUser(core, actor, act, change);
}

/**
 * Like `setMfa`, by the user. The caller's session stays usable: it counts as having completed the user's factors
 * when this is switched on, which proves nothing about its holder. To switch it off, a user who has a second factor
 * must have completed a challenge within ten minutes: fails with `challenge_required`.
 */
export async function setOwnMfa(
  core: Core,
  actor: Actor,
  { user: id, enabled }: { readonly user: UserId; readonly enabled: boolean },
): Promise<User> {
  const project = actor.project.id;
  const act = { act: 'user.mfa.update', user: id, details: { enabled } } as const;
  const changed = await changeUser(core, actor, act, async (user, tx) => {
    const at = core.clock.now();
    const hasTotp = await hasUsableTotp(tx, actor.project, user);
    const factors = [...(hasTotp ? ['totp'] : []), ...addressFactors(actor, user)];
    if (!enabled && user.mfaEnabledAt !== null && factors.length > 0)
      requireProofWithin(actor, id, { now: at, ms: CHALLENGE_VALID_MS });
    const session = ownSession(actor, id)?.id;
    if (enabled && session !== undefined) {
      await addFactors(tx, project, { user: id, session, factors, isProof: false, at });
    }
    if (enabled !== (user.mfaEnabledAt !== null))
      await notify(core, actor, tx, { user: user, purpose: 'mfa-changed' });
    return { mfaEnabledAt: since(user.mfaEnabledAt, enabled, at) };
  });
  core.notifyOutbox();
  return changed;
}

/** Lists the user's factors that the project accepts. An address counts when it is verified. Fails with `user_not_found`. */
export async function listFactors(core: Core, actor: Actor, id: UserId): Promise<Factors> {
  const project = actor.project.id;
  const user = await getUser(core, actor, id);
  const [totp, codes] = await Promise.all([
    hasUsableTotp(core.read, actor.project, user),
    listCodes(core.read, project, { user: id }),
  ]);
  const addresses = addressFactors(actor, user);
  return {
    totp,
    phone: addresses.includes('phone'),
    email: addresses.includes('email'),
    recoveryCode: codes.length > 0,
    custom: actor.project.policies.mfaFactors.includes('custom'),
  };
}

/** Fails with `user_not_found` and `authenticator_not_found`. */
export async function removeAuthenticator(
  core: Core,
  actor: Actor,
  input: { user: UserId; kind: 'totp' },
): Promise<void> {
  const act = { act: 'user.authenticator.delete', user: input.user, details: { kind: input.kind } } as const;
  await core.write(actor, act, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, input.user))) throw new Failure('user_not_found');
    if (!(await takeAuthenticator(tx, actor.project.id, input))) {
      throw new Failure('authenticator_not_found');
    }
    await clearAttempts(tx, actor, { user: input.user, factor: input.kind });
  });
}
