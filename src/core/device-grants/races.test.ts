import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HEX_CLIENT } from '../../../test/support/acts-devices.ts';
import { flawsIn } from '../../../test/support/consistency.ts';
import { asking, decidedOn, granted, holder, redeem, somebody } from '../../../test/support/devices.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { actsOf, anotherServer, outcomes } from '../../../test/support/second-factors.ts';
import { getUser, removeUser } from '../users/users.ts';
import { decideOnDevice } from './device-codes.ts';
import { refreshGrant } from './refresh.ts';

const CROWD = 50;

onEachEngine('under concurrency', (database) => {
  const here = directory(database);
  const crowd = <T>(one: (at: number) => Promise<T>) =>
    Promise.all(Array.from({ length: CROWD }, (_, at) => one(at)));

  it(`a device code is redeemed once in ${CROWD} attempts over two servers`, async () => {
    const ann = await somebody(here, 'ann');
    const { deviceCode } = await decidedOn(here, ann);
    await using other = await anotherServer(here, database);
    const answers = await crowd((at) => redeem(at % 2 ? other : here, deviceCode));
    const tokens = answers.flatMap((answer) => (answer.state === 'granted' ? [answer.tokens] : []));
    const others = answers.filter(({ state }) => state === 'unknown').length;
    const rows = await here.core.read.db.selectFrom('device_grants').select('user_id').execute();
    assert.deepEqual(
      [tokens.length, others, rows.length, await holder(here, tokens[0]?.accessToken ?? '')],
      [1, CROWD - 1, 1, ann],
    );
  });

  it(`a refresh token is valid once in ${CROWD} attempts over two servers, and its reuse ends the grant`, async () => {
    const bob = await somebody(here, 'bob');
    const { refreshToken } = await granted(here, bob);
    await using other = await anotherServer(here, database);
    const tries = Array.from({ length: CROWD }, (_, at) =>
      refreshGrant((at % 2 ? other : here).core, here.actor, { refreshToken, clientId: HEX_CLIENT }),
    );
    const counts = await outcomes(tries);
    const rows = await here.core.read.db
      .selectFrom('device_grants')
      .select('id')
      .where('user_id', '=', bob)
      .execute();
    assert.deepEqual(
      [counts, rows, (await actsOf(here, bob)).slice(3)],
      [{ done: 1, token_invalid: CROWD - 1 }, [], ['session.update', 'session.delete']],
    );
  });

  it(`one decision counts among ${CROWD} of two users`, async () => {
    const users = await Promise.all(
      ['carl', 'dora'].map(async (name) => getUser(here.core, here.actor, await somebody(here, name))),
    );
    const { request, deviceCode } = await asking(here);
    const tries = Array.from({ length: CROWD }, (_, at) =>
      decideOnDevice(here.core, here.actor, {
        user: users[at % 2] as (typeof users)[number],
        request,
        approves: at % 4 > 1,
        factors: ['password'],
      }),
    );
    const counts = await outcomes(tries);
    const { state } = await redeem(here, deviceCode);
    assert.deepEqual(counts, { done: 1, token_invalid: CROWD - 1 });
    assert.ok(state === 'granted' || state === 'denied', state);
  });

  it('a user deleted while devices redeem approved codes leaves nothing', async () => {
    const ed = await somebody(here, 'ed');
    const codes = [];
    for (let at = 0; at < 5; at++) codes.push((await decidedOn(here, ed)).deviceCode);
    await Promise.all([
      removeUser(here.core, here.actor, ed),
      ...codes.map((deviceCode) => redeem(here, deviceCode)),
    ]);
    assert.deepEqual(await flawsIn(database), []);
  });
});
