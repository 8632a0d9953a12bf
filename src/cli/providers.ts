import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Config, Secrets } from '../config.ts';
import { listSetups, removeProvider, type ShownSetup, setProvider } from '../core/oauth/setups.ts';
import type { Project } from '../core/projects/project.ts';
import { open, ourselves } from '../open.ts';
import { projectNamed } from './keys.ts';
import { type Output, print, table } from './output.ts';
import { CommandError } from './refusal.ts';

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
  const { secretFile, ...wanted } = input;
  const secret = secretFile === undefined ? undefined : await secretIn(secretFile);
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const setup = await setProvider(opened.core, ourselves('cli', project), { ...wanted, secret });
  const callback = callbackOf(config, project, setup.key);
  print(output, { ...setup, project: project.id, callback }, [
    `${setup.key} is set up for project ${project.id}${setup.enabled ? '' : ', and closed'}.`,
    `Register this address with the provider: ${callback}`,
  ]);
}

export async function providersList({ config, secrets }: Settings, output: Output): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const setups = await listSetups(opened.core, ourselves('cli', project));
  print(output, setups, table(['KEY', 'CLIENT ID', 'OPEN', 'OPTIONS'], setups.map(rowOf)));
}

export async function providersRemove(
  { config, secrets }: Settings,
  output: Output,
  key: string,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  await removeProvider(opened.core, ourselves('cli', project), key);
  print(output, { key, removed: true }, [`${key} is removed.`]);
}

function rowOf({ key, clientId, enabled, options }: ShownSetup): string[] {
  const said = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return [key, clientId, enabled ? 'yes' : 'no', said.join(' ') || '-'];
}

function callbackOf({ publicUrl }: Config, project: Project, key: string): string {
  const base = publicUrl?.origin ?? 'https://(DENIZEN_PUBLIC_URL)';
  return `${base}/v1/account/sessions/oauth2/callback/${key}/${project.id}`;
}

/** In a file, so that it stands in no list of processes and no history of commands. */
async function secretIn(path: string): Promise<string> {
  try {
    const content = path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
    return content.trim();
  } catch {
    throw new CommandError(`The file ${path} cannot be read.`);
  }
}
