import {
  projectNamed
} from "./chunk-VCECDFOT.js";
import {
  getDeadDeliveries,
  getDeliveryCounts,
  retryDeadDeliveries
} from "./chunk-IFWW6E6C.js";
import "./chunk-WZC53HKC.js";
import {
  getWebhooks
} from "./chunk-32PFTJVB.js";
import "./chunk-HBFN5NJC.js";
import "./chunk-RGMR4MMJ.js";
import {
  open,
  print,
  systemActor,
  table
} from "./chunk-YPVUEAKR.js";
import "./chunk-W3JNOMTV.js";
import "./chunk-EHK46DSF.js";
import "./chunk-ALMOJG36.js";
import "./chunk-GIBBXKZB.js";
import "./chunk-G7AHUBSA.js";
import "./chunk-4GUCQG4F.js";
import "./chunk-ACZ6WXDB.js";
import "./chunk-W7CHYDER.js";
import "./chunk-WBISP5MS.js";
import "./chunk-NJY3V7LK.js";
import "./chunk-LSDVCCXR.js";
import "./chunk-XEEEK6BS.js";
import "./chunk-JTDSTLHP.js";
import "./chunk-U24FAMIY.js";
import "./chunk-4C6KPEZU.js";
import "./chunk-CRV3CMGJ.js";
import "./chunk-WMUK4SMF.js";
import "./chunk-GVQ2XIRA.js";
import "./chunk-CY4EMPPW.js";
import "./chunk-QDFT3GVT.js";
import "./chunk-LJ2TMMZ3.js";
import {
  __callDispose,
  __using
} from "./chunk-57FZXIKZ.js";

// src/cli/webhooks.ts
async function webhooksList({ config, secrets }, output) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    let actor = systemActor("cli", project);
    let webhooks = [];
    for (let { id, name, url, disabledAt, failures, error } of await getWebhooks(opened.core, actor)) {
      let counts = await getDeliveryCounts(opened.core, actor, id);
      webhooks.push({ id, name, url, enabled: disabledAt === null, ...counts, failures, error });
    }
    let rows = webhooks.map(({ id, url, enabled, waiting, dead, error }) => [
      id,
      url,
      enabled ? "on" : "off",
      String(waiting),
      String(dead),
      error || "-"
    ]);
    print(output, webhooks, table(["ID", "URL", "ENABLED", "WAITING", "GIVEN UP", "LAST ERROR"], rows));
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function webhooksFailed({ config, secrets }, output, id) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    let dead = await getDeadDeliveries(opened.core, systemActor("cli", project), id);
    let shown = dead.map(({ deadAt, event = "unreadable", ...delivery }) => ({
      ...delivery,
      event,
      at: new Date(deadAt).toISOString()
    }));
    let rows = shown.map(({ at, event, tries, error }) => [at, event, String(tries), error]);
    print(output, shown, table(["GIVEN UP", "EVENT", "ATTEMPTS", "LAST ERROR"], rows));
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function webhooksRetry({ config, secrets }, output, id) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    let events = await retryDeadDeliveries(opened.core, systemActor("cli", project), id);
    print(output, { id, events }, [`${events} events for the webhook ${id} are delivered again.`]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
export {
  webhooksFailed,
  webhooksList,
  webhooksRetry
};
