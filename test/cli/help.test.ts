import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { settings } from '../../src/settings.ts';
import { run } from '../support/program.ts';

const MANIFEST = join(import.meta.dirname, '../../package.json');

/** The options of a command's help, each as one line without line breaks. */
async function optionsOf(command: string): Promise<readonly string[]> {
  const { code, output } = await run(`${command} --help`);
  assert.equal(code, 0);
  const list = output.split('Options:\n')[1] ?? '';
  return list.split(/\n(?= {2}-)/).map((option) => option.trim().split(/\s+/).join(' '));
}

describe('serve --help', () => {
  it('lists every setting with its flag, its name in the environment and its default', async () => {
    const expected = settings.map(({ name, flag, value, text, fallback }) => {
      const defaultText = fallback && ` (default: ${fallback})`;
      return `--${flag} <${value}> ${text} [${name}]${defaultText}`.split(/\s+/).join(' ');
    });
    const own = [
      '--config <path> file with settings: denizen.toml, or .env',
      '--json print JSON',
      '--new create an empty database also where another one was',
      '-h, --help display help for command',
    ];
    assert.deepEqual(await optionsOf('serve'), [...expected, ...own]);
  });
});

describe('the help of a command', () => {
  it('is also that of `help` with its words', async () => {
    assert.deepEqual(await run('help users list'), await run('users list --help'));
  });

  const database = ['--database', '--secret', '--secret-previous'];
  const flags: Readonly<Record<string, readonly string[]>> = {
    'audit verify': [...database, '--project', '--from-checkpoint', '--receipt'],
    check: [...settings.map(({ flag }) => `--${flag}`), '--quick', '--identity-file', '--passphrase-file'],
    backup: [...database, '--recipient', '--passphrase-file', '--passphrase'],
    restore: [...database, '--substring-index', '--identity-file', '--passphrase-file'],
    migrate: [...database, '--citus', '--new', '--shards'],
    'projects create': [...database, '--name'],
    'projects list': database,
    'keys create': [...database, '--project', '--scopes', '--expires', '--name'],
    'keys list': [...database, '--project'],
    'keys revoke': [...database, '--project'],
    'keys rotate-secret': database,
  };

  it('lists what the command reads', async () => {
    const found = await Promise.all(
      Object.keys(flags).map(async (command) => {
        const options = (await optionsOf(command)).map((option) => option.split(' ')[0] ?? '');
        return [
          command,
          options
            .filter((option) => option.startsWith('--') && !/^--(?:json|config)$/.test(option))
            .toSorted(),
        ];
      }),
    );
    assert.deepEqual(
      Object.fromEntries(found),
      Object.fromEntries(Object.entries(flags).map(([command, list]) => [command, list.toSorted()])),
    );
  });

  it('is what the program says when nothing is asked of it', async () => {
    const { code, output, errors } = await run('');
    assert.deepEqual([code, output], [2, '']);
    for (const command of ['serve', 'projects', 'keys', 'audit', 'migrate', 'check'])
      assert.match(errors, new RegExp(`^ {2}${command} `, 'm'));
  });
});

describe('--version', () => {
  it('is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string };
    assert.deepEqual(await run('--version'), { code: 0, output: `${version}\n`, errors: '' });
  });
});
