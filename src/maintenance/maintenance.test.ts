import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import { act, atOnce, findings, projectWith } from '../../test/support/history.ts';
import { until } from '../../test/support/patience.ts';
import { getHistoryStatus } from '../core/history/status.ts';
import type { ClockJump } from '../core/instant.ts';
import { createToken } from '../core/tokens/tokens.ts';
import type { UserId } from '../core/users/user.ts';
import { createUser, removeUser } from '../core/users/users.ts';
import { DEFAULT_PARTITION, listPartitions, monthOf, partitionOf } from '../db/audit-partitions.ts';
import { startMaintenance } from './maintenance.ts';

const pace = { pollMs: 5, most: 3, cadence: atOnce };

onEachEngine('the maintenance of a server', (database) => {
  const here = directory(database);
  const logger = () => {
    const lines: string[] = [];
    const write = (fields: object, message: string) =>
      void lines.push(`${message} ${JSON.stringify(fields)}`);
    return { lines, log: { info: write, warn: write } };
  };

  it('chains, signs and erases beside another server, and logs each checkpoint', async () => {
    const actor = await projectWith(here, 10);
    await createUser(here.core, actor, { id: 'ann' as UserId });
    const { lines, log } = logger();
    await using one = startMaintenance({ core: here.core, log }, pace);
    await using other = startMaintenance({ core: here.core, log }, pace);
    for (let at = 0; at < 10; at++) await act(here, actor);
    await removeUser(here.core, actor, 'ann' as UserId);
    here.clock.advance(60_000);
    const { db } = here.core.read;
    await until(async () => {
      const { waiting, chained, signed } = await getHistoryStatus(here.core);
      const marks = await db.selectFrom('erasures').select('user_id').execute();
      return waiting === 0 && chained === signed && marks.length === 0;
    });
    await Promise.all([one.stop(), other.stop()]);
    assert.deepEqual(await findings(here, actor), []);
    const stored = await db.selectFrom('history_checkpoints').select('signature').execute();
    assert.ok(stored.every(({ signature }) => lines.some((line) => line.includes(signature))));
    const others = lines.filter((line) => !line.startsWith('history checkpoint {"checkpoint":{"project":'));
    assert.deepEqual(others, []);
  });

  if (database.engine === 'postgres') {
    it('creates partitions soon after others let go of the table, and logs when that lasts', async () => {
      const { db } = here.core.read;
      const locked = async (during: () => Promise<void>) =>
        db.transaction().execute(async (tx) => {
          await sql`select 1 from ${sql.table(DEFAULT_PARTITION)} limit 1`.execute(tx);
          await during();
        });
      const { lines, log } = logger();
      const tried = async (tries: number) => {
        let count = 0;
        here.clock.advance(400 * 86_400_000);
        const partition = partitionOf(monthOf(here.clock.now()));
        const isThere = async () => (await listPartitions(here.core.read)).includes(partition);
        const unaudited: typeof here.core.unaudited = (work) => {
          count += 1;
          return here.core.unaudited(work);
        };
        const parts = { core: { ...here.core, unaudited }, log, checkpointLog: logger().log };
        await using server = startMaintenance(parts, pace);
        await locked(() => until(async () => count >= tries || lines.length > 0));
        await until(isThere);
        await server.stop();
      };
      await tried(4);
      assert.deepEqual(lines, []);
      await tried(1_000_000);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /^no partition for the next month yet /);
    });
  }

  it('does nothing after it was stopped', async () => {
    const server = startMaintenance({ core: here.core, log: logger().log }, pace);
    await server.stop();
    const actor = await projectWith(here, 1);
    await sleep(50);
    assert.equal((await getHistoryStatus(here.core)).waiting > 0, true);
    await using _other = startMaintenance({ core: here.core, log: logger().log }, pace);
    await until(async () => (await getHistoryStatus(here.core)).waiting === 0);
    assert.deepEqual(await findings(here, actor), []);
  });

  it('writes checkpoints to a log of their own', async () => {
    await projectWith(here, 2);
    const [usual, copies] = [logger(), logger()];
    const parts = { core: here.core, log: usual.log, checkpointLog: copies.log };
    await using server = startMaintenance(parts, pace);
    await until(async () => copies.lines.length > 0);
    await server.stop();
    assert.ok(copies.lines.every((line) => line.startsWith('history checkpoint')));
    assert.deepEqual(usual.lines, []);
  });

  it('logs each jump of the clock once, and corrects what was stored while it was ahead', async () => {
    let jump: ClockJump | undefined;
    const core = { ...here.core, clock: { ...here.clock, lastJump: () => jump } };
    const actor = await projectWith(here, 0);
    const { id: user } = await createUser(here.core, actor, { id: 'ben' as UserId });
    const { lines, log } = logger();
    await using server = startMaintenance({ core, log, checkpointLog: logger().log }, pace);
    await until(async () => (await getHistoryStatus(here.core)).waiting === 0);
    const day = 24 * 3_600_000;
    here.clock.advance(day);
    jump = { at: here.clock.now(), byMs: day };
    await until(async () => lines.length > 0);
    const { token } = await createToken(here.core, actor, { user, length: 64, seconds: 60 });
    here.clock.advance(-day);
    jump = { at: here.clock.now(), byMs: -day };
    const expiry = async () => {
      const row = here.core.read.db.selectFrom('tokens').select('expires_at').where('id', '=', token.id);
      return (await row.executeTakeFirstOrThrow()).expires_at;
    };
    await until(async () => (await expiry()) === here.clock.now() + 60_000);
    await sleep(50);
    await server.stop();
    assert.deepEqual(lines, [
      'the clock of this machine jumped {"seconds":86400}',
      'the clock of this machine jumped {"seconds":-86400}',
    ]);
  });

  it('logs one line when it fails and one when it recovers', async () => {
    const { lines, log } = logger();
    let [broken, tries] = [true, 0];
    const unaudited: typeof here.core.unaudited = (work) => {
      tries++;
      return broken ? Promise.reject(new Error('the disk is full')) : here.core.unaudited(work);
    };
    await projectWith(here, 2);
    await using server = startMaintenance({ core: { ...here.core, unaudited }, log }, pace);
    // Longer than several tries, of which one is told.
    await until(() => lines.length > 0 && tries > 3);
    broken = false;
    await until(() => lines.some((line) => line.includes('again')));
    await until(async () => (await getHistoryStatus(here.core)).waiting === 0);
    await server.stop();
    const said = lines.filter((line) => !line.startsWith('history checkpoint'));
    assert.deepEqual(said, [
      'the history cannot be chained {"error":"Error: the disk is full"}',
      'the history can be chained again {}',
    ]);
  });
});
