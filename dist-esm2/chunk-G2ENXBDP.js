import {
  addressFactors,
  sessionSecrets
} from "./chunk-UKSKCJZJ.js";
import {
  SMALL_BYTES,
  clearWindow,
  decideCode,
  deleteEndedCodes,
  digest,
  expiryAfter,
  expiryOf,
  findByUserCode,
  findWindow,
  freshSecret,
  hasUsableTotp,
  hours,
  insertCode,
  instantOf,
  isAhead,
  isJsonObject,
  isStorable,
  lockUser,
  networkOf,
  parseJson,
  require_ipaddr,
  stampOf,
  sweep,
  takeInWindow
} from "./chunk-EHK46DSF.js";
import {
  Failure
} from "./chunk-ACZ6WXDB.js";
import {
  require_node_stream
} from "./chunk-M2UFTMBJ.js";
import {
  require_node_net
} from "./chunk-GVQ2XIRA.js";
import {
  modelSchemas,
  paramSchema,
  refTo
} from "./chunk-3GYBAN44.js";
import {
  require_node_crypto
} from "./chunk-LJ2TMMZ3.js";
import {
  __commonJS,
  __toESM
} from "./chunk-57FZXIKZ.js";

// builtin:node:buffer
var require_node_buffer = __commonJS({
  "builtin:node:buffer"(exports, module) {
    module.exports = process.getBuiltinModule("node:buffer");
  }
});

// src/http/address.ts
var import_node_net = __toESM(require_node_net(), 1), import_ipaddr = __toESM(require_ipaddr(), 1), HOPS_AT_MOST = 32, IPV4_BITS_BEFORE = 96, FORWARDED = new RegExp(
  `^(?:${[
    "(?:x-)?(?:original-)?forwarded(?:-.*)?",
    "via",
    "x-original-.*",
    "x-proxy.*",
    "(?:x-)?(?:real|client|cluster-client|true-client|remote|source|originating)-?ip",
    "(?:x-)?remote-addr",
    "(?:cf|true|fastly|fly|x-nf|x-appengine|x-azure|x-envoy|x-arr|wl-proxy|proxy)-.*",
    "x-amzn?-.*",
    "x-varnish",
    "cdn-loop"
  ].join("|")})$`
), HOST = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i, LOCAL_NAME = /^(?:[a-z0-9-]+\.)*localhost$/i, WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d{1,5})?$/;
function readAddresses(app, isTrusted, warn) {
  let addresses = addressesIn(isTrusted, warn);
  return app.decorateRequest("clientAddress", void 0), app.decorateRequest("forwardedAddress", void 0), app.decorateRequest("isUnbelieved", !1), app.addHook("onRequest", (request, _reply, done) => {
    addresses.read(request), done();
  }), app.addHook("onResponse", (request, _reply, done) => {
    addresses.warn(request), done();
  }), addresses;
}
function addressesIn(isTrusted, warn) {
  let warned = !1, last;
  return {
    read: (request) => {
      let text = request.raw.socket.remoteAddress ?? "";
      if (last?.text !== text) {
        let peer = parsed(text);
        if (!peer) return;
        last = { text, peer, clientAddress: textOf(peer) };
      }
      let chain = String(request.headers["x-forwarded-for"] ?? "");
      if (chain === "") {
        request.clientAddress = last.clientAddress;
        return;
      }
      let { caller, visitor } = readChain(chain, last.peer, isTrusted);
      request.clientAddress = textOf(caller), request.forwardedAddress = visitor && textOf(visitor), request.isUnbelieved = !isTrusted(last.peer);
    },
    warn: (request) => {
      !request.isUnbelieved || warned || (warned = !0, warn(
        `X-Forwarded-For comes from ${request.clientAddress} and is not believed. If that is your proxy, add it to DENIZEN_TRUSTED_PROXIES: without it, all callers behind it count as one. This is said once.`
      ));
    }
  };
}
function trustedIn(networks) {
  let known = networks.map(networkIn);
  return (address) => known.some(([network, bits]) => address.kind() === network.kind() && address.match(network, bits));
}
function trusts(isTrusted, text) {
  let address = parsed(text);
  return address !== void 0 && isTrusted(address);
}
function addressOf(request) {
  return request.clientAddress;
}
function visitorAddressOf(request) {
  return request.forwardedAddress !== void 0 && (request.isUnbelieved = !1), request.forwardedAddress;
}
function isLocal({ raw }, publicUrl) {
  if (publicUrl !== void 0 || !isLoopback(raw.socket.remoteAddress ?? "") || raw.httpVersion === "1.0" || Object.keys(raw.headers).some((name2) => FORWARDED.test(name2))) return !1;
  let hosts = raw.rawHeaders.filter((name2, at) => at % 2 === 0 && name2.toLowerCase() === "host"), [, name = ""] = hosts.length === 1 ? HOST.exec(raw.headers.host ?? "") ?? [] : [];
  return LOCAL_NAME.test(name) || isLoopback(name.replace(/^\[(.*)\]$/, "$1"));
}
function readChain(chain, peer, isTrusted) {
  let caller = peer, end = chain.length;
  for (let hops = 0; end > 0 && hops < HOPS_AT_MOST; hops++) {
    let start = chain.lastIndexOf(",", end - 1) + 1, named = forwardedIn(chain.slice(start, end));
    if (!named) return { caller };
    if (!isTrusted(caller)) return { caller, visitor: named };
    caller = named, end = start - 1;
  }
  return { caller };
}
function forwardedIn(entry) {
  let text = entry.trim(), [, inBrackets, withPort] = WITH_PORT.exec(text) ?? [];
  return inBrackets !== void 0 ? (0, import_node_net.isIP)(inBrackets) === 6 ? parsed(inBrackets) : void 0 : parsed(withPort ?? text);
}
function parsed(text) {
  return (0, import_node_net.isIP)(text) === 0 ? void 0 : import_ipaddr.default.process(text.replace(/%.*$/s, ""));
}
function textOf(address) {
  return address.toString();
}
function isLoopback(text) {
  return parsed(text)?.range() === "loopback";
}
function networkIn(text) {
  let [address = "", bits] = text.split("/"), plain = import_ipaddr.default.parse(address), length = bits === void 0 ? plain.toByteArray().length * 8 : Number(bits);
  return !(plain instanceof import_ipaddr.default.IPv6) || !plain.isIPv4MappedAddress() || length < IPV4_BITS_BEFORE ? [plain, length] : [plain.toIPv4Address(), length - IPV4_BITS_BEFORE];
}

