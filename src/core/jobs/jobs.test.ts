import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { doJob, labelled, newJob, workOn } from '../../../test/support/jobs.ts';
import { anotherServer } from '../../../test/support/second-factors.ts';
import { PENDING } from '../../crypto/passwords/pending.ts';
import type { Actor } from '../actor.ts';
import { sweepExpired } from '../expiring.ts';
import { Failure } from '../failure.ts';
import { chainHistory } from '../history/chain.ts';
import { verifyHistory } from '../history/verification.ts';
import { hours, minutes } from '../instant.ts';
import { createEphemeralKey, createKey, revokeKey } from '../keys/keys.ts';
import { keptCount } from '../listing/kept-counts.ts';
import { markPending } from '../old-systems/mark.ts';
import type { ProjectId } from '../projects/project.ts';
import { createProject } from '../projects/projects.ts';
import { createServerSession, listSessions } from '../sessions/sessions.ts';
import { setEmail } from '../users/addresses.ts';
import { emailOf } from '../users/email.ts';
import { setPassword } from '../users/passwords.ts';
import { phoneOf } from '../users/phone.ts';
import { setLabels, setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser, type NewUser, removeUser } from '../users/users.ts';
import { type Job, metBy } from './job.ts';
import { cancelJob, createJob, getJob, listJobs, pauseJob, resumeJob, retryJob, undoJob } from './jobs.ts';
import { previewJob } from './preview.ts';
import { readFailures, readResult } from './results.ts';
import { runBatch } from './run.ts';
import { createJobRunner } from './runner.ts';
import type { Selection } from './selection.ts';

const id = (text: string) => text as UserId;

