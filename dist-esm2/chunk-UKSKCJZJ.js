import {
  clearAttempts,
  countAttempt,
  findCurrent,
  isKnownPlace,
  ownSession,
  recordFailure,
  requireRecentProof,
  resetAttempts
} from "./chunk-3MUTNQNI.js";
import {
  OWNER,
  addFactors,
  addUser,
  applyNewPassword,
  beginAttempt,
  changeUser,
  claim,
  createdAt,
  creationOf,
  deleteMembership,
  deleteTarget,
  deleteTokensOfKinds,
  digest,
  endOwned,
  expiryOf,
  findActiveKey,
  findAttempts,
  findAuthenticator,
  findKeyBySecret,
  findMemberOf,
  findMembers,
  findSession,
  findTeam,
  findToken,
  findUser,
  findUserBy,
  findWindow,
  freshId,
  freshSecret,
  getUser,
  getVisibleTeam,
  growTeams,
  hasLiveToken,
  hashChecked,
  hours,
  insertKey,
  insertMembership,
  insertMessage,
  insertToken,
  isAhead,
  isClient,
  isGrantAlive,
  isOwner,
  isServer,
  isoWithoutZone,
  listActiveAmong,
  listActiveKeys,
  listLiveTokens,
  listTokensByAlias,
  lockMembership,
  lockProject,
  lockTeam,
  lockUser,
  lockVisibleTeam,
  moveMailbox,
  networkOf,
  newUser,
  noPassword,
  ownedTable,
  placeAuthenticator,
  placeTarget,
  postponeAttempts,
  recordUse,
  refuseEmail,
  refusePassword,
  release,
  renameTarget,
  requesterOf,
  requireOwner,
  requireRoom,
  revokeKey,
  revokeKeysForTeam,
  revokeOwnedKeys,
  sameText,
  takeAuthenticator,
  takeInWindow,
  takeToken,
  trimKeys,
  trimTokens,
  unsealed,
  updateMembership,
  updateUser,
  usersWithProviderEmail,
  verifyAuthenticator,
  voidInvitationsTo
} from "./chunk-EHK46DSF.js";
import {
  Failure,
  emailOf
} from "./chunk-ACZ6WXDB.js";
import {
  require_promises
} from "./chunk-WBISP5MS.js";
import {
  require_node_crypto
} from "./chunk-LJ2TMMZ3.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/core/limits/failed-sign-ins.ts
var WINDOW_MS = hours(1);
async function refuseFailingNetwork(core, actor, user) {
  let most = actor.project.policies.failedSignInsLimit;
  if (most === 0 || actor.ip === void 0 || isServer(actor) || requesterOf(actor, user).known) return;
  let now = core.clock.now(), key = digest(keyOf("failed-sign-ins", actor)), window = await findWindow(core.read, actor.project.id, { key, now });
  if (!window || window.used < most || isAhead(window.ends_at, now, WINDOW_MS)) return;
  let retryAfterSeconds = Math.max(1, Math.ceil((window.ends_at - now) / 1e3));
  throw new Failure({ code: "rate_limited", limit: "attempts", retryAfterSeconds });
}
async function countFailedSignIn(core, actor, isUnknown) {
  return actor.ip === void 0 && !isUnknown ? 1 : core.unaudited(async (tx) => (await countWithinHour(core, tx, actor, "failed-sign-ins"), isUnknown ? countWithinHour(core, tx, actor, "unknown-refusals") : 1));
}
async function countWithinHour(core, tx, actor, name) {
  let now = core.clock.now(), row = { project_id: actor.project.id, key: digest(keyOf(name, actor)), used: 1, now };
  return (await takeInWindow(tx, { ...row, ends_at: expiryOf(now, WINDOW_MS) }))?.used ?? 1;
}
function keyOf(name, { ip }) {
  return `${name}
${networkOf(ip ?? "")}`;
}

// src/core/limits/refusal.ts
async function recordRefusal(core, actor, input) {
  let { user, factor, reason, attempts } = input, count = reason === "wrong" ? await countFailedSignIn(core, actor, user === void 0) : 1, act = { act: "session.refuse", ...user && { user }, details: { factor, reason, count } }, acts = Number.isInteger(Math.log2(count)) ? [act] : [];
  await core.write(actor, acts, async (tx) => {
    for (let attempt of attempts) await recordFailure(core, tx, attempt);
  });
}
var reasons = {
  token_invalid: "wrong",
  invite_secret_wrong: "wrong",
  user_blocked: "blocked"
};
async function recordingRefusals(core, actor, {
  user,
  factor,
  attempts = []
}, work) {
  try {
    return await work();
  } catch (error) {
    let reason = error instanceof Failure ? reasons[error.code] : void 0;
    if (reason === void 0) throw error;
    let known = await findUser(core.read, actor.project.id, user) && user;
    throw await recordRefusal(core, actor, { user: known, factor, reason, attempts: reason === "wrong" ? attempts : [] }), error;
  }
}

// src/core/usernames/username.ts
var USERNAME_FORM = /^[a-z0-9_.-]+$/;
function usernameOf(text) {
  let name = text.toLowerCase();
  return name.length >= 3 && name.length <= 255 && USERNAME_FORM.test(name) ? name : void 0;
}
function usernameFor(id, { reserved }) {
  let name = usernameOf(id);
  return name === void 0 || reserved.has(name) ? `user-${id.toLowerCase()}` : name;
}

// src/core/sign-in/credentials.ts
async function checkCredentials(core, actor, input) {
  if (actor.project.policies.disabledAuthMethods.includes("email-password"))
    throw new Failure("auth_method_disabled");
  let login = input.login.trim().toLowerCase(), found = await findUserByLogin(core, actor, login), { user, attempt } = await proveCredentials(core, actor, { found, login, password: input.password });
  return await core.unaudited((tx) => resetAttempts(tx, attempt)), user;
}
async function findUserByLogin(core, actor, login) {
  let { id } = actor.project, username = usernameOf(login);
  if (username !== void 0) return findUserBy(core.read, id, "username", username);
  let email = emailOf(login), user = email && await findUserBy(core.read, id, "email", email);
  return user && user.emailVerifiedAt !== null ? user : void 0;
}
async function proveCredentials(core, actor, input) {
  let { found, login } = input;
  await refuseFailingNetwork(core, actor, found?.id);
  let attempt = await countAttempt(core, actor, {
    user: found?.id ?? { unknown: login },
    factor: "password"
  }), user = found && unsealed(core, found), isRight = await core.passwords.check(
    input.password,
    user?.password ?? null,
    requesterOf(actor, user?.id)
  ), refusal = { user: user?.id, factor: "password", attempts: [attempt] };
  if (!user || !isRight)
    throw await recordRefusal(core, actor, { ...refusal, reason: "wrong" }), new Failure("credentials_wrong");
  if (user.blockedAt !== null)
    throw await recordRefusal(core, actor, { ...refusal, reason: "blocked", attempts: [] }), new Failure("user_blocked");
  return { user, attempt };
}

// src/core/organizations/role.ts
var keyRoles = ["read", "write", "admin", "owner"];
function keyRoleOf(roles) {
  return roles.includes(OWNER) ? "owner" : roleOf(roles);
}
function outranks(a, b) {
  return keyRoles.indexOf(a) > keyRoles.indexOf(b);
}
function roleOf(roles) {
  return roles.includes(OWNER) || roles.includes("admin") ? "admin" : roles.includes("write") ? "write" : "read";
}

// src/core/user-keys/user-key.ts
var permissionDomains = ["api", "package", "repository", "repositories", "docs"];
function parentOf(key) {
  let { permissions, revokeAt, factors, grantId, maker, owner } = key, by = owner.kind === "user" ? owner.id : maker;
  return { permissions, revokeAt, factors, grantId, lineage: [...key.lineage, key.id], maker: by };
}
function covers(held, { domain, resource }) {
  return held.some((one) => one.domain === "api" && one.resource === null ? !0 : one.domain === "repositories" ? domain === "repositories" || domain === "repository" : one.domain !== domain ? !1 : one.resource === resource || domain === "api" && one.resource === "write" && resource === "read");
}
function isActive({ revokedAt, revokeAt }, now) {
  return revokedAt === null && (revokeAt === null || revokeAt > now);
}
function permissionText({ domain, resource }) {
  return resource === null ? domain : `${domain}:${resource}`;
}
function permissionOf(text) {
  let at = text.indexOf(":");
  return at < 0 ? { domain: text, resource: null } : { domain: text.slice(0, at), resource: text.slice(at + 1) };
}

