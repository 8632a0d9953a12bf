import type { Config, Secrets } from '../config.ts';
import { correctCounts, wrongCounts } from '../core/listing/kept-counts.ts';
import { open } from '../open.ts';
import { type Output, print } from './output.ts';

export async function migrateCommand(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: true });
  const { core, migrated, waiting, withoutSubstrings } = opened;
  const wrong = await wrongCounts(core.read);
  if (wrong.length > 0) await core.unaudited(correctCounts);
  const warning = withoutSubstrings === undefined ? {} : { warning: withoutSubstrings };
  const corrected = wrong.map(({ project, counted }) => ({ project, counted }));
  print(output, { applied: migrated, waiting, ...(wrong.length > 0 && { corrected }), ...warning }, [
    ...(migrated.length > 0 ? [`Applied ${migrated.join(', ')}.`] : []),
    ...(waiting.length > 0
      ? [
          `${waiting.join(', ')}: waits until servers of an older version have stopped. A server of this version then applies it, or this command.`,
        ]
      : []),
    ...(migrated.length + waiting.length === 0 ? ['The database is up to date.'] : []),
    ...corrected.map(({ project, counted }) => `Corrected the count of ${counted} of ${project}.`),
    ...(withoutSubstrings === undefined ? [] : [`Warning: ${withoutSubstrings}`]),
  ]);
}
