import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Query } from 'node-appwrite';
import { query, refusal, withPeople } from './queries-fixtures.ts';

const LONG_AGO = '2001-01-01';
const FAR_AHEAD = '2101-01-01T00:00:00.000+02:00';
const all = ['ann', 'bob', 'cid', 'dee', 'eve'];

/** What is asked, and who is found, in order; all are counted. */
const answered: readonly (readonly [readonly string[], readonly string[]])[] = [
  [[], all],
  [[Query.equal('$id', ['eve', 'ann', 'nobody'])], ['ann', 'eve']],
  [[Query.equal('email', 'ANN@example.com')], ['ann']],
  [[Query.equal('email', [' ann@example.com\n', 'bob@bücher.example'])], ['ann']],
  [[Query.equal('$id', ' ann ')], ['ann']],
  [[Query.equal('name', '\tbob stone')], ['bob']],
  [[Query.equal('name', 'bob stone ')], ['bob']],
  [[Query.equal('name', 'eve adams')], ['eve']],
  [[Query.equal('status', false)], ['bob']],
  [[Query.equal('status', [true, false])], all],
  [[Query.equal('emailVerification', true)], ['ann']],
  [[Query.equal('phoneVerification', false)], ['ann', 'bob', 'dee', 'eve']],
  [[Query.equal('impersonator', false)], all],
  [[Query.equal('$createdAt', LONG_AGO)], []],
  [[query('equal', '$sequence', [1])], []],
  [[Query.notEqual('email', 'ann@example.com')], ['bob', 'eve']],
  [[Query.notEqual('status', true)], ['bob']],
  [[Query.lessThan('name', 'b')], ['ann', 'dee']],
  [[Query.lessThanEqual('name', 'Bob Stone')], ['ann', 'bob', 'dee']],
  [[Query.greaterThan('email', 'bob@example.com')], ['eve']],
  [[Query.greaterThanEqual('email', 'bob@example.com')], ['bob', 'eve']],
  [[Query.between('name', 'b', 'd')], ['bob', 'cid']],
  [[Query.notBetween('name', 'b', 'd')], ['ann', 'dee', 'eve']],
  [[Query.isNull('email')], ['cid', 'dee']],
  [[Query.isNotNull('phone')], ['ann', 'cid']],
  [[Query.isNull('name')], []],
  [[Query.isNull('labels')], []],
  [[Query.isNotNull('labels')], all],
  [[Query.isNull('accessedAt')], all],
  [[Query.isNotNull('passwordUpdate')], ['ann']],
  [[Query.startsWith('name', 'ÉV')], ['eve']],
  [[Query.startsWith('name', 'Ann ')], ['ann']],
  [[Query.startsWith('name', 'Bo ')], []],
  [[Query.startsWith('phone', '+1415')], ['ann', 'cid']],
  [[Query.notStartsWith('email', 'ann')], ['bob', 'eve']],
  [[Query.endsWith('email', '@example.com')], ['ann', 'bob']],
  [[Query.notEndsWith('email', '.org')], ['ann', 'bob']],
  [[Query.endsWith('name', ' STONE')], ['bob']],
  [[Query.endsWith('name', 'Stone ')], ['bob']],
  [[Query.endsWith('name', ' one')], []],
  [[Query.notEndsWith('name', ' one')], all],
  [[Query.endsWith('name', ' ')], []],
  [[Query.startsWith('name', ' Bob ')], ['bob']],
  [[Query.contains('name', ['%_', 'STONE'])], ['bob', 'cid']],
  [[Query.contains('name', '\\')], ['cid']],
  [[Query.contains('name', `"O'Neil"`)], ['cid']],
  [[Query.contains('name', '😀')], ['cid']],
  [[Query.notContains('name', 'e')], ['dee']],
  [[Query.contains('labels', 'vip')], ['ann', 'dee']],
  [[Query.contains('labels', 'VIP')], []],
  [[Query.contains('labels', ['staff', 'none'])], ['dee']],
  [[Query.notContains('labels', ['staff'])], ['ann', 'bob', 'cid', 'eve']],
  [[Query.containsAny('labels', ['staff', 'vip'])], ['ann', 'dee']],
  [[Query.containsAll('labels', ['staff', 'vip'])], ['dee']],
  [[Query.containsAny('name', ['lee', 'adams'])], ['ann', 'eve']],
  [[Query.containsAll('name', ['a', 'lee'])], ['ann']],
  [
    [Query.or([Query.equal('email', 'ann@example.com'), Query.equal('phone', '+14155550103')])],
    ['ann', 'cid'],
  ],
  [
    [Query.and([Query.isNull('email'), Query.or([Query.isNull('phone'), Query.equal('name', 'x')])])],
    ['dee'],
  ],
  [[query('or', undefined, [Query.equal('name', 'x'), Query.equal('$id', 'ann')])], ['ann']],
  [[Query.isNull('email'), Query.isNull('phone')], ['dee']],
  [[Query.createdAfter(LONG_AGO)], all],
  [[Query.createdBefore(LONG_AGO)], []],
  [[Query.createdBetween(LONG_AGO, FAR_AHEAD)], all],
  [[Query.updatedAfter(FAR_AHEAD)], []],
  [[Query.updatedBefore(FAR_AHEAD)], all],
  [[Query.updatedBetween(LONG_AGO, '2002-01-01 00:00:00')], []],
  [[query('createdAfter', undefined, [LONG_AGO]), query('updatedBefore', '', [FAR_AHEAD])], all],
  [
    [
      query('createdBetween', undefined, [LONG_AGO, FAR_AHEAD]),
      query('updatedBetween', undefined, ['2099-01-01', FAR_AHEAD]),
    ],
    [],
  ],
  [[Query.greaterThan('registration', LONG_AGO)], all],
  [[Query.orderDesc('')], all.toReversed()],
  [[Query.orderAsc('$sequence')], all],
  [[Query.orderDesc('$createdAt')], all.toReversed()],
  [[Query.orderDesc('$id')], all.toReversed()],
  [[Query.orderAsc('name')], ['dee', 'ann', 'bob', 'cid', 'eve']],
  [[Query.orderAsc('email')], ['cid', 'dee', 'ann', 'bob', 'eve']],
  [[Query.orderDesc('phone')], ['cid', 'ann', 'eve', 'dee', 'bob']],
  [
    [Query.orderAsc('status'), Query.orderDesc('name')],
    ['bob', 'eve', 'cid', 'ann', 'dee'],
  ],
  [[Query.orderDesc('emailVerification')], ['ann', 'eve', 'dee', 'cid', 'bob']],
  [[Query.orderAsc('accessedAt')], all],
];

