import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { User } from '../users/user.ts';

/** Tells users by mail that their second factors changed; `core.reach.wake` after the write sends it. */
export async function tellOfFactors(core: Core, actor: Actor, tx: Tx, user: User): Promise<void> {
  if (user.email === null || user.emailVerifiedAt === null || !core.reach.sendsMail) return;
  const message = { kind: 'mail', to: user.email, purpose: 'mfa-changed', name: user.name } as const;
  await enqueue(core, actor, tx, { user: user.id, message });
}
