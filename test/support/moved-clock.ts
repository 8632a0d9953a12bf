import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testFolder } from './folders.ts';

const STEP_MS = 30_000;

/**
 * The clock of a server in a process of its own. It stands still until the test puts it forward: however long a busy
 * machine takes, no wait of a second ends meanwhile, and no minute begins.
 */
export type MovedClock = {
  /** What the server is started with. */
  readonly settings: Record<string, string>;
  /** The same for a server whose clock is ahead of the others by so many milliseconds; negative for one behind. */
  readonly skewed: (milliseconds: number) => Record<string, string>;
  readonly now: () => number;
  readonly forward: (milliseconds: number) => void;
  /** Goes on to where the next code of an authenticator begins, and answers that moment in seconds since 1970. */
  readonly nextStep: () => number;
  /** Lets time pass by itself, and stops it again. */
  readonly run: () => void;
  readonly stop: () => void;
};

export function movedClock(): MovedClock {
  const folder = testFolder();
  const file = join(folder, 'clock');
  let ahead = 0;
  let stoppedAt: number | undefined = Date.now();
  const write = () => {
    // Renamed into place: the server never reads half a number.
    writeFileSync(`${file}.new`, `[${ahead}, ${stoppedAt ?? null}]`);
    renameSync(`${file}.new`, file);
  };
  const forward = (milliseconds: number) => {
    ahead += milliseconds;
    write();
  };
  const standAt = (moment: number | undefined) => {
    stoppedAt = moment;
    write();
  };
  write();
  const now = () => (stoppedAt ?? Date.now()) + ahead;
  const skewed = (milliseconds: number) => {
    const program = `import { readFileSync } from 'node:fs';
    const real = Date.now;
    Date.now = () => {
      const [ahead, stoppedAt] = JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8'));
      return (stoppedAt ?? real()) + ahead + ${milliseconds};
    };`;
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
    run: () => standAt(undefined),
    stop: () => standAt(Date.now()),
  };
}
