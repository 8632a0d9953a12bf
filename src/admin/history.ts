import { z } from 'zod';
import { permissionsIn } from '../core/admins/permissions.ts';
import { authenticateAdmin } from '../core/admins/sign-in.ts';
import { exportLines } from '../core/audit/export.ts';
import { devicesOf } from '../core/audit/logs.ts';
import { ENTRIES_AT_MOST, type HistoryEntry, searchHistory } from '../core/audit/search.ts';
import { historyFilterOf } from '../core/audit/search-terms.ts';
import { parsePosition } from '../core/audit/tail.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { type Checkpoint, checkpointOf, signatures } from '../core/history/checkpoints.ts';
import { listCheckpointsBefore } from '../core/history/store.ts';
import type { VerificationReport } from '../core/history/verification.ts';
import { instantOf } from '../core/instant.ts';
import { type ProjectId, projectIdOf } from '../core/projects/project.ts';
import { findProject } from '../core/projects/store.ts';
import type { Model } from '../http/endpoint.ts';
import { optional } from '../http/param.ts';
import { headerIn } from './callers.ts';
import { deviceSchema, deviceView } from './device-model.ts';
import { isoOf, moment } from './models.ts';
import { cursor, limitAtMost, momentInQuery, projectInPath, sequenceCursor, someText } from './params.ts';
import { type AdminEndpoint, adminOf, type Call, endpoint, Streamed } from './route.ts';
import { sessionSecretIn } from './session-cookie.ts';

const tag = 'history';
const ID = /^[0-9a-f]{20}$/;
const CHECKPOINTS_AT_MOST = 100;
const access = { permission: 'history.read' } as const;

const rowSchema = z.object({
  id: z.string(),
  lane: z.int().describe('The chain of the entry; 0 except on a cluster.'),
  position: z.int().nullable().describe('The place in its chain; null for about a second.'),
  at: moment('When it was done.'),
  act: z.string(),
  actor: z.object({
    kind: z.string().describe('guest, user, key, admin, cli or system.'),
    id: z.string().nullable(),
    name: z.string().nullable().describe('The name of now; null for who is gone.'),
  }),
  actingAs: z.string().nullable().describe('Id of the user whom the actor impersonated.'),
  user: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  ip: z.string().nullable(),
  country: z.string().nullable().describe('ISO 3166-1 alpha-2, by the address.'),
  device: deviceSchema.nullable(),
  requestId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()).describe('The fields of the act; empty after erasure.'),
  isSigned: z.boolean().describe('Whether a signed checkpoint covers it.'),
});

type Row = z.infer<typeof rowSchema>;

/** Entries with their countries, and with the devices of their user agents. */
export async function rowsOf(core: Core, entries: readonly HistoryEntry[]): Promise<readonly Row[]> {
  const devices = await devicesOf(
    core,
    entries.map(({ userAgent }) => ({ user_agent: userAgent })),
  );
  const rows: Row[] = [];
  for (const { userAgent, at, ...entry } of entries) {
    const device = devices.get(userAgent);
    const country = (await core.clientInfo.country(entry.ip ?? undefined)) ?? null;
    rows.push({ ...entry, at: isoOf(at), country, device: device ? deviceView(device) : null });
  }
  return rows;
}

export type HistoryRows = { readonly rows: readonly Row[]; readonly next: string | null };

export const historyPageModel: Model<HistoryRows, Call> = {
  name: 'historyPage',
  schema: z.object({
    rows: z.array(rowSchema),
    next: z
      .string()
      .nullable()
      .describe('`cursor` of the next page; null at the end. A page may have fewer rows than asked for.'),
  }),
  view: ({ rows, next }) => ({ rows, next }),
};

export const historyPageParams = {
  cursor: optional(cursor((text) => (ID.test(text) ? text : undefined))),
  limit: optional(limitAtMost(ENTRIES_AT_MOST)),
};

const reportModel: Model<VerificationReport, Call> = {
  name: 'historyReport',
  schema: z.object({
    entries: z.int(),
    erased: z.int().describe('Entries of them whose personal data was erased.'),
    checkpoints: z.int(),
    position: z.int().describe('Where the verification ended.'),
    removed: z
      .object({ position: z.int(), kind: z.enum(['archive', 'retention']), at: moment('When.') })
      .nullable()
      .describe('What was removed before the first entry.'),
    findings: z.array(
      z.object({
        kind: z.string(),
        position: z.int().nullable(),
        entry: z.string().nullable(),
        lane: z.int(),
      }),
    ),
  }),
  view: ({ entries, erased, checkpoints, position, removed, findings }) => ({
    ...{ entries, erased, checkpoints, position },
    removed: removed ? { ...removed, at: isoOf(instantOf(removed.at)) } : null,
    findings: findings.map((finding) => ({ lane: 0, ...finding })),
  }),
};

type CheckpointShown = Checkpoint & { readonly isValid: boolean };

const checkpointsModel: Model<
  { readonly rows: readonly CheckpointShown[]; readonly next: string | null },
  Call
> = {
  name: 'checkpointPage',
  schema: z.object({
    rows: z.array(
      z.object({
        position: z.int().describe('How many entries it covers.'),
        at: moment('When it was signed.'),
        hash: z.string(),
        signature: z.string(),
        isValid: z.boolean().describe('Whether a key of this server has signed it.'),
      }),
    ),
    next: z.string().nullable(),
  }),
  view: ({ rows, next }) => ({
    rows: rows.map(({ position, at, hash, signature, isValid }) => ({
      ...{ position, hash, signature, isValid },
      at: isoOf(instantOf(at)),
    })),
    next,
  }),
};