// src/http/large-response.ts
var import_node_stream = __toESM(require_node_stream(), 1);
var CHUNK_BYTES = 65536, SENT_WITHIN_MS = 6e4, UTF8_BYTES = 3;
function memoryOf(memory, { raw }) {
  return memory.ofRequest((free) => {
    raw.closed || raw.destroyed ? free() : raw.once("close", free);
  });
}
async function sendEncoded(reply, body, memory) {
  return body.length * UTF8_BYTES <= SMALL_BYTES || typeof body == "string" && Buffer.byteLength(body) <= SMALL_BYTES ? reply.send(typeof body == "string" ? body : Buffer.from(body)) : sendChunks(reply, [Buffer.from(body)], memory);
}
async function sendPieces(reply, pieces, memory) {
  let pace = memory.pacer(), chunks = [], pending = [], length = 0;
  for (let piece of pieces)
    pending.push(Buffer.from(piece)), length += piece.length, length >= CHUNK_BYTES && (chunks.push(Buffer.concat(pending)), [pending, length] = [[], 0]), await pace();
  return sendChunks(reply, [...chunks, Buffer.concat(pending)], memory);
}
async function sendChunks(reply, chunks, memory) {
  let bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  await memory.settle(bytes);
  let { raw } = reply, deadline = setTimeout(() => raw.destroy(), SENT_WITHIN_MS);
  return raw.once("close", () => clearTimeout(deadline)), reply.header("Content-Length", bytes).send(import_node_stream.Readable.from(chunks, { objectMode: !1 }));
}

