import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type RawBuilder, sql } from 'kysely';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { fuzzRuns, POOLER } from '../../../test/support/extent.ts';
import { usersArbitrary } from '../../../test/support/listings.ts';
import { insertManyUsers } from '../../../test/support/many-users.ts';
import { freshPostgres } from '../../../test/support/postgres.ts';
import { planOf, watched } from '../../../test/support/watched.ts';

import { sql as fragment, rowsOf } from '../../db/fragment.ts';
import { openPostgres } from '../../db/postgres.ts';
import { openEngine } from '../../open.ts';
import { Failure } from '../failure.ts';
import type { ProjectId } from '../projects/project.ts';
import { users as collection } from '../users/list.ts';
import { deleteUser, insertUser, updateUser } from '../users/store.ts';
import type { User } from '../users/user.ts';
import { find } from './find.ts';
import type { Listing } from './listing.ts';
import type { Bounds } from './search.ts';

const base: Listing = { filters: [], orders: [], limit: 25, offset: 0, counted: true };
const contains = (attribute: string, ...values: string[]): Partial<Listing> => ({
  filters: [{ attribute, is: 'contains', values }],
});

/** More than twice as many as SQLite indexes together. */
const MANY = 450;

onEachEngine('an index of parts', (database) => {
  const here = directory(database);
  before(() => here.engine.substrings.apply(true));

  const rowsInIndex = async (part: string) => {
    const found = await here.core.read.substrings.find(here.core.read, {
      project: here.actor.project.id,
      parts: [part],
      most: 1_000,
    });
    return (await found?.ids())?.toSorted();
  };
  const rowsWith = async (part: string) => {
    const holds = here.core.read.sql.fragments.holds(fragment.ref('search'), part);
    const query = fragment`select id from users where ${holds} order by id`;
    const rows = await rowsOf<{ id: string }>(here.core.read, query);
    return rows.map(({ id }) => id).toSorted();
  };

  it('holds what the users hold after any inserts, changes and deletions', async () => {
    const project = here.actor.project.id;
    const present = new Map<string, User>();
    const act = fc.record({
      at: fc.nat(11),
      as: fc.nat(11),
      does: fc.constantFrom('insert', 'update', 'delete', 'fail'),
    });
    const people = fc.sample(usersArbitrary(12), { numRuns: 1, seed: 7 })[0] ?? [];
    const run = async (acts: readonly { at: number; as: number; does: string }[]) => {
      for (const { at, as, does } of acts) {
        const [user, other] = [people[at], people[as]];
        if (!user || !other) return;
        const now = present.get(user.id);
        const after: User = { ...user, name: `${other.name} Sonderling${as}`, labels: other.labels };
        const work = here.engine.transact(async (tx) => {
          if (does === 'delete' && now) await deleteUser(tx, project, now);
          else if (now) await updateUser(tx, project, now, after);
          else if (does !== 'delete') await insertUser(tx, project, user);
          if (does === 'fail') throw new Error('undone');
        });
        if (does === 'fail') await assert.rejects(work, /undone/);
        else await work;
        if (does === 'fail') continue;
        if (does === 'delete') present.delete(user.id);
        else present.set(user.id, now ? after : user);
      }
      // Of a longer part, not every trigram is looked up.
      for (const part of ['ann', 'son', 'ng7', 'exa', '415', '田太郎'])
        assert.deepEqual(await rowsInIndex(part), await rowsWith(part), part);
    };
    await fc.assert(fc.asyncProperty(fc.array(act, { maxLength: 12 }), run), { numRuns: fuzzRuns(20) });
    assert.ok((await rowsInIndex('son'))?.length);
    for (const user of present.values())
      await here.engine.transact((tx) => deleteUser(tx, project, user).then(() => undefined));
    assert.deepEqual(await rowsInIndex('son'), []);
  });

  if (database.engine === 'sqlite')
    it('holds many users, those that were indexed together and those that wait for it', async () => {
      const project = here.actor.project.id;
      const [model] = fc.sample(usersArbitrary(1), { numRuns: 1, seed: 5 })[0] ?? [];
      assert.ok(model);
      const named = (at: number, name: string): User => {
        const address = { email: null, phone: null };
        return { ...model, ...address, id: `many${at}` as User['id'], name, labels: [] };
      };
      for (let at = 0; at < MANY; at++)
        await here.engine.transact((tx) => insertUser(tx, project, named(at, `Vorname${at} Sonderling`)));
      for (let at = 0; at < MANY; at += 7)
        await here.engine.transact((tx) =>
          updateUser(tx, project, named(at, `Vorname${at} Sonderling`), named(at, `Umgenannt${at}`)),
        );
      for (let at = 0; at < MANY; at += 5) {
        const user = named(at, at % 7 === 0 ? `Umgenannt${at}` : `Vorname${at} Sonderling`);
        await here.engine.transact((tx) => deleteUser(tx, project, user).then(() => undefined));
      }
      for (const part of ['onderl', 'mgenann', 'name44', 'annt43', 'many2'])
        assert.deepEqual(await rowsInIndex(part), await rowsWith(part), part);
      await here.engine.transact(async ({ db }) => {
        await sql`delete from user_words where user_id like 'many%'`.execute(db);
        await sql`delete from users where id like 'many%'`.execute(db);
      });
      // Nothing is left of them, which a search would not notice, since it compares what it finds.
      const { rows } = await sql`select rowid from user_parts where user_parts match '"ond"'`.execute(
        here.core.read.db,
      );
      assert.deepEqual(rows, []);
    });

  it('is dropped, and built again from the users that are there', async () => {
    const [user] = fc.sample(usersArbitrary(1), { numRuns: 1, seed: 3 })[0] ?? [];
    assert.ok(user);
    const named = { ...user, id: 'rebuilt', name: 'Wunderlich' } as User;
    await here.engine.substrings.apply(false);
    assert.equal(here.core.read.substrings.exists(), false);
    await here.engine.transact((tx) => insertUser(tx, here.actor.project.id, named));
    await here.engine.substrings.apply(true);
    await here.engine.substrings.apply(true);
    assert.deepEqual(await rowsInIndex('wun'), ['rebuilt']);
    assert.deepEqual(await here.engine.integrity(), []);
  });

  it('finds users in the order of creation, in whatever order they were written', async () => {
    const [model] = fc.sample(usersArbitrary(1), { numRuns: 1, seed: 5 })[0] ?? [];
    assert.ok(model);
    const made = (id: string, later: number): User => ({
      ...{ ...model, email: null, phone: null, labels: [], name: 'Quastenflosser' },
      ...{ id: id as User['id'], sequence: (model.sequence + later) as User['sequence'] },
    });
    for (const user of [made('a-third', 30), made('c-first', 10), made('b-second', 20)])
      await here.engine.transact((tx) => insertUser(tx, here.actor.project.id, user));
    const ask = (descending: boolean) => {
      const orders = [{ attribute: 'createdAt', descending }];
      return find(here.core.read, here.actor.project.id, collection, { ...base, search: 'stenflos', orders });
    };
    assert.deepEqual(await ask(false), { ids: ['c-first', 'b-second', 'a-third'], total: 3 });
    assert.deepEqual(await ask(true), { ids: ['a-third', 'b-second', 'c-first'], total: 3 });
  });

  it('finds neither labels nor the users of another project', async () => {
    const [model] = fc.sample(usersArbitrary(1), { numRuns: 1, seed: 5 })[0] ?? [];
    assert.ok(model);
    const bare = { ...model, email: null, phone: null, labels: [] };
    const insert = (project: ProjectId, user: User) =>
      here.engine.transact((tx) => insertUser(tx, project, user));
    const own = here.actor.project.id;
    await insert(own, { ...bare, id: 'named' as User['id'], name: 'Fransenflügler' });
    await insert(own, {
      ...bare,
      id: 'labelled' as User['id'],
      name: 'Someone',
      labels: ['fransenfluegler'],
    });
    await insert('another' as ProjectId, { ...bare, id: 'away' as User['id'], name: 'Fransenflügler' });
    for (const search of ['ansenfl', 'ransenf ransen'])
      assert.deepEqual(await find(here.core.read, own, collection, { ...base, search }), {
        ids: ['named'],
        total: 1,
      });
  });

  if (database.engine === 'sqlite')
    it('is built again if a version before made it in another form, and otherwise once', async () => {
      const partTable = async () => {
        const { rows } = await sql<{ rootpage: number; sql: string }>`select rootpage, sql from sqlite_schema
          where name = 'user_part_rows'`.execute(here.core.read.db);
        return rows[0];
      };
      const built = await partTable();
      await here.engine.substrings.apply(true);
      assert.deepEqual(await partTable(), built);
      await here.engine.transact(async ({ db }) => {
        await sql`alter table user_part_rows rename column words to spoken`.execute(db);
      });
      await here.engine.substrings.refresh();
      assert.equal(here.core.read.substrings.exists(), false);
      await here.engine.substrings.apply(true);
      assert.equal((await partTable())?.sql, built?.sql);
      assert.deepEqual(await rowsInIndex('wun'), ['rebuilt']);
    });

  if (database.engine === 'postgres')
    it('of a version before is not built again, but gets the functions and the setting of this one', async () => {
      const index = async () => {
        const { rows } = await sql<{ oid: number; options: string[] }>`select oid, reloptions as options
          from pg_class where oid = 'users_by_part'::regclass`.execute(here.core.read.db);
        return rows[0];
      };
      const built = await index();
      assert.deepEqual(built?.options, ['gin_pending_list_limit=1024']);
      await here.engine.transact(async ({ db }) => {
        await sql`alter index users_by_part reset (gin_pending_list_limit)`.execute(db);
        await sql`drop function users_like(text, text, text[], bigint)`.execute(db);
      });
      await here.engine.substrings.refresh();
      assert.equal(here.core.read.substrings.exists(), false);
      await here.engine.substrings.apply(true);
      assert.deepEqual(await rowsInIndex('wun'), ['rebuilt']);
      assert.deepEqual(await index(), built);
    });

  it('is done without when another process drops it', async () => {
    const other = await openEngine(database.config(), database.secrets());
    await other.substrings.apply(false);
    await other.close();
    assert.equal(here.core.read.substrings.exists(), true);
    const named = { ...base, search: 'derlic' };
    assert.equal((await find(here.core.read, here.actor.project.id, collection, named)).total, 1);
    assert.equal((await find(here.core.read, here.actor.project.id, collection, named)).total, 0);
    await here.engine.substrings.apply(true);
  });
});

