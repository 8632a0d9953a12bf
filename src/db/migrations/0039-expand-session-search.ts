import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

const AT_ONCE = 1_000;

/**
 * Columns and indexes by which sessions of all users are searched, and indexes for the entries of a history. An older
 * server leaves the columns empty, and reads none of them.
 */
export async function up(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  for (const column of ['network', 'os', 'browser', 'device_kind'])
    await db.schema.alterTable('sessions').addColumn(column, dialect.text).execute();
  await fill(db);
  await indexSessions(db, dialect);
  await sql`create index audit_by_time on audit (project_id, id)`.execute(db);
  await sql`create index audit_by_act on audit (project_id, act, id)`.execute(db);
  await sql`create index audit_by_other_actor on audit (project_id, actor_id, id)
    where actor_kind <> 'user' and actor_id is not null`.execute(db);
  await sql`create index audit_by_operator on audit (project_id, actor_kind, id)
    where actor_kind in ('admin', 'cli', 'system')`.execute(db);
}

/** Within equal values, each is in the order of creation. */
async function indexSessions(db: Kysely<Schema>, dialect: EngineSql): Promise<void> {
  await sql`drop index sessions_by_sequence`.execute(db);
  await sql`create index sessions_by_creation on sessions (project_id, sequence, id)`.execute(db);
  await sql`create index sessions_by_id on sessions (project_id, id)`.execute(db);
  for (const column of ['network', 'os', 'browser', 'device_kind', 'provider', 'used_at'])
    await sql`create index ${sql.ref(`sessions_by_${column}`)}
      on sessions (project_id, ${dialect.nullsFirst(column)}, sequence, id)`.execute(db);
  // Unknown everywhere without a table of countries.
  await sql`create index sessions_by_country on sessions (project_id, ${dialect.nullsFirst('country')}, sequence, id)
    where country is not null`.execute(db);
  await sql`create index sessions_unfilled on sessions (project_id, user_id, id) where os is null`.execute(
    db,
  );
}

type Row = {
  readonly project_id: string;
  readonly user_id: string;
  readonly id: string;
  readonly ip: string | null;
  readonly device: string;
};

async function fill(db: Kysely<Schema>): Promise<void> {
  let last: Pick<Row, 'project_id' | 'user_id' | 'id'> | undefined;
  for (;;) {
    const after = last
      ? sql`where (project_id, user_id, id) > (${last.project_id}, ${last.user_id}, ${last.id})`
      : sql``;
    const { rows } = await sql<Row>`select project_id, user_id, id, ip, device from sessions ${after}
      order by project_id, user_id, id limit ${AT_ONCE}`.execute(db);
    last = rows.at(-1);
    if (!last) return;
    const values = rows.map((row) => sql`(${sql.join(valuesOf(row))})`);
    await sql`update sessions set network = filled.column4, os = filled.column5, browser = filled.column6,
      device_kind = filled.column7 from (values ${sql.join(values)}) as filled
      where sessions.project_id = filled.column1 and sessions.user_id = filled.column2
        and sessions.id = filled.column3`.execute(db);
  }
}

function valuesOf({ project_id, user_id, id, ip, device }: Row): readonly (string | null)[] {
  const fields: { readonly [name: string]: unknown } = JSON.parse(device);
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  return [
    ...[project_id, user_id, id, ip === null ? null : networkOf(ip)],
    ...['osName', 'clientName', 'deviceName'].map(text),
  ];
}

/** The family and the first 24 or 64 bits in hex. */
function networkOf(ip: string): string | null {
  if (isIP(ip) === 0) return null;
  const address = ipaddr.process(ip.replace(/%.*$/s, ''));
  const digits = Buffer.from(address.toByteArray()).toString('hex');
  return address.kind() === 'ipv4' ? `4${digits.slice(0, 6)}` : `6${digits.slice(0, 16)}`;
}
