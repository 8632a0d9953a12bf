import {
  CODE_SECONDS,
  POLL_SECONDS,
  addressOf,
  askForGrant,
  decideOnDevice,
  deviceName,
  expandScopes,
  familyIn,
  findDeviceRequest,
  freshFamily,
  freshTokens,
  inputParser,
  isLocal,
  limiterOf,
  limitsText,
  memoryOf,
  mfaRequired,
  openApi,
  readBody,
  readJsonValue,
  refuseUnstorable,
  require_node_buffer,
  scopesIn,
  scopesWithin,
  secondsToWait,
  sendEncoded,
  sendPieces,
  serveEndpoints,
  textOf,
  userCodeIn
} from "./chunk-G2ENXBDP.js";
import {
  USERNAME_FORM,
  addMember,
  addressFactors,
  authenticateUserKey,
  checkCredentials,
  completeRecovery,
  createUserKey,
  describeClaim,
  enqueue,
  findUserKey,
  freshToken,
  freshTokenSecret,
  isStanding,
  lifetimeSeconds,
  linkTo,
  listUserKeys,
  matchingStep,
  messageWaitSeconds,
  parentOf,
  permissionDomains,
  permissionOf,
  recordUserKeyUse,
  removeMember,
  revokeUserKey,
  revokeUserKeys,
  roleOf,
  sessionSecrets,
  setRoles,
  tokenHashes,
  typedCode,
  usernameFor,
  usernameOf,
  verifyEmail,
  withAttemptLimit,
  writeToken
} from "./chunk-UKSKCJZJ.js";
import {
  getProject
} from "./chunk-RGMR4MMJ.js";
import {
  resetAttempts
} from "./chunk-3MUTNQNI.js";
import {
  OWNER,
  acceptStep,
  addUser,
  claim,
  createdAt,
  deleteTokensOfKinds,
  digest,
  findAuthenticator,
  findByAccess,
  findByFamily,
  findByRefresh,
  findCode,
  findKeyOf,
  findMemberOf,
  findProfiles,
  findTeam,
  findTeamSummarys,
  findToken,
  findUser,
  first,
  freshId,
  getVisibleTeam,
  hasVerified,
  hashChecked,
  hours,
  insertGrant,
  insertProfile,
  instantOf,
  isJsonObject,
  isOwner,
  isStorable,
  isoWithoutZone,
  joinedMembershipsOf,
  keptNumber,
  listEntriesBy,
  listEntriesOn,
  lockUser,
  networkOf,
  newUser,
  prepared,
  refuseEmail,
  refuseFull,
  refusePassword,
  replaceTokens,
  requireOwner,
  requireRoom,
  sameText,
  takeCode,
  takeGrant,
  targetsOfUser,
  teamIdOf,
  userColumns,
  userIdOf,
  userOf,
  userScopes
} from "./chunk-EHK46DSF.js";
import "./chunk-ALMOJG36.js";
import {
  Failure,
  emailOf,
  retryAfterSeconds
} from "./chunk-ACZ6WXDB.js";
import "./chunk-WBISP5MS.js";
import "./chunk-M2UFTMBJ.js";
import "./chunk-CRV3CMGJ.js";
import "./chunk-GVQ2XIRA.js";
import {
  html
} from "./chunk-3GYBAN44.js";
import {
  external_exports
} from "./chunk-QDFT3GVT.js";
import {
  require_node_crypto
} from "./chunk-LJ2TMMZ3.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/core/user-keys/last-used.ts
var RECORD_INTERVAL = hours(1), KEYS_TRACKED_AT_MOST = 1e4;
function userKeyLastUsedTracker(core, failed) {
  let recorded = /* @__PURE__ */ new Map();
  return (actor, key3) => {
    let now = core.clock.now(), last = Math.max(key3.lastUse?.usedAt ?? 0, recorded.get(key3.id) ?? 0);
    now - last < RECORD_INTERVAL || (recorded.size >= KEYS_TRACKED_AT_MOST && recorded.clear(), recorded.set(key3.id, now), recordUserKeyUse(core, actor, key3).catch(failed));
  };
}

// src/hex/caching.ts
var import_node_crypto = __toESM(require_node_crypto(), 1), FOR_A_MINUTE = "private, max-age=60", NEVER = "max-age=0, private, must-revalidate", TAG_LETTERS = 32, uncached = { "cache-control": NEVER, vary: "accept, accept-encoding" };
function cachingOf({ meta }) {
  return cachingHeaders[meta.caching];
}
var cachingHeaders = {
  minute: { ...uncached, "cache-control": FOR_A_MINUTE },
  none: uncached,
  "no-store": { ...uncached, "cache-control": "no-store" }
};
function validatorsOf({ changedAtMicros }, written) {
  return changedAtMicros === void 0 ? void 0 : {
    etag: (0, import_node_crypto.createHash)("sha256").update(written.contentType).update(`
`).update(written.bytes).digest("hex").slice(0, TAG_LETTERS),
    changedAtSeconds: Math.floor(changedAtMicros / 1e6)
  };
}
function validatorHeaders({ etag, changedAtSeconds }) {
  return { etag: `"${etag}"`, "last-modified": new Date(changedAtSeconds * 1e3).toUTCString() };
}
function isFresh(request, { etag, changedAtSeconds }) {
  let tags = request.headers["if-none-match"], since = request.headers["if-modified-since"];
  return tags === void 0 && since === void 0 || tags !== void 0 && !namesTag(tags, etag) ? !1 : since === void 0 || Date.parse(since) >= changedAtSeconds * 1e3;
}
function namesTag(tags, etag) {
  return tags.split(",").map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, "$1")).some((tag) => tag === "*" || tag === etag);
}

// src/hex/terms/term.ts
var TermRefused = class extends Error {
  name = "TermRefused";
  at;
  constructor(reason, at) {
    super(reason), this.at = at;
  }
}, DEPTH_AT_MOST = 64, TERMS_AT_MOST = 1e4, INTEGER_BYTES_AT_MOST = 255, TOO_LARGE = 1n << BigInt(8 * INTEGER_BYTES_AT_MOST);
function wholeOf(value2) {
  let rounded = Number(value2);
  return Number.isSafeInteger(rounded) ? rounded : value2;
}
function isWhole(value2) {
  return Number.isSafeInteger(value2) && !Object.is(value2, -0);
}
function addField(to, name2, value2) {
  return Object.hasOwn(to, name2) ? !1 : (name2 === "__proto__" ? Object.defineProperty(to, name2, { value: value2, ...OWN }) : to[name2] = value2, !0);
}
var OWN = { enumerable: !0, writable: !0, configurable: !0 };

// src/hex/elixir-literal.ts
var BLANKS = /* @__PURE__ */ new Set([32, 9, 13, 10]), WORD = /(?:nil|true|false)(?![\w?!@:])/y, NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][+-]?\d+)?)?(?![\w.])/y, MARK = { quote: 34, hash: 35, backslash: 92, brace: 123 }, CODE_POINT = /\\(?:x([0-7][\da-fA-F])|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\})/y, LAST_CODE_POINT = 1114111, DIGITS_AT_MOST = String(-TOO_LARGE).length, TO_ESCAPE = /["\\]|#(?=\{)|[\p{C}\p{Zl}\p{Zp}]/gu, words = { nil: null, true: !0, false: !1 }, letters = new Map([
  ...Object.entries({ a: "\x07", b: "\b", d: "\x7F", e: "\x1B", f: "\f", n: `
`, r: "\r", s: " ", t: "	" }),
  ...Object.entries({ v: "\v", 0: "\0", '"': '"', "\\": "\\", "#": "#" })
]), escapes = new Map(
  ["n", "r", "t", '"', "\\", "#"].map((name2) => [letters.get(name2) ?? "", `\\${name2}`])
);
function writeElixir(term3) {
  return typeof term3 == "string" ? writeText(term3) : typeof term3 == "number" ? writeNumber(term3) : term3 === null ? "nil" : typeof term3 != "object" ? String(term3) : Array.isArray(term3) ? `[${term3.map(writeElixir).join(", ")}]` : `%{${Object.entries(term3).map(([name2, value2]) => `${writeText(name2)} => ${writeElixir(value2)}`).join(", ")}}`;
}
function writeText(text3) {
  return `"${text3.toWellFormed().replace(TO_ESCAPE, (letter) => escapes.get(letter) ?? escapeOf(letter))}"`;
}
function escapeOf(letter) {
  return `\\u{${letter.codePointAt(0)?.toString(16).toUpperCase()}}`;
}
function writeNumber(value2) {
  if (!Number.isFinite(value2)) throw new RangeError("a literal holds no number that is not finite");
  if (isWhole(value2)) return String(value2);
  let [digits = "", exponent] = (Object.is(value2, -0) ? "-0" : String(value2)).split("e"), float3 = digits.includes(".") ? digits : `${digits}.0`;
  return exponent === void 0 ? float3 : `${float3}e${exponent}`;
}
function readElixir(text3) {
  let from = { text: text3, at: 0, terms: 0 }, read = term(from, 0);
  if (from.at !== text3.length) throw refusal(from, "Something follows the literal.");
  return read;
}
function term(from, depth) {
  if (skipBlanks(from), from.terms++, from.terms > TERMS_AT_MOST) throw refusal(from, `There are more than ${TERMS_AT_MOST} values.`);
  let read = value(from, depth);
  return skipBlanks(from), read;
}
function value(from, depth) {
  if (from.text[from.at] === '"') return string(from);
  if (skip(from, "%{")) return map(from, depth);
  if (skip(from, "[")) return list(from, depth);
  let word = match(from, WORD)?.[0];
  return word !== void 0 ? words[word] : number(from);
}
function list(from, depth) {
  refuseDeeper(from, depth);
  let items = [];
  if (skipBlanks(from), skip(from, "]")) return items;
  do
    items.push(term(from, depth + 1));
  while (skip(from, ","));
  return expect(from, "]"), items;
}
function map(from, depth) {
  refuseDeeper(from, depth);
  let fields = {};
  if (skipBlanks(from), skip(from, "}")) return fields;
  do {
    skipBlanks(from);
    let name2 = string(from);
    if (skipBlanks(from), expect(from, "=>"), !addField(fields, name2, term(from, depth + 1))) throw refusal(from, "A map has a key twice.");
  } while (skip(from, ","));
  return expect(from, "}"), fields;
}
function string(from) {
  expect(from, '"');
  let text3 = plain(from);
  for (; !skip(from, '"'); ) text3 += escaped(from) + plain(from);
  return text3;
}
function plain(from) {
  let start2 = from.at;
  for (; isPlain(from); ) from.at++;
  if (from.at === from.text.length) throw refusal(from, "A text does not end.");
  return from.text.slice(start2, from.at);
}
function isPlain({ text: text3, at }) {
  if (at === text3.length) return !1;
  let letter = text3.charCodeAt(at);
  return letter === MARK.hash ? text3.charCodeAt(at + 1) !== MARK.brace : letter !== MARK.quote && letter !== MARK.backslash;
}
function escaped(from) {
  let isEscape = from.text[from.at] === "\\", letter = letters.get(from.text[from.at + 1] ?? "");
  return !isEscape || letter === void 0 ? codePoint(from) : (from.at += 2, letter);
}
function codePoint(from) {
  let [, byte, short, long] = match(from, CODE_POINT) ?? [], point = Number.parseInt(byte ?? short ?? long ?? "", 16);
  if (!(point <= LAST_CODE_POINT)) throw refusal(from, "Something in a text is not taken.");
  let text3 = String.fromCodePoint(point);
  if (!text3.isWellFormed()) throw refusal(from, "A text holds half of a surrogate pair.");
  return text3;
}
function number(from) {
  let digits = match(from, NUMBER)?.[0];
  if (digits === void 0) throw refusal(from, "A value is of a kind that is not taken.");
  if (digits.includes(".")) return finite(from, Number(digits));
  let whole2 = digits.length > DIGITS_AT_MOST ? TOO_LARGE : BigInt(digits);
  if (whole2 >= TOO_LARGE || whole2 <= -TOO_LARGE) throw refusal(from, "A number is too large.");
  return wholeOf(whole2);
}
function finite(from, value2) {
  if (!Number.isFinite(value2)) throw refusal(from, "A number is not finite.");
  return value2;
}
function match(from, pattern) {
  pattern.lastIndex = from.at;
  let found = pattern.exec(from.text);
  return found && (from.at += found[0].length), found;
}
function skipBlanks(from) {
  for (; BLANKS.has(from.text.charCodeAt(from.at)); ) from.at++;
}
function skip(from, mark) {
  return from.text.startsWith(mark, from.at) ? (from.at += mark.length, !0) : !1;
}
function expect(from, mark) {
  if (!skip(from, mark)) throw refusal(from, `Here should be ${mark}.`);
}
function refuseDeeper(from, depth) {
  if (depth >= DEPTH_AT_MOST)
    throw refusal(from, `The literal is nested deeper than ${DEPTH_AT_MOST} levels.`);
}
function refusal(from, reason) {
  return new TermRefused(reason, from.at);
}

// src/hex/terms/cursor.ts
var import_node_buffer = __toESM(require_node_buffer(), 1);
var REPLACEMENT = "\uFFFD";
function cursorOver(bytes) {
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, terms: 0 };
}
function refusal2(from, reason) {
  return new TermRefused(reason, from.at);
}
function take(from, length) {
  if (length > left(from)) throw refusal2(from, "The term ends early.");
  let start2 = from.at;
  return from.at += length, start2;
}
function uint8(from) {
  return from.bytes[take(from, 1)];
}
function uint16(from) {
  return from.bytes.readUInt16BE(take(from, 2));
}
function uint32(from) {
  return from.bytes.readUInt32BE(take(from, 4));
}
function claim2(from, count2, size) {
  if (count2 * size > left(from)) throw refusal2(from, "More elements are announced than there are bytes.");
  return count2;
}
function count(from, terms) {
  if (from.terms += terms, from.terms > TERMS_AT_MOST) throw refusal2(from, `There are more than ${TERMS_AT_MOST} values.`);
}
function utf8(from, length) {
  let start2 = take(from, length), text3 = from.bytes.toString("utf8", start2, from.at);
  if (text3.includes(REPLACEMENT) && !(0, import_node_buffer.isUtf8)(from.bytes.subarray(start2, from.at)))
    throw refusal2(from, "A text is not valid UTF-8.");
  return text3;
}
function left({ bytes, at }) {
  return bytes.length - at;
}

// src/hex/terms/tags.ts
var TAG = {
  newFloat: 70,
  smallInteger: 97,
  integer: 98,
  atom: 100,
  smallTuple: 104,
  largeTuple: 105,
  nil: 106,
  string: 107,
  list: 108,
  binary: 109,
  smallBig: 110,
  largeBig: 111,
  smallAtom: 115,
  map: 116,
  atomUtf8: 118,
  smallAtomUtf8: 119
};

// src/hex/terms/decode.ts
var ATOM_LETTERS_AT_MOST = 255, PLAIN_BYTES = 6, SMALLEST = { term: 1, pair: 3 }, atomValues = /* @__PURE__ */ new Map([
  ["nil", null],
  ["true", !0],
  ["false", !1]
]), atoms = /* @__PURE__ */ new Map([
  [TAG.atom, (from) => latin1(from, uint16(from))],
  [TAG.smallAtom, (from) => latin1(from, uint8(from))],
  [TAG.atomUtf8, (from) => utf8(from, uint16(from))],
  [TAG.smallAtomUtf8, (from) => utf8(from, uint8(from))]
]), readers = byTag([
  [TAG.smallInteger, uint8],
  [TAG.integer, (from) => from.bytes.readInt32BE(take(from, 4))],
  [TAG.newFloat, float],
  [TAG.smallBig, (from) => big(from, uint8(from))],
  [TAG.largeBig, (from) => big(from, uint32(from))],
  [TAG.binary, (from) => utf8(from, uint32(from))],
  [TAG.nil, () => []],
  [TAG.list, list2],
  [TAG.string, charlist],
  [TAG.map, map2],
  [TAG.smallTuple, (from, depth) => elements(from, depth, uint8(from))],
  [TAG.largeTuple, (from, depth) => elements(from, depth, uint32(from))],
  ...Array.from(atoms.keys(), (tag) => [tag, (from) => atom(from, tag)])
]);
function decodeTerm(bytes) {
  let from = cursorOver(bytes);
  if (uint8(from) !== 131) throw refusal2(from, "This is no external term.");
  let read = term2(from, 0);
  if (from.at !== from.bytes.length) throw refusal2(from, "Something follows the term.");
  return read;
}
function term2(from, depth) {
  count(from, 1);
  let read = readers[uint8(from)];
  if (!read) throw refusal2(from, "A value is of a kind that is not taken.");
  return read(from, depth);
}
function list2(from, depth) {
  let items = elements(from, depth, uint32(from));
  if (uint8(from) !== TAG.nil) throw refusal2(from, "A list does not end in an empty list.");
  return items;
}
function elements(from, depth, announced) {
  refuseDeeper2(from, depth);
  let items = [];
  for (let rest = claim2(from, announced, SMALLEST.term); rest > 0; rest--) items.push(term2(from, depth + 1));
  return items;
}
function map2(from, depth) {
  refuseDeeper2(from, depth);
  let fields = {};
  for (let rest = claim2(from, uint32(from), SMALLEST.pair); rest > 0; rest--) {
    let name2 = key(from);
    if (!addField(fields, name2, term2(from, depth + 1))) throw refusal2(from, "A map has a key twice.");
  }
  return fields;
}
function key(from) {
  count(from, 1);
  let tag = uint8(from);
  if (tag === TAG.binary) return utf8(from, uint32(from));
  let read = atoms.get(tag);
  if (!read) throw refusal2(from, "The key of a map is no text.");
  return atomName(from, read);
}
function atom(from, tag) {
  let value2 = atomValues.get(atomName(from, atoms.get(tag)));
  if (value2 === void 0) throw refusal2(from, "An atom is none of nil, true and false.");
  return value2;
}
function atomName(from, read) {
  let name2 = read(from);
  if (name2.length > ATOM_LETTERS_AT_MOST && Array.from(name2).length > ATOM_LETTERS_AT_MOST)
    throw refusal2(from, "An atom is too long.");
  return name2;
}
function latin1(from, length) {
  let start2 = take(from, length);
  return from.bytes.toString("latin1", start2, from.at);
}
function charlist(from, depth) {
  refuseDeeper2(from, depth);
  let length = uint16(from), start2 = take(from, length);
  return count(from, length), Array.from(from.bytes.subarray(start2, from.at));
}
function float(from) {
  let value2 = from.bytes.readDoubleBE(take(from, 8));
  if (!Number.isFinite(value2)) throw refusal2(from, "A number is not finite.");
  return value2;
}
function big(from, length) {
  if (length > INTEGER_BYTES_AT_MOST) throw refusal2(from, "A number is too large.");
  let sign = uint8(from) === 0 ? 1 : -1, start2 = take(from, length), value2 = length <= PLAIN_BYTES ? plain2(from, start2) : fromHex(from, start2);
  return value2 === 0 ? value2 : typeof value2 == "number" ? sign * value2 : wholeOf(BigInt(sign) * value2);
}
function plain2(from, start2) {
  return from.at === start2 ? 0 : from.bytes.readUIntLE(start2, from.at - start2);
}
function fromHex(from, start2) {
  return BigInt(`0x${Buffer.from(from.bytes.subarray(start2, from.at)).reverse().toString("hex")}`);
}
function refuseDeeper2(from, depth) {
  if (depth >= DEPTH_AT_MOST) throw refusal2(from, `The term is nested deeper than ${DEPTH_AT_MOST} levels.`);
}
function byTag(entries) {
  let table = new Array(256).fill(void 0);
  for (let [tag, read] of entries) table[tag] = read;
  return table;
}

