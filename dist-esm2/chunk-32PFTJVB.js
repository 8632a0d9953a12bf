import {
  isRefusedTarget
} from "./chunk-YPVUEAKR.js";
import {
  createdAt,
  deleteDeliveriesTo,
  findWebhook,
  freshId,
  freshSecret,
  insertWebhook,
  listWebhooks,
  lockProject,
  lockWebhook,
  replaceWebhook,
  takeWebhook,
  updateWebhookCount
} from "./chunk-EHK46DSF.js";
import {
  Failure
} from "./chunk-ACZ6WXDB.js";

// src/core/webhooks/webhooks.ts
var SECRET_BYTES = 64;
async function createWebhook(core, actor, input) {
  refuseTarget(core, new URL(input.url));
  let sequence = core.clock.nextSequence(), at = createdAt(sequence), secret = input.secret ?? freshSecret(SECRET_BYTES), webhook = {
    id: input.id ?? freshId(sequence),
    sequence,
    createdAt: at,
    updatedAt: at,
    name: input.name,
    url: input.url,
    events: [...new Set(input.events)],
    authUsername: input.authUsername,
    verifiesTls: input.verifiesTls,
    failures: 0,
    failingSince: null,
    disabledAt: input.enabled ? null : at,
    error: "",
    sealed: seal(core, { secret, authPassword: input.authPassword })
  }, act = { act: "webhook.create", details: { webhookId: webhook.id } };
  return await core.write(actor, act, async (tx) => {
    await withCount(tx, actor, async () => {
      let known = await listWebhooks(tx, actor.project.id);
      if (known.some(({ id }) => id === webhook.id)) throw new Failure("webhook_exists");
      if (known.length >= 50)
        throw new Failure({ code: "webhooks_limit", most: 50 });
      if (!await insertWebhook(tx, actor.project.id, webhook)) throw new Failure("webhook_exists");
    });
  }), { webhook, secret };
}
function getWebhooks(core, actor) {
  return listWebhooks(core.read, actor.project.id);
}
async function getWebhook(core, actor, id) {
  return await findWebhook(core.read, actor.project.id, { id }) ?? unknown(id);
}
async function updateWebhook(core, actor, { id, ...input }) {
  refuseTarget(core, new URL(input.url));
  let details = { webhookId: id, enabled: input.enabled };
  return core.write(
    actor,
    { act: "webhook.update", details },
    (tx) => withCount(tx, actor, async () => {
      let before = await lockWebhook(tx, actor.project.id, { id }) ?? unknown(id), { secret } = openSecrets(core, before) ?? unreadable(), at = core.clock.now(), isResumed = input.enabled && before.disabledAt !== null, after = {
        ...before,
        updatedAt: at,
        name: input.name,
        url: input.url,
        events: [...new Set(input.events)],
        authUsername: input.authUsername,
        verifiesTls: input.verifiesTls,
        disabledAt: input.enabled ? null : before.disabledAt ?? at,
        ...isResumed && { failures: 0, failingSince: null, error: "" },
        sealed: seal(core, { secret, authPassword: input.authPassword })
      };
      return await replaceWebhook(tx, actor.project.id, after), after;
    })
  );
}
async function updateWebhookSecret(core, actor, { id, secret = freshSecret(SECRET_BYTES) }) {
  let act = { act: "webhook.secret.update", details: { webhookId: id } };
  return { webhook: await core.write(actor, act, async (tx) => {
    let before = await lockWebhook(tx, actor.project.id, { id }) ?? unknown(id), { authPassword } = openSecrets(core, before) ?? { authPassword: "" }, sealed = seal(core, { secret, authPassword }), after = { ...before, updatedAt: core.clock.now(), sealed };
    return await replaceWebhook(tx, actor.project.id, after), after;
  }), secret };
}
async function removeWebhook(core, actor, id) {
  await core.write(
    actor,
    { act: "webhook.delete", details: { webhookId: id } },
    (tx) => withCount(tx, actor, async () => {
      await takeWebhook(tx, actor.project.id, { id }) || unknown(id), await deleteDeliveriesTo(tx, actor.project.id, { webhook: id });
    })
  );
}
function openSecrets(core, { sealed }) {
  let text = core.seal.open(sealed);
  return text === void 0 ? void 0 : JSON.parse(text);
}
async function withCount(tx, { project }, change) {
  if (!await lockProject(tx, project.id))
    throw new Failure({ code: "project_not_found", project: project.id });
  let result = await change(), enabled = (await listWebhooks(tx, project.id)).filter(({ disabledAt }) => disabledAt === null);
  return await updateWebhookCount(tx, project.id, enabled.length), result;
}
function seal(core, secrets) {
  return core.seal.seal(JSON.stringify(secrets));
}
function refuseTarget(core, url) {
  if (!isRefusedTarget({ url, allowPrivate: core.channels.privateWebhooks ?? !1 })) return;
  let expected = "must be an https URL of a public host";
  throw new Failure({ code: "argument_invalid", field: "url", rule: "malformed", expected });
}
function unknown(id) {
  throw new Failure({ code: "webhook_not_found", webhook: id });
}
function unreadable() {
  throw new Failure({ code: "internal", reason: "sealing_key_unknown" });
}

export {
  createWebhook,
  getWebhooks,
  getWebhook,
  updateWebhook,
  updateWebhookSecret,
  removeWebhook,
  openSecrets,
  withCount
};
