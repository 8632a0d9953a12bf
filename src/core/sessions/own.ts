import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { instantOf } from '../instant.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import type { Session } from './session.ts';
import { extendSession, findSession } from './store.ts';

/** The session that the caller shows. */
export const CURRENT = 'current';

type Ref = { readonly user: UserId; readonly id: string };

/** The id that `current` stands for. Refuses with `session_not_found` when the caller shows no session. */
export function sessionNamed(actor: Actor, id: string): string {
  if (id !== CURRENT) return id;
  if (!actor.session) throw new Failure('session_not_found');
  return actor.session.id;
}

/** Refuses with `session_not_found`. */
export async function getSession(core: Core, actor: Actor, { user, id }: Ref): Promise<Session> {
  const of = { user, id: sessionNamed(actor, id), now: core.clock.now() };
  const session = await findSession(core.read, actor.project.id, of);
  if (!session) throw new Failure('session_not_found');
  return session;
}

/** The session lives as long again as a new one. Refuses with `session_not_found`. */
export function prolongSession(core: Core, actor: Actor, { user, id }: Ref): Promise<Session> {
  const named = sessionNamed(actor, id);
  const act = { act: 'session.update', user, details: { sessionId: named } } as const;
  return core.write(actor, act, async (tx) => {
    await lockUser(tx, actor.project.id, user);
    const now = core.clock.now();
    const expiresAt = instantOf(now + actor.project.policies.sessionSeconds * 1000);
    const session = await extendSession(tx, actor.project.id, { user, id: named, expiresAt, now });
    if (!session) throw new Failure('session_not_found');
    return session;
  });
}
