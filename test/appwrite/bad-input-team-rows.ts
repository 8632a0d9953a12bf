import type { Refusal, Row } from './bad-input-rows.ts';
import { requestBytes } from './bad-input-socket.ts';

const invalid = (message: string): Refusal => [400, 'general_argument_invalid', message];
const badId = (name: string): Refusal =>
  invalid(
    `Invalid \`${name}\` param: Value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.`,
  );
const badRoles = invalid(
  'Invalid `roles` param: Value must be an array of at most 100 roles, each of 1 to 81 characters out of a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit.',
);
const noRoute: Refusal = [
  404,
  'general_route_not_found',
  'The requested route was not found. Check method and path against the documentation at /docs.',
];
const BAD_TEXT = invalid('A text holds a NUL character or half of a surrogate pair.');

const asked = (what: string, method: string, path: string, refusal: Refusal): Row => [
  `${method} ${what}`,
  requestBytes(method, `/v1/teams${path}`),
  refusal,
];
const sent = (what: string, path: string, body: string, refusal: Refusal): Row => [
  what,
  requestBytes('POST', `/v1/teams${path}`, { headers: { 'Content-Type': 'application/json' }, body }),
  refusal,
];

/** What is sent to the Teams service, and how it is refused. */
export const teamRows: readonly Row[] = [
  asked('a team whose id has a slash', 'GET', '/a%2fb', badId('teamId')),
  asked('a team whose id climbs', 'GET', '/..', badId('teamId')),
  asked('a team whose id has a NUL', 'DELETE', '/%00', badId('teamId')),
  asked('a team named __proto__', 'GET', '/__proto__', badId('teamId')),
  asked('a membership whose id has a NUL', 'GET', '/a/memberships/%00', badId('membershipId')),
  asked('a team that is patched', 'PATCH', '/a', noRoute),
  asked('a path with a slash behind', 'GET', '/a/memberships/', badId('membershipId')),
  asked('the logs, which are not served', 'GET', '/a/logs', noRoute),
  sent('a name with a NUL', '', '{"teamId":"a","name":"A\\u0000"}', BAD_TEXT),
  sent('a name with half of a surrogate pair', '', '{"teamId":"a","name":"\\ud800"}', BAD_TEXT),
  sent('roles as an object', '/a/memberships', '{"userId":"ann","roles":{"0":"a"}}', badRoles),
  sent('a role with a blank', '/a/memberships', '{"userId":"ann","roles":["a b"]}', badRoles),
  sent('a role with a NUL', '/a/memberships', '{"userId":"ann","roles":["a\\u0000"]}', BAD_TEXT),
  sent('no roles', '/a/memberships', '{"userId":"ann"}', invalid('Param "roles" is not optional.')),
];
