import {
  routes
} from "./chunk-SRSYIHQJ.js";
import "./chunk-EVB6WMGC.js";
import "./chunk-32PFTJVB.js";
import "./chunk-HBFN5NJC.js";
import "./chunk-WECEA3NA.js";
import "./chunk-UKSKCJZJ.js";
import {
  createProject,
  getProject,
  listProjects,
  setPolicies
} from "./chunk-RGMR4MMJ.js";
import "./chunk-3MUTNQNI.js";
import {
  open,
  print,
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
import {
  defaultPolicies,
  formatPolicy,
  parsePolicies,
  policies,
  policyNames,
  projectIdOf,
  rateLimitOf
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

// src/cli/projects.ts
var EMPTY = "-";
async function projectsCreate({ config, secrets }, output, input) {
  var _stack = [];
  try {
    let id = idOf(input.id);
    let opened = __using(_stack, await open(config, secrets, { migrate: "when new" }), !0);
    let project = await createProject(opened.core, systemActor("cli"), { id, name: input.name ?? id });
    print(output, { id: project.id, name: project.name }, [
      `Created project ${project.id}. Next: ${output.command} keys create --project ${project.id} --scopes users.read,users.write`
    ]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function projectsList({ config, secrets }, output) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: "when new" }), !0);
    let projects = (await listProjects(opened.core)).map(({ id, name }) => ({ id, name }));
    print(
      output,
      projects,
      table(
        ["ID", "NAME"],
        projects.map(({ id, name }) => [id, name])
      )
    );
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function projectsShow({ config, secrets }, output, id) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await getProject(opened.core, idOf(id));
    let rows = policyNames.map((name) => [
      name,
      formatPolicy(project.policies[name]) || EMPTY,
      formatPolicy(defaultPolicies[name]) || EMPTY,
      policies[name].sentence
    ]);
    print(output, viewOf(project), table(["POLICY", "VALUE", "DEFAULT", "EFFECT"], rows));
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function projectsSet({ config, secrets }, output, input) {
  var _stack = [];
  try {
    let changes = parsePolicies(input.pairs);
    refuseUnknownLimits(changes);
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await getProject(opened.core, idOf(input.id));
    let after = await setPolicies(opened.core, systemActor("cli", project), changes);
    let lines = policyNames.filter((name) => name in changes).map((name) => `${name} is ${formatPolicy(after.policies[name]) || "empty"}.`);
    print(output, viewOf(after), [...lines, "Running servers apply this from their next request on."]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function refuseUnknownLimits({ rateLimits = [] }) {
  let known = routes.filter(({ limits }) => limits.length > 0).map(({ operation }) => operation), unknown = rateLimits.map((text) => rateLimitOf(text)?.operation).find((operation) => operation !== void 0 && !known.includes(operation));
  if (unknown !== void 0)
    throw new CommandError(
      `No operation ${JSON.stringify(unknown)} has a rate limit. These have one: ${known.toSorted().join(", ")}.`
    );
}
function idOf(text) {
  let id = projectIdOf(text);
  if (id) return id;
  throw new CommandError(
    "A project id has 1 to 36 characters out of a-z, 0-9, period, hyphen and underscore, and begins with a letter or a digit."
  );
}
function viewOf(project) {
  let { id, name } = project, rows = policyNames.map((policy) => [
    policy,
    {
      value: project.policies[policy],
      default: defaultPolicies[policy],
      sentence: policies[policy].sentence,
      takes: policies[policy].takes
    }
  ]);
  return { id, name, policies: Object.fromEntries(rows) };
}
export {
  projectsCreate,
  projectsList,
  projectsSet,
  projectsShow
};
