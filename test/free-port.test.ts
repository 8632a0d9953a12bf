import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { it } from 'node:test';
import { freePort, nameOfPort } from './support/postgres.ts';

it('a free port stays with the process that found it, and can be listened at, for datagrams too', async () => {
  const port = await freePort();
  const other = createServer().listen(nameOfPort(port));
  const outcome = await once(other, 'listening').then(
    () => 'it was given away',
    ({ code }: NodeJS.ErrnoException) => code,
  );
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const socket = createSocket('udp4').bind({ port, exclusive: true });
  await once(socket, 'listening');
  socket.close();
  server.close();
  other.close();
  assert.equal(outcome, 'EADDRINUSE');
});
