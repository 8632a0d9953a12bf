import { Command, Option } from 'commander';
import { type Config, readConfig, type Secrets, settings, warningsAboutFlags } from '../config.ts';
import { VERSION } from '../version.ts';
import type { Output } from './output.ts';
import { commandLine, sentenceOf } from './refusal.ts';

type SettingName = (typeof settings)[number]['name'];
type Given = Readonly<Record<string, string | boolean | undefined>>;
type Environment = Readonly<Record<string, string | undefined>>;
/** Answers false when something is wrong that is said already. */
type Action = (
  settings: { config: Config; secrets: Secrets },
  output: Output,
  input: Input,
) => Promise<unknown>;
/** The argument of a command, those that follow it, and its own options. */
type Input = {
  readonly argument: string;
  readonly others: readonly string[];
  readonly options: Readonly<Record<string, string | undefined>>;
  /** What an option says that may be given several times. */
  readonly listed: (name: string) => readonly string[];
};

const EVERY_SETTING = settings.map((setting) => setting.name);
const DATABASE: readonly SettingName[] = ['DENIZEN_DATABASE', 'DENIZEN_SECRET', 'DENIZEN_SECRET_PREVIOUS'];

/** Runs the command that `argv` names and answers the exit code. */
export async function run(argv: readonly string[], environment: Environment): Promise<number> {
  const command = commandLine(argv[1]);
  const output = (json: boolean): Output => ({
    json,
    command,
    write: (text) => void process.stdout.write(text),
  });
  let code = 0;
  // Whoever reads may have read enough, as in `denizen keys list | head -1`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`The answer cannot be written: ${error.message}.\n`);
    process.exitCode = 1;
  });
  const program = programOf((action) => async (...args: unknown[]) => {
    // The library hands over the arguments, then the options, then the command.
    const self = args.at(-1) as Command;
    const options = self.opts<Given>() as Input['options'];
    const [argument = '', ...others] = self.args;
    const json = Boolean(self.optsWithGlobals<Given>().json);
    const flags = flagsOf(options);
    for (const warning of warningsAboutFlags(flags)) process.stderr.write(`${said(json, { warning })}\n`);
    const answer = await action(readConfig(environment, flags), output(json), {
      argument,
      others,
      options,
      listed: (name) => self.opts<Readonly<Record<string, readonly string[] | undefined>>>()[name] ?? [],
    });
    code = answer === false ? 1 : 0;
  });
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    const sentence = sentenceOf(error, command);
    process.stderr.write(`${argv.includes('--json') ? JSON.stringify({ error: sentence }) : sentence}\n`);
    return 1;
  }
}

/** A line for standard error: the sentence, or for programs an object. */
function said(json: boolean, line: { readonly warning: string }): string {
  return json ? JSON.stringify(line) : line.warning;
}

type Wrap = (action: Action) => (...args: unknown[]) => Promise<void>;

/** Each command with its options. What a command needs is loaded when it is asked for. */
function programOf(wrap: Wrap): Command {
  const program = new Command('denizen')
    .description('A self-hosted directory of users.')
    .version(VERSION)
    .option('--json', 'answer in JSON', false)
    .showHelpAfterError('Add --help to see what there is.');

  withSettings(program.command('serve').description('start the server'), EVERY_SETTING).action(
    wrap(async (args, output) => (await import('./serve.ts')).serveCommand(args, output)),
  );
  addProjects(program.command('projects').description('make, list and set up projects'), wrap);
  const keys = program.command('keys').description('make, list and revoke API keys; replace the sealing key');
  addKeys(keys, wrap);
  addRotation(keys, wrap);
  addProviders(
    program.command('providers').description('set up the providers with which users sign in'),
    wrap,
  );
  addPlatforms(
    program.command('platforms').description("say on which hosts a project's own pages are"),
    wrap,
  );
  addAudit(program.command('audit').description('verify the history'), wrap);
  withSettings(
    program.command('migrate').description('bring the database up to this version'),
    DATABASE,
  ).action(wrap(async (args, output) => (await import('./migrate.ts')).migrateCommand(args, output)));
  withSettings(
    program.command('check').description('verify settings, schema and integrity'),
    EVERY_SETTING,
  ).action(wrap(async (args, output) => (await import('./check.ts')).checkCommand(args, output)));
  return program;
}

function addProjects(projects: Command, wrap: Wrap): void {
  withSettings(projects.command('create').description('make a project').argument('<id>'), DATABASE)
    .option('--name <text>', 'what people call it')
    .action(
      wrap(async (args, output, { argument, options }) =>
        (await import('./projects.ts')).projectsCreate(args, output, { id: argument, name: options.name }),
      ),
    );
  withSettings(projects.command('list').description('list the projects'), DATABASE).action(
    wrap(async (args, output) => (await import('./projects.ts')).projectsList(args, output)),
  );
  withSettings(
    projects.command('show').description('show the policies of a project').argument('<id>'),
    DATABASE,
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./projects.ts')).projectsShow(args, output, argument),
    ),
  );
  const set = projects.command('set').description('set policies of a project; projects show lists them');
  withSettings(set.argument('<id>').argument('<name=value...>', 'value may be: default'), DATABASE).action(
    wrap(async (args, output, { argument, others }) =>
      (await import('./projects.ts')).projectsSet(args, output, { id: argument, pairs: others }),
    ),
  );
}