// src/core/user-keys/standing.ts
async function isStanding(core, project, key) {
  return isActive(key, core.clock.now()) ? await isLineageActive(core, project, key) && await isGrantStanding(core, project, key) && await isMakerStanding(core, project, key) : !1;
}
async function isLineageActive(core, project, { lineage }) {
  return lineage.length === 0 ? !0 : (await listActiveAmong(core.read, project, { ids: lineage, now: core.clock.now() })).length === lineage.length;
}
async function isGrantStanding(core, project, { grantId, owner, maker }) {
  if (grantId === null) return !0;
  let user = owner.kind === "user" ? owner.id : maker?.id;
  return user === void 0 ? !1 : isGrantAlive(core.read, project, { user, id: grantId, now: core.clock.now() });
}
async function isMakerStanding(core, project, { maker, owner }) {
  if (maker === null) return !0;
  let of2 = { team: owner.id, user: maker.id }, membership = await findMemberOf(core.read, project, of2);
  return membership?.id !== maker.membershipId || membership.joinedAt === null ? !1 : !outranks(maker.role, keyRoleOf(membership.roles));
}

// src/core/user-keys/user-keys.ts
var SECRET_BYTES = 16, KEYS_AT_MOST = 500, REVOKED_KEPT = 500, NAME_LETTERS = 255, NAME = /^[^\p{Cc}\p{Cs}]{1,255}$/u, PERMISSIONS_AT_MOST = 100, AGENT_KEPT = 255;
async function createUserKey(core, actor, owner, input) {
  requireStorable(input);
  let { parent } = input;
  if (parent?.permissions && !input.permissions.every((each) => covers(parent.permissions ?? [], each)))
    throw new Failure("scope_missing");
  let project = actor.project.id, sequence = core.clock.nextSequence(), secret = freshSecret(SECRET_BYTES), permissions = input.permissions.map(({ domain, resource }) => ({ domain, resource })), newKey = {
    id: freshId(sequence),
    owner,
    revokedAt: null,
    lastUse: null,
    name: input.name,
    permissions,
    revokeAt: earlier(input.revokeAt, parent?.revokeAt ?? null),
    createdAtMicros: sequence,
    updatedAtMicros: sequence,
    factors: parent?.factors ?? [],
    lineage: parent?.lineage ?? [],
    grantId: parent?.grantId ?? null,
    maker: null
  };
  return { key: await core.write(actor, keyAct("user-key.create"), async (tx) => {
    await lockOwner(tx, project, owner);
    let now = core.clock.now();
    await trimKeys(tx, project, { owner, now, sequence, kept: REVOKED_KEPT });
    let others = await listActiveKeys(tx, project, { owner, now, most: KEYS_AT_MOST });
    if (others.length >= KEYS_AT_MOST) throw new Failure("user_keys_limit");
    let name = freeName(newKey.name, new Set(others.map(({ name: name2 }) => name2))), key2 = { ...newKey, name, maker: await makerIn(tx, project, owner, parent) };
    if (!await insertKey(tx, project, { key: key2, secretHash: digest(secret) })) throw new Failure("internal");
    return key2;
  }), secret };
}
function listUserKeys(core, project, owner) {
  return listActiveKeys(core.read, project, { owner, now: core.clock.now(), most: KEYS_AT_MOST });
}
async function findUserKey(core, project, owner, name) {
  if (NAME.test(name))
    return findActiveKey(core.read, project, { owner, name, now: core.clock.now() });
}
async function revokeUserKey(core, actor, owner, name) {
  let known = await findUserKey(core, actor.project.id, owner, name);
  if (!known) throw new Failure({ code: "key_not_found", key: name });
  return core.write(actor, keyAct("user-key.revoke"), async (tx) => {
    let at = { owner, now: core.clock.now(), sequence: core.clock.nextSequence() }, revoked = await revokeKey(tx, actor.project.id, { id: known.id, ...at });
    if (!revoked) throw new Failure({ code: "key_not_found", key: name });
    return revoked;
  });
}
async function revokeUserKeys(core, actor, owner) {
  let all = { act: "user-keys.revoke", ...ofUser(owner), details: { owner: ownerText(owner) } }, acts = (keys) => [...keys.map(keyAct("user-key.revoke")), all], now = core.clock.now();
  return (await core.write(
    actor,
    acts,
    (tx) => revokeOwnedKeys(tx, actor.project.id, { owner, now, sequence: core.clock.nextSequence() })
  )).filter((key) => isActive({ ...key, revokedAt: null }, now));
}
async function authenticateUserKey(core, project, secret) {
  let hashed = digest(secret), found = await findKeyBySecret(core.read, project, hashed);
  if (!(!found || !sameText(found.storedHash, hashed)))
    return { key: found.key, state: await isStanding(core, project, found.key) ? "good" : "revoked" };
}
async function recordUserKeyUse(core, actor, key) {
  let agent = actor.userAgent?.slice(0, AGENT_KEPT).toWellFormed().replaceAll("\0", "") ?? "", use = { usedAt: core.clock.now(), ip: actor.ip ?? "", userAgent: agent };
  await core.unaudited((tx) => recordUse(tx, actor.project.id, key, use));
}
function requireStorable({ name, permissions }) {
  if (!NAME.test(name))
    throw new Failure({
      code: "argument_invalid",
      field: "name",
      rule: "length",
      least: 1,
      most: NAME_LETTERS
    });
  let texts = permissions.flatMap(({ domain, resource }) => [
    domain,
    ...resource === null ? [] : [resource]
  ]);
  if (permissions.length > PERMISSIONS_AT_MOST || !texts.every((text) => NAME.test(text)))
    throw new Failure({
      code: "argument_invalid",
      field: "permissions",
      rule: "list",
      most: PERMISSIONS_AT_MOST,
      lengthMost: NAME_LETTERS
    });
}
async function lockOwner(tx, project, { kind, id }) {
  if (kind === "user") {
    if (!await lockUser(tx, project, id)) throw new Failure("user_not_found");
    return;
  }
  if (!await lockTeam(tx, project, { id })) throw new Failure("team_not_found");
}
async function makerIn(tx, project, owner, parent) {
  if (owner.kind === "user" || !parent?.maker) return null;
  let { maker } = parent, user = typeof maker == "string" ? maker : maker.id, membership = await findMemberOf(tx, project, { team: owner.id, user });
  if (!membership || membership.joinedAt === null) throw new Failure("team_not_found");
  let role = keyRoleOf(membership.roles);
  if (outranks("write", role)) throw new Failure("not_allowed");
  if (typeof maker == "string") return { id: user, membershipId: membership.id, role };
  if (maker.membershipId !== membership.id || outranks(maker.role, role)) throw new Failure("not_allowed");
  return maker;
}
function earlier(a, b) {
  return a === null || b === null ? a ?? b : a < b ? a : b;
}
function freeName(base, existing) {
  let letters = [...base];
  for (let at = 1; ; at++) {
    let tail = at === 1 ? "" : `-${at}`, name = letters.slice(0, NAME_LETTERS - tail.length).join("") + tail;
    if (!existing.has(name)) return name;
  }
}
function ofUser({ kind, id }) {
  return kind === "user" ? { user: id } : {};
}
function keyAct(act) {
  return ({ id, owner, name, permissions }) => ({
    act,
    ...ofUser(owner),
    details: { keyId: id, owner: ownerText(owner), name, permissions: permissions.map(permissionText) }
  });
}
function ownerText({ kind, id }) {
  return `${kind} ${id}`;
}

