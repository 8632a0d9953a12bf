import {
  beginAttempt,
  expiryAfter,
  findAttempts,
  findAuthenticator,
  forgetAllAttempts,
  forgetAttempts,
  forgetAttemptsAt,
  hasSessionFrom,
  hours,
  isAhead,
  isWithin,
  listCodes,
  minutes,
  postponeAttempts,
  shortenWait
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

// src/core/limits/attempts.ts
var import_node_crypto = __toESM(require_node_crypto(), 1);
var code = { most: 50, known: "together", restsMs: hours(24) }, secondFactor = { most: 100, known: "with-strangers" }, budgets = {
  password: { most: 100, known: "apart" },
  /** Short tokens that servers make. */
  token: code,
  emailCode: code,
  phoneCode: code,
  verificationCode: code,
  /** Codes that set a new password. */
  resetCode: code,
  totp: secondFactor,
  email: secondFactor,
  phone: secondFactor,
  recoveryCode: secondFactor,
  custom: secondFactor
}, FREE_ATTEMPTS = 5, LONGEST_WAIT_SECONDS = 3600, LONGEST_STRANGERS_WAIT_SECONDS = 60, STRANGERS = "";
async function countAttempt(core, actor, input) {
  let { factor } = input, user = typeof input.user == "string" ? input.user : unknownUserKey(core, input.user.unknown), at = {
    project: actor.project.id,
    user,
    factor,
    bucket: await bucketOf(core, actor, user, factor)
  }, { most, restsMs } = budgets[factor], now = core.clock.now(), before = await findCurrent(core, at.project, { ...at, now, longestMs: LONGEST_WAIT_SECONDS * 1e3 }), rested = restsMs === void 0 ? 0 : now - restsMs, isStopped = (attempts) => attempts !== void 0 && (attempts.tried >= most && attempts.updated_at >= rested || attempts.not_before > now);
  before && isStopped(before) && refuse(before, { now, most });
  let row = {
    project_id: at.project,
    user_id: user,
    factor,
    bucket: at.bucket,
    tried: 1,
    not_before: 0,
    updated_at: now,
    limit: most,
    rested
  }, counted = await core.unaudited(async (tx) => {
    let current = await findAttempts(tx, at.project, at);
    return isStopped(current) ? void 0 : beginAttempt(tx, row);
  });
  return counted ? { ...at, tried: counted.tried } : refuse(await findAttempts(core.read, at.project, at) ?? { tried: most, not_before: 0 }, {
    now,
    most
  });
}
async function findCurrent(core, project, of) {
  let { user: user_id, factor, bucket, now, longestMs } = of, found = await findAttempts(core.read, project, of);
  if (!found || !(isAhead(found.not_before, now, longestMs) || isAhead(found.updated_at, now, 0)))
    return found;
  let row = { project_id: project, user_id, factor, bucket, now, latest: now + longestMs };
  return await core.unaudited((tx) => shortenWait(tx, row)), findAttempts(core.read, project, of);
}
async function recordFailure(core, tx, { tried, ...at }) {
  if (tried < FREE_ATTEMPTS) return;
  let longest = at.bucket === STRANGERS && budgets[at.factor].known !== "with-strangers" ? LONGEST_STRANGERS_WAIT_SECONDS : LONGEST_WAIT_SECONDS, seconds = Math.min(2 ** (tried - FREE_ATTEMPTS), longest);
  await postponeAttempts(tx, at.project, {
    ...at,
    notBefore: expiryAfter(core.clock, seconds * 1e3)
  });
}
async function resetAttempts(tx, { tried: _, ...at }) {
  await forgetAttempts(tx, at.project, at);
}
async function clearAttempts(tx, actor, input) {
  let { user, factor } = input;
  await (factor === void 0 ? forgetAllAttempts(tx, actor.project.id, { user }) : forgetAttemptsAt(tx, actor.project.id, { user, factor }));
}
async function isKnownPlace(core, actor, user) {
  return actor.session?.userId === user || actor.kind === "user" && actor.id === user ? !0 : await placeOf(core, actor, user) !== void 0;
}
async function bucketOf(core, actor, user, factor) {
  let { known } = budgets[factor];
  return known === "with-strangers" ? STRANGERS : known === "together" ? await isKnownPlace(core, actor, user) ? "known" : STRANGERS : await placeOf(core, actor, user) ?? STRANGERS;
}
async function placeOf(core, actor, user) {
  if (actor.device?.user === user) return `device ${actor.device.nonce}`;
  if (actor.ip === void 0) return;
  let from = { user, ip: actor.ip, now: core.clock.now() };
  return await hasSessionFrom(core.read, actor.project.id, from) ? `network ${actor.ip}` : void 0;
}
function refuse(attempts, { now, most }) {
  let wait = attempts.tried >= most ? LONGEST_WAIT_SECONDS : Math.max(1, Math.ceil((attempts.not_before - now) / 1e3));
  throw new Failure({ code: "rate_limited", limit: "attempts", retryAfterSeconds: wait });
}
function unknownUserKey(core, address) {
  return `~${(0, import_node_crypto.createHmac)("sha256", core.seal.derive("unknown-addresses")).update(address).digest("hex")}`;
}

// src/core/authentication.ts
var CHALLENGE_VALID_MS = minutes(10), SIGN_IN_VALID_MS = minutes(15);
function authenticationOf({ session, authentication }) {
  return session ? { factors: session.factors, signedInAt: session.issuedAt } : authentication;
}
function ownSession(actor, user) {
  return actor.session?.userId === user ? actor.session : void 0;
}
function requireProofWithin(actor, user, { now, ms }) {
  let provenAt = ownSession(actor, user)?.mfaUpdatedAt ?? null;
  if (provenAt === null || !isWithin(provenAt, now, ms)) throw new Failure("challenge_required");
}
function requireSignInWithin(actor, user, { now, ms }) {
  if (actor.id !== user || actor.impersonatorId !== void 0) throw new Failure("challenge_required");
  let signedInAt = authenticationOf(actor)?.signedInAt ?? -1 / 0, provenAt = ownSession(actor, user)?.mfaUpdatedAt ?? -1 / 0;
  if (!isWithin(signedInAt, now, ms) && !isWithin(provenAt, now, ms)) throw new Failure("challenge_required");
}

// src/core/factors/proof.ts
var PROOF_VALID_MS = 18e5;
function requireRecentProof(core, actor, user) {
  requireProofWithin(actor, user, { now: core.clock.now(), ms: PROOF_VALID_MS });
}
async function isProof(core, actor, tx, input) {
  let { user, session, factor } = input, since = await factorDates(tx, actor.project.id, user), isOlder = (kind) => {
    let at = since[kind];
    return at !== null && at <= session.issuedAt;
  };
  return isOlder(factor) || !availableFactors(core, actor, user, session).some(isOlder);
}
function availableFactors(core, actor, user, session) {
  let usesFactors = user.mfaEnabledAt !== null && user.mfaEnabledAt <= session.issuedAt, accepted = actor.project.policies.mfaFactors, byMail = usesFactors && core.channels.sendsMail && accepted.includes("email"), bySms = usesFactors && core.channels.sendsSms && accepted.includes("phone");
  return [
    ...accepted.includes("totp") ? ["totp"] : [],
    "recoveryCode",
    ...byMail ? ["email"] : [],
    ...bySms ? ["phone"] : []
  ];
}
async function factorDates(read, project, user) {
  let totp = await findAuthenticator(read, project, { user: user.id, kind: "totp" }), hasCodes = (await listCodes(read, project, { user: user.id })).length > 0, made = await findAuthenticator(read, project, { user: user.id, kind: "recoveryCode" });
  return {
    totp: totp?.verifiedAt ?? null,
    email: user.emailVerifiedAt,
    phone: user.phoneVerifiedAt,
    // Servers have it for all users, and nobody adds it to an account.
    custom: user.createdAt,
    // Codes without a record of the user were created by a server, which needs no session.
    recoveryCode: hasCodes ? made?.verifiedAt ?? user.createdAt : null
  };
}

export {
  CHALLENGE_VALID_MS,
  SIGN_IN_VALID_MS,
  authenticationOf,
  ownSession,
  requireProofWithin,
  requireSignInWithin,
  countAttempt,
  findCurrent,
  recordFailure,
  resetAttempts,
  clearAttempts,
  isKnownPlace,
  requireRecentProof,
  isProof
};