// src/hex/terms/encode.ts
var FIRST_SIZE = 1024, INT32 = { first: -(2 ** 31), last: 2 ** 31 - 1 };
function encodeTerm(term3) {
  let out = { bytes: Buffer.allocUnsafe(FIRST_SIZE), at: 0 };
  return uint82(out, 131), write(out, term3), out.bytes.subarray(0, out.at);
}
function* encodeList(items) {
  let begun = { bytes: Buffer.allocUnsafe(FIRST_SIZE), at: 0 };
  uint82(begun, 131), items.length > 0 && header(begun, TAG.list, items.length), yield begun.bytes.subarray(0, begun.at);
  for (let item of items) yield encodeTerm(item).subarray(1);
  yield Uint8Array.of(TAG.nil);
}
function write(out, term3) {
  typeof term3 == "string" ? text(out, term3) : typeof term3 == "number" ? number2(out, term3) : typeof term3 == "bigint" ? whole(out, term3) : term3 === null ? atom2(out, "nil") : typeof term3 == "boolean" ? atom2(out, String(term3)) : isList(term3) ? list3(out, term3) : map3(out, term3);
}
function list3(out, items) {
  items.length > 0 && header(out, TAG.list, items.length);
  for (let item of items) write(out, item);
  uint82(out, TAG.nil);
}
function map3(out, fields) {
  let entries = Object.entries(fields);
  header(out, TAG.map, entries.length);
  for (let [name2, value2] of entries)
    text(out, name2), write(out, value2);
}
function text(out, value2) {
  let length = Buffer.byteLength(value2);
  header(out, TAG.binary, length);
  let start2 = room(out, length);
  out.bytes.write(value2, start2, length, "utf8");
}
function atom2(out, name2) {
  uint82(out, TAG.smallAtomUtf8), uint82(out, name2.length);
  let start2 = room(out, name2.length);
  out.bytes.write(name2, start2, "latin1");
}
function number2(out, value2) {
  isWhole(value2) ? whole(out, value2) : float2(out, value2);
}
function float2(out, value2) {
  if (!Number.isFinite(value2)) throw new RangeError("a term holds no number that is not finite");
  uint82(out, TAG.newFloat);
  let start2 = room(out, 8);
  out.bytes.writeDoubleBE(value2, start2);
}
function whole(out, value2) {
  value2 >= 0 && value2 <= 255 ? small(out, Number(value2)) : value2 >= INT32.first && value2 <= INT32.last ? int32(out, Number(value2)) : big2(out, BigInt(value2));
}
function small(out, value2) {
  uint82(out, TAG.smallInteger), uint82(out, value2);
}
function int32(out, value2) {
  uint82(out, TAG.integer);
  let start2 = room(out, 4);
  out.bytes.writeInt32BE(value2, start2);
}
function big2(out, value2) {
  let digits = (value2 < 0n ? -value2 : value2).toString(16), bytes = Buffer.from(digits.padStart(digits.length + digits.length % 2, "0"), "hex").reverse();
  if (bytes.length > INTEGER_BYTES_AT_MOST) throw new RangeError("a whole number takes too many bytes");
  uint82(out, TAG.smallBig), uint82(out, bytes.length), uint82(out, value2 < 0n ? 1 : 0);
  let start2 = room(out, bytes.length);
  out.bytes.set(bytes, start2);
}
function header(out, tag, length) {
  uint82(out, tag);
  let start2 = room(out, 4);
  out.bytes.writeUInt32BE(length, start2);
}
function uint82(out, value2) {
  let start2 = room(out, 1);
  out.bytes[start2] = value2;
}
function room(out, length) {
  let start2 = out.at;
  if (out.at += length, out.at <= out.bytes.length) return start2;
  let larger = Buffer.allocUnsafe(out.at * 2);
  return out.bytes.copy(larger, 0, 0, start2), out.bytes = larger, start2;
}
function isList(term3) {
  return Array.isArray(term3);
}

// src/hex/media.ts
var NOTHING = Object.freeze({}), WRAPPED = "_json", JSON_TYPE = /^application\/(?:json|[^/]+\+json)$/, MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z$/, ENTRIES_AT_MOST = 100, formats = ["json", "erlang", "elixir"], byMedia = /* @__PURE__ */ new Map([
  ["*/*", "json"],
  ["application/*", "json"],
  ["application/json", "json"],
  ["application/vnd.hex+erlang", "erlang"],
  ["application/vnd.hex+elixir", "elixir"]
]), JSON_SUFFIX = /^[^/\s]+\/[^/\s]+\+json$/, writers = {
  json: JSON.stringify,
  erlang: (body) => encodeTerm(inSeconds(body)),
  elixir: (body) => writeElixir(inSeconds(body))
}, contentTypes = {
  json: "application/json; charset=utf-8",
  erlang: "application/vnd.hex+erlang; charset=utf-8",
  elixir: "application/vnd.hex+elixir; charset=utf-8"
};
function responseFormat(accept, requested) {
  if (requested !== void 0) return formats.find((format) => format === requested);
  if (accept === void 0 || accept.trim() === "") return "json";
  let wishes = accept.split(",", ENTRIES_AT_MOST).map(wishOf).filter(({ weight }) => weight > 0);
  for (let { media: media2 } of wishes.toSorted((one, other) => other.weight - one.weight)) {
    let format = formatOf(media2);
    if (format) return format;
  }
}
function formatOf(media2) {
  return byMedia.get(media2) ?? (JSON_SUFFIX.test(media2) ? "json" : void 0);
}
function wishOf(entry) {
  let [media2 = "", ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase()), weight = Number.parseFloat(parameters.find((part) => part.startsWith("q="))?.slice(2) ?? "1");
  return { media: media2, weight: Number.isNaN(weight) ? 1 : Math.min(weight, 1) };
}
function readHexBody(contentType, bytes) {
  let media2 = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return bytes.length === 0 ? NOTHING : media2 === "application/x-www-form-urlencoded" ? readBody(media2, bytes) : JSON_TYPE.test(media2) ? fieldsOf(readJsonValue(bytes)) : media2 === "application/vnd.hex+erlang" ? fieldsOf(storable(() => decodeTerm(bytes))) : media2 === "application/vnd.hex+elixir" ? fieldsOf(storable(() => readElixir(textOf(bytes)))) : NOTHING;
}
function writeHexBody(format, body) {
  return { contentType: contentTypes[format], bytes: writers[format](body) };
}
function writeHexList(format, items) {
  let contentType = contentTypes[format];
  return format === "erlang" ? { contentType, pieces: encodeList(items.map((item) => inSeconds(item))) } : { contentType, pieces: textOfList(format, items) };
}
function* textOfList(format, items) {
  let separator = format === "json" ? "," : ", ";
  yield "[";
  for (let [at, item] of items.entries())
    at > 0 && (yield separator), yield writers[format](item);
  yield "]";
}
function fieldsOf(value2) {
  return isJsonObject(value2) ? value2 : { [WRAPPED]: value2 };
}
function storable(read) {
  let value2 = plain3(termOf(read));
  return refuseUnstorable(value2), value2;
}
function termOf(read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof TermRefused ? new Failure({ code: "body_invalid", rule: "malformed" }, { cause: error }) : error;
  }
}
function plain3(term3) {
  return typeof term3 == "bigint" ? keptNumber(term3) : typeof term3 != "object" || term3 === null ? term3 : Array.isArray(term3) ? term3.map(plain3) : Object.fromEntries(Object.entries(term3).map(([key3, value2]) => [key3, plain3(value2)]));
}
function inSeconds(body, key3 = "") {
  return typeof body == "string" ? key3.endsWith("_at") ? body.replace(MOMENT, "$1Z") : body : typeof body != "object" || body === null ? body : isList2(body) ? body.map((item) => inSeconds(item)) : Object.fromEntries(Object.entries(body).map(([name2, value2]) => [name2, inSeconds(value2, name2)]));
}
function isList2(body) {
  return Array.isArray(body);
}

// src/hex/answers.ts
var ITEMS_AT_ONCE = 25;
async function sendAnswer({ request, reply }, route2, answer2, { format, memory }) {
  let { body } = answer2;
  if (reply.code(answer2.status).headers({ ...cachingOf(route2), ...answer2.headers }), body === void 0) return reply.send();
  if (isLong(body) && answer2.changedAtMicros === void 0) {
    let { contentType, pieces } = writeHexList(format, body);
    return sendPieces(reply.header("content-type", contentType), pieces, memory);
  }
  let text3 = writeHexBody(format, body), validators = validatorsOf(answer2, text3);
  return validators && reply.headers(validatorHeaders(validators)), validators && isFresh(request, validators) ? reply.code(304).headers(uncached).send() : sendEncoded(reply.header("content-type", text3.contentType), text3.bytes, memory);
}
function isLong(body) {
  return Array.isArray(body) && body.length > ITEMS_AT_ONCE;
}
function formatFor(request) {
  let requested = request?.query?._format;
  if (!(requested !== void 0 && typeof requested != "string"))
    return responseFormat(request?.headers.accept, requested);
}
function refusalIn({ status, body, challenge, retryAfter }, format) {
  let text3 = writeHexBody(format, body);
  return {
    status,
    headers: {
      ...uncached,
      "content-type": text3.contentType,
      ...challenge !== void 0 && { "www-authenticate": challenge },
      ...retryAfter !== void 0 && { "retry-after": String(retryAfter) }
    },
    body: bytesOf(text3.bytes)
  };
}
function bytesOf(bytes) {
  return typeof bytes == "string" ? bytes : Buffer.from(bytes);
}

// src/core/device-grants/device-grants.ts
var KEPT = { device: 5, key: 50 };
async function redeemDeviceCode(core, actor, input) {
  let project = actor.project.id, request = await findCode(core.read, project, { id: digest(input.deviceCode) });
  if (!request || request.clientId !== input.clientId) return { state: "unknown" };
  if (request.expiresAt <= core.clock.now()) return { state: "expired" };
  if (request.deniedAt !== null) return { state: "denied" };
  if (request.userId === null) return { state: "pending" };
  let { userId, clientId: clientId2, name: name2, scopes, factors } = request, grant = freshGrant(core, { userId, kind: "device", clientId: clientId2, name: name2, scopes, keyId: null, factors }), fresh = freshTokens(core, grant, freshFamily()), isTaken = async (tx) => {
    let of2 = { id: request.id, user: userId, now: core.clock.now() };
    return await takeCode(tx, project, of2) !== void 0;
  };
  try {
    return { state: "granted", tokens: await writeGrant(core, actor, fresh, isTaken) };
  } catch (error) {
    if (error instanceof Failure && error.code === "token_invalid") return { state: "unknown" };
    throw error;
  }
}
async function exchangeKey(core, actor, input) {
  let found = await authenticateUserKey(core, actor.project.id, input.secret), key3 = found?.state === "good" && found.key.owner.kind === "user" ? found.key : void 0, userId = key3 && userIdOf(key3.owner.id);
  if (!key3 || !userId) throw new Failure("credentials_wrong");
  let scopes = scopesWithin(key3.permissions, input.scope);
  if (!scopes) throw new Failure("scope_missing");
  await recordKeyUse(core, actor, key3);
  let { clientId: clientId2 } = input, name2 = deviceName(input.name), { id: keyId, factors } = key3;
  await requireFactors(core, actor, { userId, factors });
  let grant = freshGrant(core, { userId, kind: "key", clientId: clientId2, name: name2, scopes, keyId, factors });
  return writeGrant(core, actor, freshTokens(core, grant, void 0), async () => !0);
}
async function authenticateAccessToken(core, project, token) {
  let hashed = digest(token), found = await findByAccess(core.read, project, { hash: hashed, now: core.clock.now() });
  if (!found || !sameText(found.hash, hashed)) return;
  let { grant } = found, user = await findUser(core.read, project, grant.userId);
  if (!user) return;
  let key3 = grant.keyId === null ? void 0 : await findKeyOf(core.read, project, grant);
  if (!(grant.keyId !== null && !(key3 && await isStanding(core, project, key3))))
    return { user, scopes: expandScopes(grant.scopes), tokenId: grant.id, kind: grant.kind, grant, key: key3 };
}
async function requireFactors(core, actor, of) {
  let user = await findUser(core.read, actor.project.id, of.userId);
  if (user && await mfaRequired(core, actor, user, of)) throw new Failure("factors_required");
}
function actingFor(actor, user) {
  return { ...actor, kind: "user", id: user };
}
async function recordKeyUse(core, actor, key3) {
  (key3.lastUse?.usedAt ?? 0) + hours(1) <= core.clock.now() && await recordUserKeyUse(core, actor, key3);
}
function freshGrant(core, of) {
  let sequence = core.clock.nextSequence();
  return { ...of, id: freshId(sequence), sequence };
}
function creationAct({ id: sessionId, kind, keyId, userId }) {
  return kind === "key" ? { act: "user-key.exchange", user: userId, details: { keyId: keyId ?? "", sessionId } } : { act: "session.create", user: userId, details: { sessionId, provider: kind } };
}
async function writeGrant(core, actor, { tokens, hashes }, isDue) {
  let { grant } = tokens, project = actor.project.id;
  return core.write(actingFor(actor, grant.userId), creationAct(grant), async (tx) => {
    let user = await lockUser(tx, project, grant.userId);
    if (!user) throw new Failure("token_invalid");
    if (user.blockedAt !== null) throw new Failure("user_blocked");
    if (!await isDue(tx)) throw new Failure("token_invalid");
    return await insertGrant(tx, project, { grant, hashes, now: core.clock.now(), kept: KEPT[grant.kind] }), tokens;
  });
}

// src/core/usernames/links.ts
var DIGITS = 32, letters2 = {
  "email-verification": {
    purpose: "account-confirmation",
    seconds: sessionSecrets["username-verification"].lifetime
  },
  recovery: { purpose: "password-reset", seconds: sessionSecrets["username-recovery"].lifetime }
};
function freshLink(core, kind, user) {
  let { token, sequence } = freshToken(core, { user, kind, seconds: letters2[kind].seconds });
  return { kind, token, sequence, secret: freshTokenSecret(DIGITS) };
}
async function sendLink(core, actor, tx, {
  user,
  username,
  link: link2,
  pages,
  claim: claim3
}) {
  let to = user.email ?? "", { purpose, seconds: seconds2 } = letters2[link2.kind], { token } = await writeToken(core, actor, tx, link2), page = new URL(pages[link2.kind], core.urls.ownUrl()), email = link2.kind === "recovery" ? {} : { email: to }, url = linkTo(page, { username, ...email, key: link2.secret }), message = {
    kind: "mail",
    to,
    purpose,
    name: user.name,
    username,
    minutes: seconds2 / 60,
    url,
    ...claim3 && { claim: claim3 }
  };
  return await enqueue(core, actor, tx, { user: user.id, message }), token;
}

// src/core/usernames/naming.ts
var import_node_crypto2 = __toESM(require_node_crypto(), 1);
var NUMBERED = 20;
async function assignUsername(tx, project, naming) {
  let { user, username, emailPublicAt, updatedAtMicros } = naming;
  return await claim(tx, { project, kind: "username", value: username }, user.id) && await insertProfile(tx, project, {
    user_id: user.id,
    username,
    email_public_at: emailPublicAt,
    updated_at: updatedAtMicros
  }) ? { ...naming, insertedAtMicros: user.sequence } : void 0;
}
function candidateNames(name2) {
  return ["", ...Array.from({ length: NUMBERED - 1 }, (_, at) => `-${at + 2}`), `-${(0, import_node_crypto2.randomBytes)(8).toString("hex")}`].map(
    (tail) => name2.slice(0, 255 - tail.length) + tail
  );
}

