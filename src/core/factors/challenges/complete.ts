import type { Tx } from '../../../db/database.ts';
import type { Actor } from '../../actor.ts';
import { ownSession } from '../../authentication.ts';
import type { Core } from '../../core.ts';
import { Failure } from '../../failure.ts';
import { minutes } from '../../instant.ts';
import { type Attempt, resetAttempts } from '../../limits/attempts.ts';
import { countCodeTries } from '../../limits/code-tries.ts';
import type { Session } from '../../sessions/session.ts';
import { addFactors } from '../../sessions/store.ts';
import { lockUser } from '../../users/store.ts';
import type { User, UserId } from '../../users/user.ts';
import { withAttemptLimit } from '../attempt-limit.ts';
import { acceptStep, findAuthenticator } from '../authenticators-store.ts';
import { isProof } from '../proof.ts';
import { consumeRecoveryCode } from '../recovery-codes.ts';
import { matchingStep } from '../totp.ts';
import { CHALLENGE_MS, CODE_MINUTES, type FactorKind } from './challenge.ts';
import { isCodeOf, requireAccepted } from './challenges.ts';
import { findChallenge, type StoredChallenge, takeChallenge } from './store.ts';

/** A challenge outlives its sent code by this. */
const AFTER_CODE_MS = CHALLENGE_MS - minutes(CODE_MINUTES);

/** Consumes a verified code within the write; returns false when it is no longer valid. */
type Consume = (tx: Tx, user: User) => Promise<boolean>;

/** Verifies a code of one factor; returns nothing when it is wrong. */
type Check = (
  core: Core,
  actor: Actor,
  challenge: StoredChallenge,
  code: string,
) => Promise<Consume | undefined>;

const checks: Readonly<Record<FactorKind, Check>> = {
  totp: async (core, actor, { userId }, code) => {
    const project = actor.project.id;
    const of = { user: userId, kind: 'totp' } as const;
    const enrolled = await findAuthenticator(core.read, project, of);
    const step = enrolled && (await matchingStep(core, enrolled, code));
    if (!enrolled || step === undefined) return undefined;
    return async (tx) =>
      (await acceptStep(tx, project, { ...of, sealed: enrolled.sealed, step })) !== undefined;
  },
  recoveryCode: async (core, actor, _, code) => {
    return (tx, user) => consumeRecoveryCode(core, actor, tx, { user: user.id, code });
  },
  email: async (core, _, challenge, code) => async (_, user) =>
    user.emailVerifiedAt !== null && isSentCode(core, { challenge, to: user.email, code }),
  phone: async (core, _, challenge, code) => async (_, user) =>
    user.phoneVerifiedAt !== null && isSentCode(core, { challenge, to: user.phone, code }),
  custom: async (core, _, challenge, code) => async () => isCodeOf(core, challenge, { to: null, code }),
};

/**
 * Completes a challenge of the caller's session and adds the factor to the session. A wrong code leaves the challenge
 * open. Fails with `session_not_found` for callers without a session; with `token_invalid` when the code is wrong or
 * used, or the challenge does not exist; with `rate_limited` after too many wrong codes; with `user_blocked`; with
 * `auth_method_disabled` when the project does not accept the factor any more.
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
  requireAccepted(actor, challenge.factor);
  return withAttemptLimit(core, actor, { user, factor: challenge.factor }, async (attempt) => {
    // All of the user's places share one count here: anyone who guesses a second factor has proven the first.
    const codes = challenge.secretHash === null ? [] : [challenge];
    if ((await countCodeTries(core, actor, { user, codes })).size > 0) throw new Failure('token_invalid');
    const consume = await checks[challenge.factor](core, actor, challenge, code);
    if (!consume) throw new Failure('token_invalid');
    return writeCompletion(core, actor, { id: user, session, challenge, consume, attempt });
  });
}

async function writeCompletion(
  core: Core,
  actor: Actor,
  input: {
    readonly id: UserId;
    readonly session: Session;
    readonly challenge: StoredChallenge;
    readonly consume: Consume;
    readonly attempt: Attempt;
  },
): Promise<Session> {
  const { session, challenge, consume, attempt } = input;
  const { factor } = challenge;
  const project = actor.project.id;
  const details = { challengeId: challenge.id, factor };
  return core.write(actor, { act: 'challenge.complete', user: input.id, details }, async (tx) => {
    const at = core.clock.now();
    const user = await lockUser(tx, project, input.id);
    const of = { user: input.id, id: challenge.id, session: session.id, now: at };
    if (!user || !(await takeChallenge(tx, project, of))) throw new Failure('token_invalid');
    if (user.blockedAt !== null) throw new Failure('user_blocked');
    const isProven = await isProof(core, actor, tx, { user, session, factor });
    if (!(await consume(tx, user))) throw new Failure('token_invalid');
    await resetAttempts(tx, attempt);
    const update = { user: user.id, session: session.id, factors: [factor], isProof: isProven, at };
    const after = await addFactors(tx, project, update);
    if (!after) throw new Failure('session_not_found');
    return after;
  });
}

function isSentCode(
  core: Core,
  {
    challenge,
    ...sent
  }: { readonly challenge: StoredChallenge; readonly to: string | null; readonly code: string },
): boolean {
  return core.clock.now() < challenge.expiresAt - AFTER_CODE_MS && isCodeOf(core, challenge, sent);
}
