import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { testFolder } from '../support/folders.ts';
import { begin } from '../support/program.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUILDER = join(ROOT, 'tools/start/whole-folder.ts');

/** Builds a folder with a file `a` in a process of its own. Returns the exit code and what is said. */
async function build(target: string, { replaces = true, text = 'new', waitMs = 0 } = {}) {
  const script = `import { writeFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    import { putWhole } from ${JSON.stringify(BUILDER)};
    await putWhole(${JSON.stringify(target)}, { replaces: ${replaces}, make: async (fresh) => {
      writeFileSync(fresh + '/a', ${JSON.stringify(text)});
      await setTimeout(${waitMs});
    } });`;
  const args = ['--input-type=module', '--eval', script];
  const { code = 0, stderr } = (await promisify(execFile)(process.execPath, args).catch(
    // Cast: what `execFile` fails with.
    (error) => error as { code: number; stderr: string },
  )) as { code?: number; stderr: string };
  return { code, said: stderr };
}

describe('a folder that is built', () => {
  it('is whole, by whichever of several builds at once, and nothing of a killed build stays', async () => {
    const folder = testFolder();
    const target = join(folder, 'dist');
    const old = join(folder, 'dist-123');
    for (const name of [old, join(folder, 'dist-124'), join(folder, 'dist-docs')]) mkdirSync(name);
    utimesSync(old, 0, 0);
    const built = await Promise.all(Array.from({ length: 3 }, () => build(target, { waitMs: 200 })));
    assert.deepEqual(built, Array(3).fill({ code: 0, said: '' }));
    assert.deepEqual(readdirSync(folder).toSorted(), ['dist', 'dist-124', 'dist-docs']);
    await build(target, { replaces: false, text: 'newer' });
    assert.equal(readFileSync(join(target, 'a'), 'utf8'), 'new');
    await build(target, { text: 'newer' });
    assert.equal(readFileSync(join(target, 'a'), 'utf8'), 'newer');
  });

  it('says in a line that the disk takes nothing', async () => {
    const folder = testFolder();
    writeFileSync(join(folder, 'file'), '');
    const { code, said } = await build(join(folder, 'file/dist'));
    assert.equal(code, 1);
    assert.match(said, /^ENOTDIR: not a directory, mkdir '.*file\/dist-\d+'\n$/);
  });
});

it('a checkout serves although nothing of it can be built', async () => {
  const root = testFolder();
  for (const name of ['src', 'tools/start', 'tools/release', 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, '.cache'), 'no folder');
  for (const name of ['console', 'docs']) mkdirSync(join(root, name));
  const program = [process.execPath, join(root, 'tools/start/start.cjs')];
  const server = await begin('serve', 'Next', { DENIZEN_DATABASE: 'sqlite:a.db' }, { program });
  const base = /Endpoint +(\S+)\/v1/.exec(server.output())?.[1];
  assert.equal((await fetch(`${base}/readyz`)).status, 200);
  const { code, errors } = await server.stop();
  assert.equal(code, 0);
  assert.match(errors, /The program cannot be bundled/);
  assert.match(errors, /^The console cannot be built: .*$/m);
  assert.match(errors, /^The documentation cannot be built: .*$/m);
});
