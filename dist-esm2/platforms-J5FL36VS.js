import {
  projectNamed
} from "./chunk-VCECDFOT.js";
import "./chunk-HBFN5NJC.js";
import {
  setPolicies
} from "./chunk-RGMR4MMJ.js";
import {
  open,
  print,
  systemActor
} from "./chunk-YPVUEAKR.js";
import "./chunk-W3JNOMTV.js";
import "./chunk-EHK46DSF.js";
import "./chunk-ALMOJG36.js";
import {
  CommandError
} from "./chunk-GIBBXKZB.js";
import "./chunk-G7AHUBSA.js";
import "./chunk-4GUCQG4F.js";
import {
  hostOf,
  parsePolicies
} from "./chunk-ACZ6WXDB.js";
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

// src/cli/platforms.ts
async function platformsAdd({ config, secrets }, output, { kind, host }) {
  var _stack = [];
  try {
    if (kind !== "web") {
      let app = "An app needs no platform: it uses the scheme appwrite-callback-PROJECT.";
      throw new CommandError(`The only kind of platform is web. ${app}`);
    }
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    let hosts = await updateHosts(opened, project, (current) => [...current, host]);
    print(output, hosts, [`Hosts of project ${project.id}: ${hosts.join(", ")}.`]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function platformsList({ config, secrets }, output) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let { policies } = await projectNamed(opened.core, config.project);
    print(output, policies.hosts, policies.hosts.length === 0 ? ["No hosts."] : [...policies.hosts]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function platformsRemove({ config, secrets }, output, host) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    let known = hostOf(host);
    let hosts = await updateHosts(opened, project, (current) => {
      if (known === void 0 || !current.includes(known))
        throw new CommandError(`The project has no host ${JSON.stringify(host)}.`);
      return current.filter((one) => one !== known);
    });
    print(output, hosts, [`Removed ${known}.`]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function updateHosts({ core }, project, change) {
  let { policies } = await setPolicies(
    core,
    systemActor("cli", project),
    ({ hosts }) => parsePolicies([`hosts=${change(hosts).join(",")}`])
  );
  return policies.hosts;
}
export {
  platformsAdd,
  platformsList,
  platformsRemove
};
