import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDirectory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { act, chainAll, chainAndSign, findings, projectWith } from '../../../test/support/history.ts';
import {
  addPartition,
  DEFAULT_PARTITION,
  listPartitions,
  monthOf,
  prepareShards,
} from '../../db/audit-partitions.ts';
import { migrations } from '../../db/migrations/all.ts';
import { openEngine } from '../../open.ts';
import { encode, entryHash, GENESIS_HASH, personalHash } from './encoding.ts';
import { preparePartitions } from './partitions.ts';
import { findLanes } from './store.ts';
import { verifyHistory } from './verification.ts';

const NEW = '0031-history-lanes';
/** The last one as the version before wrote it: without a place. */
const OLD_INSERT = sql`insert into audit (project_id, id, at, act, actor_kind, actor_id, user_id, details)
  values ('old', '659000000000000000ff', 1786000000000, 'user.create', 'key', 'k', 'ann', '{}')`;

onEachEngine('a history from before it had lanes', (database) => {
  it('stays proven, with its checkpoint, and goes on', async () => {
    const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < NEW));
    const engine = await openEngine(database.config(), database.secrets());
    await engine.migrate(before);
    const row = (at: number) => ({
      project_id: 'old',
      id: (1_786_000_000_000_000 + at * 1e12).toString(16).padStart(13, '0').padEnd(20, '0'),
      at: 1_786_000_000_000 + at * 1e9,
      act: 'session.create',
      actor_kind: 'user',
      actor_id: 'eve',
      acting_as: null,
      user_id: at === 1 ? null : 'ann',
      ip: '203.0.113.7',
      user_agent: null,
      request_id: null,
      details: '{}',
    });
    let hash = GENESIS_HASH;
    const rows = [0, 1, 2].map((at) => {
      const entry = { ...row(at), position: at + 1 };
      const personal_hash = personalHash(entry, 'aa');
      hash = entryHash(hash, { ...entry, lane: 0 }, personal_hash);
      return { ...entry, hash, personal_hash, salt: 'aa' };
    });
    await engine.transact(async ({ db }) => {
      await db
        .insertInto('audit')
        .values(rows as never)
        .execute();
      await sql`insert into history_heads (project_id, position, hash, updated_at, signed_position, signed_at)
        values ('old', 3, ${hash}, 1, 3, 1)`.execute(db);
    });
    await engine.close();
    const here = { ...(await openDirectory(database)), under: undefined as never };
    const text = encode(['denizen checkpoint 1', 'old', 3, hash, 1]);
    const signature = createHmac('sha256', here.core.seal.derive('history')).update(text).digest('hex');
    const checkpoint = { project: 'old', position: 3, hash, at: 1, signature };
    await here.engine.transact(async ({ db }) => {
      await sql`insert into history_checkpoints (project_id, position, hash, at, signature)
        values ('old', 3, ${hash}, 1, ${signature})`.execute(db);
      if (database.engine === 'postgres') await OLD_INSERT.execute(db);
    });
    const places = await here.core.read.db
      .selectFrom('audit')
      .select('place')
      .where('project_id', '=', 'old')
      .where('position', 'is not', null)
      .orderBy('id')
      .execute();
    assert.deepEqual(
      places.map(({ place }) => place),
      ['ann', 'eve', 'ann'],
    );
    await chainAll(here);
    const more = database.engine === 'postgres' ? 1 : 0;
    const whole = await verifyHistory(here.core, 'old');
    assert.deepEqual([whole.entries, whole.checkpoints, whole.findings], [3 + more, 1, []]);
    assert.deepEqual((await verifyHistory(here.core, 'old', checkpoint)).findings, []);
    await here.close();
  });
});

onEachEngine('the partitions of the history', (database) => {
  if (database.engine === 'sqlite') {
    it('do not exist', async () => {
      const here = await openDirectory(database);
      await preparePartitions(here.core);
      await here.close();
    });
    return;
  }

  it('are a month each, made ahead, and take the entries that came before them', async () => {
    const here = { ...(await openDirectory(database)), under: undefined as never };
    const partitions = () => listPartitions(here.core.read);
    const stray = async () =>
      (
        await sql<{ project_id: string }>`select project_id from ${sql.table(DEFAULT_PARTITION)}`.execute(
          here.core.read.db,
        )
      ).rows.length;
    const atStart = await partitions();
    const actor = await projectWith(here, 3);
    await chainAndSign(here);
    const strays = await stray();
    assert.ok(strays >= 3);
    // The second may find the table locked.
    await Promise.allSettled([preparePartitions(here.core), preparePartitions(here.core)]);
    await preparePartitions(here.core);
    const names = ['audit_2026_09', 'audit_2026_10', 'audit_2026_11'];
    assert.deepEqual(
      (await partitions()).filter((name) => !atStart.includes(name) || names.includes(name)),
      names,
    );
    assert.equal(await stray(), 0);
    await act(here, actor);
    await chainAll(here);
    assert.equal(await stray(), 0);
    assert.deepEqual(await findings(here, actor), []);
    // A clock that jumps: no insert fails.
    here.clock.advance(400 * 86_400_000);
    await act(here, actor);
    await chainAll(here);
    assert.equal(await stray(), 1);
    assert.deepEqual(await findings(here, actor), []);
    await here.close();
  });

  it('are created while entries of the month are written, of which none fails', async () => {
    const here = { ...(await openDirectory(database, { isNew: false })), under: undefined as never };
    const actor = await projectWith(here, 0);
    const writes: Promise<unknown>[] = [];
    here.clock.advance(800 * 86_400_000);
    for (let month = 0; month < 10; month++) {
      here.clock.advance(31 * 86_400_000);
      // One that moves: only then do others go on while the partition is created.
      await act(here, actor);
      await here.core.unaudited(async (tx) => {
        await addPartition(tx, monthOf(here.clock.now()));
        writes.push(act(here, actor), act(here, actor));
        // Shorter than a write waits for a lock before it begins anew.
        await setTimeout(20);
      });
      await Promise.all(writes);
    }
    await chainAll(here);
    assert.deepEqual(await findings(here, actor), []);
    await here.close();
  });

  it('are ready for shards once lanes are fixed, which they are for good', async () => {
    const here = { ...(await openDirectory(database, { isNew: false })), under: undefined as never };
    assert.equal(await findLanes(here.core.read), 1);
    for (const lanes of [4, 8]) await here.engine.transact((tx) => prepareShards(tx, lanes));
    assert.equal(await findLanes(here.core.read), 4);
    const { rows } = await sql`select 1 from pg_trigger where tgname = 'audit_place'`.execute(
      here.core.read.db,
    );
    assert.deepEqual(rows, []);
    await here.close();
  });

  it('begin and end with the month in UTC', () => {
    const { name, startsAt, endsAt, from, to } = monthOf(Date.parse('2026-02-28T23:59:59.999Z'));
    assert.deepEqual(
      [name, new Date(startsAt).toISOString(), new Date(endsAt).toISOString(), from < to],
      ['2026-02', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', true],
    );
  });
});
