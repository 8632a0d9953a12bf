import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import {
  type NewSession,
  openSession,
  type PreparedSession,
  prepareSession,
} from '../sessions/open-session.ts';
import { signUp } from '../users/sign-up.ts';
import { lockUser } from '../users/store.ts';

/** Creates an anonymous user and a session. Fails with `users_limit`. */
export async function signInAnonymously(core: Core, actor: Actor): Promise<NewSession> {
  const user = await signUp(core, actor, {});
  const signedIn = { user: user.id, provider: 'anonymous', factors: ['anonymous'] };
  const fresh: PreparedSession = await prepareSession(core, actor, signedIn);
  return core.write(actor, fresh.act, async (tx) => {
    await lockUser(tx, actor.project.id, user.id);
    return openSession(core, actor, tx, fresh);
  });
}
