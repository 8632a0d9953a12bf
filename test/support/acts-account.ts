import { completeRecovery, requestRecovery } from '../../src/core/recovery/recovery.ts';
import { listSessions } from '../../src/core/sessions/sessions.ts';
import { CURRENT, renewSession } from '../../src/core/sign-in/own-sessions.ts';
import { signInWithPassword } from '../../src/core/sign-in/password.ts';
import type { TokenKind } from '../../src/core/tokens/token.ts';
import { freshToken, type NewToken, writeToken } from '../../src/core/tokens/tokens.ts';
import { emailOf } from '../../src/core/users/email.ts';
import type { UserId } from '../../src/core/users/user.ts';
import {
  requestEmailVerification,
  requestPhoneVerification,
} from '../../src/core/verifications/verifications.ts';
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
      details: () => ({ factor: 'password', reason: 'wrong' }),
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
