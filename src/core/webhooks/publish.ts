import type { Seal } from '../../crypto/seal.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import { freshId } from '../id.ts';
import type { Clock } from '../instant.ts';
import { originOf } from '../tracing/origin.ts';
import { insertDelivery, listWebhooks } from './store.ts';
import { findSubject, removesSubject } from './subjects.ts';
import type { DeliveryPayload, EventFormat, Publisher, Subject, Webhook } from './webhook.ts';

type Parts = { readonly clock: Clock; readonly seal: Seal; readonly format: EventFormat };

/** Returns the publisher of a core: it adds the events of a write to the queue of webhooks in the same transaction. */
export function createPublisher(parts: Parts): Publisher {
  return {
    before: async (tx, actor, acts) => {
      const removed = new Map<Act, Subject>();
      for (const act of acts) {
        const isPublished = removesSubject(act) && parts.format.namesOf(act).length > 0;
        const subject = isPublished ? await findSubject(tx, actor.project.id, act) : undefined;
        if (subject) removed.set(act, subject);
      }
      return removed;
    },
    publish: (tx, actor, act, removed) => publish(parts, { tx, actor, act, removed }),
  };
}

async function publish(
  { clock, seal, format }: Parts,
  {
    tx,
    actor,
    act,
    removed,
  }: {
    readonly tx: Tx;
    readonly actor: Actor;
    readonly act: Act;
    readonly removed: ReadonlyMap<Act, Subject>;
  },
): Promise<boolean> {
  const project = actor.project.id;
  const names = format.namesOf(act);
  if (names.length === 0) return false;
  const receivers = (await listWebhooks(tx, project)).filter((webhook) => receives(webhook, names));
  if (receivers.length === 0) return false;
  const subject = removed.get(act) ?? (await findSubject(tx, project, act));
  if (!subject) return false;
  const origin = originOf(actor);
  const payload: DeliveryPayload = {
    names,
    body: JSON.stringify(format.bodyOf(subject, actor)),
    causedBy: actor.kind === 'user' ? (actor.id ?? '') : '',
    ...(origin && { origin }),
  };
  const sealed = seal.seal(JSON.stringify(payload));
  for (const { id: webhook } of receivers) {
    const sequence = clock.nextSequence();
    await insertDelivery(tx, project, {
      id: freshId(sequence),
      sequence,
      webhook_id: webhook,
      user_id: act.user ?? null,
      payload: sealed,
      tries: 0,
      next_at: clock.now(),
      dead_at: null,
      error: null,
    });
  }
  return true;
}

function receives({ events, disabledAt }: Webhook, names: readonly string[]): boolean {
  return disabledAt === null && events.some((event) => names.includes(event));
}
