import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { execute, programOf } from '../../src/cli/program.ts';
import { testFolder } from '../support/folders.ts';
import { freshPostgres } from '../support/postgres.ts';

const SECRET = 'a secret for tests, and long enough';

/** Every command with words that it takes. What says `creates` may begin a database, since that is its purpose. */
const commands: Readonly<
  Record<string, { readonly words?: string; readonly creates?: true; readonly code?: 0 }>
> = {
  serve: { creates: true },
  ready: { words: '--port 1' },
  'projects create': { words: 'shop', creates: true },
  'projects list': {},
  'projects show': { words: 'shop' },
  'projects set': { words: 'shop passwordMinLength=15' },
  'projects rename': { words: 'shop Shop' },
  'projects delete': { words: 'shop --confirm shop' },
  'users list': {},
  'users show': { words: 'ann' },
  'users create': { words: '--email ann@example.com' },
  'users block': { words: 'ann' },
  'users unblock': { words: 'ann' },
  'users verify': { words: 'ann' },
  'users label': { words: 'ann --labels vip' },
  'users unlabel': { words: 'ann --labels vip' },
  'users require-new-password': { words: 'ann' },
  'users delete': { words: 'ann --yes' },
  'users export': { words: '--everyone --yes' },
  'users erase': { words: 'ann --yes' },
  'users reset-password': { words: 'ann --url https://app.example.com' },
  'users sessions': { words: 'ann' },
  'users end-sessions': { words: 'ann' },
  'users jobs list': {},
  'users jobs show': { words: 'x' },
  'users jobs failures': { words: 'x' },
  'users jobs receipts': { words: 'x' },
  'users jobs pause': { words: 'x' },
  'users jobs resume': { words: 'x' },
  'users jobs cancel': { words: 'x' },
  'users jobs retry': { words: 'x' },
  'users jobs undo': { words: 'x' },
  'admins create': { words: 'ann@example.com --role owner', creates: true },
  'admins invite': { words: 'ann@example.com --role owner', creates: true },
  'admins list': {},
  'admins reset': { words: 'ann@example.com' },
  'admins remove': { words: 'ann@example.com --yes' },
  'keys create': { words: '--scopes *' },
  'keys list': {},
  'keys revoke': { words: 'x' },
  'keys rotate-secret': {},
  'providers set': { words: 'github --client-id x' },
  'providers list': {},
  'providers remove': { words: 'github' },
  'migrations set': { words: 'okta --url https://old.example.com' },
  'migrations show': {},
  'migrations off': {},
  'migrations test': { words: 'ann@example.com --password-file FILE' },
  'migrations mark': { words: 'ann' },
  'migrations serve': { words: 'okta' },
  'platforms add': { words: 'web localhost' },
  'platforms list': {},
  'platforms remove': { words: 'localhost' },
  'webhooks list': {},
  'webhooks failed': { words: 'x' },
  'webhooks retry': { words: 'x' },
  'audit verify': {},
  'audit archive': { words: '--before 2026-01-01' },
  'audit list': {},
  'audit tail': {},
  'audit export': {},
  migrate: { creates: true },
  import: { words: 'csv FILE --yes' },
  'import undo': { words: 'x --yes' },
  'import status': {},
  'import denizen': { words: 'FILE', creates: true },
  copy: { words: 'sqlite:SOURCE sqlite:TARGET' },
  backup: { words: 'OUT' },
  restore: { words: 'FILE', creates: true },
  'export denizen': {},
  check: {},
  doctor: { words: '--quick' },
  config: { code: 0 },
  completion: { words: 'bash', code: 0 },
};

/** They say something else first. */
const OWN_WORDS = new Set(['doctor', 'keys rotate-secret', 'ready']);

const quiet = { write: () => {}, writeError: () => {}, drained: async () => true };

function namesOf(command: Command, path: readonly string[] = []): readonly string[] {
  return command.commands.flatMap((child) => {
    const names = [...path, child.name()];
    const inner = namesOf(child, names);
    return child.commands.length > 0 && child.name() !== 'import' ? inner : [names.join(' '), ...inner];
  });
}

describe('the commands', () => {
  it('are all in the table', () => {
    const program = programOf({ ...quiet, warn: () => {} }, () => async () => {});
    const named = namesOf(program).filter((name) => !/(?:^| )help$/.test(name));
    assert.deepEqual(named.toSorted(), Object.keys(commands).toSorted());
  });
});

/** Runs a command in a folder of its own. Returns its exit code, what it wrote to standard error, and the files left. */
async function runIn(name: string, settings: (folder: string) => Record<string, string>) {
  const folder = testFolder();
  const inputs = testFolder();
  writeFileSync(join(inputs, 'file'), 'email\nann@example.com\n');
  const words = (commands[name]?.words ?? '')
    .replaceAll('FILE', join(inputs, 'file'))
    .replace('SOURCE', join(folder, 'source', 'people.db'))
    .replace('TARGET', join(folder, 'target', 'people.db'))
    .replace('OUT', join(folder, 'out.backup'));
  const argv = ['node', 'denizen', ...name.split(' '), ...words.split(' ').filter(Boolean)];
  let errors = '';
  const code = await execute(argv, settings(folder), {
    ...quiet,
    writeError: (text) => {
      errors += text;
    },
  });
  return { code, errors, left: readdirSync(folder, { recursive: true, encoding: 'utf8' }) };
}

describe('a command that does not begin a database', () => {
  const reading = Object.entries(commands).filter(([, { creates }]) => !creates);

  for (const [name, { code: expected = 1 }] of reading) {
    it(`creates none where there is none: ${name}`, async () => {
      const { code, errors, left } = await runIn(name, (folder) => ({
        DENIZEN_DATABASE: `sqlite:${join(folder, 'data', 'people.db')}`,
        DENIZEN_SECRET: SECRET,
      }));
      assert.deepEqual([code, left], [expected, []], errors);
      if (expected === 1 && !OWN_WORDS.has(name)) assert.match(errors, /people\.db does not exist\. Check /);
    });
  }

  it('writes nothing to an empty file', async () => {
    for (const name of ['projects list', 'users list', 'check', 'keys list']) {
      const path = join(testFolder(), 'people.db');
      writeFileSync(path, '');
      const settings = { DENIZEN_DATABASE: `sqlite:${path}`, DENIZEN_SECRET: SECRET };
      assert.equal((await runIn(name, () => settings)).code, 1);
      assert.equal(statSync(path).size, 0);
    }
  });

  it('makes no tables on PostgreSQL', async (test) => {
    const { url, drop } = await freshPostgres();
    test.after(drop);
    for (const name of ['projects list', 'users list', 'audit verify', 'keys list']) {
      const settings = { DENIZEN_DATABASE: url, DENIZEN_SECRET: SECRET };
      const { code, errors } = await runIn(name, () => settings);
      assert.equal(code, 1);
      assert.match(errors, /^The database lacks 0001-/);
    }
  });
});
