const ERROR_LENGTH_AT_MOST = 200;
/** More different errors of one outage are not logged. */
const REASONS_AT_MOST = 20;

type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/**
 * Returns a function that is told how each of many tries ended: with an error, or without. Logs `begins` once for each
 * different error, and `ends` with the next success, instead of a line for each try.
 */
export function outageLines(
  log: Log,
  { begins, ends }: { readonly begins: string; readonly ends: string },
): (error?: unknown) => void {
  const reasons = new Set<string>();
  return (error) => {
    if (error === undefined) {
      if (reasons.size > 0) log.info({}, ends);
      reasons.clear();
      return;
    }
    const reason = textOf(error);
    if (reasons.has(reason) || reasons.size >= REASONS_AT_MOST) return;
    reasons.add(reason);
    log.warn({ error: reason }, begins);
  };
}

/** Without what the error says of values. */
function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, ERROR_LENGTH_AT_MOST) : 'Error';
}
