import {
  claims,
  fromConfig,
  getEnabledProvider,
  getNativeProvider,
  insertState,
  isAllowedPrivate,
  isProviderKey,
  profileIn,
  providerKeys,
  providers,
  takeState,
  textAt,
  valueAt
} from "./chunk-EVB6WMGC.js";
import {
  createWebhook,
  getWebhook,
  getWebhooks,
  removeWebhook,
  updateWebhook,
  updateWebhookSecret
} from "./chunk-32PFTJVB.js";
import {
  createEphemeralKey,
  getKey,
  listKeys,
  revokeKeyAsKey,
  updateKey
} from "./chunk-HBFN5NJC.js";
import {
  consumeRecoveryCode,
  createRecoveryCodes,
  getOwnRecoveryCodes,
  getRecoveryCodes,
  replaceOwnRecoveryCodes,
  replaceRecoveryCodes
} from "./chunk-WECEA3NA.js";
import {
  addMember,
  addressFactors,
  aliasFor,
  allowedPage,
  codeOfMockPhone,
  completeRecovery,
  completeRecoveryByCode,
  countCodeAttempt,
  countCodeTries,
  createAct,
  createMockPhone,
  createToken,
  enqueue,
  enrolTotp,
  expiryText,
  findFixedCode,
  freshCode,
  freshPhrase,
  freshToken,
  freshTokenSecret,
  getMember,
  getMockPhone,
  getMockPhones,
  isOfSomebodyElse,
  isUnguessable,
  joinedNow,
  lifetimeSeconds,
  linkTo,
  matchingStep,
  memberNamed,
  moveAddress,
  newMembership,
  notify,
  paceMessages,
  proveAddress,
  proveCredentials,
  recordRefusal,
  recordingRefusals,
  redeemBehind,
  releaseClaim,
  removeMember,
  removeMockPhone,
  removeOwnAuthenticator,
  requestEmailVerification,
  requestEmailVerificationCode,
  requestPhoneVerification,
  requestRecovery,
  requestRecoveryCode,
  sessionKinds,
  sessionSecrets,
  setEmail,
  setPhone,
  setRoles,
  steadily,
  tokenHashes,
  typedCode,
  updateMockPhone,
  verifyEmail,
  verifyEmailByCode,
  verifyPhone,
  verifyTotp,
  withAttemptLimit,
  writeToken
} from "./chunk-UKSKCJZJ.js";
import {
  getCreatedAt,
  setPolicies
} from "./chunk-RGMR4MMJ.js";
import {
  CHALLENGE_VALID_MS,
  SIGN_IN_VALID_MS,
  authenticationOf,
  clearAttempts,
  countAttempt,
  isProof,
  ownSession,
  requireProofWithin,
  requireSignInWithin,
  resetAttempts
} from "./chunk-3MUTNQNI.js";
import {
  HttpClientError,
  SECRET_PREFIX,
  SPOKEN_VERSION,
  acceptedModel,
  challengeModel,
  challengeSecretModel,
  clientInfoShape,
  clientInfoView,
  date,
  dateOf,
  enrolmentModel,
  factorsModel,
  hashSchemes,
  identityListModel,
  isEventName,
  jwtModel,
  memberListModel,
  memberModel,
  membershipListModel,
  membershipModel,
  newSessionModel,
  prefsModel,
  privilegedTokenModel,
  recoveryCodesModel,
  sessionListModel,
  sessionModel,
  setPassword,
  shaVersionNames,
  targetListModel,
  targetModel,
  teamListModel,
  teamModel,
  tokenModel,
  usedTokenModel,
  userFields,
  userListModel,
  userModel,
  userSchema
} from "./chunk-YPVUEAKR.js";
import {
  CLOCK_TOLERANCE_MS,
  LABEL,
  OWNER,
  PAGE_BYTES,
  acceptStep,
  addFactors,
  addUser,
  applyNewPassword,
  beginRefresh,
  changeUser,
  checkPlain,
  claim,
  comparable,
  countEntries,
  createUser,
  createdAt,
  deleteIdentity,
  deleteMembership,
  deleteMembershipsOfTeam,
  deleteOwnedKeys,
  deleteSession,
  deleteTargetById,
  deleteTeam,
  digest,
  emailKind,
  emailRefusal,
  endOwned,
  endRefresh,
  everyScope,
  expiryAfter,
  expiryOf,
  extendSession,
  findAuthenticator,
  findChallenge,
  findChallengeById,
  findIdentities,
  findIdentity,
  findIdentityOwner,
  findMemberOf,
  findMembers,
  findSession,
  findTarget,
  findTargets,
  findTeam,
  findTeams,
  findToken,
  findUser,
  findUserBy,
  folded,
  freshId,
  freshSecret,
  getUser,
  getVisibleTeam,
  growTeams,
  guestScopes,
  hasSession,
  hasUsableTotp,
  hasVerifiedProviderEmail,
  hashChecked,
  hours,
  identitiesOf,
  identitySizes,
  insertChallenge,
  insertIdentity,
  insertMembership,
  insertSession,
  insertTarget,
  insertTeam,
  instantOf,
  isAhead,
  isClient,
  isInside,
  isJsonObject,
  isMailboxFree,
  isPrivileged,
  isSameFinding,
  isStorable,
  keptCount,
  listCodes,
  listEntries,
  lockMembership,
  lockTeam,
  lockUser,
  lockVisibleTeam,
  longestPart,
  may,
  membershipSizes,
  minutes,
  moveTargetsOfSession,
  newUser,
  parseJson,
  phoneOf,
  prefixEnd,
  prepared,
  queried,
  refuseEmail,
  refuseFull,
  refusePassword,
  release,
  removeUser,
  replaceLease,
  replaceTokens2 as replaceTokens,
  requesterOf,
  requireOwner,
  requireRoom,
  responseTooLarge,
  sameText,
  sessionsOf,
  sessionsSize,
  since,
  someSessionsOf,
  stampOf,
  takeAuthenticator,
  takeChallenge,
  takeInWindow,
  takeToken,
  targetSizes,
  targetsOfUser,
  teamIdOf,
  teamSizes,
  teamsOf,
  trimChallenges,
  trimSessions,
  unsealed,
  updateIdentity,
  updateMembership,
  updateTarget,
  updateTeam,
  updateUser,
  userColumns,
  userIdOf,
  userOf,
  userSizes,
  usersWithProviderEmail,
  wordTable,
  wordsSearched
} from "./chunk-EHK46DSF.js";
import {
  sql
} from "./chunk-ALMOJG36.js";
import {
  Failure,
  emailOf,
  memberFields,
  mfaFactors,
  passwordCharacters,
  projectIdOf,
  signInMethods
} from "./chunk-ACZ6WXDB.js";
import {
  require_promises
} from "./chunk-WBISP5MS.js";
import {
  unknownDevice
} from "./chunk-LSDVCCXR.js";
import {
  external_exports
} from "./chunk-QDFT3GVT.js";
import {
  require_node_crypto
} from "./chunk-LJ2TMMZ3.js";
import {
  __commonJS,
  __export,
  __toESM
} from "./chunk-57FZXIKZ.js";

// node_modules/cookie/dist/index.js
var require_dist = __commonJS({
  "node_modules/cookie/dist/index.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.parseCookie = parseCookie2;
    exports.parse = parseCookie2;
    exports.stringifyCookie = stringifyCookie;
    exports.stringifySetCookie = stringifySetCookie2;
    exports.serialize = stringifySetCookie2;
    exports.parseSetCookie = parseSetCookie;
    exports.stringifySetCookie = stringifySetCookie2;
    exports.serialize = stringifySetCookie2;
    var cookieNameRegExp = /^[\u0021-\u003A\u003C\u003E-\u007E]+$/, cookieValueRegExp = /^[\u0021-\u003A\u003C-\u007E]*$/, domainValueRegExp = /^([.]?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i, pathValueRegExp = /^[\u0020-\u003A\u003D-\u007E]*$/, maxAgeRegExp = /^-?\d+$/, __toString = Object.prototype.toString, NullObject = /* @__PURE__ */ (() => {
      let C = function() {
      };
      return C.prototype = /* @__PURE__ */ Object.create(null), C;
    })();
    function parseCookie2(str, options) {
      let obj = new NullObject(), len = str.length;
      if (len < 2)
        return obj;
      let dec = options?.decode || decode, index = 0;
      do {
        let eqIdx = eqIndex(str, index, len);
        if (eqIdx === -1)
          break;
        let endIdx = endIndex(str, index, len);
        if (eqIdx > endIdx) {
          index = str.lastIndexOf(";", eqIdx - 1) + 1;
          continue;
        }
        let key = valueSlice(str, index, eqIdx);
        obj[key] === void 0 && (obj[key] = dec(valueSlice(str, eqIdx + 1, endIdx))), index = endIdx + 1;
      } while (index < len);
      return obj;
    }
    function stringifyCookie(cookie2, options) {
      let enc = options?.encode || encodeURIComponent, cookieStrings = [];
      for (let name4 of Object.keys(cookie2)) {
        let val = cookie2[name4];
        if (val === void 0)
          continue;
        if (!cookieNameRegExp.test(name4))
          throw new TypeError(`cookie name is invalid: ${name4}`);
        let value = enc(val);
        if (!cookieValueRegExp.test(value))
          throw new TypeError(`cookie val is invalid: ${val}`);
        cookieStrings.push(`${name4}=${value}`);
      }
      return cookieStrings.join("; ");
    }
    function stringifySetCookie2(_name, _val, _opts) {
      let cookie2 = typeof _name == "object" ? _name : { ..._opts, name: _name, value: String(_val) }, enc = (typeof _val == "object" ? _val : _opts)?.encode || encodeURIComponent;
      if (!cookieNameRegExp.test(cookie2.name))
        throw new TypeError(`argument name is invalid: ${cookie2.name}`);
      let value = cookie2.value ? enc(cookie2.value) : "";
      if (!cookieValueRegExp.test(value))
        throw new TypeError(`argument val is invalid: ${cookie2.value}`);
      let str = cookie2.name + "=" + value;
      if (cookie2.maxAge !== void 0) {
        if (!Number.isInteger(cookie2.maxAge))
          throw new TypeError(`option maxAge is invalid: ${cookie2.maxAge}`);
        str += "; Max-Age=" + cookie2.maxAge;
      }
      if (cookie2.domain) {
        if (!domainValueRegExp.test(cookie2.domain))
          throw new TypeError(`option domain is invalid: ${cookie2.domain}`);
        str += "; Domain=" + cookie2.domain;
      }
      if (cookie2.path) {
        if (!pathValueRegExp.test(cookie2.path))
          throw new TypeError(`option path is invalid: ${cookie2.path}`);
        str += "; Path=" + cookie2.path;
      }
      if (cookie2.expires) {
        if (!isDate(cookie2.expires) || !Number.isFinite(cookie2.expires.valueOf()))
          throw new TypeError(`option expires is invalid: ${cookie2.expires}`);
        str += "; Expires=" + cookie2.expires.toUTCString();
      }
      if (cookie2.httpOnly && (str += "; HttpOnly"), cookie2.secure && (str += "; Secure"), cookie2.partitioned && (str += "; Partitioned"), cookie2.priority)
        switch (typeof cookie2.priority == "string" ? cookie2.priority.toLowerCase() : void 0) {
          case "low":
            str += "; Priority=Low";
            break;
          case "medium":
            str += "; Priority=Medium";
            break;
          case "high":
            str += "; Priority=High";
            break;
          default:
            throw new TypeError(`option priority is invalid: ${cookie2.priority}`);
        }
      if (cookie2.sameSite)
        switch (typeof cookie2.sameSite == "string" ? cookie2.sameSite.toLowerCase() : cookie2.sameSite) {
          case !0:
          case "strict":
            str += "; SameSite=Strict";
            break;
          case "lax":
            str += "; SameSite=Lax";
            break;
          case "none":
            str += "; SameSite=None";
            break;
          default:
            throw new TypeError(`option sameSite is invalid: ${cookie2.sameSite}`);
        }
      return str;
    }
    function parseSetCookie(str, options) {
      let dec = options?.decode || decode, len = str.length, endIdx = endIndex(str, 0, len), eqIdx = eqIndex(str, 0, endIdx), setCookie = eqIdx === -1 ? { name: "", value: dec(valueSlice(str, 0, endIdx)) } : {
        name: valueSlice(str, 0, eqIdx),
        value: dec(valueSlice(str, eqIdx + 1, endIdx))
      }, index = endIdx + 1;
      for (; index < len; ) {
        let endIdx2 = endIndex(str, index, len), eqIdx2 = eqIndex(str, index, endIdx2), attr = eqIdx2 === -1 ? valueSlice(str, index, endIdx2) : valueSlice(str, index, eqIdx2), val = eqIdx2 === -1 ? void 0 : valueSlice(str, eqIdx2 + 1, endIdx2);
        switch (attr.toLowerCase()) {
          case "httponly":
            setCookie.httpOnly = !0;
            break;
          case "secure":
            setCookie.secure = !0;
            break;
          case "partitioned":
            setCookie.partitioned = !0;
            break;
          case "domain":
            setCookie.domain = val;
            break;
          case "path":
            setCookie.path = val;
            break;
          case "max-age":
            val && maxAgeRegExp.test(val) && (setCookie.maxAge = Number(val));
            break;
          case "expires":
            if (!val)
              break;
            let date2 = new Date(val);
            Number.isFinite(date2.valueOf()) && (setCookie.expires = date2);
            break;
          case "priority":
            if (!val)
              break;
            let priority = val.toLowerCase();
            (priority === "low" || priority === "medium" || priority === "high") && (setCookie.priority = priority);
            break;
          case "samesite":
            if (!val)
              break;
            let sameSite = val.toLowerCase();
            (sameSite === "lax" || sameSite === "strict" || sameSite === "none") && (setCookie.sameSite = sameSite);
            break;
        }
        index = endIdx2 + 1;
      }
      return setCookie;
    }
    function endIndex(str, min, len) {
      let index = str.indexOf(";", min);
      return index === -1 ? len : index;
    }
    function eqIndex(str, min, max) {
      let index = str.indexOf("=", min);
      return index < max ? index : -1;
    }
    function valueSlice(str, min, max) {
      let start = min, end = max;
      do {
        let code = str.charCodeAt(start);
        if (code !== 32 && code !== 9)
          break;
      } while (++start < end);
      for (; end > start; ) {
        let code = str.charCodeAt(end - 1);
        if (code !== 32 && code !== 9)
          break;
        end--;
      }
      return str.slice(start, end);
    }
    function decode(str) {
      if (str.indexOf("%") === -1)
        return str;
      try {
        return decodeURIComponent(str);
      } catch {
        return str;
      }
    }
    function isDate(val) {
      return __toString.call(val) === "[object Date]";
    }
  }
});

// src/core/audit/logs.ts
var LOGS_AT_MOST = 5e3, DEVICES_WITHIN_MS = 2e3, FEW_ENTRIES = 1e3, ENTRY_BYTES = 800, WIRE_BYTES = 200, proving = /* @__PURE__ */ new Set([
  "user.create",
  "session.create",
  "recovery.update",
  "user.email.verification.update",
  "user.phone.verification.update",
  "membership.accept"
]);
async function listLogs(core, actor, input2) {
  let user = await getUser(core, actor, input2.user), of = { project: actor.project.id, user: user.id, since: user.sequence }, [entries, total2] = await Promise.all([
    listEntries(core.read, of, input2),
    input2.total ? countEntries(core.read, of) : 0
  ]);
  await core.memory.reserve(entries.length * ENTRY_BYTES);
  let devices = await devicesOf(core, entries), pace = core.memory.pacer(), rows = [], bytes = 0;
  for (let entry of entries) {
    await pace();
    let row = {
      at: entry.at,
      act: entry.act,
      by: actorOf(entry, user),
      actingAs: entry.acting_as,
      ip: entry.ip,
      country: await core.clientInfo.country(entry.ip ?? void 0) ?? null,
      device: devices.get(entry.user_agent) ?? unknownDevice
    };
    if (entries.length > FEW_ENTRIES && (bytes += Buffer.byteLength(JSON.stringify(row)) + WIRE_BYTES), bytes > PAGE_BYTES) throw responseTooLarge(rows.length);
    rows.push(row);
  }
  return { rows, total: total2 };
}
function actorOf(entry, user) {
  let kind = entry.actor_kind;
  return kind === "guest" && proving.has(entry.act) || kind === "user" && entry.actor_id === user.id ? { kind: "user", id: user.id, name: user.name, email: user.email ?? "" } : { kind, id: entry.actor_id ?? "", name: entry.name ?? "", email: entry.email ?? "" };
}
async function devicesOf(core, entries) {
  let devices = /* @__PURE__ */ new Map(), until = core.clock.now() + DEVICES_WITHIN_MS;
  for (let { user_agent: agent } of entries)
    if (!(agent === null || devices.has(agent))) {
      if (core.clock.now() > until) break;
      devices.set(agent, await core.clientInfo.device(agent));
    }
  return devices;
}

// src/core/users/own.ts
async function setOwnPassword(core, actor, input2) {
  let user = await getUser(core, actor, input2.user);
  await requireReauthentication(core, actor, core.read, user), user.password !== null && await requirePassword(core, actor, user, input2.old ?? ""), await refusePassword(core, actor, { password: input2.password, user, earlier: !0 });
  let password2 = await hashChecked(core, actor, input2.password, user.id), act = { act: "user.password.update", user: user.id }, changed = await changeUser(core, actor, act, async (now, tx) => {
    await refuseChanged(core, actor, tx, { before: user, now }), await notify(core, actor, tx, { user: now, purpose: "password-changed" });
    let session = actor.session?.id;
    return applyNewPassword(core, actor, tx, {
      user: now,
      password: password2,
      ...session !== void 0 && { exceptSession: session }
    });
  });
  return core.notifyOutbox(), changed;
}
async function setOwnEmail(core, actor, input2) {
  let user = await getUser(core, actor, input2.user);
  await requireReauthentication(core, actor, core.read, user);
  let password2 = await provenOrNew(core, actor, { ...user, email: input2.email }, input2.password), act = { act: "user.email.update", user: user.id }, changed = await changeUser(core, actor, act, async (now, tx) => {
    if (await refuseChanged(core, actor, tx, { before: user, now }), now.email === input2.email) return first(core, now, password2);
    await notify(core, actor, tx, { user: now, purpose: "email-changed" });
    let move = { user: now, kind: "email", to: input2.email, addsTarget: !1 }, targets2 = await moveAddress(core, actor, tx, move).catch(hidingExistence("email_taken"));
    return { email: input2.email, emailVerifiedAt: null, targets: targets2, ...first(core, now, password2) };
  });
  return core.notifyOutbox(), changed;
}
async function setOwnPhone(core, actor, input2) {
  let user = await getUser(core, actor, input2.user);
  await requireReauthentication(core, actor, core.read, user);
  let password2 = await provenOrNew(core, actor, user, input2.password), act = { act: "user.phone.update", user: user.id }, changed = await changeUser(core, actor, act, async (now, tx) => {
    if (await refuseChanged(core, actor, tx, { before: user, now }), now.phone === input2.phone) return first(core, now, password2);
    await notify(core, actor, tx, { user: now, purpose: "phone-changed" });
    let move = { user: now, kind: "phone", to: input2.phone, addsTarget: !1 }, targets2 = await moveAddress(core, actor, tx, move);
    return { phone: input2.phone, phoneVerifiedAt: null, targets: targets2, ...first(core, now, password2) };
  });
  return core.notifyOutbox(), changed;
}
async function requireReauthentication(core, actor, read9, user) {
  let now = core.clock.now();
  if (await usesSecondFactor(actor, read9, user))
    return requireProofWithin(actor, user.id, { now, ms: CHALLENGE_VALID_MS });
  user.password !== null || await isAnonymous(actor, read9, user) || requireSignInWithin(actor, user.id, { now, ms: SIGN_IN_VALID_MS });
}
async function usesSecondFactor(actor, read9, user) {
  return user.mfaEnabledAt === null ? !1 : addressFactors(actor, user).length > 0 ? !0 : hasUsableTotp(read9, actor.project, user);
}
async function isAnonymous(actor, read9, user) {
  let factors2 = authenticationOf(actor)?.factors ?? [];
  return user.email !== null || user.phone !== null || factors2.join() !== "anonymous" ? !1 : (await identitiesOf(read9, actor.project.id, { user: user.id })).length === 0;
}
async function requirePassword(core, actor, user, plain) {
  let attempt = await countAttempt(core, actor, { user: user.id, factor: "password" });
  if (await core.passwords.check(plain, user.password, requesterOf(actor, user.id))) {
    await core.unaudited((tx) => resetAttempts(tx, attempt));
    return;
  }
  throw await recordRefusal(core, actor, {
    user: user.id,
    factor: "password",
    reason: "wrong",
    attempts: [attempt]
  }), new Failure("credentials_wrong");
}
async function provenOrNew(core, actor, user, plain) {
  if (user.password !== null) {
    await requirePassword(core, actor, user, plain);
    return;
  }
  return await refusePassword(core, actor, { password: plain, user }), hashChecked(core, actor, plain, user.id);
}
function first(core, now, password2) {
  return password2 === void 0 || now.password !== null ? {} : { ...password2, passwordUpdatedAt: core.clock.now() };
}
async function refuseChanged(core, actor, tx, { before, now }) {
  if (unsealed(core, now).password !== before.password) throw new Failure("credentials_wrong");
  await requireReauthentication(core, actor, tx, now);
}
function hidingExistence(code) {
  return (error) => {
    throw error instanceof Failure && error.code === code ? new Failure("request_refused") : error;
  };
}

// src/core/users/profile.ts
function renameUser(core, actor, input2) {
  return changeUser(core, actor, { act: "user.name.update", user: input2.id }, () => ({ name: input2.name }));
}
function setStatus(core, actor, input2) {
  let details = { active: input2.active };
  return changeUser(core, actor, { act: "user.status.update", user: input2.id, details }, async (user, tx) => (input2.active ? await clearAttempts(tx, actor, { user: user.id }) : await endOwned(core, tx, "block", { project: actor.project, user: user.id }), { blockedAt: since(user.blockedAt, !input2.active, core.clock.now()) }));
}
function setEmailVerified(core, actor, input2) {
  let details = { verified: input2.verified };
  return changeUser(
    core,
    actor,
    { act: "user.email.verification.update", user: input2.id, details },
    (user) => ({
      emailVerifiedAt: since(user.emailVerifiedAt, input2.verified, core.clock.now())
    })
  );
}
function setPhoneVerified(core, actor, input2) {
  let details = { verified: input2.verified };
  return changeUser(
    core,
    actor,
    { act: "user.phone.verification.update", user: input2.id, details },
    (user) => ({
      phoneVerifiedAt: since(user.phoneVerifiedAt, input2.verified, core.clock.now())
    })
  );
}
function setImpersonator(core, actor, input2) {
  let details = { impersonator: input2.impersonator };
  return changeUser(core, actor, { act: "user.impersonator.update", user: input2.id, details }, (user) => ({
    impersonatorAt: since(user.impersonatorAt, input2.impersonator, core.clock.now())
  }));
}
function setLabels(core, actor, input2) {
  let labels2 = [...new Set(input2.labels)];
  return changeUser(core, actor, { act: "user.labels.update", user: input2.id, details: { labels: labels2 } }, () => ({
    labels: labels2
  }));
}
async function getPrefs(core, actor, id2) {
  return (await getUser(core, actor, id2)).prefs;
}
async function setPrefs(core, actor, input2) {
  let act = { act: "user.prefs.update", user: input2.id };
  return (await changeUser(core, actor, act, () => ({ prefs: input2.prefs }))).prefs;
}

// src/core/users/sign-up.ts
async function signUp(core, actor, input2) {
  return await refuseFull(core, actor), createUser(core, actor, { ...input2, accessed: !0, limited: !0 });
}

// src/appwrite/param.ts
var ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/, ID_RULE = "must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit", PASSWORD_BYTES = { least: 8, most: 256 };
function length(text) {
  let count = 0;
  for (let _ of text) count++;
  return count;
}
var storable = external_exports.string().refine(isStorable);
function textAtMost(maximum) {
  return external_exports.string().check(lengthAtMost(maximum, (value) => typeof value == "string"));
}
function listAtMost(maximum, item) {
  return external_exports.array(item).check(lengthAtMost(maximum, Array.isArray));
}
function lengthAtMost(maximum, isRight) {
  return new external_exports.core.$ZodCheckMaxLength({
    check: "max_length",
    maximum,
    when: ({ value }) => isRight(value)
  });
}
var example = (text) => storable.meta({ examples: [text] });
function input(schema6, rule, description) {
  return { schema: schema6, rule, description, place: "input", optional: !1 };
}
function optional(param) {
  return { ...param, optional: !0 };
}
function made(make, schema6 = storable) {
  return schema6.transform((text, context) => {
    let value = make(text);
    return value === void 0 && context.addIssue({ code: "custom" }), value;
  });
}
function id(description) {
  return input(external_exports.string().regex(ID), ID_RULE, description);
}
function idInPath(description) {
  let quick = (value) => typeof value == "string" && ID.test(value) ? value : void 0;
  return { ...id(description), place: "path", quick };
}

// src/appwrite/account-params.ts
var knownPassword = input(
  storable.refine((text) => text !== "" && Buffer.byteLength(text) <= PASSWORD_BYTES.most).meta({ minLength: 1, maxLength: PASSWORD_BYTES.most, examples: ["correct horse battery"] }),
  `must be a text of 1 to ${PASSWORD_BYTES.most} bytes`,
  "Plain password."
), SECRET_LENGTH = 256, secret = input(
  storable.refine((text) => length(text) >= 1 && length(text) <= SECRET_LENGTH).meta({ minLength: 1, maxLength: SECRET_LENGTH, examples: ["482913"] }).transform(typedCode),
  `must be a text of 1 to ${SECRET_LENGTH} characters`,
  "Secret or code from the message. Blanks, dashes and case do not matter."
), url = input(
  storable.refine((text) => length(text) <= 2048 && URL.canParse(text) && /^https?:/i.test(text)).meta({ maxLength: 2048, examples: ["https://localhost/verify"] }),
  "must be a URL that begins with http:// or https://",
  "Target page of the link, on a host of the project."
), urlOrNone = {
  ...url,
  schema: external_exports.union([external_exports.literal(""), url.schema])
}, userIdGiven = input(
  made(userIdOf, example("ann")),
  ID_RULE,
  "Id of the user."
), ownSessionInPath = idInPath(
  'Id of the session; "current" for the session of the caller.'
);

// src/appwrite/models/account.ts
var accountModel = {
  name: "account",
  schema: userSchema.omit({ password: !0, hash: !0, hashOptions: !0 }),
  view: (user, actor) => {
    let shape = userModel.view(user, actor), { password: _, hash: _hash, hashOptions: _options, ...account } = shape;
    return account;
  }
};

// src/appwrite/models/log.ts
var events = {
  "seal.create": "seal.create",
  "seal.rotate": "seal.rotate",
  "project.create": "project.create",
  "project.policies.update": "project.update",
  "key.create": "key.create",
  "key.replace": "key.update",
  "key.revoke": "key.delete",
  "key.use": "key.use",
  "key.update": "key.update",
  "key.derive": "key.create",
  "webhook.create": "webhook.create",
  "webhook.update": "webhook.update",
  "webhook.secret.update": "webhook.update",
  "webhook.disable": "webhook.update",
  "webhook.retry": "webhook.update",
  "webhook.delete": "webhook.delete",
  "mock-phone.create": "mock-phone.create",
  "mock-phone.update": "mock-phone.update",
  "mock-phone.delete": "mock-phone.delete",
  "user.create": "user.create",
  "user.delete": "user.delete",
  "user.email.update": "user.update",
  "user.phone.update": "user.update",
  "user.name.update": "user.update",
  "user.password.update": "user.update",
  "user.status.update": "user.update",
  "user.email.verification.create": "verification.create",
  "user.phone.verification.create": "verification.create",
  "user.email.verification.update": "verification.update",
  "user.phone.verification.update": "verification.update",
  "user.reset": "user.update",
  "user.address.release": "user.update",
  "user.labels.update": "user.update",
  "user.prefs.update": "user.update",
  "user.mfa.update": "user.update",
  "user.authenticator.create": "user.update",
  "user.authenticator.verify": "user.update",
  "user.authenticator.delete": "user.update",
  "user.recovery-codes.create": "user.update",
  "user.recovery-codes.update": "user.update",
  "user.impersonator.update": "user.update",
  "challenge.create": "challenge.create",
  "challenge.complete": "challenge.update",
  "challenge.refuse": "challenge.refuse",
  "factor.show": "challenge.update",
  "session.create": "session.create",
  "session.refuse": "session.refuse",
  "session.update": "session.update",
  "session.delete": "session.delete",
  "sessions.delete": "session.delete",
  "token.create": "tokens.create",
  "identity.create": "identity.create",
  "identity.delete": "identity.delete",
  "provider.update": "project.update",
  "provider.delete": "project.update",
  "recovery.create": "recovery.create",
  "recovery.update": "recovery.update",
  "team.create": "team.create",
  "team.update": "team.update",
  "team.prefs.update": "team.update",
  "team.delete": "team.delete",
  "membership.create": "membership.create",
  "membership.update": "membership.update",
  "membership.accept": "membership.update",
  "membership.delete": "membership.delete",
  "username.assign": "user.update",
  "user-key.create": "user.update",
  "user-key.revoke": "user.update",
  "user-key.exchange": "session.create",
  "user-keys.revoke": "user.update",
  "device.approve": "device.approve",
  "device.deny": "device.deny",
  "target.create": "target.create",
  "target.update": "target.update",
  "target.delete": "target.delete"
}, types = {
  guest: "guest",
  user: "user",
  key: "keyProject",
  cli: "admin",
  system: "admin"
}, schema = external_exports.object({
  event: external_exports.string().describe("What was done, such as `user.update`."),
  userId: external_exports.string().describe("Id of the user or the key that did it; empty for others."),
  userEmail: external_exports.string().describe("Email address of the user; empty if it is hidden."),
  userName: external_exports.string().describe("Name of the user; empty if it is hidden."),
  mode: external_exports.string().describe("`admin` for the command line, else `default`."),
  userType: external_exports.string().describe("Kind of the actor: a user, a key, a guest or an administrator."),
  ip: external_exports.string().describe("Network address."),
  time: date("Time of the act."),
  ...clientInfoShape,
  impersonatedUserId: external_exports.string().describe("Id of the impersonated user; empty if there is none.")
}), logModel = { name: "log", schema, view: viewOf }, logListModel = {
  name: "logList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of matches over all pages, counted up to 5,000."),
    logs: external_exports.array(schema).describe("The entries of this page, newest first.")
  }),
  view: ({ total: total2, rows }, actor) => ({ total: total2, logs: rows.map((entry) => viewOf(entry, actor)) })
};
function seenBy(entry, actor) {
  let { by } = entry;
  if (!isClient(actor) || by.kind !== "user" || by.id === actor.id) return entry;
  let somebody = { kind: by.kind, id: "", name: "", email: "" };
  return { ...entry, by: somebody, ip: null, country: null, device: unknownDevice };
}
function viewOf(whole3, actor) {
  let { by, ...entry } = seenBy(whole3, actor), type = types[by.kind];
  return {
    // A newer version may have recorded acts that this one does not know.
    event: events[entry.act] ?? entry.act,
    userId: by.id,
    userEmail: by.kind === "key" ? `app.${actor.project.id}@service` : by.email,
    userName: by.name,
    mode: type === "admin" ? "admin" : "default",
    userType: type,
    ip: entry.ip ?? "",
    time: dateOf(entry.at),
    ...clientInfoView(entry, actor),
    impersonatedUserId: entry.actingAs ?? ""
  };
}

