import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { begin } from '../support/program.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
/** At its end the program prints which of `fetch` and the compilers of JSON Schema it has loaded, and Fastify as the control. */
const TELLING = `data:text/javascript,${encodeURIComponent(`process.on('exit', () => {
  const names = [...process.moduleLoadList, ...Object.keys(process.getBuiltinModule('node:module')._cache)];
  const found = names.join(' ').match(/undici\\/undici|node_modules\\/(?:ajv|@fastify\\/ajv-compiler|fastify)\\//g);
  process.getBuiltinModule('node:fs').writeSync(1, 'loaded: ' + [...new Set(found)].join(', '));
});`)}`;

it('a server starts without fetch and without compilers of JSON Schema', async () => {
  const program = [process.execPath, '--import', TELLING, MAIN];
  const server = await begin('serve', 'Next', { DENIZEN_DATABASE: 'sqlite::memory:' }, { program });
  await server.stop();
  assert.equal(server.output().split('loaded: ')[1], 'node_modules/fastify/');
});
