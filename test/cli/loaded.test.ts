import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { paths } from '../../src/admin/generated/paths.ts';
import { admin } from '../../src/admin/protocol.ts';
import { routes } from '../../src/admin/routes.ts';
import { readConfig } from '../../src/config.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { open } from '../../src/open.ts';
import { testFolder } from '../support/folders.ts';
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

/** At its end the program prints which modules it has loaded that only imports, new databases or encrypted files need. */
const NAMING = `data:text/javascript,${encodeURIComponent(`import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';
const found = [];
registerHooks({ load: (url, context, next) => {
  const [name] = url.match(/imports\\/systems|migrations\\/\\d{4}|age-encryption|node_modules\\/zod/) ?? [];
  if (name !== undefined && !found.includes(name)) found.push(name);
  return next(url, context);
} });
if (isMainThread) process.on('exit', () => process.getBuiltinModule('node:fs').writeSync(1, 'loaded: ' + found.join(', ')));
`)}`;

it('a server starts on its database without migrations, readers of imports and encryption of files', async () => {
  const folder = testFolder();
  const program = [process.execPath, '--import', NAMING, MAIN];
  await (await begin('serve', 'Next', {}, { folder })).stop();
  const server = await begin('serve', 'Next', {}, { folder, program });
  await server.stop();
  // Another package as the control.
  assert.equal(server.output().split('loaded: ')[1], 'node_modules/zod');
});

it('a server loads the endpoints of /admin at the first request for one, once for many', async () => {
  const log = pino({ level: 'silent' });
  const { config, secrets } = readConfig({ DENIZEN_DATABASE: 'sqlite::memory:' });
  await using opened = await open(config, secrets, { migrate: true });
  const { core } = opened;
  let loads = 0;
  let isFailing = true;
  const protocol = admin(core, async () => {
    loads++;
    await sleep(20);
    if (isFailing) throw new Error('the disk was busy');
    return {} as never;
  });
  const metrics = createMetrics();
  const app = createServer({ core, logger: log, metrics, trustedProxies: [] }, [protocol]);
  await app.ready();
  assert.equal(loads, 0);
  const statuses = async () => {
    const asked = Array.from({ length: 8 }, () => app.inject({ method: 'GET', url: '/admin/session' }));
    return new Set((await Promise.all(asked)).map(({ statusCode }) => statusCode));
  };
  assert.deepEqual([await statuses(), loads], [new Set([500]), 1]);
  isFailing = false;
  assert.deepEqual([await statuses(), loads], [new Set([401]), 2]);
  assert.deepEqual([await statuses(), loads], [new Set([401]), 2]);
  await app.close();
});

it('the router knows every endpoint of /admin', () => {
  assert.deepEqual(
    paths,
    routes.map(({ method, path, operation, meta }) => ({
      ...{ method, path, operation },
      body: meta.takesStream ? 'stream' : 'fields',
    })),
  );
});
