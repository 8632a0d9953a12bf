import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/core/actor.ts';
import type { Key } from '../../src/core/keys/key.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import type { Engine } from '../../src/db/engine.ts';
import { FROM, type Step, steps } from '../../test/support/acts.ts';
import { flawsIn } from '../../test/support/consistency.ts';
import { openDirectory } from '../../test/support/directory.ts';
import { type Cut, cutting } from '../cut-engine.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

/** No operation has so many statements. */
const STATEMENTS_AT_MOST = 400;
/** The consistency check looks at the whole database: in the short form, after each operation only. */
const IN_SHORT_EVERY = STATEMENTS_AT_MOST;

type Here = {
  readonly directory: Awaited<ReturnType<typeof openDirectory>>;
  readonly actor: Actor;
  readonly cut: Cut;
  readonly flaws: () => Promise<readonly string[]>;
  readonly every: number;
  readonly key: { made: Key | undefined };
};

type Done = { readonly cuts: number; readonly failures: readonly string[] };

/** Every operation that records an act, cut at each of its statements once, and then done. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const { setting, drop } = await emptyDatabase(engine);
  const { config, secrets } = readConfig({ DENIZEN_DATABASE: setting });
  const database = { config: () => config, secrets: () => secrets };
  const cuts: Cut[] = [];
  const wrap = (real: Engine) => {
    const { engine: wrapped, cut } = cutting(real);
    cuts.push(cut);
    return wrapped;
  };
  const directory = await openDirectory(database, { wrap });
  const [cut] = cuts;
  if (!cut) throw new Error('the engine is wrapped when the directory opens');
  const actor: Actor = {
    ...directory.actor,
    ...FROM,
    project: { ...directory.actor.project, id: 'shop' as ProjectId },
  };
  const every = short ? IN_SHORT_EVERY : 1;
  const here: Here = {
    ...{ directory, actor, cut, every, flaws: () => flawsIn(database) },
    key: { made: undefined },
  };
  try {
    const done: Done[] = [];
    for (const step of steps) done.push(await cutEverywhere(here, step));
    const failures = done.flatMap((each) => each.failures);
    const total = done.reduce((sum, each) => sum + each.cuts, 0);
    say(`${total} cuts of ${steps.length} operations`);
    return {
      figures: { operations: steps.length, cuts: total, flaws: failures.length },
      failures: [...failures, ...missed(total > steps.length, `only ${total} cuts`)],
    };
  } finally {
    await directory.close();
    await drop();
  }
}

async function cutEverywhere(here: Here, step: Step): Promise<Done> {
  const failures: string[] = [];
  const look = async (when: string) => {
    const flaws = await here.flaws();
    failures.push(...flaws.map((flaw) => `${step.act}, ${when}: ${flaw}`));
  };
  for (let nth = 1; nth <= STATEMENTS_AT_MOST; nth++) {
    here.cut.cutAt(nth);
    const error = await attempt(here, step);
    const isCut = here.cut.isCut();
    here.cut.cutAt(0);
    if (isCut) {
      if (nth % here.every === 0) await look(`cut at statement ${nth}`);
      continue;
    }
    if (error !== undefined) failures.push(`${step.act} cannot be repeated after ${nth - 1} cuts: ${error}`);
    await look('done');
    return { cuts: nth - 1, failures };
  }
  return { cuts: STATEMENTS_AT_MOST, failures: [...failures, `${step.act} has no end`] };
}

/** Returns what went wrong, if anything did. */
async function attempt({ directory, actor, key }: Here, step: Step): Promise<unknown> {
  directory.clock.advance(1);
  const made = (): Key => {
    if (!key.made) throw new Error('the key is made before it is used');
    return key.made;
  };
  try {
    const answer = await step.run({ ...directory, under: () => actor }, actor, made);
    if (step.act === 'key.create') key.made = (answer as { readonly key: Key }).key;
    return undefined;
  } catch (error) {
    return error;
  }
}
