import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOpenToGuests, isOwn, whatItTakes } from './openapi-terms.ts';
import { route } from './route.ts';

type Said = Partial<Parameters<typeof route>[0]>;

const rows: readonly (readonly [who: string, said: Said, own: boolean, guests: boolean, text: string])[] = [
  ['anybody', { scope: null }, false, false, 'Needs no scope.'],
  ['anybody with a secret', { scope: null, client: true, tag: 'account' }, false, false, 'Needs no scope.'],
  [
    'servers',
    { scope: 'users.read' },
    false,
    false,
    'Needs the scope `users.read` (Read users and their data).',
  ],
  [
    'servers with one of two scopes',
    { scope: ['users.read', 'sessions.read'] },
    false,
    false,
    'Needs one of the scopes `users.read` (Read users and their data), `sessions.read` (Read sessions).',
  ],
  [
    'guests',
    { scope: 'sessions.write', client: true, tag: 'account' },
    false,
    true,
    'Open to all callers; a key needs the scope `sessions.write` (Create and delete sessions).',
  ],
  [
    'users alone',
    { scope: 'account', client: true, tag: 'account' },
    true,
    false,
    'Needs a session or a JWT of a user.',
  ],
  [
    'users and servers',
    { scope: 'teams.read', client: true },
    false,
    false,
    'Needs a session or a JWT of a user, or a key with the scope `teams.read` (Read teams and their members).',
  ],
  [
    'users, sometimes',
    {
      ...({
        scope: 'account',
        client: true,
        tag: 'account',
        mfaExempt: true,
        aliases: ['/old', '/older/:id'],
        methodAliases: ['PUT'],
      } as const),
      limits: [
        { most: 10, by: ['ip', { param: 'email' }] },
        { most: 2, seconds: 60, by: ['user'] },
      ],
    },
    true,
    false,
    'Needs a session or a JWT of a user. Works while the session still needs a second factor. Without a key, at most 10 times an hour for each network address and `email`, and 2 times a minute for each user. Older clients call it as `/old` and `/older/{id}`. Older clients call it with PUT.',
  ],
];

describe('what an operation takes', () => {
  for (const [who, said, own, guests, text] of rows) {
    it(`is told of one for ${who}`, () => {
      const told = route({
        ...({ method: 'GET', path: '/pets', operation: 'petsList', summary: 'Do it', tag: 'pets' } as const),
        scope: null,
        params: {},
        run: async () => undefined,
        ...said,
      });
      assert.deepEqual([whatItTakes(told), isOwn(told), isOpenToGuests(told)], [text, own, guests]);
    });
  }
});
