import {
  createKey,
  listKeys,
  revokeKey
} from "./chunk-HBFN5NJC.js";
import {
  getProject,
  listProjects
} from "./chunk-RGMR4MMJ.js";
import {
  open,
  print,
  systemActor,
  table
} from "./chunk-YPVUEAKR.js";
import {
  everyScope,
  hours,
  instantOf,
  isScope,
  systemClock
} from "./chunk-EHK46DSF.js";
import {
  CommandError
} from "./chunk-GIBBXKZB.js";
import {
  __callDispose,
  __using
} from "./chunk-57FZXIKZ.js";

// src/cli/keys.ts
async function keysCreate({ config, secrets }, output, input) {
  var _stack = [];
  try {
    let scopes = scopesOf(input.scopes);
    let expiresAt = input.expires === void 0 ? null : expiryOf(input.expires, systemClock().now());
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    let newKey = { name: input.name ?? "Created on the command line", scopes, expiresAt };
    let { key, secret } = await createKey(opened.core, systemActor("cli", project), newKey);
    print(output, { ...viewOf(key), project: project.id, secret }, [
      `Key ${key.id} of project ${project.id}, for ${key.scopes.join(", ")}, ${expiry(key)}. Its secret is not shown again:`,
      secret
    ]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function keysList({ config, secrets }, output) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    let keys = await listKeys(opened.core, project.id);
    let rows = keys.map((key) => [
      key.id,
      key.name,
      key.scopes.join(","),
      expiry(key),
      dateOf(key.lastUsedAt) ?? "never used"
    ]);
    print(output, keys.map(viewOf), table(["ID", "NAME", "SCOPES", "EXPIRES", "LAST USED"], rows));
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function keysRevoke({ config, secrets }, output, id) {
  var _stack = [];
  try {
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let project = await projectNamed(opened.core, config.project);
    await revokeKey(opened.core, systemActor("cli", project), id);
    print(output, { id, revoked: !0 }, [`Key ${id} is revoked.`]);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function projectNamed(core, named) {
  if (named !== void 0) return getProject(core, named);
  let [project, ...others] = await listProjects(core);
  if (!project) throw new CommandError("There is no project. Create one with: denizen projects create ID");
  if (others.length > 0) throw new CommandError("There are several projects. Choose one with --project ID.");
  return project;
}
function scopesOf(text) {
  let names = text.split(",").map((name) => name.trim()).filter(Boolean), unknown = names.filter((name) => name !== "*" && !isScope(name));
  if (names.length > 0 && unknown.length === 0) return names;
  let problem = unknown.length > 0 ? `Unknown scope: ${unknown.join(", ")}.` : "A key needs a scope.";
  throw new CommandError(`${problem} Scopes: ${everyScope.join(", ")}, or * for all.`);
}
function expiryOf(text, now) {
  let number = /^(\d{1,5})d$/.exec(text)?.[1], moment = number === void 0 ? momentOf(text) : now + hours(24 * Number(number));
  if (moment > now) return instantOf(moment);
  throw new CommandError(
    "--expires takes a future date such as 2030-01-31, or a number of days such as 90d."
  );
}
function momentOf(text) {
  let day = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(
    text
  )?.[1], midnight = Date.parse(day ?? "");
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day ?? "") ? Date.parse(text) : Number.NaN;
}
function viewOf(key) {
  let { id, name, scopes } = key, [createdAt, expiresAt, lastUsedAt] = [
    dateOf(key.createdAt),
    dateOf(key.expiresAt),
    dateOf(key.lastUsedAt)
  ];
  return { id, name, scopes, createdAt, expiresAt, lastUsedAt };
}
function expiry(key) {
  return key.expiresAt === null ? "never expires" : `expires ${dateOf(key.expiresAt)}`;
}
function dateOf(at) {
  return at === null ? null : new Date(at).toISOString();
}

export {
  keysCreate,
  keysList,
  keysRevoke,
  projectNamed
};
