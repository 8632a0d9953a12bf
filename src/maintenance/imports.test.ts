import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { directory } from '../../test/support/directory.ts';
import { onAnyEngine } from '../../test/support/engines.ts';
import { testFolder } from '../../test/support/folders.ts';
import { placeIn } from '../../test/support/import-jobs.ts';
import { until } from '../../test/support/patience.ts';
import { startImports } from './imports.ts';

const TRIES = 20;

onAnyEngine('the imports of a server', (database) => {
  const here = directory(database);

  it('log one line when the database fails and one when it is back, however often they try', async () => {
    const lines: string[] = [];
    const write = (fields: object, message: string) =>
      void lines.push(`${message} ${JSON.stringify(fields)}`);
    let [isDown, tries] = [true, 0];
    const core = {
      ...here.core,
      get read() {
        tries++;
        if (isDown) throw new Error('the database is gone');
        return here.core.read;
      },
    };
    const parts = { core, place: placeIn(join(testFolder(), 'imports')), reserved: new Set<string>() };
    await using _ = startImports({ ...parts, log: { info: write, warn: write }, pollMs: 1 });
    await until(() => tries > TRIES);
    isDown = false;
    await until(() => lines.length > 1);
    const [failed, more] = [tries, () => tries > failed + TRIES];
    await until(more);
    assert.deepEqual(lines, [
      'imports cannot go on {"error":"Error: the database is gone"}',
      'imports can go on again {}',
    ]);
  });
});
