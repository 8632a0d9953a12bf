import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { settingNames } from '../src/settings.ts';

const GUIDE = join(import.meta.dirname, '../docs/guide/settings.md');

it('the guide to the settings names no setting that does not exist', () => {
  const known = new Set(settingNames);
  const named = readFileSync(GUIDE, 'utf8').match(/DENIZEN_[A-Z_]+[A-Z]/g) ?? [];
  assert.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  );
});
