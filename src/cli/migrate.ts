import type { Config, Secrets } from '../config.ts';
import { correctCounts, wrongCounts } from '../core/listing/kept-counts.ts';
import { open } from '../open.ts';
import { type Output, print } from './output.ts';

export async function migrateCommand(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: true });
  const { core, migrated, withoutSubstrings } = opened;
  const wrong = await wrongCounts(core.read);
  if (wrong.length > 0) await core.unaudited(correctCounts);
  const warning = withoutSubstrings === undefined ? {} : { warning: withoutSubstrings };
  const corrected = wrong.map(({ project, counted }) => ({ project, counted }));
  print(output, { applied: migrated, ...(wrong.length > 0 && { corrected }), ...warning }, [
    migrated.length > 0 ? `Applied ${migrated.join(', ')}.` : 'The database is up to date.',
    ...corrected.map(({ project, counted }) => `Corrected the count of ${counted} of ${project}.`),
    ...(withoutSubstrings === undefined ? [] : [`Warning: ${withoutSubstrings}`]),
  ]);
}
