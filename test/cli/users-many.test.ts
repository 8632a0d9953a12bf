import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { projectsCreate } from '../../src/cli/projects.ts';
import { usersCreate, usersShow } from '../../src/cli/users.ts';
import { jobsFailures, jobsList, jobsMove, jobsShow } from '../../src/cli/users-jobs.ts';
import { type ManyInput, usersMany } from '../../src/cli/users-many.ts';
import { commandsOn } from '../support/commands.ts';
import { onEachEngine } from '../support/engines.ts';

type JobShown = { id: string; act: string; state: string; done: number; skipped: number };

onEachEngine('acts on many users on the command line', (database) => {
  const { text } = commandsOn(database);
  const json = commandsOn(database).json;
  const asked: ManyInput = {
    ...{ act: 'block', parameters: {}, flags: { label: [] }, everyone: false },
    ...{ yes: false, detach: false },
  };
  const many = (input: Partial<ManyInput>) =>
    text((args, output) => usersMany(args, output, { ...asked, ...input }), true);
  const last = async (input: Partial<ManyInput>) =>
    JSON.parse((await many(input)).trimEnd().split('\n').at(-1) ?? '') as { job: JobShown };
  const isBlocked = async (id: string) =>
    (await json<{ blockedAt: string | null }>((args, output) => usersShow(args, output, id))).blockedAt !==
    null;

  before(async () => {
    await text((args, output) => projectsCreate(args, output, { id: 'shop', name: undefined }));
    for (const id of ['ann', 'ben', 'cid'])
      await text((args, output) => usersCreate(args, output, { id, email: `${id}@example.com` }));
  });

  it('changes nothing without a yes, and says how many users it would meet', async () => {
    await assert.rejects(many({ everyone: true }), { message: 'Nothing was changed. To go on, add --yes.' });
    const remove = { act: 'delete', everyone: true } as const;
    await assert.rejects(many(remove), { message: /To go on, add --yes --count 3\./ });
    await assert.rejects(many({ ...remove, yes: true }), { message: /add --yes --count 3\./ });
    await assert.rejects(many({ ...remove, yes: true, count: '2' }), {
      message: /^--count says 2, but it is 3 users\. Nothing was changed\.$/,
    });
    await assert.rejects(many({ yes: true }), { message: /^Name one user, or choose users by flags/ });
    await assert.rejects(many({ yes: true, everyone: true, name: 'ann' }), { message: /^Name one user/ });
    await assert.rejects(many({ yes: true, flags: { label: ['nobody'] } }), { message: /^No user is met/ });
    assert.deepEqual(await json((args, output) => jobsList(args, output, {})), []);
  });

  it('previews, works on the job, and reports it in lines of JSON', async () => {
    await many({ act: 'label', parameters: { labels: ['vip'] }, name: 'ann', yes: true });
    const flags = { label: ['vip'] };
    const lines = (await many({ flags, yes: true, count: '1' })).trimEnd().split('\n');
    const [first, end] = [lines[0], lines.at(-1)].map(
      (line) => JSON.parse(line ?? '') as Record<string, never>,
    );
    assert.deepEqual(first?.preview && { ...(first.preview as object), samples: undefined }, {
      ...{ count: 1, countIsExact: true, examined: 1, skipped: [], samples: undefined },
    });
    const { act, state, done } = (end as unknown as { job: JobShown }).job;
    assert.deepEqual([act, state, done], ['block', 'done', 1]);
    assert.deepEqual([await isBlocked('ann'), await isBlocked('ben')], [true, false]);
  });

  it('leaves a job to a server, and looks after it', async () => {
    const { job } = await last({ flags: { label: [], search: 'ben' }, yes: true, detach: true });
    const move = (act: 'pause' | 'resume' | 'cancel' | 'undo') =>
      json<JobShown>((args, output) => jobsMove(args, output, { id: job.id, move: act }));
    assert.deepEqual([job.state, (await move('pause')).state], ['waiting', 'paused']);
    await assert.rejects(move('pause'), { code: 'job_state_conflict' });
    assert.deepEqual([(await move('resume')).state, (await move('cancel')).state], ['waiting', 'cancelled']);
    await assert.rejects(move('undo'), { code: 'job_final' });
    assert.equal(await isBlocked('ben'), false);
    const listed = await json<JobShown[]>((args, output) => jobsList(args, output, { limit: '1' }));
    assert.deepEqual(
      listed.map(({ id, state }) => [id, state]),
      [[job.id, 'cancelled']],
    );
    assert.equal(
      await text((args, output) => jobsShow(args, output, job.id)),
      `Job ${job.id} is cancelled: 0 done, 0 skipped, 0 failed.\n`,
    );
    assert.equal(await text((args, output) => jobsFailures(args, output, job.id)), '');
  });

  it('prints exported users alone on standard output', async () => {
    const printed = await many({ act: 'export', everyone: true, yes: true });
    const ids = printed
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
    assert.deepEqual(ids, ['ann', 'ben', 'cid']);
  });

  it('deletes the users who were counted', async () => {
    const { job } = await last({ act: 'delete', everyone: true, yes: true, count: '3' });
    assert.deepEqual([job.state, job.done], ['done', 3]);
    await assert.rejects(isBlocked('ann'), { code: 'user_not_found' });
  });
});
