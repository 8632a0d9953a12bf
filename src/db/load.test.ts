import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import { bulkInsert } from './bulk-insert.ts';

const identifiers = bulkInsert('identifiers', ['project_id', 'kind', 'value', 'user_id']);
/** What the text format of `copy` escapes, and texts that look as if it had. */
const texts = ['\b\f\n\r\t\v', '\\', '\\N', '\\.', '', 'a\tb\\tc', 'ß 🙂 \u2028'];

onEachEngine('loading', (database) => {
  const here = directory(database);
  const rowsOf = (values: readonly string[]) =>
    values.map((value) =>
      identifiers.rowOf({ project_id: here.actor.project.id, kind: 'key', value, user_id: 'a' }),
    );
  const load = (values: readonly string[]) =>
    here.core.unaudited(async (tx) => {
      const isLoaded = await identifiers.into(tx, rowsOf(values));
      if (!isLoaded) throw new Error('taken');
    });
  const stored = async (value: string) => {
    const query = here.core.read.db.selectFrom('identifiers').select('value').where('kind', '=', 'key');
    return (await query.where('value', '=', value).execute()).length;
  };

  it('stores texts as they are', async () => {
    await load(texts);
    for (const text of texts) assert.equal(await stored(text), 1, JSON.stringify(text));
  });

  it('refuses a unique value that is taken, and leaves nothing of the others', async () => {
    await load(['taken']);
    await assert.rejects(load(['first', 'taken', 'last']), /^Error: taken$/);
    assert.deepEqual([await stored('first'), await stored('last')], [0, 0]);
  });

  it('stores more rows than one statement or one piece has', async () => {
    const { actor, core } = here;
    const many = Array.from({ length: 5_000 }, (_, at) => `many ${at}`);
    await load(many);
    const query = core.read.db.selectFrom('identifiers').select('value').where('value', 'like', 'many %');
    const found = await query.where('project_id', '=', actor.project.id).execute();
    assert.deepEqual(found.map(({ value }) => value).sort(), many.sort());
  });
});