// src/appwrite/params.ts
var params_exports = {};
__export(params_exports, {
  authenticatorInPath: () => authenticatorInPath,
  email: () => email,
  emailOrNone: () => emailOrNone,
  flag: () => flag,
  hashNumber: () => hashNumber,
  hashPart: () => hashPart,
  identifier: () => identifier,
  labels: () => labels,
  looseFlag: () => looseFlag,
  name: () => name,
  newName: () => newName,
  newTargetId: () => newTargetId,
  newUserId: () => newUserId,
  oneOf: () => oneOf,
  password: () => password,
  passwordHash: () => passwordHash,
  passwordOrNone: () => passwordOrNone,
  phone: () => phone,
  phoneOrNone: () => phoneOrNone,
  prefs: () => prefs,
  queries: () => queries,
  search: () => search,
  targetKind: () => targetKind,
  userIdInPath: () => userIdInPath,
  whole: () => whole
});
var PREFS_BYTES = 65535, NAME_LENGTH = 128, LABELS = { most: 1e3, length: 36 }, QUERIES = { most: 100, length: 4096 }, SEARCH_LENGTH = 256, userIdInPath = {
  ...input(made(userIdOf), ID_RULE, "Id of the user."),
  place: "path",
  quick: (value) => typeof value == "string" ? userIdOf(value) : void 0
}, newUserId = input(
  made((text) => text === "unique()" ? text : userIdOf(text), example("unique()")),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new user, or "unique()" for a generated one.'
), email = input(
  made(emailOf, example("ann@example.com")),
  "must be a valid email address",
  "Email address."
), emailOrNone = input(
  made((text) => text === "" ? text : emailOf(text), example("ann@example.com")),
  "must be a valid email address, or empty",
  "Email address; empty to remove it."
), PHONE_RULE = 'must be a phone number that begins with "+" and a known country code and has 7 to 15 digits', phone = input(
  made(phoneOf, example("+14155552671")),
  PHONE_RULE,
  "Phone number in E.164 form, such as +14155552671."
), phoneOrNone = input(
  made((text) => text === "" ? text : phoneOf(text), example("+14155552671")),
  `${PHONE_RULE}, or be empty`,
  "Phone number in E.164 form; empty to remove it."
), isPassword = (text) => {
  let bytes = Buffer.byteLength(text);
  return bytes >= PASSWORD_BYTES.least && bytes <= PASSWORD_BYTES.most;
}, PASSWORD_SHOWN = { examples: ["correct horse battery"] }, PASSWORD_RULE = `must be a text of ${PASSWORD_BYTES.least} to ${PASSWORD_BYTES.most} bytes`, password = input(
  storable.refine(isPassword).meta(PASSWORD_SHOWN),
  PASSWORD_RULE,
  "Plain password."
), passwordHash = input(
  storable.refine(isPassword).meta({ minLength: PASSWORD_BYTES.least, maxLength: PASSWORD_BYTES.most }),
  PASSWORD_RULE,
  "Hash of the password, in the format of the system that made it."
);
function hashPart(description) {
  let schema6 = storable.refine((text) => length(text) >= 1 && length(text) <= 128).meta({ minLength: 1, maxLength: 128 });
  return input(schema6, "must be a text of 1 to 128 characters", description);
}
function hashNumber(description) {
  return input(external_exports.int().min(0), "must be a whole number", description);
}
function oneOf(values, description) {
  return input(external_exports.enum(values), `must be one of ${values.join(", ")}`, description);
}
var passwordOrNone = input(
  storable.refine((text) => text === "" || isPassword(text)).meta(PASSWORD_SHOWN),
  `${PASSWORD_RULE}, or be empty`,
  "Plain password; empty to remove it."
), newName = input(
  storable.refine((text) => length(text) >= 1 && length(text) <= NAME_LENGTH).meta({ minLength: 1, maxLength: NAME_LENGTH, examples: ["Ann Lee"] }),
  `must be a text of 1 to ${NAME_LENGTH} characters without NUL`,
  "Name of the user."
), name = input(
  storable.refine((text) => length(text) <= NAME_LENGTH).meta({ maxLength: NAME_LENGTH, examples: ["Ann Lee"] }),
  `must be a text of at most ${NAME_LENGTH} characters without NUL`,
  "Name of the user; may be empty."
), labels = input(
  listAtMost(LABELS.most, textAtMost(LABELS.length).regex(/^[A-Za-z0-9]+$/)).meta({ examples: [["vip"]] }),
  `must be an array of at most ${LABELS.most} labels, each of 1 to ${LABELS.length} characters out of a-z, A-Z and 0-9`,
  "Labels; they replace all earlier labels."
), prefsObject = external_exports.custom((value) => isJsonObject(value) && Buffer.byteLength(JSON.stringify(value)) <= PREFS_BYTES).meta({ type: "object", additionalProperties: !0, examples: [{ theme: "dark" }] }), prefs = input(
  objectOf(prefsObject),
  `must be a JSON object of at most ${PREFS_BYTES.toLocaleString("en")} bytes`,
  "Preferences; they replace all earlier preferences."
);
function objectOf(schema6) {
  return external_exports.preprocess((value) => Array.isArray(value) && value.length === 0 ? {} : value, schema6);
}
function flag(description) {
  return input(external_exports.boolean(), "must be true or false", description);
}
var LOOSE = /* @__PURE__ */ new Map([
  [!0, !0],
  ["true", !0],
  ["True", !0],
  ["1", !0],
  [1, !0],
  [!1, !1],
  ["false", !1],
  ["False", !1],
  ["0", !1],
  [0, !1]
]);
function looseFlag(description) {
  let schema6 = external_exports.preprocess((value) => LOOSE.get(value) ?? value, external_exports.boolean());
  return input(schema6, "must be true or false", description);
}
var search = input(
  storable.refine((text) => length(text) <= SEARCH_LENGTH).meta({ maxLength: SEARCH_LENGTH }),
  `must be a text of at most ${SEARCH_LENGTH} characters without NUL`,
  "Words; each must be the prefix of a word in the id, name, email address or phone number, or label: and a label."
), queries = input(
  listAtMost(
    QUERIES.most,
    storable.refine((text) => length(text) <= QUERIES.length).meta({ maxLength: QUERIES.length })
  ).meta({ examples: [['{"method":"limit","values":[25]}']] }),
  `must be an array of at most ${QUERIES.most} queries, each of at most ${QUERIES.length} characters`,
  "Queries as JSON strings: filters, orders, limit, offset and cursor."
);
function whole(least, most, description) {
  let number2 = external_exports.int().min(least).max(most), schema6 = external_exports.union([
    number2,
    external_exports.string().regex(/^\d{1,10}$/).transform(Number).pipe(number2)
  ]), rule = `must be a whole number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
  return input(schema6, rule, description);
}
var authenticatorInPath = {
  ...input(external_exports.literal("totp"), 'must be "totp"', "Kind of authenticator."),
  place: "path"
}, newTargetId = input(
  external_exports.string().refine((text) => text === "unique()" || ID.test(text)),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new target, or "unique()" for a generated one.'
), targetKind = input(
  external_exports.enum(["email", "sms", "push"]),
  "must be one of email, sms, push",
  "Kind of target."
), identifier = input(
  storable.refine((text) => length(text) >= 1 && length(text) <= 255),
  "must have 1 to 255 characters",
  "Email address, phone number, or device token."
);

// src/appwrite/route.ts
function route(spec) {
  let { method, path, operation, summary, tag, limits: limits2 = [], params, status, model, run, ...meta } = spec;
  return {
    method,
    path,
    operation,
    summary,
    tag,
    limits: limits2,
    run,
    input: params,
    output: {
      status: status ?? (model ? 200 : 204),
      // The types of this function check it; a list of endpoints cannot carry the type of each.
      ...model && { model },
      ...meta.redirects && { description: "Redirect to the URL in `Location`." }
    },
    meta: { inProject: !0, ...meta }
  };
}
function isForGuests(route2) {
  let required = scopesOf(route2), isOpen = required.length === 0 || required.some((scope) => guestScopes.has(scope));
  return route2.meta.client === !0 && isOpen;
}
function scopesOf({ meta: { scope } }) {
  return scope === null ? [] : typeof scope == "string" ? [scope] : scope;
}

// src/appwrite/self.ts
function self(actor) {
  if (!actor.user) throw new Failure("scope_missing");
  return actor.user.id;
}

// src/core/users/usage.ts
var import_promises = __toESM(require_promises(), 1);

// src/core/users/usage-store.ts
var countIn = (table) => prepared(
  ({ db }, param) => db.selectFrom(
    db.selectFrom(table).select("sequence").where("project_id", "=", param.project_id).where("sequence", ">=", param.from).where("sequence", "<", param.before).orderBy("sequence").limit(5e3).as("few")
  ).select(({ fn }) => fn.countAll().as("total"))
), counts = { users: countIn("users"), sessions: countIn("sessions") };
async function countMade(read9, project, what, { from, before }) {
  let [row] = await counts[what](read9, { project_id: project, from, before });
  return Number(row?.total ?? 0);
}

// src/core/users/usage.ts
var usageRanges = {
  "24h": { points: 24, milliseconds: hours(1) },
  "30d": { points: 30, milliseconds: hours(24) },
  "90d": { points: 90, milliseconds: hours(24) }
};
async function getUsage(core, actor, range) {
  let { points, milliseconds } = usageRanges[range], last = Math.floor(core.clock.now() / milliseconds), starts = Array.from({ length: points }, (_, at) => (last - points + 1 + at) * milliseconds), count = (what, from, before) => countMade(core.read, actor.project.id, what, {
    from: from * 1e3,
    before: before * 1e3
  }), series = async (what) => {
    let counted = [];
    for (let start of starts)
      counted.push({ at: instantOf(start), value: await count(what, start, start + milliseconds) }), await (0, import_promises.setImmediate)();
    return counted;
  };
  return {
    range,
    usersTotal: await keptCount(core.read, actor.project.id, "users"),
    sessionsTotal: await count("sessions", 0, Number.MAX_SAFE_INTEGER / 1e3),
    users: await series("users"),
    sessions: await series("sessions")
  };
}

// src/appwrite/models/usage.ts
var metric = external_exports.object({
  value: external_exports.int().describe("The count."),
  date: date("Beginning of the hour or the day.")
}), metricModel = { name: "metric", schema: metric, view: pointOf }, usageUsersModel = {
  name: "usageUsers",
  schema: external_exports.object({
    range: external_exports.string().describe("Length of the period."),
    usersTotal: external_exports.int().describe("Number of users."),
    sessionsTotal: external_exports.int().describe("Number of sessions."),
    users: external_exports.array(metric).describe("New users by the hour or the day."),
    sessions: external_exports.array(metric).describe("New sessions by the hour or the day.")
  }),
  view: ({ users: users2, sessions, ...usage }) => ({
    ...usage,
    users: users2.map(pointOf),
    sessions: sessions.map(pointOf)
  })
};
function pointOf({ at, value }) {
  return { value, date: dateOf(at) };
}

// src/appwrite/failure-words.ts
function messageOf(words) {
  return typeof words == "string" ? words : `Invalid \`${words.param}\` param: ${words.problem}`;
}
var rowNames = {
  identities: "Identity",
  memberships: "Membership",
  targets: "Target",
  teams: "Team",
  users: "User"
}, paramNames = { user: "userId" };
function argumentWords(problem) {
  if (problem.rule === "one_of_required") {
    let names2 = problem.fields.map((field2) => `"${paramNames[field2] ?? field2}"`);
    return `One of the params ${names2.slice(0, -1).join(", ")} and ${names2.at(-1)} is needed.`;
  }
  let { field } = problem;
  return problem.rule === "required" ? `Param "${field}" is not optional.` : { param: field, problem: ruleWords(problem) };
}
function ruleWords(problem) {
  switch (problem.rule) {
    case "malformed":
      return `Value ${problem.expected ?? "is not valid"}.`;
    case "length":
      return `Value must be a text of ${problem.least} to ${problem.most} characters.`;
    case "too_few_bytes":
      return `Value must have at least ${problem.least} bytes.`;
    case "list":
      return `Value must be an array of at most ${problem.most} texts, each of 1 to ${problem.lengthMost} characters.`;
    case "not_same":
      return `Value must be the same as \`${problem.other}\`.`;
    case "characters_missing":
      return `Value must include ${charactersText(problem.characters)}.`;
    case "too_common":
      return "Value is one of the most common passwords. Choose another.";
    case "url_characters":
      return "URL must not have a backslash or a blank; write them as %5C and %20.";
    case "foreign_host":
      return `URL host must be one of the hosts of the project. Add it with: denizen ${problem.field === "url" ? "projects set ID hosts=\u2026" : "platforms add web HOST"}`;
  }
}
var characterWords = {
  uppercase: "an uppercase letter",
  lowercase: "a lowercase letter",
  number: "a number",
  symbol: "a symbol"
};
function charactersText(missing) {
  return new Intl.ListFormat("en").format(missing.map((kind) => characterWords[kind]));
}
var bodyBounds = {
  index_too_high: (most) => `A list has indices of 0 to ${most}, and these are more.`,
  parameter_too_deep: (most) => `A parameter is nested deeper than ${most} levels.`,
  too_deep: (most) => `The body is nested deeper than ${most} levels.`,
  too_many_parameters: (most) => `There are more than ${most} parameters.`
}, bodyRules = {
  not_json: "The body is not valid JSON.",
  not_object: "The body must be a JSON object.",
  not_utf8: "The body is not valid UTF-8.",
  number_too_large: "A number is too large.",
  parameter_ambiguous: "A parameter is given both with and without brackets, or with different ones.",
  proto_field: 'A field must not be named "__proto__".',
  text_not_storable: "A text holds a NUL character or half of a surrogate pair."
};
function bodyWords(problem) {
  return "most" in problem ? bodyBounds[problem.rule](problem.most) : problem.rule === "malformed" ? void 0 : bodyRules[problem.rule];
}
function contentTypeWords({
  contentType
}) {
  return contentType === void 0 ? void 0 : `${contentType === null ? "The body has no content type" : `The content type ${JSON.stringify(contentType)} is not understood`}. Send application/json.`;
}
function requestWords(problem) {
  switch (problem.rule) {
    case void 0:
      return;
    case "content_length":
      return "The body is not as long as Content-Length says.";
    case "headers_too_large":
      return `The request line and headers are too large: ${problem.mostBytes / 1024} KiB at most.`;
    case "not_http":
      return "The request is not valid HTTP.";
    case "path":
      return "The path is not a valid URL path.";
    case "too_slow":
      return "The request took too long to arrive.";
  }
}
var rateWords = {
  attempts: "Too many wrong tries. Wait before the next one, or sign in another way.",
  requests: void 0
}, unavailableWords = {
  damaged: "The database is damaged. The operator of this server must restore it.",
  device_requests_full: "Too many devices are asking. Try again in a while.",
  // Occurs on the command line only.
  earlier_sealing_key_in_use: void 0,
  outcome_unknown: "The database broke off while it was storing the change, which may stand or not. Look before you try again.",
  passwords_busy: "Too many passwords are being checked right now. Try again in a moment.",
  stopping: "The server is stopping. Nothing was changed; try again in a moment.",
  responses_full: "Too many large answers are being sent right now. Try again in a moment."
}, notAllowedWords = {
  invite: "User is not allowed to send invitations for this team",
  set_roles: "User is not allowed to modify roles",
  sign_in_without_email: "OAuth provider failed to return email."
};
function missingScopesWords(missing) {
  return `${callerWords(missing)} missing scopes (${JSON.stringify(missing.scopes)})`;
}
function callerWords({ caller, project }) {
  return caller === "key" ? `app.${project}@service (role: applications)` : caller === "user" ? "User (role: users)" : "User (role: guests)";
}
var keyDeniedWords = {
  lasting: "An API key cannot create API keys. Create them with: denizen keys create",
  ephemeral: "An ephemeral API key cannot create ephemeral API keys.",
  scopes: "An API key cannot give another key scopes that it lacks, or prolong a key that has them.",
  expiry: "An API key cannot give another key scopes or time beyond its own end.",
  configured: "The key of DENIZEN_API_KEY is changed where it is configured."
};
function providerFailedWords(problem) {
  let { provider: provider2 } = problem;
  if (problem.reason === "unreachable") return `${provider2} couldn't be reached. Please try again.`;
  let error = problem.error === void 0 ? "" : ` (${problem.error})`;
  return `${provider2} couldn't complete sign-in${error}. Please try again.`;
}
function providerRefusedWords(problem) {
  let { provider: provider2 } = problem;
  switch (problem.reason) {
    case "refused":
      return;
    case "unreachable":
      return `${provider2} couldn't be reached.`;
    case "no_code":
      return `The ${provider2} OAuth2 provider returned no code.`;
    case "error": {
      let described = problem.description === void 0 ? "" : `: ${problem.description}`;
      return `The ${provider2} OAuth2 provider returned an error: ${problem.error}${described}`;
    }
  }
}
function queryWords(problem) {
  return problem.rule === "attribute_hidden" ? "The project hides the users of memberships from members." : void 0;
}
var NARROWER = "Narrow it by an attribute that few users share, such as email, phone, a label or the beginning of a name.", WITHOUT_TOTAL = "Or ask for the page without its total (total=false).";
function tooLargeWords({ mostBytes, limit }) {
  let sentence = `The answer would have more than ${mostBytes / 1048576} MB.`;
  return limit === void 0 ? sentence : `${sentence} Ask for a limit of ${limit.toLocaleString("en")} at most.`;
}
function tooBroadWords({ mostRows, of }) {
  let sentence = `This query would have to look at more than ${mostRows.toLocaleString("en")} rows. ${NARROWER}`;
  return of === "total" ? `${sentence} ${WITHOUT_TOTAL}` : sentence;
}

// src/appwrite/failures.ts
var idTokenProblems = {
  malformed: "it is malformed",
  key_id_missing: "it names no key",
  key_unknown: "the provider does not have its key",
  signature: "its signature is wrong",
  issuer: "it is of another issuer",
  audience: "it is for another client",
  time: "it has expired, or is not valid yet",
  nonce_required: "a nonce is required",
  nonce_mismatch: "it has another nonce",
  subject_missing: "it names no subject",
  used: "it was used already"
}, failures = {
  argument_invalid: {
    status: 400,
    type: "general_argument_invalid",
    message: "A parameter is not valid.",
    words: argumentWords
  },
  authenticator_not_found: {
    status: 404,
    type: "user_authenticator_not_found",
    message: "The user has no such authenticator."
  },
  authenticator_verified: {
    status: 409,
    type: "user_authenticator_already_verified",
    message: "The authenticator is verified already. Delete it to enrol another."
  },
  body_invalid: {
    status: 400,
    type: "general_argument_invalid",
    message: "The body cannot be read.",
    words: bodyWords
  },
  body_too_large: {
    status: 413,
    type: "general_argument_invalid",
    message: "The body is too large: 256 KiB at most."
  },
  challenge_required: {
    status: 401,
    type: "user_challenge_required",
    message: "This needs a second factor shown within the last 30 minutes. Complete a challenge first."
  },
  content_type_unsupported: {
    status: 415,
    type: "general_argument_invalid",
    message: "The content type is not understood. Send application/json.",
    words: contentTypeWords
  },
  credentials_wrong: {
    status: 401,
    type: "user_invalid_credentials",
    message: "Invalid credentials. Please check the email and password."
  },
  cursor_not_found: {
    status: 400,
    type: "general_cursor_not_found",
    message: "The cursor was not found.",
    words: ({ collection, id: id2 }) => `${rowNames[collection]} '${id2}' for the 'cursor' value not found.`
  },
  email_aliased: {
    status: 400,
    type: "user_email_not_canonical",
    message: "The email is an alias. Use the address of the mailbox itself."
  },
  email_disposable: {
    status: 400,
    type: "user_email_disposable",
    message: "Disposable email addresses are not allowed. Use a permanent one."
  },
  email_free: {
    status: 400,
    type: "user_email_free",
    message: "Addresses of free email providers are not allowed."
  },
  email_not_corporate: {
    status: 400,
    type: "user_email_not_corporate",
    message: "Only corporate email addresses are allowed."
  },
  email_missing: { status: 400, type: "user_email_not_found", message: "The user has no email." },
  email_taken: {
    status: 409,
    type: "user_email_already_exists",
    message: "A user with the same email already exists in this project."
  },
  email_unverified: {
    status: 400,
    type: "user_email_not_verified",
    message: "The email of the user is not verified."
  },
  email_verified: {
    status: 409,
    type: "user_email_already_verified",
    message: "The email of the user is verified already."
  },
  factors_required: {
    status: 401,
    type: "user_more_factors_required",
    message: "More factors are required to complete the sign in process."
  },
  failure_page_refused: {
    status: 400,
    type: "project_invalid_failure_url",
    message: "The page for failure is not of a host of the project."
  },
  identity_not_found: {
    status: 404,
    type: "user_identity_not_found",
    message: "Identity with the requested ID could not be found."
  },
  internal: { status: 500, type: "general_unknown", message: "Server Error" },
  invite_mismatch: {
    status: 401,
    type: "team_invite_mismatch",
    message: "The invitation is for somebody else. Sign in as the one who was invited.",
    words: ({ callerEmail }) => callerEmail === void 0 ? void 0 : `Invite does not belong to current user (${callerEmail ?? ""})`
  },
  invite_not_found: {
    status: 404,
    type: "team_invite_not_found",
    message: "Team invitation with the requested ID could not be found."
  },
  invite_secret_wrong: {
    status: 401,
    type: "team_invalid_secret",
    message: "The team invitation secret is invalid. Ask for another invitation."
  },
  jwt_and_session: {
    status: 403,
    type: "user_jwt_and_cookie_set",
    message: "The request has a signed token and a session. Send one of them."
  },
  jwt_denied: {
    status: 403,
    type: "user_jwt_creation_denied",
    message: "A signed token cannot be exchanged for another. Ask with a session."
  },
  jwt_invalid: {
    status: 401,
    type: "user_jwt_invalid",
    message: "Failed to verify JWT. It is not valid, or has expired."
  },
  key_creation_denied: {
    status: 403,
    type: "key_creation_denied",
    message: "An API key cannot create API keys.",
    words: ({ reason }) => keyDeniedWords[reason]
  },
  mock_phone_exists: {
    status: 409,
    type: "mock_number_already_exists",
    message: "The phone number has a fixed code already."
  },
  mock_phone_not_found: {
    status: 404,
    type: "mock_number_not_found",
    message: "The phone number has no fixed code."
  },
  mock_phones_limit: {
    status: 400,
    type: "mock_number_limit_exceeded",
    message: "The project takes no more phone numbers with a fixed code.",
    words: ({ most }) => most === 0 ? "The project takes no phone numbers with a fixed code. Its operator runs: denizen projects set ID mockPhonesLimit=10" : void 0
  },
  webhook_exists: {
    status: 409,
    type: "webhook_already_exists",
    message: "Webhook with the requested ID already exists."
  },
  webhook_not_found: {
    status: 404,
    type: "webhook_not_found",
    message: "Webhook with the requested ID could not be found."
  },
  webhooks_limit: {
    status: 400,
    type: "general_resource_limit_exceeded",
    message: "The project has as many webhooks as it may have."
  },
  key_expired: {
    status: 401,
    type: "project_key_expired",
    message: "The API key has expired. Make a new one."
  },
  key_not_found: {
    status: 404,
    type: "key_not_found",
    message: "Key with the requested ID could not be found."
  },
  mail_disabled: {
    status: 503,
    type: "general_smtp_disabled",
    message: "This server sends no mail. Its operator sets DENIZEN_SMTP_URL."
  },
  membership_confirmed: {
    status: 409,
    type: "membership_already_confirmed",
    message: "The membership is confirmed already."
  },
  membership_mismatch: {
    status: 404,
    type: "team_membership_mismatch",
    message: "The membership does not belong to the team."
  },
  membership_not_found: {
    status: 404,
    type: "membership_not_found",
    message: "Membership with the requested ID could not be found."
  },
  auth_method_disabled: {
    status: 501,
    type: "user_auth_method_unsupported",
    message: "The project does not allow this way of signing in."
  },
  not_allowed: {
    status: 401,
    type: "user_unauthorized",
    message: "The user is not allowed to do this.",
    words: ({ action }) => action && notAllowedWords[action]
  },
  origin_unknown: {
    status: 403,
    type: "general_unknown_origin",
    message: "Requests from this origin are not allowed. Register its host as a platform of the project."
  },
  password_hash_refused: {
    status: 400,
    type: "general_argument_invalid",
    message: "The password hash cannot be accepted.",
    words: ({ reason }) => ({ param: "password", problem: reason })
  },
  password_personal: {
    status: 400,
    type: "password_personal_data",
    message: "The password holds something personal, such as a name or an address. Choose another."
  },
  password_recently_used: {
    status: 400,
    type: "password_recently_used",
    message: "The password was used before. Choose one that was not."
  },
  phone_missing: { status: 400, type: "user_phone_not_found", message: "The user has no phone number." },
  phone_taken: {
    status: 409,
    type: "user_phone_already_exists",
    message: "A user with the same phone number already exists in this project."
  },
  phone_unverified: {
    status: 400,
    type: "user_phone_not_verified",
    message: "The phone number of the user is not verified."
  },
  phone_verified: {
    status: 409,
    type: "user_phone_already_verified",
    message: "The phone number of the user is verified already."
  },
  project_exists: {
    status: 409,
    type: "project_already_exists",
    message: "A project with this ID already exists."
  },
  project_missing: {
    status: 403,
    type: "project_id_missing",
    message: "The request has an API key and no project. Send the project ID as X-Appwrite-Project."
  },
  project_not_found: {
    status: 404,
    type: "project_not_found",
    message: "Project with the requested ID could not be found. Check the X-Appwrite-Project header."
  },
  provider_disabled: {
    status: 412,
    type: "project_provider_disabled",
    message: "The project has not set this provider up. Its operator runs: denizen providers set"
  },
  provider_failed: {
    status: 424,
    type: "user_oauth2_provider_failure",
    message: "The provider could not complete the sign-in. Please try again.",
    words: providerFailedWords
  },
  provider_not_found: {
    status: 404,
    type: "provider_not_found",
    message: "Provider with the requested ID could not be found."
  },
  provider_refused: {
    status: 424,
    type: "user_oauth2_provider_error",
    message: "The provider refused the sign-in.",
    words: providerRefusedWords
  },
  provider_bad_request: {
    status: 400,
    type: "user_oauth2_bad_request",
    message: "The provider did not take the request for other tokens."
  },
  provider_unauthorized: {
    status: 401,
    type: "user_oauth2_unauthorized",
    message: "The provider does not know the tokens of the session any more."
  },
  provider_uid_missing: {
    status: 400,
    type: "user_missing_id",
    message: "The provider did not say who signed in."
  },
  provider_unsupported: {
    status: 400,
    type: "project_provider_unsupported",
    message: "Sign-in with an ID token is not available for this provider."
  },
  id_token_invalid: {
    status: 401,
    type: "user_oauth2_token_invalid",
    message: "The ID token is invalid.",
    words: ({ problem }) => `The ID token is invalid: ${idTokenProblems[problem]}.`
  },
  query_invalid: {
    status: 400,
    type: "general_query_invalid",
    message: "The query cannot be run.",
    words: queryWords
  },
  query_too_broad: {
    status: 400,
    type: "general_query_invalid",
    message: "The query is too broad.",
    words: tooBroadWords
  },
  rate_limited: {
    status: 429,
    type: "general_rate_limit_exceeded",
    message: "Too many requests. Wait and try again.",
    words: ({ limit }) => rateWords[limit]
  },
  recovery_codes_exist: {
    status: 409,
    type: "user_recovery_codes_already_exists",
    message: "The user has recovery codes already. Regenerate them to get others."
  },
  recovery_codes_not_found: {
    status: 404,
    type: "user_recovery_codes_not_found",
    message: "The user has no recovery codes. Create them first."
  },
  request_invalid: {
    status: 400,
    type: "general_bad_request",
    message: "The request cannot be read.",
    words: requestWords
  },
  request_refused: { status: 400, type: "general_bad_request", message: "The request is refused." },
  route_not_found: {
    status: 404,
    type: "general_route_not_found",
    message: "The requested route was not found. Check method and path against the documentation at /docs."
  },
  response_too_large: {
    status: 400,
    type: "general_query_limit_exceeded",
    message: "The answer would be too large.",
    words: tooLargeWords
  },
  scope_missing: {
    status: 401,
    type: "general_unauthorized_scope",
    message: "The caller lacks a scope.",
    words: ({ missing }) => missing && missingScopesWords(missing)
  },
  session_exists: {
    status: 401,
    type: "user_session_already_exists",
    message: "A session is active already. End it before another is made."
  },
  session_not_found: {
    status: 404,
    type: "user_session_not_found",
    message: "The user has no session with the requested ID."
  },
  oauth_state_invalid: {
    status: 400,
    type: "user_oauth2_bad_request",
    message: "The sign-in is not known: it took too long, was completed before, or was begun in another browser. Begin again."
  },
  sms_disabled: {
    status: 503,
    type: "general_phone_disabled",
    message: "This server sends no text messages. Its operator sets DENIZEN_SMS_URL."
  },
  success_page_refused: {
    status: 400,
    type: "project_invalid_success_url",
    message: "The page for success is not of a host of the project."
  },
  target_exists: {
    status: 409,
    type: "user_target_already_exists",
    message: "A target with the same ID already exists.",
    words: ({ taken = "id" }) => `A target with the same ${taken === "id" ? "ID" : taken} already exists.`
  },
  target_invalid_email: {
    status: 400,
    type: "general_invalid_email",
    message: "The identifier is not a valid email address.",
    words: ({ source }) => source && "The provider gave no valid email address."
  },
  target_invalid_phone: {
    status: 400,
    type: "general_invalid_phone",
    message: "The identifier is not a valid phone number."
  },
  target_not_found: {
    status: 404,
    type: "user_target_not_found",
    message: "The user has no target with the requested ID."
  },
  team_exists: {
    status: 409,
    type: "team_already_exists",
    message: "Team with the requested ID already exists."
  },
  team_not_found: {
    status: 404,
    type: "team_not_found",
    message: "Team with the requested ID could not be found."
  },
  token_invalid: {
    status: 401,
    type: "user_invalid_token",
    message: "The secret is wrong, was used, or has expired."
  },
  unavailable: {
    status: 503,
    type: "general_service_unavailable",
    message: "The service cannot answer right now. Nothing was changed; try again in a moment.",
    words: ({ reason }) => reason && unavailableWords[reason]
  },
  user_blocked: { status: 403, type: "user_blocked", message: "The user is blocked." },
  user_exists: {
    status: 409,
    type: "user_already_exists",
    message: "A user with the same id, email, or phone already exists in this project.",
    words: ({ taken = "id, email, or phone" }) => `A user with the same ${taken} already exists in this project.`
  },
  user_keys_limit: {
    status: 400,
    type: "general_argument_invalid",
    message: "There are as many keys as there may be. Revoke one first."
  },
  user_not_found: {
    status: 404,
    type: "user_not_found",
    message: "User with the requested ID could not be found."
  },
  username_taken: { status: 409, type: "user_already_exists", message: "The username is taken." },
  users_limit: { status: 400, type: "user_count_exceeded", message: "The project takes no more users." }
}, AppwriteError = class extends Failure {
  words;
  constructor(failure, words) {
    super(failure), this.words = words;
  }
};
function answerTo(failure) {
  let answers = failures, { status, type, message, words } = answers[failure.code] ?? failures.request_refused, own6 = failure instanceof AppwriteError ? failure.words : words?.(failure.data);
  return { status, type, words: own6 ?? message };
}

// src/appwrite/query-methods.ts
var every = () => !0, textOnly = (type) => type === "text", scalar = (label, least, most) => ({
  label,
  least,
  most,
  onList: !1,
  onText: every
}), holding = (label, onText2) => ({
  label,
  least: 1,
  most: 500,
  onList: !0,
  onText: onText2
}), comparisons = {
  equal: scalar("Equal", 1, 500),
  notEqual: scalar("NotEqual", 1, 1),
  lessThan: scalar("LessThan", 1, 1),
  lessThanEqual: scalar("LessThanEqual", 1, 1),
  greaterThan: scalar("GreaterThan", 1, 1),
  greaterThanEqual: scalar("GreaterThanEqual", 1, 1),
  between: scalar("Between", 2, 2),
  notBetween: scalar("NotBetween", 2, 2),
  isNull: { ...scalar("IsNull", 0, 0), onList: !0 },
  isNotNull: { ...scalar("IsNotNull", 0, 0), onList: !0 },
  startsWith: { ...scalar("StartsWith", 1, 1), onText: textOnly },
  notStartsWith: { ...scalar("NotStartsWith", 1, 1), onText: textOnly },
  endsWith: { ...scalar("EndsWith", 1, 1), onText: textOnly },
  notEndsWith: { ...scalar("NotEndsWith", 1, 1), onText: textOnly },
  contains: holding("Contains", textOnly),
  notContains: holding("NotContains", textOnly),
  containsAny: holding("ContainsAny", textOnly),
  containsAll: holding("ContainsAll", textOnly)
};
function isComparison(method) {
  return Object.hasOwn(comparisons, method);
}
var MOMENTS = { created: "$createdAt", updated: "$updatedAt" }, ENDINGS = { Before: "lessThan", After: "greaterThan", Between: "between" };
function createdAndUpdated(query) {
  let found = /^(created|updated)(Before|After|Between)$/.exec(query.method);
  if (!found) return query;
  let [, moment, ending] = found;
  return { ...query, method: ENDINGS[ending], attribute: MOMENTS[moment] };
}

// src/appwrite/query-text.ts
var WITHOUT_ATTRIBUTE = /* @__PURE__ */ new Set(["limit", "offset", "cursorAfter", "cursorBefore"]), CALL = /^\s*([A-Za-z]\w*)\s*\(([\s\S]*)\)\s*$/, NUMBER = /^-?\d+(?:\.\d+)?$/, WORDS = /* @__PURE__ */ new Map([
  ["true", !0],
  ["false", !1],
  ["null", null]
]), ESCAPED = /* @__PURE__ */ new Set([",", "[", "]", '"', "'"]);
function isWrittenQuery(text) {
  return /^\s*[A-Za-z]\w*\s*\(/.test(text);
}
function readWrittenQuery(text) {
  let [, method, inside] = CALL.exec(text) ?? [];
  if (method === void 0 || inside === void 0) return;
  let values = listIn({ text: inside, at: 0 }, void 0);
  if (!values) return;
  if (WITHOUT_ATTRIBUTE.has(method)) return { method, attribute: "", values: values.flat() };
  let [attribute = "", ...rest] = values;
  return typeof attribute == "string" ? { method, attribute, values: rest.flat() } : void 0;
}
function listIn(reading, end) {
  let values = [];
  if (skipBlanks(reading), next(reading) === end) return values;
  for (; ; ) {
    let value = valueIn(reading, end === void 0);
    if (value === void 0) return;
    values.push(value), skipBlanks(reading);
    let sign = next(reading);
    if (sign === end) return values;
    if (sign !== ",") return;
    reading.at++, skipBlanks(reading);
  }
}
function valueIn(reading, takesList) {
  let sign = next(reading);
  if (sign === '"' || sign === "'") return quotedIn(reading, sign);
  if (sign !== "[") return bareIn(reading);
  if (!takesList) return;
  reading.at++;
  let values = listIn(reading, "]");
  return reading.at++, values;
}
function quotedIn(reading, quote) {
  let value = "";
  for (reading.at++; reading.at < reading.text.length; ) {
    if (next(reading) === quote && endsAfter(reading))
      return reading.at++, value;
    value += peek(reading);
  }
}
function endsAfter({ text, at }) {
  let after = at + 1;
  for (; isBlank(text[after]); ) after++;
  let sign = text[after];
  return sign === void 0 || sign === "," || sign === "]";
}
function bareIn(reading) {
  let value = "";
  for (let sign = next(reading); sign !== void 0 && sign !== "," && sign !== "]"; sign = next(reading))
    value += peek(reading);
  let word = value.trim();
  if (word !== "")
    return WORDS.has(word) ? WORDS.get(word) : NUMBER.test(word) ? Number(word) : word;
}
function peek(reading) {
  let sign = reading.text[reading.at++] ?? "", protectedSign = reading.text[reading.at];
  return sign !== "\\" || protectedSign === void 0 || !ESCAPED.has(protectedSign) ? sign : (reading.at++, protectedSign);
}
function next({ text, at }) {
  return text[at];
}
function isBlank(sign) {
  return sign === " " || sign === "	" || sign === `
` || sign === "\r";
}
function skipBlanks(reading) {
  for (; isBlank(next(reading)); ) reading.at++;
}

// src/appwrite/query-values.ts
var DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;
function typed(attribute, value) {
  switch (attribute.type) {
    case "text":
    case "list":
      return typeof value == "string" && isStorable(value) ? value : void 0;
    case "boolean":
      return typeof value == "boolean" ? value : void 0;
    case "integer":
      return Number.isSafeInteger(value) ? value : void 0;
    case "date":
      return typeof value == "string" ? momentOf(value) : void 0;
  }
}
function momentOf(text) {
  let found = DATE.exec(text.trim());
  if (!found) return;
  let [, day, time = "00:00", zone = "Z"] = found, moment = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(moment) ? void 0 : moment;
}

// src/appwrite/queries.ts
var DEFAULT_LIMIT = 25, DEPTH_AT_MOST = 10, FILTERS_AT_MOST = 100, VALUES_AT_MOST = 5e3;
function listingOf(attributes6, input2) {
  let read9 = { filters: [], orders: [], random: !1 }, budget = { filters: FILTERS_AT_MOST, values: VALUES_AT_MOST };
  for (let text of input2.queries ?? []) applyQuery(attributes6, read9, parse(text), budget);
  return {
    filters: read9.filters,
    orders: read9.random ? "random" : read9.orders,
    limit: read9.limit ?? DEFAULT_LIMIT,
    offset: read9.offset ?? 0,
    counted: input2.total ?? !0,
    mayEndEarly: read9.offset === void 0 && !read9.random,
    ...read9.cursor && { cursor: read9.cursor },
    // Old clients send an empty search for none.
    ...input2.search && { search: input2.search }
  };
}
function applyQuery(attributes6, read9, query, budget) {
  let { method, attribute, values } = query;
  switch (method) {
    // The first of several counts, but all must be valid.
    case "limit":
      read9.limit = rejectSecond(read9.limit, whole2("limit", values, 1, 5e3));
      return;
    case "offset":
      read9.offset = rejectSecond(read9.offset, whole2("offset", values, 0, 1e5));
      return;
    case "cursorAfter":
    case "cursorBefore":
      read9.cursor = rejectSecond(read9.cursor, { id: cursorOf(values), before: method === "cursorBefore" });
      return;
    case "orderAsc":
    case "orderDesc":
      read9.orders.push({ attribute: orderedBy(attributes6, attribute), descending: method === "orderDesc" });
      return;
    case "orderRandom":
      read9.random = !0;
      return;
    default:
      read9.filters.push(filterOf(attributes6, query, budget, 1));
  }
}
function rejectSecond(first2, later) {
  return first2 ?? later;
}
function filterOf(attributes6, query, budget, depth) {
  --budget.filters < 0 && refuse(`More than ${FILTERS_AT_MOST} filters`);
  let { method, attribute, values } = createdAndUpdated(query);
  if (method === "and" || method === "or") {
    let name4 = method === "and" ? "And" : "Or";
    depth >= DEPTH_AT_MOST && refuse(`Queries are nested deeper than ${DEPTH_AT_MOST} levels`), values.length < 2 && refuse(`${name4} queries require at least two queries`);
    let filters = values.map((value) => {
      let inner = shaped(typeof value == "string" ? parsed(value) : value);
      return isFilter(inner.method) || refuse(`${name4} queries can only contain filter queries`), filterOf(attributes6, inner, budget, depth + 1);
    });
    return { is: method, filters };
  }
  if (method === "search" || method === "notSearch")
    throw new AppwriteError(
      { code: "query_invalid", rule: "malformed" },
      `Searching by attribute "${attribute}" requires a fulltext index.`
    );
  isComparison(method) || refuse(`Invalid query method: ${method}`);
  let known = attributeOf(attributes6, attribute);
  return budget.values -= values.length, budget.values < 0 && refuse(`More than ${VALUES_AT_MOST.toLocaleString("en")} values`), { is: method, attribute: known.core, values: valuesOf(method, attribute, known, values) };
}
function valuesOf(method, name4, attribute, values) {
  let { label, least, most, onList: onList2, onText: onText2 } = comparisons[method];
  return attribute.type === "list" && !onList2 && refuse(`Cannot query ${method} on attribute "${name4}" because it is an array.`), attribute.type !== "list" && !onText2(attribute.type) && refuse(`Cannot query ${method} on attribute "${name4}" because it is not an array, string, or object.`), values.length > most && most > 2 && refuse(`Query on attribute has greater than ${most} values: ${name4}`), (values.length < least || values.length > most) && refuse(`${label} queries require ${amount(least, most)}.`), values.map(
    (value) => typed(attribute, value) ?? refuse(`Query value is invalid for attribute "${name4}"`)
  );
}
function amount(least, most) {
  return most === 0 ? "no values" : least !== most ? "at least one value" : least === 1 ? "exactly one value" : "exactly two values";
}
function isFilter(method) {
  return isComparison(createdAndUpdated({ method, attribute: "", values: [] }).method) || ["and", "or", "search", "notSearch"].includes(method);
}
function orderedBy(attributes6, name4) {
  if (name4 === "") return attributeOf(attributes6, "$sequence").core;
  let attribute = attributeOf(attributes6, name4);
  return attribute.type === "list" && refuse(`Cannot order by attribute "${name4}" because it is an array.`), attribute.core;
}
function attributeOf(attributes6, name4) {
  return (Object.hasOwn(attributes6, name4) ? attributes6[name4] : void 0) ?? refuse(`Attribute not found in schema: ${name4}`);
}
function whole2(name4, values, least, most) {
  let [value] = values;
  if (typeof value == "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  let further = name4 === "offset" ? "; use cursorAfter to go further" : "", [from, to] = [least.toLocaleString("en"), most.toLocaleString("en")];
  return refuse(`Invalid ${name4}: Value must be a valid range between ${from} and ${to}${further}`);
}
function cursorOf(values) {
  let [id2] = values;
  return typeof id2 == "string" && id2.length > 0 && id2.length <= 36 && isStorable(id2) ? id2 : refuse("Invalid cursor: Value must be the ID of a row");
}
function parse(text) {
  if (!isWrittenQuery(text)) return shaped(parsed(text));
  let query = readWrittenQuery(text);
  if (!query)
    throw new AppwriteError({ code: "query_invalid", rule: "malformed" }, "Invalid query: Syntax error");
  return query;
}
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return refuse("Syntax error");
  }
}
function shaped(value) {
  (typeof value != "object" || value === null || Array.isArray(value)) && refuse("A query must be a JSON object");
  let { method, attribute = "", values = [] } = value;
  return typeof method != "string" && refuse("Invalid query method. Must be a string"), typeof attribute != "string" && refuse("Invalid query attribute. Must be a string"), Array.isArray(values) || refuse("Invalid query values. Must be an array"), { method, attribute, values };
}
function refuse(reason) {
  throw queriesInvalid(reason);
}
function queriesInvalid(reason) {
  return new AppwriteError(
    { code: "argument_invalid", field: "queries", rule: "malformed" },
    { param: "queries", problem: `Invalid query: ${reason}` }
  );
}

// src/appwrite/user-logs.ts
var ranges = Object.keys(usageRanges), read = { tag: "users", scope: "users.read" }, logParams = {
  queries: optional({
    ...queries,
    description: "Queries as JSON strings; only limit and offset."
  }),
  total: optional(looseFlag("Whether to count the entries, up to 5,000. Default: true."))
}, userLogRoutes = [
  route({
    method: "GET",
    path: "/users/:userId/logs",
    operation: "usersListLogs",
    summary: "List the log entries of a user, newest first",
    ...read,
    params: { userId: userIdInPath, ...logParams },
    model: logListModel,
    run: (core, actor, { userId: user, ...query }) => listLogs(core, actor, { user, ...windowOf(query) })
  }),
  route({
    method: "GET",
    path: "/users/usage",
    operation: "usersGetUsage",
    summary: "Get the number of users and sessions by time of creation",
    ...read,
    params: {
      range: optional(
        oneOf(
          ranges,
          "Length of the period; 24h counts by the hour, the others by the day. Default: 30d."
        )
      )
    },
    model: usageUsersModel,
    run: (core, actor, { range = "30d" }) => getUsage(core, actor, range)
  })
];
function windowOf(input2) {
  let { limit, offset, counted, cursor, orders } = listingOf({}, input2);
  if (cursor || orders.length > 0) throw queriesInvalid("Only limit and offset can be asked for here");
  if (offset > LOGS_AT_MOST) {
    let most = LOGS_AT_MOST.toLocaleString("en");
    throw queriesInvalid(`Invalid offset: Value must be a valid range between 0 and ${most}`);
  }
  return { limit, offset, total: counted };
}

// src/appwrite/account.ts
var own = { tag: "account", scope: "account", client: !0, model: accountModel }, accountRoutes = [
  route({
    method: "POST",
    path: "/account",
    operation: "accountCreate",
    summary: "Create an account with email address and password; creates no session",
    ...own,
    scope: "sessions.write",
    signIn: "email-password",
    limits: [{ most: 10, by: ["ip"] }],
    params: {
      userId: newUserId,
      email,
      password,
      name: optional(newName)
    },
    status: 201,
    run: (core, actor, { userId: userId4, email: email2, password: password2, name: name4 }) => {
      let input2 = { email: email2, password: password2, ...name4 !== void 0 && { name: name4 } };
      return signUp(core, actor, userId4 === "unique()" ? input2 : { ...input2, id: userId4 });
    }
  }),
  route({
    method: "GET",
    path: "/account",
    operation: "accountGet",
    summary: "Get the current user",
    ...own,
    params: {},
    run: async (_core, actor) => accountOf(actor)
  }),
  route({
    method: "DELETE",
    path: "/account",
    operation: "accountDelete",
    summary: "Delete the current user",
    tag: "account",
    scope: "account",
    client: !0,
    session: { ends: () => !0 },
    params: {},
    run: (core, actor) => removeUser(core, actor, self(actor))
  }),
  route({
    method: "PATCH",
    path: "/account/name",
    operation: "accountUpdateName",
    summary: "Update the name of the current user",
    ...own,
    params: { name: newName },
    run: (core, actor, { name: name4 }) => renameUser(core, actor, { id: self(actor), name: name4 })
  }),
  route({
    method: "PATCH",
    path: "/account/email",
    operation: "accountUpdateEmail",
    summary: "Update the email address of the current user; sets the password if there is none",
    ...own,
    params: { email, password: knownPassword },
    run: (core, actor, { email: email2, password: password2 }) => setOwnEmail(core, actor, { user: self(actor), email: email2, password: password2 })
  }),
  route({
    method: "PATCH",
    path: "/account/phone",
    operation: "accountUpdatePhone",
    summary: "Update the phone number of the current user; sets the password if there is none",
    ...own,
    params: {
      phone: optional(phone),
      number: optional(phone),
      password: knownPassword
    },
    run: (core, actor, { phone: phone2, number: number2, password: password2 }) => {
      let newPhone = phone2 ?? number2;
      if (newPhone === void 0)
        throw new Failure({ code: "argument_invalid", field: "phone", rule: "required" });
      return setOwnPhone(core, actor, { user: self(actor), phone: newPhone, password: password2 });
    }
  }),
  route({
    method: "PATCH",
    path: "/account/password",
    operation: "accountUpdatePassword",
    summary: "Update the password of the current user",
    ...own,
    limits: [{ most: 10, by: ["ip"] }],
    params: { password, oldPassword: optional(knownPassword) },
    run: (core, actor, { password: password2, oldPassword: old }) => setOwnPassword(core, actor, { user: self(actor), password: password2, old })
  }),
  route({
    method: "GET",
    path: "/account/prefs",
    operation: "accountGetPrefs",
    summary: "Get the preferences of the current user",
    ...own,
    params: {},
    model: prefsModel,
    run: async (_core, actor) => accountOf(actor).prefs
  }),
  route({
    method: "PATCH",
    path: "/account/prefs",
    operation: "accountUpdatePrefs",
    summary: "Replace the preferences of the current user",
    ...own,
    params: { prefs },
    run: async (core, actor, { prefs: prefs2 }) => (await setPrefs(core, actor, { id: self(actor), prefs: prefs2 }), getUser(core, actor, self(actor)))
  }),
  route({
    method: "GET",
    path: "/account/logs",
    operation: "accountListLogs",
    summary: "List the log entries of the current user, newest first",
    ...own,
    params: logParams,
    model: logListModel,
    run: (core, actor, query) => listLogs(core, actor, { user: self(actor), ...windowOf(query) })
  }),
  route({
    method: "PATCH",
    path: "/account/status",
    operation: "accountUpdateStatus",
    summary: "Block the current user; only an API key can unblock",
    ...own,
    session: { ends: () => !0 },
    params: {},
    run: (core, actor) => setStatus(core, actor, { id: self(actor), active: !1 })
  })
];
function accountOf(actor) {
  if (!actor.user) throw new Failure("scope_missing");
  return actor.user;
}

