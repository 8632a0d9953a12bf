import type { Command } from 'commander';
import { DATABASE, type Wrap, withSettings } from './define.ts';

export function addAudit(group: Command, wrap: Wrap): void {
  withSettings(
    group
      .command('verify')
      .description('verify the hash chains of the history, or files of the command archive')
      .argument('[files...]'),
    DATABASE,
  )
    .option('--project <id>', 'project; all projects by default')
    .option(
      '--from-checkpoint <path>',
      'start at the last checkpoint in this file, such as a log of the server',
    )
    .action(
      wrap(async (args, output, { argument, others, options: { fromCheckpoint } }) =>
        argument === ''
          ? (await import('./audit.ts')).auditVerify(args, output, { fromCheckpoint })
          : (await import('./archive.ts')).auditVerifyFiles(args, output, [argument, ...others]),
      ),
    );
  withSettings(
    group.command('archive').description('write old months of the history to files and delete them here'),
    DATABASE,
  )
    .option('--project <id>', 'project; all projects by default')
    .option('--before <date>', 'months that ended before this date, such as 2026-10-01')
    .option('--to <path>', 'folder of the files (default: archive in the data folder)')
    .action(
      wrap(async (args, output, { options: { before, to } }) =>
        (await import('./archive.ts')).auditArchive(args, output, { before, to }),
      ),
    );
}
