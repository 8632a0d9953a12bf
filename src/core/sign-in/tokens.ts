import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { withTokens } from '../identities/identities.ts';
import { findIdentity } from '../identities/store.ts';
import { beginGuess, type Guess, succeeded } from '../limits/guesses.ts';
import { recordRefusal } from '../limits/refusal.ts';
import { FACTORS, type Handover, readHandover } from '../oauth/handover.ts';
import { freshSession, type NewSession, openSession } from '../sessions/opening.ts';
import { findToken, takeToken } from '../tokens/store.ts';
import { isUnguessable, sessionKinds, type TokenKind, tokenHashes } from '../tokens/token.ts';
import { findUser, lockUser, updateUser } from '../users/store.ts';
import { since, type User, type UserId } from '../users/user.ts';

type Shown = {
  readonly user: UserId;
  readonly secret: string;
  /** What the secret came in, of a sign-in with an account elsewhere. */
  readonly handover?: Handover;
};

/** What each kind of token says of who redeems it. */
const ways: Readonly<
  Partial<Record<TokenKind, { readonly provider: string; readonly factors: readonly string[] }>>
> = {
  generic: { provider: 'token', factors: ['token'] },
  'magic-url': { provider: 'magic-url', factors: ['email'] },
  'email-otp': { provider: 'token', factors: ['email'] },
  phone: { provider: 'phone', factors: ['phone'] },
};

/**
 * Opens a session for whoever has a token's secret, which is good for once. What was sent to an address verifies it.
 * Refuses with `token_invalid`, also for a user that there is not; with `user_blocked`; with `rate_limited` after too
 * many wrong codes.
 */
export async function redeemToken(core: Core, actor: Actor, shown: Shown): Promise<NewSession> {
  const handover = await readHandover(core, actor, shown.secret);
  const input = handover ? { ...shown, secret: handover.secret, handover } : shown;
  const guess = await guessAt(core, actor, input);
  try {
    return await opened(core, actor, input, guess);
  } catch (error) {
    const isWrong = error instanceof Failure && error.code === 'token_invalid';
    const isBlocked = error instanceof Failure && error.code === 'user_blocked';
    if (!isWrong && !isBlocked) throw error;
    const user = (await findUser(core.read, actor.project.id, input.user)) && input.user;
    const reason = isWrong ? 'wrong' : 'blocked';
    await recordRefusal(core, actor, { user, factor: 'token', reason, guess: isWrong ? guess : undefined });
    throw error;
  }
}

async function guessAt(core: Core, actor: Actor, { user, secret }: Shown): Promise<Guess | undefined> {
  if (isUnguessable(secret)) return undefined;
  const isThere = (await findUser(core.read, actor.project.id, user)) !== undefined;
  return beginGuess(core, actor, { user: isThere ? user : { unknown: user }, factor: 'token' });
}

async function opened(
  core: Core,
  actor: Actor,
  { user, secret, handover }: Shown,
  guess: Guess | undefined,
): Promise<NewSession> {
  const project = actor.project.id;
  const of = {
    user,
    secretHashes: tokenHashes(core, user, secret),
    kinds: handover ? (['oauth2'] as const) : sessionKinds,
    now: core.clock.now(),
  };
  const kind = (await findToken(core.read, project, of))?.kind;
  const way = handover ? await wayElsewhere(core, actor, { user, handover }) : kind && ways[kind];
  if (!kind || !way) throw new Failure('token_invalid');
  const fresh = await freshSession(core, actor, { user, ...way });
  return core.write(actor, fresh.act, async (tx) => {
    const now = await lockUser(tx, project, user);
    if (!now || !(await takeToken(tx, project, { ...of, kinds: [kind] }))) throw new Failure('token_invalid');
    if (now.blockedAt !== null) throw new Failure('user_blocked');
    await verifyAddress(core, actor, tx, { user: now, kind });
    if (guess) await succeeded(tx, guess);
    return openSession(core, actor, tx, fresh);
  });
}

/** Who signed in elsewhere, and with what; nothing when the account was taken from the user since. */
async function wayElsewhere(
  core: Core,
  actor: Actor,
  { user, handover }: { readonly user: UserId; readonly handover: Handover },
) {
  const identity = await findIdentity(core.read, actor.project.id, { id: handover.identity });
  if (identity?.userId !== user) return undefined;
  const { provider, providerUid, providerTokens } = withTokens(core, identity);
  return { provider, providerUid, factors: FACTORS, ...(providerTokens && { providerTokens }) };
}

/** Tokens that were sent are void when the address changes: whoever has one has the address. */
async function verifyAddress(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, kind }: { readonly user: User; readonly kind: TokenKind },
): Promise<void> {
  const now = core.clock.now();
  const mailed = kind === 'magic-url' || kind === 'email-otp';
  const after = {
    ...user,
    emailVerifiedAt: since(user.emailVerifiedAt, mailed || user.emailVerifiedAt !== null, now),
    phoneVerifiedAt: since(user.phoneVerifiedAt, kind === 'phone' || user.phoneVerifiedAt !== null, now),
  };
  await updateUser(tx, actor.project.id, user, after);
}
