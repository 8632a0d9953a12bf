import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../src/config.ts';
import { formatPolicy, policies, policyNames } from '../src/core/projects/policies.ts';
import { defaultPolicies } from '../src/core/projects/project.ts';
import type { System } from '../src/imports/source.ts';
import { sqlSystems } from '../src/imports/systems/sql.ts';

const ROOT = join(import.meta.dirname, '..');

/** Returns the settings guide with an up-to-date table. */
export function settingsGuide(): string {
  const rows = settings.map(({ name, flag, fallback, text }) => [
    `\`${name}\``,
    `\`--${flag}\``,
    fallback && `\`${fallback}\``,
    text.replaceAll('|', '\\|'),
  ]);
  return withTable('docs/guide/settings.md', 'settings', [
    ['Setting', 'Flag', 'Default', 'Meaning'],
    ['---', '---', '---', '---'],
    ...rows,
  ]);
}

/** Returns the policies guide with an up-to-date table. */
export function policiesGuide(): string {
  const rows = policyNames.map((name) => {
    const usual = formatPolicy(defaultPolicies[name]);
    return [`\`${name}\``, usual && `\`${usual}\``, policies[name].takes, policies[name].sentence];
  });
  return withTable('docs/guide/policies.md', 'policies', [
    ['Policy', 'Default', 'Values', 'Effect'],
    ['---', '---', '---', '---'],
    ...rows.map((cells) => cells.map((cell) => cell.replaceAll('*', '\\*'))),
  ]);
}

/** What comes along, in the order of the columns. */
const CARRIED = {
  passwords: 'passwords',
  totp: 'TOTP',
  'recovery codes': 'recovery codes',
  passkeys: 'passkeys',
  identities: 'identities',
  usernames: 'usernames',
  phones: 'phones',
  labels: 'roles',
  teams: 'groups',
  preferences: 'preferences',
  metadata: 'metadata',
  times: 'times',
} as const satisfies Record<System['carries'][number], string>;

/** Returns the guide of moving with an up-to-date table of the systems. */
export function movingGuide(): string {
  const kinds = Object.keys(CARRIED) as (keyof typeof CARRIED)[];
  const rows = sqlSystems
    .toSorted((a, b) => a.title.localeCompare(b.title, 'en'))
    .map(({ title, name, files, carries }) => [
      `${title} (\`${name}\`)`,
      files,
      ...kinds.map((kind) => (carries.includes(kind) ? '✓' : '–')),
    ]);
  return withTable('docs/guide/moving.md', 'systems', [
    ['from', 'files', ...Object.values(CARRIED)],
    ['---', '---', ...kinds.map(() => '---')],
    ...rows,
  ]);
}

/** Returns a guide with the table between `<!-- name -->` and `<!-- end of name -->` replaced. */
function withTable(file: string, name: string, rows: readonly (readonly string[])[]): string {
  const written = readFileSync(join(ROOT, file), 'utf8');
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [written.indexOf(begin), written.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no markers around its table of ${name}.`);
  const table = rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
  return written.slice(0, from + begin.length) + table + written.slice(to);
}
