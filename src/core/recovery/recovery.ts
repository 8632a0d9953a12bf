import { type Actor, isClient } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import type { Expiry } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { resetAttempts } from '../limits/attempts.ts';
import { paceMessages } from '../limits/message-pause.ts';
import { recordingRefusals } from '../limits/refusal.ts';
import { allowedPage, expiryText, linkTo } from '../links.ts';
import { notify } from '../outbox/notices.ts';
import { enqueue } from '../outbox/outbox.ts';
import { endOwned } from '../owned.ts';
import { freshPhrase } from '../sign-in/phrase.ts';
import type { SentToken } from '../sign-in/sent.ts';
import { steadily } from '../steady.ts';
import { aliasFor, redeemBehind, tokenOwner } from '../tokens/aliases.ts';
import { type CodeAttempt, countCodeAttempt } from '../tokens/code-attempts.ts';
import { lifetimeSeconds } from '../tokens/session-secrets.ts';
import { findToken, takeToken } from '../tokens/store.ts';
import { freshCode, freshTokenSecret, type Token, type TokenKind, tokenHashes } from '../tokens/token.ts';
import { freshToken, type NewToken, writeToken } from '../tokens/tokens.ts';
import { hashChecked } from '../users/checked-password.ts';
import type { Email } from '../users/email.ts';
import { applyNewPassword } from '../users/new-password.ts';
import { refusePassword } from '../users/password-policies.ts';
import { proveAddress } from '../users/prove-address.ts';
import { findUser, findUserBy, lockUser, updateUser } from '../users/store.ts';
import { nextUpdate, type UserId } from '../users/user.ts';

const DIGITS = 256;
const linkKinds = ['recovery', 'recovery-link'] as const;

type RecoveryRequest = {
  readonly email: Email;
  readonly kind: 'recovery' | 'recovery-code';
  readonly secret: string;
  /** The target of a link. */
  readonly url?: string;
  readonly phrase?: string;
  readonly expiryInSeconds?: boolean;
};

/**
 * Sends a link to reset the password. An unknown address gets the same result, unless the project reveals it
 * (`user_not_found`, `user_blocked`). Fails with `mail_disabled`, and `argument_invalid` for a page of a foreign
 * host.
 */
export function requestRecovery(
  core: Core,
  actor: Actor,
  input: { readonly email: Email; readonly url: string; readonly expiryInSeconds?: boolean },
): Promise<NewToken> {
  return request(core, actor, { ...input, kind: 'recovery', secret: freshTokenSecret(DIGITS) });
}

/**
 * Creates a link to reset the password, which the caller passes on to the user by a way of its own. It is good once, for
 * a day, and proves no address. Fails with `user_not_found`, `user_blocked`, and `argument_invalid` for a page of a
 * foreign host.
 */
export async function createRecoveryLink(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly url: string },
): Promise<{ readonly link: string; readonly expiresAt: Expiry }> {
  const page = allowedPage(core, actor, input.url);
  const [kind, secret, { project }] = ['recovery-link', freshTokenSecret(DIGITS), actor] as const;
  const seconds = lifetimeSeconds(project, kind);
  const { token, sequence } = freshToken(core, { user: input.user, kind, seconds });
  const act = { act: 'recovery.create', user: input.user, details: { tokenId: token.id } } as const;
  await core.write(actor, act, async (tx) => {
    const user = await lockUser(tx, project.id, input.user);
    if (!user) throw new Failure('user_not_found');
    if (user.blockedAt !== null) throw new Failure('user_blocked');
    await writeToken(core, actor, tx, { token, sequence, secret });
  });
  const expire = expiryText(token.expiresAt, false);
  const link = linkTo(page, { userId: input.user, secret, expire, project: project.id });
  return { link, expiresAt: token.expiresAt };
}

/** Like `requestRecovery`, with a code of six digits that a person types, optionally with a security phrase. */
export async function requestRecoveryCode(
  core: Core,
  actor: Actor,
  { email, phrase }: { readonly email: Email; readonly phrase: boolean },
): Promise<SentToken> {
  const words = phrase ? { phrase: freshPhrase() } : {};
  const sent = await request(core, actor, { email, kind: 'recovery-code', secret: freshCode(), ...words });
  return { ...sent, ...words };
}

/** Clients get the same response after the same time for known addresses, unknown ones, and those of blocked users. */
function request(core: Core, actor: Actor, input: RecoveryRequest): Promise<NewToken> {
  return isClient(actor)
    ? steadily(() => writeRequest(core, actor, input))
    : writeRequest(core, actor, input);
}

