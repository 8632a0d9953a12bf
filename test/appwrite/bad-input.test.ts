import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { call, serving } from '../support/server.ts';
import { rows } from './bad-input-rows.ts';
import { chunked, exchange, requestBytes } from './bad-input-socket.ts';

const version = '2.3.0';
const json = { 'Content-Type': 'application/json' };
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

onAnyEngine('bad input', (database) => {
  const server = serving(database);
  const everyone = async () => (await call(server.get().endpoint, 'GET', '/users')).body;
  const sent = (bytes: Uint8Array) => exchange(server.get().base, bytes);
  /** Sends a change of Ann; answers its status and the field as it is then. */
  const changed = async (field: string, path: string, headers: Record<string, string>, body: string) => {
    const { status } = await sent(requestBytes('PATCH', `/v1/users/ann/${path}`, { headers, body }));
    const ann = (await call(server.get().endpoint, 'GET', '/users/ann')).body as Record<string, unknown>;
    return [status, ann[field]];
  };

  before(async () => {
    await call(server.get().endpoint, 'POST', '/users', {
      body: { userId: 'ann', email: 'ann@example.com', name: 'Ann' },
    });
  });

  describe('is refused, and nothing else happens:', () => {
    for (const [what, bytes, [status, type, message]] of rows) {
      it(what, async () => {
        const earlier = await everyone();
        assert.deepEqual(await sent(bytes), { status, body: { message, code: status, type, version } });
        assert.deepEqual(await everyone(), earlier);
      });
    }
  });

  it('leaves the process alive and silent', () => {
    const { process, errors } = server.get();
    // A server that delivers nowhere says where messages stand, once.
    const said = errors()
      .split('\n')
      .filter((line) => line !== '' && !line.includes('/dev/mailbox'));
    assert.deepEqual([process.exitCode, process.signalCode, said], [null, null, []]);
  });

  describe('is taken where clients are known to send it:', () => {
    for (const [what, headers, body] of [
      ['an empty body with a JSON content type', { ...json, 'Content-Length': '0' }, undefined],
      ['a JSON content type without a body', json, undefined],
      ['the body null', json, 'null'],
      ['an empty object', json, '{}'],
    ] as const) {
      it(`GET with ${what}`, async () => {
        const bytes = requestBytes('GET', '/v1/users', { headers, ...(body !== undefined && { body }) });
        assert.deepEqual(await sent(bytes), { status: 200, body: await everyone() });
      });

      it(`DELETE with ${what}`, async () => {
        await call(server.get().endpoint, 'POST', '/users', { body: { userId: 'max' } });
        const bytes = requestBytes('DELETE', '/v1/users/max', {
          headers,
          ...(body !== undefined && { body }),
        });
        assert.deepEqual(await sent(bytes), { status: 204, body: '' });
      });
    }

    for (const target of [
      '/v1/users?search=%ff',
      '/v1/users?%',
      `/v1/users?a${'[b]'.repeat(5)}=1`,
      '/v1/users?&&=&=',
    ]) {
      it(`the query string of ${target.slice(0, 30)}`, async () => {
        assert.equal((await sent(requestBytes('GET', target))).status, 200);
      });
    }

    for (const [what, headers, body, name] of [
      ['a content type in any case', { 'Content-Type': 'Application/JSON ;' }, '{"name":"A"}', 'A'],
      [
        'a content type with parameters',
        { 'Content-Type': 'application/json; charset=utf-8' },
        '{"name":"B"}',
        'B',
      ],
      ['a byte order mark', json, '\ufeff{"name":"C"}', 'C'],
      ['a name twice, of which the last counts', json, '{"name":"no","name":"D"}', 'D'],
      ['unknown fields', json, '{"name":"E","password":"hidden one","$id":"eve","email":"e@e.co"}', 'E'],
      ['constructor and prototype', json, '{"name":"F","constructor":{"prototype":{"name":"x"}}}', 'F'],
      ['64 levels', json, `{"name":"G","a":${'['.repeat(63)}${']'.repeat(63)}}`, 'G'],
      ['as much as fits', json, `{"name":"H"${' '.repeat(256 * 1024 - 12)}}`, 'H'],
      ['chunks', { ...json, 'Transfer-Encoding': 'chunked' }, chunked('{"name":"I"}'), 'I'],
      ['a form', form, 'name=J%C3%A4%20J+J', 'Jä J J'],
    ] as const) {
      it(`a body with ${what}`, async () => {
        assert.deepEqual(await changed('name', 'name', headers, body), [200, name]);
      });
    }
  });

  describe('in preferences is given back as it came:', () => {
    for (const prefs of [
      { constructor: { prototype: { polluted: true } } },
      { toString: 1, hasOwnProperty: null, valueOf: [] },
      { 'a.b': 1, 'a[b]': 2, '': 3, $set: 4, "'; drop table users; --": 5 },
      { ä: 'é', '😀': '\u2028\u2029', e: 'e\u0301', escape: '\\u0000 \\ " /' },
      { small: 1e-7, large: 1e21, most: Number.MAX_SAFE_INTEGER },
    ]) {
      it(JSON.stringify(prefs), async () => {
        assert.deepEqual(await changed('prefs', 'prefs', json, JSON.stringify({ prefs })), [200, prefs]);
      });
    }
  });

  it('pollutes nothing: the next user is like every other', async () => {
    const user = (await call(server.get().endpoint, 'POST', '/users', { body: { userId: 'next' } })).body;
    assert.deepEqual((user as { prefs: unknown }).prefs, {});
  });
});
