import type { Actor } from '../../src/core/actor.ts';
import { expiryAfter } from '../../src/core/expiry.ts';
import { CHALLENGE_MS, type FactorKind } from '../../src/core/factors/challenges/challenge.ts';
import { createChallenge } from '../../src/core/factors/challenges/challenges.ts';
import { completeChallenge } from '../../src/core/factors/challenges/complete.ts';
import { insertChallenge } from '../../src/core/factors/challenges/store.ts';
import { removeAuthenticator } from '../../src/core/factors/factors.ts';
import { enrolTotp, verifyTotp } from '../../src/core/factors/totp.ts';
import { verifyTotpOnce } from '../../src/core/factors/verify-totp.ts';
import { createdAt } from '../../src/core/instant.ts';
import { prepareSession } from '../../src/core/sessions/open-session.ts';
import type { Session } from '../../src/core/sessions/session.ts';
import { insertSession } from '../../src/core/sessions/store.ts';
import type { UserId } from '../../src/core/users/user.ts';
import type { Step } from './acts.ts';
import type { Directory } from './directory.ts';
import { STEP_MS, shownBy } from './second-factors.ts';

const ann = 'ann' as UserId;
const TOTP = { kind: 'totp' } as const;

/** Every act of second factors; the user is there, is not blocked, and has none afterwards. */
export const factorSteps: readonly Step[] = [
  {
    act: 'user.authenticator.create',
    run: ({ core }, actor) => enrolTotp(core, actor, ann),
    user: ann,
    details: () => TOTP,
  },
  {
    act: 'user.authenticator.verify',
    run: async (here, actor) => verifyTotp(here.core, actor, { user: ann, code: await codeNow(here) }),
    user: ann,
    details: () => TOTP,
  },
  {
    act: 'challenge.create',
    run: async (here, actor) =>
      createChallenge(here.core, await withSession(here, actor), { user: ann, factor: 'totp' }),
    user: ann,
    details: (_, answer) => ({ challengeId: (answer as { id: string }).id, factor: 'totp' }),
  },
  {
    act: 'challenge.refuse',
    run: async (here, actor) => {
      const who = await withSession(here, actor);
      const id = await posed(here, who, 'totp');
      await completeChallenge(here.core, who, { user: ann, id, code: 'wrong' }).catch(() => {});
    },
    user: ann,
    details: () => ({ factor: 'totp' }),
  },
  {
    act: 'challenge.complete',
    run: async (here, actor) => {
      const who = await withSession(here, actor);
      const id = await posed(here, who, 'totp');
      here.clock.advance(STEP_MS);
      await completeChallenge(here.core, who, { user: ann, id, code: await codeNow(here) });
      return id;
    },
    user: ann,
    details: (_, answer) => ({ challengeId: answer, factor: 'totp' }),
  },
  {
    act: 'factor.show',
    run: async (here, actor) => {
      here.clock.advance(STEP_MS);
      await verifyTotpOnce(here.core, actor, { user: ann, code: await codeNow(here) });
    },
    user: ann,
    details: () => ({ factor: 'totp' }),
  },
  {
    act: 'user.authenticator.delete',
    run: ({ core }, actor) => removeAuthenticator(core, actor, { user: ann, kind: 'totp' }),
    user: ann,
    details: () => TOTP,
  },
];

/** The code that the user's authenticator shows now. */
async function codeNow(here: Directory): Promise<string> {
  const row = await here.core.read.db
    .selectFrom('authenticators')
    .select('sealed')
    .where('user_id', '=', ann)
    .executeTakeFirstOrThrow();
  return shownBy(here, here.core.seal.open(row.sealed) ?? '');
}

/** The actor with a session of the user that nobody recorded. */
async function withSession({ core, engine }: Directory, actor: Actor): Promise<Actor & { session: Session }> {
  const fresh = await prepareSession(core, actor, { user: ann, provider: 'email', factors: ['password'] });
  await engine.transact((tx) => insertSession(tx, actor.project.id, fresh));
  return { ...actor, session: fresh.session };
}

/** The id of a challenge that nobody recorded. */
async function posed(
  { core, engine }: Directory,
  { project, session }: Actor & { session: Session },
  factor: FactorKind,
): Promise<string> {
  const sequence = core.clock.nextSequence();
  const id = `posed-${sequence}`;
  const of = { id, userId: ann, sessionId: session.id, factor, secretHash: null };
  const challenge = {
    ...of,
    createdAt: createdAt(sequence),
    expiresAt: expiryAfter(core.clock, CHALLENGE_MS),
  };
  await engine.transact((tx) => insertChallenge(tx, project.id, { challenge, sequence }));
  return id;
}
