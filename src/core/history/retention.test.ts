import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { act, chainAndSign, findings, projectWith } from '../../../test/support/history.ts';
import { hours } from '../instant.ts';
import { createProject, setPolicies } from '../projects/projects.ts';
import { removeCut } from './removal.ts';
import { retainHistory } from './retention.ts';
import { verifyHistory } from './verification.ts';

const DAY = hours(24);

onEachEngine('a history that is kept for some days', (database) => {
  const here = directory(database);
  const keeping = async (historyDays: number) => {
    const actor = await projectWith(here, 0);
    await createProject(here.core, actor, { id: actor.project.id, name: '' });
    await setPolicies(here.core, actor, { historyDays });
    for (let day = 0; day < 10; day++) {
      await act(here, actor);
      await chainAndSign(here);
      here.clock.advance(DAY);
    }
    return actor;
  };
  const sweep = async () => {
    const cuts = await retainHistory(here.core);
    while ((await removeCut(here.core, { most: 2 })) > 0);
    await chainAndSign(here);
    return cuts;
  };
  const removed = async (project: string) => (await verifyHistory(here.core, project)).removed?.position;

  it('loses what is older, provably, and nothing when it is kept for ever', async () => {
    const [some, all] = [await keeping(3), await keeping(0)];
    assert.equal(await sweep(), 1);
    // All twelve are older by now.
    assert.deepEqual([await removed(some.project.id), await removed(all.project.id)], [12, undefined]);
    assert.deepEqual([await findings(here, some), await findings(here, all)], [[], []]);
    const { entries, removed: beginning } = await verifyHistory(here.core, some.project.id);
    // That it was cut.
    assert.deepEqual([entries, beginning?.kind], [1, 'retention']);
    assert.equal(await sweep(), 0);
    await act(here, some);
    await chainAndSign(here);
    here.clock.advance(4 * DAY);
    assert.equal(await sweep(), 1);
    assert.deepEqual([await removed(some.project.id), await findings(here, some)], [14, []]);
  });

  it('keeps what is younger', async () => {
    const actor = await keeping(5);
    await sweep();
    const { entries, removed: beginning, findings: found } = await verifyHistory(here.core, actor.project.id);
    assert.deepEqual([entries, beginning?.position, found], [5, 8, []]);
  });

  it('stays where its checkpoint was forged', async () => {
    const actor = await keeping(3);
    await here.engine.transact((tx) =>
      tx.db
        .updateTable('history_checkpoints')
        .set({ signature: 'x' })
        .where('project_id', '=', actor.project.id)
        .execute(),
    );
    await sweep();
    assert.equal(await removed(actor.project.id), undefined);
  });
});
