import type { Config, Secrets } from '../config.ts';
import { correctCounts, wrongCounts } from '../core/listing/kept-counts.ts';
import { addCitus, open } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type Output, print } from './output.ts';

/** Most clusters need far fewer; each shard of each table is a table of the server. */
const SHARDS_AT_MOST = 1_024;

type MigrateInput = {
  readonly allowsNew: boolean;
  readonly citus: boolean;
  readonly shards: string | undefined;
};

export async function migrateCommand(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output,
  { allowsNew, citus, shards }: MigrateInput,
): Promise<void> {
  const count = shardsOf(shards);
  if (count !== undefined && !citus) throw new ConfigError('--shards needs --citus.');
  if (citus) await addCitus(config, secrets, count);
  await using opened = await open(config, secrets, { migrate: true, allowsNew });
  const { core, migrated, waiting, withoutSubstrings } = opened;
  const wrong = await wrongCounts(core.read);
  if (wrong.length > 0) await core.unaudited(correctCounts);
  const warning = withoutSubstrings === undefined ? {} : { warning: withoutSubstrings };
  const corrected = wrong.map(({ project, counted }) => ({ project, counted }));
  const isSharded = core.read.sql.isSharded;
  print(
    output,
    {
      applied: migrated,
      waiting,
      ...(isSharded && { citus: true }),
      ...(wrong.length > 0 && { corrected }),
      ...warning,
    },
    [
      ...(migrated.length > 0 ? [`Applied ${migrated.join(', ')}.`] : []),
      ...(waiting.length > 0
        ? [
            `${waiting.join(', ')}: waits until servers of an older version have stopped. A server of this version then applies it, or this command.`,
          ]
        : []),
      ...(migrated.length + waiting.length === 0 ? ['The database is up to date.'] : []),
      ...(isSharded ? ['The tables are distributed by Citus.'] : []),
      ...corrected.map(({ project, counted }) => `Corrected the count of ${counted} of ${project}.`),
      ...(withoutSubstrings === undefined ? [] : [`Warning: ${withoutSubstrings}`]),
    ],
  );
}

function shardsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > SHARDS_AT_MOST)
    throw new ConfigError(`--shards is a number from 1 to ${SHARDS_AT_MOST}.`);
  return count;
}
