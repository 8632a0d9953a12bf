import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { settings } from '../src/config.ts';

const GUIDE = join(import.meta.dirname, '../docs/guide/settings.md');
const TABLE = /(<!-- settings -->\n)[\s\S]*?(<!-- end of settings -->)/;

/** The table of settings as the guide shows it. */
function table(): string {
  const rows = settings.map(({ name, flag, fallback, text }) => [
    `\`${name}\``,
    `\`--${flag}\``,
    fallback && `\`${fallback}\``,
    text.replaceAll('|', '\\|'),
  ]);
  const lines = [['Setting', 'Flag', 'Default', 'What it says'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const written = readFileSync(GUIDE, 'utf8');
const current = written.replace(TABLE, (_, start: string, end: string) => `${start}${table()}\n${end}`);

if (process.argv.includes('--update')) {
  writeFileSync(GUIDE, current);
} else {
  describe('the guide to the settings', () => {
    it('has the table that the code gives', () => {
      assert.match(written, TABLE);
      assert.ok(
        written === current,
        'docs/guide/settings.md is not what the code gives. Run: npm run generate',
      );
    });

    it('speaks of no setting that does not exist', () => {
      const known = new Set<string>(settings.map(({ name }) => name));
      const named = written.match(/DENIZEN_[A-Z_]+[A-Z]/g) ?? [];
      assert.deepEqual(
        named.filter((name) => !known.has(name)),
        [],
      );
    });
  });
}
