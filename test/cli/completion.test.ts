import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type Shell, shells } from '../../src/cli/completion.ts';
import { execute } from '../../src/cli/program.ts';
import { testFolder } from '../support/folders.ts';

const lacks = (shell: Shell) =>
  spawnSync(shell, ['--version']).error !== undefined && `this machine has no ${shell}; .ci/run installs it`;
const shellRun = promisify(execFile);

async function scriptOf(shell: Shell): Promise<string> {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const code = await execute(
    ['node', 'denizen', 'completion', shell],
    {},
    {
      ...{ write, writeError: write, drained: async () => true },
    },
  );
  assert.equal(code, 0, text);
  return text;
}

/** Lines of a command, the last word of which is completed, and some of what must be offered, or all of it. */
const lines: readonly { readonly words: string; readonly has: readonly string[]; readonly exactly?: true }[] =
  [
    { words: 'ke', has: ['keys'], exactly: true },
    { words: 'keys ', has: ['create', 'list', 'revoke', 'rotate-secret'], exactly: true },
    { words: 'users jobs un', has: ['undo'], exactly: true },
    { words: 'users list --lab', has: ['--label'], exactly: true },
    { words: 'serve --', has: ['--port', '--database', '--config', '--new', '--json', '--help'] },
    { words: 'serve --console o', has: ['on', 'off'], exactly: true },
    { words: 'keys list --project shop --js', has: ['--json'], exactly: true },
  ];

const askers: Readonly<Record<Shell, (file: string, words: readonly string[]) => Promise<string>>> = {
  bash: async (file, words) => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const ask = `source ${file}; COMP_WORDS=(denizen ${quoted}); COMP_CWORD=${words.length}; _denizen; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await shellRun('bash', ['--norc', '-c', ask])).stdout;
  },
  zsh: async (file, words) => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    // Outside of a widget there is no compadd: what it would be given is printed.
    const ask = `source ${file}; compadd() { shift; print -l -- "$@"; }; _files() { }; words=(denizen ${quoted}); CURRENT=${words.length + 1}; _denizen`;
    const { stdout } = await shellRun('zsh', ['-f', '-c', ask]);
    const last = words.at(-1) ?? '';
    // The widget leaves out what does not begin with the word.
    return stdout
      .split('\n')
      .filter((line) => line.startsWith(last))
      .join('\n');
  },
  fish: async (file, words) => {
    const ask = `source ${file}; complete -C 'denizen ${words.join(' ')}'`;
    const { stdout } = await shellRun('fish', ['--no-config', '-c', ask], {
      env: { ...process.env, HOME: testFolder() },
    });
    return stdout.replace(/\t.*$/gm, '');
  },
};

for (const shell of shells) {
  describe(`completion of ${shell}`, { skip: lacks(shell) }, () => {
    const file = join(testFolder(), `denizen.${shell}`);
    before(async () => writeFileSync(file, await scriptOf(shell)));

    for (const { words, has, exactly } of lines) {
      it(`offers what may follow: denizen ${words}`, async () => {
        const found = (await askers[shell](file, words.split(' ')))
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean);
        assert.deepEqual(
          exactly ? found.toSorted() : has.filter((word) => !found.includes(word)),
          exactly ? has.toSorted() : [],
          found.join(' '),
        );
      });
    }
  });
}
