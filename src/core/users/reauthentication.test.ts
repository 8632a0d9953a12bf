import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, type Person, person, proven, signedIn } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { setMfa, setOwnMfa } from '../factors/factors.ts';
import { openSession, prepareSession } from '../sessions/open-session.ts';
import { signInAnonymously } from '../sign-in/anonymous.ts';
import { type Email, emailOf } from './email.ts';
import { setOwnEmail, setOwnPassword, setOwnPhone } from './own.ts';
import { setPassword } from './passwords.ts';
import { type Phone, phoneOf } from './phone.ts';
import type { UserId } from './user.ts';

const PASSWORD = 'correct horse battery';
const MINUTE = 60_000;

onEachEngine('what a user signs in with', (database) => {
  const here = directory(database);
  let last = 0;
  const fresh = () => {
    last += 1;
    const email = emailOf(`new${last}@example.com`) as Email;
    return { email, phone: phoneOf(`+1415556${1000 + last}`) as Phone };
  };
  /** What each change comes to, of one caller. */
  const changes = async (who: Actor & { readonly id: string }) => {
    const user = who.id as UserId;
    const { email, phone } = fresh();
    return [
      await outcome(setOwnEmail(here.core, who, { user, email, password: PASSWORD })),
      await outcome(setOwnPhone(here.core, who, { user, phone, password: PASSWORD })),
      await outcome(setOwnPassword(here.core, who, { user, password: PASSWORD, old: PASSWORD })),
    ];
  };
  const withPassword = async (name: string): Promise<Person> => {
    const who = await person(here, name, { email: 'verified', phone: 'verified' });
    await setPassword(here.core, here.actor, { id: who.id, password: PASSWORD });
    return signedIn(here, who.id);
  };
  /** The caller's session as a signed token of it speaks. */
  const byToken = ({ session, ...who }: Person) => ({
    ...who,
    authentication: { factors: session.factors, signedInAt: session.createdAt },
  });
  const none = ['challenge_required', 'challenge_required', 'challenge_required'];
  const all = ['done', 'done', 'done'];

  it('is changed by the password alone where no second factor is asked for', async () => {
    const who = await withPassword('ann');
    here.clock.advance(60 * MINUTE);
    assert.deepEqual(await changes(who), all);
  });

  it('is changed with second factors on only within ten minutes of a challenge', async () => {
    const who = await withPassword('ben');
    await setOwnMfa(here.core, who, { user: who.id, enabled: true });
    const unproven = await changes(who);
    const sure = await proven(here, who);
    const off = (by: Actor) => outcome(setOwnMfa(here.core, by, { user: who.id, enabled: false }));
    const tokens = [await changes(byToken(sure)), await off(byToken(sure))];
    here.clock.advance(10 * MINUTE);
    const inTime = await outcome(
      setOwnPassword(here.core, sure, { user: who.id, password: PASSWORD, old: PASSWORD }),
    );
    here.clock.advance(1);
    const late = [await changes(sure), await off(sure), await off(who)];
    assert.deepEqual([unproven, tokens], [none, [none, 'challenge_required']]);
    assert.deepEqual([inTime, late], ['done', [none, 'challenge_required', 'challenge_required']]);
  });

  it('is not changed by a request from before second factors were switched on', async () => {
    const who = await withPassword('ina');
    const { check } = here.core.passwords;
    // The password takes a while; meanwhile the user switches second factors on elsewhere.
    const passwords: typeof here.core.passwords = {
      ...here.core.passwords,
      check: async (...of) => {
        const isRight = await check(...of);
        await setMfa(here.core, here.actor, { id: who.id, enabled: true });
        return isRight;
      },
    };
    for (const change of [setOwnEmail, setOwnPhone, setOwnPassword] as const) {
      await setMfa(here.core, here.actor, { id: who.id, enabled: false });
      const input = { user: who.id, password: PASSWORD, old: PASSWORD, ...fresh() };
      const changed = change({ ...here.core, passwords }, who, input);
      assert.equal(await outcome(changed), 'challenge_required', change.name);
    }
  });

  it('is changed, and second factors switched off, right after a challenge, and where none can be shown', async () => {
    const who = await withPassword('cid');
    await setOwnMfa(here.core, who, { user: who.id, enabled: true });
    const sure = await proven(here, who);
    const changed = await changes(sure);
    const off = await setOwnMfa(here.core, sure, { user: who.id, enabled: false });
    const bare = await person(here, 'dan');
    await setPassword(here.core, here.actor, { id: bare.id, password: PASSWORD });
    await setMfa(here.core, here.actor, { id: bare.id, enabled: true });
    const again = await signedIn(here, bare.id);
    const plain = await setOwnMfa(here.core, again, { user: bare.id, enabled: false });
    assert.deepEqual([changed, off.mfaEnabledAt, plain.mfaEnabledAt], [all, null, null]);
  });

  it('is given to a passwordless account only within fifteen minutes of a sign-in', async () => {
    const who = await person(here, 'eve', { email: 'verified' });
    here.clock.advance(15 * MINUTE);
    const [late, byOldToken] = [await changes(who), await changes(byToken(who))];
    const { authentication: _, ...unbound } = byToken(who);
    const onAServersWord = await changes(unbound);
    const back = await signedIn(here, who.id);
    here.clock.advance(14 * MINUTE);
    const { email } = fresh();
    const input = { user: who.id, email, password: PASSWORD };
    const inTime = await outcome(setOwnEmail(here.core, back, input));
    assert.deepEqual([late, byOldToken, onAServersWord, inTime], [none, none, none, 'done']);
  });

  it('is the session’s holder’s to say of an anonymous account, however long ago it began', async () => {
    const { session } = await signInAnonymously(here.core, here.actor);
    const user = session.userId as UserId;
    const who = { ...here.actor, kind: 'user', id: user, session } as const;
    here.clock.advance(1_000 * MINUTE);
    const { email } = fresh();
    assert.equal(await outcome(setOwnEmail(here.core, who, { user, email, password: PASSWORD })), 'done');
  });

  it('is nobody’s to say of an account without addresses that a server signs in', async () => {
    const who = await person(here, 'fay');
    const signIn = { user: who.id, provider: 'token', factors: ['token'] };
    const made = await prepareSession(here.core, here.actor, signIn);
    await here.core.write(here.actor, made.act, (tx) => openSession(here.core, here.actor, tx, made));
    here.clock.advance(16 * MINUTE);
    assert.deepEqual(await changes({ ...who, session: made.session }), none);
  });

  it('is not an impersonator’s to change of a passwordless account', async () => {
    const [who, imp] = [await person(here, 'gil', { email: 'verified' }), await person(here, 'hal')];
    const as = { ...who, session: imp.session, impersonatorId: imp.id };
    assert.deepEqual(await changes(as), none);
  });
});
