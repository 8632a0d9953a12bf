import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { testFolder } from '../../test/support/folders.ts';
import { changeUser, countSteps, flawsAt, type Ledger, lossesAt } from '../../test/support/ledger.ts';
import { type OwnPostgres, ownPostgres } from '../../test/support/own-postgres.ts';
import { type Answer, call, callAlone, type Started, settingsFor, start } from '../../test/support/server.ts';
import { measured, missed, type Outcome, type Situation } from '../scenario.ts';

export const engines = ['postgres'] as const;

/** Where the log of the cluster lies: on the full disk too, where PostgreSQL panics, or on another. */
const LOGS = ['beside', 'elsewhere'] as const;
const DISK_MB = 64;
/** Space that the operator gives back, each time. */
const BALLAST_MB = 8;
const FILLINGS = { long: 10, short: 1 };
const FULL_MS = { long: 10_000, short: 2_000 };
const WRITERS = 8;
/** Not compressible, near the bound of the preferences. */
const BLOB_BYTES = 45_000;
const REFUSED_WAIT_MS = 50;
/** The disk counts as full when so many changes were refused and none was taken in this time. */
const REFUSALS = 40;
const NOTHING_TAKEN_MS = 1_000;
const FILLED_WITHIN_MS = 30_000;
/** What another program leaves of the disk, so that it is full soon. */
const LEFT_MB = 10;
/** What PostgreSQL may take to come back by itself before its operator restarts it. */
const OPERATOR_WAITS_MS = 3_000;
const RECOVERY_MS = 5_000;
const RECOVERY_AT_MOST_MS = 20_000;
/** Reads must be served when PostgreSQL has been serving for so long. */
const SERVING_MS = 1_000;
/** The share of reads that a machine without a free processor may delay until they are refused. */
const NEEDLESS_SHARE = 0.05;

/** PostgreSQL on a disk that fills up, again and again, until its operator gives some space back. */
export async function run(situation: Situation): Promise<Outcome> {
  const figures: Record<string, string> = {};
  const failures: string[] = [];
  for (const log of LOGS) {
    const disk = testFolder();
    if (!mountSmall(disk, situation)) return { figures: { mount: 'not allowed' }, failures: [] };
    try {
      const outcome = await onFullDisk(situation, disk, log);
      figures[`log ${log}`] = outcome.summary;
      failures.push(...outcome.failures.map((failure) => `log ${log}: ${failure}`));
    } finally {
      execFileSync('umount', [disk]);
    }
  }
  return { figures, failures };
}