/** Parts of the five, with how many there are in all. */
const pages: readonly (readonly [readonly string[], readonly string[]])[] = [
  [[Query.limit(2)], ['ann', 'bob']],
  [
    [Query.limit(2), Query.limit(1)],
    ['ann', 'bob'],
  ],
  [
    [Query.limit(2), Query.offset(1), Query.offset(4)],
    ['bob', 'cid'],
  ],
  [[Query.offset(4)], ['eve']],
  [[Query.offset(100_000)], []],
  [[Query.limit(5_000)], all],
  [[Query.cursorAfter('bob')], ['cid', 'dee', 'eve']],
  [[Query.cursorAfter('bob'), Query.offset(1), Query.limit(1)], ['dee']],
  [
    [Query.cursorBefore('dee'), Query.limit(2)],
    ['bob', 'cid'],
  ],
  [
    [Query.cursorBefore('eve'), Query.limit(2), Query.offset(1)],
    ['bob', 'cid'],
  ],
  [[Query.cursorBefore('ann')], []],
  [[Query.cursorAfter('eve')], []],
  [
    [Query.cursorAfter('ann'), Query.cursorBefore('bob')],
    ['bob', 'cid', 'dee', 'eve'],
  ],
  [
    [Query.cursorAfter('ann'), Query.orderDesc('email')],
    ['dee', 'cid'],
  ],
  [
    [Query.cursorBefore('ann'), Query.orderAsc('email')],
    ['cid', 'dee'],
  ],
  [
    [Query.cursorAfter('bob'), Query.orderAsc('status')],
    ['ann', 'cid', 'dee', 'eve'],
  ],
  [[Query.cursorAfter('cid'), Query.orderAsc('name')], ['eve']],
];

