import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Actor } from '../../core/actor.ts';
import type { Scope } from '../../core/keys/scopes.ts';
import { defaultPolicies, type ProjectId } from '../../core/projects/project.ts';
import type { UserId } from '../../core/users/user.ts';
import { seesProviderTokens } from './provider-tokens.ts';

const project = { id: 'test' as ProjectId, name: 'Test', policies: defaultPolicies };
const id = (text: string) => text as UserId;
const actor = (kind: Actor['kind'], more: Partial<Actor> = {}, scopes: readonly Scope[] = []): Actor => ({
  kind,
  project,
  scopes: new Set(scopes),
  ...more,
});

const viewers: readonly [who: string, actor: Actor, sees: boolean][] = [
  ['the user', actor('user', { id: 'ann' }), true],
  ['another user', actor('user', { id: 'eve' }), false],
  ['another user who may list users', actor('user', { id: 'eve' }, ['users.read']), false],
  ['an impersonator', actor('user', { id: 'ann', impersonatorId: id('eve') }, ['users.read']), false],
  ['who has just opened the session', actor('guest'), true],
  ['a key that reads users', actor('key', { id: 'key' }, ['users.read', 'sessions.read']), false],
  ['a key for secrets', actor('key', { id: 'key' }, ['users.secrets.read']), true],
];

for (const [who, by, sees] of viewers) {
  it(`tokens of a provider are ${sees ? 'shown' : 'not shown'} to ${who}`, () => {
    assert.equal(seesProviderTokens(by, 'ann'), sees);
  });
}
