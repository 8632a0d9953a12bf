import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { endOwned } from '../owned.ts';
import { PAGE_BYTES, responseTooLarge } from '../response-memory.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import { deleteSession } from './ending-store.ts';
import { type NewSession, openSession, prepareSession } from './open-session.ts';
import { withTokens } from './provider-tokens.ts';
import type { Session } from './session.ts';
import { sessionsOf, sessionsSize, someSessionsOf } from './store.ts';

/**
 * Makes a session for a user on the word of the server that asks; the oldest beyond the project's limit give way. Fails
 * with `user_not_found`.
 */
export async function createServerSession(core: Core, actor: Actor, id: UserId): Promise<NewSession> {
  const fresh = await prepareSession(core, actor, { user: id, provider: 'server', factors: ['server'] });
  return core.write(actor, fresh.act, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, id))) throw new Failure('user_not_found');
    return openSession(core, actor, tx, fresh);
  });
}

/** So many are small enough to be read without asking for their size first. */
const FEW_SESSIONS = 100;

/**
 * Returns the user's valid sessions, oldest first, 1,000 at most. Fails with `user_not_found`, `response_too_large` and
 * `unavailable`.
 */
export async function listSessions(core: Core, actor: Actor, id: UserId): Promise<readonly Session[]> {
  await getUser(core, actor, id);
  const { pacer, reserve } = core.memory;
  const project = actor.project.id;
  const of = { user: id, now: core.clock.now() };
  const few = await someSessionsOf(core.read, project, { ...of, most: FEW_SESSIONS });
  const bytes = few.length < FEW_SESSIONS ? sizeOf(few) : await sessionsSize(core.read, project, of);
  if (bytes > PAGE_BYTES) throw responseTooLarge();
  await reserve(bytes);
  const pace = pacer();
  const listed: Session[] = [];
  for (const session of few.length < FEW_SESSIONS ? few : await sessionsOf(core.read, project, of)) {
    await pace();
    listed.push(withTokens(core, session));
  }
  return listed;
}

function sizeOf(sessions: readonly Session[]): number {
  return sessions.reduce((sum, { sealedTokens }) => sum + (sealedTokens?.sealed?.length ?? 0), 0);
}

/** Fails with `user_not_found` and `session_not_found`. */
export async function endSession(
  core: Core,
  actor: Actor,
  input: { user: UserId; id: string },
): Promise<void> {
  const act = { act: 'session.delete', user: input.user, details: { sessionId: input.id } } as const;
  await core.write(actor, act, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, input.user))) throw new Failure('user_not_found');
    if (!(await deleteSession(tx, actor.project.id, input))) throw new Failure('session_not_found');
  });
}

/**
 * Ends all sessions of the user and the grants of programs. Succeeds when there are none. Fails with
 * `user_not_found`.
 */
export async function endSessions(core: Core, actor: Actor, user: UserId): Promise<void> {
  await core.write(actor, { act: 'sessions.delete', user }, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, user))) throw new Failure('user_not_found');
    await endOwned(core, tx, 'endSessions', { project: actor.project, user });
  });
}
