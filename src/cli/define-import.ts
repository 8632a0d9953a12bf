import type { Command } from 'commander';
import { inProject, type Wrap } from './define.ts';

/** Defines the commands that import users of other systems. */
export function addImport(command: Command, wrap: Wrap): void {
  const names = 'a system of --list, unless its files tell; then files or folders, packed or not, or -';
  inProject(command.argument('[from-and-files...]', names))
    .option('--list', 'list the systems, and what comes along of each')
    .option('--dry-run', 'show what would happen, and write nothing')
    .option('--yes', 'do not show it first, and do not ask')
    .option('--canary <file>', 'sign-ins that must succeed before anything is written: NAME PASSWORD a line')
    .option('--report <file>', 'write what becomes of each row, a JSON object a line; - for standard output')
    .option('--on-conflict <act>', 'skip, update or fail, for rows whose user is here (default: skip)')
    .option('--id <how>', 'ids of users: keep, fresh, or prefix:TEXT (default: keep)')
    .option('--merge <what>', 'email: make one user of rows with one address that is verified in each')
    .option('--extra-emails <place>', 'metadata or targets, for further addresses (default: metadata)')
    .option('--provider <theirs=ours...>', 'what a provider is called here; none leaves it out')
    .option('--rest <act>', 'keep or drop fields without a place (default: keep, in private metadata)')
    .option('--bad-hashes <act>', 'refuse rows whose hash cannot be used, or drop the hash (default: refuse)')
    .option('--plain-passwords', 'hash passwords that are in clear text, instead of refusing their rows')
    .option(
      '--without-password <act>',
      'leave, or pending: ask the old system of the project at the first sign-in',
    )
    .option('--history <entries>', 'an entry of the history for each batch or user (default: batch)')
    .option('--hash <recipe>', 'how digests without a name of their own were made')
    .option('--pepper-file <path>', 'file with the secret that was added to passwords; - for standard input')
    .option('--signer-key-file <path>', 'file with the signer key of Firebase')
    .option('--salt-separator <text>', 'the salt separator of Firebase')
    .option('--rounds <n>', 'the rounds of Firebase')
    .option('--mem-cost <n>', 'the memory cost of Firebase')
    .option('--option <name=value...>', 'an option of the system')
    .action(
      wrap(async (args, output, { argument, others, options, listed }) => {
        const { importCommand, importList } = await import('./import.ts');
        if (options.list !== undefined) return importList(output);
        return importCommand(args, output, {
          ...options,
          names: [argument, ...others].filter((name) => name !== ''),
          provider: listed('provider'),
          option: listed('option'),
          dryRun: options.dryRun !== undefined,
          yes: options.yes !== undefined,
          plainPasswords: options.plainPasswords !== undefined,
          canary: options.canary,
          report: options.report,
        });
      }),
    );
  // Options after the name of a command below are its own.
  command.enablePositionalOptions();
  const undo = 'delete the users that an import created and that are unused since';
  inProject(command.command('undo').description(undo).argument('<id>'))
    .option('--yes', 'do not ask')
    .action(
      wrap(async (args, output, { argument: id, options: { yes } }) =>
        (await import('./import.ts')).importUndo(args, output, { id, yes: yes !== undefined }),
      ),
    );
  inProject(command.command('status').description('show an import, or the last ones').argument('[id]'))
    .option('--source <id>', 'find what became of this id of another system')
    .action(
      wrap(async (args, output, { argument: id, options: { source } }) =>
        (await import('./import.ts')).importStatus(args, output, { id, source }),
      ),
    );
}
