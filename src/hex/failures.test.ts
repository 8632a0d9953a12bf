import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HEX_CLIENT } from '../../test/support/acts-devices.ts';
import { everyFailure } from '../../test/support/failures.ts';
import type { Core } from '../core/core.ts';
import { Failure, type FailureData } from '../core/failure.ts';
import { instantOf, type Sequence } from '../core/instant.ts';
import { defaultPolicies, type ProjectId } from '../core/projects/project.ts';
import type { UserKey } from '../core/user-keys/user-key.ts';
import { newUser, type UserId } from '../core/users/user.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { type FieldErrors, HexError } from './errors.ts';
import { errorOf, failures } from './failures.ts';
import { runnerOf } from './protocol.ts';
import type { Call, HexRoute } from './route.ts';
import { routes } from './routes.ts';

const argument = { code: 'argument_invalid', field: 'name' } as const;

/** What is told of each argument that a call can get wrong. */
const fieldErrors: readonly (readonly [FailureData, FieldErrors])[] = [
  [{ ...argument, field: 'username', rule: 'malformed' }, { username: 'Value is no username.' }],
  [
    { ...argument, rule: 'length', least: 1, most: 255 },
    { name: 'The name is a text of 1 to 255 characters.' },
  ],
  [
    { ...argument, field: 'permissions', rule: 'list', most: 100, lengthMost: 255 },
    { permissions: 'The permissions are 100 at most, each a text of 1 to 255 characters.' },
  ],
  [
    { ...argument, field: 'password', rule: 'too_few_bytes', least: 8 },
    { password: 'Value must have at least 8 bytes.' },
  ],
  [
    { ...argument, field: 'password', rule: 'too_common' },
    { password: 'Value is one of the most common passwords. Choose another.' },
  ],
  [{ ...argument, rule: 'required' }, { name: "can't be blank" }],
  [{ ...argument, rule: 'not_same', other: 'title' }, { name: 'does not match title' }],
  [{ ...argument, rule: 'foreign_host' }, { name: 'is invalid' }],
  [
    { code: 'argument_invalid', rule: 'one_of_required', fields: ['a', 'b'] },
    { a: "can't be blank", b: "can't be blank" },
  ],
];

describe('a refusal in the words of hex.pm', () => {
  it('names the field that is wrong, and how', () => {
    assert.deepEqual(
      fieldErrors.map(([data]) => errorOf(new Failure(data)).body),
      fieldErrors.map(([, errors]) => ({ status: 422, message: 'Validation error(s)', errors })),
    );
  });

  it('is a bad request where no row was foreseen', () => {
    const rowless = everyFailure.filter(({ code }) => !Object.hasOwn(failures, code));
    assert.ok(rowless.length > 0);
    for (const failure of rowless)
      assert.deepEqual(errorOf(failure).body, { status: 400, message: 'Bad request' });
  });

  it('says when to come again', () => {
    const failure = new Failure({ code: 'unavailable', retryAfterSeconds: 60 });
    assert.deepEqual([errorOf(failure).status, errorOf(failure).retryAfter], [503, 60]);
  });

  for (const route of routes.filter(({ operation }) => operation !== 'start')) {
    it(`is no error of ours in ${route.operation}, whatever the core refuses`, async () => {
      const wrong = [];
      for (const failure of everyFailure) {
        const { status, isReached } = await outcome(route, failure);
        const isOurs = ['internal', 'unavailable'].includes(failure.code);
        if (!isReached || status >= 500 !== isOurs) wrong.push([failure.code, status, isReached]);
      }
      assert.deepEqual(wrong, []);
    });
  }
});

/** What a call comes to whose core refuses whatever it is asked for. */
async function outcome(route: HexRoute, failure: Failure) {
  let isReached = false;
  const refuse = () => {
    isReached = true;
    throw failure;
  };
  const refusing = { get: refuse, apply: refuse };
  const core = {
    read: new Proxy({}, refusing),
    write: async () => refuse(),
    unaudited: async () => refuse(),
    clock: { now: () => 0, nextSequence: () => 0 },
    passwords: new Proxy({}, refusing),
    seal: { derive: () => 'key', keyId: 'key' },
    channels: { sendsMail: true, sendsSms: true },
    urls: { publicUrl: new URL('https://id.example.com') },
    notifyOutbox: () => {},
  } as unknown as Core;
  try {
    const { status } = await runnerOf(core, route)(callOf(route), requestOf(route));
    return { status, isReached };
  } catch (error) {
    if (error instanceof HexError) return { status: error.status, isReached };
    if (error instanceof Failure) return { status: errorOf(error).status, isReached };
    throw error;
  }
}

/** A call of somebody who may do everything. */
function callOf({ path }: HexRoute): Call {
  const user = newUser('ann' as UserId, 0 as Sequence, instantOf(0));
  const key: UserKey = {
    ...{ id: 'k', owner: { kind: 'user', id: 'ann' }, name: 'key', revokeAt: null, revokedAt: null },
    ...{ permissions: [{ domain: 'api', resource: null }], createdAtMicros: 0, updatedAtMicros: 0 },
    ...{ lastUse: null, factors: ['password'], lineage: [], grantId: null, maker: null },
  };
  const project = { id: 'p' as ProjectId, name: 'P', policies: defaultPolicies };
  return {
    actor: { kind: 'user', id: user.id, user, project, scopes: new Set() },
    caller: { kind: 'user', user, credential: { by: 'key', key } },
    path: path.includes(':') ? { name: 'ann', organization: 'acme' } : {},
    base: 'http://localhost/hex',
    found: undefined,
  };
}

/** A request from this machine that says whatever some route reads. */
function requestOf({ method }: HexRoute): HttpRequest {
  const signUp = { username: 'ann', password: 'elixir1234', email: 'ann@example.com' };
  const oauth = { client_id: HEX_CLIENT, scope: 'api', token: 't', token_hash: 'a'.repeat(64) };
  const grant = { grant_type: 'client_credentials', client_secret: 's' };
  return {
    raw: { headers: {}, socket: { remoteAddress: '127.0.0.1' } },
    query: { domain: 'api' },
    body: method === 'POST' ? { ...signUp, ...oauth, ...grant, role: 'read', name: 'ann' } : undefined,
  } as unknown as HttpRequest;
}
