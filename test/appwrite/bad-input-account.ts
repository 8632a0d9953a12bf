import type { Refusal, Row } from './bad-input-rows.ts';
import { requestBytes } from './bad-input-socket.ts';

const invalid = (message: string): Refusal => [400, 'general_argument_invalid', message];
const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' };
const NO_KEY = { 'X-Appwrite-Key': '' };

const noEmail = invalid('Invalid `email` param: Value must be a valid email address.');
const noPassword = invalid('Invalid `password` param: Value must be a text of 1 to 256 bytes.');
const badText = invalid('A text holds a NUL character or half of a surrogate pair.');
const noScope = (wanted: string): Refusal => [
  401,
  'general_unauthorized_scope',
  `User (role: guests) missing scopes (["${wanted}"])`,
];
const noJwt: Refusal = [401, 'user_jwt_invalid', 'Failed to verify JWT. It is not valid, or has expired.'];

const signIn = (what: string, body: string, refusal: Refusal, headers = JSON_TYPE): Row => [
  `a sign-in ${what}`,
  requestBytes('POST', '/v1/account/sessions/email', { headers, body }),
  refusal,
];

const signIns: readonly Row[] = [
  signIn('of nothing', '{}', invalid('Param "email" is not optional.')),
  signIn('that is null', 'null', invalid('Param "email" is not optional.')),
  signIn('that ends too early', '{"email":"ann@example.com"', invalid('The body is not valid JSON.')),
  signIn('that is a list', '["ann@example.com","correct horse"]', invalid('The body must be a JSON object.')),
  signIn('of two emails', '{"email":["ann@example.com","eve@example.com"],"password":"a"}', noEmail),
  signIn('of an object for an email', '{"email":{"$ne":null},"password":"a"}', noEmail),
  signIn('of a line break', '{"email":"ann@example.com\\nBcc: eve@example.com","password":"a"}', noEmail),
  signIn('of an object for a password', '{"email":"ann@example.com","password":{"$gt":""}}', noPassword),
  signIn('of a number for a password', '{"email":"ann@example.com","password":12345678}', noPassword),
  signIn('with a NUL', '{"email":"ann@example.com","password":"correct horse\\u0000"}', badText),
  signIn('with half of a pair', '{"email":"ann@example.com","password":"\\ud800"}', badText),
  signIn(
    'of __proto__',
    '{"__proto__":{"email":"ann@example.com","password":"a"}}',
    invalid('A field must not be named "__proto__".'),
  ),
  signIn('as a form with lists', 'email[]=ann@example.com&password=a', noEmail, FORM_TYPE),
  signIn('as a form with objects', 'email=ann@example.com&password[$ne]=', noPassword, FORM_TYPE),
];

const others: readonly Row[] = [
  [
    'a link to nowhere',
    requestBytes('POST', '/v1/account/recovery', {
      headers: JSON_TYPE,
      body: '{"email":"ann@example.com","url":["https://localhost"]}',
    }),
    invalid('Invalid `url` param: Value must be a URL that begins with http:// or https://.'),
  ],
  [
    'a secret in a list',
    requestBytes('PUT', '/v1/account/sessions/phone', {
      headers: JSON_TYPE,
      body: '{"userId":"ann","secret":["482913"]}',
    }),
    invalid('Invalid `secret` param: Value must be a text of 1 to 256 characters.'),
  ],
  [
    'a user of another kind',
    requestBytes('PUT', '/v1/account/verifications/phone', {
      headers: JSON_TYPE,
      body: '{"userId":{"id":"ann"},"secret":"482913"}',
    }),
    invalid(
      'Invalid `userId` param: Value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.',
    ),
  ],
];

const known = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const secrets: readonly (readonly [what: string, secret: string])[] = [
  ['of nothing', '='],
  ['of letters', 'abc'],
  ['of bytes', '\xff\xfe'],
  ['of null', known(null)],
  ['of a list', known(['ann', 'a'])],
  ['without secret', known({ id: 'ann' })],
  ['of other types', known({ id: { $ne: null }, secret: { $ne: null } })],
  ['of an impossible user', known({ id: "' or 1=1 --", secret: 'a' })],
  ['of a user that is NUL', known({ id: 'ann\0', secret: 'a' })],
  ['that is wrong', known({ id: 'ann', secret: 'f'.repeat(256) })],
  ['with half of a pair', known({ id: 'ann', secret: '\ud800\0' })],
  ['that is long', known({ id: 'ann', secret: 'f'.repeat(30_000) })],
];
const account = (headers: Readonly<Record<string, string>>): Buffer =>
  requestBytes('GET', '/v1/account', { headers: { ...NO_KEY, ...headers } });

const sessions: readonly Row[] = secrets.flatMap(([what, secret]): readonly Row[] => [
  [`a session ${what}`, account({ 'X-Appwrite-Session': secret }), noScope('account')],
  [`a session in a cookie ${what}`, account({ Cookie: `a_session_test=${secret}` }), noScope('account')],
]);

const cookies: readonly Row[] = [
  'a_session_test',
  '=',
  ';;;',
  'a_session_test=%',
  '__proto__=a',
  '='.repeat(9_000),
].map((cookie) => [`the cookie ${cookie.slice(0, 20)}`, account({ Cookie: cookie }), noScope('account')]);

const tokens: readonly Row[] = ['a', '..', 'a.b.c', 'e30.e30.', '\xff.\xff.\xff', 'a'.repeat(20_000)].map(
  (token) => [`the signed token ${token.slice(0, 20)}`, account({ 'X-Appwrite-JWT': token }), noJwt],
);

const devices: readonly Row[] = ['a', '%', '.', 'ann.'.repeat(1_000)].map((mark) => [
  `the mark of a device ${mark.slice(0, 20)}`,
  account({ Cookie: `denizen_device_test=${mark}` }),
  noScope('account'),
]);

const fallbacks: readonly Row[] = ['{', 'null', '[]', '{"a_session_test":{}}', '{"__proto__":{}}'].map(
  (text) => [`fallback cookies of ${text}`, account({ 'X-Fallback-Cookies': text }), noScope('account')],
);

/** What is sent to the Account service, and how it is refused. */
export const accountRows: readonly Row[] = [
  ...signIns,
  ...others,
  ...sessions,
  ...cookies,
  ...tokens,
  ...devices,
  ...fallbacks,
];