// src/core/factors/challenges/challenge.ts
var factorKinds = ["email", "phone", "totp", "recoveryCode", "custom"], CHALLENGE_MS = hours(1), CODE_MINUTES = 10;

// src/core/factors/challenges/challenges.ts
var import_node_crypto = __toESM(require_node_crypto(), 1);
var CODE_DIGITS = 6, CODES = 10 ** CODE_DIGITS, KEPT = 20, SENT_KEPT = 3;
async function createChallenge(core, actor, { user: id2, factor: factor2 }) {
  let project = actor.project.id, session = ownSession(actor, id2);
  if (!session) throw new Failure("session_not_found");
  refuseUnsendable(core, actor, factor2);
  let { challenge: challenge2, sequence } = freshChallenge(core, session, factor2), details = { challengeId: challenge2.id, factor: factor2 };
  return await core.write(actor, { act: "challenge.create", user: id2, details }, async (tx) => {
    let user = await lockUser(tx, project, id2);
    if (!user) throw new Failure("user_not_found");
    let secretHash = await sendCode(core, actor, tx, { user, challenge: challenge2 });
    await insertChallenge(tx, project, { challenge: { ...challenge2, secretHash }, sequence }), await trimChallenges(tx, project, { user: id2, kept: KEPT, ofFactor: { factor: factor2, kept: secretHash === null ? KEPT : SENT_KEPT }, now: core.clock.now() });
  }), core.notifyOutbox(), challenge2;
}
function freshChallenge(core, session, factor2) {
  let sequence = core.clock.nextSequence(), expiresAt = expiryAfter(core.clock, CHALLENGE_MS), of = { userId: session.userId, sessionId: session.id, factor: factor2 };
  return { challenge: { id: freshId(sequence), ...of, createdAt: createdAt(sequence), expiresAt }, sequence };
}
function sentHashes(core, { id: id2, userId: userId4 }, { to, code }) {
  return core.seal.deriveEach("codes").map((key) => (0, import_node_crypto.createHmac)("sha256", key).update([userId4, id2, to, code].join(`
`)).digest("hex"));
}
function requireAccepted({ project }, factor2) {
  if (!(factor2 === "recoveryCode" || project.policies.mfaFactors.includes(factor2)))
    throw new Failure("auth_method_disabled");
}
function customCodes(core, { id: id2, userId: userId4 }) {
  return core.seal.deriveEach("custom codes").map((key) => {
    let digest2 = (0, import_node_crypto.createHmac)("sha256", key).update(`${userId4}
${id2}`).digest();
    return String(digest2.readUIntBE(0, 6) % CODES).padStart(CODE_DIGITS, "0");
  });
}
async function getCustomChallenge(core, actor, { user, id: id2 }) {
  await getUser(core, actor, user);
  let challenge2 = await findChallengeById(core.read, actor.project.id, { user, id: id2 });
  if (challenge2?.factor !== "custom" || challenge2.expiresAt <= core.clock.now())
    throw new Failure("token_invalid");
  requireAccepted(actor, "custom");
  let code = customCodes(core, challenge2).find(
    (each) => isCodeOf(core, challenge2, { to: null, code: each })
  );
  if (code === void 0) throw new Failure("token_invalid");
  return { ...challenge2, code };
}
function isCodeOf(core, challenge2, sent) {
  let { secretHash } = challenge2;
  return secretHash !== null && sentHashes(core, challenge2, sent).some((hash) => sameText(hash, secretHash));
}
function refuseUnsendable(core, actor, factor2) {
  if (requireAccepted(actor, factor2), factor2 === "email" && !core.channels.sendsMail) throw new Failure("mail_disabled");
  if (factor2 === "phone" && !core.channels.sendsSms) throw new Failure("sms_disabled");
}
async function sendCode(core, actor, tx, { user, challenge: challenge2 }) {
  if (challenge2.factor === "custom") {
    let [code2 = ""] = customCodes(core, challenge2);
    return sentHashes(core, challenge2, { to: null, code: code2 })[0] ?? null;
  }
  let channel = channelTo(user, challenge2.factor);
  if (!channel) return null;
  let code = freshCode(), message = { ...channel, name: user.name, code, minutes: CODE_MINUTES };
  return await enqueue(core, actor, tx, { user: user.id, message }), sentHashes(core, challenge2, { to: channel.to, code })[0] ?? null;
}
function channelTo(user, factor2) {
  if (factor2 === "email") {
    if (user.email === null) throw new Failure("email_missing");
    if (user.emailVerifiedAt === null) throw new Failure("email_unverified");
    return { kind: "mail", to: user.email, purpose: "mfa-email" };
  }
  if (factor2 === "phone") {
    if (user.phone === null) throw new Failure("phone_missing");
    if (user.phoneVerifiedAt === null) throw new Failure("phone_unverified");
    return { kind: "sms", to: user.phone, purpose: "mfa-phone" };
  }
}

// src/core/factors/challenges/complete.ts
var AFTER_CODE_MS = CHALLENGE_MS - minutes(CODE_MINUTES), checks = {
  totp: async (core, actor, { userId: userId4 }, code) => {
    let project = actor.project.id, of = { user: userId4, kind: "totp" }, enrolled = await findAuthenticator(core.read, project, of), step = enrolled && await matchingStep(core, enrolled, code);
    if (!(!enrolled || step === void 0))
      return async (tx) => await acceptStep(tx, project, { ...of, sealed: enrolled.sealed, step }) !== void 0;
  },
  recoveryCode: async (core, actor, _, code) => (tx, user) => consumeRecoveryCode(core, actor, tx, { user: user.id, code }),
  email: async (core, _, challenge2, code) => async (_2, user) => user.emailVerifiedAt !== null && isSentCode(core, { challenge: challenge2, to: user.email, code }),
  phone: async (core, _, challenge2, code) => async (_2, user) => user.phoneVerifiedAt !== null && isSentCode(core, { challenge: challenge2, to: user.phone, code }),
  custom: async (core, _, challenge2, code) => async () => isCodeOf(core, challenge2, { to: null, code })
};
async function completeChallenge(core, actor, { user, id: id2, code }) {
  let session = ownSession(actor, user);
  if (!session) throw new Failure("session_not_found");
  let now = core.clock.now(), of = { user, id: id2, session: session.id, now }, challenge2 = await findChallenge(core.read, actor.project.id, of);
  if (!challenge2) throw new Failure("token_invalid");
  return requireAccepted(actor, challenge2.factor), withAttemptLimit(core, actor, { user, factor: challenge2.factor }, async (attempt) => {
    let codes = challenge2.secretHash === null ? [] : [challenge2];
    if ((await countCodeTries(core, actor, { user, codes })).size > 0) throw new Failure("token_invalid");
    let consume = await checks[challenge2.factor](core, actor, challenge2, code);
    if (!consume) throw new Failure("token_invalid");
    return writeCompletion(core, actor, { id: user, session, challenge: challenge2, consume, attempt });
  });
}
async function writeCompletion(core, actor, input2) {
  let { session, challenge: challenge2, consume, attempt } = input2, { factor: factor2 } = challenge2, project = actor.project.id, details = { challengeId: challenge2.id, factor: factor2 };
  return core.write(actor, { act: "challenge.complete", user: input2.id, details }, async (tx) => {
    let at = core.clock.now(), user = await lockUser(tx, project, input2.id), of = { user: input2.id, id: challenge2.id, session: session.id, now: at };
    if (!user || !await takeChallenge(tx, project, of)) throw new Failure("token_invalid");
    if (user.blockedAt !== null) throw new Failure("user_blocked");
    let isProven = await isProof(core, actor, tx, { user, session, factor: factor2 });
    if (!await consume(tx, user)) throw new Failure("token_invalid");
    await resetAttempts(tx, attempt);
    let update = { user: user.id, session: session.id, factors: [factor2], isProof: isProven, at }, after = await addFactors(tx, project, update);
    if (!after) throw new Failure("session_not_found");
    return after;
  });
}
function isSentCode(core, {
  challenge: challenge2,
  ...sent
}) {
  return core.clock.now() < challenge2.expiresAt - AFTER_CODE_MS && isCodeOf(core, challenge2, sent);
}

// src/core/factors/factors.ts
function setMfa(core, actor, input2) {
  let act = { act: "user.mfa.update", user: input2.id, details: { enabled: input2.enabled } };
  return changeUser(core, actor, act, (user) => ({
    mfaEnabledAt: since(user.mfaEnabledAt, input2.enabled, core.clock.now())
  }));
}
async function setOwnMfa(core, actor, { user: id2, enabled: enabled2 }) {
  let project = actor.project.id, changed = await changeUser(core, actor, { act: "user.mfa.update", user: id2, details: { enabled: enabled2 } }, async (user, tx) => {
    let at = core.clock.now(), factors2 = [...await hasUsableTotp(tx, actor.project, user) ? ["totp"] : [], ...addressFactors(actor, user)];
    !enabled2 && user.mfaEnabledAt !== null && factors2.length > 0 && requireProofWithin(actor, id2, { now: at, ms: CHALLENGE_VALID_MS });
    let session = ownSession(actor, id2)?.id;
    return enabled2 && session !== void 0 && await addFactors(tx, project, { user: id2, session, factors: factors2, isProof: !1, at }), enabled2 !== (user.mfaEnabledAt !== null) && await notify(core, actor, tx, { user, purpose: "mfa-changed" }), { mfaEnabledAt: since(user.mfaEnabledAt, enabled2, at) };
  });
  return core.notifyOutbox(), changed;
}
async function listFactors(core, actor, id2) {
  let project = actor.project.id, user = await getUser(core, actor, id2), [totp, codes] = await Promise.all([
    hasUsableTotp(core.read, actor.project, user),
    listCodes(core.read, project, { user: id2 })
  ]), addresses = addressFactors(actor, user);
  return {
    totp,
    phone: addresses.includes("phone"),
    email: addresses.includes("email"),
    recoveryCode: codes.length > 0,
    custom: actor.project.policies.mfaFactors.includes("custom")
  };
}
async function removeAuthenticator(core, actor, input2) {
  let act = { act: "user.authenticator.delete", user: input2.user, details: { kind: input2.kind } };
  await core.write(actor, act, async (tx) => {
    if (!await lockUser(tx, actor.project.id, input2.user)) throw new Failure("user_not_found");
    if (!await takeAuthenticator(tx, actor.project.id, input2))
      throw new Failure("authenticator_not_found");
    await clearAttempts(tx, actor, { user: input2.user, factor: input2.kind });
  });
}

// src/appwrite/account-mfa.ts
var own2 = { tag: "account", scope: "account", client: !0 }, challenge = {
  ...own2,
  path: "/account/mfa/challenges",
  aliases: ["/account/mfa/challenge"],
  mfaExempt: !0
}, spelled = new Map(factorKinds.map((kind) => [kind.toLowerCase(), kind])), factor = {
  ...oneOf(factorKinds, "Factor to verify, in any letter case."),
  schema: external_exports.preprocess(
    (value) => typeof value == "string" ? spelled.get(value.toLowerCase()) ?? value : value,
    external_exports.enum(factorKinds)
  )
}, accountMfaRoutes = [
  route({
    method: "PATCH",
    path: "/account/mfa",
    operation: "accountUpdateMFA",
    summary: "Require a second factor for sign-ins of the current user, or stop requiring it",
    ...own2,
    params: { mfa: flag("Whether sign-ins need a second factor.") },
    model: accountModel,
    run: (core, actor, { mfa: enabled2 }) => setOwnMfa(core, actor, { user: self(actor), enabled: enabled2 })
  }),
  route({
    method: "GET",
    path: "/account/mfa/factors",
    operation: "accountListMFAFactors",
    summary: "List the second factors of the current user",
    ...own2,
    mfaExempt: !0,
    params: {},
    model: factorsModel,
    run: (core, actor) => listFactors(core, actor, self(actor))
  }),
  route({
    method: "POST",
    path: "/account/mfa/authenticators/:type",
    operation: "accountCreateMFAAuthenticator",
    summary: "Create an authenticator; its seed is returned only once",
    ...own2,
    params: { type: authenticatorInPath },
    model: enrolmentModel,
    run: (core, actor) => enrolTotp(core, actor, self(actor))
  }),
  route({
    method: "PUT",
    path: "/account/mfa/authenticators/:type",
    operation: "accountUpdateMFAAuthenticator",
    summary: "Verify an authenticator with a code",
    ...own2,
    params: { type: authenticatorInPath, otp: secret },
    model: accountModel,
    run: (core, actor, { otp: code }) => verifyTotp(core, actor, { user: self(actor), code })
  }),
  route({
    method: "DELETE",
    path: "/account/mfa/authenticators/:type",
    operation: "accountDeleteMFAAuthenticator",
    summary: "Delete the authenticator; a verified one needs a completed challenge",
    ...own2,
    params: { type: authenticatorInPath },
    run: (core, actor) => removeOwnAuthenticator(core, actor, self(actor))
  }),
  route({
    method: "POST",
    path: "/account/mfa/recovery-codes",
    operation: "accountCreateMFARecoveryCodes",
    summary: "Create recovery codes if there are none",
    ...own2,
    params: {},
    status: 201,
    model: recoveryCodesModel,
    run: (core, actor) => createRecoveryCodes(core, actor, self(actor))
  }),
  route({
    method: "GET",
    path: "/account/mfa/recovery-codes",
    operation: "accountGetMFARecoveryCodes",
    summary: "List the unused recovery codes; needs a completed challenge",
    ...own2,
    params: {},
    model: recoveryCodesModel,
    run: (core, actor) => getOwnRecoveryCodes(core, actor, self(actor))
  }),
  route({
    method: "PATCH",
    path: "/account/mfa/recovery-codes",
    operation: "accountUpdateMFARecoveryCodes",
    summary: "Replace the recovery codes; needs a completed challenge",
    ...own2,
    params: {},
    model: recoveryCodesModel,
    run: (core, actor) => replaceOwnRecoveryCodes(core, actor, self(actor))
  }),
  route({
    method: "POST",
    operation: "accountCreateMFAChallenge",
    summary: "Create a challenge; sends a code for the factors email and phone",
    ...challenge,
    limits: [{ most: 10, by: ["user"] }],
    params: { factor },
    status: 201,
    model: challengeModel,
    run: (core, actor, { factor: factor2 }) => createChallenge(core, actor, { user: self(actor), factor: factor2 })
  }),
  route({
    method: "PUT",
    operation: "accountUpdateMFAChallenge",
    summary: "Complete a challenge with a code",
    ...challenge,
    limits: [{ most: 10, by: [{ param: "challengeId" }] }],
    params: { challengeId: id("Id of the challenge."), otp: secret },
    model: sessionModel,
    run: (core, actor, { challengeId: id2, otp: code }) => completeChallenge(core, actor, { user: self(actor), id: id2, code })
  })
];

// src/crypto/jwt.ts
var ALGORITHM = "HS256", AUDIENCE = "session";
async function signJwt(key, issuer, claims2, moments) {
  let { SignJWT } = await import("./webapi-SNXPXFWP.js"), issuedAt = Math.floor(moments.now / 1e3);
  return new SignJWT({ ...claims2 }).setProtectedHeader({ typ: "JWT", alg: ALGORITHM }).setIssuer(issuer).setAudience(AUDIENCE).setIssuedAt(issuedAt).setExpirationTime(issuedAt + moments.seconds).sign(key);
}
async function verifyJwt(key, issuer, token, now) {
  if (token.length > 4096) return;
  let { jwtVerify } = await import("./webapi-SNXPXFWP.js");
  try {
    let { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      typ: "JWT",
      issuer,
      audience: AUDIENCE,
      requiredClaims: ["exp", "iat"],
      currentDate: new Date(now)
    }), { userId: userId4, sessionId, stamp = "", factors: factors2 = [], iat = 0 } = payload;
    return iat * 1e3 > now + 6e4 || !Array.isArray(factors2) ? void 0 : [userId4, sessionId, stamp, ...factors2].every((claim2) => typeof claim2 == "string") ? { userId: userId4, sessionId, stamp, factors: factors2 } : void 0;
  } catch {
    return;
  }
}

// src/core/jwts/jwts.ts
var RECENT = "recent";
async function createJwt(core, actor, input2) {
  let user = await getUser(core, actor, input2.user), now = core.clock.now(), sessions = await sessionsOf(core.read, actor.project.id, { user: input2.user, now }), sessionId = input2.session ?? RECENT, bound = sessionId === RECENT ? sessions.at(-1) : sessions.find((session) => session.id === sessionId), stamp = bound ? "" : stampOf(user), claims2 = { userId: input2.user, sessionId: bound?.id ?? "", stamp, factors: bound?.factors ?? [] };
  return signJwt(core.seal.derive("jwt"), actor.project.id, claims2, {
    now,
    seconds: input2.seconds
  });
}
async function createOwnJwt(core, actor, seconds) {
  if (!actor.session) throw new Failure("jwt_denied");
  let { userId: userId4, id: sessionId, factors: factors2 } = actor.session, claims2 = { userId: userId4, sessionId, stamp: "", factors: factors2 }, moments = { now: core.clock.now(), seconds };
  return signJwt(core.seal.derive("jwt"), actor.project.id, claims2, moments);
}
async function readJwt(core, project, token) {
  let claims2 = await verifyJwt(core.seal.derive("jwt"), project, token, core.clock.now());
  if (!claims2) throw new Failure("jwt_invalid");
  return claims2;
}

// src/core/oauth/external-profile.ts
var UID_AT_MOST = 255;
function externalProfileOf({ key, provider: provider2, config }, { tokens, profile }, givenName) {
  let { uid, verified } = profile;
  if (uid === "" || uid.length > UID_AT_MOST || !isStorable(uid)) throw new Failure("provider_uid_missing");
  let name4 = profile.name || (givenName ?? "");
  return {
    provider: key,
    issuer: provider2.issuer?.(config) ?? "",
    providerUid: uid,
    email: emailOf(profile.email),
    isEmailInvalid: profile.email !== "",
    verified,
    name: isStorable(name4) ? name4 : "",
    tokens
  };
}

// src/core/oauth/id-token.ts
var import_node_crypto2 = __toESM(require_node_crypto(), 1);
var ALGORITHM2 = "RS256", SKEW_SECONDS = 60, OLDEST = "24 hours", library = () => import("./webapi-SNXPXFWP.js");
async function verifyIdToken(core, { provider: provider2, config, audience }, { idToken: idToken2, nonce }) {
  let { native } = provider2, { jwtVerify, createLocalJWKSet } = await library();
  await requireReadable(idToken2);
  let { issuers, keys } = await keysOf(core, config, native.issuer(config)).catch((error) => {
    throw error instanceof HttpClientError ? new Failure({ code: "provider_refused", provider: provider2.name, reason: "unreachable" }) : error;
  }), { payload } = await jwtVerify(idToken2, createLocalJWKSet(keys), {
    algorithms: [ALGORITHM2],
    issuer: [...issuers],
    audience: [...audience],
    requiredClaims: ["exp"],
    clockTolerance: SKEW_SECONDS,
    maxTokenAge: OLDEST,
    currentDate: new Date(core.clock.now())
  }).catch((error) => {
    throw invalid(problemOf(error));
  });
  refuseNonce(payload, nonce, native.nonce);
  let { sub, exp } = payload;
  if (typeof sub != "string" || sub === "") throw invalid("subject_missing");
  return { ...payload, sub, exp };
}
async function requireReadable(idToken2) {
  let { decodeProtectedHeader } = await library();
  if (idToken2.split(".").length !== 3) throw invalid("malformed");
  let header = (() => {
    try {
      return decodeProtectedHeader(idToken2);
    } catch {
      throw invalid("malformed");
    }
  })();
  if (typeof header.kid != "string" || header.kid === "") throw invalid("key_id_missing");
}
async function keysOf(core, config, issuer) {
  if (!(issuer instanceof URL)) {
    let keys = await fetchJson(core, config, new URL(issuer.keys));
    return { issuers: issuer.issuers, keys };
  }
  let { issuer: named, jwks_uri: address } = await fetchJson(core, config, issuer);
  if (typeof named != "string" || typeof address != "string" || !URL.canParse(address))
    throw new HttpClientError(`${issuer.host} names no issuer`);
  return keysOf(core, config, { issuers: [named], keys: address });
}
async function fetchJson(core, config, url3) {
  let { status, body } = await core.httpClient({
    url: url3,
    method: "GET",
    headers: { Accept: "application/json", "User-Agent": "Denizen" },
    allowPrivate: isAllowedPrivate(config)
  });
  try {
    let value = JSON.parse(body);
    if (status === 200 && typeof value == "object" && value !== null)
      return value;
  } catch {
  }
  throw new HttpClientError(`no document from ${url3.host}`);
}
function refuseNonce({ nonce: claim2 }, nonce, rule) {
  if (claim2 === void 0 && rule === "optional") return;
  if (claim2 === void 0 || nonce === void 0) throw invalid("nonce_required");
  let hashed = (0, import_node_crypto2.createHash)("sha256").update(nonce).digest("hex");
  if (claim2 !== nonce && claim2 !== hashed) throw invalid("nonce_mismatch");
}
var claimProblems = {
  iss: "issuer",
  aud: "audience",
  exp: "time",
  iat: "time",
  nbf: "time"
};
function problemOf(error) {
  let { code, claim: claim2 = "" } = error;
  return code === "ERR_JWT_EXPIRED" ? "time" : code === "ERR_JWT_CLAIM_VALIDATION_FAILED" ? claimProblems[claim2] ?? "malformed" : code === "ERR_JWKS_NO_MATCHING_KEY" || code === "ERR_JWKS_MULTIPLE_MATCHING_KEYS" ? "key_unknown" : code === "ERR_JWT_INVALID" || code === "ERR_JWS_INVALID" ? "malformed" : "signature";
}
function invalid(problem) {
  return new Failure({ code: "id_token_invalid", problem });
}

// src/core/oauth/tokens.ts
var YEARS_AT_MOST = 10;
function sealTokens({ seal }, { access, refresh, expiresAt, idToken: idToken2 }) {
  return { sealed: seal.seal(JSON.stringify({ access, refresh, idToken: idToken2 })), expiresAt };
}
function renewTokens(core, known, fresh) {
  let before = openTokens(core, known);
  if (!before) return sealTokens(core, fresh);
  let idToken2 = fresh.idToken ?? before.idToken, tokens = fresh.access === "" ? before : fresh;
  return sealTokens(core, { ...tokens, ...idToken2 !== void 0 && { idToken: idToken2 } });
}
function openTokens({ seal }, { sealed, expiresAt }) {
  let opened = sealed === null ? void 0 : seal.open(sealed);
  return opened === void 0 ? null : { ...JSON.parse(opened), expiresAt };
}
function expiryIn({ clock }, seconds) {
  let number2 = typeof seconds == "string" ? Number(seconds) : seconds;
  if (typeof number2 != "number" || !(number2 > 0)) return null;
  let most = YEARS_AT_MOST * 31536e3;
  return instantOf(clock.now() + Math.floor(Math.min(number2, most)) * 1e3);
}

// src/core/sessions/alert.ts
async function alertOfSession(core, actor, tx, session) {
  let { project } = actor;
  if (!project.policies.sessionAlert || !core.channels.sendsMail || session.provider === "server" || isByMail(session)) return;
  let others = { user: session.userId, now: core.clock.now() };
  if (!await hasSession(tx, project.id, others)) return;
  let user = await findUser(tx, project.id, session.userId);
  if (!user || user.email === null || user.emailVerifiedAt === null) return;
  let { device, ip, country, createdAt: createdAt2 } = session, signIn = {
    at: createdAt2,
    device: [device.clientName, device.osName].filter(Boolean).join(", ") || (actor.userAgent ?? ""),
    ip: ip ?? "",
    country: country ?? ""
  }, message = {
    kind: "mail",
    to: user.email,
    purpose: "session-alert",
    name: user.name,
    signIn
  };
  await enqueue(core, actor, tx, { user: user.id, message });
}
function isByMail({ provider: provider2, factors: factors2 }) {
  return provider2 === "magic-url" || provider2 === "token" && factors2.includes("email");
}

// src/core/sessions/session.ts
var TOKEN_LENGTH_AT_MOST = 2e3;
function formatSessionToken(userId4, secret3) {
  return Buffer.from(JSON.stringify({ id: userId4, secret: secret3 })).toString("base64");
}
function parseSessionToken(value) {
  if (value.length > TOKEN_LENGTH_AT_MOST) return;
  let parsed2 = parsedOf(Buffer.from(value, "base64").toString("utf8"));
  if (typeof parsed2?.id != "string" || typeof parsed2.secret != "string") return;
  let user = userIdOf(parsed2.id);
  return user && { user, secret: parsed2.secret };
}
function parsedOf(text) {
  try {
    let value = JSON.parse(text);
    return isJsonObject(value) ? value : void 0;
  } catch {
    return;
  }
}

// src/core/sessions/open-session.ts
var SECRET_BYTES = 128;
async function prepareSession(core, actor, input2) {
  let secret3 = freshSecret(SECRET_BYTES), [device, country] = await Promise.all([
    core.clientInfo.device(actor.userAgent),
    core.clientInfo.country(actor.ip)
  ]), sequence = core.clock.nextSequence(), at = createdAt(sequence), issuedAt = core.clock.now(), session = {
    id: freshId(sequence),
    userId: input2.user,
    sequence,
    createdAt: at,
    issuedAt,
    updatedAt: at,
    expiresAt: expiryOf(issuedAt, actor.project.policies.sessionSeconds * 1e3),
    provider: input2.provider,
    providerUid: input2.providerUid ?? "",
    factors: input2.factors,
    mfaUpdatedAt: null,
    ip: actor.ip ?? null,
    country: country ?? null,
    device,
    usedAt: null,
    ...input2.providerTokens && {
      providerTokens: input2.providerTokens,
      sealedTokens: sealTokens(core, input2.providerTokens)
    }
  };
  return {
    session,
    secret: formatSessionToken(input2.user, secret3),
    secretHash: digest(secret3),
    act: {
      act: "session.create",
      user: input2.user,
      details: { sessionId: session.id, provider: input2.provider }
    }
  };
}
function ofUser(prepared2, user) {
  if (prepared2.session.userId === user) return prepared2;
  let { secret: secret3 = "" } = parseSessionToken(prepared2.secret) ?? {};
  return {
    ...prepared2,
    session: { ...prepared2.session, userId: user },
    secret: formatSessionToken(user, secret3),
    act: { ...prepared2.act, user }
  };
}
async function openSession(core, actor, tx, { session, secret: secret3, secretHash }) {
  let project = actor.project;
  await alertOfSession(core, actor, tx, session), await insertSession(tx, project.id, { session, secretHash });
  let limit = project.policies.sessionsLimit;
  return await trimSessions(tx, project.id, { user: session.userId, kept: limit, now: core.clock.now() }), { session, secret: secret3 };
}

// src/core/oauth/match-user.ts
async function matchUser(read9, actor, external, caller) {
  let project = actor.project.id, { email: email2 } = external, identityOwner = await findIdentityOwner(read9, project, external);
  if (caller !== void 0) {
    if (!((identityOwner === void 0 || identityOwner === caller) && (email2 === void 0 || await isEmailFree(read9, actor, email2, caller)))) throw new Failure("user_exists");
    return { by: "session", user: caller };
  }
  if (identityOwner !== void 0) return { by: "identity", user: identityOwner };
  if (email2 === void 0) throw emailFailure(external);
  let owner = await findUserBy(read9, project, "email", email2);
  if (owner && !external.verified) throw new Failure("request_refused");
  let isClaim = owner !== void 0 && owner.emailVerifiedAt === null && isOfSomebodyElse(owner, "email");
  if (owner && !isClaim) return { by: "email", user: owner.id };
  let [only, another] = await usersWithProviderEmail(read9, project, { email: email2 });
  if (only === void 0) return { by: "nothing", ...owner && { claimedBy: owner.id } };
  if (!(external.verified && await hasVerifiedProviderEmail(read9, project, { user: only, email: email2 })) || another !== void 0) throw new Failure("request_refused");
  return { by: "identity-email", user: only };
}
async function isEmailFree(read9, actor, email2, user) {
  let owner = await findUserBy(read9, actor.project.id, "email", email2);
  return owner && owner.id !== user ? !1 : (await usersWithProviderEmail(read9, actor.project.id, { email: email2, but: user })).length === 0;
}
function emailFailure({ isEmailInvalid }) {
  return isEmailInvalid ? new Failure({ code: "target_invalid_email", source: "provider" }) : new Failure({ code: "not_allowed", action: "sign_in_without_email" });
}

// src/core/oauth/complete-sign-in.ts
var TRIES = 3, NAME_AT_MOST = 128, ConcurrentChange = class extends Error {
  name = "ConcurrentChange";
};
async function completeSignIn(core, actor, { external: profile, caller }, prepare) {
  for (let tries = 1; ; tries++)
    try {
      let { external, match } = await matchSpellings(core, actor, profile, caller), fresh = match.by === "nothing" ? await newUserOf(core, actor, external) : void 0, user = match.by === "nothing" ? void 0 : match.user, prepared2 = await prepare(user ?? fresh.id);
      return await writeSignIn(core, actor, { external, caller, match, fresh, prepared: prepared2 });
    } catch (error) {
      if (!(error instanceof ConcurrentChange)) throw error;
      if (tries === TRIES) throw new Failure({ code: "unavailable", retryAfterSeconds: 1 });
    }
}
async function matchSpellings(core, actor, external, caller) {
  let match = await matchUser(core.read, actor, external, caller), { email: email2, verified } = external, unaliased = actor.project.policies.denyAliasedEmails && match.by === "nothing" && verified && email2 !== void 0 ? emailKind(email2).unaliased : email2;
  if (unaliased === email2) return { external, match };
  let other = { ...external, email: unaliased };
  return { external: other, match: await matchUser(core.read, actor, other, caller) };
}
async function writeSignIn(core, actor, plan) {
  let { external, caller, match, fresh, prepared: prepared2 } = plan, user = prepared2.act.user;
  try {
    let actsOf3 = ({ acts }) => acts, { opened } = await core.write(actor, actsOf3, async (tx) => {
      fresh && await requireRoom(tx, actor);
      let known = fresh ? void 0 : await lockUser(tx, actor.project.id, user), again = await matchUser(tx, actor, external, caller);
      if (!isSameMatch(match, again) || !fresh && !known) throw new ConcurrentChange();
      let released = await releaseAddress(core, actor, tx, match), before = known ?? await createUser2(core, actor, tx, fresh);
      if (before.blockedAt !== null) throw new Failure("user_blocked");
      let linked = await link(core, actor, tx, { before, external, match }), opened2 = await prepared2.open(tx, linked.identity), made2 = fresh ? [{ act: "user.create", user }] : [];
      return { opened: opened2, acts: [...released, ...made2, ...linked.acts, prepared2.act] };
    });
    return opened;
  } catch (error) {
    throw error instanceof Failure && error.code === "user_blocked" && await recordRefusal(core, actor, { user, factor: "oauth2", reason: "blocked", attempts: [] }), error;
  }
}
function isSameMatch(a, b) {
  return a.by === "nothing" || b.by === "nothing" ? a.by === "nothing" && b.by === "nothing" && a.claimedBy === b.claimedBy : a.by === b.by && a.user === b.user;
}
async function releaseAddress(core, actor, tx, match) {
  if (match.by !== "nothing" || match.claimedBy === void 0) return [];
  let user = await lockUser(tx, actor.project.id, match.claimedBy);
  if (!user || user.emailVerifiedAt !== null) throw new ConcurrentChange();
  return releaseClaim(core, actor, tx, { user, kind: "email", way: "oauth2" });
}
async function newUserOf(core, actor, { email: email2, verified, name: name4 }) {
  email2 !== void 0 && refuseEmail(actor.project.policies, email2), await refuseSharedMailbox(core, actor, { email: email2, verified }), await refuseFull(core, actor);
  let sequence = core.clock.nextSequence(), at = createdAt(sequence);
  return {
    ...newUser(freshId(sequence), sequence, at),
    name: [...name4].slice(0, NAME_AT_MOST).join(""),
    email: email2 ?? null,
    emailVerifiedAt: verified ? at : null,
    accessedAt: at
  };
}
async function refuseSharedMailbox(core, actor, { email: email2, verified }) {
  if (!(email2 === void 0 || await isMailboxFree(core.read, actor, email2)))
    throw new Failure(verified ? "user_exists" : "request_refused");
}
async function createUser2(core, actor, tx, user) {
  try {
    return await addUser(core, actor, tx, user);
  } catch (error) {
    throw error instanceof Failure && error.code === "user_exists" ? new ConcurrentChange() : error;
  }
}
async function link(core, actor, tx, to) {
  let { external, match } = to, proven = external.verified && match.by === "email" ? await proveAddress(core, actor, tx, { user: to.before, kind: "email", way: "oauth2" }) : { user: to.before, acts: [], isReset: !1 }, before = proven.user, named = before.name === "" && external.name !== "" ? { name: [...external.name].slice(0, NAME_AT_MOST).join("") } : {}, adopted = await adoptEmail(core, actor, tx, { before, external, match }), change = { ...named, ...adopted };
  if (Object.keys(change).length > 0) {
    let after = { ...before, ...change, updatedAt: core.clock.now() };
    await updateUser(tx, actor.project.id, before, after);
  }
  let save = async () => {
    let saving = { user: before.id, external, match, isTakenOver: proven.isReset }, saved = await saveIdentity(core, actor, tx, saving);
    return { ...saved, acts: [...proven.acts, ...saved.acts] };
  }, { email: email2 } = external, isOther = before.email !== null && email2 !== void 0 && email2 !== before.email;
  if (match.by !== "session" || !isOther) return save();
  let claimed = { project: actor.project.id, kind: "email", value: email2 };
  if (!await claim(tx, claimed, before.id) || !await isEmailFree(tx, actor, email2, before.id))
    throw new ConcurrentChange();
  let linked = await save();
  return await release(tx, claimed, before.id), linked;
}
async function adoptEmail(core, actor, tx, { before, external: { email: email2, verified }, match }) {
  if (before.email !== null || email2 === void 0) return {};
  let refusal2 = emailRefusal(actor.project.policies, email2);
  if (refusal2 && match.by !== "identity") throw refusal2;
  let isFree = !refusal2 && await isEmailFree(tx, actor, email2, before.id);
  if (!isFree && match.by === "identity") return {};
  if (!isFree) throw new Failure("user_exists");
  try {
    await moveAddress(core, actor, tx, { user: before, kind: "email", to: email2, addsTarget: !1 });
  } catch (error) {
    throw error instanceof Failure ? new Failure("user_exists") : error;
  }
  return { email: email2, emailVerifiedAt: verified ? core.clock.now() : null };
}
async function saveIdentity(core, actor, tx, {
  user,
  external,
  match: { by },
  isTakenOver
}) {
  let project = actor.project.id, { provider: provider2, issuer, providerUid } = external, known = (await identitiesOf(tx, project, { user })).find(
    (one) => one.provider === provider2 && one.issuer === issuer && one.providerUid === providerUid
  );
  if (known) {
    let sealedTokens = renewTokens(core, known.sealedTokens, external.tokens), renewed = { ...known, sealedTokens, updatedAt: core.clock.now() };
    return await updateIdentity(tx, project, renewed), { identity: renewed, acts: [] };
  }
  let sequence = core.clock.nextSequence(), at = createdAt(sequence), identity = {
    id: freshId(sequence),
    userId: user,
    sequence,
    createdAt: at,
    updatedAt: at,
    provider: provider2,
    issuer,
    providerUid,
    providerEmail: external.email ?? "",
    sealedTokens: sealTokens(core, external.tokens),
    emailVerifiedAt: external.verified && external.email !== void 0 ? at : null,
    foundByEmailAt: by === "email" || by === "identity-email" ? at : null
  };
  if (!await insertIdentity(tx, project, identity)) throw new ConcurrentChange();
  let details = { identityId: identity.id, provider: provider2, replaced: isTakenOver };
  return { identity, acts: [{ act: "identity.create", user, details }] };
}

// src/core/oauth/token-grant.ts
var LINKED = ["email", "oauth2"], FOUND_BY_EMAIL = ["oauth2"];
function oauthFactors({ foundByEmailAt }) {
  return foundByEmailAt === null ? LINKED : FOUND_BY_EMAIL;
}
var TOKEN_GRANT_SECONDS = sessionSecrets.oauth2.lifetime, ALGORITHM3 = "HS256";
async function signTokenGrant(core, actor, grant) {
  let { SignJWT } = await import("./webapi-SNXPXFWP.js");
  return new SignJWT({ ...grant }).setProtectedHeader({ alg: ALGORITHM3 }).setExpirationTime(Math.floor(expiryAfter(core.clock, TOKEN_GRANT_SECONDS * 1e3) / 1e3)).sign(core.seal.derive(purpose(actor)));
}
async function verifyTokenGrant(core, actor, text) {
  if (text.split(".").length !== 3) return;
  let { jwtVerify } = await import("./webapi-SNXPXFWP.js"), now = core.clock.now();
  for (let key of core.seal.deriveEach(purpose(actor)))
    try {
      let { payload } = await jwtVerify(text, key, {
        algorithms: [ALGORITHM3],
        requiredClaims: ["exp", "secret", "provider", "identity"],
        currentDate: new Date(now)
      });
      return isAhead((payload.exp ?? 0) * 1e3, now, TOKEN_GRANT_SECONDS * 1e3) ? void 0 : payload;
    } catch {
    }
}
function purpose(actor) {
  return `oauth2 ${actor.project.id}`;
}

