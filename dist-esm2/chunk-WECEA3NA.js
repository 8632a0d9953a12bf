import {
  clearAttempts,
  requireRecentProof
} from "./chunk-3MUTNQNI.js";
import {
  deleteCodes,
  freshSecret,
  getUser,
  insertCode2 as insertCode,
  listCodes,
  lockUser,
  placeAuthenticator,
  takeAuthenticator,
  takeCode2 as takeCode
} from "./chunk-EHK46DSF.js";
import {
  Failure
} from "./chunk-ACZ6WXDB.js";
import {
  require_node_crypto
} from "./chunk-LJ2TMMZ3.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/core/factors/recovery-codes.ts
var import_node_crypto = __toESM(require_node_crypto(), 1);
var CODES = 6, CODE_BYTES = 5, PURPOSE = "recovery-codes";
async function getRecoveryCodes(core, actor, id) {
  await getUser(core, actor, id);
  let codes = await listCodes(core.read, actor.project.id, { user: id });
  if (codes.length === 0) throw new Failure("recovery_codes_not_found");
  return codes.map(({ sealed }) => core.seal.open(sealed)).filter((code) => code !== void 0);
}
function createRecoveryCodes(core, actor, id) {
  return core.write(actor, { act: "user.recovery-codes.create", user: id }, async (tx) => {
    if (!await lockUser(tx, actor.project.id, id)) throw new Failure("user_not_found");
    if ((await listCodes(tx, actor.project.id, { user: id })).length > 0)
      throw new Failure("recovery_codes_exist");
    return insertFreshCodes(core, actor, tx, id);
  });
}
function replaceRecoveryCodes(core, actor, id) {
  return core.write(actor, { act: "user.recovery-codes.update", user: id }, async (tx) => {
    if (!await lockUser(tx, actor.project.id, id)) throw new Failure("user_not_found");
    if ((await deleteCodes(tx, actor.project.id, { user: id })).length === 0) throw new Failure("recovery_codes_not_found");
    return insertFreshCodes(core, actor, tx, id);
  });
}
async function getOwnRecoveryCodes(core, actor, id) {
  return requireRecentProof(core, actor, id), getRecoveryCodes(core, actor, id);
}
async function replaceOwnRecoveryCodes(core, actor, id) {
  return requireRecentProof(core, actor, id), replaceRecoveryCodes(core, actor, id);
}
async function consumeRecoveryCode(core, actor, tx, { user, code }) {
  for (let key of core.seal.deriveEach(PURPOSE))
    if (await takeCode(tx, actor.project.id, { user, hash: hashWithKey(key, code) })) return !0;
  return !1;
}
async function insertFreshCodes(core, actor, tx, id) {
  let codes = Array.from({ length: CODES }, () => freshSecret(CODE_BYTES));
  for (let [place, code] of codes.entries()) {
    let row = { user_id: id, code_hash: codeHash(core, code), sealed: core.seal.seal(code), place };
    await insertCode(tx, actor.project.id, row);
  }
  return await clearAttempts(tx, actor, { user: id, factor: "recoveryCode" }), await recordCreation(core, actor, tx, id), codes;
}
async function recordCreation(core, actor, tx, user) {
  let project = actor.project.id;
  if (await takeAuthenticator(tx, project, { user, kind: "recoveryCode" }), actor.kind !== "user") return;
  let note = { user, kind: "recoveryCode", sealed: "", verifiedAt: core.clock.now() };
  await placeAuthenticator(tx, project, note);
}
function codeHash(core, code) {
  return hashWithKey(core.seal.derive(PURPOSE), code);
}
function hashWithKey(key, code) {
  return (0, import_node_crypto.createHmac)("sha256", key).update(code).digest("hex");
}

export {
  getRecoveryCodes,
  createRecoveryCodes,
  replaceRecoveryCodes,
  getOwnRecoveryCodes,
  replaceOwnRecoveryCodes,
  consumeRecoveryCode,
  codeHash
};