// src/core/usernames/store.ts
var select = (read) => read.db.selectFrom("profiles").innerJoin(
  "users",
  (join) => join.onRef("users.project_id", "=", "profiles.project_id").onRef("users.id", "=", "profiles.user_id")
).select([...userColumns]).select(["profiles.username", "profiles.email_public_at"]).select("profiles.updated_at as profile_updated_at").select(targetsOfUser(read)), byId = first(
  prepared(
    (read, param) => select(read).where("profiles.project_id", "=", param.project_id).where("profiles.user_id", "=", param.user_id)
  )
), byIdentifier = first(
  prepared(
    (read, param) => select(read).innerJoin(
      "identifiers",
      (join) => join.onRef("identifiers.project_id", "=", "profiles.project_id").onRef("identifiers.user_id", "=", "profiles.user_id")
    ).where("identifiers.project_id", "=", param.project_id).where("identifiers.kind", "=", param.kind).where("identifiers.value", "=", param.value)
  )
);
async function findProfile(read, project, id) {
  let row = await byId(read, { project_id: project, user_id: id });
  return row && namedUserOf(row);
}
async function findProfileBy(read, project, kind, value2) {
  let row = await byIdentifier(read, { project_id: project, kind, value: value2 });
  return row && namedUserOf(row);
}
async function usernamesOf(read, project, ids) {
  let rows = await findProfiles(read, project, { users: [...new Set(ids)] });
  return new Map(rows.map(({ user_id, username }) => [user_id, username]));
}
function namedUserOf(row) {
  let { username, email_public_at, profile_updated_at, ...stored } = row, user = userOf(stored);
  return {
    user,
    username,
    emailPublicAt: email_public_at,
    insertedAtMicros: user.sequence,
    updatedAtMicros: profile_updated_at
  };
}

// src/core/usernames/usernames.ts
async function signUpWithUsername(core, actor, input, { reserved, pages }) {
  let { name: name2, email } = input, username = usernameOf(input.username);
  if (username === void 0 || reserved.has(username))
    throw new Failure({ code: "argument_invalid", field: "username", rule: "malformed" });
  if (actor.project.policies.disabledAuthMethods.includes("email-password"))
    throw new Failure("auth_method_disabled");
  refuseEmail(actor.project.policies, email), await refuseFull(core, actor), await refusePassword(core, actor, { password: input.password, user: { id: username, name: name2, email } });
  let password = await hashChecked(core, actor, input.password), sequence = core.clock.nextSequence(), at = createdAt(sequence), user = { ...{ ...newUser(freshId(sequence), sequence, at), name: name2, email }, ...password, passwordUpdatedAt: at, accessedAt: at }, link2 = freshLink(core, "email-verification", user.id), self = asUser(actor, user.id), seconds2 = lifetimeSeconds(actor.project, "username-verification"), claim3 = await describeClaim(core, self, { user, seconds: seconds2, madeBy: actor }), made = await core.write(self, { act: "user.create", user: user.id }, async (tx) => {
    await requireRoom(tx, actor);
    let naming = { user: await addUser(core, self, tx, user).catch(emailTaken), username, emailPublicAt: at, updatedAtMicros: sequence }, named2 = await assignUsername(tx, actor.project.id, naming);
    if (!named2) throw new Failure("username_taken");
    return core.channels.sendsMail && await sendLink(core, self, tx, { user, username, link: link2, pages, claim: claim3 }), named2;
  }).catch(async (error) => {
    throw await isRepeated(core, actor.project.id, error, { username, email }) ? new Failure("username_taken") : error;
  });
  return core.notifyOutbox(), made;
}
async function isRepeated(core, project, error, { username, email }) {
  if (!(error instanceof Failure) || error.code !== "email_taken") return !1;
  let holder = await findProfileBy(core.read, project, "email", email);
  return !holder || holder.user.emailVerifiedAt !== null ? !1 : await findProfileBy(core.read, project, "username", username) !== void 0;
}
async function findByName(core, project, name2) {
  let text3 = name2.toLowerCase(), username = usernameOf(text3);
  if (username !== void 0) return findProfileBy(core.read, project, "username", username);
  let email = emailOf(text3), found = email && await findProfileBy(core.read, project, "email", email);
  return found && found.user.emailVerifiedAt !== null ? found : void 0;
}
async function findVisible(core, project, name2) {
  let found = await findByName(core, project, name2);
  return found && (!name2.includes("@") || found.emailPublicAt !== null) ? found : void 0;
}
async function ensureUsername(core, actor, id, settings) {
  let project = actor.project.id, find = () => findProfile(core.read, project, id), known = await find();
  if (known) return known;
  let act = (named2) => ({ act: "username.assign", user: id, details: { username: named2.username } });
  try {
    return await core.write(actor, act, async (tx) => {
      let user = await lockUser(tx, project, id);
      if (!user) throw new Failure("user_not_found");
      if (await findProfile(tx, project, id)) throw new Failure("username_taken");
      for (let username of candidateNames(usernameFor(id, settings))) {
        let naming = { user, username, emailPublicAt: null, updatedAtMicros: user.sequence }, named2 = await assignUsername(tx, project, naming);
        if (named2) return named2;
      }
      throw new Failure("username_taken");
    });
  } catch (error) {
    let made = error instanceof Failure && error.code === "username_taken" ? await find() : void 0;
    if (!made) throw error;
    return made;
  }
}
async function confirmEmail(core, actor, input) {
  let user = await findUserByName(core, actor, input.username);
  if (!user) return !1;
  let proof = { user: user.id, secret: user.email === emailOf(input.email) ? input.key : "" }, self = await actorWithSecret(core, actor, { ...proof, kind: "email-verification" });
  return isAccepted(verifyEmail(core, self, proof));
}
async function resendConfirmation(core, actor, input, { pages }) {
  let project = actor.project.id, found = await findUserByName(core, actor, input.username), user = found && mayConfirm(found, emailOf(input.email)) ? found : void 0, link2 = freshLink(core, "email-verification", user?.id ?? ""), claim3 = await describeClaimOf(core, actor, user), details = { tokenId: link2.token.id }, act = { act: "user.email.verification.create", ...user && { user: user.id }, details };
  await core.write(actor, act, async (tx) => {
    let now = user && await lockUser(tx, project, user.id);
    if (!now || !mayConfirm(now, user.email ?? void 0) || !core.channels.sendsMail) return;
    await deleteTokensOfKinds(tx, project, { user: now.id, kinds: [link2.kind] });
    let username = input.username.toLowerCase();
    await sendLink(core, actor, tx, { user: now, username, link: link2, pages, claim: claim3 });
  }), core.notifyOutbox();
}
async function requestReset(core, actor, name2, { pages }) {
  let project = actor.project.id, found = await findByName(core, project, name2), user = found?.user, link2 = freshLink(core, "recovery", user?.id ?? ""), details = { tokenId: link2.token.id }, act = { act: "recovery.create", ...user && { user: user.id }, details };
  await core.write(actor, act, async (tx) => {
    let now = user && await lockUser(tx, project, user.id);
    !now || now.email === null || now.email !== user.email || now.blockedAt !== null || core.channels.sendsMail && await sendLink(core, actor, tx, { user: now, username: found.username, link: link2, pages });
  }), core.notifyOutbox();
}
async function completeReset(core, actor, input) {
  let user = await findUserByName(core, actor, input.username);
  if (!user) return !1;
  let { password, revokesKeys: revokesAccess } = input, proof = { user: user.id, secret: input.key }, self = await actorWithSecret(core, actor, { ...proof, kind: "recovery" });
  return isAccepted(completeRecovery(core, self, { ...proof, password, revokesAccess }));
}
function describeClaimOf(core, actor, user) {
  let seconds2 = lifetimeSeconds(actor.project, "username-verification");
  if (user) return describeClaim(core, actor, { user, seconds: seconds2 });
  let sequence = core.clock.nextSequence(), nobody = newUser("nobody", sequence, createdAt(sequence));
  return describeClaim(core, actor, { user: nobody, seconds: seconds2, madeBy: actor });
}
function mayConfirm({ email, emailVerifiedAt, blockedAt }, claimed) {
  return email !== null && email === claimed && emailVerifiedAt === null && blockedAt === null;
}
async function findUserByName(core, actor, name2) {
  let username = usernameOf(name2);
  if (username !== void 0)
    return (await findProfileBy(core.read, actor.project.id, "username", username))?.user;
}
async function actorWithSecret(core, actor, { user, secret, kind }) {
  let of = { user, secretHashes: tokenHashes(core, user, secret), kinds: [kind], now: core.clock.now() };
  return await findToken(core.read, actor.project.id, of) ? asUser(actor, user) : actor;
}
function asUser(actor, id) {
  return { ...actor, kind: "user", id };
}
async function isAccepted(work) {
  try {
    return await work, !0;
  } catch (error) {
    if (error instanceof Failure && error.code === "token_invalid") return !1;
    throw error;
  }
}
function emailTaken(error) {
  throw error instanceof Failure && error.code === "user_exists" ? new Failure("email_taken") : error;
}

// src/hex/errors.ts
var HexError = class extends Error {
  name = "HexError";
  status;
  body;
  challenge;
  retryAfter;
  constructor(status, message, { challenge, errors: errors3, retryAfter } = {}) {
    super(message ?? String(status)), this.status = status, this.body = { status, message, ...errors3 !== void 0 && { errors: errors3 } }, this.challenge = challenge, this.retryAfter = retryAfter;
  }
}, BASIC = "Basic realm=hex";
function badRequest(message = "Bad request") {
  return new HexError(400, message);
}
function unauthorized(message, challenge = BASIC) {
  return new HexError(401, message, { challenge });
}
function forbidden(message) {
  return new HexError(403, message);
}
function notFound() {
  return new HexError(404, "Page not found");
}
function unprocessable(errors3) {
  return new HexError(422, "Validation error(s)", { errors: errors3 });
}
function bearerUnauthorized(message, error) {
  return unauthorized(message, `Bearer realm="hex", error="${error}"`);
}

// src/hex/usernames.ts
var usernames = {
  reserved: /* @__PURE__ */ new Set(["me", "hex", "hexpm", "elixir", "erlang", "otp"]),
  pages: { "email-verification": "/hex/email/verify", recovery: "/hex/password/new" }
};

// src/hex/callers.ts
var LOCALE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})?/i, BASIC2 = "Basic ", BEARER = "Bearer ", BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
async function callerOf(core, project, request) {
  let anonymous = anonymousActor(project, request), guest = anonymous.actor, authorization = authorizationIn(request);
  return authorization === void 0 ? anonymous : authorization.startsWith(BASIC2) ? authenticatePassword(core, guest, authorization.slice(BASIC2.length)) : authorization.startsWith(BEARER) ? authenticateToken(core, guest, authorization.slice(BEARER.length)) : authenticateKey(core, guest, authorization);
}
function showsPassword(request) {
  return authorizationIn(request)?.startsWith(BASIC2) ?? !1;
}
function anonymousActor(project, request) {
  return { actor: { kind: "guest", project, scopes: /* @__PURE__ */ new Set(), ...requestOrigin(request) }, caller: { kind: "nobody" } };
}
async function authenticatePassword(core, guest, encoded) {
  let text3 = BASE64.test(encoded) ? Buffer.from(encoded, "base64").toString() : "", colon = text3.indexOf(":");
  if (colon < 0) throw unauthorized("invalid authentication information");
  let login = text3.slice(0, colon).toLowerCase(), user = await checkCredentials(core, guest, { login, password: text3.slice(colon + 1) }), authentication = { factors: ["password"], signedInAt: core.clock.now() }, actor = actorAs(guest, user, authentication);
  return await ensureUsername(core, actor, user.id, usernames), { actor, caller: { kind: "user", user, credential: { by: "password" } } };
}
async function authenticateToken(core, guest, token) {
  let found = await authenticateAccessToken(core, guest.project.id, token);
  if (!found) throw unauthorized("invalid API key");
  let { user, ...credential } = found, { factors, sequence } = credential.grant;
  if (user.blockedAt !== null) throw badRequest();
  return {
    actor: actorAs(guest, user, { factors, signedInAt: createdAt(sequence) }),
    caller: { kind: "user", user, credential: { by: "token", ...credential } }
  };
}
async function authenticateKey(core, guest, secret) {
  let found = await authenticateUserKey(core, guest.project.id, secret);
  if (!found) throw unauthorized("invalid API key");
  if (found.state === "revoked") throw unauthorized("API key revoked");
  let { key: key3 } = found, authentication = { factors: key3.factors, signedInAt: instantOf(key3.createdAtMicros / 1e3) };
  if (key3.owner.kind === "team") {
    let maker = key3.maker ? await findUser(core.read, guest.project.id, key3.maker.id) : void 0;
    if (maker && maker.blockedAt !== null) throw badRequest();
    return {
      actor: { ...guest, kind: "key", id: key3.id, ...maker && { authentication } },
      caller: { kind: "organization", name: key3.owner.id, key: key3, maker }
    };
  }
  let id = userIdOf(key3.owner.id), user = id && await findUser(core.read, guest.project.id, id);
  if (!user) throw unauthorized("invalid API key");
  if (user.blockedAt !== null) throw badRequest();
  return {
    actor: actorAs(guest, user, authentication),
    caller: { kind: "user", user, credential: { by: "key", key: key3 } }
  };
}
function actorAs(guest, user, authentication) {
  return { ...guest, authentication, kind: "user", id: user.id, user, scopes: userScopes };
}
function authorizationIn(request) {
  let { rawHeaders } = request.raw;
  return rawHeaders.filter((name2, at) => at % 2 === 0 && name2.toLowerCase() === "authorization").length === 1 ? request.headers.authorization : void 0;
}
function requestOrigin(request) {
  let ip = addressOf(request), userAgent = request.headers["user-agent"], locale = LOCALE.exec(request.headers["accept-language"] ?? "")?.[0];
  return {
    requestId: request.id,
    ...ip !== void 0 && { ip },
    ...userAgent !== void 0 && userAgent !== "" && { userAgent },
    ...locale !== void 0 && { locale }
  };
}

// src/hex/fields.ts
var BLANK = "can't be blank", CHARACTERS_AT_MOST = 1024, segmenter = new Intl.Segmenter();
function lettersIn(text3) {
  return text3.length > CHARACTERS_AT_MOST ? text3.length : [...segmenter.segment(text3)].length;
}
function textField(value2, rules) {
  let read = optionalText(value2, rules);
  return "error" in read ? read : read.value === void 0 ? { error: BLANK } : { value: read.value };
}
function optionalText(value2, rules) {
  if (value2 == null) return { value: void 0 };
  if (typeof value2 != "string") return { error: "expected type string" };
  if (!isStorable(value2)) return { error: "is invalid" };
  if (value2.trim() === "") return { value: void 0 };
  let broken = rules.findLast(([holds]) => !holds(value2));
  return broken ? { error: broken[1] } : { value: value2 };
}
function mapsField(value2) {
  return value2 == null ? { value: [] } : Array.isArray(value2) && value2.every(isJsonObject) ? { value: value2 } : { error: "expected type list(map)" };
}
function errorIn(field) {
  return "error" in field ? field.error : void 0;
}

// src/hex/failures.ts
var bad = { status: 400, message: "Bad request" }, gone = { status: 404, message: "Page not found" }, notAuthorized = wrong(403, "account not authorized for this action"), emailInUse = invalid({ emails: { email: "already in use" } }), failures = {
  argument_invalid: { status: 422, message: "Validation error(s)", errors: argumentErrors },
  authenticator_not_found: gone,
  body_invalid: bad,
  body_too_large: wrong(413, "Payload too large"),
  content_type_unsupported: wrong(415, "Unsupported media type"),
  credentials_wrong: challenged("invalid username and password combination"),
  email_aliased: invalid({
    emails: { email: "must be written without tags and dots that its provider ignores" }
  }),
  email_disposable: invalid({ emails: { email: "must not be of a provider of disposable mailboxes" } }),
  email_free: invalid({ emails: { email: "must not be of a free mail provider" } }),
  email_not_corporate: invalid({ emails: { email: "must be of a domain of its own" } }),
  email_taken: emailInUse,
  factors_required: challenged("missing authentication information"),
  internal: wrong(500, "Internal server error"),
  invite_not_found: gone,
  key_not_found: gone,
  membership_confirmed: bad,
  membership_mismatch: gone,
  membership_not_found: gone,
  auth_method_disabled: notAuthorized,
  not_allowed: notAuthorized,
  password_personal: invalid({ password: "must not hold your name or an address" }),
  password_recently_used: invalid({ password: "was used before" }),
  project_not_found: gone,
  rate_limited: wrong(429, "Too many tries. Please try again later."),
  request_invalid: bad,
  route_not_found: gone,
  scope_missing: challenged("key not authorized for this action"),
  team_not_found: gone,
  token_invalid: challenged("invalid authentication information"),
  unavailable: {
    ...wrong(503, "Service unavailable"),
    words: ({ reason }) => reason === "damaged" ? "The database is damaged" : void 0
  },
  user_blocked: bad,
  user_exists: emailInUse,
  user_keys_limit: wrong(403, "no more keys are taken: revoke one first"),
  user_not_found: gone,
  username_taken: invalid({ username: "has already been taken" }),
  users_limit: wrong(403, "no more users are taken")
};
function errorOf({ data }) {
  let answers = failures, { status, message, words: words2, challenge, errors: errors3 } = answers[data.code] ?? bad, retryAfter = retryAfterSeconds(data);
  return new HexError(status, words2?.(data) ?? message, {
    ...challenge !== void 0 && { challenge },
    ...errors3 && { errors: errors3(data) },
    ...retryAfter !== void 0 && { retryAfter }
  });
}
function wrong(status, message) {
  return { status, message };
}
function challenged(message) {
  return { status: 401, message, challenge: BASIC };
}
function invalid(errors3) {
  return { status: 422, message: "Validation error(s)", errors: () => errors3 };
}
function argumentErrors(problem) {
  return problem.rule !== "one_of_required" ? { [problem.field]: ruleError(problem) } : Object.fromEntries(problem.fields.map((field) => [field, BLANK]));
}
function ruleError(problem) {
  let { field } = problem;
  switch (problem.rule) {
    case "required":
      return BLANK;
    case "malformed":
      return `Value is no ${field}.`;
    case "length":
      return `The ${field} is a text of ${problem.least} to ${problem.most} characters.`;
    case "list":
      return `The ${field} are ${problem.most} at most, each a text of 1 to ${problem.lengthMost} characters.`;
    case "too_few_bytes":
      return `Value must have at least ${problem.least} bytes.`;
    case "characters_missing":
      return `Value must have a character of each of these kinds: ${problem.characters.join(", ")}.`;
    case "too_common":
      return "Value is one of the most common passwords. Choose another.";
    case "not_same":
      return `does not match ${problem.other}`;
    case "url_characters":
    case "foreign_host":
      return "is invalid";
  }
}

