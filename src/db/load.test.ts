import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import { bulkInsert } from './bulk-insert.ts';

const columns = ['project_id', 'kind', 'value', 'user_id'] as const;
const ways = {
  'row by row': bulkInsert('identifiers', columns),
  'in few statements': bulkInsert('identifiers', columns, { inFewStatements: true }),
};
/** What the text format of `copy` escapes, and texts that look as if it had. */
const texts = ['\b\f\n\r\t\v', '\\', '\\N', '\\.', '', 'a\tb\\tc', 'ß 🙂 \u2028'];

onEachEngine('loading', (database) => {
  const here = directory(database);

  for (const [way, identifiers] of Object.entries(ways)) {
    const load = (values: readonly string[]) =>
      here.core.unaudited(async (tx) => {
        const rows = values.map((value) =>
          identifiers.rowOf({ project_id: here.actor.project.id, kind: way, value, user_id: 'a' }),
        );
        if (!(await identifiers.into(tx, rows))) throw new Error('taken');
      });
    const stored = async () => {
      const { db } = here.core.read;
      const rows = await db.selectFrom('identifiers').select('value').where('kind', '=', way).execute();
      return rows.map(({ value }) => value).sort();
    };
    afterEach(() =>
      here.core.unaudited((tx) => tx.db.deleteFrom('identifiers').where('kind', '=', way).execute()),
    );

    it(`stores texts as they are, ${way}`, async () => {
      await load(texts);
      assert.deepEqual(await stored(), texts.toSorted());
    });

    it(`refuses a unique value that is taken, and leaves nothing of the others, ${way}`, async () => {
      await load(['taken']);
      await assert.rejects(load(['first', 'taken', 'last']), /^Error: taken$/);
      assert.deepEqual(await stored(), ['taken']);
    });

    it(`stores more rows than one statement or one piece has, ${way}`, async () => {
      const many = Array.from({ length: 9_001 }, (_, at) => `many ${at}`);
      await load(many);
      assert.deepEqual(await stored(), many.toSorted());
    });
  }
});
