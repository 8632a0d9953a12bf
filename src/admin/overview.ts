import { z } from 'zod';
import type { Series } from '../core/history/daily-counts.ts';
import type { OutboxState } from '../core/outbox/messages.ts';
import { type ChainState, firstSteps, getOverview, type Overview, spans } from '../core/overview/overview.ts';
import type { Model } from '../http/endpoint.ts';
import { input, optional } from '../http/param.ts';
import { isoOrNull, momentOrNull } from './models.ts';
import { projectInPath } from './params.ts';
import { type AdminEndpoint, type Call, endpoint } from './route.ts';

const totals = z.array(z.int()).describe('One number for each of the periods.');
const DEFAULT_SPAN = '30d';

const span = input(
  z.enum(spans),
  `must be one of ${spans.join(', ')}`,
  `What the numbers cover: 24 hours, or days. Default: ${DEFAULT_SPAN}.`,
);

const outboxSchema = z.object({
  waiting: z.int().describe('Messages that wait, up to 5,000.'),
  failed: z.int().describe('Messages that were given up, up to 5,000.'),
  oldestWaitingAt: momentOrNull('When the oldest that waits was queued.'),
});

const chainSchema = z.object({
  chained: z.int(),
  signed: z.int().describe('Chained entries up to the last checkpoint.'),
  signedAt: momentOrNull('When the last checkpoint was signed.'),
  waiting: z.int().describe('Entries that are not chained yet, up to 5,000.'),
});

const overviewModel: Model<Overview, Call> = {
  name: 'overview',
  schema: z.object({
    periods: z
      .array(z.string())
      .describe(
        'Days of UTC as 2026-12-31, of 24h hours as 2026-12-31T14:00Z; oldest first. The last is not over.',
      ),
    users: z.int(),
    signUps: totals,
    created: z.array(z.int()).describe('Users whom servers and administrators created.'),
    signIns: z.array(z.object({ method: z.string(), totals })),
    refusals: z.array(z.object({ method: z.string(), reason: z.string(), totals })),
    activeSessions: z
      .array(z.int().nullable())
      .describe('Sessions at the last count of each period; null where there was none.'),
    outbox: outboxSchema,
    chain: chainSchema,
    steps: z.array(z.object({ name: z.enum(firstSteps), isDone: z.boolean() })),
  }),
  view: ({ periods, users, series, outbox, chain, steps }) => ({
    ...{ users, steps },
    periods: periods.map((period) => (period.includes('T') ? `${period}:00Z` : period)),
    signUps: totalsOf(series, 'signUp'),
    created: totalsOf(series, 'created'),
    activeSessions: totalsOf(series, 'sessions'),
    signIns: named(series, 'signIn').map(({ words: [method], totals }) => ({ method, totals })),
    refusals: named(series, 'refusal').map(({ words: [method, reason], totals }) => ({
      ...{ method, reason, totals },
    })),
    outbox: outboxView(outbox),
    chain: chainView(chain),
  }),
};

/** Endpoints of the overview of a project. */
export const overviewRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/overview' },
    ...{ operation: 'getOverview', summary: 'Show the last hours or days of a project and its state' },
    ...{ tag: 'projects', meta: { access: { permission: 'projects.read' } } },
    input: { project: projectInPath, span: optional(span) },
    output: { status: 200, model: overviewModel },
    run: (core, { actor, parts }, { span = DEFAULT_SPAN }) => {
      const mailSetUp = core.channels.sendsMail && !parts.isDevelopment;
      const { isSealedByFile } = parts.system;
      return getOverview(core, actor, { span, ofServer: { mailSetUp, sealingKeyKept: !isSealedByFile } });
    },
  }),
];

function totalsOf(series: readonly Series[], name: string): Series['totals'] {
  return series.find((each) => each.name === name)?.totals ?? [];
}

/** The series whose name begins with the word, with the other words of their names. */
function named(
  series: readonly Series[],
  word: string,
): readonly { readonly words: readonly string[]; readonly totals: Series['totals'] }[] {
  return series
    .filter(({ name }) => name.startsWith(`${word} `))
    .map(({ name, totals }) => ({ words: name.split(' ').slice(1), totals }));
}

function outboxView({ waiting, failed, oldestWaitingAt }: OutboxState) {
  return { waiting, failed, oldestWaitingAt: isoOrNull(oldestWaitingAt) };
}

function chainView({ chained, signed, signedAt, waiting }: ChainState) {
  return { chained, signed, signedAt: isoOrNull(signedAt), waiting };
}
