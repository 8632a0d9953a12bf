import assert from 'node:assert/strict';
import { after, before, it, mock } from 'node:test';
import { chainHistory } from '../../src/core/history/chain.ts';
import { noteSessions } from '../../src/core/history/daily-counts.ts';
import { hours, instantOf } from '../../src/core/instant.ts';
import { adminServer, DEVELOPMENT } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';
import { PROJECT } from '../support/server.ts';

onEachEngine('the overview and the server over /admin', (database) => {
  // One moment for all: no day or hour ends between an act and the question.
  before(() => mock.timers.enable({ apis: ['Date'], now: Date.now() }));
  after(() => mock.timers.reset());
  const server = adminServer(database, DEVELOPMENT);
  const today = (totals: unknown) => (totals as number[]).at(-1);
  type Series = { readonly method: string; readonly reason?: string; readonly totals: number[] };

  it('counts sign-ups, sign-ins, refusals and sessions of each day', async () => {
    const { app, v1, core, adminWith } = server.get();
    const { call } = await adminWith('auditor');
    const post = (path: string, body: object) =>
      app.inject({
        ...{ method: 'POST', url: `/v1${path}`, payload: JSON.stringify(body) },
        headers: { 'x-appwrite-project': PROJECT, 'content-type': 'application/json' },
      });
    const ann = { email: 'ann@example.com', password: 'correct horse battery' };
    await post('/account', { userId: 'ann', ...ann });
    await v1('POST', '/users', { userId: 'ben', email: 'ben@example.com' });
    await post('/account/sessions/email', ann);
    await post('/account/sessions/email', { ...ann, password: 'another horse' });
    for (let times = 0; times < 5; times++)
      await post('/account/sessions/email', { email: 'nobody@example.com', password: 'another horse' });
    while ((await chainHistory(core, { most: 3 })) > 0);
    await noteSessions(core);

    const { body } = await call('GET', '/projects/:project/overview');
    const [signIns, refusals] = [body.signIns, body.refusals] as unknown as [Series[], Series[]];
    assert.equal((body.periods as unknown as string[]).length, 30);
    assert.equal(today(body.periods), new Date().toISOString().slice(0, 10));
    assert.deepEqual([today(body.signUps), today(body.created)], [1, 1]);
    assert.deepEqual(
      signIns.map(({ method, totals }) => [method, totals.length, today(totals)]),
      [['email', 30, 1]],
    );
    // The wrong password of ann, and the first, second and fourth of somebody unknown.
    assert.deepEqual(
      refusals.map(({ method, reason, totals }) => [method, reason, today(totals)]),
      [['password', 'wrong', 1 + 1 + 1 + 2]],
    );
    assert.deepEqual([today(body.activeSessions), (body.activeSessions as unknown[])[0]], [1, null]);
  });

  it('covers hours or days, and refuses other spans', async () => {
    const { core, adminWith } = server.get();
    const { call } = await adminWith('auditor');
    const of = async (span: string) => (await call('GET', `/projects/:project/overview?span=${span}`)).body;
    for (const [span, count] of [
      ['24h', 24],
      ['7d', 7],
      ['90d', 90],
    ] as const) {
      const { periods, signUps, signIns, activeSessions } = await of(span);
      assert.equal((periods as unknown as string[]).length, count);
      assert.deepEqual([today(signUps), today((signIns as unknown as Series[])[0]?.totals)], [1, 1], span);
      assert.deepEqual([(signUps as unknown as number[]).length, today(activeSessions)], [count, 1], span);
    }
    const { periods } = await of('24h');
    assert.match(String(today(periods)), /^\d{4}-\d\d-\d\dT\d\d:00Z$/);
    assert.equal((await call('GET', '/projects/:project/overview?span=1y')).status, 400);
    // Days stay, and hours go.
    const later = { ...core, clock: { ...core.clock, now: () => instantOf(Date.now() + hours(72)) } };
    const rows = () => core.read.db.selectFrom('daily_counts').select('day').execute();
    assert.ok((await rows()).some(({ day }) => day.length > 10));
    await noteSessions(later);
    assert.ok((await rows()).every(({ day }) => day.length === 10 || day > new Date().toISOString()));
    assert.equal(today((await of('7d')).signUps), 1);
  });

  it('does not count twice what is chained once', async () => {
    const { core, adminWith } = server.get();
    const { call } = await adminWith('auditor');
    const before = await call('GET', '/projects/:project/overview');
    await Promise.all([chainHistory(core, { most: 100 }), chainHistory(core, { most: 100 })]);
    await noteSessions(core);
    const { body } = await call('GET', '/projects/:project/overview');
    assert.deepEqual(
      [body.signUps, body.signIns, body.refusals, body.activeSessions],
      [before.body.signUps, before.body.signIns, before.body.refusals, before.body.activeSessions],
    );
  });

  it('shows the outbox, the chain, and which first steps are done', async () => {
    const { adminWith } = server.get();
    const { call } = await adminWith('operator');
    await call('POST', '/projects/:project/messages/test', {});
    await call('POST', '/projects/:project/platforms', { host: 'app.example.com' });
    const { body } = await call('GET', '/projects/:project/overview');
    const { waiting, failed, oldestWaitingAt } = body.outbox as Readonly<Record<string, unknown>>;
    assert.deepEqual([waiting, failed], [1, 0]);
    assert.match(String(oldestWaitingAt), /^\d{4}-.*Z$/);
    assert.ok(Number((body.chain as { chained: number }).chained) > 0);
    const steps = body.steps as unknown as { name: string; isDone: boolean }[];
    assert.deepEqual(
      steps.map(({ name, isDone }) => [name, isDone]),
      [
        ...[['firstUser', true] as const, ['firstKeyUsed', true] as const],
        ...[
          ['platformAdded', true] as const,
          ['mailSetUp', false] as const,
          ['sealingKeyKept', true] as const,
        ],
      ],
    );
  });

  it('shows settings with their origin and without secrets', async () => {
    const { call } = await server.get().adminWith('auditor');
    const { body } = await call('GET', '/system');
    const settings = body.settings as unknown as Record<string, unknown>[];
    const shown = (name: string) => {
      const { value, origin } = settings.find((setting) => setting.name === name) ?? {};
      return [value, origin];
    };
    assert.deepEqual(shown('DENIZEN_PROJECT'), [PROJECT, 'environment']);
    assert.deepEqual(shown('DENIZEN_PROCESSES'), ['', 'default']);
    assert.deepEqual(shown('DENIZEN_API_KEY'), [null, 'environment']);
    const { engine, bytes } = body.database as { readonly engine: string; readonly bytes: number };
    assert.deepEqual([engine, bytes > 10_000], [database.engine, true]);
    assert.equal((body.health as { isReady: boolean }).isReady, true);
    assert.ok((body.process as { memory: { rssBytes: number } }).memory.rssBytes > 1_000_000);
    assert.equal(body.projects, 2);
  });

  it('does not show the server to support, nor to owners of one project', async () => {
    const { adminWith } = server.get();
    for (const { call } of [await adminWith('support'), await adminWith('owner', PROJECT)])
      assert.equal((await call('GET', '/system')).status, 403);
  });
});
