import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { verifyHistory } from '../../src/core/history/verification.ts';
import { open } from '../../src/open.ts';
import { flawsIn } from './consistency.ts';
import { onDisk } from './disk-shim.ts';
import { recordEnds, type StoredFile, tracedDisk } from './power-cut.ts';
import { callAlone, PROJECT, settingsFor, start } from './server.ts';

const CLIENTS = 6;
const SYNC_MS = 1;
const FAILING_MS = 50;
const FAILING_EVERY_MS = 900;

/** The name of a user; `undefined` for one who is not there. */
type State = string | undefined;
/** A change of a user, and how long the trace was before it was asked for and after it was acknowledged. */
type Step = { readonly asked: number; acknowledged: number; readonly state: State };
export type Ledger = ReadonlyMap<string, readonly Step[]>;

/** A server that was traced from its start to its end. */
export type Life = {
  readonly folder: string;
  /** The folder before the server started. */
  readonly before: readonly StoredFile[];
  readonly trace: Buffer;
  readonly ledger: Ledger;
};

type LifeOptions = {
  readonly name: string;
  readonly forMs: number;
  readonly ending: NodeJS.Signals;
  /** Whether syncs fail for a moment now and then. */
  readonly fails?: boolean;
};

/** Serves a database in the folder to clients that write for so long, and then kills or stops the server. */
export async function tracedLife(
  folder: string,
  { name, forMs, ending, fails = false }: LifeOptions,
): Promise<Life> {
  const before = filesIn(folder);
  const file = join(folder, '..', `${name}.trace`);
  const failsWhile = join(folder, '..', `${name}.failing`);
  const disk = onDisk({ folder, trace: file, delayMs: SYNC_MS, failsWhile });
  const server = await start({ ...settingsFor(`sqlite:${join(folder, 'denizen.db')}`), ...disk });
  const ledger = new Map<string, Step[]>();
  const until = performance.now() + forMs;
  const traced = () => statSync(file).size;
  const failing = async () => {
    while (fails && performance.now() + FAILING_EVERY_MS < until) {
      await setTimeout(FAILING_EVERY_MS);
      writeFileSync(failsWhile, '');
      await setTimeout(FAILING_MS);
      rmSync(failsWhile);
    }
  };
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let at = 0; performance.now() < until; at++)
      await changeUser(server.endpoint, { ledger, traced, id: `${name}-${client}-${at}` });
  });
  if (ending === 'SIGKILL') await setTimeout(forMs / 2);
  else await Promise.all([...clients, failing()]);
  await server.stop(ending);
  await Promise.allSettled(clients);
  const trace = readFileSync(file);
  rmSync(file);
  return { folder, before, trace, ledger };
}

/** Creates a user, renames every second one, and deletes every fourth. Ends early when the server does. */
async function changeUser(
  endpoint: string,
  { ledger, traced, id }: { ledger: Map<string, Step[]>; readonly traced: () => number; readonly id: string },
): Promise<void> {
  const steps: Step[] = [];
  ledger.set(id, steps);
  const turn = Number(id.split('-').at(-1));
  const change = async (state: State, method: string, path: string, body?: object): Promise<boolean> => {
    const step: Step = { asked: traced(), acknowledged: Number.POSITIVE_INFINITY, state };
    steps.push(step);
    const answer = await callAlone(endpoint, method, path, body).catch(() => undefined);
    if (answer === undefined || answer.status >= 300) return false;
    step.acknowledged = traced();
    return true;
  };
  const email = `${id}@example.com`;
  if (!(await change('new', 'POST', '/users', { userId: id, email, name: 'new' }))) return;
  if (turn % 2 === 1 && !(await change('renamed', 'PATCH', `/users/${id}/name`, { name: 'renamed' }))) return;
  if (turn % 4 === 3) await change(undefined, 'DELETE', `/users/${id}`);
}

export type CutOptions = {
  readonly cuts: number;
  readonly random: () => number;
  /** Makes the disk lie: a sync of such a file does nothing. The control. */
  readonly lies?: (path: string) => boolean;
};

/** Cuts the power so many times, most of them right after an acknowledgement, and returns what is wrong after each. */
export async function cutPower(life: Life, { cuts, random, lies }: CutOptions): Promise<readonly string[]> {
  const { folder, before, trace, ledger } = life;
  const disk = tracedDisk(trace, {
    folder,
    ignored: (path) => path.endsWith('-shm') || path.endsWith('.owner'),
    namesFollow: false,
    before,
    ...(lies && { lies }),
  });
  const wrong: string[] = [];
  for (const moment of momentsOf(life, cuts, random)) {
    disk.advance(moment);
    const image = join(folder, '..', 'image');
    rmSync(image, { recursive: true, force: true });
    mkdirSync(image);
    disk.leave(image, random);
    rmSync(`${image}-kept`, { recursive: true, force: true });
    cpSync(image, `${image}-kept`, { recursive: true });
    for (const flaw of await flawsAfter(image, { ledger, moment })) wrong.push(`cut at ${moment}: ${flaw}`);
  }
  return wrong;
}

/** The folder that holds what the last cut left, before anything opened it. */
export function lastImage({ folder }: Life): string {
  return join(folder, '..', 'image-kept');
}

function momentsOf({ trace, ledger }: Life, cuts: number, random: () => number): readonly number[] {
  const ends = recordEnds(trace);
  const acknowledged = [...ledger.values()].flatMap((steps) => steps.map((step) => step.acknowledged));
  const known = acknowledged.filter((moment) => moment <= trace.length);
  const one = (of: readonly number[]) => of[Math.floor(random() * of.length)] ?? 0;
  return Array.from({ length: cuts }, () => one(random() < 0.7 ? known : ends)).sort((a, b) => a - b);
}

/** What a database that went through a power cut lacks or has too much, or where it contradicts itself. */
async function flawsAfter(
  folder: string,
  { ledger, moment }: { readonly ledger: Ledger; readonly moment: number },
): Promise<readonly string[]> {
  const { config, secrets } = readConfig(settingsFor(`sqlite:${join(folder, 'denizen.db')}`));
  try {
    await using opened = await open(config, secrets, { migrate: true });
    const { engine, core } = opened;
    const damage = await engine.integrity();
    const rows = await engine.read.db.selectFrom('users').select(['id', 'name']).execute();
    const { findings } = await verifyHistory(core, PROJECT);
    return [
      ...damage,
      ...lossesIn(new Map(rows.map(({ id, name }) => [id, name])), ledger, moment),
      ...findings.map(({ kind }) => `the history: ${kind}`),
      ...(await flawsIn({ config: () => config, secrets: () => secrets })),
    ];
  } catch (error) {
    return [`not opened: ${error instanceof Error ? error.message : error}`];
  }
}

/** Users who are not as the last acknowledged change left them, nor as one that was asked for after it would. */
export function lossesIn(
  there: ReadonlyMap<string, State>,
  ledger: Ledger,
  moment: number,
): readonly string[] {
  return [...ledger].flatMap(([id, steps]) => {
    const last = steps.findLastIndex(({ acknowledged }) => acknowledged <= moment);
    const possible = [
      last === -1 ? undefined : steps[last]?.state,
      ...steps.slice(last + 1).flatMap(({ asked, state }) => (asked <= moment ? [state] : [])),
    ];
    return possible.includes(there.get(id))
      ? []
      : [`${id} is ${there.get(id)}, not ${possible.join(' or ')}`];
  });
}

function filesIn(folder: string): readonly StoredFile[] {
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return { path, inode: statSync(path, { bigint: true }).ino, content: readFileSync(path) };
  });
}
