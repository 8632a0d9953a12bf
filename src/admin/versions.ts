import { Failure } from '../core/failure.ts';

/** The dates of the versions, newest last. A change that would break a client gets a date of its own. */
export const versions: readonly string[] = ['2026-12-01'];

/** Without the header a client gets the newest version. Fails with `version_unknown`. */
export function refuseUnknownVersion(version: string | undefined): void {
  if (version === undefined || versions.includes(version)) return;
  throw new Failure({ code: 'version_unknown', known: versions });
}
