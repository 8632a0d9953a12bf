import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { execute } from '../../src/cli/program.ts';
import { VERSION } from '../../src/version.ts';
import { testFolder } from '../support/folders.ts';

const GUIDE = join(import.meta.dirname, '../../docs/guide/exit-codes.md');

async function denizen(line: string, settings: Record<string, string> = {}) {
  let [output, errors] = ['', ''];
  const code = await execute(['node', 'denizen', ...line.split(' ').filter(Boolean)], settings, {
    write: (text) => {
      output += text;
    },
    writeError: (text) => {
      errors += text;
    },
    drained: async () => true,
  });
  return { code, output, errors };
}

describe('a command line that is wrong', () => {
  const meant: Readonly<Record<string, string>> = {
    'projekts list': "error: unknown command 'projekts'\n(Did you mean projects?)",
    'keys make': "error: unknown command 'make'\n(Did you mean create?)",
    'users remove ann': "error: unknown command 'remove'\n(Did you mean one of delete, erase?)",
    'platforms delete web': "error: unknown command 'delete'\n(Did you mean remove?)",
    'users ls': "error: unknown command 'ls'\n(Did you mean list?)",
    start: "error: unknown command 'start'\n(Did you mean serve?)",
    upgrade: "error: unknown command 'upgrade'\n(Did you mean migrate?)",
    settings: "error: unknown command 'settings'\n(Did you mean config?)",
    'keys frobnicate': "error: unknown command 'frobnicate'\nCommands: create, list, revoke, rotate-secret.",
    'serve --prot 1': "error: unknown option '--prot'\n(Did you mean --port?)",
    'check --quik': "error: unknown option '--quik'\n(Did you mean --quick?)",
    'check --frobnicate': "error: unknown option '--frobnicate'",
    'projects list --limit 3 more': "error: unknown option '--limit'",
    'keys create': "error: required option '--scopes <names>' not specified",
    'completion tcsh':
      "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
  };

  for (const [line, sentence] of Object.entries(meant)) {
    it(`is answered with what was meant: ${line}`, async () => {
      assert.deepEqual(await denizen(line), {
        code: EXIT.usage,
        output: '',
        errors: `${sentence}\nAdd --help for usage.\n`,
      });
    });
  }

  it('is answered in JSON where JSON was asked for', async () => {
    const answers = await Promise.all(
      ['keys make --json', '--json keys frobnicate'].map((line) => denizen(line)),
    );
    assert.deepEqual(
      answers.map(({ code, output, errors }) => [code, output, JSON.parse(errors)]),
      [
        [EXIT.usage, '', { error: "unknown command 'make' (Did you mean create?)" }],
        [
          EXIT.usage,
          '',
          { error: "unknown command 'frobnicate'. Commands: create, list, revoke, rotate-secret." },
        ],
      ],
    );
  });
});

describe('the version', () => {
  it('is printed by -v, -V and --version', async () => {
    for (const flag of ['-v', '-V', '--version'])
      assert.deepEqual(await denizen(flag), { code: EXIT.done, output: `${VERSION}\n`, errors: '' });
  });
});

describe('a setting that is misspelt', () => {
  it('is answered with the one that was meant', async () => {
    const { code, errors } = await denizen('config', { DENIZEN_DATABSE: 'sqlite::memory:' });
    assert.equal(code, EXIT.failed);
    assert.match(
      errors,
      /^There is no setting DENIZEN_DATABSE\. Did you mean DENIZEN_DATABASE\? Remove it, /,
    );
  });
});

describe('the exit code', () => {
  const folder = testFolder();
  const settings = { DENIZEN_DATABASE: `sqlite:${join(folder, 'data', 'people.db')}` };
  const rows = join(folder, 'rows.ndjson');
  before(async () => {
    writeFileSync(rows, '{"sourceId":"ann","email":"ann@example.com"}\n{"sourceId":"ben","email":"none"}\n');
    assert.equal((await denizen('projects create shop', settings)).code, EXIT.done);
  });

  const cases: Readonly<Record<string, number>> = {
    'projects list': EXIT.done,
    'projects list --json': EXIT.done,
    'check --quick': EXIT.done,
    '--help': EXIT.done,
    'keys --help': EXIT.done,
    help: EXIT.done,
    'projects create shop': EXIT.failed,
    'keys revoke nothing': EXIT.failed,
    'serve --port 70000': EXIT.failed,
    'config --config none.toml': EXIT.failed,
    '': EXIT.usage,
    keys: EXIT.usage,
    'projects create': EXIT.usage,
    import: EXIT.usage,
    export: EXIT.usage,
    'export nowhere': EXIT.failed,
    'users erase --project shop': EXIT.usage,
    'users erase nobody --everyone --project shop': EXIT.usage,
    'users delete nobody --label staff --project shop': EXIT.usage,
    'users block nobody --status blocked --project shop': EXIT.usage,
    'users erase nobody --project shop': EXIT.failed,
    [`import ${rows} --yes`]: EXIT.partly,
  };

  for (const [line, code] of Object.entries(cases)) {
    it(`is ${code} after: denizen ${line.replace(folder, '…')}`, async () => {
      const { code: found, errors } = await denizen(line, settings);
      assert.equal(found, code, errors);
    });
  }

  it('is in the guide, each of them', () => {
    const listed = [...readFileSync(GUIDE, 'utf8').matchAll(/^\| (\d+) \|/gm)].map(([, number]) =>
      Number(number),
    );
    assert.deepEqual(listed, Object.values(EXIT));
  });
});
