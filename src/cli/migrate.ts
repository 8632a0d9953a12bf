import type { Config, Secrets } from '../config.ts';
import { open } from '../open.ts';
import { type Output, print } from './output.ts';

export async function migrateCommand(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: true });
  const { migrated, waiting, withoutSubstrings } = opened;
  const warning = withoutSubstrings === undefined ? {} : { warning: withoutSubstrings };
  print(output, { applied: migrated, waiting, ...warning }, [
    ...(migrated.length > 0 ? [`Applied ${migrated.join(', ')}.`] : []),
    ...(waiting.length > 0
      ? [
          `${waiting.join(', ')}: waits until servers of an older version have stopped. A server of this version then applies it, or this command.`,
        ]
      : []),
    ...(migrated.length + waiting.length === 0 ? ['The database is up to date.'] : []),
    ...(withoutSubstrings === undefined ? [] : [`Warning: ${withoutSubstrings}`]),
  ]);
}