// src/core/oauth/session-or-token.ts
var SECRET_DIGITS = 32;
async function openSessionOrToken(core, actor, { flow, ...signIn }) {
  if (flow === "session")
    return { opened: await completeSignIn(core, actor, signIn, sessionPreparer(core, actor, signIn)) };
  let { user, ...grant } = await completeSignIn(core, actor, signIn, tokenPreparer(core, actor, signIn));
  return { user, secret: await signTokenGrant(core, actor, grant) };
}
function openSessionOnce(core, actor, signIn, consume) {
  let prepare = sessionPreparer(core, actor, signIn);
  return completeSignIn(core, actor, signIn, async (user) => {
    let { act, open } = await prepare(user);
    return {
      act,
      open: async (tx, identity) => (await consume(tx), open(tx, identity))
    };
  });
}
function sessionPreparer(core, actor, { external }) {
  return async (user) => {
    let { provider: provider2, providerUid } = external, { idToken: _, ...tokens } = external.tokens, fresh = await prepareSession(core, actor, { user, provider: provider2, providerUid, factors: [], providerTokens: tokens });
    return {
      act: fresh.act,
      // The factors depend on the identity, which is known only in the write.
      open: async (tx, identity) => {
        let session = { ...fresh.session, factors: oauthFactors(identity) }, opened = await openSession(core, actor, tx, { ...fresh, session });
        return await endPreviousSession(actor, tx, opened), opened;
      }
    };
  };
}
async function endPreviousSession(actor, tx, opened) {
  let { session, project } = actor;
  if (!(!session || actor.kind !== "user")) {
    if (opened && opened.session.userId === session.userId) {
      let move = { from: session.id, to: opened.session.id };
      await moveTargetsOfSession(tx, project.id, { user: session.userId, ...move });
    }
    await deleteSession(tx, project.id, { user: session.userId, id: session.id });
  }
}
function tokenPreparer(core, actor, { external }) {
  return async (user) => {
    let secret3 = freshTokenSecret(SECRET_DIGITS), { token, sequence } = freshToken(core, { user, kind: "oauth2", seconds: TOKEN_GRANT_SECONDS }), details = { tokenId: token.id, kind: token.kind };
    return {
      act: { act: "token.create", user, details },
      open: async (tx, identity) => (await writeToken(core, actor, tx, { token, sequence, secret: secret3 }), await endPreviousSession(actor, tx), { user, secret: secret3, provider: external.provider, identity: identity.id })
    };
  };
}

// src/core/oauth/native-sign-in.ts
var SKEW_MS = 6e4;
async function signInWithIdToken(core, actor, input2) {
  if (actor.impersonatorId !== void 0) throw new Failure("not_allowed");
  let configured = await getNativeProvider(core, actor, input2.provider), caller = actor.user?.id;
  try {
    return await openWith(core, actor, configured, input2);
  } catch (error) {
    throw error instanceof Failure && !unrecorded.has(error.code) && await recordRefusal(core, actor, { user: caller, factor: "oauth2", reason: "wrong", attempts: [] }), error;
  }
}
var unrecorded = /* @__PURE__ */ new Set([
  "user_blocked",
  "provider_refused",
  "unavailable",
  "internal"
]);
async function openWith(core, actor, configured, input2) {
  let verified = await verifyIdToken(core, configured, input2), { accessToken = "", accessTokenExpiry, idToken: idToken2 } = input2, expiresAt = accessToken === "" ? null : expiryIn(core, accessTokenExpiry), external = externalProfileOf(
    configured,
    { tokens: { access: accessToken, refresh: "", expiresAt, idToken: idToken2 }, profile: profileIn(verified, claims) },
    input2.name
  );
  return openSessionOnce(core, actor, { external, caller: actor.user?.id }, async (tx) => {
    if (((await takeInWindow(tx, usedToken(core, actor, idToken2, verified)))?.used ?? 1) > 1) throw new Failure({ code: "id_token_invalid", problem: "used" });
  });
}
function usedToken(core, actor, idToken2, { exp }) {
  let [header = "", payload = ""] = idToken2.split(".");
  return {
    project_id: actor.project.id,
    key: digest(`id-token
${header}.${payload}`),
    used: 1,
    ends_at: instantOf(exp * 1e3 + SKEW_MS),
    now: core.clock.now()
  };
}

// src/core/sessions/provider-tokens.ts
function withTokens(core, session) {
  let tokens = session.sealedTokens && openTokens(core, session.sealedTokens);
  return tokens ? { ...session, providerTokens: tokens } : session;
}

// src/core/sessions/sessions.ts
async function createServerSession(core, actor, id2) {
  let fresh = await prepareSession(core, actor, { user: id2, provider: "server", factors: ["server"] });
  return core.write(actor, fresh.act, async (tx) => {
    if (!await lockUser(tx, actor.project.id, id2)) throw new Failure("user_not_found");
    return openSession(core, actor, tx, fresh);
  });
}
var FEW_SESSIONS = 100;
async function listSessions(core, actor, id2) {
  await getUser(core, actor, id2);
  let { pacer, reserve } = core.memory, project = actor.project.id, of = { user: id2, now: core.clock.now() }, few2 = await someSessionsOf(core.read, project, { ...of, most: FEW_SESSIONS }), bytes = few2.length < FEW_SESSIONS ? sizeOf(few2) : await sessionsSize(core.read, project, of);
  if (bytes > PAGE_BYTES) throw responseTooLarge();
  await reserve(bytes);
  let pace = pacer(), listed2 = [];
  for (let session of few2.length < FEW_SESSIONS ? few2 : await sessionsOf(core.read, project, of))
    await pace(), listed2.push(withTokens(core, session));
  return listed2;
}
function sizeOf(sessions) {
  return sessions.reduce((sum, { sealedTokens }) => sum + (sealedTokens?.sealed?.length ?? 0), 0);
}
async function endSession(core, actor, input2) {
  let act = { act: "session.delete", user: input2.user, details: { sessionId: input2.id } };
  await core.write(actor, act, async (tx) => {
    if (!await lockUser(tx, actor.project.id, input2.user)) throw new Failure("user_not_found");
    if (!await deleteSession(tx, actor.project.id, input2)) throw new Failure("session_not_found");
  });
}
async function endSessions(core, actor, user) {
  await core.write(actor, { act: "sessions.delete", user }, async (tx) => {
    if (!await lockUser(tx, actor.project.id, user)) throw new Failure("user_not_found");
    await endOwned(core, tx, "endSessions", { project: actor.project, user });
  });
}

// src/core/sign-in/anonymous.ts
async function signInAnonymously(core, actor) {
  let user = await signUp(core, actor, {}), signedIn = { user: user.id, provider: "anonymous", factors: ["anonymous"] }, fresh = await prepareSession(core, actor, signedIn);
  return core.write(actor, fresh.act, async (tx) => (await lockUser(tx, actor.project.id, user.id), openSession(core, actor, tx, fresh)));
}

// src/core/oauth/refresh.ts
var import_promises2 = __toESM(require_promises(), 1);

// src/core/oauth/provider-request.ts
var ProviderError = class extends Error {
  name = "ProviderError";
  status;
  reason;
  constructor(status, reason) {
    super(reason), this.status = status, this.reason = reason;
  }
}, AGENT = "Denizen", ERROR_CODE = /^[A-Za-z0-9_.-]{1,60}$/;
async function providerRequest(core, request) {
  let { form, headers = {}, allowPrivate } = request, answer = await core.httpClient({
    url: new URL(request.url),
    method: request.method ?? (form ? "POST" : "GET"),
    headers: {
      Accept: "application/json",
      "User-Agent": AGENT,
      ...form && { "Content-Type": "application/x-www-form-urlencoded" },
      ...headers
    },
    ...form && { body: new URLSearchParams(form).toString() },
    allowPrivate
  }), fields2 = fieldsOf(answer), { error } = fields2, isError = error != null && error !== "";
  if (answer.status < 200 || answer.status > 299 || isError)
    throw new ProviderError(answer.status, errorCodeOf(error));
  return fields2;
}
function fieldsOf({ headers, body }) {
  if (/urlencoded|text\/plain/.test(headers["content-type"] ?? "") && /^[^{[]+=/.test(body))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    let value = parseJson(body);
    return typeof value == "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
function errorCodeOf(error) {
  return typeof error == "string" && ERROR_CODE.test(error) ? error : "";
}
function providerFailure(name4, error) {
  if (error instanceof Failure) return error;
  if (error instanceof ProviderError) {
    let word = error.reason === "" ? {} : { error: error.reason };
    return new Failure({ code: "provider_failed", provider: name4, reason: "error", ...word });
  }
  if (error instanceof HttpClientError)
    return new Failure({ code: "provider_failed", provider: name4, reason: "unreachable" });
  throw error;
}

// src/core/oauth/oauth2.ts
function redirectUriFor(provider2, uri) {
  if (provider2.redirect !== "numeric") return uri;
  let url3 = new URL(uri);
  return url3.hostname === "localhost" && (url3.hostname = "127.0.0.1"), url3.href;
}
function oauth2AuthorizeUrl(provider2, config, request) {
  let url3 = new URL(fromConfig(provider2.authorize, config)), scopes3 = request.scopes.join(provider2.scopeSeparator ?? " "), query = {
    response_type: "code",
    client_id: config.appId,
    ...provider2.redirect !== "omitted" && { redirect_uri: redirectUriFor(provider2, request.redirectUri) },
    ...scopes3 !== "" && { [provider2.scopeParameter ?? "scope"]: scopes3 },
    ...fromConfig(provider2.extra ?? {}, config),
    state: request.state,
    ...request.challenge !== void 0 && {
      code_challenge: request.challenge,
      code_challenge_method: "S256"
    }
  };
  for (let [name4, value] of Object.entries(query)) url3.searchParams.set(name4, value);
  return url3.href;
}
async function oauth2Exchange(core, provider2, config, response) {
  let answer = await requestTokens(core, provider2, config, {
    url: fromConfig(provider2.token, config),
    form: {
      grant_type: "authorization_code",
      code: response.code,
      redirect_uri: redirectUriFor(provider2, response.redirectUri),
      ...response.verifier !== void 0 && { code_verifier: response.verifier }
    }
  }), tokens = parseTokens(core, provider2, answer), profile = await provider2.profile({
    get: providerGet(core, config, tokens.access),
    config,
    answer,
    accessToken: tokens.access
  });
  return { tokens, profile };
}
async function oauth2Refresh(core, provider2, config, refresh) {
  let answer = await requestTokens(core, provider2, config, {
    url: fromConfig(provider2.refresh ?? provider2.token, config),
    form: { grant_type: "refresh_token", refresh_token: refresh }
  }), tokens = parseTokens(core, provider2, answer);
  return { ...tokens, refresh: tokens.refresh || refresh };
}
function requestTokens(core, { credentials }, config, { url: url3, form }) {
  let { appId, secret: secret3 } = config, coded2 = [appId, secret3].map((part) => new URLSearchParams({ "": part }).toString().slice(1)), basic = `Basic ${Buffer.from(coded2.join(":")).toString("base64")}`;
  return providerRequest(core, {
    url: url3,
    form: {
      ...form,
      ...credentials !== "basic" && { client_id: appId },
      ...credentials === void 0 && { client_secret: secret3 }
    },
    ...credentials === "basic" && { headers: { Authorization: basic } },
    allowPrivate: isAllowedPrivate(config)
  });
}
var TOKEN_AT_MOST = 16384;
function parseTokens(core, { tokensPath: path }, answer) {
  let inner = path === void 0 ? answer : valueAt(answer, path), access = textAt(inner, "access_token") || textAt(inner, "token"), refresh = textAt(inner, "refresh_token");
  if (access === "" || access.length > TOKEN_AT_MOST || refresh.length > TOKEN_AT_MOST)
    throw new ProviderError(200, "");
  return { access, refresh, expiresAt: expiryIn(core, valueAt(inner, "expires_in")) };
}
function providerGet(core, config, accessToken) {
  return (url3, { scheme = "Bearer", method = "GET", headers = {} } = {}) => providerRequest(core, {
    url: url3,
    method,
    headers: { Authorization: `${scheme} ${accessToken}`, ...headers },
    allowPrivate: isAllowedPrivate(config)
  });
}

// src/core/oauth/oidc.ts
var SECONDS = 10, TOKEN_AT_MOST2 = 16384, library2 = () => import("./build-GLXWPU56.js");
async function oidcAuthorizeUrl(core, provider2, config, request) {
  let { buildAuthorizationUrl } = await library2(), oidcClient = await asProviderError(() => configurationOf(core, provider2, config));
  return buildAuthorizationUrl(oidcClient, {
    redirect_uri: request.redirectUri,
    scope: request.scopes.join(" "),
    ...fromConfig(provider2.extra ?? {}, config),
    state: request.state,
    nonce: request.nonce,
    ...request.challenge !== void 0 && {
      code_challenge: request.challenge,
      code_challenge_method: "S256"
    }
  }).href;
}
async function oidcExchange(core, provider2, config, response) {
  let { authorizationCodeGrant, fetchUserInfo } = await library2();
  return asProviderError(async () => {
    let oidcClient = await configurationOf(core, provider2, config), back = new URL(response.redirectUri);
    back.searchParams.set("code", response.code), back.searchParams.set("state", response.state), response.iss !== void 0 && back.searchParams.set("iss", response.iss);
    let answer = await authorizationCodeGrant(oidcClient, back, {
      expectedState: response.state,
      expectedNonce: response.nonce,
      idTokenExpected: !0,
      ...response.verifier !== void 0 && { pkceCodeVerifier: response.verifier },
      ...maxAgeOf(config)
    }), named = answer.claims();
    if (!named) throw new ProviderError(200, "");
    let more = provider2.userInfo && oidcClient.serverMetadata().userinfo_endpoint !== void 0 ? await fetchUserInfo(oidcClient, answer.access_token, named.sub) : {};
    return { tokens: tokensOf(core, answer), profile: profileOf(named, more) };
  });
}
function profileOf(idToken2, userInfo) {
  let signed = profileIn(idToken2, claims), asked = profileIn(userInfo, claims), { email: email2, verified } = signed.email === "" ? asked : signed;
  return { uid: signed.uid, name: signed.name || asked.name, email: email2, verified };
}
async function oidcRefresh(core, provider2, config, refresh) {
  let { refreshTokenGrant } = await library2();
  return asProviderError(async () => {
    let oidcClient = await configurationOf(core, provider2, config), tokens = tokensOf(core, await refreshTokenGrant(oidcClient, refresh));
    return { ...tokens, refresh: tokens.refresh || refresh };
  });
}
async function configurationOf(core, provider2, config) {
  let client = await library2(), ask = fetchOver(core, config), inward = isAllowedPrivate(config) ? [client.allowInsecureRequests] : [], server = provider2.server(config), known = server instanceof URL ? (await client.discovery(server, config.appId, void 0, void 0, {
    [client.customFetch]: ask,
    timeout: SECONDS,
    execute: inward
  })).serverMetadata() : server, secret3 = await provider2.secret?.(config, Date.now()) ?? config.secret, oidcClient = new client.Configuration(
    withOverrides(known, config),
    config.appId,
    void 0,
    await clientAuthentication(known, secret3)
  );
  oidcClient[client.customFetch] = ask, oidcClient.timeout = SECONDS;
  for (let apply of inward) apply(oidcClient);
  return client.enableNonRepudiationChecks(oidcClient), oidcClient;
}
async function clientAuthentication({ token_endpoint_auth_methods_supported: methods }, secret3) {
  let { ClientSecretBasic, ClientSecretPost } = await library2();
  return methods?.includes("client_secret_basic") && !methods.includes("client_secret_post") ? ClientSecretBasic(secret3) : ClientSecretPost(secret3);
}
function withOverrides(known, { options }) {
  let { authorizationEndpoint, tokenEndpoint, userInfoEndpoint } = options;
  return {
    ...known,
    ...authorizationEndpoint !== void 0 && { authorization_endpoint: authorizationEndpoint },
    ...tokenEndpoint !== void 0 && { token_endpoint: tokenEndpoint },
    ...userInfoEndpoint !== void 0 && { userinfo_endpoint: userInfoEndpoint }
  };
}
function maxAgeOf({ options: { maxAge } }) {
  return maxAge === void 0 ? {} : { maxAge: Number(maxAge) };
}
function tokensOf(core, { access_token, refresh_token = "", expires_in }) {
  if (access_token.length > TOKEN_AT_MOST2 || refresh_token.length > TOKEN_AT_MOST2)
    throw new ProviderError(200, "");
  return { access: access_token, refresh: refresh_token, expiresAt: expiryIn(core, expires_in) };
}
function fetchOver(core, config) {
  return async (url3, { method, headers, body }) => {
    let answer = await core.httpClient({
      url: new URL(url3),
      method: method === "POST" ? "POST" : "GET",
      headers: { ...headers, "User-Agent": "Denizen" },
      ...body != null && { body: String(body) },
      allowPrivate: isAllowedPrivate(config)
    }), isEmpty = answer.status === 204 || answer.status === 304;
    return new Response(isEmpty ? null : answer.body, { status: answer.status, headers: answer.headers });
  };
}
async function asProviderError(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderError || error instanceof HttpClientError || error instanceof Failure)
      throw error;
    let { cause } = error;
    if (cause instanceof HttpClientError) throw cause;
    let { status, error: reason } = error;
    throw new ProviderError(typeof status == "number" ? status : 200, errorCodeOf(reason));
  }
}

// src/core/oauth/exchange.ts
async function authorizeUrl(core, { provider: provider2, config }, request) {
  return provider2.kind === "oidc" ? oidcAuthorizeUrl(core, provider2, config, request) : oauth2AuthorizeUrl(provider2, config, request);
}
function exchangeCode(core, { provider: provider2, config }, response) {
  return provider2.kind === "oidc" ? oidcExchange(core, provider2, config, response) : oauth2Exchange(core, provider2, config, response);
}
function refreshTokens(core, { provider: provider2, config }, refresh) {
  return provider2.kind === "oidc" ? oidcRefresh(core, provider2, config, refresh) : oauth2Refresh(core, provider2, config, refresh);
}

// src/core/oauth/refresh.ts
var LEASE_MS = 15e3, POLL_MS = 50;
async function refreshProviderTokens(core, actor, session, keep) {
  let before = session.sealedTokens, { provider: provider2 } = session;
  if (!before || session.providerTokens?.refresh === "" || !isProviderKey(provider2)) return keep(void 0);
  let lease = await acquireLease(core, actor, session);
  try {
    let of = { user: session.userId, id: session.id, now: core.clock.now() }, current = await findSession(core.read, actor.project.id, of);
    if (!current) throw new Failure("session_not_found");
    let { sealedTokens = before } = current, refresh = openTokens(core, sealedTokens)?.refresh ?? "";
    if (refresh === "" || sealedTokens.sealed !== before.sealed) return await keep(void 0);
    let enabled2 = await getEnabledProvider(core, actor, provider2).catch(ifDisabled);
    if (!enabled2) return await keep(void 0);
    let tokens = await refreshTokens(core, enabled2, refresh).catch((error) => {
      throw refusal(enabled2.provider.name, error);
    });
    return await keep(sealTokens(core, tokens));
  } finally {
    await core.unaudited((tx) => endRefresh(tx, actor.project.id, lease));
  }
}
async function acquireLease(core, actor, { userId: user, id: id2 }) {
  for (let waited = 0; waited <= LEASE_MS; waited += POLL_MS) {
    let now = core.clock.now(), lease = { user, id: id2, until: instantOf(now + LEASE_MS) }, latest = instantOf(now + LEASE_MS + CLOCK_TOLERANCE_MS), project = actor.project.id;
    if (await core.unaudited(
      async (tx) => await beginRefresh(tx, project, { ...lease, now }) ?? replaceLease(tx, project, { ...lease, latest })
    )) return lease;
    await (0, import_promises2.setTimeout)(POLL_MS);
  }
  throw new Failure({ code: "unavailable", retryAfterSeconds: 1 });
}
function refusal(name4, error) {
  if (error instanceof HttpClientError)
    return new Failure({ code: "provider_refused", provider: name4, reason: "unreachable" });
  if (!(error instanceof ProviderError)) throw error;
  return error.status === 400 ? new Failure("provider_bad_request") : error.status === 401 ? new Failure("provider_unauthorized") : new Failure({ code: "provider_refused", provider: name4, reason: "refused" });
}
function ifDisabled(error) {
  if (!(error instanceof Failure && error.code === "provider_disabled"))
    throw error;
}

// src/core/sign-in/own-sessions.ts
var CURRENT = "current";
function sessionIdOf(actor, id2) {
  if (id2 !== CURRENT) return id2;
  if (!actor.session) throw new Failure("session_not_found");
  return actor.session.id;
}
async function getSession(core, actor, { user, id: id2 }) {
  let of = { user, id: sessionIdOf(actor, id2), now: core.clock.now() }, session = await findSession(core.read, actor.project.id, of);
  if (!session) throw new Failure("session_not_found");
  return withTokens(core, session);
}
async function renewSession(core, actor, { user, id: id2 }) {
  let named = sessionIdOf(actor, id2), act = { act: "session.update", user, details: { sessionId: named } }, current = await getSession(core, actor, { user, id: named });
  return refreshProviderTokens(
    core,
    actor,
    current,
    (tokens) => core.write(actor, act, async (tx) => {
      await lockUser(tx, actor.project.id, user);
      let now = core.clock.now(), expiresAt = expiryOf(now, actor.project.policies.sessionSeconds * 1e3);
      tokens && await replaceTokens(tx, actor.project.id, { user, id: named, ...tokens });
      let session = await extendSession(tx, actor.project.id, { user, id: named, expiresAt, now });
      if (!session) throw new Failure("session_not_found");
      return withTokens(core, session);
    })
  );
}

// src/core/sign-in/password.ts
async function signInWithPassword(core, actor, input2) {
  let credentials = { found: await findUserBy(core.read, actor.project.id, "email", input2.email), login: input2.email, password: input2.password }, { user, attempt } = await proveCredentials(core, actor, credentials), rehashed = await rehash(core, actor, user, input2.password), checked = await checkPlain(core, input2.password), signedIn = { user: user.id, provider: "email", providerUid: input2.email, factors: ["password"] }, fresh = await prepareSession(core, actor, signedIn);
  return core.write(actor, fresh.act, async (tx) => {
    let now = await lockUser(tx, actor.project.id, user.id);
    if (!now || now.email !== input2.email || unsealed(core, now).password !== user.password)
      throw new Failure("credentials_wrong");
    if (now.blockedAt !== null) throw new Failure("user_blocked");
    if (rehashed !== void 0 || !isSameFinding(now, checked)) {
      let password2 = rehashed ?? now.password;
      await updateUser(tx, actor.project.id, now, { ...now, ...checked, password: password2 });
    }
    return await resetAttempts(tx, attempt), openSession(core, actor, tx, fresh);
  });
}
async function rehash(core, actor, { id: id2, password: password2 }, plain) {
  if (!(password2 === null || !core.passwords.needsRehash(password2)) && core.passwords.readsAll(plain, password2))
    return core.passwords.hash(plain, requesterOf(actor, id2));
}

// src/core/identities/identities.ts
async function removeIdentity(core, actor, { id: id2, owner }) {
  let project = actor.project.id, identity = await findIdentity(core.read, project, { id: id2 });
  if (!identity || owner !== void 0 && identity.userId !== owner)
    throw new Failure("identity_not_found");
  let { userId: user } = identity;
  await core.write(actor, { act: "identity.delete", user, details: { identityId: id2 } }, async (tx) => {
    if (await lockUser(tx, project, user), !await deleteIdentity(tx, project, { user, id: id2 })) throw new Failure("identity_not_found");
  });
}
function withTokens2(core, identity) {
  let tokens = openTokens(core, identity.sealedTokens);
  return tokens ? { ...identity, providerTokens: tokens } : identity;
}

// src/core/sign-in/tokens.ts
var signInByKind = {
  generic: { provider: "token", factors: ["token"] },
  "magic-url": { provider: "magic-url", factors: ["email"] },
  "email-otp": { provider: "token", factors: ["email"] },
  phone: { provider: "phone", factors: ["phone"] }
};
async function redeemToken(core, actor, redeemed) {
  let grant = await verifyTokenGrant(core, actor, redeemed.secret);
  return grant ? redeemOf(core, actor, { ...redeemed, secret: grant.secret, grant }) : redeemBehind(core, actor, redeemed.user, (user) => redeemOf(core, actor, { ...redeemed, user }));
}
async function redeemOf(core, actor, input2) {
  let attempt = await countTokenAttempt(core, actor, input2);
  try {
    return await openTokenSession(core, actor, input2, attempt);
  } catch (error) {
    let isWrong = error instanceof Failure && error.code === "token_invalid", isBlocked = error instanceof Failure && error.code === "user_blocked";
    if (!isWrong && !isBlocked) throw error;
    let user = await findUser(core.read, actor.project.id, input2.user) && input2.user;
    throw await recordRefusal(core, actor, {
      user,
      factor: "token",
      reason: isWrong ? "wrong" : "blocked",
      attempts: isWrong ? attempt?.attempts ?? [] : []
    }), error;
  }
}
async function countTokenAttempt(core, actor, { user, secret: secret3 }) {
  if (!isUnguessable(secret3))
    return countCodeAttempt(core, actor, { user, kinds: sessionKinds });
}
async function openTokenSession(core, actor, { user, secret: secret3, grant }, attempt) {
  let project = actor.project.id, of = {
    user,
    secretHashes: tokenHashes(core, user, secret3),
    kinds: grant ? ["oauth2"] : sessionKinds,
    now: core.clock.now()
  }, token = await findToken(core.read, project, of);
  if (!token || attempt && !attempt.allows(token)) throw new Failure("token_invalid");
  let { kind } = token, signIn = grant ? await externalSignIn(core, actor, { user, grant }) : signInByKind[kind];
  if (!signIn) throw new Failure("token_invalid");
  let fresh = await prepareSession(core, actor, { user, ...signIn }), { opened } = await core.write(actor, actsOf, async (tx) => {
    let now = await lockUser(tx, project, user);
    if (!now || !await takeToken(tx, project, { ...of, kinds: [kind] })) throw new Failure("token_invalid");
    if (now.blockedAt !== null) throw new Failure("user_blocked");
    let { user: prover, acts } = await proveSentTo(core, actor, tx, { user: now, kind });
    for (let right of attempt?.resetBy(kind) ?? []) await resetAttempts(tx, right);
    let session = ofUser(fresh, prover.id);
    return { opened: await openSession(core, actor, tx, session), acts: [...acts, session.act] };
  });
  return opened;
}
async function externalSignIn(core, actor, { user, grant }) {
  let identity = await findIdentity(core.read, actor.project.id, { id: grant.identity });
  if (identity?.userId !== user) return;
  let { provider: provider2, providerUid, providerTokens } = withTokens2(core, identity);
  return {
    provider: provider2,
    providerUid,
    factors: oauthFactors(identity),
    ...providerTokens && { providerTokens }
  };
}
async function proveSentTo(core, actor, tx, { user, kind }) {
  return kind === "phone" ? proveAddress(core, actor, tx, { user, kind, way: kind }) : kind !== "magic-url" && kind !== "email-otp" ? { user, acts: [] } : proveAddress(core, actor, tx, { user, kind: "email", way: kind });
}
function actsOf({ acts }) {
  return acts;
}

// src/appwrite/oauth-params.ts
var oauth_params_exports = {};
__export(oauth_params_exports, {
  idToken: () => idToken,
  nativeProvider: () => nativeProvider,
  projectInPath: () => projectInPath,
  providerInPath: () => providerInPath,
  providerParam: () => providerParam,
  redirectPage: () => redirectPage,
  scopes: () => scopes
});
var PAGE_LENGTH = 2048, ID_TOKEN_LENGTH = 8192, SCOPES = { most: 100, length: 4096 }, providerInPath = {
  ...input(
    external_exports.enum(providerKeys),
    `must be one of ${providerKeys.join(", ")}`,
    "Name of the provider."
  ),
  place: "path"
}, projectInPath = {
  ...input(made(projectIdOf), ID_RULE, "Id of the project."),
  place: "path"
};
function redirectPage(when) {
  return input(
    storable.refine((text) => length(text) <= PAGE_LENGTH && /^[a-z][a-z0-9+._-]*:\/\//i.test(text)).meta({ maxLength: PAGE_LENGTH, examples: ["https://localhost/signed-in"] }),
    "must be a URL with a scheme",
    `Page that the browser goes to ${when}, on a host of the project. Default: a page of this server.`
  );
}
var scopes = input(
  listAtMost(
    SCOPES.most,
    storable.refine((text) => text !== "" && length(text) <= SCOPES.length)
  ).meta({ examples: [["openid"]] }),
  `must be an array of at most ${SCOPES.most} texts, each of 1 to ${SCOPES.length.toLocaleString("en")} characters`,
  "Scopes to request in addition to the required ones."
);
function providerParam(description, most = 2048) {
  return input(
    storable.refine((text) => length(text) <= most).meta({ maxLength: most }),
    `must be a text of at most ${most.toLocaleString("en")} characters`,
    description
  );
}
var nativeKeys = providerKeys.filter((key) => providers[key].native !== void 0), nativeProvider = input(
  external_exports.enum(nativeKeys),
  `must be one of ${nativeKeys.join(", ")}`,
  "Name of the provider."
), idToken = input(
  storable.refine((text) => text !== "" && length(text) <= ID_TOKEN_LENGTH).meta({
    minLength: 1,
    maxLength: ID_TOKEN_LENGTH,
    examples: ["eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"]
  }),
  `must be a text of 1 to ${ID_TOKEN_LENGTH.toLocaleString("en")} characters`,
  "ID token that the app got from the provider."
);

// src/appwrite/account-sessions.ts
var own3 = { tag: "account", scope: "account", client: !0 }, opening = {
  tag: "account",
  scope: "sessions.write",
  client: !0,
  session: "opens",
  status: 201,
  model: newSessionModel
}, JWT_SECONDS = 900, redeeming = { userId: userIdGiven, secret }, accountSessionRoutes = [
  route({
    method: "POST",
    path: "/account/sessions/email",
    aliases: ["/account/sessions"],
    operation: "accountCreateEmailPasswordSession",
    summary: "Create a session with email address and password",
    ...opening,
    signIn: "email-password",
    limits: [{ most: 10, by: ["ip", { param: "email" }], refund: !0 }],
    params: { email, password: knownPassword },
    run: (core, actor, input2) => signInWithPassword(core, actor, input2)
  }),
  route({
    method: "POST",
    path: "/account/sessions/anonymous",
    operation: "accountCreateAnonymousSession",
    summary: "Create an anonymous session; email address and password can be added later",
    ...opening,
    signIn: "anonymous",
    limits: [{ most: 50, by: ["ip"] }],
    params: {},
    run: (core, actor) => signInAnonymously(core, actor)
  }),
  route({
    method: "POST",
    path: "/account/sessions/token",
    // As the documents of clients of 1.5 and 1.6 say.
    methodAliases: ["PUT"],
    operation: "accountCreateSession",
    summary: "Create a session with the secret of a token",
    ...opening,
    signIn: "token",
    limits: [{ most: 10, by: ["ip", { param: "userId" }], refund: !0 }],
    params: redeeming,
    run: (core, actor, input2) => redeemToken(core, actor, { user: input2.userId, secret: input2.secret })
  }),
  route({
    method: "PUT",
    path: "/account/sessions/magic-url",
    operation: "accountUpdateMagicURLSession",
    summary: "Create a session with the secret of a magic link",
    ...opening,
    signIn: "magic-url",
    limits: [{ most: 10, by: ["ip", { param: "userId" }], refund: !0 }],
    params: redeeming,
    run: (core, actor, input2) => redeemToken(core, actor, { user: input2.userId, secret: input2.secret })
  }),
  route({
    method: "PUT",
    path: "/account/sessions/phone",
    operation: "accountUpdatePhoneSession",
    summary: "Create a session with a code sent by SMS",
    ...opening,
    signIn: "phone",
    limits: [{ most: 10, by: ["ip", { param: "userId" }] }],
    params: redeeming,
    run: (core, actor, input2) => redeemToken(core, actor, { user: input2.userId, secret: input2.secret })
  }),
  route({
    method: "POST",
    path: "/account/sessions/id-token",
    operation: "accountCreateIdTokenSession",
    summary: "Create a session with an ID token from the provider; a signed-in user gets the identity linked",
    ...opening,
    session: "replaces",
    limits: [{ most: 10, by: ["ip"], refund: !0 }],
    params: {
      provider: nativeProvider,
      idToken,
      nonce: optional(providerParam("Nonce that the token was requested with.", 256)),
      accessToken: optional(
        providerParam("Access token of the provider, which is stored for the user.", 4096)
      ),
      accessTokenExpiry: optional(whole(0, 31536e3, "Lifetime of the access token in seconds.")),
      name: optional(newName)
    },
    run: (core, actor, input2) => signInWithIdToken(core, actor, input2)
  }),
  route({
    method: "GET",
    path: "/account/sessions",
    operation: "accountListSessions",
    summary: "List the sessions of the current user",
    ...own3,
    params: {},
    model: sessionListModel,
    run: async (core, actor) => {
      let sessions = await listSessions(core, actor, self(actor));
      return { total: sessions.length, rows: sessions };
    }
  }),
  route({
    method: "DELETE",
    path: "/account/sessions",
    operation: "accountDeleteSessions",
    summary: "Delete all sessions of the current user",
    ...own3,
    session: { ends: () => !0 },
    limits: [{ most: 100, by: ["ip"] }],
    params: {},
    run: (core, actor) => endSessions(core, actor, self(actor))
  }),
  route({
    method: "GET",
    path: "/account/sessions/:sessionId",
    operation: "accountGetSession",
    summary: "Get a session of the current user",
    ...own3,
    params: { sessionId: ownSessionInPath },
    model: sessionModel,
    run: (core, actor, input2) => getSession(core, actor, { user: self(actor), id: input2.sessionId })
  }),
  route({
    method: "PATCH",
    path: "/account/sessions/:sessionId",
    operation: "accountUpdateSession",
    summary: "Extend a session of the current user",
    ...own3,
    limits: [{ most: 10, by: ["ip"] }],
    params: { sessionId: ownSessionInPath },
    model: sessionModel,
    run: (core, actor, input2) => renewSession(core, actor, { user: self(actor), id: input2.sessionId })
  }),
  route({
    method: "DELETE",
    path: "/account/sessions/:sessionId",
    operation: "accountDeleteSession",
    summary: "Delete a session of the current user",
    ...own3,
    mfaExempt: !0,
    blockedExempt: !0,
    session: {
      ends: (actor, input2) => isCurrent(actor, input2.sessionId)
    },
    limits: [{ most: 100, by: ["ip"] }],
    params: { sessionId: ownSessionInPath },
    run: (core, actor, input2) => endSession(core, actor, { user: self(actor), id: sessionIdOf(actor, input2.sessionId) })
  }),
  route({
    method: "POST",
    path: "/account/jwts",
    aliases: ["/account/jwt"],
    operation: "accountCreateJWT",
    summary: "Create a JWT bound to the current session",
    ...own3,
    signIn: "jwt",
    limits: [{ most: 120, seconds: 60, by: ["user"] }],
    params: {
      duration: optional(whole(0, 3600, "Lifetime in seconds. Default: 900."))
    },
    status: 201,
    model: jwtModel,
    run: (core, actor, { duration = JWT_SECONDS }) => createOwnJwt(core, actor, duration)
  })
];
function isCurrent(actor, id2) {
  return actor.session !== void 0 && (id2 === CURRENT || id2 === actor.session.id);
}

// src/core/targets/user-targets.ts
async function createTarget(core, actor, input2) {
  let identifier2 = canonical(input2.kind, input2.identifier), project = actor.project.id, sequence = core.clock.nextSequence(), at = createdAt(sequence), target = {
    id: input2.id ?? freshId(sequence),
    userId: input2.user,
    kind: input2.kind,
    // Messaging providers do not exist here; Appwrite clients accept an unknown provider.
    providerId: null,
    identifier: identifier2,
    name: input2.name ?? "",
    createdAt: at,
    updatedAt: at,
    expiredAt: null,
    ...input2.sessionId !== void 0 && { sessionId: input2.sessionId }
  }, act = {
    act: "target.create",
    user: input2.user,
    details: { targetId: target.id, kind: target.kind }
  };
  return core.write(actor, act, async (tx) => {
    if (!await lockUser(tx, project, input2.user)) throw new Failure("user_not_found");
    let ids = { project, kind: "target-id", value: target.id };
    if (!await claim(tx, ids, input2.user)) throw new Failure({ code: "target_exists", taken: "id" });
    if (await claimIdentifier(tx, project, target), !await insertTarget(tx, project, { target, sequence }))
      throw new Failure({ code: "target_exists", taken: "id" });
    return target;
  });
}
async function getTarget(core, actor, { user, id: id2 }) {
  if (!await findUser(core.read, actor.project.id, user)) throw new Failure("user_not_found");
  let target = await findTarget(core.read, actor.project.id, { user, id: id2 });
  if (!target) throw new Failure("target_not_found");
  return target;
}
function updateTarget2(core, actor, input2) {
  let project = actor.project.id, act = { act: "target.update", user: input2.user, details: { targetId: input2.id } };
  return core.write(actor, act, async (tx) => {
    if (!await lockUser(tx, project, input2.user)) throw new Failure("user_not_found");
    let before = await findTarget(tx, project, input2);
    if (!before) throw new Failure("target_not_found");
    let after = {
      ...before,
      identifier: input2.identifier === void 0 ? before.identifier : canonical(before.kind, input2.identifier),
      name: input2.name ?? before.name,
      expiredAt: input2.identifier === void 0 ? before.expiredAt : null,
      updatedAt: core.clock.now()
    };
    return after.identifier !== before.identifier && (await claimIdentifier(tx, project, after), await release(tx, { project, kind: "target", value: before.identifier }, input2.user)), await updateTarget(tx, project, after), after;
  });
}
async function removeTarget(core, actor, { user, id: id2 }) {
  let project = actor.project.id;
  await core.write(actor, { act: "target.delete", user, details: { targetId: id2 } }, async (tx) => {
    if (!await lockUser(tx, project, user)) throw new Failure("user_not_found");
    let target = await findTarget(tx, project, { user, id: id2 });
    if (!target) throw new Failure("target_not_found");
    await deleteTargetById(tx, project, { user, id: id2 }), await release(tx, { project, kind: "target", value: target.identifier }, user), await release(tx, { project, kind: "target-id", value: id2 }, user);
  });
}
async function claimIdentifier(tx, project, target) {
  if (!await claim(tx, { project, kind: "target", value: target.identifier }, target.userId)) throw new Failure({ code: "target_exists", taken: "identifier" });
}
function canonical(kind, identifier2) {
  if (kind === "push") return identifier2;
  let address = kind === "email" ? emailOf(identifier2) : phoneOf(identifier2);
  if (!address) throw new Failure(kind === "email" ? "target_invalid_email" : "target_invalid_phone");
  return address === identifier2.toLowerCase() ? identifier2 : address;
}

// src/core/targets/push-targets.ts
async function createPushTarget(core, actor, input2) {
  let device = await core.clientInfo.device(actor.userAgent), name4 = `${device.deviceBrand} ${device.deviceModel}`.trim(), sessionId = actor.session?.id;
  return createTarget(core, actor, { ...input2, kind: "push", name: name4, ...sessionId && { sessionId } });
}
async function renewPushTarget(core, actor, input2) {
  return await refuseOtherKinds(core, actor, input2), updateTarget2(core, actor, input2);
}
async function removePushTarget(core, actor, input2) {
  await refuseOtherKinds(core, actor, input2), await removeTarget(core, actor, input2);
}
async function refuseOtherKinds(core, actor, { user, id: id2 }) {
  if ((await findTarget(core.read, actor.project.id, { user, id: id2 }))?.kind !== "push") throw new Failure("target_not_found");
}

// src/appwrite/account-targets.ts
var own4 = { tag: "account", scope: "targets.write", client: !0 }, targetId = idInPath("Id of the target."), accountTargetRoutes = [
  route({
    method: "POST",
    path: "/account/targets/push",
    operation: "accountCreatePushTarget",
    summary: "Create a push target for the current device; it is deleted with the session",
    ...own4,
    params: {
      targetId: newTargetId,
      identifier,
      providerId: optional(id("Id of the messaging provider."))
    },
    status: 201,
    model: targetModel,
    run: (core, actor, { targetId: id2, identifier: identifier2 }) => createPushTarget(core, actor, {
      user: self(actor),
      identifier: identifier2,
      ...id2 !== "unique()" && { id: id2 }
    })
  }),
  route({
    method: "PUT",
    path: "/account/targets/:targetId/push",
    operation: "accountUpdatePushTarget",
    summary: "Update the device token of a push target",
    ...own4,
    params: { targetId, identifier },
    model: targetModel,
    run: (core, actor, { targetId: id2, identifier: identifier2 }) => renewPushTarget(core, actor, { user: self(actor), id: id2, identifier: identifier2 })
  }),
  route({
    method: "DELETE",
    path: "/account/targets/:targetId/push",
    operation: "accountDeletePushTarget",
    summary: "Delete a push target of the current user",
    ...own4,
    params: { targetId },
    run: (core, actor, { targetId: id2 }) => removePushTarget(core, actor, { user: self(actor), id: id2 })
  })
];

// src/core/sign-in/sent.ts
var LINK_DIGITS = 64;
async function sendMagicUrl(core, actor, input2) {
  if (!core.channels.sendsMail) throw new Failure("mail_disabled");
  let page = input2.url === void 0 ? defaultPage(core) : allowedPage(core, actor, input2.url);
  return send(core, actor, {
    address: { kind: "email", value: input2.email, id: input2.user, purpose: "magic-url" },
    kind: "magic-url",
    secret: freshTokenSecret(LINK_DIGITS),
    page,
    expiryInSeconds: input2.expiryInSeconds ?? !1,
    ...phraseFor(input2)
  });
}
async function sendEmailCode(core, actor, input2) {
  if (!core.channels.sendsMail) throw new Failure("mail_disabled");
  return send(core, actor, {
    address: { kind: "email", value: input2.email, id: input2.user, purpose: "email-otp" },
    kind: "email-otp",
    secret: freshCode(),
    ...phraseFor(input2)
  });
}
async function sendPhoneCode(core, actor, input2) {
  if (!core.channels.sendsSms) throw new Failure("sms_disabled");
  let fixed = await findFixedCode(core, actor, input2.phone);
  return send(core, actor, {
    address: { kind: "phone", value: input2.phone, id: input2.user, purpose: "phone-otp" },
    kind: "phone",
    secret: fixed ?? freshCode(),
    isFixed: fixed !== void 0
  });
}
async function findOrCreateRecipient(core, actor, { kind, value, id: id2, purpose: purpose2 }) {
  let find2 = () => findUserBy(core.read, actor.project.id, kind, value), known = await find2();
  if (await paceMessages(core, actor, { to: value, user: known?.id, purpose: purpose2 }), known) return known;
  let address = kind === "email" ? { email: value } : { phone: value }, create = (chosen) => signUp(core, actor, { ...address, ...chosen !== void 0 && { id: chosen } });
  try {
    return await create(id2);
  } catch (error) {
    if (!isCode(error, "user_exists")) throw error;
    let made2 = await find2();
    if (made2) return made2;
    if (id2 === void 0 || !isClient(actor)) throw error;
    return create(void 0);
  }
}
async function findRecipient(core, actor, address) {
  try {
    return await findOrCreateRecipient(core, actor, address);
  } catch (error) {
    if (isClient(actor) && (isCode(error, "user_exists") || isCode(error, "users_limit"))) return;
    throw error;
  }
}
function isCode(error, code) {
  return error instanceof Failure && error.code === code;
}
function send(core, actor, input2) {
  return isClient(actor) ? steadily(() => writeAndSend(core, actor, input2)) : writeAndSend(core, actor, input2);
}
async function writeAndSend(core, actor, input2) {
  let { address, kind, secret: secret3, phrase: phrase2 } = input2, seconds = lifetimeSeconds(actor.project, kind), user = await findRecipient(core, actor, address), alias = aliasFor(core, actor, address.id), fresh = freshToken(core, { user: user?.id ?? "", kind, seconds, ...alias }), { token } = fresh, act = { act: "token.create", ...user && { user: user.id }, details: { tokenId: token.id, kind } };
  return await core.write(actor, act, async (tx) => {
    let now = user && await lockUser(tx, actor.project.id, user.id);
    if (!now || now[address.kind] !== address.value) {
      if (isClient(actor)) return;
      throw new Failure("user_not_found");
    }
    await writeToken(core, actor, tx, { ...fresh, secret: secret3 }), now.blockedAt === null && !input2.isFixed && await enqueueSecret(core, actor, tx, { ...input2, user: now, token, seconds });
  }), core.notifyOutbox(), { token, secret: secret3, ...phrase2 !== void 0 && { phrase: phrase2 } };
}
async function enqueueSecret(core, actor, tx, {
  address,
  user,
  token,
  kind,
  secret: secret3,
  seconds,
  page,
  expiryInSeconds = !1,
  phrase: phrase2
}) {
  let expire2 = expiryText(token.expiresAt, expiryInSeconds), link2 = page && linkTo(page, { userId: user.id, secret: secret3, expire: expire2, project: actor.project.id }), message = {
    kind: kind === "phone" ? "sms" : "mail",
    to: address.value,
    purpose: kind === "phone" ? "phone-otp" : kind,
    name: user.name,
    minutes: seconds / 60,
    ...link2 === void 0 ? { code: secret3 } : { url: link2 },
    ...phrase2 !== void 0 && { phrase: phrase2 }
  };
  await enqueue(core, actor, tx, { user: user.id, message });
}
function phraseFor({ phrase: phrase2 }) {
  return phrase2 ? { phrase: freshPhrase() } : {};
}
function defaultPage(core) {
  return new URL("/auth/magic-url", core.urls.ownUrl());
}

// src/appwrite/account-tokens.ts
var sending = {
  tag: "account",
  scope: "sessions.write",
  client: !0,
  status: 201,
  model: tokenModel
}, own5 = { ...sending, scope: "account" }, phrase = optional(
  looseFlag(
    "Whether to add a security phrase of two words, which the user compares with the message."
  )
), redeeming2 = { userId: userIdGiven, secret }, accountTokenRoutes = [
  route({
    method: "POST",
    path: "/account/tokens/magic-url",
    aliases: ["/account/sessions/magic-url"],
    operation: "accountCreateMagicURLToken",
    summary: "Send a magic link; an unknown address gets a new user",
    ...sending,
    signIn: "magic-url",
    limits: [{ most: 60, by: ["ip"] }],
    params: { userId: newUserId, email, url: optional(urlOrNone), phrase },
    run: (core, actor, { userId: userId4, email: email2, url: url3, phrase: wantsPhrase = !1, ...rest }) => sendMagicUrl(core, actor, {
      ...expiryIn2(rest),
      user: requestedId(userId4),
      email: email2,
      url: url3 || void 0,
      phrase: wantsPhrase
    })
  }),
  route({
    method: "POST",
    path: "/account/tokens/email",
    operation: "accountCreateEmailToken",
    summary: "Send a sign-in code by email; an unknown address gets a new user",
    ...sending,
    signIn: "email-otp",
    limits: [{ most: 10, by: ["ip"] }],
    params: { userId: newUserId, email, phrase },
    run: (core, actor, { userId: userId4, email: email2, phrase: wantsPhrase = !1 }) => sendEmailCode(core, actor, { user: requestedId(userId4), email: email2, phrase: wantsPhrase })
  }),
  route({
    method: "POST",
    path: "/account/tokens/phone",
    aliases: ["/account/sessions/phone"],
    operation: "accountCreatePhoneToken",
    summary: "Send a sign-in code by SMS; an unknown number gets a new user",
    ...sending,
    signIn: "phone",
    limits: [{ most: 10, by: ["ip"] }],
    params: { userId: newUserId, phone },
    run: async (core, actor, { userId: userId4, phone: phone2 }) => withSecret(await sendPhoneCode(core, actor, { user: requestedId(userId4), phone: phone2 }), actor)
  }),
  route({
    method: "POST",
    path: "/account/recovery",
    operation: "accountCreateRecovery",
    summary: "Send a password recovery link",
    ...sending,
    model: privilegedTokenModel,
    limits: [{ most: 10, by: ["ip"] }],
    params: { email, url },
    run: (core, actor, input2) => requestRecovery(core, actor, input2)
  }),
  route({
    method: "PUT",
    path: "/account/recovery",
    operation: "accountUpdateRecovery",
    summary: "Set a new password with the secret of a recovery link",
    ...sending,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ["ip", { param: "userId" }] }],
    params: { ...redeeming2, password },
    run: (core, actor, { userId: user, secret: secret3, password: password2 }) => completeRecovery(core, actor, { user, secret: secret3, password: password2 })
  }),
  route({
    method: "POST",
    path: "/account/recovery/otp",
    operation: "accountCreateRecoveryOTP",
    summary: "Send a password recovery code",
    ...sending,
    model: privilegedTokenModel,
    limits: [{ most: 10, by: ["ip"] }],
    params: { email, phrase },
    run: (core, actor, { email: email2, phrase: wantsPhrase = !1 }) => requestRecoveryCode(core, actor, { email: email2, phrase: wantsPhrase })
  }),
  route({
    method: "PUT",
    path: "/account/recovery/otp",
    operation: "accountUpdateRecoveryOTP",
    summary: "Set a new password with a recovery code",
    ...sending,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ["ip", { param: "userId" }] }],
    params: { ...redeeming2, password },
    run: (core, actor, { userId: user, secret: secret3, password: password2 }) => completeRecoveryByCode(core, actor, { user, secret: secret3, password: password2 })
  }),
  route({
    method: "POST",
    path: "/account/verifications/email",
    aliases: ["/account/verification"],
    operation: "accountCreateEmailVerification",
    summary: "Send a link that verifies the email address of the current user",
    ...own5,
    limits: [{ most: 10, by: ["user"] }],
    params: { url },
    run: (core, actor, { url: url3, ...rest }) => requestEmailVerification(core, actor, { user: self(actor), url: url3, ...expiryIn2(rest) })
  }),
  route({
    method: "PUT",
    path: "/account/verifications/email",
    aliases: ["/account/verification"],
    operation: "accountUpdateEmailVerification",
    summary: "Verify an email address with the secret of a link",
    ...sending,
    scope: null,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ["ip", { param: "userId" }] }],
    params: redeeming2,
    run: (core, actor, { userId: user, secret: secret3 }) => verifyEmail(core, actor, { user, secret: secret3 })
  }),
  route({
    method: "POST",
    path: "/account/verifications/email/otp",
    operation: "accountCreateEmailVerificationOTP",
    summary: "Send a code that verifies the email address of the current user",
    ...own5,
    limits: [{ most: 10, by: ["user"] }],
    params: { phrase },
    run: (core, actor, { phrase: wantsPhrase = !1 }) => requestEmailVerificationCode(core, actor, { user: self(actor), phrase: wantsPhrase })
  }),
  route({
    method: "PUT",
    path: "/account/verifications/email/otp",
    operation: "accountUpdateEmailVerificationOTP",
    summary: "Verify an email address with a code",
    ...sending,
    scope: null,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ["ip", { param: "userId" }] }],
    params: redeeming2,
    run: (core, actor, { userId: user, secret: secret3 }) => verifyEmailByCode(core, actor, { user, secret: secret3 })
  }),
  route({
    method: "POST",
    path: "/account/verifications/phone",
    aliases: ["/account/verification/phone"],
    operation: "accountCreatePhoneVerification",
    summary: "Send a code that verifies the phone number of the current user",
    ...own5,
    signIn: "phone",
    limits: [{ most: 10, by: ["user"] }],
    params: {},
    run: (core, actor) => requestPhoneVerification(core, actor, self(actor))
  }),
  route({
    method: "PUT",
    path: "/account/verifications/phone",
    aliases: ["/account/verification/phone"],
    operation: "accountUpdatePhoneVerification",
    summary: "Verify a phone number with a code",
    ...sending,
    scope: null,
    status: 200,
    model: usedTokenModel,
    limits: [{ most: 10, by: ["ip", { param: "userId" }] }],
    params: redeeming2,
    run: (core, actor, { userId: user, secret: secret3 }) => verifyPhone(core, actor, { user, secret: secret3 })
  })
];
function requestedId(id2) {
  return id2 === "unique()" ? void 0 : id2;
}
function expiryIn2(rest) {
  return rest.expiryInSeconds === !0 ? { expiryInSeconds: !0 } : {};
}
function withSecret(sent, actor) {
  if (actor.kind !== "key") return sent;
  let { token, secret: secret3 } = sent;
  return { ...sent, secret: Buffer.from(JSON.stringify({ id: token.userId, secret: secret3 })).toString("base64") };
}

