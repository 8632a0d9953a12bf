import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { PATIENCE_MS, until } from '../../test/support/patience.ts';
import { boundedMemory } from '../core/response-memory.ts';
import { memoryOf, sendEncoded, sendPieces } from './large-response.ts';

const MB = 1_048_576;
/** More than the buffers of a connection take. */
const LARGE = Array.from({ length: 32 }, () => 'é'.repeat(MB / 2));

describe('a large response', () => {
  it('is sent whole, with its length', async () => {
    await using server = await serving();
    const response = await fetch(`${server.url}/large`);
    assert.equal(response.headers.get('content-length'), String(32 * MB));
    assert.equal(await response.text(), LARGE.join(''));
    assert.equal(await (await fetch(`${server.url}/small`)).text(), 'é');
  });

  it('gives its memory back when it is sent, and when the client leaves', async () => {
    await using server = await serving(32 * MB);
    await (await fetch(`${server.url}/large`)).text();
    const leaving = connect(server.port, '127.0.0.1');
    leaving.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(leaving, 'data');
    leaving.destroy();
    assert.equal((await fetch(`${server.url}/large`)).status, 200);
  });

  it('leaves nothing for a collection, whether it is read to the end or not', async () => {
    await using server = await serving();
    await (await fetch(`${server.url}/large`)).text();
    const leaving = connect(server.port, '127.0.0.1');
    leaving.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(leaving, 'data');
    const kept = () => server.written().filter(({ buffer }) => !(buffer as ArrayBuffer).detached).length;
    assert.notEqual(kept(), 0);
    leaving.destroy();
    await until(() => kept() === 0, 'memory is kept');
    assert.equal(server.written().length > 512, true);
  });

  it('is cut off after a minute', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    await using server = await serving();
    const slow = connect(server.port, '127.0.0.1');
    slow.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(slow, 'data');
    slow.pause();
    test.mock.timers.tick(59_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(server.open(), 1);
    test.mock.timers.tick(1_000);
    test.mock.timers.reset();
    await until(() => server.open() === 0, 'the connection is open');
    slow.destroy();
  });
});

async function serving(most = 64 * MB, waitMs = PATIENCE_MS) {
  const memory = boundedMemory(most, waitMs);
  const app = Fastify();
  app.get('/large', (_request, reply) => sendPieces(reply, LARGE, memoryOf(memory, reply)));
  app.get('/small', (_request, reply) => sendEncoded(reply, 'é', memoryOf(memory, reply)));
  const written: Uint8Array[] = [];
  app.addHook('onRequest', async (_request, { raw }) => {
    const write = raw.write.bind(raw) as (chunk: Uint8Array) => boolean;
    raw.write = (chunk: Uint8Array) => {
      written.push(chunk);
      return write(chunk);
    };
  });
  const sockets = new Set<object>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    open: () => sockets.size,
    written: () => written,
    [Symbol.asyncDispose]: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
