import {
  createdAt,
  digest,
  findProject,
  firstNow,
  freshId,
  freshSecret,
  granted,
  instantOf,
  ownedTable,
  projectOf,
  sameText
} from "./chunk-EHK46DSF.js";
import {
  Failure
} from "./chunk-ACZ6WXDB.js";

// src/core/keys/ephemeral.ts
var PREFIX = "ephemeral_", OLDER_PREFIX = "dynamic_", ALGORITHM = "HS256", AUDIENCE = "key", LENGTH_AT_MOST = 8192;
function isEphemeralSecret(secret) {
  return secret.startsWith(PREFIX) || secret.startsWith(OLDER_PREFIX);
}
async function signEphemeral({ seal }, project, { keyId, scopes }, moments) {
  let { SignJWT } = await import("./webapi-SNXPXFWP.js"), token = await new SignJWT({ projectId: project, keyId, scopes: [...scopes] }).setProtectedHeader({ typ: "JWT", alg: ALGORITHM }).setAudience(AUDIENCE).setIssuedAt(Math.floor(moments.now / 1e3)).setExpirationTime(moments.expiresAt / 1e3).sign(seal.derive("ephemeral-keys"));
  return PREFIX + token;
}
async function verifyEphemeral({ seal }, project, secret) {
  if (secret.length > LENGTH_AT_MOST) return;
  let token = secret.slice(secret.indexOf("_") + 1), { jwtVerify } = await import("./webapi-SNXPXFWP.js");
  try {
    let { payload } = await jwtVerify(token, seal.derive("ephemeral-keys"), {
      algorithms: [ALGORITHM],
      typ: "JWT",
      audience: AUDIENCE,
      requiredClaims: ["exp"],
      // The caller compares the expiry, since an expired key fails otherwise than an unknown one.
      currentDate: /* @__PURE__ */ new Date(0)
    }), { projectId, keyId, scopes, exp = 0 } = payload;
    return projectId !== project || typeof keyId != "string" || !Array.isArray(scopes) ? void 0 : { keyId, scopes, expiresAt: instantOf(Math.round(exp * 1e3)) };
  } catch {
    return;
  }
}

// src/core/keys/key.ts
function hasExpired(key, now) {
  return key.expiresAt !== null && key.expiresAt <= now;
}

