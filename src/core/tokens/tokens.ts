import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryOf } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt, type Sequence } from '../instant.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { insertToken, trimTokens } from './store.ts';
import { freshTokenSecret, isUnguessable, type Token, type TokenKind, tokenHash } from './token.ts';

/** A token and its secret, which is shown only once. */
export type NewToken = { readonly token: Token; readonly secret: string };

/** The number of sent links of one kind that are valid at a time. */
const LINKS_KEPT = 10;
/** Fewer for codes, since each additional one makes a guess likelier to be right. */
const CODES_KEPT = 3;

/** A token that is not stored yet. */
export function freshToken(
  core: Core,
  input: {
    readonly user: string;
    readonly kind: TokenKind;
    readonly seconds: number;
    readonly alias?: string;
  },
): { readonly token: Token; readonly sequence: Sequence } {
  const sequence = core.clock.nextSequence();
  const issuedAt = core.clock.now();
  const expiresAt = expiryOf(issuedAt, input.seconds * 1000);
  const alias = input.alias === undefined || input.alias === input.user ? null : input.alias;
  const { user: userId, kind } = input;
  return {
    token: {
      id: freshId(sequence),
      kind,
      userId,
      createdAt: createdAt(sequence),
      issuedAt,
      expiresAt,
      alias,
    },
    sequence,
  };
}

/** Stores the token. The oldest of the same kind are deleted. The caller holds the user's lock. */
export async function writeToken(
  core: Core,
  actor: Actor,
  tx: Tx,
  fresh: { readonly token: Token; readonly sequence: Sequence; readonly secret: string },
): Promise<NewToken> {
  const { token, sequence, secret } = fresh;
  const secretHash = tokenHash(core, token.userId, secret);
  await insertToken(tx, actor.project.id, { token, sequence, secretHash });
  if (token.kind !== 'generic') {
    const kept = isUnguessable(secret) ? LINKS_KEPT : CODES_KEPT;
    const { id: added, userId: user, kind } = token;
    const to = { user, kind, added, kept, now: core.clock.now() };
    await trimTokens(tx, actor.project.id, to);
  }
  return { token, secret };
}

/** Creates a token whose secret has `length` hex digits and lives for `seconds`. Fails with `user_not_found`. */
export async function createToken(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly length: number; readonly seconds: number },
): Promise<NewToken> {
  const secret = freshTokenSecret(input.length);
  const { user, seconds } = input;
  const { token, sequence } = freshToken(core, { user, kind: 'generic', seconds });
  const act = { act: 'token.create', user, details: { tokenId: token.id, kind: token.kind } } as const;
  return core.write(actor, act, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, user))) throw new Failure('user_not_found');
    return writeToken(core, actor, tx, { token, sequence, secret });
  });
}
