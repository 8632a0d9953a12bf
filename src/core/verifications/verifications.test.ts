import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flawsIn } from '../../../test/support/consistency.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import {
  actsOf,
  anotherServer,
  crowdOutcomes,
  outcome,
  type Person,
  person,
} from '../../../test/support/second-factors.ts';
import { completeRecoveryByCode } from '../recovery/recovery.ts';
import { redeemToken } from '../sign-in/tokens.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import {
  requestEmailVerification,
  requestEmailVerificationCode,
  requestPhoneVerification,
  verifyEmail,
  verifyEmailByCode,
  verifyPhone,
} from './verifications.ts';

const TRIES = 1000;
const LOOKED_AT = 100;
const [MINUTES_10, MINUTES_15, HOUR_MS] = [600_000, 900_000, 3_600_000];
const url = 'http://localhost/verify';

onEachEngine('a verification', (database) => {
  const here = directory(database);
  const addresses = { email: 'unverified', phone: 'unverified' } as const;
  const ways = {
    email: {
      request: async ({ id }: Person) =>
        (await requestEmailVerification(here.core, here.actor, { user: id, url })).secret,
      verify: (user: UserId, secret: string, by = here) => verifyEmail(by.core, here.actor, { user, secret }),
      livesMs: HOUR_MS,
    },
    'email by code': {
      request: async ({ id }: Person) =>
        (await requestEmailVerificationCode(here.core, here.actor, { user: id, phrase: false })).secret,
      verify: (user: UserId, secret: string, by = here) =>
        verifyEmailByCode(by.core, here.actor, { user, secret }),
      livesMs: MINUTES_15,
    },
    phone: {
      request: async ({ id }: Person) => (await requestPhoneVerification(here.core, here.actor, id)).secret,
      verify: (user: UserId, secret: string, by = here) => verifyPhone(by.core, here.actor, { user, secret }),
      livesMs: MINUTES_10,
    },
  };

  for (const [kind, { request, verify, livesMs }] of Object.entries(ways)) {
    const address = kind === 'phone' ? 'phone' : 'email';
    const label = kind.replaceAll(' ', '-');
    const act = `user.${address}.verification.update`;
    const done = async (user: UserId) => (await actsOf(here, user)).filter((each) => each === act).length;

    it(`of the ${kind} succeeds once in ${TRIES} concurrent attempts over two servers`, async () => {
      const who = await person(here, `race-${label}`, addresses);
      const secret = await request(who);
      await using other = await anotherServer(here, database);
      const tries = Array.from({ length: TRIES }, (_, at) => verify(who.id, secret, at % 2 ? other : here));
      const { done: good, looked: late, stopped, busy, others } = await crowdOutcomes(tries);
      const { emailVerifiedAt, phoneVerifiedAt } = await getUser(here.core, here.actor, who.id);
      assert.deepEqual(
        {
          good,
          others,
          sum: late + stopped + busy,
          recorded: await done(who.id),
          verified: [emailVerifiedAt && 'email', phoneVerifiedAt && 'phone'].filter(Boolean),
          flaws: await flawsIn(database),
        },
        { good: 1, others: {}, sum: TRIES - 1, recorded: 1, verified: [address], flaws: [] },
      );
      // The right one resets the count: hence twice.
      assert.ok(kind === 'email' ? stopped === 0 : late <= 2 * LOOKED_AT, `${late} tries were looked at`);
    });

    it(`of the ${kind} is refused with a secret of another user, an unknown user and a blocked user`, async () => {
      const [ann, ben] = [
        await person(here, `ann-${label}`, addresses),
        await person(here, `ben-${label}`, addresses),
      ];
      const secret = await request(ann);
      const seen = [await outcome(verify(ben.id, secret)), await outcome(verify('nobody' as UserId, secret))];
      await setStatus(here.core, here.actor, { id: ann.id, active: false });
      seen.push(await outcome(verify(ann.id, secret)));
      const done = [await actsOf(here, ann.id), await actsOf(here, ben.id)].flat();
      assert.deepEqual([seen, done.includes(act)], [Array(3).fill('token_invalid'), false]);
    });

    it(`of the ${kind} expires after its time, and not before`, async () => {
      const who = await person(here, `cid-${label}`, addresses);
      const late = await request(who);
      here.clock.advance(livesMs);
      const tooLate = await outcome(verify(who.id, late));
      const secret = await request(who);
      here.clock.advance(livesMs - 1);
      assert.deepEqual([tooLate, await outcome(verify(who.id, secret))], ['token_invalid', 'done']);
    });
  }

  it('of the email is invalid once the email changed', async () => {
    const who = await person(here, 'dan', addresses);
    const secret = await ways.email.request(who);
    await setEmail(here.core, here.actor, { id: who.id, email: emailOf('dan2@example.com') as Email });
    const seen = await outcome(verifyEmail(here.core, here.actor, { user: who.id, secret }));
    const { emailVerifiedAt } = await getUser(here.core, here.actor, who.id);
    assert.deepEqual([seen, emailVerifiedAt], ['token_invalid', null]);
  });

  it('by a secret for the email makes no session and verifies no phone', async () => {
    const who = await person(here, 'eve', addresses);
    for (const way of [ways.email, ways['email by code']]) {
      const secret = await way.request(who);
      const seen = [
        await outcome(redeemToken(here.core, here.actor, { user: who.id, secret })),
        await outcome(verifyPhone(here.core, here.actor, { user: who.id, secret })),
        await outcome(
          completeRecoveryByCode(here.core, here.actor, { user: who.id, secret, password: 'long enough' }),
        ),
      ];
      assert.deepEqual(seen, ['token_invalid', 'token_invalid', 'token_invalid']);
    }
  });
});