/** What is refused, and why. */
const refused: readonly (readonly [string, string])[] = [
  [Query.equal('password', 'x'), 'Attribute not found in schema: password'],
  [Query.equal('name', []), 'Equal queries require at least one value.'],
  [query('notEqual', 'name', ['a', 'b']), 'NotEqual queries require exactly one value.'],
  [query('lessThan', 'name', []), 'LessThan queries require exactly one value.'],
  [query('greaterThanEqual', 'name', ['a', 'b']), 'GreaterThanEqual queries require exactly one value.'],
  [query('between', 'name', ['a']), 'Between queries require exactly two values.'],
  [query('notBetween', 'name', ['a', 'b', 'c']), 'NotBetween queries require exactly two values.'],
  [query('isNull', 'name', ['a']), 'IsNull queries require no values.'],
  [query('startsWith', 'name', []), 'StartsWith queries require exactly one value.'],
  [query('contains', 'name', []), 'Contains queries require at least one value.'],
  [query('containsAll', 'labels'), 'ContainsAll queries require at least one value.'],
  [Query.equal('name', [7]), 'Query value is invalid for attribute "name"'],
  [Query.equal('status', 'true'), 'Query value is invalid for attribute "status"'],
  [Query.equal('status', [1]), 'Query value is invalid for attribute "status"'],
  [query('equal', '$sequence', ['1']), 'Query value is invalid for attribute "$sequence"'],
  [query('equal', '$sequence', [1.5]), 'Query value is invalid for attribute "$sequence"'],
  [Query.greaterThan('$createdAt', 'yesterday'), 'Query value is invalid for attribute "$createdAt"'],
  [Query.greaterThan('registration', 1_700_000_000), 'Query value is invalid for attribute "registration"'],
  [query('equal', 'name', [null]), 'Query value is invalid for attribute "name"'],
  [query('equal', 'name', [['a']]), 'Query value is invalid for attribute "name"'],
  [query('equal', 'name', ['\0']), 'Query value is invalid for attribute "name"'],
  [query('equal', 'name', ['\ud800']), 'Query value is invalid for attribute "name"'],
  [query('contains', 'labels', [{}]), 'Query value is invalid for attribute "labels"'],
  [Query.equal('labels', 'vip'), 'Cannot query equal on attribute "labels" because it is an array.'],
  [Query.startsWith('labels', 'v'), 'Cannot query startsWith on attribute "labels" because it is an array.'],
  [
    Query.contains('status', 'a'),
    'Cannot query contains on attribute "status" because it is not an array, string, or object.',
  ],
  [
    Query.endsWith('$createdAt', 'a'),
    'Cannot query endsWith on attribute "$createdAt" because it is not an array, string, or object.',
  ],
  [Query.orderAsc('labels'), 'Cannot order by attribute "labels" because it is an array.'],
  [Query.orderAsc('prefs'), 'Attribute not found in schema: prefs'],
  [Query.or([Query.isNull('email')]), 'Or queries require at least two queries'],
  [Query.and([Query.isNull('email'), Query.limit(1)]), 'And queries can only contain filter queries'],
  [query('or', undefined, ['{', '{']), 'Syntax error'],
  [query('or', undefined, [1, 2]), 'A query must be a JSON object'],
  [query('explode'), 'Invalid query method: explode'],
  [query('toString'), 'Invalid query method: toString'],
  [query('equal', '__proto__', ['a']), 'Attribute not found in schema: __proto__'],
  [Query.select(['name']), 'Invalid query method: select'],
  [Query.regex('name', '.*'), 'Invalid query method: regex'],
  [Query.exists(['name']), 'Invalid query method: exists'],
  [Query.elemMatch('labels', [Query.equal('a', 'b')]), 'Invalid query method: elemMatch'],
  [Query.distanceEqual('name', [1, 2], 3), 'Invalid query method: distanceEqual'],
  [Query.vectorDot('name', [1]), 'Invalid query method: vectorDot'],
  [Query.crosses('name', [[1, 2]]), 'Invalid query method: crosses'],
  ['', 'Syntax error'],
  ['null', 'A query must be a JSON object'],
  ['[]', 'A query must be a JSON object'],
  ['{}', 'Invalid query method. Must be a string'],
  ['{"method":"equal","attribute":7}', 'Invalid query attribute. Must be a string'],
  ['{"method":"equal","attribute":"name","values":"a"}', 'Invalid query values. Must be an array'],
];

withPeople('queries', ({ listed, users }) => {
  for (const [asked, ids] of answered) {
    it(`${asked.join(' ') || 'nothing'} finds ${ids.join(', ') || 'nobody'}`, async () => {
      assert.deepEqual(await listed(asked), [ids.length, ...ids]);
    });
  }

  for (const [asked, ids] of pages) {
    it(`${asked.join(' ')} shows ${ids.join(', ') || 'nobody'} of five`, async () => {
      assert.deepEqual(await listed(asked), [5, ...ids]);
    });
  }

  for (const [asked, reason] of refused) {
    it(`${asked || '""'} is refused`, async () => assert.deepEqual(await listed([asked]), refusal(reason)));
  }

  it('orderRandom shows all in some order', async () => {
    const [total, ...ids] = await listed([Query.orderRandom()]);
    assert.deepEqual([total, ids.toSorted()], [5, all]);
  });

  it('search needs an index that no attribute has', async () => {
    for (const asked of [
      Query.search('name', 'ann'),
      Query.or([Query.isNull('email'), Query.notSearch('name', 'ann')]),
    ]) {
      const message = 'Searching by attribute "name" requires a fulltext index.';
      assert.deepEqual(await listed([asked]), ['general_query_invalid', message]);
    }
  });

  it('total=false counts nothing', async () => {
    const page = await users().list({ queries: [Query.limit(1)], total: false });
    assert.deepEqual([page.total, page.users.length], [0, 1]);
  });
});