// src/http/router.ts
function serveEndpoints(app, endpoints, {
  handlerOf,
  pathsOf: pathsOf2 = ({ path }) => [path],
  methodsOf = ({ method }) => [method],
  isDirect = () => !1
}) {
  for (let endpoint of endpoints) {
    let handle = handlerOf(endpoint), { operation } = endpoint, method = [...methodsOf(endpoint)];
    for (let url of pathsOf2(endpoint))
      app.route({
        method,
        url,
        config: { operation, ...isDirect(endpoint) && { direct: handle } },
        handler: (request, reply) => handle({ request, reply })
      });
  }
}
function operationOf(request) {
  let { operation } = request.routeOptions.config;
  return operation;
}

// src/core/limits/rates.ts
var UNKNOWN_KEPT_MS = 24 * 36e5;
async function consume(core, project, limits) {
  let now = core.clock.now(), exceeded = [];
  for (let limit of limits) {
    let { key, most } = limit, window = await findWindow(core.read, project, { key: digest(key), now });
    window && isAhead(window.ends_at, endOf(limit, now), 0) || window && window.used >= most && exceeded.push({ most, remaining: -1, endsAt: window.ends_at });
  }
  return exceeded.length > 0 ? tightest(exceeded) : core.unaudited(async (tx) => {
    let statuses = [];
    for (let limit of inLockOrder(limits)) {
      let { key, most } = limit, row = { project_id: project, key: digest(key), used: 1, ends_at: endOf(limit, now), now }, counted = await takeInWindow(tx, row);
      counted && statuses.push({ most, remaining: most - counted.used, endsAt: counted.ends_at });
    }
    return tightest(statuses);
  });
}
function endOf(limit, now) {
  return "endsAt" in limit ? limit.endsAt : expiryOf(now, limit.seconds * 1e3);
}
async function refund(core, project, limits) {
  await core.unaudited(async (tx) => {
    for (let { key } of inLockOrder(limits)) await clearWindow(tx, project, { key: digest(key) });
  });
}
function deleteExpiredLimits(core, most) {
  let now = core.clock.now();
  return core.unaudited((tx) => sweep(tx, { now, unknown: now - UNKNOWN_KEPT_MS }, most));
}
function inLockOrder(limits) {
  return limits.toSorted((a, b) => a.key < b.key ? -1 : 1);
}
function tightest(statuses) {
  return statuses.toSorted((a, b) => a.remaining - b.remaining || b.endsAt - a.endsAt)[0];
}

// src/http/limits.ts
var HOUR_SECONDS = 3600, VALUE_LENGTH = 512, WINDOWS = { 60: "a minute", 3600: "an hour" }, COUNTED_BY = { ip: "network address", user: "user" };
function limiterOf(name, limits) {
  if (limits.length !== 0)
    return (core, project, limited, reply) => consumeLimits(
      core,
      project,
      limits.map((limit) => rateOf(name, limit, limited)),
      reply
    );
}
function rateOf(name, limit, { ip, user, fields }, suffix = "") {
  let values = limit.by.map((by) => {
    if (by === "ip") return ip === void 0 ? "" : networkOf(ip);
    if (by === "user") return user ?? "";
    let text = paramText(fields, by.param);
    return text === "" ? `${by.param}
${networkOf(ip ?? "")}` : `${by.param} ${text}`;
  });
  return { key: [name, limit.by.length, ...values, suffix].join(`
`), most: limit.most, seconds: limit.seconds ?? HOUR_SECONDS };
}
function paramText(fields, name) {
  let value = fields[name];
  return typeof value == "string" ? value.trim().toLowerCase().slice(0, VALUE_LENGTH) : "";
}
async function consumeLimits(core, project, rates, reply) {
  let retryAfterSeconds = await secondsToWait(core, project, rates, reply);
  if (retryAfterSeconds !== void 0)
    throw new Failure({ code: "rate_limited", limit: "requests", retryAfterSeconds });
}
async function secondsToWait(core, project, rates, reply) {
  let status = await consume(core, project, rates);
  if (status && (reply?.header("X-RateLimit-Limit", String(status.most)).header("X-RateLimit-Remaining", String(Math.max(0, status.remaining))).header("X-RateLimit-Reset", String(Math.ceil(status.endsAt / 1e3))), !(status.remaining >= 0)))
    return Math.max(1, Math.ceil((status.endsAt - core.clock.now()) / 1e3));
}
function limitsText(limits) {
  return `at most ${limits.map(limitText).join(", and ")}`;
}
function limitText({ most, seconds = HOUR_SECONDS, by }) {
  let keys = by.map((part) => typeof part == "object" ? `\`${part.param}\`` : COUNTED_BY[part]);
  return `${most} times ${WINDOWS[seconds] ?? `in ${seconds} seconds`} for each ${keys.join(" and ")}`;
}

