import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import {
  outcome,
  type Person,
  person,
  proven,
  sent,
  shownBy,
  signedIn,
  withTotp,
} from '../../../test/support/second-factors.ts';
import { setEmailVerified } from '../users/profile.ts';
import type { FactorKind } from './challenges/challenge.ts';
import { createChallenge } from './challenges/challenges.ts';
import { completeChallenge } from './challenges/complete.ts';
import { setMfa } from './factors.ts';
import { createRecoveryCodes, getOwnRecoveryCodes, replaceOwnRecoveryCodes } from './recovery-codes.ts';
import { removeOwnAuthenticator } from './totp.ts';

onEachEngine('a proof of who holds a session', (database) => {
  const here = directory(database);

  /** Reports whether completing the factor gave the session a proof. */
  async function proves(who: Person, factor: FactorKind, code?: string): Promise<boolean> {
    const { id } = await createChallenge(here.core, who, { user: who.id, factor });
    const shown = code ?? (await sent(here, who.id)).code ?? '';
    const session = await completeChallenge(here.core, who, { user: who.id, id, code: shown });
    assert.ok(session.factors.includes(factor));
    return session.mfaUpdatedAt !== null;
  }
  const firstCode = async (who: Person) => (await createRecoveryCodes(here.core, who, who.id))[0] ?? '';
  const enableMfa = (who: Person) => setMfa(here.core, here.actor, { id: who.id, enabled: true });

  it('allows reading and replacing the recovery codes for half an hour', async () => {
    const who = await person(here, 'ann');
    const before = [
      await outcome(getOwnRecoveryCodes(here.core, who, who.id)),
      await outcome(replaceOwnRecoveryCodes(here.core, who, who.id)),
    ];
    const codes = await createRecoveryCodes(here.core, who, who.id);
    const exist = await outcome(createRecoveryCodes(here.core, who, who.id));
    const shown = await proven(here, who, codes[0] ?? '');
    here.clock.advance(1_800_000);
    const left = await getOwnRecoveryCodes(here.core, shown, who.id);
    const replaced = await replaceOwnRecoveryCodes(here.core, shown, who.id);
    here.clock.advance(1);
    const late = [
      await outcome(getOwnRecoveryCodes(here.core, shown, who.id)),
      await outcome(replaceOwnRecoveryCodes(here.core, shown, who.id)),
    ];
    assert.deepEqual([before, exist], [['challenge_required', 'challenge_required'], 'recovery_codes_exist']);
    assert.deepEqual(left.toSorted(), codes.slice(1).toSorted());
    assert.deepEqual(
      replaced.map((code) => [/^[0-9a-f]{10}$/.test(code), codes.includes(code)]),
      Array.from({ length: 6 }, () => [true, false]),
    );
    assert.deepEqual(late, ['challenge_required', 'challenge_required']);
  });

  it('reveals the absence of recovery codes', async () => {
    const who = await person(here, 'ben', { email: 'verified' });
    await proves(who, 'email');
    const shown = { ...who, session: { ...who.session, mfaUpdatedAt: here.clock.now() } };
    const tried = [
      await outcome(getOwnRecoveryCodes(here.core, shown, who.id)),
      await outcome(replaceOwnRecoveryCodes(here.core, shown, who.id)),
    ];
    assert.deepEqual(tried, ['recovery_codes_not_found', 'recovery_codes_not_found']);
  });

  it('belongs to the session’s user, and not to an impersonated one', async () => {
    const ann = await proven(here, await person(here, 'cid'));
    const ben = await person(here, 'dan');
    await createRecoveryCodes(here.core, ben, ben.id);
    const asBen = { ...ann, id: ben.id, impersonatorId: ann.id };
    const tried = [
      await outcome(getOwnRecoveryCodes(here.core, asBen, ben.id)),
      await outcome(createChallenge(here.core, asBen, { user: ben.id, factor: 'totp' })),
    ];
    assert.deepEqual(tried, ['challenge_required', 'session_not_found']);
  });

  it('accepts factors newer than the session when they are the first', async () => {
    const who = await person(here, 'eve');
    const seed = await withTotp(here, who);
    const code = await firstCode(who);
    const tried = [
      await proves(who, 'totp', await shownBy(here, seed)),
      await proves(who, 'recoveryCode', code),
    ];
    assert.deepEqual(tried, [true, true]);
  });

  it('is not given by recovery codes created in the session when the authenticator is older', async () => {
    const before = await person(here, 'fay');
    const seed = await withTotp(here, before);
    const who = await signedIn(here, before.id);
    const byNew = await proves(who, 'recoveryCode', await firstCode(who));
    const refused = await outcome(removeOwnAuthenticator(here.core, who, who.id));
    const byOld = await proves(who, 'totp', await shownBy(here, seed));
    assert.deepEqual([byNew, refused, byOld], [false, 'challenge_required', true]);
  });

  it('is not given by an authenticator created in the session when the recovery codes are older', async () => {
    const before = await person(here, 'gil');
    const code = await firstCode(before);
    here.clock.advance(1_000);
    const who = await signedIn(here, before.id);
    const byNew = await proves(who, 'totp', await shownBy(here, await withTotp(here, who)));
    const byOld = await proves(who, 'recoveryCode', code);
    assert.deepEqual([byNew, byOld], [false, true]);
  });

  it('is not given by an authenticator created in the session of a user with an earlier verified address', async () => {
    const before = await person(here, 'hal', { email: 'verified' });
    await enableMfa(before);
    here.clock.advance(1_000);
    const who = await signedIn(here, before.id);
    const byNew = await proves(who, 'totp', await shownBy(here, await withTotp(here, who)));
    assert.deepEqual([byNew, await proves(who, 'email')], [false, true]);
  });

  it('is not given by an address verified in the session when the authenticator is older', async () => {
    const before = await person(here, 'ida', { email: 'unverified' });
    await withTotp(here, before);
    const who = await signedIn(here, before.id);
    await setEmailVerified(here.core, here.actor, { id: who.id, verified: true });
    assert.equal(await proves(who, 'email'), false);
  });

  it('is given by recovery codes that a server created, at any time', async () => {
    const before = await person(here, 'jan');
    await withTotp(here, before);
    const who = await signedIn(here, before.id);
    const [code = ''] = await createRecoveryCodes(here.core, here.actor, who.id);
    assert.equal(await proves(who, 'recoveryCode', code), true);
  });

  it('does not depend on an address that cannot be reached, or of a user without second factors', async () => {
    const plain = await person(here, 'kim', { email: 'verified' });
    const byPlain = await proves(plain, 'totp', await shownBy(here, await withTotp(here, plain)));
    const before = await person(here, 'lea', { email: 'verified' });
    await enableMfa(before);
    here.clock.advance(1_000);
    const signed = await signedIn(here, before.id);
    const closed = { ...signed, project: here.under({ mfaFactors: ['totp', 'phone'] }).project };
    const byClosed = await proves(closed, 'totp', await shownBy(here, await withTotp(here, closed)));
    assert.deepEqual([byPlain, byClosed], [true, true]);
  });
});
