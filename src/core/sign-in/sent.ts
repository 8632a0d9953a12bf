import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { isoWithoutZone } from '../instant.ts';
import { paceMessages } from '../limits/message-pause.ts';
import { allowedPage, linkTo } from '../links.ts';
import { enqueue } from '../outbox/outbox.ts';
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
 * Sends a sign-in link. For an unknown address, a user is created first. Fails with `mail_disabled`,
 * `argument_invalid` for a page of a foreign host, `users_limit`, and `user_exists` when the id of the new user is
 * taken.
 */
export async function sendMagicUrl(
  core: Core,
  actor: Actor,
  input: ByMail & { readonly url: string | undefined },
): Promise<SentToken> {
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  const page = input.url === undefined ? defaultPage(core) : allowedPage(core, actor, input.url);
  const user = await findOrCreateRecipient(core, actor, {
    kind: 'email',
    value: input.email,
    id: input.user,
    purpose: 'magic-url',
  });
  const secret = freshTokenSecret(LINK_DIGITS);
  return send(core, actor, {
    user,
    kind: 'magic-url',
    secret,
    page,
    ...phraseFor(input),
  });
}

/** Sends a sign-in code by email. Fails as `sendMagicUrl`. */
export async function sendEmailCode(core: Core, actor: Actor, input: ByMail): Promise<SentToken> {
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  const user = await findOrCreateRecipient(core, actor, {
    kind: 'email',
    value: input.email,
    id: input.user,
    purpose: 'email-otp',
  });
  const secret = freshCode();
  return send(core, actor, { user, kind: 'email-otp', secret, ...phraseFor(input) });
}

/** Sends a sign-in code by SMS. Fails as `sendMagicUrl`, and with `sms_disabled`. */
export async function sendPhoneCode(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId | undefined; readonly phone: Phone },
): Promise<SentToken> {
  if (!core.channels.sendsSms) throw new Failure('sms_disabled');
  const user = await findOrCreateRecipient(core, actor, {
    kind: 'phone',
    value: input.phone,
    id: input.user,
    purpose: 'phone-otp',
  });
  return send(core, actor, { user, kind: 'phone', secret: freshCode() });
}

type Address = {
  readonly kind: 'email' | 'phone';
  readonly value: Email | Phone;
  readonly id: UserId | undefined;
  readonly purpose: 'magic-url' | 'email-otp' | 'phone-otp';
};

/** Who has the address, or whoever has it from now on. Refuses with `rate_limited` while messages to it pause. */
async function findOrCreateRecipient(
  core: Core,
  actor: Actor,
  { kind, value, id, purpose }: Address,
): Promise<User> {
  const find = () => findUserBy(core.read, actor.project.id, kind, value);
  const known = await find();
  await paceMessages(core, actor, { to: value, user: known?.id, purpose });
  if (known) return known;
  try {
    // Cast: the kind determines the type.
    const address = kind === 'email' ? { email: value as Email } : { phone: value as Phone };
    return await signUp(core, actor, { ...address, ...(id !== undefined && { id }) });
  } catch (error) {
    // The address was claimed concurrently, or the id is taken.
    const made = error instanceof Failure && error.code === 'user_exists' ? await find() : undefined;
    if (!made) throw error;
    return made;
  }
}

type Sending = {
  readonly user: User;
  readonly kind: 'magic-url' | 'email-otp' | 'phone';
  readonly secret: string;
  readonly page?: URL;
  readonly phrase?: string;
};

/** A blocked user gets the same result and no message. */
async function send(core: Core, actor: Actor, input: Sending): Promise<SentToken> {
  const { user, kind, secret, page, phrase } = input;
  const seconds = lifetimeSeconds(actor.project, kind);
  const { token, sequence } = freshToken(core, { user: user.id, kind, seconds });
  const act = { act: 'token.create', user: user.id, details: { tokenId: token.id, kind } } as const;
  const sent = await core.write(actor, act, async (tx) => {
    const now = await lockUser(tx, actor.project.id, user.id);
    const to = kind === 'phone' ? now?.phone : now?.email;
    if (!now || to !== (kind === 'phone' ? user.phone : user.email) || !to)
      throw new Failure('user_not_found');
    const written = await writeToken(core, actor, tx, { token, sequence, secret });
    if (now.blockedAt !== null) return written;
    const expire = `${isoWithoutZone(token.expiresAt)}+00:00`;
    const link = page && linkTo(page, { userId: user.id, secret, expire, project: actor.project.id });
    const message = {
      kind: kind === 'phone' ? 'sms' : 'mail',
      to,
      purpose: kind === 'phone' ? 'phone-otp' : kind,
      name: now.name,
      minutes: seconds / 60,
      ...(link === undefined ? { code: secret } : { url: link }),
      ...(phrase !== undefined && { phrase }),
    } as const;
    await enqueue(core, actor, tx, { user: user.id, message });
    return written;
  });
  core.notifyOutbox();
  return { ...sent, ...(phrase !== undefined && { phrase }) };
}

function phraseFor({ phrase }: ByMail): { readonly phrase?: string } {
  return phrase ? { phrase: freshPhrase() } : {};
}

/** The page of a link when the caller names none. */
function defaultPage(core: Core): URL {
  return new URL('/auth/magic-url', core.urls.ownUrl());
}