function inProject(command: Command): Command {
  return withSettings(command, DATABASE).option(
    '--project <id>',
    'which project; may be left out when there is one',
  );
}

function addKeys(keys: Command, wrap: Wrap): void {
  inProject(keys.command('create').description('make a key and show its secret once'))
    .requiredOption('--scopes <names>', 'scopes, separated by commas; * for all')
    .option('--expires <when>', 'a date such as 2030-01-31, or days from now such as 90d')
    .option('--name <text>', 'what the key is for')
    .action(
      wrap(async (args, output, { options: { scopes = '', ...rest } }) =>
        (await import('./keys.ts')).keysCreate(args, output, { scopes, ...rest }),
      ),
    );
  inProject(keys.command('list').description('list the keys of a project')).action(
    wrap(async (args, output) => (await import('./keys.ts')).keysList(args, output)),
  );
  inProject(keys.command('revoke').description('make a key useless from now on').argument('<id>')).action(
    wrap(async (args, output, { argument }) =>
      (await import('./keys.ts')).keysRevoke(args, output, argument),
    ),
  );
}

function addProviders(group: Command, wrap: Wrap): void {
  inProject(group.command('set').description('set a provider up, or differently').argument('<key>'))
    .requiredOption('--client-id <text>', 'what the provider calls this project')
    .option('--client-secret-file <path>', 'file with the secret; - for standard input')
    .option('--option <name=value...>', 'what the provider needs beside that')
    .option('--disabled', 'keep it, and let nobody sign in with it')
    .action(
      wrap(async (args, output, { argument: key, options, listed }) =>
        (await import('./providers.ts')).providersSet(args, output, {
          key,
          clientId: options.clientId ?? '',
          secretFile: options.clientSecretFile,
          options: listed('option'),
          enabled: options.disabled === undefined,
        }),
      ),
    );
  inProject(group.command('list').description('list the providers of a project')).action(
    wrap(async (args, output) => (await import('./providers.ts')).providersList(args, output)),
  );
  inProject(group.command('remove').description('forget a provider').argument('<key>')).action(
    wrap(async (args, output, { argument }) =>
      (await import('./providers.ts')).providersRemove(args, output, argument),
    ),
  );
}

function addPlatforms(group: Command, wrap: Wrap): void {
  const add = group
    .command('add')
    .description('add a host; a star stands for those below, as in *.a.example');
  inProject(add.argument('<kind>', 'web').argument('<host>')).action(
    wrap(async (args, output, { argument: kind, others: [host = ''] }) =>
      (await import('./platforms.ts')).platformsAdd(args, output, { kind, host }),
    ),
  );
  inProject(group.command('list').description('list the hosts of a project')).action(
    wrap(async (args, output) => (await import('./platforms.ts')).platformsList(args, output)),
  );
  inProject(group.command('remove').description('remove a host').argument('<host>')).action(
    wrap(async (args, output, { argument }) =>
      (await import('./platforms.ts')).platformsRemove(args, output, argument),
    ),
  );
}

function addAudit(group: Command, wrap: Wrap): void {
  withSettings(group.command('verify').description('walk the chains of the history'), DATABASE)
    .option('--project <id>', 'which project; may be left out for all')
    .option(
      '--from-checkpoint <path>',
      'begin at the last checkpoint in this file, such as a log of the server',
    )
    .action(
      wrap(async (args, output, { options: { fromCheckpoint } }) =>
        (await import('./audit.ts')).auditVerify(args, output, { fromCheckpoint }),
      ),
    );
}

function addRotation(keys: Command, wrap: Wrap): void {
  withSettings(
    keys.command('rotate-secret').description('replace the sealing key by another'),
    DATABASE,
  ).action(wrap(async (args, output) => (await import('./rotate-secret.ts')).keysRotateSecret(args, output)));
}

function withSettings(target: Command, names: readonly SettingName[]): Command {
  for (const { name, flag, value, text, fallback } of settings) {
    if (!names.includes(name)) continue;
    const otherwise = fallback && ` (default: ${fallback})`;
    target.addOption(new Option(`--${flag} <${value}>`, `${text} [${name}]${otherwise}`));
  }
  return target.option('--json', 'answer in JSON');
}

function flagsOf(options: Input['options']): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(settings.map(({ flag }) => [flag, options[camel(flag)]]));
}

/** As the library names the option of a flag. */
function camel(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