// src/core/teams/teams.ts
async function createTeam(core, actor, input2) {
  let sequence = core.clock.nextSequence(), at = createdAt(sequence), user = actor.user?.id, team = {
    id: input2.id ?? freshId(sequence),
    sequence,
    createdAt: at,
    updatedAt: at,
    name: input2.name,
    prefs: {},
    total: user === void 0 ? 0 : 1
  }, act = { act: "team.create", ...user && { user }, details: { teamId: team.id } };
  return core.write(actor, act, async (tx) => {
    if (user !== void 0 && !await lockUser(tx, actor.project.id, user))
      throw new Failure("user_not_found");
    if (!await insertTeam(tx, actor.project.id, team)) throw new Failure("team_exists");
    if (user !== void 0) {
      let roles2 = input2.roles.includes(OWNER) ? input2.roles : [...input2.roles, OWNER], first2 = newMembership(core, { team: team.id, user, roles: roles2, joined: !0 });
      await insertMembership(tx, actor.project.id, first2);
    }
    return team;
  });
}
async function getTeam(core, actor, id2) {
  return (await getVisibleTeam(core, actor, id2)).team;
}
function renameTeam(core, actor, input2) {
  return changeTeam(core, actor, "team.update", input2.id, { name: input2.name });
}
async function setTeamPrefs(core, actor, input2) {
  return (await changeTeam(core, actor, "team.prefs.update", input2.id, { prefs: input2.prefs })).prefs;
}
async function removeTeam(core, actor, id2) {
  await core.write(actor, { act: "team.delete", details: { teamId: id2 } }, async (tx) => {
    let visible = await lockVisibleTeam(tx, actor, id2);
    requireOwner(actor, visible), await deleteMembershipsOfTeam(tx, actor.project.id, id2), await deleteOwnedKeys(tx, actor.project.id, { owner: { kind: "team", id: id2 } }), await deleteTeam(tx, actor.project.id, visible.team);
  });
}
function changeTeam(core, actor, act, id2, change) {
  return core.write(actor, { act, details: { teamId: id2 } }, async (tx) => {
    let visible = await lockVisibleTeam(tx, actor, id2);
    requireOwner(actor, visible);
    let after = { ...visible.team, ...change, updatedAt: core.clock.now() };
    return await updateTeam(tx, actor.project.id, visible.team, after), after;
  });
}

// src/appwrite/team-params.ts
var team_params_exports = {};
__export(team_params_exports, {
  newTeamId: () => newTeamId,
  roles: () => roles,
  teamIdInPath: () => teamIdInPath
});
var teamIdInPath = {
  ...input(made(teamIdOf), ID_RULE, "Id of the team."),
  place: "path"
}, newTeamId = input(
  made((text) => text === "unique()" ? text : teamIdOf(text), example("unique()")),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new team, or "unique()" for a generated one.'
), ROLES_AT_MOST = 100;
function roles(most) {
  let role = textAtMost(most).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
  return input(
    listAtMost(ROLES_AT_MOST, role).meta({ examples: [["owner"]] }),
    `must be an array of at most ${ROLES_AT_MOST} roles, each of 1 to ${most} characters out of a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit`,
    "Roles in the team."
  );
}

// src/appwrite/apps.ts
var listing = {
  queries: optional(queries),
  total: optional(looseFlag("Whether to count all matches. Default: true."))
}, none = external_exports.array(external_exports.record(external_exports.string(), external_exports.unknown())), consentListModel = {
  name: "oauth2ConsentList",
  schema: external_exports.object({
    total: external_exports.int().describe("Always 0."),
    consents: none.describe("Always empty: no app signs users in with this server.")
  }),
  view: (consents) => ({ total: 0, consents })
}, installationListModel = {
  name: "appInstallationList",
  schema: external_exports.object({
    total: external_exports.int().describe("Always 0."),
    installations: none.describe("Always empty: no app can be installed.")
  }),
  view: (installations) => ({ total: 0, installations })
}, appRoutes = [
  route({
    method: "GET",
    path: "/account/consents",
    operation: "accountListConsents",
    summary: "List the consents of the current user; there are none",
    tag: "account",
    scope: "account",
    client: !0,
    params: listing,
    model: consentListModel,
    run: async () => []
  }),
  route({
    method: "GET",
    path: "/teams/:teamId/installations",
    operation: "teamsListInstallations",
    summary: "List the apps that are installed in a team; there are none",
    tag: "teams",
    scope: "teams.read",
    client: !0,
    params: { teamId: teamIdInPath, ...listing },
    model: installationListModel,
    run: async (core, actor, { teamId: teamId3 }) => (await getTeam(core, actor, teamId3), [])
  })
];

// src/appwrite/health.ts
var statusModel = {
  name: "healthStatus",
  schema: external_exports.object({
    name: external_exports.string().describe("What was checked."),
    ping: external_exports.int().describe("Milliseconds that the check took."),
    status: external_exports.string().describe("`pass` if the check succeeds.")
  }),
  view: (status) => status
}, versionModel = {
  name: "healthVersion",
  schema: external_exports.object({ version: external_exports.string().describe("Version of the protocol.") }),
  view: (version) => version
}, pongModel = { name: "pong", schema: external_exports.string(), view: (pong) => pong }, healthRoutes = [
  route({
    method: "GET",
    path: "/health",
    operation: "healthGet",
    summary: "Check the server and its database",
    tag: "health",
    scope: "health.read",
    params: {},
    model: statusModel,
    // Authentication has just read the caller's key from the database, which is the check.
    run: async () => ({ name: "http", ping: 0, status: "pass" })
  }),
  route({
    method: "GET",
    path: "/health/version",
    operation: "healthGetVersion",
    summary: "Get the version of the protocol",
    tag: "health",
    scope: null,
    inProject: !1,
    params: {},
    model: versionModel,
    run: async () => ({ version: SPOKEN_VERSION })
  }),
  route({
    method: "GET",
    path: "/ping",
    operation: "ping",
    summary: 'Return "Pong!" if the project exists',
    tag: "health",
    scope: null,
    params: {},
    model: pongModel,
    run: async () => "Pong!"
  })
];

// src/core/listing/conditions.ts
var always = { is: "all", of: [] }, never = { is: "any", of: [] };
function conditionsOf(attributes6, listing3, inside = !1) {
  let filters = listing3.filters.map((filter) => conditionOf(attributes6, filter));
  if (listing3.search === void 0) return flat(filters);
  let words = wordsSearched(listing3.search), search3 = words.length === 0 ? [never] : words.map((word) => searched(word, inside));
  return flat([...search3, ...filters]);
}
function searched(word, inside) {
  return inside && isInside(word) ? { is: "inside", part: word } : { is: "word", prefix: word };
}
function testsIn(conditions) {
  return conditions.reduce((tests, condition) => tests + weightOf(condition), 0);
}
function weightOf(condition) {
  return condition.is === "all" || condition.is === "any" ? testsIn(condition.of) : condition.is === "not" ? weightOf(condition.of) : condition.is === "holds" ? condition.parts.length : 1;
}
function excludesNull(condition, column) {
  if (condition.is === "all") return condition.of.some((inner) => excludesNull(inner, column));
  if (condition.is === "any") return condition.of.every((inner) => excludesNull(inner, column));
  let { is } = condition;
  return is === "not" ? condition.of.is !== "null" && "column" in condition.of && condition.of.column === column : is !== "word" && is !== "inside" && condition.column === column && (is !== "null" || !condition.yes);
}
function flat(conditions) {
  let bare = conditions.flatMap((condition) => condition.is === "all" ? condition.of : [condition]), narrowed = [...Map.groupBy(bare.filter(isRange), (range) => range.column).values()].map((same) => same.reduce(narrower));
  return [...bare.filter((condition) => !isRange(condition)), ...narrowed];
}
function isRange(condition) {
  return condition.is === "range";
}
function narrower(a, b) {
  let from = stricter(a.from, b.from, isBefore), to = stricter(b.to, a.to, (x, y) => isBefore(y, x));
  return { is: "range", column: a.column, ...from && { from }, ...to && { to } };
}
function stricter(a, b, isWider) {
  return !a || !b ? a ?? b : a.value === b.value ? a.exclusive ? a : b : isWider(a.value, b.value) ? b : a;
}
function isBefore(a, b) {
  return typeof a == "number" || typeof b == "number" ? a < b : Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}
function conditionOf(attributes6, filter) {
  if (filter.is === "and" || filter.is === "or") {
    let of = filter.filters.map((inner) => conditionOf(attributes6, inner));
    return filter.is === "and" ? { is: "all", of: flat(of) } : { is: "any", of };
  }
  let attribute = attributes6[filter.attribute];
  if (!attribute) throw new Error(`no attribute ${filter.attribute}`);
  let { values } = filter;
  switch (attribute.kind) {
    case "text":
      return onText(attribute, filter.is, values.map(String));
    case "flag":
      return onFlag(attribute, filter.is, values.map(Number));
    case "list":
      return onList(attribute, filter.is, values.map(String));
    default:
      return onNumber(attribute, filter.is, values.map(Number));
  }
}
var not = (of) => ({ is: "not", of }), any = (of) => of.length === 1 && of[0] ? of[0] : { is: "any", of }, isNull = (column, yes) => ({ is: "null", column, yes }), isIn = (column, values) => ({
  is: "in",
  column,
  values: [...new Set(values)]
}), inclusive = (value) => ({ value, exclusive: !1 }), exclusive = (value) => ({ value, exclusive: !0 });
function onText(attribute, is, values) {
  let { column, exact, canonical: canonical2 } = attribute, whole3 = (value) => canonical2?.(value.trim()) ?? (exact ? value.trim() : comparable(value)), wholes = values.map(whole3), parts = [...new Set(exact ? values : values.map(folded))], [first2 = "", second = ""] = wholes, starts = startsWith(column, parts[0] ?? ""), ends = first2 === "" ? startsWith(column, "") : { is: "ends", column, part: first2, ...insideOf([first2]) }, holds = (some) => ({
    is: "holds",
    column,
    parts: some,
    ...insideOf(some)
  }), between = { is: "range", column, from: inclusive(first2), to: inclusive(second) };
  return {
    equal: () => isIn(column, wholes),
    notEqual: () => not(isIn(column, wholes)),
    lessThan: () => ({ is: "range", column, to: exclusive(first2) }),
    lessThanEqual: () => ({ is: "range", column, to: inclusive(first2) }),
    greaterThan: () => ({ is: "range", column, from: exclusive(first2) }),
    greaterThanEqual: () => ({ is: "range", column, from: inclusive(first2) }),
    between: () => between,
    notBetween: () => not(between),
    isNull: () => isNull(column, !0),
    isNotNull: () => isNull(column, !1),
    startsWith: () => starts,
    notStartsWith: () => not(starts),
    endsWith: () => ends,
    notEndsWith: () => not(ends),
    contains: () => holds(parts),
    containsAny: () => holds(parts),
    containsAll: () => ({ is: "all", of: parts.map((part) => holds([part])) }),
    notContains: () => not(holds(parts))
  }[is]();
}
function insideOf(parts) {
  let inside = parts.map(longestPart).filter((part) => part !== void 0);
  return inside.length < parts.length ? {} : { inside };
}
function startsWith(column, prefix) {
  let end = prefixEnd(prefix);
  return { is: "range", column, from: inclusive(prefix), ...end !== void 0 && { to: exclusive(end) } };
}
function onNumber(attribute, is, values) {
  let { column, scale } = attribute, [first2 = 0, second = 0] = values, from = (value) => ({ from: inclusive(value * scale) }), before = (value) => ({ to: exclusive(value * scale) }), range = (bounds2) => ({ is: "range", column, ...bounds2 }), exactly = (value) => range({ ...from(value), ...before(value + 1) }), equal = scale === 1 ? isIn(column, values) : any([...new Set(values)].map(exactly)), between = range({ ...from(first2), ...before(second + 1) });
  return {
    equal: () => equal,
    notEqual: () => not(equal),
    lessThan: () => range(before(first2)),
    lessThanEqual: () => range(before(first2 + 1)),
    greaterThan: () => range(from(first2 + 1)),
    greaterThanEqual: () => range(from(first2)),
    between: () => between,
    notBetween: () => not(between),
    isNull: () => isNull(column, !0),
    isNotNull: () => isNull(column, !1)
  }[is]?.() ?? never;
}
function onFlag(attribute, is, values) {
  let [first2 = 0, second = 0] = values, test = {
    equal: (flag3) => values.includes(flag3),
    notEqual: (flag3) => !values.includes(flag3),
    lessThan: (flag3) => flag3 < first2,
    lessThanEqual: (flag3) => flag3 <= first2,
    greaterThan: (flag3) => flag3 > first2,
    greaterThanEqual: (flag3) => flag3 >= first2,
    between: (flag3) => flag3 >= first2 && flag3 <= second,
    notBetween: (flag3) => flag3 < first2 || flag3 > second,
    isNull: () => !1,
    isNotNull: () => !0
  }[is] ?? (() => !1), [no, yes] = [test(0), test(1)];
  return no === yes ? yes ? always : never : isNull(attribute.column, yes !== attribute.set);
}
function onList(attribute, is, values) {
  let has = (some) => ({
    is: "holds",
    column: attribute.column,
    parts: some.map((value) => JSON.stringify(value)),
    ...attribute.word !== void 0 && { words: some.map((value) => attribute.word + comparable(value)) }
  });
  return {
    contains: () => has(values),
    containsAny: () => has(values),
    containsAll: () => ({ is: "all", of: values.map((value) => has([value])) }),
    notContains: () => not(has(values)),
    isNotNull: () => always
  }[is]?.() ?? never;
}

// src/core/listing/order.ts
var CREATION_ORDER = [
  { column: "sequence", descending: !1, nullable: !1 },
  { column: "id", descending: !1, nullable: !1 }
];
function termsOf(attributes6, orders) {
  let terms = [];
  for (let { attribute: name4, descending: descending2 } of orders) {
    let attribute = attributes6[name4];
    if (!attribute) throw new Error(`no attribute ${name4}`);
    let { kind, column } = attribute;
    if (!terms.some((term2) => term2.column === column)) {
      if (kind === "flag" ? terms.push({ column, descending: descending2, nullable: !0, flag: { set: attribute.set } }) : terms.push({ column, descending: descending2, nullable: "nullable" in attribute }), column === "id") return terms;
      if (column === "sequence") break;
    }
  }
  let descending = terms.at(-1)?.descending ?? !1, last = (column) => ({ column, descending, nullable: !1 });
  return terms.at(-1)?.column === "sequence" ? [...terms, last("id")] : [...terms, last("sequence"), last("id")];
}
function reversed(terms) {
  return terms.map((term2) => ({ ...term2, descending: !term2.descending }));
}
function partitionsOf(terms, cursor) {
  let [first2, ...others] = terms;
  if (!first2?.nullable) return [cursor ? { terms, after: cursor } : { terms }];
  let { column, flag: flag3 } = first2, without = { condition: { is: "null", column, yes: !0 }, terms: others }, present = flag3 ? others : [{ ...first2, nullable: !1 }, ...others], having = { condition: { is: "null", column, yes: !1 }, terms: present }, nullIsLess = flag3 ? flag3.set : !0, partitions = first2.descending === nullIsLess ? [having, without] : [without, having];
  if (!cursor) return partitions;
  let isNull2 = flag3 ? cursor[0] === 1 !== flag3.set : cursor[0] === null, current = isNull2 ? without : having;
  return [
    { ...current, after: flag3 || isNull2 ? cursor.slice(1) : cursor },
    ...partitions.slice(partitions.indexOf(current) + 1)
  ];
}
var KEYS = /* @__PURE__ */ new Set(["sequence", "id", "word", "user_id", "team_id"]);
function orderBy(table, terms) {
  let listed2 = terms.map((term2) => {
    let value = expression(table, term2);
    return KEYS.has(term2.column) ? term2.descending ? sql`${value} desc` : value : term2.descending ? sql`${value} desc nulls last` : sql`${value} asc nulls first`;
  });
  return sql`order by ${sql.join(listed2)}`;
}
function afterKey(table, terms, key) {
  let [first2] = terms;
  if (first2 && isUniform(terms) && terms.every((term2) => !term2.nullable)) {
    let columns = sql.join(terms.map((term2) => expression(table, term2)));
    return first2.descending ? sql`(${columns}) < (${sql.join(key)})` : sql`(${columns}) > (${sql.join(key)})`;
  }
  let steps = terms.map((term2, at) => {
    let same = terms.slice(0, at).map((earlier, i) => sameAs(expression(table, earlier), key[i]));
    return sql`(${sql.join([...same, afterTerm(table, term2, key[at])], sql` and `)})`;
  });
  return sql`(${sql.join(steps, sql` or `)})`;
}
function upToKey(table, terms, key) {
  let columns = sql.join(terms.map((term2) => expression(table, term2)));
  return terms[0]?.descending ? sql`(${columns}) >= (${sql.join(key)})` : sql`(${columns}) <= (${sql.join(key)})`;
}
function isUniform(terms) {
  return terms.every((term2) => term2.descending === terms[0]?.descending);
}
function sameAs(column, value) {
  return value === null ? sql`${column} is null` : sql`${column} = ${value}`;
}
function afterTerm(table, term2, value) {
  let column = expression(table, term2);
  return value === null ? term2.descending ? sql`1 = 0` : sql`${column} is not null` : term2.descending ? term2.nullable && !term2.flag ? sql`(${column} < ${value} or ${column} is null)` : sql`${column} < ${value}` : sql`${column} > ${value}`;
}
function expression(table, term2) {
  let column = sql.ref(`${table}.${term2.column}`);
  if (!term2.flag) return column;
  let [whenNull, otherwise] = term2.flag.set ? [0, 1] : [1, 0];
  return sql`case when ${column} is null then ${sql.lit(whenNull)} else ${sql.lit(otherwise)} end`;
}
function valueFor(term2, row) {
  let value = row[term2.column];
  return term2.flag ? value !== null === term2.flag.set ? 1 : 0 : value;
}

// src/core/listing/search.ts
var defaultBounds = { scanned: 1e5, sorted: 2e4, batch: 5e3, probed: 1e3 }, TESTS_FREE = 20;
function boundsFor(conditions, bounds2) {
  let factor2 = Math.max(1, testsIn(conditions) / TESTS_FREE), lower = (rows) => Math.ceil(rows / factor2);
  return {
    scanned: lower(bounds2.scanned),
    sorted: lower(bounds2.sorted),
    batch: lower(bounds2.batch),
    probed: lower(bounds2.probed)
  };
}
function withCondition(search3, condition) {
  return condition ? { ...search3, conditions: [...search3.conditions, condition] } : search3;
}
function queryTooBroad(mostRows, of = "page") {
  return new Failure({ code: "query_too_broad", mostRows, of });
}
function cursorNotFound({ table }, id2) {
  return new Failure({ code: "cursor_not_found", collection: table, id: id2 });
}
async function idsIn(search3, query) {
  let { rows } = await sql`${query}`.execute(search3.read.db);
  return rows.map((row) => row.id);
}
async function countIn2(search3, query) {
  let count = sql`select count(*) as n from (${query}) as counted`;
  return Number((await count.execute(search3.read.db)).rows[0]?.n ?? 0);
}

