import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { freshId } from '../id.ts';
import { displayNameOf } from '../projects/project.ts';
import { originOf } from '../tracing/origin.ts';
import type { Message } from './message.ts';
import { insertMessage } from './store.ts';

/** Adds a message to the outbox within the write that causes it. `core.notifyOutbox` after the write sends it. */
export async function enqueue(
  core: Core,
  actor: Actor,
  tx: Tx,
  input: {
    readonly user: string | null;
    readonly message: Omit<Message, 'locale' | 'project' | 'queuedAt' | 'origin'>;
  },
): Promise<void> {
  const queuedAt = core.clock.now();
  const origin = originOf(actor);
  const caused = { locale: actor.locale ?? 'en', project: displayNameOf(actor.project), queuedAt };
  const message: Message = { ...input.message, ...caused, ...(origin && { origin }) };
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
