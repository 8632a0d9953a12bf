import assert from 'node:assert/strict';
import { it } from 'node:test';
import qs from 'qs';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { type EmptyDatabase, onEachEngine } from '../support/engines.ts';
import { type Answer, call, serving } from '../support/server.ts';
import { accountCases } from './refusals-account.ts';
import { userCases } from './refusals-cases.ts';
import { credentialCases, credentialOthers, importCases, logCases } from './refusals-credentials.ts';
import { oauthCases } from './refusals-oauth.ts';
import { teamCases } from './refusals-teams.ts';

type Fields = Readonly<Record<string, unknown>>;
type Server = ReturnType<typeof serving>;

const EVERYONE = `/users?${qs.stringify({ queries: ['{"method":"limit","values":[5000]}'] })}`;
const version = '1.9.6';
const cases = { ...userCases, ...credentialCases, ...importCases, ...logCases };
/** What stands in a path beside the user. */
const places: Fields = { sessionId: 's1', targetId: 't1', type: 'totp' };

/** What each operation takes beside the parameter that is looked at. */
const others: Readonly<Record<string, Fields>> = {
  usersCreate: { userId: 'fresh' },
  usersUpdateName: { name: 'Ann' },
  usersUpdateEmail: { email: 'other@example.com' },
  usersUpdatePhone: { number: '+14155550199' },
  usersUpdatePassword: { password: 'another one' },
  usersUpdateStatus: { status: false },
  usersUpdateEmailVerification: { emailVerification: true },
  usersUpdatePhoneVerification: { phoneVerification: true },
  usersUpdateLabels: { labels: ['other'] },
  usersUpdatePrefs: { prefs: { other: true } },
};

onEachEngine('refusals', (database: EmptyDatabase) => {
  const server = serving(database);

  it('every parameter has its row of cases', () => {
    const named = routes.filter((route) => Object.keys(route.input).length > 0);
    const expected = named.map((route) => [route.operation, Object.keys(route.input)]);
    assert.deepEqual(
      Object.entries({ ...cases, ...accountCases, ...teamCases, ...oauthCases }).map(([operation, row]) => [
        operation,
        Object.keys(row),
      ]),
      expected,
    );
  });

  for (const route of routes.filter(({ operation }) => operation in cases)) {
    for (const name of Object.keys(route.input)) {
      refusing(server, route, name);
      if (route.input[name]?.place === 'path') taking(server, route, name);
      else takingInput(server, route, name);
    }
  }
});

function refusing(server: Server, route: Route, name: string): void {
  const values = cases[route.operation]?.[name]?.refuses ?? [];
  const rule = route.input[name]?.rule;
  it(`${route.operation} refuses what "${name}" must not be, and writes nothing`, async () => {
    await withAnn(server, async (everyone) => {
      const answers = await inTurn(values, (value) => send(server, route, { [name]: value }));
      const message = `Invalid \`${name}\` param: Value ${rule}.`;
      const body = { message, code: 400, type: 'general_argument_invalid', version };
      assert.deepEqual(
        answers,
        values.map((value) => ({ value: short(value), status: 400, body })),
      );
      assert.deepEqual(await everyone(), everyone.before);
    });
  });

  if (route.input[name]?.place === 'path' || route.input[name]?.optional) return;
  it(`${route.operation} refuses to go without "${name}"`, async () => {
    await withAnn(server, async (everyone) => {
      const { status, body } = await send(server, route, { [name]: undefined });
      const message = `Param "${name}" is not optional.`;
      assert.deepEqual(
        { status, body },
        { status: 400, body: { message, code: 400, type: 'general_argument_invalid', version } },
      );
      assert.deepEqual(await everyone(), everyone.before);
    });
  });
}

/** An id that fits leads to nobody here, which is found out after the parameters were checked. */
function taking(server: Server, route: Route, name: string): void {
  const values = cases[route.operation]?.[name]?.takes ?? [];
  it(`${route.operation} takes every kind of "${name}", though there is no such user`, async () => {
    const message = 'User with the requested ID could not be found.';
    const answers = await inTurn(values, (value) => send(server, route, { [name]: value }));
    const body = { message, code: 404, type: 'user_not_found', version };
    assert.deepEqual(
      answers,
      values.map((value) => ({ value: short(value), status: 404, body })),
    );
  });
}

function takingInput(server: Server, route: Route, name: string): void {
  const values = [undefined, ...(cases[route.operation]?.[name]?.takes ?? [])];
  const given = route.input[name]?.optional ? values : values.slice(1);
  it(`${route.operation} takes every kind of "${name}"`, async () => {
    await withAnn(server, async () => {
      const statuses = await inTurn(given, async (value) => {
        const { status, body } = await send(server, route, { [name]: value });
        if (status === 201)
          await call(server.get().endpoint, 'DELETE', `/users/${(body as { $id: string }).$id}`);
        return { status };
      });
      assert.deepEqual(
        statuses,
        given.map((value) => ({ value: short(value), status: route.output.status })),
      );
    });
  });
}

/** Sends what the operation takes, about Ann, with some of it replaced; `undefined` leaves it out. */
async function send(server: Server, route: Route, changed: Fields): Promise<Pick<Answer, 'status' | 'body'>> {
  const all: Fields = {
    userId: 'ann',
    ...places,
    ...others[route.operation],
    ...credentialOthers[route.operation]?.(),
    ...changed,
  };
  const isInPath = (name: string) => route.path.includes(`:${name}`);
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(all[name])));
  const input = Object.fromEntries(
    Object.entries(all).filter(([name]) => name in route.input && !isInPath(name)),
  );
  const { endpoint } = server.get();
  const { status, body } =
    route.method === 'GET'
      ? await call(endpoint, 'GET', `${path}?${qs.stringify(input)}`)
      : await call(endpoint, route.method, path, { body: input });
  return { status, body };
}

type Everyone = (() => Promise<unknown>) & { readonly before: unknown };

/** Looks at the operation with nobody there but Ann. */
async function withAnn<T>(server: Server, act: (everyone: Everyone) => Promise<T>): Promise<T> {
  const { endpoint } = server.get();
  await call(endpoint, 'POST', '/users', {
    body: { userId: 'ann', email: 'ann@example.com', phone: '+14155550123' },
  });
  await call(endpoint, 'POST', '/users/ann/targets', {
    body: { targetId: 't1', providerType: 'push', identifier: 'token of Ann' },
  });
  const everyone = async () => (await call(endpoint, 'GET', EVERYONE)).body as { users: { $id: string }[] };
  try {
    return await act(Object.assign(everyone, { before: await everyone() }));
  } finally {
    for (const user of (await everyone()).users) await call(endpoint, 'DELETE', `/users/${user.$id}`);
  }
}

async function inTurn<T extends object>(
  values: readonly unknown[],
  act: (value: unknown) => Promise<T>,
): Promise<readonly (T & { value: string })[]> {
  const results: (T & { value: string })[] = [];
  for (const value of values) results.push({ value: short(value), ...(await act(value)) });
  return results;
}

function short(value: unknown): string {
  const text = String(JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 40)}… of ${text.length}` : text;
}
