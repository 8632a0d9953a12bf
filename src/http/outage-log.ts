import type { Failure } from '../core/failure.ts';

/** This long without such a failure ends an outage. */
const QUIET_MS = 10_000;

type Log = { readonly warn: (fields: object, message: string) => void };

/** Logs an outage of the database by a line for each reason and one at its end, instead of a line for each request. */
export type OutageLog = {
  /** Reports whether the failure is part of an outage, and its reason is logged. */
  readonly isLogged: (failure: Failure) => boolean;
  readonly close: () => void;
};

export function outageLog(log: Log, quietMs: number = QUIET_MS): OutageLog {
  const reasons = new Set<string>();
  let failed = 0;
  let end: NodeJS.Timeout | undefined;
  const finish = () => {
    log.warn({ failed }, 'requests no longer fail for want of the database');
    reasons.clear();
    failed = 0;
    end = undefined;
  };
  return {
    isLogged: (failure) => {
      const reason = outageReason(failure);
      if (reason === undefined) return false;
      failed++;
      end = end?.refresh() ?? setTimeout(finish, quietMs).unref();
      const isKnown = reasons.has(reason);
      reasons.add(reason);
      return isKnown;
    },
    close: () => clearTimeout(end),
  };
}

/** A commit whose outcome is unknown concerns one request, and keeps its line. Damage concerns all. */
function outageReason({ data, cause }: Failure): string | undefined {
  if (data.code !== 'unavailable' || !(cause instanceof Error)) return undefined;
  if (data.reason !== undefined && data.reason !== 'damaged') return undefined;
  const code = cause.cause instanceof Error && 'code' in cause.cause ? String(cause.cause.code) : '';
  return `${cause.message} ${code}`;
}
