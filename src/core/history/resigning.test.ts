import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { chainAndSign, projectWith } from '../../../test/support/history.ts';
import { sealWith } from '../../crypto/seal.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { rotateSeal } from '../sealing/rotation.ts';
import { proveSeal } from '../sealing/sealing.ts';
import { verifyHistory } from './verification.ts';

const OLD = 'a secret for tests, and long enough';
const NEW = 'another secret for tests, long enough';

onEachEngine('checkpoints after a rotation of the sealing key', (database) => {
  const here = directory(database);
  const knowing = (secret: string, ...earlier: readonly string[]): Core => ({
    ...here.core,
    seal: sealWith(secret, earlier),
  });
  const found = async (core: Core, { project }: Actor) =>
    (await verifyHistory(core, project.id)).findings.map(({ kind }) => kind);

  it('are signed with the new key, except those without a valid signature', async () => {
    const [actor, forged] = [await projectWith(here, 3), await projectWith(here, 3)];
    await chainAndSign(here);
    await here.engine.transact((tx) =>
      tx.db
        .updateTable('history_checkpoints')
        .set({ signature: 'x' })
        .where('project_id', '=', forged.project.id)
        .execute(),
    );
    assert.ok(await proveSeal(here.core, here.actor));
    const both = knowing(NEW, OLD);
    assert.ok(await proveSeal(both, here.actor));
    await rotateSeal(both, here.actor);
    const only = knowing(NEW);
    assert.deepEqual(
      [await found(only, actor), await found(here.core, actor), await found(only, forged)],
      [[], ['forged'], ['forged']],
    );
  });
});