// src/core/listing/sql.ts
var IN_A_ROW = 50, OPTIMIZATION_FENCE = sql.lit(1e9);
function allOf(dialect, table, conditions) {
  return listed(
    conditions.map((condition) => testOf(dialect, table, condition)),
    sql` and `,
    sql`1 = 1`
  );
}
function testOf(dialect, table, condition) {
  if (condition.is === "word") return dialect.holds(sql.ref(`${table}.search`), ` ${condition.prefix}`);
  if (condition.is === "inside")
    return dialect.holds(dialect.before(sql.ref(`${table}.search`), ` ${LABEL}`), condition.part);
  if (condition.is === "not") return sql`not (${testOf(dialect, table, condition.of)})`;
  if (condition.is === "all") return sql`(${allOf(dialect, table, condition.of)})`;
  if (condition.is === "any") {
    let tests = condition.of.map((inner) => testOf(dialect, table, inner));
    return sql`(${listed(tests, sql` or `, sql`1 = 0`)})`;
  }
  let column = sql.ref(`${table}.${condition.column}`);
  switch (condition.is) {
    case "in":
      return isOneOf(column, condition.values);
    case "range":
      return listed(bounds(column, condition.from, condition.to), sql` and `, sql`${column} is not null`);
    case "null":
      return condition.yes ? sql`${column} is null` : sql`${column} is not null`;
    case "holds": {
      let tests = condition.parts.map((part) => dialect.holds(column, part));
      return sql`(${listed(tests, sql` or `, sql`1 = 0`)})`;
    }
    case "ends":
      return dialect.ends(column, condition.part);
  }
}
function isOneOf(column, values) {
  return values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} in (${sql.join(values)})`;
}
function bounds(column, from, to) {
  let tests = [];
  return from && tests.push(from.exclusive ? sql`${column} > ${from.value}` : sql`${column} >= ${from.value}`), to && tests.push(to.exclusive ? sql`${column} < ${to.value}` : sql`${column} <= ${to.value}`), tests;
}
function listed(tests, between, none2) {
  if (tests.length === 0) return none2;
  if (tests.length <= IN_A_ROW) return sql`${sql.join(tests, between)}`;
  let groups = Array.from(
    { length: Math.ceil(tests.length / IN_A_ROW) },
    (_, at) => listed(tests.slice(at * IN_A_ROW, (at + 1) * IN_A_ROW), between, none2)
  );
  return listed(
    groups.map((group) => sql`(${group})`),
    between,
    none2
  );
}

// src/core/listing/access-path.ts
var PATHS_TRIED = 3, BRANCHES_AT_MOST = 50;
function accessPathsOf(search3) {
  return search3.conditions.flatMap((condition) => accessPathOf(search3, condition) ?? []).sort((a, b) => a.rank - b.rank);
}
async function selectivePath(search3, paths) {
  let unique = paths.find((path) => path.unique);
  if (unique) return unique;
  let most = search3.bounds.sorted;
  for (let candidate of paths.slice(0, PATHS_TRIED)) {
    let path = await lookedUp(search3, candidate);
    if (path && await countIn2(search3, sql`${idsOfPath(search3, path)} limit ${most + 1}`) <= most)
      return path;
  }
}
async function lookedUp(search3, path) {
  let branches = [], found = 0;
  for (let branch of path.branches) {
    let parts = partsInside(branch);
    parts || branches.push(branch);
    for (let part of parts ?? []) {
      let ids = await search3.inside?.(part);
      if (!ids || (branches.push({ is: "ids", ids: JSON.stringify(ids) }), found += ids.length, found > search3.bounds.sorted)) return;
    }
  }
  return { ...path, branches };
}
function partsInside(branch) {
  return branch.is === "inside" ? [branch.part] : branch.is === "holds" || branch.is === "ends" ? branch.inside : void 0;
}
function inPath(search3, path) {
  let { read: read9, collection } = search3, [only] = path.branches;
  return path.branches.length === 1 && only && only.is !== "ids" && !wordCondition(only) ? allOf(read9.sql, collection.table, [only]) : sql`${sql.ref(`${collection.table}.id`)} in (${idsOfPath(search3, path)})`;
}
function rowsOfPath(search3, path) {
  let { project, collection } = search3, kept = path ? sql`and ${inPath(search3, path)}` : orderBy(collection.table, CREATION_ORDER);
  return sql`(select * from ${sql.table(collection.table)} where project_id = ${project} ${kept} limit ${OPTIMIZATION_FENCE})`;
}
function wordCondition(condition) {
  if (condition.is === "word") return startsWith("word", condition.prefix);
  if (!(condition.is !== "holds" || !condition.words))
    return { is: "in", column: "word", values: condition.words };
}
function indexed(collection, column) {
  let attribute = Object.values(collection.attributes).find(
    (candidate) => candidate.column === column
  );
  return attribute && attribute.kind !== "list" && attribute.indexed ? attribute : void 0;
}
function idsOfPath(search3, path) {
  return sql.join(
    path.branches.map((branch) => idsOn(search3, branch)),
    sql` union all `
  );
}
function idsOn({ read: read9, project, collection }, condition) {
  if (condition.is === "ids")
    return sql`select each.value as id from ${read9.sql.eachText(condition.ids)} as each`;
  let word = wordCondition(condition), { table, id: id2 } = word ? wordTable(collection) : { table: collection.table, id: "id" }, on = word ?? condition, ids = sql`select ${sql.ref(id2)} as id from ${sql.table(table)}
    where project_id = ${project} and ${allOf(read9.sql, table, [on])}`;
  if (!("column" in on) || on.is === "in") return ids;
  let order = orderBy(table, [{ column: on.column, descending: !1, nullable: !1 }]);
  return sql`select id from (${ids} ${order}) as branch`;
}
function accessPathOf(search3, condition) {
  if (condition.is === "all") return accessPathsOf({ ...search3, conditions: condition.of })[0];
  if (condition.is === "any") return union(condition.of.map((inner) => accessPathOf(search3, inner)));
  let straight = (rank, unique = !1) => ({ branches: [condition], rank, unique });
  if (wordCondition(condition)) return straight(condition.is === "word" ? 3 : 2);
  let parts = search3.inside ? partsInside(condition) : void 0;
  if (parts) return parts.length > BRANCHES_AT_MOST ? void 0 : straight(5);
  let attribute = "column" in condition ? indexed(search3.collection, condition.column) : void 0;
  if (attribute)
    switch (condition.is) {
      case "in":
        return attribute.kind === "text" && attribute.unique ? straight(0, !0) : straight(1);
      case "range":
        return straight(condition.from && condition.to ? 4 : 7);
      case "null":
        return straight(condition.yes ? 8 : 6);
      default:
        return;
    }
}
function union(paths) {
  let known = paths.filter((path) => path !== void 0), branches = known.flatMap((path) => path.branches);
  if (!(known.length < paths.length || branches.length > BRANCHES_AT_MOST || branches.length === 0))
    return {
      branches,
      rank: Math.max(...known.map((path) => path.rank)),
      unique: known.every((path) => path.unique)
    };
}

// src/core/listing/index-range.ts
var term = (column, descending = !1) => ({ column, descending, nullable: !1 }), wordsOf = (collection) => [term("word"), term(wordTable(collection).id)];
function indexRangeFor(collection, conditions, terms) {
  let [first2] = terms;
  if (!first2 || !isUniform(terms) || terms.some((each) => each.nullable)) return;
  let columns = terms.map((each) => each.column).join(), isIndexOrder = ["id", "sequence,id", `${first2.column},sequence,id`].includes(columns), equality = columns === "sequence,id" ? leadingEquality(collection, conditions) : void 0;
  if (!isIndexOrder || !(equality || indexed(collection, first2.column))) return;
  let own6 = conditions.filter((condition) => isOnColumn(condition, first2.column)), ranges2 = flat(own6.map(asRange));
  if (!equality) return { source: "rows", satisfied: own6, conditions: ranges2, order: terms, key: terms };
  let order = equality.is === "null" ? [term(equality.column, first2.descending), ...terms] : terms;
  return {
    source: "rows",
    satisfied: [equality, ...own6],
    conditions: [equality, ...ranges2],
    order,
    key: terms
  };
}
function indexRangeAlong(collection, path) {
  let [condition] = path?.branches ?? [], allRows = {
    source: "rows",
    satisfied: [],
    conditions: [],
    order: CREATION_ORDER,
    key: CREATION_ORDER
  };
  if (!condition || path?.branches.length !== 1 || condition.is === "ids" || partsInside(condition))
    return allRows;
  let word = wordCondition(condition);
  if (word && (word.is !== "in" || isEquality(word))) {
    let order = wordsOf(collection);
    return { source: "words", satisfied: [condition], conditions: [asRange(word)], order, key: order };
  }
  if (!("column" in condition) || condition.is === "in" && !isEquality(condition)) return allRows;
  let { column } = condition, isCreation = isEquality(condition) || CREATION_ORDER.some((each) => each.column === column);
  return indexRangeFor(collection, [condition], isCreation ? CREATION_ORDER : [term(column), ...CREATION_ORDER]) ?? allRows;
}
function rowsInRange(search3, range, after, end) {
  let { read: read9, project, collection } = search3, table = tableOf(collection, range), [first2] = range.key, keyRange = range.conditions.filter(isRange).find((guide) => guide.column === first2?.column), others = range.conditions.filter((guide) => guide !== keyRange), start = keyRange && after && !isInsideRange(after, keyRange, first2) ? void 0 : after, conditions = keyRange ? [...others, ...remainingRange(keyRange, start, end, first2)] : others, tests = [sql`project_id = ${project}`];
  return conditions.length > 0 && tests.push(allOf(read9.sql, table, conditions)), start && tests.push(afterKey(table, range.key, start)), end && tests.push(upToKey(table, range.key, end)), sql`from ${sql.table(table)} where ${sql.join(tests, sql` and `)}`;
}
function remainingRange({ column, ...bounds2 }, start, end, term2) {
  let [low, high] = term2?.descending ? [end, start] : [start, end], from = low ? void 0 : bounds2.from, to = high ? void 0 : bounds2.to;
  return [
    ...!low && !from ? [{ is: "null", column, yes: !1 }] : [],
    ...from || to ? [{ is: "range", column, ...from && { from }, ...to && { to } }] : []
  ];
}
function isInsideRange([value], range, term2) {
  if (value === null) return term2?.descending ?? !1;
  let bound = term2?.descending ? range.to : range.from;
  return value === void 0 || !bound ? !0 : value === bound.value ? !bound.exclusive : term2?.descending ? isBefore(value, bound.value) : isBefore(bound.value, value);
}
function tableOf(collection, range) {
  return range.source === "words" ? wordTable(collection).table : collection.table;
}
function orderOfRange(collection, range) {
  return orderBy(tableOf(collection, range), range.order);
}
function unmetConditions(conditions, range) {
  return conditions.filter((condition) => condition.is === "holds" || !range.satisfied.includes(condition));
}
function asRange(condition) {
  if (condition.is === "null") return { is: "range", column: condition.column };
  if (condition.is !== "in" || !isEquality(condition)) return condition;
  let [value = 0] = condition.values, bound = { value, exclusive: !1 };
  return { is: "range", column: condition.column, from: bound, to: bound };
}
function leadingEquality(collection, conditions) {
  let equalities = conditions.filter(isEquality).filter(({ column }) => column !== "id" && indexed(collection, column));
  return equalities.find(({ is }) => is === "in") ?? equalities[0];
}
function isOnColumn(condition, column) {
  return condition.is === "null" ? !condition.yes && condition.column === column : (condition.is === "range" || isEquality(condition)) && condition.column === column;
}
function isEquality(condition) {
  return condition.is === "null" ? condition.yes : condition.is === "in" && condition.values.length === 1;
}

// src/core/listing/scan.ts
var import_promises3 = __toESM(require_promises(), 1);
async function scan(search3, range, { skip, take, after, most }) {
  let rest = unmetConditions(search3.conditions, range);
  if (rest.length === 0 && range.source === "rows")
    return scanIndexOnly(search3, range, { skip, take, after });
  let ids = /* @__PURE__ */ new Set(), start = after;
  for (let left = most; left > 0; left -= search3.bounds.batch) {
    let end = await keyAtOffset(search3, range, { after: start, at: Math.min(left, search3.bounds.batch) }), rows = rowsInRange(search3, range, start, end);
    for (let id2 of await filterBatch(search3, range, { rows, rest, most: skip + take - ids.size }))
      ids.add(id2);
    if (ids.size >= skip + take || !end) return sliceIds([...ids], { skip, take });
    start = end, await (0, import_promises3.setImmediate)();
  }
  return !await keyAtOffset(search3, range, { after: start, at: 1 }) ? sliceIds([...ids], { skip, take }) : void 0;
}
function sliceIds(ids, { skip, take }) {
  return { ids: ids.slice(skip, skip + take), skipped: Math.min(skip, ids.length) };
}
async function scanIndexOnly(search3, range, { skip, take, after }) {
  let rows = rowsInRange(search3, range, after), order = orderOfRange(search3.collection, range), ids = await idsIn(search3, sql`select id ${rows} ${order} limit ${take} offset ${skip}`);
  return ids.length > 0 || skip === 0 ? { ids, skipped: skip } : { ids, skipped: await countIn2(search3, sql`select 1 as one ${rows} ${order} limit ${skip}`) };
}
async function filterBatch(search3, range, { rows, rest, most }) {
  let { read: read9, project, collection } = search3, order = orderOfRange(collection, range);
  if (range.source === "rows")
    return idsIn(
      search3,
      sql`select id from (select * ${rows} ${order} limit ${OPTIMIZATION_FENCE}) as step
        where ${allOf(read9.sql, "step", rest)} limit ${most}`
    );
  let distinct = sql`select distinct ${sql.ref(wordTable(collection).id)} as id ${rows}`;
  if (rest.length === 0) return idsIn(search3, distinct);
  let { table } = collection, meets = sql`select case when ${allOf(read9.sql, table, rest)} then 1 else 0 end from ${sql.table(table)}
    where project_id = ${project} and id = step.id`;
  return idsIn(
    search3,
    sql`select id from (${distinct} limit ${OPTIMIZATION_FENCE}) as step where (${meets}) = 1`
  );
}
async function keyAtOffset(search3, range, { after, at }) {
  let columns = sql.join(range.key.map((term2) => sql.ref(term2.column))), rows = rowsInRange(search3, range, after), order = orderOfRange(search3.collection, range), query = sql`select ${columns} ${rows} ${order} limit 1 offset ${at - 1}`, [row] = (await query.execute(search3.read.db)).rows;
  return row && range.key.map((term2) => row[term2.column] ?? "");
}

// src/core/listing/count.ts
async function countOf(search3) {
  let { read: read9, project, collection, conditions, bounds: bounds2 } = search3;
  if (conditions.length === 0 && collection.counted) return keptCount(read9, project, collection.counted);
  let paths = accessPathsOf(search3), range = indexRangeAlong(collection, paths[0]);
  if (range.source === "rows" && unmetConditions(conditions, range).length === 0)
    return countIn2(
      search3,
      sql`select 1 as one ${rowsInRange(search3, range)} ${orderOfRange(collection, range)} limit ${5e3}`
    );
  let path = await selectivePath(search3, paths);
  if (!path) {
    let found = await scan(search3, range, { skip: 0, take: 5e3, most: bounds2.scanned });
    if (!found) throw queryTooBroad(bounds2.scanned, "total");
    return Math.min(found.ids.length, 5e3);
  }
  let matching = sql`select 1 as one from ${rowsOfPath(search3, path)} as few where ${allOf(read9.sql, "few", conditions)}`;
  return countIn2(search3, sql`${matching} limit ${5e3}`);
}

// src/core/listing/page.ts
async function pageIds(search3, listing3) {
  let { cursor, limit } = listing3, requested = termsOf(search3.collection.attributes, listing3.orders), terms = cursor?.before ? reversed(requested) : requested, key = cursor && await keyOf(search3, cursor.id, terms), ids = [], skip = listing3.offset;
  for (let section of sectionsOf(search3, listing3, { terms, key })) {
    if (ids.length === limit) break;
    let found = await findInPartition(section.search, section.partition, {
      skip,
      take: limit - ids.length
    });
    ids.push(...found.ids), skip -= found.skipped;
  }
  return cursor?.before ? ids.reverse() : ids;
}
function sectionsOf(search3, { first: first2, cursor }, { terms, key }) {
  if (first2 === void 0) return partitionsOf(terms, key).map((partition) => ({ search: search3, partition }));
  let isFirst = { is: "in", column: "id", values: [first2] }, owner = { search: withCondition(search3, isFirst), partition: { terms } }, isAtFirst = cursor?.id === first2;
  if (isAtFirst && cursor.before) return [];
  let others = withCondition(search3, { is: "not", of: isFirst }), rest = partitionsOf(terms, isAtFirst ? void 0 : key).map((partition) => ({
    search: others,
    partition
  }));
  return cursor ? cursor.before ? [...rest, owner] : rest : [owner, ...rest];
}
async function keyOf(search3, id2, terms) {
  let { read: read9, project, collection } = search3, columns = sql.join(terms.map((term2) => sql.ref(term2.column))), { rows } = await sql`select ${columns} from ${sql.table(collection.table)}
    where project_id = ${project} and id = ${id2}`.execute(read9.db), [row] = rows;
  if (!row) throw cursorNotFound(collection, id2);
  return terms.map((term2) => valueFor(term2, row));
}
async function findInPartition(search3, partition, window) {
  if (partition.condition && search3.conditions.some((other) => contradicts(other, partition.condition)))
    return sliceIds([], window);
  let narrowed = withCondition(search3, partition.condition), { collection, conditions, bounds: bounds2 } = narrowed, paths = accessPathsOf(narrowed), range = paths.some((path2) => path2.unique) ? void 0 : indexRangeFor(collection, conditions, partition.terms), scanWindow = { ...window, after: partition.after }, probed = range && await scan(narrowed, range, { ...scanWindow, most: bounds2.probed });
  if (probed) return probed;
  let path = await selectivePath(narrowed, paths);
  return path ? scanAndSort(narrowed, partition, window, path) : range ? await scan(narrowed, range, { ...scanWindow, most: bounds2.scanned }) ?? refuse2(bounds2.scanned) : await isSmallCollection(search3) ? scanAndSort(narrowed, partition, window) : refuse2(bounds2.scanned);
}
function contradicts(other, condition) {
  return condition?.is !== "null" ? !1 : condition.yes ? excludesNull(other, condition.column) : other.is === "null" && other.yes && other.column === condition.column;
}
async function scanAndSort(search3, partition, window, path) {
  let { read: read9, conditions } = search3, met = [
    allOf(read9.sql, "few", conditions),
    ...partition.after ? [afterKey("few", partition.terms, partition.after)] : []
  ], ids = await idsIn(
    search3,
    sql`select id from ${rowsOfPath(search3, path)} as few where ${sql.join(met, sql` and `)}
      ${orderBy("few", partition.terms)} limit ${window.skip + window.take}`
  );
  return sliceIds(ids, window);
}
async function isSmallCollection(search3) {
  let { project, collection, bounds: bounds2 } = search3;
  if (!indexed(collection, "sequence")) return !1;
  let all = sql`select 1 as one from ${sql.table(collection.table)} where project_id = ${project}`, order = orderBy(collection.table, CREATION_ORDER);
  return await countIn2(search3, sql`${all} ${order} limit ${bounds2.scanned + 1}`) <= bounds2.scanned;
}
function refuse2(rows) {
  throw queryTooBroad(rows);
}

// src/core/listing/random.ts
var import_node_crypto3 = __toESM(require_node_crypto(), 1);
async function randomPage(search3, listing3) {
  let path = await selectivePath(search3, accessPathsOf(search3));
  if (!path && !await isSmallCollection(search3)) return sampleMany(search3, listing3);
  let { limit, offset } = listing3, rows = filterMatching(search3, rowsOfPath(search3, path));
  return idsIn(search3, sql`${rows} order by random() limit ${limit} offset ${offset}`);
}
async function sampleMany(search3, { limit }) {
  let { project, collection, conditions, bounds: bounds2 } = search3;
  if (!indexed(collection, "sequence")) throw queryTooBroad(bounds2.sorted);
  let most = Math.max(bounds2.batch, limit), pivot = await anySequence(search3), [behind, before] = [sql`>= ${pivot}`, sql`< ${pivot}`].map(
    (side) => filterMatching(
      search3,
      sql`(select * from ${sql.table(collection.table)} where project_id = ${project} and sequence ${side}
        order by sequence limit ${most})`
    )
  ), both = sql`select id from (${behind}) as behind union all select id from (${before}) as before limit ${most}`, ids = await idsIn(search3, sql`select id from (${both}) as near order by random() limit ${limit}`);
  if (ids.length < limit && conditions.length > 0) throw queryTooBroad(most);
  return ids;
}
function filterMatching({ read: read9, conditions }, rows) {
  return sql`select id from ${rows} as few where ${allOf(read9.sql, "few", conditions)}`;
}
async function anySequence({ read: read9, project, collection }) {
  let ends = sql`select sequence from ${sql.table(collection.table)} where project_id = ${project} order by sequence`, query = sql`
    select (${ends} limit 1) as low, (${ends} desc limit 1) as high`, [row] = (await query.execute(read9.db)).rows, low = Number(row?.low ?? 0), high = Number(row?.high ?? 0);
  return low + Math.floor((high - low) * (0, import_node_crypto3.randomInt)(2 ** 32) / 2 ** 32);
}

// src/core/listing/find.ts
async function find(read9, project, collection, listing3, bounds2 = defaultBounds) {
  let conditions = conditionsOf(collection.attributes, listing3);
  if (conditions.includes(never)) return { ids: [], total: 0 };
  let search3 = await insideWords(
    { read: read9, project, collection, conditions, bounds: boundsFor(conditions, bounds2) },
    listing3
  ), { orders } = listing3;
  return { ids: orders === "random" ? await randomPage(search3, listing3) : await pageIds(search3, { ...listing3, orders }), total: listing3.counted ? await countOf(search3) : 0 };
}
async function insideWords(search3, listing3) {
  let { read: read9, collection } = search3;
  if (!collection.inside || !read9.substrings.exists()) return search3;
  let withParts = { ...search3, inside: lookUp(search3) }, inside = { ...withParts, conditions: conditionsOf(collection.attributes, listing3, !0) };
  return inside.conditions.some(({ is }) => is === "inside") && (await selectivePath(inside, accessPathsOf(inside)) !== void 0 || await isSmallCollection(search3)) ? inside : withParts;
}
function lookUp({ read: read9, project, bounds: bounds2 }) {
  let found = /* @__PURE__ */ new Map();
  return (part) => {
    let ids = found.get(part) ?? read9.substrings.find(read9, { project, part, most: bounds2.sorted });
    return found.set(part, ids), ids;
  };
}

// src/core/listing/read-page.ts
var SIZES_AT_ONCE = 500, BYTES_AT_ONCE = 65536, ROWS_AT_ONCE = 100;
async function readPage(core, listing3, found, source) {
  if (found.ids.length === 0) return { rows: [], total: found.total };
  let pace = core.memory.pacer(), sizes = /* @__PURE__ */ new Map();
  for (let at = 0; at < found.ids.length; at += SIZES_AT_ONCE) {
    await pace();
    for (let { id: id2, bytes } of await source.sizes(found.ids.slice(at, at + SIZES_AT_ONCE)))
      sizes.set(id2, Number(bytes));
  }
  let existing = found.ids.filter((id2) => sizes.has(id2)), ids = fitting(existing, sizes, listing3);
  await core.memory.reserve(sumOf(ids, sizes));
  let rows = /* @__PURE__ */ new Map();
  for (let some of portions(ids, sizes)) {
    await pace();
    for (let row of await source.rows(some)) rows.set(row.id, row);
  }
  return { rows: ids.flatMap((id2) => rows.get(id2) ?? []), total: found.total };
}
function fitting(ids, sizes, { cursor, mayEndEarly }) {
  let isBefore2 = cursor?.before === !0, ordered = isBefore2 ? ids.toReversed() : ids, [count, bytes] = [0, 0];
  for (let id2 of ordered) {
    if (bytes += sizes.get(id2) ?? 0, bytes > PAGE_BYTES && count > 0) break;
    count++;
  }
  if (count === ids.length) return ids;
  if (!mayEndEarly) throw responseTooLarge(count);
  return isBefore2 ? ids.slice(-count) : ids.slice(0, count);
}
function sumOf(ids, sizes) {
  return ids.reduce((sum, id2) => sum + (sizes.get(id2) ?? 0), 0);
}
function* portions(ids, sizes) {
  let portion = [], bytes = 0;
  for (let id2 of ids) {
    let size = sizes.get(id2) ?? 0;
    portion.length > 0 && (bytes + size > BYTES_AT_ONCE || portion.length === ROWS_AT_ONCE) && (yield portion, [portion, bytes] = [[], 0]), portion.push(id2), bytes += size;
  }
  portion.length > 0 && (yield portion);
}

// src/core/identities/list.ts
var identities = {
  table: "identities",
  attributes: {
    id: { kind: "text", column: "id", exact: !0, unique: !0, indexed: !0 },
    sequence: { kind: "number", column: "sequence", scale: 1, indexed: !0 },
    createdAt: { kind: "moment", column: "sequence", scale: 1e3, indexed: !0 },
    updatedAt: { kind: "moment", column: "updated_at", scale: 1, indexed: !0 },
    userId: { kind: "text", column: "user_id", exact: !0, indexed: !0 },
    provider: { kind: "text", column: "provider", exact: !0, indexed: !0 },
    providerUid: { kind: "text", column: "provider_uid", exact: !0, indexed: !0 },
    providerEmail: { kind: "text", column: "provider_email", exact: !0, indexed: !0 },
    accessExpiresAt: {
      kind: "moment",
      column: "access_expires_at",
      scale: 1,
      nullable: !0,
      indexed: !0
    }
  }
};
async function listIdentities(core, actor, listing3, user) {
  let project = actor.project.id, { search: search3, ...rest } = listing3, own6 = user === void 0 ? [] : [{ is: "equal", attribute: "userId", values: [user] }], named = search3 === void 0 ? [] : [beginningWith(search3.trim())], filters = [...own6, ...named, ...listing3.filters];
  return readPage(core, listing3, await find(core.read, project, identities, { ...rest, filters }), {
    sizes: (ids) => identitySizes(core.read, project, ids),
    rows: async (ids) => (await findIdentities(core.read, project, { ids })).map((identity) => withTokens2(core, identity))
  });
}
function beginningWith(text) {
  let attributes6 = ["id", "userId", "provider", "providerUid"], values = (attribute) => [attribute === "providerEmail" ? text.toLowerCase() : text];
  return {
    is: "or",
    filters: [...attributes6, "providerEmail"].map((attribute) => ({
      is: "startsWith",
      attribute,
      values: values(attribute)
    }))
  };
}

// src/appwrite/identities.ts
var identityId = idInPath("Id of the identity."), search2 = {
  ...search,
  description: "Prefix of the id, the provider, the id of the user at the provider, or the email address."
}, total = optional(looseFlag("Whether to count all matches, up to 5,000. Default: true.")), attributes = {
  $id: { core: "id", type: "text" },
  $sequence: { core: "sequence", type: "integer" },
  $createdAt: { core: "createdAt", type: "date" },
  $updatedAt: { core: "updatedAt", type: "date" },
  userId: { core: "userId", type: "text" },
  provider: { core: "provider", type: "text" },
  providerUid: { core: "providerUid", type: "text" },
  providerEmail: { core: "providerEmail", type: "text" },
  providerAccessTokenExpiry: { core: "accessExpiresAt", type: "date" }
}, identityRoutes = [
  route({
    method: "GET",
    path: "/users/identities",
    operation: "usersListIdentities",
    summary: "List the identities of all users",
    tag: "users",
    scope: "users.read",
    params: { queries: optional(queries), search: optional(search2), total },
    model: identityListModel,
    run: (core, actor, query) => listIdentities(core, actor, listingOf(attributes, query))
  }),
  route({
    method: "DELETE",
    path: "/users/identities/:identityId",
    operation: "usersDeleteIdentity",
    summary: "Delete an identity; sessions stay",
    tag: "users",
    scope: "users.write",
    params: { identityId },
    run: (core, actor, input2) => removeIdentity(core, actor, { id: input2.identityId })
  }),
  route({
    method: "GET",
    path: "/account/identities",
    operation: "accountListIdentities",
    summary: "List the identities of the current user",
    tag: "account",
    scope: "account",
    client: !0,
    params: { queries: optional(queries), total },
    model: identityListModel,
    run: (core, actor, query) => listIdentities(core, actor, listingOf(attributes, query), self(actor))
  }),
  route({
    method: "DELETE",
    path: "/account/identities/:identityId",
    operation: "accountDeleteIdentity",
    summary: "Delete an identity of the current user; sessions stay",
    tag: "account",
    scope: "account",
    client: !0,
    params: { identityId },
    run: (core, actor, input2) => removeIdentity(core, actor, { id: input2.identityId, owner: self(actor) })
  })
];

// src/core/memberships/invitees.ts
var import_node_crypto4 = __toESM(require_node_crypto(), 1);
var NO_USER = "invitees", ID_DIGITS = 20;
async function findInvitee(core, actor, invitee) {
  let { user, email: email2, phone: phone2, name: name4 } = invitee;
  if (user !== void 0) return findUser(core.read, actor.project.id, user);
  if (requireSomebody(invitee), email2 === void 0 && !core.channels.sendsSms) throw new Failure("sms_disabled");
  let named = email2 === void 0 ? { phone: phone2 } : { email: email2 }, find2 = () => findByAddress(core, actor, named);
  return await find2() ?? await createIfFree(core, actor, {
    ...named,
    ...phone2 && { phone: phone2 },
    ...name4 !== void 0 && { name: name4 }
  }) ?? await find2() ?? createIfFree(core, actor, { ...named, ...name4 !== void 0 && { name: name4 } });
}
function noUserId(core, { user, email: email2, phone: phone2 }) {
  return user !== void 0 ? user : (0, import_node_crypto4.createHmac)("sha256", core.seal.derive(NO_USER)).update(email2 ?? phone2 ?? "").digest("hex").slice(0, ID_DIGITS);
}
async function createIfFree(core, actor, invitee) {
  try {
    return await createInvitee(core, actor, invitee);
  } catch (error) {
    if (error instanceof Failure && (error.code === "user_exists" || error.code === "users_limit"))
      return;
    throw error;
  }
}
function requireSomebody({ user, email: email2, phone: phone2 }) {
  if (user !== void 0 || email2 !== void 0 || phone2 !== void 0) return;
  let fields2 = ["user", "email", "phone"];
  throw new Failure({ code: "argument_invalid", rule: "one_of_required", fields: fields2 });
}
async function findOrCreateInvitee(core, actor, invitee) {
  let { user } = invitee;
  if (user !== void 0) return requireMatchingUser(core, actor, { ...invitee, user });
  requireSomebody(invitee);
  let found = await findByAddress(core, actor, invitee);
  if (found) return found;
  try {
    return await createInvitee(core, actor, invitee);
  } catch (error) {
    let other = error instanceof Failure && error.code === "user_exists" ? await findByAddress(core, actor, invitee) : void 0;
    if (!other) throw error;
    return other;
  }
}
async function createInvitee(core, actor, { email: email2, phone: phone2, name: name4 }) {
  let input2 = {
    ...email2 !== void 0 && { email: email2 },
    ...phone2 !== void 0 && { phone: phone2 },
    name: name4 ?? email2 ?? ""
  };
  if (isPrivileged(actor)) return createUser(core, actor, input2);
  if (email2 === void 0 && !core.channels.sendsSms) throw new Failure("sms_disabled");
  return await refuseFull(core, actor), createUser(core, actor, { ...input2, limited: !0 });
}
async function requireMatchingUser(core, actor, invitee) {
  let found = await findUser(core.read, actor.project.id, invitee.user);
  if (!found) throw new Failure("user_not_found");
  if (invitee.email !== void 0 && invitee.email !== found.email || invitee.phone !== void 0 && invitee.phone !== found.phone) throw new Failure("user_exists");
  return found;
}
async function findByAddress(core, actor, { email: email2, phone: phone2 }) {
  let project = actor.project.id, found = email2 === void 0 ? void 0 : await findUserBy(core.read, project, "email", email2);
  if (!found) return phone2 === void 0 ? void 0 : findUserBy(core.read, project, "phone", phone2);
  if (phone2 !== void 0 && found.phone !== phone2) throw new Failure("user_exists");
  return found;
}

// src/core/memberships/invitations.ts
var SECRET_BYTES2 = 128;
async function invite(core, actor, input2) {
  let page = allowedPage(core, actor, input2.url);
  if (!core.channels.sendsMail) throw new Failure("mail_disabled");
  requireOwner(actor, await getVisibleTeam(core, actor, input2.team), "invite");
  let id2 = await steadily(() => writeInvitation(core, actor, input2, page));
  return memberNamed(core, actor, { team: input2.team, id: id2 });
}
async function writeInvitation(core, actor, input2, page) {
  let found = await findInvitee(core, actor, input2);
  await paceMessages(core, actor, {
    to: found?.email ?? found?.phone ?? input2.email ?? input2.phone ?? input2.user ?? "",
    user: void 0,
    purpose: "invitation"
  });
  let user = found?.id ?? noUserId(core, input2), secret3 = freshSecret(SECRET_BYTES2), id2 = await core.write(actor, createAct(input2.team, user), async (tx) => {
    let now = found && await lockUser(tx, actor.project.id, user), visible = await lockVisibleTeam(tx, actor, input2.team);
    requireOwner(actor, visible, "invite");
    let known = await findMemberOf(tx, actor.project.id, { team: input2.team, user });
    if (known?.joinedAt != null) throw new Failure("membership_confirmed");
    let sentTo = now ? addressOf(core, now) : null, invitation = { secretHash: sentTo === null ? null : digest(secret3), sentTo, typed: typedOf(input2) }, fresh = newMembership(core, { ...input2, user, joined: !1, invitation }), membership = known ? renewInvitation(known, fresh) : fresh;
    return known ? await updateMembership(tx, actor.project.id, membership) : await insertMembership(tx, actor.project.id, membership), now && sentTo !== null && now.blockedAt === null && await send2(core, actor, tx, { visible, user: now, membership, secret: secret3, page }), membership.id;
  });
  return core.notifyOutbox(), id2;
}
function typedOf({ user, email: email2, phone: phone2, name: name4 }) {
  return {
    ...user !== void 0 && { user },
    ...email2 !== void 0 && { email: email2 },
    ...phone2 !== void 0 && { phone: phone2 },
    ...name4 !== void 0 && { name: name4 }
  };
}
function addressOf(core, { email: email2, phone: phone2 }) {
  return email2 ?? (core.channels.sendsSms ? phone2 : null);
}
async function accept(core, actor, input2) {
  let { team, id: id2 } = input2, [found] = await findMembers(core.read, actor.project.id, [id2]);
  if (!found) throw new Failure("membership_not_found");
  let opened = await recordingRefusals(
    core,
    actor,
    { user: found.userId, factor: "invitation" },
    async () => (requireOwnInvitation(core, actor, found, {
      ...input2,
      team: await findTeam(core.read, actor.project.id, { id: team })
    }), writeAcceptance(core, actor, found, input2.secret))
  ), member = await memberNamed(core, actor, { team, id: id2 });
  return opened ? { member, opened } : { member };
}
async function writeAcceptance(core, actor, found, secret3) {
  let { id: id2, teamId: team, userId: userId4 } = found, fresh = actor.user ? void 0 : await prepareSession(core, actor, signInProofOf(found)), details = { teamId: team, membershipId: id2 }, { opened } = await core.write(actor, actsOf2, async (tx) => {
    let user = await lockUser(tx, actor.project.id, userId4);
    await lockTeam(tx, actor.project.id, { id: team });
    let now = await lockMembership(tx, actor.project.id, { id: id2 });
    if (!now || !user) throw new Failure("membership_not_found");
    if (requireRightSecret(core, actor, now, secret3), now.joinedAt !== null) throw new Failure("membership_confirmed");
    if (user.blockedAt !== null) throw new Failure("user_blocked");
    let address = addressProven(user, now.sentTo);
    if (fresh && !address) throw new Failure("invite_secret_wrong");
    let proven = address ? await proveAddress(core, actor, tx, { user, kind: address, way: fresh ? "invitation" : "own-invitation" }) : { user, acts: [] };
    await join(core, actor, tx, { ...now, userId: proven.user.id });
    let act = { act: "membership.accept", user: proven.user.id, details };
    return { opened: fresh && await openSession(core, actor, tx, ofUser(fresh, proven.user.id)), acts: [...proven.acts, act] };
  });
  return opened;
}
async function join(core, actor, tx, invited) {
  let project = actor.project.id, joined = { ...invited, ...joinedNow(core) }, before = await lockMembership(tx, project, { id: invited.id });
  before && before.userId !== invited.userId ? (await deleteMembership(tx, project, before), await insertMembership(tx, project, joined)) : await updateMembership(tx, project, joined), await growTeams(tx, project, [invited.teamId], 1);
}
function actsOf2({ acts }) {
  return acts;
}
function addressProven({ email: email2, phone: phone2 }, sentTo) {
  if (sentTo !== null)
    return email2 === sentTo ? "email" : phone2 === sentTo ? "phone" : void 0;
}
function signInProofOf({ userId: userId4, sentTo }) {
  let channel = sentTo?.startsWith("+") ? "phone" : "email";
  return { user: userId4, provider: channel, providerUid: sentTo ?? "", factors: [channel] };
}
function requireOwnInvitation(core, actor, found, input2) {
  if (!input2.team) throw new Failure("team_not_found");
  if (found.teamId !== input2.team.id) throw new Failure("membership_mismatch");
  if (requireRightSecret(core, actor, found, input2.secret), found.userId !== input2.user) throw new Failure("invite_mismatch");
  if (actor.user && actor.user.id !== found.userId)
    throw new Failure({ code: "invite_mismatch", callerEmail: actor.user.email });
}
function requireRightSecret(core, actor, { secretHash, invitedAt, joinedAt }, secret3) {
  let isRight = secretHash !== null && sameText(secretHash, digest(secret3)), endsAt = invitedAt + lifetimeSeconds(actor.project, "invitation") * 1e3;
  if (!isRight || joinedAt === null && endsAt <= core.clock.now()) throw new Failure("invite_secret_wrong");
}
function renewInvitation(known, fresh) {
  let { secretHash, sentTo, typed: typed2, invitedAt, updatedAt } = fresh;
  return { ...known, secretHash, sentTo, typed: typed2, invitedAt, updatedAt };
}
async function send2(core, actor, tx, sending2) {
  let { visible, user, membership, secret: secret3, page } = sending2, url3 = linkTo(page, {
    membershipId: membership.id,
    userId: user.id,
    secret: secret3,
    teamId: visible.team.id,
    teamName: visible.team.name
  }), message = {
    kind: user.email === null ? "sms" : "mail",
    to: membership.sentTo ?? "",
    purpose: "team-invitation",
    name: user.name,
    team: visible.team.name,
    inviter: actor.user?.name ?? "",
    url: url3
  };
  await enqueue(core, actor, tx, { user: user.id, message });
}

// src/core/memberships/list.ts
var memberships = {
  table: "memberships",
  attributes: {
    id: { kind: "text", column: "id", exact: !0 },
    sequence: { kind: "number", column: "sequence", scale: 1 },
    createdAt: { kind: "moment", column: "sequence", scale: 1e3 },
    updatedAt: { kind: "moment", column: "updated_at", scale: 1 },
    userId: { kind: "text", column: "user_id", exact: !0, indexed: !0 },
    teamId: { kind: "text", column: "team_id", exact: !0, indexed: !0 },
    invitedAt: { kind: "moment", column: "invited_at", scale: 1 },
    joinedAt: { kind: "moment", column: "joined_at", scale: 1, nullable: !0 },
    confirmed: { kind: "flag", column: "joined_at", set: !0 },
    roles: { kind: "list", column: "roles" }
  }
}, JOINED = { is: "equal", attribute: "confirmed", values: [!0] }, SEARCHED = ["id", "userId"];
async function listMembers(core, actor, team, listing3) {
  await getVisibleTeam(core, actor, team);
  let isHidden = !isPrivileged(actor) && actor.project.policies.hiddenMemberFields.includes("userId");
  if (isHidden && names(listing3, "userId"))
    throw new Failure({ code: "query_invalid", rule: "attribute_hidden", attribute: "userId" });
  let is = { attribute: "teamId", value: team };
  return isPrivileged(actor) ? listWhere(core, actor, listing3, { is, searched: SEARCHED }) : listWhere(core, actor, listing3, { is, searched: isHidden ? ["id"] : SEARCHED, hidesInvited: !0 });
}
async function listMembershipsOf(core, actor, user, listing3) {
  return await getUser(core, actor, user), listWhere(core, actor, listing3, { is: { attribute: "userId", value: user }, searched: SEARCHED });
}
async function listWhere(core, actor, { search: search3, ...listing3 }, { is, searched: searched2, hidesInvited }) {
  let project = actor.project.id;
  if (listing3.cursor) {
    let [row] = await findMembers(core.read, project, [listing3.cursor.id]), isHidden = hidesInvited && row?.joinedAt === null && names(listing3, "userId");
    if (row?.[is.attribute] !== is.value || isHidden) throw cursorNotFound(memberships, listing3.cursor.id);
  }
  let own6 = { is: "equal", attribute: is.attribute, values: [is.value] }, named = search3 === void 0 ? [] : [beginningWith2(search3.trim(), { searched: searched2, hidesInvited: hidesInvited === !0 })], joined = hidesInvited && names(listing3, "userId") ? [JOINED] : [], filters = [own6, ...named, ...joined, ...listing3.filters], found = await find(core.read, project, memberships, { ...listing3, filters });
  return readPage(core, listing3, found, {
    sizes: (ids) => membershipSizes(core.read, project, ids),
    rows: (ids) => findMembers(core.read, project, ids)
  });
}
function beginningWith2(text, { searched: searched2, hidesInvited }) {
  return { is: "or", filters: searched2.map((attribute) => {
    let begins = { is: "startsWith", attribute, values: [text] };
    return hidesInvited && attribute === "userId" ? { is: "and", filters: [begins, JOINED] } : begins;
  }) };
}
function names({ filters, orders }, attribute) {
  let isNamed = (filter) => "filters" in filter ? filter.filters.some(isNamed) : filter.attribute === attribute;
  return filters.some(isNamed) || orders !== "random" && orders.some((order) => order.attribute === attribute);
}

// src/appwrite/memberships.ts
var read2 = { tag: "teams", scope: "teams.read", client: !0 }, write = { tag: "teams", scope: "teams.write", client: !0 }, { teamIdInPath: teamId } = team_params_exports, membershipId = idInPath("Id of the membership."), ROLE_LENGTH = 81, attributes2 = {
  $id: { core: "id", type: "text" },
  $sequence: { core: "sequence", type: "integer" },
  $createdAt: { core: "createdAt", type: "date" },
  $updatedAt: { core: "updatedAt", type: "date" },
  userId: { core: "userId", type: "text" },
  teamId: { core: "teamId", type: "text" },
  invited: { core: "invitedAt", type: "date" },
  joined: { core: "joinedAt", type: "date" },
  confirm: { core: "confirmed", type: "boolean" },
  roles: { core: "roles", type: "list" }
}, listing2 = {
  queries: optional(queries),
  search: optional({
    ...search,
    description: "Prefix of the id of the membership or of its user."
  }),
  total: optional(looseFlag("Whether to count all matches, up to 5,000. Default: true."))
}, membershipRoutes = [
  route({
    method: "POST",
    path: "/teams/:teamId/memberships",
    operation: "teamsCreateMembership",
    summary: "Create a membership; users send an invitation, API keys add the member at once",
    ...write,
    limits: [{ most: 10, by: ["ip"] }],
    params: {
      teamId,
      email: optional(email),
      userId: optional(userIdGiven),
      phone: optional(phone),
      roles: roles(ROLE_LENGTH),
      url: optional(url),
      name: optional({ ...newName, description: "Name of the user, if a user is created." })
    },
    status: 201,
    model: membershipModel,
    run: (core, actor, { teamId: team, userId: user, url: url3, roles: roles2, email: email2, phone: phone2, name: name4 }) => join2(core, actor, {
      team,
      roles: roles2,
      url: url3,
      invitee: {
        ...user !== void 0 && { user },
        ...email2 !== void 0 && { email: email2 },
        ...phone2 !== void 0 && { phone: phone2 },
        ...name4 !== void 0 && { name: name4 }
      }
    })
  }),
  route({
    method: "GET",
    path: "/teams/:teamId/memberships",
    operation: "teamsListMemberships",
    summary: "List the memberships of a team, open invitations included",
    ...read2,
    params: { teamId, ...listing2 },
    model: memberListModel,
    run: (core, actor, { teamId: team, ...query }) => listMembers(core, actor, team, listingOf(attributes2, query))
  }),
  route({
    method: "GET",
    path: "/teams/:teamId/memberships/:membershipId",
    operation: "teamsGetMembership",
    summary: "Get a membership",
    ...read2,
    params: { teamId, membershipId },
    model: memberModel,
    run: (core, actor, input2) => getMember(core, actor, { team: input2.teamId, id: input2.membershipId })
  }),
  route({
    method: "PATCH",
    path: "/teams/:teamId/memberships/:membershipId",
    operation: "teamsUpdateMembership",
    summary: "Replace the roles of a membership",
    ...write,
    params: { teamId, membershipId, roles: roles(ROLE_LENGTH) },
    model: membershipModel,
    run: (core, actor, { teamId: team, membershipId: id2, roles: roles2 }) => setRoles(core, actor, { team, id: id2, roles: roles2 })
  }),
  route({
    method: "PATCH",
    path: "/teams/:teamId/memberships/:membershipId/status",
    operation: "teamsUpdateMembershipStatus",
    summary: "Accept an invitation; a caller without a session gets one",
    tag: "teams",
    scope: null,
    client: !0,
    session: "may-open",
    limits: [{ most: 10, by: ["ip", { param: "membershipId" }] }],
    params: { teamId, membershipId, userId: userIdGiven, secret },
    model: acceptedModel,
    run: (core, actor, { teamId: team, membershipId: id2, userId: user, secret: secret3 }) => accept(core, actor, { team, id: id2, user, secret: secret3 })
  }),
  route({
    method: "DELETE",
    path: "/teams/:teamId/memberships/:membershipId",
    operation: "teamsDeleteMembership",
    summary: "Delete a membership: remove a member, leave a team, or decline an invitation",
    ...write,
    params: { teamId, membershipId },
    run: (core, actor, input2) => removeMember(core, actor, { team: input2.teamId, id: input2.membershipId })
  }),
  route({
    method: "GET",
    path: "/users/:userId/memberships",
    operation: "usersListMemberships",
    summary: "List the memberships of a user, open invitations included",
    tag: "users",
    scope: "users.read",
    params: { userId: userIdInPath, ...listing2 },
    model: membershipListModel,
    run: (core, actor, { userId: userId4, ...query }) => listMembershipsOf(core, actor, userId4, listingOf(attributes2, query))
  })
];
async function join2(core, actor, { team, roles: roles2, url: url3, invitee }) {
  if (isPrivileged(actor)) {
    url3 !== void 0 && allowedPage(core, actor, url3), await getVisibleTeam(core, actor, team);
    let user = await findOrCreateInvitee(core, actor, invitee);
    return addMember(core, actor, { team, user: user.id, roles: roles2 });
  }
  if (actor.project.policies.disabledAuthMethods.includes("invites"))
    throw new Failure("auth_method_disabled");
  if (url3 === void 0)
    throw new AppwriteError({ code: "argument_invalid", field: "url", rule: "required" }, "URL is required");
  return invite(core, actor, { ...invitee, team, roles: roles2, url: url3 });
}

// src/core/oauth/pending-sign-in.ts
var import_node_crypto5 = __toESM(require_node_crypto(), 1);
var PENDING_MS = 6e5, BINDING = /^[0-9a-f]{64}$/, VERIFIER_BYTES = 64;
function browserBindingOf(actor) {
  let binding = actor.browser?.browserBinding;
  return binding !== void 0 && BINDING.test(binding) ? binding : freshSecret();
}
function freshVerifier() {
  return Buffer.from(freshSecret(VERIFIER_BYTES), "hex").toString("base64url");
}
function challengeOf(verifier) {
  return (0, import_node_crypto5.createHash)("sha256").update(verifier).digest("base64url");
}
async function savePending(core, actor, pending) {
  let state = freshSecret(), row = {
    id: digest(state),
    payload: core.seal.seal(JSON.stringify(pending)),
    expires_at: expiryAfter(core.clock, PENDING_MS)
  };
  return await core.unaudited((tx) => insertState(tx, actor.project.id, row)), state;
}
async function consumePending(core, actor, { state, provider: provider2 }) {
  let of = { id: digest(state), now: core.clock.now() }, row = await core.unaudited((tx) => takeState(tx, actor.project.id, of)), text = row && core.seal.open(row.payload);
  if (text === void 0) throw new Failure("oauth_state_invalid");
  let pending = JSON.parse(text);
  if (!isProviderKey(pending.provider) || pending.provider !== provider2)
    throw new Failure("oauth_state_invalid");
  let binding = actor.browser?.browserBinding ?? "";
  if (pending.browserBinding !== null && !sameText(digest(binding), pending.browserBinding))
    throw new Failure("oauth_state_invalid");
  return pending;
}

// src/core/oauth/redirect-target.ts
var LENGTH_AT_MOST = 2048, PRINTABLE = /^[\x21-\x7e]+$/;
function redirectTarget(core, actor, { text, scheme }) {
  if (!(text.length > LENGTH_AT_MOST || !PRINTABLE.test(text) || /[\\"<>^`{|}]/.test(text))) {
    if (text.startsWith(`${scheme}://`)) return text;
    try {
      return allowedPage(core, actor, text).href;
    } catch (error) {
      if (error instanceof Failure && error.code === "argument_invalid") return;
      throw error;
    }
  }
}
function withParameters(address, parameters) {
  let [before = "", ...behind] = address.split("#"), query = new URLSearchParams(parameters).toString(), separator = query === "" ? "" : before.includes("?") ? "&" : "?";
  return `${before}${separator}${query}#${behind.join("#")}`;
}

