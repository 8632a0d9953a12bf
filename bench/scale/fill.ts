import { type Kysely, sql } from 'kysely';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { freshId } from '../../src/core/id.ts';
import type { Sequence } from '../../src/core/instant.ts';
import { correctCounts } from '../../src/core/listing/kept-counts.ts';
import { columnsOfUser, valuesOf } from '../../src/core/users/rows.ts';
import type { User, UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { wordsOf } from '../../src/core/users/words.ts';
import type { Tx } from '../../src/db/database.ts';
import type { Engine } from '../../src/db/engine.ts';
import { personAt, sequenceAt } from './people.ts';

const USERS_AT_ONCE = 5_000;
/** Rows of one statement, so that none comes near to the longest time that a connection may be silent. */
const ROWS_AT_ONCE = 5_000;
/** Its own tables, which `rowsFor` writes with the product's own functions. */
const OWN = new Set(['users', 'user_words']);
/** Microseconds since 1970, and milliseconds. */
const [A_SEQUENCE, A_MOMENT] = [1e15, 1e12];
const AN_ID = /^[0-9a-f]{20}$/;

type Row = Readonly<Record<string, unknown>>;
type Rows = Readonly<Record<string, readonly Row[]>>;
type Untyped = Record<string, Record<string, unknown>>;

/** What an operation wrote for one user beside the row of the user and its words. */
type Template = { readonly user: User; readonly rows: Rows };

type Filled = {
  readonly core: Core;
  readonly engine: Engine;
  readonly actor: Actor;
  /** Ends the filling of PostgreSQL. A large directory needs a connection for it that may be silent for minutes. */
  readonly vacuum?: () => Promise<void>;
};

/**
 * Fills an empty project with users by bulk statements. The first one is made by the operation; the rows of all others are
 * that one's with their own values, and the row of a user and its words come from the functions that the operation uses.
 */
export async function fill(
  { core, engine, actor, vacuum = () => vacuumOver(engine) }: Filled,
  users: number,
  report: (done: number) => void = () => {},
): Promise<void> {
  const template = await templateOf(core, engine, actor);
  for (let at = 1; at < users; at += USERS_AT_ONCE) {
    const places = Array.from({ length: Math.min(USERS_AT_ONCE, users - at) }, (_, n) => at + n);
    const rows = new Map<string, Row[]>();
    for (const place of places) {
      const user = personAt(place, freshId(sequenceAt(place)) as UserId);
      for (const [table, some] of Object.entries(rowsFor(actor, template, user))) {
        const known = rows.get(table);
        if (known) known.push(...some);
        else rows.set(table, [...some]);
      }
    }
    await engine.transact(async (tx) => {
      await waitLong(tx);
      for (const [table, some] of rows) await insertInSteps(tx, table, inOrderOfKey(table, some));
    });
    report(at + places.length - 1);
  }
  await engine.transact(async (tx) => {
    await waitLong(tx);
    await correctCounts(tx);
  });
  if (engine.name === 'postgres') await vacuum();
}

async function vacuumOver({ read }: Engine): Promise<void> {
  await sql`vacuum analyze`.execute(read.db);
}

/** The longest time of a statement is meant for requests: that of many rows takes longer on a busy machine. */
async function waitLong({ db, sql: dialect }: Tx): Promise<void> {
  if (dialect.engine === 'postgres') await sql`set local statement_timeout = '1min'`.execute(db);
}

/** Makes the first user, with both kinds of addresses, and reads what the operation wrote. */
async function templateOf(core: Core, engine: Engine, actor: Actor): Promise<Template> {
  const { name } = personAt(0, '' as UserId);
  const made = await createUser(core, actor, {
    name,
    email: 'template@example.com' as never,
    phone: '+14150000000' as never,
  });
  // Cast: tables as they are found, of which no type knows.
  const db = engine.read.db as unknown as Kysely<Untyped>;
  const rows: Record<string, readonly Row[]> = {};
  for (const { name: table, columns } of await db.introspection.getTables()) {
    const isOf = columns.some((column) => column.name === 'user_id');
    // Partitions hold rows of their table.
    if (OWN.has(table) || /^(?:user_part|audit_)/.test(table) || !isOf) continue;
    const found = await db.selectFrom(table).selectAll().where('user_id', '=', made.id).execute();
    if (found.length > 0) rows[table] = found;
  }
  return { user: made, rows };
}

function rowsFor({ project }: Actor, template: Template, user: User): Rows {
  const words = wordsOf(user);
  const own = { project_id: project.id, id: user.id, sequence: user.sequence };
  const written: Record<string, readonly Row[]> = {
    users: [{ ...own, ...columnsOfUser(valuesOf(project.id, user, words)) }],
    user_words: words.map((word) => ({ project_id: project.id, word, user_id: user.id })),
  };
  for (const [table, rows] of Object.entries(template.rows))
    written[table] = rows
      .map((row, at) => substituted(row, template.user, user, at))
      .filter((row) => row !== undefined);
  return written;
}

/** The row of the template with the values of another user; none for an address that this user does not have. */
function substituted(row: Row, from: User, to: User, at: number): Row | undefined {
  const changed: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    if (value === from.email || value === from.phone) {
      const own = value === from.email ? to.email : to.phone;
      if (own === null) return undefined;
      changed[column] = own;
    } else if (value === from.id) changed[column] = to.id;
    else if (typeof value === 'string' && AN_ID.test(value))
      changed[column] = freshId((to.sequence + at + 1) as Sequence);
    else if (typeof value === 'number' && value > A_SEQUENCE) changed[column] = to.sequence + at + 1;
    else if (typeof value === 'number' && value > A_MOMENT) changed[column] = to.createdAt;
    else changed[column] = value;
  }
  return changed;
}

/** Entries of an index are cheaper in its order. */
function inOrderOfKey(table: string, rows: readonly Row[]): readonly Row[] {
  const key = table === 'user_words' ? 'word' : table === 'identifiers' ? 'value' : undefined;
  if (key === undefined) return rows;
  return rows.toSorted((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
}

async function insertInSteps(tx: Tx, table: string, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
    await insertRows(tx, table, rows.slice(at, at + ROWS_AT_ONCE));
}

async function insertRows({ db, sql: dialect }: Tx, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const names = sql.join(columns.map((column) => sql.ref(column)));
  if (dialect.engine === 'postgres') {
    const json = JSON.stringify(rows);
    await sql`insert into ${sql.table(table)} (${names})
      select ${names} from json_populate_recordset(null::${sql.table(table)}, ${json}::json)`.execute(db);
    return;
  }
  const json = JSON.stringify(rows.map((row) => columns.map((column) => row[column])));
  const fields = sql.join(columns.map((_, at) => sql`json_extract(value, ${sql.lit(`$[${at}]`)})`));
  await sql`insert into ${sql.table(table)} (${names}) select ${fields} from json_each(${json})`.execute(db);
}
