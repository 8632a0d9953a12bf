import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chance } from '../../test/support/chance.ts';
import { testFolder } from '../../test/support/folders.ts';
import { countSteps, type Ledger } from '../../test/support/ledger.ts';
import { cutPowerOfCluster, tracedCluster } from '../../test/support/power-cut-postgres.ts';
import { cutPower, lastImage, tracedLife } from '../../test/support/power-cut-run.ts';
import { missed, type Outcome, type Situation } from '../scenario.ts';

const EXTENTS = {
  sqlite: { long: { lives: 8, cuts: 25, forMs: 4_000 }, short: { lives: 2, cuts: 8, forMs: 1_500 } },
  postgres: { long: { lives: 4, cuts: 50, forMs: 6_000 }, short: { lives: 1, cuts: 5, forMs: 2_000 } },
} as const;

type Extent = { readonly cuts: number; readonly forMs: number; readonly random: () => number };
/** One server from its start to its end, and what was wrong after the cuts. */
type Result = { readonly ledger: Ledger; readonly wrong: readonly string[] };

export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const { lives, cuts, forMs } = EXTENTS[engine][short ? 'short' : 'long'];
  const seed = Date.now() % 1_000_000;
  const extent = { cuts, forMs, random: chance(seed) };
  const results = engine === 'sqlite' ? livesOfSqlite(lives, extent) : livesOfPostgres(lives, extent);
  const wrong: string[] = [];
  let [acknowledged, unknown] = [0, 0];
  for await (const result of results) {
    const counted = countSteps(result.ledger);
    acknowledged += counted.acknowledged;
    unknown += counted.unknown;
    wrong.push(...result.wrong);
    say(`${counted.acknowledged} changes acknowledged, ${cuts} cuts, ${result.wrong.length} flaws`);
  }
  for (const flaw of wrong.slice(0, 10)) say(flaw);
  const lost = wrong.filter((flaw) => flaw.includes('lost: ')).length;
  return {
    figures: { cuts: lives * cuts, acknowledged, unknown, lost, flaws: wrong.length - lost, seed },
    failures: [
      ...missed(lost === 0, `${lost} acknowledged changes are lost`),
      ...missed(wrong.length === lost, `${wrong.length - lost} contradictions`),
    ],
  };
}

/** Each begins with what a power cut left of the one before it. In every second one syncs fail now and then. */
async function* livesOfSqlite(lives: number, { cuts, forMs, random }: Extent): AsyncGenerator<Result> {
  let image: string | undefined;
  for (let at = 0; at < lives; at++) {
    const folder = join(testFolder(), 'data');
    if (image) cpSync(image, folder, { recursive: true });
    else mkdirSync(folder);
    const ending = at % 4 === 2 ? 'SIGKILL' : 'SIGTERM';
    const life = await tracedLife(folder, { name: `life${at}`, forMs, ending, fails: at % 2 === 1 });
    const wrong = await cutPower(life, { cuts, random });
    image = lastImage(life);
    yield { ledger: life.ledger, wrong };
  }
}

async function* livesOfPostgres(lives: number, { cuts, forMs, random }: Extent): AsyncGenerator<Result> {
  for (let at = 0; at < lives; at++) {
    const life = await tracedCluster({ forMs });
    yield { ledger: life.ledger, wrong: await cutPowerOfCluster(life, { cuts, random }) };
  }
}
