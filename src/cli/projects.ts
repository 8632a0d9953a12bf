import { routes } from '../appwrite/routes.ts';
import type { Config, Secrets } from '../config.ts';
import { keptCount } from '../core/listing/kept-counts.ts';
import { formatPolicy, parsePolicies, policies, policyNames } from '../core/projects/policies.ts';
import {
  defaultPolicies,
  type Policies,
  type Project,
  type ProjectId,
  projectIdOf,
  projectNameOf,
} from '../core/projects/project.ts';
import {
  createProject,
  getProject,
  listProjects,
  renameProject,
  setPolicies,
} from '../core/projects/projects.ts';
import { rateLimitOf } from '../core/projects/rate-limits.ts';
import { listDeletedProjects, removeProject } from '../core/projects/removal.ts';
import { counted } from '../core/text.ts';
import { open, systemActor } from '../open.ts';
import { ask, canAsk } from './input.ts';
import { shortOf } from './moments.ts';
import { type Output, print, printable, table } from './output.ts';
import { CommandError } from './refusal.ts';

/** Not a word, which could be a host name. */
const EMPTY = '-';

type Settings = { readonly config: Config; readonly secrets: Secrets };

export async function projectsCreate(
  { config, secrets }: Settings,
  output: Output,
  input: { readonly id: string; readonly name: string | undefined },
): Promise<void> {
  const id = idOf(input.id);
  await using opened = await open(config, secrets, { migrate: 'when new' });
  const project = await createProject(opened.core, systemActor('cli'), { id, name: input.name ?? id });
  print(output, { id: project.id, name: project.name }, [
    `Created project ${project.id}. Next: ${output.command} keys create --project ${project.id} --scopes users.read,users.write`,
  ]);
}

export async function projectsRename(
  { config, secrets }: Settings,
  output: Output,
  input: { readonly id: string; readonly name: string },
): Promise<void> {
  const id = idOf(input.id);
  const name = nameOf(input.name);
  await using opened = await open(config, secrets, { migrate: false });
  const project = await getProject(opened.core, id);
  const after = await renameProject(opened.core, systemActor('cli', project), name);
  print(output, { id, name: after.name }, [`Project ${id} is now named ${after.name}.`]);
}

/** Deletes a project, whose name must be given or typed. */
export async function projectsDelete(
  { config, secrets }: Settings,
  output: Output,
  input: { readonly id: string; readonly confirm: string | undefined },
): Promise<void> {
  const id = idOf(input.id);
  await using opened = await open(config, secrets, { migrate: false });
  const { core } = opened;
  const { name } = await getProject(core, id);
  const users = counted(await keptCount(core.read, id, 'users'), 'user', 'users');
  const question = `Project ${id} has ${users}. All is deleted with everything in it, the history included, and cannot be brought back. To keep the history, run first: denizen audit export --project ${id}`;
  const typed = input.confirm ?? (await askForName(question, name));
  if (typed !== name) throw new CommandError(`The name of project ${id} is ${name}. Nothing was changed.`);
  await removeProject(core, systemActor('cli'), id);
  print(output, { id, deleted: true }, [
    `Project ${id} is deleted: every request to it is refused. A running server removes its rows in the background.`,
  ]);
}

async function askForName(question: string, name: string): Promise<string> {
  if (!canAsk()) throw new CommandError(`${question}. To delete it, add its name: --confirm '${name}'`);
  process.stderr.write(`${question}\n`);
  return (await ask(`Type the name of the project, ${printable(name)}, to delete it: `)).trim();
}

export async function projectsList({ config, secrets }: Settings, output: Output): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const projects = (await listProjects(opened.core)).map(({ id, name }) => ({ id, name }));
  const deleted = await listDeletedProjects(opened.core);
  const lines = deleted.map(
    ({ id, deletedAt }) => `Deleted ${shortOf(deletedAt)} UTC, and not all rows are removed: ${id}`,
  );
  const rows = projects.map(({ id, name }) => [id, name]);
  print(output, projects, [...table(['ID', 'NAME'], rows), ...lines]);
}

export async function projectsShow({ config, secrets }: Settings, output: Output, id: string): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const project = await getProject(opened.core, idOf(id));
  const rows = policyNames.map((name) => [
    name,
    formatPolicy(project.policies[name]) || EMPTY,
    formatPolicy(defaultPolicies[name]) || EMPTY,
    policies[name].sentence,
  ]);
  print(output, viewOf(project), table(['POLICY', 'VALUE', 'DEFAULT', 'EFFECT'], rows));
}

export async function projectsSet(
  { config, secrets }: Settings,
  output: Output,
  input: { readonly id: string; readonly pairs: readonly string[] },
): Promise<void> {
  const changes = parsePolicies(input.pairs);
  refuseUnknownLimits(changes);
  await using opened = await open(config, secrets, { migrate: false });
  const project = await getProject(opened.core, idOf(input.id));
  const after = await setPolicies(opened.core, systemActor('cli', project), changes);
  const lines = policyNames
    .filter((name) => name in changes)
    .map((name) => `${name} is ${formatPolicy(after.policies[name]) || 'empty'}.`);
  print(output, viewOf(after), [...lines, 'Running servers apply this from their next request on.']);
}

/** The core knows no operations, so that it takes any name. */
function refuseUnknownLimits({ rateLimits = [] }: Partial<Policies>): void {
  const known = routes.filter(({ limits }) => limits.length > 0).map(({ operation }) => operation);
  const unknown = rateLimits
    .map((text) => rateLimitOf(text)?.operation)
    .find((operation) => operation !== undefined && !known.includes(operation));
  if (unknown === undefined) return;
  throw new CommandError(
    `No operation ${JSON.stringify(unknown)} has a rate limit. These have one: ${known.toSorted().join(', ')}.`,
  );
}

function idOf(text: string): ProjectId {
  const id = projectIdOf(text);
  if (id) return id;
  throw new CommandError(
    'A project id has 1 to 36 characters out of a-z, 0-9, period, hyphen and underscore, and begins with a letter or a digit.',
  );
}

function nameOf(text: string): string {
  const name = projectNameOf(text);
  if (name !== undefined) return name;
  throw new CommandError('A name has 1 to 128 characters.');
}

function viewOf(project: Project) {
  const { id, name } = project;
  const rows = policyNames.map((policy) => [
    policy,
    {
      value: project.policies[policy],
      default: defaultPolicies[policy],
      sentence: policies[policy].sentence,
      takes: policies[policy].takes,
    },
  ]);
  return { id, name, policies: Object.fromEntries(rows) };
}
