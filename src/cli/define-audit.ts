import type { Command } from 'commander';
import { DATABASE, inProject, type Wrap, withSettings } from './define.ts';

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
    .option('--receipt <path>', 'verify a receipt of the command users erase, and the history behind it')
    .action(
      wrap(async (args, output, { argument, others, options: { fromCheckpoint, receipt } }) => {
        if (receipt !== undefined)
          return (await import('./receipt.ts')).auditVerifyReceipt(args, output, receipt);
        return argument === ''
          ? (await import('./audit.ts')).auditVerify(args, output, { fromCheckpoint })
          : (await import('./archive.ts')).auditVerifyFiles(args, output, [argument, ...others]);
      }),
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
  addEntries(group, wrap);
}

function addEntries(group: Command, wrap: Wrap): void {
  const server = 'the history of the server itself, such as created and deleted projects';
  inProject(group.command('list').description('list entries of a history, newest first'))
    .option('--act <name...>', 'acts such as session.create')
    .option('--actor <id>', 'id of the user, key or administrator who did it')
    .option('--user <id>', 'id of the user to whom it was done')
    .option('--from <when>', 'a date such as 2026-01-31, or an age such as 30d')
    .option('--to <when>', 'the same; entries before it')
    .option('--limit <n>', 'entries to print, up to 100 (default: 25)')
    .option('--after <id>', 'go on after this entry')
    .option('--server', server)
    .action(
      wrap(async (args, output, { options, listed }) => {
        const { actor, user, from, to, limit, after } = options;
        const entries = { actor, user, from, to, limit, after, act: listed('act') };
        const { auditList } = await import('./audit-entries.ts');
        return auditList(args, output, { ...entries, server: options.server !== undefined });
      }),
    );
  inProject(group.command('tail').description('print entries as they are added, until Ctrl-C'))
    .option('--server', server)
    .action(
      wrap(async (args, output, { options }) =>
        (await import('./audit-entries.ts')).auditTail(args, output, {
          server: options.server !== undefined,
        }),
      ),
    );
  inProject(group.command('export').description('write a whole history as lines of JSON'))
    .option('--to <path>', 'a new file; without it, standard output')
    .option('--server', server)
    .action(
      wrap(async (args, output, { options: { to, ...options } }) =>
        (await import('./audit-entries.ts')).auditExport(args, output, {
          ...{ to, server: options.server !== undefined },
        }),
      ),
    );
}
