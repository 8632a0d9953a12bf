import { type Actor, isClient } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { findToken, listTokensByAlias } from './store.ts';
import { type TokenKind, tokenHashes } from './token.ts';

/** Anyone can request tokens of any number of users with one id: only this many of the newest are valid. */
const ALIASED_AT_MOST = 5;

/**
 * Returns the id in the response to a request for a token: the requested one, else a fresh one, whether or not a user
 * has the address. Servers get the user's id.
 */
export function aliasFor(core: Core, actor: Actor, requested?: UserId): { readonly alias?: string } {
  if (!isClient(actor)) return {};
  return { alias: requested ?? freshId(core.clock.nextSequence()) };
}

/** Returns the users whose token an id may name: that user, and the users for whom a guest got the id. */
async function usersBehind(core: Core, actor: Actor, id: UserId): Promise<readonly UserId[]> {
  const project = actor.project.id;
  const [named, user] = await Promise.all([
    listTokensByAlias(core.read, project, { alias: id, now: core.clock.now(), most: ALIASED_AT_MOST }),
    findUser(core.read, project, id),
  ]);
  // Cast: ids of users are validated before rows name them.
  const others = named.map(({ userId }) => userId as UserId);
  return [...new Set(user || others.length === 0 ? [id, ...others] : others)];
}

/** A wrong secret for one of the users behind an id may be right for the next. */
const ofOneUser: ReadonlySet<string> = new Set(['token_invalid', 'rate_limited']);

/**
 * Redeems a secret as each of the users behind the id in turn, until one succeeds. Fails as the work, with `rate_limited`
 * rather than `token_invalid`.
 */
export async function redeemBehind<T>(
  core: Core,
  actor: Actor,
  id: UserId,
  redeem: (user: UserId) => Promise<T>,
): Promise<T> {
  let refusal: unknown;
  for (const user of await usersBehind(core, actor, id)) {
    try {
      return await redeem(user);
    } catch (error) {
      if (!(error instanceof Failure) || !ofOneUser.has(error.code)) throw error;
      if (refusal === undefined || error.code === 'rate_limited') refusal = error;
    }
  }
  throw refusal;
}

/** Returns the user with this token among those behind the id; the id itself when there is no such token. */
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
