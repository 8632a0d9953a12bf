import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flawsIn } from '../../../test/support/consistency.ts';
import { type Directory, directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { anotherServer, crowdOutcomes, outcome, outcomes } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { Failure, retryAfterSeconds } from '../failure.ts';
import { boundedPasswords, type Passwords } from '../passwords.ts';
import { listSessions } from '../sessions/sessions.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setPassword } from '../users/passwords.ts';
import { setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import { signInWithPassword } from './password.ts';

/** Of 1,000, a slow PostgreSQL refuses some with 503, since they wait for one row: the scenario `secrets` of the faults has 1,000. */
const TRIES = 400;
const LOOKED_AT = 100;
const HOUR_SECONDS = 3_600;
const WRONG_NOW = ['credentials_wrong', 0];
const [RIGHT, WRONG] = ['correct horse', 'wrong horse'];
const cheap = boundedPasswords(2, 256, { memoryCost: 64, timeCost: 1, parallelism: 1 });

type Try = { readonly password?: string; readonly by?: Directory; readonly from?: Partial<Actor> };

type Refused = { readonly code: string; readonly retryAfterSeconds: number | undefined };

onEachEngine('a sign-in with a password', (database) => {
  const here = directory(database);
  let checked = 0;
  const passwords: Passwords = {
    ...cheap,
    check: (plain, stored) => {
      checked += 1;
      return cheap.check(plain, stored);
    },
  };

  it('evaluates a hundred of 400 wrong passwords and the right one at once over two servers', async () => {
    for (const name of ['ann', undefined]) {
      const email = name ? await person(name) : address('nobody');
      await using other = await anotherServer(here, database);
      checked = 0;
      const before = await refusals(name);
      const wrong = Array.from({ length: TRIES }, (_, at) => signIn(email, { by: at % 2 ? other : here }));
      const right = outcome(signIn(email, { password: RIGHT }));
      const { looked, stopped, busy, others } = await crowdOutcomes(wrong);
      const last = await right;
      const isRightLookedAt = last !== 'rate_limited' && last !== 'unavailable';
      const late = await refusal(signIn(email, { password: RIGHT, by: other }));
      assert.ok(looked > 0 && looked + Number(isRightLookedAt) <= LOOKED_AT, `${looked} looked at`);
      const evaluated = checked - Number(isRightLookedAt);
      assert.ok(evaluated >= looked && evaluated <= looked + busy, `${evaluated} of ${looked} evaluated`);
      assert.deepEqual(
        {
          others,
          sum: looked + stopped + busy,
          recorded:
            (await refusals(name)) - before - Number(name !== undefined && last === 'credentials_wrong'),
          code: late?.code,
          waits: (late?.retryAfterSeconds ?? 0) > 0,
          flaws: await flawsIn(database),
        },
        {
          others: {},
          sum: TRIES,
          recorded: name ? looked : Math.floor(Math.log2(looked)) + 1,
          code: 'rate_limited',
          waits: true,
          flaws: [],
        },
      );
    }
  });

  it('delays the tenth by half a minute, evaluates nothing after the hundredth, and reveals no user', async () => {
    const emails = [await person('ben'), address('noone')];
    const told = async () => {
      const refused = await Promise.all(emails.map((email) => refusal(signIn(email))));
      const [known, nobody] = refused.map((failure) => [failure?.code, failure?.retryAfterSeconds ?? 0]);
      assert.deepEqual(known, nobody);
      return known;
    };
    const seen: Record<number, unknown> = {};
    checked = 0;
    for (let tried = 1; tried <= 102; tried++) {
      seen[tried] = await told();
      if (tried === 10) seen[10.5] = await told();
      here.clock.advance(HOUR_SECONDS * 1000);
    }
    const stopped = ['rate_limited', HOUR_SECONDS];
    assert.deepEqual(
      [seen[1], seen[10], seen[10.5], seen[100], seen[101], seen[102], checked],
      [WRONG_NOW, WRONG_NOW, ['rate_limited', 32], WRONG_NOW, stopped, stopped, 2 * LOOKED_AT],
    );
  });

  it('keeps the count after a restart', async () => {
    const email = await person('cid');
    for (let tried = 1; tried <= 8; tried++) {
      await outcome(signIn(email));
      here.clock.advance(HOUR_SECONDS * 1000);
    }
    await outcome(signIn(email));
    await using restarted = await anotherServer(here, database);
    const { code, retryAfterSeconds } =
      (await refusal(signIn(email, { password: RIGHT, by: restarted }))) ?? {};
    here.clock.advance(16_000);
    const due = await outcome(signIn(email, { password: RIGHT, by: restarted }));
    assert.deepEqual([code, retryAfterSeconds, due], ['rate_limited', 16, 'done']);
  });

  it('admits the user from a known device and network, while a stranger tries 400 times', async () => {
    const email = await person('dan');
    await signIn(email, { password: RIGHT, from: { ip: '192.0.2.7' } });
    const strangers = Array.from({ length: TRIES }, (_, at) =>
      signIn(email, { from: { ip: `198.51.100.${at % 250}`, device: { user: 'eve', nonce: 'n1' } } }),
    );
    const device = { user: 'dan', nonce: 'n1' };
    const home = outcome(signIn(email, { password: RIGHT, from: { ip: '192.0.2.7' } }));
    const known = outcome(signIn(email, { password: RIGHT, from: { ip: '203.0.113.1', device } }));
    const { done = 0 } = await outcomes(strangers);
    const seen = [
      await home,
      await known,
      await outcome(signIn(email, { password: RIGHT, from: { device } })),
    ];
    const elsewhere = await outcome(signIn(email, { password: RIGHT, from: { ip: '203.0.113.2' } }));
    assert.deepEqual([done, seen, elsewhere], [0, ['done', 'done', 'done'], 'rate_limited']);
  });

  it('resets the count on success, when a server sets a password, and when it unblocks the user', async () => {
    const email = await person('eve');
    const id = 'eve' as UserId;
    const anew = {
      right: () => signIn(email, { password: RIGHT }),
      set: () => setPassword(here.core, here.actor, { id, password: RIGHT }),
      opened: () => setStatus(here.core, here.actor, { id, active: true }),
    };
    const seen = [];
    for (const begin of Object.values(anew)) {
      for (let tried = 1; tried <= 4; tried++) await outcome(signIn(email));
      await begin();
      for (let tried = 1; tried <= 5; tried++) seen.push(await outcome(signIn(email)));
      seen.push(await outcome(signIn(email)));
      here.clock.advance(1_000);
      await setPassword(here.core, here.actor, { id, password: RIGHT });
    }
    const once = [...Array(5).fill('credentials_wrong'), 'rate_limited'];
    assert.deepEqual(seen, [...once, ...once, ...once]);
  });

  it('reports a blocked user only after the right password, and creates no session', async () => {
    const email = await person('fay');
    await setStatus(here.core, here.actor, { id: 'fay' as UserId, active: false });
    const seen = [await outcome(signIn(email)), await outcome(signIn(email, { password: RIGHT }))];
    const sessions = await listSessions(here.core, here.actor, 'fay' as UserId);
    assert.deepEqual([seen, sessions], [['credentials_wrong', 'user_blocked'], []]);
  });

  const meanwhile: Readonly<Record<string, [(id: UserId) => Promise<unknown>, string]>> = {
    'the password changes': [
      (id) => setPassword(here.core, here.actor, { id, password: 'battery staple' }),
      'credentials_wrong',
    ],
    'the email changes': [
      (id) => setEmail(here.core, here.actor, { id, email: address(`${id}2`) }),
      'credentials_wrong',
    ],
    'the user is blocked': [(id) => setStatus(here.core, here.actor, { id, active: false }), 'user_blocked'],
    'the user is deleted': [(id) => removeUser(here.core, here.actor, id), 'credentials_wrong'],
  };
  for (const [nth, [what, [change, refused]]] of Object.entries(meanwhile).entries()) {
    it(`is refused when ${what} after the password was verified`, async () => {
      const id = `race${nth}` as UserId;
      const email = await person(id);
      const changing: Passwords = {
        ...cheap,
        check: async (plain, stored) => {
          const isRight = await cheap.check(plain, stored);
          await change(id);
          return isRight;
        },
      };
      const core = { ...here.core, passwords: changing };
      const seen = await outcome(signInWithPassword(core, here.actor, { email, password: RIGHT }));
      const rows = await here.core.read.db
        .selectFrom('sessions')
        .select('id')
        .where('user_id', '=', id)
        .execute();
      assert.deepEqual([seen, rows], [refused, []]);
    });
  }

  function address(name: string): Email {
    return emailOf(`${name}@example.com`) as Email;
  }

  async function person(name: string): Promise<Email> {
    const core = { ...here.core, passwords: cheap };
    await createUser(core, here.actor, { id: name as UserId, email: address(name), password: RIGHT });
    return address(name);
  }

  function signIn(email: Email, { password = WRONG, by = here, from = {} }: Try = {}) {
    const core = { ...by.core, passwords };
    return signInWithPassword(core, { ...here.actor, ...from }, { email, password });
  }

  async function refusal(work: Promise<unknown>): Promise<Refused | undefined> {
    try {
      await work;
      return undefined;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { code: error.code, retryAfterSeconds: retryAfterSeconds(error.data) };
    }
  }

  /** Counts recorded refusals of the user, or of an unknown one. */
  async function refusals(user: string | undefined): Promise<number> {
    const rows = await here.core.read.db
      .selectFrom('audit')
      .select('details')
      .where('act', '=', 'session.refuse')
      .where('user_id', user === undefined ? 'is' : '=', user ?? null)
      .execute();
    return rows.filter(({ details }) => (JSON.parse(details) as { reason: string }).reason === 'wrong')
      .length;
  }
});
