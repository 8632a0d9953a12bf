import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { archiveHistory, auditVerifyFiles } from '../../src/cli/archive.ts';
import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { preparePartitions } from '../../src/core/history/partitions.ts';
import { verifyHistory } from '../../src/core/history/verification.ts';
import type { Tx } from '../../src/db/database.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { act, chainAndSign, findings, projectWith } from '../support/history.ts';

const NOVEMBER = Date.parse('2026-11-01');

for (const lanes of [1, 3])
  onEachEngine(`an archive of a history of ${lanes} lanes`, (database) => {
    const here = directory(database, { lanes });
    const change = <T>(work: (tx: Tx) => Promise<T>) => here.engine.transact(work);
    const rows = async ({ project }: Actor) =>
      (
        await here.core.read.db
          .selectFrom('audit')
          .select('id')
          .where('project_id', '=', project.id)
          .execute()
      ).length;
    const archive = (actor: Actor, folder: string, core: Core = here.core) =>
      archiveHistory(core, { projects: [actor.project.id], boundary: NOVEMBER, folder });
    /** What the command says of the files. */
    const verify = async (...files: string[]) => {
      const variables = {
        DENIZEN_DATABASE: database.setting(),
        DENIZEN_SECRET: 'a secret for tests, and long enough',
      };
      const texts: string[] = [];
      const output = {
        json: true,
        command: 'denizen',
        write: (text: string) => void texts.push(text),
        drained: async () => true,
      };
      const ok = await auditVerifyFiles(readConfig(variables), output, files);
      const verdicts = (JSON.parse(texts.join('')) as { files: { problem?: string; entries?: number }[] })
        .files;
      return { ok, said: verdicts.map(({ problem, entries }) => problem ?? entries) };
    };
    /** Three acts in each of September, October and November. */
    const ofAutumn = async (): Promise<Actor> => {
      const actor = await projectWith(here, 0);
      for (const month of ['09', '10', '11']) {
        here.clock.advance(Date.parse(`2026-${month}-10`) - here.clock.now());
        await preparePartitions(here.core);
        for (const user of ['ann', 'bob', 'carl']) await act(here, actor, user);
        await chainAndSign(here);
      }
      return actor;
    };

    it('is a file a month, proven alone and as what the rest goes on from', async () => {
      const [actor, folder] = [await ofAutumn(), testFolder()];
      const other = await projectWith(here, 2);
      await chainAndSign(here);
      const { written } = await archive(actor, folder);
      assert.deepEqual(
        written.map(({ file, entries }) => [
          file
            .slice(folder.length + 1)
            .split('-')
            .slice(2, 4),
          entries,
        ]),
        [
          [['2026', '09'], 3],
          [['2026', '10'], 3],
        ],
      );
      const files = written.map(({ file }) => file);
      assert.deepEqual(await verify(...files), { ok: true, said: [3, 3] });
      // Those of November, and that the history was cut, twice.
      assert.equal(await rows(actor), 5);
      await chainAndSign(here);
      const {
        entries,
        position,
        removed,
        findings: found,
      } = await verifyHistory(here.core, actor.project.id);
      assert.deepEqual([entries, position, removed?.position, found], [5, 11, 6, []]);
      assert.deepEqual(await findings(here, other), []);
      assert.deepEqual((await archive(actor, folder)).written, []);
      await act(here, actor);
      await chainAndSign(here);
      assert.deepEqual(await findings(here, actor), []);
    });

    it('is refused when it was changed, shortened or exchanged', async () => {
      const [actor, folder] = [await ofAutumn(), testFolder()];
      const { written } = await archive(actor, folder);
      const [file = '', later = ''] = written.map((each) => each.file);
      const whole = readFileSync(file);
      const lines = gunzipSync(whole).toString().trimEnd().split('\n');
      const others = gunzipSync(readFileSync(later)).toString().trimEnd().split('\n');
      const changed = join(folder, 'changed.gz');
      const zipped = (some: readonly (string | undefined)[]) => gzipSync(`${some.join('\n')}\n`);
      const edited = (at: number, from: string | RegExp, to: string) =>
        zipped(lines.map((line, index) => (index === at ? line.replace(from, to) : line)));
      const cases: Readonly<Record<string, readonly [Buffer, string]>> = {
        'an entry': [edited(2, 'user.labels', 'user.prefs'), 'edited'],
        'a name in an entry': [edited(2, 'user_id":"', 'user_id":"x'), 'contradicted'],
        'an address': [edited(2, '203.0.113.7', '203.0.113.8'), 'edited'],
        'an entry that looks erased': [
          zipped(lines.map((line, at) => (at === 2 ? erased(line) : line))),
          'contradicted',
        ],
        'a field that no hash covers': [edited(2, '"lane"', '"x":1,"lane"'), 'contradicted'],
        'the month': [edited(0, '2026-09', '2026-08'), 'contradicted'],
        'the end': [edited(lines.length - 1, '"madeAt":', '"madeAt":1'), 'forged'],
        'no end': [zipped(lines.slice(0, -1)), 'shortened'],
        'no last entry': [zipped([...lines.slice(0, -2), lines.at(-1)]), 'contradicted'],
        'half a file': [whole.subarray(0, whole.length / 2), 'unreadable'],
        'more behind the end': [zipped([...lines, lines[1]]), 'continued'],
        'the end of another': [zipped([...lines.slice(0, -1), others.at(-1)]), 'contradicted'],
        'no archive': [Buffer.from('hello'), 'unreadable'],
      };
      for (const [what, [bytes, problem]] of Object.entries(cases)) {
        writeFileSync(changed, bytes);
        assert.deepEqual([what, await verify(changed)], [what, { ok: false, said: [problem] }]);
      }
      await change((tx) =>
        tx.db.deleteFrom('history_cuts').where('project_id', '=', actor.project.id).execute(),
      );
      assert.deepEqual(await verify(file), { ok: false, said: ['unknown'] });
    });

    it('leaves a proof that nobody can forge', async () => {
      const ofCut = async (work: (tx: Tx, actor: Actor) => Promise<unknown>) => {
        const actor = await ofAutumn();
        const [first] = await here.core.read.db
          .selectFrom('audit')
          .selectAll()
          .where('project_id', '=', actor.project.id)
          .where('position', '=', 1)
          .execute();
        await archive(actor, testFolder());
        await chainAndSign(here);
        await change((tx) => work(tx, actor));
        const again = { ...first, project_id: actor.project.id };
        return { actor, again };
      };
      const kinds = async (actor: Actor) => (await findings(here, actor)).map(({ kind }) => kind);
      const { actor: without } = await ofCut((tx, { project }) =>
        tx.db.deleteFrom('history_cuts').where('project_id', '=', project.id).execute(),
      );
      assert.equal((await kinds(without))[0], 'removed');
      const { actor: moved } = await ofCut((tx, { project }) =>
        tx.db.updateTable('history_cuts').set({ digest: 'x' }).where('project_id', '=', project.id).execute(),
      );
      assert.deepEqual(await kinds(moved), ['cut-forged']);
      const { actor: back, again } = await ofCut(async () => {});
      await change((tx) =>
        tx.db
          .insertInto('audit')
          .values(again as never)
          .execute(),
      );
      assert.deepEqual(await kinds(back), ['returned']);
    });

    it('goes on after an interruption at any transaction, and loses nothing', async () => {
      const [actor, folder] = [await ofAutumn(), testFolder()];
      let broken = true;
      let transactions = 0;
      for (; broken; transactions++) {
        broken = await archive(actor, folder, endingAfter(here.core, transactions)).then(
          () => false,
          () => true,
        );
        assert.deepEqual(await findings(here, actor), []);
      }
      assert.ok(transactions > 3, `${transactions}`);
      const cuts = await here.core.read.db
        .selectFrom('history_cuts')
        .select(['from_position', 'position', 'removed_at'])
        .where('project_id', '=', actor.project.id)
        .orderBy('position')
        .execute();
      assert.deepEqual(
        cuts.map(({ from_position, position, removed_at }) => [from_position, position, removed_at !== null]),
        [
          [0, 3, true],
          [3, 6, true],
        ],
      );
      assert.equal(await rows(actor), 5);
    });
  });

/** A line of an entry as if its personal data had been erased. */
function erased(line: string): string {
  return JSON.stringify({ ...JSON.parse(line), ip: null, user_agent: null, salt: null, details: '{}' });
}

/** A core whose process ends after so many transactions, each of which was committed or not. */
function endingAfter(core: Core, transactions: number): Core {
  let left = transactions;
  const spend = () => {
    if (left-- <= 0) throw new Error('the process ended');
  };
  return {
    ...core,
    write: async (...args) => {
      spend();
      return core.write(...args);
    },
    unaudited: async (work) => {
      spend();
      return core.unaudited(work);
    },
  };
}
