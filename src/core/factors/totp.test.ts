import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import {
  actsOf,
  again,
  anotherServer,
  outcome,
  outcomes,
  person,
  proven,
  STEP_MS,
  sent,
  shownBy,
  withTotp,
} from '../../../test/support/second-factors.ts';
import type { UserId } from '../users/user.ts';
import { acceptStep, findAuthenticator, verifyAuthenticator } from './authenticators-store.ts';
import { createChallenge } from './challenges/challenges.ts';
import { completeChallenge } from './challenges/complete.ts';
import { listFactors, removeAuthenticator } from './factors.ts';
import { enrolTotp, removeOwnAuthenticator, verifyTotp } from './totp.ts';

onEachEngine('an authenticator', (database) => {
  const here = directory(database);

  it('is created with a seed and a link that name the project and the email, or else the id', async () => {
    const [ann, ben] = [await person(here, 'ann', { email: 'unverified' }), await person(here, 'ben')];
    const [one, other] = [await enrolTotp(here.core, ann, ann.id), await enrolTotp(here.core, ben, ben.id)];
    assert.match(one.secret, /^[A-Z2-7]{32}$/);
    assert.equal(one.uri, `otpauth://totp/Test:ann%40example.com?secret=${one.secret}&issuer=Test`);
    assert.equal(other.uri, `otpauth://totp/Test:ben?secret=${other.secret}&issuer=Test`);
  });

  it('counts once its first code was verified, and so does the session, without a proof', async () => {
    const who = await person(here, 'cid', { email: 'verified' });
    const { secret } = await enrolTotp(here.core, who, who.id);
    const before = await listFactors(here.core, who, who.id);
    await verifyTotp(here.core, who, { user: who.id, code: await shownBy(here, secret) });
    const { totp } = await listFactors(here.core, who, who.id);
    const { session } = await again(here, who);
    assert.deepEqual([before.totp, totp], [false, true]);
    assert.deepEqual([session.factors, session.mfaUpdatedAt], [['password', 'totp'], null]);
    assert.deepEqual(
      [(await sent(here, 'cid')).purpose, (await sent(here, 'cid')).to],
      ['mfa-changed', 'cid@example.com'],
    );
    assert.deepEqual((await actsOf(here, 'cid')).slice(-2), [
      'user.authenticator.create',
      'user.authenticator.verify',
    ]);
  });

  it('can be replaced until it is verified', async () => {
    const who = await person(here, 'dan');
    const first = await enrolTotp(here.core, who, who.id);
    const second = await enrolTotp(here.core, who, who.id);
    const tried = [
      await outcome(verifyTotp(here.core, who, { user: who.id, code: await shownBy(here, first.secret) })),
      await outcome(verifyTotp(here.core, who, { user: who.id, code: await shownBy(here, second.secret) })),
      await outcome(
        verifyTotp(here.core, who, { user: who.id, code: await shownBy(here, second.secret, 1) }),
      ),
      await outcome(enrolTotp(here.core, who, who.id)),
    ];
    assert.deepEqual(tried, ['token_invalid', 'done', 'authenticator_verified', 'authenticator_verified']);
  });

  it('takes a code of the previous or next step, and none further off', async () => {
    const who = await person(here, 'eve');
    const { secret } = await enrolTotp(here.core, who, who.id);
    const tried = [];
    for (const step of [-2, 2, 1]) {
      tried.push(
        await outcome(verifyTotp(here.core, who, { user: who.id, code: await shownBy(here, secret, step) })),
      );
    }
    assert.deepEqual(tried, ['token_invalid', 'token_invalid', 'done']);
  });

  it('accepts one of a thousand concurrent first codes', async () => {
    const who = await person(here, 'fay');
    const { secret } = await enrolTotp(here.core, who, who.id);
    const code = await shownBy(here, secret);
    const tries = Array.from({ length: 1000 }, () => verifyTotp(here.core, who, { user: who.id, code }));
    assert.equal((await outcomes(tries)).done, 1);
  });

  it('refuses the code that verified it a second time, also after a restart', async () => {
    const who = await person(here, 'gil');
    const { secret } = await enrolTotp(here.core, who, who.id);
    const code = await shownBy(here, secret);
    await verifyTotp(here.core, who, { user: who.id, code });
    await using restarted = await anotherServer(here, database);
    const { id } = await createChallenge(here.core, who, { user: who.id, factor: 'totp' });
    const tried = [
      await outcome(completeChallenge(here.core, who, { user: who.id, id, code })),
      await outcome(completeChallenge(restarted.core, who, { user: who.id, id, code })),
    ];
    assert.deepEqual(tried, ['token_invalid', 'token_invalid']);
  });

  it('refuses an earlier step when the clock goes back', async () => {
    const who = await person(here, 'hal');
    const seed = await withTotp(here, who);
    const early = await shownBy(here, seed);
    here.clock.advance(STEP_MS);
    const { id } = await createChallenge(here.core, who, { user: who.id, factor: 'totp' });
    const other = await createChallenge(here.core, who, { user: who.id, factor: 'totp' });
    await completeChallenge(here.core, who, { user: who.id, id, code: await shownBy(here, seed) });
    here.clock.advance(-STEP_MS);
    const tried = await outcome(
      completeChallenge(here.core, who, { user: who.id, id: other.id, code: early }),
    );
    here.clock.advance(STEP_MS);
    assert.equal(tried, 'token_invalid');
  });

  it('can be removed freely before it is verified, and with a proof afterwards', async () => {
    const who = await person(here, 'ida');
    await enrolTotp(here.core, who, who.id);
    const free = await outcome(removeOwnAuthenticator(here.core, who, who.id));
    const none = await outcome(removeOwnAuthenticator(here.core, who, who.id));
    await withTotp(here, who);
    const unproven = await outcome(removeOwnAuthenticator(here.core, who, who.id));
    const shown = await proven(here, who);
    here.clock.advance(1_800_001);
    const late = await outcome(removeOwnAuthenticator(here.core, shown, who.id));
    here.clock.advance(-1);
    const done = await outcome(removeOwnAuthenticator(here.core, shown, who.id));
    const { totp } = await listFactors(here.core, who, who.id);
    assert.deepEqual(
      [free, none, unproven, late, done, totp],
      ['done', 'authenticator_not_found', 'challenge_required', 'challenge_required', 'done', false],
    );
  });

  it('is not found for users without one, and for unknown users', async () => {
    const who = await person(here, 'jan');
    const missing = 'nobody' as UserId;
    const tried = [
      await outcome(verifyTotp(here.core, who, { user: who.id, code: '123456' })),
      await outcome(enrolTotp(here.core, who, missing)),
      await outcome(verifyTotp(here.core, who, { user: missing, code: '123456' })),
      await outcome(removeOwnAuthenticator(here.core, who, missing)),
    ];
    assert.deepEqual(tried, [
      'authenticator_not_found',
      'user_not_found',
      'authenticator_not_found',
      'user_not_found',
    ]);
  });

  it('counts wrong first codes, which delay the next attempt; a new seed resets the count', async () => {
    const who = await person(here, 'kim');
    const { secret } = await enrolTotp(here.core, who, who.id);
    const wrong = await shownBy(here, secret, 5);
    const tried = [];
    for (let at = 0; at < 6; at++)
      tried.push(await outcome(verifyTotp(here.core, who, { user: who.id, code: wrong })));
    const fresh = await enrolTotp(here.core, who, who.id);
    tried.push(
      await outcome(verifyTotp(here.core, who, { user: who.id, code: await shownBy(here, fresh.secret) })),
    );
    const refused = (await actsOf(here, 'kim')).filter((act) => act === 'challenge.refuse');
    assert.deepEqual(tried, [...Array.from({ length: 5 }, () => 'token_invalid'), 'rate_limited', 'done']);
    assert.equal(refused.length, 5);
  });

  it('that was replaced between verification and write refuses the code', async () => {
    const who = await person(here, 'max');
    const project = who.project.id;
    await enrolTotp(here.core, who, who.id);
    const seen = await findAuthenticator(here.core.read, project, { user: who.id, kind: 'totp' });
    const of = { user: who.id, kind: 'totp', sealed: seen?.sealed ?? '', step: 1, at: here.clock.now() };
    await enrolTotp(here.core, who, who.id);
    const taken = await here.engine.transact(async (tx) => [
      await verifyAuthenticator(tx, project, of),
      await acceptStep(tx, project, of),
    ]);
    assert.deepEqual(taken, [undefined, undefined]);
  });

  it('that a server removes loses its attempts', async () => {
    const who = await person(here, 'lea');
    await withTotp(here, who);
    await removeAuthenticator(here.core, here.actor, { user: who.id, kind: 'totp' });
    const again = await outcome(removeAuthenticator(here.core, here.actor, { user: who.id, kind: 'totp' }));
    assert.deepEqual(
      [again, await outcome(enrolTotp(here.core, who, who.id))],
      ['authenticator_not_found', 'done'],
    );
  });
});
