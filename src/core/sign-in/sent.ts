import type { Tx } from '../../db/database.ts';
import { type Actor, isClient } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { paceMessages } from '../limits/message-pause.ts';
import { allowedPage, expiryText, linkTo } from '../links.ts';
import { findFixedCode } from '../mock-phones/mock-phones.ts';
import { enqueue } from '../outbox/outbox.ts';
import { steadily } from '../steady.ts';
import { aliasFor } from '../tokens/aliases.ts';
import { lifetimeSeconds } from '../tokens/session-secrets.ts';
import { freshCode, freshTokenSecret } from '../tokens/token.ts';
import { freshToken, type NewToken, writeToken } from '../tokens/tokens.ts';
import type { Email } from '../users/email.ts';
import type { Phone } from '../users/phone.ts';
import { signUp } from '../users/sign-up.ts';
import { findUserBy, lockUser } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';
import { freshPhrase } from './phrase.ts';

const LINK_DIGITS = 64;

export type SentToken = NewToken & { readonly phrase?: string };

type ByMail = { readonly user: UserId | undefined; readonly email: Email; readonly phrase: boolean };

/**
 * Sends a sign-in link to a mailbox. Creates a user for an unknown address, with the requested id if it is free.
 * Fails with `mail_disabled`, and with `argument_invalid` for a page of a foreign host. Only servers also get
 * `users_limit`, and `user_exists` when the id of the new user is taken.
 */
export async function sendMagicUrl(
  core: Core,
  actor: Actor,
  input: ByMail & { readonly url: string | undefined; readonly expiryInSeconds?: boolean },
): Promise<SentToken> {
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  const page = input.url === undefined ? defaultPage(core) : allowedPage(core, actor, input.url);
  return send(core, actor, {
    address: { kind: 'email', value: input.email, id: input.user, purpose: 'magic-url' },
    kind: 'magic-url',
    secret: freshTokenSecret(LINK_DIGITS),
    page,
    expiryInSeconds: input.expiryInSeconds ?? false,
    ...phraseFor(input),
  });
}

/** Sends a sign-in code by email. Fails as `sendMagicUrl`. */
export async function sendEmailCode(core: Core, actor: Actor, input: ByMail): Promise<SentToken> {
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  return send(core, actor, {
    address: { kind: 'email', value: input.email, id: input.user, purpose: 'email-otp' },
    kind: 'email-otp',
    secret: freshCode(),
    ...phraseFor(input),
  });
}

/** Sends a sign-in code by SMS. Fails as `sendMagicUrl`, and with `sms_disabled`. */
export async function sendPhoneCode(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId | undefined; readonly phone: Phone },
): Promise<SentToken> {
  if (!core.channels.sendsSms) throw new Failure('sms_disabled');
  const fixed = await findFixedCode(core, actor, input.phone);
  return send(core, actor, {
    address: { kind: 'phone', value: input.phone, id: input.user, purpose: 'phone-otp' },
    kind: 'phone',
    secret: fixed ?? freshCode(),
    isFixed: fixed !== undefined,
  });
}

type Address = {
  readonly kind: 'email' | 'phone';
  readonly value: Email | Phone;
  readonly id: UserId | undefined;
  readonly purpose: 'magic-url' | 'email-otp' | 'phone-otp';
};

/**
 * Returns the user who has the address, or creates one. Fails with `users_limit`, `user_exists`, and `rate_limited`
 * while messages to the address pause.
 */
async function findOrCreateRecipient(
  core: Core,
  actor: Actor,
  { kind, value, id, purpose }: Address,
): Promise<User> {
  const find = () => findUserBy(core.read, actor.project.id, kind, value);
  const known = await find();
  await paceMessages(core, actor, { to: value, user: known?.id, purpose });
  if (known) return known;
  // `kind` says which of the two it is.
  const address = kind === 'email' ? { email: value as Email } : { phone: value as Phone };
  const create = (chosen: UserId | undefined) =>
    signUp(core, actor, { ...address, ...(chosen !== undefined && { id: chosen }) });
  try {
    return await create(id);
  } catch (error) {
    if (!isCode(error, 'user_exists')) throw error;
    // A concurrent call claimed the address first, or the id is taken.
    const made = await find();
    if (made) return made;
    if (id === undefined || !isClient(actor)) throw error;
    return create(undefined);
  }
}

