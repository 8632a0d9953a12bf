import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inAscii } from '../../tools/release/bundle.ts';
import { packInto } from '../../tools/release/pack.ts';
import { linesHave, quickened } from '../../tools/release/quicken.ts';
import { testFolder } from '../support/folders.ts';
import { begin, run } from '../support/program.ts';

const ROOT = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const VERSION = 'src/version.ts';

/** A checkout of its own, with the packages, pages and documents of this one. */
function checkout() {
  const root = testFolder();
  for (const name of ['src', 'tools/start', 'tools/release', 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true, verbatimSymlinks: true });
  for (const name of ['node_modules', 'console', 'docs', 'tools/site'])
    symlinkSync(join(ROOT, name), join(root, name));
  const program = [process.execPath, join(root, 'tools/start/start.cjs')];
  return {
    root,
    program,
    says: (command: string) => run(command, {}, { program }),
    bundles: () => readdirSync(join(root, '.cache/program')).toSorted(),
  };
}

/** When it is told to stop, the first thread prints which of these modules of Node it has loaded. */
const TELLING = `if (require('node:worker_threads').isMainThread) process.once('SIGTERM', () => {
  const found = ['assert', 'fs/promises', 'https', 'tls', 'http'].filter((name) => process.moduleLoadList.includes('NativeModule ' + name));
  require('node:fs').writeSync(1, 'loaded: ' + found.join(', '));
});`;

const KEY = { 'X-Appwrite-Project': 'default', 'X-Appwrite-Key': 'b'.repeat(64) };
const JSON_BODY = { ...KEY, 'Content-Type': 'application/json' };
const asked: readonly [path: string, request?: RequestInit][] = [
  ...['/v1/users', '/v1/health', '/v1/nothing', '/v1/users/nobody', '/v1/users/a%2Fb', '/v1/users/%zz'].map(
    (path) => [path, { headers: KEY }] as [string, RequestInit],
  ),
  ...['/v1/users/', '/V1/users', '/v1/openapi.json', '/hex/openapi.json', '/hex/api', '/hex/api/users/a'].map(
    (path) => [path] as [string],
  ),
  ...['/hex/nothing', '/admin/session', '/admin/nothing', '/migrate/nothing', '/docs', '/', '/nothing'].map(
    (path) => [path] as [string],
  ),
  ...['/v1/users', '/hex/api/users/me', '/admin/session', '/console/'].map(
    (path) => [path, { method: 'HEAD', headers: KEY }] as [string, RequestInit],
  ),
  [`/v1/users/${'u'.repeat(1_001)}`, { headers: KEY }],
  ['/v1/users', { method: 'PUT', headers: KEY }],
  ['/v1/users', { method: 'OPTIONS', headers: { Origin: 'https://example.com' } }],
  ['/v1/users', { method: 'POST', headers: JSON_BODY, body: '{' }],
  ['/v1/users', { method: 'POST', headers: JSON_BODY, body: '{"userId":"a","email":"a@0-mail.com"}' }],
  ['/v1/users', { method: 'POST', headers: JSON_BODY, body: `"${'a'.repeat(300_000)}"` }],
  ['/migrate/auth0/login', { method: 'POST', headers: JSON_BODY, body: '{}' }],
  ['/admin/links/accept', { method: 'POST', headers: JSON_BODY, body: '{}' }],
  ['/hex/api/users', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'a' }],
];

/** Status, headers and body of each, without what differs from server to server. */
async function answersOf(program: readonly string[], settings: Record<string, string>) {
  const server = await begin('serve', 'Next', settings, { program });
  const base = /Endpoint +(\S+)\/v1/.exec(server.output())?.[1] ?? '';
  const answers = [];
  for (const [path, request] of asked) {
    const answer = await fetch(`${base}${path}`, { redirect: 'manual', ...request });
    const headers = [...answer.headers].filter(
      ([name]) => !/^(?:date|x-request-id|x-ratelimit-reset)$/.test(name),
    );
    const body = (await answer.text())
      .replaceAll(base, '')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+/g, 'TIME')
      .replace(/\b[0-9a-f]{20}\b/g, 'ID')
      .replace(/"(?:ping|requestId)":[^,}]+/g, '');
    const text = body.length > 2_000 ? hash('sha256', body) : body;
    answers.push({ path, method: request?.method, status: answer.status, headers, text });
  }
  await server.stop();
  return answers;
}