// src/core/tokens/session-secrets.ts
var sessionSecrets = {
  "magic-url": { token: "magic-url", sentTo: "email", lifetime: 3600 },
  "email-otp": { token: "email-otp", sentTo: "email", lifetime: 600 },
  phone: { token: "phone", sentTo: "phone", lifetime: 600 },
  "email-verification": { token: "email-verification", sentTo: "email", lifetime: 3600 },
  "email-verification-code": { token: "email-verification-code", sentTo: "email", lifetime: 900 },
  "username-verification": { token: "email-verification", sentTo: "email", lifetime: 86400 },
  recovery: { token: "recovery", sentTo: "email", lifetime: 3600 },
  "recovery-code": { token: "recovery-code", sentTo: "email", lifetime: 900 },
  "username-recovery": { token: "recovery", sentTo: "email", lifetime: 86400 },
  generic: { token: "generic", sentTo: null, lifetime: "asked" },
  oauth2: { token: "oauth2", sentTo: null, lifetime: 60 },
  invitation: { sentTo: "either", lifetime: ({ policies }) => policies.invitationSeconds },
  "device-code": { sentTo: null, lifetime: 600 }
};
function lifetimeSeconds(project, kind) {
  let { lifetime } = sessionSecrets[kind];
  return typeof lifetime == "function" ? lifetime(project) : lifetime;
}
function tokensSentTo(address) {
  let sent = Object.values(sessionSecrets).flatMap(
    (secret) => "token" in secret && secret.sentTo === address ? [secret.token] : []
  );
  return [...new Set(sent)];
}

// src/core/links.ts
var LOCAL = /* @__PURE__ */ new Set(["localhost", "127.0.0.1", "[::1]"]), LENGTH_AT_MOST = 2048;
function isLocalHost(host) {
  return LOCAL.has(host.replace(/:\d+$/, ""));
}
function isProjectHost(host, hosts) {
  return hosts.some((known) => known.startsWith("*.") ? host.endsWith(known.slice(1)) : host === known);
}
function allowedPage(core, actor, text) {
  if (/[\\\s]/.test(text))
    throw new Failure({ code: "argument_invalid", field: "url", rule: "url_characters" });
  let url = text.length <= LENGTH_AT_MOST && URL.canParse(text) ? new URL(text) : void 0, isWeb = url && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "", isPlain = /^https?:\/\//i.test(text);
  if (url && isWeb && isPlain) {
    if (url.host === core.urls.publicUrl?.host) return url;
    let { hosts } = actor.project.policies;
    if (isProjectHost(url.host, hosts) || isLocalHost(url.host) && allowsLocal(core, hosts)) return url;
  }
  throw new Failure({ code: "argument_invalid", field: "url", rule: "foreign_host" });
}
function allowsLocal(core, hosts) {
  let { publicUrl } = core.urls;
  return publicUrl === void 0 || isLocalHost(publicUrl.host) || hosts.some((host) => LOCAL.has(host));
}
function expiryText(at, inSeconds) {
  return inSeconds ? String(Math.floor(at / 1e3)) : isoWithoutZone(at).replace("T", " ");
}
function linkTo(page, parameters) {
  let link = new URL(page);
  for (let [name, value] of Object.entries(parameters)) link.searchParams.set(name, value);
  return link.href;
}

// src/core/factors/address-factors.ts
function addressFactors(actor, user) {
  let accepted = actor.project.policies.mfaFactors, byMail = user.email !== null && user.emailVerifiedAt !== null && accepted.includes("email"), bySms = user.phone !== null && user.phoneVerifiedAt !== null && accepted.includes("phone");
  return [...byMail ? ["email"] : [], ...bySms ? ["phone"] : []];
}

// src/core/users/addresses.ts
function setEmail(core, actor, input) {
  let act = { act: "user.email.update", user: input.id };
  return changeUser(core, actor, act, async (user, tx) => user.email === input.email ? {} : {
    email: input.email,
    emailVerifiedAt: null,
    targets: await moveAddress(core, actor, tx, { user, kind: "email", to: input.email })
  });
}
function setPhone(core, actor, input) {
  let act = { act: "user.phone.update", user: input.id };
  return changeUser(core, actor, act, async (user, tx) => user.phone === input.phone ? {} : {
    phone: input.phone,
    phoneVerifiedAt: null,
    targets: await moveAddress(core, actor, tx, { user, kind: "phone", to: input.phone })
  });
}
async function moveAddress(core, actor, tx, { user, kind, to, addsTarget = !0 }) {
  let project = actor.project.id, from = user[kind];
  if (await deleteTokensOfKinds(tx, project, { user: user.id, kinds: tokensSentTo(kind) }), from !== null && await voidInvitationsTo(tx, project, { user: user.id, address: from }), to !== null && kind === "email" && to !== from && refuseEmail(actor.project.policies, to), to !== null) {
    let isHeld = async () => kind === "email" && (await usersWithProviderEmail(tx, project, { email: to, but: user.id })).length > 0;
    if (await isHeld()) throw new Failure("email_taken");
    if (!await claim(tx, { project, kind: "target", value: to }, user.id))
      throw new Failure({ code: "target_exists", taken: kind });
    if (!await claim(tx, { project, kind, value: to }, user.id))
      throw new Failure(kind === "email" ? "email_taken" : "phone_taken");
    if (await isHeld()) throw new Failure("email_taken");
  }
  if (kind === "email" && !await moveMailbox(tx, actor, { from, to, user: user.id }))
    throw new Failure("email_taken");
  if (from !== null && (await release(tx, { project, kind, value: from }, user.id), await release(tx, { project, kind: "target", value: from }, user.id)), to === null)
    return from !== null && await deleteTarget(tx, project, { user: user.id, identifier: from }), user.targets.filter((target) => target.identifier !== from);
  let at = core.clock.now();
  if (from !== null && await renameTarget(tx, project, { user: user.id, from, to, at }))
    return user.targets.map(
      (target) => target.identifier === from ? { ...target, identifier: to, updatedAt: at } : target
    );
  if (!addsTarget)
    return to !== null && await release(tx, { project, kind: "target", value: to }, user.id), user.targets;
  let address = { user: user.id, kind: kind === "email" ? "email" : "sms", identifier: to };
  return [...user.targets, await placeTarget(core, tx, project, address)];
}

// src/core/tokens/typed-code.ts
var BETWEEN = /[\s\p{Pd}]/gu, CODE = /^[0-9a-z]{1,31}$/;
function typedCode(text) {
  let code = text.normalize("NFKC").replace(BETWEEN, "").toLowerCase();
  return CODE.test(code) ? code : text;
}

// src/core/tokens/token.ts
var import_node_crypto = __toESM(require_node_crypto(), 1);
var sessionKinds = ["generic", "magic-url", "email-otp", "phone"], CODE_DIGITS = 6, UNGUESSABLE = 32;
function freshCode() {
  return String((0, import_node_crypto.randomInt)(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, "0");
}
function freshTokenSecret(digits) {
  return freshSecret(Math.ceil(digits / 2)).slice(0, digits);
}
function isUnguessable(secret) {
  return secret.length >= UNGUESSABLE;
}
function tokenHash({ seal }, user, secret) {
  return hashWith(seal.derive("tokens"), user, secret);
}
function tokenHashes({ seal }, user, secret) {
  return seal.deriveEach("tokens").map((key) => hashWith(key, user, secret));
}
function hashWith(key, user, secret) {
  return (0, import_node_crypto.createHmac)("sha256", key).update(`${user}
${secret}`).digest("hex");
}

// src/crypto/totp.ts
var CODE2 = /^\d{6}$/, otplib = () => import("./dist-UHNXANCT.js");
async function freshSeed() {
  let { generateSecret } = await otplib();
  return generateSecret({ length: 20 });
}
async function seedUri(input) {
  let { generateURI } = await otplib(), issuer = input.issuer.toWellFormed().replaceAll(":", " ");
  return generateURI({ issuer, label: input.label, secret: input.seed });
}
var DRIFT = [0, -1, 1];
async function stepOf(seed, code, at) {
  if (!CODE2.test(code)) return;
  let { verify: verify2 } = await otplib(), now = Math.floor(at / 1e3 / 30), steps = DRIFT.map((drift) => now + drift).filter((step) => step >= 0), each = steps.map(async (step) => {
    let epoch = step * 30;
    return (await verify2({ secret: seed, token: code, epoch, epochTolerance: 0, period: 30 })).valid;
  }), valid = await Promise.all(each);
  return steps.find((_, at2) => valid[at2]);
}

// src/core/outbox/outbox.ts
async function enqueue(core, actor, tx, input) {
  let queuedAt = core.clock.now(), origin = { locale: actor.locale ?? "en", project: actor.project.name, queuedAt }, message = { ...input.message, ...origin }, sequence = core.clock.nextSequence();
  await insertMessage(tx, actor.project.id, {
    id: freshId(sequence),
    sequence,
    user_id: input.user,
    kind: message.kind,
    payload: core.seal.seal(JSON.stringify(message)),
    tries: 0,
    next_at: queuedAt,
    dead_at: null,
    error: null
  });
}

// src/core/outbox/notices.ts
async function notify(core, actor, tx, { user, purpose: purpose2 }) {
  if (user.email === null || user.emailVerifiedAt === null || !core.channels.sendsMail) return;
  let message = { kind: "mail", to: user.email, purpose: purpose2, name: user.name };
  await enqueue(core, actor, tx, { user: user.id, message });
}

// src/core/factors/attempt-limit.ts
async function withAttemptLimit(core, actor, at, work) {
  let attempt = await countAttempt(core, actor, at);
  try {
    return await work(attempt);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "token_invalid") throw error;
    let act = { act: "challenge.refuse", user: at.user, details: { factor: at.factor } };
    throw await core.write(actor, act, (tx) => recordFailure(core, tx, attempt)), error;
  }
}

