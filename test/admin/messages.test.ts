import assert from 'node:assert/strict';
import { it } from 'node:test';
import { claimDue, markFailed } from '../../src/core/outbox/queue.ts';
import { adminServer } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('messages over /admin', (database) => {
  const server = adminServer(database);
  const of = '/projects/:project/messages';
  const operator = () => server.get().adminWith('operator');
  type Row = Readonly<Record<string, unknown>>;
  const rows = async (call: Awaited<ReturnType<typeof operator>>['call'], query = '') =>
    (await call('GET', `${of}${query}`)).body.rows as unknown as Row[];

  it('sends a test mail, whose recipient is shown in part, and whose content not at all', async () => {
    const { call } = await operator();
    const sent = await call('POST', `${of}/test`, { to: 'somebody@example.com' });
    const [row = assert.fail()] = await rows(call);
    assert.equal(sent.status, 202);
    assert.deepEqual(
      [row.state, row.kind, row.purpose, row.to, row.tries, row.failedAt, row.error],
      ['waiting', 'mail', 'test', 's…@example.com', 0, null, null],
    );
    assert.ok(!JSON.stringify(row).includes('somebody'));
  });

  it('sends it to the administrator without another address', async () => {
    const { call } = await operator();
    await call('POST', `${of}/test`, {});
    const [row = assert.fail()] = await rows(call);
    assert.equal(row.to, 'a…@example.com');
  });

  it('retries and deletes what was given up, by pages', async () => {
    const { core } = server.get();
    const { call } = await operator();
    for (let n = 0; n < 3; n++) await call('POST', `${of}/test`, {});
    const { claimed } = await claimDue(core, { kind: 'mail', most: 100, leaseMs: 1_000 });
    for (const each of claimed)
      await markFailed(core, each, { error: '550 no', permanent: true, delaysMs: [] });
    const page = await call('GET', `${of}?state=failed&limit=2`);
    const rest = await rows(call, `?state=failed&limit=100&cursor=${page.body.next}`);
    const failed = [...(page.body.rows as unknown as Row[]), ...rest];
    assert.deepEqual(
      [failed.length, new Set(failed.map(({ id }) => id)).size],
      [claimed.length, claimed.length],
    );
    assert.deepEqual([failed[0]?.state, failed[0]?.error, failed[0]?.nextAt], ['failed', '550 no', null]);
    const [first, second] = failed;
    const retried = await call('POST', `${of}/${first?.id}/retry`);
    const twice = await call('POST', `${of}/${first?.id}/retry`);
    const deleted = await call('DELETE', `${of}/${second?.id}`);
    const gone = await call('DELETE', `${of}/${second?.id}`);
    const [waiting = assert.fail()] = await rows(call);
    assert.deepEqual(
      [retried.status, twice.status, deleted.status, gone.status, gone.body.code],
      [204, 404, 204, 404, 'message_not_found'],
    );
    assert.deepEqual([waiting.id, waiting.tries], [first?.id, 0]);
  });

  it('shows every template in a language with example values', async () => {
    const { call } = await operator();
    const { body } = await call('GET', '/projects/:project/templates?language=de');
    const previews = body.rows as unknown as Record<string, string>[];
    const recovery = previews.find(({ purpose }) => purpose === 'recovery') ?? assert.fail();
    assert.ok(recovery.text?.includes('https://app.example.com/?secret=example'));
    assert.match(recovery.html ?? '', /^<!doctype html>\n<html lang="de">/);
    assert.ok(previews.every(({ text }) => !text?.includes('{{')));
    assert.deepEqual(previews.find(({ purpose }) => purpose === 'phone-otp')?.html, '');
    assert.ok((body.languages as unknown as string[]).includes('ja'));
  });
});
