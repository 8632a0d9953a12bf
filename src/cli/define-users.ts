import type { Command } from 'commander';
import { type Input, inProject, type Wrap } from './define.ts';
import type { UserFlags } from './users-filters.ts';

const USER = 'id, email address or phone number';

/** Defines the commands about users. */
export function addUsers(users: Command, wrap: Wrap): void {
  addReading(users, wrap);
  addCreating(users, wrap);
  addChanging(users, wrap);
  addSessions(users, wrap);
}

/** Adds the flags that choose users. */
export function withFilters(command: Command): Command {
  return command
    .option('--status <state>', 'active or blocked')
    .option('--label <label...>', 'users with this label, or with all of several')
    .option('--search <words>', 'beginnings of words of the id, name, email address or phone number')
    .option('--created-after <when>', 'a date such as 2026-01-31, or an age such as 30d')
    .option('--created-before <when>', 'the same')
    .option('--email-verified <yes|no>', 'whether the email address is verified')
    .option('--phone-verified <yes|no>', 'whether the phone number is verified')
    .option('--inactive-for <time>', 'not seen for so long, such as 90d');
}

/** Returns what `withFilters` added. */
export function filtersOf({ options, listed }: Input): UserFlags {
  const { status, search, createdAfter, createdBefore, emailVerified, phoneVerified, inactiveFor } = options;
  return {
    ...{ status, search, createdAfter, createdBefore, emailVerified, phoneVerified, inactiveFor },
    label: listed('label'),
  };
}

function addReading(users: Command, wrap: Wrap): void {
  withFilters(
    inProject(users.command('list').description('list users, oldest first; filters narrow the list')),
  )
    .option('--sort <name>', 'created, updated, seen, password, name, email or phone')
    .option('--descending', 'sort the other way round')
    .option('--limit <n>', 'users to print, up to 1000 (default: 25)')
    .option('--after <id>', 'go on after this user')
    .option('--all', 'print all of them, one JSON object a line')
    .action(
      wrap(async (args, output, input) => {
        const { sort, limit, after, descending, all } = input.options;
        const list = { sort, limit, after, descending: descending !== undefined, all: all !== undefined };
        return (await import('./users.ts')).usersList(args, output, { ...filtersOf(input), ...list });
      }),
    );
  inProject(users.command('show').description('show a user').argument('<user>', USER)).action(
    wrap(async (args, output, { argument }) =>
      (await import('./users.ts')).usersShow(args, output, argument),
    ),
  );
}

function addCreating(users: Command, wrap: Wrap): void {
  inProject(users.command('create').description('create a user'))
    .option('--id <id>', 'id of the user; without it, a new one')
    .option('--email <address>', 'email address')
    .option('--phone <number>', 'phone number, such as +4930123456')
    .option('--name <text>', 'name')
    .option('--password-file <path>', 'file with the password; - for standard input')
    .action(
      wrap(async (args, output, { options: { id, email, phone, name, passwordFile } }) =>
        (await import('./users.ts')).usersCreate(args, output, { id, email, phone, name, passwordFile }),
      ),
    );
}

function addChanging(users: Command, wrap: Wrap): void {
  for (const act of ['block', 'unblock'] as const) {
    const text = act === 'block' ? 'block a user, who cannot sign in any more' : 'unblock a user';
    inProject(users.command(act).description(text).argument('<user>', USER)).action(
      wrap(async (args, output, { argument: name }) =>
        (await import('./users.ts')).usersBlock(args, output, { name, blocked: act === 'block' }),
      ),
    );
  }
  const verify = 'mark the email address of a user as verified, or the phone number of one without';
  inProject(users.command('verify').description(verify).argument('<user>', USER))
    .option('--email', 'the email address')
    .option('--phone', 'the phone number')
    .action(
      wrap(async (args, output, { argument: name, options }) => {
        const kinds = (['email', 'phone'] as const).filter((kind) => options[kind] !== undefined);
        return (await import('./users.ts')).usersVerify(args, output, { name, kinds });
      }),
    );
  const reset = 'print or mail a link by which a user sets a new password, or set one from a file';
  inProject(users.command('reset-password').description(reset).argument('<user>', USER))
    .option('--url <page>', 'page of your app on which the user sets the password')
    .option('--mail', 'send the link to the email address instead of printing it')
    .option('--password-file <path>', 'file with the new password; - for standard input')
    .action(
      wrap(async (args, output, { argument: name, options: { url, mail, passwordFile } }) =>
        (await import('./users.ts')).usersResetPassword(args, output, {
          ...{ name, url, passwordFile },
          mail: mail !== undefined,
        }),
      ),
    );
  const remove = 'delete a user with everything that the user owns';
  inProject(users.command('delete').description(remove).argument('<user>', USER))
    .option('--yes', 'do not ask')
    .action(
      wrap(async (args, output, { argument: name, options: { yes } }) =>
        (await import('./users.ts')).usersDelete(args, output, { name, yes: yes !== undefined }),
      ),
    );
}

function addSessions(users: Command, wrap: Wrap): void {
  inProject(
    users.command('sessions').description('list the sessions of a user').argument('<user>', USER),
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./users.ts')).usersSessions(args, output, argument),
    ),
  );
  const end = 'end all sessions of a user, or one';
  inProject(users.command('end-sessions').description(end).argument('<user>', USER))
    .option('--session <id>', 'this session only')
    .action(
      wrap(async (args, output, { argument: name, options: { session } }) =>
        (await import('./users.ts')).usersEndSessions(args, output, { name, session }),
      ),
    );
}
