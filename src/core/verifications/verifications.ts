import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { resetAttempts } from '../limits/attempts.ts';
import { paceMessages } from '../limits/message-pause.ts';
import { recordingRefusals } from '../limits/refusal.ts';
import { allowedPage, expiryText, linkTo } from '../links.ts';
import { findFixedCode } from '../mock-phones/mock-phones.ts';
import { enqueue } from '../outbox/outbox.ts';
import { freshPhrase } from '../sign-in/phrase.ts';
import type { SentToken } from '../sign-in/sent.ts';
import { countCodeAttempt } from '../tokens/code-attempts.ts';
import { lifetimeSeconds } from '../tokens/session-secrets.ts';
import { takeToken } from '../tokens/store.ts';
import { freshCode, freshTokenSecret, type Token, type TokenKind, tokenHashes } from '../tokens/token.ts';
import { freshToken, type NewToken, writeToken } from '../tokens/tokens.ts';
import { type ProofWay, proveAddress } from '../users/prove-address.ts';
import { findUser, lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { describeClaim } from './refusals.ts';

const LINK_DIGITS = 256;

type VerificationInput = { readonly user: UserId; readonly secret: string };

/**
 * Sends a link that verifies the user's email. Fails with `mail_disabled`, `email_missing`, `email_verified`, and
 * `argument_invalid` for a page of a foreign host.
 */
export function requestEmailVerification(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly url: string; readonly expiryInSeconds?: boolean },
): Promise<NewToken> {
  const secret = freshTokenSecret(LINK_DIGITS);
  return sendToEmail(core, actor, { ...input, kind: 'email-verification', secret });
}

/** Like `requestEmailVerification`, with a code of six digits that a person types, optionally with a phrase. */
export async function requestEmailVerificationCode(
  core: Core,
  actor: Actor,
  { user, phrase }: { readonly user: UserId; readonly phrase: boolean },
): Promise<SentToken> {
  const words = phrase ? { phrase: freshPhrase() } : {};
  const kind = 'email-verification-code';
  const sent = await sendToEmail(core, actor, { user, kind, secret: freshCode(), ...words });
  return { ...sent, ...words };
}

type EmailVerification = {
  readonly user: UserId;
  readonly kind: 'email-verification' | 'email-verification-code';
  readonly secret: string;
  /** The target of a link. */
  readonly url?: string;
  readonly expiryInSeconds?: boolean;
  readonly phrase?: string;
};

async function sendToEmail(core: Core, actor: Actor, input: EmailVerification): Promise<NewToken> {
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  const { kind, secret, phrase } = input;
  const page = input.url === undefined ? undefined : allowedPage(core, actor, input.url);
  await paceUnverified(core, actor, input.user, 'email');
  const seconds = lifetimeSeconds(actor.project, kind);
  const { token, sequence } = freshToken(core, { user: input.user, kind, seconds });
  const details = { tokenId: token.id };
  const act = { act: 'user.email.verification.create', user: input.user, details } as const;
  const known = await findUser(core.read, actor.project.id, input.user);
  // The link that frees the address lives as long as a link that confirms it.
  const claimSeconds = lifetimeSeconds(actor.project, 'email-verification');
  const claim = known && (await describeClaim(core, actor, { user: known, seconds: claimSeconds }));
  await core.write(actor, act, async (tx) => {
    const user = await lockUser(tx, actor.project.id, input.user);
    if (!user || !claim) throw new Failure('user_not_found');
    if (user.email === null) throw new Failure('email_missing');
    if (user.emailVerifiedAt !== null) throw new Failure('email_verified');
    // Another address since: what the mail says would be of the one before.
    if (user.email !== known.email) throw new Failure({ code: 'unavailable', retryAfterSeconds: 1 });
    await writeToken(core, actor, tx, { token, sequence, secret });
    const expire = expiryText(token.expiresAt, input.expiryInSeconds ?? false);
    const link = page && linkTo(page, { userId: user.id, secret, expire, project: actor.project.id });
    const message = {
      kind: 'mail',
      to: user.email,
      purpose: kind,
      name: user.name,
      minutes: seconds / 60,
      ...(link === undefined ? { code: secret } : { url: link }),
      ...(phrase !== undefined && { phrase }),
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
      redeem(core, actor, tx, { ...input, kind: 'email-verification', way: 'email-verification' }),
    ),
  );
}

/** Verifies the email by a one-time code. Fails with `token_invalid` and `rate_limited`. */
export function verifyEmailByCode(core: Core, actor: Actor, input: VerificationInput): Promise<Token> {
  return verifyByCode(core, actor, {
    ...input,
    kind: 'email-verification-code',
    way: 'email-verification',
    act: 'user.email.verification.update',
  });
}

/** Verifies the phone by a one-time code. Fails with `token_invalid` and `rate_limited`. */
export function verifyPhone(core: Core, actor: Actor, input: VerificationInput): Promise<Token> {
  return verifyByCode(core, actor, {
    ...input,
    kind: 'phone',
    way: 'phone-verification',
    act: 'user.phone.verification.update',
  });
}

async function verifyByCode(
  core: Core,
  actor: Actor,
  {
    act,
    ...input
  }: Redeemed & { readonly act: 'user.email.verification.update' | 'user.phone.verification.update' },
): Promise<Token> {
  const { user, kind } = input;
  const attempt = await countCodeAttempt(core, actor, { user, kinds: [kind] });
  const { attempts } = attempt;
  return recordingRefusals(core, actor, { user, factor: 'token', attempts }, () =>
    core.write(actor, { act, user, details: { verified: true } }, async (tx) => {
      const token = await redeem(core, actor, tx, input);
      if (!attempt.allows(token)) throw new Failure('token_invalid');
      for (const right of attempt.resetBy(kind)) await resetAttempts(tx, right);
      return token;
    }),
  );
}

type Redeemed = VerificationInput & {
  readonly kind: Extract<TokenKind, 'email-verification' | 'email-verification-code' | 'phone'>;
  readonly way: ProofWay;
};

async function redeem(core: Core, actor: Actor, tx: Tx, input: Redeemed): Promise<Token> {
  const project = actor.project.id;
  const now = core.clock.now();
  const user = await lockUser(tx, project, input.user);
  const secretHashes = tokenHashes(core, input.user, input.secret);
  const of = { user: input.user, secretHashes, kinds: [input.kind], now };
  const token = user && user.blockedAt === null ? await takeToken(tx, project, of) : undefined;
  if (!user || !token) throw new Failure('token_invalid');
  const kind = input.kind === 'phone' ? 'phone' : 'email';
  await proveAddress(core, actor, tx, { user, kind, way: input.way });
  return token;
}