/** Returns undefined when no user can be created: guests do not learn why. */
async function findRecipient(core: Core, actor: Actor, address: Address): Promise<User | undefined> {
  try {
    return await findOrCreateRecipient(core, actor, address);
  } catch (error) {
    if (isClient(actor) && (isCode(error, 'user_exists') || isCode(error, 'users_limit'))) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: 'user_exists' | 'users_limit'): boolean {
  return error instanceof Failure && error.code === code;
}

type Sending = {
  readonly address: Address;
  readonly kind: 'magic-url' | 'email-otp' | 'phone';
  readonly secret: string;
  /** Whether the secret is known without a message, so that none is sent. */
  readonly isFixed?: boolean;
  readonly page?: URL;
  readonly expiryInSeconds?: boolean;
  readonly phrase?: string;
};

/**
 * Gives clients the same response after the same time for known addresses, unknown ones, and those of blocked users.
 */
function send(core: Core, actor: Actor, input: Sending): Promise<SentToken> {
  return isClient(actor)
    ? steadily(() => writeAndSend(core, actor, input))
    : writeAndSend(core, actor, input);
}

async function writeAndSend(core: Core, actor: Actor, input: Sending): Promise<SentToken> {
  const { address, kind, secret, phrase } = input;
  const seconds = lifetimeSeconds(actor.project, kind);
  const user = await findRecipient(core, actor, address);
  const alias = aliasFor(core, actor, address.id);
  const fresh = freshToken(core, { user: user?.id ?? '', kind, seconds, ...alias });
  const { token } = fresh;
  const about = user && { user: user.id };
  const act = { act: 'token.create', ...about, details: { tokenId: token.id, kind } } as const;
  await core.write(actor, act, async (tx) => {
    const now = user && (await lockUser(tx, actor.project.id, user.id));
    if (!now || now[address.kind] !== address.value) {
      if (isClient(actor)) return;
      throw new Failure('user_not_found');
    }
    await writeToken(core, actor, tx, { ...fresh, secret });
    if (now.blockedAt === null && !input.isFixed)
      await enqueueSecret(core, actor, tx, { ...input, user: now, token, seconds });
  });
  core.notifyOutbox();
  return { token, secret, ...(phrase !== undefined && { phrase }) };
}

async function enqueueSecret(
  core: Core,
  actor: Actor,
  tx: Tx,
  {
    address,
    user,
    token,
    kind,
    secret,
    seconds,
    page,
    expiryInSeconds = false,
    phrase,
  }: Sending & Pick<SentToken, 'token'> & { readonly user: User; readonly seconds: number },
): Promise<void> {
  const expire = expiryText(token.expiresAt, expiryInSeconds);
  const link = page && linkTo(page, { userId: user.id, secret, expire, project: actor.project.id });
  const message = {
    kind: kind === 'phone' ? 'sms' : 'mail',
    to: address.value,
    purpose: kind === 'phone' ? 'phone-otp' : kind,
    name: user.name,
    minutes: seconds / 60,
    ...(link === undefined ? { code: secret } : { url: link }),
    ...(phrase !== undefined && { phrase }),
  } as const;
  await enqueue(core, actor, tx, { user: user.id, message });
}

function phraseFor({ phrase }: ByMail): { readonly phrase?: string } {
  return phrase ? { phrase: freshPhrase() } : {};
}

/** The page of a link when the caller names none. */
function defaultPage(core: Core): URL {
  return new URL('/auth/magic-url', core.urls.ownUrl());
}
