import { digest, freshSecret } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt, type Instant, instantOf } from '../instant.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { insertToken } from './store.ts';

/** What can be redeemed once for a session, until it expires. */
export type Token = {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
};

/** Makes a token whose secret has `length` hex digits and lives for `seconds`. Refuses with `user_not_found`. */
export async function createToken(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly length: number; readonly seconds: number },
): Promise<{ token: Token; secret: string }> {
  const secret = freshSecret(Math.ceil(input.length / 2)).slice(0, input.length);
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const expiresAt = instantOf(at + input.seconds * 1000);
  const token: Token = { id: freshId(sequence), userId: input.user, createdAt: at, expiresAt };
  const act = { act: 'token.create', user: input.user, details: { tokenId: token.id } } as const;
  await core.write(actor, act, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, input.user))) throw new Failure('user_not_found');
    await insertToken(tx, actor.project.id, { token, sequence, kind: 'generic', secretHash: digest(secret) });
  });
  return { token, secret };
}
