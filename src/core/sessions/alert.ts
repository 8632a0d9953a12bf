import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { enqueue } from '../outbox/outbox.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import type { Session } from './session.ts';
import { hasSession } from './store.ts';

/**
 * Adds a mail to the outbox that tells the user of a new session, where the project's policy asks for it. Not for the
 * first session, for a sign-in by mail, which the mail itself announced, or for a session that a server makes. Only
 * verified addresses get it, like every notice. The caller has not stored the session yet.
 */
export async function alertOfSession(core: Core, actor: Actor, tx: Tx, session: Session): Promise<void> {
  const { project } = actor;
  if (!project.policies.sessionAlert || !core.channels.sendsMail) return;
  if (session.provider === 'server' || isByMail(session)) return;
  const others = { user: session.userId, now: core.clock.now() };
  if (!(await hasSession(tx, project.id, others))) return;
  // Cast: sessions name the id of a user.
  const user = await findUser(tx, project.id, session.userId as UserId);
  if (!user || user.email === null || user.emailVerifiedAt === null) return;
  const { device, ip, country, createdAt } = session;
  const signIn = {
    at: createdAt,
    device: [device.clientName, device.osName].filter(Boolean).join(', ') || (actor.userAgent ?? ''),
    ip: ip ?? '',
    country: country ?? '',
  };
  const message = {
    kind: 'mail',
    to: user.email,
    purpose: 'session-alert',
    name: user.name,
    signIn,
  } as const;
  await enqueue(core, actor, tx, { user: user.id, message });
}

function isByMail({ provider, factors }: Session): boolean {
  return provider === 'magic-url' || (provider === 'token' && factors.includes('email'));
}
