import { z } from 'zod';
import { TOTAL_AT_MOST } from '../core/listing/listing.ts';
import {
  countSessionFacets,
  type Facet,
  parseSessionCursor,
  SESSIONS_AT_MOST,
  type SessionFacets,
  type SessionOfUser,
  type SessionsPage,
  searchSessions,
} from '../core/sessions/search.ts';
import { sessionFilterOf } from '../core/sessions/search-terms.ts';
import type { Model } from '../http/endpoint.ts';
import { optional } from '../http/param.ts';
import { deviceSchema, deviceView } from './device-model.ts';
import { isoOf, isoOrNull, moment, momentOrNull } from './models.ts';
import { cursor, flagInQuery, limitAtMost, projectInPath } from './params.ts';
import { type AdminEndpoint, type Call, endpoint } from './route.ts';
import { sessionTerms } from './session-params.ts';

const tag = 'sessions';

const rowSchema = z.object({
  id: z.string(),
  user: z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }),
  ip: z.string().nullable(),
  country: z.string().nullable().describe('ISO 3166-1 alpha-2.'),
  device: deviceSchema,
  provider: z.string(),
  createdAt: moment('When it was opened.'),
  usedAt: momentOrNull('When it was last used, at intervals; null without a limit for idle sessions.'),
  expiresAt: moment('When it ends.'),
});

function rowView(row: SessionOfUser): z.infer<typeof rowSchema> {
  const { id, user, ip, country, device, provider, createdAt, usedAt, expiresAt } = row;
  return {
    ...{ id, user, ip, country, provider },
    device: deviceView(device),
    createdAt: isoOf(createdAt),
    usedAt: isoOrNull(usedAt),
    expiresAt: isoOf(expiresAt),
  };
}

const pageModel: Model<SessionsPage, Call> = {
  name: 'sessionPage',
  schema: z.object({
    rows: z.array(rowSchema),
    total: z
      .int()
      .optional()
      .describe('How many there are, up to 5,000. Missing if counting would take too long.'),
    totalIsExact: z.boolean().optional(),
    next: z.string().nullable().describe('`cursor` of the next page; null at the end.'),
  }),
  view: ({ rows, total, next }) => ({
    rows: rows.map(rowView),
    ...(total !== undefined && { total, totalIsExact: total < TOTAL_AT_MOST }),
    next,
  }),
};

const facet = z.array(z.object({ value: z.string().describe('Empty if it is not known.'), count: z.int() }));

const facetsModel: Model<SessionFacets, Call> = {
  name: 'sessionFacets',
  schema: z.object({
    networks: facet,
    countries: facet,
    os: facet,
    browsers: facet,
    devices: facet,
    providers: facet,
    isExact: z.boolean().describe('Whether all were counted, and not only the newest 5,000.'),
  }),
  view: ({ systems, ...others }): { readonly os: readonly Facet[] } & typeof others => ({
    os: systems,
    ...others,
  }),
};

/** Endpoints of the sessions of all users of a project. */
export const sessionRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/sessions', operation: 'searchSessions' },
    summary: 'Search the sessions of all users, newest first',
    ...{ tag, meta: { access: { permission: 'sessions.read' } } },
    input: {
      project: projectInPath,
      ...sessionTerms,
      cursor: optional(cursor(parseSessionCursor)),
      limit: optional(limitAtMost(SESSIONS_AT_MOST)),
      counted: optional(flagInQuery('Whether to count all that match; by default on the first page.')),
    },
    output: { status: 200, model: pageModel },
    run: async (core, { actor }, { cursor: from, limit = 25, counted, project: _, ...terms }) => {
      const filter = sessionFilterOf(terms, core.clock.now());
      const isCounted = counted ?? from === undefined;
      return searchSessions(core, actor, { filter, cursor: from, limit, counted: isCounted });
    },
  }),
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/sessions/facets', operation: 'countSessions' },
    summary: 'Count the values of sessions that match',
    ...{ tag, meta: { access: { permission: 'sessions.read' } } },
    input: { project: projectInPath, ...sessionTerms },
    output: { status: 200, model: facetsModel },
    run: (core, { actor }, { project: _, ...terms }) =>
      countSessionFacets(core, actor, sessionFilterOf(terms, core.clock.now())),
  }),
];