// src/core/oauth/flow.ts
async function beginSignIn(core, actor, input2) {
  if (actor.impersonatorId !== void 0) throw new Failure("not_allowed");
  let enabled2 = await getEnabledProvider(core, actor, input2.provider), { provider: provider2 } = enabled2, { scheme } = input2, [success, failure] = ["success", "failure"].map((name4) => {
    let page = redirectTarget(core, actor, { text: input2[name4], scheme });
    if (page === void 0) {
      let rule = /[\\\s]/.test(input2[name4]) ? "url_characters" : "foreign_host";
      throw new Failure({ code: "argument_invalid", field: name4, rule });
    }
    return page;
  }), browserBinding = actor.kind === "key" ? void 0 : browserBindingOf(actor), verifier = provider2.pkce ? freshVerifier() : null, pending = {
    provider: input2.provider,
    flow: input2.flow,
    success,
    failure,
    redirectUri: input2.redirectUri,
    nonce: freshVerifier(),
    verifier,
    browserBinding: browserBinding === void 0 ? null : digest(browserBinding),
    user: actor.user?.id ?? null
  }, state = await savePending(core, actor, pending), request = {
    redirectUri: input2.redirectUri,
    state,
    nonce: pending.nonce,
    challenge: verifier === null ? void 0 : challengeOf(verifier),
    scopes: [.../* @__PURE__ */ new Set([...provider2.scopes, ...input2.scopes])]
  };
  try {
    return { url: await authorizeUrl(core, enabled2, request), browserBinding };
  } catch (error) {
    throw providerFailure(provider2.name, error);
  }
}
async function finishSignIn(core, actor, callback) {
  let pending = await consumePending(core, actor, callback), { scheme } = callback, success = redirectTarget(core, actor, { text: pending.success, scheme });
  if (success === void 0) throw new Failure("success_page_refused");
  let failure = redirectTarget(core, actor, { text: pending.failure, scheme });
  if (failure === void 0) throw new Failure("failure_page_refused");
  try {
    let signIn = await fetchProfile(core, actor, { pending, callback });
    return {
      redirectTo: success,
      result: await openSessionOrToken(core, actor, { ...signIn, flow: pending.flow })
    };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === "unavailable" || error.code === "internal") throw error;
    return error.code !== "user_blocked" && await recordRefusal(core, actor, {
      user: pending.user === null ? void 0 : pending.user,
      factor: "oauth2",
      reason: "wrong",
      attempts: []
    }), { redirectTo: failure, result: { failed: error } };
  }
}
async function fetchProfile(core, actor, { pending, callback }) {
  let enabled2 = await getEnabledProvider(core, actor, pending.provider), { name: name4 } = enabled2.provider;
  if (callback.error !== void 0) throw providerRefusal(name4, callback);
  if (callback.code === void 0 || callback.code === "")
    throw new Failure({ code: "provider_refused", provider: name4, reason: "no_code" });
  let caller = callerOf(actor, pending), result = await exchangeCode(core, enabled2, {
    redirectUri: pending.redirectUri,
    code: callback.code,
    state: callback.state,
    iss: callback.iss,
    nonce: pending.nonce,
    verifier: pending.verifier ?? void 0
  }).catch((error) => {
    throw providerFailure(name4, error);
  });
  return { external: externalProfileOf(enabled2, result, callback.name), caller };
}
function callerOf(actor, pending) {
  if (actor.impersonatorId !== void 0) throw new Failure("not_allowed");
  if (pending.user !== null) {
    if (actor.user?.id !== pending.user) throw new Failure("request_refused");
    return actor.user.id;
  }
}
var DESCRIPTION_AT_MOST = 200;
function providerRefusal(name4, { error, errorDescription }) {
  let description = [...errorDescription ?? ""].slice(0, DESCRIPTION_AT_MOST).join("");
  return new Failure({
    code: "provider_refused",
    provider: name4,
    reason: "error",
    error: errorCodeOf(error) || "error",
    ...description !== "" && { description }
  });
}

// src/core/limits/devices.ts
var import_node_crypto6 = __toESM(require_node_crypto(), 1);
var NONCE_BYTES = 16, FORM = /^([a-zA-Z0-9][a-zA-Z0-9._-]{0,35})~([0-9a-f]{32})~([0-9a-f]{64})$/;
function signDeviceCookie(core, project, user) {
  let nonce = freshSecret(NONCE_BYTES);
  return [user, nonce, proofOf(core, project, { user, nonce })].join("~");
}
function verifyDeviceCookie(core, project, cookie2) {
  let [, user, nonce, proof = ""] = FORM.exec(cookie2) ?? [];
  if (!(user === void 0 || nonce === void 0))
    return sameText(proof, proofOf(core, project, { user, nonce })) ? { user, nonce } : void 0;
}
async function namesOfDevice(core, { device, project }) {
  let id2 = device && userIdOf(device.user), user = id2 && await findUser(core.read, project.id, id2);
  return user ? new Set([user.id, user.email, user.phone].flatMap((name4) => name4?.toLowerCase() ?? [])) : /* @__PURE__ */ new Set();
}
function proofOf(core, project, { user, nonce }) {
  return (0, import_node_crypto6.createHmac)("sha256", core.seal.derive("devices")).update([project, user, nonce].join("~")).digest("hex");
}

// src/http/cookies.ts
var import_cookie = __toESM(require_dist(), 1), LENGTH_AT_MOST2 = 16384;
function readCookies(header) {
  return header === void 0 || header.length > LENGTH_AT_MOST2 ? {} : (0, import_cookie.parseCookie)(header);
}
function cookie(name4, value, terms) {
  return (0, import_cookie.stringifySetCookie)({ name: name4, value, path: "/", httpOnly: !0, ...terms });
}

// src/appwrite/session-cookies.ts
var DEVICE_KNOWN_MS = 400 * 864e5, PAST = /* @__PURE__ */ new Date(0);
function sessionCookies(project) {
  return [`a_session_${project}`, `a_session_${project}_legacy`];
}
function deviceCookie(project) {
  return `denizen_device_${project}`;
}
var BINDING_KEPT_MS = 36e5;
function bindingCookie(project, secure) {
  return `${secure ? "__Host-" : ""}denizen_oauth_${project}`;
}
function browserBindingIn(core, project, request, cookies) {
  return cookies[bindingCookie(project, isSecure(core, request))];
}
function setBrowserBinding(core, project, { request, reply }, browserBinding) {
  let secure = isSecure(core, request), expires = new Date(instantOf(core.clock.now() + BINDING_KEPT_MS));
  reply.header(
    "Set-Cookie",
    cookie(bindingCookie(project.id, secure), browserBinding, { expires, secure, sameSite: "lax" })
  );
}
var HANDOVER_KEPT_MS = 6e4, HANDOVER = "denizen_handover";
function setHandover(core, { request, reply }, parameters) {
  let secure = isSecure(core, request), expires = new Date(instantOf(core.clock.now() + HANDOVER_KEPT_MS)), value = new URLSearchParams(parameters).toString();
  reply.header("Set-Cookie", cookie(handoverCookie(secure), value, { expires, secure, sameSite: "lax" }));
}
function takeHandover(core, { request, reply }) {
  let secure = isSecure(core, request), name4 = handoverCookie(secure), value = readCookies(request.headers.cookie)[name4];
  return value === void 0 ? new URLSearchParams() : (reply.header("Set-Cookie", cookie(name4, "deleted", { expires: PAST, secure, sameSite: "lax" })), new URLSearchParams(value));
}
function handoverCookie(secure) {
  return `${secure ? "__Host-" : ""}${HANDOVER}`;
}
function setSessionCookies(core, project, { request, reply }, { session, secret: secret3 }) {
  let secure = isSecure(core, request), expires = new Date(session.expiresAt), [name4, legacy] = sessionCookies(project.id), until = new Date(instantOf(core.clock.now() + DEVICE_KNOWN_MS)), deviceValue = signDeviceCookie(core, project.id, session.userId), device = cookie(deviceCookie(project.id), deviceValue, {
    expires: until,
    secure,
    ...crossSite(secure)
  });
  reply.header("Set-Cookie", [
    device,
    cookie(legacy, secret3, { expires, secure }),
    cookie(name4, secret3, { expires, secure, ...crossSite(secure) })
  ]), project.policies.fallbackCookies && reply.header("X-Fallback-Cookies", JSON.stringify({ [name4]: secret3 }));
}
function hasSessionCookies(project, request) {
  let cookies = readCookies(request.headers.cookie);
  return sessionCookies(project.id).some((name4) => cookies[name4]) || request.headers["x-fallback-cookies"] !== void 0;
}
function clearSessionCookies(core, project, { request, reply }) {
  let secure = isSecure(core, request), [name4, legacy] = sessionCookies(project.id);
  reply.header("Set-Cookie", [
    cookie(legacy, "deleted", { expires: PAST, secure }),
    cookie(name4, "deleted", { expires: PAST, secure, ...crossSite(secure) })
  ]), project.policies.fallbackCookies && reply.header("X-Fallback-Cookies", "[]");
}
function crossSite(secure) {
  return { sameSite: secure ? "none" : "lax" };
}
function isSecure(core, request) {
  return request.protocol === "https" || core.urls.publicUrl?.protocol === "https:";
}

// src/appwrite/oauth-pages.ts
var SUCCESS_PATH = "/auth/oauth2/success", FAILURE_PATH = "/auth/oauth2/failure", POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'", STYLE = "body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}";
function schemeOf(project) {
  return `appwrite-callback-${project}`;
}
function prefersPages(request) {
  return (request.headers.accept ?? "").includes("text/html");
}
function sendPage(reply, { title, text, next: next2 }) {
  let address = next2 === void 0 ? void 0 : escaped(next2), refresh = address === void 0 ? "" : `<meta http-equiv="refresh" content="0;url=${address}">`, link2 = address === void 0 ? "" : `<p><a href="${address}">Go back to the app</a></p>`;
  return reply.header("Content-Security-Policy", POLICY).header("Referrer-Policy", "no-referrer").type("text/html; charset=UTF-8").send(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>${refresh}<style>${STYLE}</style></head><body><h1>${escaped(title)}</h1><p>${escaped(text)}</p>${link2}</body></html>`
  );
}
function serveSignInPages(app, core) {
  app.get(SUCCESS_PATH, (request, reply) => sendPage(reply.header("Cache-Control", "no-store"), {
    title: "You are signed in",
    text: "You can close this window.",
    ...backToApp(takeHandover(core, { request, reply }))
  })), app.get(FAILURE_PATH, (request, reply) => sendPage(reply.header("Cache-Control", "no-store"), {
    title: "Sign-in failed",
    text: `Please try again.${reasonIn(request)}`,
    ...backToApp(queryOf(request))
  }));
}
function queryOf(request) {
  return new URLSearchParams(request.url.split("?").slice(1).join("?"));
}
function backToApp(query) {
  let project = projectIdOf(query.get("project") ?? "");
  return project ? { next: `${schemeOf(project)}://?${query}` } : {};
}
function reasonIn(request) {
  try {
    let { type } = JSON.parse(queryOf(request).get("error") ?? "");
    return typeof type == "string" && /^[a-z0-9_]{1,60}$/.test(type) ? ` (${type})` : "";
  } catch {
    return "";
  }
}
function escaped(text) {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

// src/appwrite/oauth.ts
var PREFIX = "/v1", { providerInPath: provider } = oauth_params_exports, limits = [{ most: 50, by: ["ip"] }], startRoute = {
  method: "GET",
  tag: "account",
  scope: "sessions.write",
  client: !0,
  redirects: !0,
  status: 301,
  limits,
  params: {
    provider,
    success: optional(redirectPage("after a sign-in")),
    failure: optional(redirectPage("after a failed sign-in")),
    scopes: optional(scopes)
  }
}, callbackParams = {
  state: optional(providerParam("State that the sign-in was started with.")),
  code: optional(providerParam("Authorization code of the provider.", 4096)),
  error: optional(providerParam("Error code of the provider.")),
  error_description: optional(providerParam("Error description of the provider.")),
  iss: optional(providerParam("Issuer identifier of the provider.")),
  user: optional(
    providerParam("Profile that the provider sends on the first sign-in only, as JSON.")
  )
}, callbackRoute = {
  path: "/account/sessions/oauth2/callback/:provider/:projectId",
  tag: "account",
  scope: null,
  inProject: !1,
  redirects: !0,
  anyOrigin: !0,
  status: 301,
  params: { provider, projectId: projectInPath, ...callbackParams }
}, oauthRoutes = [
  route({
    ...startRoute,
    path: "/account/sessions/oauth2/:provider",
    operation: "accountCreateOAuth2Session",
    summary: "Start a sign-in at an OAuth provider that ends in a session",
    run: (core, actor, input2) => begin(core, actor, { flow: "session", ...input2 })
  }),
  route({
    ...startRoute,
    path: "/account/tokens/oauth2/:provider",
    operation: "accountCreateOAuth2Token",
    summary: "Start a sign-in at an OAuth provider that ends in a token for a session",
    run: (core, actor, input2) => begin(core, actor, { flow: "token", ...input2 })
  }),
  route({
    ...callbackRoute,
    method: "GET",
    operation: "accountReturnFromOAuth2",
    summary: "Receive the redirect of a provider",
    run: async (core, actor, input2) => handleCallback(core, actor, input2)
  }),
  route({
    ...callbackRoute,
    method: "POST",
    operation: "accountPostFromOAuth2",
    summary: "Receive the form post of a provider",
    run: async (core, actor, input2) => handleCallback(core, actor, input2)
  }),
  route({
    method: "GET",
    path: "/account/sessions/oauth2/:provider/redirect",
    operation: "accountCompleteOAuth2",
    summary: "Complete a sign-in at an OAuth provider",
    tag: "account",
    scope: null,
    client: !0,
    redirects: !0,
    session: "may-open",
    status: 301,
    limits,
    params: { provider, ...callbackParams },
    run: (core, actor, input2) => redirectWithOutcome(core, actor, input2)
  })
];
async function begin(core, actor, input2) {
  let base = baseOf(core, actor), { url: url3, browserBinding } = await beginSignIn(core, actor, {
    provider: input2.provider,
    flow: input2.flow,
    success: input2.success ?? `${base}${SUCCESS_PATH}`,
    failure: input2.failure ?? `${base}${FAILURE_PATH}`,
    scheme: schemeOf(actor.project.id),
    scopes: input2.scopes ?? [],
    redirectUri: `${base}/account/sessions/oauth2/callback/${input2.provider}/${actor.project.id}`
  });
  return { location: url3, ...browserBinding !== void 0 && { browserBinding } };
}
function handleCallback(core, actor, input2) {
  let { provider: key, projectId, ...parameters } = input2, query = { ...parameters, project: projectId }, address = `${baseOf(core, actor)}/account/sessions/oauth2/${key}/redirect`;
  return { location: withParameters(address, query) };
}
async function redirectWithOutcome(core, actor, input2) {
  let outcome = await finishSignIn(core, actor, {
    provider: input2.provider,
    state: input2.state ?? "",
    code: input2.code,
    error: input2.error,
    errorDescription: input2.error_description,
    iss: input2.iss,
    name: nameIn(input2.user),
    scheme: schemeOf(actor.project.id)
  }), parameters = parametersOf(core, actor, outcome), opened = "opened" in outcome.result && { opened: outcome.result.opened };
  return isOurs(core, actor, outcome, SUCCESS_PATH) ? { location: outcome.redirectTo, handover: parameters, ...opened } : { location: withParameters(outcome.redirectTo, parameters), ...opened };
}
function isOurs(core, actor, { redirectTo }, path) {
  return redirectTo.split(/[?#]/, 1)[0] === baseOf(core, actor) + path;
}
function parametersOf(core, actor, outcome) {
  let isOwn = [SUCCESS_PATH, FAILURE_PATH].some((path) => isOurs(core, actor, outcome, path)), project = actor.project.id;
  if ("failed" in outcome.result)
    return { error: errorText(outcome.result.failed), ...isOwn && { project } };
  if ("secret" in outcome.result) {
    let { secret: secret3, user } = outcome.result;
    return { secret: secret3, userId: user, ...isOwn && { project } };
  }
  if (!isOwn) return {};
  let [key] = sessionCookies(project);
  return {
    project,
    domain: new URL(baseOf(core, actor)).hostname,
    key,
    secret: outcome.result.opened.secret
  };
}
function errorText(failure) {
  let { status, type, words } = answerTo(failure);
  return JSON.stringify({ message: messageOf(words), type, code: status });
}
var NEEDS_ADDRESS = "This server does not know its own address, which providers must know. Its operator sets DENIZEN_PUBLIC_URL.";
function baseOf(core, actor) {
  let origin = core.urls.publicUrl?.origin ?? actor.browser?.loopbackOrigin;
  if (origin === void 0) throw new AppwriteError("provider_disabled", NEEDS_ADDRESS);
  return origin + PREFIX;
}
function nameIn(user) {
  try {
    let { name: name4 } = JSON.parse(user ?? "");
    return [name4?.firstName, name4?.lastName].filter((part) => typeof part == "string" && part !== "").join(" ") || void 0;
  } catch {
    return;
  }
}

// src/appwrite/models/policy.ts
var flag2 = (description) => external_exports.boolean().optional().describe(description), number = (description) => external_exports.int().optional().describe(description), schema2 = external_exports.object({
  $id: external_exports.string().describe("Id of the policy."),
  enabled: flag2("Whether the policy is enabled."),
  total: number("The number that the policy sets; 0 for none."),
  duration: number("Lifetime in seconds."),
  min: number("Minimum length of a password."),
  uppercase: flag2("Whether a password needs an uppercase letter."),
  lowercase: flag2("Whether a password needs a lowercase letter."),
  number: flag2("Whether a password needs a number."),
  symbols: flag2("Whether a password needs a symbol."),
  userId: flag2("Whether members see ids of users."),
  userEmail: flag2("Whether members see email addresses."),
  userPhone: flag2("Whether members see phone numbers."),
  userName: flag2("Whether members see names."),
  userMFA: flag2("Whether members see who uses a second factor."),
  userAccessedAt: flag2("Whether members see the last visits."),
  totp: flag2("Whether authenticators are accepted."),
  email: flag2("Whether codes by email are accepted."),
  phone: flag2("Whether codes by phone are accepted."),
  custom: flag2("Whether codes that a server delivers are accepted.")
}), policyModel = { name: "policy", schema: schema2, view: viewOf2 }, policyListModel = {
  name: "policyList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of policies."),
    policies: external_exports.array(schema2).describe("The policies of this page.")
  }),
  view: ({ total: total2, rows }) => ({ total: total2, policies: rows.map(viewOf2) })
};
function viewOf2({ $id, values }) {
  return { $id, ...values };
}

// src/appwrite/models/project.ts
var switched = external_exports.object({
  $id: external_exports.string().describe("Id."),
  enabled: external_exports.boolean().describe("Whether it is enabled.")
}), projectFeatureModel = {
  name: "projectFeature",
  schema: switched,
  view: (feature) => feature
}, methodNames = { token: "custom-token" }, services = ["account", "users", "teams", "health", "project", "webhooks"], projectModel = {
  name: "project",
  schema: external_exports.object({
    $id: external_exports.string().describe("Id."),
    $createdAt: date("Time of creation."),
    $updatedAt: date("The same as the time of creation."),
    name: external_exports.string().describe("Name."),
    teamId: external_exports.string().describe("Always empty."),
    region: external_exports.string().describe("Always `default`."),
    devKeys: external_exports.array(external_exports.string()).describe("Always empty."),
    smtpEnabled: external_exports.boolean().describe("Always false: mail is a setting of the server."),
    smtpSenderName: external_exports.string().describe("Always empty."),
    smtpSenderEmail: external_exports.string().describe("Always empty."),
    smtpReplyToName: external_exports.string().describe("Always empty."),
    smtpReplyToEmail: external_exports.string().describe("Always empty."),
    smtpHost: external_exports.string().describe("Always empty."),
    smtpPort: external_exports.int().describe("Always 0."),
    smtpUsername: external_exports.string().describe("Always empty."),
    smtpPassword: external_exports.string().describe("Always empty."),
    smtpSecure: external_exports.string().describe("Always empty."),
    pingCount: external_exports.int().describe("Always 0."),
    pingedAt: external_exports.string().describe("Always empty."),
    labels: external_exports.array(external_exports.string()).describe("Always empty."),
    status: external_exports.string().describe("Always `active`."),
    onboarding: external_exports.record(external_exports.string(), external_exports.unknown()).describe("Always empty."),
    authMethods: external_exports.array(switched).describe("The ways of signing in."),
    services: external_exports.array(switched).describe("The services of the protocol."),
    protocols: external_exports.array(switched).describe("The protocols: `rest` only."),
    blocks: external_exports.array(external_exports.string()).describe("Always empty."),
    consoleAccessedAt: external_exports.string().describe("Always empty."),
    wafEnabled: external_exports.boolean().describe("Always false.")
  }),
  view: ({ project, createdAt: createdAt2 }) => ({
    $id: project.id,
    $createdAt: dateOf(createdAt2),
    $updatedAt: dateOf(createdAt2),
    name: project.name,
    teamId: "",
    region: "default",
    devKeys: [],
    smtpEnabled: !1,
    smtpSenderName: "",
    smtpSenderEmail: "",
    smtpReplyToName: "",
    smtpReplyToEmail: "",
    smtpHost: "",
    smtpPort: 0,
    smtpUsername: "",
    smtpPassword: "",
    smtpSecure: "",
    pingCount: 0,
    pingedAt: "",
    labels: [],
    status: "active",
    onboarding: {},
    authMethods: signInMethods.map((method) => ({
      $id: methodNames[method] ?? method,
      enabled: !project.policies.disabledAuthMethods.includes(method)
    })),
    services: services.map((service) => ({ $id: service, enabled: !0 })),
    protocols: [
      { $id: "rest", enabled: !0 },
      { $id: "graphql", enabled: !1 },
      { $id: "websocket", enabled: !1 }
    ],
    blocks: [],
    consoleAccessedAt: "",
    wafEnabled: !1
  })
};

// src/appwrite/short-lists.ts
function pageOf(rows, input2) {
  let { orders, cursor, limit, offset, counted } = listingOf({}, input2);
  if (cursor || orders === "random") throw queriesInvalid("Only limit and offset are supported");
  return { total: counted ? rows.length : 0, rows: rows.slice(offset, offset + limit) };
}

// src/appwrite/policies.ts
var read3 = { tag: "project", scope: ["policies.read", "project.policies.read"] }, write2 = { tag: "project", scope: ["policies.write", "project.policies.write"] }, enabled = flag("Whether the policy is enabled.");
function wholeOrNull(least, most, description) {
  let { schema: schema6, rule } = whole(least, most, description);
  return input(external_exports.union([schema6, external_exports.null()]), `${rule}, or be null`, description);
}
function switched2(policy, name4, summary) {
  return {
    name: name4,
    summary,
    params: { enabled },
    valuesOf: (policies) => ({ enabled: policies[policy] }),
    changeOf: ({ enabled: enabled2 }) => ({ [policy]: enabled2 === !0 })
  };
}
function flagsOf(names2, has) {
  return Object.fromEntries(Object.entries(names2).map(([name4, item]) => [name4, has(item)]));
}
function itemsAfter(all, names2, { given, has }) {
  let changed = new Map(Object.entries(names2).map(([name4, item]) => [item, given[name4]]));
  return all.filter((item) => changed.get(item) ?? has(item));
}
var characters = {
  uppercase: "uppercase",
  lowercase: "lowercase",
  number: "number",
  symbols: "symbol"
}, members = {
  userId: "userId",
  userEmail: "userEmail",
  userPhone: "userPhone",
  userName: "userName",
  userMFA: "mfa",
  userAccessedAt: "userAccessedAt"
}, factors = {
  totp: "totp",
  email: "email",
  phone: "phone",
  custom: "custom"
}, flagParams = (names2, text) => Object.fromEntries(Object.keys(names2).map((name4) => [name4, optional(flag(`${text} (${name4}).`))])), wirePolicies = {
  "password-dictionary": switched2(
    "passwordDictionary",
    "PasswordDictionary",
    "Set whether common passwords are refused"
  ),
  "password-history": {
    name: "PasswordHistory",
    summary: "Set how many earlier passwords a new one must differ from",
    params: { total: wholeOrNull(1, 20, "Number of earlier passwords; null for none.") },
    valuesOf: ({ passwordHistory }) => ({ total: passwordHistory }),
    changeOf: ({ total: total2 }) => ({ passwordHistory: Number(total2 ?? 0) })
  },
  "password-strength": {
    name: "PasswordStrength",
    summary: "Set the length and the kinds of characters of new passwords",
    params: {
      min: optional(whole(8, 256, "Minimum length in bytes.")),
      ...flagParams(characters, "Whether a password needs this kind of characters")
    },
    valuesOf: ({ passwordMinLength, passwordCharacters: known }) => ({
      min: passwordMinLength,
      ...flagsOf(characters, (kind) => known.includes(kind))
    }),
    changeOf: (given, { passwordMinLength, passwordCharacters: known }) => ({
      passwordMinLength: Number(given.min ?? passwordMinLength),
      passwordCharacters: itemsAfter(passwordCharacters, characters, {
        given,
        has: (kind) => known.includes(kind)
      })
    })
  },
  "password-personal-data": switched2(
    "passwordPersonalData",
    "PasswordPersonalData",
    "Set whether passwords with personal data are refused"
  ),
  "session-alert": switched2(
    "sessionAlert",
    "SessionAlert",
    "Set whether users learn by mail of new sessions"
  ),
  "session-duration": {
    name: "SessionDuration",
    summary: "Set the lifetime of sessions",
    params: { duration: whole(60, 31536e3, "Lifetime in seconds.") },
    valuesOf: ({ sessionSeconds }) => ({ duration: sessionSeconds }),
    changeOf: ({ duration }) => ({ sessionSeconds: Number(duration) })
  },
  "session-invalidation": switched2(
    "invalidateSessions",
    "SessionInvalidation",
    "Set whether a new password ends sessions"
  ),
  "session-limit": {
    name: "SessionLimit",
    summary: "Set how many sessions a user has",
    params: { total: whole(1, 100, "Number of sessions.") },
    valuesOf: ({ sessionsLimit }) => ({ total: sessionsLimit }),
    changeOf: ({ total: total2 }) => ({ sessionsLimit: Number(total2) })
  },
  "user-limit": {
    name: "UserLimit",
    summary: "Set at how many users sign-ups are refused",
    params: { total: wholeOrNull(0, 1e4, "Number of users; 0 or null for no limit.") },
    valuesOf: ({ usersLimit }) => ({ total: usersLimit }),
    changeOf: ({ total: total2 }) => ({ usersLimit: Number(total2 ?? 0) })
  },
  "membership-privacy": {
    name: "MembershipPrivacy",
    summary: "Set what members of a team see of each other",
    params: flagParams(members, "Whether members see this of each other"),
    valuesOf: ({ hiddenMemberFields }) => flagsOf(members, (field) => !hiddenMemberFields.includes(field)),
    changeOf: (given, { hiddenMemberFields }) => {
      let seen = itemsAfter(memberFields, members, {
        given,
        has: (field) => !hiddenMemberFields.includes(field)
      });
      return { hiddenMemberFields: memberFields.filter((field) => !seen.includes(field)) };
    }
  },
  "mfa-factors": {
    name: "MFAFactors",
    summary: "Set which second factors are accepted",
    params: flagParams(factors, "Whether this factor is accepted"),
    valuesOf: ({ mfaFactors: known }) => flagsOf(factors, (factor2) => known.includes(factor2)),
    changeOf: (given, { mfaFactors: known }) => ({
      mfaFactors: itemsAfter(mfaFactors, factors, { given, has: (factor2) => known.includes(factor2) })
    })
  },
  "deny-aliased-email": switched2(
    "denyAliasedEmails",
    "DenyAliasedEmail",
    "Set whether aliases of mailboxes are refused"
  ),
  "deny-disposable-email": switched2(
    "denyDisposableEmails",
    "DenyDisposableEmail",
    "Set whether disposable addresses are refused"
  ),
  "deny-free-email": switched2(
    "denyFreeEmails",
    "DenyFreeEmail",
    "Set whether addresses of free providers are refused"
  ),
  // Named against its effect, which is upstream's: it demands corporate addresses.
  "deny-corporate-email": switched2(
    "corporateEmailsOnly",
    "DenyCorporateEmail",
    "Set whether only corporate addresses are accepted"
  )
}, policyId = {
  ...input(
    external_exports.enum(Object.keys(wirePolicies)),
    `must be one of ${Object.keys(wirePolicies).join(", ")}`,
    "Id of the policy."
  ),
  place: "path"
};
function viewOf3(id2, policies) {
  return { $id: id2, values: wirePolicies[id2]?.valuesOf(policies) ?? {} };
}
function updateRoute([id2, { name: name4, summary, params: own6, changeOf }]) {
  let spec = {
    method: "PATCH",
    path: `/project/policies/${id2}`,
    operation: `projectUpdate${name4}Policy`,
    summary,
    ...write2,
    params: own6
  }, change = (given) => (policies) => (
    // Cast: the parameters above have parsed it.
    changeOf(given, policies)
  );
  return id2 === "password-strength" ? route({
    ...spec,
    model: policyModel,
    run: async (core, actor, given) => viewOf3(id2, (await setPolicies(core, actor, change(given))).policies)
  }) : route({
    ...spec,
    model: projectModel,
    run: async (core, actor, given) => ({
      project: await setPolicies(core, actor, change(given)),
      createdAt: await getCreatedAt(core, actor.project.id)
    })
  });
}
var policyRoutes = [
  route({
    method: "GET",
    path: "/project/policies",
    operation: "projectListPolicies",
    summary: "List the policies of the project",
    ...read3,
    params: {
      queries: optional({ ...queries, description: "Queries as JSON strings: limit and offset." }),
      total: optional(looseFlag("Whether to count all policies. Default: true."))
    },
    model: policyListModel,
    run: async (_core, { project: { policies } }, input2) => pageOf(
      Object.keys(wirePolicies).map((id2) => viewOf3(id2, policies)),
      input2
    )
  }),
  route({
    method: "GET",
    path: "/project/policies/:policyId",
    operation: "projectGetPolicy",
    summary: "Get a policy of the project",
    ...read3,
    params: { policyId },
    model: policyModel,
    run: async (_core, { project }, input2) => viewOf3(input2.policyId, project.policies)
  }),
  ...Object.entries(wirePolicies).map(updateRoute)
];

// src/appwrite/models/key.ts
var fields = {
  $id: external_exports.string().describe("Id."),
  $createdAt: date("Time of creation."),
  $updatedAt: date("The same as the time of creation."),
  name: external_exports.string().describe("Name; empty for an ephemeral key."),
  expire: date("Time of expiry."),
  scopes: external_exports.array(external_exports.string()).describe("Scopes that the key grants."),
  secret: external_exports.string().describe("Secret; empty except in the answer that creates the key."),
  accessedAt: date("Time of the last use, to the hour."),
  sdks: external_exports.array(external_exports.string()).describe("Always empty.")
}, schema3 = external_exports.object(fields), keyModel = { name: "key", schema: schema3, view: viewOf4 }, keyListModel = {
  name: "keyList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of keys over all pages."),
    keys: external_exports.array(schema3).describe("The keys of this page.")
  }),
  view: ({ total: total2, rows }) => ({ total: total2, keys: rows.map(viewOf4) })
}, ephemeralKeyModel = {
  name: "ephemeralKey",
  schema: external_exports.object(fields).describe("A key that is not stored, and ends with the key that created it."),
  view: ({ id: id2, createdAt: createdAt2, expiresAt, scopes: scopes3, secret: secret3 }) => ({
    ...viewOf4({ id: id2, name: "", scopes: scopes3, createdAt: createdAt2, expiresAt, lastUsedAt: null }),
    secret: secret3
  })
};
function viewOf4(key) {
  return {
    $id: key.id,
    $createdAt: dateOf(key.createdAt),
    $updatedAt: dateOf(key.createdAt),
    name: key.name,
    expire: dateOf(key.expiresAt),
    scopes: key.scopes.includes("*") ? [...everyScope] : [...key.scopes],
    secret: "",
    accessedAt: dateOf(key.lastUsedAt),
    sdks: []
  };
}

// src/appwrite/models/mock-number.ts
var schema4 = external_exports.object({
  number: external_exports.string().describe("Phone number in E.164 form."),
  otp: external_exports.string().describe("The fixed code."),
  $createdAt: date("Time of creation."),
  $updatedAt: date("Time of the last change.")
}), mockNumberModel = { name: "mockNumber", schema: schema4, view: viewOf5 }, mockNumberListModel = {
  name: "mockNumberList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of phone numbers over all pages."),
    mockNumbers: external_exports.array(schema4).describe("The phone numbers of this page.")
  }),
  view: ({ total: total2, rows }) => ({ total: total2, mockNumbers: rows.map(viewOf5) })
};
function viewOf5({ mock, code }) {
  return {
    number: mock.phone,
    otp: code,
    $createdAt: dateOf(mock.createdAt),
    $updatedAt: dateOf(mock.updatedAt)
  };
}

// src/appwrite/project.ts
var SCOPES_AT_MOST = 200, EPHEMERAL_SECONDS = 3600, list = {
  queries: optional({ ...queries, description: "Queries as JSON strings: limit and offset." }),
  total: optional(looseFlag("Whether to count all rows. Default: true."))
}, readsKeys = { tag: "project", scope: "keys.read" }, writesKeys = { tag: "project", scope: "keys.write" }, readsMocks = { tag: "project", scope: "mocks.read" }, writesMocks = { tag: "project", scope: "mocks.write" }, keyId = idInPath("Id of the key."), newKeyId = input(
  external_exports.string().refine((text) => text === "unique()" || ID.test(text)),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new key, or "unique()" for a generated one.'
), keyName = { ...newName, description: "Name of the key." }, scopes2 = input(
  listAtMost(SCOPES_AT_MOST, external_exports.enum(everyScope)).meta({ examples: [["users.read"]] }),
  `must be an array of at most ${SCOPES_AT_MOST} scopes out of ${everyScope.join(", ")}`,
  "Scopes of the key: some of those of the calling key."
), expire = input(
  made((text) => momentOf2(text), example("2030-01-31T00:00:00.000+00:00")),
  "must be a time such as 2030-01-31T00:00:00.000+00:00",
  "Time of expiry; null for none."
);
function momentOf2(text) {
  let form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?)?$/, [, day, time = "00:00", offset = "Z"] = form.exec(text) ?? [], midnight = Date.parse(day ?? ""), moment = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day ?? "") ? Date.parse(`${day}T${time}${offset}`) : Number.NaN;
  return Number.isNaN(moment) ? void 0 : instantOf(moment);
}
var numberInPath = {
  ...phone,
  schema: made((text) => phoneOf(text.startsWith("+") ? text : `+${text.trim()}`), example("+14155552671")),
  place: "path"
}, otp = input(
  external_exports.string().regex(/^\d{6}$/).meta({ examples: ["123456"] }),
  "must be a text of six digits",
  "The fixed code."
);
function coded(core, mock) {
  let code = codeOfMockPhone(core, mock);
  if (code === void 0) throw new Failure({ code: "internal", reason: "sealing_key_unknown" });
  return { mock, code };
}
var keyRoutes = [
  route({
    method: "GET",
    path: "/project/keys",
    operation: "projectListKeys",
    summary: "List API keys",
    ...readsKeys,
    params: list,
    model: keyListModel,
    run: async (core, { project }, input2) => pageOf(await listKeys(core, project.id), input2)
  }),
  route({
    method: "POST",
    path: "/project/keys",
    operation: "projectCreateKey",
    summary: "Refused: an API key cannot create API keys that last",
    ...writesKeys,
    params: { keyId: newKeyId, name: keyName, scopes: scopes2, expire: optional(expire) },
    status: 201,
    model: keyModel,
    run: () => Promise.reject(new Failure({ code: "key_creation_denied", reason: "lasting" }))
  }),
  route({
    method: "POST",
    path: "/project/keys/ephemeral",
    operation: "projectCreateEphemeralKey",
    summary: "Create an API key that is not stored, and ends with the calling one",
    ...writesKeys,
    params: {
      scopes: scopes2,
      duration: whole(1, EPHEMERAL_SECONDS, "Lifetime in seconds.")
    },
    status: 201,
    model: ephemeralKeyModel,
    run: (core, actor, { scopes: scopes3, duration: seconds }) => createEphemeralKey(core, actor, { scopes: scopes3, seconds })
  }),
  route({
    method: "GET",
    path: "/project/keys/:keyId",
    operation: "projectGetKey",
    summary: "Get an API key",
    ...readsKeys,
    params: { keyId },
    model: keyModel,
    run: (core, actor, input2) => getKey(core, actor, input2.keyId)
  }),
  route({
    method: "PUT",
    path: "/project/keys/:keyId",
    operation: "projectUpdateKey",
    summary: "Update an API key; it gets no more than the calling one has",
    ...writesKeys,
    params: { keyId, name: keyName, scopes: scopes2, expire: optional(expire) },
    model: keyModel,
    run: (core, actor, { keyId: id2, name: name4, scopes: scopes3, expire: expire2 }) => updateKey(core, actor, { id: id2, name: name4, scopes: scopes3, expiresAt: expire2 ?? null })
  }),
  route({
    method: "DELETE",
    path: "/project/keys/:keyId",
    operation: "projectDeleteKey",
    summary: "Revoke an API key",
    ...writesKeys,
    params: { keyId },
    run: (core, actor, input2) => revokeKeyAsKey(core, actor, input2.keyId)
  })
], mockRoutes = [
  route({
    method: "GET",
    path: "/project/mock-phones",
    operation: "projectListMockPhones",
    summary: "List phone numbers with a fixed code",
    ...readsMocks,
    params: list,
    model: mockNumberListModel,
    run: async (core, actor, input2) => {
      let { total: total2, rows } = pageOf(await getMockPhones(core, actor), input2);
      return { total: total2, rows: rows.map((mock) => coded(core, mock)) };
    }
  }),
  route({
    method: "POST",
    path: "/project/mock-phones",
    operation: "projectCreateMockPhone",
    summary: "Give a phone number a fixed code, for tests",
    ...writesMocks,
    params: { number: phone, otp },
    status: 201,
    model: mockNumberModel,
    run: async (core, actor, { number: phone2, otp: code }) => coded(core, await createMockPhone(core, actor, { phone: phone2, code }))
  }),
  route({
    method: "GET",
    path: "/project/mock-phones/:number",
    operation: "projectGetMockPhone",
    summary: "Get a phone number with a fixed code",
    ...readsMocks,
    params: { number: numberInPath },
    model: mockNumberModel,
    run: async (core, actor, input2) => coded(core, await getMockPhone(core, actor, input2.number))
  }),
  route({
    method: "PUT",
    path: "/project/mock-phones/:number",
    operation: "projectUpdateMockPhone",
    summary: "Update the fixed code of a phone number",
    ...writesMocks,
    params: { number: numberInPath, otp },
    model: mockNumberModel,
    run: async (core, actor, { number: phone2, otp: code }) => coded(core, await updateMockPhone(core, actor, { phone: phone2, code }))
  }),
  route({
    method: "DELETE",
    path: "/project/mock-phones/:number",
    operation: "projectDeleteMockPhone",
    summary: "Delete the fixed code of a phone number",
    ...writesMocks,
    params: { number: numberInPath },
    run: (core, actor, input2) => removeMockPhone(core, actor, input2.number)
  })
], projectRoutes = [
  route({
    method: "GET",
    path: "/project",
    operation: "projectGet",
    summary: "Get the project",
    tag: "project",
    scope: "project.read",
    params: {},
    model: projectModel,
    run: async (core, { project }) => ({ project, createdAt: await getCreatedAt(core, project.id) })
  }),
  ...keyRoutes,
  ...mockRoutes
];

