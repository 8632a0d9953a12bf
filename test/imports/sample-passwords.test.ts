import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HashSecrets } from '../../src/crypto/passwords/source-hash.ts';
import { sourceFilesOf } from '../../src/imports/files.ts';
import { systems } from '../../src/imports/systems/all.ts';
import { firebaseSecretsOf } from '../../src/imports/systems/firebase.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { expectedOf, inScratch, sampleItems, samplePath } from './samples.ts';
import { verifies } from './sql-samples.ts';

/** Those with hashes of the readers that sql-systems.test.ts leaves out. */
const names = [
  ...['appwrite', 'aspnet-identity', 'auth0', 'authelia', 'clerk', 'csv', 'django', 'firebase', 'fusionauth'],
  ...['htpasswd', 'keycloak', 'kratos', 'ldif', 'logto', 'meteor', 'parse', 'payload', 'shadow'],
  ...['supertokens', 'zitadel'],
];

describe('the hash of a sample', { skip: skipUnlessWhole }, () => {
  for (const name of names)
    it(`is that of its password: ${name}`, async () => {
      const system = systems.find((candidate) => candidate.name === name) ?? assert.fail(name);
      const { files, users } = await expectedOf(name);
      const secrets = name === 'firebase' ? await firebaseSecrets() : {};
      const items = await sampleItems(system, name === 'firebase' ? ['users.json'] : files);
      const wrong: string[] = [];
      for (const item of items) {
        if (item.kind !== 'user' || !item.password) continue;
        const { password } = users.find(({ sourceId }) => sourceId === item.sourceId) ?? {};
        if (!password) continue;
        const found = [
          await verifies(item.password, password, secrets),
          await verifies(item.password, 'other', secrets),
        ];
        if (!found[0] || found[1]) wrong.push(item.sourceId);
      }
      const hashes = items.filter((item) => item.kind === 'user' && item.password);
      assert.deepEqual([wrong, hashes.length > 0], [[], true]);
    });
});

async function firebaseSecrets(): Promise<HashSecrets> {
  const path = samplePath('firebase', 'hash-config.json');
  const found = await inScratch(async (folder) => firebaseSecretsOf(await sourceFilesOf([path], { folder })));
  return { importId: 'import1', ...found };
}
