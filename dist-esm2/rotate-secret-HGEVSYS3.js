import {
  codeHash
} from "./chunk-WECEA3NA.js";
import {
  resignHistory
} from "./chunk-AJRLDMGK.js";
import "./chunk-3MUTNQNI.js";
import {
  PROVEN,
  dropPreviousKey,
  inMemory,
  lockProofs,
  open,
  opensAll,
  print,
  proveSeal,
  readKeyFiles,
  replaceKeyFile,
  replaceProofs,
  replaceText,
  rowsBehind,
  sealWith,
  sealedBy,
  systemActor
} from "./chunk-YPVUEAKR.js";
import "./chunk-W3JNOMTV.js";
import {
  SEALED
} from "./chunk-EHK46DSF.js";
import "./chunk-ALMOJG36.js";
import {
  ConfigError,
  keyFile
} from "./chunk-G7AHUBSA.js";
import "./chunk-4GUCQG4F.js";
import {
  Failure
} from "./chunk-ACZ6WXDB.js";
import "./chunk-W7CHYDER.js";
import {
  require_promises
} from "./chunk-WBISP5MS.js";
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

// src/core/sealing/rotation.ts
var import_promises = __toESM(require_promises(), 1);
var ROWS_AT_ONCE = 500, PASSES_AT_MOST = 10, nothing = () => ({}), places = [
  { table: "users", key: ["project_id", "id"], column: "password", prefix: SEALED, follows: nothing },
  {
    table: "password_history",
    key: ["project_id", "user_id", "sequence"],
    column: "password",
    prefix: SEALED,
    follows: nothing
  },
  {
    table: "recovery_codes",
    key: ["project_id", "user_id", "code_hash"],
    column: "sealed",
    prefix: "",
    follows: (core, code) => ({ code_hash: codeHash(core, code) })
  },
  {
    table: "authenticators",
    key: ["project_id", "user_id", "kind"],
    column: "sealed",
    prefix: "",
    follows: nothing
  },
  { table: "outbox", key: ["project_id", "id"], column: "payload", prefix: "", follows: nothing },
  { table: "webhooks", key: ["project_id", "id"], column: "sealed", prefix: "", follows: nothing },
  { table: "webhook_deliveries", key: ["project_id", "id"], column: "payload", prefix: "", follows: nothing },
  { table: "mock_phones", key: ["project_id", "phone"], column: "sealed", prefix: "", follows: nothing },
  {
    table: "identities",
    key: ["project_id", "user_id", "id"],
    column: "tokens",
    prefix: "",
    follows: nothing
  },
  {
    table: "sessions",
    key: ["project_id", "user_id", "id"],
    column: "provider_tokens",
    prefix: "",
    follows: nothing
  },
  { table: "providers", key: ["project_id", "key"], column: "secret", prefix: "", follows: nothing },
  { table: "oauth_states", key: ["project_id", "id"], column: "payload", prefix: "", follows: nothing }
];
async function rotateSeal(core, actor) {
  let resealed = 0;
  for (let pass = 0; pass < PASSES_AT_MOST; pass++) {
    let found = { resealed: 0, unreadable: 0 };
    for (let place of places) await resealAll(core, actor, place, found);
    if (resealed += found.resealed, !(found.resealed > 0))
      return await resignHistory(core, actor), await leaveEarlier(core, actor), { resealed, unreadable: found.unreadable };
  }
  throw new Failure({ code: "unavailable", reason: "earlier_sealing_key_in_use" });
}
async function resealAll(core, actor, place, found) {
  let last;
  for (; ; ) {
    let rows = await rowsBehind(core.read, place, last, ROWS_AT_ONCE), changes = rows.flatMap((row) => {
      let text = sealedIn(place, row);
      if (text === void 0 || sealedBy(text) === core.seal.keyId) return [];
      let opened = core.seal.open(text);
      return opened === void 0 && found.unreadable++, opened === void 0 ? [] : [{ row, opened }];
    });
    if (changes.length > 0 && await core.write(actor, rotation(core), async (tx) => {
      for (let { row, opened } of changes) await replaceText(tx, place, row, anew(core, place, opened));
    }), found.resealed += changes.length, last = rows.at(-1)?.key, rows.length < ROWS_AT_ONCE) return;
    await (0, import_promises.setImmediate)();
  }
}
function sealedIn({ prefix }, { text }) {
  if (!(!text?.startsWith(prefix) || text === prefix))
    return text.slice(prefix.length);
}
function anew(core, place, text) {
  return { [place.column]: place.prefix + core.seal.seal(text), ...place.follows(core, text) };
}
async function leaveEarlier(core, actor) {
  await core.write(actor, rotation(core), async (tx) => {
    if (!opensAll(core.seal, await lockProofs(tx)))
      throw new Failure({ code: "internal", reason: "sealing_key_unknown" });
    await replaceProofs(tx, core.seal.seal(PROVEN), core.clock.now());
  });
}
function rotation({ seal }) {
  return { act: "seal.rotate", details: { keyId: seal.keyId } };
}

// src/cli/rotate-secret.ts
async function keysRotateSecret({ config, secrets }, output) {
  if (inMemory(config)) throw new ConfigError("A database in memory has no permanent sealing key.");
  let rotated = secrets.seal === void 0 ? await byFile(config, secrets) : await bySettings(config, secrets), { resealed, unreadable } = rotated;
  print(output, { keyId: rotated.keyId, resealed, unreadable }, [
    `Everything is sealed with the key ${rotated.keyId}: ${resealed} value${resealed === 1 ? "" : "s"} resealed.`,
    ...unreadable === 0 ? [] : [`Warning: no known key opens ${unreadable} more; they are unchanged.`],
    secrets.seal === void 0 ? "Back up the new key file. Earlier backups of the database need the earlier key file." : "Remove DENIZEN_SECRET_PREVIOUS. Earlier backups of the database need the earlier secret."
  ]);
}
async function bySettings(config, secrets) {
  var _stack = [];
  try {
    if (secrets.earlierSeals.length === 0)
      throw new ConfigError(
        "First set DENIZEN_SECRET to the new secret and DENIZEN_SECRET_PREVIOUS to the old one on every server."
      );
    let opened = __using(_stack, await open(config, secrets, { migrate: !1 }), !0);
    return await rotate(opened.core);
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function byFile(config, secrets) {
  var _stack = [];
  try {
    if (config.database.engine === "postgres")
      throw new ConfigError(
        `On PostgreSQL, running servers would not notice a new key file. Set DENIZEN_SECRET to a new secret, and DENIZEN_SECRET_PREVIOUS to the content of ${keyFile(config)}.`
      );
    let opened = __using(_stack, await open(config, secrets, { migrate: !1, hold: !0 }), !0);
    readKeyFiles(config).previous === void 0 && replaceKeyFile(config);
    let { secret, previous = "" } = readKeyFiles(config);
    let core = { ...opened.core, seal: sealWith(secret, [...secrets.earlierSeals, previous]) };
    if (!await proveSeal(core, systemActor("cli")))
      throw new ConfigError("A rotation to the key of DENIZEN_SECRET is in progress. Finish it first.");
    let rotation2 = await rotate(core);
    dropPreviousKey(config);
    return rotation2;
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function rotate(core) {
  return { ...await rotateSeal(core, systemActor("cli")), keyId: core.seal.keyId };
}
export {
  keysRotateSecret
};
