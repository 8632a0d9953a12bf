import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  globSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { ImageConfig } from '../../tools/release/dockerfile.ts';
import { isWhole, skipUnlessWhole } from '../support/extent.ts';
import { testFolder } from '../support/folders.ts';
import { until } from '../support/patience.ts';
import { freePort, freshPostgres } from '../support/postgres.ts';
import { begin, run } from '../support/program.ts';
import { call } from '../support/server.ts';

const ROOT = join(import.meta.dirname, '../..');
const KEY = 'a-key-that-is-known-and-long-enough';
const IMAGE_MEGABYTES_AT_MOST = 200;
/** Licences of what may be in a product under a permissive one; each text comes along. */
const LICENCES = [
  '(MIT OR Apache-2.0)',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  // Of the addresses of countries.
  'SEE LICENSE IN DBIP-LICENSE (CC-BY-4.0)',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];
const execute = promisify(execFile);

describe('the folder of a release', () => {
  const home = testFolder();
  const made = join(home, 'opt', 'denizen');
  before(() => execute(process.execPath, ['tools/release/folder.ts', process.arch, made], { cwd: ROOT }));

  it('says its version by a link, whatever Node the machine has', async () => {
    mkdirSync(join(home, 'bin'));
    symlinkSync('../opt/denizen/denizen', join(home, 'bin/denizen'));
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { code, output, errors } = await run(
      '--version',
      { PATH: '/usr/bin:/bin' },
      { program: [join(home, 'bin/denizen')] },
    );
    assert.deepEqual([code, output, errors], [0, `${version}\n`, '']);
  });

  it('serves with all that it brings', async (test) => {
    const settings = { DENIZEN_DATABASE: 'sqlite::memory:', DENIZEN_PROJECT: 'shop', DENIZEN_API_KEY: KEY };
    const server = await begin('serve', 'Next', settings, { program: [join(made, 'denizen')] });
    test.after(() => server.stop());
    const endpoint = /Endpoint +(\S+)/.exec(server.output())?.[1] ?? '';
    const headers = { 'X-Appwrite-Project': 'shop', 'X-Appwrite-Key': KEY };
    const ann = { email: 'ann@gmail.com', password: 'correct horse' };
    const body = { userId: 'ann', phone: '+14155550123', ...ann };
    const user = await call(endpoint, 'POST', '/users', { body, headers });
    const signIn = async () => {
      const { body } = await call(endpoint, 'POST', '/account/sessions/email', {
        body: ann,
        headers: { 'X-Appwrite-Project': 'shop', 'X-Appwrite-Key': '', 'User-Agent': FIREFOX },
      });
      return body as { readonly clientName: string };
    };
    // The thread that knows devices begins with the first sign-in, which does not wait for it for long.
    await until(async () => (await signIn()).clientName === 'Firefox');
    const pages = ['/docs', '/console/'].map(
      async (path) => (await fetch(endpoint.replace('/v1', path))).status,
    );
    assert.deepEqual([user.status, await Promise.all(pages)], [201, [200, 200]]);
    assert.equal((await server.stop()).code, 0);
  });

  it('comes with the compiled code of a start, which a start takes', async () => {
    const compiled = join(made, 'compiled');
    const written = () =>
      globSync('program-*.bin', { cwd: compiled }).map((name) => statSync(join(compiled, name)).mtimeMs);
    const before = written();
    const settings = { DENIZEN_DATABASE: 'sqlite::memory:', NODE_COMPILE_CACHE: compiled };
    const server = await begin('serve', 'Next', settings, { program: [join(made, 'denizen')] });
    assert.equal((await server.stop()).code, 0);
    assert.deepEqual([before.length, written()], [1, before]);
  });

  it('serves by several processes on PostgreSQL', async (test) => {
    const { url, drop } = await freshPostgres();
    const settings = {
      ...{ DENIZEN_DATABASE: url, DENIZEN_PROCESSES: '2', DENIZEN_PORT: '0' },
      ...{ DENIZEN_PROJECT: 'shop', DENIZEN_API_KEY: KEY, DENIZEN_SECRET: 'x'.repeat(64) },
    };
    const server = await begin('serve', 'Next', settings, { program: [join(made, 'denizen')] });
    test.after(async () => {
      await server.stop();
      await drop();
    });
    await until(() => server.errors().includes('a worker listens'));
    assert.equal((await server.stop()).code, 0);
  });

  it('has every thread and process that the sources start by name', () => {
    const named = globSync('src/**/*.ts', { cwd: ROOT })
      .flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(/new URL\(`\.\/([\w-]+)\$\{/g)])
      .map(([, name]) => `${name}.js`);
    const found = globSync('dist/*.js', { cwd: made }).map((file) => basename(file));
    assert.ok(named.length >= 6);
    assert.deepEqual(
      named.filter((name) => !found.includes(name)),
      [],
    );
  });

  it('has the licences of all packages in it, which allow that', () => {
    const text = readFileSync(join(made, 'LICENCES-OF-PACKAGES.txt'), 'utf8');
    const found = text
      .split(`\n\n${'-'.repeat(80)}\n\n`)
      .map((each) => /^\S+ \S+ \((.*)\)$/m.exec(each)?.[1]);
    assert.ok(found.length > 40);
    assert.deepEqual(
      found.filter((licence) => !LICENCES.includes(licence ?? '')),
      [],
    );
    assert.match(readFileSync(join(made, 'LICENCE-OF-NODE.txt'), 'utf8'), /^Node\.js is licensed/);
  });

  // Machine code of bcrypt 2.0.0 for arm64 is not in the registry that this was written with.
  const unpinned =
    !readFileSync(join(ROOT, 'tools/release/pinned.json'), 'utf8').includes('bcrypt-linux-arm64') &&
    'pinned.json has no bcrypt for arm64';
  it('is made for another architecture, too', { skip: skipUnlessWhole || unpinned }, async () => {
    const other = process.arch === 'x64' ? 'arm64' : 'x64';
    const folder = join(home, other);
    await execute(process.execPath, ['tools/release/folder.ts', other, folder], { cwd: ROOT });
    const machines = ['node', ...globSync('**/*.node', { cwd: folder })].map((file) =>
      machineOf(join(folder, file)),
    );
    assert.deepEqual([machines.length, new Set(machines)], [3, new Set([other === 'arm64' ? 0xb7 : 0x3e])]);
  });

  describe('as an image', { skip: skipWithoutRoots() }, () => {
    let config: ImageConfig;
    const root = join(home, 'root');
    before(async () => {
      // The whole set runs every step of the Dockerfile, beginning with `npm ci`.
      const args = ['tools/release/image.ts', root, ...(isWhole ? [] : [made])];
      const { stdout } = await execute(process.execPath, args, { cwd: ROOT, maxBuffer: 1024 * 1024 });
      config = JSON.parse(stdout);
    });

    it('is small, and has neither a shell nor root as its user', () => {
      const bytes = globSync('**/*', { cwd: root, withFileTypes: true })
        .filter((file) => file.isFile())
        .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
      const shells = globSync('{bin,sbin,usr/bin,usr/sbin,usr/local/bin}/{sh,bash,dash,busybox}', {
        cwd: root,
      });
      assert.ok(bytes / 1e6 < IMAGE_MEGABYTES_AT_MOST, `${bytes}`);
      assert.deepEqual(
        [shells, config.user, config.volumes, config.ports],
        [[], '65532:65532', ['/data'], [4100]],
      );
    });

    it('starts on a root that nobody can write to, passes its own check, and stops', async (test) => {
      const data = testFolder();
      chownSync(data, 65_532, 65_532);
      const port = await freePort();
      const settings = {
        ...config.environment,
        DENIZEN_PORT: String(port),
        DENIZEN_PROJECT: 'shop',
        DENIZEN_API_KEY: KEY,
      };
      const server = inRoot(root, data, settings, [...config.entrypoint, ...config.command]);
      test.after(() => server.kill('SIGKILL'));
      let output = '';
      for await (const text of server.stdout.setEncoding('utf8')) {
        output += text;
        if (output.includes('Next')) break;
      }
      assert.match(output, /Denizen is ready/);
      const check = inRoot(root, data, settings, config.healthcheck);
      assert.deepEqual(await once(check, 'exit'), [0, null]);
      const headers = { 'X-Appwrite-Project': 'shop', 'X-Appwrite-Key': KEY };
      const user = await call(`http://127.0.0.1:${port}/v1`, 'POST', '/users', {
        body: { userId: 'ann', password: 'correct horse' },
        headers,
      });
      assert.equal(user.status, 201);
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      assert.deepEqual(await ended, [0, null]);
      const late = inRoot(root, data, settings, config.healthcheck);
      assert.deepEqual(await once(late, 'exit'), [1, null]);
    });
  });
});

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** The number of the architecture in the head of a binary. */
function machineOf(file: string): number {
  const head = Buffer.alloc(20);
  readSync(openSync(file, 'r'), head);
  return head.readUInt16LE(18);
}

/** Starts a command in the root, as the user of the image, as a container engine would with `--read-only`. */
function inRoot(
  root: string,
  data: string,
  settings: Readonly<Record<string, string>>,
  command: readonly string[],
) {
  const script = `set -e
    mount --bind "$1" "$1"
    mount -o remount,ro,bind "$1"
    mount --bind "$2" "$1/data"
    mount -t tmpfs tmpfs "$1/tmp"
    mount --rbind /dev "$1/dev"
    mount --bind /proc "$1/proc"
    root=$1; shift 2
    exec chroot --userspec=65532:65532 "$root" "$@"`;
  const args = ['--mount', '--', 'sh', '-c', script, 'sh', root, data, ...command];
  return spawn('unshare', args, {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function skipWithoutRoots(): string | false {
  const { status } = spawnSync('unshare', ['--mount', 'true']);
  return status !== 0 && 'a file system of its own needs root';
}