// src/core/factors/totp.ts
var of = { kind: "totp" };
async function enrolTotp(core, actor, id) {
  let project = actor.project, user = await getUser(core, actor, id), secret = await freshSeed(), uri = await seedUri({ seed: secret, issuer: project.name, label: user.email ?? id }), sealed = core.seal.seal(secret);
  return await core.write(actor, { act: "user.authenticator.create", user: id, details: of }, async (tx) => {
    if (!await lockUser(tx, project.id, id)) throw new Failure("user_not_found");
    if (!await placeAuthenticator(tx, project.id, { user: id, kind: "totp", sealed })) throw new Failure("authenticator_verified");
    await clearAttempts(tx, actor, { user: id, factor: "totp" });
  }), { secret, uri };
}
async function verifyTotp(core, actor, input) {
  let project = actor.project.id, enrolled = await findAuthenticator(core.read, project, { user: input.user, kind: "totp" });
  if (!enrolled) throw new Failure("authenticator_not_found");
  if (enrolled.verifiedAt !== null) throw new Failure("authenticator_verified");
  return await withAttemptLimit(core, actor, { user: input.user, factor: "totp" }, async (attempt) => {
    let step = await matchingStep(core, enrolled, input.code);
    if (step === void 0) throw new Failure("token_invalid");
    let act = { act: "user.authenticator.verify", user: input.user, details: of };
    await core.write(actor, act, async (tx) => {
      let user = await lockUser(tx, project, input.user);
      if (!user) throw new Failure("user_not_found");
      let at = core.clock.now(), seen = { user: user.id, kind: "totp", sealed: enrolled.sealed, step, at };
      if (!await verifyAuthenticator(tx, project, seen)) throw new Failure("token_invalid");
      await resetAttempts(tx, attempt), await notify(core, actor, tx, { user, purpose: "mfa-changed" });
      let session = ownSession(actor, user.id)?.id, factors = { user: user.id, factors: ["totp"], isProof: !1, at };
      session !== void 0 && await addFactors(tx, project, { ...factors, session });
    });
  }), core.notifyOutbox(), getUser(core, actor, input.user);
}
async function matchingStep(core, { sealed }, code) {
  let seed = core.seal.open(sealed);
  return seed === void 0 ? void 0 : stepOf(seed, code, core.clock.now());
}
async function removeOwnAuthenticator(core, actor, id) {
  let project = actor.project.id;
  await core.write(actor, { act: "user.authenticator.delete", user: id, details: of }, async (tx) => {
    let user = await lockUser(tx, project, id);
    if (!user) throw new Failure("user_not_found");
    let enrolled = await findAuthenticator(tx, project, { user: id, kind: "totp" });
    if (!enrolled) throw new Failure("authenticator_not_found");
    enrolled.verifiedAt !== null && (requireRecentProof(core, actor, id), await notify(core, actor, tx, { user, purpose: "mfa-changed" })), await takeAuthenticator(tx, project, { user: id, kind: "totp" }), await clearAttempts(tx, actor, { user: id, factor: "totp" });
  }), core.notifyOutbox();
}

// src/core/tokens/tokens.ts
var LINKS_KEPT = 10, CODES_KEPT = 3;
function freshToken(core, input) {
  let sequence = core.clock.nextSequence(), issuedAt = core.clock.now(), expiresAt = expiryOf(issuedAt, input.seconds * 1e3), alias = input.alias === void 0 || input.alias === input.user ? null : input.alias, { user: userId, kind } = input;
  return {
    token: {
      id: freshId(sequence),
      kind,
      userId,
      createdAt: createdAt(sequence),
      issuedAt,
      expiresAt,
      alias
    },
    sequence
  };
}
async function writeToken(core, actor, tx, fresh) {
  let { token, sequence, secret } = fresh, secretHash = tokenHash(core, token.userId, secret);
  if (await insertToken(tx, actor.project.id, { token, sequence, secretHash }), token.kind !== "generic") {
    let kept = isUnguessable(secret) ? LINKS_KEPT : CODES_KEPT, to = { user: token.userId, kind: token.kind, kept, now: core.clock.now() };
    await trimTokens(tx, actor.project.id, to);
  }
  return { token, secret };
}
async function createToken(core, actor, input) {
  let secret = freshTokenSecret(input.length), { user, seconds } = input, { token, sequence } = freshToken(core, { user, kind: "generic", seconds }), act = { act: "token.create", user, details: { tokenId: token.id, kind: token.kind } };
  return core.write(actor, act, async (tx) => {
    if (!await lockUser(tx, actor.project.id, user)) throw new Failure("user_not_found");
    return writeToken(core, actor, tx, { token, sequence, secret });
  });
}

// src/core/limits/message-pause.ts
var import_node_crypto2 = __toESM(require_node_crypto(), 1);
var freeMessages = {
  "magic-url": 60,
  "email-otp": 10,
  "phone-otp": 10,
  recovery: 10,
  verification: 10,
  invitation: 10
}, LONGEST_PAUSE_SECONDS = 600, RESTS_MS = hours(1);
async function messageWaitSeconds(core, actor, { to, user, purpose: purpose2 }) {
  if (isServer(actor)) return;
  let isKnown = user !== void 0 && await isKnownPlace(core, actor, user), at = { user: recipientKey(core, to), factor: `message ${purpose2}`, bucket: isKnown ? "known" : "" }, project = actor.project.id, now = core.clock.now(), waitIn = (row) => row && row.not_before > now ? Math.max(1, Math.ceil((row.not_before - now) / 1e3)) : void 0, longestMs = LONGEST_PAUSE_SECONDS * 1e3, before = waitIn(await findCurrent(core, project, { ...at, now, longestMs }));
  return before !== void 0 ? before : core.unaudited(async (tx) => {
    let counted = await beginAttempt(tx, {
      project_id: project,
      user_id: at.user,
      factor: at.factor,
      bucket: at.bucket,
      tried: 1,
      not_before: 0,
      updated_at: now,
      limit: Number.MAX_SAFE_INTEGER,
      rested: now - RESTS_MS
    });
    if (!counted) return waitIn(await findAttempts(tx, project, at)) ?? 1;
    let beyond = counted.tried - freeMessages[purpose2];
    if (beyond < 0) return;
    let seconds = Math.min(2 ** beyond, LONGEST_PAUSE_SECONDS);
    await postponeAttempts(tx, project, { ...at, notBefore: expiryOf(now, seconds * 1e3) });
  });
}
async function paceMessages(core, actor, recipient) {
  let retryAfterSeconds = await messageWaitSeconds(core, actor, recipient);
  if (retryAfterSeconds !== void 0)
    throw new Failure({ code: "rate_limited", limit: "requests", retryAfterSeconds });
}
function recipientKey(core, to) {
  return `~${(0, import_node_crypto2.createHmac)("sha256", core.seal.derive("recipients")).update(to).digest("hex")}`;
}

