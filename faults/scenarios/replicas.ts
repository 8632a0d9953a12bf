import { replicatedPostgres } from '../../test/support/replica.ts';
import { openReplicated, pausing, prepareProject, staleReads } from '../../test/support/replica-reads.ts';
import { missed, type Outcome, type Scenario, type Situation } from '../scenario.ts';

const TRIES = { long: 10_000, short: 600 };

export const engines: Scenario['engines'] = ['postgres'];

/** Callers read what they wrote while the replay of the replica pauses and resumes all the time. */
export async function run({ short, say }: Situation): Promise<Outcome> {
  const tries = short ? TRIES.short : TRIES.long;
  const postgres = await replicatedPostgres();
  try {
    await prepareProject(postgres);
    const alone = await openReplicated(postgres, { isAlone: true });
    const beside = await openReplicated(postgres, {});
    const writer = await openReplicated(postgres, {});
    const stop = pausing(postgres);
    const stale: string[] = [];
    const add = async (found: Promise<readonly string[]>) => stale.push(...(await found));
    try {
      await add(staleReads({ writer: alone.core, reader: alone }, { tries, prefix: 'alone' }));
      say(`${tries} tries by the same process, ${stale.length} stale`);
      await add(staleReads({ writer: writer.core, reader: beside }, { tries, prefix: 'beside' }));
      say(`${tries} tries by another process, ${stale.length} stale in all`);
    } finally {
      await stop();
    }
    const reads = [alone, beside].map(({ replicas }) => replicas.reads());
    const by = (who: 'replica' | 'primary') => reads.reduce((sum, each) => sum + each[who], 0);
    await Promise.all([alone, beside, writer].map(({ engine }) => engine.close()));
    for (const each of stale.slice(0, 10)) say(each);
    return {
      figures: { tries: 2 * tries, stale: stale.length, replica: by('replica'), primary: by('primary') },
      failures: [
        ...missed(stale.length === 0, `${stale.length} callers did not read what they wrote`),
        ...missed(Math.min(by('replica'), by('primary')) > tries / 20, 'not both answered reads'),
      ],
    };
  } finally {
    await postgres.stop();
  }
}
