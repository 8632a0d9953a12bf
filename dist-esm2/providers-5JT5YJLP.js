import {
  projectNamed
} from "./chunk-VCECDFOT.js";
import {
  listProviders,
  removeProvider,
  setProvider
} from "./chunk-EVB6WMGC.js";
import "./chunk-HBFN5NJC.js";
import "./chunk-RGMR4MMJ.js";
import {
  open,
  print,
  require_promises,
  systemActor,
  table
} from "./chunk-YPVUEAKR.js";
import "./chunk-W3JNOMTV.js";
import "./chunk-EHK46DSF.js";
import "./chunk-ALMOJG36.js";
import {
  CommandError
} from "./chunk-GIBBXKZB.js";
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
  __commonJS,
  __toESM,
  __using
} from "./chunk-57FZXIKZ.js";

// builtin:node:stream/consumers
var require_consumers = __commonJS({
  "builtin:node:stream/consumers"(exports, module) {
    module.exports = process.getBuiltinModule("node:stream/consumers");
  }
});

// src/cli/providers.ts
var import_promises = __toESM(require_promises(), 1), import_consumers = __toESM(require_consumers(), 1);
async function providersSet({ config, secrets }, output, input) {
  var _stack = [];
  try {
    let { secretFile, ...fields } = input;
    let secret = secretFile === void 0 ? void 0 : await secretIn(secretFile);
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    let view = await setProvider(opened.core, systemActor("cli", project), { ...fields, secret });
    let callback = callbackOf(config, project, view.key);
    print(output, { ...view, project: project.id, callback }, [
      `${view.key} is configured for project ${project.id}${view.enabled ? "" : ", but disabled"}.`,
      `Register this redirect URL with the provider: ${callback}`
    ]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function providersList({ config, secrets }, output) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    let views = await listProviders(opened.core, systemActor("cli", project));
    print(output, views, table(["KEY", "CLIENT ID", "ENABLED", "OPTIONS"], views.map(rowOf)));
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function providersRemove({ config, secrets }, output, key) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    await removeProvider(opened.core, systemActor("cli", project), key);
    print(output, { key, removed: !0 }, [`Removed ${key}.`]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function rowOf({ key, clientId, enabled, options }) {
  let optionTexts = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return [key, clientId, enabled ? "yes" : "no", optionTexts.join(" ") || "-"];
}
function callbackOf({ publicUrl }, project, key) {
  return `${publicUrl?.origin ?? "https://(DENIZEN_PUBLIC_URL)"}/v1/account/sessions/oauth2/callback/${key}/${project.id}`;
}
async function secretIn(path) {
  try {
    return (path === "-" ? await (0, import_consumers.text)(process.stdin) : await (0, import_promises.readFile)(path, "utf8")).trim();
  } catch {
    throw new CommandError(`The file ${path} cannot be read.`);
  }
}
export {
  providersList,
  providersRemove,
  providersSet
};
