import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Query } from 'node-appwrite';
import * as params from '../../src/appwrite/params.ts';
import { inUrl, query, refusal, withPeople } from './queries-fixtures.ts';

const TOO_MANY = ['general_argument_invalid', `Invalid \`queries\` param: Value ${params.queries.rule}.`];
const between = (name: string, from: string, to: string) =>
  refusal(`Invalid ${name}: Value must be a valid range between ${from} and ${to}`);
const badLimit = between('limit', '1', '5,000');
const badOffset = between('offset', '0', '100,000; use cursorAfter to go further');

const padded = (length: number) => Query.limit(1).padEnd(length);
const nested = (depth: number): string =>
  depth === 1 ? Query.isNull('email') : Query.or([Query.isNull('phone'), nested(depth - 1)]);
const brackets = (depth: number) => `{"method":"or","values":${'['.repeat(depth)}${']'.repeat(depth)}}`;
const ids = (count: number) => Array.from({ length: count }, (_, at) => at);

/** What no filter, order or cursor may name. */
const SECRETS = [
  'password',
  'hash',
  'hashOptions',
  'secret',
  'secret_hash',
  'search',
  'name_key',
  'prefs',
  'mfa',
  'targets',
  'mfaRecoveryCodes',
  'totp',
  'sequence',
  'project_id',
  'users.password',
  '"password"',
  'emailCanonical',
  'id',
];

const INJECTIONS = [
  `' or '1'='1`,
  `" or "1"="1`,
  `'; drop table users; --`,
  `ann' union select password from users --`,
  `1) or 1=1 --`,
  `\\' or 1=1 --`,
  `name" desc, (select password from users limit 1) --`,
  'ann%00',
  '$1',
  '?1',
  ':id',
  '{{7*7}}',
  `'||(select pg_sleep(5))||'`,
  'x\u2028\u202e',
  '* or *:*',
  '../../etc/passwd',
];

