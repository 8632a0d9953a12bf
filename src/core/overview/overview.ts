import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { getSeries, lastDays, lastHours, type Series } from '../history/daily-counts.ts';
import { countWaitingEntries, listHeads } from '../history/store.ts';
import type { Instant } from '../instant.ts';
import { listKeys } from '../keys/keys.ts';
import { keptCount } from '../listing/kept-counts.ts';
import { getOutboxState, type OutboxState } from '../outbox/messages.ts';

const COUNTED_AT_MOST = 5_000;

/** How far the history of a project is chained and signed. */
export type ChainState = {
  readonly chained: number;
  readonly signed: number;
  readonly signedAt: Instant | null;
  /** Entries that are not chained yet, counted up to 5,000. */
  readonly waiting: number;
};

/** What a project needs before it is used, and whether it has it. */
export type FirstStep = { readonly name: FirstStepName; readonly isDone: boolean };

export const firstSteps = [
  'firstUser',
  'firstKeyUsed',
  'platformAdded',
  'mailSetUp',
  'sealingKeyKept',
] as const;
export type FirstStepName = (typeof firstSteps)[number];

/** What an overview covers, and its periods up to now. */
const periodsOf = {
  '24h': lastHours,
  '7d': (now) => lastDays(now, 7),
  '30d': (now) => lastDays(now, 30),
  '90d': (now) => lastDays(now, 90),
} as const satisfies Readonly<Record<string, (now: Instant) => readonly string[]>>;
export type Span = keyof typeof periodsOf;
// Cast: the keys of a literal.
export const spans = Object.keys(periodsOf) as readonly Span[];

export type Overview = {
  /** Days of UTC such as `2026-12-31`, or hours such as `2026-12-31T14`, oldest first. The last is not over. */
  readonly periods: readonly string[];
  readonly series: readonly Series[];
  readonly users: number;
  readonly outbox: OutboxState;
  readonly chain: ChainState;
  readonly steps: readonly FirstStep[];
};

/** What the server knows of steps. */
export type ServerSteps = Pick<Readonly<Record<FirstStepName, boolean>>, 'mailSetUp' | 'sealingKeyKept'>;

/** Returns what happened in the project within a span, and its state. Reads a bounded number of rows. */
export async function getOverview(
  core: Core,
  actor: Actor,
  { span, ofServer }: { readonly span: Span; readonly ofServer: ServerSteps },
): Promise<Overview> {
  const { id, policies } = actor.project;
  const periods = periodsOf[span](core.clock.now());
  const users = await keptCount(core.read, id, 'users');
  const isDone: Readonly<Record<FirstStepName, boolean>> = {
    ...ofServer,
    firstUser: users > 0,
    firstKeyUsed: (await listKeys(core, id)).some(({ lastUsedAt }) => lastUsedAt !== null),
    platformAdded: policies.hosts.length > 0,
  };
  return {
    ...{ periods, users },
    series: await getSeries(core, id, periods),
    outbox: await getOutboxState(core, actor),
    chain: await getChainState(core, id),
    steps: firstSteps.map((name) => ({ name, isDone: isDone[name] })),
  };
}

async function getChainState(core: Core, project: string): Promise<ChainState> {
  const heads = await listHeads(core.read, project);
  const sum = (of: 'position' | 'signed_position') =>
    heads.reduce((total, head) => total + Number(head[of]), 0);
  const [first] = heads;
  return {
    chained: sum('position'),
    signed: sum('signed_position'),
    // Cast: written from the clock. A head begins with the moment, before anything is signed.
    signedAt: first && sum('signed_position') > 0 ? (Number(first.signed_at) as Instant) : null,
    waiting: await countWaitingEntries(core.read, project, COUNTED_AT_MOST),
  };
}
