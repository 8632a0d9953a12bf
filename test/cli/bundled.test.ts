import assert from 'node:assert/strict';
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
import { quickened } from '../../tools/release/quicken.ts';
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
