import { z } from 'zod';
import { blockersOf, type ImportJob, importJobStates, wouldWrite } from '../core/import-jobs/import-job.ts';
import type { Sample } from '../core/imports/dry-run.ts';
import { type Counts, type Import, outcomes } from '../core/imports/import.ts';
import type { Model } from '../http/endpoint.ts';
import type { systems } from '../imports/systems/all.ts';
import { isoOf, isoOrNull, moment, momentOrNull } from './models.ts';
import type { Call } from './route.ts';

const counts = z.object(
  // Cast: the names are those of the tuple.
  Object.fromEntries(outcomes.map((name) => [name, z.int()])) as Record<(typeof outcomes)[number], z.ZodInt>,
);
const tally = (description: string) => z.record(z.string(), z.int()).describe(description);
const values = z.record(z.string(), z.unknown());

const result = z.object({
  digest: z.string().describe('What running it needs, within a day.'),
  checkedAt: moment('When the dry run ended.'),
  rows: z.int(),
  confirm: z.int().describe('How many users would be created or updated: what is typed to run it.'),
  counts,
  plainPasswords: z
    .int()
    .describe(
      'How many passwords are in clear text. They are hashed only with the option `hashesPlainPasswords`.',
    ),
  authenticators: z
    .int()
    .describe('How many users have an authenticator, of which one code should be tried.'),
  reasons: tally('Why rows are refused or in conflict.'),
  duplicates: tally('What several rows have in common.'),
  malformed: tally('Addresses that cannot be read.'),
  fields: tally('Fields without a place, which are kept in the private metadata or dropped.'),
  leftOut: tally('What is left out or cut.'),
  hashes: tally('Families of password hashes.'),
  badHashes: tally('Why hashes cannot be used.'),
  unknownProviders: tally('Providers that are not known here.'),
  samples: z
    .array(z.object({ outcome: z.enum(outcomes), before: values, after: values }))
    .describe(
      'At most ten rows before and after, without secrets; empty where the files are gone or elsewhere.',
    ),
});

const importSchema = z.object({
  id: z.string(),
  state: z.enum(importJobStates),
  server: z.string().describe('The machine on whose disk the files are.'),
  isHere: z.boolean().describe('Whether this is the machine that answers.'),
  files: z.array(
    z.object({
      name: z.string(),
      bytes: z.int(),
      sha256: z.string(),
      problem: z.string().nullable().describe('Why it cannot be read.'),
      systems: z.array(z.string()).describe('Systems that write files like this, the likeliest first.'),
      isCertain: z.boolean().describe('Whether no other system writes such files.'),
      columns: z.array(z.string()).describe('Columns of a table.'),
    }),
  ),
  mostBytes: z.int().describe('How many bytes the files may have together.'),
  settings: z
    .object({
      system: z.string(),
      options: values,
      secrets: z.array(z.string()).describe('Names of the secrets that were given.'),
    })
    .nullable(),
  progress: z
    .object({
      step: z.enum(['reading', 'comparing', 'writing']),
      rows: z.int(),
      total: z.int().nullable(),
      perSecond: z.number().nullable(),
      secondsLeft: z.int().nullable(),
    })
    .nullable(),
  result: result.nullable().describe('What the dry run found.'),
  blockers: z
    .array(z.enum(['providers', 'canaries', 'conflicts', 'nothing']))
    .describe('What must be decided before it is run.'),
  canaries: z
    .array(z.object({ name: z.string(), problem: z.string().nullable() }))
    .nullable()
    .describe('Sign-ins that were tried; a problem says why one would fail.'),
  counts: counts.nullable().describe('What was written so far.'),
  undone: z.object({ deleted: z.int(), kept: z.int() }).nullable(),
  problem: z.string().nullable().describe('Why it failed, or why the last step did.'),
  journal: z.string().nullable().describe('Id of the import in the history.'),
  createdBy: z.object({ kind: z.string(), id: z.string().nullable() }),
  createdAt: moment('When it was created.'),
  updatedAt: moment('When it last went on.'),
  endedAt: momentOrNull('When it ended.'),
  expiresAt: momentOrNull('When it is removed, with its files or its report.'),
});

/** An import with what is on the disk of this server. */
export type ShownImport = {
  readonly job: ImportJob;
  readonly samples: readonly Sample[];
  readonly isHere: boolean;
  readonly mostBytes: number;
};