describe('the start of a checkout', () => {
  it('bundles the program once, and again when a source has become newer or older', async () => {
    const { root, says, bundles } = checkout();
    const seen: number[] = [];
    const look = async () => {
      const { code, output, errors } = await says('--version');
      assert.deepEqual([code, output, errors], [0, `${version}\n`, '']);
      seen.push(bundles().length);
    };
    await look();
    await look();
    appendFileSync(join(root, VERSION), '// Changed.\n');
    await look();
    utimesSync(join(root, VERSION), new Date(0), new Date(0));
    await look();
    await look();
    assert.deepEqual(seen, [1, 1, 2, 3, 3]);
    utimesSync(join(root, VERSION), new Date(1e6), new Date(1e6));
    await look();
    assert.equal(bundles().length, 3, 'old ones are removed');
  });

  it('runs what the sources say, with the commands of a checkout in its messages', async () => {
    const { root, says } = checkout();
    await says('--version');
    appendFileSync(join(root, VERSION), "process.stderr.write('changed\\n');\n");
    const { errors } = await says('keys list --database sqlite:missing.db');
    assert.match(errors, /^changed\n.*npm run -s denizen -- /s);
  });

  it('makes one bundle when two start at once', async () => {
    const { says, bundles } = checkout();
    const ends = await Promise.all([says('--version'), says('--version')]);
    assert.deepEqual(
      ends.map(({ code, output, errors }) => [code, output, errors]),
      Array.from({ length: 2 }, () => [0, `${version}\n`, '']),
    );
    assert.equal(bundles().length, 1);
  });

  it('serves, with pages and threads', async () => {
    const { program } = checkout();
    const server = await begin('serve', 'Next', { DENIZEN_DATABASE: 'sqlite:a.db' }, { program });
    const base = /Endpoint +(\S+)\/v1/.exec(server.output())?.[1];
    const statuses = ['/console/', '/docs/', '/readyz'].map(
      async (path) => (await fetch(`${base}${path}`)).status,
    );
    assert.deepEqual(await Promise.all(statuses), [200, 200, 200]);
    assert.equal((await server.stop()).code, 0);
  });

  it('answers what the sources answer, also what the framework and protocols refuse', async () => {
    const settings = {
      ...{
        DENIZEN_DATABASE: 'sqlite::memory:',
        DENIZEN_SECRET: 'a'.repeat(32),
        DENIZEN_API_KEY: 'b'.repeat(64),
      },
      ...{ DENIZEN_PROJECT: 'default', DENIZEN_HEX_PROJECT: 'default' },
    };
    const bundled = await answersOf(checkout().program, settings);
    const ofSources = await answersOf([process.execPath, join(ROOT, 'src/main.ts')], settings);
    assert.deepEqual(bundled, ofSources);
  });

  it('loads modules of Node that no start needs when they are used', async () => {
    const { root, program } = checkout();
    const telling = join(root, 'telling.cjs');
    writeFileSync(telling, TELLING);
    const [node = '', ...rest] = program;
    const settings = { DENIZEN_DATABASE: 'sqlite::memory:' };
    const server = await begin('serve', 'Next', settings, { program: [node, '--require', telling, ...rest] });
    await server.stop();
    // The last as the control.
    assert.equal(server.output().split('loaded: ')[1], 'http');
  });

  it('keeps what a start has compiled, and takes it unless it is damaged', async () => {
    const { root, program } = checkout();
    const compiled = join(root, 'compiled');
    const settings = { DENIZEN_DATABASE: 'sqlite::memory:', NODE_COMPILE_CACHE: compiled };
    const serve = async () => {
      const server = await begin('serve', 'Next', settings, { program });
      const { code, errors } = await server.stop();
      const [file = 'none'] = globSync('program-*.bin', { cwd: compiled });
      const kept = join(compiled, file);
      return { end: [code, errors.includes('Warning')], kept, writtenAt: statSync(kept).mtimeMs };
    };
    for (const command of ['serve --help', 'serve --port 0 --database sqlite:/dev/null'])
      await run(command, settings, { program });
    assert.deepEqual(globSync('program-*.bin', { cwd: compiled }), [], 'nothing of a start that did not end');
    const first = await serve();
    const again = await serve();
    const bytes = readFileSync(first.kept);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(first.kept, bytes);
    const damagedAt = statSync(first.kept).mtimeMs;
    const damaged = await serve();
    const last = await serve();
    const ends = [first, again, damaged, last].map(({ end }) => end);
    assert.deepEqual(
      ends,
      Array.from({ length: 4 }, () => [0, false]),
    );
    assert.equal(again.writtenAt, first.writtenAt, 'taken');
    assert.notEqual(damaged.writtenAt, damagedAt, 'made anew');
    assert.equal(last.writtenAt, damaged.writtenAt, 'taken');
  });

  it('runs the sources where no bundle can be made, and says so', async () => {
    const { root, says } = checkout();
    mkdirSync(join(root, '.cache'));
    symlinkSync('/dev/null', join(root, '.cache/program'));
    const { code, output, errors } = await says('--version');
    assert.deepEqual([code, output], [0, `${version}\n`]);
    assert.match(errors, /The program cannot be bundled, and runs from its sources/);
  });
});

