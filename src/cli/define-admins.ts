import type { Command } from 'commander';
import { DATABASE, type Wrap, withSettings } from './define.ts';

const LINKED = [...DATABASE, 'DENIZEN_PUBLIC_URL'] as const;

/** Defines the commands about administrators. */
export function addAdmins(admins: Command, wrap: Wrap): void {
  const role = 'owner, operator, support or auditor; for one project: support@shop';
  withSettings(
    admins.command('create').description('create an administrator with a password').argument('<email>'),
    DATABASE,
  )
    .option('--role <role...>', role)
    .option('--name <text>', 'name')
    .option('--password-file <path>', 'file with the password; - for standard input; else it is asked for')
    .action(
      wrap(async (args, output, { argument: email, listed, options: { name, passwordFile } }) =>
        (await import('./admins.ts')).adminsCreate(args, output, {
          ...{ email, name, passwordFile },
          roles: listed('role'),
        }),
      ),
    );
  withSettings(
    admins
      .command('invite')
      .description('print a link, good once, by which an administrator signs up')
      .argument('<email>'),
    LINKED,
  )
    .option('--role <role...>', role)
    .option('--name <text>', 'name')
    .action(
      wrap(async (args, output, { argument: email, listed, options: { name } }) =>
        (await import('./admins.ts')).adminsInvite(args, output, { email, name, roles: listed('role') }),
      ),
    );
  withSettings(admins.command('list').description('list the administrators'), DATABASE).action(
    wrap(async (args, output) => (await import('./admins.ts')).adminsList(args, output)),
  );
  withSettings(
    admins
      .command('reset')
      .description('print a link, good once, by which an administrator sets a new password')
      .argument('<email>'),
    LINKED,
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./admins.ts')).adminsReset(args, output, argument),
    ),
  );
  withSettings(admins.command('remove').description('remove an administrator').argument('<email>'), DATABASE)
    .option('--yes', 'do not ask')
    .action(
      wrap(async (args, output, { argument: email, options: { yes } }) =>
        (await import('./admins.ts')).adminsRemove(args, output, { email, yes: yes !== undefined }),
      ),
    );
}
