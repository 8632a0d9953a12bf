import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../../test/support/directory.ts';
import { onEachEngine } from '../../../../test/support/engines.ts';
import { outcome, person, sent } from '../../../../test/support/second-factors.ts';
import { hours } from '../../instant.ts';
import type { UserId } from '../../users/user.ts';
import { removeUser } from '../../users/users.ts';
import { type FactorKind, factorKinds } from './challenge.ts';
import { createChallenge } from './challenges.ts';

onEachEngine('challenges', (database) => {
  const here = directory(database);

  const rowsOf = (user: string) =>
    here.core.read.db
      .selectFrom('challenges')
      .selectAll()
      .where('user_id', '=', user)
      .orderBy('id')
      .execute();
  const count = async (table: 'challenges' | 'outbox') =>
    (await here.core.read.db.selectFrom(table).select('id').execute()).length;

  it('belong to the session and live for an hour', async () => {
    const who = await person(here, 'ann');
    const challenge = await createChallenge(here.core, who, { user: who.id, factor: 'recoveryCode' });
    const [row, ...more] = await rowsOf('ann');
    assert.deepEqual(
      [challenge, row, more],
      [
        {
          id: challenge.id,
          userId: 'ann',
          sessionId: who.session.id,
          factor: 'recoveryCode',
          createdAt: challenge.createdAt,
          expiresAt: challenge.createdAt + hours(1),
        },
        {
          project_id: 'test',
          user_id: 'ann',
          id: challenge.id,
          sequence: row?.sequence,
          session_id: who.session.id,
          factor: 'recoveryCode',
          secret_hash: null,
          expires_at: challenge.expiresAt,
        },
        [],
      ],
    );
  });

  for (const [factor, kind] of [
    ['email', 'mail'],
    ['phone', 'sms'],
  ] as const) {
    it(`by ${factor} send six digits, signal the outbox, and store a hash`, async () => {
      const who = await person(here, `to-${factor}`, { email: 'verified', phone: 'verified' });
      let notified = 0;
      const notifyOutbox = () => void notified++;
      await createChallenge(
        { ...here.core, notifyOutbox },
        { ...who, locale: 'de' },
        { user: who.id, factor },
      );
      const { code = '', to, queuedAt, ...message } = await sent(here, who.id);
      const [row] = await rowsOf(who.id);
      assert.equal(queuedAt, here.clock.now());
      assert.match(code, /^\d{6}$/);
      assert.match(to, factor === 'email' ? /^to-email@example.com$/ : /^\+1415555\d{4}$/);
      assert.deepEqual(message, {
        kind,
        purpose: `mfa-${factor}`,
        locale: 'de',
        project: 'Test',
        name: '',
        minutes: 10,
      });
      assert.match(row?.secret_hash ?? '', /^[0-9a-f]{64}$/);
      assert.equal(notified, 1);
    });
  }

  it('are refused, and nothing is written or sent, when the factor is unavailable', async () => {
    const [none, open] = [
      await person(here, 'cid'),
      await person(here, 'dan', { email: 'unverified', phone: 'unverified' }),
    ];
    const all = await person(here, 'eve', { email: 'verified', phone: 'verified' });
    const mute = { ...here.core, channels: { ...here.core.channels, sendsMail: false, sendsSms: false } };
    const { session: _, ...signed } = all;
    const closed = { ...all, project: here.under({ mfaFactors: ['totp', 'phone'] }).project };
    const before = [await count('challenges'), await count('outbox')];
    const ask = (actor: typeof signed, factor: FactorKind, core = here.core) =>
      outcome(createChallenge(core, actor, { user: actor.id, factor }));
    const refused = {
      email: await ask(none, 'email'),
      phone: await ask(none, 'phone'),
      unverifiedEmail: await ask(open, 'email'),
      unverifiedPhone: await ask(open, 'phone'),
      noMail: await ask(all, 'email', mute),
      noSms: await ask(all, 'phone', mute),
      closedEmail: await ask(closed, 'email'),
      noSession: await ask(signed, 'totp'),
      foreign: await outcome(createChallenge(here.core, all, { user: none.id, factor: 'totp' })),
    };
    assert.deepEqual(refused, {
      email: 'email_missing',
      phone: 'phone_missing',
      unverifiedEmail: 'email_unverified',
      unverifiedPhone: 'phone_unverified',
      noMail: 'mail_disabled',
      noSms: 'sms_disabled',
      closedEmail: 'auth_method_disabled',
      noSession: 'session_not_found',
      foreign: 'session_not_found',
    });
    assert.deepEqual([await count('challenges'), await count('outbox')], before);
  });

  it('are unaffected when a project disables sign-in by email', async () => {
    const who = await person(here, 'fay', { phone: 'verified' });
    const closed = { ...who, project: here.under({ mfaFactors: ['totp', 'phone'] }).project };
    const kinds = factorKinds.filter((kind) => kind !== 'email' && kind !== 'custom');
    const asked = await Promise.all(
      kinds.map((factor) => outcome(createChallenge(here.core, closed, { user: who.id, factor }))),
    );
    assert.deepEqual(
      asked,
      kinds.map(() => 'done'),
    );
  });

  it('are limited to twenty, of which the oldest are deleted', async () => {
    const who = await person(here, 'gil');
    const made: string[] = [];
    for (let at = 0; at < 23; at++) {
      made.push((await createChallenge(here.core, who, { user: who.id, factor: 'totp' })).id);
    }
    const kept = (await rowsOf('gil')).map(({ id }) => id);
    assert.deepEqual(kept.toSorted(), made.slice(-20).toSorted());
  });

  it('are limited to twenty also for a hundred concurrent requests', async () => {
    const who = await person(here, 'hal');
    await Promise.all(
      Array.from({ length: 100 }, () => createChallenge(here.core, who, { user: who.id, factor: 'totp' })),
    );
    assert.equal((await rowsOf('hal')).length, 20);
  });

  it('free their place when they expire', async () => {
    const who = await person(here, 'ida');
    await createChallenge(here.core, who, { user: who.id, factor: 'totp' });
    here.clock.advance(hours(1));
    const { id } = await createChallenge(here.core, who, { user: who.id, factor: 'totp' });
    assert.deepEqual(
      (await rowsOf('ida')).map((row) => row.id),
      [id],
    );
  });

  it('are deleted with their user', async () => {
    const who = await person(here, 'jan');
    await createChallenge(here.core, who, { user: who.id, factor: 'totp' });
    await removeUser(here.core, here.actor, 'jan' as UserId);
    assert.deepEqual(await rowsOf('jan'), []);
  });
});
