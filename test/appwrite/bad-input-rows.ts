import { accountRows } from './bad-input-account.ts';
import { chunked, requestBytes } from './bad-input-socket.ts';
import { teamRows } from './bad-input-team-rows.ts';

export type Refusal = readonly [status: number, type: string, message: string];
export type Row = readonly [what: string, bytes: Uint8Array, refusal: Refusal];

const invalid = (message: string, status = 400): Refusal => [status, 'general_argument_invalid', message];
const unreadable = (message: string, status = 400): Refusal => [status, 'general_bad_request', message];

const noRoute: Refusal = [
  404,
  'general_route_not_found',
  'The requested route was not found. Check method and path against the documentation at /docs.',
];
const badId = invalid(
  'Invalid `userId` param: Value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.',
);
const badTotal = invalid('Invalid `total` param: Value must be true or false.');
const noType = invalid('The content type is not understood. Send application/json.', 415);
const tooLarge = invalid('The body is too large: 256 KiB at most.', 413);
const longHead = unreadable('The request line and headers are too large: 64 KiB at most.', 431);
const noPath = unreadable('The path is not a valid URL path.');
const noHttp = unreadable('The request is not valid HTTP.');

const BAD_TEXT = 'A text holds a NUL character or half of a surrogate pair.';
const TOO_DEEP = 'The body is nested deeper than 64 levels.';
const LARGEST = 256 * 1024;
const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' };

