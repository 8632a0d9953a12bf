import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { deleteEnded } from '../expiring-store.ts';
import { Failure } from '../failure.ts';
import { hours, type Instant, instantOf } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { findProject } from '../projects/store.ts';
import {
  type ClaimedRow,
  claimDelivery,
  clearFailures,
  countDeliveries,
  findFailing,
  findWebhook,
  listBehindDue,
  listDeadDeliveries,
  listDueByWebhook,
  listDueDeliveries,
  lockWebhook,
  recordFailure,
  removeDelivery,
  replaceWebhook,
  reviveDeliveries,
  settleDelivery,
} from './store.ts';
import {
  type ClaimedDelivery,
  type DeliveryPayload,
  DISABLED_AFTER_MS,
  FAILURES_AT_MOST,
} from './webhook.ts';
import { getWebhook, openSecrets, withCount } from './webhooks.ts';

const DEAD_KEPT_MS = 30 * hours(24);
const ERROR_AT_MOST = 200;
const COUNTED_AT_MOST = 10_000;
const LISTED_AT_MOST = 100;
const NO_FAILURES = { none: 0, noError: '' };

/** A delivery that was given up, without its body. */
export type DeadDelivery = {
  readonly id: string;
  /** The first name of the event; undefined when no known key opens it. */
  readonly event: string | undefined;
  readonly deadAt: Instant;
  readonly tries: number;
  readonly error: string;
};

type Batch = {
  readonly most: number;
  readonly busy: readonly string[];
  /** Leaves out webhooks whose last attempt failed. */
  readonly skipsFailing?: boolean;
  readonly leaseMs: number;
};

/**
 * Claims due deliveries in the order of their events, except to the webhooks in `busy`. Concurrent servers never claim
 * the same one while its lease lasts.
 */
export async function claimDeliveries(
  core: Core,
  batch: Batch,
): Promise<{ readonly found: number; readonly claimed: readonly ClaimedDelivery[] }> {
  const now = core.clock.now();
  const due = {
    now,
    most: batch.most,
    busy: JSON.stringify(batch.busy),
    failures: batch.skipsFailing ? 0 : Number.MAX_SAFE_INTEGER,
  };
  const first = await listDueDeliveries(core.read, due);
  const hidesMore = first.length === 0 && (await listBehindDue(core.read, { now })).length > 0;
  const rows = hidesMore ? await listDueByWebhook(core.read, due) : first;
  const until = now + batch.leaseMs;
  const claimed: ClaimedDelivery[] = [];
  for (const { webhook_id: _, ...row } of rows) {
    const won = await core.unaudited((tx) => claimDelivery(tx, { ...row, until }));
    if (won) claimed.push(await claimedFrom(core, won));
  }
  return { found: rows.length, claimed };
}

/** Deletes a completed delivery, and forgets earlier failures of its webhook. */
export async function markDelivered(core: Core, { project, id, webhookId }: ClaimedDelivery): Promise<void> {
  await core.unaudited(async (tx) => {
    await removeDelivery(tx, project, { id });
    await clearFailures(tx, project, { id: webhookId, ...NO_FAILURES });
  });
}

/**
 * Records a failed attempt. Without `delayMs` the delivery is given up. `error` contains nothing of the body. Disables
 * a webhook after ten failed attempts in a row over at least a day. Returns the time of the next attempt, if any.
 */
export async function markFailed(
  core: Core,
  actorIn: ActorIn,
  claimed: ClaimedDelivery,
  failure: { readonly error: string; readonly delayMs: number | undefined },
): Promise<Instant | undefined> {
  const { project, id, webhookId, tries } = claimed;
  const now = core.clock.now();
  const next = failure.delayMs === undefined ? undefined : instantOf(now + failure.delayMs);
  const error = failure.error.slice(0, ERROR_AT_MOST);
  await core.unaudited(async (tx) => {
    const outcome = { id, tries, nextAt: next ?? now, deadAt: next === undefined ? now : null, error };
    await settleDelivery(tx, project, outcome);
    await recordFailure(tx, project, { id: webhookId, at: now, error });
  });
  await disableFailing(core, actorIn, { project, id: webhookId });
  return next;
}

