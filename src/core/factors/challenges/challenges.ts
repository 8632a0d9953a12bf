import { createHmac } from 'node:crypto';
import { sameText } from '../../../crypto/tokens.ts';
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
import { getUser } from '../../users/users.ts';
import { CHALLENGE_MS, type Challenge, CODE_MINUTES, type FactorKind } from './challenge.ts';
import { findChallengeById, insertChallenge, type StoredChallenge, trimChallenges } from './store.ts';

const CODE_DIGITS = 6;
const CODES = 10 ** CODE_DIGITS;
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
    const kept = { added: challenge.id, kept: KEPT, ofFactor };
    await trimChallenges(tx, project, { user: id, ...kept, now: core.clock.now() });
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
function sentHashes(
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
  throw new Failure({ code: 'auth_method_disabled', by: 'mfaFactors' });
}

/**
 * Returns the codes of a challenge of the factor `custom`, one for each known key, newest first. They are derived, so
 * that none is stored in a form that can be read.
 */
function customCodes(core: Core, { id, userId }: Challenge): readonly string[] {
  return core.seal.deriveEach('custom codes').map((key) => {
    const digest = createHmac('sha256', key).update(`${userId}\n${id}`).digest();
    return String(digest.readUIntBE(0, 6) % CODES).padStart(CODE_DIGITS, '0');
  });
}

/**
 * Returns an open challenge of the factor `custom` with its code, for the server that delivers it. Fails with
 * `user_not_found`, and with `token_invalid` when there is no such challenge.
 */
export async function getCustomChallenge(
  core: Core,
  actor: Actor,
  { user, id }: { readonly user: UserId; readonly id: string },
): Promise<Challenge & { readonly code: string }> {
  await getUser(core, actor, user);
  const challenge = await findChallengeById(core.read, actor.project.id, { user, id });
  if (challenge?.factor !== 'custom' || challenge.expiresAt <= core.clock.now())
    throw new Failure('token_invalid');
  requireAccepted(actor, 'custom');
  const code = customCodes(core, challenge).find((each) =>
    isCodeOf(core, challenge, { to: null, code: each }),
  );
  if (code === undefined) throw new Failure('token_invalid');
  return { ...challenge, code };
}

/** Reports whether this is the code that was made for the challenge and the address. */
export function isCodeOf(
  core: Core,
  challenge: StoredChallenge,
  sent: { readonly to: string | null; readonly code: string },
): boolean {
  const { secretHash } = challenge;
  return secretHash !== null && sentHashes(core, challenge, sent).some((hash) => sameText(hash, secretHash));
}

function refuseUnsendable(core: Core, actor: Actor, factor: FactorKind): void {
  requireAccepted(actor, factor);
  if (factor === 'email' && !core.channels.sendsMail) throw new Failure('mail_disabled');
  if (factor === 'phone' && !core.channels.sendsSms) throw new Failure('sms_disabled');
}

/** Sends a code to the user's address and returns its hash; `custom` has a code that is not sent, the others none. */
async function sendCode(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, challenge }: { readonly user: User; readonly challenge: Challenge },
): Promise<string | null> {
  if (challenge.factor === 'custom') {
    const [code = ''] = customCodes(core, challenge);
    return sentHashes(core, challenge, { to: null, code })[0] ?? null;
  }
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
