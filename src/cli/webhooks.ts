import type { Config, Secrets } from '../config.ts';
import { counted } from '../core/text.ts';
import { getDeadDeliveries, getDeliveryCounts, retryDeadDeliveries } from '../core/webhooks/queue.ts';
import { getWebhooks } from '../core/webhooks/webhooks.ts';
import { open, systemActor } from '../open.ts';
import { projectNamed } from './keys.ts';
import { type Output, print, table } from './output.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };

/** Lists the webhooks of a project, and how many events wait for each or were given up. */
export async function webhooksList({ config, secrets }: Settings, output: Output): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const actor = systemActor('cli', project);
  const webhooks = [];
  for (const { id, name, url, disabledAt, failures, error } of await getWebhooks(opened.core, actor)) {
    const counts = await getDeliveryCounts(opened.core, actor, id);
    webhooks.push({ id, name, url, enabled: disabledAt === null, ...counts, failures, error });
  }
  const rows = webhooks.map(({ id, url, enabled, waiting, dead, error }) => [
    id,
    url,
    enabled ? 'on' : 'off',
    String(waiting),
    String(dead),
    error || '-',
  ]);
  print(output, webhooks, table(['ID', 'URL', 'ENABLED', 'WAITING', 'GIVEN UP', 'LAST ERROR'], rows));
}

/** Lists the events that were given up for a webhook, newest first, at most 100. */
export async function webhooksFailed(
  { config, secrets }: Settings,
  output: Output,
  id: string,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const dead = await getDeadDeliveries(opened.core, systemActor('cli', project), id);
  const shown = dead.map(({ deadAt, event = 'unreadable', ...delivery }) => ({
    ...delivery,
    event,
    at: new Date(deadAt).toISOString(),
  }));
  const rows = shown.map(({ at, event, tries, error }) => [at, event, String(tries), error]);
  print(output, shown, table(['GIVEN UP', 'EVENT', 'ATTEMPTS', 'LAST ERROR'], rows));
}

/** Makes the events that were given up for a webhook due again. */
export async function webhooksRetry(
  { config, secrets }: Settings,
  output: Output,
  id: string,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const events = await retryDeadDeliveries(opened.core, systemActor('cli', project), id);
  print(output, { id, events }, [
    `${counted(events, 'event', 'events')} for the webhook ${id} ${events === 1 ? 'is' : 'are'} delivered again.`,
  ]);
}
