import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { emptyDatabase } from '../../faults/scenario.ts';
import { auditVerify } from '../../src/cli/audit.ts';
import { exportDenizenCommand } from '../../src/cli/export-denizen.ts';
import { importDenizenCommand } from '../../src/cli/import-denizen.ts';
import type { Output } from '../../src/cli/output.ts';
import { readConfig } from '../../src/config.ts';
import { open, openEnd } from '../../src/open.ts';
import { chance } from '../support/chance.ts';
import { openDirectory } from '../support/directory.ts';
import type { EngineName } from '../support/engines.ts';
import { fillExported } from '../support/exported-directory.ts';
import { isWhole } from '../support/extent.ts';
import { testFolder } from '../support/folders.ts';
import { run } from '../support/program.ts';

const ENGINES: readonly EngineName[] = ['sqlite', 'postgres'];
const SECRET = 'a secret for tests, and long enough';
const OTHER_SECRET = 'the secret of another installation';
const SEED = Date.now() % 1_000_000;
const ROWS = isWhole ? 400 : 25;
const NOBODY = { recipients: [], passphraseFile: undefined, asks: false };
const NO_KEY = { identityFile: undefined, passphraseFile: undefined };

const settingsOf = (setting: string, secret: string) =>
  readConfig({ DENIZEN_DATABASE: setting, DENIZEN_SECRET: secret });

function printed(): Output & { readonly text: () => string } {
  const texts: string[] = [];
  return {
    ...{ json: true, command: 'denizen', text: () => texts.join('') },
    write: (text) => void texts.push(text),
    drained: async () => true,
  };
}

/** Exports to a file, and returns what it holds. */
async function exported(setting: string, secret: string, withSecrets: boolean): Promise<string> {
  const to = join(testFolder(), 'export.ndjson');
  await exportDenizenCommand(settingsOf(setting, secret), printed(), {
    ...{ allProjects: true, withSecrets, withSessions: withSecrets, to, lock: NOBODY, yes: true },
  });
  assert.equal(statSync(to).mode & 0o777, 0o600);
  return readFileSync(to, 'utf8');
}

async function imported(text: string, setting: string): Promise<void> {
  const file = join(testFolder(), 'import.ndjson');
  writeFileSync(file, text);
  await importDenizenCommand(settingsOf(setting, OTHER_SECRET), printed(), { file, key: NO_KEY });
}

/** The exports and imports that a database of the other installation has recorded. */
async function movesIn(setting: string): Promise<readonly string[]> {
  const { config, secrets } = settingsOf(setting, OTHER_SECRET);
  await using opened = await open(config, secrets, { migrate: false });
  const { db } = opened.core.read;
  const acts = ['project.export', 'project.import'] as const;
  const rows = await db.selectFrom('audit').select('act').where('act', 'in', acts).orderBy('id').execute();
  return rows.map(({ act }) => act);
}

/** A database with a project in which every exported table has rows. */
async function generated(engine: EngineName) {
  const database = await emptyDatabase(engine);
  const { config, secrets } = settingsOf(database.setting, SECRET);
  const { close, ...here } = await openDirectory({ config: () => config, secrets: () => secrets });
  const end = await openEnd(config, secrets, { isAlone: false });
  await fillExported({ ...here, under: () => here.actor }, end, { random: chance(SEED), rows: ROWS });
  await end.close();
  await close();
  return database;
}

for (const from of ENGINES) {
  describe(`an export of Denizen from ${from}`, () => {
    for (const to of ENGINES) {
      it(`is the same bytes after an import into ${to}, by another key, and the history holds (seed ${SEED})`, async () => {
        const source = await generated(from);
        for (const withSecrets of [true, false]) {
          const target = await emptyDatabase(to);
          const text = await exported(source.setting, SECRET, withSecrets);
          await imported(text, target.setting);
          const again = await exported(target.setting, OTHER_SECRET, withSecrets);
          assert.deepEqual(again.split('\n'), text.split('\n'));
          const { config, secrets } = settingsOf(target.setting, OTHER_SECRET);
          const verified = printed();
          const isIntact = await auditVerify({ config, secrets }, verified, { fromCheckpoint: undefined });
          assert.ok(isIntact, verified.text());
          assert.deepEqual(await movesIn(target.setting), ['project.import', 'project.export']);
          await assert.rejects(
            imported(text, target.setting),
            /^DatabaseRefused: This database is not empty/,
          );
          if (withSecrets) assert.match(text, /"password":"\$md5\$/);
          else assert.doesNotMatch(text, /\$md5\$|argon2|secret_hash":"|"sealed"/);
          await target.drop();
        }
        await source.drop();
      });
    }
  });
}

describe('a file that is no export, or not whole', () => {
  it('is refused before anything is written', async () => {
    const source = await generated('sqlite');
    const text = await exported(source.setting, SECRET, false);
    const middle = Math.floor(text.length / 2);
    for (const wrong of [
      '',
      '{"denizen":"backup"}\n',
      text.slice(0, middle),
      text.slice(0, middle) + (text[middle] === '1' ? '2' : '1') + text.slice(middle + 1),
      `${text}{}\n`,
    ]) {
      const target = await emptyDatabase('sqlite');
      await assert.rejects(imported(wrong, target.setting), /export/);
      assert.equal(statSync(target.setting.slice('sqlite:'.length), { throwIfNoEntry: false }), undefined);
    }
  });

  it('is written with secrets to a file of its own only, and after a question', async () => {
    const source = await generated('sqlite');
    const settings = { DENIZEN_DATABASE: source.setting, DENIZEN_SECRET: SECRET };
    const open = await run('export denizen --project test --with-secrets --yes', settings);
    assert.deepEqual([open.code, open.errors], [1, 'Name a file that only you can read: --to FILE.\n']);
    const unasked = await run('export denizen --project test --with-secrets --to all.ndjson', settings);
    assert.equal(unasked.code, 1);
    assert.match(unasked.errors, /There is no terminal to ask: add --yes\./);
    const plain = await run('export denizen --project test', settings);
    assert.equal(plain.code, 0, plain.errors);
    assert.equal(plain.output, await exported(source.setting, SECRET, false));
    assert.match(plain.errors, /^Left out of authenticators: \d+ rows, which are secrets\.$/m);
  });
});
