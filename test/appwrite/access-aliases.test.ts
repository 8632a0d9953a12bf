import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { routes } from '../../src/appwrite/routes.ts';
import { BEHIND_PROXY, freshAddress } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { call, serving } from '../support/server.ts';
import { person } from './access-fixtures.ts';
import { accountCases, accountOthers } from './refusals-account.ts';

const aliased = routes.filter(({ meta }) => meta.aliases !== undefined);

onAnyEngine('paths of older clients', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const told = async (method: string, path: string, headers: Record<string, string>, body: object) => {
    const answer = await call(server.get().endpoint, method, path, { headers, body });
    const limit = answer.headers.get('x-ratelimit-limit');
    return {
      status: answer.status,
      body: answer.body,
      limit,
      left: answer.headers.get('x-ratelimit-remaining'),
    };
  };

  it('are those of the protocol', () => {
    assert.deepEqual(
      aliased.flatMap(({ method, path, meta: { aliases = [] } }) =>
        aliases.map((old) => `${method} ${old} = ${path}`),
      ),
      [
        'POST /account/sessions = /account/sessions/email',
        'POST /account/jwt = /account/jwts',
        'POST /account/sessions/magic-url = /account/tokens/magic-url',
        'POST /account/sessions/phone = /account/tokens/phone',
        'POST /account/verification = /account/verifications/email',
        'PUT /account/verification = /account/verifications/email',
        'POST /account/verification/phone = /account/verifications/phone',
        'PUT /account/verification/phone = /account/verifications/phone',
        'POST /account/mfa/challenge = /account/mfa/challenges',
        'PUT /account/mfa/challenge = /account/mfa/challenges',
      ],
    );
  });

  for (const {
    method,
    path,
    operation,
    meta: { aliases = [] },
    input: params,
    limits,
  } of aliased) {
    for (const old of aliases) {
      describe(`${method} ${old}`, () => {
        const names = Object.keys(params);

        it('refuses alike whoever may not call', async () => {
          const guest = { 'X-Appwrite-Key': '', 'X-Forwarded-For': freshAddress() };
          const owing = await person(server, 'owing');
          for (const headers of [guest, owing, await person(server, 'blocked')]) {
            const [now, before] = [
              await told(method, path, headers, {}),
              await told(method, old, headers, {}),
            ];
            assert.deepEqual(withoutLeft(before), withoutLeft(now));
          }
        });

        for (const name of names) {
          it(`refuses alike what "${name}" must not be`, async () => {
            const headers = await callerOf(operation);
            for (const value of (accountCases[operation]?.[name]?.refuses ?? []).slice(0, 4)) {
              const body = { ...accountOthers[operation]?.(), [name]: value };
              const [now, before] = [
                await told(method, path, headers, body),
                await told(method, old, headers, body),
              ];
              assert.equal(now.status, 400);
              assert.deepEqual(withoutLeft(before), withoutLeft(now));
            }
          });
        }

        if (limits.length === 0) return;
        it('is counted with the path of today', async () => {
          const headers = await callerOf(operation, true);
          const body = accountOthers[operation]?.() ?? {};
          const lefts = [];
          for (const at of [path, old, path, old])
            lefts.push(Number((await told(method, at, headers, body)).left));
          const [first = 0] = lefts;
          assert.deepEqual(lefts, [first, first - 1, first - 2, first - 3]);
        });
      });
    }
  }

  /** Somebody who may call: a server where it may, or one who is counted. */
  async function callerOf(operation: string, isCounted = false): Promise<Record<string, string>> {
    const { scope } = aliased.find((route) => route.operation === operation)?.meta ?? {};
    if (scope === 'account') return { ...(await person(server, 'header')) };
    return isCounted ? { 'X-Appwrite-Key': '', 'X-Forwarded-For': freshAddress() } : {};
  }
});

function withoutLeft<T extends { left: string | null }>({ left: _, ...answer }: T): Omit<T, 'left'> {
  return answer;
}
