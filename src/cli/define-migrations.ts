import type { Command } from 'commander';
import { inProject, type Wrap } from './define.ts';

/** Defines the commands about old systems, and about systems that take users over from here. */
export function addMigrations(group: Command, wrap: Wrap): void {
  addAsking(group, wrap);
  inProject(
    group
      .command('mark')
      .description('mark users without a password, about whom the old system is asked')
      .argument('<user...>', 'ids, email addresses or phone numbers'),
  ).action(
    wrap(async (args, output, { argument, others }) =>
      (await import('./migrations.ts')).migrationsMark(args, output, [argument, ...others]),
    ),
  );
  inProject(
    group
      .command('serve')
      .description('let other systems take users over from here, by these contracts and no others')
      .argument('<contracts>', 'auth0, okta, cognito, kratos, fusionauth, separated by commas; or off'),
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./migrations.ts')).migrationsServe(args, output, argument),
    ),
  );
}

function addAsking(group: Command, wrap: Wrap): void {
  inProject(
    group
      .command('set')
      .description('set the old system that is asked at first sign-ins')
      .argument('<system>', 'url, auth0, okta, cognito, kratos, fusionauth or oauth'),
  )
    .requiredOption('--url <url>', 'where it is asked')
    .option('--asks <whom>', 'pending, unknown, or both with a comma (default: pending,unknown)')
    .option('--secret-file <path>', 'file with the secret of requests; - for standard input')
    .option('--option <name=value...>', 'options of the system, such as clientId=…')
    .action(
      wrap(async (args, output, { argument: system, options, listed }) =>
        (await import('./migrations.ts')).migrationsSet(args, output, {
          ...{ system, url: options.url ?? '', asks: options.asks ?? 'pending,unknown' },
          ...{ secretFile: options.secretFile, options: listed('option') },
        }),
      ),
    );
  inProject(group.command('show').description('show the old system and the contracts')).action(
    wrap(async (args, output) => (await import('./migrations.ts')).migrationsShow(args, output)),
  );
  inProject(group.command('off').description('ask the old system no more, and forget its secret')).action(
    wrap(async (args, output) => (await import('./migrations.ts')).migrationsOff(args, output)),
  );
  inProject(
    group
      .command('test')
      .description('ask the old system about a login, and keep nothing')
      .argument('<login>', 'email address or username'),
  )
    .option('--password-file <path>', 'file with the password; - for standard input')
    .action(
      wrap(async (args, output, { argument: login, options: { passwordFile } }) =>
        (await import('./migrations.ts')).migrationsTest(args, output, { login, passwordFile }),
      ),
    );
}
