import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EngineName } from '../../test/support/engines.ts';
import { testFolder } from '../../test/support/folders.ts';
import { changeUser, countSteps, flawsAt, type Ledger, lossesAt } from '../../test/support/ledger.ts';
import { run as runProgram } from '../../test/support/program.ts';
import { settingsFor, start } from '../../test/support/server.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

const BACKUPS = { long: 100, short: 2 };
const CLIENTS = 4;
const PAUSE_MS = 5;
/** Clients write for so long before a backup begins. */
const BEFORE_MS = 200;
const { DENIZEN_SECRET = '' } = settingsFor('');

/**
 * Makes backups while clients write, restores each on one of the engines in turn, and looks for changes that were acknowledged before
 * it began and are not there.
 */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const backups = short ? BACKUPS.short : BACKUPS.long;
  const { setting, drop } = await emptyDatabase(engine);
  const server = await start(settingsFor(setting));
  const ledger: Ledger = new Map();
  const wrong: string[] = [];
  try {
    for (let number = 1; number <= backups; number++) {
      const file = join(testFolder(), 'all.backup');
      const clients = beginWriting(server.endpoint, ledger, number);
      await setTimeout(BEFORE_MS);
      const from = performance.now();
      const made = await runProgram(['backup', file], { DENIZEN_DATABASE: setting, DENIZEN_SECRET });
      const until = performance.now();
      // What is restored is compared at leisure: else most of the time, the database would only grow.
      await clients.end();
      const flaws =
        made.code === 0
          ? await flawsOf(file, { ledger, from, until, to: number % 2 === 0 ? engine : otherThan(engine) })
          : [`the backup ended with ${made.code}: ${made.errors}`];
      wrong.push(...flaws.map((flaw) => `backup ${number}: ${flaw}`));
      rmSync(file, { force: true });
      if (number % 10 === 0 || short)
        say(
          `${number} backups, ${countSteps(ledger).acknowledged} changes acknowledged, ${wrong.length} flaws`,
        );
    }
  } finally {
    await server.stop();
    await drop();
  }
  for (const flaw of wrong.slice(0, 10)) say(flaw);
  return {
    figures: { backups, acknowledged: countSteps(ledger).acknowledged, flaws: wrong.length },
    failures: missed(wrong.length === 0, `${wrong.length} flaws of what was restored`),
  };
}

type Restoring = {
  readonly ledger: Ledger;
  readonly from: number;
  readonly until: number;
  readonly to: EngineName;
};

async function flawsOf(file: string, { ledger, from, until, to }: Restoring): Promise<readonly string[]> {
  const { setting, drop } = await emptyDatabase(to);
  const settings = { DENIZEN_DATABASE: setting, DENIZEN_SECRET };
  try {
    const steps = [
      await runProgram(['check', file], settings),
      await runProgram(['restore', file], settings),
      await runProgram('audit verify', settings),
    ];
    const failed = steps.filter(({ code }) => code !== 0).map(({ output, errors }) => output + errors);
    return [...failed, ...(await lossesAt(setting, ledger, from, until)), ...(await flawsAt(setting))];
  } finally {
    await drop();
  }
}

function otherThan(engine: EngineName): EngineName {
  return engine === 'sqlite' ? 'postgres' : 'sqlite';
}

function beginWriting(
  endpoint: string,
  ledger: Ledger,
  number: number,
): { readonly end: () => Promise<void> } {
  let isOver = false;
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let turn = 0; !isOver; turn++) {
      await changeUser({
        endpoint,
        ledger,
        now: () => performance.now(),
        turn,
        id: `b${number}-${client}-${turn}`,
      });
      await setTimeout(PAUSE_MS);
    }
  });
  return {
    end: async () => {
      isOver = true;
      await Promise.all(clients);
    },
  };
}
