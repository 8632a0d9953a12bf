import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { PATIENCE_MS } from '../../test/support/patience.ts';
import { listen } from './listen.ts';

const ANY = { host: '127.0.0.1', port: 0 };

describe('a server that waits for a check before it listens', () => {
  it('gets ready meanwhile', { timeout: PATIENCE_MS }, async () => {
    await using app = Fastify();
    const ready = Promise.withResolvers<void>();
    app.addHook('onReady', async () => ready.resolve());
    const { port } = await listen(app, ANY, ready.promise);
    assert.notEqual(port, 0);
  });

  it('does not listen when the check refuses', async () => {
    await using app = Fastify();
    await assert.rejects(listen(app, ANY, Promise.reject(new Error('damaged'))), /damaged/);
    assert.equal(app.server.listening, false);
  });
});
