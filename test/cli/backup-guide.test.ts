import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { folder, run } from '../support/program.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The commands of a guide in their order: each line of a block of `sh`. */
function commandsOf(guide: string): readonly string[] {
  const text = readFileSync(join(ROOT, 'docs/guide', guide), 'utf8');
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block.trim().split('\n'),
  );
}

describe('the guides of backups and exports', () => {
  const home = folder();

  it('have commands that work one after the other', async () => {
    const inside = { folder: home() };
    const shell = { ...inside, program: ['/bin/sh', '-c'] };
    writeFileSync(join(home(), 'words'), 'seven words that nobody guesses in time\n');
    for (const words of [
      'migrate',
      'projects create shop',
      'users create --email ann@example.com --project shop',
    ])
      assert.equal((await run(words, {}, inside)).code, 0, words);
    for (const command of [...commandsOf('backup.md'), ...commandsOf('export.md')]) {
      const [words = '', file] = command.split(' > ');
      const own = words.startsWith('denizen ') ? words.slice('denizen '.length) : undefined;
      const { code, output, errors } =
        own === undefined ? await run([words], {}, shell) : await run(own, {}, inside);
      assert.equal(code, 0, `${command}: ${output}${errors}`);
      if (file) writeFileSync(join(home(), file), output);
    }
  });
});