/** Gives up a delivery to a webhook that is disabled, or removes it when the webhook is gone. */
export async function giveUp(core: Core, { project, id, tries, webhook }: ClaimedDelivery): Promise<void> {
  const now = core.clock.now();
  await core.unaudited(async (tx) => {
    const outcome = { id, tries, nextAt: now, deadAt: now, error: 'the webhook is disabled' };
    if (webhook) await settleDelivery(tx, project, outcome);
    else await removeDelivery(tx, project, { id });
  });
}

/** The actor of what the server does by itself in a project. */
export type ActorIn = (project: Actor['project']) => Actor;

async function disableFailing(
  core: Core,
  actorIn: ActorIn,
  { project, id }: { readonly project: ProjectId; readonly id: string },
): Promise<void> {
  const limits = { most: FAILURES_AT_MOST, before: instantOf(core.clock.now() - DISABLED_AFTER_MS) };
  if (!(await findFailing(core.read, project, { id, ...limits }))) return;
  const known = await findProject(core.read, project);
  if (!known) return;
  const actor = actorIn(known);
  const act = { act: 'webhook.disable', details: { webhookId: id } } as const;
  const acts = (isDisabled: boolean) => (isDisabled ? act : []);
  await core.write(actor, acts, (tx) =>
    withCount(tx, actor, async () => {
      // Again under the lock: it may have been changed, disabled or deleted meanwhile.
      if (!(await findFailing(tx, project, { id, ...limits }))) return false;
      const before = await lockWebhook(tx, project, { id });
      if (before) await replaceWebhook(tx, project, { ...before, disabledAt: core.clock.now() });
      return before !== undefined;
    }),
  );
}

/** Makes the deliveries to a webhook that were given up due again. Fails with `webhook_not_found`. */
export async function retryDeadDeliveries(core: Core, actor: Actor, webhook: string): Promise<number> {
  const act = { act: 'webhook.retry', details: { webhookId: webhook } } as const;
  const revived = await core.write(actor, act, async (tx) => {
    if (!(await findWebhook(tx, actor.project.id, { id: webhook })))
      throw new Failure({ code: 'webhook_not_found', webhook });
    return reviveDeliveries(tx, actor.project.id, { webhook, none: 0, now: core.clock.now() });
  });
  core.notifyOutbox();
  return revived.length;
}

/** Returns the deliveries to a webhook that were given up, newest first, at most 100. Fails with `webhook_not_found`. */
export async function getDeadDeliveries(
  core: Core,
  actor: Actor,
  webhook: string,
): Promise<readonly DeadDelivery[]> {
  await getWebhook(core, actor, webhook);
  const rows = await listDeadDeliveries(core.read, actor.project.id, { webhook, most: LISTED_AT_MOST });
  return rows.map((row) => ({
    id: row.id,
    event: openPayload(core, row.payload)?.names[0],
    deadAt: instantOf(row.dead_at ?? 0),
    tries: row.tries,
    error: row.error ?? '',
  }));
}

/** Returns how many deliveries to a webhook wait, and how many were given up, each counted up to 10,000. */
export function getDeliveryCounts(core: Core, actor: Actor, webhook: string) {
  return countDeliveries(core.read, { project: actor.project.id, webhook }, COUNTED_AT_MOST);
}

/** Deletes at most `most` deliveries that were given up thirty days ago. Returns how many. */
export async function deleteDeadDeliveries(core: Core, most: number): Promise<number> {
  const before = instantOf(core.clock.now() - DEAD_KEPT_MS);
  return core.unaudited((tx) =>
    deleteEnded(tx, { table: 'webhook_deliveries', key: ['id'] }, { before, most }),
  );
}

async function claimedFrom(core: Core, row: ClaimedRow): Promise<ClaimedDelivery> {
  const project = row.project_id as ProjectId;
  const webhook = await findWebhook(core.read, project, { id: row.webhook_id });
  const payload = openPayload(core, row.payload);
  const secrets = webhook && openSecrets(core, webhook);
  return {
    project,
    id: row.id,
    webhookId: row.webhook_id,
    tries: row.tries,
    webhook,
    content: payload && secrets && { ...payload, ...secrets },
  };
}

/** An unreadable delivery must not block the others. */
function openPayload(core: Core, sealed: string): DeliveryPayload | undefined {
  const text = core.seal.open(sealed);
  // Cast: the seal authenticates it as written by this program.
  return text === undefined ? undefined : (JSON.parse(text) as DeliveryPayload);
}
