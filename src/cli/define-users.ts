import type { Command } from 'commander';
import type { JobActName, JobParameters } from '../core/jobs/job.ts';
import { type Action, type Input, inProject, type Wrap } from './define.ts';
import type { UserFlags } from './users-filters.ts';

const USER = 'id, email address or phone number';

/** Defines the commands about users. */
export function addUsers(users: Command, wrap: Wrap): void {
  addReading(users, wrap);
  addCreating(users, wrap);
  addMany(users, wrap);
  addResetting(users, wrap);
  addSessions(users, wrap);
  addJobs(users.command('jobs').description('look after acts on many users'), wrap);
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

/** The acts on one user by name, or on many by flags, as jobs. */
type ManyAct = {
  readonly act: JobActName;
  readonly description: string;
  readonly option?: readonly [flags: string, description: string];
  readonly parameters?: (input: Input) => JobParameters;
};

const LABELS = ['--labels <labels>', 'labels, separated by commas'] as const;
const labelsIn = ({ options: { labels = '' } }: Input) => ({ labels: labels.split(',').filter(Boolean) });

const manyActs: Readonly<Record<string, ManyAct>> = {
  block: { act: 'block', description: 'block users, who cannot sign in any more' },
  unblock: { act: 'unblock', description: 'unblock users' },
  verify: {
    act: 'verify',
    description: 'mark the email addresses of users as verified',
    option: ['--phone', 'the phone numbers instead'],
    parameters: ({ options: { phone } }) => ({ address: phone === undefined ? 'email' : 'phone' }),
  },
  label: { act: 'label', description: 'give labels to users', option: LABELS, parameters: labelsIn },
  unlabel: { act: 'unlabel', description: 'take labels from users', option: LABELS, parameters: labelsIn },
  'require-new-password': {
    act: 'requireNewPassword',
    description: 'remove the passwords of users, and end their sessions',
    option: ['--url <page>', 'also mail each a link to this page of your app'],
    parameters: ({ options: { url } }) => (url === undefined ? {} : { url }),
  },
  delete: { act: 'delete', description: 'delete users with everything that they own' },
  erase: {
    act: 'erase',
    description: 'delete users with the personal data of the history, with signed receipts',
  },
  export: {
    act: 'export',
    description: 'print all about a user, or users as lines of JSON, without secrets',
  },
};

function addMany(users: Command, wrap: Wrap): void {
  for (const [name, { description, ...rest }] of Object.entries(manyActs)) {
    const command = users.command(name).description(`${description}: one, or many by flags`);
    if (rest.option) command.option(...rest.option);
    if (name === 'export') command.option('--page', 'of one user: a page to read instead of JSON');
    manyOptions(withFilters(inProject(command.argument('[user]', USER)))).action(wrap(manyAction(rest)));
  }
}

/** Options of acts on many users. */
function manyOptions(command: Command): Command {
  return command
    .option('--everyone', 'all users of the project')
    .option('--yes', 'do not ask')
    .option('--count <n>', 'with --yes: the number of users that must be met')
    .option('--detach', 'let a running server do it');
}

function manyAction({ act, parameters }: Omit<ManyAct, 'description'>): Action {
  return async (args, output, input) => {
    const { everyone, yes, count, detach } = input.options;
    const name = input.argument === '' ? undefined : input.argument;
    // With a user and flags as well, that of many says which of the two is meant.
    const chooses = everyone !== undefined || isFiltered(filtersOf(input));
    if (name !== undefined && ofOne.has(act) && !chooses) {
      const one = await import('./users.ts');
      if (act === 'export')
        return one.usersBundle(args, output, { name, isPage: input.options.page !== undefined });
      if (act === 'erase') return one.usersErase(args, output, { name, yes: yes !== undefined });
      if (act === 'delete') return one.usersDelete(args, output, { name, yes: yes !== undefined });
      if (act !== 'verify') return one.usersBlock(args, output, { name, blocked: act === 'block' });
      const kinds = input.options.phone === undefined ? [] : (['phone'] as const);
      return one.usersVerify(args, output, { name, kinds });
    }
    return (await import('./users-many.ts')).usersMany(args, output, {
      ...{ act, name, count, flags: filtersOf(input), parameters: parameters?.(input) ?? {} },
      everyone: everyone !== undefined,
      yes: yes !== undefined,
      detach: detach !== undefined,
    });
  };
}

function isFiltered(flags: UserFlags): boolean {
  return Object.values(flags).some((value) => value !== undefined && value.length > 0);
}

/** The acts that are something of their own on one user. */
const ofOne: ReadonlySet<JobActName> = new Set(['block', 'unblock', 'verify', 'delete', 'erase', 'export']);

function addResetting(users: Command, wrap: Wrap): void {
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
}

function addSessions(users: Command, wrap: Wrap): void {
  inProject(
    users.command('sessions').description('list the sessions of a user').argument('<user>', USER),
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./users.ts')).usersSessions(args, output, argument),
    ),
  );
  const end = 'end all sessions of a user, or one; or all sessions of many users by flags';
  const command = users.command('end-sessions').description(end).argument('[user]', USER);
  manyOptions(
    withFilters(inProject(command.option('--session <id>', 'this session of the user only'))),
  ).action(
    wrap(async (args, output, input) => {
      const { argument: name, options } = input;
      if (name === '') return manyAction({ act: 'endSessions' })(args, output, input);
      const { usersEndSessions } = await import('./users.ts');
      return usersEndSessions(args, output, { name, session: options.session });
    }),
  );
}

function addJobs(jobs: Command, wrap: Wrap): void {
  inProject(jobs.command('list').description('list the jobs of a project, newest first'))
    .option('--limit <n>', 'jobs to print, up to 100 (default: 25)')
    .action(
      wrap(async (args, output, { options: { limit } }) =>
        (await import('./users-jobs.ts')).jobsList(args, output, { limit }),
      ),
    );
  inProject(jobs.command('show').description('show how far a job is').argument('<id>')).action(
    wrap(async (args, output, { argument }) =>
      (await import('./users-jobs.ts')).jobsShow(args, output, argument),
    ),
  );
  inProject(
    jobs.command('failures').description('print the users for whom a job failed').argument('<id>'),
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./users-jobs.ts')).jobsFailures(args, output, argument),
    ),
  );
  inProject(
    jobs
      .command('receipts')
      .description('print the signed receipts of the users whom a job has erased')
      .argument('<id>'),
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./users-jobs.ts')).jobsReceipts(args, output, argument),
    ),
  );
  const moves = {
    pause: 'stop a job before its next users',
    resume: 'let a paused job go on',
    cancel: 'end a job; what it has done stays',
    retry: 'create a job for the users for whom one failed',
    undo: 'create a job that undoes another',
  } as const;
  for (const [move, description] of Object.entries(moves)) {
    inProject(jobs.command(move).description(description).argument('<id>')).action(
      wrap(async (args, output, { argument: id }) =>
        (await import('./users-jobs.ts')).jobsMove(args, output, { id, move: move as keyof typeof moves }),
      ),
    );
  }
}
