import type { Command } from 'commander';
import { DATABASE, inProject, keyIn, lockIn, type Wrap, withKey, withLock, withSettings } from './define.ts';

/** Defines the commands that bring everything of projects out, and back in. */
export function addExports(program: Command, wrap: Wrap): void {
  const export_ = program.command('export').description('write everything of a project to a file');
  withLock(inProject(export_.command('denizen').description('as Denizen reads it again, one row a line')))
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
  const import_ = program.command('import').description('fill Denizen from files of other systems');
  const denizen = import_
    .command('denizen')
    .description('fill a new database from an export of Denizen')
    .argument('<file>', 'the export');
  withKey(withSettings(denizen, [...DATABASE, 'DENIZEN_SUBSTRING_INDEX', 'DENIZEN_PASSWORD_COST'])).action(
    wrap(async (args, output, { argument: file, options }) =>
      (await import('./import-denizen.ts')).importDenizenCommand(args, output, { file, key: keyIn(options) }),
    ),
  );
}
