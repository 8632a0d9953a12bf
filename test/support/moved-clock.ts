import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testFolder } from './folders.ts';

const STEP_MS = 30_000;

/** The clock of a server in a process of its own, which the test puts forward. */
export type MovedClock = {
  /** What the server is started with. */
  readonly settings: Record<string, string>;
  /** The same for a server whose clock is ahead of the others by so many milliseconds; negative for one behind. */
  readonly skewed: (milliseconds: number) => Record<string, string>;
  readonly now: () => number;
  readonly forward: (milliseconds: number) => void;
  /** Goes on to where the next code of an authenticator begins, and answers that moment in seconds since 1970. */
  readonly nextStep: () => number;
};

export function movedClock(): MovedClock {
  const folder = testFolder();
  const file = join(folder, 'ahead');
  let ahead = 0;
  const forward = (milliseconds: number) => {
    ahead += milliseconds;
    // Renamed into place: the server never reads half a number.
    writeFileSync(`${file}.new`, String(ahead));
    renameSync(`${file}.new`, file);
  };
  forward(0);
  const now = () => Date.now() + ahead;
  const skewed = (milliseconds: number) => {
    const program = `import { readFileSync } from 'node:fs';
    const real = Date.now;
    Date.now = () => real() + ${milliseconds} + Number(readFileSync(${JSON.stringify(file)}, 'utf8'));`;
    return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` };
  };
  return {
    settings: skewed(0),
    skewed,
    now,
    forward,
    nextStep: () => {
      forward(STEP_MS - (now() % STEP_MS));
      return Math.floor(now() / 1000);
    },
  };
}
