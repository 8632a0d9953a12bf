import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { formatPolicy, policies, policyNames } from '../../src/core/projects/policies.ts';
import { defaultPolicies } from '../../src/core/projects/project.ts';

const GUIDE = join(import.meta.dirname, '../../docs/guide/policies.md');
const TABLE = /(<!-- policies -->\n)[\s\S]*?(<!-- end of policies -->)/;

/** The table of policies as the guide shows it. */
function table(): string {
  const rows = policyNames.map((name) => {
    const usual = formatPolicy(defaultPolicies[name]);
    return [`\`${name}\``, usual && `\`${usual}\``, policies[name].takes, policies[name].sentence];
  });
  const lines = [
    ['Policy', 'Default', 'It takes', 'What it does'],
    ['---', '---', '---', '---'],
    ...rows.map((cells) => cells.map((cell) => cell.replaceAll('*', '\\*'))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const written = readFileSync(GUIDE, 'utf8');
const current = written.replace(TABLE, (_, start: string, end: string) => `${start}${table()}\n${end}`);

if (process.argv.includes('--update')) {
  writeFileSync(GUIDE, current);
} else {
  describe('the guide to the policies', () => {
    it('has the table that the code gives', () => {
      assert.match(written, TABLE);
      assert.ok(
        written === current,
        'docs/guide/policies.md is not what the code gives. Run: node test/cli/policies-guide.test.ts --update',
      );
    });
  });
}
