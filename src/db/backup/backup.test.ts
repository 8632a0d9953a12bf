import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { chance } from '../../../test/support/chance.ts';
import { contentOf, emptySide, fillByChance, openEmpty, type Side } from '../../../test/support/copying.ts';
import type { EngineName } from '../../../test/support/engines.ts';
import type { End } from '../copy/end.ts';
import { getCopyState } from '../copy/state.ts';
import { finishTarget, restoreTriggers } from '../copy/target.ts';
import { isProven, readBackup } from './read.ts';
import { markingMigrations, refuseOther, restoreRows } from './restore.ts';
import { backupPieces, type Written } from './write.ts';

const ENGINES: readonly EngineName[] = ['sqlite', 'postgres'];
const SEED = Date.now() % 1_000_000;
const PROOF_KEY = Buffer.from('a key of a test');
const ROWS = 30;

async function backupOf({ end }: Side): Promise<string> {
  let text = '';
  let written: Written | undefined;
  const parts = { version: '1.0.0', proofKey: PROOF_KEY, now: () => 1_700_000_000_000 };
  await end.snapshot(async () => {
    for await (const piece of backupPieces(end, parts, (all) => {
      written = all;
    }))
      text += piece;
  });
  assert.equal(text.split('\n')[0]?.includes(written?.id ?? 'none'), true);
  return text;
}

async function* chunksOf(text: string, size = 1_000): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Every table has rows of chance, but for what a backup reads itself. */
async function filled(engine: EngineName): Promise<Side> {
  const side = await emptySide(engine);
  await fillByChance(side, ROWS, SEED);
  await side.engine.transact(({ db }) =>
    sql`update history_checkpoints set position = 7, at = 1, heads = null`.execute(db),
  );
  return side;
}

async function restore(target: Side, text: string, wrap: (end: End) => End = (end) => end): Promise<void> {
  const backup = await readBackup(chunksOf(text));
  const end = wrap(target.end);
  if ((await target.engine.pending()).applied === 0)
    await target.engine.migrate(markingMigrations(backup.header, 'a backup', 1));
  await refuseOther(end, backup.header);
  await restoreRows(end, backup, { now: 1_700_000_000_000, report: () => {} });
  await restoreTriggers(end);
  await finishTarget(end, 1);
}

for (const from of ENGINES) {
  describe(`a backup of ${from}`, () => {
    for (const to of ENGINES) {
      it(`restores every row of every table on ${to}, in several runs if need be (seed ${SEED})`, async () => {
        await using sides = new AsyncDisposableStack();
        const source = await filled(from);
        sides.defer(source.close);
        const target = await openEmpty(to);
        sides.defer(target.close);
        const text = await backupOf(source);
        let left = 20;
        const failing = restore(target, text, (end) => ({
          ...end,
          insert: async (table, lines) => {
            if (left-- === 0) throw new Error('killed');
            return end.insert(table, lines);
          },
        }));
        await assert.rejects(failing, /killed/);
        assert.equal((await getCopyState(target.engine.read)).unfinishedFrom, 'a backup');
        await restore(target, text);
        assert.deepEqual(await contentOf(target), await contentOf(source));
        assert.equal((await getCopyState(target.engine.read)).unfinishedFrom, undefined);
        await assert.rejects(restore(target, text), /^DatabaseRefused: This database is not empty/);
      });
    }

    it('shows one moment, whatever is written meanwhile', async () => {
      const source = await filled(from);
      const before = await contentOf(source);
      let text = '';
      const parts = { version: '1.0.0', proofKey: PROOF_KEY, now: () => 1 };
      await source.end.snapshot(async () => {
        for await (const piece of backupPieces(source.end, parts, () => {})) {
          // The last table but some, after the first was read.
          if (text === '') await source.engine.transact(({ db }) => sql`delete from webhooks`.execute(db));
          text += piece;
        }
      });
      const ends = text.split('\n').filter((line) => line.startsWith('{"ended"'));
      const digests = ends.map((line) => JSON.parse(line) as { ended: string; rows: number; digest: string });
      assert.deepEqual(
        Object.fromEntries(digests.map(({ ended, rows, digest }) => [ended, `${rows} ${digest}`])),
        before,
      );
      assert.notDeepEqual(await contentOf(source), before);
      await source.close();
    });
  });
}

describe('a damaged backup', () => {
  it('is found out, whatever letter or end is another', async () => {
    const source = await filled('sqlite');
    const text = await backupOf(source);
    await source.close();
    const random = chance(SEED);
    const readWhole = async (changed: string) => {
      const { parts } = await readBackup(chunksOf(changed, 5_000));
      let isEnded = false;
      for await (const part of parts) if (part.kind === 'end') isEnded = isProven([PROOF_KEY], part.end);
      if (!isEnded) throw new Error('The backup is damaged: not proven');
    };
    await readWhole(text);
    for (let time = 0; time < 40; time++) {
      const at = Math.floor(random() * text.length);
      const letter = text[at] === 'x' ? 'y' : 'x';
      await assert.rejects(readWhole(text.slice(0, at) + letter + text.slice(at + 1)), /backup/, `at ${at}`);
      await assert.rejects(readWhole(text.slice(0, at)), /backup/, `to ${at}`);
    }
    await assert.rejects(readWhole(''), /empty/);
    await assert.rejects(readWhole(`${text}{}\n`), /follows its end/);
  });
});
