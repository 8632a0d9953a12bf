import { digest, freshSecret } from '../../crypto/tokens.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryOf } from '../expiry.ts';
import { freshId } from '../id.ts';
import { createdAt } from '../instant.ts';
import { type ProviderTokens, sealTokens } from '../oauth/tokens.ts';
import type { UserId } from '../users/user.ts';
import { alertOfSession } from './alert.ts';
import { trimSessions } from './ending-store.ts';
import { formatSessionToken, parseSessionToken, type Session } from './session.ts';
import { insertSession } from './store.ts';

const SECRET_BYTES = 128;

/** A session and its secret, which is shown only once. */
export type NewSession = { readonly session: Session; readonly secret: string };

/** A session that is not stored yet. */
export type PreparedSession = NewSession & {
  /** SHA-256 of the random part of the secret, hex. */
  readonly secretHash: string;
  readonly act: {
    readonly act: 'session.create';
    readonly user: UserId;
    readonly details: { readonly sessionId: string; readonly provider: string };
  };
};

/** The user who signed in, and the factors. */
export type SignInProof = {
  readonly user: UserId;
  readonly provider: string;
  readonly providerUid?: string;
  readonly factors: readonly string[];
  readonly providerTokens?: ProviderTokens;
};

/** Prepares a session outside the write: its secret, and the client's details. */
export async function prepareSession(core: Core, actor: Actor, input: SignInProof): Promise<PreparedSession> {
  const secret = freshSecret(SECRET_BYTES);
  const [device, country] = await Promise.all([
    core.clientInfo.device(actor.userAgent),
    core.clientInfo.country(actor.ip),
  ]);
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const issuedAt = core.clock.now();
  const session: Session = {
    id: freshId(sequence),
    userId: input.user,
    sequence,
    createdAt: at,
    issuedAt,
    updatedAt: at,
    expiresAt: expiryOf(issuedAt, actor.project.policies.sessionSeconds * 1000),
    provider: input.provider,
    providerUid: input.providerUid ?? '',
    factors: input.factors,
    mfaUpdatedAt: null,
    ip: actor.ip ?? null,
    country: country ?? null,
    device,
    usedAt: null,
    ...(input.providerTokens && {
      providerTokens: input.providerTokens,
      sealedTokens: sealTokens(core, input.providerTokens),
    }),
  };
  return {
    session,
    secret: formatSessionToken(input.user, secret),
    secretHash: digest(secret),
    act: {
      act: 'session.create',
      user: input.user,
      details: { sessionId: session.id, provider: input.provider },
    },
  };
}

/** The same session of another user, to whom a sign-in turned out to lead. */
export function ofUser(prepared: PreparedSession, user: UserId): PreparedSession {
  if (prepared.session.userId === user) return prepared;
  const { secret = '' } = parseSessionToken(prepared.secret) ?? {};
  return {
    ...prepared,
    session: { ...prepared.session, userId: user },
    secret: formatSessionToken(user, secret),
    act: { ...prepared.act, user },
  };
}

/**
 * Stores the session. Beyond the project's limit the user's oldest sessions are deleted. The caller holds the user's
 * lock.
 */
export async function openSession(
  core: Core,
  actor: Actor,
  tx: Tx,
  { session, secret, secretHash }: PreparedSession,
): Promise<NewSession> {
  const project = actor.project;
  await alertOfSession(core, actor, tx, session);
  await insertSession(tx, project.id, { session, secretHash });
  const limit = project.policies.sessionsLimit;
  const { id: added, userId: user } = session;
  await trimSessions(tx, project.id, { user, added, kept: limit, now: core.clock.now() });
  return { session, secret };
}
