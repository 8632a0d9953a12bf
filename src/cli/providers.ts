import type { Config, Secrets } from '../config.ts';
import {
  listProviders,
  type ProviderView,
  removeProvider,
  setProvider,
} from '../core/oauth/provider-configs.ts';
import type { Project } from '../core/projects/project.ts';
import { open, systemActor } from '../open.ts';
import { secretIn } from './input.ts';
import { projectNamed } from './keys.ts';
import { type Output, print, table } from './output.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };

export async function providersSet(
  { config, secrets }: Settings,
  output: Output,
  input: {
    readonly key: string;
    readonly clientId: string;
    readonly secretFile: string | undefined;
    readonly options: readonly string[];
    readonly enabled: boolean;
  },
): Promise<void> {
  const { secretFile, ...fields } = input;
  const secret = secretFile === undefined ? undefined : (await secretIn(secretFile)).trim();
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const view = await setProvider(opened.core, systemActor('cli', project), { ...fields, secret });
  const callback = callbackOf(config, project, view.key);
  print(output, { ...view, project: project.id, callback }, [
    `${view.key} is configured for project ${project.id}${view.enabled ? '' : ', but disabled'}.`,
    `Register this redirect URL with the provider: ${callback}`,
  ]);
}

export async function providersList({ config, secrets }: Settings, output: Output): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const views = await listProviders(opened.core, systemActor('cli', project));
  print(output, views, table(['KEY', 'CLIENT ID', 'ENABLED', 'OPTIONS'], views.map(rowOf)));
}

export async function providersRemove(
  { config, secrets }: Settings,
  output: Output,
  key: string,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  await removeProvider(opened.core, systemActor('cli', project), key);
  print(output, { key, removed: true }, [`Removed ${key}.`]);
}

function rowOf({ key, clientId, enabled, options }: ProviderView): string[] {
  const optionTexts = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return [key, clientId, enabled ? 'yes' : 'no', optionTexts.join(' ') || '-'];
}

function callbackOf({ publicUrl }: Config, project: Project, key: string): string {
  const base = publicUrl?.origin ?? 'https://(DENIZEN_PUBLIC_URL)';
  return `${base}/v1/account/sessions/oauth2/callback/${key}/${project.id}`;
}
