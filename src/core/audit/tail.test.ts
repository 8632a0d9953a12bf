import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { act, chainAll, projectWith } from '../../../test/support/history.ts';
import { until } from '../../../test/support/patience.ts';
import type { Actor } from '../actor.ts';
import { chainHistory } from '../history/chain.ts';
import { exportHistory, exportLines } from './export.ts';
import {
  findTail,
  followHistory,
  formatPosition,
  parsePosition,
  readTail,
  type TailPosition,
} from './tail.ts';

const USERS = ['ann', 'bob', 'carl', 'dora', 'eve', 'finn'];

for (const lanes of [1, 3])
  onEachEngine(`the tail of a history of ${lanes} lanes`, (database) => {
    const here = directory(database, { lanes });
    const idsAfter = async (actor: Actor, after: TailPosition, most = 2) => {
      const ids: string[] = [];
      let position = after;
      for (let more = true; more; ) {
        const batch = await readTail(here.core, actor.project.id, { after: position, most });
        assert.ok(batch.entries.length <= most);
        assert.deepEqual(batch.positions.at(-1) ?? position, batch.position);
        ids.push(...batch.entries.map(({ id }) => id));
        // As a client passes it back.
        position = parsePosition(formatPosition(batch.position)) ?? assert.fail();
        more = batch.entries.length > 0;
      }
      return ids;
    };
    const exported = async ({ project }: Actor) => (await all(exportHistory(here.core, project.id))).flat();

    it('gives each entry once, after any position', async () => {
      const actor = await projectWith(here, 0);
      for (const user of [...USERS, ...USERS]) await act(here, actor, user);
      await chainAll(here);
      const whole = await idsAfter(actor, new Map());
      const ids = (await exported(actor)).map(({ id }) => id);
      assert.deepEqual(whole.toSorted(), ids.toSorted());
      const { positions } = await readTail(here.core, actor.project.id, { after: new Map(), most: 100 });
      for (const [at, position] of positions.entries())
        assert.deepEqual((await idsAfter(actor, position)).toSorted(), whole.slice(at + 1).toSorted());
    });

    it('begins at the end of the history', async () => {
      const actor = await projectWith(here, 2);
      await chainAll(here);
      const position = await findTail(here.core, actor.project.id);
      assert.deepEqual(await idsAfter(actor, position), []);
      for (const user of USERS) await act(here, actor, user);
      assert.deepEqual(await idsAfter(actor, position), []);
      await chainAll(here);
      assert.equal((await idsAfter(actor, position)).length, USERS.length);
    });

    // SQLite runs one writing transaction at a time.
    if (database.engine === 'postgres')
      it('has an entry that was committed after later ones', async () => {
        const actor = await projectWith(here, 0);
        const [isMade, made] = signal();
        const [mayCommit, commit] = signal();
        const done = { act: 'user.labels.update', user: 'ann', details: { labels: [] } } as const;
        const late = here.core.write(actor, done, async (tx) => {
          tx.beforeCommit(async () => {
            made();
            await mayCommit;
          });
        });
        await isMade;
        await act(here, actor, 'ann');
        await chainAll(here);
        const first = await readTail(here.core, actor.project.id, { after: new Map(), most: 10 });
        commit();
        await late;
        await chainAll(here);
        const then = await readTail(here.core, actor.project.id, { after: first.position, most: 10 });
        assert.deepEqual([first.entries.length, then.entries.length], [1, 1]);
        assert.ok((then.entries[0]?.id ?? '') < (first.entries[0]?.id ?? ''));
      });

    it('follows until it is told to stop', async () => {
      const actor = await projectWith(here, 1);
      await chainAll(here);
      const stopping = new AbortController();
      const got: string[] = [];
      const asked: string[] = [];
      const rows: typeof here.core.read.rows = (query) => {
        asked.push(query.sql);
        return here.core.read.rows(query);
      };
      const core = { ...here.core, read: { ...here.core.read, rows } };
      const following = (async () => {
        const from = { signal: stopping.signal, pollMs: 5 };
        for await (const { entries } of followHistory(core, actor.project.id, from)) {
          got.push(...entries.map(({ user }) => user?.id ?? ''));
          if (got.length === USERS.length) stopping.abort();
        }
      })();
      // It has noted the end once it looks for more.
      await until(() => asked.length > 1);
      for (const user of USERS) {
        await act(here, actor, user);
        await chainHistory(here.core, { most: 10 });
      }
      await following;
      assert.deepEqual(got.toSorted(), USERS);
    });

    it('is exported chain after chain, with those that have no position yet', async () => {
      const actor = await projectWith(here, 0);
      for (const user of USERS) await act(here, actor, user);
      await chainAll(here);
      await act(here, actor, 'ann');
      const entries = await exported(actor);
      assert.deepEqual(
        entries.map(({ lane, position }) => [lane, position ?? Number.POSITIVE_INFINITY]),
        entries
          .map(({ lane, position }) => [lane, position ?? Number.POSITIVE_INFINITY] as const)
          .toSorted(([lane, at], [other, there]) => lane - other || at - there)
          .map((each) => [...each]),
      );
      assert.deepEqual([entries.length, entries.filter(({ hash }) => hash === null).length], [7, 1]);
      const text = (await all(exportLines(here.core, actor.project.id))).join('');
      const lines = text.trimEnd().split('\n');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line).id),
        entries.map(({ id }) => id),
      );
      assert.match(lines[0] ?? '', /"at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/);
    });

    it('is exported with what is chained meanwhile, each entry once', async () => {
      const actor = await projectWith(here, 0);
      for (const user of USERS) await act(here, actor, user);
      await chainHistory(here.core, { most: 1 });
      const ids: string[] = [];
      for await (const entries of exportHistory(here.core, actor.project.id)) {
        ids.push(...entries.map(({ id }) => id));
        await chainAll(here);
      }
      assert.deepEqual([ids.length, new Set(ids).size], [USERS.length, USERS.length]);
    });
  });

describe('the position of a tail', () => {
  it('is a number in a history of one chain, and names the lanes of several', () => {
    for (const [position, text] of [
      [[], '0'],
      [[[0, 17]], '17'],
      [
        [
          [3, 5],
          [0, 17],
          [1, 0],
        ],
        '0:17,3:5',
      ],
      [[[2, 1]], '2:1'],
    ] as const)
      assert.equal(formatPosition(new Map(position as Iterable<[number, number]>)), text);
    for (const text of ['', 'x', '-1', '1,2', '0:', '0:1,', '1e3', '9999999999999999'])
      assert.equal(parsePosition(text), undefined, text);
  });
});

async function all<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

function signal(): readonly [given: Promise<void>, give: () => void] {
  let give: () => void = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return [given, () => give()];
}
