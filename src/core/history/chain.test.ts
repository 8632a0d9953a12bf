import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { act, atOnce, chainAll, projectWith } from '../../../test/support/history.ts';
import { anotherServer } from '../../../test/support/second-factors.ts';
import { plansOf } from '../../../test/support/watched.ts';
import type { UnauditedTx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { chainHistory } from './chain.ts';
import { defaultCadence, signHistory } from './checkpoints.ts';
import { findWaiting, lockHead, writeLinks } from './store.ts';
import { verifyHistory } from './verification.ts';

onEachEngine('chaining the history', (database) => {
  const here = directory(database);
  const rows = ({ project }: Actor) =>
    here.core.read.db
      .selectFrom('audit')
      .selectAll()
      .where('project_id', '=', project.id)
      .orderBy('id')
      .execute();
  const positions = async (actor: Actor) => (await rows(actor)).map(({ position }) => position);
  const verdict = async ({ project }: Actor) => {
    const { entries, position, findings } = await verifyHistory(here.core, project.id);
    return { entries, position, findings };
  };

  it('appends entries in order, in batches, per project', async () => {
    const [one, other] = [await projectWith(here, 5), await projectWith(here, 2)];
    await chainHistory(here.core, { most: 2 });
    assert.deepEqual(await positions(one), [1, 2, null, null, null]);
    await chainAll(here, 2);
    assert.deepEqual(
      [await positions(one), await positions(other)],
      [
        [1, 2, 3, 4, 5],
        [1, 2],
      ],
    );
    assert.deepEqual(await verdict(one), { entries: 5, position: 5, findings: [] });
  });

  it('appends entries from before the chain existed, and those of the server', async () => {
    const rest = { actor_kind: 'cli', actor_id: null, acting_as: null, user_id: null, details: '{}' };
    const visit = { ip: null, user_agent: null, request_id: null };
    const old = (project_id: string) => ({
      project_id,
      place: '0',
      lane: 0,
      id: '0',
      at: 1,
      act: 'project.create',
      ...rest,
      ...visit,
    });
    await here.engine.transact((tx) =>
      tx.db
        .insertInto('audit')
        .values([old(''), old('ancient')])
        .execute(),
    );
    await chainAll(here);
    const verdicts = await Promise.all(['', 'ancient'].map((project) => verifyHistory(here.core, project)));
    assert.deepEqual(
      verdicts.map(({ entries, findings }) => [entries, findings]),
      [
        [1, []],
        [1, []],
      ],
    );
  });

  it('appends an entry that was committed late', async () => {
    const actor = await projectWith(here, 2);
    await chainAll(here);
    const [first] = await rows(actor);
    assert.ok(first);
    const blank = { position: null, hash: null, personal_hash: null, salt: null };
    await here.engine.transact((tx) =>
      tx.db
        .insertInto('audit')
        .values({ ...first, ...blank, id: '0' })
        .execute(),
    );
    await chainAll(here);
    assert.deepEqual(await positions(actor), [3, 1, 2]);
    assert.deepEqual(await verdict(actor), { entries: 3, position: 3, findings: [] });
  });

  it('leaves no gap and no fork while two servers chain and others write', async () => {
    const actor = await projectWith(here, 20);
    const writing = Array.from({ length: 60 }, () => act(here, actor));
    const sealing = ['one', 'other'].map(async () => {
      for (let at = 0; at < 25; at++) await chainHistory(here.core, { most: 3 });
    });
    await Promise.all([...writing, ...sealing]);
    await chainAll(here);
    assert.deepEqual(await verdict(actor), { entries: 80, position: 80, findings: [] });
    const sorted = (await positions(actor)).toSorted((a, b) => Number(a) - Number(b));
    assert.deepEqual(
      sorted,
      Array.from({ length: 80 }, (_, at) => at + 1),
    );
  });

  it('is shared by two servers without chaining an entry twice', async () => {
    const actor = await projectWith(here, 0);
    await using other = await anotherServer(here, database);
    const writing = [here, other].flatMap((server) => Array.from({ length: 40 }, () => act(server, actor)));
    const chaining = [here, other].map(async ({ core }) => {
      for (let at = 0; at < 20; at++) await chainHistory(core, { most: 3 });
    });
    await Promise.all([...writing, ...chaining]);
    await Promise.all([chainAll(here, 7), chainAll(other, 5)]);
    await chainAll(here);
    assert.deepEqual(await verdict(actor), { entries: 80, position: 80, findings: [] });
  });

  if (database.engine === 'postgres') {
    it('blocks no writer and waits for none', async () => {
      const actor = await projectWith(here, 3);
      await chainAll(here);
      await act(here, actor);
      await using other = await anotherServer(here, database);
      const seen = await other.core.unaudited(async (tx) => {
        // Holds the lock of a server in the middle of chaining while others write and chain.
        const held = await lockHead(tx, { project: actor.project.id, lane: 0 });
        await act(here, actor);
        const passedBy = await chainHistory(here.core, { most: 100 });
        return { held: held?.position, passedBy };
      });
      await here.core.write(actor, { act: 'user.prefs.update', user: 'ann' }, async () => {
        // Uncommitted entries are chained after they commit.
        await chainAll(other);
      });
      const between = await positions(actor);
      await chainAll(other);
      assert.deepEqual(
        [seen, between, await positions(actor), (await verdict(actor)).findings],
        [{ held: 3, passedBy: 0 }, [1, 2, 3, 4, 5, null], [1, 2, 3, 4, 5, 6], []],
      );
    });
  }

  it('resumes after an interruption at any statement', async () => {
    const actor = await projectWith(here, 6);
    let statements = 0;
    for (let broken = true; broken; statements++) {
      broken = await chainHistory(breakingAfter(here.core, statements), { most: 6 }).then(
        () => false,
        () => true,
      );
      if (broken) assert.deepEqual(await positions(actor), Array(6).fill(null));
    }
    assert.ok(statements > 3, `${statements}`);
    assert.deepEqual(await verdict(actor), { entries: 6, position: 6, findings: [] });
  });

  it('continues for other projects when one project fails', async () => {
    const [broken, fine] = [await projectWith(here, 2), await projectWith(here, 0)];
    await chainAll(here);
    await here.engine.transact((tx) =>
      tx.db
        .updateTable('history_heads')
        .set({ position: 0 })
        .where('project_id', '=', broken.project.id)
        .execute(),
    );
    await act(here, broken);
    await act(here, fine);
    await assert.rejects(chainHistory(here.core, { most: 10 }));
    assert.deepEqual(await positions(fine), [1]);
    await here.engine.transact((tx) =>
      tx.db.deleteFrom('audit').where('project_id', '=', broken.project.id).execute(),
    );
  });

  it('finds the entries of a batch by their keys, within the partitions of their ids', async () => {
    const actor = await projectWith(here, 2);
    const entries = await rows(actor);
    const links = entries.map(({ place, id }, at) => ({
      ...{ place, id, position: at + 1, hash: 'x', personal_hash: 'x', salt: 'x' },
    }));
    const plans = await plansOf(here.engine, (read) =>
      // Cast: reads write nothing.
      writeLinks(read as UnauditedTx, actor.project.id, links).catch(() => {}),
    );
    assert.match(
      plans.join('\n'),
      database.engine === 'postgres' ? /\(id >= .*\(id <= / : /autoindex_audit_1 .*place=\? AND id=\?/,
    );
  });

  it('is behind in another chain, which it finds without reading what waits in this one', async () => {
    const actor = await projectWith(here, 2);
    const plans = await plansOf(here.engine, (read) =>
      findWaiting(read, { project: actor.project.id, lane: 0 }),
    );
    const ofLane =
      database.engine === 'postgres'
        ? /Cond: .*project_id = .*lane > /
        : /audit_unchained \(project_id=\? AND lane>\?\)/;
    assert.match(plans.join('\n'), ofLane);
    assert.doesNotMatch(plans.join('\n'), /\(project_id, ?lane\)|ROW\(/);
    await chainAll(here);
  });

  it('signs a checkpoint after a number of entries or a time, and only when the chain grew', async () => {
    await signHistory(here.core, atOnce);
    const actor = await projectWith(here, 3);
    await chainAll(here);
    const signed = async (cadence = defaultCadence) =>
      (await signHistory(here.core, cadence))
        .filter(({ project }) => project === actor.project.id)
        .map(({ position }) => position);
    const early = await signed();
    const full = await signed({ entries: 3, milliseconds: 300_000 });
    here.clock.advance(300_000);
    const idle = await signed();
    await act(here, actor);
    await chainAll(here);
    assert.deepEqual([early, full, idle, await signed()], [[], [3], [], [4]]);
    const { checkpoints, findings } = await verifyHistory(here.core, actor.project.id);
    assert.deepEqual({ checkpoints, findings }, { checkpoints: 2, findings: [] });
  });
});

/** A core whose process dies inside a transaction, after the given number of statements. */
function breakingAfter(core: Core, statements: number): Core {
  let left = statements;
  const spend = () => {
    if (left-- <= 0) throw new Error('the process ended');
  };
  return {
    ...core,
    unaudited: (work) =>
      core.unaudited(async (tx) => {
        const rows: typeof tx.rows = (query) => {
          spend();
          return tx.rows(query);
        };
        const result = await work({ ...tx, rows });
        spend();
        return result;
      }),
  };
}
