import type { Actor } from '../../src/core/actor.ts';
import { createMockPhone, removeMockPhone, updateMockPhone } from '../../src/core/mock-phones/mock-phones.ts';
import { phoneOf } from '../../src/core/users/phone.ts';
import { markFailed, retryDeadDeliveries } from '../../src/core/webhooks/queue.ts';
import {
  createWebhook,
  removeWebhook,
  updateWebhook,
  updateWebhookSecret,
} from '../../src/core/webhooks/webhooks.ts';
import type { Step } from './acts.ts';
import type { Directory } from './directory.ts';

const phone = phoneOf('+14155550188') as never;
const of = () => ({ webhookId: 'w1' });
const settings = {
  name: 'Hook',
  url: 'https://example.com/',
  events: ['users.*'],
  enabled: true,
  verifiesTls: true,
  authUsername: '',
  authPassword: '',
};

/** Fails until the webhook is disabled. */
async function failForADay({ core, clock }: Directory, actor: Actor): Promise<void> {
  const nothing = { id: '', tries: 0, webhook: undefined, content: undefined };
  const claimed = { ...nothing, project: actor.project.id, webhookId: 'w1' };
  const fail = () => markFailed(core, () => actor, claimed, { error: 'down', delayMs: undefined });
  for (let times = 0; times < 10; times++) await fail();
  clock.advance(24 * 3_600_000);
  await fail();
}

/** Webhooks and phone numbers with a fixed code, whose secrets begin with the canary. */
export const webhookSteps = (canary: string): readonly Step[] => [
  {
    act: 'webhook.create',
    run: ({ core }, actor) =>
      createWebhook(core, actor, {
        ...settings,
        id: 'w1',
        secret: `${canary}-webhook`,
        authPassword: `${canary}-basic`,
      }),
    details: of,
  },
  {
    act: 'webhook.update',
    run: ({ core }, actor) =>
      updateWebhook(core, actor, { ...settings, id: 'w1', authPassword: `${canary}-basic` }),
    details: () => ({ ...of(), enabled: true }),
  },
  {
    act: 'webhook.secret.update',
    run: ({ core }, actor) => updateWebhookSecret(core, actor, { id: 'w1', secret: `${canary}-other` }),
    details: of,
  },
  { act: 'webhook.disable', run: failForADay, details: of },
  { act: 'webhook.retry', run: ({ core }, actor) => retryDeadDeliveries(core, actor, 'w1'), details: of },
  { act: 'webhook.delete', run: ({ core }, actor) => removeWebhook(core, actor, 'w1'), details: of },
  {
    act: 'mock-phone.create',
    run: ({ core }, { project, ...actor }) =>
      createMockPhone(
        core,
        { ...actor, project: { ...project, policies: { ...project.policies, mockPhonesLimit: 1 } } },
        { phone, code: '123456' },
      ),
  },
  {
    act: 'mock-phone.update',
    run: ({ core }, actor) => updateMockPhone(core, actor, { phone, code: '654321' }),
  },
  { act: 'mock-phone.delete', run: ({ core }, actor) => removeMockPhone(core, actor, phone) },
];
