import type { Read, Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import { requireProofWithin } from '../authentication.ts';
import type { Core } from '../core.ts';
import type { Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Session } from '../sessions/session.ts';
import type { User, UserId } from '../users/user.ts';
import { findAuthenticator } from './authenticators-store.ts';
import type { FactorKind } from './challenges/challenge.ts';
import { listCodes } from './store.ts';

const PROOF_VALID_MS = 1_800_000;

/** Fails with `challenge_required` unless the caller's session has a proof from the last 30 minutes. */
export function requireRecentProof(core: Core, actor: Actor, user: UserId): void {
  requireProofWithin(actor, user, { now: core.clock.now(), ms: PROOF_VALID_MS });
}

/**
 * Reports whether completing a factor in the session proves who holds it. A factor added after the session began
 * proves nothing while the user has an older one: someone who stole the session can add factors and complete those.
 * Runs in the write that completes the factor, before consuming anything.
 */
export async function isProof(
  core: Core,
  actor: Actor,
  tx: Tx,
  input: { readonly user: User; readonly session: Session; readonly factor: FactorKind },
): Promise<boolean> {
  const { user, session, factor } = input;
  const since = await factorDates(tx, actor.project.id, user);
  const isOlder = (kind: FactorKind): boolean => {
    const at = since[kind];
    return at !== null && at <= session.issuedAt;
  };
  return isOlder(factor) || !availableFactors(core, actor, user, session).some(isOlder);
}

/**
 * Returns the factors that can be requested of a user. A verified address counts only for users with second factors.
 */
function availableFactors(core: Core, actor: Actor, user: User, session: Session): readonly FactorKind[] {
  const usesFactors = user.mfaEnabledAt !== null && user.mfaEnabledAt <= session.issuedAt;
  const accepted = actor.project.policies.mfaFactors;
  const byMail = usesFactors && core.channels.sendsMail && accepted.includes('email');
  const bySms = usesFactors && core.channels.sendsSms && accepted.includes('phone');
  return [
    ...(accepted.includes('totp') ? ['totp' as const] : []),
    'recoveryCode',
    ...(byMail ? ['email' as const] : []),
    ...(bySms ? ['phone' as const] : []),
  ];
}

/** Returns since when the user has had each factor; null for missing ones. */
async function factorDates(
  read: Read,
  project: ProjectId,
  user: User,
): Promise<Readonly<Record<FactorKind, Instant | null>>> {
  const totp = await findAuthenticator(read, project, { user: user.id, kind: 'totp' });
  const hasCodes = (await listCodes(read, project, { user: user.id })).length > 0;
  const made = await findAuthenticator(read, project, { user: user.id, kind: 'recoveryCode' });
  return {
    totp: totp?.verifiedAt ?? null,
    email: user.emailVerifiedAt,
    phone: user.phoneVerifiedAt,
    // Servers have it for all users, and no user adds it to an account.
    custom: user.createdAt,
    // Codes without a record of the user were created by a server, which needs no session.
    recoveryCode: hasCodes ? (made?.verifiedAt ?? user.createdAt) : null,
  };
}
