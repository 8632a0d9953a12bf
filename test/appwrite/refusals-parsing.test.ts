import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import qs from 'qs';
import { inputOf } from '../../src/appwrite/input.ts';
import { refuse } from '../../src/appwrite/refuse.ts';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { Failure } from '../../src/core/failure.ts';
import { readBody, readQuery } from '../../src/http/body.ts';
import { accountCases } from './refusals-account.ts';
import { type Rows, short, userCases } from './refusals-cases.ts';
import { credentialCases, importCases, logCases } from './refusals-credentials.ts';
import { oauthCases } from './refusals-oauth.ts';
import { projectCases } from './refusals-project.ts';
import { teamCases } from './refusals-teams.ts';

const cases: Rows = {
  ...{ ...userCases, ...credentialCases, ...importCases, ...logCases },
  ...{ ...accountCases, ...teamCases, ...oauthCases, ...projectCases },
};

// Without a server: that every route reads its parameters so is tested over HTTP beside this file.
describe('parameters', () => {
  it('have a row of cases each', () => {
    const named = routes.filter((route) => Object.keys(route.input).length > 0);
    assert.deepEqual(
      Object.entries(cases).map(([operation, row]) => [operation, Object.keys(row)]),
      named.map((route) => [route.operation, Object.keys(route.input)]),
    );
  });

  for (const route of routes)
    for (const [name, { refuses, takes }] of Object.entries(cases[route.operation] ?? {})) {
      const rule = route.input[name]?.rule;

      it(`${name} of ${route.operation} is refused when it is what it must not be`, () => {
        const message = `Invalid \`${name}\` param: Value ${rule}.`;
        assert.deepEqual(
          refuses.map((value) => [short(value), parsed(route, name, value)]),
          refuses.map((value) => [short(value), message]),
        );
      });

      it(`${name} of ${route.operation} is taken in every kind`, () => {
        assert.deepEqual(
          takes.map((value) => [short(value), parsed(route, name, value)]),
          takes.map((value) => [short(value), 'taken']),
        );
      });

      if (route.input[name]?.place === 'path') continue;
      it(`${name} of ${route.operation} is ${route.input[name]?.optional ? '' : 'not '}optional`, () => {
        assert.equal(
          parsed(route, name, undefined),
          route.input[name]?.optional ? 'taken' : `Param "${name}" is not optional.`,
        );
      });
    }
});

/** What comes of a value as it is sent, with no other parameter beside it: the message of the refusal, or that it is taken. */
function parsed(route: Route, name: string, value: unknown): string {
  const param = route.input[name];
  assert.ok(param);
  try {
    if (param.place === 'path') inputOf({ [name]: param }, {}, { [name]: String(value) });
    else inputOf({ [name]: param }, received(route, { [name]: value }));
    return 'taken';
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { status, body } = refuse(error);
    const { message, type } = JSON.parse(String(body)) as { readonly message: string; readonly type: string };
    return status === 400 && type === 'general_argument_invalid' ? message : `${status} ${type}`;
  }
}

/** Fields as a route receives them. Browsers send the parameters of sign-ins elsewhere as forms. */
function received(route: Route, fields: Readonly<Record<string, unknown>>) {
  if (route.method === 'GET') return readQuery(qs.stringify(fields));
  if (route.operation in oauthCases)
    return readBody('application/x-www-form-urlencoded', Buffer.from(qs.stringify(fields)));
  return readBody('application/json', Buffer.from(JSON.stringify(fields)));
}
