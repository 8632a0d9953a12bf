import type { Read, UnauditedTx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import { first, prepared } from '../../db/prepared.ts';
import type { WebhookDeliveryRow } from '../../db/schema-webhooks.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import { WEBHOOKS_AT_MOST, type Webhook } from './webhook.ts';

type Key = Pick<WebhookDeliveryRow, 'project_id' | 'id'>;
type Due = Key & Pick<WebhookDeliveryRow, 'webhook_id' | 'next_at'>;
export type ClaimedRow = Key & Pick<WebhookDeliveryRow, 'webhook_id' | 'payload' | 'tries'>;

const webhooks = ownedTable('webhooks', {
  owner: {},
  key: 'id',
  toRow: (webhook: Webhook) => ({
    id: webhook.id,
    sequence: webhook.sequence,
    updated_at: webhook.updatedAt,
    name: webhook.name,
    url: webhook.url,
    events: JSON.stringify(webhook.events),
    auth_username: webhook.authUsername,
    sealed: webhook.sealed,
    verifies_tls: webhook.verifiesTls ? 1 : 0,
    failures: webhook.failures,
    failing_since: webhook.failingSince,
    disabled_at: webhook.disabledAt,
    error: webhook.error,
  }),
  // Casts: validated on write.
  toValue: (row): Webhook => ({
    id: row.id,
    sequence: row.sequence as Sequence,
    createdAt: createdAt(row.sequence as Sequence),
    updatedAt: row.updated_at as Instant,
    name: row.name,
    url: row.url,
    events: JSON.parse(row.events) as string[],
    authUsername: row.auth_username,
    verifiesTls: row.verifies_tls !== 0,
    failures: row.failures,
    failingSince: row.failing_since as Instant | null,
    disabledAt: row.disabled_at as Instant | null,
    error: row.error,
    sealed: row.sealed,
  }),
});

/** Returns false when the project has a webhook of that id. */
export const insertWebhook = webhooks.insertIfFree;
export const findWebhook = webhooks.find({ id: 'id' });
export const lockWebhook = webhooks.lock({ id: 'id' });
/** Oldest first. */
export const listWebhooks = webhooks.list({}, { order: ['sequence'], most: WEBHOOKS_AT_MOST });
export const replaceWebhook = webhooks.replace(['sequence']);
export const takeWebhook = webhooks.take({ id: 'id' });
/** Forgets failures once an attempt succeeds. */
export const clearFailures = webhooks.unaudited.update(
  { failures: 'none', failing_since: null, error: 'noError' },
  { id: 'id', failures: '!= none' },
);

const addFailure = prepared<{ project_id: string; id: string; at: number; error: string }, unknown>(
  ({ db }, param) =>
    db
      .updateTable('webhooks')
      .set(({ eb, fn, ref, val }) => ({
        failures: eb('failures', '+', 1),
        failing_since: fn.coalesce(ref('failing_since'), val(param.at)),
        error: param.error,
      }))
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id),
);

/** Counts a failed attempt. */
export async function recordFailure(
  tx: UnauditedTx,
  project: string,
  failure: { readonly id: string; readonly at: Instant; readonly error: string },
): Promise<void> {
  await addFailure(tx, { project_id: project, ...failure });
}

/** Returns the enabled webhook if it has failed too often, and since `before` or earlier. */
export const findFailing = webhooks.find({
  id: 'id',
  disabled_at: null,
  failures: '>= most',
  failing_since: '<= before',
});

const deliveries = ownedTable('webhook_deliveries', { owner: {}, key: 'id' });

export const insertDelivery = deliveries.insert;
export const removeDelivery = deliveries.unaudited.remove({ id: 'id' });
/** Discards what happened to a deleted user. */
export const deleteDeliveriesAbout = deliveries.remove({ user_id: 'user' });
export const deleteDeliveriesTo = deliveries.remove({ webhook_id: 'webhook' });
/** Makes deliveries that were given up due again. */
export const reviveDeliveries = deliveries.updateAll(
  { dead_at: null, tries: 'none', next_at: 'now' },
  { webhook_id: 'webhook', dead_at: 'is not null' },
);
/** Applies to the failed attempt only: a server that took over after the lease reports its own outcome. */
export const settleDelivery = deliveries.unaudited.update(
  { next_at: 'nextAt', dead_at: 'deadAt', error: 'error' },
  { id: 'id', tries: 'tries', dead_at: null },
);
/** The deliveries to a webhook that were given up, newest first. */
export const listDeadDeliveries = deliveries.list(
  { webhook_id: 'webhook', dead_at: 'is not null' },
  { order: ['id desc'], most: 'most' },
);

