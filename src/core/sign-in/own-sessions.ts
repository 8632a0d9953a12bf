import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryOf } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { refreshProviderTokens } from '../oauth/refresh.ts';
import { withTokens } from '../sessions/provider-tokens.ts';
import type { Session } from '../sessions/session.ts';
import { extendSession, findSession, replaceTokens } from '../sessions/store.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';

/** Names the caller's session. */
export const CURRENT = 'current';

type Ref = { readonly user: UserId; readonly id: string };

/** Resolves `current`. Fails with `session_not_found` when the caller has no session. */
export function sessionIdOf(actor: Actor, id: string): string {
  if (id !== CURRENT) return id;
  if (!actor.session) throw new Failure('session_not_found');
  return actor.session.id;
}

/** Fails with `session_not_found`. */
export async function getSession(core: Core, actor: Actor, { user, id }: Ref): Promise<Session> {
  const of = { user, id: sessionIdOf(actor, id), now: core.clock.now() };
  const session = await findSession(core.read, actor.project.id, of);
  if (!session) throw new Failure('session_not_found');
  return withTokens(core, session);
}

/**
 * Extends the session to the lifetime of a new one and refreshes its provider's tokens. Fails with
 * `session_not_found`, and with `provider_bad_request`, `provider_unauthorized` and `provider_refused` when the
 * provider does.
 */
export async function renewSession(core: Core, actor: Actor, { user, id }: Ref): Promise<Session> {
  const named = sessionIdOf(actor, id);
  const act = { act: 'session.update', user, details: { sessionId: named } } as const;
  const current = await getSession(core, actor, { user, id: named });
  return refreshProviderTokens(core, actor, current, (tokens) =>
    core.write(actor, act, async (tx) => {
      await lockUser(tx, actor.project.id, user);
      const now = core.clock.now();
      const expiresAt = expiryOf(now, actor.project.policies.sessionSeconds * 1000);
      if (tokens) await replaceTokens(tx, actor.project.id, { user, id: named, ...tokens });
      const session = await extendSession(tx, actor.project.id, { user, id: named, expiresAt, now });
      if (!session) throw new Failure('session_not_found');
      return withTokens(core, session);
    }),
  );
}
