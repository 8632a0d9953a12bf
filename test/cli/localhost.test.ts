import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { freePort } from '../support/postgres.ts';
import { begin } from '../support/program.ts';
import { call, serving } from '../support/server.ts';

const ADDRESSES = ['127.0.0.1', '[::1]', 'localhost'];

describe('a server on localhost', () => {
  const server = serving({ setting: () => 'sqlite::memory:' }, { DENIZEN_HOST: 'localhost' });

  it('is reached by both addresses of the name, and says the name', async () => {
    const { endpoint } = server.get();
    const port = new URL(endpoint).port;
    const versions = await Promise.all(
      ADDRESSES.map((host) => call(`http://${host}:${port}/v1`, 'GET', '/health/version')),
    );
    assert.deepEqual(
      [endpoint, versions.map(({ status }) => status)],
      [`http://localhost:${port}/v1`, [200, 200, 200]],
    );
  });

  it('finishes what it has begun at either address before it stops', async () => {
    const port = new URL(server.get().endpoint).port;
    const body = { email: 'ann@example.com', password: 'correct horse' };
    const answers = ADDRESSES.map((host, at) =>
      call(`http://${host}:${port}/v1`, 'POST', '/users', {
        body: { userId: `u${at}`, ...body, email: `u${at}@example.com` },
      }),
    );
    await Promise.race(answers);
    const [code, ...statuses] = await Promise.all([
      server.get().stop(),
      ...answers.map((answer) => answer.then(({ status }) => status)),
    ]);
    assert.deepEqual([code, statuses], [0, [201, 201, 201]]);
  });

  it('does not start beside another program at ::1, which would get its requests', async (test) => {
    const port = await freePort();
    const other = createServer().listen({ port, host: '::1' });
    await once(other, 'listening');
    test.after(() => other.close());
    await assert.rejects(begin('serve', 'Next', { DENIZEN_PORT: String(port) }), /in use|taken|EADDRINUSE/i);
  });
});
