import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { createServerSession } from '../sessions/sessions.ts';
import { createUser } from '../users/users.ts';
import { type Gauges, readGauges, rememberedGauges } from './gauges.ts';

const nothing: Gauges = {
  ...{ users: 0, sessions: 0, queues: [], unchained: 0, unsigned: 0, jobs: [], imports: [] },
};

describe('remembered figures', () => {
  it('are read once in ten seconds, whoever asks how often', async () => {
    let now = 0;
    let reads = 0;
    const read = async () => ({ ...nothing, users: ++reads });
    const gauges = rememberedGauges(read, { now: () => now });
    const asked = await Promise.all(Array.from({ length: 20 }, gauges));
    now = 9_999;
    assert.deepEqual(new Set([...asked, await gauges()].map((each) => each?.users)), new Set([1]));
    now = 10_000;
    assert.equal((await gauges())?.users, 2);
  });

  it('are missing when the database does not answer in time or refuses, and there again after that', async () => {
    const answers: (() => Promise<Gauges>)[] = [
      () => Promise.reject(new Error('gone')),
      () => new Promise(() => {}),
    ];
    const failing = rememberedGauges(() => answers[0]?.() ?? Promise.resolve(nothing), { withinMs: 20 });
    assert.equal(await failing(), undefined);
    answers.shift();
    assert.equal(await failing(), undefined);
    const healthy = rememberedGauges(async () => nothing, { withinMs: 20_000 });
    assert.deepEqual(await healthy(), nothing);
  });
});

onEachEngine('figures of the database', (database) => {
  const here = directory(database);

  it('count users, live sessions and entries that are not chained', async () => {
    const { core, actor } = here;
    const before = await readGauges(core);
    const { id } = await createUser(core, actor, { name: 'Ann' });
    await createServerSession(core, actor, id);
    const after = await readGauges(core);
    assert.deepEqual([after.users - before.users, after.sessions - before.sessions], [1, 1]);
    assert.ok(after.unchained >= before.unchained + 2, `${after.unchained}`);
    assert.deepEqual(
      after.queues.map(({ channel }) => channel),
      ['mail', 'sms', 'webhook'],
    );
  });
});