withPeople('queries at their edges', ({ listed, raw, users }) => {
  it('takes 100 queries, and not 101', async () => {
    assert.deepEqual(await listed(Array(100).fill(Query.limit(1))), [5, 'ann']);
    assert.deepEqual(await listed(Array(101).fill(Query.limit(1))), TOO_MANY);
  });

  it('takes queries of 4096 characters, and not of 4097', async () => {
    assert.deepEqual(await listed([padded(4096)]), [5, 'ann']);
    assert.deepEqual(await listed([padded(4097)]), TOO_MANY);
  });

  it('takes 500 values, and not 501; and 5,000 in all', async () => {
    const few = query('notContains', 'labels', ids(500).map(String));
    assert.deepEqual(await listed([few]), [5, 'ann', 'bob', 'cid', 'dee', 'eve']);
    const many = refusal('Query on attribute has greater than 500 values: $sequence');
    assert.deepEqual(await listed([query('equal', '$sequence', ids(501))]), many);
    const answer = await raw(inUrl(...Array(10).fill(query('equal', '$sequence', ids(500)))));
    assert.deepEqual([answer.status, answer.body], [200, { total: 0, users: [] }]);
    for (const method of ['containsAll', 'containsAny', 'notContains']) {
      const long = await raw(
        inUrl(
          ...Array(5).fill(
            query(
              method,
              'name',
              ids(500).map((id) => id.toString(36)),
            ),
          ),
        ),
      );
      assert.equal(long.status, 200, JSON.stringify(long.body));
    }
    const more = await raw(inUrl(...Array(11).fill(query('equal', '$sequence', ids(500)))));
    assert.equal((more.body as { message: string }).message, refusal('More than 5,000 values')[1]);
  });

  for (const value of [0, 5_001, -1, '5', 2.5, null, true, 1e300]) {
    it(`a limit of ${JSON.stringify(value)} is refused, also behind another`, async () => {
      assert.deepEqual(await listed([query('limit', undefined, [value])]), badLimit);
      assert.deepEqual(await listed([Query.limit(1), query('limit', undefined, [value])]), badLimit);
    });
  }

  for (const value of [-1, 100_001, 1e9, '0', 0.5, null]) {
    it(`an offset of ${JSON.stringify(value)} is refused`, async () => {
      assert.deepEqual(await listed([query('offset', undefined, [value])]), badOffset);
    });
  }

  it('limit, offset and cursor without a value are refused', async () => {
    assert.deepEqual(await listed([query('limit')]), badLimit);
    assert.deepEqual(await listed([query('offset', undefined, [])]), badOffset);
    for (const values of [[], [''], [7], ['a'.repeat(37)], ['\0'], [['ann']]]) {
      assert.deepEqual(
        await listed([query('cursorAfter', undefined, values)]),
        refusal('Invalid cursor: Value must be the ID of a row'),
      );
    }
  });

  it('takes queries nested 10 deep, and not 11 or 1,000', async () => {
    assert.deepEqual(await listed([nested(10)]), [4, 'bob', 'cid', 'dee', 'eve']);
    assert.deepEqual(await listed([nested(11)]), refusal('Queries are nested deeper than 10 levels'));
    assert.deepEqual(await listed([brackets(1_000)]), refusal('Or queries require at least two queries'));
  });

  it('a cursor must be a user who is there', async () => {
    for (const id of ['nobody', 'zed', '-', "' or 1=1 --"]) {
      const message = `User '${id}' for the 'cursor' value not found.`;
      assert.deepEqual(await listed([Query.cursorAfter(id)]), ['general_cursor_not_found', message]);
      assert.deepEqual(await listed([Query.cursorBefore(id)]), ['general_cursor_not_found', message]);
    }
  });

  it('a cursor without what the list is ordered by stands where such rows stand', async () => {
    for (const order of [Query.orderAsc('email'), Query.orderDesc('email'), Query.orderAsc('accessedAt')]) {
      const [total, ...all] = await listed([order]);
      const at = all.indexOf('cid');
      assert.deepEqual(await listed([order, Query.cursorAfter('cid')]), [total, ...all.slice(at + 1)]);
      assert.deepEqual(await listed([order, Query.cursorBefore('cid')]), [total, ...all.slice(0, at)]);
    }
  });

  it('reads queries however a library spells the parameter', async () => {
    const [limit, after] = [Query.limit(1), Query.cursorAfter('bob')].map(encodeURIComponent);
    const spellings = [
      `queries[0]=${limit}&queries[1]=${after}`,
      `queries[]=${limit}&queries[]=${after}`,
      `queries%5B0%5D=${limit}&queries%5B1%5D=${after}`,
      `queries%5B%5D=${limit}&queries%5b%5d=${after}`,
      `queries=${limit}&queries=${after}`,
      `queries[1]=${after}&queries[0]=${limit}`,
      `queries[3]=${limit}&queries[7]=${after}`,
    ];
    for (const spelling of spellings) {
      const { body } = await raw(spelling);
      assert.deepEqual(
        (body as { users: { $id: string }[] }).users.map((user) => user.$id),
        ['cid'],
        spelling,
      );
    }
  });

  it('refuses queries that are no array', async () => {
    for (const spelling of [
      `queries=${Query.limit(1)}`,
      'queries=',
      'queries[a]=b',
      'queries[0][a]=b',
      'queries[a][]=b',
    ]) {
      const { status, body } = await raw(spelling);
      const { type, message } = body as { type: string; message: string };
      assert.deepEqual([status, type, message], [400, ...TOO_MANY], spelling);
    }
  });

  for (const secret of SECRETS) {
    it(`nothing is to be learnt of "${secret}"`, async () => {
      const reason = refusal(`Attribute not found in schema: ${secret}`);
      const filters = [
        Query.equal(secret, 'a'),
        Query.startsWith(secret, '$argon2'),
        Query.isNull(secret),
        Query.contains(secret, 'a'),
      ];
      const orders = [Query.orderAsc(secret), Query.orderDesc(secret)];
      const inside = Query.or([
        Query.isNull('email'),
        Query.and([Query.isNull('email'), Query.isNull(secret)]),
      ]);
      for (const asked of [...filters, ...orders, inside]) assert.deepEqual(await listed([asked]), reason);
      assert.deepEqual(await listed([Query.orderAsc(secret), Query.cursorAfter('ann')]), reason);
    });
  }

  for (const text of INJECTIONS) {
    it(`${JSON.stringify(text)} stays a text wherever it stands`, async () => {
      const everybody = await listed();
      assert.deepEqual(
        await listed([Query.equal(text, 'a')]),
        refusal(`Attribute not found in schema: ${text}`),
      );
      assert.deepEqual(
        await listed([Query.orderDesc(text)]),
        refusal(`Attribute not found in schema: ${text}`),
      );
      for (const method of ['equal', 'startsWith', 'endsWith', 'contains'] as const) {
        for (const name of ['$id', 'name', 'email', 'phone'])
          assert.deepEqual(await listed([Query[method](name, text)]), [0]);
      }
      assert.deepEqual(await listed([Query.contains('labels', text)]), [0]);
      assert.deepEqual(await listed([Query.notContains('name', text)]), everybody);
      const [type] = await listed([query('cursorAfter', undefined, [text.slice(0, 36)])]);
      assert.equal(type, 'general_cursor_not_found');
      assert.equal((await listed([], text)).length <= everybody.length, true);
      assert.deepEqual(await listed(), everybody);
    });
  }

  const found: readonly (readonly [string, readonly string[]])[] = [
    ['ann', ['ann']],
    ['ann@example.com', ['ann']],
    ['eve.adams@mail.example.org', ['eve']],
    ['Bob Stone', ['bob']],
    ['stone bob', ['bob']],
    ['"Bob Stone"', ['bob']],
    ['sto', ['bob']],
    ['ÉVE', ['eve']],
    ['eve ada', ['eve']],
    ['exam', ['ann', 'bob', 'eve']],
    ['+14155550103', ['cid']],
    ['1415555', ['ann', 'cid']],
    ['label:vip', ['ann', 'dee']],
    ['label:VIP', ['ann', 'dee']],
    ['label:staff vip', []],
    ['label:vip dee', ['dee']],
    ['vip', []],
    ['ann bob', []],
    ['tone', ['bob']],
    ['on', []],
    ["o'neil", ['cid']],
    ['100%', ['cid']],
    ['100% cid', ['cid']],
    ...['>', '%', '_', '\\', "'", '"', '""', '*', '+', '-', '@', '()', '~<>', ' ', '😀', '%'.repeat(256)].map(
      (symbols) => [symbols, []] as const,
    ),
    ['', ['ann', 'bob', 'cid', 'dee', 'eve']],
  ];
  for (const [term, whom] of found) {
    it(`a search for ${JSON.stringify(term)} finds ${whom.join(', ') || 'nobody'}`, async () => {
      assert.deepEqual(await listed([], term), [whom.length, ...whom]);
    });
  }

  it('a search goes with filters, orders and pages', async () => {
    const asked = [Query.isNotNull('email'), Query.orderDesc('name'), Query.limit(1)];
    assert.deepEqual(await listed(asked, 'exam'), [3, 'eve']);
    assert.deepEqual(await listed([...asked, Query.cursorAfter('eve')], 'exam'), [3, 'bob']);
  });

  it('a search of 257 characters is refused', async () => {
    assert.deepEqual(await listed([], '%'.repeat(257)), [
      'general_argument_invalid',
      `Invalid \`search\` param: Value ${params.search.rule}.`,
    ]);
  });

  it('a search follows every change', async () => {
    const fay = { userId: 'fay' };
    await users().create({ ...fay, email: 'fay@example.com', phone: '+14155550106', name: 'Fay Old' });
    await users().updateName({ ...fay, name: 'Fay Fresh' });
    await users().updateEmail({ ...fay, email: 'new.address@other.net' });
    await users().updatePhone({ ...fay, number: '+442071234567' });
    await users().updateLabels({ ...fay, labels: ['gold'] });
    await users().updateLabels({ ...fay, labels: ['silver'] });
    for (const term of ['fresh', 'other.net', '4420712', 'label:silver'])
      assert.deepEqual(await listed([], term), [1, 'fay']);
    for (const term of ['fay old', 'fay@example.com', '+14155550106', 'label:gold'])
      assert.deepEqual(await listed([], term), [0]);
    await users().delete(fay);
    for (const term of ['fresh', 'other.net', '4420712', 'label:silver'])
      assert.deepEqual(await listed([], term), [0]);
  });
});
