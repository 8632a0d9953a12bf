import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { routes as adminRoutes } from '../../src/admin/routes.ts';
import { formats } from '../../src/appwrite/formats/formats.ts';
import { paged } from '../../src/appwrite/formats/paging.ts';
import { paramsIn, upgradeRequest } from '../../src/appwrite/formats/upgrade-request.ts';
import { inputOf } from '../../src/appwrite/input.ts';
import { appwriteDocument } from '../../src/appwrite/openapi.ts';
import { userIdInPath } from '../../src/appwrite/params.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { Failure } from '../../src/core/failure.ts';
import { parseJson } from '../../src/core/json.ts';
import { hexDocument } from '../../src/hex/openapi.ts';
import { routes as hexRoutes } from '../../src/hex/routes.ts';
import type { Fields } from '../../src/http/body.ts';
import type { Param } from '../../src/http/endpoint.ts';
import { input } from '../../src/http/param.ts';
import { ImportRefused } from '../../src/imports/source.ts';
import { readMapping } from '../../src/imports/systems/csv-mapping.ts';
import { isWhole } from '../support/extent.ts';
import { call, KEY, PROJECT, serving } from '../support/server.ts';
import { callersOf, inProcess } from './in-process.ts';
import { oddValues, valuesFor } from './odd-values.ts';
import { callsOf, type Operation, operationsOf } from './operations.ts';

/** The share of values that is tried at each operation, others at each. All of them take minutes. */
const ONE_IN = isWhole ? 6 : 29;

describe('an odd value', () => {
  const ages = [[], ...formats.map((_, count) => formats.slice(0, count + 1))];
  const params = new Map<Param, string>(
    routes.flatMap((route) =>
      ages.flatMap((steps) =>
        Object.entries(paramsIn(steps, route)).map(
          ([name, param]) => [param, `${route.operation} ${name}`] as const,
        ),
      ),
    ),
  );

  it('meets rules that refuse it or take it, and nothing else, in every protocol', () => {
    const others = [...hexRoutes, ...adminRoutes].flatMap(({ operation, input: taken }) =>
      Object.entries(taken).map(([name, param]) => [param, `${operation} ${name}`] as const),
    );
    const broken = [...params, ...new Map(others)].flatMap(([param, name]) =>
      brokenBy(param).map((value) => `${name} ${value}`),
    );
    assert.deepEqual(broken, []);
  });

  it('meets rules of a mapping that refuse it or take it, and nothing else', () => {
    const fields = ['delimiter', 'quote', 'labels', 'phone', 'name', 'teams', 'ignore', 'nulls'];
    const inside = ['split', 'region', 'join', 'column'];
    const texts = fields.flatMap((field) => [
      ...oddValues.map((text) => `{"${field}":${text}}`),
      ...inside.flatMap((name) => oddValues.map((text) => `{"${field}":{"${name}":${text}}}`)),
    ]);
    const broken = texts.filter((text) => {
      try {
        readMapping(parseJson(text), 'it');
        return false;
      } catch (error) {
        return !(error instanceof ImportRefused);
      }
    });
    assert.deepEqual(broken, []);
  });

  it('is looked for well enough to find a rule that breaks at one length of an id', () => {
    for (const length of [1, 19, 36, 37, 256]) {
      const planted = userIdInPath.schema.refine((id) => (id.length === length ? refuseToWork() : true));
      const anyText = input(planted, 'must be an id', 'Id.');
      assert.deepEqual(
        new Set(brokenBy(anyText).length > 0 ? [length] : []),
        new Set(length > 36 ? [] : [length]),
      );
    }
  });

  it('meets what older clients’ words are turned into today’s by, and does not break it', () => {
    const broken: string[] = [];
    for (const route of routes)
      for (const steps of isWhole ? ages : [formats])
        for (const name of [
          ...Object.keys(paramsIn(steps, route)),
          'limit',
          'offset',
          'cursor',
          'range',
          'status',
        ])
          for (const text of oddValues) {
            const fields = { [name]: parseJson(text) };
            if (breaks(() => paged(route, upgradeRequest(steps, route, fields))))
              broken.push(`${route.operation} ${name} ${text}`);
          }
    assert.deepEqual(broken, []);
  });

  const server = inProcess();
  const operations: readonly Operation[] = [
    ...operationsOf(appwriteDocument(), '/v1'),
    ...operationsOf(hexDocument(), '/hex/api'),
  ];

  it('is no error of the server, in whichever parameter of whichever operation and form', async () => {
    const { app, failures } = server.get();
    const callers = await callersOf(app);
    const seen = new Map<number, number>();
    const broken: string[] = [];
    for (const [at, operation] of operations.entries()) {
      const values = oddValues.filter((_, index) => (index + at) % ONE_IN === 0);
      for (const { what, request } of callsOf(operation, callers, values)) {
        const { statusCode } = await app.inject(request);
        seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
        if (statusCode >= 500) broken.push(`${statusCode} ${what}`);
      }
    }
    assert.deepEqual([broken, failures], [[], []]);
    assert.ok((seen.get(400) ?? 0) > 100 && (seen.get(201) ?? 0) > 10, JSON.stringify([...seen]));
  });
});

describe('an odd value over the network', () => {
  const server = serving({ setting: () => 'sqlite::memory:' }, { DENIZEN_HEX_PROJECT: PROJECT });

  const trap = '{"length":{"toString":1}}';
  for (const [method, path, body] of [
    ['GET', `/v1/account/sessions/oauth2/github?project=${PROJECT}&scopes[length][toString]=1`],
    ['GET', `/v1/account/sessions/oauth2/github?project=${PROJECT}&scopes[constructor][name][toString]=1`],
    ['GET', '/v1/users?queries[length][toString]=1'],
    ['GET', '/v1/users?queries[constructor][name][toString]=1'],
    ['GET', '/v1/users?limit[toString]=1&offset[valueOf]=1'],
    ['PUT', '/v1/users/ann/labels', `{"labels":${trap}}`],
    ['PATCH', '/v1/users/ann/name', `{"name":${trap}}`],
    ['POST', '/v1/teams', `{"teamId":"unique()","name":"A","roles":${trap}}`],
    ['POST', '/hex/api/users', `{"username":${trap},"password":${trap},"emails":${trap}}`],
  ] as const) {
    it(`is refused with ${method} ${path} ${body ?? ''}`, async () => {
      const { base } = server.get();
      const { status } = await call(base, method, path, {
        ...(body !== undefined && { raw: body }),
        headers: { 'X-Appwrite-Key': KEY },
      });
      assert.ok(status >= 400 && status < 500, String(status));
    });
  }
});

/** The values at which a rule neither takes nor refuses, cut short. */
function brokenBy(param: Param): readonly string[] {
  const broken: string[] = [];
  for (const value of valuesFor(param)) {
    const fields: Fields = { it: value };
    if (breaks(() => inputOf({ it: { ...param, place: 'input' } }, fields)))
      broken.push(String(JSON.stringify(value)).slice(0, 80));
  }
  return broken;
}

function breaks(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    return !(error instanceof Failure);
  }
}

function refuseToWork(): never {
  throw new TypeError('planted');
}
