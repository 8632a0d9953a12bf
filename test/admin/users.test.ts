import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { adminServer, type SignedInAdmin } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';

const USERS = '/projects/:project/users';

onEachEngine('the users of a project, for administrators', (database) => {
  const here = adminServer(database);
  let owner: SignedInAdmin;
  let operator: SignedInAdmin;
  let support: SignedInAdmin;
  before(async () => {
    owner = await here.get().adminWith('owner');
    operator = await here.get().adminWith('operator');
    support = await here.get().adminWith('support');
  });

  const create = (id: string, fields: object = {}) => operator.call('POST', USERS, { id, ...fields });
  const list = (parameters: Readonly<Record<string, string>>) =>
    support.call('GET', `${USERS}?${new URLSearchParams(parameters)}`);
  const idsIn = ({ rows }: { readonly rows: readonly { readonly id: string }[] }) => rows.map(({ id }) => id);

  it('are created, and shown without secrets', async () => {
    const password = 'correct horse battery';
    const made = await create('ann', {
      ...{ email: 'Ann@Example.com', phone: '+14155550100', name: 'Ann', password },
    });
    const { createdAt, updatedAt, passwordUpdatedAt, targets, ...user } = made.body as Record<
      string,
      unknown
    >;
    assert.deepEqual([made.status, createdAt, passwordUpdatedAt], [201, updatedAt, createdAt]);
    assert.match(String(createdAt), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    assert.equal((targets as readonly unknown[]).length, 2);
    assert.deepEqual(user, {
      ...{ id: 'ann', email: 'ann@example.com', phone: '+14155550100', name: 'Ann' },
      ...{ emailVerifiedAt: null, phoneVerifiedAt: null, blockedAt: null, accessedAt: null },
      ...{ labels: [], prefs: {}, hasPassword: true, mfaEnabledAt: null, impersonatorAt: null, factors: [] },
    });
    const shown = await support.call('GET', `${USERS}/ann`);
    const whole = await owner.call('GET', `${USERS}/ann`);
    assert.deepEqual(shown.body, made.body);
    assert.deepEqual(whole.body, {
      ...shown.body,
      hash: { algorithm: 'argon2', parameters: (whole.body as never as Hashed).hash.parameters },
    });
    assert.doesNotMatch(JSON.stringify([shown.body, whole.body]), /\$argon2|horse/);
    const taken = await create('ann2', { email: 'ann@example.com' });
    assert.deepEqual([taken.status, taken.body.code], [409, 'user_exists']);
    const unknown = await support.call('GET', `${USERS}/unknown`);
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'user_not_found']);
  });

  it('are changed all fields at once, or none', async () => {
    await create('ben', { email: 'ben@example.com' });
    const path = `${USERS}/ben`;
    const change = {
      name: 'Ben',
      email: 'b@example.com',
      phone: '+14155550101',
      labels: ['vip'],
      prefs: { a: 1 },
    };
    const changed = await operator.call('PATCH', path, change);
    const { name, email, phone, labels, prefs } = changed.body;
    assert.deepEqual([changed.status, { name, email, phone, labels, prefs }], [200, change]);
    const refused = await operator.call('PATCH', path, { name: 'Other', email: 'ann@example.com' });
    const nothing = await operator.call('PATCH', path, {});
    const cleared = await operator.call('PATCH', path, { email: '', phone: '' });
    assert.deepEqual(
      [refused.status, nothing.status, cleared.body.name, cleared.body.email, cleared.body.phone],
      [409, 400, 'Ben', null, null],
    );
    const { body } = await support.call('GET', `${path}/history?limit=8`);
    const rows = body.rows as never as readonly {
      act: string;
      actor: { kind: string; id: string; name: string };
    }[];
    assert.deepEqual(
      rows.map(({ act }) => act),
      [
        ...['user.phone.update', 'user.email.update', 'user.prefs.update', 'user.labels.update'],
        ...['user.phone.update', 'user.email.update', 'user.name.update', 'user.create'],
      ],
    );
    const { body: session } = await operator.call('GET', '/session');
    const { id, name: own } = session.admin as { id: string; name: string };
    assert.deepEqual(rows[0]?.actor, { kind: 'admin', id, name: own });
  });

  it('are changed only as they were read: one of two is refused, and gets the current user', async () => {
    const { body: first } = await create('cem');
    const path = `${USERS}/cem`;
    const headers = { 'if-match': `"${first.updatedAt}"` };
    const rename = (name: string) => operator.call('PATCH', path, { name }, { headers });
    const block = () => support.call('POST', `${path}/block`, {}, { headers });
    for (const race of [() => [rename('One'), rename('Two')], () => [rename('One'), block()]]) {
      const { body: now } = await operator.call('GET', path);
      headers['if-match'] = `"${now.updatedAt}"`;
      const raced = await Promise.all(race());
      const [won, lost] = raced.toSorted((a, b) => a.status - b.status);
      assert.deepEqual([won?.status, lost?.status, lost?.body.code], [200, 412, 'changed_meanwhile']);
      assert.deepEqual(lost?.body.current, won?.body);
      assert.notEqual(won?.body.updatedAt, now.updatedAt);
    }
    const malformed = await operator.call('PATCH', path, { name: 'A' }, { headers: { 'if-match': 'W/"1"' } });
    const any = await operator.call('PATCH', path, { name: 'A' }, { headers: { 'if-match': '*' } });
    assert.deepEqual([malformed.status, malformed.body.field, any.status], [400, 'If-Match', 200]);
  });

  it('change their updatedAt with each change, also within one millisecond', async () => {
    await create('dan');
    const changes = Array.from({ length: 6 }, (_, at) =>
      operator.call('PATCH', `${USERS}/dan`, { name: `Dan ${at}` }),
    );
    const seen = (await Promise.all(changes)).map(({ body }) => body.updatedAt);
    assert.equal(new Set(seen).size, seen.length);
  });

  it('are blocked, unblocked and verified by support', async () => {
    await create('eve', { email: 'eve@example.com' });
    const path = `${USERS}/eve`;
    const blocked = await support.call('POST', `${path}/block`, {});
    const again = await support.call('POST', `${path}/block`, {});
    const free = await support.call('POST', `${path}/unblock`, {});
    const verified = await support.call('POST', `${path}/verification`, { email: true });
    const missing = await support.call('POST', `${path}/verification`, { phone: true });
    const nothing = await support.call('POST', `${path}/verification`, {});
    assert.equal(typeof blocked.body.blockedAt, 'string');
    assert.equal(again.body.blockedAt, blocked.body.blockedAt);
    assert.equal(typeof verified.body.emailVerifiedAt, 'string');
    assert.deepEqual([free.body.blockedAt, missing.body.code, nothing.status], [null, 'phone_missing', 400]);
  });

  it('are deleted', async () => {
    await create('fay');
    const deleted = await operator.call('DELETE', `${USERS}/fay`);
    const again = await operator.call('DELETE', `${USERS}/fay`);
    assert.deepEqual([deleted.status, again.body.code], [204, 'user_not_found']);
  });

  it('are listed page by page, in both directions, filtered and counted', async () => {
    const ids = Array.from({ length: 7 }, (_, at) => `page${at}`);
    for (const [at, id] of ids.entries()) {
      await create(id, { name: `Row ${6 - at}`, email: `${id}@page.example` });
      if (at % 2 === 0) await operator.call('PATCH', `${USERS}/${id}`, { labels: ['even'] });
    }
    const queries = JSON.stringify([{ attribute: 'email', is: 'endsWith', values: ['@page.example'] }]);
    const pages: unknown[] = [];
    let cursor: string | null = null;
    let last: { readonly previous: string | null } = { previous: null };
    do {
      const { body } = await list({ queries, limit: '3', ...(cursor !== null && { cursor }) });
      pages.push(idsIn(body as never));
      cursor = body.next as unknown as string | null;
      last = body as never;
    } while (cursor !== null);
    assert.deepEqual(pages, [ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
    const back: unknown[] = [];
    let previous = last.previous;
    while (previous !== null) {
      const { body } = await list({ queries, limit: '4', cursor: previous, direction: 'previous' });
      back.push([idsIn(body as never), body.next]);
      previous = body.previous as unknown as string | null;
    }
    assert.deepEqual(back, [
      [ids.slice(2, 6), 'page5'],
      [ids.slice(0, 2), 'page1'],
    ]);
    const even = JSON.stringify([
      { attribute: 'labels', is: 'contains', values: ['even'] },
      { attribute: 'createdAt', is: 'greaterThan', values: ['2020-01-01'] },
      { attribute: 'active', is: 'equal', values: [true] },
    ]);
    const counted = await list({ queries: even, counted: '1', sort: 'name', limit: '2' });
    assert.deepEqual(
      [idsIn(counted.body as never), counted.body.total, counted.body.totalIsExact],
      [['page6', 'page4'], 4, true],
    );
    const found = await list({ search: 'row', sort: 'name', descending: '1', limit: '2' });
    const newest = await list({ descending: '1', limit: '1' });
    assert.deepEqual(
      [idsIn(found.body as never), idsIn(newest.body as never)],
      [['page0', 'page1'], ['page6']],
    );
  });

  it('are not listed by what is unknown', async () => {
    const refusals: readonly (readonly [Record<string, string>, string])[] = [
      [{ queries: 'x' }, 'queries'],
      [{ queries: '{}' }, 'queries'],
      [{ queries: '[1]' }, 'queries'],
      [{ queries: '[{"attribute":"password","is":"equal","values":["a"]}]' }, 'queries'],
      [{ queries: '[{"attribute":"constructor","is":"equal","values":["a"]}]' }, 'queries'],
      [{ queries: '[{"attribute":"name","is":"toString","values":["a"]}]' }, 'queries'],
      [{ queries: '[{"attribute":"name","is":"equal","values":[]}]' }, 'queries'],
      [{ queries: '[{"attribute":"name","is":"equal","values":[1]}]' }, 'queries'],
      [{ queries: '[{"attribute":"name","is":"equal","values":["\\u0000"]}]' }, 'queries'],
      [{ queries: '[{"attribute":"createdAt","is":"equal","values":["yesterday"]}]' }, 'queries'],
      [{ queries: '[{"attribute":"labels","is":"lessThan","values":["a"]}]' }, 'queries'],
      [{ sort: 'labels' }, 'sort'],
      [{ sort: 'prefs' }, 'sort'],
      [{ limit: '0' }, 'limit'],
      [{ direction: 'back' }, 'direction'],
    ];
    for (const [parameters, field] of refusals) {
      const { status, body } = await list(parameters);
      assert.deepEqual(
        [status, body.code, body.field],
        [400, 'argument_invalid', field],
        JSON.stringify(parameters),
      );
    }
    const gone = await list({ cursor: 'nobody' });
    assert.deepEqual([gone.status, gone.body.code], [400, 'cursor_not_found']);
  });
});

type Hashed = { readonly hash: { readonly parameters: unknown } };
