import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import { anotherServer } from '../../test/support/second-factors.ts';
import { hours, minutes } from './instant.ts';
import { createSweeper } from './sweeping.ts';
import { createToken } from './tokens/tokens.ts';
import type { UserId } from './users/user.ts';
import { createUser } from './users/users.ts';

onEachEngine('sweeping what has expired', (database) => {
  const here = directory(database);
  const ann = 'ann' as UserId;
  const expired = async (tokens: number) => {
    for (let at = 0; at < tokens; at++)
      await createToken(here.core, here.actor, { user: ann, length: 64, seconds: 60 });
    here.clock.advance(hours(2));
  };

  it('is done by one server at a time, and counted', async () => {
    await createUser(here.core, here.actor, { id: ann });
    await using other = await anotherServer(here, database);
    const [one, two] = [createSweeper(here.core), createSweeper(other.core)];
    await expired(3);
    const reports = await Promise.all([one.sweep(), two.sweep()]);
    const done = reports.filter((report) => report !== undefined);
    assert.deepEqual(
      done.map(({ tokens }) => tokens),
      [{ swept: 3, waiting: 0 }],
    );
    const [holder, waiter] = reports[0] ? [one, two] : [two, one];
    await expired(1);
    // The lease has ended by then: the first server to ask has it.
    assert.equal((await waiter.sweep())?.tokens.swept, 1);
    assert.equal(await holder.sweep(), undefined);
    await waiter.stop();
    assert.equal((await holder.sweep())?.tokens.swept, 0);
  });

  it('goes on when the holder is gone, and when its lease was taken by a clock that was ahead', async () => {
    const [gone, next] = [createSweeper(here.core), createSweeper(here.core)];
    here.clock.advance(minutes(10));
    assert.ok(await gone.sweep());
    assert.equal(await next.sweep(), undefined);
    here.clock.advance(minutes(6));
    assert.ok(await next.sweep());
    here.clock.advance(hours(-3));
    assert.ok(await gone.sweep());
  });

  it('reports what is left, up to a bound', async () => {
    const sweeper = createSweeper(here.core);
    here.clock.advance(hours(4));
    await expired(2);
    const core = {
      ...here.core,
      clock: { ...here.core.clock, lastJump: () => ({ at: here.clock.now(), byMs: hours(1) }) },
    };
    const distrustful = createSweeper(core);
    assert.deepEqual((await distrustful.sweep())?.tokens, { swept: 0, waiting: 2 });
    await distrustful.stop();
    assert.deepEqual((await sweeper.sweep())?.tokens, { swept: 2, waiting: 0 });
  });
});
