import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { resetAttempts } from '../limits/attempts.ts';
import { paceMessages } from '../limits/message-pause.ts';
import { recordingRefusals, recordRefusal } from '../limits/refusal.ts';
import { allowedPage, expiryText, linkTo } from '../links.ts';
import { findFixedCode } from '../mock-phones/mock-phones.ts';
import { enqueue } from '../outbox/outbox.ts';
import { countCodeAttempt } from '../tokens/code-attempts.ts';
import { lifetimeSeconds } from '../tokens/session-secrets.ts';
import { takeToken } from '../tokens/store.ts';
import { freshCode, freshTokenSecret, type Token, type TokenKind, tokenHashes } from '../tokens/token.ts';
import { freshToken, type NewToken, writeToken } from '../tokens/tokens.ts';
import { type AddressKind, type ProofWay, proveAddress } from '../users/prove-address.ts';
import { findUser, lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { describeClaim } from './refusals.ts';

const LINK_DIGITS = 256;

type VerificationInput = { readonly user: UserId; readonly secret: string };

/**
 * Sends a link that verifies the user's email. Fails with `mail_disabled`, `email_missing`, `email_verified`, and
 * `argument_invalid` for a page of a foreign host.
 */
export async function requestEmailVerification(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly url: string; readonly expiryInSeconds?: boolean },
): Promise<NewToken> {
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  const page = allowedPage(core, actor, input.url);
  await paceUnverified(core, actor, input.user, 'email');
  const secret = freshTokenSecret(LINK_DIGITS);
  const seconds = lifetimeSeconds(actor.project, 'email-verification');
  const newToken = { user: input.user, kind: 'email-verification', seconds } as const;
  const { token, sequence } = freshToken(core, newToken);
  const details = { tokenId: token.id };
  const act = { act: 'user.email.verification.create', user: input.user, details } as const;
  const known = await findUser(core.read, actor.project.id, input.user);
  const claim = known && (await describeClaim(core, actor, { user: known, seconds }));
  await core.write(actor, act, async (tx) => {
    const user = await lockUser(tx, actor.project.id, input.user);
    if (!user || !claim) throw new Failure('user_not_found');
    if (user.email === null) throw new Failure('email_missing');
    if (user.emailVerifiedAt !== null) throw new Failure('email_verified');
    // Another address since: what the mail says would be of the one before.
    if (user.email !== known.email) throw new Failure({ code: 'unavailable', retryAfterSeconds: 1 });
    await writeToken(core, actor, tx, { token, sequence, secret });
    const expire = expiryText(token.expiresAt, input.expiryInSeconds ?? false);
    const url = linkTo(page, { userId: user.id, secret, expire, project: actor.project.id });
    const message = {
      kind: 'mail',
      to: user.email,
      purpose: 'email-verification',
      name: user.name,
      minutes: seconds / 60,
      url,
      claim,
    } as const;
    await enqueue(core, actor, tx, { user: user.id, message });
  });
  core.notifyOutbox();
  return { token, secret };
}

/** Sends a code that verifies the user's phone. Fails with `sms_disabled`, `phone_missing` and `phone_verified`. */
export async function requestPhoneVerification(core: Core, actor: Actor, id: UserId): Promise<NewToken> {
  if (!core.channels.sendsSms) throw new Failure('sms_disabled');
  await paceUnverified(core, actor, id, 'phone');
  const known = await findUser(core.read, actor.project.id, id);
  const fixed = known?.phone ? await findFixedCode(core, actor, known.phone) : undefined;
  const secret = fixed ?? freshCode();
  const seconds = lifetimeSeconds(actor.project, 'phone');
  const { token, sequence } = freshToken(core, { user: id, kind: 'phone', seconds });
  const details = { tokenId: token.id };
  const act = { act: 'user.phone.verification.create', user: id, details } as const;
  await core.write(actor, act, async (tx) => {
    const user = await lockUser(tx, actor.project.id, id);
    if (!user) throw new Failure('user_not_found');
    if (user.phone === null) throw new Failure('phone_missing');
    if (user.phoneVerifiedAt !== null) throw new Failure('phone_verified');
    // Another number since: the fixed code was that of the one before.
    if (user.phone !== known?.phone) throw new Failure({ code: 'unavailable', retryAfterSeconds: 1 });
    await writeToken(core, actor, tx, { token, sequence, secret });
    if (fixed !== undefined) return;
    const message = {
      kind: 'sms',
      to: user.phone,
      purpose: 'phone-verification',
      name: user.name,
      minutes: seconds / 60,
      code: secret,
    } as const;
    await enqueue(core, actor, tx, { user: user.id, message });
  });
  core.notifyOutbox();
  return { token, secret };
}

/** The account only claims the address: a message to it is one that a stranger asks for. */
async function paceUnverified(core: Core, actor: Actor, id: UserId, kind: 'email' | 'phone'): Promise<void> {
  const to = (await findUser(core.read, actor.project.id, id))?.[kind];
  if (to) await paceMessages(core, actor, { to, user: undefined, purpose: 'verification' });
}

/** Verifies the email by the one-time secret of a link. Fails with `token_invalid`. */
export function verifyEmail(core: Core, actor: Actor, input: VerificationInput): Promise<Token> {
  const details = { verified: true };
  const act = { act: 'user.email.verification.update', user: input.user, details } as const;
  return recordingRefusals(core, actor, { user: input.user, factor: 'token' }, () =>
    core.write(actor, act, (tx) =>
      redeem(core, actor, tx, { ...input, kind: 'email', way: 'email-verification' }),
    ),
  );
}

/** Verifies the phone by a one-time code. Fails with `token_invalid` and `rate_limited`. */
export async function verifyPhone(core: Core, actor: Actor, input: VerificationInput): Promise<Token> {
  const attempt = await countCodeAttempt(core, actor, { user: input.user, kinds: ['phone'] });
  const details = { verified: true };
  const act = { act: 'user.phone.verification.update', user: input.user, details } as const;
  try {
    return await core.write(actor, act, async (tx) => {
      const token = await redeem(core, actor, tx, { ...input, kind: 'phone', way: 'phone-verification' });
      if (!attempt.allows(token)) throw new Failure('token_invalid');
      for (const right of attempt.resetBy('phone')) await resetAttempts(tx, right);
      return token;
    });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'token_invalid') throw error;
    const user = (await findUser(core.read, actor.project.id, input.user)) && input.user;
    await recordRefusal(core, actor, { user, factor: 'token', reason: 'wrong', attempts: attempt.attempts });
    throw error;
  }
}

async function redeem(
  core: Core,
  actor: Actor,
  tx: Tx,
  input: VerificationInput & { readonly kind: AddressKind; readonly way: ProofWay },
): Promise<Token> {
  const project = actor.project.id;
  const now = core.clock.now();
  const user = await lockUser(tx, project, input.user);
  const secretHashes = tokenHashes(core, input.user, input.secret);
  const kinds: readonly TokenKind[] = [input.kind === 'email' ? 'email-verification' : 'phone'];
  const of = { user: input.user, secretHashes, kinds, now };
  const token = user && user.blockedAt === null ? await takeToken(tx, project, of) : undefined;
  if (!user || !token) throw new Failure('token_invalid');
  await proveAddress(core, actor, tx, { user, kind: input.kind, way: input.way });
  return token;
}
