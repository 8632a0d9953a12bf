import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { openSqlite } from './sqlite.ts';
import { selectiveTrigrams } from './sqlite-trigrams.ts';

const NEWEST = 1_000_000;
const SAMPLED = 200;
/** Marks what is asked of the end of a list. */
const LAST = ' at its end';

/** So many rows have a trigram, if they are as frequent everywhere as in the beginning or at the end of its list. */
type Frequency = { readonly first: number; readonly last: number };

it('joins no trigram with a long list, of which the newest rows have few', async (t) => {
  const common: Frequency = { first: 250_000, last: 30_000 };
  const rare: Frequency = { first: 12_000, last: 12_000 };
  assert.deepEqual(await joined(t, { abc: rare, bcd: common, cde: common, def: common }), ['abc']);
  assert.deepEqual(await joined(t, { abc: rare, bcd: common, cde: common, def: rare }), ['abc', 'def']);
});

it('asks for the neighbors of no trigrams of which those apart leave none out', async (t) => {
  const common: Frequency = { first: 21_000, last: 21_000 };
  const asked: string[] = [];
  assert.equal(await joined(t, { abc: common, bcd: common, cde: common }, asked), undefined);
  assert.deepEqual(
    asked.filter((trigrams) => trigrams.includes('AND')),
    ['"abc" AND "cde"', `"abc" AND "cde"${LAST}`],
  );
});

it('asks for the ends of lists only where all seem common by their beginnings, and of the rarest', async (t) => {
  const common: Frequency = { first: 250_000, last: 250_000 };
  const rare: Frequency = { first: 12_000, last: 12_000 };
  const ends = async (frequencies: Readonly<Record<string, Frequency>>) => {
    const asked: string[] = [];
    await joined(t, frequencies, asked);
    return asked.filter((trigrams) => trigrams.endsWith(LAST));
  };
  assert.deepEqual(await ends({ abc: common, bcd: common, cde: rare }), []);
  const many = { abc: common, bcd: common, cde: common, def: common, efg: common, fgh: common };
  assert.equal((await ends(many)).filter((trigrams) => !trigrams.includes('AND')).length, 4);
});

/** Returns the trigrams of `abc…` that are joined first, where they are so frequent; those joined as the rarest of them. */
async function joined(
  t: { readonly after: (work: () => Promise<void>) => void },
  frequencies: Readonly<Record<string, Frequency>>,
  asked: string[] = [],
): Promise<readonly string[] | undefined> {
  const engine = await openSqlite(':memory:');
  t.after(engine.close);
  await engine.migrate();
  await engine.substrings.apply(true);
  await engine.transact(async ({ db }) => {
    await sql`insert into user_part_rows (row, project_id, user_id, sequence, words)
      values (${NEWEST}, 'p', 'u', 1, 'w')`.execute(db);
  });
  const rows = async (query: { readonly sql: string; readonly parameters: readonly unknown[] }) => {
    const trigrams = String(query.parameters[0]);
    const isLast = query.sql.includes('desc');
    asked.push(isLast ? trigrams + LAST : trigrams);
    const all = trigrams.split(' AND ').map((each) => frequencies[each.slice(1, -1)]);
    const spread =
      (SAMPLED * NEWEST) / Math.min(...all.map((each) => each?.[isLast ? 'last' : 'first'] ?? 0));
    return [{ n: SAMPLED, low: NEWEST + 1 - spread, high: spread }];
  };
  const part = [...new Set(Object.keys(frequencies).flatMap((trigram) => [...trigram]))].join('');
  for await (const { trigrams } of selectiveTrigrams({ ...engine.read, rows }, [part], 20_000))
    return trigrams;
  return undefined;
}
