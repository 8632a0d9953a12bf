import {
  deleteEnded
} from "./chunk-WZC53HKC.js";
import {
  getWebhook,
  openSecrets,
  withCount
} from "./chunk-32PFTJVB.js";
import {
  claimDelivery,
  clearFailures,
  countDeliveries,
  findFailing,
  findProject,
  findWebhook,
  hours,
  instantOf,
  listBehindDue,
  listDeadDeliveries,
  listDueByWebhook,
  listDueDeliveries,
  lockWebhook,
  recordFailure,
  removeDelivery,
  replaceWebhook,
  reviveDeliveries,
  settleDelivery
} from "./chunk-EHK46DSF.js";
import {
  Failure
} from "./chunk-ACZ6WXDB.js";

// src/core/webhooks/queue.ts
var DEAD_KEPT_MS = 30 * hours(24), ERROR_AT_MOST = 200, COUNTED_AT_MOST = 1e4, LISTED_AT_MOST = 100, NO_FAILURES = { none: 0, noError: "" };
async function claimDeliveries(core, batch) {
  let now = core.clock.now(), due = {
    now,
    most: batch.most,
    busy: JSON.stringify(batch.busy),
    failures: batch.skipsFailing ? 0 : Number.MAX_SAFE_INTEGER
  }, first = await listDueDeliveries(core.read, due), rows = first.length === 0 && (await listBehindDue(core.read, { now })).length > 0 ? await listDueByWebhook(core.read, due) : first, until = now + batch.leaseMs, claimed = [];
  for (let { webhook_id: _, ...row } of rows) {
    let won = await core.unaudited((tx) => claimDelivery(tx, { ...row, until }));
    won && claimed.push(await claimedFrom(core, won));
  }
  return { found: rows.length, claimed };
}
async function markDelivered(core, { project, id, webhookId }) {
  await core.unaudited(async (tx) => {
    await removeDelivery(tx, project, { id }), await clearFailures(tx, project, { id: webhookId, ...NO_FAILURES });
  });
}
async function markFailed(core, actorIn, claimed, failure) {
  let { project, id, webhookId, tries } = claimed, now = core.clock.now(), next = failure.delayMs === void 0 ? void 0 : instantOf(now + failure.delayMs), error = failure.error.slice(0, ERROR_AT_MOST);
  return await core.unaudited(async (tx) => {
    await settleDelivery(tx, project, { id, tries, nextAt: next ?? now, deadAt: next === void 0 ? now : null, error }), await recordFailure(tx, project, { id: webhookId, at: now, error });
  }), await disableFailing(core, actorIn, { project, id: webhookId }), next;
}
async function giveUp(core, { project, id, tries, webhook }) {
  let now = core.clock.now();
  await core.unaudited(async (tx) => {
    webhook ? await settleDelivery(tx, project, { id, tries, nextAt: now, deadAt: now, error: "the webhook is disabled" }) : await removeDelivery(tx, project, { id });
  });
}
async function disableFailing(core, actorIn, { project, id }) {
  let limits = { most: 10, before: instantOf(core.clock.now() - 864e5) };
  if (!await findFailing(core.read, project, { id, ...limits })) return;
  let known = await findProject(core.read, project);
  if (!known) return;
  let actor = actorIn(known), act = { act: "webhook.disable", details: { webhookId: id } }, acts = (isDisabled) => isDisabled ? act : [];
  await core.write(
    actor,
    acts,
    (tx) => withCount(tx, actor, async () => {
      if (!await findFailing(tx, project, { id, ...limits })) return !1;
      let before = await lockWebhook(tx, project, { id });
      return before && await replaceWebhook(tx, project, { ...before, disabledAt: core.clock.now() }), before !== void 0;
    })
  );
}
async function retryDeadDeliveries(core, actor, webhook) {
  let act = { act: "webhook.retry", details: { webhookId: webhook } }, revived = await core.write(actor, act, async (tx) => {
    if (!await findWebhook(tx, actor.project.id, { id: webhook }))
      throw new Failure({ code: "webhook_not_found", webhook });
    return reviveDeliveries(tx, actor.project.id, { webhook, none: 0, now: core.clock.now() });
  });
  return core.notifyOutbox(), revived.length;
}
async function getDeadDeliveries(core, actor, webhook) {
  return await getWebhook(core, actor, webhook), (await listDeadDeliveries(core.read, actor.project.id, { webhook, most: LISTED_AT_MOST })).map((row) => ({
    id: row.id,
    event: openPayload(core, row.payload)?.names[0],
    deadAt: instantOf(row.dead_at ?? 0),
    tries: row.tries,
    error: row.error ?? ""
  }));
}
function getDeliveryCounts(core, actor, webhook) {
  return countDeliveries(core.read, { project: actor.project.id, webhook }, COUNTED_AT_MOST);
}
async function deleteDeadDeliveries(core, most) {
  let before = instantOf(core.clock.now() - DEAD_KEPT_MS);
  await core.unaudited(
    (tx) => deleteEnded(tx, { table: "webhook_deliveries", key: ["id"] }, { before, most })
  );
}
async function claimedFrom(core, row) {
  let project = row.project_id, webhook = await findWebhook(core.read, project, { id: row.webhook_id }), payload = openPayload(core, row.payload), secrets = webhook && openSecrets(core, webhook);
  return {
    project,
    id: row.id,
    webhookId: row.webhook_id,
    tries: row.tries,
    webhook,
    content: payload && secrets && { ...payload, ...secrets }
  };
}
function openPayload(core, sealed) {
  let text = core.seal.open(sealed);
  return text === void 0 ? void 0 : JSON.parse(text);
}

export {
  claimDeliveries,
  markDelivered,
  markFailed,
  giveUp,
  retryDeadDeliveries,
  getDeadDeliveries,
  getDeliveryCounts,
  deleteDeadDeliveries
};
