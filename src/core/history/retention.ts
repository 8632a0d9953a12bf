import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { hours, type Instant } from '../instant.ts';
import type { ProjectId } from '../projects/project.ts';
import { findProject } from '../projects/store.ts';
import { checkpointOf, signatures } from './checkpoints.ts';
import { baseOf, findLastCut, isProven, provenCut, recordCut } from './cuts.ts';
import { findLastSigned } from './cuts-store.ts';
import { dropPartitions } from './removal.ts';
import { chains } from './status.ts';

const DAY_MS = hours(24);

/**
 * Cuts the histories of projects with the policy `historyDays` at the last checkpoint that is older, once a day. The
 * entries before are deleted by `removeCut`. A history that no known key has signed stays. Returns the number of cuts.
 */
export async function retainHistory(core: Core): Promise<number> {
  const now = core.clock.now();
  const isSigned = signatures(core);
  let cuts = 0;
  const troubles: unknown[] = [];
  for await (const id of chains(core)) {
    // Cast: the server itself, without a project, has the id "".
    const project = await findProject(core.read, id as ProjectId);
    const days = project?.policies.historyDays ?? 0;
    if (!project || days === 0) continue;
    const last = await findLastCut(core, id);
    if (last && !isProven(core, last)) continue;
    const base = baseOf(last);
    const to = now - days * DAY_MS;
    const from = last ? last.checkpoint.at + DAY_MS : 0;
    const row = await findLastSigned(core.read, id, { after: base.position, from, to });
    const checkpoint = row && checkpointOf(row);
    if (!checkpoint || !isSigned(checkpoint)) continue;
    const actor: Actor = { kind: 'system', project, scopes: new Set() };
    const cut = {
      kind: 'retention',
      fromPosition: base.position,
      checkpoint,
      digest: '',
      madeAt: now,
    } as const;
    try {
      await recordCut(core, actor, provenCut(core, cut));
      cuts++;
    } catch (error) {
      // Such as a history that another process works on. The others do not wait for it.
      troubles.push(error);
    }
  }
  await dropOld(core, now);
  if (troubles.length > 0) throw troubles[0];
  return cuts;
}

/** Partitions of which nothing is left, since the entries were deleted in steps. */
async function dropOld(core: Core, now: Instant): Promise<void> {
  const oldest = now - 32 * DAY_MS;
  await dropPartitions(core, oldest, { isEmpty: true });
}
