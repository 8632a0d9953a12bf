import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Config, isSqliteFile } from '../config.ts';
import { counted } from '../core/text.ts';
import { freeBytes } from '../full-disk.ts';

/** A part of the machine or of the settings: whether it is well, and what to do if not. */
export type Finding = {
  readonly part: string;
  readonly state: 'ok' | 'advice' | 'problem';
  readonly text: string;
};

const MEGABYTE = 1_000_000;
const KIB = 1_024;
const SYNCS = 9;
const PAGE = Buffer.alloc(4_096);
/** Above this, each commit waits noticeably. Disks of servers take a tenth of it, spinning ones as much. */
const SLOW_SYNC_MS = 20;
/** A server alone takes about 130 MB. */
const MEMORY_LEAST_MB = 512;
/** A server takes 10,000 connections; each is a file to the system, and so are those of the database. */
const FILES_LEAST = 10_500;
const CLOCK_OFF_MS = 2_000;

/** Types of file systems as Linux gives them (statfs(2)). */
const unsafeDisks: ReadonlyMap<number, Omit<Finding, 'part'>> = new Map([
  [0x6969, network('NFS')],
  [0xff534d42, network('CIFS')],
  [0xfe534d42, network('SMB')],
  [0x517b, network('SMB')],
  [0x01021997, network('9p')],
  [
    0x794c7630,
    {
      state: 'advice',
      text: 'The data folder is in the layer of a container, and is lost with it. Mount a volume there.',
    },
  ],
  [
    0x01021994,
    { state: 'advice', text: 'The data folder is in memory, and is lost when the machine stops.' },
  ],
]);

function network(name: string): Omit<Finding, 'part'> {
  return {
    state: 'problem',
    text: `The data folder is on ${name}, whose locks and syncs SQLite cannot rely on. Use a disk of this machine, or PostgreSQL.`,
  };
}

/** Looks at the machine. Writes and removes a small file in the data folder. */
export function machineFindings(config: Config): readonly Finding[] {
  return [clock(config), ...diskFindings(config), syncSpeed(config), memory(config), openFiles()].filter(
    (finding) => finding !== undefined,
  );
}

/** Codes of authenticators are good for 30 seconds, and a foreign clock on the disk shows that one of both is wrong. */
function clock(config: Config): Finding {
  const part = 'clock';
  const off = config.database.engine === 'sqlite' ? diskClockOff(config) : undefined;
  if (off !== undefined && Math.abs(off) > CLOCK_OFF_MS)
    return {
      part,
      state: 'problem',
      text: `The clock of the disk and that of this machine differ by ${counted(Math.round(off / 1_000), 'second', 'seconds')}.`,
    };
  if (isSynchronized()) return { part, state: 'ok', text: 'The clock is synchronized.' };
  return {
    part,
    state: 'advice',
    text: 'Nothing says that the clock is synchronized. Codes of authenticators fail when it is off by 30 seconds: run chrony or systemd-timesyncd.',
  };
}

function diskClockOff({ dataFolder }: Config): number | undefined {
  const path = join(dataFolder, `.doctor-${process.pid}`);
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return statSync(path).mtimeMs - Date.now();
  } catch {
    return undefined;
  } finally {
    rmSync(path, { force: true });
  }
}

function isSynchronized(): boolean {
  const signs = [
    '/run/systemd/timesync/synchronized',
    '/run/chrony/chronyd.pid',
    '/run/chronyd.pid',
    '/run/ntpd.pid',
  ];
  return signs.some((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
}

function diskFindings(config: Config): readonly Finding[] {
  if (!isSqliteFile(config)) return [];
  const free = freeBytes(config.dataFolder);
  if (free === undefined) return [];
  const megabytes = Math.floor(free / MEGABYTE);
  const isLow = megabytes < config.diskMinFreeMegabytes;
  const text = `${megabytes} MB are free on the disk of ${config.dataFolder}`;
  const space: Finding = isLow
    ? {
        part: 'disk',
        state: 'problem',
        text: `${text}, less than DENIZEN_DISK_MIN_FREE_MB: free some space.`,
      }
    : { part: 'disk', state: 'ok', text: `${text}.` };
  const unsafe = unsafeDisks.get(statfsSync(config.dataFolder).type);
  return unsafe === undefined ? [space] : [space, { part: 'disk', ...unsafe }];
}

function syncSpeed(config: Config): Finding | undefined {
  const part = 'fsync';
  if (!isSqliteFile(config)) return undefined;
  const path = join(config.dataFolder, `.doctor-${process.pid}`);
  try {
    const ms = medianSyncMs(path);
    const text = `A sync of the disk takes ${ms.toFixed(1)} ms`;
    if (ms <= SLOW_SYNC_MS) return { part, state: 'ok', text: `${text}.` };
    return {
      part,
      state: 'advice',
      text: `${text}, for which each change waits. A disk with a protected cache is faster.`,
    };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    // Without a database, there need not be a folder.
    if (code === 'ENOENT') return undefined;
    return {
      part,
      state: 'problem',
      text: `The data folder cannot be written to (${code}): ${config.dataFolder}.`,
    };
  } finally {
    rmSync(path, { force: true });
  }
}

function medianSyncMs(path: string): number {
  const file = openSync(path, 'wx', 0o600);
  try {
    const times = Array.from({ length: SYNCS }, () => {
      const begun = performance.now();
      writeSync(file, PAGE);
      fsyncSync(file);
      return performance.now() - begun;
    });
    return times.toSorted((one, other) => one - other)[(SYNCS - 1) / 2] ?? 0;
  } finally {
    closeSync(file);
  }
}

function memory({ processes, passwordCost }: Config): Finding {
  // The limit of a container, if there is one; Node gives a huge number or 0 without.
  const constrained = process.constrainedMemory();
  const bytes = constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
  const hashing = (availableParallelism() * passwordCost.memoryCost * KIB) / MEGABYTE;
  const needed = Math.ceil(MEMORY_LEAST_MB + (processes - 1) * 150 + hashing);
  const megabytes = Math.floor(bytes / MEGABYTE);
  const part = 'memory';
  if (megabytes >= needed) return { part, state: 'ok', text: `${megabytes} MB of memory.` };
  return {
    part,
    state: 'advice',
    text: `${megabytes} MB of memory are few for ${processes === 1 ? 'a process' : `${processes} processes`}: ${needed} MB are safe. Lower DENIZEN_PROCESSES or DENIZEN_PASSWORD_COST.`,
  };
}

function openFiles(): Finding | undefined {
  const part = 'ulimit';
  const limit = filesIn(limitsText());
  if (limit === undefined) return undefined;
  if (limit >= FILES_LEAST) return { part, state: 'ok', text: `${limit} open files are allowed.` };
  return {
    part,
    state: 'advice',
    text: `Only ${limit} open files are allowed, and a server takes 10,000 connections: set LimitNOFILE=65536 in the unit, or ulimit -n 65536.`,
  };
}

/** Returns the soft limit of open files in the text of `/proc/self/limits`. */
export function filesIn(limits: string): number | undefined {
  const text = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
  if (text === undefined) return undefined;
  return text === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(text);
}

function limitsText(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
