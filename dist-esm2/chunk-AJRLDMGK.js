import {
  CLOCK_TOLERANCE_MS,
  encode,
  first,
  instantOf,
  ownedTable,
  prepared
} from "./chunk-EHK46DSF.js";
import {
  sql
} from "./chunk-ALMOJG36.js";
import {
  require_node_crypto
} from "./chunk-LJ2TMMZ3.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/core/history/store.ts
var nextWaiting = first(
  prepared(
    ({ db }, { after }) => db.selectFrom("audit").select("project_id").where("position", "is", null).where("project_id", ">", after).orderBy("project_id").limit(1)
  )
), waitsWithoutProject = first(
  prepared(
    ({ db }, { project }) => db.selectFrom("audit").select(["id", "at"]).where("position", "is", null).where("project_id", "=", project).orderBy("id").limit(1)
  )
), nextOf = (table) => first(
  prepared(
    ({ db }, { after }) => db.selectFrom(table).select("project_id").where("project_id", ">", after).orderBy("project_id").limit(1)
  )
), nextAnywhere = [nextOf("audit"), nextOf("history_heads"), nextOf("history_checkpoints")], lock = first(
  prepared(
    ({ db, sql: dialect }, { project }) => db.selectFrom("history_heads").selectAll().where("project_id", "=", project).modifyEnd(dialect.forUpdateOrSkip)
  )
), head = first(
  prepared(
    ({ db }, { project }) => db.selectFrom("history_heads").selectAll().where("project_id", "=", project)
  )
), insertHead = first(
  prepared(
    ({ db }, row) => db.insertInto("history_heads").values(row).onConflict((conflict) => conflict.doNothing()).returningAll()
  )
), updateHead = prepared(
  ({ db }, row) => db.updateTable("history_heads").set(row).where("project_id", "=", row.project_id)
), waiting = prepared(
  ({ db }, { project, most }) => db.selectFrom("audit").selectAll().where("project_id", "=", project).where("position", "is", null).orderBy("id").limit(most)
), countWaiting = first(
  prepared(
    ({ db }, { project, most }) => db.selectFrom(
      db.selectFrom("audit").select("id").where("project_id", "=", project).where("position", "is", null).limit(most).as("few")
    ).select(({ fn }) => fn.countAll().as("total"))
  )
), chained = prepared(
  ({ db }, { project, after, most }) => db.selectFrom("audit").selectAll().where("project_id", "=", project).where("position", ">", after).where("position", "is not", null).orderBy("position").limit(most).$castTo()
), checkpoints = ownedTable("history_checkpoints", { owner: {}, key: "position" }), insertCheckpoint = checkpoints.unaudited.insertIfFree, listCheckpoints = checkpoints.list(
  { position: "> after" },
  { order: ["position"], most: "most" }
), replaceSignature = checkpoints.update(
  { signature: "to" },
  { position: "position", signature: "from" }
);
async function findWaiting(read, after) {
  return after === void 0 && await waitsWithoutProject(read, { project: "" }) ? "" : (await nextWaiting(read, { after: after ?? "" }))?.project_id;
}
async function findChain(read, after) {
  return after === void 0 && await isThere(read, "") ? "" : (await Promise.all(nextAnywhere.map((next) => next(read, { after: after ?? "" })))).flatMap((row) => row ? [row.project_id] : []).toSorted().at(0);
}
async function isThere(read, project) {
  return !!(await head(read, { project }) ?? await waitsWithoutProject(read, { project }) ?? (await chained(read, { project, after: 0, most: 1 }))[0]);
}
function lockHead(tx, project) {
  return lock(tx, { project });
}
function findHead(read, project) {
  return head(read, { project });
}
function beginHead(tx, row) {
  return insertHead(tx, row);
}
async function moveHead(tx, row) {
  await updateHead(tx, row);
}
function listWaiting(read, project, most) {
  return waiting(read, { project, most });
}
function findOldestWaiting(read, project) {
  return waitsWithoutProject(read, { project });
}
async function countWaitingEntries(read, project, most) {
  return Number((await countWaiting(read, { project, most }))?.total ?? 0);
}
function listChained(read, project, from) {
  return chained(read, { project, ...from });
}
async function writeLinks(tx, project, links) {
  let rows = links.map(
    (link) => sql`(${link.id}, cast(${link.position} as bigint), ${link.hash}, ${link.personal_hash}, ${link.salt})`
  );
  await sql`update audit set position = link.column2, hash = link.column3, personal_hash = link.column4, salt = link.column5
    from (values ${sql.join(rows)}) as link
    where audit.project_id = ${project} and audit.id = link.column1 and audit.position is null`.execute(
    tx.db
  );
}
function listUnsigned(read, due) {
  return read.db.selectFrom("history_heads").selectAll().whereRef("position", ">", "signed_position").where(
    (eb) => eb.or([
      eb(eb("position", "-", eb.ref("signed_position")), ">=", due.every),
      eb("signed_at", "<=", due.before),
      // Signed while the clock was ahead.
      eb("signed_at", ">", due.latest)
    ])
  ).orderBy("project_id").limit(due.most).execute();
}

