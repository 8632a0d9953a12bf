import assert from 'node:assert/strict';
import { it } from 'node:test';
import qs from 'qs';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { type EmptyDatabase, onAnyEngine } from '../support/engines.ts';
import { type Answer, call, serving } from '../support/server.ts';
import { type Cases, sent, short, userCases } from './refusals-cases.ts';
import { credentialCases, credentialOthers, importCases, logCases } from './refusals-credentials.ts';

type Fields = Readonly<Record<string, unknown>>;
type Server = ReturnType<typeof serving>;

const EVERYONE = `/users?${qs.stringify({ queries: ['{"method":"limit","values":[5000]}'] })}`;
const version = '2.3.0';
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

onAnyEngine('refusals', (database: EmptyDatabase) => {
  const server = serving(database);

  for (const route of routes.filter(({ operation }) => operation in cases)) {
    refusing(server, route);
    takingInPath(server, route);
    takingInput(server, route);
  }
});

function refusing(server: Server, route: Route): void {
  it(`${route.operation} refuses what its parameters must not be, and writes nothing`, async () => {
    await withAnn(server, async (everyone) => {
      const refused = (message: string) => ({
        status: 400,
        body: { message, code: 400, type: 'general_argument_invalid', version },
      });
      for (const [name, { rule, place, optional }] of Object.entries(route.input)) {
        const values = sent(casesOf(route, name).refuses);
        const answers = await inTurn(values, (value) => send(server, route, { [name]: value }));
        const expected = refused(`Invalid \`${name}\` param: Value ${rule}.`);
        assert.deepEqual(
          answers,
          values.map((value) => ({ value: short(value), ...expected })),
        );
        if (place === 'path' || optional) continue;
        const missing = await send(server, route, { [name]: undefined });
        assert.deepEqual(missing, refused(`Param "${name}" is not optional.`));
      }
      assert.deepEqual(await everyone(), everyone.before);
    });
  });
}

/** An id that fits leads to nobody here, which is found out after the parameters were checked. */
function takingInPath(server: Server, route: Route): void {
  const names = Object.keys(route.input).filter((name) => route.input[name]?.place === 'path');
  if (names.length === 0) return;
  it(`${route.operation} takes every kind of ${names.join(' and ')}, though there is no such user`, async () => {
    const message = 'User with the requested ID could not be found.';
    const body = { message, code: 404, type: 'user_not_found', version };
    for (const name of names) {
      const values = sent(casesOf(route, name).takes);
      assert.deepEqual(
        await inTurn(values, (value) => send(server, route, { [name]: value })),
        values.map((value) => ({ value: short(value), status: 404, body })),
      );
    }
  });
}

function takingInput(server: Server, route: Route): void {
  const names = Object.keys(route.input).filter((name) => route.input[name]?.place === 'input');
  if (names.length === 0) return;
  it(`${route.operation} takes every kind of ${names.join(', ')}`, async () => {
    for (const name of names)
      await withAnn(server, async () => {
        const values = sent(casesOf(route, name).takes);
        const given = route.input[name]?.optional ? [undefined, ...values] : values;
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

function casesOf(route: Route, name: string): Cases {
  const row = cases[route.operation]?.[name];
  if (!row) throw new Error(`${route.operation} has no cases of ${name}`);
  return row;
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
