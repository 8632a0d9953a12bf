import { sameText } from '../../../crypto/tokens.ts';
import type { Tx } from '../../../db/database.ts';
import type { Actor } from '../../actor.ts';
import type { Core } from '../../core.ts';
import { Failure } from '../../failure.ts';
import { type Guess, succeeded } from '../../limits/guesses.ts';
import type { Session } from '../../sessions/session.ts';
import { showFactors } from '../../sessions/store.ts';
import { lockUser } from '../../users/store.ts';
import type { User, UserId } from '../../users/user.ts';
import { acceptStep, findAuthenticator } from '../authenticators/store.ts';
import { guessing } from '../guessing.ts';
import { isProof, ownSession } from '../proof.ts';
import { takeRecoveryCode } from '../recovery-codes.ts';
import { stepSeen } from '../totp.ts';
import { CODE_MINUTES, type FactorKind } from './challenge.ts';
import { sentHashes } from './challenges.ts';
import { findChallenge, type Posed, takeChallenge } from './store.ts';

const CODE_MS = CODE_MINUTES * 60_000;

/** What remains to be done in the write once a code is seen to be right; answers false when it is good no more. */
type Consume = (tx: Tx, user: User) => Promise<boolean>;

/** How a code is looked at, for each factor; nothing when it is wrong. */
type Look = (core: Core, actor: Actor, challenge: Posed, code: string) => Promise<Consume | undefined>;

const looks: Readonly<Record<FactorKind, Look>> = {
  totp: async (core, actor, { userId }, code) => {
    const project = actor.project.id;
    const of = { user: userId, kind: 'totp' } as const;
    const enrolled = await findAuthenticator(core.read, project, of);
    const step = enrolled && (await stepSeen(core, enrolled, code));
    if (!enrolled || step === undefined) return undefined;
    return async (tx) =>
      (await acceptStep(tx, project, { ...of, sealed: enrolled.sealed, step })) !== undefined;
  },
  recoveryCode: async (core, actor, _, code) => {
    return (tx, user) => takeRecoveryCode(core, actor, tx, { user: user.id, code });
  },
  email: async (core, _, challenge, code) => async (_, user) =>
    user.emailVerifiedAt !== null && wasSent(core, { challenge, to: user.email, code }),
  phone: async (core, _, challenge, code) => async (_, user) =>
    user.phoneVerifiedAt !== null && wasSent(core, { challenge, to: user.phone, code }),
};

/**
 * Answers a challenge of the caller's session, which has then shown the factor. A wrong code leaves it open. Refuses
 * with `session_not_found` callers who show no session; with `token_invalid` when the code is wrong or was used, and
 * when there is no such challenge (any more); with `rate_limited` after too many wrong codes; with `user_blocked`.
 */
export async function completeChallenge(
  core: Core,
  actor: Actor,
  { user, id, code }: { readonly user: UserId; readonly id: string; readonly code: string },
): Promise<Session> {
  const session = ownSession(actor, user);
  if (!session) throw new Failure('session_not_found');
  const now = core.clock.now();
  const of = { user, id, session: session.id, now };
  const challenge = await findChallenge(core.read, actor.project.id, of);
  if (!challenge) throw new Failure('token_invalid');
  return guessing(core, actor, { user, factor: challenge.factor }, async (guess) => {
    const consume = await looks[challenge.factor](core, actor, challenge, code);
    if (!consume) throw new Failure('token_invalid');
    return completed(core, actor, { id: user, session, challenge, consume, guess });
  });
}

async function completed(
  core: Core,
  actor: Actor,
  seen: {
    readonly id: UserId;
    readonly session: Session;
    readonly challenge: Posed;
    readonly consume: Consume;
    readonly guess: Guess;
  },
): Promise<Session> {
  const { session, challenge, consume, guess } = seen;
  const { factor } = challenge;
  const project = actor.project.id;
  const details = { challengeId: challenge.id, factor };
  return core.write(actor, { act: 'challenge.complete', user: seen.id, details }, async (tx) => {
    const at = core.clock.now();
    const user = await lockUser(tx, project, seen.id);
    const of = { user: seen.id, id: challenge.id, session: session.id, now: at };
    if (!user || !(await takeChallenge(tx, project, of))) throw new Failure('token_invalid');
    if (user.blockedAt !== null) throw new Failure('user_blocked');
    const isProven = await isProof(core, actor, tx, { user, session, factor });
    if (!(await consume(tx, user))) throw new Failure('token_invalid');
    await succeeded(tx, guess);
    const shown = { user: user.id, session: session.id, factors: [factor], isProof: isProven, at };
    const after = await showFactors(tx, project, shown);
    if (!after) throw new Failure('session_not_found');
    return after;
  });
}

function wasSent(
  core: Core,
  { challenge, ...sent }: { readonly challenge: Posed; readonly to: string | null; readonly code: string },
): boolean {
  const { secretHash, createdAt } = challenge;
  if (secretHash === null || core.clock.now() >= createdAt + CODE_MS) return false;
  return sentHashes(core, challenge, sent).some((hash) => sameText(hash, secretHash));
}