const rename = (body: string | Uint8Array, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
  requestBytes('PATCH', '/v1/users/ann/name', { headers, body });

const asBody = (what: string, body: string | Uint8Array, message: string): Row => [
  `a body ${what}`,
  rename(body),
  invalid(message),
];
const between = (before: string, bytes: readonly number[], after: string): Uint8Array =>
  Buffer.concat([Buffer.from(before), Uint8Array.from(bytes), Buffer.from(after)]);

const bodies: readonly Row[] = [
  asBody('that ends too early', '{"name":"Eve"', 'The body is not valid JSON.'),
  asBody('with a trailing comma', '{"name":"Eve",}', 'The body is not valid JSON.'),
  asBody('with NaN', '{"name":"Eve","n":NaN}', 'The body is not valid JSON.'),
  asBody('of two documents', '{"name":"Eve"}{"name":"Eve"}', 'The body is not valid JSON.'),
  asBody('that is a list', '[{"name":"Eve"}]', 'The body must be a JSON object.'),
  asBody('that is a text', '"name"', 'The body must be a JSON object.'),
  asBody('that is a number', '1', 'The body must be a JSON object.'),
  asBody('that is null', 'null', 'Param "name" is not optional.'),
  asBody('of nothing', '', 'Param "name" is not optional.'),
  asBody('with half of a surrogate pair', '{"name":"\\ud800"}', BAD_TEXT),
  asBody('with the other half', '{"name":"Eve \\udc00"}', BAD_TEXT),
  asBody('with a NUL', '{"name":"Eve\\u0000"}', BAD_TEXT),
  asBody('with a NUL in a name of a field', '{"name":"Eve","a\\u0000":1}', BAD_TEXT),
  asBody('with a NUL deep inside', '{"name":"Eve","a":[{"b":["\\u0000"]}]}', BAD_TEXT),
  asBody('with 1e400', '{"name":"Eve","n":1e400}', 'A number is too large.'),
  asBody('with -1e400', '{"name":"Eve","n":-1e400}', 'A number is too large.'),
  asBody('with __proto__', '{"__proto__":{"a":1},"name":"Eve"}', 'A field must not be named "__proto__".'),
  asBody(
    'with an escaped __proto__',
    '{"\\u005f_proto__":{},"name":"Eve"}',
    'A field must not be named "__proto__".',
  ),
  asBody(
    'with __proto__ deep inside',
    '{"a":[{"__proto__":1}],"name":"Eve"}',
    'A field must not be named "__proto__".',
  ),
  asBody('of 10,000 lists', '['.repeat(10_000) + ']'.repeat(10_000), TOO_DEEP),
  asBody('of 10,000 objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, TOO_DEEP),
  asBody('of 250,000 open brackets', '['.repeat(250_000), TOO_DEEP),
  asBody('of 65 levels', `{"name":"Eve","a":${'['.repeat(64)}${']'.repeat(64)}}`, TOO_DEEP),
  asBody(
    'with a byte that is not UTF-8',
    between('{"name":"Eve ', [0xff], '"}'),
    'The body is not valid UTF-8.',
  ),
  asBody(
    'with an overlong slash',
    between('{"name":"Eve ', [0xc0, 0xaf], '"}'),
    'The body is not valid UTF-8.',
  ),
  asBody(
    'with a surrogate as bytes',
    between('{"name":"', [0xed, 0xa0, 0x80], '"}'),
    'The body is not valid UTF-8.',
  ),
  asBody('in UTF-16', Buffer.from('\ufeff{"name":"Eve"}', 'utf16le'), 'The body is not valid UTF-8.'),
];

const asType = (type: string, refusal: Refusal): Row => [
  `the content type ${JSON.stringify(type)}`,
  rename('{"name":"Eve"}', { 'Content-Type': type }),
  refusal,
];
const asForeignType = (type: string, media: string): Row =>
  asType(type, invalid(`The content type "${media}" is not understood. Send application/json.`, 415));

const types: readonly Row[] = [
  asForeignType('text/plain', 'text/plain'),
  asForeignType('text/plain;application/json', 'text/plain'),
  asForeignType('multipart/form-data; boundary=x', 'multipart/form-data'),
  asForeignType('application/vnd.api+json', 'application/vnd.api+json'),
  asForeignType('application/jsonp', 'application/jsonp'),
  asType('application/json\ta', noType),
  asType('application/json a', noType),
  asType('application/json, text/plain', noType),
  asType(
    'application/x-www-form-urlencoded',
    invalid(
      'The body is JSON, but its content type is application/x-www-form-urlencoded. Send application/json.',
      415,
    ),
  ),
  ['no content type', rename('{}', {}), invalid('The body has no content type. Send application/json.', 415)],
  ['a form with a NUL', rename('name=Eve%00', FORM_TYPE), invalid(BAD_TEXT)],
  [
    'a form of many parameters',
    rename('name=Eve&'.repeat(1_001), FORM_TYPE),
    invalid('There are more than 1000 parameters.'),
  ],
];

const padded = (bytes: number): string => `{"name":"Eve"${' '.repeat(bytes - '{"name":"Eve"}'.length)}}`;
const inChunks = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
const longPassword = { headers: JSON_TYPE, body: JSON.stringify({ password: 'a'.repeat(2 ** 20) }) };

const sizes: readonly Row[] = [
  ['a body of one byte too many', rename(padded(LARGEST + 1)), tooLarge],
  ['a body of one byte too many in chunks', rename(chunked(padded(LARGEST + 1)), inChunks), tooLarge],
  ['a password of a megabyte', requestBytes('PATCH', '/v1/users/ann/password', longPassword), tooLarge],
  [
    'headers of more than 64 KiB',
    requestBytes('GET', '/v1/users', { headers: { A: 'a'.repeat(2 ** 16) } }),
    longHead,
  ],
  ['a path of more than 64 KiB', requestBytes('GET', `/v1/${'a'.repeat(2 ** 16)}`), longHead],
];

const asPath = (target: string, refusal: Refusal): Row => [
  `the path ${target.slice(0, 60)}`,
  requestBytes('GET', target),
  refusal,
];
const noRoutes = `//v1//users /v1/./users /v1/x/../users /v1/users/ann/ /V1/users /v1/Users /v1 /v1%2fusers
  /v1/users/%2e%2e/ann /%2e%2e/v1/users /v1\\users`.split(/\s+/);
const noIds = `.. %2e%2e ..%2f %00 ann%00 ann%2fprefs a%252e __proto__ role:admin ann;a=1 ann%20`.split(' ');

const paths: readonly Row[] = [
  ...noRoutes.map((target) => asPath(target, noRoute)),
  ...['', ...noIds, 'a'.repeat(37)].map((id) => asPath(`/v1/users/${id}`, badId)),
  ...['%ff', '%', '%zz', '%c0%ae'].map((id) => asPath(`/v1/users/${id}`, noPath)),
  asPath(`/v1/users/${'a'.repeat(5_000)}`, unreadable('The request cannot be read.')),
  asPath(
    '/v1/users?search=%00',
    invalid('Invalid `search` param: Value must be a text of at most 256 characters without NUL.'),
  ),
  asPath('/v1/users?total=%00', badTotal),
  asPath('/v1/users?total[__proto__]=1', invalid('A field must not be named "__proto__".')),
  asPath(`/v1/users?a${'[b]'.repeat(5_000)}=1`, invalid('A parameter is nested deeper than 5 levels.')),
  asPath('/v1/users?a[101]=1', invalid('A list has indices of 0 to 100, and these are more.')),
  asPath(`/v1/users?${'a&'.repeat(1_001)}`, invalid('There are more than 1000 parameters.')),
  asPath(
    '/v1/users?queries=a&queries[]=b',
    invalid('A parameter is given both with and without brackets, or with different ones.'),
  ),
  asPath('v1/users', noHttp),
];

const asMethod = (method: string, refusal: Refusal): Row => [
  `the method ${method}`,
  requestBytes(method, '/v1/users/ann'),
  refusal,
];
const overridden = { headers: { 'X-HTTP-Method-Override': 'DELETE' } };

const methods: readonly Row[] = [
  ...['PUT', 'PATCH', 'POST', 'TRACE', 'PROPFIND', 'SEARCH', 'PURGE'].map((method) =>
    asMethod(method, noRoute),
  ),
  ...['TRACK', 'get', 'EVIL', ''].map((method) => asMethod(method, noHttp)),
  ['the method PUT for the list', requestBytes('PUT', '/v1/users'), noRoute],
  ['another method in a header', requestBytes('POST', '/v1/users/ann', overridden), noRoute],
];

const asFramed = (what: string, headers: Readonly<Record<string, string>>, body: string): Row => [
  what,
  rename(body, { ...JSON_TYPE, ...headers }),
  noHttp,
];

const framing: readonly Row[] = [
  asFramed('a length and chunks', { 'Content-Length': '3', 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n'),
  asFramed('a negative length', { 'Content-Length': '-1' }, '{"name":"Eve"}'),
  asFramed('two lengths', { 'Content-Length': '14', 'content-length': '2' }, '{"name":"Eve"}'),
  asFramed('chunks without size', { 'Transfer-Encoding': 'chunked' }, 'x\r\n{"name":"Eve"}\r\n0\r\n\r\n'),
  ['something else than HTTP', Buffer.from('\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'), noHttp],
];

/** What is sent, and how it is refused. */
export const rows: readonly Row[] = [
  ...bodies,
  ...types,
  ...sizes,
  ...paths,
  ...methods,
  ...framing,
  ...accountRows,
  ...teamRows,
];
