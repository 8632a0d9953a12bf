import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sqlSystems } from '../../src/imports/systems/sql.ts';
import { assertSample, expectedOf, itemsOf, sampleFile, withEnvFile } from './samples.ts';

/** The file of each sample, and the secrets of it by the names of the application. */
const FILES: Readonly<Record<string, string>> = { pocketbase: 'data.sql' };
const WITHOUT_SAMPLE = ['gitlab', 'mybb', 'opencart', 'smf'];

function optionsOf(system: string): { env: Record<string, string>; options: Record<string, string> } {
  const { options = {} } = expectedOf(system);
  const env: Record<string, string> = {};
  if (options.secret)
    env[system === 'better-auth' ? 'BETTER_AUTH_SECRET' : 'NEXTCLOUD_SECRET'] = options.secret;
  if (options.appKey) env.APP_KEY = options.appKey;
  if (options.railsPrimaryKey) env.ACTIVE_RECORD_ENCRYPTION_PRIMARY_KEY = options.railsPrimaryKey;
  if (options.railsKeyDerivationSalt)
    env.ACTIVE_RECORD_ENCRYPTION_KEY_DERIVATION_SALT = options.railsKeyDerivationSalt;
  return { env, options: options.prefix === undefined ? {} : { 'table-prefix': options.prefix } };
}

for (const system of sqlSystems) {
  if (WITHOUT_SAMPLE.includes(system.name)) continue;
  const name = FILES[system.name] ?? 'dump.sql';

  test(`${system.title}: its dump becomes the users that the sample names`, async () => {
    const { env, options } = optionsOf(system.name);
    await withEnvFile(env, async (path) => {
      const items = await itemsOf(system, [sampleFile(system.name, name)], { ...options, 'env-file': path });
      assertSample(items, expectedOf(system.name));
      const pieces = await itemsOf(system, [sampleFile(system.name, name, 7)], { 'env-file': path });
      assert.deepEqual(pieces, items);
    });
  });

  test(`${system.title}: the beginning of its dump tells it from the others`, () => {
    const head = readFileSync(new URL(`samples/${system.name}/${name}`, import.meta.url), 'utf8');
    assert.deepEqual(sqlSystems.find((each) => each.detect(head, name))?.name, system.name);
  });
}
