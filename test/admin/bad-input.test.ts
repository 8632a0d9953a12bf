import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { AdminEndpoint } from '../../src/admin/route.ts';
import { routes } from '../../src/admin/routes.ts';
import { inputParser } from '../../src/http/input.ts';
import { adminServer, type SignedInAdmin } from '../support/admin.ts';
import { isWhole } from '../support/extent.ts';
import { PROJECT } from '../support/server.ts';

/** What no parameter expects, or what reaches further than it looks. */
const odd: readonly unknown[] = [
  ...[42, -1, 1.5, true, '', ' ', '\0', 'a\0b', '\ud800', '🦄'.repeat(2_000), '../../etc/passwd'],
  ...["' or 1=1 --", '%', 'null', '[]', '[[[[]]]]', '[{"attribute":{"a":1}}]', '2026-99-99'],
  ...[[], {}, [null], [[]], ['\0'], { constructor: 1 }, { length: 3 }, { toString: 'x' }],
  ...['𝒳'.repeat(40), '\u202e', 'ＡＢＣ', 'ß', 'İ', '\r\n', 'a'.repeat(20_000)],
];
const isText = (value: unknown): value is string => typeof value === 'string';

describe('odd input of the protocol of administrators', () => {
  const here = adminServer();
  let owner: SignedInAdmin;
  before(async () => {
    owner = await here.get().adminWith('owner');
  });

  const params = routes.flatMap((endpoint) =>
    Object.entries(endpoint.input).map(([name, param]) => ({ endpoint, name, param })),
  );

  it('is refused by each parameter for being of another kind, and never breaks the parser', () => {
    for (const { endpoint, name, param } of params) {
      const parse = inputParser({ [name]: param }, { stopsAtFirst: true });
      const issues = odd.filter((value) => {
        const fields = { [name]: value };
        return parse(fields, fields).issues.length > 0;
      });
      assert.ok(issues.length > 0, `${endpoint.operation} ${name} takes everything`);
    }
  });

  it('is answered with a reason that names what is wrong, and never with a fault of the server', async () => {
    let at = 0;
    for (const { endpoint, name } of params) {
      // Some of the values to each parameter, others to the next one.
      const values = Array.from({ length: isWhole ? 10 : 3 }, () => odd[at++ % odd.length]);
      for (const value of values) await refused(endpoint, name, value);
    }
    assert.deepEqual(here.get().failures, []);
    assert.equal((await owner.call('GET', '/session')).status, 200);
  });

  it('of a body is refused: no JSON, no object, another type', async () => {
    const path = `/projects/${PROJECT}/users`;
    const headers = { 'content-type': 'text/plain' };
    const seen = [
      await owner.call('POST', path, undefined, { raw: '{' }),
      await owner.call('POST', path, undefined, { raw: '1' }),
      await owner.call('POST', path, undefined, { raw: '{"name":"\\ud800"}' }),
      await owner.call('POST', path, undefined, { raw: '{}', headers }),
      await owner.call('POST', path, undefined, { raw: `{"name":"${'a'.repeat(300_000)}"}` }),
    ];
    assert.deepEqual(
      seen.map(({ status }) => status),
      [400, 400, 400, 415, 413],
    );
  });

  async function refused(
    { method, path, input }: AdminEndpoint,
    name: string,
    value: unknown,
  ): Promise<void> {
    const isInPath = input[name]?.place === 'path';
    const own = isText(value) ? value.toWellFormed() : JSON.stringify(value);
    const url = path
      .replace(`:${name}`, isInPath ? encodeURIComponent(own) : `:${name}`)
      .replace(':project', PROJECT)
      .replace(/:\w+/g, 'nobody');
    const isQuery = method === 'GET' && !isInPath;
    const query = isQuery ? `?${new URLSearchParams({ [name]: own })}` : '';
    const body = method === 'GET' ? undefined : isInPath ? {} : { [name]: value };
    const { app } = here.get();
    const response = await app.inject({
      ...{ method, url: `/admin${url}${query}`, payloadAsStream: true },
      headers: { cookie: owner.cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { payload: JSON.stringify(body) }),
    });
    response.stream().destroy();
    assert.ok(
      response.statusCode < 500,
      `${method} ${path} ${name}=${own.slice(0, 60)}: ${response.statusCode}`,
    );
  }
});
