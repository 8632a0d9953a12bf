import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { withTokens } from '../identities/identities.ts';
import { findIdentity } from '../identities/store.ts';
import { resetAttempts } from '../limits/attempts.ts';
import { recordRefusal } from '../limits/refusal.ts';
import { oauthFactors, type TokenGrant, verifyTokenGrant } from '../oauth/token-grant.ts';
import { type NewSession, ofUser, openSession, prepareSession } from '../sessions/open-session.ts';
import { redeemBehind } from '../tokens/aliases.ts';
import { type CodeAttempt, countCodeAttempt } from '../tokens/code-attempts.ts';
import { findToken, takeToken } from '../tokens/store.ts';
import { isUnguessable, sessionKinds, type TokenKind, tokenHashes } from '../tokens/token.ts';
import { type ProvenAddress, proveAddress } from '../users/prove-address.ts';
import { findUser, lockUser } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';

type TokenInput = {
  readonly user: UserId;
  readonly secret: string;
  /** The verified payload, for a sign-in with an external account. */
  readonly grant?: TokenGrant;
};

/** The factors and address that each kind of token proves. */
const signInByKind: Readonly<
  Partial<Record<TokenKind, { readonly provider: string; readonly factors: readonly string[] }>>
> = {
  generic: { provider: 'token', factors: ['token'] },
  'magic-url': { provider: 'magic-url', factors: ['email'] },
  'email-otp': { provider: 'token', factors: ['email'] },
  phone: { provider: 'phone', factors: ['phone'] },
};

/**
 * Opens a session by the one-time secret of a token, and verifies the address it was sent to. Fails with
 * `token_invalid`, also for an unknown user; with `user_blocked`; with `rate_limited` after too many wrong codes.
 */
export async function redeemToken(core: Core, actor: Actor, redeemed: TokenInput): Promise<NewSession> {
  const grant = await verifyTokenGrant(core, actor, redeemed.secret);
  if (grant) return redeemOf(core, actor, { ...redeemed, secret: grant.secret, grant });
  return redeemBehind(core, actor, redeemed.user, (user) => redeemOf(core, actor, { ...redeemed, user }));
}

async function redeemOf(core: Core, actor: Actor, input: TokenInput): Promise<NewSession> {
  const attempt = await countTokenAttempt(core, actor, input);
  try {
    return await openTokenSession(core, actor, input, attempt);
  } catch (error) {
    const isWrong = error instanceof Failure && error.code === 'token_invalid';
    const isBlocked = error instanceof Failure && error.code === 'user_blocked';
    if (!isWrong && !isBlocked) throw error;
    const user = (await findUser(core.read, actor.project.id, input.user)) && input.user;
    const reason = isWrong ? 'wrong' : 'blocked';
    await recordRefusal(core, actor, {
      user,
      factor: 'token',
      reason,
      attempts: isWrong ? (attempt?.attempts ?? []) : [],
    });
    throw error;
  }
}

async function countTokenAttempt(
  core: Core,
  actor: Actor,
  { user, secret }: TokenInput,
): Promise<CodeAttempt | undefined> {
  if (isUnguessable(secret)) return undefined;
  return countCodeAttempt(core, actor, { user, kinds: sessionKinds });
}

async function openTokenSession(
  core: Core,
  actor: Actor,
  { user, secret, grant }: TokenInput,
  attempt: CodeAttempt | undefined,
): Promise<NewSession> {
  const project = actor.project.id;
  const of = {
    user,
    secretHashes: tokenHashes(core, user, secret),
    kinds: grant ? (['oauth2'] as const) : sessionKinds,
    now: core.clock.now(),
  };
  const token = await findToken(core.read, project, of);
  if (!token || (attempt && !attempt.allows(token))) throw new Failure('token_invalid');
  const { kind } = token;
  const signIn = grant ? await externalSignIn(core, actor, { user, grant }) : signInByKind[kind];
  if (!signIn) throw new Failure('token_invalid');
  const fresh = await prepareSession(core, actor, { user, ...signIn });
  const { opened } = await core.write(actor, actsOf, async (tx) => {
    const now = await lockUser(tx, project, user);
    if (!now || !(await takeToken(tx, project, { ...of, kinds: [kind] }))) throw new Failure('token_invalid');
    if (now.blockedAt !== null) throw new Failure('user_blocked');
    const { user: prover, acts } = await proveSentTo(core, actor, tx, { user: now, kind });
    for (const right of attempt?.resetBy(kind) ?? []) await resetAttempts(tx, right);
    const session = ofUser(fresh, prover.id);
    return { opened: await openSession(core, actor, tx, session), acts: [...acts, session.act] };
  });
  return opened;
}

/** Returns the identity that signed in; nothing when it was unlinked meanwhile. */
async function externalSignIn(
  core: Core,
  actor: Actor,
  { user, grant }: { readonly user: UserId; readonly grant: TokenGrant },
) {
  const identity = await findIdentity(core.read, actor.project.id, { id: grant.identity });
  if (identity?.userId !== user) return undefined;
  const { provider, providerUid, providerTokens } = withTokens(core, identity);
  return {
    provider,
    providerUid,
    factors: oauthFactors(identity),
    ...(providerTokens && { providerTokens }),
  };
}

/** Sent tokens become invalid when the address changes, so a valid one proves the address. */
async function proveSentTo(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, kind }: { readonly user: User; readonly kind: TokenKind },
): Promise<Pick<ProvenAddress, 'user' | 'acts'>> {
  if (kind === 'phone') return proveAddress(core, actor, tx, { user, kind, way: kind });
  if (kind !== 'magic-url' && kind !== 'email-otp') return { user, acts: [] };
  return proveAddress(core, actor, tx, { user, kind: 'email', way: kind });
}

function actsOf({ acts }: { readonly acts: readonly Act[] }): readonly Act[] {
  return acts;
}
