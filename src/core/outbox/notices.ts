import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import type { User } from '../users/user.ts';
import type { Purpose } from './message.ts';
import { enqueue } from './outbox.ts';

type Notice = Extract<Purpose, `${string}-changed`>;

/**
 * Tells users by mail what changed of their account, at the address that they have until now; `core.notifyOutbox` after
 * the write sends it. Who has no verified address is not told.
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
