import { Argument, Command, CommanderError } from 'commander';
import { isSqliteFile, type Loaded, readConfig } from '../config.ts';
import { readConfigFile } from '../config-file.ts';
import { warningsAboutFlags } from '../config-warnings.ts';
import { startCheckThread } from '../db/sqlite-check-thread.ts';
import { readSecretFile } from '../setting-texts.ts';
import { VERSION } from '../version.ts';
import {
  DATABASE,
  EVERY_SETTING,
  flagsOf,
  type Input,
  inProject,
  keyIn,
  lockIn,
  type ParsedOptions,
  type Wrap,
  withKey,
  withLock,
  withSettings,
} from './define.ts';
import { addAdmins } from './define-admins.ts';
import { addAudit } from './define-audit.ts';
import { addExports, addImportOfExports } from './define-exports.ts';
import { addImport } from './define-import.ts';
import { addMigrations } from './define-migrations.ts';
import { addProjects } from './define-projects.ts';
import { addUsers } from './define-users.ts';
import { EXIT } from './exit-codes.ts';
import type { Output } from './output.ts';
import { commandLine, sentenceOf, UsageError, withoutPeriod } from './refusal.ts';
import { suggestionFor } from './usage.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a command writes. */
export type Streams = Pick<Output, 'write' | 'drained'> & { readonly writeError: (text: string) => void };

/** Runs the command in `argv` and returns the exit code: see `exit-codes.ts`. */
export async function run(argv: readonly string[], environment: Environment): Promise<number> {
  // The reader may close the pipe early, as in `denizen keys list | head -1`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`The output cannot be written: ${withoutPeriod(error.message)}.\n`);
    process.exitCode = EXIT.failed;
  });
  // That of a terminal which was closed: no reader is left.
  process.stderr.on('error', () => {});
  return execute(argv, environment, {
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    drained,
  });
}

