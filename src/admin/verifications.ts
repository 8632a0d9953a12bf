import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { type VerificationReport, verifyHistory } from '../core/history/verification.ts';
import type { ProjectId } from '../core/projects/project.ts';

const AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 10;

/** Verifies the history of a project. Fails with `unavailable` while others are verified. */
export type Verify = (project: ProjectId) => Promise<VerificationReport>;

/** Verifies each history once at a time, and few of them: callers who ask meanwhile get the same report. */
export function createVerifications(core: Core): Verify {
  const running = new Map<ProjectId, Promise<VerificationReport>>();
  return async (project) => {
    const same = running.get(project);
    if (same) return same;
    if (running.size >= AT_ONCE)
      throw new Failure({ code: 'unavailable', retryAfterSeconds: RETRY_AFTER_SECONDS });
    const started = verifyHistory(core, project).finally(() => running.delete(project));
    running.set(project, started);
    return started;
  };
}
