import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { it } from 'node:test';
import { freePort } from './support/postgres.ts';

it('a free port stays with the process that found it, and can be listened at', async () => {
  const port = await freePort();
  const other = createSocket('udp4');
  const taken = once(other, 'listening').then(
    () => 'it was given away',
    ({ code }: NodeJS.ErrnoException) => code,
  );
  other.bind({ port, address: '127.0.0.1', exclusive: true });
  const outcome = await taken;
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
  other.close();
  assert.equal(outcome, 'EADDRINUSE');
});
