import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { emptyDatabase } from '../../faults/scenario.ts';
import { onAnyEngine, onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { actsAt, changeUser, flawsAt, type Ledger, lossesAt } from '../support/ledger.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { folder, run, runKilled } from '../support/program.ts';
import { type Started, settingsFor, start } from '../support/server.ts';

const { DENIZEN_SECRET = '' } = settingsFor('');
const CLIENTS = 3;
const KILLED_AFTER_MS = 450;

onEachEngine('a backup of a served database', (database) => {
  const home = folder();
  const ledger: Ledger = new Map();
  const file = () => join(home(), 'all.backup');
  let server: Started;
  const [made, ended] = [{ at: 0 }, { at: 0 }];
  before(async () => {
    server = await start(settingsFor(database.setting()));
  });
  after(async () => {
    await server.stop();
  });
  const settings = (setting: string) => ({ DENIZEN_DATABASE: setting, DENIZEN_SECRET });
  const here = (...words: readonly string[]) => run([...words], settings(database.setting()));

  it('is made while clients write, and has no name before it is complete', async () => {
    let isOver = false;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let turn = 0; !isOver; turn++) {
        const id = `c${client}-${turn}`;
        await changeUser({ endpoint: server.endpoint, ledger, now: () => performance.now(), turn, id });
      }
    });
    try {
      const killed = await runKilled(['backup', file()], KILLED_AFTER_MS, settings(database.setting()));
      assert.equal(existsSync(file()), killed.code === 0);
      made.at = performance.now();
      const done = await here('backup', `${file()}2`, '--json');
      ended.at = performance.now();
      assert.equal(done.code, 0, done.errors);
      const { file: name, encrypted } = JSON.parse(done.output) as Record<string, unknown>;
      assert.deepEqual([name, encrypted], [`${file()}2`, false]);
    } finally {
      isOver = true;
      await Promise.all(clients);
    }
    assert.equal(statSync(`${file()}2`).mode & 0o777, 0o600);
  });

  it('is whole, and is not written over', async () => {
    const checked = await here('check', `${file()}2`);
    assert.equal(checked.code, 0, checked.output + checked.errors);
    assert.match(checked.output, /, which this is\.\nThe backup is whole\.\n$/);
    const again = await here('backup', `${file()}2`);
    assert.deepEqual(
      [again.code, again.errors],
      [1, `The file ${file()}2 exists. Nothing is overwritten: choose another name.\n`],
    );
  });

  it('restores on the other engine all that was acknowledged before it, also when the restore is killed', async () => {
    const target = await emptyDatabase(database.engine === 'sqlite' ? 'postgres' : 'sqlite');
    const restore = ['restore', `${file()}2`];
    const killed = await runKilled(restore, KILLED_AFTER_MS, settings(target.setting));
    const restored = await run(restore, settings(target.setting));
    if (killed.code !== 0) assert.equal(restored.code, 0, restored.errors);
    const again = await run(restore, settings(target.setting));
    assert.equal(again.code, 1);
    assert.match(again.errors, /^This database is not empty\. Nothing is overwritten/);
    const verified = await run('audit verify', settings(target.setting));
    assert.equal(verified.code, 0, verified.output);
    assert.deepEqual(await lossesAt(target.setting, ledger, made.at, ended.at), []);
    assert.deepEqual(await flawsAt(target.setting), []);
    const acts = ['backup.create', 'backup.restore'] as const;
    assert.deepEqual([...new Set(await actsAt(target.setting, acts))], acts);
    await target.drop();
  });

  it('needs its key, and is checked without it as far as that goes', async () => {
    const target = await emptyDatabase('sqlite');
    const other = { DENIZEN_DATABASE: target.setting, DENIZEN_SECRET: 'another secret that is long enough' };
    const restored = await run(['restore', `${file()}2`], other);
    assert.equal(restored.code, 1);
    assert.match(
      restored.errors,
      /^The backup needs the sealing key [0-9a-f]{16}, and this one is [0-9a-f]{16}\./,
    );
    assert.equal(existsSync(target.setting.slice('sqlite:'.length)), false);
    const checked = await run(['check', `${file()}2`], other);
    assert.equal(checked.code, 0, checked.output + checked.errors);
    assert.match(checked.output, /which is not here: signatures were not verified/);
  });

  it('is refused where a byte of it is another, and nothing is written', async () => {
    const bytes = readFileSync(`${file()}2`);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    writeFileSync(`${file()}3`, bytes);
    const target = await emptyDatabase('sqlite');
    const checked = await here('check', `${file()}3`);
    assert.match(checked.output, /^The backup is damaged: .+\nThe backup is of no use\.\n$/);
    const restored = await run(['restore', `${file()}3`], settings(target.setting));
    assert.match(restored.errors, /^The backup is damaged: /);
    assert.deepEqual([checked.code, restored.code], [1, 1]);
    assert.equal(existsSync(target.setting.slice('sqlite:'.length)), false);
  });
});