// src/core/history/status.ts
var COUNTED_AT_MOST = 1e4;
async function getHistoryStatus(core) {
  let status = { chains: 0, chained: 0, signed: 0, waiting: 0 };
  for await (let project of chains(core)) {
    let head2 = await findHead(core.read, project);
    status.chains++, status.chained += head2?.position ?? 0, status.signed += head2?.signed_position ?? 0, status.waiting += await countWaitingEntries(core.read, project, COUNTED_AT_MOST);
  }
  return status;
}
async function* chains({ read }) {
  for (let project = await findChain(read, void 0); project !== void 0; project = await findChain(read, project))
    yield project;
}

// src/core/history/checkpoints.ts
var import_node_crypto = __toESM(require_node_crypto(), 1);
var PURPOSE = "history", HEADS_AT_ONCE = 100, ROWS_AT_ONCE = 500, defaultCadence = { entries: 1e3, milliseconds: 3e5 };
async function signHistory(core, cadence = defaultCadence) {
  let now = core.clock.now(), before = now - cadence.milliseconds, due = await listUnsigned(core.read, {
    every: cadence.entries,
    before,
    latest: now + CLOCK_TOLERANCE_MS,
    most: HEADS_AT_ONCE
  }), signed = [];
  for (let head2 of due) {
    let checkpoint = await core.unaudited((tx) => sign(core, tx, head2.project_id, now));
    checkpoint && signed.push(checkpoint);
  }
  return signed;
}
async function sign(core, tx, project, at) {
  let head2 = await lockHead(tx, project);
  if (!head2 || head2.position <= head2.signed_position) return;
  let unsigned = { position: head2.position, hash: head2.hash, at }, signature = signatureOf(core.seal.derive(PURPOSE), { project, ...unsigned });
  return await insertCheckpoint(tx, project, { ...unsigned, signature }), await moveHead(tx, { ...head2, signed_position: head2.position, signed_at: at }), { project, ...unsigned, signature };
}
function signatures(core) {
  let keys = core.seal.deriveEach(PURPOSE);
  return (checkpoint) => signerOf(keys, checkpoint);
}
function signerOf(keys, checkpoint) {
  let given = Buffer.from(checkpoint.signature);
  return keys.some((key) => {
    let right = Buffer.from(signatureOf(key, checkpoint));
    return given.length === right.length && (0, import_node_crypto.timingSafeEqual)(given, right);
  });
}
function signatureOf(key, { project, position, hash, at }) {
  let text = encode(["denizen checkpoint 1", project, position, hash, at]);
  return (0, import_node_crypto.createHmac)("sha256", key).update(text).digest("hex");
}
async function resignHistory(core, actor) {
  let act = { act: "seal.rotate", details: { keyId: core.seal.keyId } }, [newest, ...earlier] = core.seal.deriveEach(PURPOSE);
  if (!newest || earlier.length === 0) return 0;
  let resigned = 0;
  for await (let project of chains(core))
    for (let after = 0, more = !0; more; ) {
      let rows = await listCheckpoints(core.read, project, { after, most: ROWS_AT_ONCE }), old = rows.filter((row) => signerOf(earlier, checkpointOf(row)));
      old.length > 0 && await core.write(actor, act, async (tx) => {
        for (let row of old) {
          let to = signatureOf(newest, checkpointOf(row));
          await replaceSignature(tx, project, { position: row.position, from: row.signature, to });
        }
      }), resigned += old.length, after = rows.at(-1)?.position ?? after, more = rows.length === ROWS_AT_ONCE;
    }
  return resigned;
}
function checkpointOf({
  project_id,
  position,
  hash,
  at,
  signature
}) {
  return { project: project_id, position, hash, at: instantOf(at), signature };
}

export {
  listCheckpoints,
  findWaiting,
  lockHead,
  findHead,
  beginHead,
  moveHead,
  listWaiting,
  findOldestWaiting,
  listChained,
  writeLinks,
  getHistoryStatus,
  chains,
  defaultCadence,
  signHistory,
  signatures,
  resignHistory,
  checkpointOf
};