// src/core/device-grants/device-codes.ts
var import_node_crypto = __toESM(require_node_crypto(), 1);

// src/core/device-grants/grant.ts
var ALL_API_SCOPES = ["api:read", "api:write"], SCOPES = /* @__PURE__ */ new Set(["api", ...ALL_API_SCOPES, "repositories"]), REPOSITORY = /^repository:[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/, SCOPES_AT_MOST = 20, NAME_AT_MOST = 100;
function deviceName(name) {
  return isStorable(name) ? [...name.replaceAll(new RegExp("\\p{C}", "gu"), "")].slice(0, NAME_AT_MOST).join("") : "";
}
function scopesIn(text) {
  let scopes = parseScopes(text);
  if (!(scopes === void 0 || scopes.length === 0))
    return scopes.every((scope) => SCOPES.has(scope)) ? scopes : void 0;
}
function scopesWithin(permissions, text) {
  let held = new Set(permissions.flatMap(scopesOfPermission)), requested = parseScopes(text);
  if (requested === void 0) return;
  let isWhole = permissions.some(({ domain, resource }) => domain === "api" && resource === null);
  if (requested.length === 0) return isWhole ? ["api", ...held] : [...held];
  let expanded = expandScopes(requested), isHeld = (scope) => held.has(scope) || REPOSITORY.test(scope) && held.has("repositories");
  if (expanded.every(isHeld))
    return isWhole ? requested : expanded;
}
function expandScopes(scopes) {
  return [...new Set(scopes.flatMap((scope) => scope === "api" ? ALL_API_SCOPES : [scope]))];
}
function scopesOfPermission({ domain, resource }) {
  return domain === "api" ? resource === "read" ? ["api:read"] : ALL_API_SCOPES : [resource === null ? domain : `${domain}:${resource}`];
}
function parseScopes(text) {
  let words = [...new Set(text.split(" ").filter(Boolean))];
  return words.length > SCOPES_AT_MOST ? void 0 : words;
}

// src/core/device-grants/device-codes.ts
var CODE_SECONDS = sessionSecrets["device-code"].lifetime, POLL_SECONDS = 5, DEVICE_CODE_BYTES = 24, LETTERS = "23456789BCDFGHJKLMNPQRSTVWXYZ", USER_CODE_LENGTH = 8, TRIES = 5, PURPOSE = "device-codes", KEPT_MS = hours(1);
async function askForGrant(core, actor, input) {
  let project = actor.project.id, deviceCode = (0, import_node_crypto.randomBytes)(DEVICE_CODE_BYTES).toString("base64url"), request = {
    id: digest(deviceCode),
    clientId: input.clientId,
    scopes: input.scopes,
    name: deviceName(input.name),
    ip: actor.ip ?? null,
    expiresAt: expiryAfter(core.clock, CODE_SECONDS * 1e3)
  }, userCode = await core.unaudited(async (tx) => {
    for (let tried = 0; tried < TRIES; tried++) {
      let code = freshUserCode(), userCodeHash = keyed(core.seal.derive(PURPOSE), code);
      if (await insertCode(tx, project, { request, userCodeHash })) return code;
    }
    throw new Failure({ code: "unavailable", reason: "device_requests_full", retryAfterSeconds: 60 });
  });
  return { deviceCode, userCode };
}
function deleteExpiredDeviceCodes(core, most) {
  let before = instantOf(core.clock.now() - KEPT_MS);
  return core.unaudited((tx) => deleteEndedCodes(tx, before, most));
}
async function findDeviceRequest(core, actor, userCode) {
  let code = userCodeIn(userCode);
  if (code === void 0) return;
  let hashes = core.seal.deriveEach(PURPOSE).map((key) => keyed(key, code));
  return findByUserCode(core.read, actor.project.id, { hashes, now: core.clock.now() });
}
async function decideOnDevice(core, actor, input) {
  let { user, request, approves, factors } = input, project = actor.project.id, details = { client: request.clientId }, act = approves ? "device.approve" : "device.deny";
  await core.write(actor, { act, user: user.id, details }, async (tx) => {
    let now = await lockUser(tx, project, user.id);
    if (!now || stampOf(now) !== stampOf(user)) throw new Failure("credentials_wrong");
    if (now.blockedAt !== null) throw new Failure("user_blocked");
    let by = { id: request.id, user: user.id, approves, factors, now: core.clock.now() };
    if (!await decideCode(tx, project, by)) throw new Failure("token_invalid");
  });
}
function userCodeIn(text) {
  let code = text.replaceAll(/[\s-]/g, "").toUpperCase();
  return code.length === USER_CODE_LENGTH && [...code].every((letter) => LETTERS.includes(letter)) ? code : void 0;
}
function freshUserCode() {
  return Array.from({ length: USER_CODE_LENGTH }, () => LETTERS[(0, import_node_crypto.randomInt)(LETTERS.length)]).join("");
}
function keyed(key, code) {
  return (0, import_node_crypto.createHmac)("sha256", key).update(code).digest("hex");
}

// src/http/query-string.ts
var PARAMETERS_AT_MOST = 1e3, LAST_INDEX = 100, DEPTH_AT_MOST = 5, INDEX = /^(?:0|[1-9]\d*)$/;
function readUrlEncoded(text) {
  let root = slot(), parameters = 0;
  for (let part of partsOf(text)) {
    ++parameters > PARAMETERS_AT_MOST && refuse({ rule: "too_many_parameters", most: PARAMETERS_AT_MOST });
    let bracketed = part.indexOf("]="), end = bracketed < 0 ? part.indexOf("=") : bracketed + 1, [name, ...inner] = segmentsOf(decoded(end < 0 ? part : part.slice(0, end)));
    name && put(slotIn(root, name), inner, end < 0 ? "" : decoded(part.slice(end + 1)));
  }
  return mapOf(root);
}
function* partsOf(encoded) {
  let text = encoded.replace(/%5B/gi, "[").replace(/%5D/gi, "]");
  for (let start = 0; start < text.length; ) {
    let found = text.indexOf("&", start), end = found < 0 ? text.length : found;
    end > start && (yield text.slice(start, end)), start = end + 1;
  }
}
function decoded(text) {
  let spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
function segmentsOf(key) {
  let open = key.indexOf("[");
  if (open < 0) return [key];
  let segments = open === 0 ? [] : [key.slice(0, open)];
  for (let depth = 1; open >= 0; depth++) {
    depth > DEPTH_AT_MOST && refuse({ rule: "parameter_too_deep", most: DEPTH_AT_MOST });
    let close = closeOf(key, open);
    if (close < 0) return [...segments, key.slice(open)];
    segments.push(key.slice(open + 1, close)), open = key.indexOf("[", close + 1);
  }
  return segments;
}
function closeOf(key, open) {
  let level = 0;
  for (let at = open; at < key.length; at++)
    if (key[at] === "[") level++;
    else if (key[at] === "]" && --level === 0) return at;
  return -1;
}
function put(at, path, value) {
  let [name, ...inner] = path;
  name === void 0 ? ((at.items.length > 0 || at.named.size > 0) && refuseMixed(), at.texts.push(value)) : name === "" && inner.length === 0 ? ((at.texts.length > 0 || at.named.size > 0) && refuseMixed(), at.items.push(value)) : ((at.texts.length > 0 || at.items.length > 0) && refuseMixed(), put(slotIn(at, name === "" ? "0" : name), inner, value));
}
function slotIn({ named }, name) {
  name === "__proto__" && refuse({ rule: "proto_field" });
  let known = named.get(name);
  if (known) return known;
  let made = slot();
  return named.set(name, made), made;
}
function slot() {
  return { texts: [], items: [], named: /* @__PURE__ */ new Map() };
}
function valueIn(at) {
  let { texts, items, named } = at;
  if (items.length > 0) return items;
  let [first] = texts;
  return first !== void 0 ? texts.length === 1 ? first : texts : [...named.keys()].every((name) => INDEX.test(name)) ? listOf(at) : mapOf(at);
}
function listOf({ named }) {
  let entries = Array.from(named, ([name, inner]) => [Number(name), inner]);
  return entries.some(([index]) => index > LAST_INDEX) && refuse({ rule: "index_too_high", most: LAST_INDEX }), entries.toSorted(([one], [other]) => one - other).map(([, inner]) => valueIn(inner));
}
function mapOf({ named }) {
  let made = /* @__PURE__ */ Object.create(null);
  for (let [name, inner] of named) made[name] = valueIn(inner);
  return made;
}
function refuseMixed() {
  return refuse({ rule: "parameter_ambiguous" });
}
function refuse(problem) {
  throw new Failure({ code: "body_invalid", ...problem });
}

// src/http/body.ts
var DEPTH_AT_MOST2 = 64, NOTHING = Object.freeze({}), OPENING = /* @__PURE__ */ new Set([91, 123]), CLOSING = /* @__PURE__ */ new Set([93, 125]), QUOTE = 34, BACKSLASH = 92;
function readBody(contentType, bytes) {
  if (bytes.length === 0) return NOTHING;
  let media = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (media === "application/json") return readJson(bytes);
  if (media === "application/x-www-form-urlencoded") return readForm(textOf2(bytes));
  throw new Failure({ code: "content_type_unsupported", contentType: media || null });
}
var RefusedQuery = class _RefusedQuery {
  #refusal;
  constructor(refusal) {
    this.#refusal = refusal;
  }
  static refusalOf(query) {
    return query instanceof _RefusedQuery ? query.#refusal : void 0;
  }
};
function readQuery(text) {
  try {
    return readUrlEncoded(text);
  } catch (error) {
    if (error instanceof Failure) return new RefusedQuery(error);
    throw error;
  }
}
function refusalOf(query) {
  return RefusedQuery.refusalOf(query);
}
function readForm(text) {
  let fields = readUrlEncoded(text);
  return refuseUnstorable(fields), fields;
}
function readJson(bytes) {
  let value = readJsonValue(bytes);
  if (value === null || isEmptyList(value)) return NOTHING;
  if (!isJsonObject(value)) throw bodyInvalid("not_object");
  return value;
}
function isEmptyList(value) {
  return Array.isArray(value) && value.length === 0;
}
function readJsonValue(bytes) {
  refuseDepth(bytes);
  let text = textOf2(bytes), value;
  try {
    value = parseJson(text);
  } catch {
    throw bodyInvalid("not_json");
  }
  return refuseUnstorable(value), value;
}
function textOf2(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: !0 }).decode(bytes);
  } catch {
    throw bodyInvalid("not_utf8");
  }
}
function refuseDepth(bytes) {
  let depth = 0, inText = !1;
  for (let at = 0; at < bytes.length; at++) {
    let byte = bytes[at];
    if (inText)
      byte === BACKSLASH ? at++ : byte === QUOTE && (inText = !1);
    else if (byte === QUOTE) inText = !0;
    else if (CLOSING.has(byte)) depth--;
    else if (OPENING.has(byte) && ++depth > DEPTH_AT_MOST2)
      throw new Failure({ code: "body_invalid", rule: "too_deep", most: DEPTH_AT_MOST2 });
  }
}
function refuseUnstorable(value) {
  if (typeof value == "string" && !isStorable(value))
    throw bodyInvalid("text_not_storable");
  if (typeof value == "number" && !Number.isFinite(value))
    throw bodyInvalid("number_too_large");
  if (typeof value != "object" || value === null) return;
  if (Array.isArray(value)) {
    for (let inner of value) refuseUnstorable(inner);
    return;
  }
  let fields = value;
  for (let key of Object.keys(fields)) {
    if (key === "__proto__") throw bodyInvalid("proto_field");
    refuseUnstorable(key), refuseUnstorable(fields[key]);
  }
}
function bodyInvalid(rule) {
  return new Failure({ code: "body_invalid", rule });
}

