import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { messageOf } from '../../src/appwrite/failure-words.ts';
import { answerTo } from '../../src/appwrite/failures.ts';
import { downgradeRefusal } from '../../src/appwrite/formats/downgrade-response.ts';
import { requestedFormat } from '../../src/appwrite/formats/requested-format.ts';
import { Failure } from '../../src/core/failure.ts';

type Said = { readonly code?: number; readonly type?: string; readonly message?: string };
/** What is refused in which operation, and what was different from the version on that is named. */
type Row = readonly [
  what: string,
  operation: string | undefined,
  failure: Failure,
  earlier: Readonly<Record<string, Said>>,
];

const TARGET = new Failure('target_exists');
const NOT_FOUND = new Failure('user_not_found');
const missing = { caller: 'guest', project: 'p', scopes: ['users.read', 'sessions.read'] } as const;
const registered = { code: 400, message: 'User already registered' };
const taken = (type: string) => ({ '0.12.0': { type }, '1.5.0': {} });

const rows: readonly Row[] = [
  [
    'a wrong parameter',
    'usersCreate',
    new Failure({ code: 'argument_invalid', field: 'userId', rule: 'malformed', expected: 'must be so' }),
    {
      '0.9.0': { message: 'Invalid userId: Value must be so.' },
      '1.4.0': {},
    },
  ],
  [
    'a parameter that is missing',
    'usersCreate',
    new Failure({ code: 'argument_invalid', field: 'userId', rule: 'required' }),
    {},
  ],
  [
    'a second password that differs',
    'accountUpdateRecovery',
    new Failure({ code: 'argument_invalid', field: 'passwordAgain', rule: 'not_same', other: 'password' }),
    {
      '0.9.0': {
        type: 'user_password_mismatch',
        message: 'Invalid passwordAgain: Value must be the same as `password`.',
      },
      '1.4.0': { type: 'user_password_mismatch' },
      '1.5.0': {},
    },
  ],
  ['a blocked user', 'accountGet', new Failure('user_blocked'), { '0.9.0': { code: 401 }, '1.9.0': {} }],
  [
    'a missing scope',
    'usersListSessions',
    new Failure({ code: 'scope_missing', missing }),
    {
      '0.9.0': { message: 'User (role: guests) missing scope (users.read)' },
      '1.9.0': {},
    },
  ],
  [
    'too many users',
    'accountCreate',
    new Failure('users_limit'),
    {
      '0.9.0': { code: 501 },
      '1.5.0': {},
    },
  ],
  [
    'an email that somebody has',
    'usersUpdateEmail',
    TARGET,
    {
      ...taken('user_email_already_exists'),
      '0.9.0': registered,
    },
  ],
  [
    'an email that somebody has elsewhere',
    'usersUpdateEmail',
    new Failure('email_taken'),
    { '0.9.0': registered, '0.12.0': {} },
  ],
  [
    'an own email that somebody has',
    'accountUpdateEmail',
    TARGET,
    {
      ...taken('user_email_already_exists'),
      '0.9.0': registered,
      '0.12.0': { type: 'user_email_already_exists' },
    },
  ],
  [
    'a phone that somebody has',
    'usersUpdatePhone',
    TARGET,
    {
      '0.9.0': { type: 'user_email_already_exists' },
      '1.0.0': { type: 'user_phone_already_exists' },
      '1.5.0': {},
    },
  ],
  [
    'a phone without target that somebody has',
    'usersUpdatePhone',
    new Failure('phone_taken'),
    {
      '0.9.0': { type: 'user_email_already_exists' },
      '1.0.0': {},
    },
  ],
  ['an own phone that somebody has', 'accountUpdatePhone', TARGET, taken('user_phone_already_exists')],
  ['a target that there is', 'usersCreateTarget', TARGET, {}],
  [
    'a user who is there',
    'usersCreate',
    new Failure('user_exists'),
    { '0.9.0': { message: 'User already registered' }, '0.12.0': {} },
  ],
  ['a user who is not', 'usersGet', NOT_FOUND, { '0.9.0': { message: 'User not found' }, '0.12.0': {} }],
  [
    'a member who is one already',
    'teamsCreateMembership',
    new Failure('membership_confirmed'),
    {
      '0.9.0': { type: 'team_invite_already_exists' },
      '1.6.0': {},
    },
  ],
  ['an invitation that was accepted', 'teamsUpdateMembershipStatus', new Failure('membership_confirmed'), {}],
  [
    'an email for nobody',
    'usersUpdateEmail',
    NOT_FOUND,
    { '0.9.0': { message: 'User not found' }, '0.12.0': {} },
  ],
  ['what no route was found for', undefined, new Failure('route_not_found'), {}],
];

const versions = [
  '0.8.0',
  '0.11.0',
  '0.12.0',
  '0.13.0',
  '0.14.0',
  '0.15.0',
  '1.0.0',
  '1.3.0',
  '1.4.0',
  '1.5.0',
  '1.6.0',
  '1.7.0',
  '1.8.0',
  '1.9.0',
  '1.9.5',
  '1.9.6',
  '2.0.0',
  '2.3.0',
];

describe('a refusal in an older format', () => {
  for (const [what, operation, failure, earlier] of rows) {
    it(`of ${what} is as it was`, () => {
      const { status, type, words } = answerTo(failure);
      const body = { code: status, type, message: messageOf(words), version: '2.3.0' };
      const refusing = { type, words, data: failure.data, operation };
      const answers = versions.map((version) => {
        const { steps } = requestedFormat({ 'x-appwrite-response-format': version }, '/v1/users');
        return [version, downgradeRefusal(steps, body, refusing)];
      });
      const expected = versions.map((version) => {
        const { type, ...rest } = { ...body, ...at(earlier, version) };
        return [version, hasType(version) ? { type, ...rest } : rest];
      });
      assert.deepEqual(answers, expected);
    });
  }
});

function hasType(version: string): boolean {
  return !['0.8.0', '0.11.0', '0.12.0'].includes(version);
}

function at(said: Readonly<Record<string, Said>>, version: string): Said {
  const numbers = (text: string) =>
    text
      .split('.')
      .map((part) => part.padStart(4, '0'))
      .join('.');
  const known = Object.entries(said).sort(([a], [b]) => (numbers(a) < numbers(b) ? -1 : 1));
  const since = known.filter(([from]) => numbers(from) <= numbers(version));
  return (since.at(-1) ?? known[0])?.[1] ?? {};
}
