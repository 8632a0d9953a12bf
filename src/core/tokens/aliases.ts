import { type Actor, isClient } from '../actor.ts';
import type { Core } from '../core.ts';
import { freshId } from '../id.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { findToken, listTokensByAlias } from './store.ts';
import { type TokenKind, tokenHashes } from './token.ts';

/** Anybody can ask for tokens of any users with one id: so many of the newest are good. */
const ALIASED_AT_MOST = 5;

/**
 * The id that the answer to a request for a token names: the one that the caller asked for, else a fresh one, whether
 * the address is somebody's or not. Servers are told the user's.
 */
export function aliasFor(core: Core, actor: Actor, requested?: UserId): { readonly alias?: string } {
  if (!isClient(actor)) return {};
  return { alias: requested ?? freshId(core.clock.nextSequence()) };
}

/** Whose token may be meant by an id: that user's, and those of the users for whom a guest was given the id. */
export async function usersBehind(core: Core, actor: Actor, id: UserId): Promise<readonly UserId[]> {
  const project = actor.project.id;
  const [named, user] = await Promise.all([
    listTokensByAlias(core.read, project, { alias: id, now: core.clock.now(), most: ALIASED_AT_MOST }),
    findUser(core.read, project, id),
  ]);
  // Rows name users by ids that were validated when they were made: hence the cast.
  const others = named.map(({ userId }) => userId as UserId);
  return [...new Set(user || others.length === 0 ? [id, ...others] : others)];
}

/** The user with this token among those behind the id; the id itself when there is no such token. */
export async function tokenOwner(
  core: Core,
  actor: Actor,
  input: { readonly id: UserId; readonly secret: string; readonly kinds: readonly TokenKind[] },
): Promise<UserId> {
  for (const user of await usersBehind(core, actor, input.id)) {
    const secretHashes = tokenHashes(core, user, input.secret);
    const { kinds } = input;
    const token = await findToken(core.read, actor.project.id, {
      user,
      secretHashes,
      kinds,
      now: core.clock.now(),
    });
    if (token) return user;
  }
  return input.id;
}