// src/http/input.ts
var NO_FIELDS = Object.freeze({}), NO_ISSUES = [], PLAIN = { error: () => "is invalid" }, NOTHING2 = { input: NO_FIELDS, issues: NO_ISSUES };
function inputParser(params, { stopsAtFirst }) {
  let rules = Object.entries(params);
  return rules.length === 0 ? () => NOTHING2 : (fields, path) => {
    let input = {}, issues = NO_ISSUES;
    for (let [name, param] of rules) {
      let source = param.place === "path" ? path : fields, value = Object.hasOwn(source, name) ? source[name] : void 0, isMissing = value === void 0 || value === null && param.optional;
      if (isMissing && param.optional) continue;
      let quick = isMissing ? void 0 : param.quick?.(value);
      if (quick !== void 0) {
        input[name] = quick;
        continue;
      }
      let parsed2 = isMissing ? void 0 : param.schema.safeParse(value, PLAIN);
      if (parsed2?.success) {
        input[name] = parsed2.data;
        continue;
      }
      if (issues = [...issues, { name, param, broken: parsed2?.error.issues ?? [] }], stopsAtFirst) break;
    }
    return { input, issues };
  };
}

// src/core/factors/mfa-required.ts
var FACTORS_NEEDED = 2;
async function mfaRequired(core, actor, user, { factors }) {
  return user.mfaEnabledAt === null || factors.length >= FACTORS_NEEDED ? !1 : addressFactors(actor, user).length > 0 ? !0 : hasUsableTotp(core.read, actor.project, user);
}

