import type { Actor } from '../../src/core/actor.ts';
import type { Act } from '../../src/core/audit/acts.ts';
import { completeRecovery, requestRecovery } from '../../src/core/recovery/recovery.ts';
import { listSessions } from '../../src/core/sessions/sessions.ts';
import { CURRENT, renewSession } from '../../src/core/sign-in/own-sessions.ts';
import { signInWithPassword } from '../../src/core/sign-in/password.ts';
import type { TokenKind } from '../../src/core/tokens/token.ts';
import { freshToken, type NewToken, writeToken } from '../../src/core/tokens/tokens.ts';
import { emailOf } from '../../src/core/users/email.ts';
import { proveAddress, releaseClaim } from '../../src/core/users/prove-address.ts';
import { lockUser } from '../../src/core/users/store.ts';
import type { User, UserId } from '../../src/core/users/user.ts';
import {
  requestEmailVerification,
  requestPhoneVerification,
} from '../../src/core/verifications/verifications.ts';
import type { Tx } from '../../src/db/database.ts';
import type { Step } from './acts.ts';
import type { Directory } from './directory.ts';

const ann = 'ann' as UserId;
const email = emailOf('ann@example.com') as never;
const url = 'http://localhost/page';
const tokenIn = (_: unknown, answer: unknown) => ({ tokenId: (answer as NewToken).token.id });

/** What users do to get in again; the user is there with both addresses, of which none is verified. `secret` is in all secrets. */
export function accountSteps(secret: string): readonly Step[] {
  return [
    {
      act: 'session.refuse',
      run: ({ core }, actor) =>
        signInWithPassword(core, actor, { email, password: `${secret}-guess` }).catch(() => {}),
      user: ann,
      details: () => ({ factor: 'password', reason: 'wrong', count: 1 }),
    },
    {
      act: 'user.email.verification.create',
      run: ({ core }, actor) => requestEmailVerification(core, actor, { user: ann, url }),
      user: ann,
      details: tokenIn,
    },
    {
      act: 'user.phone.verification.create',
      run: ({ core }, actor) => requestPhoneVerification(core, actor, ann),
      user: ann,
      details: tokenIn,
    },
    {
      act: 'recovery.create',
      run: ({ core }, actor) => requestRecovery(core, actor, { email, url }),
      user: ann,
      details: tokenIn,
    },
    {
      act: 'user.address.release',
      run: (here, actor) =>
        proving(here, actor, (tx, user) =>
          releaseClaim(here.core, actor, tx, { user, kind: 'phone', way: 'phone' }),
        ),
      user: ann,
      details: (_, answer) => answer,
    },
    {
      act: 'user.reset',
      run: (here, actor) =>
        proving(here, actor, async (tx, user) => {
          const proof = { user, kind: 'email', way: 'recovery' } as const;
          return (await proveAddress(here.core, actor, tx, proof)).acts;
        }),
      user: ann,
      details: (_, answer) => answer,
    },
    {
      act: 'recovery.update',
      run: async (here, actor) => {
        const shown = { user: ann, secret: `${secret}-link` };
        await sent(here, actor, { kind: 'recovery', secret: shown.secret });
        return completeRecovery(here.core, actor, { ...shown, password: `${secret}-recovered` });
      },
      user: ann,
    },
  ];
}

/** What the proof of an address records, in a write of its own. Returns the details. */
async function proving(
  { core }: Directory,
  actor: Actor,
  work: (tx: Tx, user: User) => Promise<readonly Act[]>,
): Promise<Act['details']> {
  const done = await core.write(
    actor,
    (acts: readonly Act[]) => acts,
    async (tx) => {
      const user = await lockUser(tx, actor.project.id, ann);
      return user ? work(tx, user) : [];
    },
  );
  return done[0]?.details;
}

/** The user's session lives on; it has one. */
export const prolonging: Step = {
  act: 'session.update',
  run: async ({ core }, actor) => {
    const [session] = await listSessions(core, actor, ann);
    await renewSession(core, { ...actor, ...(session && { session }) }, { user: ann, id: CURRENT });
    return session?.id;
  },
  user: ann,
  details: (_, answer) => ({ sessionId: answer }),
};

/** A token that nobody recorded. */
async function sent(
  { core, engine }: Directory,
  actor: Parameters<Step['run']>[1],
  { kind, secret }: { readonly kind: TokenKind; readonly secret: string },
): Promise<void> {
  const fresh = freshToken(core, { user: ann, kind, seconds: 60 });
  await engine.transact((tx) => writeToken(core, actor, tx, { ...fresh, secret }));
}
