import assert from 'node:assert/strict';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inAscii } from '../../tools/release/bundle.ts';
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
  const program = [process.execPath, join(root, 'tools/start/start.mjs')];
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
