#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { Command, Option } from 'commander';
import type { Output } from './cli/output.ts';
import { ConfigError, readConfig, settings } from './config.ts';
import { Failure } from './core/failure.ts';
import { DatabaseRefused, DatabaseUnavailable } from './db/database.ts';
import { VERSION } from './version.ts';

enableCompileCache();

const write = (text: string): void => {
  process.stdout.write(text);
};

/** How people start this program, for the sentences that say what to run next. */
const command = process.argv[1]?.endsWith('.ts') ? 'npm run denizen --' : 'denizen';

type Given = Record<string, string | boolean | undefined>;

const program = new Command('denizen')
  .description('A self-hosted directory of users.')
  .version(VERSION)
  .option('--json', 'answer in JSON', false)
  .showHelpAfterError()
  .enablePositionalOptions(false);

withSettings(program.command('serve').description('start the server')).action(async (_options, self: Command) => {
  const { serveCommand } = await import('./cli/serve.ts');
  await serveCommand(read(self), { ...output(self), command });
});

const projects = program.command('projects').description('make and list projects');
withSettings(projects.command('create').description('make a project').argument('<id>'))
  .option('--name <text>', 'what people call it')
  .action(async (id: string, { name }: { name?: string }, self: Command) => {
    const { projectsCreate } = await import('./cli/projects.ts');
    await projectsCreate(read(self), output(self), { id, name });
  });
withSettings(projects.command('list').description('list the projects')).action(async (_options, self: Command) => {
  const { projectsList } = await import('./cli/projects.ts');
  await projectsList(read(self), output(self));
});

const keys = program.command('keys').description('make, list and revoke API keys');
withSettings(keys.command('create').description('make a key and show its secret once'))
  .requiredOption('--scopes <names>', 'scopes, separated by commas; * for all')
  .option('--expires <when>', 'a date such as 2030-01-31, or days from now such as 90d')
  .option('--name <text>', 'what the key is for')
  .action(async (options: { scopes: string; expires?: string; name?: string; project?: string }, self: Command) => {
    const { keysCreate } = await import('./cli/keys.ts');
    await keysCreate(read(self), output(self), options);
  });
withSettings(keys.command('list').description('list the keys of a project')).action(
  async (options: { project?: string }, self: Command) => {
    const { keysList } = await import('./cli/keys.ts');
    await keysList(read(self), output(self), options);
  },
);
withSettings(keys.command('revoke').description('make a key useless from now on').argument('<id>')).action(
  async (id: string, options: { project?: string }, self: Command) => {
    const { keysRevoke } = await import('./cli/keys.ts');
    await keysRevoke(read(self), output(self), { id, ...options });
  },
);

withSettings(program.command('migrate').description('bring the database up to this version')).action(
  async (_options, self: Command) => {
    const { migrateCommand } = await import('./cli/migrate.ts');
    await migrateCommand(read(self), output(self));
  },
);
withSettings(program.command('check').description('verify settings, schema and integrity')).action(
  async (_options, self: Command) => {
    const { checkCommand } = await import('./cli/check.ts');
    if (!(await checkCommand(read(self), output(self)))) process.exitCode = 1;
  },
);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`);
  process.exitCode = 1;
}

function withSettings(target: Command): Command {
  for (const setting of settings) {
    const fallback = setting.fallback && ` (default: ${setting.fallback})`;
    target.addOption(new Option(`--${setting.flag} <${setting.value}>`, `${setting.text} [${setting.name}]${fallback}`));
  }
  return target.option('--json', 'answer in JSON');
}

function read(self: Command): ReturnType<typeof readConfig> {
  const given = self.opts<Given>();
  const flags = settings.map(({ flag }) => [flag, given[camel(flag)]]);
  return readConfig(process.env, Object.fromEntries(flags) as Record<string, string | undefined>);
}

function output(self: Command): Output {
  return { json: Boolean(self.optsWithGlobals<Given>().json), write };
}

function camel(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function sentence(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DatabaseRefused) return error.message;
  if (error instanceof Failure) return error.detail ?? error.code;
  if (error instanceof DatabaseUnavailable) {
    const cause = error.cause instanceof Error ? ` (${error.cause.message || (error.cause as NodeJS.ErrnoException).code})` : '';
    return `Denizen cannot go on: ${error.message}${cause}.`;
  }
  if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `${error.message}. Another program listens there: stop it, or choose another DENIZEN_PORT.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
