import { type Kysely, sql } from 'kysely';
import { createPartition, DEFAULT_PARTITION, monthOf } from '../audit-partitions.ts';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { tables } from './tables.ts';

type Column = readonly [name: string, type: 'text' | 'integer', isNull?: 'null'];

const columns: readonly Column[] = [
  ['project_id', 'text'],
  ['id', 'text'],
  ['at', 'integer'],
  ['act', 'text'],
  ['actor_kind', 'text'],
  ['actor_id', 'text', 'null'],
  ['acting_as', 'text', 'null'],
  ['user_id', 'text', 'null'],
  ['ip', 'text', 'null'],
  ['user_agent', 'text', 'null'],
  ['request_id', 'text', 'null'],
  ['details', 'text'],
  ['position', 'integer', 'null'],
  ['hash', 'text', 'null'],
  ['personal_hash', 'text', 'null'],
  ['salt', 'text', 'null'],
];

/** The acts that `audit_by_actor_listed` and `audit_by_subject` cover, as in 0007. */
const listed = [
  ...['user.create', 'user.name.update', 'user.email.update', 'user.password.update', 'user.mfa.update'],
  ...['user.recovery-codes.update', 'recovery.create', 'recovery.update', 'user-key.create'],
  ...['user-key.revoke', 'session.create', 'session.delete', 'identity.create', 'identity.delete'],
  ...['team.create', 'membership.create', 'membership.update', 'membership.delete'],
];
const inTeams = [
  ...['team.create', 'membership.create', 'membership.update', 'membership.delete', 'user-key.create'],
  'user-key.revoke',
];

/**
 * A place for each entry, lanes for the chains, and on PostgreSQL a partition a month. Copies the table: its primary
 * key changes, and PostgreSQL cannot partition a table that is there.
 */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const isPostgres = dialect.engine === 'postgres';
  await sql`alter table audit rename to audit_before`.execute(db);
  if (isPostgres)
    await sql`alter table audit_before rename constraint audit_key to audit_before_key`.execute(db);
  await createTable(db, dialect);
  if (isPostgres) await createPartitions(db);
  const names = sql.join(columns.map(([name]) => sql.ref(name)));
  await sql`insert into audit (place, lane, ${names})
    select coalesce(user_id, actor_id, id), 0, ${names} from audit_before`.execute(db);
  await sql`drop table audit_before`.execute(db);
  await createIndexes(db, dialect);
  if (isPostgres) await fillPlaces(db);
  await changeHeads(db, dialect);
}

async function createTable(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const list = columns.map(
    ([name, type, isNull]) =>
      sql`${sql.ref(name)} ${type === 'text' ? dialect.text : dialect.integer} ${isNull ? sql`` : sql`not null`}`,
  );
  const added = sql`place ${dialect.text} not null, lane ${dialect.integer} not null default 0`;
  // On PostgreSQL, the key is faster built when the rows are there.
  const ends =
    dialect.engine === 'postgres'
      ? sql`) partition by range (id)`
      : sql`, primary key (project_id, place, id))`;
  await sql`create table audit (${sql.join([...list, added])} ${ends}`.execute(db);
}

/** The months of the entries that are there, this one and the next. Servers create those that follow. */
async function createPartitions(db: Kysely<Schema>): Promise<void> {
  await sql`create table ${sql.table(DEFAULT_PARTITION)} partition of audit default`.execute(db);
  const now = monthOf(Date.now());
  const next = monthOf(now.endsAt);
  const { rows } = await sql<{ at: string | number }>`select distinct
    extract(epoch from date_trunc('month', to_timestamp(at / 1000) at time zone 'UTC')) * 1000 as at
    from audit_before where at >= 1.5e12 and at < ${next.endsAt}`.execute(db);
  const months = [...rows.map(({ at }) => monthOf(Number(at))), now, next];
  for (const month of new Map(months.map((each) => [each.name, each])).values())
    await createPartition(db, month);
}

async function createIndexes(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const isPostgres = dialect.engine === 'postgres';
  if (isPostgres)
    await sql`alter table audit add constraint audit_key primary key (project_id, place, id)`.execute(db);
  await sql`create index audit_unchained on audit (project_id, lane, id) where position is null`.execute(db);
  await sql`create ${isPostgres ? sql`` : sql`unique`} index audit_chained on audit (project_id, lane, position)
    where position is not null`.execute(db);
  await sql`create index audit_by_actor on audit (project_id, actor_id, id) where actor_kind = 'user'`.execute(
    db,
  );
  await sql`create index audit_by_acting_as on audit (project_id, acting_as, id) where acting_as is not null`.execute(
    db,
  );
  const literals = (acts: readonly string[]) => sql.join(acts.map((act) => sql.lit(act)));
  await sql`create index audit_by_actor_listed on audit (project_id, actor_id, id)
    where actor_kind = 'user' and acting_as is null and act in (${literals(listed)})`.execute(db);
  const subject = sql`coalesce(${dialect.field('details', 'owner')}, 'team ' || ${dialect.field('details', 'teamId')})`;
  await sql`create index audit_by_subject on audit (project_id, (${subject}), id)
    where act in (${literals(inTeams)})`.execute(db);
}

/** A server of the version before knows no place. Beside this one, it writes entries all the same. */
async function fillPlaces(db: Kysely<Schema>): Promise<void> {
  await sql`create function audit_place() returns trigger language plpgsql as $$ begin
    new.place := coalesce(new.user_id, new.actor_id, new.id);
    return new;
  end $$`.execute(db);
  await sql`create trigger audit_place before insert on audit for each row
    when (new.place is null) execute function audit_place()`.execute(db);
}

/** A head a lane, and room in a checkpoint for the heads of several. */
async function changeHeads(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  const table = tables(db, dialect);
  await sql`alter table history_heads rename to history_heads_before`.execute(db);
  if (dialect.engine === 'postgres')
    await sql`alter table history_heads_before rename constraint history_heads_key to history_heads_before_key`.execute(
      db,
    );
  const rest = ['position', 'updated_at', 'signed_position', 'signed_at'];
  await sql`create table history_heads (project_id ${dialect.text} not null,
    lane ${dialect.integer} not null default 0, hash ${dialect.text} not null,
    ${sql.join(rest.map((column) => sql`${sql.ref(column)} ${dialect.integer} not null`))},
    constraint history_heads_key primary key (project_id, lane))`.execute(db);
  const names = sql.join(['project_id', 'hash', ...rest].map((column) => sql.ref(column)));
  await sql`insert into history_heads (${names}) select ${names} from history_heads_before`.execute(db);
  await sql`drop table history_heads_before`.execute(db);
  await db.schema.alterTable('history_checkpoints').addColumn('heads', dialect.text).execute();
  await table('history_lanes', ['project_id'], { integer: ['lanes'] });
  if (dialect.engine === 'sqlite')
    await sql`create index history_lanes_content on history_lanes (lanes)`.execute(db);
}
