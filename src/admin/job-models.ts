import { z } from 'zod';
import { acts } from '../core/jobs/act.ts';
import { hasEnded, type Job, jobActs, jobStates, type StoredTarget, skipReasons } from '../core/jobs/job.ts';
import type { Preview } from '../core/jobs/preview.ts';
import { receiptsAt } from '../core/jobs/results.ts';
import { type NetworkRange, networkOfKey } from '../core/sessions/network.ts';
import type { User } from '../core/users/user.ts';
import type { Model } from '../http/endpoint.ts';
import { isoOf, isoOrNull, moment, momentOrNull } from './models.ts';
import type { Call } from './route.ts';

const jobSchema = z.object({
  id: z.string(),
  act: z.enum(jobActs),
  parameters: z.record(z.string(), z.unknown()),
  target: z
    .record(z.string(), z.unknown())
    .describe('`filter`, the number of `ids`, the filter of `sessions`, or those `of` another `job`.'),
  state: z.enum(jobStates),
  reason: z.string().nullable().describe('Why the job failed as a whole.'),
  total: z.int().describe('How many users or sessions the preview counted.'),
  totalIsExact: z.boolean().describe('False when there may be more than `total`.'),
  done: z.int(),
  skipped: z.int(),
  failed: z.int(),
  skips: z.record(z.string(), z.int()).describe('How many were skipped for which reason.'),
  undoes: z.string().nullable().describe('Id of the job that this one undoes.'),
  retries: z.string().nullable().describe('Id of the job whose failures this one tries again.'),
  undoneBy: z.string().nullable(),
  retriedBy: z.string().nullable(),
  isUndoable: z.boolean().describe('Whether the job can be undone now.'),
  createdBy: z.object({ kind: z.string(), id: z.string().nullable() }),
  createdAt: moment('When the job was created.'),
  updatedAt: moment('When it last went on.'),
  startedAt: momentOrNull('When it met its first users.'),
  endedAt: momentOrNull('When it ended.'),
  receiptsAt: momentOrNull(
    'From when on there are receipts of those it erased; null for other acts, and until it has ended.',
  ),
  expiresAt: momentOrNull('When it is deleted with its failures and its result; null until it has ended.'),
});

/** Networks as texts, and moments as everywhere. */
function targetView(target: StoredTarget): Record<string, unknown> {
  if (!('sessions' in target)) return { ...target };
  const { ip, network, createdBefore, unusedSince, usedSince, ...equal } = target.sessions;
  return {
    sessions: {
      ...(ip && { ip: rangeView(ip) }),
      ...(network && { network: rangeView(network) }),
      ...equal,
      ...(createdBefore !== undefined && { createdBefore: isoOf(createdBefore) }),
      ...(unusedSince !== undefined && { unusedSince: isoOf(unusedSince) }),
      ...(usedSince !== undefined && { usedSince: isoOf(usedSince) }),
    },
  };
}

function rangeView({ from, to, ips }: NetworkRange): Record<string, unknown> {
  return { from: networkOfKey(from), to: networkOfKey(to), ...(ips && { ips }) };
}

export const jobModel: Model<Job, Call> = {
  name: 'job',
  schema: jobSchema,
  view: (job): z.infer<typeof jobSchema> => ({
    ...{ id: job.id, act: job.act, parameters: { ...job.parameters }, target: targetView(job.target) },
    ...{ state: job.state, reason: job.reason, total: job.total, totalIsExact: job.totalIsExact },
    ...{ done: job.done, skipped: job.skipped, failed: job.failed, skips: { ...job.skips } },
    ...{ undoes: job.undoes, retries: job.retries, undoneBy: job.undoneBy, retriedBy: job.retriedBy },
    isUndoable:
      hasEnded(job) && acts[job.act].undo !== undefined && job.done > 0 && !job.undoes && !job.undoneBy,
    createdBy: { kind: job.actor.kind, id: job.actor.id ?? null },
    ...{ createdAt: isoOf(job.createdAt), updatedAt: isoOf(job.updatedAt) },
    startedAt: isoOrNull(job.startedAt),
    endedAt: isoOrNull(job.endedAt),
    receiptsAt: isoOrNull(receiptsAt(job)),
    expiresAt: isoOrNull(job.expiresAt),
  }),
};

export const jobListModel: Model<{ readonly rows: readonly Job[]; readonly next: string | null }, Call> = {
  name: 'jobList',
  schema: z.object({ rows: z.array(jobSchema), next: z.string().nullable() }),
  view: ({ rows, next }, call) => ({ rows: rows.map((job) => jobModel.view(job, call)), next }),
};

const named = z.object({ id: z.string(), name: z.string(), email: z.string().nullable() });
const sample = named.extend({
  phone: z.string().nullable(),
  labels: z.array(z.string()),
  blockedAt: momentOrNull('When the user was blocked.'),
  createdAt: moment('When the user was created.'),
  accessedAt: momentOrNull('When the user was last seen, to a day.'),
});

export const previewModel: Model<Preview, Call> = {
  name: 'jobPreview',
  schema: z.object({
    count: z.int().describe('How many users or sessions the act would meet, up to 5,000.'),
    countIsExact: z.boolean().describe('False when there may be more.'),
    samples: z.array(sample).describe('At most 20 of the users, by chance.'),
    examined: z.int().describe('How many were looked at to find those that would be skipped.'),
    skipped: z.array(
      z.object({
        reason: z.enum(skipReasons),
        count: z.int(),
        samples: z.array(named).describe('At most three.'),
      }),
    ),
    confirm: z.boolean().describe('Whether `count` must be typed.'),
    digest: z.string().describe('What creating the job needs, within 15 minutes.'),
  }),
  view: ({ samples, skipped, ...preview }) => ({
    ...preview,
    samples: samples.map(sampleOf),
    skipped: skipped.map((each) => ({ ...each, samples: each.samples.map((user) => ({ ...user })) })),
  }),
};

function sampleOf({ id, name, email, phone, labels, ...user }: User): z.infer<typeof sample> {
  return {
    ...{ id, name, email, phone, labels: [...labels] },
    blockedAt: isoOrNull(user.blockedAt),
    createdAt: isoOf(user.createdAt),
    accessedAt: isoOrNull(user.accessedAt),
  };
}
