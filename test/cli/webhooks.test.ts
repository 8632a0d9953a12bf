import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Output } from '../../src/cli/output.ts';
import { projectsCreate } from '../../src/cli/projects.ts';
import { webhooksFailed, webhooksList, webhooksRetry } from '../../src/cli/webhooks.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import { getProject } from '../../src/core/projects/projects.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { claimDeliveries, markFailed } from '../../src/core/webhooks/queue.ts';
import { createWebhook } from '../../src/core/webhooks/webhooks.ts';
import { open, systemActor } from '../../src/open.ts';
import { onAnyEngine } from '../support/engines.ts';

onAnyEngine('webhooks on the command line', (database) => {
  const settings = () => ({
    config: { ...database.config(), project: 'shop' },
    secrets: { ...database.secrets(), seal: 'a secret for tests, and long enough' },
  });
  const printed = async (command: (output: Output) => Promise<void>) => {
    const lines: string[] = [];
    await command({
      json: true,
      command: 'denizen',
      write: (text) => void lines.push(text),
      drained: async () => true,
    });
    return JSON.parse(lines.join('')) as Record<string, unknown>[];
  };

  before(async () => {
    await printed((output) => projectsCreate(settings(), output, { id: 'shop', name: undefined }));
    const { config, secrets } = settings();
    await using opened = await open(config, secrets, { migrate: false });
    const { core } = opened;
    const actor = async () => systemActor('cli', await getProject(core, 'shop' as ProjectId));
    await createWebhook(core, await actor(), {
      id: 'w1',
      name: 'Hook',
      url: 'https://example.com/',
      events: ['users.*.create'],
      enabled: true,
      verifiesTls: true,
      authUsername: '',
      authPassword: '',
      secret: undefined,
    });
    await createUser(core, await actor(), { id: 'ann' as UserId });
    const { claimed } = await claimDeliveries(core, { most: 1, busy: [], leaseMs: 1_000 });
    const [one = assert.fail()] = claimed;
    await markFailed(core, (project) => systemActor('system', project), one, {
      error: 'the receiver answered with 500',
      delayMs: undefined,
    });
  });

  it('shows what was given up, and delivers it again', async () => {
    const [listed] = await printed((output) => webhooksList(settings(), output));
    const [failed] = await printed((output) => webhooksFailed(settings(), output, 'w1'));
    const error = 'the receiver answered with 500';
    assert.deepEqual(listed, {
      id: 'w1',
      name: 'Hook',
      url: 'https://example.com/',
      enabled: true,
      waiting: 0,
      dead: 1,
      failures: 1,
      error,
    });
    assert.deepEqual([failed?.event, failed?.tries, failed?.error], ['users.ann.create', 1, error]);
    const retried = await printed((output) => webhooksRetry(settings(), output, 'w1'));
    assert.deepEqual(retried, { id: 'w1', events: 1 });
    const [again] = await printed((output) => webhooksList(settings(), output));
    assert.deepEqual([again?.waiting, again?.dead], [1, 0]);
  });

  it('refuses an unknown one', () =>
    assert.rejects(
      printed((output) => webhooksRetry(settings(), output, 'w2')),
      { code: 'webhook_not_found' },
    ));
});
