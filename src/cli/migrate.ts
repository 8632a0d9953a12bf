import type { Config, Secrets } from '../config.ts';
import { open } from '../open.ts';
import { type Output, print } from './output.ts';

export async function migrateCommand(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: true });
  const { migrated, withoutSubstrings } = opened;
  const warning = withoutSubstrings === undefined ? {} : { warning: withoutSubstrings };
  print(output, { applied: migrated, ...warning }, [
    migrated.length > 0 ? `Applied ${migrated.join(', ')}.` : 'The database is up to date.',
    ...(withoutSubstrings === undefined ? [] : [`Warning: ${withoutSubstrings}`]),
  ]);
}
