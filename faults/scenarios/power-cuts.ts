import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chance } from '../../test/support/chance.ts';
import { testFolder } from '../../test/support/folders.ts';
import { countSteps } from '../../test/support/ledger.ts';
import { cutPower, lastImage, tracedLife } from '../../test/support/power-cut-run.ts';
import { missed, type Outcome, type Situation } from '../scenario.ts';

const LONG = { lives: 8, cuts: 25, forMs: 4_000 };
const SHORT = { lives: 2, cuts: 8, forMs: 1_500 };

export const engines = ['sqlite'] as const;

/** Each life begins with what a power cut left of the one before it. In every second one syncs fail now and then. */
export async function run({ short, say }: Situation): Promise<Outcome> {
  const { lives, cuts, forMs } = short ? SHORT : LONG;
  const seed = Date.now() % 1_000_000;
  const random = chance(seed);
  const wrong: string[] = [];
  let [acknowledged, unknown] = [0, 0];
  let image: string | undefined;
  for (let at = 0; at < lives; at++) {
    const folder = join(testFolder(), 'data');
    if (image) cpSync(image, folder, { recursive: true });
    else mkdirSync(folder);
    const fails = at % 2 === 1;
    const ending = at % 4 === 2 ? 'SIGKILL' : 'SIGTERM';
    const life = await tracedLife(folder, { name: `life${at}`, forMs, ending, fails });
    const counted = countSteps(life.ledger);
    acknowledged += counted.acknowledged;
    unknown += counted.unknown;
    wrong.push(...(await cutPower(life, { cuts, random })));
    image = lastImage(life);
    say(`life ${at + 1} of ${lives}: ${counted.acknowledged} changes acknowledged, ${wrong.length} flaws`);
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
