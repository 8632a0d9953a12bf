import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Model } from '../../http/route.ts';
import { routes } from '../routes.ts';
import type { Json } from './format.ts';
import { lowered } from './lower.ts';

/** What the clients of each generation send. */
const versions = ['1.4.0', '1.5.0', '1.6.0', '1.8.0', '1.9.0', '1.9.2', '1.9.5', '2.0.0'] as const;

const since190 = [
  ...['emailCanonical', 'emailIsFree', 'emailIsDisposable', 'emailIsCorporate', 'emailIsCanonical'],
  ...['impersonator', 'impersonatorUserId'],
];
const since150 = ['targets', 'mfa'];

/** What each model had first in which version; what it has beside was there before 1.5. */
const news: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  user: { '1.5.0': since150, '1.9.0': since190 },
  account: { '1.5.0': since150, '1.9.0': since190 },
  session: { '1.5.0': ['$updatedAt', 'factors', 'secret', 'mfaUpdatedAt'] },
  token: { '1.5.0': ['phrase'] },
  target: { '1.6.0': ['expired'] },
  log: { '1.9.0': ['userType', 'impersonatedUserId'] },
  membership: { '1.5.0': ['mfa'], '1.9.2': ['userPhone', 'userAccessedAt'] },
};

/** Which lists hold them. */
const lists: Readonly<Record<string, readonly [list: string, field: string]>> = {
  user: ['userList', 'users'],
  session: ['sessionList', 'sessions'],
  target: ['targetList', 'targets'],
  log: ['logList', 'logs'],
  membership: ['membershipList', 'memberships'],
};

const models = new Map(routes.flatMap(({ model }) => (model ? [[model.name, model] as const] : [])));

describe('an answer to an older client', () => {
  for (const [name, since] of Object.entries(news)) {
    for (const asked of versions) {
      it(`of ${asked} has of ${name} what that version knew, alone and in lists`, () => {
        const whole = fieldsOf(name);
        const gone = new Set(
          Object.entries(since).flatMap(([version, fields]) => (asked < version ? fields : [])),
        );
        const expected = Object.fromEntries(Object.entries(whole).filter(([field]) => !gone.has(field)));
        const [list = '', field = ''] = lists[name] ?? [];

        assert.deepEqual(lowered(asked, name, whole), expected);
        if (list === '') return;
        assert.deepEqual(lowered(asked, list, { total: 1, [field]: [whole] }), {
          total: 1,
          [field]: [expected],
        });
      });
    }
  }

  it('of 1.5 has targets of users that do not expire', () => {
    const target = { $id: 't1', expired: false };
    for (const name of ['user', 'account'])
      assert.deepEqual(lowered('1.5.0', name, { targets: [target] }), { targets: [{ $id: 't1' }] });
  });

  it('that says no version, or none that can be read, is the newest', () => {
    const session = fieldsOf('session');
    for (const asked of [undefined, '', 'latest', '1', 'v1.4.0', '-1.4.0', '1.4.0'.repeat(10_000).slice(1)])
      assert.deepEqual(lowered(asked, 'session', session), session);
  });
});

/** A value of the model with every field that it has. */
function fieldsOf(name: string): Json {
  const listed = lists[name] && models.get(lists[name][0]);
  const schema = (models.get(name) as Model | undefined)?.schema ?? listed?.schema;
  assert.ok(schema, `${name} is a model of no route`);
  // Schemas of models are objects; a list has its rows in its one array.
  const shape = (schema as unknown as { readonly shape: Readonly<Record<string, unknown>> }).shape;
  const row = models.has(name) ? shape : rowOf(shape[lists[name]?.[1] ?? '']);
  return Object.fromEntries(Object.keys(row).map((field) => [field, field]));
}

function rowOf(array: unknown): Readonly<Record<string, unknown>> {
  return (array as { readonly element: { readonly shape: Readonly<Record<string, unknown>> } }).element.shape;
}
