import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { Query as TheirQuery } from 'node-appwrite';
import { bulk, Client, ID, iterate, Query, Teams, UntypedQuery, Users } from '../../sdk/src/index.ts';
import { onAnyEngine } from '../support/engines.ts';
import { KEY, PROJECT, serving } from '../support/server.ts';

const NAMES = ['Abel', 'Bea', 'Cid', 'Dee', 'Eli', 'Fay', 'Gus'];
const MOMENT = '2026-01-31T10:00:00.000+00:00';

/** Each kind of query as it is asked of users. */
const queries: Readonly<Record<string, string>> = {
  equal: Query.equal('emailVerification', true),
  equalOneOf: Query.equal('name', ['Abel', 'Bea']),
  notEqual: Query.notEqual('name', 'Abel'),
  lessThan: Query.lessThan('registration', MOMENT),
  lessThanEqual: Query.lessThanEqual('registration', MOMENT),
  greaterThan: Query.greaterThan('registration', MOMENT),
  greaterThanEqual: Query.greaterThanEqual('registration', MOMENT),
  between: Query.between('name', 'A', 'C'),
  notBetween: Query.notBetween('name', 'A', 'C'),
  isNull: Query.isNull('email'),
  isNotNull: Query.isNotNull('email'),
  startsWith: Query.startsWith('name', 'A'),
  notStartsWith: Query.notStartsWith('name', 'A'),
  endsWith: Query.endsWith('name', 'l'),
  notEndsWith: Query.notEndsWith('name', 'l'),
  contains: Query.contains('labels', ['vip']),
  containsText: Query.contains('name', 'b'),
  notContains: Query.notContains('labels', ['vip']),
  containsAny: Query.containsAny('labels', ['vip', 'beta']),
  containsAll: Query.containsAll('labels', ['vip', 'beta']),
  createdBefore: Query.createdBefore(MOMENT),
  createdAfter: Query.createdAfter(MOMENT),
  createdBetween: Query.createdBetween(MOMENT, MOMENT),
  updatedBefore: Query.updatedBefore(MOMENT),
  updatedAfter: Query.updatedAfter(MOMENT),
  updatedBetween: Query.updatedBetween(MOMENT, MOMENT),
  orderAsc: Query.orderAsc('name'),
  orderDesc: Query.orderDesc('name'),
  orderRandom: Query.orderRandom(),
  limit: Query.limit(3),
  offset: Query.offset(3),
  cursorAfter: Query.cursorAfter('abel'),
  cursorBefore: Query.cursorBefore('gus'),
  and: Query.and([Query.equal('name', 'Abel'), Query.equal('status', true)]),
  or: Query.or([Query.equal('name', 'Abel'), Query.equal('name', 'Bea')]),
};

/** The same in the words of node-appwrite, where it has them. */
const theirs: Readonly<Record<string, string>> = {
  equal: TheirQuery.equal('emailVerification', true),
  equalOneOf: TheirQuery.equal('name', ['Abel', 'Bea']),
  lessThan: TheirQuery.lessThan('registration', MOMENT),
  between: TheirQuery.between('name', 'A', 'C'),
  isNull: TheirQuery.isNull('email'),
  startsWith: TheirQuery.startsWith('name', 'A'),
  contains: TheirQuery.contains('labels', ['vip']),
  containsText: TheirQuery.contains('name', 'b'),
  containsAll: TheirQuery.containsAll('labels', ['vip', 'beta']),
  orderDesc: TheirQuery.orderDesc('name'),
  orderRandom: TheirQuery.orderRandom(),
  limit: TheirQuery.limit(3),
  offset: TheirQuery.offset(3),
  cursorAfter: TheirQuery.cursorAfter('abel'),
  and: TheirQuery.and([TheirQuery.equal('name', 'Abel'), TheirQuery.equal('status', true)]),
  or: TheirQuery.or([TheirQuery.equal('name', 'Abel'), TheirQuery.equal('name', 'Bea')]),
};

