import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onDisk } from './disk-shim.ts';
import { changeUser, flawsAt, type Ledger, lossesAt } from './ledger.ts';
import { recordEnds, type StoredFile, tracedDisk } from './power-cut.ts';
import { settingsFor, start } from './server.ts';

const CLIENTS = 6;
const SYNC_MS = 1;
const FAILING_MS = 100;
const FAILING_EVERY_MS = 900;

/** A server that was traced from its start to its end. Moments of the ledger are lengths of the trace. */
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

/** Serves a SQLite database in the folder to clients that write for so long, and then kills or stops the server. */
export async function tracedLife(
  folder: string,
  { name, forMs, ending, fails = false }: LifeOptions,
): Promise<Life> {
  const before = filesIn(folder);
  const file = join(folder, '..', `${name}.trace`);
  const failsWhile = join(folder, '..', `${name}.failing`);
  const disk = onDisk({ folder, trace: file, delayMs: SYNC_MS, failsWhile });
  const { endpoint, stop } = await start({ ...settingsFor(databaseIn(folder)), ...disk });
  const ledger: Ledger = new Map();
  const until = performance.now() + forMs;
  const now = () => statSync(file).size;
  const clients = clientsOf(endpoint, { ledger, now, until, name });
  const failing = async () => {
    while (fails && performance.now() + FAILING_EVERY_MS < until) {
      await setTimeout(FAILING_EVERY_MS);
      writeFileSync(failsWhile, '');
      await setTimeout(FAILING_MS);
      rmSync(failsWhile);
    }
  };
  if (ending === 'SIGKILL') await setTimeout(forMs / 2);
  else await Promise.all([...clients, failing()]);
  await stop(ending);
  await Promise.allSettled(clients);
  const trace = readFileSync(file);
  rmSync(file);
  return { folder, before, trace, ledger };
}

type Clients = {
  readonly ledger: Ledger;
  readonly now: () => number;
  readonly until: number;
  readonly name: string;
};

/** Clients that write until a moment of the monotonic clock. */
export function clientsOf(endpoint: string, { ledger, now, until, name }: Clients): readonly Promise<void>[] {
  return Array.from({ length: CLIENTS }, async (_, client) => {
    for (let turn = 0; performance.now() < until; turn++)
      await changeUser({ endpoint, ledger, now, turn, id: `${name}-${client}-${turn}` });
  });
}

export type CutOptions = {
  readonly cuts: number;
  readonly random: () => number;
  /** Makes the disk lie: a sync of such a file does nothing. The control. */
  readonly lies?: (path: string) => boolean;
};

/** Cuts the power so many times, most of them right after an acknowledgement, and returns what is wrong after each. */
export async function cutPower(life: Life, { cuts, random, lies }: CutOptions): Promise<readonly string[]> {
  const disk = tracedDisk(life.trace, {
    folder: life.folder,
    ignored: (path) => path.endsWith('-shm') || path.endsWith('.owner'),
    namesFollow: false,
    before: life.before,
    ...(lies && { lies }),
  });
  const wrong: string[] = [];
  for (const moment of momentsOf(life, cuts, random)) {
    disk.advance(moment);
    const image = join(life.folder, '..', 'image');
    for (const path of [image, lastImage(life)]) rmSync(path, { recursive: true, force: true });
    mkdirSync(image);
    disk.leave(image, random);
    cpSync(image, lastImage(life), { recursive: true });
    const flaws = await flawsAfter(databaseIn(image), { ledger: life.ledger, moment }).catch((error) => [
      `unreadable: ${error}`,
    ]);
    wrong.push(...flaws.map((flaw) => `cut at ${moment}: ${flaw}`));
  }
  return wrong;
}

/** What an image of the disk lacks of what was acknowledged by this moment, and what contradicts itself in it. */
export async function flawsAfter(
  setting: string,
  { ledger, moment }: { readonly ledger: Ledger; readonly moment: number },
): Promise<readonly string[]> {
  return [...(await lossesAt(setting, ledger, moment)), ...(await flawsAt(setting))];
}

/** The folder that has what the last cut left, before anything opened it. */
export function lastImage({ folder }: Life): string {
  return join(folder, '..', 'last-image');
}

function databaseIn(folder: string): string {
  return `sqlite:${join(folder, 'denizen.db')}`;
}

export function momentsOf(
  { trace, ledger }: Pick<Life, 'trace' | 'ledger'>,
  cuts: number,
  random: () => number,
): readonly number[] {
  const ends = recordEnds(trace);
  const acknowledged = [...ledger.values()].flatMap((steps) => steps.map((step) => step.acknowledged));
  const known = acknowledged.filter((moment) => moment <= trace.length);
  const one = (of: readonly number[]) => of[Math.floor(random() * of.length)] ?? 0;
  return Array.from({ length: cuts }, () => one(random() < 0.7 ? known : ends)).sort((a, b) => a - b);
}

/** All files of a folder and of those in it. */
export function filesIn(folder: string): readonly StoredFile[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, inode: statSync(path, { bigint: true }).ino, content: readFileSync(path) };
    });
}
