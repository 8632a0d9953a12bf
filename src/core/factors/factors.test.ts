import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import {
  again,
  outcome,
  type Person,
  person,
  proven,
  sent,
  withTotp,
} from '../../../test/support/second-factors.ts';
import type { Core } from '../core.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import { listFactors, setMfa, setOwnMfa } from './factors.ts';
import { mfaRequired } from './mfa-required.ts';
import { createRecoveryCodes } from './recovery-codes.ts';

onEachEngine('second factors', (database) => {
  const here = directory(database);
  const enable = (who: Person) => setOwnMfa(here.core, who, { user: who.id, enabled: true });

  it('are listed when present and verified', async () => {
    const who = await person(here, 'ann', { email: 'unverified', phone: 'verified' });
    const before = await listFactors(here.core, who, who.id);
    await withTotp(here, who);
    await createRecoveryCodes(here.core, who, who.id);
    const after = await listFactors(here.core, who, who.id);
    assert.deepEqual(
      [before, after],
      [
        { totp: false, phone: true, email: false, recoveryCode: false, custom: false },
        { totp: true, phone: true, email: false, recoveryCode: true, custom: false },
      ],
    );
  });

  it('count as completed in the session that switches them on, without a proof', async () => {
    const who = await person(here, 'ben', { email: 'verified', phone: 'verified' });
    await withTotp(here, who);
    const on = await enable(who);
    const { session } = await again(here, who);
    const message = await sent(here, 'ben');
    const sure = await proven(here, who);
    const off = await setOwnMfa(here.core, sure, { user: who.id, enabled: false });
    assert.deepEqual([on.mfaEnabledAt, off.mfaEnabledAt], [here.clock.now(), null]);
    assert.deepEqual([session.factors, session.mfaUpdatedAt], [['password', 'totp', 'email', 'phone'], null]);
    assert.deepEqual([message.purpose, message.to], ['mfa-changed', 'ben@example.com']);
  });

  it('keep the time when they were switched on, and notify nobody without a change', async () => {
    const who = await person(here, 'cid', { email: 'verified' });
    const { mfaEnabledAt } = await enable(who);
    const messages = async () =>
      (await here.core.read.db.selectFrom('outbox').select('id').where('user_id', '=', 'cid').execute())
        .length;
    const before = await messages();
    here.clock.advance(1_000);
    assert.deepEqual([(await enable(who)).mfaEnabledAt, await messages()], [mfaEnabledAt, before]);
  });

  it('count as the project’s policy says', async () => {
    const who = await person(here, 'dan', { email: 'verified' });
    const closed = { ...who, project: here.under({ mfaFactors: ['totp', 'phone'] }).project };
    await setOwnMfa(here.core, closed, { user: who.id, enabled: true });
    assert.deepEqual((await again(here, who)).session.factors, ['password']);
  });

  it('can be switched on without a session of one’s own', async () => {
    const who = await person(here, 'eve', { email: 'verified' });
    const { session: _, ...signed } = who;
    await setOwnMfa(here.core, signed, { user: who.id, enabled: true });
    const missing = await outcome(setOwnMfa(here.core, who, { user: 'nobody' as UserId, enabled: true }));
    assert.deepEqual([(await again(here, who)).session.factors, missing], [['password'], 'user_not_found']);
  });

  it('are required of a session with fewer than two, if the user has any', async () => {
    const [none, byMail] = [await person(here, 'fay'), await person(here, 'gil', { email: 'verified' })];
    const [bySms, byTotp] = [await person(here, 'hal', { phone: 'verified' }), await person(here, 'ida')];
    const open = await person(here, 'jan', { email: 'unverified', phone: 'unverified' });
    await withTotp(here, byTotp);
    const enough = { ...byTotp, session: { ...byTotp.session, factors: ['password', 'totp'] } };
    const closed = { ...byMail, project: here.under({ mfaFactors: ['totp', 'phone'] }).project };
    const people = [none, open, byMail, closed, bySms, byTotp, enough];
    const owed = (core: Core = here.core) =>
      Promise.all(
        people.map(async (who) => mfaRequired(core, who, await getUser(here.core, who, who.id), who.session)),
      );
    const before = await owed();
    for (const { id } of people) await setMfa(here.core, here.actor, { id, enabled: true });
    let asked = 0;
    const rows: Core['read']['rows'] = (query) => {
      asked++;
      return here.core.read.rows(query);
    };
    const after = await owed({ ...here.core, read: { ...here.core.read, rows } });
    assert.deepEqual(
      before,
      people.map(() => false),
    );
    assert.deepEqual(after, [false, false, true, false, true, true, false]);
    assert.equal(asked, 4);
  });
});