onAnyEngine('lists through the SDK', (database) => {
  const server = serving(database);
  const client = () => new Client().setEndpoint(server.get().endpoint).setProject(PROJECT).setKey(KEY);
  const users = () => new Users(client());
  before(async () => {
    for (const name of NAMES) await users().create({ userId: name.toLowerCase(), name });
  });
  const namesOf = async (of: AsyncIterable<{ readonly name: string }>) => {
    const names: string[] = [];
    for await (const { name } of of) names.push(name);
    return names;
  };

  it('every query is one that the server takes', async () => {
    for (const query of Object.values(queries)) await users().list([query]);
    const named = Object.keys(queries).filter((name) => name in UntypedQuery);
    assert.deepEqual(named.sort(), Object.keys(UntypedQuery).sort());
  });

  it('queries are the texts that node-appwrite makes', () => {
    const ours = Object.keys(theirs).map((name) => [name, JSON.parse(queries[name] ?? '')]);
    assert.deepEqual(Object.fromEntries(ours), mapped(theirs, JSON.parse));
  });

  it('users are gone through one by one, over several requests', async () => {
    assert.deepEqual(await namesOf(users().iterate({ pageSize: 3 })), NAMES);
    assert.deepEqual(await namesOf(users().iterate({ queries: [Query.limit(7)] })), NAMES);
  });

  it('filters, orders, a search and where to begin are kept', async () => {
    const backwards = { queries: [Query.orderDesc('name'), Query.notEqual('name', 'Cid')], pageSize: 2 };
    assert.deepEqual(await namesOf(users().iterate(backwards)), ['Gus', 'Fay', 'Eli', 'Dee', 'Bea', 'Abel']);
    const behind = { queries: [Query.cursorAfter('dee')], pageSize: 2 };
    assert.deepEqual(await namesOf(users().iterate(behind)), ['Eli', 'Fay', 'Gus']);
    assert.deepEqual(await namesOf(users().iterate({ search: 'fay' })), ['Fay']);
    const later = { queries: [Query.offset(5)], pageSize: 1 };
    assert.deepEqual(await namesOf(users().iterate(later)), ['Fay', 'Gus']);
  });

  it('pages have the size that was asked for, and none is empty', async () => {
    const sizes: number[] = [];
    for await (const page of users().iteratePages({ pageSize: 3 })) sizes.push(page.length);
    assert.deepEqual(sizes, [3, 3, 1]);
    for await (const page of users().iteratePages({ queries: [Query.equal('name', 'Zoe')] }))
      assert.fail(`${page}`);
  });

  it('what cannot be gone on with is refused', async () => {
    for (const query of [Query.cursorBefore('gus'), Query.orderRandom()])
      await assert.rejects(namesOf(users().iterate({ queries: [query] })), { type: 'sdk_parameter_invalid' });
  });

  it('many are made at once, and taken away while they are gone through', async () => {
    const teams = new Teams(client());
    const ids = Array.from({ length: 23 }, () => ID.unique());
    const seen: number[] = [];
    const made = await bulk([...ids, ids[0] ?? ''], (teamId) => teams.create({ teamId, name: 'Crew' }), {
      concurrency: 1,
      onProgress: ({ done }) => seen.push(done),
    });
    const list = async (queries: string[]) => (await teams.list({ queries })).teams;
    const gone = await bulk(iterate(list, { pageSize: 5 }), ({ $id }) => teams.delete($id), {
      concurrency: 4,
    });
    assert.deepEqual([made.filter(({ ok }) => ok).length, made.at(-1)?.ok, seen.at(-1)], [23, false, 24]);
    assert.deepEqual(
      gone.map(({ item, ok }) => [item.$id, ok]),
      ids.map((id) => [id, true]),
    );
    assert.equal((await teams.list()).total, 0);
  });
});

function mapped<T, R>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => R,
): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
