import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { hours } from '../instant.ts';
import { messageWaitSeconds } from './message-pause.ts';

onEachEngine('messages to a recipient', (database) => {
  const here = directory(database);
  const guest = { ...here.actor, kind: 'guest', ip: '192.0.2.1' } as const;

  it('are ten at once; then each waits twice as long as the one before, ten minutes at most', async () => {
    const waits: number[] = [];
    for (let sent = 1; sent <= 25; sent++) {
      const wait = (await ask('ann')) ?? 0;
      waits.push(wait);
      here.clock.advance(wait * 1000);
      if (wait > 0) assert.equal(await ask('ann'), undefined);
    }
    assert.deepEqual(waits, [
      ...Array(10).fill(0),
      1,
      2,
      4,
      8,
      16,
      32,
      64,
      128,
      256,
      512,
      600,
      600,
      600,
      600,
      600,
    ]);
  });

  it('begin anew after an hour without one', async () => {
    for (let sent = 0; sent < 11; sent++) await ask('ben');
    here.clock.advance(hours(1) + 1);
    const waits = [];
    for (let sent = 0; sent < 11; sent++) waits.push(await ask('ben'));
    assert.deepEqual(waits, [...Array(10).fill(undefined), 1]);
  });

  it('of a hundred that are asked for at once are ten', async () => {
    const waits = await Promise.all(Array.from({ length: 100 }, () => ask('cid')));
    assert.equal(waits.filter((wait) => wait === undefined).length, 10);
  });

  it('that strangers ask for pause neither those of a device that the user is known at nor of a server', async () => {
    for (let sent = 0; sent < 20; sent++) await ask('dan');
    const device = { user: 'dan', nonce: 'n1' };
    const to = { to: 'dan@example.com', user: 'dan', purpose: 'recovery' } as const;
    const waits = [];
    for (const actor of [{ ...guest, device }, { ...guest, kind: 'key' as const }, guest])
      waits.push(await messageWaitSeconds(here.core, actor, to));
    assert.deepEqual(waits, [undefined, undefined, 1]);
  });

  function ask(name: string): Promise<number | undefined> {
    return messageWaitSeconds(here.core, guest, {
      to: `${name}@example.com`,
      user: name,
      purpose: 'recovery',
    });
  }
});
