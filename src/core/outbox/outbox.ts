import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { freshId } from '../id.ts';
import { displayNameOf } from '../projects/project.ts';
import type { Message } from './message.ts';
import { insertMessage } from './store.ts';

/** Adds a message to the outbox within the write that causes it. `core.notifyOutbox` after the write sends it. */
export async function enqueue(
  core: Core,
  actor: Actor,
  tx: Tx,
  input: {
    readonly user: string | null;
    readonly message: Omit<Message, 'locale' | 'project' | 'queuedAt'>;
  },
): Promise<void> {
  const queuedAt = core.clock.now();
  const origin = { locale: actor.locale ?? 'en', project: displayNameOf(actor.project), queuedAt };
  const message: Message = { ...input.message, ...origin };
  const sequence = core.clock.nextSequence();
  await insertMessage(tx, actor.project.id, {
    id: freshId(sequence),
    sequence,
    user_id: input.user,
    kind: message.kind,
    payload: core.seal.seal(JSON.stringify(message)),
    tries: 0,
    next_at: queuedAt,
    dead_at: null,
    error: null,
  });
}
