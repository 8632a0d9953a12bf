import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isTemporary, unmountedAbove } from '../../src/known-databases.ts';
import { begin, folder, run } from '../support/program.ts';

const READY = 'Next';
/** A checkout may be in a temporary folder itself. */
const PLACES = [join(import.meta.dirname, '../../node_modules/.cache'), homedir(), '/var/lib', '/opt'];

describe('a database that is missing where one was', () => {
  const home = folder();
  /** Not in a temporary directory, of which nothing is noted. */
  let volume = '';
  before(() => {
    const place = PLACES.find((path) => !isTemporary(path)) ?? assert.fail('every folder is temporary');
    mkdirSync(place, { recursive: true });
    volume = mkdtempSync(join(place, 'denizen-volume-'));
  });
  after(() => rmSync(volume, { recursive: true }));
  const settings = () => ({
    DENIZEN_DATABASE: `sqlite:${join(volume, 'data', 'people.db')}`,
    DENIZEN_SECRET: 'a secret for tests, and long enough',
    HOME: home(),
  });
  const place = { folder: '/' };

  it('is refused after its volume is gone, and nothing is created', async () => {
    await (await begin('serve', READY, settings(), place)).stop();
    renameSync(join(volume, 'data'), join(volume, 'elsewhere'));
    for (const command of ['serve', 'migrate', 'projects create shop']) {
      const gone = await run(command, settings(), place);
      assert.deepEqual([gone.code, gone.output], [1, '']);
      assert.match(
        gone.errors,
        /people\.db is missing, but a server had one there on \d{4}-\d\d-\d\d\. Is its volume mounted\? .*--new of serve and migrate\.\n$/m,
      );
    }
    mkdirSync(join(volume, 'data'));
    const empty = await run('serve', settings(), place);
    assert.deepEqual([empty.code, readdirSync(join(volume, 'data'))], [1, []]);
  });

  it('is found again when the volume is back', async () => {
    rmSync(join(volume, 'data'), { recursive: true });
    renameSync(join(volume, 'elsewhere'), join(volume, 'data'));
    assert.equal((await run('check --quick', settings(), place)).code, 0);
    await (await begin('serve', READY, settings(), place)).stop();
  });

  it('is begun anew with --new', async () => {
    rmSync(join(volume, 'data'), { recursive: true });
    const { output } = await (await begin('serve --new', READY, settings(), place)).stop();
    assert.match(output, /^ {2}API key {3}standard_/m);
  });
});

describe('the folder of the defaults', () => {
  const home = folder();
  const settings = () => ({ HOME: join(home(), 'home'), TMPDIR: '/nowhere' });

  it('is begun without a word in a fresh checkout, and again after it was removed', async () => {
    for (let time = 0; time < 2; time++) {
      await (await begin('serve', READY, settings(), { folder: home() })).stop();
      rmSync(join(home(), 'data'), { recursive: true });
    }
  });

  it('is refused when the key is there without the database', async () => {
    await run('projects create shop', settings(), { folder: home() });
    for (const name of readdirSync(join(home(), 'data')))
      if (name !== 'denizen.key') rmSync(join(home(), 'data', name));
    const { code, errors } = await run('serve', settings(), { folder: home() });
    assert.equal(code, 1);
    assert.match(
      errors,
      /^The database \.\/data\/denizen\.db is missing, but data\/denizen\.key is the key of one\./,
    );
    assert.deepEqual(readdirSync(join(home(), 'data')), ['denizen.key']);
    assert.equal((await run('migrate --new', settings(), { folder: home() })).code, 0);
  });

  it('is refused when the folder of backups has some', async () => {
    const backups = join(home(), 'backups');
    mkdirSync(backups);
    const backup = { ...settings(), DENIZEN_BACKUP: backups, DENIZEN_DATABASE: 'sqlite:./other/people.db' };
    writeFileSync(join(backups, 'denizen-20260102T030405Z.backup'), '');
    const { code, errors } = await run('serve', backup, { folder: home() });
    assert.equal(code, 1);
    assert.match(errors, /people\.db is missing, but .*backups has backups of one\./);
    assert.ok(!existsSync(join(home(), 'other')));
  });
});

describe('a volume of fstab', () => {
  const fstab = `# comment /srv/comment
UUID=1 / ext4 defaults 0 1
UUID=2 /srv/people ext4 defaults 0 2
UUID=3 /srv/with\\040blank ext4 defaults 0 2
none swap swap defaults 0 0
`;
  const mounts = (points: readonly string[]) =>
    points.map((point, at) => `${at} 1 8:1 / ${point} rw - ext4 /dev/sda1 rw`).join('\n');

  it('that is not mounted is found above a folder, and no other', () => {
    const root = mounts(['/', '/proc']);
    assert.equal(unmountedAbove('/srv/people/data', fstab, root), '/srv/people');
    assert.equal(unmountedAbove('/srv/people', fstab, root), '/srv/people');
    assert.equal(unmountedAbove('/srv/with blank/data', fstab, root), '/srv/with blank');
    assert.equal(unmountedAbove('/srv/people2/data', fstab, root), undefined);
    assert.equal(unmountedAbove('/srv/comment', fstab, root), undefined);
    assert.equal(unmountedAbove('/srv/people/data', fstab, mounts(['/', '/proc', '/srv/people'])), undefined);
    // Without /proc, nothing is known of mounts.
    assert.equal(unmountedAbove('/srv/people/data', fstab, ''), undefined);
  });
});
