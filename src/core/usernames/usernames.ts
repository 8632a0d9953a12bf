import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt } from '../instant.ts';
import type { Claim } from '../outbox/message.ts';
import type { ProjectId } from '../projects/project.ts';
import { completeRecovery } from '../recovery/recovery.ts';
import { lifetimeSeconds } from '../tokens/session-secrets.ts';
import { deleteTokensOfKinds, findToken } from '../tokens/store.ts';
import { type TokenKind, tokenHashes } from '../tokens/token.ts';
import { hashChecked } from '../users/checked-password.ts';
import { type Email, emailOf } from '../users/email.ts';
import { refuseEmail } from '../users/email-policies.ts';
import { refusePassword } from '../users/password-policies.ts';
import { lockUser } from '../users/store.ts';
import { newUser, type User, type UserId } from '../users/user.ts';
import { addUser } from '../users/users.ts';
import { refuseFull, requireRoom } from '../users/users-limit.ts';
import { describeClaim } from '../verifications/refusals.ts';
import { verifyEmail } from '../verifications/verifications.ts';
import { freshLink, sendLink } from './links.ts';
import { candidateNames } from './naming.ts';
import { assignUsername, findProfile, findProfileBy } from './store.ts';
import { type NamedUser, type UsernameSettings, usernameFor, usernameOf } from './username.ts';

export type { NamedUser } from './username.ts';

export type NewNamedUser = {
  readonly username: string;
  readonly password: string;
  readonly email: Email;
  /** Full name, or empty. */
  readonly name: string;
};

/**
 * Creates a user who signs up, and sends a link that confirms the email, which is public from then on. Fails with
 * `username_taken`, `email_taken`, `users_limit`, `auth_method_disabled`, `argument_invalid` for a malformed
 * username, and as `refusePassword`.
 */
export async function signUpWithUsername(
  core: Core,
  actor: Actor,
  input: NewNamedUser,
  { reserved, pages }: UsernameSettings,
): Promise<NamedUser> {
  const { name, email } = input;
  const username = usernameOf(input.username);
  if (username === undefined || reserved.has(username))
    throw new Failure({ code: 'argument_invalid', field: 'username', rule: 'malformed' });
  if (actor.project.policies.disabledAuthMethods.includes('email-password'))
    throw new Failure('auth_method_disabled');
  refuseEmail(actor.project.policies, email);
  await refuseFull(core, actor);
  await refusePassword(core, actor, { password: input.password, user: { id: username, name, email } });
  const password = await hashChecked(core, actor, input.password);
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const fresh = { ...newUser(freshId(sequence) as UserId, sequence, at), name, email };
  const user: User = { ...fresh, ...password, passwordUpdatedAt: at, accessedAt: at };
  const link = freshLink(core, 'email-verification', user.id);
  const self = asUser(actor, user.id);
  const seconds = lifetimeSeconds(actor.project, 'username-verification');
  const claim = await describeClaim(core, self, { user, seconds, madeBy: actor });
  const write = core.write(self, { act: 'user.create', user: user.id }, async (tx) => {
    await requireRoom(tx, actor);
    const placed = await addUser(core, self, tx, user).catch(emailTaken);
    const naming = { user: placed, username, emailPublicAt: at, updatedAtMicros: sequence };
    const named = await assignUsername(tx, actor.project.id, naming);
    if (!named) throw new Failure('username_taken');
    if (core.channels.sendsMail) await sendLink(core, self, tx, { user, username, link, pages, claim });
    return named;
  });
  const made = await write.catch(async (error: unknown) => {
    if (!(await isRepeated(core, actor.project.id, error, { username, email }))) throw error;
    throw new Failure('username_taken');
  });
  core.notifyOutbox();
  return made;
}