// A pooler opens every connection as one role.
describe('a PostgreSQL server that refuses the extension', {
  skip: process.env[POOLER] !== undefined,
}, () => {
  it('is served without the index, and told why', async (test) => {
    const { url, drop } = await freshPostgres();
    const [admin, role] = [await openPostgres(url), sql.id(`limited_${process.pid}`)];
    const asAdmin = (statement: RawBuilder<unknown>) =>
      admin.transact(async ({ db }) => void (await statement.execute(db)));
    await asAdmin(sql`create role ${role} login password 'limited'`);
    await asAdmin(sql`grant create on schema public to ${role}`);
    const limited = new URL(url);
    [limited.username, limited.password] = [`limited_${process.pid}`, 'limited'];
    const engine = await openPostgres(limited.href);
    test.after(async () => {
      await engine.close();
      await asAdmin(sql`drop owned by ${role}`);
      await asAdmin(sql`drop role ${role}`);
      await admin.close();
      await drop();
    });
    await engine.migrate();
    assert.match(
      (await engine.substrings.apply(true)) ?? '',
      /^PostgreSQL refuses the extension pg_trgm: permission denied/,
    );
    assert.equal(engine.substrings.exists(), false);
  });
});

const USERS = 20_000;
const bounds: Bounds = { scanned: 6_000, sorted: 500, batch: 500, probed: 100 };

