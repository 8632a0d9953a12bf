import type { Config, Secrets } from '../config.ts';
import { ensureOwner } from '../core/admins/bootstrap.ts';
import { createSetupLink } from '../core/admins/links.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { type Bootstrap, bootstrap } from '../core/projects/bootstrap.ts';
import { listProjects } from '../core/projects/projects.ts';
import { withCommas } from '../core/text.ts';
import { emailOf } from '../core/users/email.ts';
import { systemActor } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type Output, print } from './output.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };

type Log = { readonly warn: (fields: object, message: string) => void };

/** Projects that the welcome names beside the one of the settings, or the oldest. */
const OTHERS_NAMED = 4;

type First = Bootstrap & {
  /** How many projects there are, and ids of some beside the first. */
  readonly projects: number;
  readonly others: readonly string[];
  /** The secret of the link that makes the first administrator; missing when there is one. */
  readonly setup: string | undefined;
};

/** Ensures that there is a project, a key, and the owner of the settings. */
export async function prepareFirst(
  core: Core,
  { config, secrets }: Settings,
  { output, log }: { readonly output: Output; readonly log: Log },
): Promise<First> {
  const first = await bootstrap(core, (project) => systemActor('system', project), {
    project: config.project,
    apiKey: secrets.apiKey,
    onWait: (named) =>
      log.warn({ project: named }, 'removing a deleted project before one with its id is created'),
  });
  await ensureConfiguredOwner(core, { config, secrets });
  // Only people are shown the link: a document for programs ends up in logs.
  const setup =
    output.json || !config.console ? undefined : await createSetupLink(core, systemActor('system'));
  const all = await listProjects(core);
  const others = all.map(({ id }) => id).filter((id) => id !== first.project.id);
  return { ...first, setup, projects: all.length, others: others.slice(0, OTHERS_NAMED) };
}

function moreThan(named: number, all: number): string {
  return all > named ? ` and ${withCommas(all - named)} more` : '';
}

/** The owner that the settings name, if any. */
async function ensureConfiguredOwner(core: Core, { config, secrets }: Settings): Promise<void> {
  const { adminEmail } = config;
  const { adminPassword: password } = secrets;
  if (adminEmail === undefined || password === undefined) return;
  const email = emailOf(adminEmail);
  if (!email) throw new ConfigError('DENIZEN_ADMIN_EMAIL must be an email address, such as ann@example.com.');
  try {
    await ensureOwner(core, systemActor('system'), { email, password });
  } catch (error) {
    if (!(error instanceof Failure) || !/^(?:argument_invalid|password_personal)$/.test(error.code))
      throw error;
    throw new ConfigError(
      'DENIZEN_ADMIN_PASSWORD must have 15 to 256 characters, and be neither common nor contain the email address.',
    );
  }
}

type Welcome = First & {
  /** Where people reach the server. */
  readonly base: string;
  /** Addresses and ports that the server listens on. */
  readonly listens: readonly string[];
};

/** Prints where everything is, on standard output: it shows secrets, which must not reach a log. */
export function welcome(output: Output, config: Config, { base, listens, setup, ...first }: Welcome): void {
  const endpoint = `${base}/v1`;
  const docs = `${base}/docs`;
  const project = first.project.id;
  const key = first.secret ?? '$KEY';
  const next = first.secret
    ? `curl ${endpoint}/users -H 'X-Appwrite-Project: ${project}' -H 'X-Appwrite-Key: ${key}' -H 'Content-Type: application/json' -d '{"userId":"unique()","email":"ann@example.com"}'`
    : `${output.command} keys create --project ${project} --scopes users.read,users.write`;
  const consoleUrl = config.console ? `${base}/console/` : null;
  const facts = { endpoint, listens, project, projects: first.projects, key: first.secret ?? null };
  print(output, { ...facts, console: consoleUrl, docs, database: config.database.engine }, [
    `Denizen is ready (${Math.round(performance.now())} ms).`,
    `  Endpoint  ${endpoint}`,
    `  Listens   ${listens.join(', ')}`,
    first.projects > 1
      ? `  Projects  ${[project, ...first.others].join(', ')}${moreThan(1 + first.others.length, first.projects)}`
      : `  Project   ${project}`,
    ...(first.secret ? [`  API key   ${first.secret}  (not shown again: keep it)`] : []),
    ...(consoleUrl
      ? [`  Console   ${consoleUrl}${setup ? `#setup=${setup}  (good once, for 30 minutes)` : ''}`]
      : []),
    `  Docs      ${docs}`,
    `  Next      ${next}`,
  ]);
}