// src/hex/permissions.ts
function isAllowed(caller, required2) {
  return caller.kind === "nobody" ? !1 : permissionsOf(caller)?.some((held) => allows(held, required2)) ?? !0;
}
function isAllowedApi(caller, need) {
  return isAllowed(caller, { domain: "api", resource: need });
}
function permissionsOf(caller) {
  return caller.kind === "organization" ? caller.key.permissions : permissionsOfCredential(caller.credential);
}
function permissionsOfCredential(credential) {
  if (credential.by !== "password")
    return credential.by === "key" ? credential.key.permissions : credential.scopes.map(permissionIn);
}
function permissionIn(scope) {
  let [domain = "", ...rest] = scope.split(":");
  return { domain, resource: rest.length === 0 ? null : rest.join(":") };
}
function allows(held, required2) {
  return required2.domain === "api" ? allowsApi(held, required2.resource) : required2.domain === "repository" ? held.domain === "repositories" || held.domain === "repository" && held.resource === required2.resource : required2.domain === "repositories" ? held.domain === "repositories" : held.domain === required2.domain && held.resource === required2.resource;
}
function allowsApi({ domain, resource }, required2) {
  return domain === "package" ? required2 === "read" : domain !== "api" ? !1 : resource === null || resource === "write" || resource === required2;
}

// src/core/factors/verify-totp.ts
async function verifyTotpOnce(core, actor, { user: id, code }) {
  let project = actor.project.id, enrolled = await findAuthenticator(core.read, project, { user: id, kind: "totp" });
  if (!enrolled || enrolled.verifiedAt === null) throw new Failure("authenticator_not_found");
  await withAttemptLimit(core, actor, { user: id, factor: "totp" }, async (attempt) => {
    let step = await matchingStep(core, enrolled, code);
    if (step === void 0) throw new Failure("token_invalid");
    let act = { act: "factor.show", user: id, details: { factor: "totp" } };
    await core.write(actor, act, async (tx) => {
      let user = await lockUser(tx, project, id);
      if (!user) throw new Failure("token_invalid");
      if (user.blockedAt !== null) throw new Failure("user_blocked");
      let seen = { user: id, kind: "totp", sealed: enrolled.sealed, step };
      if (!await acceptStep(tx, project, seen)) throw new Failure("token_invalid");
      await resetAttempts(tx, attempt);
    });
  });
}

// src/hex/require-totp.ts
var NEEDED = "Two-factor authentication required. Include X-Hex-OTP header with your TOTP code.", NOT_ENABLED = "Two-factor authentication must be enabled for API write access", TOO_MANY = "Too many failed two-factor authentication attempts. Please try again later.";
async function requireTotp(core, actor, user, request) {
  let sent = request.headers["x-hex-otp"], code = Array.isArray(sent) ? sent[0] : sent;
  if (user.mfaEnabledAt === null) throw forbidden(NOT_ENABLED);
  if (code === void 0 || code === "") throw bearerUnauthorized(NEEDED, "totp_required");
  try {
    await verifyTotpOnce(core, actor, { user: user.id, code: typedCode(code) });
  } catch (error) {
    throw error instanceof Failure ? codeError(error) : error;
  }
}
function codeError(failure) {
  let { data } = failure;
  switch (data.code) {
    case "authenticator_not_found":
      return forbidden(NOT_ENABLED);
    case "token_invalid":
      return bearerUnauthorized("Invalid two-factor authentication code", "invalid_totp");
    case "rate_limited":
      return new HexError(429, TOO_MANY, { retryAfter: data.retryAfterSeconds });
    default:
      return failure;
  }
}

// src/hex/guards.ts
var NOTHING_SHOWN = { factors: [] };
async function runGuards(core, called, route2, request) {
  let { actor, caller } = called, { access, need } = route2.meta;
  if (caller.kind === "nobody" && access === "open") return called;
  if (caller.kind === "nobody") throw unauthorized("missing authentication information");
  if (caller.kind === "user" && access === "verified" && requireVerified(actor), need && !isAllowedApi(caller, need)) throw unauthorized("key not authorized for this action");
  let user = caller.kind === "user" ? caller.user : caller.maker;
  if (!user) return called;
  let owes = await mfaRequired(core, actor, user, actor.authentication ?? NOTHING_SHOWN);
  return owes && access === "open" && !need ? anonymousActor(actor.project, request) : !owes && !(need === "write" && isDevice(caller)) ? called : (await requireTotp(core, actor, user, request), { caller, actor: withTotp(actor) });
}
function withTotp(actor) {
  let { authentication } = actor;
  if (!authentication) return actor;
  let factors = [.../* @__PURE__ */ new Set([...authentication.factors, "totp"])];
  return { ...actor, authentication: { ...authentication, factors } };
}
function isDevice(caller) {
  return caller.kind === "user" && caller.credential.by === "token" && caller.credential.kind === "device";
}
function requireVerified({ user }) {
  if (user?.emailVerifiedAt == null) throw forbidden("email not verified");
}

// src/hex/input.ts
var NO_FIELDS = Object.freeze({}), NO_ERRORS = {};
function parserOf({ input: rules, meta: { check: check2, refusals }, method }) {
  let parse = inputParser(rules, { stopsAtFirst: refusals !== void 0 }), names = Object.keys(rules), fieldsOf2 = Object.values(rules).some(({ place }) => place === "input") ? method === "GET" ? queryOf : bodyOf : () => NO_FIELDS;
  return async (core, call, request) => {
    let { input, issues } = parse(fieldsOf2(request), call.path), [first2] = issues;
    if (first2 && refusals) throw refusals.ofInput(first2);
    let more = check2 ? await check2(core, call, input) : void 0;
    return (first2 || more) && refuseWrong(method, errorsIn(names, issues, more)), input;
  };
}
function queryOf(request) {
  return request.query;
}
function bodyOf(request) {
  return { ...request.query, ...request.body ?? {} };
}
function errorsIn(names, issues, more = NO_ERRORS) {
  let found = new Map(issues.map(({ name: name2, broken }) => [name2, broken[0]?.message ?? BLANK]));
  return names.flatMap((name2) => {
    let error = found.get(name2) ?? more[name2];
    return error === void 0 ? [] : [[name2, error]];
  });
}
function refuseWrong(method, wrong2) {
  if (wrong2.length !== 0)
    throw method !== "GET" ? unprocessable(Object.fromEntries(wrong2)) : badRequest(`missing required parameters: ${wrong2.map(([name2]) => `"${name2}"`).join(", ")}`);
}

// src/hex/limits.ts
var WINDOW_MS = 6e4, AUTHENTICATED_AT_MOST = 500, ANONYMOUS_AT_MOST = 100;
async function limitCalls(core, { actor, caller }, exchange) {
  if (isLocal(exchange.request, core.urls.publicUrl)) return;
  let subject = limitSubjectOf({ actor, caller }), now = core.clock.now(), minuteEndsAt = instantOf(now - now % WINDOW_MS + WINDOW_MS), limit = { key: `hex
${subject.name}`, most: subject.most, endsAt: minuteEndsAt }, retryAfter = await secondsToWait(core, actor.project.id, [limit], exchange.reply);
  if (retryAfter !== void 0)
    throw new HexError(429, `API rate limit exceeded for ${subject.name}`, { retryAfter });
}
function limitSubjectOf({ actor, caller }) {
  return caller.kind === "user" ? { name: `user ${caller.user.id}`, most: AUTHENTICATED_AT_MOST } : caller.kind === "organization" ? { name: `organization ${caller.name}`, most: AUTHENTICATED_AT_MOST } : { name: `IP ${networkOf(actor.ip ?? "")}`, most: ANONYMOUS_AT_MOST };
}

// src/core/device-grants/decide.ts
async function decide(core, actor, request, { login, password, code, approves, usernames: usernames2 }) {
  let user = await checkCredentials(core, actor, { login, password }), userActor = actingFor(actor, user.id), factors = await shownFactors(core, userActor, user, code);
  await ensureUsername(core, userActor, user.id, usernames2), await decideOnDevice(core, userActor, { user, request, approves, factors });
}
async function shownFactors(core, actor, user, code) {
  if (user.mfaEnabledAt === null) return ["password"];
  if (await hasVerified(core.read, actor.project.id, { user: user.id, kind: "totp" })) {
    if (code === "") throw new Failure("factors_required");
    return await verifyTotpOnce(core, actor, { user: user.id, code }), ["password", "totp"];
  }
  if (addressFactors(actor, user).length > 0)
    throw new Failure({ code: "factors_required", reason: "authenticator_needed" });
  return ["password"];
}

// src/core/device-grants/revoke.ts
async function revokeToken(core, actor, input) {
  let hash = digest(input.token), { id } = actor.project, grant = (await findByAccess(core.read, id, { hash, now: core.clock.now() }))?.grant ?? await findByRefresh(core.read, id, { hash });
  grant && grant.clientId === input.clientId && await revokeGrant(core, actor, grant);
}
async function revokeByHash(core, actor, hash) {
  let grant = await findByRefresh(core.read, actor.project.id, { hash });
  grant && await revokeGrant(core, actor, grant);
}
async function revokeGrant(core, actor, grant) {
  let { userId: user, id } = grant, act = { act: "session.delete", user, details: { sessionId: id } }, acts = (isEnded) => isEnded ? act : [];
  await core.write(actingFor(actor, user), acts, async (tx) => (await lockUser(tx, actor.project.id, user), await takeGrant(tx, actor.project.id, { user, id }) !== void 0));
}

// src/core/device-grants/refresh.ts
async function refreshGrant(core, actor, input) {
  let family = familyIn(input.refreshToken), grant = family && await findByFamily(core.read, actor.project.id, { hash: digest(family) });
  if (!grant || grant.clientId !== input.clientId) throw new Failure("token_invalid");
  await requireFactors(core, actor, grant);
  let refreshHash = digest(input.refreshToken), refreshed = await rotateTokens(core, actor, { grant, family, refreshHash });
  if (refreshed) return refreshed;
  throw await revokeGrant(core, actor, grant), new Failure("token_invalid");
}
async function rotateTokens(core, actor, {
  grant,
  family,
  refreshHash
}) {
  let { tokens, hashes } = freshTokens(core, grant, family), project = actor.project.id, act = { act: "session.update", user: grant.userId, details: { sessionId: grant.id } }, acts = (isRotated2) => isRotated2 ? act : [];
  return await core.write(actingFor(actor, grant.userId), acts, async (tx) => await lockUser(tx, project, grant.userId) ? replaceTokens(tx, project, { grant, before: refreshHash, hashes, now: core.clock.now() }) : !1) ? tokens : void 0;
}

// src/core/organizations/organizations.ts
async function organizationsOf(core, project, user) {
  return (await joinedMembershipsOf(core.read, project, { user })).map(({ teamId, roles: roles2 }) => ({ name: teamId, role: roleOf(roles2) })).toSorted((a, b) => a.name < b.name ? -1 : 1);
}
async function findOrganization(core, project, name2) {
  let id = teamIdOf(name2), team = id && await findTeam(core.read, project, { id });
  if (!team) return;
  let updatedAtMicros = Math.max(team.sequence, team.updatedAt * 1e3);
  return { name: team.id, team, insertedAtMicros: team.sequence, updatedAtMicros };
}
async function roleIn(core, project, name2, user) {
  let team = teamIdOf(name2), membership = team && await findMemberOf(core.read, project, { team, user });
  return membership && membership.joinedAt !== null ? roleOf(membership.roles) : void 0;
}

// src/hex/clients.ts
var clients = /* @__PURE__ */ new Map([
  ["78ea6566-89fd-481e-a1d6-7d9d78eacca8", "Hex"],
  ["877731e8-cb88-45e1-9b84-9214de7da421", "Gleam"]
]);
function findClient(id) {
  return clients.get(id);
}

// src/hex/params.ts
function required(read, { schema, ...about6 }) {
  return {
    // The type of a transformation does not carry its input type, which is unknown.
    schema: external_exports.unknown().transform((value2, context) => {
      let field = read(value2);
      return "value" in field ? field.value : (context.addIssue({ code: "custom", message: field.error }), external_exports.NEVER);
    }).meta({ type: "string", ...schema }),
    ...about6,
    place: "input",
    optional: !1
  };
}
function optional(read, about6) {
  return { ...required(read, about6), optional: !0 };
}
function inPath(description) {
  return { schema: external_exports.string(), rule: "may be any text", description, place: "path", optional: !1 };
}
var organizationInPath = inPath("Name of the organization.");
function newName(description) {
  return required((value2) => textField(value2, []), { rule: "must be a text that is not blank", description });
}

// src/hex/oauth-params.ts
var VALUE_AT_MOST = 1e3, DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code", grantTypes = [DEVICE_GRANT, "refresh_token", "client_credentials"], UNKNOWN_GRANT_TYPE = "unknown", MISSING = { error: "missing" };
function oauthText(description) {
  return optional((value2) => ({ value: textIn(value2) }), {
    rule: `must be a text of 1 to ${VALUE_AT_MOST} characters to count`,
    description
  });
}
var clientId = required(
  (value2) => {
    let id = textIn(value2);
    return id === void 0 || findClient(id) === void 0 ? MISSING : { value: id };
  },
  { rule: "must be the id of a known client", description: "Id of the client." }
), grantType = required(
  (value2) => {
    let text3 = textIn(value2);
    if (text3 === void 0) return MISSING;
    let known = grantTypes.find((type) => type === text3);
    return known ? { value: known } : { error: UNKNOWN_GRANT_TYPE };
  },
  {
    rule: `must be one of ${grantTypes.join(", ")}`,
    description: "Grant type.",
    schema: { enum: grantTypes }
  }
), deviceScope = required(
  (value2) => {
    let scopes = scopesIn(textIn(value2) ?? "");
    return scopes ? { value: scopes } : MISSING;
  },
  {
    rule: "must be words out of api, api:read, api:write and repositories, with blanks between them",
    description: "Requested scopes."
  }
);
function textIn(value2) {
  return typeof value2 == "string" && value2 !== "" && value2.length <= VALUE_AT_MOST ? value2 : void 0;
}

// src/hex/oauth-errors.ts
var OAuthError = class extends Error {
  name = "OAuthError";
  status;
  code;
  constructor(status, code, description) {
    super(description), this.status = status, this.code = code;
  }
}, errors = {
  token_invalid: () => new OAuthError(400, "invalid_grant", "The code or token is unknown, used or expired."),
  user_blocked: () => new OAuthError(403, "access_denied", "The user is blocked."),
  credentials_wrong: () => new OAuthError(401, "invalid_client", "The client secret is no key that is good."),
  factors_required: () => new OAuthError(400, "invalid_grant", "A second factor is needed: sign in again."),
  scope_missing: () => new OAuthError(400, "invalid_scope", "The key may do less than that.")
}, oauthRefusals = {
  ofInput: ({ name: name2, broken }) => name2 === "client_id" ? new OAuthError(401, "invalid_client", "The client is unknown.") : name2 === "scope" ? new OAuthError(400, "invalid_scope", "The scope is missing or unknown.") : broken[0]?.message === UNKNOWN_GRANT_TYPE ? new OAuthError(400, "unsupported_grant_type", "The grant type is unknown.") : missing(name2),
  answerTo: (error) => {
    let refusal3 = oauthErrorOf(error);
    if (!refusal3) return;
    let { status, code, message } = refusal3;
    return { status, body: { error: code, error_description: message } };
  }
};
function missing(name2) {
  return new OAuthError(400, "invalid_request", `The parameter ${name2} is missing.`);
}
function oauthErrorOf(error) {
  return error instanceof OAuthError ? error : error instanceof Failure ? errors[error.code]?.() : void 0;
}

