import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory, directoryUnder } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import {
  actsOf,
  anotherServer,
  crowdOutcomes,
  customCode,
  outcome,
  outcomes,
  type Person,
  person,
  sent,
  shownBy,
  signedIn,
  withTotp,
} from '../../../test/support/second-factors.ts';
import { mfaFactors } from '../projects/project.ts';
import { type FactorKind, factorKinds } from './challenges/challenge.ts';
import { createChallenge } from './challenges/challenges.ts';
import { completeChallenge } from './challenges/complete.ts';
import { createRecoveryCodes } from './recovery-codes.ts';

const TRIES = 1000;
const GUESSES = 100;

onEachEngine('under concurrency', (database) => {
  const here = directoryUnder(directory(database), { mfaFactors });
  const verified = { email: 'verified', phone: 'verified' } as const;
  const challenge = async (who: Person, factor: FactorKind) =>
    (await createChallenge(here.core, who, { user: who.id, factor })).id;
  const completions = (acts: readonly string[]) => acts.filter((act) => act === 'challenge.complete').length;

  /** Returns a valid code of the factor. */
  const codes: Readonly<Record<FactorKind, (who: Person) => Promise<string>>> = {
    totp: async (who) => shownBy(here, await withTotp(here, who)),
    recoveryCode: async (who) => (await createRecoveryCodes(here.core, who, who.id))[0] ?? '',
    email: async (who) => (await sent(here, who.id)).code ?? '',
    phone: async (who) => (await sent(here, who.id)).code ?? '',
    custom: async (who) => customCode(here, who),
  };

  for (const factor of factorKinds) {
    it(`a challenge by ${factor} is completed once in a thousand attempts over two servers`, async () => {
      const who = await person(here, `one-${factor}`, verified);
      const id = await challenge(who, factor);
      const code = await codes[factor](who);
      await using other = await anotherServer(here, database);
      const tries = Array.from({ length: TRIES }, (_, at) =>
        completeChallenge(at % 2 ? other.core : here.core, who, { user: who.id, id, code }),
      );
      const { done } = await outcomes(tries);
      assert.deepEqual([done, completions(await actsOf(here, who.id))], [1, 1]);
    });
  }

  for (const factor of ['totp', 'recoveryCode'] as const) {
    it(`one code by ${factor} completes one of many sessions’ challenges`, async () => {
      const who = await person(here, `many-${factor}`);
      const code = await codes[factor](who);
      const people = [who];
      for (let at = 1; at < 10; at++) people.push(await signedIn(here, who.id));
      const fresh = factor === 'totp' ? await nextCode(who) : code;
      const asked: { who: Person; id: string }[] = [];
      for (const each of people) asked.push({ who: each, id: await challenge(each, factor) });
      const tries = Array.from({ length: TRIES }, (_, at) => {
        const { who: each, id } = asked[at % asked.length] as (typeof asked)[number];
        return completeChallenge(here.core, each, { user: who.id, id, code: fresh });
      });
      assert.equal((await outcomes(tries)).done, 1);
    });
  }

  it('of a thousand wrong codes over a hundred challenges, a hundred are evaluated, and no right one after', async () => {
    for (const factor of factorKinds) {
      const who = await person(here, `guess-${factor}`, verified);
      const people = [who, ...(await Promise.all(Array.from({ length: 4 }, () => signedIn(here, who.id))))];
      const right = hasOwnCodes(factor) ? undefined : await codes[factor](who);
      const asked: { who: Person; id: string }[] = [];
      for (let at = 0; at < 100; at++) {
        const each = people[at % people.length] as Person;
        asked.push({ who: each, id: await challenge(each, factor) });
      }
      // Of codes that were sent, the newest three live; a try at another is evaluated as little as one at none.
      const live = right === undefined ? 3 : 20;
      const tries = Array.from({ length: TRIES }, (_, at) => {
        const { who: each, id } = asked.at(-1 - (at % live)) as (typeof asked)[number];
        // From many addresses and known devices.
        const from = { ip: `198.51.100.${at % 250}`, device: { user: who.id, nonce: `${at % 100}` } };
        return completeChallenge(here.core, { ...each, ...from }, { user: who.id, id, code: 'wrong' });
      });
      const { looked, stopped, busy, others } = await crowdOutcomes(tries);
      const refusals = (await actsOf(here, who.id)).filter((act) => act === 'challenge.refuse').length;
      here.clock.advance(3_000_000);
      const last = asked.at(-1) as (typeof asked)[number];
      const code = right ?? (await codes[factor](who));
      const after = await outcome(
        completeChallenge(here.core, last.who, { user: who.id, id: last.id, code }),
      );
      assert.ok(looked > 0 && looked <= GUESSES, `${factor}: ${looked} were looked at`);
      assert.deepEqual([refusals, looked + stopped + busy, others], [looked, TRIES, {}]);
      if (looked === GUESSES) assert.equal(after, 'rate_limited');
    }
  });

  /** Returns the next code of the user's authenticator: the first one was used to verify it. */
  async function nextCode(who: Person): Promise<string> {
    const row = await here.core.read.db
      .selectFrom('authenticators')
      .select('sealed')
      .where('user_id', '=', who.id)
      .where('kind', '=', 'totp')
      .executeTakeFirstOrThrow();
    return shownBy(here, here.core.seal.open(row.sealed) ?? '');
  }
});

/** Whether each challenge has a code of its own. */
function hasOwnCodes(factor: FactorKind): boolean {
  return factor === 'email' || factor === 'phone' || factor === 'custom';
}
