import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import Fastify from 'fastify';
import { ICON, serveIcon } from './icon.ts';

const MARK = join(import.meta.dirname, '../../console/src/mark.svg');

it('/favicon.ico is the mark of the console', async () => {
  const app = Fastify();
  serveIcon(app);
  const { statusCode, headers, body } = await app.inject('/favicon.ico');
  assert.deepEqual([statusCode, headers['content-type'], body], [200, 'image/svg+xml', ICON]);
  assert.equal(ICON, readFileSync(MARK, 'utf8').trim());
});
