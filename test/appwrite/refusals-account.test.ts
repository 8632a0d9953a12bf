import assert from 'node:assert/strict';
import { it } from 'node:test';
import qs from 'qs';
import { isOwn } from '../../src/appwrite/openapi-terms.ts';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { call, serving } from '../support/server.ts';
import { freshName, freshPhone } from './account-fixtures.ts';
import { accountCases, accountOthers, accountOutcomes } from './refusals-account.ts';
import { type Cases, sent, short } from './refusals-cases.ts';

type Fields = Readonly<Record<string, unknown>>;
type Server = ReturnType<typeof serving>;

/** Whoever sends one request: somebody new, or a server where no user is needed. */
type Sender = { readonly id: string | undefined; readonly headers: Readonly<Record<string, string>> };
type Sent = { readonly status: number; readonly body: Fields; readonly sender: Sender };

const version = '2.3.0';
const inPlace: Fields = { sessionId: 'current', targetId: 't1', type: 'totp' };

onAnyEngine('refusals of the Account service', (database) => {
  const server = serving(database, BEHIND_PROXY);
  for (const route of routes.filter(({ operation }) => operation in accountCases)) {
    if (Object.keys(route.input).length === 0) continue;
    refusing(server, route);
    taking(server, route);
  }
});

function refusing(server: Server, route: Route): void {
  const refused = (message: string) => ({
    status: 400,
    body: { message, code: 400, type: 'general_argument_invalid', version },
    changes: [],
  });
  const isCountedByUser = route.limits.some(({ by }) => by.includes('user'));

  it(`${route.operation} refuses what its parameters must not be, and writes nothing`, async () => {
    let sender = await senderOf(server, route);
    const ask = async (changed: Fields) => {
      const answer = await unchanged(server, route, changed, sender);
      if (isCountedByUser) {
        await forget(server, [sender.id]);
        sender = await senderOf(server, route);
      }
      return answer;
    };
    for (const [name, { rule, place, optional }] of Object.entries(route.input)) {
      const expected = refused(`Invalid \`${name}\` param: Value ${rule}.`);
      for (const value of sent(casesOf(route, name).refuses)) {
        const answer = { value: short(value), ...(await ask({ [name]: value })) };
        assert.deepEqual(answer, { value: short(value), ...expected });
      }
      if (place === 'path' || optional) continue;
      assert.deepEqual(await ask({ [name]: undefined }), refused(`Param "${name}" is not optional.`));
    }
    await forget(server, [sender.id]);
  });
}

function taking(server: Server, route: Route): void {
  const { operation } = route;
  it(`${operation} takes every kind of ${Object.keys(route.input).join(', ')}`, async () => {
    for (const name of Object.keys(route.input)) {
      const values = sent(casesOf(route, name).takes);
      const outcome = accountOutcomes[`${operation}.${name}`] ??
        accountOutcomes[operation] ?? [route.output.status];
      for (const value of route.input[name]?.optional ? [undefined, ...values] : values) {
        const { status, body, sender } = await send(server, route, { [name]: value });
        const answer = { name, value: short(value), outcome: [status, ...(status < 300 ? [] : [body.type])] };
        await forget(server, [sender.id, body.userId, body.$id]);
        assert.deepEqual(answer, { name, value: short(value), outcome });
      }
    }
  });
}

function casesOf(route: Route, name: string): Cases {
  const row = accountCases[route.operation]?.[name];
  if (!row) throw new Error(`${route.operation} has no cases of ${name}`);
  return row;
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