// src/http/openapi.ts
var JSON_MEDIA = ["application/json"];
function openApi(endpoints, about) {
  let { media = JSON_MEDIA } = about, described = endpoints.map((endpoint) => ({ endpoint, terms: about.termsOf(endpoint) })), models = endpoints.flatMap(({ output }) => output.model ?? []), errors = described.flatMap(({ terms }) => terms.errors ?? []), schemas = modelSchemas([...models, ...about.parts, about.error, ...errors]), error = { description: "An error.", content: contentOf(media, refTo(about.error)) };
  return {
    openapi: "3.1.1",
    info: { title: about.title, version: about.version, description: about.description },
    servers: [{ url: about.prefix }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: pathsOf(described, { error: about.error, media, schemas }),
    components: {
      securitySchemes: about.securitySchemes,
      responses: { error },
      schemas
    },
    "x-errors": about.errorKinds
  };
}
function pathsOf(all, context) {
  let paths = {};
  for (let described of all) {
    let { path, method } = described.endpoint, template = templateOf(path) || "/";
    paths[template] = { ...paths[template], [method.toLowerCase()]: operationOf2(described, context) };
  }
  return paths;
}
function templateOf(path) {
  return path.replace(/:(\w+)/g, "{$1}");
}
function operationOf2({ endpoint, terms }, context) {
  let params = Object.entries(endpoint.input), isInBody = ([, { place }]) => place === "input" && endpoint.method !== "GET", parameters = params.filter((param) => !isInBody(param)).map(([name, param]) => parameterOf(name, param)), fields = params.filter(isInBody);
  return {
    operationId: endpoint.operation,
    summary: endpoint.summary,
    description: terms.description,
    tags: [endpoint.tag],
    ...terms.extensions,
    security: terms.security,
    ...parameters.length > 0 && { parameters },
    ...fields.length > 0 && { requestBody: bodyOf(fields, context.media) },
    responses: responsesOf(endpoint.output, terms, context)
  };
}
function parameterOf(name, param) {
  let schema = paramSchema(param), common = { in: param.place === "path" ? "path" : "query", required: !param.optional };
  if (schema.type !== "array") return { name, ...common, description: textOf3(param), schema };
  let spellings = `Repeat the parameter for each value, as \`${name}[]=\` or numbered, as \`${name}[0]=\`.`, description = `${textOf3(param)} ${spellings}`;
  return { name: `${name}[]`, ...common, description, style: "form", explode: !0, schema };
}
function bodyOf(fields, media) {
  let required = fields.filter(([, { optional }]) => !optional).map(([name]) => name), properties = fields.map(([name, param]) => [
    name,
    { ...paramSchema(param), description: textOf3(param) }
  ]), schema = {
    type: "object",
    properties: Object.fromEntries(properties),
    ...required.length > 0 && { required }
  }, isPartial = required.length < fields.length;
  return {
    required: required.length > 0,
    description: isPartial ? "Null counts as missing for optional fields." : "All fields are required.",
    content: contentOf(media, schema)
  };
}
function textOf3({ description, rule }) {
  return `${description} The value ${rule}.`;
}
function responsesOf(output, { errors = [] }, context) {
  let others = (output.others ?? []).map(({ status, description }) => [status, { description }]), refusals = [context.error, ...errors].map(refTo), content = contentOf(context.media, { anyOf: refusals });
  return {
    [output.status]: responseOf(output, context),
    ...Object.fromEntries(others),
    default: errors.length === 0 ? { $ref: "#/components/responses/error" } : { description: "An error.", content }
  };
}
function responseOf({ model, status, description }, { media, schemas }) {
  if (!model) return { description: description ?? "Done. The response has no body." };
  let isText = schemas[model.name]?.type === "string", content = contentOf(isText ? ["text/plain"] : media, refTo(model));
  return { description: description ?? (status === 201 ? "Created." : "Done."), content };
}
function contentOf(media, schema) {
  return Object.fromEntries(media.map((type) => [type, { schema }]));
}

// src/core/device-grants/tokens.ts
var ACCESS_SECONDS = 1800, REFRESH_MS = hours(720), FAMILY_BYTES = 16, REFRESH = /^([0-9a-f]{32})\.[0-9a-f]{64}$/;
function freshTokens(core, grant, family) {
  let accessToken = freshSecret(), refreshToken = family === void 0 ? void 0 : `${family}.${freshSecret()}`;
  return {
    tokens: { grant, accessToken, accessSeconds: ACCESS_SECONDS, refreshToken },
    hashes: {
      access: digest(accessToken),
      accessExpiresAt: expiryAfter(core.clock, ACCESS_SECONDS * 1e3),
      refresh: refreshToken === void 0 ? null : digest(refreshToken),
      refreshExpiresAt: refreshToken === void 0 ? null : expiryAfter(core.clock, REFRESH_MS),
      family: family === void 0 ? null : digest(family)
    }
  };
}
function freshFamily() {
  return freshSecret(FAMILY_BYTES);
}
function familyIn(refreshToken) {
  return REFRESH.exec(refreshToken)?.[1];
}

export {
  require_node_buffer,
  deviceName,
  scopesIn,
  scopesWithin,
  expandScopes,
  CODE_SECONDS,
  POLL_SECONDS,
  askForGrant,
  deleteExpiredDeviceCodes,
  findDeviceRequest,
  decideOnDevice,
  userCodeIn,
  ACCESS_SECONDS,
  REFRESH_MS,
  freshTokens,
  freshFamily,
  familyIn,
  refund,
  deleteExpiredLimits,
  readAddresses,
  trustedIn,
  trusts,
  addressOf,
  visitorAddressOf,
  isLocal,
  readBody,
  readQuery,
  refusalOf,
  readJsonValue,
  textOf2 as textOf,
  refuseUnstorable,
  memoryOf,
  sendEncoded,
  sendPieces,
  serveEndpoints,
  operationOf,
  inputParser,
  mfaRequired,
  openApi,
  templateOf,
  limiterOf,
  rateOf,
  paramText,
  consumeLimits,
  secondsToWait,
  limitsText
};
