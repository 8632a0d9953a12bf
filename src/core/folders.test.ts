import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeFolders } from './folders.ts';

describe('makeFolders', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'folders-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('creates a folder and those above it, for this user alone', () => {
    const path = join(folder, 'a', 'b', 'c');
    makeFolders(path);
    makeFolders(path);
    assert.deepEqual(
      [path, join(folder, 'a')].map((made) => (statSync(made).mode & 0o777).toString(8)),
      ['700', '700'],
    );
  });

  it('fails where a file is in the way', () => {
    writeFileSync(join(folder, 'file'), '');
    assert.throws(() => makeFolders(join(folder, 'file')), { code: 'ENOTDIR' });
    assert.throws(() => makeFolders(join(folder, 'file', 'below')), { code: 'ENOTDIR' });
  });

  it('fails at once where no folder can be created', {
    skip: !existsSync('/proc/self') && 'this system has no /proc',
  }, () => {
    assert.throws(() => makeFolders('/proc/denizen/data'), { code: 'ENOENT' });
  });
});
