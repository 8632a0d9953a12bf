import type { Command } from 'commander';
import { DATABASE, inProject, keyIn, lockIn, type Wrap, withKey, withLock, withSettings } from './define.ts';

/** Defines the commands that bring users, or everything of projects, out. */
export function addExports(program: Command, wrap: Wrap): void {
  const export_ = program
    .command('export')
    .description('write the users of a project as another system reads them');
  addTargets(export_, wrap);
  // Options after the name of a command below are its own.
  export_.enablePositionalOptions();
  withLock(
    inProject(
      export_.command('denizen').description('everything, as Denizen reads it again, one row a line'),
    ),
  )
    .option('--all-projects', 'everything of all projects')
    .option('--to <file>', 'write to a file that only you can read, instead of standard output')
    .option('--with-secrets', 'with password hashes, second factors, keys and secrets; asks first')
    .option('--sessions', 'with sessions too; needs --with-secrets')
    .option('--yes', 'do not ask')
    .action(
      wrap(async (args, output, input) => {
        const { to, allProjects, withSecrets, sessions, yes } = input.options;
        return (await import('./export-denizen.ts')).exportDenizenCommand(args, output, {
          ...{ to, allProjects: allProjects !== undefined, withSecrets: withSecrets !== undefined },
          ...{ withSessions: sessions !== undefined, yes: yes !== undefined, lock: lockIn(input) },
        });
      }),
    );
}

function addTargets(command: Command, wrap: Wrap): void {
  withLock(inProject(command.argument('[target]', 'a target of --list')))
    .option('--list', 'list the targets, and what each takes')
    .option(
      '--to <path>',
      'write a file, or files into a folder if it ends with a slash; else standard output',
    )
    .option('--lost <file>', 'list who loses what there, a JSON object a line (default: beside the file)')
    .option('--with-secrets', 'with password hashes, authenticator apps and recovery codes; asks first')
    .option('--option <name=value...>', 'an option of the target')
    .option('--yes', 'do not ask')
    .action(
      wrap(async (args, output, input) => {
        const { exportList, exportTargetCommand } = await import('./export-target.ts');
        const { list, to, lost, withSecrets, yes } = input.options;
        if (list !== undefined) return exportList(output);
        return exportTargetCommand(args, output, {
          ...{ target: input.argument, to, lost, withSecrets: withSecrets !== undefined },
          ...{ option: input.listed('option'), yes: yes !== undefined, lock: lockIn(input) },
        });
      }),
    );
}

/** Defines the command that brings it back in, among the imports. */
export function addImportOfExports(command: Command, wrap: Wrap): void {
  const denizen = command
    .command('denizen')
    .description('fill a new database from an export of Denizen')
    .argument('<file>', 'the export');
  withKey(withSettings(denizen, [...DATABASE, 'DENIZEN_SUBSTRING_INDEX', 'DENIZEN_PASSWORD_COST'])).action(
    wrap(async (args, output, { argument: file, options }) =>
      (await import('./import-denizen.ts')).importDenizenCommand(args, output, { file, key: keyIn(options) }),
    ),
  );
}
