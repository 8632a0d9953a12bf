import type { Actor } from '../actor.ts';
import { may } from '../actor.ts';
import type { Core } from '../core.ts';
import { findAuthenticator } from '../factors/authenticators-store.ts';
import { Failure } from '../failure.ts';
import { resetAttempts } from '../limits/attempts.ts';
import type { ContractName } from '../old-systems/old-system.ts';
import { findProfile } from '../usernames/store.ts';
import { usernameOf } from '../usernames/username.ts';
import { emailOf } from '../users/email.ts';
import { findUserBy } from '../users/store.ts';
import type { User } from '../users/user.ts';
import { proveCredentials } from './credentials.ts';

/** A user whom another system takes over. */
export type LeavingUser = {
  readonly user: User;
  readonly username: string | undefined;
  /** The seed of the authenticator in base32, for callers with the scope for it. */
  readonly totp: string | undefined;
};

const refusals: ReadonlySet<string> = new Set(['credentials_wrong', 'user_blocked']);

/**
 * Verifies a password for another system: counted and limited as a sign-in, without a session. Returns nothing for an
 * unknown login, a wrong password and a blocked user alike. Does not ask the project's own old system, which may be the
 * caller. Fails with `rate_limited` and `unavailable`.
 */
export async function verifyLeaving(
  core: Core,
  actor: Actor,
  input: { readonly login: string; readonly password: string; readonly contract: ContractName },
): Promise<LeavingUser | undefined> {
  const login = input.login.trim().toLowerCase();
  const found = await findByLogin(core, actor, login);
  try {
    const { user, attempt } = await proveCredentials(core, actor, { found, login, password: input.password });
    const act = { act: 'user.verify', user: user.id, details: { contract: input.contract } } as const;
    await core.write(actor, act, (tx) => resetAttempts(tx, attempt));
    return await describe(core, actor, user);
  } catch (error) {
    if (error instanceof Failure && refusals.has(error.code)) return undefined;
    throw error;
  }
}

/** Finds a user without a password. Returns nothing for blocked users, whom no other system is to take over. */
export async function lookUpLeaving(
  core: Core,
  actor: Actor,
  login: string,
): Promise<LeavingUser | undefined> {
  const user = await findByLogin(core, actor, login.trim().toLowerCase());
  return user && user.blockedAt === null ? describe(core, actor, user) : undefined;
}

async function findByLogin(core: Core, { project }: Actor, login: string): Promise<User | undefined> {
  const email = emailOf(login);
  if (email !== undefined) return findUserBy(core.read, project.id, 'email', email);
  const username = usernameOf(login);
  return username === undefined ? undefined : findUserBy(core.read, project.id, 'username', username);
}

async function describe(core: Core, actor: Actor, user: User): Promise<LeavingUser> {
  const { id: project } = actor.project;
  const profile = await findProfile(core.read, project, user.id);
  const totp = may(actor, 'users.factors.read') ? await seedOf(core, actor, user) : undefined;
  return { user, username: profile?.username, totp };
}

async function seedOf(core: Core, { project }: Actor, { id }: User): Promise<string | undefined> {
  const found = await findAuthenticator(core.read, project.id, { user: id, kind: 'totp' });
  return found && found.verifiedAt !== null ? core.seal.open(found.sealed) : undefined;
}
