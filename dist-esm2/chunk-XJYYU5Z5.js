import {
  checkpointOf,
  findHead,
  findOldestWaiting,
  listChained,
  listCheckpoints,
  signatures
} from "./chunk-AJRLDMGK.js";
import {
  GENESIS_HASH,
  NO_DETAILS,
  entryHash,
  hasPersonalDetails,
  hours,
  personalHash
} from "./chunk-EHK46DSF.js";
import {
  require_promises
} from "./chunk-WBISP5MS.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/core/history/verification.ts
var import_promises = __toESM(require_promises(), 1);

// src/core/history/displaced.ts
var SEARCH_DISTANCE = 48;
function isMovedWithin(rows, at) {
  let row = rows[at];
  if (row?.personal_hash == null) return !1;
  let { personal_hash, position: here } = row, near = rows.slice(Math.max(0, at - SEARCH_DISTANCE), at + SEARCH_DISTANCE), hashes = new Set(near.flatMap(({ hash }) => hash === null ? [] : [hash]));
  return near.some(
    ({ position }) => position !== here && [...hashes].some((before) => hashes.has(entryHash(before, { ...row, position }, personal_hash)))
  );
}

// src/core/history/verification.ts
var ROWS_AT_ONCE = 2e3, CHECKPOINTS_AT_ONCE = 500, LONG_MS = hours(1) / 6;
async function verifyHistory(core, project, from) {
  let state = {
    position: from?.position ?? 0,
    hash: from?.hash ?? GENESIS_HASH,
    entries: 0,
    erased: 0,
    checkpoints: 0,
    findings: []
  }, head = await findHead(core.read, project), last = head?.position ?? 0;
  return from && await compareStart(core, state, from), state.findings.length === 0 && await verifyBatch(core, state, project, last), state.findings.length === 0 && await compareHead(core, state, project, last), state.findings.length === 0 && await checkBeyondHead(core, state, project), state.findings.length === 0 && await checkLastCheckpoint(core, state, project, head?.signed_position), await checkUnchained(core, state, project), { project, ...state };
}
async function compareStart({ read }, state, from) {
  if (from.position === 0) return;
  let [row] = await listChained(read, from.project, { after: from.position - 1, most: 1 });
  if (row?.position !== from.position) return addFinding(state, row ? "removed" : "cut", from.position);
  row.hash !== from.hash && addFinding(state, "contradicted", from.position, row.id);
}
async function verifyBatch(core, state, project, last) {
  let passed = await checkpointsFrom(core, state, project);
  for (; ; ) {
    let rows = await listChained(core.read, project, { after: state.position, most: ROWS_AT_ONCE });
    for (let [at, row] of rows.entries())
      if (!verifyEntry(state, row, rows, at) || passed.next() === state.position && !await passed.isRight()) return;
    if (await (0, import_promises.setImmediate)(), rows.length < ROWS_AT_ONCE || state.position > last + ROWS_AT_ONCE) return;
  }
}
function verifyEntry(state, row, rows, at) {
  if (row.position !== state.position + 1)
    return addFinding(state, "removed", state.position + 1), !1;
  let { personal_hash: personal } = row, right = personal !== null && entryHash(state.hash, row, personal);
  return right === !1 || right !== row.hash ? (addFinding(state, isMovedWithin(rows, at) ? "reordered" : "edited", row.position, row.id), !1) : isPersonalRight(row, personal) ? (state.position = row.position, state.hash = right, state.entries++, row.salt === null && state.erased++, !0) : (addFinding(state, "edited", row.position, row.id), !1);
}
function isPersonalRight(row, hash) {
  let { salt } = row;
  if (salt !== null) return personalHash(row, salt) === hash;
  let hasDetails = hasPersonalDetails(row.act) && row.details !== NO_DETAILS;
  return row.ip === null && row.user_agent === null && !hasDetails;
}
async function compareHead({ read }, state, project, last) {
  if (state.position < last) return addFinding(state, "cut", state.position + 1);
  let { position, hash } = await findHead(read, project) ?? { position: 0, hash: GENESIS_HASH };
  (position < state.position || position === state.position && hash !== state.hash) && addFinding(state, "head", position);
}
async function checkpointsFrom(core, state, project) {
  let isSigned = signatures(core), after = async (position) => (await listCheckpoints(core.read, project, { after: position, most: CHECKPOINTS_AT_ONCE })).map(checkpointOf).toReversed(), waiting = await after(state.position);
  return { next: () => waiting.at(-1)?.position, isRight: async () => {
    let checkpoint = waiting.pop();
    return checkpoint ? (waiting.length === 0 && (waiting = await after(checkpoint.position)), state.checkpoints++, isSigned(checkpoint) ? checkpoint.hash !== state.hash && addFinding(state, "contradicted", checkpoint.position) : addFinding(state, "forged", checkpoint.position), state.findings.length === 0) : !0;
  } };
}
async function checkBeyondHead(core, state, project) {
  let [row] = await listCheckpoints(core.read, project, { after: state.position, most: 1 });
  !row || ((await findHead(core.read, project))?.position ?? 0) >= row.position || addFinding(state, signatures(core)(checkpointOf(row)) ? "cut" : "forged", row.position);
}
async function checkLastCheckpoint({ read }, state, project, at = 0) {
  if (at === 0) return;
  let [row] = await listCheckpoints(read, project, { after: at - 1, most: 1 });
  row?.position !== at && addFinding(state, "unsigned", at);
}
async function checkUnchained(core, state, project) {
  let oldest = await findOldestWaiting(core.read, project);
  oldest && oldest.at < core.clock.now() - LONG_MS && state.findings.push({ kind: "unchained", position: null, entry: oldest.id });
}
function addFinding(state, kind, position, entry = null) {
  state.findings.push({ kind, position, entry });
}

export {
  verifyHistory
};
