import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { chance } from '../support/chance.ts';
import { isWhole } from '../support/extent.ts';
import { testFolder } from '../support/folders.ts';
import { countSteps } from '../support/ledger.ts';
import { cutPower, type Life, tracedLife } from '../support/power-cut-run.ts';

const CUTS = isWhole ? 60 : 12;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

describe(`a power cut under SQLite (SEED=${SEED})`, () => {
  let life: Life;
  before(async () => {
    const folder = join(testFolder(), 'data');
    mkdirSync(folder);
    life = await tracedLife(folder, { name: 'life', forMs: 1_500, ending: 'SIGTERM' });
  });

  it('loses nothing that was acknowledged and damages nothing', async (t) => {
    t.diagnostic(`${life.ledger.size} users`);
    assert.deepEqual(await cutPower(life, { cuts: CUTS, random: chance(SEED) }), []);
  });

  it('loses nothing when syncs fail now and then, and what they were to write never comes to the disk', async (t) => {
    const folder = join(testFolder(), 'data');
    mkdirSync(folder);
    const failing = await tracedLife(folder, {
      name: 'failing',
      forMs: 4_000,
      ending: 'SIGTERM',
      fails: true,
    });
    const { acknowledged, unknown } = countSteps(failing.ledger);
    t.diagnostic(`${acknowledged} changes acknowledged, ${unknown} not`);
    assert.ok(acknowledged > 0 && unknown > 0);
    assert.deepEqual(await cutPower(failing, { cuts: CUTS, random: chance(SEED) }), []);
  });

  it('would lose something if the log were not synced, which this test can see', async () => {
    const lies = (path: string) => path.endsWith('-wal');
    const wrong = await cutPower(life, { cuts: CUTS, random: chance(SEED), lies });
    assert.ok(
      wrong.some((flaw) => /lost: |unreadable: /.test(flaw)),
      wrong.join('\n'),
    );
  });
});
