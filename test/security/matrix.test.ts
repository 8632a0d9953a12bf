import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { routes as appwriteRoutes } from '../../src/appwrite/routes.ts';
import { createKey } from '../../src/core/keys/keys.ts';
import { everyScope } from '../../src/core/keys/scopes.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import { createProject } from '../../src/core/projects/projects.ts';
import { routes as hexRoutes } from '../../src/hex/routes.ts';
import type { Endpoint } from '../../src/http/endpoint.ts';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { PROJECT, serving } from '../support/server.ts';
import { coreBeside } from './core-beside.ts';
import {
  appwriteCallers,
  type Headers,
  hexCallers,
  type Make,
  manage,
  ORGANIZATION,
  OTHER_PROJECT,
  oneCall,
  type World,
} from './matrix-callers.ts';
import { appwriteExpectations, type Expectation, hexExpectations } from './matrix-expectations.ts';
import { type Answer, callEndpoint } from './matrix-requests.ts';

type Matrix = {
  /** What a server answers under, after its base. */
  readonly prefix: string;
  readonly endpoints: readonly Endpoint[];
  readonly expectations: Readonly<Record<string, Expectation>>;
  readonly callers: Readonly<Record<string, Make>>;
  /** What everybody sends. */
  readonly sends: Headers;
};

const matrices: Readonly<Record<string, Matrix>> = {
  appwrite: {
    prefix: '/v1',
    endpoints: appwriteRoutes,
    expectations: appwriteExpectations,
    callers: appwriteCallers,
    sends: { 'X-Appwrite-Project': PROJECT },
  },
  hex: {
    prefix: '/hex/api',
    endpoints: hexRoutes,
    expectations: hexExpectations,
    callers: hexCallers,
    sends: {},
  },
};

for (const [protocol, { endpoints, expectations }] of Object.entries(matrices)) {
  describe(`every endpoint of ${protocol}`, () => {
    it('has its expectations, and every expectation its endpoint', () =>
      assert.deepEqual(unmatched(endpoints, expectations), []));

    it('is missed when it has none', () => {
      const [first, ...others] = endpoints as readonly [Endpoint, ...Endpoint[]];
      const fresh = { ...first, operation: 'fresh' };
      assert.deepEqual(unmatched([...endpoints, fresh], expectations), ['fresh']);
      assert.deepEqual(unmatched(others, expectations), [first.operation]);
    });
  });
}

onAnyEngine('whoever calls gets what is theirs and nothing more:', (database) => {
  const server = serving(database, { ...BEHIND_PROXY, DENIZEN_HEX_PROJECT: PROJECT });
  const beside = coreBeside(database);
  let world: World | undefined;
  before(async () => {
    const actorIn: World['actorIn'] = (project) => ({
      ...beside.actor,
      project: { ...beside.actor.project, id: project as ProjectId },
    });
    const other = actorIn(OTHER_PROJECT);
    await createProject(beside.core, other, { id: other.project.id, name: 'Other' });
    const all = { name: 'all', scopes: everyScope, expiresAt: null };
    const { secret: otherKey } = await createKey(beside.core, other, all);
    world = { server: server.get(), beside, actorIn, otherKey };
    await manage(world, 'POST', '/teams', { teamId: ORGANIZATION, name: ORGANIZATION });
  });
  for (const [protocol, matrix] of Object.entries(matrices)) {
    for (const caller of Object.keys(matrix.callers)) {
      it(`${protocol}, ${caller}`, async () => {
        assert.ok(world);
        const { outcomes, expected } = await callAll(world, matrix, caller);
        assert.deepEqual(outcomes, expected);
      });
    }
  }
});

/** Endpoints without expectations, and expectations without endpoint. */
function unmatched(
  endpoints: readonly Endpoint[],
  expectations: Readonly<Record<string, unknown>>,
): readonly string[] {
  const served = new Set(endpoints.map(({ operation }) => operation));
  return [
    ...[...served].filter((operation) => !Object.hasOwn(expectations, operation)),
    ...Object.keys(expectations).filter((operation) => !served.has(operation)),
  ];
}

type Outcomes = Record<string, string>;

function shown({ outcome, readable }: Pick<Answer, 'outcome' | 'readable'>): string {
  return readable ? `${outcome}, and the page may read it` : outcome;
}

/** Calls every endpoint as one caller; where one of several scopes is enough for a key, with each of them. */
async function callAll(
  world: World,
  { prefix, endpoints, expectations, callers, sends }: Matrix,
  caller: string,
): Promise<{ readonly outcomes: Outcomes; readonly expected: Outcomes }> {
  const made = new Map<string, Headers>();
  const outcomes: Outcomes = {};
  const expected: Outcomes = {};
  for (const endpoint of endpoints) {
    const expectation = expectations[endpoint.operation];
    if (!expectation) throw new Error(`${endpoint.operation} has no expectations`);
    const { scopes, outcomes: outcomeOf } = expectation;
    const isAlone = caller === 'key with the scope alone' && scopes.length > 0;
    for (const needs of isAlone ? scopes.map((scope) => [scope]) : [scopes]) {
      const name = isAlone ? `${endpoint.operation} with ${needs}` : endpoint.operation;
      const headers = made.get(String(needs)) ?? { ...sends, ...(await callers[caller]?.(world, needs)) };
      made.set(String(needs), headers);
      const answer = await callEndpoint(world.server.base + prefix, endpoint, headers);
      outcomes[name] = shown(answer);
      expected[name] = shown(outcomeOf(caller, endpoint.method));
      // Whoever has changed something is somebody else from then on: it may have been their end.
      const hasChanged = endpoint.method !== 'GET' && answer.status < 300;
      if (hasChanged || oneCall.has(caller)) made.clear();
    }
  }
  return { outcomes, expected };
}