/** The same with other streams than those of the process. */
export async function execute(
  argv: readonly string[],
  environment: Environment,
  { write, writeError, drained: whenDrained }: Streams,
): Promise<number> {
  const command = commandLine(argv[1]);
  const output = (json: boolean): Output => ({ json, command, write, drained: whenDrained });
  const warn = (warnings: readonly string[], json: boolean) => {
    for (const warning of warnings) writeError(`${json ? JSON.stringify({ warning }) : warning}\n`);
  };
  let code: number = EXIT.done;
  const only = argv[2] === 'serve' ? 'serve' : undefined;
  const streams = { write, writeError, warn, only } as const;
  const program = programOf(streams, (action) => async (...args: unknown[]) => {
    // The library passes the arguments, then the options, then the command.
    const self = args.at(-1) as Command;
    // With those of the command above, which takes the ones that both have: `import` and `import undo`.
    const parsed = self.optsWithGlobals<ParsedOptions>();
    const options = parsed as Input['options'];
    const [argument = '', ...others] = self.args;
    const json = Boolean(parsed.json);
    const flags = flagsOf(options);
    warn(warningsAboutFlags(flags), json);
    const readSecret = secretReader();
    const reread = async (): Promise<Loaded> => {
      const file = options.config === undefined ? {} : await readConfigFile(options.config);
      return readConfig(environment, flags, { readSecret, file });
    };
    const answer = await action({ ...(await reread()), reread }, output(json), {
      argument,
      others,
      options,
      listed: (name) =>
        self.optsWithGlobals<Readonly<Record<string, readonly string[] | undefined>>>()[name] ?? [],
    });
    code = typeof answer === 'number' ? answer : answer === false ? EXIT.failed : EXIT.done;
  });
  try {
    await program.parseAsync(understood(argv));
    return code;
  } catch (error) {
    const json = argv.includes('--json');
    if (error instanceof CommanderError) return usageCode(error, { program, argv, json, writeError });
    const sentence = sentenceOf(error, command);
    writeError(`${json ? JSON.stringify({ error: sentence }) : sentence}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

type Usage = {
  readonly program: Command;
  readonly argv: readonly string[];
  readonly json: boolean;
  readonly writeError: Streams['writeError'];
};

/** `-V` is `-v`, and `help users list` is `users list --help`: the library knows the first word of it. */
function understood(argv: readonly string[]): readonly string[] {
  const [node = '', file = '', first, ...rest] = argv;
  if (first === '-V') return [node, file, '-v', ...rest];
  return first === 'help' && rest.length > 1 ? [node, file, ...rest, '--help'] : argv;
}

/** Says what is wrong with the command line. Help and version, which end the program likewise, are written already. */
function usageCode(error: CommanderError, { program, argv, json, writeError }: Usage): number {
  if (error.exitCode === 0) return EXIT.done;
  if (error.code === 'commander.help') return EXIT.usage;
  const isUnknown = error.code === 'commander.unknownCommand' && !error.message.includes('Did you mean');
  const message = `${error.message}${isUnknown ? suggestionFor(program, argv.slice(2)) : ''}`;
  writeError(
    json
      ? `${JSON.stringify({
          error: message
            .replace(/^error: /, '')
            .replaceAll('\n(', ' (')
            .replaceAll('\n', '. '),
        })}\n`
      : `${message}\nAdd --help for usage.\n`,
  );
  return EXIT.usage;
}

/** Reads standard input once, and gives the same again when the settings are read again. */
function secretReader(): (path: string) => string {
  let input: string | undefined;
  return (path) => {
    if (path !== '-') return readSecretFile(path);
    input ??= readSecretFile(path);
    return input;
  };
}

/** A reader that has gone takes nothing any more. */
function drained(): Promise<boolean> {
  const { stdout } = process;
  const isOpen = () => !stdout.destroyed && stdout.writable;
  if (!isOpen() || !stdout.writableNeedDrain) return Promise.resolve(isOpen());
  return new Promise((resolve) => {
    const end = () => {
      for (const event of ['drain', 'close', 'error']) stdout.off(event, end);
      resolve(isOpen());
    };
    for (const event of ['drain', 'close', 'error']) stdout.on(event, end);
  });
}

type ProgramStreams = Pick<Streams, 'write' | 'writeError'> & {
  readonly warn: Warn;
  /** The command to define alone: a server starts sooner without the hundred others. */
  readonly only?: 'serve' | undefined;
};
/** Writes to standard error: sentences, or for programs objects. */
type Warn = (warnings: readonly string[], json: boolean) => void;

/** Defines the commands and their options. A command loads its modules when it runs, so that help is fast. */
export function programOf({ write, writeError, warn, only }: ProgramStreams, wrap: Wrap): Command {
  const program = new Command('denizen')
    .description('A self-hosted user service.')
    .version(VERSION, '-v, --version', 'print the version')
    .option('--config <path>', 'file with settings: denizen.toml, or .env')
    .option('--json', 'print JSON', false)
    // Before the commands, which take these over.
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: writeError, outputError: () => {} });

  addServe(program, wrap);
  if (only === 'serve') return program;
  withSettings(program.command('ready').description('ask the server on this machine whether it is ready'), [
    'DENIZEN_HOST',
    'DENIZEN_PORT',
    'DENIZEN_TLS_CERT',
    'DENIZEN_TLS_KEY',
  ]).action(wrap(async (args, output) => (await import('./ready.ts')).readyCommand(args, output)));
  addProjects(program.command('projects').description('create, list, configure and delete projects'), wrap);
  addUsers(program.command('users').description('list, create, change and delete users'), wrap);
  addAdmins(program.command('admins').description('create, invite, list and remove administrators'), wrap);
  const keys = program
    .command('keys')
    .description('create, list and revoke API keys; rotate the sealing key');
  addKeys(keys, wrap);
  addRotation(keys, wrap);
  addProviders(
    program.command('providers').description('configure OAuth and OpenID Connect providers'),
    wrap,
  );
  addMigrations(
    program
      .command('migrations')
      .description('take users over from an old system as they sign in, or hand them over'),
    wrap,
  );
  addPlatforms(
    program.command('platforms').description("configure the hosts of a project's own pages"),
    wrap,
  );
  addWebhooks(program.command('webhooks').description('inspect and retry deliveries to webhooks'), wrap);
  addAudit(
    program.command('audit').description('list, follow, export, verify and archive the history'),
    wrap,
  );
  addMigrate(program, wrap);
  const imports = program
    .command('import')
    .description('import users of another system, with passwords and factors');
  addImport(imports, wrap);
  addImportOfExports(imports, wrap);
  addCopy(
    program.command('copy').description('copy a database with everything in it into an empty one'),
    wrap,
    warn,
  );
  addBackup(program, wrap);
  addExports(program, wrap);
  addChecks(program, wrap);
  withSettings(
    program.command('config').description('print each setting with its value and where it comes from'),
    EVERY_SETTING,
  ).action(wrap(async (args, output) => (await import('./config.ts')).configCommand(args, output)));
  addCompletion(program, write);
  return program;
}

function addServe(program: Command, wrap: Wrap): void {
  withSettings(program.command('serve').description('start the server'), EVERY_SETTING)
    .option('--new', 'create an empty database also where another one was')
    .action(
      wrap(async (args, output, { options }) => {
        // It comes up while the program is loaded.
        const checkThread = isSqliteFile(args.config) ? startCheckThread() : undefined;
        const { serveCommand } = await import('./serve.ts');
        return serveCommand(args, output, { allowsNew: options.new !== undefined, checkThread });
      }),
    );
}

function addChecks(program: Command, wrap: Wrap): void {
  const check = program
    .command('check')
    .description('verify settings, schema, disk and integrity; with a file, whether a backup is whole')
    .argument('[file]', 'a backup');
  withKey(withSettings(check, EVERY_SETTING))
    .option('--quick', 'check the structure of the database only, not every row and the history')
    .action(
      wrap(async (args, output, { argument: file, options }) =>
        file === ''
          ? (await import('./check.ts')).checkCommand(args, output, { isQuick: options.quick !== undefined })
          : (await import('./check-backup.ts')).checkBackupCommand(args, output, {
              file,
              key: keyIn(options),
            }),
      ),
    );
  withSettings(
    program.command('doctor').description('check, and advise on the machine and on weak settings'),
    EVERY_SETTING,
  )
    .option('--quick', 'check the structure of the database only, not every row and the history')
    .action(
      wrap(async (args, output, { options }) =>
        (await import('./doctor.ts')).doctorCommand(args, output, { isQuick: options.quick !== undefined }),
      ),
    );
}

function addCompletion(program: Command, write: Streams['write']): void {
  program
    .command('completion')
    .description('print a script by which a shell completes commands and options')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') =>
      write((await import('./completion.ts')).completionScript(program, shell)),
    );
}

function addMigrate(program: Command, wrap: Wrap): void {
  withSettings(program.command('migrate').description('migrate the database to this version'), DATABASE)
    .option('--new', 'create an empty database also where another one was')
    .option('--citus', 'distribute the tables over a Citus cluster; adds the extension to the database')
    .option('--shards <n>', 'with --citus: shards of each table, which are for good; 32 by default')
    .action(
      wrap(async (args, output, { options }) =>
        (await import('./migrate.ts')).migrateCommand(args, output, {
          ...{ allowsNew: options.new !== undefined, citus: options.citus !== undefined },
          shards: options.shards,
        }),
      ),
    );
}

function addBackup(program: Command, wrap: Wrap): void {
  const backup = program
    .command('backup')
    .description('write a backup of the database, while servers run')
    .argument('<to>', 'the file to write, or a folder for it');
  withLock(withSettings(backup, DATABASE)).action(
    wrap(async (args, output, input) =>
      (await import('./backup.ts')).backupCommand(args, output, { to: input.argument, lock: lockIn(input) }),
    ),
  );
  const restore = program
    .command('restore')
    .description('fill an empty database from a backup of either engine')
    .argument('<from>', 'the backup');
  withKey(withSettings(restore, [...DATABASE, 'DENIZEN_SUBSTRING_INDEX'])).action(
    wrap(async (args, output, { argument: from, options }) =>
      (await import('./restore.ts')).restoreCommand(args, output, { from, key: keyIn(options) }),
    ),
  );
}

function addKeys(keys: Command, wrap: Wrap): void {
  inProject(keys.command('create').description('create a key and print its secret, which is not shown again'))
    .requiredOption('--scopes <names>', 'scopes, separated by commas; * for all')
    .option('--expires <when>', 'a date such as 2030-01-31, or days from now such as 90d')
    .option('--name <text>', 'purpose of the key')
    .action(
      wrap(async (args, output, { options: { scopes = '', ...rest } }) =>
        (await import('./keys.ts')).keysCreate(args, output, { scopes, ...rest }),
      ),
    );
  inProject(keys.command('list').description('list the keys of a project')).action(
    wrap(async (args, output) => (await import('./keys.ts')).keysList(args, output)),
  );
  inProject(keys.command('revoke').description('revoke a key, effective at once').argument('<id>')).action(
    wrap(async (args, output, { argument }) =>
      (await import('./keys.ts')).keysRevoke(args, output, argument),
    ),
  );
}

function addProviders(group: Command, wrap: Wrap): void {
  inProject(group.command('set').description('configure a provider').argument('<key>'))
    .requiredOption('--client-id <text>', 'client id at the provider')
    .option('--client-secret-file <path>', 'file with the secret; - for standard input')
    .option('--option <name=value...>', 'provider-specific options')
    .option('--disabled', 'keep the configuration, but refuse sign-ins')
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
  inProject(group.command('remove').description('remove a provider').argument('<key>')).action(
    wrap(async (args, output, { argument }) =>
      (await import('./providers.ts')).providersRemove(args, output, argument),
    ),
  );
}

function addPlatforms(group: Command, wrap: Wrap): void {
  const add = group.command('add').description('add a host; *.a.example matches all hosts below a.example');
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

function addWebhooks(group: Command, wrap: Wrap): void {
  inProject(group.command('list').description('list the webhooks of a project')).action(
    wrap(async (args, output) => (await import('./webhooks.ts')).webhooksList(args, output)),
  );
  inProject(
    group.command('failed').description('list the events that were given up for a webhook').argument('<id>'),
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./webhooks.ts')).webhooksFailed(args, output, argument),
    ),
  );
  inProject(
    group.command('retry').description('deliver the events again that were given up').argument('<id>'),
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./webhooks.ts')).webhooksRetry(args, output, argument),
    ),
  );
}

function addCopy(copy: Command, wrap: Wrap, warn: Warn): void {
  const secrets = DATABASE.filter((name) => name !== 'DENIZEN_DATABASE');
  withSettings(
    copy
      .argument('<source>', 'sqlite:PATH or postgres://…, or @FILE for a file that contains it')
      .argument('[target]', 'the same; an empty database, or one that an earlier run began to fill'),
    [...secrets, 'DENIZEN_SUBSTRING_INDEX'],
  )
    .option('--follow', 'copy while the source serves; it becomes read-only for a moment at the end')
    .option('--keep-source', 'let the source take writes again at the end')
    .option('--abandon', 'end a copy: the source takes writes again, the target is of no use')
    .action(
      wrap(async (args, output, { argument: source, others: [target], options }) => {
        const { copyAbandon, copyCommand, warningsAboutAddresses } = await import('./copy.ts');
        warn(warningsAboutAddresses([source, target ?? '']), output.json);
        if (options.abandon !== undefined) return copyAbandon(args, output, source);
        return copyCommand(args, output, {
          source,
          target: target ?? '',
          follow: options.follow !== undefined,
          keepSource: options.keepSource !== undefined,
        });
      }),
    );
}

function addRotation(keys: Command, wrap: Wrap): void {
  withSettings(keys.command('rotate-secret').description('rotate the sealing key'), DATABASE).action(
    wrap(async (args, output) => (await import('./rotate-secret.ts')).keysRotateSecret(args, output)),
  );
}
