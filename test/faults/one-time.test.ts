import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { requestRecovery, requestRecoveryCode } from '../../src/core/recovery/recovery.ts';
import { sendEmailCode, sendMagicUrl, sendPhoneCode } from '../../src/core/sign-in/sent.ts';
import { createToken } from '../../src/core/tokens/tokens.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import { type Phone, phoneOf } from '../../src/core/users/phone.ts';
import type { UserId } from '../../src/core/users/user.ts';
import {
  requestEmailVerification,
  requestEmailVerificationCode,
  requestPhoneVerification,
} from '../../src/core/verifications/verifications.ts';
import { coreBeside } from '../security/core-beside.ts';
import { flawsIn } from '../support/consistency.ts';
import { onEachEngine } from '../support/engines.ts';
import { CROWD } from '../support/extent.ts';
import { tally } from '../support/probe.ts';
import { type Answer, callAlone, type Started, serving, settingsFor, start } from '../support/server.ts';

/**
 * Of codes that can be guessed, so many tries are looked at: a hundred until the right one begins the count anew, a
 * hundred of those that came before it was written down, and a hundred from a network that has a session now.
 */
const LOOKED_AT = 3 * 100;
const url = 'http://localhost/page';

type Person = { readonly id: UserId; readonly email: Email; readonly phone: Phone };
type Redeemed = {
  readonly name: string;
  /** Comes by the secret. */
  readonly make: (who: Person) => Promise<{ readonly secret: string }>;
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly more?: (at: number) => object;
  readonly good: 200 | 201;
  /** What the others may be told, beside that the server has too much to do. */
  readonly others: readonly (401 | 429)[];
  readonly sessions: 0 | 1;
};

// Several servers share a PostgreSQL; a SQLite file has one.
onEachEngine('over HTTP', (database) => {
  const first = serving(database);
  const beside = coreBeside(database);
  const { actor } = beside;
  const core = () => beside.core;
  let others: Started[] = [];
  before(async () => {
    if (database.engine === 'postgres') others = [await start(settingsFor(database.setting()))];
  });
  after(() => Promise.all(others.map((other) => other.stop())));

  const send = (at: number, method: string, path: string, body?: unknown): Promise<Answer> => {
    const servers = [first.get(), ...others];
    return callAlone((servers[at % servers.length] as Started).endpoint, method, path, body);
  };
  const by = { user: undefined, phrase: false } as const;
  const session = { good: 201, sessions: 1 } as const;
  const verified = { good: 200, sessions: 0, method: 'PUT' } as const;
  const kinds: readonly Redeemed[] = [
    {
      name: 'a token of a server makes one session',
      make: ({ id: user }) => createToken(core(), actor, { user, length: 64, seconds: 600 }),
      method: 'POST',
      path: '/account/sessions/token',
      others: [401],
      ...session,
    },
    {
      name: 'a magic link makes one session',
      make: ({ email }) => sendMagicUrl(core(), actor, { ...by, email, url }),
      method: 'PUT',
      path: '/account/sessions/magic-url',
      others: [401],
      ...session,
    },
    {
      name: 'a code by email makes one session',
      make: ({ email }) => sendEmailCode(core(), actor, { ...by, email }),
      method: 'POST',
      path: '/account/sessions/token',
      others: [401, 429],
      ...session,
    },
    {
      name: 'a code by phone makes one session',
      make: ({ phone }) => sendPhoneCode(core(), actor, { user: undefined, phone }),
      method: 'PUT',
      path: '/account/sessions/phone',
      others: [401, 429],
      ...session,
    },
    {
      name: 'a link verifies one email',
      make: ({ id: user }) => requestEmailVerification(core(), actor, { user, url }),
      path: '/account/verifications/email',
      others: [401],
      ...verified,
    },
    {
      name: 'a code verifies one phone',
      make: ({ id }) => requestPhoneVerification(core(), actor, id),
      path: '/account/verifications/phone',
      others: [401, 429],
      ...verified,
    },
    {
      name: 'a recovery sets one password',
      make: ({ email }) => requestRecovery(core(), actor, { email, url }),
      path: '/account/recovery',
      more: (at) => ({ password: `password ${at}` }),
      others: [401],
      ...verified,
    },
    {
      name: 'a code verifies one email',
      make: ({ id: user }) => requestEmailVerificationCode(core(), actor, { user, phrase: false }),
      path: '/account/verifications/email/otp',
      others: [401, 429],
      ...verified,
    },
    {
      name: 'a code recovers one password',
      make: ({ email }) => requestRecoveryCode(core(), actor, { email, phrase: false }),
      path: '/account/recovery/otp',
      more: (at) => ({ password: `password ${at}` }),
      others: [401, 429],
      ...verified,
    },
  ];

  for (const [nth, kind] of kinds.entries()) {
    it(`${kind.name}, of ${CROWD} tries at once`, async () => {
      const who = await person(nth);
      const { secret } = await kind.make(who);
      const answers = await Promise.all(
        Array.from({ length: CROWD }, (_, at) =>
          send(at, kind.method, kind.path, { userId: who.id, secret, ...kind.more?.(at) }),
        ),
      );
      const { [kind.good]: good, ...refused } = tally(answers);
      // In such a crowd a connection to the database may not come free in time: refused, and nothing is done.
      const known: readonly number[] = [...kind.others, 503];
      const foreign = Object.keys(refused).filter((status) => !known.includes(Number(status)));
      assert.deepEqual(
        { good, foreign, sessions: await sessionsOf(who), flaws: await flawsIn(database) },
        { good: 1, foreign: [], sessions: kind.sessions, flaws: [] },
      );
      const isCounted = kind.others.includes(429);
      assert.ok(!isCounted || Number(refused[401] ?? 0) <= LOOKED_AT, JSON.stringify(refused));
    });
  }

  async function person(nth: number): Promise<Person> {
    const who = {
      id: `one-${nth}` as UserId,
      email: emailOf(`one-${nth}@example.com`) as Email,
      phone: phoneOf(`+1415555010${nth}`) as Phone,
    };
    const { id: userId, email, phone } = who;
    assert.equal((await send(0, 'POST', '/users', { userId, email, phone })).status, 201);
    return who;
  }

  async function sessionsOf({ id }: Person): Promise<number> {
    const { body } = await send(0, 'GET', `/users/${id}/sessions`);
    return (body as { total: number }).total;
  }
});
