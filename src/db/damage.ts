/** The damage of a database that checks and requests have found, one sentence each. */
export type Damage = {
  readonly findings: () => readonly string[];
  readonly add: (finding: string) => void;
  /** Forgets all findings: a check of everything found nothing. A disk that could not be read can be the reason. */
  readonly clear: () => void;
  /** Calls the listener with each new finding, and with nothing when they are forgotten. */
  readonly listen: (listener: (finding?: string) => void) => void;
};

const FINDINGS_AT_MOST = 50;

export function createDamage(): Damage {
  const found = new Set<string>();
  const listeners: ((finding?: string) => void)[] = [];
  return {
    findings: () => [...found],
    add: (finding) => {
      if (found.has(finding) || found.size >= FINDINGS_AT_MOST) return;
      found.add(finding);
      for (const tell of listeners) tell(finding);
    },
    clear: () => {
      if (found.size === 0) return;
      found.clear();
      for (const tell of listeners) tell();
    },
    listen: (listener) => {
      listeners.push(listener);
    },
  };
}

/** How far the checks in the background are. */
export type CheckProgress = {
  /** The share of the current check of all rows that is done, or of the last one, 0 to 1. */
  readonly share: number;
  /** When the last check ended, in milliseconds of the epoch. */
  readonly finishedAt: number | undefined;
};

/** Checks in the background. */
export type BackgroundChecks = {
  /** Resolves after the first quick check, or after a time if it takes longer; then it goes on. */
  readonly quickCheck: Promise<void>;
  readonly progress: () => CheckProgress;
  readonly stop: () => Promise<void>;
};
