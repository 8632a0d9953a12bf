import { createHmac } from 'node:crypto';
import type { Tx } from '../../../db/database.ts';
import type { Actor } from '../../actor.ts';
import { ownSession } from '../../authentication.ts';
import type { Core } from '../../core.ts';
import { expiryAfter } from '../../expiry.ts';
import { Failure } from '../../failure.ts';
import { freshId } from '../../id.ts';
import { createdAt, type Sequence } from '../../instant.ts';
import type { Message } from '../../outbox/message.ts';
import { enqueue } from '../../outbox/outbox.ts';
import type { Session } from '../../sessions/session.ts';
import { freshCode } from '../../tokens/token.ts';
import { lockUser } from '../../users/store.ts';
import type { User, UserId } from '../../users/user.ts';
import { CHALLENGE_MS, type Challenge, CODE_MINUTES, type FactorKind } from './challenge.ts';
import { insertChallenge, trimChallenges } from './store.ts';

/** Open challenges per user; the newest are kept. */
const KEPT = 20;
/** Fewer for challenges with a sent code, since each additional one makes a guess likelier to be right. */
const SENT_KEPT = 3;

/**
 * Creates a challenge for the caller's session, valid for an hour. Email and phone receive a code, valid for ten
 * minutes. Fails with `session_not_found` for callers without a session of the user, and with `auth_method_disabled`,
 * `mail_disabled`, `sms_disabled`, `email_missing`, `email_unverified`, `phone_missing` and `phone_unverified`.
 */
export async function createChallenge(
  core: Core,
  actor: Actor,
  { user: id, factor }: { readonly user: UserId; readonly factor: FactorKind },
): Promise<Challenge> {
  const project = actor.project.id;
  const session = ownSession(actor, id);
  if (!session) throw new Failure('session_not_found');
  refuseUnsendable(core, actor, factor);
  const { challenge, sequence } = freshChallenge(core, session, factor);
  const details = { challengeId: challenge.id, factor };
  await core.write(actor, { act: 'challenge.create', user: id, details }, async (tx) => {
    const user = await lockUser(tx, project, id);
    if (!user) throw new Failure('user_not_found');
    const secretHash = await sendCode(core, actor, tx, { user, challenge });
    await insertChallenge(tx, project, { challenge: { ...challenge, secretHash }, sequence });
    const ofFactor = { factor, kept: secretHash === null ? KEPT : SENT_KEPT };
    await trimChallenges(tx, project, { user: id, kept: KEPT, ofFactor, now: core.clock.now() });
  });
  core.notifyOutbox();
  return challenge;
}

function freshChallenge(
  core: Core,
  session: Session,
  factor: FactorKind,
): { readonly challenge: Challenge; readonly sequence: Sequence } {
  const sequence = core.clock.nextSequence();
  const expiresAt = expiryAfter(core.clock, CHALLENGE_MS);
  const of = { userId: session.userId, sessionId: session.id, factor };
  return { challenge: { id: freshId(sequence), ...of, createdAt: createdAt(sequence), expiresAt }, sequence };
}

/**
 * Keyed by challenge and address, since all six-digit codes can be tried against a plain hash. Returns one hash per
 * known key, newest first.
 */
export function sentHashes(
  core: Core,
  { id, userId }: Challenge,
  { to, code }: { readonly to: string | null; readonly code: string },
): readonly string[] {
  return core.seal
    .deriveEach('codes')
    .map((key) => createHmac('sha256', key).update([userId, id, to, code].join('\n')).digest('hex'));
}

/** Fails with `auth_method_disabled` when the project does not accept the factor. */
export function requireAccepted({ project }: Actor, factor: FactorKind): void {
  if (factor === 'recoveryCode' || project.policies.mfaFactors.includes(factor)) return;
  throw new Failure('auth_method_disabled');
}

function refuseUnsendable(core: Core, actor: Actor, factor: FactorKind): void {
  requireAccepted(actor, factor);
  if (factor === 'email' && !core.channels.sendsMail) throw new Failure('mail_disabled');
  if (factor === 'phone' && !core.channels.sendsSms) throw new Failure('sms_disabled');
}

/** Sends a code to the user's address and returns its hash. Sends nothing for other factors. */
async function sendCode(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, challenge }: { readonly user: User; readonly challenge: Challenge },
): Promise<string | null> {
  const channel = channelTo(user, challenge.factor);
  if (!channel) return null;
  const code = freshCode();
  const message = { ...channel, name: user.name, code, minutes: CODE_MINUTES };
  await enqueue(core, actor, tx, { user: user.id, message });
  return sentHashes(core, challenge, { to: channel.to, code })[0] ?? null;
}

function channelTo(user: User, factor: FactorKind): Pick<Message, 'kind' | 'to' | 'purpose'> | undefined {
  if (factor === 'email') {
    if (user.email === null) throw new Failure('email_missing');
    if (user.emailVerifiedAt === null) throw new Failure('email_unverified');
    return { kind: 'mail', to: user.email, purpose: 'mfa-email' };
  }
  if (factor === 'phone') {
    if (user.phone === null) throw new Failure('phone_missing');
    if (user.phoneVerifiedAt === null) throw new Failure('phone_unverified');
    return { kind: 'sms', to: user.phone, purpose: 'mfa-phone' };
  }
  return undefined;
}
