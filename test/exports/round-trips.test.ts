import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { targets } from '../../src/exports/targets.ts';
import { systems } from '../../src/imports/systems/all.ts';
import { roundTrips } from '../../tools/round-trips.ts';
import { inputOf, readExpected, SAMPLES, typed } from '../imports/sample-input.ts';
import { commandsOn } from '../support/commands.ts';
import { onEachEngine } from '../support/engines.ts';
import { isWhole } from '../support/extent.ts';
import { type Difference, differencesOf, exportFrom, importInto, peopleIn } from './people.ts';

/** Sources that are called otherwise than the target. */
const SOURCES: Readonly<Record<string, string>> = { ldap: 'ldif' };
/** The quick set has one of each form. */
const QUICK = new Set(['csv', 'firebase', 'keycloak', 'ldap', 'supabase', 'django']);

/** They take calls of their API instead of files, and there is nothing to import again. */
const OF_CALLS = new Set(['appwrite', 'logto', 'stytch', 'workos']);
/** Files that the target's own tools read, and no importer of users. */
const BESIDE = /\.(?:mjs|txt|sh)$|^(?:ids|links|suspended|blocked)\b/;

/** Targets with a sample of their own system. */
const trips = targets
  .filter(({ name }) => !OF_CALLS.has(name))
  .map(({ name }) => ({ target: name, system: SOURCES[name] ?? name }))
  .filter(({ system }) => systems.some(({ name }) => name === system))
  .filter(({ system }) => existsSync(join(SAMPLES, system, 'expected.json')));

/** Options of the export that the sample's own installation needs. */
const exportOptions: Readonly<Record<string, readonly string[]>> = {
  'better-auth': ['plugins=admin,username,phone-number,organization'],
  csv: ['mapping=yes'],
  fusionauth: ['application=0d3f1c2a-0000-4000-8000-0000000000aa', 'groups=yes'],
  zitadel: ['providers=google=124425861423228496', 'project=project-1'],
};

onEachEngine('a sample that goes back to where it came from', (database) => {
  for (const { target, system } of trips.filter((trip) => isWhole || QUICK.has(trip.target)))
    it(`is the same for ${target}, but for what its table says`, async () => {
      const { settings } = commandsOn(database);
      const expected = readExpected(system);
      await importInto(database, `from-${target}`, await inputOf(system, expected));
      const exported = await exportFrom(database, `from-${target}`, {
        ...{ target, withSecrets: true, option: exportOptions[target] ?? [] },
      });
      await importInto(database, `again-${target}`, {
        names: [system, ...exported.files.filter((file) => !BESIDE.test(basename(file)))],
        ...typed[system],
      });
      const before = await peopleIn(settings(), `from-${target}`);
      const after = await peopleIn(settings(), `again-${target}`);
      const differences = differencesOf(before, after);
      const isReported = ({ userId, field }: (typeof differences)[number]) =>
        exported.lost.some((lost) => lost.userId === userId && lost.field === field);
      const silent = differences.filter((difference) => !isReported(difference));
      const { reported, otherwise } = roundTrips[target] ?? { reported: [], otherwise: {} };
      assert.deepEqual(
        [fieldsOf(differences.filter(isReported)), fieldsOf(silent)],
        [reported.toSorted(), Object.keys(otherwise).toSorted()],
        [...differences.map(shownDifference), ...exported.files, ...exported.report.steps].join('\n'),
      );
      assert.ok(after.length <= before.length, 'users came that were not there');
    });
});

describe('the table of round trips', () => {
  it('has an entry for each target with a sample, and no other', () => {
    assert.deepEqual(Object.keys(roundTrips).toSorted(), trips.map(({ target }) => target).toSorted());
  });
});

function fieldsOf(differences: readonly { readonly field: string }[]): readonly string[] {
  return [...new Set(differences.map(({ field }) => field))].toSorted();
}

function shownDifference({ userId, field, before, after }: Difference): string {
  const shown = (value: unknown) =>
    JSON.stringify(value, (_, part: unknown) =>
      isBytes(part) ? Buffer.from(part.data).toString('hex') : part,
    ) ?? 'nothing';
  return `${userId}, ${field}: ${shown(before)} became ${shown(after)}`;
}

function isBytes(value: unknown): value is { readonly data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
}