/** Bounds the work of a poll: a webhook that is slow or dead may have a long queue. */
const DUE_LOOKED_AT = 1_000;

type DueFilter = {
  readonly now: number;
  readonly most: number;
  readonly busy: string;
  readonly failures: number;
};

/**
 * Due deliveries in the order of their events, without those to the webhooks in `busy`, a JSON array of ids, and to
 * webhooks with more than `failures`. Looks at the first 1,000 only.
 */
export const listDueDeliveries = prepared<DueFilter, Due>((read, param) =>
  read.db
    .selectFrom(
      read.db
        .selectFrom('webhook_deliveries')
        .select(['project_id', 'id', 'webhook_id', 'next_at', 'sequence'])
        .where('dead_at', 'is', null)
        .where('next_at', '<=', param.now)
        .orderBy('next_at')
        .orderBy('sequence')
        .limit(DUE_LOOKED_AT)
        .as('due'),
    )
    .leftJoin('webhooks', (join) =>
      join.onRef('webhooks.project_id', '=', 'due.project_id').onRef('webhooks.id', '=', 'due.webhook_id'),
    )
    .select(['due.project_id', 'due.id', 'due.webhook_id', 'due.next_at'])
    .where(
      'due.webhook_id',
      'not in',
      read.db.selectFrom(read.sql.eachText(param.busy).as('each')).select('each.value'),
    )
    // Those to a deleted webhook are due too, to be removed.
    .where(({ eb, fn, val }) => eb(fn.coalesce('webhooks.failures', val(0)), '<=', param.failures))
    .orderBy('due.next_at')
    .orderBy('due.sequence')
    .limit(param.most),
);

/** Whether more is due than `listDueDeliveries` looks at. */
export const listBehindDue = prepared<{ now: number }, { one: number }>((read, param) =>
  read.db
    .selectFrom('webhook_deliveries')
    .select(({ lit }) => lit(1).as('one'))
    .where('dead_at', 'is', null)
    .where('next_at', '<=', param.now)
    .orderBy('next_at')
    .orderBy('sequence')
    .limit(1)
    .offset(DUE_LOOKED_AT),
);

/** The oldest due delivery of each webhook, for those whose deliveries are behind more than `listDueDeliveries` looks at. */
export const listDueByWebhook = prepared<DueFilter, Due>((read, param) =>
  read.db
    .selectFrom('webhooks')
    .innerJoin('webhook_deliveries as due', (join) =>
      join
        .onRef('due.project_id', '=', 'webhooks.project_id')
        .on((eb) =>
          eb(
            'due.id',
            '=',
            eb
              .selectFrom('webhook_deliveries as waiting')
              .select('waiting.id')
              .whereRef('waiting.project_id', '=', 'webhooks.project_id')
              .whereRef('waiting.webhook_id', '=', 'webhooks.id')
              .where('waiting.dead_at', 'is', null)
              .where('waiting.next_at', '<=', param.now)
              .orderBy('waiting.id')
              .limit(1),
          ),
        ),
    )
    .select(['due.project_id', 'due.id', 'due.webhook_id', 'due.next_at'])
    .where('webhooks.disabled_at', 'is', null)
    .where('webhooks.failures', '<=', param.failures)
    .where(
      'webhooks.id',
      'not in',
      read.db.selectFrom(read.sql.eachText(param.busy).as('each')).select('each.value'),
    )
    .limit(param.most),
);

/** Of concurrent servers, the first moves `next_at`, and the condition fails for the others. */
export const claimDelivery = first(
  prepared<Omit<Due, 'webhook_id'> & { until: number }, ClaimedRow>(({ db }, param) =>
    db
      .updateTable('webhook_deliveries')
      .set(({ eb }) => ({ next_at: param.until, tries: eb('tries', '+', 1) }))
      .where('project_id', '=', param.project_id)
      .where('id', '=', param.id)
      .where('next_at', '=', param.next_at)
      .where('dead_at', 'is', null)
      .returning(['project_id', 'id', 'webhook_id', 'payload', 'tries']),
  ),
);

/** Counts the waiting and the dead deliveries to a webhook, each up to `most`. */
export async function countDeliveries(
  read: Read,
  of: { readonly project: string; readonly webhook: string },
  most: number,
): Promise<{ readonly waiting: number; readonly dead: number }> {
  const count = async (state: 'is' | 'is not') => {
    const some = read.db
      .selectFrom('webhook_deliveries')
      .select('id')
      .where('project_id', '=', of.project)
      .where('webhook_id', '=', of.webhook)
      .where('dead_at', state, null)
      .limit(most);
    const { count } = await read.db
      .selectFrom(some.as('some'))
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  };
  return { waiting: await count('is'), dead: await count('is not') };
}
