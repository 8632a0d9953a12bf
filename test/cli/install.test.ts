import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { nodeOf } from '../sdk/packed.ts';
import { fetchedPath } from '../support/fetched-tools.ts';
import { folder, run } from '../support/program.ts';

const ROOT = join(import.meta.dirname, '../..');
const MANIFESTS = ['package.json', 'package-lock.json', '.npmrc', 'sdk/package.json', 'console/package.json'];

const execute = promisify(execFile);

describe('a checkout', () => {
  const home = folder();
  const oldNode = nodeOf(20);
  const skip = oldNode === undefined && 'Node 20 is not on the PATH';

  it('is installed by Node 20 without a warning', { skip }, async () => {
    for (const file of MANIFESTS) cpSync(join(ROOT, file), join(home(), file));
    const PATH = `${dirname(oldNode ?? '')}${delimiter}${process.env.PATH}`;
    const { stdout, stderr } = await execute('npm', ['ci', '--dry-run', '--offline'], {
      cwd: home(),
      env: { PATH, HOME: home() },
    });
    assert.match(stdout, /^added \d+ packages/m);
    assert.equal(stderr, '');
  });

  it('says in a sentence what to do when its sources are run by a Node that is too old', {
    skip,
  }, async () => {
    const program = [oldNode ?? '', join(ROOT, 'src/main.ts')];
    const { code, output, errors } = await run('--version', {}, { program });
    assert.deepEqual([code, output], [1, '']);
    assert.match(
      errors,
      /^Denizen needs Node 24 or newer and this is Node 20\.[\d.]+: run it as `npm run -s denizen -- COMMAND`, which uses the Node that `npm ci` installs\.\n$/,
    );
  });

  it('says how to get a tool that is fetched for some tests', () => {
    assert.throws(() => fetchedPath('no-such-tool'), {
      message: 'no-such-tool is not installed. Run: npm run fetch-tools',
    });
  });
});
