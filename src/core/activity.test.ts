import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Activity } from './activity.ts';
import type { Act } from './audit/acts.ts';

const guest = { kind: 'guest' } as const;

it('counts sign-ins by method, provider and result, and refusals of unknown accounts as often as they happened', () => {
  const activity = new Activity();
  const opened = (provider: string): Act => ({
    act: 'session.create',
    user: 'u',
    details: { sessionId: 's', provider },
  });
  for (const provider of ['email', 'email', 'github', 'magic-url', 'canary'])
    activity.note(opened(provider), guest);
  for (const count of [1, 2, 4, 8])
    activity.note({ act: 'session.refuse', details: { factor: 'password', reason: 'wrong', count } }, guest);
  activity.note(
    { act: 'session.refuse', user: 'u', details: { factor: 'canary', reason: 'x', count: 8 } },
    guest,
  );
  assert.deepEqual(activity.counts('signIns'), [
    { labels: { method: 'password', provider: '', result: 'success' }, count: 2 },
    { labels: { method: 'oauth2', provider: 'github', result: 'success' }, count: 1 },
    { labels: { method: 'magic-url', provider: '', result: 'success' }, count: 1 },
    { labels: { method: 'oauth2', provider: 'other', result: 'success' }, count: 1 },
    { labels: { method: 'password', provider: '', result: 'wrong' }, count: 8 },
    { labels: { method: 'other', provider: '', result: 'other' }, count: 1 },
  ]);
});

it('counts users and second factors by closed lists', () => {
  const activity = new Activity();
  activity.note({ act: 'user.create', user: 'u' }, guest);
  activity.note({ act: 'user.delete', user: 'u' }, { kind: 'key' });
  activity.note(
    { act: 'challenge.complete', user: 'u', details: { challengeId: 'c', factor: 'totp' } },
    guest,
  );
  activity.note({ act: 'challenge.refuse', user: 'u', details: { factor: 'canary' } }, guest);
  activity.note({ act: 'canary' } as never, guest);
  assert.deepEqual(
    [activity.counts('usersCreated'), activity.counts('usersDeleted'), activity.counts('factors')],
    [
      [{ labels: { by: 'guest' }, count: 1 }],
      [{ labels: { by: 'key' }, count: 1 }],
      [
        { labels: { factor: 'totp', step: 'passed' }, count: 1 },
        { labels: { factor: 'other', step: 'refused' }, count: 1 },
      ],
    ],
  );
  assert.equal(activity.counts('acts').length, 4);
});
