import type { HistoryEntry } from '../core/audit/search.ts';
import { findTail, formatPosition, readTail, type TailPosition } from '../core/audit/tail.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import type { ProjectId } from '../core/projects/project.ts';

const POLL_MS = 1_000;
/** Shorter than the time after which proxies close a connection that is silent. */
const HEARTBEAT_MS = 15_000;
/** A client that takes nothing for this long is gone. */
const STALLED_MS = 60_000;
const ENTRIES_AT_ONCE = 100;
const STREAMS_AT_MOST = 200;
const STREAMS_OF_ONE = 20;
const RETRY_AFTER_SECONDS = 5;

/** A stream of what is added to the history of a project. */
type Wanted = {
  readonly project: ProjectId;
  /** Whose stream it is. */
  readonly admin: string;
  /** Where it goes on; by default at the end of the history. */
  readonly after?: TailPosition | undefined;
  /** Whether the administrator may still read the history. Asked before entries are sent, and at every heartbeat. */
  readonly isAllowed: () => Promise<boolean>;
  readonly render: (entries: readonly HistoryEntry[]) => Promise<readonly unknown[]>;
};

/** All open streams of the process. */
export type EventStreams = {
  /** Opens a stream of server-sent events. Fails with `rate_limited` and `unavailable` when too many are open. */
  readonly open: (wanted: Wanted) => Promise<AsyncIterable<string>>;
  readonly count: () => number;
  /** Ends all streams, and refuses others. */
  readonly stop: () => void;
};

type Paces = { readonly pollMs: number; readonly heartbeatMs: number; readonly stalledMs: number };

type Stream = Wanted & {
  /** Missing while the end of the history is read. */
  position: TailPosition | undefined;
  readonly pipe: Pipe;
  heardAt: number;
};

/**
 * Looks for new entries once in `pollMs` for all streams together: one statement for the end of each watched history. What
 * a slow client does not take stays in the database.
 */
export function createEventStreams(
  core: Pick<Core, 'read' | 'seal'>,
  { pollMs, heartbeatMs, stalledMs }: Paces = {
    pollMs: POLL_MS,
    heartbeatMs: HEARTBEAT_MS,
    stalledMs: STALLED_MS,
  },
): EventStreams {
  const streams = new Set<Stream>();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;

  const end = (stream: Stream): void => {
    streams.delete(stream);
    stream.pipe.end();
    if (streams.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      const ends = new Map<ProjectId, TailPosition>();
      for (const stream of streams) {
        const { position, pipe } = stream;
        if (performance.now() - pipe.takenAt() > stalledMs) end(stream);
        else if (position && pipe.isEmpty()) await feed(core, stream, { position, ends, heartbeatMs, end });
      }
    } finally {
      isLooking = false;
    }
  };
  return {
    open: async (wanted) => {
      const own = [...streams].filter(({ admin }) => admin === wanted.admin).length;
      const wait = { retryAfterSeconds: RETRY_AFTER_SECONDS } as const;
      if (isStopped) throw new Failure({ code: 'unavailable', reason: 'stopping', ...wait });
      if (own >= STREAMS_OF_ONE) throw new Failure({ code: 'rate_limited', limit: 'requests', ...wait });
      if (streams.size >= STREAMS_AT_MOST) throw new Failure({ code: 'unavailable', ...wait });
      const pipe = createPipe(() => end(stream));
      const stream: Stream = {
        ...wanted,
        position: undefined,
        pipe,
        heardAt: performance.now(),
      };
      // Counted from now on: others may come while the end of the history is read.
      streams.add(stream);
      try {
        stream.position = startOf(wanted.after, await findTail(core, wanted.project));
      } catch (error) {
        end(stream);
        throw error;
      }
      // Without data, it only tells where to go on after the connection is lost.
      pipe.put(`id: ${formatPosition(stream.position)}\n\n`);
      // Stopped or gone meanwhile.
      if (!streams.has(stream)) pipe.end();
      // Errors of the database: the next look tries again.
      timer ??= setInterval(() => void look().catch(() => undefined), pollMs);
      return pipe;
    },
    count: () => streams.size,
    stop: () => {
      isStopped = true;
      for (const stream of streams) end(stream);
    },
  };
}

/** A client that has seen more than there is knows another history: a backup was restored. It would wait until that is as long. */
function startOf(after: TailPosition | undefined, end: TailPosition): TailPosition {
  if (after === undefined || [...after].some(([lane, at]) => at > (end.get(lane) ?? 0))) return end;
  return after;
}

type Round = {
  /** How far the stream was read. */
  readonly position: TailPosition;
  /** The ends of histories that this look has read. */
  readonly ends: Map<ProjectId, TailPosition>;
  readonly heartbeatMs: number;
  readonly end: (stream: Stream) => void;
};

async function feed(
  core: Pick<Core, 'read' | 'seal'>,
  stream: Stream,
  { position, ends, heartbeatMs, end }: Round,
): Promise<void> {
  const { project, pipe } = stream;
  const last = ends.get(project) ?? (await findTail(core, project));
  ends.set(project, last);
  const isGrown = [...last].some(([lane, at]) => at > (position.get(lane) ?? 0));
  const isDue = performance.now() - stream.heardAt >= heartbeatMs;
  if (!isGrown && !isDue) return;
  if (!(await stream.isAllowed())) return end(stream);
  stream.heardAt = performance.now();
  const batch = await readTail(core, project, { after: position, most: ENTRIES_AT_ONCE });
  const rows = await stream.render(batch.entries);
  const events = rows.map((row, at) => eventOf(batch.positions[at] ?? batch.position, row));
  stream.position = batch.position;
  pipe.put(events.length > 0 ? events.join('') : ': still here\n\n');
}

/** JSON has no line breaks, which would end the data. */
function eventOf(position: TailPosition, row: unknown): string {
  return `id: ${formatPosition(position)}\nevent: history\ndata: ${JSON.stringify(row)}\n\n`;
}

type Pipe = AsyncIterableIterator<string> & {
  readonly put: (text: string) => void;
  readonly isEmpty: () => boolean;
  /** When the reader last took something or waited for it, by the clock of `performance`. */
  readonly takenAt: () => number;
  readonly end: () => void;
};

/** One text at a time between a writer that looks whether it was taken and a reader that may go at any time. */
function createPipe(left: () => void): Pipe {
  let text: string | undefined;
  let waiting: ((result: IteratorResult<string>) => void) | undefined;
  let isOver = false;
  let takenAt = performance.now();
  const pipe: Pipe = {
    put: (next) => {
      if (isOver) return;
      if (!waiting) {
        text = (text ?? '') + next;
        return;
      }
      waiting({ done: false, value: next });
      waiting = undefined;
      takenAt = performance.now();
    },
    isEmpty: () => text === undefined,
    takenAt: () => (waiting ? performance.now() : takenAt),
    end: () => {
      isOver = true;
      waiting?.({ done: true, value: undefined });
      waiting = undefined;
    },
    next: () => {
      takenAt = performance.now();
      if (text !== undefined) {
        const value = text;
        text = undefined;
        return Promise.resolve({ done: false, value });
      }
      if (isOver) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    return: () => {
      text = undefined;
      pipe.end();
      left();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => pipe,
  };
  return pipe;
}