/** Whether a sign-up was refused for an address that is not proved yet, and its username is taken as well. */
async function isRepeated(
  core: Core,
  project: ProjectId,
  error: unknown,
  { username, email }: { readonly username: string; readonly email: Email },
): Promise<boolean> {
  if (!(error instanceof Failure) || error.code !== 'email_taken') return false;
  const holder = await findProfileBy(core.read, project, 'email', email);
  if (!holder || holder.user.emailVerifiedAt !== null) return false;
  return (await findProfileBy(core.read, project, 'username', username)) !== undefined;
}

/** Finds a user by username or verified email. */
export async function findByName(
  core: Core,
  project: ProjectId,
  name: string,
): Promise<NamedUser | undefined> {
  const text = name.toLowerCase();
  const username = usernameOf(text);
  if (username !== undefined) return findProfileBy(core.read, project, 'username', username);
  const email = emailOf(text);
  const found = email && (await findProfileBy(core.read, project, 'email', email));
  return found && found.user.emailVerifiedAt !== null ? found : undefined;
}

/** Finds a user by username, or by an email that is verified and public. */
export async function findVisible(
  core: Core,
  project: ProjectId,
  name: string,
): Promise<NamedUser | undefined> {
  const found = await findByName(core, project, name);
  return found && (!name.includes('@') || found.emailPublicAt !== null) ? found : undefined;
}

/** Returns the user with a username, assigning one if there is none. Fails with `user_not_found`. */
export async function ensureUsername(
  core: Core,
  actor: Actor,
  id: UserId,
  settings: UsernameSettings,
): Promise<NamedUser> {
  const project = actor.project.id;
  const find = () => findProfile(core.read, project, id);
  const known = await find();
  if (known) return known;
  const act = (named: NamedUser) =>
    ({ act: 'username.assign', user: id, details: { username: named.username } }) as const;
  try {
    return await core.write(actor, act, async (tx) => {
      const user = await lockUser(tx, project, id);
      if (!user) throw new Failure('user_not_found');
      if (await findProfile(tx, project, id)) throw new Failure('username_taken');
      for (const username of candidateNames(usernameFor(id, settings))) {
        const naming = { user, username, emailPublicAt: null, updatedAtMicros: user.sequence };
        const named = await assignUsername(tx, project, naming);
        if (named) return named;
      }
      throw new Failure('username_taken');
    });
  } catch (error) {
    // A concurrent call for the user was first.
    const made = error instanceof Failure && error.code === 'username_taken' ? await find() : undefined;
    if (!made) throw error;
    return made;
  }
}

/** Verifies the email with the one-time key of a link sent there. Returns whether the key was valid. */
export async function confirmEmail(
  core: Core,
  actor: Actor,
  input: { readonly username: string; readonly email: string; readonly key: string },
): Promise<boolean> {
  const user = await findUserByName(core, actor, input.username);
  if (!user) return false;
  // A wrong email takes the same work as a wrong key, since it must not reveal the user's email.
  const proof = { user: user.id, secret: user.email === emailOf(input.email) ? input.key : '' };
  const self = await actorWithSecret(core, actor, { ...proof, kind: 'email-verification' });
  return isAccepted(verifyEmail(core, self, proof));
}

/**
 * Sends another confirmation link if username and email match and the email is unconfirmed. Earlier links become
 * invalid. Same work and result for all names.
 */
export async function resendConfirmation(
  core: Core,
  actor: Actor,
  input: { readonly username: string; readonly email: string },
  { pages }: UsernameSettings,
): Promise<void> {
  const project = actor.project.id;
  const found = await findUserByName(core, actor, input.username);
  const user = found && mayConfirm(found, emailOf(input.email)) ? found : undefined;
  const link = freshLink(core, 'email-verification', user?.id ?? '');
  const claim = await describeClaimOf(core, actor, user);
  const details = { tokenId: link.token.id };
  const act = { act: 'user.email.verification.create', ...(user && { user: user.id }), details } as const;
  await core.write(actor, act, async (tx) => {
    const now = user && (await lockUser(tx, project, user.id));
    if (!now || !mayConfirm(now, user.email ?? undefined) || !core.channels.sendsMail) return;
    await deleteTokensOfKinds(tx, project, { user: now.id, kinds: [link.kind] });
    const username = input.username.toLowerCase();
    await sendLink(core, actor, tx, { user: now, username, link, pages, claim });
  });
  core.notifyOutbox();
}

