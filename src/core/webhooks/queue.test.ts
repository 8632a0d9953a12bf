import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { claimDeliveries } from './queue.ts';
import { createWebhook } from './webhooks.ts';

const WAITING = 1_500;
const settings = {
  url: 'https://example.com/events',
  events: ['users.*.create'],
  enabled: true,
  verifiesTls: true,
  authUsername: '',
  authPassword: '',
  secret: undefined,
};

onEachEngine('the queue of webhooks', (database) => {
  const here = directory(database);

  it('leads to a webhook whose event is behind those of a busy one', async () => {
    const [busy, good] = ['busy', 'good'];
    for (const id of [busy, good]) await createWebhook(here.core, here.actor, { id, name: id, ...settings });
    const row = (at: number, webhook: string) => ({
      project_id: here.actor.project.id,
      id: `d${String(at).padStart(6, '0')}`,
      sequence: at,
      webhook_id: webhook,
      user_id: null,
      payload: here.core.seal.seal('{"names":["users.*.create"],"body":"{}","causedBy":""}'),
      tries: 0,
      next_at: 1,
      dead_at: null,
      error: null,
    });
    const rows = Array.from({ length: WAITING }, (_, at) => row(at, busy));
    await here.engine.transact(async ({ db }) => {
      for (let at = 0; at < rows.length; at += 500)
        await db
          .insertInto('webhook_deliveries')
          .values(rows.slice(at, at + 500))
          .execute();
      await db.insertInto('webhook_deliveries').values(row(WAITING, good)).execute();
    });
    const { claimed } = await claimDeliveries(here.core, { most: 16, busy: [busy], leaseMs: 1_000 });
    assert.deepEqual(
      claimed.map(({ id }) => id),
      [`d${String(WAITING).padStart(6, '0')}`],
    );
  });
});
