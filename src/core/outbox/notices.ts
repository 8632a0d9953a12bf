import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { User } from '../users/user.ts';
import type { Purpose } from './message.ts';
import { enqueue } from './outbox.ts';

type Notice = Extract<Purpose, `${string}-changed`>;

/**
 * Notifies users of account changes by mail, at the address before the change. `core.notifyOutbox` after the write
 * sends it. Users without a verified address are not notified.
 */
export async function notify(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, purpose }: { readonly user: User; readonly purpose: Notice },
): Promise<void> {
  if (user.email === null || user.emailVerifiedAt === null || !core.channels.sendsMail) return;
  const message = { kind: 'mail', to: user.email, purpose, name: user.name } as const;
  await enqueue(core, actor, tx, { user: user.id, message });
}