// src/core/sign-in/phrase.ts
var import_node_crypto3 = __toESM(require_node_crypto(), 1), FIRST = "Amber Brave Calm Clever Coral Crisp Early Fair Gentle Golden Happy Honest Jolly Kind Lively Lucky Mellow Merry Noble Proud Quick Quiet Rapid Rosy Silver Smooth Sunny Swift Tidy Vivid Warm Wise", SECOND = "Acorn Badger Beacon Brook Cedar Cloud Comet Falcon Fern Fox Garden Harbor Heron Island Lantern Lark Maple Meadow Otter Owl Pebble Pine River Robin Sparrow Spruce Star Thistle Tulip Valley Willow Wren";
function freshPhrase() {
  return [FIRST, SECOND].map(wordOf).join(" ");
}
function wordOf(list) {
  let words = list.split(" ");
  return words[(0, import_node_crypto3.randomInt)(words.length)] ?? "";
}

// src/core/steady.ts
var import_promises = __toESM(require_promises(), 1), STEP_MS = 50;
async function steadily(work) {
  let begun = performance.now();
  try {
    return await work();
  } finally {
    await (0, import_promises.setTimeout)(STEP_MS - (performance.now() - begun) % STEP_MS);
  }
}

// src/core/tokens/aliases.ts
var ALIASED_AT_MOST = 5;
function aliasFor(core, actor, requested) {
  return isClient(actor) ? { alias: requested ?? freshId(core.clock.nextSequence()) } : {};
}
async function usersBehind(core, actor, id) {
  let project = actor.project.id, [named, user] = await Promise.all([
    listTokensByAlias(core.read, project, { alias: id, now: core.clock.now(), most: ALIASED_AT_MOST }),
    findUser(core.read, project, id)
  ]), others = named.map(({ userId }) => userId);
  return [...new Set(user || others.length === 0 ? [id, ...others] : others)];
}
var ofOneUser = /* @__PURE__ */ new Set(["token_invalid", "rate_limited"]);
async function redeemBehind(core, actor, id, redeem2) {
  let refusal;
  for (let user of await usersBehind(core, actor, id))
    try {
      return await redeem2(user);
    } catch (error) {
      if (!(error instanceof Failure) || !ofOneUser.has(error.code)) throw error;
      (refusal === void 0 || error.code === "rate_limited") && (refusal = error);
    }
  throw refusal;
}
async function tokenOwner(core, actor, input) {
  for (let user of await usersBehind(core, actor, input.id)) {
    let secretHashes = tokenHashes(core, user, input.secret), { kinds } = input;
    if (await findToken(core.read, actor.project.id, {
      user,
      secretHashes,
      kinds,
      now: core.clock.now()
    })) return user;
  }
  return input.id;
}

// src/core/limits/code-tries.ts
var TRIES_AT_MOST = 10;
async function countCodeTries(core, actor, { user, codes }) {
  if (codes.length === 0) return /* @__PURE__ */ new Set();
  let place = await isKnownPlace(core, actor, user) ? "known" : networkOf(actor.ip ?? ""), now = core.clock.now(), ordered = codes.map(({ id, expiresAt }) => ({ id, expiresAt, key: digest(`code
${user}
${id}
${place}`) })).toSorted((a, b) => a.key < b.key ? -1 : 1);
  return core.unaudited(async (tx) => {
    let exhausted = /* @__PURE__ */ new Set();
    for (let { id, expiresAt, key } of ordered) {
      let row = { project_id: actor.project.id, key, used: 1, ends_at: expiresAt, now };
      ((await takeInWindow(tx, row))?.used ?? 1) > TRIES_AT_MOST && exhausted.add(id);
    }
    return exhausted;
  });
}

// src/core/tokens/code-attempts.ts
var attemptKinds = {
  generic: "token",
  "email-otp": "emailCode",
  phone: "phoneCode",
  "email-verification-code": "verificationCode",
  "recovery-code": "resetCode"
}, SENT_AT_MOST = 100;
async function countCodeAttempt(core, actor, { user, kinds }) {
  let project = actor.project.id, now = core.clock.now(), isThere = await findUser(core.read, project, user) !== void 0, codeKinds = kinds.filter((kind) => attemptKinds[kind] !== void 0), sentKinds = codeKinds.filter((kind) => kind !== "generic"), sent = isThere ? await listLiveTokens(core.read, project, { user, kinds: sentKinds, now, most: SENT_AT_MOST }) : [], hasGeneric = isThere && codeKinds.includes("generic") && await hasLiveToken(core.read, project, { user, kind: "generic", now }), live = codeKinds.filter(
    (kind) => kind === "generic" ? hasGeneric : sent.some((token) => token.kind === kind)
  ), factors = live.length === 0 ? ["token"] : live.flatMap((kind) => attemptKinds[kind] ?? []), attempts = await countEach(core, actor, { user: isThere ? user : { unknown: user }, factors }), exhausted = await countCodeTries(core, actor, { user, codes: sent }), counted = (kind) => attempts.filter(({ factor }) => factor === attemptKinds[kind]);
  return {
    attempts,
    allows: ({ id, kind }) => attemptKinds[kind] === void 0 || counted(kind).length > 0 && !exhausted.has(id),
    resetBy: counted
  };
}
async function countEach(core, actor, { user, factors }) {
  let attempts = [], refused;
  for (let factor of factors)
    try {
      attempts.push(await countAttempt(core, actor, { user, factor }));
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "rate_limited") throw error;
      refused = error;
    }
  if (attempts.length === 0 && refused) throw refused;
  return attempts;
}

// src/core/users/prove-address.ts
var proofWays = {
  "magic-url": "enters",
  "email-otp": "enters",
  phone: "enters",
  recovery: "enters",
  invitation: "enters",
  oauth2: "enters",
  "email-verification": "confirms",
  "phone-verification": "confirms",
  "own-invitation": "confirms",
  "own-identity": "confirms"
}, credentialTables = /* @__PURE__ */ new Set([
  "sessions",
  "device_grants",
  "recovery_codes",
  "authenticators",
  "identities",
  "user_keys"
]);
async function proveAddress(core, actor, tx, proof) {
  let { user, kind, way } = proof;
  return isProven(user, kind) ? { user, acts: [], isReset: !1 } : proofWays[way] === "confirms" || await isHolder(core, actor, tx, user) ? { user: await write(core, actor, tx, user, provenNow(core, kind)), acts: [], isReset: !1 } : isOfSomebodyElse(user, kind) ? moveToNewUser(core, actor, tx, proof) : resetAccount(core, actor, tx, proof);
}
function isOfSomebodyElse(user, kind) {
  return kind === "email" ? user.phone !== null && user.phoneVerifiedAt !== null : user.emailVerifiedAt !== null || user.email !== null && user.password !== null;
}
function isProven(user, kind) {
  return (kind === "email" ? user.emailVerifiedAt : user.phoneVerifiedAt) !== null;
}
function provenNow(core, kind) {
  let at = core.clock.now();
  return kind === "email" ? { emailVerifiedAt: at } : { phoneVerifiedAt: at };
}
async function isHolder(core, actor, tx, user) {
  let { session } = actor;
  if (!session || session.userId !== user.id || !session.factors.includes("password")) return !1;
  let of2 = { user: user.id, id: session.id, now: core.clock.now() };
  return await findSession(tx, actor.project.id, of2) !== void 0;
}
async function moveToNewUser(core, actor, tx, { user, kind, way }) {
  await requireRoom(tx, actor);
  let acts = await releaseClaim(core, actor, tx, { user, kind, way }), sequence = core.clock.nextSequence(), at = createdAt(sequence), fresh = {
    ...newUser(freshId(sequence), sequence, at),
    [kind]: user[kind],
    ...provenNow(core, kind),
    accessedAt: at
  }, made = await addUser(core, actor, tx, fresh);
  return { user: made, acts: [...acts, { act: "user.create", user: made.id }], isReset: !1 };
}
async function releaseClaim(core, actor, tx, { user, kind, way }) {
  let targets = await moveAddress(core, actor, tx, { user, kind, to: null });
  return await write(core, actor, tx, user, { ...kind === "email" ? { email: null, emailVerifiedAt: null } : { phone: null, phoneVerifiedAt: null }, targets }), [{ act: "user.address.release", user: user.id, details: { address: kind, way } }];
}
async function resetAccount(core, actor, tx, { user, kind, way }) {
  let ended = await endOwned(core, tx, "resetUnverifiedAccount", {
    project: actor.project,
    user: user.id
  }), before = await lockUser(tx, actor.project.id, user.id) ?? user, other = kind === "email" ? "phone" : "email", hasOther = user[other] !== null, targets = hasOther ? await moveAddress(core, actor, tx, { user: before, kind: other, to: null }) : before.targets, removed = [
    ...user.password === null ? [] : ["password"],
    ...user.mfaEnabledAt === null ? [] : ["mfa"],
    ...hasOther ? [other] : [],
    ...ended.filter((table) => credentialTables.has(table))
  ], isReset = removed.length > 0, change = {
    // A new time voids the tokens signed for the user; a user without credentials has none.
    ...isReset && { ...noPassword, passwordUpdatedAt: core.clock.now(), mfaEnabledAt: null },
    ...other === "phone" ? { phone: null, phoneVerifiedAt: null } : { email: null, emailVerifiedAt: null },
    ...provenNow(core, kind),
    targets
  }, after = await write(core, actor, tx, before, change), details = { address: kind, way, removed };
  return { user: after, acts: isReset ? [{ act: "user.reset", user: user.id, details }] : [], isReset };
}
async function write(core, actor, tx, before, change) {
  let after = { ...before, ...change, updatedAt: core.clock.now() };
  return await updateUser(tx, actor.project.id, before, after), after;
}

