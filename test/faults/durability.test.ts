import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { openSqlite } from '../../src/db/sqlite.ts';
import { diskFolder } from '../support/folders.ts';
import { call, settingsFor, start } from '../support/server.ts';
import { type Step, tracing } from '../support/trace.ts';

const ROUNDS = 10;
const TOGETHER = 16;

describe('what SQLite has acknowledged', () => {
  it('is on the disk before the answer, one after the other', async () => {
    const steps = await stepsOfServer(1);
    assert.deepEqual(answers(steps).length, ROUNDS);
    assert.ok(syncs(steps) >= ROUNDS, `${syncs(steps)} syncs for ${ROUNDS} creates`);
    assert.deepEqual(answersWithoutSync(steps), []);
  });

  it('is on the disk before the answer, with one sync for all that came together', async (t) => {
    const steps = await stepsOfServer(TOGETHER);
    const creates = ROUNDS * TOGETHER;
    t.diagnostic(`${syncs(steps)} syncs for ${creates} creates, ${TOGETHER} at once`);
    assert.equal(answers(steps).length, creates);
    assert.ok(syncs(steps) < creates / 2, `${syncs(steps)} syncs for ${creates} creates`);
    assert.deepEqual(answersWithoutSync(steps), []);
  });

  it('is synced outside of the event loop, so that reads do not wait for a slow disk', async () => {
    const steps = await stepsOfServer(TOGETHER);
    assert.deepEqual(
      steps.filter((step) => step.did === 'sync' && step.isOnEventLoop),
      [],
    );
  });

  it('would not be with synchronous=normal alone, which these tests can see', async () => {
    const [normal, full] = await Promise.all([syncsOfInserts('normal'), syncsOfInserts('full')]);
    assert.ok(normal <= 2, `${normal} syncs with normal`);
    assert.ok(full >= ROUNDS, `${full} syncs with full`);
  });

  it('was written by a connection that syncs the header of each new log, before and after migrations', async () => {
    const engine = await openSqlite(freshFile());
    const asked = sql<{ synchronous: number }>`pragma synchronous`;
    const before = await engine.transact((tx) => asked.execute(tx.db));
    await engine.migrate();
    const after = await engine.transact((tx) => asked.execute(tx.db));
    await engine.close();
    const normal = 1;
    assert.deepEqual(
      [before, after].map(({ rows }) => rows[0]?.synchronous),
      [normal, normal],
    );
  });
});

/** The steps of a server to which so many clients send creates, each the next one after its answer. */
async function stepsOfServer(clients: number): Promise<readonly Step[]> {
  const trace = tracing();
  const server = await start(settingsFor(`sqlite:${freshFile()}`), trace.launch);
  for (let round = 0; round < ROUNDS; round++) {
    const body = (at: number) => ({ userId: `u${round}-${at}`, email: `u${round}-${at}@example.com` });
    await Promise.all(
      Array.from({ length: clients }, (_, at) => call(server.endpoint, 'POST', '/users', { body: body(at) })),
    );
  }
  assert.equal(await server.stop(), 0);
  const steps = await trace.steps();
  return steps.slice(
    steps.findIndex(({ did }) => did === 'answer') - 1,
    steps.findLastIndex(({ did }) => did === 'answer') + 1,
  );
}

function answers(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ did }) => did === 'answer');
}

function syncs(steps: readonly Step[]): number {
  return steps.filter(({ did }) => did === 'sync').length;
}

/** Answers on a connection between which and the one before on it nothing was synced: their request came in between. */
function answersWithoutSync(steps: readonly Step[]): readonly number[] {
  let synced = 0;
  const seen = new Map<string, number>();
  return steps.flatMap((step, at) => {
    if (step.did === 'sync') {
      synced++;
      return [];
    }
    const before = seen.get(step.connection) ?? 0;
    seen.set(step.connection, synced);
    return synced > before ? [] : [at];
  });
}

async function syncsOfInserts(synchronous: 'normal' | 'full'): Promise<number> {
  const trace = tracing();
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(${JSON.stringify(freshFile())});
    db.exec('pragma journal_mode = wal; pragma synchronous = ${synchronous}; create table t (a text)');
    for (let n = 0; n < ${ROUNDS}; n++) db.exec("insert into t values ('a')");
    process.kill(process.pid, 'SIGKILL');`;
  const [program = '', ...before] = trace.launch;
  const child = spawn(program, [...before, process.execPath, '-e', script], { stdio: 'ignore' });
  await once(child, 'exit');
  return syncs(await trace.steps());
}

function freshFile(): string {
  return join(diskFolder(), 'denizen.db');
}