onEachEngine('acts on many users', (database) => {
  const here = directory(database);
  let groups = 0;

  /** So many users with a label of their own. */
  const group = async (count: number, more: Partial<NewUser> = {}) => {
    const label = `group${++groups}`;
    const ids: UserId[] = [];
    for (let at = 0; at < count; at++) {
      const user = await createUser(here.core, here.actor, { id: id(`${label}-${at}`), ...more });
      await setLabels(here.core, here.actor, { id: user.id, labels: [label] });
      ids.push(user.id);
      here.clock.advance(1);
    }
    return { label, ids, target: { filter: { queries: [labelled(label)] } } };
  };
  const usersOf = (ids: readonly UserId[]) =>
    Promise.all(ids.map((each) => getUser(here.core, here.actor, each)));
  const entriesOf = (job: string) =>
    here.core.read.db
      .selectFrom('audit')
      .select(['act', 'user_id', 'details', 'request_id'])
      .where((where) =>
        where.or([where('request_id', '=', `job ${job}`), where('details', 'like', `%${job}%`)]),
      )
      .orderBy('id')
      .execute();
  const countsOf = ({ done, skipped, failed, state }: Job) => ({ done, skipped, failed, state });
  const failsWith = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;
  const codesOf = async (job: string) => {
    const codes: string[] = [];
    for await (const some of await readFailures(here.core, here.actor, job))
      codes.push(...some.map(({ user, code }) => `${user} ${code}`));
    return codes;
  };

  it('a preview counts whom an act would meet, and those it would skip with the reason', async () => {
    const { ids, target } = await group(7);
    for (const each of ids.slice(0, 2)) await setStatus(here.core, here.actor, { id: each, active: false });
    const preview = await previewJob(here.core, here.actor, { act: 'block', target });
    const { digest, samples, ...seen } = preview;
    assert.deepEqual(seen, {
      count: 7,
      countIsExact: true,
      examined: 7,
      confirm: false,
      skipped: [
        {
          reason: 'already_blocked',
          count: 2,
          samples: ids.slice(0, 2).map((each) => ({ id: each, name: '', email: null })),
        },
      ],
    });
    assert.deepEqual(samples.map((user) => user.id).toSorted(), ids.toSorted());
  });

  it('block and unblock leave an entry for each user and for the job, and can be undone', async () => {
    const { ids, target } = await group(12);
    await setStatus(here.core, here.actor, { id: ids[3] ?? id(''), active: false });
    const job = await doJob(here.core, here.actor, { act: 'block', target });
    assert.deepEqual(countsOf(job), { done: 11, skipped: 1, failed: 0, state: 'done' });
    assert.deepEqual(job.skips, { already_blocked: 1 });
    assert.ok((await usersOf(ids)).every(({ blockedAt }) => blockedAt !== null));
    const entries = await entriesOf(job.id);
    assert.deepEqual(
      entries.map(({ act, user_id }) => `${act} ${user_id}`),
      [
        'job.create null',
        ...ids.filter((_, at) => at !== 3).map((each) => `user.status.update ${each}`),
        'job.end null',
      ],
    );
    const undo = await undoJob(here.core, here.actor, job.id);
    await workOn(here.core);
    assert.deepEqual(countsOf(await getJob(here.core, here.actor, undo.id)), {
      ...{ done: 11, skipped: 0, failed: 0, state: 'done' },
    });
    const blocked = (await usersOf(ids)).filter(({ blockedAt }) => blockedAt !== null);
    assert.deepEqual(
      blocked.map((user) => user.id),
      [ids[3]],
    );
    await assert.rejects(undoJob(here.core, here.actor, job.id), failsWith('job_final'));
    await assert.rejects(undoJob(here.core, here.actor, undo.id), failsWith('job_final'));
    const unblocked = await doJob(here.core, here.actor, { act: 'unblock', target });
    assert.deepEqual([unblocked.done, unblocked.skips], [1, { not_blocked: 11 }]);
  });

  it('undoing leaves users who were changed meanwhile', async () => {
    const { ids, target } = await group(4);
    const [first, second, third] = ids as [UserId, UserId, UserId];
    const job = await doJob(here.core, here.actor, { act: 'block', target });
    await setStatus(here.core, here.actor, { id: first, active: true });
    await setStatus(here.core, here.actor, { id: second, active: true });
    here.clock.advance(5);
    await setStatus(here.core, here.actor, { id: second, active: false });
    await removeUser(here.core, here.actor, third);
    const { id: undo } = await undoJob(here.core, here.actor, job.id);
    await workOn(here.core);
    assert.deepEqual((await getJob(here.core, here.actor, undo)).skips, {
      changed_meanwhile: 2,
      not_found: 1,
    });
    assert.notEqual((await getUser(here.core, here.actor, second)).blockedAt, null);
  });

  it('verify skips those without the address, and undoing takes back only its own', async () => {
    const { ids, target } = await group(3);
    const email = emailOf(`${ids[0]}@example.com`) ?? null;
    await createUser(here.core, here.actor, {
      id: id('verified-phone'),
      phone: phoneOf('+14155550111') as never,
    });
    await setEmail(here.core, here.actor, { id: ids[0] as UserId, email });
    const job = await doJob(here.core, here.actor, { act: 'verify', target });
    assert.deepEqual([job.done, job.skips], [1, { without_email: 2 }]);
    const again = await doJob(here.core, here.actor, { act: 'verify', target });
    assert.deepEqual([again.done, again.skips], [0, { already_verified: 1, without_email: 2 }]);
    await undoJob(here.core, here.actor, job.id);
    await workOn(here.core);
    assert.equal((await getUser(here.core, here.actor, ids[0] as UserId)).emailVerifiedAt, null);
    const phones: Selection = {
      act: 'verify',
      parameters: { address: 'phone' },
      target: { ids: [id('verified-phone'), ids[1] as UserId] },
    };
    const byPhone = await doJob(here.core, here.actor, phones);
    assert.deepEqual([byPhone.done, byPhone.skips], [1, { without_phone: 1 }]);
  });

  it('labels are added and removed beside others, and undoing takes back what was added', async () => {
    const { ids, label, target } = await group(3);
    await setLabels(here.core, here.actor, { id: ids[1] as UserId, labels: [label, 'gold'] });
    await setLabels(here.core, here.actor, { id: ids[2] as UserId, labels: [label, 'gold', 'vip'] });
    const parameters = { labels: ['vip', 'gold'] };
    const labels = async () => (await usersOf(ids)).map((user) => user.labels.join());
    const job = await doJob(here.core, here.actor, { act: 'label', parameters, target });
    assert.deepEqual([job.done, job.skips], [2, { already_labelled: 1 }]);
    assert.deepEqual(await labels(), [`${label},vip,gold`, `${label},gold,vip`, `${label},gold,vip`]);
    await undoJob(here.core, here.actor, job.id);
    await workOn(here.core);
    assert.deepEqual(await labels(), [label, `${label},gold`, `${label},gold,vip`]);
    const removed = await doJob(here.core, here.actor, { act: 'unlabel', parameters, target });
    assert.deepEqual([removed.done, removed.skips], [2, { not_labelled: 1 }]);
    assert.deepEqual(await labels(), [label, label, label]);
    await undoJob(here.core, here.actor, removed.id);
    await workOn(here.core);
    assert.deepEqual(await labels(), [label, `${label},gold`, `${label},vip,gold`]);
  });

  it('ends sessions, and cannot be undone', async () => {
    const { ids, target } = await group(2);
    for (const each of ids) await createServerSession(here.core, here.actor, each);
    const job = await doJob(here.core, here.actor, { act: 'endSessions', target });
    assert.equal(job.done, 2);
    for (const each of ids) assert.deepEqual(await listSessions(here.core, here.actor, each), []);
    await assert.rejects(undoJob(here.core, here.actor, job.id), failsWith('job_final'));
  });

  it('requires new passwords: removes them, ends sessions whatever the policy, and mails a link', async () => {
    const { ids, target } = await group(2, { password: 'correct horse battery' });
    const [one, other] = ids as [UserId, UserId];
    await setEmail(here.core, here.actor, { id: one, email: emailOf('one@example.com') ?? null });
    await setPassword(here.core, here.actor, { id: other, password: null });
    const actor = here.under({ invalidateSessions: false });
    await createServerSession(here.core, actor, one);
    const selection: Selection = {
      act: 'requireNewPassword',
      target,
      parameters: { url: 'http://localhost/reset' },
    };
    const job = await doJob(here.core, actor, selection);
    assert.deepEqual([job.done, job.skips], [1, { without_password: 1 }]);
    assert.equal((await getUser(here.core, here.actor, one)).password, null);
    assert.deepEqual(await listSessions(here.core, here.actor, one), []);
    const messages = await here.core.read.db
      .selectFrom('outbox')
      .select('payload')
      .where('user_id', '=', one)
      .execute();
    assert.match(
      here.core.seal.open(messages[0]?.payload ?? '') ?? '',
      /"purpose":"recovery".*localhost\/reset/,
    );
    const foreign = { ...selection, parameters: { url: 'https://evil.example/' } };
    await assert.rejects(previewJob(here.core, actor, foreign), failsWith('argument_invalid'));
  });

  it('marks users without a password, whom the old system is asked about, until they sign in or it is undone', async () => {
    const { ids, target } = await group(4);
    const [first, second, third, fourth] = ids as [UserId, UserId, UserId, UserId];
    await setPassword(here.core, here.actor, { id: first, password: 'correct horse battery' });
    await markPending(here.core, here.actor, second);
    const job = await doJob(here.core, here.actor, { act: 'markPending', target });
    assert.deepEqual([job.done, job.skips], [2, { with_password: 1, already_pending: 1 }]);
    const passwords = async () => (await usersOf(ids)).map(({ password }) => password);
    assert.deepEqual((await passwords()).slice(1), [PENDING, PENDING, PENDING]);
    assert.deepEqual(
      (await entriesOf(job.id)).map(({ act, user_id }) => `${act} ${user_id}`),
      ['job.create null', `user.password.pend ${third}`, `user.password.pend ${fourth}`, 'job.end null'],
    );
    await setPassword(here.core, here.actor, { id: third, password: 'another horse battery' });
    const undo = await undoJob(here.core, here.actor, job.id);
    await workOn(here.core);
    const undone = await getJob(here.core, here.actor, undo.id);
    assert.deepEqual([undone.done, undone.skips], [1, { changed_meanwhile: 1 }]);
    const [, kept, signedIn, unmarked] = await passwords();
    assert.equal(kept, PENDING);
    assert.match(signedIn ?? '', /^\$argon2/);
    assert.equal(unmarked, null);
  });

  it('deletes, and frees what the users had', async () => {
    const { ids, target } = await group(11);
    const before = await keptCount(here.core.read, here.actor.project.id, 'users');
    const job = await doJob(here.core, here.actor, { act: 'delete', target });
    assert.deepEqual(countsOf(job), { done: 11, skipped: 0, failed: 0, state: 'done' });
    for (const each of ids)
      await assert.rejects(getUser(here.core, here.actor, each), failsWith('user_not_found'));
    assert.equal(await keptCount(here.core.read, here.actor.project.id, 'users'), before - 11);
  });

  it('exports users without secrets, for seven days', async () => {
    const { ids, target } = await group(30, { password: 'correct horse battery' });
    const job = await doJob(here.core, here.actor, { act: 'export', target });
    let text = '';
    for await (const piece of await readResult(here.core, here.actor, job.id)) text += piece;
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; hasPassword: boolean });
    assert.deepEqual(
      lines.map((line) => line.id),
      ids,
    );
    assert.ok(lines.every((line) => line.hasPassword));
    assert.doesNotMatch(text, /argon2|secret/);
    assert.equal((job.expiresAt ?? 0) - (job.endedAt ?? 0), hours(7 * 24));
    const entries = await entriesOf(job.id);
    assert.equal(entries.filter(({ act }) => act === 'user.export').length, 30);
    here.clock.advance(hours(7 * 24 + 2));
    await sweepExpired(here.core);
    await sweepExpired(here.core);
    await assert.rejects(getJob(here.core, here.actor, job.id), failsWith('job_not_found'));
    const parts = await here.core.read.db
      .selectFrom('job_parts')
      .select('kind')
      .where('job_id', '=', job.id)
      .execute();
    assert.deepEqual(parts, []);
  });

  it('skips the caller itself', async () => {
    const { ids, target } = await group(2);
    const actor: Actor = { ...here.actor, kind: 'user', id: ids[0] as UserId };
    for (const act of ['block', 'endSessions', 'requireNewPassword', 'delete', 'erase'] as const) {
      const { skipped } = await previewJob(here.core, actor, { act, target });
      assert.equal(skipped.find(({ reason }) => reason === 'self')?.count, 1, act);
    }
    const job = await doJob(here.core, actor, { act: 'delete', target });
    assert.deepEqual([job.done, job.skips], [1, { self: 1 }]);
  });

  it('ids are met once each, and unknown ones are counted apart', async () => {
    const { ids } = await group(3);
    const target = { ids: [...ids, id('nobody'), ...ids] };
    const preview = await previewJob(here.core, here.actor, { act: 'block', target });
    assert.deepEqual(
      [preview.count, preview.skipped.map(({ reason, count }) => [reason, count])],
      [3, [['not_found', 1]]],
    );
    const job = await doJob(here.core, here.actor, { act: 'block', target });
    assert.deepEqual([job.total, job.done, job.skipped], [3, 3, 0]);
  });

  it('runs only with the digest of the same selection by the same caller, within 15 minutes', async () => {
    const { ids, target } = await group(1);
    const selection: Selection = { act: 'block', target };
    const { digest } = await previewJob(here.core, here.actor, selection);
    const create = (more: object, actor = here.actor) =>
      assert.rejects(
        createJob(here.core, actor, { ...selection, digest, ...more } as never),
        failsWith('job_digest_invalid'),
      );
    await create({ act: 'unblock' });
    await create({ target: { ids } });
    await create({ target: { filter: { queries: [] } } });
    await create({ target: { filter: { queries: [labelled('other')] } } });
    await create({ target: { filter: { ...target.filter, search: 'a' } } });
    await create({ digest: `${digest}a` });
    await create({ digest: digest.replace('.1.', '.2.') });
    await create({ digest: '' });
    await create({}, { ...here.actor, kind: 'key', id: 'k' });
    await create({}, { ...here.actor, project: { ...here.actor.project, id: 'other' as ProjectId } });
    here.clock.advance(minutes(16));
    await create({});
  });

  it('the same digest makes one job', async () => {
    const { target } = await group(1);
    const { digest } = await previewJob(here.core, here.actor, { act: 'block', target });
    const create = () => createJob(here.core, here.actor, { act: 'block', target, digest });
    const [one, other] = await Promise.all([create(), create()]);
    assert.equal(one.id, other.id);
    await cancelJob(here.core, here.actor, one.id);
    assert.equal((await create()).state, 'cancelled');
  });

  it('the number of users is typed from 100 on, and for what cannot be undone', async () => {
    const { target } = await group(2);
    const create = async (selection: Selection, confirm?: string) => {
      const { digest } = await previewJob(here.core, here.actor, selection);
      const job = await createJob(here.core, here.actor, { ...selection, digest, confirm });
      return cancelJob(here.core, here.actor, job.id);
    };
    const missing = failsWith('job_confirmation_missing');
    for (const act of ['delete', 'erase', 'endSessions', 'requireNewPassword'] as const) {
      await assert.rejects(create({ act, target }), missing);
      await assert.rejects(create({ act, target }, '3'), missing);
      await create({ act, target }, '2');
    }
    await create({ act: 'block', target });
    await create({ act: 'export', target });
    const many = await group(100);
    await assert.rejects(create({ act: 'block', target: many.target }), missing);
    await create({ act: 'block', target: many.target }, '100');
  });

  it('refuses parameters that the act cannot have, and too many ids', async () => {
    const { target } = await group(1);
    const refused = failsWith('argument_invalid');
    const preview = (selection: Selection) => previewJob(here.core, here.actor, selection);
    await assert.rejects(preview({ act: 'label', target }), refused);
    await assert.rejects(preview({ act: 'label', target, parameters: { labels: ['a b'] } }), refused);
    await assert.rejects(preview({ act: 'block', target: { ids: [] } }), refused);
    const ids = Array.from({ length: 10_001 }, (_, at) => id(`x${at}`));
    await assert.rejects(preview({ act: 'block', target: { ids } }), refused);
  });

  it('meets no user who was created after the preview, nor again under an id of before', async () => {
    const { label, ids, target } = await group(3);
    const job = await newJob(here.core, here.actor, { act: 'block', target });
    const byIds = await newJob(here.core, here.actor, {
      act: 'label',
      target: { ids },
      parameters: { labels: ['x'] },
    });
    here.clock.advance(1);
    const late = await createUser(here.core, here.actor, { id: id(`${label}-late`) });
    await setLabels(here.core, here.actor, { id: late.id, labels: [label] });
    const again = ids[0] as UserId;
    await removeUser(here.core, here.actor, again);
    await createUser(here.core, here.actor, { id: again });
    await workOn(here.core);
    assert.deepEqual(countsOf(await getJob(here.core, here.actor, job.id)), {
      ...{ done: 2, skipped: 0, failed: 0, state: 'done' },
    });
    assert.deepEqual((await getJob(here.core, here.actor, byIds.id)).skips, { not_found: 1 });
    assert.equal((await getUser(here.core, here.actor, late.id)).blockedAt, null);
    assert.equal((await getUser(here.core, here.actor, again)).blockedAt, null);
  });

  it('meets no more users than were counted', async () => {
    const more = await group(4);
    const { label, ids, target } = await group(3);
    const job = await newJob(here.core, here.actor, { act: 'block', target });
    for (const each of more.ids) await setLabels(here.core, here.actor, { id: each, labels: [label] });
    await workOn(here.core);
    assert.equal(metBy(await getJob(here.core, here.actor, job.id)), 3);
    const blocked = (await usersOf([...more.ids, ...ids])).filter(({ blockedAt }) => blockedAt !== null);
    assert.equal(blocked.length, 3);
  });

  it('pauses between users, goes on where it was, and stops when cancelled', async () => {
    const { ids, target } = await group(10);
    const batch = { users: 4, together: 2, unchanged: 2 };
    const job = await newJob(here.core, here.actor, { act: 'block', target });
    await workOn(here.core, { turns: 1, batch });
    assert.equal((await pauseJob(here.core, here.actor, job.id)).state, 'paused');
    await assert.rejects(pauseJob(here.core, here.actor, job.id), failsWith('job_state_conflict'));
    await workOn(here.core, { batch });
    assert.deepEqual(countsOf(await getJob(here.core, here.actor, job.id)), {
      ...{ done: 4, skipped: 0, failed: 0, state: 'paused' },
    });
    await resumeJob(here.core, here.actor, job.id);
    await workOn(here.core, { turns: 1, batch });
    const cancelled = await cancelJob(here.core, here.actor, job.id);
    assert.deepEqual(countsOf(cancelled), { done: 8, skipped: 0, failed: 0, state: 'cancelled' });
    await workOn(here.core, { batch });
    const blocked = (await usersOf(ids)).map(({ blockedAt }) => blockedAt !== null);
    assert.deepEqual(blocked, [...Array(8).fill(true), false, false]);
    await assert.rejects(resumeJob(here.core, here.actor, job.id), failsWith('job_state_conflict'));
    const acts = (await entriesOf(job.id)).map(({ act }) => act).filter((act) => act.startsWith('job.'));
    assert.deepEqual(acts, ['job.create', 'job.pause', 'job.resume', 'job.cancel']);
    await undoJob(here.core, here.actor, job.id);
    await workOn(here.core);
    assert.ok((await usersOf(ids)).every(({ blockedAt }) => blockedAt === null));
  });

  it('a pause in the middle of a batch holds, and the users in progress are met once', async () => {
    const { target } = await group(12);
    const job = await newJob(here.core, here.actor, { act: 'block', target });
    let writes = 0;
    const core: typeof here.core = {
      ...here.core,
      together: async (work) => {
        if (++writes === 3) await pauseJob(here.core, here.actor, job.id);
        return here.core.together(work);
      },
    };
    await workOn(core, { batch: { users: 12, together: 2, unchanged: 2 } });
    const paused = await getJob(here.core, here.actor, job.id);
    assert.deepEqual([paused.state, paused.done], ['paused', 4]);
    await resumeJob(here.core, here.actor, job.id);
    await workOn(here.core);
    assert.deepEqual(countsOf(await getJob(here.core, here.actor, job.id)), {
      ...{ done: 12, skipped: 0, failed: 0, state: 'done' },
    });
  });

  it('failures are kept by user and can be tried again', async () => {
    const { ids } = await group(5);
    const full = ids[2] as UserId;
    const labels = Array.from({ length: 1_000 }, (_, at) => `l${at}`);
    await setLabels(here.core, here.actor, { id: full, labels });
    const selection: Selection = { act: 'label', target: { ids }, parameters: { labels: ['one'] } };
    const job = await doJob(here.core, here.actor, selection);
    assert.deepEqual(countsOf(job), { done: 4, skipped: 0, failed: 1, state: 'done' });
    assert.deepEqual(await codesOf(job.id), [`${full} argument_invalid`]);
    assert.equal((await getUser(here.core, here.actor, full)).labels.length, 1_000);
    await setLabels(here.core, here.actor, { id: full, labels: [] });
    const retry = await retryJob(here.core, here.actor, job.id);
    await workOn(here.core);
    assert.deepEqual(countsOf(await getJob(here.core, here.actor, retry.id)), {
      ...{ done: 1, skipped: 0, failed: 0, state: 'done' },
    });
    assert.equal((await getJob(here.core, here.actor, job.id)).retriedBy, retry.id);
    await assert.rejects(retryJob(here.core, here.actor, job.id), failsWith('job_final'));
    await assert.rejects(retryJob(here.core, here.actor, retry.id), failsWith('job_final'));
  });

  it('an unexpected error of one user fails that user, and not the others', async () => {
    const { ids, target } = await group(5);
    const job = await newJob(here.core, here.actor, { act: 'block', target });
    const errors: unknown[] = [];
    const core: typeof here.core = {
      ...here.core,
      together: (work) =>
        here.core.together((joined, tx) =>
          work(
            {
              ...joined,
              write: async (actor, acts, write) => {
                const isIts = typeof acts !== 'function' && 'user' in acts && acts.user === ids[1];
                if (isIts) throw new TypeError('a fault of the program');
                return joined.write(actor, acts, write);
              },
            },
            tx,
          ),
        ),
    };
    const runner = createJobRunner(core, (error) => errors.push(error));
    while (await runner.turn(async () => true));
    await runner.stop();
    assert.deepEqual(countsOf(await getJob(here.core, here.actor, job.id)), {
      ...{ done: 4, skipped: 0, failed: 1, state: 'done' },
    });
    assert.deepEqual(await codesOf(job.id), [`${ids[1]} internal`]);
    assert.equal(errors.length, 2);
  });

  it('stops when the key on whose word it runs is revoked', async () => {
    const { target } = await group(4);
    const { key } = await createKey(here.core, here.actor, {
      name: 'jobs',
      scopes: ['users.jobs.write'],
      expiresAt: null,
    });
    const actor: Actor = { ...here.actor, kind: 'key', id: key.id };
    const job = await newJob(here.core, actor, { act: 'block', target });
    await workOn(here.core, { turns: 1, batch: { users: 2, together: 1, unchanged: 1 } });
    await revokeKey(here.core, here.actor, key.id);
    await workOn(here.core);
    const ended = await getJob(here.core, here.actor, job.id);
    assert.deepEqual([ended.state, ended.reason, ended.done], ['failed', 'key_revoked', 2]);
    const end = (await entriesOf(job.id)).at(-1);
    assert.deepEqual(JSON.parse(end?.details ?? ''), {
      ...{ jobId: job.id, state: 'failed', reason: 'key_revoked', done: 2, skipped: 0, failed: 0 },
    });
  });

  it('stops when the key expires or loses the scope', async () => {
    const expiresAt = (here.core.clock.now() + minutes(1)) as never;
    const [expiring, lesser] = [
      await createKey(here.core, here.actor, { name: 'a', scopes: ['*'], expiresAt }),
      await createKey(here.core, here.actor, { name: 'b', scopes: ['users.read'], expiresAt: null }),
    ];
    const begin = async (keyId: string) =>
      newJob(
        here.core,
        { ...here.actor, kind: 'key', id: keyId },
        { act: 'block', target: (await group(1)).target },
      );
    const jobs = [await begin(expiring.key.id), await begin(lesser.key.id)];
    here.clock.advance(minutes(2));
    await workOn(here.core);
    const reasons = await Promise.all(
      jobs.map(async (job) => (await getJob(here.core, here.actor, job.id)).reason),
    );
    assert.deepEqual(reasons, ['key_expired', 'scope_missing']);
  });

  it('ephemeral keys create none, since they end before their jobs may', async () => {
    const { key } = await createKey(here.core, here.actor, { name: 'k', scopes: ['*'], expiresAt: null });
    const actor: Actor = { ...here.actor, kind: 'key', id: key.id };
    await createEphemeralKey(here.core, actor, { scopes: ['users.jobs.write'], seconds: 60 });
    const ephemeral: Actor = { ...actor, isEphemeral: true };
    const { target } = await group(1);
    await assert.rejects(newJob(here.core, ephemeral, { act: 'block', target }), failsWith('not_allowed'));
  });

  it('two servers meet each user once', async () => {
    const { ids, target } = await group(40);
    await using other = await anotherServer(here, database);
    const job = await newJob(here.core, here.actor, {
      act: 'label',
      target,
      parameters: { labels: ['once'] },
    });
    const ref = { project: here.actor.project.id, id: job.id };
    const batch = { users: 8, together: 3, unchanged: 3 };
    const work = async (core: typeof here.core) => {
      const ahead = new Map();
      const report = (error: unknown) => assert.fail(String(error));
      // Without the lease, which keeps the second from trying.
      for (let turn = 0; turn < 100; turn++) await runBatch(core, ref, { batch, ahead, report });
    };
    await Promise.all([work(here.core), work(other.core)]);
    assert.deepEqual(countsOf(await getJob(here.core, here.actor, job.id)), {
      ...{ done: 40, skipped: 0, failed: 0, state: 'done' },
    });
    const entries = (await entriesOf(job.id)).filter(({ act }) => act === 'user.labels.update');
    assert.deepEqual(entries.map(({ user_id }) => user_id).toSorted(), ids.toSorted());
  });

  it('one server works on jobs at a time, and another goes on after its lease', async () => {
    const { target } = await group(3);
    const job = await newJob(here.core, here.actor, { act: 'block', target });
    const batch = { users: 1, together: 1, unchanged: 1 };
    const [gone, next] = [0, 1].map(() => createJobRunner(here.core, undefined, batch));
    const on = async () => true;
    assert.equal(await gone?.turn(on), true);
    assert.equal(await next?.turn(on), false);
    assert.equal((await getJob(here.core, here.actor, job.id)).done, 1);
    here.clock.advance(20_000);
    while (await next?.turn(on));
    assert.equal((await getJob(here.core, here.actor, job.id)).state, 'done');
    await next?.stop();
  });

  it('a project has a bounded number of open jobs, and lists them newest first', async () => {
    const project = { ...here.actor.project, id: 'many-jobs' as ProjectId };
    const actor: Actor = { ...here.actor, project };
    await createProject(here.core, actor, { id: project.id, name: 'Many' });
    await createUser(here.core, actor, { id: id('one') });
    const begin = () => newJob(here.core, actor, { act: 'block', target: { ids: [id('one')] } });
    const made: string[] = [];
    for (let at = 0; at < 20; at++) made.unshift((await begin()).id);
    await assert.rejects(begin(), failsWith('jobs_limit'));
    const page = await listJobs(here.core, actor, { limit: 15 });
    const rest = await listJobs(here.core, actor, { limit: 15, before: page.at(-1)?.sequence });
    assert.deepEqual(
      [...page, ...rest].map((job) => job.id),
      made,
    );
    for (const each of made) await cancelJob(here.core, actor, each);
  });

  it('the history holds after all of this', async () => {
    const project = here.actor.project.id;
    while ((await chainHistory(here.core, { most: 500 })) > 0);
    const { entries, findings } = await verifyHistory(here.core, project);
    assert.deepEqual(findings, []);
    assert.ok(entries > 500);
  });
});