// src/core/recovery/recovery.ts
var DIGITS = 256;
function requestRecovery(core, actor, input) {
  return request(core, actor, { ...input, kind: "recovery", secret: freshTokenSecret(DIGITS) });
}
async function requestRecoveryCode(core, actor, { email, phrase }) {
  let words = phrase ? { phrase: freshPhrase() } : {};
  return { ...await request(core, actor, { email, kind: "recovery-code", secret: freshCode(), ...words }), ...words };
}
function request(core, actor, input) {
  return isClient(actor) ? steadily(() => writeRequest(core, actor, input)) : writeRequest(core, actor, input);
}
async function writeRequest(core, actor, input) {
  if (!core.channels.sendsMail) throw new Failure("mail_disabled");
  let { kind, secret } = input, page = input.url === void 0 ? void 0 : allowedPage(core, actor, input.url), user = await findUserBy(core.read, actor.project.id, "email", input.email);
  if (actor.project.policies.revealUnknownEmail) {
    if (!user) throw new Failure("user_not_found");
    if (user.blockedAt !== null) throw new Failure("user_blocked");
  }
  await paceMessages(core, actor, { to: input.email, user: user?.id, purpose: "recovery" });
  let alias = aliasFor(core, actor), seconds = lifetimeSeconds(actor.project, kind), { token, sequence } = freshToken(core, {
    user: user?.id ?? freshId(core.clock.nextSequence()),
    kind,
    seconds,
    ...alias
  }), act = {
    act: "recovery.create",
    ...user && { user: user.id },
    details: { tokenId: token.id }
  };
  return await core.write(actor, act, async (tx) => {
    let now = user && await lockUser(tx, actor.project.id, user.id);
    if (!now || now.email !== input.email || now.blockedAt !== null) return;
    await writeToken(core, actor, tx, { token, sequence, secret });
    let expire = expiryText(token.expiresAt, input.expiryInSeconds ?? !1), link = page && linkTo(page, { userId: now.id, secret, expire, project: actor.project.id }), message = {
      kind: "mail",
      to: input.email,
      purpose: kind,
      name: now.name,
      minutes: seconds / 60,
      ...link === void 0 ? { code: secret } : { url: link },
      ...input.phrase !== void 0 && { phrase: input.phrase }
    };
    await enqueue(core, actor, tx, { user: now.id, message });
  }), core.notifyOutbox(), { token, secret };
}
async function completeRecovery(core, actor, input) {
  let { user: id, secret } = input, user = await tokenOwner(core, actor, { id, secret, kinds: ["recovery"] });
  return recordingRefusals(
    core,
    actor,
    { user, factor: "recovery" },
    () => writeRecovery(core, actor, { ...input, user, kind: "recovery" })
  );
}
function completeRecoveryByCode(core, actor, input) {
  return redeemBehind(core, actor, input.user, async (user) => {
    let attempt = await countCodeAttempt(core, actor, { user, kinds: ["recovery-code"] });
    return recordingRefusals(
      core,
      actor,
      { user, factor: "recovery", attempts: attempt.attempts },
      () => writeRecovery(core, actor, { ...input, user, kind: "recovery-code", attempt })
    );
  });
}
async function writeRecovery(core, actor, input) {
  let project = actor.project.id, { kind, attempt } = input, of2 = {
    user: input.user,
    secretHashes: tokenHashes(core, input.user, input.secret),
    kinds: [kind],
    now: core.clock.now()
  }, known = await findToken(core.read, project, of2), user = known && (attempt?.allows(known) ?? !0) ? await findUser(core.read, project, input.user) : void 0;
  if (!user || user.blockedAt !== null) throw new Failure("token_invalid");
  await refusePassword(core, actor, { password: input.password, user, earlier: !0 });
  let password = await hashChecked(core, actor, input.password, user.id), { token } = await core.write(actor, actsOf, async (tx) => {
    let now = await lockUser(tx, project, user.id), token2 = now && await takeToken(tx, project, of2);
    if (!token2 || !(attempt?.allows(token2) ?? !0)) throw new Failure("token_invalid");
    for (let right of attempt?.resetBy(kind) ?? []) await resetAttempts(tx, right);
    await notify(core, actor, tx, { user: now, purpose: "password-changed" });
    let proven = await proveAddress(core, actor, tx, { user: now, kind: "email", way: "recovery" }), before = proven.user, changed = await applyNewPassword(core, actor, tx, { user: before, password });
    return (input.revokesAccess ?? actor.project.policies.invalidateSessions) && await endOwned(core, tx, "endSessions", { project: actor.project, user: before.id }), await updateUser(tx, project, before, { ...before, ...changed, updatedAt: core.clock.now() }), { token: token2, acts: [...proven.acts, { act: "recovery.update", user: before.id }] };
  });
  return core.notifyOutbox(), token;
}
function actsOf({ acts }) {
  return acts;
}

// src/core/mock-phones/store.ts
var LISTED_AT_MOST = 5e3, mockPhones = ownedTable("mock_phones", {
  owner: {},
  key: "phone",
  toRow: ({ phone, sequence, updatedAt, sealed }) => ({
    phone,
    sequence,
    updated_at: updatedAt,
    sealed
  }),
  // Casts: validated on write.
  toValue: (row) => ({
    phone: row.phone,
    sequence: row.sequence,
    createdAt: createdAt(row.sequence),
    updatedAt: row.updated_at,
    sealed: row.sealed
  })
}), insertMockPhone = mockPhones.insertIfFree, findMockPhone = mockPhones.find({ phone: "phone" }), listMockPhones = mockPhones.list({}, { order: ["sequence"], most: LISTED_AT_MOST }), updateMockPhoneCode = mockPhones.update(
  { sealed: "sealed", updated_at: "now" },
  { phone: "phone" }
), takeMockPhone = mockPhones.take({ phone: "phone" });

// src/core/mock-phones/mock-phones.ts
async function createMockPhone(core, actor, { phone, code }) {
  let sequence = core.clock.nextSequence(), at = createdAt(sequence), mock = { phone, sequence, createdAt: at, updatedAt: at, sealed: core.seal.seal(code) }, most = actor.project.policies.mockPhonesLimit;
  return core.write(actor, { act: "mock-phone.create" }, async (tx) => {
    if (await lockProject(tx, actor.project.id), (await listMockPhones(tx, actor.project.id)).length >= most) throw new Failure({ code: "mock_phones_limit", most });
    if (!await insertMockPhone(tx, actor.project.id, mock)) throw new Failure("mock_phone_exists");
    return mock;
  });
}
function getMockPhones(core, actor) {
  return listMockPhones(core.read, actor.project.id);
}
async function getMockPhone(core, actor, phone) {
  return await findMockPhone(core.read, actor.project.id, { phone }) ?? unknown();
}
function updateMockPhone(core, actor, { phone, code }) {
  let sealed = core.seal.seal(code);
  return core.write(actor, { act: "mock-phone.update" }, async (tx) => {
    let now = core.clock.now();
    return await updateMockPhoneCode(tx, actor.project.id, { phone, sealed, now }) ?? unknown();
  });
}
async function removeMockPhone(core, actor, phone) {
  await core.write(actor, { act: "mock-phone.delete" }, async (tx) => {
    await takeMockPhone(tx, actor.project.id, { phone }) || unknown();
  });
}
function codeOfMockPhone({ seal }, { sealed }) {
  return seal.open(sealed);
}
async function findFixedCode(core, { project }, phone) {
  if (project.policies.mockPhonesLimit === 0) return;
  let mock = await findMockPhone(core.read, project.id, { phone });
  return mock && codeOfMockPhone(core, mock);
}
function unknown() {
  throw new Failure("mock_phone_not_found");
}