/** Sends a link to reset the password. Same work and result for all names. */
export async function requestReset(
  core: Core,
  actor: Actor,
  name: string,
  { pages }: UsernameSettings,
): Promise<void> {
  const project = actor.project.id;
  const found = await findByName(core, project, name);
  const user = found?.user;
  const link = freshLink(core, 'recovery', user?.id ?? '');
  const details = { tokenId: link.token.id };
  const act = { act: 'recovery.create', ...(user && { user: user.id }), details } as const;
  await core.write(actor, act, async (tx) => {
    const now = user && (await lockUser(tx, project, user.id));
    if (!now || now.email === null || now.email !== user.email || now.blockedAt !== null) return;
    if (core.channels.sendsMail)
      await sendLink(core, actor, tx, { user: now, username: found.username, link, pages });
  });
  core.notifyOutbox();
}

/**
 * Sets a new password with the one-time key of a reset link. Returns whether the key was valid; fails as
 * `refusePassword`.
 */
export async function completeReset(
  core: Core,
  actor: Actor,
  input: {
    readonly username: string;
    readonly key: string;
    readonly password: string;
    readonly revokesKeys: boolean;
  },
): Promise<boolean> {
  const user = await findUserByName(core, actor, input.username);
  if (!user) return false;
  const { password, revokesKeys: revokesAccess } = input;
  const proof = { user: user.id, secret: input.key };
  const self = await actorWithSecret(core, actor, { ...proof, kind: 'recovery' });
  return isAccepted(completeRecovery(core, self, { ...proof, password, revokesAccess }));
}

/** Describes the claim to the address; does the same work where there is no user. */
function describeClaimOf(core: Core, actor: Actor, user: User | undefined): Promise<Claim> {
  const seconds = lifetimeSeconds(actor.project, 'username-verification');
  if (user) return describeClaim(core, actor, { user, seconds });
  const sequence = core.clock.nextSequence();
  const noUser = newUser('nobody' as UserId, sequence, createdAt(sequence));
  return describeClaim(core, actor, { user: noUser, seconds, madeBy: actor });
}

/** Reports whether this is the user's email and still unconfirmed. */
function mayConfirm({ email, emailVerifiedAt, blockedAt }: User, claimed: Email | undefined): boolean {
  return email !== null && email === claimed && emailVerifiedAt === null && blockedAt === null;
}

async function findUserByName(core: Core, actor: Actor, name: string): Promise<User | undefined> {
  const username = usernameOf(name);
  if (username === undefined) return undefined;
  return (await findProfileBy(core.read, actor.project.id, 'username', username))?.user;
}

/** A valid secret authenticates its user; otherwise the actor stays the caller. */
async function actorWithSecret(
  core: Core,
  actor: Actor,
  { user, secret, kind }: { readonly user: UserId; readonly secret: string; readonly kind: TokenKind },
): Promise<Actor> {
  const of = { user, secretHashes: tokenHashes(core, user, secret), kinds: [kind], now: core.clock.now() };
  return (await findToken(core.read, actor.project.id, of)) ? asUser(actor, user) : actor;
}

function asUser(actor: Actor, id: UserId): Actor {
  return { ...actor, kind: 'user', id };
}

async function isAccepted(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === 'token_invalid') return false;
    throw error;
  }
}

function emailTaken(error: unknown): never {
  // The id is new, so the conflict is about the address.
  if (error instanceof Failure && error.code === 'user_exists') throw new Failure('email_taken');
  throw error;
}
