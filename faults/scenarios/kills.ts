import { setTimeout } from 'node:timers/promises';
import { chance } from '../../test/support/chance.ts';
import { changeUser, countSteps, flawsAt, type Ledger, lossesAt } from '../../test/support/ledger.ts';
import { settingsFor, start } from '../../test/support/server.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

const KILLS = { long: 200, short: 5 };
const CLIENTS = 8;
/** All rows are compared after so many kills, since that takes long. */
const COMPARED_EVERY = 10;

/** Kills a server while clients write to it, and starts the next one on the same database. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const kills = short ? KILLS.short : KILLS.long;
  const { setting, drop } = await emptyDatabase(engine);
  const seed = Date.now() % 1_000_000;
  const random = chance(seed);
  const ledger: Ledger = new Map();
  const wrong: string[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await writeAndKill(setting, { ledger, name: `k${kill}`, afterMs: 100 + random() * 600 });
    wrong.push(...(await lossesAt(setting, ledger, performance.now())));
    if (kill % COMPARED_EVERY !== 0 && kill < kills) continue;
    wrong.push(...(await flawsAt(setting)));
    say(`${kill} kills, ${countSteps(ledger).acknowledged} changes acknowledged, ${wrong.length} flaws`);
  }
  await drop();
  for (const flaw of wrong.slice(0, 10)) say(flaw);
  const lost = wrong.filter((flaw) => flaw.startsWith('lost: ')).length;
  return {
    figures: { kills, ...countSteps(ledger), lost, flaws: wrong.length - lost, seed },
    failures: [
      ...missed(lost === 0, `${lost} acknowledged changes are lost`),
      ...missed(wrong.length === lost, `${wrong.length - lost} contradictions`),
    ],
  };
}

async function writeAndKill(
  setting: string,
  { ledger, name, afterMs }: { readonly ledger: Ledger; readonly name: string; readonly afterMs: number },
): Promise<void> {
  const { endpoint, stop } = await start(settingsFor(setting));
  const now = () => performance.now();
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let turn = 0; ; turn++) {
      const id = `${name}-${client}-${turn}`;
      if (!(await changeUser({ endpoint, ledger, now, turn, id }))) return;
    }
  });
  await setTimeout(afterMs);
  await stop('SIGKILL');
  await Promise.all(clients);
}
