import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { commandsOn } from '../../../test/support/commands.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { testFolder } from '../../../test/support/folders.ts';
import { doJob, newJob, workOn } from '../../../test/support/jobs.ts';
import { anotherServer } from '../../../test/support/second-factors.ts';
import { auditVerifyReceipt } from '../../cli/receipt.ts';
import { minutes } from '../instant.ts';
import { proveSeal } from '../sealing/sealing.ts';
import { type ErasureReceipt, eraseDue } from '../users/erase.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import { cancelJob, getJob, retryJob, undoJob } from './jobs.ts';
import { readReceipts, receiptsAt } from './results.ts';

onEachEngine('the erasure of many users', (database) => {
  const here = directory(database);
  const commands = commandsOn(database);
  let groups = 0;

  const group = async (count: number) => {
    const actor = { ...here.actor, ip: '203.0.113.9', userAgent: 'a browser' };
    const prefix = `group${++groups}`;
    const ids = Array.from({ length: count }, (_, at) => `${prefix}-${at}` as UserId);
    for (const id of ids) {
      await createUser(here.core, actor, { id });
      here.clock.advance(1);
    }
    return ids;
  };
  const aMinuteLater = async () => {
    here.clock.advance(minutes(1) + 1_000);
    await eraseDue(here.core);
  };
  const receiptsIn = async (job: string) => {
    let text = '';
    for await (const piece of await readReceipts(here.core, here.actor, job)) text += piece;
    const lines = text.trimEnd().split('\n').filter(Boolean);
    return { text, receipts: lines.map((line) => JSON.parse(line) as ErasureReceipt) };
  };
  type Verdict = { readonly ok: boolean; readonly receipts: number; readonly problems: readonly string[] };
  const verdictOn = (text: string) => {
    const file = join(testFolder(), 'receipts');
    writeFileSync(file, text);
    return commands.json<Verdict>((settings, output) => auditVerifyReceipt(settings, output, file));
  };
  const deletions = (job: string) =>
    here.core.read.db
      .selectFrom('audit')
      .select('user_id')
      .where('request_id', '=', `job ${job}`)
      .where('act', '=', 'user.delete')
      .orderBy('id')
      .execute();

  it('gives a receipt for each user a minute later, which hold together', async () => {
    assert.ok(await proveSeal(here.core, here.actor));
    const ids = await group(12);
    const job = await doJob(here.core, here.actor, { act: 'erase', target: { ids } });
    assert.deepEqual([job.state, job.done, receiptsAt(job)], ['done', 12, (job.endedAt ?? 0) + 60_000]);
    await assert.rejects(receiptsIn(job.id), { code: 'unavailable' });
    here.clock.advance(minutes(1) + 1_000);
    // It is due, and nobody has done it.
    await assert.rejects(receiptsIn(job.id), { code: 'unavailable' });
    await eraseDue(here.core);
    const { text, receipts } = await receiptsIn(job.id);
    assert.deepEqual(
      receipts.map(({ user, project }) => [user, project]),
      ids.map((id) => [id, here.actor.project.id]),
    );
    const rows = await here.core.read.db
      .selectFrom('audit')
      .select(['ip', 'user_agent', 'salt'])
      .where('user_id', 'in', ids)
      .execute();
    assert.equal(rows.length, 24);
    assert.ok(rows.every((row) => Object.values(row).every((value) => value === null)));
    assert.deepEqual(await verdictOn(text), { ok: true, receipts: 12, lost: 0, bad: 0, problems: [] });
    const changed = await verdictOn(text.replace(`"user":"${ids[3]}"`, '"user":"somebody"'));
    assert.deepEqual(changed, {
      ...{ ok: false, receipts: 12, lost: 0, bad: 1 },
      problems: ['somebody: No known key has signed the receipt.'],
    });
  });

  it('meets each once, whoever goes on after an interruption, and gives receipts of a cancelled one', async () => {
    const ids = await group(10);
    const batch = { users: 4, together: 2, unchanged: 2 };
    const job = await newJob(here.core, here.actor, { act: 'erase', target: { ids } });
    // Ends as a killed process does: in the middle of a batch, with a transaction that is lost.
    let writes = 0;
    const killed: typeof here.core = {
      ...here.core,
      together: (work) =>
        here.core.together(async (joined, tx) => {
          const result = await work(joined, tx);
          if (++writes === 2) throw new Error('killed');
          return result;
        }),
    };
    await assert.rejects(workOn(killed, { turns: 1, batch }), /killed/);
    assert.equal((await getJob(here.core, here.actor, job.id)).done, 2);
    await assert.rejects(receiptsIn(job.id), { code: 'job_state_conflict' });
    {
      await using other = await anotherServer(here, database);
      await workOn(other.core, { turns: 1, batch });
    }
    const cancelled = await cancelJob(here.core, here.actor, job.id);
    assert.equal(cancelled.done, 6);
    await aMinuteLater();
    const met = ids.slice(0, 6);
    assert.deepEqual(
      (await deletions(job.id)).map(({ user_id }) => user_id),
      met,
    );
    assert.deepEqual(
      (await receiptsIn(job.id)).receipts.map(({ user }) => user),
      met,
    );
  });

  it('gives receipts of its own deletions alone, and says which are lost', async () => {
    const ids = await group(3);
    const [again, lost, kept] = ids as [UserId, UserId, UserId];
    const job = await doJob(here.core, here.actor, { act: 'erase', target: { ids } });
    here.clock.advance(10);
    await createUser(here.core, here.actor, { id: again });
    await removeUser(here.core, here.actor, again);
    here.clock.advance(minutes(2));
    await aMinuteLater();
    const own = await here.core.read.db
      .selectFrom('audit')
      .select(['id', 'user_id'])
      .where('request_id', '=', `job ${job.id}`)
      .where('act', '=', 'user.delete')
      .execute();
    await here.engine.transact(({ db }) =>
      db
        .deleteFrom('audit')
        .where('id', '=', own.find((row) => row.user_id === lost)?.id ?? '')
        .execute(),
    );
    const { receipts } = await receiptsIn(job.id);
    assert.deepEqual(
      receipts.map(({ user, entry }) => [user, entry]),
      ids.map((id) => [id, id === lost ? undefined : own.find((row) => row.user_id === id)?.id]),
    );
    assert.deepEqual(receipts[1], { user: lost, receipt: null });
    assert.equal(receipts[2]?.user, kept);
  });

  it('is final, and other acts give no receipts', async () => {
    const ids = await group(2);
    const erased = await doJob(here.core, here.actor, { act: 'erase', target: { ids } });
    await assert.rejects(undoJob(here.core, here.actor, erased.id), { code: 'job_final' });
    await assert.rejects(retryJob(here.core, here.actor, erased.id), { code: 'job_final' });
    const other = await group(1);
    const deleted = await doJob(here.core, here.actor, { act: 'delete', target: { ids: other } });
    await assert.rejects(receiptsIn(deleted.id), { code: 'job_not_found' });
    assert.equal(receiptsAt(deleted), null);
  });
});
