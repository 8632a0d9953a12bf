import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { sql } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { analyzeUsers, insertManyUsers } from '../../../test/support/many-users.ts';
import { planOf, watched } from '../../../test/support/watched.ts';
import type { Read, Tx } from '../../db/database.ts';
import type { Engine } from '../../db/engine.ts';
import type { Actor } from '../actor.ts';
import { Failure } from '../failure.ts';
import { correctCounts } from '../listing/kept-counts.ts';
import type { Filter, Listing } from '../listing/listing.ts';
import { listMembers, listMembershipsOf } from '../memberships/list.ts';
import { deleteMembershipsOf, deleteMembershipsOfTeam, teamIdsOf } from '../memberships/store.ts';
import type { ProjectId } from '../projects/project.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { listTeams } from './list.ts';
import type { TeamId } from './team.ts';

const USERS = 21_000;
const ALL =
  /\bSCAN (?:teams|team_words|memberships|users|identifiers)\b|Seq Scan on (?:teams|team_words|memberships|users|identifiers)|AUTOMATIC/;
const base: Listing = { filters: [], orders: [], limit: 5, offset: 0, counted: true };
const where = (attribute: string, is: 'equal' | 'contains' | 'startsWith', ...values: string[]): Filter => ({
  attribute,
  is,
  values,
});

/** A member of every team that a user can see. */
const BUSY = 'u100001' as UserId;
/** Every user is a member. */
const CROWD = 't100001' as TeamId;

const teams: Readonly<Record<string, Partial<Listing>>> = {
  all: {},
  'by name': { orders: [{ attribute: 'name', descending: true }] },
  'by members': { orders: [{ attribute: 'total', descending: false }] },
  'an id': { filters: [where('id', 'equal', 't105000')] },
  'the beginning of a name': { filters: [where('name', 'startsWith', 'Team 77')] },
  'a search': { search: 't105000' },
  'a search by a word that all have': { search: 'team' },
  'behind a cursor': { cursor: { id: 't101000', before: false } },
};

const members: Readonly<Record<string, Partial<Listing>>> = {
  all: {},
  'far behind': { offset: 15_000 },
  newest: { orders: [{ attribute: 'createdAt', descending: true }] },
  'behind a cursor': { cursor: { id: `${CROWD}-u110000`, before: false } },
  'before a cursor': { cursor: { id: `${CROWD}-u110000`, before: true } },
  'of a user': { filters: [where('userId', 'equal', 'u115000')] },
  'of a role': { filters: [where('roles', 'contains', 'rare')] },
  'a search': { search: 'u115000' },
};

onEachEngine('of many teams and members', (database) => {
  const here = directory(database);
  const project = () => here.actor.project.id;
  before(async () => {
    await insertManyUsers(here.engine, project(), USERS);
    await analyzeUsers(here.engine);
    await insertManyTeams(here.engine, project());
  });

  for (const [name, listing] of Object.entries(teams)) {
    it(`teams are listed along an index: ${name}`, () =>
      along(here.engine, (read) => listTeams({ ...here.core, read }, here.actor, { ...base, ...listing })));

    it(`own teams are listed along an index: ${name}`, async () => {
      const user = (await findUser(here.core.read, project(), BUSY)) ?? assert.fail();
      const actor: Actor = { ...here.actor, kind: 'user', id: user.id, user };
      const own = {
        ...base,
        ...listing,
        ...(listing.cursor && { cursor: { id: 't100010', before: false } }),
      };
      await along(here.engine, (read) => listTeams({ ...here.core, read }, actor, own));
    });
  }

  for (const [name, listing] of Object.entries(members)) {
    it(`members are listed along an index: ${name}`, () =>
      along(here.engine, async (read) => {
        const page = await listMembers({ ...here.core, read }, here.actor, CROWD, { ...base, ...listing });
        assert.ok(page.rows.length > 0);
      }));
  }

  it('the teams of a user are listed along an index', () =>
    along(here.engine, (read) => listMembershipsOf({ ...here.core, read }, here.actor, BUSY, base)));

  it('the total of members stops at 5,000, that of all teams does not, and a user sees 1,000 teams', async () => {
    const user = (await findUser(here.core.read, project(), BUSY)) ?? assert.fail();
    const totals = [
      await listTeams(here.core, here.actor, base),
      await listMembers(here.core, here.actor, CROWD, base),
      await listTeams(here.core, { ...here.actor, kind: 'user', id: user.id, user }, base),
    ];
    assert.deepEqual(
      totals.map(({ total }) => total),
      [USERS, 5_000, 1_000],
    );
  });

  it('a list that would sort more members than the bound is refused', async () => {
    const broad = (error: unknown) => error instanceof Failure && error.code === 'query_too_broad';
    for (const orders of [[{ attribute: 'joinedAt', descending: false }], 'random'] as const)
      await assert.rejects(listMembers(here.core, here.actor, CROWD, { ...base, orders }), broad);
  });

  it('deleting a user or a team deletes memberships along an index', () =>
    here.engine.transact(async (tx) => {
      const deleting = async (read: Read) => {
        // The observed handle of a transaction is still one.
        const spied = read as Tx;
        const teams = await teamIdsOf(spied, project(), BUSY);
        await deleteMembershipsOf(spied, project(), { user: BUSY, teams });
        await deleteMembershipsOfTeam(spied, project(), CROWD);
      };
      await along({ ...here.engine, transact: (work) => work(tx) }, deleting, tx);
    }));
});