// src/core/teams/list.ts
var teams = {
  table: "teams",
  words: { table: "team_words", id: "team_id" },
  counted: "teams",
  attributes: {
    id: { kind: "text", column: "id", exact: !0, unique: !0, indexed: !0 },
    sequence: { kind: "number", column: "sequence", scale: 1, indexed: !0 },
    createdAt: { kind: "moment", column: "sequence", scale: 1e3, indexed: !0 },
    updatedAt: { kind: "moment", column: "updated_at", scale: 1, indexed: !0 },
    name: { kind: "text", column: "name_key", indexed: !0 },
    total: { kind: "number", column: "total", scale: 1, indexed: !0 }
  }
};
async function listTeams(core, actor, listing3) {
  let project = actor.project.id, visible = await seenBy2(core, actor);
  if (visible && listing3.cursor && !visible.includes(listing3.cursor.id))
    throw cursorNotFound(teams, listing3.cursor.id);
  if (visible?.length === 0) return { rows: [], total: 0 };
  let narrowed = { ...listing3, filters: [...visible ? [{ is: "equal", attribute: "id", values: visible }] : [], ...listing3.filters] };
  return readPage(core, listing3, await find(core.read, project, teams, narrowed), {
    sizes: (ids) => teamSizes(core.read, project, ids),
    rows: (ids) => findTeams(core.read, project, { ids })
  });
}
async function seenBy2(core, actor) {
  if (!isPrivileged(actor))
    return actor.user ? teamsOf(core.read, actor.project.id, actor.user.id) : [];
}

// src/appwrite/teams.ts
var read4 = { tag: "teams", scope: "teams.read", client: !0 }, write3 = { tag: "teams", scope: "teams.write", client: !0 }, { teamIdInPath: teamId2 } = team_params_exports, name2 = { ...newName, description: "Name of the team." }, attributes3 = {
  $id: { core: "id", type: "text" },
  $sequence: { core: "sequence", type: "integer" },
  $createdAt: { core: "createdAt", type: "date" },
  $updatedAt: { core: "updatedAt", type: "date" },
  name: { core: "name", type: "text" },
  total: { core: "total", type: "integer" }
}, OWNER2 = ["owner"], teamRoutes = [
  route({
    method: "GET",
    path: "/teams",
    operation: "teamsList",
    summary: "List teams; users see the teams they belong to",
    ...read4,
    params: {
      queries: optional(queries),
      search: optional({
        ...search,
        description: "Words; each must be the prefix of a word in the id or the name."
      }),
      total: optional(
        looseFlag(
          "Whether to count all matches. Up to 5,000 are counted where something filters. Default: true."
        )
      )
    },
    model: teamListModel,
    run: (core, actor, input2) => listTeams(core, actor, listingOf(attributes3, input2))
  }),
  route({
    method: "POST",
    path: "/teams",
    operation: "teamsCreate",
    summary: "Create a team; a user who creates it becomes its owner",
    ...write3,
    params: {
      teamId: newTeamId,
      name: name2,
      roles: optional(roles(36))
    },
    status: 201,
    model: teamModel,
    run: (core, actor, { teamId: id2, name: name4, roles: roles2 = OWNER2 }) => createTeam(core, actor, { id: id2 === "unique()" ? void 0 : id2, name: name4, roles: roles2 })
  }),
  route({
    method: "GET",
    path: "/teams/:teamId",
    operation: "teamsGet",
    summary: "Get a team",
    ...read4,
    params: { teamId: teamId2 },
    model: teamModel,
    run: (core, actor, input2) => getTeam(core, actor, input2.teamId)
  }),
  route({
    method: "PUT",
    path: "/teams/:teamId",
    operation: "teamsUpdateName",
    summary: "Update the name of a team",
    ...write3,
    params: { teamId: teamId2, name: name2 },
    model: teamModel,
    run: (core, actor, input2) => renameTeam(core, actor, { id: input2.teamId, name: input2.name })
  }),
  route({
    method: "DELETE",
    path: "/teams/:teamId",
    operation: "teamsDelete",
    summary: "Delete a team and its memberships",
    ...write3,
    params: { teamId: teamId2 },
    run: (core, actor, input2) => removeTeam(core, actor, input2.teamId)
  }),
  route({
    method: "GET",
    path: "/teams/:teamId/prefs",
    operation: "teamsGetPrefs",
    summary: "Get the preferences of a team",
    ...read4,
    params: { teamId: teamId2 },
    model: prefsModel,
    run: async (core, actor, input2) => (await getTeam(core, actor, input2.teamId)).prefs
  }),
  route({
    method: "PUT",
    path: "/teams/:teamId/prefs",
    operation: "teamsUpdatePrefs",
    summary: "Replace the preferences of a team",
    ...write3,
    params: { teamId: teamId2, prefs },
    model: prefsModel,
    run: (core, actor, input2) => setTeamPrefs(core, actor, { id: input2.teamId, prefs: input2.prefs })
  })
];

// src/appwrite/user-credentials.ts
var { userIdInPath: userId } = params_exports, read5 = { tag: "users", scope: "users.read" }, write4 = { tag: "users", scope: "users.write" }, sessionWrite = { tag: "users", scope: ["users.write", "sessions.write"] }, TOKEN = { length: 6, seconds: 900 }, JWT_SECONDS2 = 900, userCredentialRoutes = [
  route({
    method: "GET",
    path: "/users/:userId/sessions",
    operation: "usersListSessions",
    summary: "List the sessions of a user that have not expired",
    tag: "users",
    scope: ["users.read", "sessions.read"],
    params: {
      userId,
      total: optional(looseFlag("Whether to count the sessions. Default: true."))
    },
    model: sessionListModel,
    run: async (core, actor, input2) => {
      let sessions = await listSessions(core, actor, input2.userId);
      return { total: input2.total === !1 ? 0 : sessions.length, rows: sessions };
    }
  }),
  route({
    method: "POST",
    path: "/users/:userId/sessions",
    operation: "usersCreateSession",
    summary: "Create a session; its secret is returned only once",
    ...sessionWrite,
    params: { userId },
    status: 201,
    model: newSessionModel,
    run: (core, actor, input2) => createServerSession(core, actor, input2.userId)
  }),
  route({
    method: "DELETE",
    path: "/users/:userId/sessions",
    operation: "usersDeleteSessions",
    summary: "Delete all sessions of a user",
    ...sessionWrite,
    params: { userId },
    run: (core, actor, input2) => endSessions(core, actor, input2.userId)
  }),
  route({
    method: "DELETE",
    path: "/users/:userId/sessions/:sessionId",
    operation: "usersDeleteSession",
    summary: "Delete a session",
    ...sessionWrite,
    params: { userId, sessionId: idInPath("Id of the session.") },
    run: (core, actor, input2) => endSession(core, actor, { user: input2.userId, id: input2.sessionId })
  }),
  route({
    method: "POST",
    path: "/users/:userId/tokens",
    operation: "usersCreateToken",
    summary: "Create a one-time token for a session; its secret is returned only once",
    ...write4,
    params: {
      userId,
      length: optional(whole(4, 128, "Length of the secret in hex digits. Default: 6.")),
      expire: optional(whole(60, 31536e3, "Lifetime in seconds. Default: 900."))
    },
    status: 201,
    model: tokenModel,
    run: (core, actor, { userId: user, length: length2 = TOKEN.length, expire: expire2 = TOKEN.seconds }) => createToken(core, actor, { user, length: length2, seconds: expire2 })
  }),
  route({
    method: "POST",
    path: "/users/:userId/jwts",
    operation: "usersCreateJWT",
    summary: "Create a JWT that authenticates the user",
    ...write4,
    params: {
      userId,
      sessionId: optional(id("Id of the session that the JWT ends with. Default: the newest session.")),
      duration: optional(whole(0, 3600, "Lifetime in seconds. Default: 900."))
    },
    status: 201,
    model: jwtModel,
    run: (core, actor, { userId: user, sessionId: session, duration = JWT_SECONDS2 }) => createJwt(core, actor, { user, session, seconds: duration })
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/impersonator",
    operation: "usersUpdateImpersonator",
    summary: "Allow or forbid a user to impersonate other users",
    ...write4,
    params: { userId, impersonator: looseFlag("Whether the user may impersonate others.") },
    model: userModel,
    run: (core, actor, input2) => setImpersonator(core, actor, { id: input2.userId, impersonator: input2.impersonator })
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/mfa",
    operation: "usersUpdateMFA",
    summary: "Require a second factor for sign-ins of a user, or stop requiring it",
    ...write4,
    params: { userId, mfa: flag("Whether sign-ins need a second factor.") },
    model: userModel,
    run: (core, actor, input2) => setMfa(core, actor, { id: input2.userId, enabled: input2.mfa })
  }),
  route({
    method: "GET",
    path: "/users/:userId/mfa/factors",
    operation: "usersListMFAFactors",
    summary: "List the second factors of a user",
    ...read5,
    params: { userId },
    model: factorsModel,
    run: (core, actor, input2) => listFactors(core, actor, input2.userId)
  }),
  route({
    method: "GET",
    path: "/users/:userId/mfa/recovery-codes",
    operation: "usersGetMFARecoveryCodes",
    summary: "Read the recovery codes that are left",
    tag: "users",
    scope: "users.secrets.read",
    params: { userId },
    model: recoveryCodesModel,
    run: (core, actor, input2) => getRecoveryCodes(core, actor, input2.userId)
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/mfa/recovery-codes",
    operation: "usersCreateMFARecoveryCodes",
    summary: "Create recovery codes for a user who has none",
    ...write4,
    params: { userId },
    status: 201,
    model: recoveryCodesModel,
    run: (core, actor, input2) => createRecoveryCodes(core, actor, input2.userId)
  }),
  route({
    method: "PUT",
    path: "/users/:userId/mfa/recovery-codes",
    operation: "usersUpdateMFARecoveryCodes",
    summary: "Replace the recovery codes",
    ...write4,
    params: { userId },
    model: recoveryCodesModel,
    run: (core, actor, input2) => replaceRecoveryCodes(core, actor, input2.userId)
  }),
  route({
    method: "GET",
    path: "/users/:userId/mfa/challenges/:challengeId",
    operation: "usersGetMFAChallenge",
    summary: "Read the code of a challenge for the factor custom, to deliver it to the user",
    tag: "users",
    scope: "users.secrets.read",
    params: { userId, challengeId: idInPath("Id of the challenge.") },
    model: challengeSecretModel,
    run: (core, actor, { userId: user, challengeId: id2 }) => getCustomChallenge(core, actor, { user, id: id2 })
  }),
  route({
    method: "DELETE",
    path: "/users/:userId/mfa/authenticators/:type",
    operation: "usersDeleteMFAAuthenticator",
    summary: "Delete an authenticator",
    ...write4,
    params: { userId, type: authenticatorInPath },
    run: (core, actor, input2) => removeAuthenticator(core, actor, { user: input2.userId, kind: input2.type })
  })
];

// src/core/users/imports.ts
async function importUser(core, actor, input2, hash) {
  let reason = hash.scheme.refusal(hash.stored);
  if (reason !== void 0) throw new Failure({ code: "password_hash_refused", reason });
  return createUser(core, actor, { ...input2, stored: hash.stored });
}

// src/appwrite/user-imports.ts
var person = {
  userId: newUserId,
  email,
  password: passwordHash
}, name3 = optional(newName);
function importRoute({ path, operation, called, parts, scheme, stored }) {
  return route({
    method: "POST",
    path,
    operation,
    summary: `Create a user with a password hashed by ${called}`,
    tag: "users",
    scope: "users.write",
    params: { ...person, ...parts, name: name3 },
    status: 201,
    model: userModel,
    run: (core, actor, input2) => {
      let {
        userId: userId4,
        email: email2,
        password: password2,
        name: called2,
        ...rest
      } = input2, user = {
        email: email2,
        ...userId4 !== "unique()" && { id: userId4 },
        ...called2 !== void 0 && { name: called2 }
      };
      return importUser(core, actor, user, { scheme, stored: stored(password2, rest) });
    }
  });
}
var { argon2, bcrypt, md5, phpass, scrypt, scryptMod, sha } = hashSchemes, userImportRoutes = [
  importRoute({
    path: "/users/argon2",
    operation: "usersCreateArgon2User",
    called: "argon2",
    parts: {},
    scheme: argon2,
    stored: (hash) => argon2.encode({ hash })
  }),
  importRoute({
    path: "/users/bcrypt",
    operation: "usersCreateBcryptUser",
    called: "bcrypt",
    parts: {},
    scheme: bcrypt,
    stored: (hash) => bcrypt.encode({ hash })
  }),
  importRoute({
    path: "/users/md5",
    operation: "usersCreateMD5User",
    called: "MD5",
    parts: {},
    scheme: md5,
    stored: (hash) => md5.encode({ hash })
  }),
  importRoute({
    path: "/users/phpass",
    operation: "usersCreatePHPassUser",
    called: "phpass",
    parts: {},
    scheme: phpass,
    stored: (hash) => phpass.encode({ hash })
  }),
  importRoute({
    path: "/users/sha",
    operation: "usersCreateSHAUser",
    called: "a SHA",
    parts: {
      passwordVersion: optional(oneOf(shaVersionNames, "SHA variant. Default: sha256."))
    },
    scheme: sha,
    stored: (hash, { passwordVersion: version = "sha256" }) => sha.encode({ hash, version })
  }),
  importRoute({
    path: "/users/scrypt",
    operation: "usersCreateScryptUser",
    called: "scrypt",
    parts: {
      passwordSalt: hashPart("Salt as plain text."),
      passwordCpu: hashNumber("N: a power of two."),
      passwordMemory: hashNumber("r: the block size."),
      passwordParallel: hashNumber("p: the parallelism."),
      passwordLength: hashNumber("Length of the hash in bytes.")
    },
    scheme: scrypt,
    stored: (hash, parts) => scrypt.encode({
      hash,
      salt: parts.passwordSalt,
      costCpu: parts.passwordCpu,
      costMemory: parts.passwordMemory,
      costParallel: parts.passwordParallel,
      length: parts.passwordLength
    })
  }),
  importRoute({
    path: "/users/scrypt-modified",
    operation: "usersCreateScryptModifiedUser",
    called: "Firebase's scrypt",
    parts: {
      passwordSalt: hashPart("Salt in base64."),
      passwordSaltSeparator: hashPart("Salt separator in base64."),
      passwordSignerKey: hashPart("Signer key in base64.")
    },
    scheme: scryptMod,
    stored: (hash, parts) => scryptMod.encode({
      hash,
      salt: parts.passwordSalt,
      saltSeparator: parts.passwordSaltSeparator,
      signerKey: parts.passwordSignerKey
    })
  })
];

// src/core/targets/list.ts
var targets = {
  table: "targets",
  attributes: {
    id: { kind: "text", column: "id", exact: !0 },
    sequence: { kind: "number", column: "sequence", scale: 1 },
    createdAt: { kind: "moment", column: "sequence", scale: 1e3 },
    updatedAt: { kind: "moment", column: "updated_at", scale: 1 },
    userId: { kind: "text", column: "user_id", exact: !0, indexed: !0 },
    providerId: { kind: "text", column: "provider_id", exact: !0, nullable: !0 },
    identifier: { kind: "text", column: "identifier", exact: !0 },
    kind: { kind: "text", column: "provider_type", exact: !0 }
  }
};
async function listTargets(core, actor, user, listing3) {
  let project = actor.project.id;
  if (!await findUser(core.read, project, user)) throw new Failure("user_not_found");
  let own6 = { is: "equal", attribute: "userId", values: [user] }, found = await find(core.read, project, targets, {
    ...listing3,
    filters: [own6, ...listing3.filters]
  });
  return readPage(core, listing3, found, {
    sizes: (ids) => targetSizes(core.read, project, ids),
    rows: (ids) => findTargets(core.read, project, { user, ids })
  });
}

// src/appwrite/user-targets.ts
var { userIdInPath: userId2 } = params_exports, targetId2 = idInPath("Id of the target."), read6 = { tag: "users", scope: ["users.read", "targets.read"] }, write5 = { tag: "users", scope: ["users.write", "targets.write"] }, attributes4 = {
  $id: { core: "id", type: "text" },
  $sequence: { core: "sequence", type: "integer" },
  $createdAt: { core: "createdAt", type: "date" },
  $updatedAt: { core: "updatedAt", type: "date" },
  userId: { core: "userId", type: "text" },
  providerId: { core: "providerId", type: "text" },
  identifier: { core: "identifier", type: "text" },
  providerType: { core: "kind", type: "text" }
}, userTargetRoutes = [
  route({
    method: "GET",
    path: "/users/:userId/targets",
    operation: "usersListTargets",
    summary: "List the targets of a user",
    ...read6,
    params: {
      userId: userId2,
      queries: optional(queries),
      total: optional(looseFlag("Whether to count all matches. Default: true."))
    },
    model: targetListModel,
    run: (core, actor, { userId: user, ...query }) => listTargets(core, actor, user, listingOf(attributes4, query))
  }),
  route({
    method: "POST",
    path: "/users/:userId/targets",
    operation: "usersCreateTarget",
    summary: "Create a target",
    ...write5,
    params: {
      userId: userId2,
      targetId: newTargetId,
      providerType: targetKind,
      identifier,
      providerId: optional(id("Id of the messaging provider; an unknown one is ignored.")),
      name: optional(newName)
    },
    status: 201,
    model: targetModel,
    run: (core, actor, { userId: user, targetId: id2, providerType: kind, identifier: identifier2, name: name4 }) => createTarget(core, actor, {
      user,
      kind,
      identifier: identifier2,
      ...id2 !== "unique()" && { id: id2 },
      ...name4 !== void 0 && { name: name4 }
    })
  }),
  route({
    method: "GET",
    path: "/users/:userId/targets/:targetId",
    operation: "usersGetTarget",
    summary: "Get a target",
    ...read6,
    params: { userId: userId2, targetId: targetId2 },
    model: targetModel,
    run: (core, actor, input2) => getTarget(core, actor, { user: input2.userId, id: input2.targetId })
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/targets/:targetId",
    operation: "usersUpdateTarget",
    summary: "Update a target",
    ...write5,
    params: {
      userId: userId2,
      targetId: targetId2,
      identifier: optional(identifier),
      providerId: optional(id("Id of the messaging provider.")),
      name: optional(newName)
    },
    model: targetModel,
    run: async (core, actor, { userId: user, targetId: id2, providerId, ...change }) => {
      if (providerId !== void 0) throw new Failure("provider_not_found");
      return updateTarget2(core, actor, { user, id: id2, ...change });
    }
  }),
  route({
    method: "DELETE",
    path: "/users/:userId/targets/:targetId",
    operation: "usersDeleteTarget",
    summary: "Delete a target; the email address and phone number of the user stay",
    ...write5,
    params: { userId: userId2, targetId: targetId2 },
    run: (core, actor, input2) => removeTarget(core, actor, { user: input2.userId, id: input2.targetId })
  })
];

// src/core/users/list.ts
var creation = { kind: "moment", column: "sequence", scale: 1e3, indexed: !0 }, users = {
  table: "users",
  words: { table: "user_words", id: "user_id" },
  counted: "users",
  inside: !0,
  attributes: {
    id: { kind: "text", column: "id", exact: !0, unique: !0, indexed: !0 },
    sequence: { kind: "number", column: "sequence", scale: 1, indexed: !0 },
    createdAt: creation,
    registeredAt: creation,
    updatedAt: { kind: "moment", column: "updated_at", scale: 1, indexed: !0 },
    ...queried
  }
}, FEW_USERS = 25, FEW_TARGETS = 50, HASH_BYTES = 700, select = (read9, targets2) => read9.db.selectFrom("users").select([...userColumns]).select(targetsOfUser(read9, targets2)), firstFew = prepared(
  (read9, param) => select(read9, FEW_TARGETS + 1).where("users.project_id", "=", param.project_id).orderBy("users.sequence").orderBy("users.id").limit(param.limit)
), byIds = (targets2) => prepared(
  (read9, param) => select(read9, targets2).where("users.project_id", "=", param.project_id).where(
    "users.id",
    "in",
    read9.db.selectFrom(read9.sql.eachText(param.ids).as("each")).select("each.value")
  )
), many = byIds(), few = byIds(FEW_TARGETS + 1);
async function listUsers(core, actor, listing3) {
  let { filters, orders, search: search3, cursor, offset, counted, limit } = listing3;
  if (!(filters.length === 0 && orders.length === 0 && search3 === void 0 && !cursor) || offset > 0 || limit > FEW_USERS) return listSome(core, actor, listing3);
  let project_id = actor.project.id, [rows, total2] = await Promise.all([
    firstFew(core.read, { project_id, limit }),
    counted ? keptCount(core.read, project_id, "users") : 0
  ]), users2 = await usersOf(core, rows);
  return users2 ? { rows: users2, total: total2 } : listSome(core, actor, listing3);
}
async function listSome(core, actor, listing3) {
  let project = actor.project.id, found = await find(core.read, project, users, await withOwnerFirst(core, actor, listing3)), rowsOf = (ids) => ({ project_id: project, ids: JSON.stringify(ids) });
  if (found.ids.length <= FEW_USERS) {
    let read9 = await usersOf(core, await few(core.read, rowsOf(found.ids))), byId = new Map(read9?.map((user) => [user.id, user]));
    if (read9) return { rows: found.ids.flatMap((id2) => byId.get(id2) ?? []), total: found.total };
  }
  let hash = may(actor, "users.hashes.read") ? HASH_BYTES : 0;
  return readPage(core, listing3, found, {
    sizes: async (ids) => (await userSizes(core.read, project, ids)).map(({ id: id2, bytes }) => ({ id: id2, bytes: bytes + hash })),
    rows: async (ids) => (await many(core.read, rowsOf(ids))).map((row) => unsealed(core, userOf(row)))
  });
}
async function usersOf(core, rows) {
  let lengths = rows.map(({ prefs: prefs2, labels: labels2, targets: targets2 }) => prefs2.length + labels2.length + targets2.length);
  await core.memory.reserve(lengths.reduce((sum, length2) => sum + length2, 0));
  let users2 = rows.map(userOf);
  return users2.some(({ targets: targets2 }) => targets2.length > FEW_TARGETS) ? void 0 : users2.map((user) => unsealed(core, user));
}
async function withOwnerFirst(core, actor, listing3) {
  let text = listing3.search?.trim() ?? "", [email2, phone2] = [emailOf(text), phoneOf(text)], [kind, address] = email2 ? ["email", email2] : ["phone", phone2];
  if (address === void 0) return listing3;
  let owner = await findUserBy(core.read, actor.project.id, kind, address), search3 = phone2 ?? listing3.search ?? "";
  return { ...listing3, search: search3, ...owner && listing3.orders.length === 0 && { first: owner.id } };
}

// src/appwrite/users.ts
var { userIdInPath: userId3 } = params_exports, read7 = { tag: "users", scope: "users.read" }, write6 = { tag: "users", scope: "users.write" }, attributes5 = {
  $sequence: { core: "sequence", type: "integer" },
  ...Object.fromEntries(
    Object.entries(userFields).flatMap(([name4, { query }]) => query ? [[name4, query]] : [])
  )
}, userRoutes = [
  route({
    method: "GET",
    path: "/users",
    operation: "usersList",
    summary: "List users",
    ...read7,
    params: {
      queries: optional(queries),
      search: optional(search),
      total: optional(
        looseFlag(
          "Whether to count all matches. Up to 5,000 are counted where something filters. Default: true."
        )
      )
    },
    model: userListModel,
    run: (core, actor, input2) => listUsers(core, actor, listingOf(attributes5, input2))
  }),
  route({
    method: "POST",
    path: "/users",
    operation: "usersCreate",
    summary: "Create a user",
    ...write6,
    params: {
      userId: newUserId,
      email: optional(email),
      phone: optional(phone),
      password: optional(password),
      name: optional(newName)
    },
    status: 201,
    model: userModel,
    run: (core, actor, { userId: id2, ...rest }) => createUser(core, actor, id2 === "unique()" ? rest : { id: id2, ...rest })
  }),
  route({
    method: "GET",
    path: "/users/:userId",
    operation: "usersGet",
    summary: "Get a user",
    ...read7,
    params: { userId: userId3 },
    model: userModel,
    run: (core, actor, input2) => getUser(core, actor, input2.userId)
  }),
  route({
    method: "DELETE",
    path: "/users/:userId",
    operation: "usersDelete",
    summary: "Delete a user and everything the user owns",
    ...write6,
    params: { userId: userId3 },
    run: (core, actor, input2) => removeUser(core, actor, input2.userId)
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/name",
    operation: "usersUpdateName",
    summary: "Update the name",
    ...write6,
    params: { userId: userId3, name },
    model: userModel,
    run: (core, actor, input2) => renameUser(core, actor, { id: input2.userId, name: input2.name })
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/email",
    operation: "usersUpdateEmail",
    summary: "Update the email address and mark it unverified",
    ...write6,
    params: { userId: userId3, email: emailOrNone },
    model: userModel,
    run: (core, actor, { userId: id2, email: email2 }) => setEmail(core, actor, { id: id2, email: email2 || null })
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/phone",
    operation: "usersUpdatePhone",
    summary: "Update the phone number and mark it unverified",
    ...write6,
    params: { userId: userId3, number: phoneOrNone },
    model: userModel,
    run: (core, actor, { userId: id2, number: number2 }) => setPhone(core, actor, { id: id2, phone: number2 || null })
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/password",
    operation: "usersUpdatePassword",
    summary: "Update the password",
    ...write6,
    params: { userId: userId3, password: passwordOrNone },
    model: userModel,
    run: (core, actor, input2) => setPassword(core, actor, { id: input2.userId, password: input2.password || null })
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/status",
    operation: "usersUpdateStatus",
    summary: "Block or unblock a user",
    ...write6,
    params: { userId: userId3, status: looseFlag("Whether the user may sign in; false blocks the user.") },
    model: userModel,
    run: (core, actor, input2) => setStatus(core, actor, { id: input2.userId, active: input2.status })
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/verification",
    operation: "usersUpdateEmailVerification",
    summary: "Mark the email address verified or unverified",
    ...write6,
    params: { userId: userId3, emailVerification: flag("Whether the email address is verified.") },
    model: userModel,
    run: (core, actor, input2) => setEmailVerified(core, actor, { id: input2.userId, verified: input2.emailVerification })
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/verification/phone",
    operation: "usersUpdatePhoneVerification",
    summary: "Mark the phone number verified or unverified",
    ...write6,
    params: { userId: userId3, phoneVerification: flag("Whether the phone number is verified.") },
    model: userModel,
    run: (core, actor, input2) => setPhoneVerified(core, actor, { id: input2.userId, verified: input2.phoneVerification })
  }),
  route({
    method: "PUT",
    path: "/users/:userId/labels",
    operation: "usersUpdateLabels",
    summary: "Replace the labels",
    ...write6,
    params: { userId: userId3, labels },
    model: userModel,
    run: (core, actor, input2) => setLabels(core, actor, { id: input2.userId, labels: input2.labels })
  }),
  route({
    method: "GET",
    path: "/users/:userId/prefs",
    operation: "usersGetPrefs",
    summary: "Get the preferences",
    ...read7,
    params: { userId: userId3 },
    model: prefsModel,
    run: (core, actor, input2) => getPrefs(core, actor, input2.userId)
  }),
  route({
    method: "PATCH",
    path: "/users/:userId/prefs",
    operation: "usersUpdatePrefs",
    summary: "Replace the preferences",
    ...write6,
    params: { userId: userId3, prefs },
    model: prefsModel,
    run: (core, actor, input2) => setPrefs(core, actor, { id: input2.userId, prefs: input2.prefs })
  })
];

// src/appwrite/models/webhook.ts
var schema5 = external_exports.object({
  $id: external_exports.string().describe("Id."),
  $createdAt: date("Time of creation."),
  $updatedAt: date("Time of the last change."),
  name: external_exports.string().describe("Name."),
  url: external_exports.string().describe("URL that events are posted to."),
  events: external_exports.array(external_exports.string()).describe("Names of the events that it receives; `*` stands for any id."),
  tls: external_exports.boolean().describe("Whether the certificate of the receiver is verified."),
  authUsername: external_exports.string().describe("Username of HTTP basic authentication; empty if there is none."),
  authPassword: external_exports.string().describe("Always empty: the password cannot be read."),
  secret: external_exports.string().describe("Secret of the signatures; empty except in the answer that sets it."),
  enabled: external_exports.boolean().describe("Whether it receives events; false after it failed for a day."),
  logs: external_exports.string().describe("Outcome of the last attempt if it failed; empty otherwise."),
  attempts: external_exports.int().describe("Number of failed attempts in a row.")
}), webhookModel = {
  name: "webhook",
  schema: schema5,
  view: (webhook) => viewOf6(webhook, "")
}, newWebhookModel = {
  name: "webhook",
  schema: schema5,
  view: ({ webhook, secret: secret3 }) => viewOf6(webhook, secret3)
}, webhookListModel = {
  name: "webhookList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of webhooks over all pages."),
    webhooks: external_exports.array(schema5).describe("The webhooks of this page.")
  }),
  view: ({ total: total2, rows }) => ({ total: total2, webhooks: rows.map((webhook) => viewOf6(webhook, "")) })
};
function viewOf6(webhook, secret3) {
  return {
    $id: webhook.id,
    $createdAt: dateOf(webhook.createdAt),
    $updatedAt: dateOf(webhook.updatedAt),
    name: webhook.name,
    url: webhook.url,
    events: [...webhook.events],
    tls: webhook.verifiesTls,
    authUsername: webhook.authUsername,
    authPassword: "",
    secret: secret3,
    enabled: webhook.disabledAt === null,
    logs: webhook.error,
    attempts: webhook.failures
  };
}

// src/appwrite/webhooks.ts
var read8 = { tag: "webhooks", scope: "webhooks.read" }, write7 = { tag: "webhooks", scope: "webhooks.write" }, URL_LENGTH = 2048, EVENTS = { most: 100, length: 256 }, AUTH_LENGTH = 256, SECRET = { least: 8, most: 256 }, webhookId = idInPath("Id of the webhook."), newWebhookId = input(
  external_exports.string().refine((text) => text === "unique()" || ID.test(text)),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new webhook, or "unique()" for a generated one.'
), URL_FORM = /^https?:\/\/[^\\\s\p{Cc}]+$/iu;
function isUrl(text) {
  if (text.length > URL_LENGTH || !URL_FORM.test(text) || !URL.canParse(text)) return !1;
  let { username, password: password2 } = new URL(text);
  return username === "" && password2 === "";
}
var url2 = input(
  storable.refine(isUrl).meta({ maxLength: URL_LENGTH, examples: ["https://example.com/events"] }),
  `must be a URL that begins with https:// or http://, without credentials or blanks, of at most ${URL_LENGTH.toLocaleString("en")} characters`,
  "URL that events are posted to: https, of a public host."
), events2 = input(
  listAtMost(EVENTS.most, textAtMost(EVENTS.length).refine(isEventName)).meta({
    examples: [["users.*.create"]]
  }),
  `must be an array of at most ${EVENTS.most} names of events`,
  "Names of the events to receive, such as `users.*.create`; `*` stands for any id."
), authText = (description) => input(
  storable.refine((text) => length(text) <= AUTH_LENGTH).meta({ maxLength: AUTH_LENGTH }),
  `must be a text of at most ${AUTH_LENGTH} characters without NUL`,
  description
), secret2 = input(
  storable.refine((text) => length(text) >= SECRET.least && length(text) <= SECRET.most && isSecret(text)).meta({ minLength: SECRET.least, maxLength: SECRET.most, examples: ["a-secret-of-the-receiver"] }),
  `must be a text of ${SECRET.least} to ${SECRET.most} characters without NUL; after ${SECRET_PREFIX}, base64 of at least ${SECRET.least} bytes`,
  "Secret of the signatures. Default: a random one."
);
function isSecret(text) {
  if (!text.startsWith(SECRET_PREFIX)) return !0;
  let encoded = text.slice(SECRET_PREFIX.length), key = Buffer.from(encoded, "base64");
  return key.length >= SECRET.least && key.toString("base64") === encoded;
}
var settings = {
  url: url2,
  name: { ...newName, description: "Name of the webhook." },
  events: events2,
  enabled: optional(flag("Whether it receives events. Default: true.")),
  tls: optional(flag("Whether the certificate of the receiver is verified. Default: true.")),
  authUsername: optional(authText("Username of HTTP basic authentication.")),
  authPassword: optional(authText("Password of HTTP basic authentication."))
}, list2 = {
  queries: optional({ ...queries, description: "Queries as JSON strings: limit and offset." }),
  total: optional(looseFlag("Whether to count all webhooks. Default: true."))
};
function settingsOf({ url: url3, name: name4, events: events3, enabled: enabled2, tls, authUsername, authPassword }) {
  return {
    url: url3,
    name: name4,
    events: events3,
    enabled: enabled2 ?? !0,
    verifiesTls: tls ?? !0,
    authUsername: authUsername ?? "",
    authPassword: authPassword ?? ""
  };
}
var webhookRoutes = [
  route({
    method: "GET",
    path: "/webhooks",
    operation: "webhooksList",
    summary: "List webhooks",
    ...read8,
    params: list2,
    model: webhookListModel,
    run: async (core, actor, input2) => pageOf(await getWebhooks(core, actor), input2)
  }),
  route({
    method: "POST",
    path: "/webhooks",
    operation: "webhooksCreate",
    summary: "Create a webhook",
    ...write7,
    params: { webhookId: newWebhookId, ...settings, secret: optional(secret2) },
    status: 201,
    model: newWebhookModel,
    run: (core, actor, { webhookId: id2, secret: secret3, ...input2 }) => createWebhook(core, actor, { ...settingsOf(input2), id: id2 === "unique()" ? void 0 : id2, secret: secret3 })
  }),
  route({
    method: "GET",
    path: "/webhooks/:webhookId",
    operation: "webhooksGet",
    summary: "Get a webhook",
    ...read8,
    params: { webhookId },
    model: webhookModel,
    run: (core, actor, input2) => getWebhook(core, actor, input2.webhookId)
  }),
  route({
    method: "PUT",
    path: "/webhooks/:webhookId",
    operation: "webhooksUpdate",
    summary: "Update a webhook; enabling it forgets its failures",
    ...write7,
    params: { webhookId, ...settings },
    model: webhookModel,
    run: (core, actor, { webhookId: id2, ...input2 }) => updateWebhook(core, actor, { ...settingsOf(input2), id: id2 })
  }),
  route({
    method: "DELETE",
    path: "/webhooks/:webhookId",
    operation: "webhooksDelete",
    summary: "Delete a webhook and what waits for it",
    ...write7,
    params: { webhookId },
    run: (core, actor, input2) => removeWebhook(core, actor, input2.webhookId)
  }),
  route({
    method: "PATCH",
    path: "/webhooks/:webhookId/secret",
    operation: "webhooksUpdateSecret",
    summary: "Replace the secret of a webhook",
    ...write7,
    params: { webhookId, secret: optional(secret2) },
    model: newWebhookModel,
    run: (core, actor, input2) => updateWebhookSecret(core, actor, { id: input2.webhookId, secret: input2.secret })
  })
];

// src/appwrite/routes.ts
var routes = [
  ...userRoutes,
  ...userCredentialRoutes,
  ...userTargetRoutes,
  ...userImportRoutes,
  ...userLogRoutes,
  ...accountRoutes,
  ...accountSessionRoutes,
  ...accountTokenRoutes,
  ...accountTargetRoutes,
  ...accountMfaRoutes,
  ...teamRoutes,
  ...membershipRoutes,
  ...oauthRoutes,
  ...identityRoutes,
  ...appRoutes,
  ...projectRoutes,
  ...policyRoutes,
  ...webhookRoutes,
  ...healthRoutes
];

export {
  CHALLENGE_MS,
  PENDING_MS,
  require_dist,
  parseSessionToken,
  messageOf,
  callerWords,
  failures,
  answerTo,
  optional,
  id,
  email,
  phone,
  password,
  oneOf,
  newName,
  labels,
  flag,
  whole,
  isWrittenQuery,
  readWrittenQuery,
  queriesInvalid,
  readJwt,
  verifyDeviceCookie,
  namesOfDevice,
  readCookies,
  isForGuests,
  scopesOf,
  sessionCookies,
  deviceCookie,
  browserBindingIn,
  setBrowserBinding,
  setHandover,
  setSessionCookies,
  hasSessionCookies,
  clearSessionCookies,
  prefersPages,
  sendPage,
  serveSignInPages,
  keyModel,
  logModel,
  mockNumberModel,
  policyModel,
  projectFeatureModel,
  metricModel,
  webhookModel,
  routes
};
