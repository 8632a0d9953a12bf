import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { chance } from '../../test/support/chance.ts';
import { changeUser, countSteps, flawsAt, type Ledger, lossesAt } from '../../test/support/ledger.ts';
import { type Ended, runKilled, run as runProgram } from '../../test/support/program.ts';
import { type Started, settingsFor, start } from '../../test/support/server.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

const COPIES = { long: 10, short: 1 };
const KILLS = { long: 8, short: 3 };
const CLIENTS = 4;
/** From before the copy has opened anything to about its end. */
const KILLED_AFTER_MS = { least: 300, most: 2_500 };
const PAUSE_MS = 10;
const { DENIZEN_SECRET = '' } = settingsFor('');

type Sides = { readonly source: string; readonly target: string };
type Work = {
  readonly random: () => number;
  readonly ledger: Ledger;
  readonly kills: number;
  readonly name: string;
};

/** Copies a database while clients write to it, and kills the copy, the server and the connections of both. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const copies = short ? COPIES.short : COPIES.long;
  const seed = Date.now() % 1_000_000;
  const random = chance(seed);
  const wrong: string[] = [];
  let [acknowledged, killed] = [0, 0];
  for (let copy = 1; copy <= copies; copy++) {
    const from = await emptyDatabase(engine);
    const to = await emptyDatabase(engine === 'sqlite' ? 'postgres' : 'sqlite');
    const ledger: Ledger = new Map();
    const work = { random, ledger, kills: short ? KILLS.short : KILLS.long, name: `c${copy}` };
    const { ended, kills } = await copyAndKill({ source: from.setting, target: to.setting }, work);
    if (ended.code === 0) wrong.push(...(await flawsOf(to.setting, ledger)));
    else wrong.push(`the copy ended with ${ended.code}: ${ended.errors}`);
    acknowledged += countSteps(ledger).acknowledged;
    killed += kills;
    say(`${copy} copies, ${killed} kills, ${acknowledged} changes acknowledged, ${wrong.length} flaws`);
    await from.drop();
    await to.drop();
  }
  for (const flaw of wrong.slice(0, 10)) say(flaw);
  return {
    figures: { copies, kills: killed, acknowledged, flaws: wrong.length, seed },
    failures: missed(wrong.length === 0, `${wrong.length} changes are lost or contradict each other`),
  };
}

async function flawsOf(target: string, ledger: Ledger): Promise<readonly string[]> {
  const losses = await lossesAt(target, ledger, performance.now());
  const history = await runProgram('audit verify', { DENIZEN_DATABASE: target, DENIZEN_SECRET });
  return [
    ...losses,
    ...(await flawsAt(target)),
    ...(history.code === 0 ? [] : [`the history: ${history.output}`]),
  ];
}

async function copyAndKill(
  sides: Sides,
  work: Work,
): Promise<{ readonly ended: Ended; readonly kills: number }> {
  const { random, kills } = work;
  const settings = settingsFor(sides.source);
  const words = ['copy', sides.source, sides.target, '--follow'];
  const served: { now: Started } = { now: await start(settings) };
  const clients = beginWriting(() => served.now.endpoint, work);
  const span = KILLED_AFTER_MS.most - KILLED_AFTER_MS.least;
  let done = 0;
  try {
    for (; done < kills; done++) {
      const afterMs = KILLED_AFTER_MS.least + random() * span;
      const copying = runKilled(words, afterMs, { DENIZEN_SECRET });
      const breaks = [breakServer, breakConnections, async () => {}][done % 3];
      await setTimeout(afterMs * random());
      await breaks?.(served, sides);
      if ((await copying).code === 0) break;
      if (breaks !== breakServer) continue;
      const again = await restarted(settings);
      // It was killed after its switch, and before it ended: no server may write to the source any more.
      if (!again) break;
      served.now = again;
    }
    const ended = await runProgram(words, { DENIZEN_SECRET });
    return { ended, kills: done };
  } finally {
    await clients.end();
    await served.now.stop();
  }
}

/** Starts a server; undefined if the database was copied. */
async function restarted(settings: Record<string, string>): Promise<Started | undefined> {
  try {
    return await start(settings);
  } catch (failure) {
    if (failure instanceof Error && failure.message.includes('was copied to')) return undefined;
    throw failure;
  }
}

function beginWriting(endpoint: () => string, { ledger, name }: Work): { readonly end: () => Promise<void> } {
  let isOver = false;
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let turn = 0; !isOver; turn++) {
      const now = () => performance.now();
      await changeUser({ endpoint: endpoint(), ledger, now, turn, id: `${name}-${client}-${turn}` });
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

async function breakServer(served: { readonly now: Started }): Promise<void> {
  await served.now.stop('SIGKILL');
}

/** Ends every connection to the side that is PostgreSQL, as its restart does. */
async function breakConnections(_: unknown, { source, target }: Sides): Promise<void> {
  const connectionString = [source, target].find((setting) => setting.startsWith('postgres:'));
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  await client.end();
}
