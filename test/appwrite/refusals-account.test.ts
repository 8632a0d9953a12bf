import assert from 'node:assert/strict';
import { it } from 'node:test';
import qs from 'qs';
import { isOwn } from '../../src/appwrite/openapi-terms.ts';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { call, serving } from '../support/server.ts';
import { freshName, freshPhone } from './account-people.ts';
import { accountCases, accountOthers, accountOutcomes } from './refusals-account.ts';

type Fields = Readonly<Record<string, unknown>>;
type Server = ReturnType<typeof serving>;

/** Whoever sends one request: somebody new, or a server where no user is needed. */
type Sender = { readonly id: string | undefined; readonly headers: Readonly<Record<string, string>> };
type Sent = { readonly status: number; readonly body: Fields; readonly sender: Sender };

const version = '1.9.6';
const inPlace: Fields = { sessionId: 'current', targetId: 't1', type: 'totp' };

onEachEngine('refusals of the Account service', (database) => {
  const server = serving(database, BEHIND_PROXY);
  for (const route of routes.filter(({ operation }) => operation in accountCases)) {
    for (const name of Object.keys(route.input)) {
      refusing(server, route, name);
      taking(server, route, name);
    }
  }
});

function refusing(server: Server, route: Route, name: string): void {
  const values = accountCases[route.operation]?.[name]?.refuses ?? [];
  const param = route.input[name];
  const refused = (message: string) => ({
    status: 400,
    body: { message, code: 400, type: 'general_argument_invalid', version },
    changes: [],
  });

  it(`${route.operation} refuses what "${name}" must not be, and writes nothing`, async () => {
    const answers: object[] = [];
    const isCountedByUser = route.limits.some(({ by }) => by.includes('user'));
    let sender = await senderOf(server, route);
    for (const value of values) {
      answers.push({ value: short(value), ...(await unchanged(server, route, { [name]: value }, sender)) });
      if (!isCountedByUser) continue;
      await forget(server, [sender.id]);
      sender = await senderOf(server, route);
    }
    await forget(server, [sender.id]);
    const expected = refused(`Invalid \`${name}\` param: Value ${param?.rule}.`);
    assert.deepEqual(
      answers,
      values.map((value) => ({ value: short(value), ...expected })),
    );
  });

  if (param?.place === 'path' || param?.optional) return;
  it(`${route.operation} refuses to go without "${name}"`, async () => {
    const sender = await senderOf(server, route);
    const answer = await unchanged(server, route, { [name]: undefined }, sender);
    await forget(server, [sender.id]);
    assert.deepEqual(answer, refused(`Param "${name}" is not optional.`));
  });
}

function taking(server: Server, route: Route, name: string): void {
  const values = accountCases[route.operation]?.[name]?.takes ?? [];
  const given = route.input[name]?.optional ? [undefined, ...values] : values;
  it(`${route.operation} takes every kind of "${name}"`, async () => {
    const answers: object[] = [];
    for (const value of given) {
      const { status, body, sender } = await send(server, route, { [name]: value });
      answers.push({ value: short(value), outcome: [status, ...(status < 300 ? [] : [body.type])] });
      await forget(server, [sender.id, body.userId, body.$id]);
    }
    const { operation } = route;
    const outcome = accountOutcomes[`${operation}.${name}`] ??
      accountOutcomes[operation] ?? [route.output.status];
    assert.deepEqual(
      answers,
      given.map((value) => ({ value: short(value), outcome })),
    );
  });
}

/** What an answer says, and what the request has changed of the users. */
async function unchanged(server: Server, route: Route, changed: Fields, sender: Sender): Promise<object> {
  const before = await everyone(server);
  const { status, body } = await send(server, route, changed, sender);
  const after = await everyone(server);
  return { status, body, changes: after.filter((user) => !before.includes(user)) };
}

async function send(server: Server, route: Route, changed: Fields, by?: Sender): Promise<Sent> {
  const sender = by ?? (await senderOf(server, route));
  const all: Fields = { ...inPlace, ...accountOthers[route.operation]?.(), ...changed };
  const isInPath = (name: string) => route.path.includes(`:${name}`);
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(all[name])));
  const input = Object.fromEntries(
    Object.entries(all).filter(([name]) => name in route.input && !isInPath(name)),
  );
  const isGet = route.method === 'GET';
  const { status, body } = await call(
    server.get().endpoint,
    route.method,
    isGet ? `${path}?${qs.stringify(input)}` : path,
    { headers: { ...sender.headers, 'X-Forwarded-For': freshAddress() }, ...(!isGet && { body: input }) },
  );
  return { status, body: (body === '' ? {} : body) as Fields, sender };
}

async function senderOf(server: Server, route: Route): Promise<Sender> {
  if (!isOwn(route)) return { id: undefined, headers: {} };
  const { endpoint } = server.get();
  const id = freshName();
  const person = { userId: id, email: `${id}@example.com`, phone: freshPhone() };
  await call(endpoint, 'POST', '/users', { body: person });
  const { body } = await call(endpoint, 'POST', `/users/${id}/sessions`, { body: {} });
  const headers = {
    'X-Appwrite-Key': '',
    'X-Appwrite-Session': (body as { secret: string }).secret,
  };
  if (route.input.targetId?.place === 'path')
    await call(endpoint, 'POST', '/account/targets/push', {
      headers,
      body: { targetId: 't1', identifier: id },
    });
  if (route.input.factor) {
    const verified = { emailVerification: true, phoneVerification: true };
    await call(endpoint, 'PATCH', `/users/${id}/verification`, { body: verified });
    await call(endpoint, 'PATCH', `/users/${id}/verification/phone`, { body: verified });
  }
  return { id, headers };
}

/** Every user as a text, without when it was last seen. */
async function everyone(server: Server): Promise<readonly string[]> {
  const path = `/users?${qs.stringify({ queries: ['{"method":"limit","values":[5000]}'] })}`;
  const { users } = (await call(server.get().endpoint, 'GET', path)).body as { users: Fields[] };
  return users.map((user) => JSON.stringify({ ...user, accessedAt: '' }));
}

async function forget(server: Server, names: readonly unknown[]): Promise<void> {
  const ids = names.filter((id) => typeof id === 'string');
  for (const id of new Set(ids)) await call(server.get().endpoint, 'DELETE', `/users/${id}`);
}

function short(value: unknown): string {
  const text = String(JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 40)}… of ${text.length}` : text;
}