onAnyEngine('a server with DENIZEN_BACKUP', (database) => {
  it('makes its backups beside requests, at once when asked, and counts them in its metrics', async () => {
    const settings = settingsFor(database.setting());
    const folder = join(testFolder(), 'backups');
    const owner = {
      DENIZEN_ADMIN_EMAIL: 'ann@example.com',
      DENIZEN_ADMIN_PASSWORD: 'wandering copper kettle 41',
    };
    const server = await start({ ...settings, ...owner, DENIZEN_BACKUP: `${folder},every=1h,keep=5` });
    const admin = (method: string, path: string, cookie = '', body?: object) =>
      fetch(`${server.base}/admin${path}`, {
        method,
        headers: { cookie, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
    try {
      const { email, password } = {
        email: owner.DENIZEN_ADMIN_EMAIL,
        password: owner.DENIZEN_ADMIN_PASSWORD,
      };
      const signedIn = await admin('POST', '/session', '', { email, password });
      const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const begun = await admin('POST', '/system/backups', cookie);
      assert.equal(begun.status, 202);
      type Shown = {
        readonly backups: { readonly last: { readonly file: string } | null; readonly isRunning: boolean };
      };
      const shown = async () => ((await (await admin('GET', '/system', cookie)).json()) as Shown).backups;
      let now = await shown();
      for (const until = performance.now() + PATIENCE_MS; now.isRunning || !now.last; now = await shown()) {
        assert.ok(performance.now() < until, server.errors());
        await setTimeout(50);
      }
      const metrics = await (await fetch(`${server.base}/metrics`)).text();
      assert.match(metrics, /^denizen_backup_size_bytes \d{3,}$/m);
      assert.match(metrics, /^denizen_backup_failures_total 0$/m);
      const checked = await run(['check', join(folder, now.last?.file ?? '')], {
        DENIZEN_SECRET: settings.DENIZEN_SECRET ?? '',
      });
      assert.equal(checked.code, 0, checked.output + checked.errors);
    } finally {
      await server.stop();
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => !name.endsWith('.backup')),
      [],
    );
  });
});

describe('an encrypted backup', () => {
  const home = folder();
  const here = (...words: readonly string[]) => run([...words], {}, { folder: home() });

  it('opens with the identity, or with the passphrase, and with no other', async () => {
    const identity = await generateIdentity();
    writeFileSync(join(home(), 'identity'), `# made for a test\n${identity}\n`);
    writeFileSync(join(home(), 'words'), 'seven words that nobody guesses in time\n');
    writeFileSync(join(home(), 'other'), 'others\n');
    mkdirSync(join(home(), 'folder'));
    await here('migrate');
    const to = await here('backup', 'folder', '--recipient', await identityToRecipient(identity));
    assert.equal(to.code, 0, to.errors);
    const [name = ''] = readdirSync(join(home(), 'folder'));
    assert.match(name, /^denizen-\d{8}T\d{6}Z\.backup$/);
    const by = await here('backup', 'by.backup', '--passphrase-file', 'words');
    assert.equal(by.code, 0, by.errors);
    assert.match(readFileSync(join(home(), 'by.backup'), 'latin1'), /^age-encryption\.org\/v1\n-> scrypt /);
    const opened = await here('check', join('folder', name), '--identity-file', 'identity');
    assert.equal(opened.code, 0, opened.errors);
    for (const words of [['--passphrase-file', 'other'], [], ['--identity-file', 'identity']]) {
      const { code, errors } = await here('check', 'by.backup', ...words);
      assert.equal(code, 1, errors);
      assert.match(errors, /^The file (?:cannot be opened with this key|is encrypted)/);
    }
  });

  it('is restored beside the key file of its database', async () => {
    mkdirSync(join(home(), 'new'));
    const restore = () =>
      here('restore', 'by.backup', '--passphrase-file', 'words', '--database', 'sqlite:new/denizen.db');
    const without = await restore();
    assert.deepEqual(
      [without.code, without.errors],
      [
        1,
        'The backup needs the sealing key of its database, which is not in it. Put the key file at new/denizen.key, or set DENIZEN_SECRET.\n',
      ],
    );
    copyFileSync(join(home(), 'data/denizen.key'), join(home(), 'new/denizen.key'));
    const restored = await restore();
    assert.equal(restored.code, 0, restored.errors);
    const checked = await here('check', '--database', 'sqlite:new/denizen.db');
    assert.equal(checked.code, 0, checked.output);
  });
});
