import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flawsIn } from '../../../test/support/consistency.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { actsOf, anotherServer, crowdOutcomes, outcome } from '../../../test/support/second-factors.ts';
import { listSessions } from '../sessions/sessions.ts';
import type { NewToken } from '../tokens/tokens.ts';
import { createToken } from '../tokens/tokens.ts';
import { emailOf } from '../users/email.ts';
import { phoneOf } from '../users/phone.ts';
import { setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';
import { sendEmailCode, sendMagicUrl, sendPhoneCode } from './sent.ts';
import { redeemToken } from './tokens.ts';

/** Of 1,000, a slow PostgreSQL refuses some with 503, since they wait for one row: the scenario `secrets` of the faults has 1,000. */
const TRIES = 400;
/** Attempts evaluated for a guessable code. */
const LOOKED_AT = 100;

onEachEngine('a token', (database) => {
  const here = directory(database);
  let phones = 4_155_550_100;

  const person = async (name: string): Promise<UserId> => {
    const [email, phone] = [emailOf(`${name}@example.com`), phoneOf(`+1${phones++}`)];
    const input = { id: name as UserId, ...(email && { email }), ...(phone && { phone }) };
    return (await createUser(here.core, here.actor, input)).id;
  };
  const redeemed = (user: UserId, secret: string, by = here) =>
    redeemToken(by.core, here.actor, { user, secret });

  /** How each is obtained, and whether its secret is short enough to count attempts. */
  const kinds: readonly {
    name: string;
    short: boolean;
    make: (user: UserId) => Promise<NewToken>;
    verifies: readonly ('email' | 'phone')[];
  }[] = [
    {
      name: 'a token of a server',
      short: false,
      make: (user) => createToken(here.core, here.actor, { user, length: 64, seconds: 60 }),
      verifies: [],
    },
    {
      name: 'a short token of a server',
      short: true,
      make: (user) => createToken(here.core, here.actor, { user, length: 6, seconds: 60 }),
      verifies: [],
    },
    {
      name: 'a magic link',
      short: false,
      make: async (user) => {
        const { email } = await getUser(here.core, here.actor, user);
        return sendMagicUrl(here.core, here.actor, {
          user: undefined,
          email: email as never,
          phrase: false,
          url: undefined,
        });
      },
      verifies: ['email'],
    },
    {
      name: 'a code by email',
      short: true,
      make: async (user) => {
        const { email } = await getUser(here.core, here.actor, user);
        return sendEmailCode(here.core, here.actor, {
          user: undefined,
          email: email as never,
          phrase: false,
        });
      },
      verifies: ['email'],
    },
    {
      name: 'a code by phone',
      short: true,
      make: async (user) => {
        const { phone } = await getUser(here.core, here.actor, user);
        return sendPhoneCode(here.core, here.actor, { user: undefined, phone: phone as never });
      },
      verifies: ['phone'],
    },
  ];

  for (const { name, short, make, verifies } of kinds) {
    it(`${name} makes one session in ${TRIES} concurrent attempts over two servers`, async () => {
      const user = await person(`race-${phones}`);
      const { secret } = await make(user);
      await using other = await anotherServer(here, database);
      const tries = Array.from({ length: TRIES }, (_, at) => redeemed(user, secret, at % 2 ? other : here));
      const { done, looked: late, stopped, busy, others } = await crowdOutcomes(tries);
      const after = await getUser(here.core, here.actor, user);
      const acts = await actsOf(here, user);
      assert.deepEqual(
        {
          done,
          others,
          sum: late + stopped + busy,
          sessions: (await listSessions(here.core, here.actor, user)).length,
          created: acts.filter((act) => act === 'session.create').length,
          refused: acts.filter((act) => act === 'session.refuse').length,
          verified: [after.emailVerifiedAt && 'email', after.phoneVerifiedAt && 'phone'].filter(Boolean),
          flaws: await flawsIn(database),
        },
        {
          done: 1,
          others: {},
          sum: TRIES - 1,
          sessions: 1,
          created: 1,
          refused: late,
          verified: verifies,
          flaws: [],
        },
      );
      assert.ok(short || stopped === 0, `${stopped} tries were stopped`);
      // The right one resets the count: hence twice.
      assert.ok(!short || late <= 2 * LOOKED_AT, `${late} tries were looked at`);
    });
  }

  it('is invalid after use, for another user, and after it expired', async () => {
    const [user, other] = [await person('ann'), await person('ben')];
    const make = () => createToken(here.core, here.actor, { user, length: 64, seconds: 60 });
    const used = (await make()).secret;
    await redeemed(user, used);
    const late = (await make()).secret;
    const seen = [await outcome(redeemed(user, used)), await outcome(redeemed(other, late))];
    here.clock.advance(59_999);
    const justInTime = await outcome(redeemed(user, late));
    const tooLate = (await make()).secret;
    here.clock.advance(60_000);
    seen.push(justInTime, await outcome(redeemed(user, tooLate)));
    assert.deepEqual(seen, ['token_invalid', 'token_invalid', 'done', 'token_invalid']);
  });

  it('of a blocked user makes no session, and reports the block only with the right secret', async () => {
    const user = await person('cid');
    const { secret } = await createToken(here.core, here.actor, { user, length: 64, seconds: 60 });
    await setStatus(here.core, here.actor, { id: user, active: false });
    const seen = [await outcome(redeemed(user, secret)), await outcome(redeemed(user, 'f'.repeat(64)))];
    const sessions = await listSessions(here.core, here.actor, user);
    assert.deepEqual([seen, sessions], [['user_blocked', 'token_invalid'], []]);
  });

  it('of 400 concurrent wrong codes, a hundred are evaluated, and then not even the right one', async () => {
    const user = await person('dan');
    const { secret } = await createToken(here.core, here.actor, { user, length: 6, seconds: 86_400 });
    const wrong = secret === '000000' ? '111111' : '000000';
    await using other = await anotherServer(here, database);
    const tries = Array.from({ length: TRIES }, (_, at) => redeemed(user, wrong, at % 2 ? other : here));
    const { looked, stopped, busy, others } = await crowdOutcomes(tries);
    const refusals = (await actsOf(here, user)).filter((act) => act === 'session.refuse').length;
    assert.ok(looked > 0 && looked <= LOOKED_AT, `${looked} were looked at`);
    assert.deepEqual(
      [refusals, looked + stopped + busy, others, await outcome(redeemed(user, secret))],
      [looked, TRIES, {}, 'rate_limited'],
    );
  });
});
