import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import qs from 'qs';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { type EmptyDatabase, onAnyEngine } from '../support/engines.ts';
import { run } from '../support/program.ts';
import { call, serving, settingsFor } from '../support/server.ts';
import { sent, short } from './refusals-cases.ts';
import { oauthCases, oauthOutcomes } from './refusals-oauth.ts';

type Fields = Readonly<Record<string, unknown>>;
type Server = { readonly endpoint: string; readonly session: string };

const version = '2.3.0';
const places: Fields = { provider: 'github', projectId: 'test', identityId: 'i1' };

onAnyEngine('refusals of accounts elsewhere', (database) => {
  const server = serving(database);
  let session = '';
  before(async () => {
    await setUpGithub(database);
    const { endpoint } = server.get();
    await call(endpoint, 'POST', '/users', { body: { userId: 'ann' } });
    session = ((await call(endpoint, 'POST', '/users/ann/sessions', { body: {} })).body as { secret: string })
      .secret;
  });
  const there = (): Server => ({ endpoint: server.get().endpoint, session });

  for (const route of routes.filter(({ operation }) => operation in oauthCases)) {
    const row = Object.entries(oauthCases[route.operation] ?? {});
    const names = row.map(([name]) => name).join(', ');

    it(`${route.operation} refuses what ${names} must not be`, async () => {
      for (const [name, { refuses }] of row) {
        const message = `Invalid \`${name}\` param: Value ${route.input[name]?.rule}.`;
        const body = { message, code: 400, type: 'general_argument_invalid', version };
        for (const value of sent(refuses)) {
          const answer = await send(there(), route, { [name]: value });
          assert.deepEqual({ value: short(value), ...answer }, { value: short(value), status: 400, body });
        }
      }
    });

    it(`${route.operation} takes every kind of ${names}`, async () => {
      const outcome = oauthOutcomes[route.operation] ?? [route.output.status];
      for (const [name, { takes }] of row)
        for (const value of sent(takes)) {
          const { status, body } = await send(there(), route, { [name]: value });
          const answer = {
            name,
            value: short(value),
            outcome: [status, ...(status < 400 ? [] : [body.type])],
          };
          assert.deepEqual(answer, { name, value: short(value), outcome });
        }
    });
  }
});

async function setUpGithub(database: EmptyDatabase): Promise<void> {
  const set = 'providers set github --project test --client-id client --client-secret-file /etc/hostname';
  const { code, errors } = await run(set, settingsFor(database.setting()));
  assert.equal(code, 0, errors);
}

async function send({ endpoint, session }: Server, route: Route, changed: Fields) {
  const all: Fields = { ...places, ...changed };
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(all[name])));
  const input = Object.fromEntries(Object.entries(all).filter(([name]) => !route.path.includes(`:${name}`)));
  const query = qs.stringify(input);
  const isGet = route.method === 'GET';
  const headers = {
    ...(route.meta.scope === 'account' && { 'X-Appwrite-Key': '', 'X-Appwrite-Session': session }),
    ...(!isGet && { 'Content-Type': 'application/x-www-form-urlencoded' }),
  };
  const response = await fetch(endpoint + (isGet ? `${path}?${query}` : path), {
    method: route.method,
    redirect: 'manual',
    headers: {
      'X-Appwrite-Project': 'test',
      'X-Appwrite-Key': settingsFor('').DENIZEN_API_KEY ?? '',
      ...headers,
    },
    ...(!isGet && { body: query }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Fields };
}
