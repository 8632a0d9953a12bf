import {
  verifyHistory
} from "./chunk-XJYYU5Z5.js";
import {
  chains,
  signatures
} from "./chunk-AJRLDMGK.js";
import {
  getProject
} from "./chunk-RGMR4MMJ.js";
import {
  open,
  print,
  require_promises
} from "./chunk-YPVUEAKR.js";
import "./chunk-W3JNOMTV.js";
import "./chunk-EHK46DSF.js";
import "./chunk-ALMOJG36.js";
import {
  CommandError
} from "./chunk-GIBBXKZB.js";
import {
  ConfigError
} from "./chunk-G7AHUBSA.js";
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
  __toESM,
  __using
} from "./chunk-57FZXIKZ.js";

// src/cli/audit.ts
var import_promises = __toESM(require_promises(), 1);
var sentences = {
  edited: "was edited or replaced",
  reordered: "was moved to another position",
  removed: "was removed",
  cut: "was removed with all following entries: the chain was longer",
  head: "is not the end of the chain: the head was changed",
  forged: "has a checkpoint that no known key has signed",
  contradicted: "does not match its signed hash: the chain was rewritten",
  unsigned: "was signed, but its checkpoint is missing",
  unchained: "has not been chained for a long time: is a server running?"
};
async function auditVerify({ config, secrets }, output, { fromCheckpoint }) {
  var _stack = [];
  try {
    let checkpoints = fromCheckpoint === void 0 ? [] : await readCheckpoints(fromCheckpoint);
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    let { core } = opened;
    let isSigned = signatures(core);
    let { project } = config;
    let named = project === void 0 ? void 0 : [(await getProject(core, project)).id];
    let from = newestOf(checkpoints);
    if (from.some((checkpoint) => !isSigned(checkpoint)))
      throw new ConfigError(
        "No known key has signed a checkpoint of the file. Set DENIZEN_SECRET_PREVIOUS to the secret of that time."
      );
    let verdicts = [];
    for await (let id of named ?? allProjects(chains(core), from))
      verdicts.push(
        await verifyHistory(
          core,
          id,
          from.find((checkpoint) => checkpoint.project === id)
        )
      );
    let ok = verdicts.every(({ findings }) => findings.length === 0);
    print(output, { ok, chains: verdicts }, [
      ...verdicts.flatMap(linesOn),
      ok ? "The history is intact." : "The history is not intact."
    ]);
    return ok;
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function* allProjects(found, from) {
  let seen = /* @__PURE__ */ new Set();
  for await (let id of found)
    seen.add(id), yield id;
  for (let { project } of from) seen.has(project) || (yield project);
}
function newestOf(checkpoints) {
  let newest = /* @__PURE__ */ new Map();
  for (let checkpoint of checkpoints) {
    let other = newest.get(checkpoint.project);
    (!other || other.position < checkpoint.position) && newest.set(checkpoint.project, checkpoint);
  }
  return [...newest.values()];
}
async function readCheckpoints(file) {
  let found = (await (0, import_promises.readFile)(file, "utf8").catch((error) => {
    throw new ConfigError(`The file of --from-checkpoint cannot be read: ${error.message}.`);
  })).split(`
`).flatMap((line) => {
    let checkpoint = checkpointIn(line);
    return checkpoint ? [checkpoint] : [];
  });
  if (found.length > 0) return found;
  throw new CommandError(`No checkpoint found in ${file}.`);
}
function checkpointIn(line) {
  if (line.includes('"signature"'))
    try {
      let parsed = JSON.parse(line), { project, position, hash, at, signature } = parsed.checkpoint ?? parsed;
      return typeof project != "string" || typeof hash != "string" || typeof signature != "string" || !Number.isSafeInteger(position) || !Number.isSafeInteger(at) ? void 0 : { project, position, hash, at, signature };
    } catch {
      return;
    }
}
function linesOn({
  project,
  entries,
  position,
  erased,
  checkpoints,
  findings
}) {
  return [
    `${project === "" ? "The server itself" : `Project ${project}`}: ${entries} entries up to ${position}, ${erased} of them erased, ${checkpoints} checkpoints.`,
    ...findings.map(({ kind, position: at, entry }) => `  Entry${[at === null ? "" : ` ${at}`, entry === null ? "" : ` (${entry})`].join("")} ${sentences[kind]}.`)
  ];
}
export {
  auditVerify
};