// src/core/verifications/refusals.ts
var REFUSAL_PATH = "/v1/auth/not-me", ALGORITHM = "HS256";
async function describeClaim(core, actor, input) {
  let { user, seconds } = input, { ip, userAgent } = input.madeBy ?? await makerOf(core, actor, user) ?? {}, [device, country] = await Promise.all([
    core.clientInfo.device(userAgent),
    core.clientInfo.country(ip)
  ]), claimed = { user: user.id, sequence: user.sequence, email: user.email ?? "" }, token = await sign(core, actor.project.id, { ...claimed, seconds }), page = new URL(REFUSAL_PATH, core.urls.ownUrl());
  return {
    account: user.id,
    madeAt: user.createdAt,
    device: [device.clientName, device.osName].filter(Boolean).join(", "),
    network: networkOf2(ip),
    country: country ?? "",
    refusal: linkTo(page, { project: actor.project.id, token })
  };
}
async function refuseClaim(core, actor, token) {
  let claimed = await verify(core, actor.project.id, token);
  if (!claimed) throw new Failure("token_invalid");
  await core.write(
    actor,
    (acts) => acts,
    async (tx) => {
      let user = await lockUser(tx, actor.project.id, claimed.user);
      if (!user || user.sequence !== claimed.sequence || user.email !== claimed.email)
        throw new Failure("token_invalid");
      return await endOwned(core, tx, "endSessions", { project: actor.project, user: user.id }), releaseClaim(core, actor, tx, { user, kind: "email", way: "refusal" });
    }
  );
}
async function makerOf(core, actor, { id, sequence }) {
  let entry = await creationOf(core.read, { project: actor.project.id, user: id, since: sequence });
  if (!(entry === void 0 || !/^(?:guest|user)$/.test(entry.actor_kind)))
    return { ip: entry.ip ?? void 0, userAgent: entry.user_agent ?? void 0 };
}
function networkOf2(ip) {
  let [, network] = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/.exec(ip ?? "") ?? [];
  return network === void 0 ? "" : `${network}.*`;
}
async function sign(core, project, { seconds, ...claimed }) {
  let { SignJWT } = await import("./webapi-SNXPXFWP.js"), now = core.clock.now();
  return new SignJWT({ ...claimed }).setProtectedHeader({ alg: ALGORITHM }).setIssuedAt(Math.floor(now / 1e3)).setExpirationTime(Math.floor(expiryOf(now, seconds * 1e3) / 1e3)).sign(core.seal.derive(purpose(project)));
}
async function verify(core, project, token) {
  let { jwtVerify } = await import("./webapi-SNXPXFWP.js"), now = core.clock.now();
  for (let key of core.seal.deriveEach(purpose(project)))
    try {
      let { payload } = await jwtVerify(token, key, {
        algorithms: [ALGORITHM],
        requiredClaims: ["exp", "user", "sequence", "email"],
        currentDate: new Date(now)
      });
      return isAhead((payload.iat ?? 0) * 1e3, now, 0) ? void 0 : payload;
    } catch {
    }
}
function purpose(project) {
  return `address-refusals ${project}`;
}

// src/core/verifications/verifications.ts
var LINK_DIGITS = 256;
function requestEmailVerification(core, actor, input) {
  let secret = freshTokenSecret(LINK_DIGITS);
  return sendToEmail(core, actor, { ...input, kind: "email-verification", secret });
}
async function requestEmailVerificationCode(core, actor, { user, phrase }) {
  let words = phrase ? { phrase: freshPhrase() } : {};
  return { ...await sendToEmail(core, actor, { user, kind: "email-verification-code", secret: freshCode(), ...words }), ...words };
}
async function sendToEmail(core, actor, input) {
  if (!core.channels.sendsMail) throw new Failure("mail_disabled");
  let { kind, secret, phrase } = input, page = input.url === void 0 ? void 0 : allowedPage(core, actor, input.url);
  await paceUnverified(core, actor, input.user, "email");
  let seconds = lifetimeSeconds(actor.project, kind), { token, sequence } = freshToken(core, { user: input.user, kind, seconds }), details = { tokenId: token.id }, act = { act: "user.email.verification.create", user: input.user, details }, known = await findUser(core.read, actor.project.id, input.user), claimSeconds = lifetimeSeconds(actor.project, "email-verification"), claim2 = known && await describeClaim(core, actor, { user: known, seconds: claimSeconds });
  return await core.write(actor, act, async (tx) => {
    let user = await lockUser(tx, actor.project.id, input.user);
    if (!user || !claim2) throw new Failure("user_not_found");
    if (user.email === null) throw new Failure("email_missing");
    if (user.emailVerifiedAt !== null) throw new Failure("email_verified");
    if (user.email !== known.email) throw new Failure({ code: "unavailable", retryAfterSeconds: 1 });
    await writeToken(core, actor, tx, { token, sequence, secret });
    let expire = expiryText(token.expiresAt, input.expiryInSeconds ?? !1), link = page && linkTo(page, { userId: user.id, secret, expire, project: actor.project.id }), message = {
      kind: "mail",
      to: user.email,
      purpose: kind,
      name: user.name,
      minutes: seconds / 60,
      ...link === void 0 ? { code: secret } : { url: link },
      ...phrase !== void 0 && { phrase },
      claim: claim2
    };
    await enqueue(core, actor, tx, { user: user.id, message });
  }), core.notifyOutbox(), { token, secret };
}
async function requestPhoneVerification(core, actor, id) {
  if (!core.channels.sendsSms) throw new Failure("sms_disabled");
  await paceUnverified(core, actor, id, "phone");
  let known = await findUser(core.read, actor.project.id, id), fixed = known?.phone ? await findFixedCode(core, actor, known.phone) : void 0, secret = fixed ?? freshCode(), seconds = lifetimeSeconds(actor.project, "phone"), { token, sequence } = freshToken(core, { user: id, kind: "phone", seconds }), details = { tokenId: token.id }, act = { act: "user.phone.verification.create", user: id, details };
  return await core.write(actor, act, async (tx) => {
    let user = await lockUser(tx, actor.project.id, id);
    if (!user) throw new Failure("user_not_found");
    if (user.phone === null) throw new Failure("phone_missing");
    if (user.phoneVerifiedAt !== null) throw new Failure("phone_verified");
    if (user.phone !== known?.phone) throw new Failure({ code: "unavailable", retryAfterSeconds: 1 });
    if (await writeToken(core, actor, tx, { token, sequence, secret }), fixed !== void 0) return;
    let message = {
      kind: "sms",
      to: user.phone,
      purpose: "phone-verification",
      name: user.name,
      minutes: seconds / 60,
      code: secret
    };
    await enqueue(core, actor, tx, { user: user.id, message });
  }), core.notifyOutbox(), { token, secret };
}
async function paceUnverified(core, actor, id, kind) {
  let to = (await findUser(core.read, actor.project.id, id))?.[kind];
  to && await paceMessages(core, actor, { to, user: void 0, purpose: "verification" });
}
function verifyEmail(core, actor, input) {
  let details = { verified: !0 }, act = { act: "user.email.verification.update", user: input.user, details };
  return recordingRefusals(
    core,
    actor,
    { user: input.user, factor: "token" },
    () => core.write(
      actor,
      act,
      (tx) => redeem(core, actor, tx, { ...input, kind: "email-verification", way: "email-verification" })
    )
  );
}
function verifyEmailByCode(core, actor, input) {
  return verifyByCode(core, actor, {
    ...input,
    kind: "email-verification-code",
    way: "email-verification",
    act: "user.email.verification.update"
  });
}
function verifyPhone(core, actor, input) {
  return verifyByCode(core, actor, {
    ...input,
    kind: "phone",
    way: "phone-verification",
    act: "user.phone.verification.update"
  });
}
async function verifyByCode(core, actor, {
  act,
  ...input
}) {
  let { user, kind } = input, attempt = await countCodeAttempt(core, actor, { user, kinds: [kind] }), { attempts } = attempt;
  return recordingRefusals(
    core,
    actor,
    { user, factor: "token", attempts },
    () => core.write(actor, { act, user, details: { verified: !0 } }, async (tx) => {
      let token = await redeem(core, actor, tx, input);
      if (!attempt.allows(token)) throw new Failure("token_invalid");
      for (let right of attempt.resetBy(kind)) await resetAttempts(tx, right);
      return token;
    })
  );
}
async function redeem(core, actor, tx, input) {
  let project = actor.project.id, now = core.clock.now(), user = await lockUser(tx, project, input.user), secretHashes = tokenHashes(core, input.user, input.secret), of2 = { user: input.user, secretHashes, kinds: [input.kind], now }, token = user && user.blockedAt === null ? await takeToken(tx, project, of2) : void 0;
  if (!user || !token) throw new Failure("token_invalid");
  let kind = input.kind === "phone" ? "phone" : "email";
  return await proveAddress(core, actor, tx, { user, kind, way: input.way }), token;
}