onEachEngine(`an index of parts of ${USERS} users`, (database) => {
  const here = directory(database);
  const ask = (listing: Partial<Listing>, read = here.core.read) =>
    find(read, here.actor.project.id, collection, { ...base, ...listing }, bounds);
  const tooBroad = (error: unknown) => error instanceof Failure && error.code === 'query_too_broad';
  before(async () => {
    await insertManyUsers(here.engine, here.actor.project.id, USERS);
    await here.engine.substrings.apply(true);
  });

  const found: Readonly<Record<string, readonly [Partial<Listing>, number]>> = {
    'a part of ids': [contains('id', '0777'), 12],
    'one part or another': [contains('id', '10777', '10888'), 22],
    'a part of a name nobody has': [contains('name', 'nobody'), 0],
    'an end': [{ filters: [{ attribute: 'id', is: 'endsWith', values: ['07777'] }] }, 1],
    'all parts': [{ filters: [{ attribute: 'id', is: 'containsAll', values: ['077', '770'] }] }, 13],
    'a part in a search': [{ search: '10777 name' }, 11],
    'a word that all begin with': [{ search: 'name' }, 5_000],
    // As many as are counted, since counting would read too many rows.
    'a part that more have than a path may lead to': [{ search: 'u100' }, 5_000],
    'a part of an attribute that more have': [contains('id', '100'), 5_000],
    'a part that no user has as a whole word, and that all have': [{ search: 'ame' }, 5_000],
    'a word of some, of whose parts more have it': [{ search: '100' }, 20],
  };
  describe('finds', () => {
    for (const [name, [listing, total]] of Object.entries(found)) {
      it(name, async () => {
        const { read, queries } = watched(here.core.read);
        assert.equal((await ask(listing, read)).total, total);
        for (const query of queries) {
          const plan = (await planOf(here.core.read, query)).join('\n');
          assert.doesNotMatch(plan, /\bSCAN (?:users|user_words)\b|Seq Scan on/, query.sql);
        }
      });
    }
  });

  it('shows those who have a part that more have than a path may lead to, as those who have a rare one', async () => {
    const ids = async (search: string, descending = false) =>
      (await ask({ search, limit: 3, orders: [{ attribute: 'createdAt', descending }] })).ids;
    assert.deepEqual(await ids('ame'), ['u100001', 'u100002', 'u100003']);
    assert.deepEqual(await ids('u11', true), ['u119999', 'u119998', 'u119997']);
    assert.deepEqual(await ids('u1077'), ['u107700', 'u107701', 'u107702']);
  });

  if (database.engine === 'sqlite')
    it('knows from some candidates that as many have a part as are counted', async () => {
      const many = (parts: readonly string[], users: number) =>
        here.core.read.substrings.hasMany(here.core.read, { project: here.actor.project.id, parts, users });
      assert.deepEqual(await Promise.all([many(['u11'], 5_000), many(['u11'], 10_001)]), [true, false]);
      // Hundreds have its only trigram, and no user as often.
      assert.equal(await many(['1111111'], 100), false);
      const orders = [{ attribute: 'createdAt', descending: true }];
      const { total, totalIsUnknown } = await ask({ search: 'u11', orders });
      assert.deepEqual([total, totalIsUnknown], [5_000, undefined]);
    });

  it('refuses parts too short or too many to look up, as without it', async () => {
    await assert.rejects(ask(contains('name', 'zz', 'nobody')), tooBroad);
    await assert.rejects(
      ask(contains('name', ...Array.from({ length: 500 }, (_, i) => `nob${i}`))),
      tooBroad,
    );
  });
});
