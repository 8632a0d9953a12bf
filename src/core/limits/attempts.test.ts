import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { digest } from '../../crypto/tokens.ts';
import { openEngine } from '../../open.ts';
import type { Actor } from '../actor.ts';
import { type Core, createCore } from '../core.ts';
import { Failure, retryAfterSeconds } from '../failure.ts';
import { hours } from '../instant.ts';
import { prepareSession } from '../sessions/open-session.ts';
import { insertSession } from '../sessions/store.ts';
import { type UserId, userIdOf } from '../users/user.ts';
import { type AttemptKind, clearAttempts, countAttempt, recordFailure, resetAttempts } from './attempts.ts';
import { findAttempts } from './store.ts';

const HOUR = 3_600;
const REFUSAL = {
  act: 'session.refuse',
  details: { factor: 'password', reason: 'wrong', count: 1 },
} as const;

type Target = UserId | { readonly unknown: string };
type By = { readonly actor?: Partial<Actor>; readonly factor?: AttemptKind };
type Begun = { readonly tried: number } | { readonly waits: number | undefined };

onEachEngine('attempts', (database) => {
  const here = directory(database);

  it('five are free, then each waits twice as long as the one before, a minute at most', async () => {
    const waits: number[] = [];
    for (let tried = 1; tried <= 20; tried++) {
      const wait = await miss('ann' as UserId);
      waits.push(wait);
      here.clock.advance(wait * 1000);
    }
    const doubling = [1, 2, 4, 8, 16, 32];
    assert.deepEqual(waits, [0, 0, 0, 0, ...doubling, ...Array(10).fill(60)]);
  });

  it('are not evaluated until the wait is over, to the millisecond', async () => {
    await missHourly('ben' as UserId, 8);
    here.clock.advance(8_000 - 1);
    const early = await begin('ben' as UserId);
    here.clock.advance(1);
    const due = await begin('ben' as UserId);
    assert.deepEqual([early, due], [{ waits: 1 }, { tried: 9 }]);
  });

  it('that were checked before the wait began are not evaluated either', async () => {
    await missHourly('bob' as UserId, 8);
    const blind = { ...here.core, read: { ...here.core.read, rows: async () => [] } };
    assert.deepEqual(await begin('bob' as UserId, {}, blind), { waits: HOUR });
    here.clock.advance(8_000);
    assert.deepEqual(await begin('bob' as UserId), { tried: 9 });
  });

  it('are no longer evaluated after a hundred, however long the wait', async () => {
    await missHourly('cid' as UserId, 100);
    here.clock.advance(hours(24 * 365));
    assert.deepEqual(await begin('cid' as UserId), { waits: HOUR });
  });

  it('are evaluated for a hundred of a thousand at once', async () => {
    const begun = await Promise.all(Array.from({ length: 1000 }, () => begin('dan' as UserId)));
    assert.deepEqual(triedIn(begun), upTo(100));
    assert.deepEqual(await begin('dan' as UserId), { waits: HOUR });
  });

  it('are evaluated for a hundred of a thousand at once over two servers', async () => {
    await using other = await anotherServer();
    const begun = await Promise.all(
      Array.from({ length: 1000 }, (_, at) => begin('eve' as UserId, {}, at % 2 ? other.core : here.core)),
    );
    assert.deepEqual(triedIn(begun), upTo(100));
  });

  it('keep their count and wait after a restart', async () => {
    await missHourly('fay' as UserId, 9);
    await using restarted = await anotherServer();
    const during = await begin('fay' as UserId, {}, restarted.core);
    here.clock.advance(16_000);
    const afterwards = await begin('fay' as UserId, {}, restarted.core);
    assert.deepEqual([during, afterwards], [{ waits: 16 }, { tried: 10 }]);
  });

  it('are reset by a success', async () => {
    await missHourly('gil' as UserId, 7);
    here.clock.advance(hours(1));
    const right = await countAttempt(here.core, here.actor, { user: 'gil' as UserId, factor: 'password' });
    await here.core.write(here.actor, REFUSAL, (tx) => resetAttempts(tx, right));
    assert.deepEqual([right.tried, await begin('gil' as UserId)], [8, { tried: 1 }]);
  });

  it('are counted per factor', async () => {
    await missHourly('hal' as UserId, 6);
    assert.deepEqual(await begin('hal' as UserId), { waits: 2 });
    assert.deepEqual(await begin('hal' as UserId, { factor: 'totp' }), { tried: 1 });
  });

  it('by strangers lock out strangers, and neither a known device nor a network of the user', async () => {
    const user = await signedIn('ida' as UserId, '192.0.2.7');
    await Promise.all(Array.from({ length: 100 }, () => begin(user)));
    const device = { user, nonce: 'n1' };
    const from = [{}, { ip: '192.0.2.8' }, { device }, { ip: '192.0.2.8', device }, { ip: '192.0.2.7' }];
    const begun = [];
    for (const actor of from) begun.push(await begin(user, { actor }));
    assert.deepEqual(begun, [{ waits: HOUR }, { waits: HOUR }, { tried: 1 }, { tried: 2 }, { tried: 1 }]);
  });

  it('on a device of another user are a stranger’s', async () => {
    await Promise.all(Array.from({ length: 100 }, () => begin('jan' as UserId)));
    const begun = await begin('jan' as UserId, { actor: { device: { user: 'eve', nonce: 'n1' } } });
    assert.deepEqual(begun, { waits: HOUR });
  });

  it('on a known device are limited too', async () => {
    const actor = { device: { user: 'kim', nonce: 'n1' } };
    const begun = await Promise.all(Array.from({ length: 150 }, () => begin('kim' as UserId, { actor })));
    assert.deepEqual(triedIn(begun), upTo(100));
  });

  it('at an unknown address are counted the same way', async () => {
    const nobody = { unknown: 'nobody@example.com' };
    const waits: number[] = [];
    for (let tried = 1; tried <= 6; tried++) {
      waits.push(await miss(nobody));
      here.clock.advance(hours(1));
    }
    const another = await begin({ unknown: 'noone@example.com' });
    assert.deepEqual([waits, another], [[0, 0, 0, 0, 1, 2], { tried: 1 }]);
  });

  it('do not reveal an unknown address in the database, and its key is never a user id', async () => {
    const address = 'secret@example.com';
    const { user: key } = await countAttempt(here.core, here.actor, {
      user: { unknown: address },
      factor: 'email',
    });
    const rows = await here.core.read.db
      .selectFrom('attempts')
      .selectAll()
      .where('user_id', '>=', '~')
      .execute();
    const found = rows.find((row) => row.user_id === key);
    assert.match(key, /^~[0-9a-f]{64}$/);
    assert.equal(userIdOf(key), undefined);
    assert.deepEqual([found?.factor, JSON.stringify(rows).includes('secret')], ['email', false]);
    assert.notEqual(key.slice(1), digest(address));
  });

  it('are reset for one factor, or all, when it is replaced', async () => {
    const user = 'lea' as UserId;
    const device = { actor: { device: { user, nonce: 'n1' } } };
    const all = () =>
      Promise.all([
        begin(user),
        begin(user, device),
        begin(user, { factor: 'totp' }),
        begin('max' as UserId),
      ]);
    await all();
    await here.core.write(here.actor, REFUSAL, (tx) =>
      clearAttempts(tx, here.actor, { user, factor: 'password' }),
    );
    const one = triedIn(await all());
    await here.core.write(here.actor, REFUSAL, (tx) => clearAttempts(tx, here.actor, { user }));
    assert.deepEqual(
      [one, triedIn(await all())],
      [
        [1, 1, 2, 2],
        [1, 1, 1, 3],
      ],
    );
  });

  /** Begins an attempt; returns its number, or the seconds to wait. */
  async function begin(user: Target, by: By = {}, core = here.core): Promise<Begun> {
    try {
      const actor = { ...here.actor, ...by.actor };
      const { tried } = await countAttempt(core, actor, { user, factor: by.factor ?? 'password' });
      return { tried };
    } catch (error) {
      if (error instanceof Failure && error.code === 'rate_limited')
        return { waits: retryAfterSeconds(error.data) };
      throw error;
    }
  }

  /** Fails an attempt; returns the seconds that the next one has to wait. */
  async function miss(user: Target): Promise<number> {
    const attempt = await countAttempt(here.core, here.actor, { user, factor: 'password' });
    await here.core.write(here.actor, REFUSAL, (tx) => recordFailure(here.core, tx, attempt));
    const { not_before = 0 } = (await findAttempts(here.core.read, attempt.project, attempt)) ?? {};
    return Math.max(0, (not_before - here.clock.now()) / 1000);
  }

  /** Waits an hour before each, so that none is refused. */
  async function missHourly(user: Target, times: number): Promise<void> {
    for (let tried = 1; tried <= times; tried++) {
      here.clock.advance(hours(1));
      await miss(user);
    }
  }

  async function signedIn(user: UserId, ip: string): Promise<UserId> {
    const actor = { ...here.actor, ip };
    const fresh = await prepareSession(here.core, actor, { user, provider: 'email', factors: ['password'] });
    await here.core.write(actor, fresh.act, (tx) => insertSession(tx, actor.project.id, fresh));
    return user;
  }

  async function anotherServer(): Promise<AsyncDisposable & { readonly core: Core }> {
    const engine = await openEngine(database.config(), database.secrets());
    const { read: _read, write: _write, unaudited: _count, ...parts } = here.core;
    return { core: createCore(engine, parts), [Symbol.asyncDispose]: () => engine.close() };
  }
});

function triedIn(begun: readonly Begun[]): readonly number[] {
  return begun.flatMap((each) => ('tried' in each ? each.tried : [])).toSorted((a, b) => a - b);
}

function upTo(most: number): readonly number[] {
  return Array.from({ length: most }, (_, at) => at + 1);
}