// src/core/memberships/membership.ts
function newMembership({ clock }, input) {
  let sequence = clock.nextSequence(), at = createdAt(sequence);
  return {
    id: freshId(sequence),
    teamId: input.team,
    userId: input.user,
    sequence,
    createdAt: at,
    updatedAt: at,
    roles: input.roles,
    // By the wall clock, since an invitation expires.
    invitedAt: clock.now(),
    joinedAt: input.joined ? at : null,
    secretHash: input.invitation?.secretHash ?? null,
    sentTo: input.invitation?.sentTo ?? null,
    typed: input.invitation?.typed ?? null
  };
}

// src/core/memberships/memberships.ts
async function getMember(core, actor, ref) {
  return await getVisibleTeam(core, actor, ref.team), memberNamed(core, actor, ref);
}
async function addMember(core, actor, input) {
  let { team, user, roles } = input, fresh = newMembership(core, { team, user, roles, joined: !0 }), id = await core.write(actor, createAct(team, user), async (tx) => {
    if (!await lockUser(tx, actor.project.id, user)) throw new Failure("user_not_found");
    await lockVisibleTeam(tx, actor, team);
    let known = await findMemberOf(tx, actor.project.id, { team, user });
    if (known?.joinedAt != null) throw new Failure("membership_confirmed");
    return known ? await updateMembership(tx, actor.project.id, { ...known, ...joinedNow(core) }) : await insertMembership(tx, actor.project.id, fresh), await growTeams(tx, actor.project.id, [team], 1), known?.id ?? fresh.id;
  });
  return memberNamed(core, actor, { team, id });
}
function createAct(team, user) {
  return (membershipId) => ({ act: "membership.create", user, details: { teamId: team, membershipId } });
}
async function setRoles(core, actor, input) {
  let details = { teamId: input.team, membershipId: input.id, role: roleOf(input.roles) }, { userId } = await getMember(core, actor, input), act = { act: "membership.update", user: userId, details };
  return await core.write(actor, actsWith(act), async (tx) => {
    let visible = await lockVisibleTeam(tx, actor, input.team), known = await membershipNamed(tx, actor, input);
    requireOwner(actor, visible, "set_roles");
    let updatedAt = core.clock.now();
    await updateMembership(tx, actor.project.id, { ...known, roles: input.roles, updatedAt });
    let role = keyRoleOf(input.roles);
    return revokeMadeBy(core, actor, tx, {
      ...known,
      roles: keyRoles.filter((each) => outranks(each, role))
    });
  }), memberNamed(core, actor, input);
}
function actsWith(act) {
  return (keys) => [act, ...keys.map(keyAct("user-key.revoke"))];
}
function revokeMadeBy(core, actor, tx, { teamId, userId, roles }) {
  let owner = { kind: "team", id: teamId }, at = { now: core.clock.now(), sequence: core.clock.nextSequence() };
  return revokeKeysForTeam(tx, actor.project.id, { owner, maker: userId, roles, ...at });
}
async function removeMember(core, actor, { team, id }) {
  let [found] = await findMembers(core.read, actor.project.id, [id]);
  if (!found) throw new Failure("invite_not_found");
  let details = { teamId: team, membershipId: id }, act = { act: "membership.delete", user: found.userId, details };
  await core.write(actor, actsWith(act), async (tx) => {
    if (!await findTeam(tx, actor.project.id, { id: team })) throw new Failure("team_not_found");
    let isOwn = actor.user?.id === found.userId && found.teamId === team, visible = isOwn ? void 0 : await lockVisibleTeam(tx, actor, team);
    isOwn && await lockTeam(tx, actor.project.id, { id: team });
    let membership = await lockMembership(tx, actor.project.id, { id });
    if (!membership) throw new Failure("invite_not_found");
    if (membership.teamId !== team) throw new Failure("membership_mismatch");
    if (visible && !isOwner(actor, visible)) throw new Failure("not_allowed");
    return await deleteMembership(tx, actor.project.id, membership), revokeMadeBy(core, actor, tx, { ...membership, roles: keyRoles });
  });
}
async function memberNamed(core, actor, { team, id }) {
  let [member] = await findMembers(core.read, actor.project.id, [id]);
  if (!member) throw new Failure("membership_not_found");
  if (member.teamId !== team) throw new Failure("membership_mismatch");
  return member;
}
function joinedNow(core) {
  let at = core.clock.now();
  return { joinedAt: at, updatedAt: at };
}
async function membershipNamed(tx, actor, { team, id }) {
  let known = await lockMembership(tx, actor.project.id, { id });
  if (!known) throw new Failure("membership_not_found");
  if (known.teamId !== team) throw new Failure("membership_mismatch");
  return known;
}

export {
  sessionSecrets,
  lifetimeSeconds,
  isLocalHost,
  isProjectHost,
  allowedPage,
  expiryText,
  linkTo,
  addressFactors,
  recordRefusal,
  recordingRefusals,
  enqueue,
  notify,
  setEmail,
  setPhone,
  moveAddress,
  typedCode,
  sessionKinds,
  freshCode,
  freshTokenSecret,
  isUnguessable,
  tokenHashes,
  countCodeTries,
  withAttemptLimit,
  enrolTotp,
  verifyTotp,
  matchingStep,
  removeOwnAuthenticator,
  freshToken,
  writeToken,
  createToken,
  proveAddress,
  isOfSomebodyElse,
  releaseClaim,
  USERNAME_FORM,
  usernameOf,
  usernameFor,
  checkCredentials,
  proveCredentials,
  aliasFor,
  redeemBehind,
  countCodeAttempt,
  messageWaitSeconds,
  paceMessages,
  freshPhrase,
  steadily,
  requestRecovery,
  requestRecoveryCode,
  completeRecovery,
  completeRecoveryByCode,
  createMockPhone,
  getMockPhones,
  getMockPhone,
  updateMockPhone,
  removeMockPhone,
  codeOfMockPhone,
  findFixedCode,
  REFUSAL_PATH,
  describeClaim,
  refuseClaim,
  requestEmailVerification,
  requestEmailVerificationCode,
  requestPhoneVerification,
  verifyEmail,
  verifyEmailByCode,
  verifyPhone,
  newMembership,
  roleOf,
  permissionDomains,
  parentOf,
  permissionOf,
  isStanding,
  createUserKey,
  listUserKeys,
  findUserKey,
  revokeUserKey,
  revokeUserKeys,
  authenticateUserKey,
  recordUserKeyUse,
  getMember,
  addMember,
  createAct,
  setRoles,
  removeMember,
  memberNamed,
  joinedNow
};
