const ECHO_WITHIN_MS = 500;

/** What of the process is used; tests bring their own. */
type Signalled = {
  readonly on: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => unknown;
  readonly off: (signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void) => unknown;
  /** Ends this process by the signal. */
  readonly end: (signal: NodeJS.Signals) => void;
  /** Milliseconds, of a clock that only goes forward. */
  readonly now: () => number;
};

const thisProcess: Signalled = {
  on: (signal, listener) => process.on(signal, listener),
  off: (signal, listener) => process.off(signal, listener),
  end: (signal) => void process.kill(process.pid, signal),
  now: () => performance.now(),
};

/** Resolves with the first signal to stop. A second one ends the process at once, unless it is an echo of the first. */
export function signalToStop(
  signals: readonly NodeJS.Signals[],
  { on, off, end, now }: Signalled = thisProcess,
): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: { readonly signal: NodeJS.Signals; readonly at: number } | undefined;
    const stop = (signal: NodeJS.Signals) => {
      first ??= { signal, at: now() };
      resolve(signal);
      // A terminal signals all processes of a group, and npm passes on what it gets: one Ctrl-C comes twice.
      if (signal === first.signal && now() - first.at < ECHO_WITHIN_MS) return;
      for (const name of signals) off(name, stop);
      end(signal);
    };
    for (const name of signals) on(name, stop);
  });
}
