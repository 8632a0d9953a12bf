import type { Config, Secrets } from '../config.ts';
import { hostOf } from '../core/projects/host.ts';
import { addPlatform, removePlatform } from '../core/projects/platforms.ts';
import { open, systemActor } from '../open.ts';
import { projectNamed } from './keys.ts';
import { type Output, print } from './output.ts';
import { CommandError } from './refusal.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };

/** Adds a host to the policy `hosts`. */
export async function platformsAdd(
  { config, secrets }: Settings,
  output: Output,
  { kind, host }: { readonly kind: string; readonly host: string },
): Promise<void> {
  if (kind !== 'web') {
    const app = 'An app needs no platform: it uses the scheme appwrite-callback-PROJECT.';
    throw new CommandError(`The only kind of platform is web. ${app}`);
  }
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const hosts = await addPlatform(opened.core, systemActor('cli', project), host);
  print(output, hosts, [`Hosts of project ${project.id}: ${hosts.join(', ')}.`]);
}

export async function platformsList({ config, secrets }: Settings, output: Output): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const { policies } = await projectNamed(opened.core, config.project);
  print(output, policies.hosts, policies.hosts.length === 0 ? ['No hosts.'] : [...policies.hosts]);
}

export async function platformsRemove(
  { config, secrets }: Settings,
  output: Output,
  host: string,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const hosts = await removePlatform(opened.core, systemActor('cli', project), host);
  print(output, hosts, [`Removed ${hostOf(host) ?? host}.`]);
}
