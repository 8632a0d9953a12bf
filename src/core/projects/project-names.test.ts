import assert from 'node:assert/strict';
import { it } from 'node:test';
import { displayNameOf, type ProjectId } from './project.ts';

it('users read the name of a project, and Denizen while nobody named the first one', () => {
  const shown = [
    ['default', 'default'],
    ['default', 'The Shop'],
    ['shop', 'shop'],
    ['shop', 'default'],
  ].map(([id, name]) => displayNameOf({ id: id as ProjectId, name: String(name) }));
  assert.deepEqual(shown, ['Denizen', 'The Shop', 'shop', 'default']);
});