const streamOf = (name: string, description: string): Model<Streamed, Call> => ({
  name,
  schema: z.string().describe(description),
  view: () => '',
});

/** Endpoints of the history of a project. */
export const historyRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/history', operation: 'searchHistory' },
    summary: 'Search the history, newest first',
    ...{ tag, meta: { access } },
    input: {
      project: projectInPath,
      act: optional(someText('Acts with commas between them; `session.*` stands for several.', 2_000)),
      actor: optional(someText('A kind of actor, an id, or both, as in `cli`, `ann` or `key:ann`.', 100)),
      user: optional(someText('Id of the user to whom it was done.', 64)),
      from: optional(momentInQuery('Entries of this moment or later.')),
      to: optional(momentInQuery('Entries before this moment.')),
      ...historyPageParams,
    },
    output: { status: 200, model: historyPageModel },
    run: async (core, { actor }, { cursor: from, limit = 50, project: _, ...terms }) => {
      const filter = historyFilterOf(terms);
      const { rows, next } = await searchHistory(core, actor, { filter, cursor: from, limit });
      return { rows: await rowsOf(core, rows), next };
    },
  }),
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/history/verify', operation: 'verifyHistory' },
    summary: 'Verify the whole history',
    ...{ tag, meta: { access } },
    input: { project: projectInPath },
    output: { status: 200, model: reportModel },
    run: (_core, { actor, parts }) => parts.verify(actor.project.id),
  }),
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/history/checkpoints', operation: 'listCheckpoints' },
    summary: 'List the signed checkpoints, the last first',
    ...{ tag, meta: { access } },
    input: {
      project: projectInPath,
      cursor: optional(sequenceCursor),
      limit: optional(limitAtMost(CHECKPOINTS_AT_MOST)),
    },
    output: { status: 200, model: checkpointsModel },
    run: async (core, { actor }, { cursor: before = Number.MAX_SAFE_INTEGER, limit = 50 }) => {
      const from = { before, most: limit + 1 };
      const found = await listCheckpointsBefore(core.read, actor.project.id, from);
      const isSigned = signatures(core);
      const rows = found.slice(0, limit).map((row) => {
        const checkpoint = checkpointOf(row);
        return { ...checkpoint, isValid: isSigned(checkpoint) };
      });
      const last = rows.at(-1);
      return { rows, next: found.length > limit && last ? String(last.position) : null };
    },
  }),
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/history/export', operation: 'exportHistory' },
    summary: 'Download the whole history as NDJSON, in the order of its chains',
    ...{ tag, meta: { access } },
    input: { project: projectInPath },
    output: { status: 200, model: streamOf('historyExport', 'One JSON object a line.') },
    run: async (core, { actor, exchange }) => {
      const name = `history-${actor.project.id}.ndjson`;
      exchange.reply.header('Content-Disposition', `attachment; filename="${name}"`);
      return new Streamed('application/x-ndjson', exportLines(core, actor.project.id));
    },
  }),
  endpoint({
    ...{ method: 'GET', path: '/events', operation: 'streamEvents' },
    summary: 'Follow the history as server-sent events, on from Last-Event-ID',
    ...{ tag, meta: { access: 'signed-in' } },
    input: {
      project: someText('Id of the project.', 36),
      after: optional(someText('Where to go on, as `Last-Event-ID`, which comes first.', 2_000)),
    },
    output: {
      status: 200,
      model: streamOf('events', 'Events `history`, whose data are rows of the history.'),
    },
    run: async (core, call, { project, after }) => {
      const id = await projectOf(core, call, project);
      call.exchange.reply.header('X-Accel-Buffering', 'no');
      const pieces = await call.parts.events.open({
        project: id,
        admin: adminOf(call).user.id,
        after: positionOf(headerIn(call.exchange.request, 'last-event-id') ?? after),
        isAllowed: () => mayFollow(core, call, id),
        render: (entries) => rowsOf(core, entries),
      });
      return new Streamed('text/event-stream', pieces);
    },
  }),
];

function positionOf(text: string | undefined) {
  if (text === undefined) return undefined;
  const position = parsePosition(text);
  if (position) return position;
  const expected = 'must be the id of an event';
  throw new Failure({ code: 'argument_invalid', field: 'Last-Event-ID', rule: 'malformed', expected });
}

/** A project in which the administrator has no role looks like one that does not exist. */
async function projectOf(core: Core, call: Call, named: string): Promise<ProjectId> {
  const { grants } = adminOf(call);
  const id = projectIdOf(named);
  const isKnown = grants.some(({ project }) => project === null || project === id);
  if (id === undefined || !isKnown || !(await findProject(core.read, id)))
    throw new Failure('project_not_found');
  if (!permissionsIn(grants, id).has(access.permission))
    throw new Failure({ code: 'permission_missing', permission: access.permission });
  return id;
}

async function mayFollow(core: Core, { exchange }: Call, project: ProjectId): Promise<boolean> {
  const cookie = sessionSecretIn(core, exchange.request);
  const admin = cookie === undefined ? undefined : await authenticateAdmin(core, cookie);
  if (!admin || !(await findProject(core.read, project))) return false;
  return permissionsIn(admin.grants, project).has(access.permission);
}
