import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { act, atOnce, chainAll, chainAndSign, findings, projectWith } from '../../../test/support/history.ts';
import { sealWith } from '../../crypto/seal.ts';
import type { Tx } from '../../db/database.ts';
import type { Schema } from '../../db/schema.ts';
import type { Actor } from '../actor.ts';
import { signHistory } from './checkpoints.ts';
import { verifyHistory } from './verification.ts';

const edits: Readonly<Record<string, string | number | null>> = {
  at: 1,
  act: 'user.delete',
  actor_kind: 'key',
  actor_id: 'x',
  acting_as: null,
  user_id: 'x',
  request_id: 'x',
  details: '{"labels":[]}',
  ip: 'x',
  user_agent: null,
  id: 'x',
  hash: 'x',
  personal_hash: 'x',
  salt: null,
};

onEachEngine('verifying the history', (database) => {
  const here = directory(database);
  const change = <T>(work: (tx: Tx) => Promise<T>) => here.engine.transact(work);
  const update = (tx: Tx, actor: Actor, position: number, values: object) =>
    tx.db
      .updateTable('audit')
      .set(values)
      .where('project_id', '=', actor.project.id)
      .where('position', '=', position)
      .execute();
  const remove = (table: keyof Schema, actor: Actor, after: number) =>
    change((tx) =>
      tx.db
        .deleteFrom(table as 'audit')
        .where('project_id', '=', actor.project.id)
        .where('position', '>', after)
        .execute(),
    );
  const moveHead = async (actor: Actor, position: number) => {
    const { db } = here.core.read;
    const { hash } = await db
      .selectFrom('audit')
      .select('hash')
      .where('project_id', '=', actor.project.id)
      .where('position', '=', position)
      .executeTakeFirstOrThrow();
    await change((tx) =>
      tx.db
        .updateTable('history_heads')
        .set({ position, hash: hash ?? '', signed_position: 0 })
        .where('project_id', '=', actor.project.id)
        .execute(),
    );
  };
  const chained = async (entries = 6) => {
    const actor = await projectWith(here, entries);
    await chainAndSign(here);
    assert.deepEqual(await findings(here, actor), []);
    return actor;
  };
  const entryAt = async (actor: Actor, position: number) =>
    (
      await here.core.read.db
        .selectFrom('audit')
        .select('id')
        .where('project_id', '=', actor.project.id)
        .where('position', '=', position)
        .executeTakeFirstOrThrow()
    ).id;

  for (const [column, value] of Object.entries(edits)) {
    it(`finds the first entry with an edited ${column}`, async () => {
      const actor = await chained();
      for (const position of [5, 3])
        await change((tx) =>
          update(tx, actor, position, { [column]: column === 'id' ? `x${position}` : value }),
        );
      assert.deepEqual(await findings(here, actor), [
        { kind: 'edited', position: 3, entry: await entryAt(actor, 3) },
      ]);
    });
  }

  it('finds a removed entry', async () => {
    const actor = await chained();
    await change((tx) =>
      tx.db
        .deleteFrom('audit')
        .where('project_id', '=', actor.project.id)
        .where('position', '=', 3)
        .execute(),
    );
    assert.deepEqual(await findings(here, actor), [{ kind: 'removed', position: 3, entry: null }]);
  });

  it('finds the position of a removed entry when later ones moved up', async () => {
    const actor = await chained();
    await change(async (tx) => {
      await tx.db
        .deleteFrom('audit')
        .where('project_id', '=', actor.project.id)
        .where('position', '=', 3)
        .execute();
      for (const position of [4, 5, 6]) await update(tx, actor, position, { position: position - 1 });
    });
    const [first] = await findings(here, actor);
    assert.deepEqual(first, { kind: 'edited', position: 3, entry: await entryAt(actor, 3) });
  });

  for (const columns of [['position'], ['position', 'hash']] as const) {
    it(`finds the first of two entries swapped by ${columns.join(' and ')}`, async () => {
      const actor = await chained();
      await change(async (tx) => {
        const hashes = await tx.db
          .selectFrom('audit')
          .select(['position', 'hash'])
          .where('project_id', '=', actor.project.id)
          .where('position', 'in', [2, 4])
          .orderBy('position')
          .execute();
        const [two, four] = hashes.map(({ hash }) => (columns.length > 1 ? { hash } : {}));
        await update(tx, actor, 2, { position: 99 });
        await update(tx, actor, 4, { position: 2, ...two });
        await update(tx, actor, 99, { position: 4, ...four });
      });
      assert.deepEqual(await findings(here, actor), [
        { kind: 'reordered', position: 2, entry: await entryAt(actor, 2) },
      ]);
    });
  }

  it('finds a truncated tail by the head', async () => {
    const actor = await chained();
    await remove('audit', actor, 4);
    assert.deepEqual(await findings(here, actor), [{ kind: 'cut', position: 5, entry: null }]);
  });

  it('finds a tail truncated with the head by the checkpoint', async () => {
    const actor = await chained();
    await remove('audit', actor, 4);
    await moveHead(actor, 4);
    assert.deepEqual(await findings(here, actor), [{ kind: 'cut', position: 6, entry: null }]);
  });

  it('finds a tail truncated with head and checkpoints by a copy of a checkpoint', async () => {
    const actor = await projectWith(here, 6);
    await chainAll(here);
    const signed = await signHistory(here.core, atOnce);
    const copy = signed.find(({ project }) => project === actor.project.id);
    await remove('audit', actor, 4);
    await remove('history_checkpoints', actor, 0);
    await moveHead(actor, 4);
    assert.deepEqual(await findings(here, actor), []);
    const { findings: found } = await verifyHistory(here.core, actor.project.id, copy);
    assert.deepEqual(found, [{ kind: 'cut', position: 6, entry: null }]);
  });

  it('finds a changed head, and entries appended after it', async () => {
    const [behind, wrong] = [await chained(), await chained()];
    await moveHead(behind, 4);
    await change((tx) =>
      tx.db
        .updateTable('history_heads')
        .set({ hash: 'x' })
        .where('project_id', '=', wrong.project.id)
        .execute(),
    );
    assert.deepEqual(await findings(here, behind), [{ kind: 'head', position: 4, entry: null }]);
    assert.deepEqual(await findings(here, wrong), [{ kind: 'head', position: 6, entry: null }]);
  });

  it('finds a rewritten chain by its checkpoint', async () => {
    const actor = await chained();
    const other = await projectWith(here, 0);
    await change(async (tx) => {
      const chain = { position: null, hash: null, personal_hash: null, salt: null };
      const blank = { ...chain, user_id: 'eve', place: 'eve' };
      await tx.db.updateTable('audit').set(blank).where('project_id', '=', actor.project.id).execute();
      await tx.db.deleteFrom('history_heads').where('project_id', '=', actor.project.id).execute();
    });
    await chainAll(here);
    assert.deepEqual(await findings(here, actor), [{ kind: 'contradicted', position: 6, entry: null }]);
    assert.deepEqual(await findings(here, other), []);
  });

  for (const [what, values] of Object.entries({
    signature: { signature: 'x'.repeat(64) },
    hash: { hash: 'x' },
    time: { at: 1 },
    'position behind the end': { position: 9 },
  })) {
    it(`finds a checkpoint with a forged ${what}`, async () => {
      const actor = await chained();
      await change((tx) =>
        tx.db
          .updateTable('history_checkpoints')
          .set(values)
          .where('project_id', '=', actor.project.id)
          .execute(),
      );
      const position = what.startsWith('position') ? 9 : 6;
      assert.deepEqual(await findings(here, actor), [{ kind: 'forged', position, entry: null }]);
    });
  }

  it('finds that the last checkpoint was removed, and tolerates the loss of earlier ones', async () => {
    const [first, last] = [await chained(), await chained()];
    for (const actor of [first, last]) await act(here, actor);
    await chainAndSign(here);
    const forget = (actor: Actor, position: number) =>
      change((tx) =>
        tx.db
          .deleteFrom('history_checkpoints')
          .where('project_id', '=', actor.project.id)
          .where('position', '=', position)
          .execute(),
      );
    await forget(first, 6);
    await forget(last, 7);
    assert.deepEqual(
      [await findings(here, first), await findings(here, last)],
      [[], [{ kind: 'unsigned', position: 7, entry: null }]],
    );
  });

  it('accepts signatures of an earlier key only while the key is known', async () => {
    const actor = await chained();
    const knowing = (...earlier: readonly string[]) => ({
      ...here.core,
      seal: sealWith('the next secret for tests, also long', earlier),
    });
    const found = async (core: typeof here.core) =>
      (await verifyHistory(core, actor.project.id)).findings.map(({ kind }) => kind);
    const both = await found(knowing('a secret for tests, and long enough'));
    assert.deepEqual([both, await found(knowing())], [[], ['forged']]);
  });

  it('starts from a checkpoint, and reports a chain that differs there', async () => {
    const actor = await projectWith(here, 3);
    await chainAll(here);
    const copy = (await signHistory(here.core, atOnce)).find(({ project }) => project === actor.project.id);
    await act(here, actor);
    await chainAll(here);
    const report = await verifyHistory(here.core, actor.project.id, copy);
    assert.deepEqual([report.entries, report.position, report.findings], [1, 4, []]);
    await change((tx) => update(tx, actor, 3, { hash: 'x' }));
    const { findings: found } = await verifyHistory(here.core, actor.project.id, copy);
    assert.deepEqual(found, [{ kind: 'contradicted', position: 3, entry: await entryAt(actor, 3) }]);
  });

  it('reports entries that have waited long to be chained', async () => {
    const actor = await projectWith(here, 1);
    assert.deepEqual(await findings(here, actor), []);
    here.clock.advance(600_001);
    const [{ entry, ...first } = { entry: null }] = await findings(here, actor);
    assert.deepEqual([first, typeof entry], [{ kind: 'unchained', position: null }, 'string']);
  });
});
