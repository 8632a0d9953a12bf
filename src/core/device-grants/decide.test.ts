import assert from 'node:assert/strict';
import { it } from 'node:test';
import { asking, redeem } from '../../../test/support/devices.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import {
  actsOf,
  outcome,
  outcomes,
  person,
  STEP_MS,
  shownBy,
  withTotp,
} from '../../../test/support/second-factors.ts';
import { usernames } from '../../../test/support/usernames.ts';
import type { Actor } from '../actor.ts';
import { removeAuthenticator, setMfa } from '../factors/factors.ts';
import { setPassword } from '../users/passwords.ts';
import { setStatus } from '../users/profile.ts';
import { type Decision, decide } from './decide.ts';

const PASSWORD = 'a password that is right';

onEachEngine('a user who decides on a device', (database) => {
  const here = directory(database);
  const guest: Actor = { ...here.actor, kind: 'guest', ip: '203.0.113.9' };

  /** Creates a user who signs in with this name at example.com. */
  const user = async (name: string) => {
    const who = await person(here, name, { email: 'verified' });
    await setPassword(here.core, here.actor, { id: who.id, password: PASSWORD });
    return who;
  };
  const says = (name: string, more: Partial<Decision> = {}): Decision => ({
    login: `${name}@Example.com`,
    password: PASSWORD,
    code: '',
    approves: true,
    usernames,
    ...more,
  });
  const state = async (deviceCode: string) => (await redeem(here, deviceCode)).state;

  it('approves or denies it with a password, as the recorded actor', async () => {
    const ann = await user('ann');
    const [one, other] = [await asking(here), await asking(here)];
    await decide(here.core, guest, one.request, says('ann'));
    await decide(here.core, guest, other.request, says('ann', { approves: false }));
    const rows = await here.core.read.db
      .selectFrom('audit')
      .select(['act', 'actor_kind', 'actor_id', 'ip'])
      .where('user_id', '=', ann.id)
      .where('act', 'like', 'device.%')
      .orderBy('id')
      .execute();
    assert.deepEqual(
      [await state(one.deviceCode), await state(other.deviceCode), rows.map((row) => Object.values(row))],
      [
        'granted',
        'denied',
        [
          ['device.approve', 'user', ann.id, guest.ip],
          ['device.deny', 'user', ann.id, guest.ip],
        ],
      ],
    );
  });

  it('must give the right password, and must not be blocked', async () => {
    const bob = await user('bob');
    const { request, deviceCode } = await asking(here);
    const tries = [says('bob', { password: 'wrong' }), says('nobody'), says('bob', { login: 'bob' })];
    const refused = await Promise.all(tries.map((one) => outcome(decide(here.core, guest, request, one))));
    await setStatus(here.core, here.actor, { id: bob.id, active: false });
    const blocked = await outcome(decide(here.core, guest, request, says('bob')));
    assert.deepEqual(
      [refused, blocked, await state(deviceCode)],
      [['credentials_wrong', 'credentials_wrong', 'credentials_wrong'], 'user_blocked', 'pending'],
    );
  });

  it('is locked out after five wrong passwords, as at every sign-in', async () => {
    await user('gus');
    const { request, deviceCode } = await asking(here);
    const wrong: string[] = [];
    for (let at = 0; at < 5; at++)
      wrong.push(await outcome(decide(here.core, guest, request, says('gus', { password: `${at}` }))));
    const right = await outcome(decide(here.core, guest, request, says('gus')));
    here.clock.advance(1_000);
    const later = await outcome(decide(here.core, guest, request, says('gus')));
    assert.deepEqual(
      [wrong, right, later, await state(deviceCode)],
      [Array.from({ length: 5 }, () => 'credentials_wrong'), 'rate_limited', 'done', 'granted'],
    );
  });

  it('gives an authenticator code when a second factor is required, once each', async () => {
    const carl = await user('carl');
    const seed = await withTotp(here, carl);
    await setMfa(here.core, here.actor, { id: carl.id, enabled: true });
    const { request, deviceCode } = await asking(here);
    const code = await shownBy(here, seed);
    const wrong = code === '000000' ? '000001' : '000000';
    const refused = [
      await outcome(decide(here.core, guest, request, says('carl'))),
      await outcome(decide(here.core, guest, request, says('carl', { code: wrong }))),
    ];
    const done = await outcome(decide(here.core, guest, request, says('carl', { code })));
    const next = await asking(here);
    const again = await outcome(decide(here.core, guest, next.request, says('carl', { code })));
    here.clock.advance(STEP_MS);
    const fresh = await shownBy(here, seed);
    const denied = says('carl', { code: fresh, approves: false });
    const deny = await outcome(decide(here.core, guest, next.request, denied));
    assert.deepEqual(
      [refused, done, again, deny, await state(deviceCode), await state(next.deviceCode)],
      [['factors_required', 'token_invalid'], 'done', 'token_invalid', 'done', 'granted', 'denied'],
    );
    assert.deepEqual(
      (await actsOf(here, carl.id)).filter((act) => act.startsWith('challenge')),
      ['challenge.refuse', 'challenge.refuse'],
    );
  });

  it('cannot use one code for several devices at once', async () => {
    const ed = await user('ed');
    const seed = await withTotp(here, ed);
    await setMfa(here.core, here.actor, { id: ed.id, enabled: true });
    const devices = [];
    for (let at = 0; at < 4; at++) devices.push(await asking(here));
    const code = await shownBy(here, seed);
    const counts = await outcomes(
      devices.map(({ request }) => decide(here.core, guest, request, says('ed', { code }))),
    );
    assert.equal(counts.done, 1);
  });

  it('cannot skip a second factor by mail, which is not possible here', async () => {
    const dora = await user('dora');
    const seed = await withTotp(here, dora);
    await setMfa(here.core, here.actor, { id: dora.id, enabled: true });
    await removeAuthenticator(here.core, here.actor, { user: dora.id, kind: 'totp' });
    const { request, deviceCode } = await asking(here);
    const code = await shownBy(here, seed);
    const tries = [says('dora'), says('dora', { code })];
    const refused = await Promise.all(tries.map((one) => outcome(decide(here.core, guest, request, one))));
    const none = { ...guest, project: here.under({ mfaFactors: ['totp', 'phone'] }).project };
    const owesNone = await outcome(decide(here.core, none, request, says('dora')));
    assert.deepEqual(
      [refused, owesNone, await state(deviceCode)],
      [['factors_required', 'factors_required'], 'done', 'granted'],
    );
  });

  it('cannot when the project disables passwords', async () => {
    await user('fay');
    const { request } = await asking(here);
    const closed = { ...guest, project: here.under({ disabledAuthMethods: ['email-password'] }).project };
    assert.equal(await outcome(decide(here.core, closed, request, says('fay'))), 'auth_method_disabled');
  });
});
