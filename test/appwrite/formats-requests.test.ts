import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { messageOf } from '../../src/appwrite/failure-words.ts';
import { answerTo } from '../../src/appwrite/failures.ts';
import { paged, unpaged } from '../../src/appwrite/formats/paging.ts';
import { requestedFormat } from '../../src/appwrite/formats/requested-format.ts';
import { paramsIn, upgradeRequest } from '../../src/appwrite/formats/upgrade-request.ts';
import { inputOf } from '../../src/appwrite/input.ts';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { Failure } from '../../src/core/failure.ts';
import { fuzzRuns } from '../support/extent.ts';
import { rows } from './formats-requests.ts';

type Fields = Readonly<Record<string, unknown>>;

const path: Fields = { userId: 'u1' };
const versions = [
  '0.8.0',
  '0.11.0',
  '0.12.0',
  '0.13.0',
  '0.14.0',
  '0.15.0',
  '1.0.0',
  '1.3.0',
  '1.4.0',
  '1.5.0',
];
const newest = ['1.6.0', '1.7.0', '1.8.0', '1.9.0', '1.9.2', '1.9.5', '1.9.6', '2.0.0', '2.3.0', undefined];

describe('a request in an older format', () => {
  for (const [operation, sent, made] of rows) {
    it(`${operation} ${JSON.stringify(sent).slice(0, 90)} means what it meant then`, () => {
      const read = [...versions, ...newest].map((version) => [version, readIn(version, operation, sent)]);
      const expected = [...versions, ...newest].map((version) => [version, at(made, version ?? '2.3.0')]);
      assert.deepEqual(read, expected);
    });
  }

  it('for no rows at all is answered with none, and with how many there are', () => {
    const answer = { total: 3, users: [{ $id: 'u1' }] };
    const route = routeOf('usersList');
    const answers = [
      { limit: '0' },
      { limit: 0 },
      { limit: '' },
      { limit: '1' },
      { limit: '0', queries: [] },
      {},
    ].map((fields) => (unpaged(route, fields, answer) as typeof answer).users.length);
    assert.deepEqual(
      [unpaged(route, { limit: '0' }, answer), answers],
      [{ total: 3, users: [] }, [0, 0, 1, 1, 1, 1]],
    );
  });

  it('is read or refused, whatever it says', () => {
    const [route, version] = [fc.constantFrom(...routes), fc.constantFrom(...versions, ...newest)];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('', '0', 2, '{"a":1}', 'limit(', [null]),
    );
    const property = fc.property(
      route,
      version,
      fc.infiniteStream(value),
      ({ operation, input: params }, said, values) => {
        const names = [...Object.keys(params), 'limit', 'offset', 'cursor', 'orderType', 'passwordAgain'];
        const sent = names.map((name) => [name, values.next().value]).filter(([, given]) => given !== null);
        try {
          inputIn(said, operation, Object.fromEntries(sent));
        } catch (error) {
          assert.ok(
            error instanceof Failure &&
              /^(?:argument|body|query)_invalid$|^invite_mismatch$/.test(error.code),
            String(error),
          );
        }
      },
    );
    fc.assert(property, { numRuns: fuzzRuns(3_000) });
  });

  it('in today’s format is read by the rules of the route itself', () => {
    const { steps } = requestedFormat({}, '/v1/users');
    const changed = routes.filter((route) => paramsIn(steps, route) !== route.input);
    const fields = { a: 1 };
    assert.deepEqual([changed, upgradeRequest(steps, routeOf('usersCreate'), fields) === fields], [[], true]);
  });
});

/** What the operation is given, or the sentence of the refusal. */
function readIn(version: string | undefined, operation: string, sent: Fields): unknown {
  try {
    return inputIn(version, operation, sent);
  } catch (error) {
    if (error instanceof Failure) return messageOf(answerTo(error).words);
    throw error;
  }
}

function inputIn(version: string | undefined, operation: string, sent: Fields): Fields {
  const route = routeOf(operation);
  const { steps } = requestedFormat({ 'x-appwrite-response-format': version }, '/v1/users');
  return inputOf(paramsIn(steps, route), paged(route, upgradeRequest(steps, route, sent)), path);
}

function routeOf(operation: string): Route {
  const route = routes.find((one) => one.operation === operation);
  assert.ok(route, `there is no ${operation}`);
  return route;
}

function at(made: Readonly<Record<string, unknown>>, version: string): unknown {
  const numbers = (text: string) =>
    text
      .split('.')
      .map((part) => part.padStart(4, '0'))
      .join('.');
  const since = Object.keys(made).filter((from) => numbers(from) <= numbers(version));
  return made[since.at(-1) ?? '0.9.0'];
}
