import assert from 'node:assert/strict';
import { it } from 'node:test';
import qs from 'qs';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { onAnyEngine } from '../support/engines.ts';
import { call, serving } from '../support/server.ts';
import { freshName } from './account-fixtures.ts';
import { type Cases, sent, short } from './refusals-cases.ts';
import { teamCases, teamOthers, teamOutcome } from './refusals-teams.ts';

type Fields = Readonly<Record<string, unknown>>;
type Server = ReturnType<typeof serving>;
/** A team with one member. */
type Place = { readonly teamId: string; readonly membershipId: string; readonly userId: string };

const version = '2.3.0';
const ALL = qs.stringify({ queries: ['{"method":"limit","values":[5000]}'] });

onAnyEngine('refusals of the Teams service', (database) => {
  const server = serving(database);
  for (const route of routes.filter(({ operation }) => operation in teamCases)) {
    if (Object.keys(route.input).length === 0) continue;
    refusing(server, route);
    taking(server, route);
  }
});

function refusing(server: Server, route: Route): void {
  const refused = (message: string) => ({
    status: 400,
    body: { message, code: 400, type: 'general_argument_invalid', version },
  });

  it(`${route.operation} refuses what its parameters must not be, and writes nothing`, async () => {
    const place = await placed(server);
    const before = await everything(server, place);
    for (const [name, { rule, place: where, optional }] of Object.entries(route.input)) {
      const expected = refused(`Invalid \`${name}\` param: Value ${rule}.`);
      for (const value of sent(casesOf(route, name).refuses)) {
        const answer = await send(server, route, place, { [name]: value });
        assert.deepEqual({ value: short(value), ...answer }, { value: short(value), ...expected });
      }
      if (where === 'path' || optional) continue;
      const missing = await send(server, route, place, { [name]: undefined });
      assert.deepEqual(missing, refused(`Param "${name}" is not optional.`));
    }
    assert.deepEqual(await everything(server, place), before);
    await forget(server, place);
  });
}

function taking(server: Server, route: Route): void {
  it(`${route.operation} takes every kind of ${Object.keys(route.input).join(', ')}`, async () => {
    for (const name of Object.keys(route.input)) {
      const values = sent(casesOf(route, name).takes);
      const outcome = teamOutcome(route.operation, name) ?? [route.output.status];
      for (const value of route.input[name]?.optional ? [undefined, ...values] : values) {
        const place = await placed(server);
        const { status, body } = await send(server, route, place, { [name]: value });
        const answer = { name, value: short(value), outcome: [status, ...(status < 300 ? [] : [body.type])] };
        await forget(server, place);
        if (status === 201) await forget(server, { teamId: body.$id, userId: body.userId });
        assert.deepEqual(answer, { name, value: short(value), outcome });
      }
    }
  });
}

function casesOf(route: Route, name: string): Cases {
  const row = teamCases[route.operation]?.[name];
  if (!row) throw new Error(`${route.operation} has no cases of ${name}`);
  return row;
}

async function send(
  server: Server,
  route: Route,
  place: Place,
  changed: Fields,
): Promise<{ readonly status: number; readonly body: Fields }> {
  const [looked = ''] = Object.keys(changed);
  const isInPath = (name: string) => route.path.includes(`:${name}`);
  const places = Object.fromEntries(Object.entries(place).filter(([name]) => isInPath(name)));
  const all: Fields = { ...places, ...teamOthers[route.operation]?.(looked), ...changed };
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(all[name])));
  const input = Object.fromEntries(Object.entries(all).filter(([name]) => !isInPath(name)));
  const isGet = route.method === 'GET';
  const { status, body } = await call(
    server.get().endpoint,
    route.method,
    isGet ? `${path}?${qs.stringify(input)}` : path,
    isGet ? {} : { body: input },
  );
  return { status, body: (body === '' ? {} : body) as Fields };
}

async function placed(server: Server): Promise<Place> {
  const { endpoint } = server.get();
  const [teamId, userId] = [`team-${freshName()}`, freshName()];
  await call(endpoint, 'POST', '/users', { body: { userId } });
  await call(endpoint, 'POST', '/teams', { body: { teamId, name: 'Blue' } });
  const joined = await call(endpoint, 'POST', `/teams/${teamId}/memberships`, {
    body: { userId, roles: ['first'] },
  });
  return { teamId, userId, membershipId: (joined.body as { $id: string }).$id };
}

/** Every user, every team, and who belongs to the one of the place. */
async function everything(server: Server, { teamId }: Place): Promise<readonly unknown[]> {
  const paths = ['/users', '/teams', `/teams/${teamId}/memberships`];
  const answers = await Promise.all(
    paths.map((path) => call(server.get().endpoint, 'GET', `${path}?${ALL}`)),
  );
  return answers.map(({ body }) => body);
}

async function forget(server: Server, made: { readonly teamId: unknown; readonly userId: unknown }) {
  const { endpoint } = server.get();
  await call(endpoint, 'DELETE', `/teams/${made.teamId}`);
  if (made.userId !== undefined) await call(endpoint, 'DELETE', `/users/${made.userId}`);
}
