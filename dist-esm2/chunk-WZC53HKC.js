import {
  CLOCK_TOLERANCE_MS
} from "./chunk-EHK46DSF.js";
import {
  sql
} from "./chunk-ALMOJG36.js";

// src/core/expiring-store.ts
var ends = {
  tokens: sql`expires_at`,
  challenges: sql`expires_at`,
  oauth_states: sql`expires_at`,
  outbox: sql`dead_at`,
  webhook_deliveries: sql`dead_at`,
  // A refresh token outlives the access token that it was issued with.
  device_grants: sql`coalesce(refresh_expires_at, access_expires_at)`
};
async function deleteEnded(tx, { table, key }, { before, most }) {
  let end = ends[table], ended = sql`select ${columns(key)} from ${sql.table(table)} where ${end} <= ${before} order by ${end} limit ${most}`, { rows } = await sql`delete from ${sql.table(table)}
    where (${columns(key)}) in (${ended}) and ${end} <= ${before} returning project_id`.execute(tx.db);
  return rows.length;
}
function issuedAhead(table) {
  return {
    table,
    key: ["user_id", "id"],
    isAhead: (latest) => sql`issued_at > ${latest}`,
    order: sql`issued_at`,
    set: (now) => sql`expires_at = expires_at - (issued_at - ${now}), issued_at = ${now}`
  };
}
function endsAhead(table, { key, column, longestMs }) {
  return {
    table,
    key,
    isAhead: (latest) => sql`${sql.ref(column)} > ${latest + longestMs}`,
    order: sql.ref(column),
    set: (now) => sql`${sql.ref(column)} = ${now + longestMs}`
  };
}
var invitationsAhead = {
  table: "memberships",
  key: ["id"],
  isAhead: (latest) => sql`joined_at is null and invited_at > ${latest}`,
  order: sql`invited_at`,
  set: (now) => sql`invited_at = ${now}`
};
function grantsAhead({
  access,
  refresh
}) {
  return {
    table: "device_grants",
    key: ["user_id", "id"],
    isAhead: (latest) => sql`access_expires_at > ${latest + access}`,
    order: sql`access_expires_at`,
    set: (now) => sql`access_expires_at = ${now + access}, refresh_expires_at =
      case when refresh_expires_at > ${now + refresh} then ${now + refresh} else refresh_expires_at end`
  };
}
function messagesAhead(table, longestMs) {
  let cases = longestMs.map((wait, tries) => sql`when ${sql.lit(tries)} then ${sql.lit(wait)}`), longest = sql`(case tries ${sql.join(cases, sql` `)} else ${sql.lit(Math.max(...longestMs))} end)`;
  return {
    table,
    key: ["id"],
    isAhead: (latest) => sql`dead_at is null and next_at > ${latest} and next_at - ${longest} > ${latest}`,
    order: sql`next_at`,
    set: (now) => sql`next_at = cast(${now} as bigint) + ${longest}`
  };
}
async function correctSome(tx, { table, key, isAhead, order, set }, { now, most }) {
  let ahead = isAhead(now + CLOCK_TOLERANCE_MS), { rows } = await sql`update ${sql.table(table)} set ${set(now)} where (${columns(key)}) in
    (select ${columns(key)} from ${sql.table(table)} where ${ahead} order by ${order} desc limit ${most})
    and ${ahead} returning project_id`.execute(tx.db);
  return rows.length;
}
function listExpiredSessions(read, { before, most }) {
  return read.db.selectFrom("sessions").select(["project_id", "user_id"]).where("expires_at", "<=", before).orderBy("expires_at").limit(most).execute();
}
function columns(key) {
  return sql.join(["project_id", ...key].map((column) => sql.ref(column)));
}

export {
  deleteEnded,
  issuedAhead,
  endsAhead,
  invitationsAhead,
  grantsAhead,
  messagesAhead,
  correctSome,
  listExpiredSessions
};