it('a bundle in ASCII means the same', () => {
  const code = String.raw`['ß…\é😀', 'a\\ﬀ', /^[ς-ω]\é$/.test('σé'), /^😀$/u.test('😀'), 'ab'.replace(/b/, 'Ж')]`;
  const ascii = inAscii(code);
  assert.match(ascii, /^[\0-\x7f]+$/);
  const evaluated = (text: string): unknown => new Function(`return ${text}`)();
  assert.deepEqual(evaluated(ascii), evaluated(code));
  assert.deepEqual(evaluated(ascii), ['ß…é😀', 'a\\ﬀ', true, true, 'aЖ']);
});

it('a search in sorted lines finds each, and nothing else', () => {
  const lines = ['0-mail.com', 'a.com', 'aa.com', 'b.com', 'example.com', 'z.org'];
  for (let count = 0; count <= lines.length; count++) {
    const some = lines.slice(0, count);
    const has = linesHave(some.join('\n'));
    assert.deepEqual(lines.filter(has), some);
    assert.deepEqual(['a', 'a.co', 'a.com\naa.com', 'c.com', '~'].filter(has), []);
  }
});

it('a bundle fails where a package has not the text that is replaced, or twice', () => {
  const path = '/node_modules/find-my-way/lib/node.js';
  const text = 'const LONG_PREFIX_MIN_LENGTH = 16';
  assert.deepEqual(quickened(text, path), { code: 'const LONG_PREFIX_MIN_LENGTH = 2', count: 1 });
  assert.deepEqual(quickened(text, '/src/node.js'), { code: text, count: 0 });
  for (const other of ['', `${text}; ${text}`]) assert.throws(() => quickened(other, path), /has changed/);
});

for (const first of ['./packed.js', './outside.js'])
  it(`a script and the files outside of it have each file once, also if ${first} is loaded first`, () => {
    const folder = testFolder();
    const files = {
      'main.js': 'exports.load = (id) => require(id);',
      'packed.js':
        'exports.shared = require("./shared.js"); exports.outside = () => require("./outside.js");',
      'shared.js': 'exports.name = __filename;',
      'outside.js': 'exports.shared = require("./shared.js"); exports.packed = require("./packed.js");',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    packInto(
      folder,
      ['main.js', 'packed.js'],
      [
        { fileName: 'main.js', imports: [] },
        { fileName: 'packed.js', imports: ['shared.js'] },
        { fileName: 'shared.js', imports: ['node:fs'] },
        { fileName: 'outside.js', imports: ['shared.js', 'packed.js'] },
      ],
    );
    const outer = createRequire(join(folder, 'program.js'));
    const script: unknown = new Function(`return ${readFileSync(join(folder, 'program.js'), 'utf8')}`)();
    assert.ok(typeof script === 'function');
    const { load } = script(outer, folder)(join(folder, 'main.js'));
    load(first);
    const [packed, outside] = [load('./packed.js'), load('./outside.js')];
    assert.equal(packed.outside(), outside);
    assert.equal(outside.packed, packed);
    assert.equal(outside.shared, packed.shared);
    assert.equal(packed.shared.name, join(folder, 'shared.js'));
  });