async function writeRequest(core: Core, actor: Actor, input: RecoveryRequest): Promise<NewToken> {
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  const { kind, secret } = input;
  const page = input.url === undefined ? undefined : allowedPage(core, actor, input.url);
  const user = await findUserBy(core.read, actor.project.id, 'email', input.email);
  if (actor.project.policies.revealUnknownEmail) {
    if (!user) throw new Failure('user_not_found');
    if (user.blockedAt !== null) throw new Failure('user_blocked');
  }
  await paceMessages(core, actor, { to: input.email, user: user?.id, purpose: 'recovery' });
  const alias = aliasFor(core, actor);
  const seconds = lifetimeSeconds(actor.project, kind);
  const { token, sequence } = freshToken(core, {
    user: user?.id ?? freshId(core.clock.nextSequence()),
    kind,
    seconds,
    ...alias,
  });
  const act = {
    act: 'recovery.create',
    ...(user && { user: user.id }),
    details: { tokenId: token.id },
  } as const;
  await core.write(actor, act, async (tx) => {
    const now = user && (await lockUser(tx, actor.project.id, user.id));
    if (!now || now.email !== input.email || now.blockedAt !== null) return;
    await writeToken(core, actor, tx, { token, sequence, secret });
    const expire = expiryText(token.expiresAt, input.expiryInSeconds ?? false);
    const link = page && linkTo(page, { userId: now.id, secret, expire, project: actor.project.id });
    const message = {
      kind: 'mail',
      to: input.email,
      purpose: kind,
      name: now.name,
      minutes: seconds / 60,
      ...(link === undefined ? { code: secret } : { url: link }),
      ...(input.phrase !== undefined && { phrase: input.phrase }),
    } as const;
    await enqueue(core, actor, tx, { user: now.id, message });
  });
  core.notifyOutbox();
  return { token, secret };
}

type RecoveryInput = {
  readonly user: UserId;
  readonly secret: string;
  readonly password: string;
  readonly revokesAccess?: boolean;
};

/**
 * Sets a new password by the one-time secret of a link. One that was sent proves the address (`proveAddress`). With `revokesAccess`
 * ends sessions and grants and revokes keys of the user; left out, does so when the policy `invalidateSessions` is on.
 * Fails with `token_invalid`, and as the policies refuse.
 */
export async function completeRecovery(core: Core, actor: Actor, input: RecoveryInput): Promise<Token> {
  const { user: id, secret } = input;
  const user = await tokenOwner(core, actor, { id, secret, kinds: linkKinds });
  return recordingRefusals(core, actor, { user, factor: 'recovery' }, () =>
    writeRecovery(core, actor, { ...input, user, kinds: linkKinds }),
  );
}

/** Like `completeRecovery`, by a code. Fails with `rate_limited` as well, after too many wrong codes. */
export function completeRecoveryByCode(core: Core, actor: Actor, input: RecoveryInput): Promise<Token> {
  return redeemBehind(core, actor, input.user, async (user) => {
    const attempt = await countCodeAttempt(core, actor, { user, kinds: ['recovery-code'] });
    return recordingRefusals(core, actor, { user, factor: 'recovery', attempts: attempt.attempts }, () =>
      writeRecovery(core, actor, { ...input, user, kinds: ['recovery-code'], attempt }),
    );
  });
}

type Recovering = RecoveryInput & {
  readonly kinds: readonly TokenKind[];
  /** The counted guess at a code. */
  readonly attempt?: CodeAttempt;
};

async function writeRecovery(core: Core, actor: Actor, input: Recovering): Promise<Token> {
  const project = actor.project.id;
  const { kinds, attempt } = input;
  const of = {
    user: input.user,
    secretHashes: tokenHashes(core, input.user, input.secret),
    kinds,
    now: core.clock.now(),
  } as const;
  // Checked first, so that an invalid secret causes no hashing.
  const known = await findToken(core.read, project, of);
  const user =
    known && (attempt?.allows(known) ?? true) ? await findUser(core.read, project, input.user) : undefined;
  if (!user || user.blockedAt !== null) throw new Failure('token_invalid');
  await refusePassword(core, actor, { password: input.password, user, earlier: true });
  const password = await hashChecked(core, actor, input.password, user.id);
  const { token } = await core.write(actor, actsOf, async (tx) => {
    const now = await lockUser(tx, project, user.id);
    const token = now && (await takeToken(tx, project, of));
    if (!token || !(attempt?.allows(token) ?? true)) throw new Failure('token_invalid');
    for (const right of attempt?.resetBy(token.kind) ?? []) await resetAttempts(tx, right);
    await notify(core, actor, tx, { user: now, purpose: 'password-changed' });
    const proof = { user: now, kind: 'email', way: 'recovery' } as const;
    const isSent = token.kind !== 'recovery-link';
    const proven = isSent ? await proveAddress(core, actor, tx, proof) : { user: now, acts: [] };
    const before = proven.user;
    const changed = await applyNewPassword(core, actor, tx, { user: before, password });
    if (input.revokesAccess ?? actor.project.policies.invalidateSessions)
      await endOwned(core, tx, 'endSessions', { project: actor.project, user: before.id });
    await updateUser(tx, project, before, {
      ...before,
      ...changed,
      updatedAt: nextUpdate(before, core.clock),
    });
    return { token, acts: [...proven.acts, { act: 'recovery.update', user: before.id } as const] };
  });
  core.notifyOutbox();
  return token;
}

function actsOf({ acts }: { readonly acts: readonly Act[] }): readonly Act[] {
  return acts;
}
