import { join } from 'node:path';
import type { EngineName } from '../test/support/engines.ts';
import { testFolder } from '../test/support/folders.ts';
import { freshPostgres } from '../test/support/postgres.ts';

/** What a scenario is run with. */
export type Situation = {
  /** Whether the run must end within seconds. */
  readonly short: boolean;
  readonly engine: EngineName;
  /** Prints a line of progress. */
  readonly say: (line: string) => void;
};

export type Outcome = {
  /** What was measured, for the table: `{ kills: 200, lost: 0, 'p99 ms': 12 }`. */
  readonly figures: Readonly<Record<string, number | string>>;
  /** Each missed aim, in a sentence. Empty if all are reached. */
  readonly failures: readonly string[];
};

/** The shape of a file in `faults/scenarios`. The file's name is the scenario's name. */
export type Scenario = {
  readonly run: (situation: Situation) => Promise<Outcome>;
  /** The engines that it runs on; without it, both. */
  readonly engines?: readonly EngineName[];
};

/** Returns the address of an empty database, as `DENIZEN_DATABASE` names it, and what removes it. */
export async function emptyDatabase(
  engine: EngineName,
): Promise<{ readonly setting: string; readonly drop: () => Promise<void> }> {
  if (engine === 'sqlite')
    return { setting: `sqlite:${join(testFolder(), 'denizen.db')}`, drop: async () => {} };
  const { url, drop } = await freshPostgres();
  return { setting: url, drop };
}

/** Returns the failures of one aim: its sentence if it is missed. */
export function missed(isReached: boolean, sentence: string): readonly string[] {
  return isReached ? [] : [sentence];
}

/**
 * Returns the failures of an aim of time, rate or memory. In the short form, a missed one is printed and does not fail the run: a
 * busy machine measures only itself.
 */
export function measured(
  { short, say }: Pick<Situation, 'short' | 'say'>,
  isReached: boolean,
  sentence: string,
): readonly string[] {
  if (!short || isReached) return missed(isReached, sentence);
  say(`missed, which counts in the long form only: ${sentence}`);
  return [];
}