export const importModel: Model<ShownImport, Call> = {
  name: 'import',
  schema: importSchema,
  view: ({ job, samples, isHere, mostBytes }): z.infer<typeof importSchema> => ({
    ...{ id: job.id, state: job.state, server: job.server, isHere, mostBytes },
    files: job.files.map((file) => ({ ...file, systems: [...file.systems], columns: [...file.columns] })),
    settings: job.settings && {
      system: job.settings.system,
      options: { ...job.settings.plan },
      secrets: [...job.settings.secrets],
    },
    progress: job.progress && { ...job.progress, total: job.progress.total ?? null },
    result: resultView(job, samples),
    blockers: [...blockersOf(job)],
    canaries: job.canaries?.map((canary) => ({ ...canary })) ?? null,
    counts: job.counts && { ...job.counts },
    undone: job.undone && { ...job.undone },
    problem: job.problem,
    journal: job.journalId,
    createdBy: { kind: job.actor.kind, id: job.actor.id ?? null },
    ...{ createdAt: isoOf(job.createdAt), updatedAt: isoOf(job.updatedAt) },
    ...{ endedAt: isoOrNull(job.endedAt), expiresAt: isoOrNull(job.expiresAt) },
  }),
};

function resultView({ result: found }: ImportJob, samples: readonly Sample[]): z.infer<typeof result> | null {
  if (!found) return null;
  const { sourceDigest: _, checkedAt, ...shown } = found;
  return {
    ...shown,
    counts: { ...found.counts },
    plainPasswords: found.plainPasswords ?? 0,
    checkedAt: isoOf(checkedAt),
    confirm: wouldWrite(found),
    samples: samples.map(({ outcome, before, after }) => ({
      outcome,
      before: { ...before },
      after: { ...after },
    })),
  };
}

const rowSchema = z.object({
  id: z.string(),
  state: z.enum(importJobStates),
  system: z.string().nullable(),
  files: z.array(z.string()),
  rows: z.int().nullable(),
  counts: counts.nullable(),
  problem: z.string().nullable(),
  createdAt: moment('When it was created.'),
  endedAt: momentOrNull('When it ended.'),
});

const journalSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'ended', 'undone']).describe('Running also while it is interrupted.'),
  system: z.string(),
  files: z.array(z.string()),
  rows: z.int(),
  counts,
  createdAt: moment('When it was begun.'),
  endedAt: momentOrNull('When it ended.'),
});

type Listed = {
  readonly rows: readonly ImportJob[];
  readonly others: readonly Import[];
  readonly next: string | null;
};

export const importListModel: Model<Listed, Call> = {
  name: 'importList',
  schema: z.object({
    rows: z.array(rowSchema),
    others: z.array(journalSchema).describe('Imports by the command line, with the first page.'),
    next: z.string().nullable(),
  }),
  view: ({ rows, others, next }) => ({
    rows: rows.map((job) => rowView(job)),
    others: others.map((other) => journalView(other)),
    next,
  }),
};

function rowView(job: ImportJob): z.infer<typeof rowSchema> {
  return {
    ...{ id: job.id, state: job.state, system: job.settings?.system ?? null },
    files: job.files.map(({ name }) => name),
    rows: job.result?.rows ?? null,
    counts: countsView(job.counts ?? job.result?.counts ?? null),
    problem: job.problem,
    ...{ createdAt: isoOf(job.createdAt), endedAt: isoOrNull(job.endedAt) },
  };
}

function journalView({ id, state, system, files, position, ...made }: Import): z.infer<typeof journalSchema> {
  return {
    ...{ id, state, system, files: [...files], rows: position, counts: { ...made.counts } },
    ...{ createdAt: isoOf(made.createdAt), endedAt: isoOrNull(made.endedAt) },
  };
}

function countsView(found: Counts | null): z.infer<typeof counts> | null {
  return found && { ...found };
}

const systemSchema = z.object({
  name: z.string(),
  title: z.string(),
  files: z.string().describe('What it exports.'),
  carries: z.array(z.string()).describe('What of a user comes along.'),
  options: z.record(z.string(), z.string()).describe('Options by name, each with a sentence.'),
  secrets: z.array(z.string()).describe('Secrets without which some of its hashes are refused.'),
});

export const systemListModel: Model<{ readonly rows: typeof systems }, Call> = {
  name: 'importSystemList',
  schema: z.object({ rows: z.array(systemSchema) }),
  view: ({ rows }) => ({
    rows: rows.map(({ name, title, files, carries, options = {}, secrets = [] }) => ({
      ...{ name, title, files, carries: [...carries], options: { ...options }, secrets: [...secrets] },
    })),
  }),
};