// src/hex/oauth-models.ts
var seconds = external_exports.int().meta({ description: "Lifetime in seconds." }), deviceModel = {
  name: "device",
  schema: external_exports.object({
    device_code: external_exports.string().meta({ description: "Code that the device exchanges for a token." }),
    user_code: external_exports.string().meta({ description: "Code that the user types on the verification page." }),
    verification_uri: external_exports.string(),
    verification_uri_complete: external_exports.string().meta({ description: "Verification page with the code filled in." }),
    expires_in: seconds,
    interval: external_exports.int().meta({ description: "Minimum seconds between two polls of the device." })
  }),
  view: ({ deviceCode, userCode, page, expiresInSeconds, pollSeconds }) => ({
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${userCode}`,
    expires_in: expiresInSeconds,
    interval: pollSeconds
  })
}, tokensModel = {
  name: "tokens",
  schema: external_exports.object({
    access_token: external_exports.string(),
    token_type: external_exports.literal("bearer"),
    expires_in: seconds,
    scope: external_exports.string().meta({ description: "Scopes, separated by spaces." }),
    refresh_token: external_exports.string().optional().meta({ description: "Refresh token; missing for the grant type `client_credentials`." })
  }),
  view: ({ tokens, scopes }) => ({
    access_token: tokens.accessToken,
    token_type: "bearer",
    expires_in: tokens.accessSeconds,
    scope: scopes.join(" "),
    ...tokens.refreshToken !== void 0 && { refresh_token: tokens.refreshToken }
  })
}, oauthErrorModel = {
  name: "oauthError",
  schema: external_exports.object({
    error: external_exports.string().meta({ description: "Error code, listed in `x-errors`." }),
    error_description: external_exports.string().meta({ description: "Error message for people." })
  })
};

// src/hex/route.ts
function route(described) {
  let { method, path, operation, summary, tag, limits = [], input, output, run, ...meta } = described;
  return { method, path, operation, summary, tag, limits, input, output, run, meta };
}

// src/hex/oauth.ts
var DEVICE_PAGE = "/oauth/device", SHA256 = /^[0-9a-f]{64}$/i, about = {
  method: "POST",
  tag: "oauth",
  access: "open",
  caching: "no-store",
  refusals: oauthRefusals
}, done = { status: 200, description: "Done, also for unknown tokens. The response has no body." }, deviceParams = {
  client_id: clientId,
  scope: deviceScope,
  name: oauthText("Name of the device, shown to the user who approves it.")
}, tokenParams = {
  grant_type: grantType,
  client_id: clientId,
  device_code: oauthText("Device code of `device_authorization`; for the grant type `device_code`."),
  refresh_token: oauthText("The newest refresh token; for the grant type `refresh_token`."),
  client_secret: oauthText("The secret of a key; for the grant type `client_credentials`."),
  scope: oauthText("Scopes of the token. Default: all scopes of the key."),
  name: oauthText("Name of the client.")
}, oauthRoutes = [
  route({
    ...about,
    path: "/oauth/device_authorization",
    operation: "oauth_device_authorization",
    summary: "Start a device authorization",
    // Every request stores a row without authentication.
    limits: [{ most: 60, seconds: 600, by: ["ip"] }],
    limitsLocal: !0,
    input: deviceParams,
    output: { status: 200, model: deviceModel },
    run: async (core, { actor, base }, { client_id, scope, name: name2 = "" }) => ({
      value: {
        ...await askForGrant(core, actor, { clientId: client_id, scopes: scope, name: name2 }),
        page: `${base}${DEVICE_PAGE}`,
        expiresInSeconds: CODE_SECONDS,
        pollSeconds: POLL_SECONDS
      }
    })
  }),
  route({
    ...about,
    path: "/oauth/token",
    operation: "oauth_token",
    summary: "Exchange a device code, a refresh token or a key for an access token",
    input: tokenParams,
    output: { status: 200, model: tokensModel },
    run: async (core, call, input) => {
      let tokens = await exchanges[input.grant_type](core, call, input);
      return { value: { tokens, scopes: await responseScopes(core, call, tokens) } };
    }
  }),
  route({
    ...about,
    path: "/oauth/revoke",
    operation: "oauth_revoke",
    summary: "Revoke the grant of a token",
    input: {
      token: oauthText("An access or refresh token."),
      client_id: oauthText("Id of the client.")
    },
    output: done,
    run: async (core, { actor }, { token, client_id }) => (token !== void 0 && client_id !== void 0 && await revokeToken(core, actor, { token, clientId: client_id }), {})
  }),
  route({
    ...about,
    path: "/oauth/revoke_by_hash",
    operation: "oauth_revoke_by_hash",
    summary: "Revoke a grant by the SHA-256 of its refresh token",
    input: { token_hash: oauthText("SHA-256 of the refresh token in hex.") },
    output: done,
    run: async (core, { actor }, { token_hash: hash = "" }) => (SHA256.test(hash) && await revokeByHash(core, actor, hash.toLowerCase()), {})
  })
], exchanges = {
  [DEVICE_GRANT]: async (core, { actor }, { client_id, device_code }) => {
    let deviceCode = requireField("device_code", device_code), redeemed = await redeemDeviceCode(core, actor, { clientId: client_id, deviceCode });
    if (redeemed.state === "granted") return redeemed.tokens;
    throw deviceErrors[redeemed.state]();
  },
  refresh_token: (core, { actor }, { client_id, refresh_token }) => refreshGrant(core, actor, {
    clientId: client_id,
    refreshToken: requireField("refresh_token", refresh_token)
  }),
  client_credentials: (core, { actor }, { client_id, client_secret, scope = "", name: name2 = "" }) => exchangeKey(core, actor, {
    clientId: client_id,
    secret: requireField("client_secret", client_secret),
    scope,
    name: name2
  })
}, deviceErrors = {
  pending: () => new OAuthError(400, "authorization_pending", "The user has not decided yet."),
  expired: () => new OAuthError(400, "expired_token", "The device code has expired."),
  denied: () => new OAuthError(403, "access_denied", "The user denied the request."),
  unknown: () => new OAuthError(400, "invalid_grant", "The device code is unknown.")
};
async function responseScopes(core, { actor }, { grant }) {
  let scopes = expandScopes(grant.scopes);
  if (!scopes.includes("repositories")) return scopes;
  let repositories = (await organizationsOf(core, actor.project.id, grant.userId)).map(({ name: name2 }) => `repository:${name2}`);
  return [...scopes.filter((scope) => scope !== "repositories"), ...repositories];
}
function requireField(name2, value2) {
  if (value2 === void 0) throw missing(name2);
  return value2;
}

// src/hex/oauth-forms.ts
var POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'", STYLE = "body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:10vh auto;padding:0 1rem;color:#18181b}label{display:block;margin-top:1rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}button{font:inherit;padding:.5rem 1.5rem;margin:1.5rem .5rem 0 0}.wrong{color:#b91c1c}.code{font:600 1.25rem ui-monospace,monospace;letter-spacing:.15rem}", meanings = {
  api: "read and change everything of your account",
  "api:read": "read what is in your account",
  "api:write": "change what is in your account",
  repositories: "read the repositories of your organizations"
};
function sendForm(reply, { title, wrong: wrong2, body }) {
  let alert = wrong2 === void 0 ? "" : `<p class="wrong" role="alert">${escaped2(wrong2)}</p>`;
  return reply.headers({
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store"
  }).type("text/html; charset=UTF-8").send(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped2(title)}</title><style>${STYLE}</style></head><body><h1>${escaped2(title)}</h1>${alert}${body}</body></html>`
  );
}
function codeForm(code, wrong2) {
  return {
    title: "Connect a device",
    ...wrong2 !== void 0 && { wrong: wrong2 },
    body: `<p>Go on only if this is the code that your device shows, and you have just started it yourself.</p><form method="post"><label>Code <input name="user_code" value="${escaped2(code)}" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required></label><button type="submit">Continue</button></form>`
  };
}
function decisionForm(request, form) {
  let client = escaped2(findClient(request.clientId) ?? request.clientId), device = request.name === "" ? "A device" : `The device <strong>${escaped2(request.name)}</strong>`, from = request.ip === null ? "" : ` at the address ${escaped2(request.ip)}`, scopeItems = request.scopes.map((scope) => `<li>${escaped2(meanings[scope] ?? scope)}</li>`).join("");
  return {
    title: "Let this device in?",
    ...form.wrong !== void 0 && { wrong: form.wrong },
    body: `<p>${device}${from} asks with the program <strong>${client}</strong> and the code <span class="code">${escaped2(form.userCode)}</span> to</p><ul>${scopeItems}</ul><p>If somebody sent you here, deny it: they would act as you.</p><form method="post"><input type="hidden" name="user_code" value="${escaped2(form.userCode)}"><label>Username or email <input name="login" value="${escaped2(form.login)}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="320" required></label><label>Password <input name="password" type="password" autocomplete="current-password" required></label><label>Code of your authenticator, if you use one <input name="code" autocomplete="one-time-code" inputmode="numeric" maxlength="6"></label><button type="submit" name="decision" value="approve">Approve</button><button type="submit" name="decision" value="deny">Deny</button></form>`
  };
}
function donePage(approves) {
  return approves ? { title: "The device is connected", body: "<p>You can close this window and go back to it.</p>" } : { title: "The device was denied", body: "<p>It gets nothing. You can close this window.</p>" };
}
function escaped2(text3) {
  return text3.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

// src/hex/oauth-page.ts
var VALUE_AT_MOST2 = 1e3, LOOKUPS_AT_MOST = { most: 30, seconds: 900 }, NO_SUCH_CODE = "No device is waiting with this code. Check the code, or request a new one on the device.", SIGN_IN_WRONG = "Username or password is wrong.", AUTHENTICATOR_NEEDED = "Your account needs a second factor, and this page accepts only codes of an authenticator app. Set one up first.", pageErrors = {
  credentials_wrong: { status: 400, text: SIGN_IN_WRONG },
  user_blocked: { status: 403, text: "Your account is blocked." },
  factors_required: { status: 400, text: "Enter the code of your authenticator, too." },
  token_invalid: { status: 400, text: "The code is wrong, used or expired." },
  authenticator_not_found: { status: 400, text: "Your authenticator was removed. Please try again." },
  unavailable: { status: 503, text: "The server is busy. Please try again in a while." },
  auth_method_disabled: { status: 403, text: "Sign-in with a password is disabled." },
  rate_limited: { status: 429, text: "Too many attempts. Please try again later." }
};
function serveDevicePage(app, core, { project }) {
  app.get(DEVICE_PAGE, (request, reply) => {
    let code = textIn2(request.query, "user_code");
    return sendForm(reply, codeForm(userCodeIn(code) ?? ""));
  }), app.post(DEVICE_PAGE, async (request, reply) => {
    let found = await getProject(core, project);
    return answer(core, anonymousActor(found, request).actor, { request, reply });
  });
}
async function answer(core, actor, { request, reply }) {
  let fields = request.body ?? {}, code = userCodeIn(textIn2(fields, "user_code")), wait = await consumeLookup(core, actor);
  if (wait !== void 0) return tooMany(reply, wait);
  let deviceRequest = code && await findDeviceRequest(core, actor, code);
  if (!deviceRequest) return sendForm(reply.code(400), codeForm("", NO_SUCH_CODE));
  let decision = textIn2(fields, "decision"), login = textIn2(fields, "login");
  return decision !== "approve" && decision !== "deny" ? sendForm(reply, decisionForm(deviceRequest, { userCode: code, login })) : applyDecision(core, actor, { reply, deviceRequest, userCode: code, fields });
}
async function applyDecision(core, actor, { reply, deviceRequest, userCode, fields }) {
  let [login, password, code] = [
    textIn2(fields, "login"),
    textIn2(fields, "password"),
    textIn2(fields, "code")
  ], approves = fields.decision === "approve";
  try {
    return await decide(core, actor, deviceRequest, {
      login,
      password,
      code: code.replaceAll(/\s/g, ""),
      approves,
      usernames
    }), sendForm(reply, donePage(approves));
  } catch (error) {
    let refusal3 = error instanceof Failure ? pageErrors[error.code] : void 0;
    if (!(error instanceof Failure) || !refusal3) throw error;
    let { data } = error, seconds2 = retryAfterSeconds(data);
    seconds2 !== void 0 && reply.header("Retry-After", String(seconds2));
    let wrong2 = data.code === "factors_required" && data.reason === "authenticator_needed" ? AUTHENTICATOR_NEEDED : refusal3.text;
    return sendForm(reply.code(refusal3.status), decisionForm(deviceRequest, { userCode, login, wrong: wrong2 }));
  }
}
function consumeLookup(core, actor) {
  let key3 = `hex-device-codes
${networkOf(actor.ip ?? "")}`;
  return secondsToWait(core, actor.project.id, [{ key: key3, ...LOOKUPS_AT_MOST }]);
}
function tooMany(reply, seconds2) {
  let page = codeForm("", "Too many attempts. Please try again later.");
  return sendForm(reply.code(429).header("Retry-After", String(seconds2)), page);
}
function textIn2(fields, name2) {
  let value2 = fields[name2];
  return typeof value2 == "string" && value2.length <= VALUE_AT_MOST2 ? value2 : "";
}

// src/hex/handles.ts
var HANDLE = /^(?:https?:\/\/[a-z0-9.-]+\/(?:[a-z]+\/)?)?@?([A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?)\/?$/, URL_AT_MOST = 255, profileAt = (base) => (text3) => {
  let [, handle] = HANDLE.exec(text3) ?? [];
  return handle === void 0 ? void 0 : base + handle;
}, services = {
  url: { name: "Website", url: webUrlOf },
  twitter: { name: "X.com", url: profileAt("https://x.com/") },
  bluesky: { name: "Bluesky", url: profileAt("https://bsky.app/profile/") },
  github: { name: "GitHub", url: profileAt("https://github.com/") },
  elixirforum: { name: "Elixir Forum", url: profileAt("https://elixirforum.com/u/") },
  freenode: { name: "Libera", url: () => "irc://irc.libera.chat/elixir" },
  slack: { name: "Slack", url: () => "https://elixir-slackin.herokuapp.com/" }
};
function handlesOf({ handles }) {
  if (!isJsonObject(handles)) return {};
  let shown = Object.entries(services).map(([field, { name: name2, url }]) => {
    let text3 = Object.hasOwn(handles, field) ? handles[field] : void 0;
    return [name2, typeof text3 == "string" && text3 !== "" ? url(text3) : void 0];
  });
  return Object.fromEntries(shown.filter((entry) => entry[1] !== void 0));
}
function webUrlOf(text3) {
  let url = text3.length <= URL_AT_MOST && URL.canParse(text3) ? new URL(text3) : void 0;
  return url && /^https?:$/.test(url.protocol) && url.username === "" ? url.href : void 0;
}

// src/hex/views.ts
var MICROS = 1e3;
function momentOf(micros) {
  let rest = String(micros % MICROS).padStart(3, "0");
  return `${isoWithoutZone(instantOf(micros / MICROS))}${rest}Z`;
}
function momentAt(at) {
  return momentOf(at * MICROS);
}
function userView(named2, base) {
  let { user, username, emailPublicAt } = named2;
  return {
    username,
    full_name: user.name === "" ? null : user.name,
    handles: handlesOf(user.prefs),
    ...emailPublicAt !== null && user.email !== null && { email: user.email },
    url: `${base}/api/users/${encodeURIComponent(username)}`,
    inserted_at: momentOf(named2.insertedAtMicros),
    updated_at: momentOf(named2.updatedAtMicros)
  };
}
function ownerView(named2, base) {
  return { ...userView(named2, base), packages: [], owned_packages: {} };
}
function keyView(key3, base, {
  authing,
  secret = null
}) {
  let revokedAt = key3.revokedAt ?? key3.revokeAt;
  return {
    name: key3.name,
    authing_key: key3.id === authing?.id,
    secret,
    permissions: key3.permissions.map(({ domain, resource }) => ({ domain, resource })),
    revoke_at: revokedAt === null ? null : momentAt(revokedAt),
    inserted_at: momentOf(key3.createdAtMicros),
    updated_at: momentOf(key3.updatedAtMicros),
    url: `${base}/api/keys/${encodeURIComponent(key3.name)}`,
    ...key3.lastUse && {
      last_use: {
        used_at: momentAt(key3.lastUse.usedAt),
        ip: key3.lastUse.ip,
        user_agent: key3.lastUse.userAgent
      }
    }
  };
}
function authenticatingKey(caller) {
  return caller.kind === "organization" ? caller.key : caller.kind === "user" && caller.credential.by === "key" ? caller.credential.key : void 0;
}
function organizationView({ id, sequence, updatedAt }) {
  return {
    name: id,
    billing_active: !0,
    inserted_at: momentOf(sequence),
    // Has milliseconds only, so within the millisecond of creation it would precede it.
    updated_at: momentOf(Math.max(sequence, updatedAt * MICROS))
  };
}
function memberView({ username, email, role: role3 }, base) {
  return {
    username,
    ...email !== null && { email },
    url: `${base}/api/users/${encodeURIComponent(username)}`,
    role: role3
  };
}

// src/hex/models.ts
var moment = external_exports.string().meta({
  description: "Time in UTC, such as 2026-06-04T00:53:31.880685Z; without fractions of a second in Erlang terms."
}), role = external_exports.enum(["read", "write", "admin"]), link = external_exports.string().meta({ description: "URL on this server." }), userFields = {
  username: external_exports.string().meta({ description: "Username in lower case." }),
  full_name: external_exports.string().nullable(),
  handles: external_exports.record(external_exports.string(), external_exports.string()).meta({ description: "Profiles at other services, by their names." }),
  email: external_exports.string().optional().meta({ description: "Email address, if it is public." }),
  url: link,
  inserted_at: moment,
  updated_at: moment
}, ownerFields = {
  ...userFields,
  packages: external_exports.array(external_exports.unknown()).meta({ description: "Always empty, since this server has no packages." }),
  owned_packages: external_exports.record(external_exports.string(), external_exports.string()).meta({ description: "Always empty." })
}, userModel = {
  name: "user",
  schema: external_exports.object(userFields),
  view: (user, { base }) => userView(user, base)
}, ownerModel = {
  name: "owner",
  schema: external_exports.object(ownerFields),
  view: (user, { base }) => ownerView(user, base)
}, currentUserModel = {
  name: "currentUser",
  schema: external_exports.object({ ...ownerFields, organizations: external_exports.array(external_exports.object({ name: external_exports.string(), role })) }),
  view: ({ user, organizations }, { base }) => ({ ...ownerView(user, base), organizations })
}, keyModel = {
  name: "key",
  schema: external_exports.object({
    name: external_exports.string(),
    authing_key: external_exports.boolean().meta({ description: "Whether this key authenticated the request." }),
    secret: external_exports.string().nullable().meta({ description: "Secret of the key; null except in the response that creates it." }),
    permissions: external_exports.array(external_exports.object({ domain: external_exports.string(), resource: external_exports.string().nullable() })),
    revoke_at: moment.nullable(),
    inserted_at: moment,
    updated_at: moment,
    url: link,
    last_use: external_exports.object({ used_at: moment, ip: external_exports.string(), user_agent: external_exports.string() }).optional()
  }),
  view: ({ key: key3, secret }, { base, caller }) => keyView(key3, base, { authing: authenticatingKey(caller), secret })
}, keyListModel = {
  name: "keyList",
  schema: external_exports.array(keyModel.schema),
  view: (keys, call) => keys.map((key3) => keyModel.view({ key: key3 }, call))
}, keyOwnerModel = {
  name: "keyOwner",
  schema: external_exports.object({
    key: external_exports.object({
      name: external_exports.string(),
      owner: external_exports.object({ type: external_exports.enum(["user", "organization"]), name: external_exports.string() })
    })
  }),
  view: ({ key: key3, kind, owner }) => ({ key: { name: key3, owner: { type: kind, name: owner } } })
}, logListModel = {
  name: "logList",
  schema: external_exports.array(
    external_exports.object({
      action: external_exports.string().meta({ description: "Action in the terms of hex.pm, such as `key.generate`." }),
      params: external_exports.record(external_exports.string(), external_exports.unknown()).meta({ description: "Objects of the action, by kind." }),
      user_agent: external_exports.string()
    })
  ),
  view: (logs) => logs
}, organizationFields = {
  name: external_exports.string(),
  billing_active: external_exports.boolean().meta({ description: "Always true, since this server bills nothing." }),
  inserted_at: moment,
  updated_at: moment
}, organizationModel = {
  name: "organization",
  schema: external_exports.object({ ...organizationFields, seats: external_exports.null() }),
  view: (team) => ({ ...organizationView(team), seats: null })
}, organizationListModel = {
  name: "organizationList",
  schema: external_exports.array(external_exports.object(organizationFields)),
  view: (teams) => teams.map(organizationView)
}, memberModel = {
  name: "member",
  schema: external_exports.object({
    username: external_exports.string(),
    email: external_exports.string().optional().meta({ description: "Email address, if it is public." }),
    url: link,
    role
  }),
  view: (member, { base }) => memberView(member, base)
}, memberListModel = {
  name: "memberList",
  schema: external_exports.array(memberModel.schema),
  view: (members, call) => members.map((member) => memberModel.view(member, call))
}, startModel = {
  name: "start",
  schema: external_exports.object({
    documentation_url: link,
    users_url: link,
    user_url: link,
    keys_url: link,
    key_url: link,
    organizations_url: link,
    organization_url: link
  }),
  view: (base) => ({
    documentation_url: `${base}/openapi.json`,
    users_url: `${base}/api/users`,
    user_url: `${base}/api/users/{name}`,
    keys_url: `${base}/api/keys`,
    key_url: `${base}/api/keys/{name}`,
    organizations_url: `${base}/api/orgs`,
    organization_url: `${base}/api/orgs/{name}`
  })
}, errors2 = external_exports.union([external_exports.string(), external_exports.record(external_exports.string(), external_exports.unknown())]), errorModel = {
  name: "error",
  schema: external_exports.object({
    status: external_exports.int().meta({ description: "HTTP status code." }),
    message: external_exports.string().nullable().meta({ description: "Error message for people." }),
    errors: errors2.optional().meta({
      description: "Errors by field, with status 422; nested for fields with subfields."
    })
  })
};

// src/core/audit/acts-by.ts
var SCANNED_AT_MOST = 1e5;
async function listActsBy(core, project, id, page) {
  let user = page.offset <= SCANNED_AT_MOST && await findUser(core.read, project, id);
  return user ? (await listEntriesBy(core.read, { project, user: id, since: user.sequence }, page)).map((row) => recordedActOf(row)) : [];
}
async function listActsInTeam(core, project, { id, sequence }, page) {
  if (page.offset > SCANNED_AT_MOST) return [];
  let of = { project, subject: `team ${id}`, since: sequence };
  return (await listEntriesOn(core.read, of, page)).map((row) => recordedActOf(row));
}
function recordedActOf(row) {
  return {
    act: row.act,
    details: JSON.parse(row.details),
    user: row.user_id,
    userAgent: row.user_agent,
    at: row.at
  };
}

// src/core/organizations/members-store.ts
var joined = prepared(
  ({ db }, param) => db.selectFrom("memberships").innerJoin(
    "profiles",
    (join) => join.onRef("profiles.project_id", "=", "memberships.project_id").onRef("profiles.user_id", "=", "memberships.user_id")
  ).innerJoin(
    "users",
    (join) => join.onRef("users.project_id", "=", "memberships.project_id").onRef("users.id", "=", "memberships.user_id")
  ).select(["memberships.id", "memberships.user_id", "memberships.roles"]).select(["profiles.username", "profiles.email_public_at", "users.email"]).where("memberships.project_id", "=", param.project_id).where("memberships.team_id", "=", param.team_id).where("memberships.joined_at", "is not", null).orderBy("memberships.sequence").orderBy("memberships.id").limit(param.most)
);
function joinedWithName(read, project, team, most) {
  return joined(read, { project_id: project, team_id: team, most });
}

// src/core/organizations/members.ts
var MEMBERS_AT_MOST = 1e3, teamRoles = {
  admin: [OWNER],
  write: ["write"],
  read: ["read"]
};
async function listNamedMembers(core, actor, team) {
  await seeMembers(core, actor, team);
  let hidden = actor.project.policies.hiddenMemberFields;
  return (await joinedWithName(core.read, actor.project.id, team, MEMBERS_AT_MOST)).map((row) => ({
    username: row.username,
    email: row.email_public_at === null || hidden.includes("userEmail") ? null : row.email,
    // Written only by this program, as a list of texts.
    role: roleOf(JSON.parse(row.roles))
  }));
}
async function seeMembers(core, actor, team) {
  let visible = await getVisibleTeam(core, actor, team), hidden = actor.project.policies.hiddenMemberFields;
  if ((hidden.includes("userId") || hidden.includes("userName")) && !isOwner(actor, visible)) throw new Failure("not_allowed");
  return visible.team;
}
async function getNamedMember(core, actor, { team, member }) {
  let role3 = roleOf((await membershipOf(core, actor, { team, member })).roles);
  return { username: member.username, email: publicEmail(member), role: role3 };
}
async function addNamedMember(core, actor, input) {
  let { team, member, role: role3 } = input;
  return await refuseNotManaging(core, actor, team, [role3]), await addMember(core, actor, { team, user: member.user.id, roles: teamRoles[role3] }), getNamedMember(core, actor, { team, member });
}
async function setNamedMemberRole(core, actor, input) {
  let { team, member, role: role3 } = input, known = await membershipOf(core, actor, { team, member });
  return await refuseNotManaging(core, actor, team, [role3, roleOf(known.roles)]), await setRoles(core, actor, { team, id: known.id, roles: teamRoles[role3] }), { username: member.username, email: publicEmail(member), role: role3 };
}
async function removeNamedMember(core, actor, { team, member }) {
  let known = await membershipOf(core, actor, { team, member });
  actor.user?.id === member.user.id || await refuseNotManaging(core, actor, team, [roleOf(known.roles)]), await removeMember(core, actor, { team, id: known.id });
}
async function refuseNotManaging(core, actor, team, roles2) {
  if (requireOwner(actor, await getVisibleTeam(core, actor, team)), actor.kind === "key" && roles2.includes("admin")) throw new Failure("not_allowed");
}
async function membershipOf(core, actor, { team, member }) {
  await (actor.user?.id === member.user.id ? getVisibleTeam(core, actor, team) : seeMembers(core, actor, team));
  let known = await findMemberOf(core.read, actor.project.id, { team, user: member.user.id });
  if (!known || known.joinedAt === null) throw new Failure("membership_not_found");
  return known;
}
function publicEmail({ user, emailPublicAt }) {
  return emailPublicAt === null ? null : user.email;
}

// src/core/organizations/acts.ts
async function listOrganizationActs(core, actor, team, page) {
  return listActsInTeam(core, actor.project.id, await seeMembers(core, actor, team), page);
}

// src/hex/logs.ts
var NO_AGENT = "missing", AGENT_LETTERS = 255, nothing = () => ({}), ofUser = (_, { user, username }) => userIn(user.id, username), ofEmail = (_, own) => emailIn(own), toEmail = (_, own) => ({ old_email: null, new_email: emailIn(own) }), ofSession = ({ details }) => ({
  id: text2(details.sessionId),
  type: "browser",
  name: null,
  client_id: null,
  client: null
}), ofIdentity = ({ details }) => ({
  id: text2(details.identityId),
  provider: text2(details.provider),
  provider_uid: null,
  provider_email: null
}), ofOrganization = ({ details }) => organizationIn(text2(details.teamId)), ofMember = ({ details, user }, names) => ({
  organization: organizationIn(text2(details.teamId)),
  user: userNamed(user, names)
}), ofRole = (act, names) => ({ ...ofMember(act, names), role: text2(act.details.role) }), actions = {
  "user.create": ["user.create", ofUser],
  "user.name.update": ["user.update", ofUser],
  "user.email.update": ["email.primary", toEmail],
  "user.password.update": ["password.update", nothing],
  "user.mfa.update": ["security.update", ofUser],
  "user.recovery-codes.update": ["security.rotate_recovery_codes", ofUser],
  "recovery.create": ["password.reset.init", nothing],
  "recovery.update": ["password.reset.finish", nothing],
  "session.create": ["session.create", ofSession],
  "session.delete": ["session.revoke", ofSession],
  "identity.create": ["user_provider.create", ofIdentity],
  "identity.delete": ["user_provider.delete", ofIdentity]
}, teamActions = {
  "user-key.create": ["key.generate", ofKey],
  "user-key.revoke": ["key.remove", ofKey],
  "team.create": ["organization.create", ofOrganization],
  "membership.create": ["organization.member.add", ofMember],
  "membership.update": ["organization.member.role", ofRole],
  "membership.delete": ["organization.member.remove", ofMember]
}, listedActs = Object.keys({ ...actions, ...teamActions }), ENTRIES_OF_SIGN_UP = 4;
function logsOf(act, own, names) {
  if (isInTeam(act)) return [teamLogOf(act, names)];
  let [action, params] = actions[act.act], last = { action, params: params(act, own), user_agent: agentOf(act) };
  return act.act !== "user.create" ? [last] : [
    { ...last, action: "email.public", params: toEmail(act, own) },
    { ...last, action: "email.primary", params: toEmail(act, own) },
    { ...last, action: "email.add", params: ofEmail(act, own) },
    last
  ];
}
function teamLogOf(act, names) {
  let [action, params] = teamActions[act.act];
  return { action, params: params(act, names), user_agent: agentOf(act) };
}
function isInTeam(act) {
  return Object.hasOwn(teamActions, act.act);
}
function ofKey({ details }, names) {
  let [kind, ...rest] = (text2(details.owner) ?? "").split(" "), owner = rest.join(" "), permissions = Array.isArray(details.permissions) ? details.permissions : [];
  return {
    id: text2(details.keyId),
    name: text2(details.name),
    permissions: permissions.map((each) => ({ ...permissionOf(String(each)) })),
    user: kind === "user" ? userNamed(owner, names) : null,
    organization: kind === "team" ? organizationIn(owner) : null
  };
}
function userNamed(id, names) {
  return userIn(id, names.get(id ?? "") ?? null);
}
function userIn(id, username) {
  return { id, username, handles: null };
}
function organizationIn(name2) {
  return { name: name2, billing_active: !0 };
}
function emailIn({ user, emailPublicAt }) {
  return { email: user.email, primary: !0, public: emailPublicAt !== null, gravatar: !1 };
}
function text2(value2) {
  return typeof value2 == "string" ? value2 : null;
}
function agentOf({ userAgent }) {
  return Array.from(userAgent ?? NO_AGENT).slice(0, AGENT_LETTERS).join("");
}

// src/hex/new-key.ts
var EVERYTHING = { domain: "api", resource: null }, DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/, PERMISSIONS_AT_MOST = 100, PUBLIC_REPOSITORY = "hexpm", newKeyParams = {
  name: newName("Name of the key; a number is appended if the owner already has a key of this name."),
  revoke_at: optional(dateField, {
    rule: "must be a date, or a moment in ISO 8601, in the future",
    description: "Time at which the key expires, in UTC if it has no offset. Default: never."
  }),
  permissions: optional(permissionsField, {
    rule: `must be a list of at most ${PERMISSIONS_AT_MOST} maps`,
    description: "Permissions of the key. Default: the domain `api`.",
    schema: {
      type: "array",
      maxItems: PERMISSIONS_AT_MOST,
      items: {
        type: "object",
        properties: {
          domain: { type: "string", enum: permissionDomains },
          resource: { type: ["string", "null"] }
        },
        required: ["domain"]
      }
    }
  })
};
async function wrongIn(core, { revoke_at: at, permissions = [] }, mayRead2) {
  return {
    revoke_at: at !== void 0 && at <= core.clock.now() ? "must be in the future" : void 0,
    permissions: await permissionErrors(permissions, mayRead2)
  };
}
function newKeyOf({ name: name2, revoke_at: at, permissions = [] }) {
  return {
    name: name2,
    permissions: permissions.length === 0 ? [EVERYTHING] : permissions.flatMap(permissionIn2),
    revokeAt: at === void 0 ? null : instantOf(at)
  };
}
function dateField(value2) {
  let text3 = optionalText(value2, [
    [(date) => DATE.test(date) && !Number.isNaN(parseDate(date)), "is invalid"]
  ]);
  return "error" in text3 ? text3 : { value: text3.value === void 0 ? void 0 : parseDate(text3.value) };
}
function permissionsField(value2) {
  let maps = mapsField(value2);
  return "error" in maps || maps.value.length <= PERMISSIONS_AT_MOST ? maps : { error: `should have at most ${PERMISSIONS_AT_MOST} item(s)` };
}
function parseDate(text3) {
  let hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text3.slice(10));
  return Date.parse(hasZone || !text3.includes(":") ? text3 : `${text3}Z`);
}
async function permissionErrors(maps, mayRead2) {
  let errors3 = [];
  for (let map4 of maps) {
    let checked = checkPermission(map4), wrong2 = "errors" in checked ? checked.errors : await resourceErrors(checked.permission, mayRead2);
    wrong2 !== void 0 && errors3.push(wrong2);
  }
  return errors3.length > 0 ? Object.assign({}, ...errors3) : void 0;
}
async function resourceErrors(permission, mayRead2) {
  let error = await resourceError(permission, mayRead2);
  return error === void 0 ? void 0 : { resource: error };
}
function checkPermission(map4) {
  let domain = textField(map4.domain, [[isDomain, "is invalid"]]), resource = optionalText(map4.resource, []);
  return "error" in domain ? { errors: { domain: domain.error } } : "error" in resource ? { errors: { resource: resource.error } } : { permission: { domain: domain.value, resource: resource.value ?? null } };
}
function permissionIn2(map4) {
  let checked = checkPermission(map4);
  return "errors" in checked ? [] : [complete(checked.permission)];
}
function isDomain(text3) {
  return permissionDomains.includes(text3);
}
async function resourceError({ domain, resource }, mayRead2) {
  let fits = {
    api: resource === null || resource === "read" || resource === "write",
    repositories: resource === null
  };
  if (domain === "api" || domain === "repositories")
    return fits[domain] ? void 0 : "invalid resource for given domain";
  if (resource === null) return "invalid resource for given domain";
  if (domain === "package") {
    let [repository = ""] = packageNamed(resource).split("/");
    return repository !== PUBLIC_REPOSITORY && await mayRead2(repository) ? void 0 : "you do not have access to this package";
  }
  return await mayRead2(resource) ? void 0 : "you do not have access to this repository";
}
function complete(permission) {
  let { domain, resource } = permission;
  return domain === "package" && resource !== null ? { domain, resource: packageNamed(resource) } : permission;
}
function packageNamed(resource) {
  return resource.includes("/") ? resource : `${PUBLIC_REPOSITORY}/${resource}`;
}

// src/hex/mailing.ts
var HOUR_SECONDS = 3600, NAME_LETTERS = 320, FORMS_AT_MOST = 60;
async function mayMail(core, actor, { kind, name: name2 }) {
  let to = `hex ${name2.trim().toLowerCase().slice(0, NAME_LETTERS)}`;
  return await messageWaitSeconds(core, actor, { to, user: void 0, purpose: kind === "reset" ? "recovery" : "verification" }) === void 0;
}
async function formWaitSeconds(core, { project, ip }, request) {
  if (isLocal(request, core.urls.publicUrl)) return;
  let key3 = `hex form
${networkOf(ip ?? "")}`;
  return secondsToWait(core, project.id, [{ key: key3, most: FORMS_AT_MOST, seconds: HOUR_SECONDS }]);
}

// src/hex/new-user.ts
var PASSWORD_LETTERS = 8, PASSWORD_BYTES = 256, NAME_LETTERS2 = 128, EMAILS_AT_MOST = 1, usernameRules = [
  [(text3) => lettersIn(text3) >= 3, `should be at least ${3} character(s)`],
  [(text3) => lettersIn(text3) <= 255, `should be at most ${255} character(s)`],
  [(text3) => USERNAME_FORM.test(text3.toLowerCase()), "has invalid format"],
  [(text3) => !usernames.reserved.has(text3.toLowerCase()), "is reserved"]
], nameRules = [
  [(text3) => lettersIn(text3) <= NAME_LETTERS2, `should be at most ${NAME_LETTERS2} character(s)`]
], isWithinBytes = (text3) => Buffer.byteLength(text3) <= PASSWORD_BYTES, passwordBytes = [isWithinBytes, `should be at most ${PASSWORD_BYTES} byte(s)`];
function passwordLetters(least) {
  let letters3 = Math.max(PASSWORD_LETTERS, least);
  return [(text3) => lettersIn(text3) >= letters3, `should be at least ${letters3} character(s)`];
}
function passwordRules(least) {
  return [passwordLetters(least), passwordBytes];
}
var emailRules = [[(text3) => emailOf(text3) !== void 0, "has invalid format"]], anything = (value2) => ({ value: value2 }), newUserParams = {
  username: required((value2) => textField(value2, usernameRules), {
    rule: `must have ${3} to ${255} characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and not be reserved`,
    description: "Username; case-insensitive.",
    schema: { minLength: 3, maxLength: 255, pattern: "^[A-Za-z0-9_.-]+$" }
  }),
  password: required((value2) => textField(value2, [passwordBytes]), {
    rule: `must have ${PASSWORD_LETTERS} characters or more, as the project asks for, and ${PASSWORD_BYTES} bytes or fewer`,
    description: "Plain password.",
    schema: { minLength: PASSWORD_LETTERS }
  }),
  password_confirmation: optional(anything, {
    rule: "must be the password",
    description: "Repetition of the password."
  }),
  full_name: optional((value2) => optionalText(value2, nameRules), {
    rule: `must have at most ${NAME_LETTERS2} characters`,
    description: "Full name.",
    schema: { maxLength: NAME_LETTERS2 }
  }),
  emails: optional(anything, {
    rule: "must be a list of one map",
    description: "The email address, with an optional confirmation.",
    schema: {
      type: "array",
      minItems: 1,
      maxItems: EMAILS_AT_MOST,
      items: {
        type: "object",
        properties: { email: { type: "string" }, email_confirmation: { type: "string" } },
        required: ["email"]
      }
    }
  }),
  email: optional(anything, {
    rule: "must be a valid email address; it is needed where there is no `emails`",
    description: "The email address."
  })
};
function wrongIn2(input, passwordMinLength) {
  let { password, password_confirmation: confirmation } = input, field = password === void 0 ? void 0 : textField(password, [passwordLetters(passwordMinLength)]);
  return {
    password: field && errorIn(field),
    password_confirmation: field && unlike(field, confirmation, "does not match password"),
    emails: emailIn2(input).errors
  };
}
function newUserOf(input) {
  return {
    username: input.username.toLowerCase(),
    password: input.password,
    email: emailIn2(input).email,
    name: input.full_name ?? ""
  };
}
function emailIn2(fields) {
  let listed = fields.emails === void 0 || fields.emails === null ? void 0 : mapsField(fields.emails);
  if (listed && "error" in listed) return { errors: listed.error };
  let maps = listed?.value ?? (isBlank(fields.email) ? [] : [{ email: fields.email }]), [first2] = maps;
  if (!first2) return { errors: BLANK };
  if (maps.length > EMAILS_AT_MOST) return { errors: `should have at most ${EMAILS_AT_MOST} item(s)` };
  let address = textField(first2.email, emailRules), confirmation = unlike(lowered(address), first2.email_confirmation, "does not match email");
  if ("error" in address) return { errors: { email: address.error } };
  if (confirmation !== void 0) return { errors: { email_confirmation: confirmation } };
  let email = emailOf(address.value);
  return email ? { email } : { errors: { email: "has invalid format" } };
}
function isBlank(value2) {
  return value2 == null || typeof value2 == "string" && value2.trim() === "";
}
function lowered(field) {
  return "error" in field ? field : { value: field.value.toLowerCase() };
}
function unlike(field, confirmation, sentence) {
  return confirmation == null || "error" in field ? void 0 : typeof confirmation != "string" ? "expected type string" : confirmation === field.value || confirmation.toLowerCase() === field.value ? void 0 : sentence;
}

// src/hex/users.ts
var about2 = { tag: "users", caching: "minute" }, named = { name: inPath("Username, or a verified and public email address.") }, userRoutes = [
  route({
    ...about2,
    method: "POST",
    path: "/users",
    operation: "usersCreate",
    summary: "Create a user",
    access: "open",
    // Every request sends mail to an unverified address.
    limits: [{ most: 50, by: ["ip"] }],
    input: newUserParams,
    check: (_core, { actor }, input) => wrongIn2(input, actor.project.policies.passwordMinLength),
    output: { status: 201, model: userModel },
    run: async (core, { actor }, input) => {
      let value2 = await signUpWithUsername(core, asGuest(actor), newUserOf(input), usernames), location = `/hex/api/users/${encodeURIComponent(value2.username)}`;
      return { value: value2, headers: { location } };
    }
  }),
  route({
    ...about2,
    method: "GET",
    path: "/users/me",
    operation: "usersMe",
    summary: "Get the current user",
    access: "verified",
    need: "read",
    input: {},
    output: { status: 200, model: currentUserModel },
    run: showOwn
  }),
  route({
    ...about2,
    method: "GET",
    path: "/users/:name",
    operation: "usersGet",
    summary: "Get a user by username or public email",
    access: "open",
    input: named,
    output: { status: 200, model: ownerModel },
    run: show
  }),
  route({
    ...about2,
    method: "GET",
    path: "/users/:name/test",
    operation: "usersTest",
    summary: "Get a user; needs credentials",
    access: "verified",
    need: "read",
    input: named,
    output: { status: 200, model: ownerModel },
    run: show
  }),
  route({
    ...about2,
    method: "POST",
    path: "/users/:name/reset",
    operation: "usersReset",
    summary: "Send a password reset link",
    access: "open",
    input: named,
    output: { status: 204 },
    run: reset
  })
];
async function showOwn(core, { actor, caller }) {
  let { id } = userOf2(caller), user = await ensureUsername(core, actor, id, usernames), organizations = await organizationsOf(core, actor.project.id, id);
  return { value: { user, organizations }, changedAtMicros: user.updatedAtMicros };
}
async function show(core, { actor }, { name: name2 }) {
  let found = await findVisible(core, actor.project.id, name2.toLowerCase());
  if (!found) throw notFound();
  return { value: found, changedAtMicros: found.updatedAtMicros };
}
async function reset(core, { actor }, input) {
  let name2 = input.name.toLowerCase();
  return await mayMail(core, actor, { kind: "reset", name: name2 }) && await requestReset(core, actor, name2, usernames), {};
}
function asGuest({ id: _, user: __, ...actor }) {
  return { ...actor, kind: "guest", scopes: /* @__PURE__ */ new Set() };
}
function userOf2(caller) {
  if (caller.kind !== "user") throw notFound();
  return caller.user;
}

// src/hex/owners.ts
var rank = { read: 1, write: 2, admin: 3 };
async function roleAt(core, { actor, caller }, name2) {
  if (caller.kind === "organization") {
    if (caller.name !== name2) return;
    let made = caller.key.maker?.role ?? "owner";
    return made === "owner" ? "admin" : made;
  }
  return caller.kind === "user" ? roleIn(core, actor.project.id, name2, caller.user.id) : void 0;
}
async function organizationOf(core, call, least) {
  let name2 = call.path.organization ?? "", organization = await findOrganization(core, call.actor.project.id, name2), role3 = organization && await roleAt(core, call, organization.name);
  if (!organization || !role3) throw notFound();
  if (rank[role3] < rank[least]) throw forbidden("account not authorized for this action");
  return organization;
}
async function managedOrganizationOf(core, call) {
  let organization = await organizationOf(core, call, "read"), maker = call.caller.kind === "organization" ? call.caller.key.maker : null;
  if (maker && maker.role !== "owner") throw forbidden("account not authorized for this action");
  return organization;
}
async function ownerOf(core, call, least) {
  return call.path.organization === void 0 ? { kind: "user", id: userOf2(call.caller).id } : { kind: "team", id: (await organizationOf(core, call, least)).name };
}
async function mayRead(core, call, repository) {
  let organization = call.path.organization;
  return repository === PUBLIC_REPOSITORY ? !0 : organization !== void 0 ? repository === organization : await roleAt(core, call, repository) !== void 0;
}

// src/hex/audit-logs.ts
var about3 = { method: "GET", access: "verified", need: "read", caching: "none" }, PAGE = 100, BEFORE = ENTRIES_OF_SIGN_UP - 1, paged = {
  page: optional((value2) => ({ value: pageIn(value2) }), {
    rule: "is the first page where it is no whole number from 1",
    description: "Page number from 1; a page has 100 entries."
  })
}, auditLogRoutes = [
  route({
    ...about3,
    tag: "users",
    path: "/users/me/audit-logs",
    operation: "usersMeAuditLogs",
    summary: "List the audit log of the caller, newest first, 100 entries a page",
    input: paged,
    output: { status: 200, model: logListModel },
    run: list4
  }),
  route({
    ...about3,
    tag: "organizations",
    path: "/orgs/:organization/audit-logs",
    operation: "organizationsAuditLogs",
    summary: "List the audit log of an organization, newest first, 100 entries a page",
    input: { organization: organizationInPath, ...paged },
    output: { status: 200, model: logListModel },
    run: listOfOrganization
  })
];
async function list4(core, { actor, caller }, { page: number3 = 1 }) {
  let { id } = userOf2(caller), own = await ensureUsername(core, actor, id, usernames), first2 = (number3 - 1) * PAGE, offset = Math.max(0, first2 - BEFORE), page = { acts: listedActs, offset, limit: PAGE + BEFORE }, done2 = await listActsBy(core, actor.project.id, id, page), names = await namesIn(core, actor, done2);
  return { value: done2.flatMap((act) => logsOf(act, own, names)).slice(first2 - offset, first2 - offset + PAGE) };
}
async function listOfOrganization(core, call, { page: number3 = 1 }) {
  let { team } = await organizationOf(core, call, "read"), page = { offset: (number3 - 1) * PAGE, limit: PAGE }, done2 = await listOrganizationActs(core, call.actor, team.id, page), names = await namesIn(core, call.actor, done2);
  return { value: done2.map((act) => teamLogOf(act, names)) };
}
function namesIn(core, { project }, done2) {
  let ids = done2.flatMap(({ user }) => user === null ? [] : [user]);
  return usernamesOf(core.read, project.id, ids);
}
function pageIn(value2) {
  let page = typeof value2 == "string" && /^\d{1,15}$/.test(value2) ? Number(value2) : 1;
  return Math.max(1, page);
}

// src/hex/auth.ts
var authParams = {
  domain: required((value2) => isText(value2) ? { value: value2 } : { error: "is missing" }, {
    rule: "must be one of `api`, `repository`, `repositories`, `package` and `docs` for a key to be good for it",
    description: "Domain of the permission."
  }),
  resource: optional((value2) => ({ value: isText(value2) ? value2 : void 0 }), {
    rule: "may be any text",
    description: "Resource of the permission; `read` or `write` for the domain `api`."
  })
}, authRoutes = [
  route({
    tag: "auth",
    method: "GET",
    path: "/auth",
    operation: "authCheck",
    summary: "Check whether the credentials have a permission",
    access: "verified",
    caching: "none",
    input: authParams,
    output: {
      status: 200,
      model: keyOwnerModel,
      others: [
        { status: 204, description: "Allowed, for credentials other than a key. The response has no body." }
      ]
    },
    run: check
  })
];
async function check(core, call, { domain, resource }) {
  let { caller, actor } = call, named2 = resource ?? null, permission = { domain, resource: domain === "api" ? named2 ?? "read" : named2 };
  if (!isAllowed(caller, permission)) throw unauthorized("key not authorized for this action");
  if (!await hasAccess(core, call, permission)) throw forbidden("account not authorized for this action");
  if (caller.kind === "organization")
    return { value: { key: caller.key.name, kind: "organization", owner: caller.name } };
  if (caller.kind !== "user" || caller.credential.by !== "key") return { status: 204 };
  let { username } = await ensureUsername(core, actor, caller.user.id, usernames);
  return { value: { key: caller.credential.key.name, kind: "user", owner: username } };
}
async function hasAccess(core, call, { domain, resource }) {
  return domain === "api" || domain === "repositories" ? !0 : resource === null || !isDomain(domain) ? !1 : mayRead(core, call, domain === "package" ? resource.split("/")[0] ?? "" : resource);
}
function isText(value2) {
  return typeof value2 == "string" && value2 !== "";
}

// src/hex/key-parent.ts
function parentIn({ caller, actor }) {
  let factors = actor.authentication?.factors ?? [];
  if (caller.kind === "nobody") throw unauthorized("missing authentication information");
  if (caller.kind === "organization") return { ...parentOf(caller.key), factors };
  let { credential, user } = caller;
  if (credential.by === "key") return { ...parentOf(credential.key), factors };
  let fresh = { factors, lineage: [], revokeAt: null, maker: user.id };
  if (credential.by === "password") return { ...fresh, permissions: null, grantId: null };
  let { grant, key: key3 } = credential, permissions = grant.scopes.map(permissionIn);
  return key3 ? { ...parentOf(key3), permissions, factors } : { ...fresh, permissions, grantId: grant.id };
}

// src/hex/keys.ts
var name = inPath("Name of the key."), keyRoutes = [
  ...routesUnder("/keys", {}, { tag: "keys", whose: "keys of the caller" }),
  ...routesUnder(
    "/orgs/:organization/keys",
    { organization: organizationInPath },
    { tag: "organizationKeys", whose: "keys of an organization" }
  )
];
function routesUnder(path, ownerParams, { tag, whose }) {
  let about6 = { tag, caching: "minute" }, keyParams = { ...ownerParams, name };
  return [
    route({
      ...about6,
      method: "GET",
      path,
      operation: `${tag}List`,
      summary: `List the valid ${whose}`,
      access: "verified",
      need: "read",
      input: ownerParams,
      output: { status: 200, model: keyListModel },
      run: list5
    }),
    route({
      ...about6,
      method: "GET",
      path: `${path}/:name`,
      operation: `${tag}Get`,
      summary: `Get one of the ${whose}`,
      access: "verified",
      need: "read",
      input: keyParams,
      output: { status: 200, model: keyModel },
      run: show2
    }),
    route({
      ...about6,
      method: "POST",
      path,
      operation: `${tag}Create`,
      summary: `Add a key to the ${whose}`,
      access: "signed-in",
      need: "write",
      input: { ...ownerParams, ...newKeyParams },
      output: { status: 201, model: keyModel },
      find: (core, call) => ownerOf(core, call, "write"),
      check: (core, call, input) => wrongIn(core, input, (repository) => mayRead(core, call, repository)),
      run: async (core, call, input) => {
        let { actor, found: owner } = call, value2 = await createUserKey(core, actor, owner, { ...newKeyOf(input), parent: parentIn(call) }), location = `/hex/api/keys/${encodeURIComponent(value2.key.name)}`;
        return { value: value2, headers: { location } };
      }
    }),
    route({
      ...about6,
      method: "DELETE",
      path: `${path}/:name`,
      operation: `${tag}Revoke`,
      summary: `Revoke one of the ${whose}`,
      access: "verified",
      need: "write",
      input: keyParams,
      output: { status: 200, model: keyModel },
      run: revoke
    }),
    route({
      ...about6,
      caching: "none",
      method: "DELETE",
      path,
      operation: `${tag}RevokeAll`,
      summary: `Revoke all ${whose}, the authenticating key included`,
      access: "verified",
      need: "write",
      input: ownerParams,
      output: { status: 200, model: keyModel },
      run: revokeAll
    })
  ];
}
async function list5(core, call) {
  let owner = await ownerOf(core, call, "read");
  return { value: await listUserKeys(core, call.actor.project.id, owner) };
}
async function show2(core, call, input) {
  let owner = await ownerOf(core, call, "read"), key3 = await findUserKey(core, call.actor.project.id, owner, input.name);
  if (!key3) throw notFound();
  return { value: { key: key3 }, changedAtMicros: changedAt(key3) };
}
async function revoke(core, call, input) {
  let owner = await ownerOf(core, call, "write");
  return { value: { key: await revokeUserKey(core, call.actor, owner, input.name) } };
}
async function revokeAll(core, call) {
  let owner = await ownerOf(core, call, "write"), authing = authenticatingKey(call.caller);
  if (!authing) throw badRequest("must be authenticated by an API key");
  return { value: { key: (await revokeUserKeys(core, call.actor, owner)).find(({ id }) => id === authing.id) ?? authing } };
}
function changedAt({ updatedAtMicros, lastUse }) {
  return Math.max(updatedAtMicros, (lastUse?.usedAt ?? 0) * 1e3);
}

// src/hex/members.ts
var about4 = { tag: "organizations", caching: "minute", access: "verified" }, MEMBERS = "/orgs/:organization/members", MEMBER = `${MEMBERS}/:name`, roles = ["read", "write", "admin"], organizationParams = { organization: organizationInPath }, memberParams = {
  ...organizationParams,
  name: inPath("Username of the member, or a public email address.")
}, role2 = required(roleIn2, {
  rule: "must be one of read, write, admin",
  description: "Role of the member.",
  schema: { enum: roles }
}), memberRoutes = [
  route({
    ...about4,
    method: "GET",
    path: MEMBERS,
    operation: "membersList",
    summary: "List the members of an organization",
    need: "read",
    input: organizationParams,
    output: { status: 200, model: memberListModel },
    run: async (core, call) => {
      let { team } = await organizationOf(core, call, "read");
      return { value: await listNamedMembers(core, call.actor, team.id) };
    }
  }),
  route({
    ...about4,
    method: "GET",
    path: MEMBER,
    operation: "membersGet",
    summary: "Get a member of an organization",
    need: "read",
    input: memberParams,
    output: { status: 200, model: memberModel },
    find: memberAt,
    run: async (core, { actor, found }) => ({ value: await getNamedMember(core, actor, found) })
  }),
  route({
    ...about4,
    method: "POST",
    path: MEMBERS,
    operation: "membersAdd",
    summary: "Add a member to an organization",
    need: "write",
    input: { ...organizationParams, name: newName("Username, or a public email address."), role: role2 },
    output: { status: 200, model: memberModel },
    find: async (core, call) => (await managedOrganizationOf(core, call)).team.id,
    run: add
  }),
  route({
    ...about4,
    method: "POST",
    path: MEMBER,
    operation: "membersUpdate",
    summary: "Update the role of a member",
    need: "write",
    input: { ...memberParams, role: role2 },
    output: { status: 200, model: memberModel },
    find: managedMemberAt,
    run: async (core, { actor, found }, input) => ({
      value: await setNamedMemberRole(core, actor, { ...found, role: input.role })
    })
  }),
  route({
    ...about4,
    method: "DELETE",
    path: MEMBER,
    operation: "membersRemove",
    summary: "Remove a member from an organization",
    need: "write",
    input: memberParams,
    output: { status: 204 },
    find: managedMemberAt,
    run: async (core, { actor, found }) => (await removeNamedMember(core, actor, found), {})
  })
];
async function add(core, { actor, found: team }, input) {
  let member = await findVisible(core, actor.project.id, input.name.toLowerCase());
  if (!member) throw unprocessable({ name: "unknown user" });
  let value2 = await addNamedMember(core, actor, { team, member, role: input.role }).catch(rethrow), location = `/hex/api/orgs/${encodeURIComponent(team)}/members/${encodeURIComponent(member.username)}`;
  return { value: value2, headers: { location } };
}
async function memberAt(core, call) {
  let { team } = await organizationOf(core, call, "read"), member = await findVisible(core, call.actor.project.id, (call.path.name ?? "").toLowerCase());
  if (!member) throw notFound();
  return { team: team.id, member };
}
async function managedMemberAt(core, call) {
  return await managedOrganizationOf(core, call), memberAt(core, call);
}
function roleIn2(value2) {
  let text3 = textField(value2, [[(role3) => roles.includes(role3), "is invalid"]]);
  return "error" in text3 ? text3 : { value: text3.value };
}
function rethrow(error) {
  throw error instanceof Failure && error.code === "membership_confirmed" ? unprocessable({ name: "is already member" }) : error;
}

// src/hex/organizations.ts
var about5 = { tag: "organizations", caching: "minute" }, organizationRoutes = [
  route({
    ...about5,
    method: "GET",
    path: "/orgs",
    operation: "organizationsList",
    summary: "List the organizations that the caller belongs to",
    access: "open",
    need: "read",
    input: {},
    output: { status: 200, model: organizationListModel },
    run: list6
  }),
  route({
    ...about5,
    method: "GET",
    path: "/orgs/:organization",
    operation: "organizationsGet",
    summary: "Get an organization",
    access: "verified",
    need: "read",
    input: { organization: organizationInPath },
    output: { status: 200, model: organizationModel },
    run: async (core, call) => ({ value: (await organizationOf(core, call, "read")).team })
  })
];
async function list6(core, { actor, caller }) {
  if (caller.kind === "nobody") return { value: [] };
  let project = actor.project.id, names = caller.kind === "organization" ? [caller.name] : (await organizationsOf(core, project, caller.user.id)).map(({ name: name2 }) => name2);
  return { value: (await findTeamSummarys(core.read, project, names)).toSorted((a, b) => a.id < b.id ? -1 : 1) };
}

// src/hex/start.ts
var startRoutes = [
  route({
    tag: "start",
    method: "GET",
    path: "",
    operation: "start",
    summary: "List the URLs of the API",
    access: "open",
    caching: "minute",
    input: {},
    output: { status: 200, model: startModel },
    run: async (_core, { base }) => ({ value: base })
  })
];

// src/hex/routes.ts
var routes = [
  ...startRoutes,
  ...userRoutes,
  ...auditLogRoutes,
  ...keyRoutes,
  ...authRoutes,
  ...organizationRoutes,
  ...memberRoutes,
  ...oauthRoutes
];

// src/hex/openapi.ts
var VERSION2 = "1.0.0", media = ["application/json", "application/vnd.hex+erlang", "application/vnd.hex+elixir"], whoMayCall = {
  open: "Open to all callers; credentials are optional, but must be valid.",
  "signed-in": "Needs a password, a key or a token; the email address may be unverified.",
  verified: "Needs a password, a key or a token of a user with a verified email address."
}, key2 = { key: [] }, ownRefusals = [
  { status: 400, message: "User-Agent header is required" },
  { status: 400, message: 'missing required parameters: "domain"' },
  { status: 400, message: "must be authenticated by an API key" },
  { status: 401, message: "API key revoked" },
  { status: 401, message: "invalid API key" },
  { status: 401, message: "invalid authentication information" },
  { status: 401, message: "key not authorized for this action" },
  { status: 401, message: "missing authentication information" },
  { status: 401, message: "Invalid two-factor authentication code" },
  {
    status: 401,
    message: "Two-factor authentication required. Include X-Hex-OTP header with your TOTP code."
  },
  { status: 403, message: "email not verified" },
  { status: 403, message: "Two-factor authentication must be enabled for API write access" },
  { status: 406, message: null },
  { status: 429, message: "API rate limit exceeded for IP ADDRESS" },
  { status: 429, message: "Too many failed two-factor authentication attempts. Please try again later." }
], oauthRefusals2 = [
  { type: "access_denied", status: 403, message: "The user denied the request, or is blocked." },
  { type: "authorization_pending", status: 400, message: "The user has not decided yet." },
  { type: "expired_token", status: 400, message: "The device code has expired." },
  { type: "invalid_client", status: 401, message: "The client or the key is unknown." },
  { type: "invalid_grant", status: 400, message: "The code or token is unknown, used or expired." },
  { type: "invalid_request", status: 400, message: "A parameter is missing." },
  {
    type: "invalid_scope",
    status: 400,
    message: "The scope is unknown, or exceeds the permissions of the key."
  },
  { type: "unsupported_grant_type", status: 400, message: "The grant type is unknown." }
];
function hexDocument() {
  return openApi(routes, {
    title: "Denizen",
    version: VERSION2,
    description: "Users, keys, organizations and audit logs, in the protocol of hex.pm. Every request needs a `User-Agent`. Bodies are JSON, Erlang terms or Elixir literals, by `Content-Type` and `Accept`.",
    prefix: "/hex/api",
    media,
    parts: [keyModel],
    error: errorModel,
    errorKinds: errorKinds(),
    securitySchemes: {
      key: {
        type: "apiKey",
        in: "header",
        name: "Authorization",
        description: "The secret of a key alone; `Basic` with username or email address and password; or `Bearer` with an access token."
      }
    },
    termsOf
  });
}
function termsOf({ meta: { access, need, caching, refusals }, limits }) {
  return {
    description: [
      whoMayCall[access],
      ...need === void 0 ? [] : [`A key needs the permission \`api:${need}\`.`],
      ...limits.length === 0 ? [] : [`Accepts ${limitsText(limits)}.`],
      ...caching === "minute" ? ["Clients may cache the response for a minute."] : []
    ].join(" "),
    security: access === "open" ? [{}, key2] : [key2],
    ...refusals && { errors: [oauthErrorModel] }
  };
}
function errorKinds() {
  let all = [...Object.values(failures).map(({ status, message }) => ({ status, message })), ...ownRefusals].sort((a, b) => a.status - b.status);
  return [...new Map(all.map((kind) => [`${kind.status} ${kind.message}`, kind])).values(), ...oauthRefusals2];
}

// src/hex/page-texts.ts
var AGAIN = "The link is no longer valid. Ask for another one.";
function verifyForm({ username, email, key: key3 }) {
  return {
    title: "Confirm your email",
    body: html`<p>Is the account <strong>${username}</strong> yours, and the email ${email} as well?</p>
<form method="post" action="/hex/email/verify">
<input type="hidden" name="username" value="${username}">
<input type="hidden" name="email" value="${email}">
<input type="hidden" name="key" value="${key3}">
<button type="submit">Confirm the email</button>
</form>`.text
  };
}
var confirmedPage = {
  title: "Your email is confirmed",
  body: html`<p>You can close this window.</p>`.text
}, refusedPage = {
  title: "The link is no longer valid",
  body: html`<p>A link works once, within a day. Your email may already be confirmed.</p>
<p><a href="/hex/email/verification">Ask for another one</a></p>`.text
}, confirmationForm = {
  title: "Confirm your email",
  body: html`<p>We will send you a new link. Earlier links stop working.</p>
<form method="post" action="/hex/email/verification">
<label>Username <input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="255" required></label>
<label>Email <input name="email" type="email" autocomplete="email" maxlength="320" required></label>
<button type="submit">Send the link</button>
</form>`.text
}, confirmationSentPage = {
  title: "Check your mailbox",
  body: html`<p>If this account exists and its email is not confirmed, a link is on its way. It is valid for a day.</p>`.text
};
function resetForm(again) {
  return {
    title: "Forgot your password?",
    ...again && { wrong: AGAIN },
    body: html`<p>We will send you a link to set a new one.</p>
<form method="post" action="/hex/password/reset">
<label>Username or email <input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="320" required></label>
<button type="submit">Send the link</button>
</form>`.text
  };
}
var sentPage = {
  title: "Check your mailbox",
  body: html`<p>If this account exists, a link is on its way to its email. It is valid for a day.</p>`.text
};
function passwordForm({ username, key: key3 }, wrong2) {
  return {
    title: "Choose a new password",
    ...wrong2 !== void 0 && { wrong: wrong2 },
    body: html`<form method="post" action="/hex/password/new">
<input type="hidden" name="user[username]" value="${username}" autocomplete="username">
<input type="hidden" name="user[key]" value="${key3}">
<label>New password <input name="user[password]" type="password" autocomplete="new-password" maxlength="256" required></label>
<label>Repeat the password <input name="user[password_confirmation]" type="password" autocomplete="new-password" maxlength="256" required></label>
<label>Keys and signed-in programs <select name="user[revoke_all_access]"><option value="yes" selected>Sign them out</option><option value="no">Keep them signed in</option></select></label>
<button type="submit">Set the password</button>
</form>`.text
  };
}
var changedPage = {
  title: "Your password was changed",
  body: html`<p>Sign in with the new one. You can close this window.</p>`.text
}, tooManyPage = {
  title: "Too many attempts",
  body: html`<p>Please try again later.</p>`.text
};

// src/hex/pages.ts
var VALUE_AT_MOST3 = 1e3, START = "/password/reset", NEW = "/password/new", VERIFY = "/email/verify", CONFIRMED = "/email/confirmed", REFUSED = "/email/refused", AGAIN2 = "/email/verification";
function servePages(app, core, { project }) {
  let as = async (request) => anonymousActor(await getProject(core, project), request).actor;
  app.get(VERIFY, ({ query }, reply) => sendForm(reply, verifyForm(emailLinkIn(query)))), app.post(VERIFY, async (request, reply) => confirm(core, await as(request), { request, reply })), app.get(CONFIRMED, (_, reply) => sendForm(reply, confirmedPage)), app.get(REFUSED, (_, reply) => sendForm(reply, refusedPage)), app.get(AGAIN2, (_, reply) => sendForm(reply, confirmationForm)), app.post(AGAIN2, async (request, reply) => resend(core, await as(request), { request, reply })), app.get(START, ({ query }, reply) => sendForm(reply, resetForm("again" in query))), app.post(START, async (request, reply) => start(core, await as(request), { request, reply })), app.get(NEW, ({ query }, reply) => {
    let fields = query, link2 = { username: textIn3(fields, "username"), key: textIn3(fields, "key") };
    return sendForm(reply, passwordForm(link2));
  }), app.post(NEW, async (request, reply) => finish(core, await as(request), { request, reply }));
}
async function confirm(core, actor, { request, reply }) {
  let seconds2 = await formWaitSeconds(core, actor, request);
  if (seconds2 !== void 0) return tooMany2(reply, seconds2);
  let link2 = emailLinkIn({ ...request.query, ...request.body }), isConfirmed = await confirmEmail(core, actor, link2);
  return redirectTo(reply, isConfirmed ? CONFIRMED : REFUSED);
}
async function resend(core, actor, { request, reply }) {
  let seconds2 = await formWaitSeconds(core, actor, request);
  if (seconds2 !== void 0) return tooMany2(reply, seconds2);
  let fields = request.body ?? {}, [username, email] = [nameIn(fields, "username"), nameIn(fields, "email")];
  return username !== "" && email !== "" && await mayMail(core, actor, { kind: "confirmation", name: email }) && await resendConfirmation(core, actor, { username, email }, usernames), sendForm(reply, confirmationSentPage);
}
async function start(core, actor, { request, reply }) {
  let seconds2 = await formWaitSeconds(core, actor, request);
  if (seconds2 !== void 0) return tooMany2(reply, seconds2);
  let name2 = nameIn(request.body ?? {}, "username");
  return name2 !== "" && await mayMail(core, actor, { kind: "reset", name: name2 }) && await requestReset(core, actor, name2, usernames), sendForm(reply, sentPage);
}
async function finish(core, actor, { request, reply }) {
  let seconds2 = await formWaitSeconds(core, actor, request);
  if (seconds2 !== void 0) return tooMany2(reply, seconds2);
  let { user } = request.body ?? {}, fields = isJsonObject(user) ? user : {}, link2 = { username: textIn3(fields, "username"), key: textIn3(fields, "key") }, wrong2 = wrongPassword(fields, actor.project.policies.passwordMinLength);
  if (wrong2 !== void 0) return sendForm(reply.code(400), passwordForm(link2, wrong2));
  let revokes = fields.revoke_all_access ?? fields.revoke_all_keys ?? "yes", input = { ...link2, password: textIn3(fields, "password"), revokesKeys: revokes === "yes" };
  try {
    if (await completeReset(core, actor, input)) return sendForm(reply, changedPage);
  } catch (error) {
    return sendForm(reply.code(400), passwordForm(link2, sentenceOf(error)));
  }
  return redirectTo(reply, `${START}?again`);
}
function wrongPassword(fields, least) {
  let error = errorIn(textField(fields.password, passwordRules(least)));
  if (error !== void 0) return `The password ${error}.`;
  let confirmation = fields.password_confirmation;
  return confirmation === void 0 || confirmation === fields.password ? void 0 : "The two passwords differ.";
}
function sentenceOf(error) {
  if (!(error instanceof Failure)) throw error;
  let { status, body } = errorOf(error);
  if (status !== 422 || body.errors === void 0) throw error;
  return `The password was refused: ${textOf2(body.errors)}`;
}
function textOf2(errors3) {
  return typeof errors3 == "string" ? errors3 : Object.values(errors3).map(textOf2).join(" ");
}
function tooMany2(reply, seconds2) {
  return sendForm(reply.code(429).header("retry-after", String(seconds2)), tooManyPage);
}
function redirectTo(reply, path) {
  return reply.code(302).headers({ location: `/hex${path}`, "cache-control": "no-store", "referrer-policy": "no-referrer" }).send();
}
function emailLinkIn(fields) {
  let [username = "", email = "", key3 = ""] = ["username", "email", "key"].map(
    (name2) => textIn3(fields, name2)
  );
  return { username, email, key: key3 };
}
function nameIn(fields, field) {
  return textIn3(fields, field).trim().toLowerCase();
}
function textIn3(fields, name2) {
  let value2 = fields[name2];
  return typeof value2 == "string" && value2.length <= VALUE_AT_MOST3 && isStorable(value2) ? value2 : "";
}

// src/hex/protocol.ts
var HOST = /^[a-z0-9.:[\]-]+$/i, NUL = /%00|\0/;
function hex(core, options) {
  return {
    prefix: "/hex",
    refuse: (failure, request) => refusalIn(errorOf(failure), formatFor(request) ?? "json"),
    document: hexDocument,
    register: (app) => {
      readBodies(app), app.addHook("onRequest", (request, reply, done2) => {
        request.headers.origin !== void 0 && /^(?:GET|HEAD)$/.test(request.method) && reply.header("access-control-allow-origin", "*"), done2();
      });
      let track = userKeyLastUsedTracker(
        core,
        (error) => app.log.warn({ error: String(error) }, "the use of a key was not noted")
      );
      serveEndpoints(app, routes, {
        handlerOf: (route2) => handlerOf(core, options, route2, track),
        pathsOf: ({ path }) => [`/api${path}`]
      }), servePages(app, core, options), serveDevicePage(app, core, options);
    }
  };
}
function readBodies(app) {
  app.removeAllContentTypeParsers(), app.addContentTypeParser("*", { parseAs: "buffer" }, (request, bytes, done2) => {
    try {
      done2(null, readHexBody(request.headers["content-type"], bytes));
    } catch (error) {
      done2(error);
    }
  });
}
function handlerOf(core, options, route2, track) {
  let answerTo = runnerOf(core, route2);
  return async (exchange) => {
    let format = formatFor(exchange.request);
    try {
      if (!format) throw new HexError(406, null);
      let called = await admit(core, await getProject(core, options.project), route2, exchange), path = exchange.request.params, call = { ...called, path, base: baseOf(exchange.request, options), found: void 0 }, answer2 = await answerTo(call, exchange.request);
      return trackUse(track, called), await sendAnswer(exchange, route2, answer2, {
        format,
        memory: memoryOf(core.memory, exchange.reply)
      });
    } catch (error) {
      if (!(error instanceof HexError)) throw error;
      let { status, headers, body } = refusalIn(error, format ?? "json");
      return exchange.reply.code(status).headers(headers).send(body);
    }
  };
}
function runnerOf(core, route2) {
  let { run, output, meta } = route2, { find, refusals } = meta, parse = parserOf(route2), limit = limiterOf(`hex ${route2.operation}`, route2.limits), answerTo = async (asked, request) => {
    let call = find ? { ...asked, found: await find(core, asked) } : asked, input = await parse(core, call, request);
    if (limit && (meta.limitsLocal || !isLocal(request, core.urls.publicUrl))) {
      let { project, ip, id: user } = call.actor;
      await limit(core, project.id, { ip, user, fields: input });
    }
    let { value: value2, ...answer2 } = await run(core, call, input), body = value2 === void 0 ? void 0 : output.model?.view(value2, call);
    return { status: output.status, ...answer2, body };
  };
  return refusals ? async (call, request) => {
    try {
      return await answerTo(call, request);
    } catch (error) {
      let refusal3 = refusals.answerTo(error);
      if (!refusal3) throw error;
      return refusal3;
    }
  } : answerTo;
}
async function admit(core, project, route2, exchange) {
  let { request } = exchange;
  if (!request.headers["user-agent"]) throw badRequest("User-Agent header is required");
  let called = await callerOrCounted(core, project, exchange);
  if (NUL.test(request.url)) throw badRequest();
  return await limitCalls(core, called, exchange), runGuards(core, called, route2, request);
}
async function callerOrCounted(core, project, exchange) {
  let { request } = exchange, count2 = () => limitCalls(core, anonymousActor(project, request), exchange);
  if (showsPassword(request))
    return await count2(), callerOf(core, project, request);
  try {
    return await callerOf(core, project, request);
  } catch (error) {
    throw await count2(), error;
  }
}
function trackUse(track, { actor, caller }) {
  caller.kind === "organization" && track(actor, caller.key), caller.kind === "user" && caller.credential.by === "key" && track(actor, caller.credential.key);
}
function baseOf({ protocol, host }, { publicUrl }) {
  return `${publicUrl?.origin ?? `${protocol}://${HOST.test(host) ? host : "localhost"}`}/hex`;
}
export {
  hex,
  runnerOf
};
