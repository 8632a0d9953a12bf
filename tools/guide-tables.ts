import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportedTables, looseTables } from '../src/core/exports/fields.ts';
import { formatPolicy, policies, policyNames } from '../src/core/projects/policies.ts';
import { defaultPolicies } from '../src/core/projects/project.ts';
import type { ExportField } from '../src/exports/target.ts';
import { targets } from '../src/exports/targets.ts';
import type { System } from '../src/imports/source.ts';
import { systems } from '../src/imports/systems/all.ts';
import { settings } from '../src/settings.ts';
import { roundTrips } from './round-trips.ts';

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

const HOW = {
  plain: '',
  metadata: '',
  secret: ' (secret)',
  sealed: ' (secret)',
  password: ' (secret)',
  anew: '',
} as const;

/** Returns the guide of exports with up-to-date tables of what is exported and what is not. */
export function exportGuide(): string {
  const file = 'docs/guide/export.md';
  const tables = [...looseTables].map(([name, { about, columns, needsSecrets }]) => [
    `\`${name}\`${needsSecrets ? ' (secret)' : ''}`,
    Object.entries(columns)
      .filter(([, how]) => how !== 'anew')
      .map(([column, how]) => `\`${column}\`${HOW[how]}`)
      .join(', '),
    about,
  ]);
  const leftOut = Object.entries(exportedTables).flatMap(([name, table]) =>
    'why' in table ? [[`\`${name}\``, table.why]] : [],
  );
  const withFields = withTable(file, 'fields', [
    ['Table', 'Fields', 'Rows'],
    ['---', '---', '---'],
    ...tables,
  ]);
  return withTable(file, 'left out', [['Table', 'Reason'], ['---', '---'], ...leftOut], withFields);
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
  const rows = systems
    .toSorted((a, b) => a.title.localeCompare(b.title, 'en'))
    .map(({ title, name, files, carries }) => [
      `${title} (\`${name}\`)`,
      files,
      ...kinds.map((kind) => (carries.includes(kind) ? '✓' : '–')),
    ]);
  const file = 'docs/guide/moving.md';
  const withSystems = withTable(file, 'systems', [
    ['from', 'files', ...Object.values(CARRIED)],
    ['---', '---', ...kinds.map(() => '---')],
    ...rows,
  ]);
  const withTargets = withTable(file, 'targets', targetRows(), withSystems);
  return withTable(file, 'round trips', roundTripRows(), withTargets);
}

const sortedTargets = targets.toSorted((a, b) => a.title.localeCompare(b.title, 'en'));

/** What each target takes of a user; id, name and email are understood. */
const TAKEN: readonly (readonly [string, readonly ExportField[]])[] = [
  ['passwords', ['password']],
  ['TOTP', ['totp']],
  ['recovery codes', ['recovery codes']],
  ['identities', ['identities']],
  ['usernames', ['username']],
  ['phones', ['phone']],
  ['roles', ['labels']],
  ['groups', ['teams']],
  ['preferences', ['preferences']],
  ['metadata', ['read-only metadata', 'private metadata']],
  ['times', ['created', 'last access']],
];

function targetRows(): readonly (readonly string[])[] {
  return [
    ['to', 'files', ...TAKEN.map(([title]) => title), 'asks at the first sign-in'],
    ['---', '---', ...TAKEN.map(() => '---'), '---'],
    ...sortedTargets.map(({ title, name, files, takes, asksAtFirstSignIn }) => [
      `${title} (\`${name}\`)`,
      files,
      ...TAKEN.map(([, fields]) => (fields.some((field) => takes.includes(field)) ? '✓' : '–')),
      asksAtFirstSignIn ? '✓' : '–',
    ]),
  ];
}

function roundTripRows(): readonly (readonly string[])[] {
  return [
    ['system', 'reported as lost', 'read otherwise'],
    ['---', '---', '---'],
    ...sortedTargets.flatMap(({ title, name }) => {
      const trip = roundTrips[name];
      if (!trip) return [];
      const otherwise = Object.entries(trip.otherwise).map(([field, why]) => `${field}: ${why}`);
      return [[title, trip.reported.join(', ') || '–', otherwise.join('; ') || '–']];
    }),
  ];
}

/** Returns a guide with the table between `<!-- name -->` and `<!-- end of name -->` replaced. */
function withTable(
  file: string,
  name: string,
  rows: readonly (readonly string[])[],
  written = readFileSync(join(ROOT, file), 'utf8'),
): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [written.indexOf(begin), written.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no markers around its table of ${name}.`);
  const table = rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
  return written.slice(0, from + begin.length) + table + written.slice(to);
}
