import { digest, freshSecret } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { freshId } from '../id.ts';
import { createdAt, instantOf } from '../instant.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import { handedOut, type Session } from './session.ts';
import { deleteSession, deleteSessions, insertSession, sessionsOf } from './store.ts';

const SECRET_BYTES = 128;

/** A session and what its holder shows; nobody can read the secret again. */
export type NewSession = { readonly session: Session; readonly secret: string };

/** Makes a session for a user on the word of the server that asks. Refuses with `user_not_found`. */
export async function createServerSession(core: Core, actor: Actor, id: UserId): Promise<NewSession> {
  const project = actor.project;
  const secret = freshSecret(SECRET_BYTES);
  const [device, country] = await Promise.all([
    core.visitors.device(actor.userAgent),
    core.visitors.country(actor.ip),
  ]);
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const session: Session = {
    id: freshId(sequence),
    userId: id,
    sequence,
    createdAt: at,
    updatedAt: at,
    expiresAt: instantOf(at + project.policies.sessionSeconds * 1000),
    provider: 'server',
    providerUid: '',
    factors: ['server'],
    mfaUpdatedAt: null,
    ip: actor.ip ?? null,
    country: country ?? null,
    device,
  };
  await core.write(
    actor,
    { act: 'session.create', user: id, details: { sessionId: session.id } },
    async (tx) => {
      if (!(await lockUser(tx, project.id, id))) throw new Failure('user_not_found');
      await insertSession(tx, project.id, session, digest(secret));
    },
  );
  return { session, secret: handedOut(id, secret) };
}

/** The user's sessions that have not expired, oldest first, 1,000 at most. Refuses with `user_not_found`. */
export async function listSessions(core: Core, actor: Actor, id: UserId): Promise<readonly Session[]> {
  await getUser(core, actor, id);
  return sessionsOf(core.read, actor.project.id, id, core.clock.now());
}

/** Refuses with `user_not_found` and `session_not_found`. */
export async function endSession(
  core: Core,
  actor: Actor,
  input: { user: UserId; id: string },
): Promise<void> {
  const act = { act: 'session.delete', user: input.user, details: { sessionId: input.id } } as const;
  await core.write(actor, act, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, input.user))) throw new Failure('user_not_found');
    if (!(await deleteSession(tx, actor.project.id, input.user, input.id)))
      throw new Failure('session_not_found');
  });
}

/** Ends all of the user's sessions; also when there is none. Refuses with `user_not_found`. */
export async function endSessions(core: Core, actor: Actor, user: UserId): Promise<void> {
  await core.write(actor, { act: 'sessions.delete', user }, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, user))) throw new Failure('user_not_found');
    await deleteSessions(tx, actor.project.id, user);
  });
}