/** Runs the work on a handle that records its queries, and checks the query plan of each. */
async function along(
  engine: Engine,
  work: (read: Read) => Promise<unknown>,
  over = engine.read,
): Promise<void> {
  const { read: watching, queries } = watched(over);
  const rows: Read['rows'] = (query) => {
    queries.push(query);
    return over.rows(query);
  };
  await work({ ...watching, rows });
  // A prepared statement has placeholders instead of values.
  const prepared = queries.filter(({ parameters }) => parameters.every((each) => typeof each !== 'object'));
  assert.ok(prepared.length > 0);
  await engine.transact(async (tx) => {
    // With so few rows, PostgreSQL would rather scan than look up the hundred that it assumes in a JSON text.
    if (engine.name === 'postgres') await sql`set local enable_seqscan to off`.execute(tx.db);
    for (const query of prepared) {
      const plan = await planOf(tx, query);
      const all = plan.filter((step) => ALL.test(step));
      assert.deepEqual(all, [], `${query.sql}\n${plan.join('\n')}`);
    }
  });
}

/** Teams `t100001` and on, a second apart. Every user is in the first one, and the first user is in 1,500. */
async function insertManyTeams(engine: Engine, project: ProjectId): Promise<void> {
  const start = sql.lit(Date.parse('2026-02-01T00:00:00.000Z'));
  const id = sql`'t' || substr(id, 2)`;
  const at = sql`sequence / 1000`;
  await engine.transact(async (tx) => {
    const { db } = tx;
    await sql`insert into teams (project_id, id, sequence, updated_at, name, name_key, prefs, total, search)
      select ${project}, ${id}, sequence, ${start}, 'Team ' || substr(id, 4), 'team ' || substr(id, 4), '{}',
        case when id <= 'u101500' then 1 else 0 end + case when id = 'u100001' then ${sql.lit(USERS - 1)} else 0 end,
        ' ' || ${id} || ' team ' from users`.execute(db);
    await sql`insert into team_words (project_id, word, team_id)
      select project_id, id, id from teams union all select project_id, 'team', id from teams`.execute(db);
    const columns = sql`project_id, id, team_id, user_id, sequence, updated_at, roles, invited_at, joined_at`;
    await sql`insert into memberships (${columns})
      select ${project}, ${CROWD} || '-' || id, ${CROWD}, id, sequence, ${at},
        case when id = 'u119000' then '["rare"]' else '["player"]' end, ${at}, ${at} from users`.execute(db);
    await sql`insert into memberships (${columns})
      select ${project}, ${id} || '-' || ${BUSY}, ${id}, ${BUSY}, sequence, ${at}, '[]', ${at}, ${at}
      from users where id > 'u100001' and id <= 'u101500'`.execute(db);
    await sql`insert into identifiers (project_id, kind, value, user_id)
      select project_id, 'membership', team_id || ' ' || user_id, user_id from memberships union all
      select project_id, 'membership-id', id, user_id from memberships`.execute(db);
    await correctCounts(tx);
  });
  if (engine.name === 'postgres')
    await sql`vacuum analyze teams, team_words, memberships, identifiers`.execute(engine.read.db);
}
