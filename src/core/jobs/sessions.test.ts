import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { doJob, newJob, workOn } from '../../../test/support/jobs.ts';
import { insertSessions, type MadeSession } from '../../../test/support/many-sessions.ts';
import { anotherServer } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { Failure } from '../failure.ts';
import { hours } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { createProject } from '../projects/projects.ts';
import { searchSessions } from '../sessions/search.ts';
import type { SessionTerms } from '../sessions/search-terms.ts';
import { endSession } from '../sessions/sessions.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { type Job, jobActs } from './job.ts';
import { createJob, getJob, retryJob } from './jobs.ts';
import { previewJob } from './preview.ts';
import { readFailures } from './results.ts';
import type { Selection } from './selection.ts';

const batch = { users: 4, together: 2, unchanged: 2 };

onEachEngine('ending sessions by a filter', (database) => {
  const here = directory(database);
  let projects = 0;

  /** A project of its own with these sessions and their users, who are older than the sessions. */
  const projectWith = async (made: readonly Partial<MadeSession>[]): Promise<Actor> => {
    const id = `ending${projects++}` as ProjectId;
    const actor: Actor = { ...here.actor, project: { ...here.actor.project, id } };
    await createProject(here.core, actor, { id, name: 'Ending' });
    const all = made.map((each, at) => ({
      id: `s${at}`,
      user: 'ann',
      at: minutesAgo(made.length - at),
      ...each,
    }));
    for (const user of new Set(all.map((each) => each.user)))
      await createUser(here.core, actor, { id: user as UserId, name: user });
    await insertSessions(here.engine, id, all);
    return actor;
  };
  const minutesAgo = (count: number) => here.clock.now() - count * 60_000;
  const ending = (sessions: SessionTerms): Selection => ({ act: 'endSessions', target: { sessions } });
  const left = async (actor: Actor) => {
    const { rows } = await searchSessions(here.core, actor, { filter: {}, limit: 100 });
    return rows.map(({ id }) => id).toSorted();
  };
  const countsOf = ({ total, done, skipped, failed, state }: Job) => ({
    total,
    done,
    skipped,
    failed,
    state,
  });
  const ended = async (actor: Actor, job: Job) => {
    const rows = await here.core.read.db
      .selectFrom('audit')
      .select(['act', 'user_id', 'details'])
      .where('project_id', '=', actor.project.id)
      .where('request_id', '=', `job ${job.id}`)
      .where('act', 'like', 'session%')
      .orderBy('id')
      .execute();
    return rows.map(
      ({ act, user_id, details }) =>
        `${act} ${user_id} ${(JSON.parse(details ?? '') as { sessionId: string }).sessionId}`,
    );
  };
  const failsWith = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

  it('ends the sessions of a network, newest first, and leaves an entry for each', async () => {
    const ips = ['10.0.1.1', '10.0.2.1', '10.0.1.2', '10.0.1.3', null];
    const actor = await projectWith(ips.map((ip, at) => ({ ip, user: at < 3 ? 'ann' : 'ben' })));
    const selection = ending({ network: '10.0.1.0/24' });
    const { digest: _, samples, ...seen } = await previewJob(here.core, actor, selection);
    assert.deepEqual(seen, { count: 3, countIsExact: true, examined: 3, confirm: true, skipped: [] });
    assert.deepEqual(samples.map(({ id }) => id).toSorted(), ['ann', 'ben']);
    const job = await doJob(here.core, actor, selection);
    assert.deepEqual(countsOf(job), { total: 3, done: 3, skipped: 0, failed: 0, state: 'done' });
    assert.deepEqual(await left(actor), ['s1', 's4']);
    assert.deepEqual(await ended(actor, job), [
      'session.delete ben s3',
      'session.delete ann s2',
      'session.delete ann s0',
    ]);
  });

  it('ends the sessions of a provider, but not those of the caller', async () => {
    const made = [0, 1, 2, 3, 4].map((at) => ({
      provider: at === 1 ? 'email' : 'github',
      user: at < 3 ? 'ann' : 'ben',
    }));
    const here1 = await projectWith(made);
    const actor: Actor = { ...here1, kind: 'user', id: 'ann' };
    const selection = ending({ provider: 'github' });
    const { count, skipped } = await previewJob(here.core, actor, selection);
    assert.deepEqual(
      [count, skipped.map((each) => [each.reason, each.count, each.samples.length])],
      [4, [['self', 2, 1]]],
    );
    const job = await doJob(here.core, actor, selection);
    assert.deepEqual([job.done, job.skips], [2, { self: 2 }]);
    assert.deepEqual(await left(actor), ['s0', 's1', 's2']);
  });

  it('ends what the preview saw: no session that was opened or grew old after it', async () => {
    const actor = await projectWith([{}, {}, { at: here.clock.now() - hours(3) }]);
    const old = await newJob(here.core, actor, ending({ olderThan: '1h' }));
    const all = await newJob(here.core, actor, ending({ provider: 'email' }));
    assert.deepEqual(old.target, { sessions: { createdBefore: here.clock.now() - hours(1) } });
    here.clock.advance(hours(2));
    // Ends before its turn, so that the count alone would leave room for another.
    await endSession(here.core, actor, { user: 'ann' as UserId, id: 's2' });
    await insertSessions(here.engine, actor.project.id, [
      { id: 'late', user: 'ann', at: here.clock.now() - 1 },
    ]);
    await workOn(here.core);
    assert.deepEqual(countsOf(await getJob(here.core, actor, old.id)), {
      ...{ total: 1, done: 0, skipped: 0, failed: 0, state: 'done' },
    });
    assert.deepEqual(countsOf(await getJob(here.core, actor, all.id)), {
      ...{ total: 3, done: 2, skipped: 0, failed: 0, state: 'done' },
    });
    assert.deepEqual(await left(actor), ['late']);
  });

  it('goes on after a restart where it was, also among sessions of one moment', async () => {
    const at = minutesAgo(1);
    const made = Array.from({ length: 21 }, (_, n) => ({ ...(n % 3 > 0 && { at }), user: `u${n % 2}` }));
    const actor = await projectWith(made);
    const job = await newJob(here.core, actor, ending({}));
    await workOn(here.core, { turns: 2, batch });
    const half = await getJob(here.core, actor, job.id);
    assert.deepEqual([half.state, half.done, (await left(actor)).length], ['running', 8, 13]);
    await using other = await anotherServer(here, database);
    await workOn(other.core, { batch });
    assert.deepEqual(countsOf(await getJob(here.core, actor, job.id)), {
      ...{ total: 21, done: 21, skipped: 0, failed: 0, state: 'done' },
    });
    const entries = await ended(actor, job);
    assert.deepEqual([entries.length, new Set(entries).size], [21, 21]);
  });

  it('skips a session that ended after it was found', async () => {
    const actor = await projectWith([{}, {}, {}]);
    const job = await newJob(here.core, actor, ending({}));
    let writes = 0;
    const core: typeof here.core = {
      ...here.core,
      together: async (work) => {
        if (++writes === 2) await endSession(here.core, actor, { user: 'ann' as UserId, id: 's0' });
        return here.core.together(work);
      },
    };
    await workOn(core, { batch });
    const { done, skips } = await getJob(here.core, actor, job.id);
    assert.deepEqual([done, skips], [2, { not_found: 1 }]);
  });

  it('a session that failed is tried again alone', async () => {
    const actor = await projectWith([{ country: 'NZ' }, { country: 'DE' }]);
    const job = await newJob(here.core, actor, ending({ country: 'nz' }));
    const core: typeof here.core = {
      ...here.core,
      together: (work) =>
        here.core.together((joined, tx) =>
          work(
            {
              ...joined,
              write: async (by, acts, write) => {
                if (typeof acts !== 'function' && 'act' in acts) throw new Failure('not_allowed');
                return joined.write(by, acts, write);
              },
            },
            tx,
          ),
        ),
    };
    await workOn(core, { turns: 1 });
    await workOn(here.core);
    const failures: unknown[] = [];
    for await (const some of await readFailures(here.core, actor, job.id)) failures.push(...some);
    assert.deepEqual(failures, [{ user: 'ann', code: 'not_allowed', session: 's0' }]);
    const retry = await retryJob(here.core, actor, job.id);
    await workOn(here.core);
    assert.equal((await getJob(here.core, actor, retry.id)).done, 1);
    assert.deepEqual(await left(actor), ['s1']);
  });

  it('runs only with the digest of the same terms', async () => {
    const actor = await projectWith([{}]);
    const { digest } = await previewJob(here.core, actor, ending({ provider: 'email', olderThan: '0s' }));
    const create = (selection: Selection) =>
      createJob(here.core, actor, { ...selection, digest, confirm: '1' });
    const others: readonly Selection[] = [
      ending({ provider: 'github', olderThan: '0s' }),
      ending({ provider: 'email', olderThan: '1s' }),
      ending({ provider: 'email', unusedFor: '0s' }),
      ending({ provider: 'email' }),
      ending({}),
      { act: 'endSessions', target: { filter: { queries: [] } } },
      { act: 'endSessions', target: { ids: ['ann' as UserId] } },
    ];
    for (const other of others) await assert.rejects(create(other), failsWith('job_digest_invalid'));
    here.clock.advance(5_000);
    const job = await create(ending({ olderThan: '0s', provider: 'email' }));
    await workOn(here.core);
    assert.equal((await getJob(here.core, actor, job.id)).done, 1);
  });

  it('refuses other acts, and terms that are none', async () => {
    const actor = await projectWith([{}]);
    const refused = failsWith('argument_invalid');
    const preview = (selection: Selection) => previewJob(here.core, actor, selection);
    for (const act of jobActs.filter((each) => each !== 'endSessions')) {
      const parameters = act === 'label' || act === 'unlabel' ? { labels: ['vip'] } : {};
      await assert.rejects(preview({ act, parameters, target: { sessions: {} } }), refused, act);
    }
    await assert.rejects(preview(ending({ network: '10.0.0' })), refused);
    await assert.rejects(preview(ending({ unusedFor: 'long' })), refused);
    await assert.rejects(preview(ending({ browser: 'x'.repeat(70_000) })), refused);
  });

  it('no age is too high', async () => {
    const actor = await projectWith([{}]);
    assert.equal((await previewJob(here.core, actor, ending({ olderThan: '999999999d' }))).count, 0);
    assert.equal((await previewJob(here.core, actor, ending({ usedWithin: '999999999d' }))).count, 1);
  });
});