// src/core/keys/store.ts
var LISTED_AT_MOST = 1e3, projectWithKey = firstNow(
  ({ db }, param) => db.selectFrom("projects").leftJoin(
    "keys",
    (join) => join.onRef("keys.project_id", "=", "projects.project_id").on("keys.secret_hash", "=", param.secret_hash)
  ).where("projects.project_id", "=", param.project_id).select(["projects.project_id", "projects.name", "projects.policies", "projects.webhooks"]).select(["keys.id", "keys.name as key_name", "keys.secret_hash", "keys.scopes"]).select(["keys.expires_at", "keys.last_used_at", "keys.created_at"])
);
async function findProjectAndKey(read, id, secretHash) {
  let row = await projectWithKey(read, { project_id: id, secret_hash: secretHash });
  if (!row) return;
  let project = projectOf(row);
  if (row.id === null || row.secret_hash === null) return { project };
  let key = keyOf(row, row.key_name);
  return { project, key, storedHash: row.secret_hash };
}
var keys = ownedTable("keys", {
  owner: {},
  key: "id",
  toRow: ({ key, secretHash }) => ({
    id: key.id,
    name: key.name,
    secret_hash: secretHash,
    scopes: JSON.stringify(key.scopes),
    expires_at: key.expiresAt,
    last_used_at: null,
    created_at: key.createdAt
  }),
  toValue: (row) => keyOf(row, row.name)
}), insertKey = keys.insert, listKeys = keys.list({}, { order: ["created_at", "id"], most: LISTED_AT_MOST }), findKey = keys.find({ id: "id" }), lockKey = keys.lock({ id: "id" }), update = keys.update({ name: "name", scopes: "scopes", expires_at: "expiresAt" }, { id: "id" }), updateForever = keys.update({ name: "name", scopes: "scopes", expires_at: null }, { id: "id" });
function updateKeyRow(tx, project, { id, name, ...key }) {
  let scopes = JSON.stringify(key.scopes), { expiresAt } = key;
  return expiresAt === null ? updateForever(tx, project, { id, name, scopes }) : update(tx, project, { id, name, scopes, expiresAt });
}
var takeKey = keys.take({ id: "id" }), recordUse = keys.update({ last_used_at: "at" }, { id: "id", last_used_at: "is null or < at" });
async function upsertKey(tx, project, key, secretHash) {
  return (await tx.db.insertInto("keys").values({
    project_id: project,
    id: key.id,
    name: key.name,
    secret_hash: secretHash,
    scopes: JSON.stringify(key.scopes),
    expires_at: null,
    last_used_at: null,
    created_at: key.createdAt
  }).onConflict(
    (conflict) => conflict.columns(["project_id", "id"]).doUpdateSet({ secret_hash: secretHash, scopes: JSON.stringify(key.scopes), expires_at: null }).where("keys.secret_hash", "!=", secretHash)
  ).returning("id").execute()).length === 1;
}
var EVERY_SCOPE = ["*"];
function keyOf(row, name) {
  return {
    id: row.id,
    name,
    scopes: row.scopes === '["*"]' ? EVERY_SCOPE : JSON.parse(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at
  };
}

// src/core/keys/keys.ts
var BOOTSTRAP_ID = "bootstrap";
async function createKey(core, actor, input) {
  let sequence = core.clock.nextSequence(), secret = `standard_${freshSecret()}`, key = { id: freshId(sequence), createdAt: createdAt(sequence), lastUsedAt: null, ...input }, details = { keyId: key.id, scopes: [...key.scopes], expiresAt: key.expiresAt };
  return await core.write(
    actor,
    { act: "key.create", details },
    (tx) => insertKey(tx, actor.project.id, { key, secretHash: digest(secret) })
  ), { key, secret };
}
async function setBootstrapKey(core, actor, secret) {
  let key = {
    id: BOOTSTRAP_ID,
    name: "Set by DENIZEN_API_KEY",
    scopes: ["*"],
    createdAt: core.clock.now(),
    expiresAt: null,
    lastUsedAt: null
  }, known = await findProjectAndKey(core.read, actor.project.id, digest(secret));
  if (known?.key) return refuseLesser(known.key);
  await core.write(
    actor,
    { act: "key.replace", details: { keyId: BOOTSTRAP_ID } },
    (tx) => upsertKey(tx, actor.project.id, key, digest(secret))
  );
}
function refuseLesser(key) {
  if (!(key.scopes.includes("*") && key.expiresAt === null))
    throw new Failure({ code: "bootstrap_key_limited", key: key.id });
}
async function getKey(core, actor, id) {
  let key = await findKey(core.read, actor.project.id, { id });
  if (!key) throw new Failure({ code: "key_not_found", key: id });
  return key;
}
async function updateKey(core, actor, input) {
  let { id, name, scopes, expiresAt } = input;
  refuseConfigured(id);
  let act = { act: "key.update", details: { keyId: id, scopes: [...scopes], expiresAt } };
  return core.write(actor, act, async (tx) => {
    let before = await lockKey(tx, actor.project.id, { id });
    if (!before) throw new Failure({ code: "key_not_found", key: id });
    let had = granted(before.scopes), added = scopes.filter((scope) => !had.has(scope));
    return refuseScopes(actor, outlives(expiresAt, before.expiresAt) ? scopes : added), (added.length > 0 || expiresAt !== before.expiresAt) && await refuseLonger(tx, actor, expiresAt), await updateKeyRow(tx, actor.project.id, { ...before, name, scopes, expiresAt }), { ...before, name, scopes, expiresAt };
  });
}
async function createEphemeralKey(core, actor, { scopes, seconds }) {
  if (actor.isEphemeral) throw new Failure({ code: "key_creation_denied", reason: "ephemeral" });
  if (actor.kind !== "key" || actor.id === void 0)
    throw new Failure({ code: "key_creation_denied", reason: "lasting" });
  refuseScopes(actor, scopes);
  let own = await getKey(core, actor, actor.id), sequence = core.clock.nextSequence(), now = core.clock.now(), wanted = instantOf(now + seconds * 1e3), expiresAt = own.expiresAt !== null && own.expiresAt < wanted ? own.expiresAt : wanted, details = { keyId: own.id, scopes: [...scopes], expiresAt };
  await core.write(actor, { act: "key.derive", details }, async () => {
  });
  let secret = await signEphemeral(core, actor.project.id, { keyId: own.id, scopes }, { now, expiresAt });
  return { id: freshId(sequence), createdAt: now, expiresAt, scopes, secret };
}
function refuseScopes(actor, given) {
  if (!given.every((scope) => actor.scopes.has(scope)))
    throw new Failure({ code: "key_creation_denied", reason: "scopes" });
}
async function refuseLonger(read, actor, expiresAt) {
  let own = await findKey(read, actor.project.id, { id: actor.id ?? "" });
  if (!(!actor.isEphemeral && (!own || !outlives(expiresAt, own.expiresAt))))
    throw new Failure({ code: "key_creation_denied", reason: "expiry" });
}
function outlives(one, other) {
  return other !== null && (one === null || one > other);
}
function refuseConfigured(id) {
  if (id === BOOTSTRAP_ID) throw new Failure({ code: "key_creation_denied", reason: "configured" });
}
function listKeys2(core, project) {
  return listKeys(core.read, project);
}
async function revokeKey(core, actor, id) {
  await core.write(actor, { act: "key.revoke", details: { keyId: id } }, async (tx) => {
    if (!await takeKey(tx, actor.project.id, { id })) throw new Failure({ code: "key_not_found", key: id });
  });
}
async function revokeKeyAsKey(core, actor, id) {
  refuseConfigured(id), await revokeKey(core, actor, id);
}
async function authenticateKey(core, project, secret) {
  if (secret !== void 0 && isEphemeralSecret(secret)) return authenticateEphemeral(core, project, secret);
  let hashed = digest(secret ?? ""), found = await findProjectAndKey(core.read, project, hashed);
  if (!found) throw new Failure("project_not_found");
  let { key, storedHash } = found;
  if (!key || secret === void 0 || storedHash === void 0 || !sameText(storedHash, hashed))
    return { project: found.project, scopes: /* @__PURE__ */ new Set() };
  if (hasExpired(key, core.clock.now())) throw new Failure("key_expired");
  return { project: found.project, key, scopes: granted(key.scopes) };
}
async function authenticateEphemeral(core, id, secret) {
  let project = await findProject(core.read, id);
  if (!project) throw new Failure("project_not_found");
  let claims = await verifyEphemeral(core, id, secret), key = claims && await findKey(core.read, id, { id: claims.keyId });
  if (!claims || !key) return { project, scopes: /* @__PURE__ */ new Set() };
  let now = core.clock.now();
  if (claims.expiresAt <= now || hasExpired(key, now)) throw new Failure("key_expired");
  let own = granted(claims.scopes), scopes = new Set([...granted(key.scopes)].filter((scope) => own.has(scope)));
  return { project, key, scopes, isEphemeral: !0 };
}
async function recordKeyUse(core, actor, key) {
  let details = { keyId: key.id };
  await core.write(
    actor,
    { act: "key.use", details },
    (tx) => recordUse(tx, actor.project.id, { id: key.id, at: core.clock.now() })
  );
}

export {
  createKey,
  setBootstrapKey,
  getKey,
  updateKey,
  createEphemeralKey,
  listKeys2 as listKeys,
  revokeKey,
  revokeKeyAsKey,
  authenticateKey,
  recordKeyUse
};
