import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { type Attempt, type AttemptKind, countAttempt } from '../limits/attempts.ts';
import { countCodeTries } from '../limits/code-tries.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { hasLiveToken, listLiveTokens } from './store.ts';
import type { Token, TokenKind } from './token.ts';

/** The kind of attempt that a guess counts as, by the kind of code. */
const attemptKinds: Readonly<Partial<Record<TokenKind, AttemptKind>>> = {
  generic: 'token',
  'email-otp': 'emailCode',
  phone: 'phoneCode',
  'email-verification-code': 'verificationCode',
  'recovery-code': 'resetCode',
};
const SENT_AT_MOST = 100;

/** A guess at codes that was counted before it is looked at. */
export type CodeAttempt = {
  readonly attempts: readonly Attempt[];
  /** Whether the code may still be evaluated; others are treated as wrong. */
  readonly allows: (token: Token) => boolean;
  /** Those whose count begins anew when the code was right. */
  readonly resetBy: (kind: TokenKind) => readonly Attempt[];
};

/**
 * Counts a guess at the codes of a user, apart for each purpose of which a code is alive: completing one purpose does not
 * reset the count of another. Counts it for each sent code too. A user who does not exist is counted as well.
 * Fails with `rate_limited` when no purpose may be guessed at.
 */
export async function countCodeAttempt(
  core: Core,
  actor: Actor,
  { user, kinds }: { readonly user: UserId; readonly kinds: readonly TokenKind[] },
): Promise<CodeAttempt> {
  const project = actor.project.id;
  const now = core.clock.now();
  const isThere = (await findUser(core.read, project, user)) !== undefined;
  const codeKinds = kinds.filter((kind) => attemptKinds[kind] !== undefined);
  const sentKinds = codeKinds.filter((kind) => kind !== 'generic');
  const sent = isThere
    ? await listLiveTokens(core.read, project, { user, kinds: sentKinds, now, most: SENT_AT_MOST })
    : [];
  const hasGeneric =
    isThere &&
    codeKinds.includes('generic') &&
    (await hasLiveToken(core.read, project, { user, kind: 'generic', now }));
  const live = codeKinds.filter((kind) =>
    kind === 'generic' ? hasGeneric : sent.some((token) => token.kind === kind),
  );
  const factors = live.length === 0 ? ['token' as const] : live.flatMap((kind) => attemptKinds[kind] ?? []);
  const attempts = await countEach(core, actor, { user: isThere ? user : { unknown: user }, factors });
  const exhausted = await countCodeTries(core, actor, { user, codes: sent });
  const counted = (kind: TokenKind) => attempts.filter(({ factor }) => factor === attemptKinds[kind]);
  return {
    attempts,
    allows: ({ id, kind }) =>
      attemptKinds[kind] === undefined || (counted(kind).length > 0 && !exhausted.has(id)),
    resetBy: counted,
  };
}

type Counted = {
  readonly user: UserId | { readonly unknown: string };
  readonly factors: readonly AttemptKind[];
};

async function countEach(core: Core, actor: Actor, { user, factors }: Counted): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  let refused: Failure | undefined;
  for (const factor of factors) {
    try {
      attempts.push(await countAttempt(core, actor, { user, factor }));
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'rate_limited') throw error;
      refused = error;
    }
  }
  if (attempts.length === 0 && refused) throw refused;
  return attempts;
}