function mountSmall(folder: string, situation: Situation): boolean {
  const megabytes = DISK_MB + fillingsOf(situation) * BALLAST_MB;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function fillingsOf({ short }: Situation): number {
  return short ? FILLINGS.short : FILLINGS.long;
}

type Result = { readonly summary: string; readonly failures: readonly string[] };

async function onFullDisk(situation: Situation, disk: string, log: (typeof LOGS)[number]): Promise<Result> {
  const postgres = await ownPostgres(disk, ['--wal-segsize=1']);
  if (log === 'elsewhere') moveLog(disk);
  for (let at = 0; at < fillingsOf(situation); at++) {
    writeFileSync(ballastAt(disk, at), Buffer.alloc(BALLAST_MB * 1024 * 1024));
  }
  await postgres.start();
  let server: Started | undefined;
  try {
    server = await start(settingsFor(postgres.url));
    takeSpace(disk);
    // The reader first: its session could not be made on a disk that the load has filled.
    const reader = await readerOf(server, postgres.url);
    const load = loadOn(server);
    const recoveries: Recovery[] = [];
    for (let at = 0; at < fillingsOf(situation); at++) {
      recoveries.push(await fillAndRelease(situation, { load, postgres, ballast: ballastAt(disk, at) }));
      situation.say(`log ${log}: ${JSON.stringify(recoveries.at(-1))}`);
    }
    await Promise.all([load.end(), reader.end()]);
    return await resultOf(situation, { server, url: postgres.url, load, reads: reader.reads, recoveries });
  } finally {
    await server?.stop();
    if (postgres.isRunning()) await postgres.stop();
  }
}

/** The log keeps the owner of its files. */
function moveLog(disk: string): void {
  const place = join(testFolder(), 'log');
  const log = join(disk, 'cluster/pg_wal');
  execFileSync('mv', [log, place]);
  symlinkSync(place, log);
}

function takeSpace(disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  const bytes = bavail * bsize - LEFT_MB * 1024 * 1024;
  if (bytes > 0) writeFileSync(join(disk, 'taken'), Buffer.alloc(bytes));
}

function ballastAt(disk: string, at: number): string {
  const folder = join(disk, 'ballast');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${at}`);
}

type Load = {
  readonly ledger: Ledger;
  /** The digest of the preferences of each user whose preferences were acknowledged. */
  readonly blobs: ReadonlyMap<string, string>;
  /** Preferences taken, the moment of the last one, refused changes in all and since that moment. */
  readonly answers: { taken: number; refused: number; takenAt: number; refusedSince: number };
  /** Refusals other than 503 with `Retry-After`. */
  readonly wrong: string[];
  readonly end: () => Promise<void>;
};

/** Clients that create users with large preferences until the end, whatever they are answered. */
function loadOn({ endpoint }: Started): Load {
  const ledger: Ledger = new Map();
  const blobs = new Map<string, string>();
  const answers = { taken: 0, refused: 0, takenAt: performance.now(), refusedSince: 0 };
  const wrong: string[] = [];
  let ended = false;
  const answered = (answer: Answer | undefined) => {
    if (answer && answer.status < 300) return;
    answers.refused++;
    answers.refusedSince++;
    if (!isRefusal(answer)) wrong.push(describe(answer));
  };
  const fill = async (id: string): Promise<boolean> => {
    const blob = randomBytes(BLOB_BYTES).toString('base64');
    const answer = await callAlone(endpoint, 'PATCH', `/users/${id}/prefs`, { prefs: { blob } }).catch(
      () => undefined,
    );
    answered(answer);
    if (answer?.status !== 200) return false;
    blobs.set(id, digestOf(blob));
    Object.assign(answers, { taken: answers.taken + 1, takenAt: performance.now(), refusedSince: 0 });
    return true;
  };
  const clients = Array.from({ length: WRITERS }, async (_, client) => {
    for (let turn = 0; !ended; turn++) {
      const id = `full${client}-${turn}`;
      const isThere = turn % 4 !== 3;
      const change = { endpoint, ledger, now: () => performance.now(), turn, id, answered };
      const isTaken = (await changeUser(change)) && (!isThere || (await fill(id)));
      if (!isTaken) await setTimeout(REFUSED_WAIT_MS);
    }
  });
  const end = async () => {
    ended = true;
    await Promise.all(clients);
  };
  return { ledger, blobs, answers, wrong, end };
}

function isRefusal(answer: Answer | undefined): boolean {
  return answer?.status === 503 && answer.headers.has('retry-after');
}

function describe(answer: Answer | undefined): string {
  return answer ? `${answer.status} ${JSON.stringify(answer.body)}` : 'no answer';
}

function digestOf(blob: string): string {
  return createHash('sha256').update(blob).digest('hex');
}

type Reads = {
  served: number;
  refused: number;
  /** Refused although PostgreSQL served, before and after. */
  needless: number;
  /** Refusals other than 503 with `Retry-After`. */
  readonly wrong: string[];
};

/** Reads until the end: by key, a list, and by session. */
async function readerOf(server: Started, url: string): Promise<{ reads: Reads; end: () => Promise<void> }> {
  await call(server.endpoint, 'POST', '/users', { body: { userId: 'reader' } });
  const { status, body } = await call(server.endpoint, 'POST', '/users/reader/sessions');
  assert.equal(status, 201);
  const { secret } = body as { secret: string };
  const requests = [
    () => callAlone(server.endpoint, 'GET', '/users/reader'),
    () =>
      callAlone(server.endpoint, 'GET', '/users?queries[]=%7B%22method%22:%22limit%22,%22values%22:[5]%7D'),
    () =>
      call(server.endpoint, 'GET', '/account', {
        headers: { 'X-Appwrite-Key': '', 'X-Appwrite-Session': secret },
      }),
  ];
  const reads: Reads = { served: 0, refused: 0, needless: 0, wrong: [] };
  const probe = probeOf(url);
  let ended = false;
  const reading = (async () => {
    for (let at = 0; !ended; at++) {
      const servedBefore = await probe.servesSince();
      const answer = await requests[at % requests.length]?.().catch(() => undefined);
      if (answer?.status === 200) {
        reads.served++;
        continue;
      }
      reads.refused++;
      const isServing = servedBefore !== undefined && (await probe.servesSince()) === servedBefore;
      if (isServing) reads.needless++;
      if (!isRefusal(answer)) reads.wrong.push(describe(answer));
      await setTimeout(REFUSED_WAIT_MS);
    }
  })();
  const end = async () => {
    ended = true;
    await reading;
    await probe.close();
  };
  return { reads, end };
}

type Probe = {
  /** Returns since when PostgreSQL serves without an interruption, if that is long ago. */
  readonly servesSince: () => Promise<number | undefined>;
  readonly close: () => Promise<void>;
};

function probeOf(url: string): Probe {
  let open: { readonly client: pg.Client; readonly since: number } | undefined;
  return {
    servesSince: async () => {
      try {
        open ??= { client: await connected(url), since: performance.now() };
        await open.client.query('select 1');
        return performance.now() - open.since > SERVING_MS ? open.since : undefined;
      } catch {
        open = undefined;
        return undefined;
      }
    },
    close: async () => open?.client.end(),
  };
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}

type Recovery = {
  /** Whether the disk was full in time. */
  readonly isFull: boolean;
  /** How many preferences were taken until then. */
  readonly taken: number;
  /** Whether PostgreSQL took connections at the end of the time without space. */
  readonly served: boolean;
  /** Whether its operator had to restart it. */
  readonly restarted: boolean;
  /** From the moment when PostgreSQL takes writes to the first write that Denizen took. */
  readonly recoveryMs: number;
};

type Filling = { readonly load: Load; readonly postgres: OwnPostgres; readonly ballast: string };

async function fillAndRelease({ short }: Situation, { load, postgres, ballast }: Filling): Promise<Recovery> {
  const { answers } = load;
  const isFull = await until(
    () => answers.refusedSince >= REFUSALS && performance.now() - answers.takenAt > NOTHING_TAKEN_MS,
    FILLED_WITHIN_MS,
  );
  await setTimeout(short ? FULL_MS.short : FULL_MS.long);
  const served = await serves(postgres.url);
  rmSync(ballast);
  const restarted = !(await until(() => serves(postgres.url), OPERATOR_WAITS_MS));
  if (restarted) {
    if (postgres.isRunning()) postgres.kill();
    await postgres.start();
  }
  const [began, { taken }] = [performance.now(), { ...answers }];
  await until(() => answers.taken > taken, RECOVERY_AT_MOST_MS);
  return { isFull, taken, served, restarted, recoveryMs: Math.round(performance.now() - began) };
}

/** Returns whether it came true in time. */
async function until(isTrue: () => boolean | Promise<boolean>, mostMs: number): Promise<boolean> {
  const began = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - began > mostMs) return false;
    await setTimeout(20);
  }
  return true;
}

async function serves(url: string): Promise<boolean> {
  try {
    await (await connected(url)).end();
    return true;
  } catch {
    return false;
  }
}

type Measured = {
  readonly server: Started;
  readonly url: string;
  readonly load: Load;
  readonly reads: Reads;
  readonly recoveries: readonly Recovery[];
};

async function resultOf(
  situation: Situation,
  { server, url, load, reads, recoveries }: Measured,
): Promise<Result> {
  const changed = await changedBlobs(server, load.blobs);
  const flaws = [
    ...(await lossesAt(url, load.ledger, performance.now())),
    ...(await flawsAt(url)),
    ...changed,
  ];
  for (const flaw of flaws.slice(0, 10)) situation.say(flaw);
  const { acknowledged, unknown } = countSteps(load.ledger);
  const restarts = recoveries.filter(({ restarted }) => restarted).length;
  const recoveryMs = Math.max(...recoveries.map((recovery) => recovery.recoveryMs));
  const wrong = [...load.wrong, ...reads.wrong];
  return {
    summary: [
      `${recoveries.length} times full, ${acknowledged} changes, ${unknown} refused, ${load.blobs.size} blobs`,
      `${reads.served} reads, ${reads.refused} refused (${reads.needless} while PostgreSQL served), ${restarts} restarts, recovery ${recoveryMs} ms`,
      `${server.errors().split('\n').length - 1} lines of log, ${flaws.length} flaws`,
    ].join(', '),
    failures: [
      ...missed(wrong.length === 0, `${wrong.length} wrong answers, such as ${wrong[0]}`),
      ...missed(flaws.length === 0, `${flaws.length} losses or contradictions, such as ${flaws[0]}`),
      ...measured(
        situation,
        recoveries.every(({ isFull }) => isFull),
        'the disk was not full in time',
      ),
      ...missed(recoveryMs < RECOVERY_AT_MOST_MS, 'no write is taken after space is back'),
      ...missed(
        reads.needless <= reads.served * NEEDLESS_SHARE,
        `${reads.needless} reads are refused while PostgreSQL serves`,
      ),
      ...measured(
        situation,
        reads.needless === 0,
        `${reads.needless} reads wait too long while PostgreSQL serves`,
      ),
      ...measured(situation, recoveryMs <= RECOVERY_MS, `recovery takes ${recoveryMs} ms`),
    ],
  };
}

/** Users whose preferences are not the acknowledged ones. */
async function changedBlobs(server: Started, blobs: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const [id, digest] of blobs) {
    const { body } = await callAlone(server.endpoint, 'GET', `/users/${id}/prefs`);
    if (digestOf(String((body as { blob?: unknown }).blob)) !== digest)
      changed.push(`lost: preferences of ${id}`);
  }
  return changed;
}
