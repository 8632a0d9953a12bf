import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory, directoryUnder } from '../../../../test/support/directory.ts';
import { onEachEngine } from '../../../../test/support/engines.ts';
import {
  actsOf,
  again,
  customCode,
  outcome,
  type Person,
  person,
  sent,
  shownBy,
  signedIn,
  withTotp,
} from '../../../../test/support/second-factors.ts';
import { hours } from '../../instant.ts';
import { mfaFactors } from '../../projects/project.ts';
import { setEmail } from '../../users/addresses.ts';
import { emailOf } from '../../users/email.ts';
import { setEmailVerified, setPhoneVerified, setStatus } from '../../users/profile.ts';
import { getUser } from '../../users/users.ts';
import { listFactors, removeAuthenticator, setMfa } from '../factors.ts';
import { mfaRequired } from '../mfa-required.ts';
import { createRecoveryCodes, getRecoveryCodes } from '../recovery-codes.ts';
import { enrolTotp } from '../totp.ts';
import { type FactorKind, factorKinds } from './challenge.ts';
import { createChallenge } from './challenges.ts';
import { completeChallenge } from './complete.ts';

onEachEngine('completing a challenge', (database) => {
  const here = directoryUnder(directory(database), { mfaFactors });

  /** Returns the currently valid code of the factor. */
  async function codeFor(who: Person, factor: FactorKind): Promise<string> {
    if (factor === 'email' || factor === 'phone') return (await sent(here, who.id)).code ?? '';
    if (factor === 'custom') return customCode(here, who);
    if (factor === 'totp') return shownBy(here, await withTotp(here, who));
    return (await createRecoveryCodes(here.core, who, who.id))[0] ?? '';
  }
  /** Creates a challenge and returns the input that completes it. */
  async function asked(
    who: Person,
    factor: FactorKind,
  ): Promise<{ id: string; code: string; user: Person['id'] }> {
    const { id } = await createChallenge(here.core, who, { user: who.id, factor });
    return { id, code: await codeFor(who, factor), user: who.id };
  }
  const complete = (who: Person, input: { id: string; code: string; user: Person['id'] }) =>
    completeChallenge(here.core, who, input);
  const verified = { email: 'verified', phone: 'verified' } as const;

  it('fails when the project accepts the factor no more, and then nothing is owed', async () => {
    const who = await person(here, 'closed');
    const challenge = await asked(who, 'totp');
    await setMfa(here.core, here.actor, { id: who.id, enabled: true });
    const closed = { ...who, project: here.under({ mfaFactors: ['email', 'phone'] }).project };
    const user = await getUser(here.core, who, who.id);
    const signedIn = { factors: ['password'] };
    assert.deepEqual(
      [
        await outcome(complete(closed, challenge)),
        (await listFactors(here.core, closed, who.id)).totp,
        await mfaRequired(here.core, closed, user, signedIn),
        await mfaRequired(here.core, who, user, signedIn),
        await outcome(complete(who, challenge)),
      ],
      ['auth_method_disabled', false, false, true, 'done'],
    );
  });

  for (const factor of factorKinds) {
    it(`by ${factor} adds the factor to the session and proves who holds it`, async () => {
      const who = await person(here, `by-${factor}`, verified);
      const challenge = await asked(who, factor);
      const before = (await again(here, who)).session;
      const session = await complete(who, challenge);
      const now = here.clock.now();
      const factors = [...new Set([...before.factors, factor])];
      assert.deepEqual(session, { ...before, factors, mfaUpdatedAt: now, updatedAt: now });
      assert.deepEqual((await again(here, who)).session, session);
      assert.equal((await actsOf(here, who.id)).at(-1), 'challenge.complete');
    });

    it(`by ${factor} succeeds once, with one code`, async () => {
      const who = await person(here, `once-${factor}`, verified);
      const challenge = await asked(who, factor);
      await complete(who, challenge);
      const replayed = await outcome(complete(who, challenge));
      const { id } = await createChallenge(here.core, who, { user: who.id, factor });
      const other = await outcome(complete(who, { ...challenge, id }));
      assert.deepEqual([replayed, other], ['token_invalid', 'token_invalid']);
    });

    it(`by ${factor} requires the session of the challenge, and its user`, async () => {
      const who = await person(here, `own-${factor}`, verified);
      const challenge = await asked(who, factor);
      const other = await signedIn(here, who.id);
      const stranger = await person(here, `not-${factor}`);
      const tried = [
        await outcome(complete(other, challenge)),
        await outcome(complete(stranger, challenge)),
        await outcome(complete(stranger, { ...challenge, user: stranger.id })),
        await outcome(complete(who, challenge)),
      ];
      assert.deepEqual(tried, ['token_invalid', 'session_not_found', 'token_invalid', 'done']);
      assert.deepEqual((await again(here, other)).session, other.session);
    });

    it(`by ${factor} survives wrong codes, which are counted and delay the next attempt`, async () => {
      const who = await person(here, `wrong-${factor}`, verified);
      const challenge = await asked(who, factor);
      const tried = [];
      for (let at = 0; at < 6; at++)
        tried.push(await outcome(complete(who, { ...challenge, code: 'wrong' })));
      here.clock.advance(1_000);
      tried.push(await outcome(complete(who, challenge)));
      const refusals = (await actsOf(here, who.id)).filter((act) => act === 'challenge.refuse').length;
      const counted = await here.core.read.db
        .selectFrom('attempts')
        .select(['factor', 'bucket'])
        .where('user_id', '=', who.id)
        .execute();
      assert.deepEqual(tried, [...Array.from({ length: 5 }, () => 'token_invalid'), 'rate_limited', 'done']);
      assert.deepEqual([refusals, counted], [5, []]);
    });

    it(`by ${factor} fails after an hour`, async () => {
      const who = await person(here, `late-${factor}`, verified);
      const { id } = await createChallenge(here.core, who, { user: who.id, factor });
      here.clock.advance(hours(1));
      const code = await codeFor(who, factor);
      const late = await outcome(complete(who, { user: who.id, id, code }));
      assert.equal(late, 'token_invalid');
    });

    it(`by ${factor} is refused to a user who was blocked meanwhile`, async () => {
      const who = await person(here, `blocked-${factor}`, verified);
      const challenge = await asked(who, factor);
      await setStatus(here.core, here.actor, { id: who.id, active: false });
      const blocked = await outcome(complete(who, challenge));
      await setStatus(here.core, here.actor, { id: who.id, active: true });
      assert.deepEqual([blocked, await outcome(complete(who, challenge))], ['user_blocked', 'done']);
    });
  }

  it('accepts a sent code for ten minutes and not a millisecond longer', async () => {
    const tried = [];
    for (const [name, later] of [
      ['in-time', 599_999],
      ['too-late', 600_000],
    ] as const) {
      const who = await person(here, name, verified);
      // The challenge's time differs by a fraction of a millisecond when many are created at once.
      const { id, createdAt } = await createChallenge(here.core, who, { user: who.id, factor: 'email' });
      here.clock.advance(createdAt - here.clock.now() + later);
      const { code = '' } = await sent(here, who.id);
      tried.push(await outcome(complete(who, { user: who.id, id, code })));
    }
    assert.deepEqual(tried, ['done', 'token_invalid']);
  });

  it('refuses the code of an older challenge', async () => {
    const who = await person(here, 'older', verified);
    const [first, second] = [await asked(who, 'email'), await asked(who, 'email')];
    const mixed = await outcome(complete(who, { ...second, code: first.code }));
    const own = await outcome(complete(who, first));
    assert.deepEqual([mixed, own], [first.code === second.code ? 'done' : 'token_invalid', 'done']);
  });

  it('refuses a code sent to an address that was changed or is no longer verified', async () => {
    const who = await person(here, 'moved', verified);
    const [first, second] = [await asked(who, 'email'), await asked(who, 'phone')];
    await setEmail(here.core, here.actor, { id: who.id, email: emailOf('new@example.com') ?? null });
    await setEmailVerified(here.core, here.actor, { id: who.id, verified: true });
    await setPhoneVerified(here.core, here.actor, { id: who.id, verified: false });
    const tried = [await outcome(complete(who, first)), await outcome(complete(who, second))];
    assert.deepEqual(tried, ['token_invalid', 'token_invalid']);
  });

  it('refuses a code of an unverified or removed authenticator', async () => {
    const who = await person(here, 'gone');
    const { id } = await createChallenge(here.core, who, { user: who.id, factor: 'totp' });
    const { secret } = await enrolTotp(here.core, who, who.id);
    const fresh = await outcome(complete(who, { user: who.id, id, code: await shownBy(here, secret) }));
    const seed = await withTotp(here, who);
    await removeAuthenticator(here.core, here.actor, { user: who.id, kind: 'totp' });
    const gone = await outcome(complete(who, { user: who.id, id, code: await shownBy(here, seed) }));
    assert.deepEqual([fresh, gone], ['token_invalid', 'token_invalid']);
  });

  it('consumes the recovery code, and no other', async () => {
    const who = await person(here, 'codes');
    const codes = await createRecoveryCodes(here.core, who, who.id);
    const { id } = await createChallenge(here.core, who, { user: who.id, factor: 'recoveryCode' });
    await complete(who, { user: who.id, id, code: codes[2] ?? '' });
    const left = await getRecoveryCodes(here.core, here.actor, who.id);
    assert.deepEqual(left.toSorted(), codes.filter((_, at) => at !== 2).toSorted());
  });

  it('refuses an unknown challenge, without counting an attempt', async () => {
    const who = await person(here, 'unknown');
    const acts = await actsOf(here, who.id);
    const refused = await outcome(complete(who, { user: who.id, id: 'nothing', code: '123456' }));
    assert.deepEqual([refused, await actsOf(here, who.id)], ['token_invalid', acts]);
  });
});
