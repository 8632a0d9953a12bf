/**
 * How many entries of the history are chained and verified a second, and how many users are made a second while nobody
 * chains and while a server does, in turns; on SQLite in a file: `node bench/history.ts [entries] [seconds]`. Prints one
 * JSON document; memory is the most that the process had while it verified, in MB, and load that of the machine, of
 * before and after.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Core, createCore } from '../src/core/core.ts';
import { unknownDevice } from '../src/core/devices/device.ts';
import { chainHistory } from '../src/core/history/chain.ts';
import { signHistory } from '../src/core/history/checkpoints.ts';
import { getHistoryStatus } from '../src/core/history/status.ts';
import { verifyHistory } from '../src/core/history/verification.ts';
import { systemClock } from '../src/core/instant.ts';
import { boundedPasswords } from '../src/core/passwords.ts';
import type { ProjectId } from '../src/core/projects/project.ts';
import { createUser } from '../src/core/users/users.ts';
import { sealWith } from '../src/crypto/seal.ts';
import { freshSecret } from '../src/crypto/tokens.ts';
import type { Engine } from '../src/db/engine.ts';
import { openSqlite } from '../src/db/sqlite.ts';
import { startMaintenance } from '../src/maintenance/maintenance.ts';
import { systemActor } from '../src/open.ts';

const PROJECT = 'bench';
const AT_ONCE = 1_000;
const CHAINED_AT_ONCE = 250;
const ROUNDS = 5;
const CLIENTS = 64;

const entries = Number(process.argv[2] ?? 500_000);
const seconds = Number(process.argv[3] ?? 5);
const loads = [loadavg()[0]];
const folder = mkdtempSync(join(tmpdir(), 'denizen-history-'));
const engine = await openSqlite(join(folder, 'denizen.db'));
try {
  await engine.migrate();
  const core = coreOver(engine);
  await fill(engine);
  const chaining = await timed(() => chainAll(core));
  const verifying: number[] = [];
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  for (let round = 0; round < ROUNDS; round++) verifying.push(await timed(() => verify(core)));
  clearInterval(watch);
  const made = await madeInTurns(core);
  loads.push(loadavg()[0]);
  const perSecond = (milliseconds: number) => Math.round((entries / milliseconds) * 1_000);
  const result = { entries, chained: perSecond(chaining), verified: verifying.map(perSecond) };
  const about = {
    memory: Math.round(most / 2 ** 20),
    load: loads.map((load = 0) => Math.round(load * 10) / 10),
  };
  process.stdout.write(`${JSON.stringify({ ...result, ...made, ...about })}\n`);
} finally {
  await engine.close();
  rmSync(folder, { recursive: true });
}

function coreOver(over: Engine): Core {
  return createCore(over, {
    clock: systemClock(),
    passwords: boundedPasswords(1, 1),
    seal: sealWith(freshSecret()),
    clientInfo: { device: async () => unknownDevice, country: async () => undefined },
    channels: { sendsMail: false, sendsSms: false },
    urls: { publicUrl: undefined, ownUrl: () => new URL('http://localhost') },
    httpClient: () => Promise.reject(new Error('nobody is asked')),
    notifyOutbox: () => {},
  });
}

/** Entries as they are: a user signs in, from a browser. */
async function fill({ transact }: Engine): Promise<void> {
  for (let from = 0; from < entries; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, entries - from) }, (_, at) => ({
      project_id: PROJECT,
      place: `user${at}`,
      lane: 0,
      id: (from + at).toString(16).padStart(20, '0'),
      at: 1_790_000_000_000 + at,
      act: 'session.create',
      actor_kind: 'user',
      actor_id: `user${at}`,
      acting_as: null,
      user_id: `user${at}`,
      ip: '203.0.113.7',
      request_id: `req-${from + at}`,
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
      details: '{"sessionId":"0634a5b3c1d2e0000001","provider":"email"}',
    }));
    await transact((tx) => tx.db.insertInto('audit').values(rows).execute());
  }
}

async function chainAll(core: Core): Promise<void> {
  do await signHistory(core);
  while ((await chainHistory(core, { most: CHAINED_AT_ONCE })) > 0);
}

async function verify(core: Core): Promise<void> {
  const report = await verifyHistory(core, PROJECT);
  if (report.entries !== entries || report.findings.length > 0) throw new Error(JSON.stringify(report));
}

/** Users made a second, of each round; `waiting` are entries that nobody had chained when the rounds of a server ended. */
async function madeInTurns(core: Core) {
  const made = { unchained: [] as number[], chained: [] as number[], waiting: [] as number[] };
  const log = { info: () => {}, warn: () => {} };
  for (let round = 0; round < ROUNDS; round++) {
    made.unchained.push(await makeUsers(core));
    await chainAll(core);
    const maintenance = startMaintenance({ core, log });
    made.chained.push(await makeUsers(core));
    made.waiting.push((await getHistoryStatus(core)).waiting);
    await maintenance.stop();
    await chainAll(core);
  }
  return { made };
}

async function makeUsers(core: Core): Promise<number> {
  const project = { ...systemActor('system').project, id: 'made' as ProjectId };
  const actor = { ...systemActor('system', project), ip: '203.0.113.7', requestId: crypto.randomUUID() };
  const until = performance.now() + seconds * 1_000;
  let users = 0;
  const client = async () => {
    for (; performance.now() < until; users++) await createUser(core, actor, {});
  };
  const took = await timed(() => Promise.all(Array.from({ length: CLIENTS }, client)).then(() => {}));
  return Math.round((users / took) * 1_000);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
