import type { Config, Secrets } from '../config.ts';
import type { Core } from '../core/core.ts';
import { hours, type Instant, instantOf, systemClock } from '../core/instant.ts';
import type { Key } from '../core/keys/key.ts';
import { createKey, listKeys, revokeKey } from '../core/keys/keys.ts';
import { everyScope, isScope, type Scope } from '../core/keys/scopes.ts';
import type { Project, ProjectId } from '../core/projects/project.ts';
import { getProject, listProjects } from '../core/projects/projects.ts';
import { open, systemActor } from '../open.ts';
import { momentOf, shortOf } from './moments.ts';
import { type Output, print, table } from './output.ts';
import { CommandError } from './refusal.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };

export async function keysCreate(
  { config, secrets }: Settings,
  output: Output,
  input: {
    readonly scopes: string;
    readonly name?: string | undefined;
    readonly expires?: string | undefined;
  },
): Promise<void> {
  const scopes = scopesOf(input.scopes);
  const expiresAt = input.expires === undefined ? null : expiryOf(input.expires, systemClock().now());
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const newKey = { name: input.name ?? 'Created on the command line', scopes, expiresAt };
  const { key, secret } = await createKey(opened.core, systemActor('cli', project), newKey);
  print(output, { ...viewOf(key), project: project.id, secret }, [
    `Key ${key.id} of project ${project.id}, for ${key.scopes.join(', ')}, ${expiry(key)}. Its secret is not shown again:`,
    secret,
  ]);
}

export async function keysList({ config, secrets }: Settings, output: Output): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  const keys = await listKeys(opened.core, project.id);
  const rows = keys.map((key) => [
    key.id,
    key.name,
    shortScopes(key.scopes),
    key.expiresAt === null ? 'never' : shortOf(key.expiresAt),
    key.lastUsedAt === null ? 'never' : shortOf(key.lastUsedAt),
  ]);
  const lines = table(['ID', 'NAME', 'SCOPES', 'EXPIRES', 'LAST USED'], rows);
  print(output, keys.map(viewOf), keys.length === 0 ? ['No keys.'] : lines);
}

const SCOPES_SHOWN = 3;

/** Returns the scopes as they stand in a column; with `--json`, there are all. */
function shortScopes(scopes: Key['scopes']): string {
  if (everyScope.every((scope) => scopes.includes(scope))) return '*';
  if (scopes.length <= SCOPES_SHOWN) return scopes.join(', ');
  return `${scopes.slice(0, SCOPES_SHOWN - 1).join(', ')} and ${scopes.length - SCOPES_SHOWN + 1} more`;
}

export async function keysRevoke({ config, secrets }: Settings, output: Output, id: string): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await projectNamed(opened.core, config.project);
  await revokeKey(opened.core, systemActor('cli', project), id);
  print(output, { id, revoked: true }, [`Key ${id} is revoked.`]);
}

/** Returns the project of this id, or the only project. */
export async function projectNamed(core: Core, named: string | undefined): Promise<Project> {
  // The settings are validated: the name has the form of an id.
  if (named !== undefined) return getProject(core, named as ProjectId);
  const [project, ...others] = await listProjects(core);
  if (!project) throw new CommandError('There is no project. Create one with: denizen projects create ID');
  if (others.length > 0) throw new CommandError('There are several projects. Choose one with --project ID.');
  return project;
}

function scopesOf(text: string): readonly (Scope | '*')[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.filter((name) => name !== '*' && !isScope(name));
  if (names.length > 0 && unknown.length === 0) return names as (Scope | '*')[];
  const problem = unknown.length > 0 ? `Unknown scope: ${unknown.join(', ')}.` : 'A key needs a scope.';
  throw new CommandError(`${problem} Scopes: ${everyScope.join(', ')}, or * for all.`);
}

/** Parses a date (its start in UTC), a time with an offset, or a number of days from now such as `90d`. */
function expiryOf(text: string, now: Instant): Instant {
  const number = /^(\d{1,5})d$/.exec(text)?.[1];
  const moment = number === undefined ? momentOf(text) : now + hours(24 * Number(number));
  if (moment > now) return instantOf(moment);
  throw new CommandError(
    '--expires takes a future date such as 2030-01-31, or a number of days such as 90d.',
  );
}

function viewOf(key: Key) {
  const { id, name, scopes } = key;
  const [createdAt, expiresAt, lastUsedAt] = [
    dateOf(key.createdAt),
    dateOf(key.expiresAt),
    dateOf(key.lastUsedAt),
  ];
  return { id, name, scopes, createdAt, expiresAt, lastUsedAt };
}

function expiry(key: Key): string {
  return key.expiresAt === null ? 'never expires' : `expires ${dateOf(key.expiresAt)}`;
}

function dateOf(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
