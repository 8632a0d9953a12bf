import { useEffect, useRef, useState } from 'preact/hooks';
import { connectionFailed, connectionWorks } from '../state/connection.ts';
import { addressOf, type OutputOf } from './client.ts';
import { sleep } from './sleep.ts';

/** An entry as events and searches return it. */
export type HistoryEntry = OutputOf<'searchHistory'>['rows'][number];

/** The time between two attempts to connect. Doubles up to the second. */
const AGAIN_MS = 1_000;
const AGAIN_AT_MOST_MS = 15_000;
/** The server sends a comment more often than this. Without one, the connection is dead. */
const SILENT_AT_MOST_MS = 60_000;

/** `paused` by the admin or because the page is hidden; `refused` if it makes no sense to try again. */
export type TailState = 'connecting' | 'live' | 'lost' | 'paused' | 'refused';

type Tail = {
  readonly project: string;
  readonly isOn: boolean;
  /** Each entry once, in the order of the chain. */
  readonly onEntry: (entry: HistoryEntry) => void;
  /** Called when entries may have been missed before: at the first connection. */
  readonly onStart?: () => void;
};

/**
 * Follows the history of a project. Goes on after the last entry when the connection was lost or the page was hidden, so
 * that none is lost or comes twice.
 */
export function useTail({ project, isOn, onEntry, onStart }: Tail): TailState {
  const isVisible = useVisible();
  const [state, setState] = useState<TailState>('connecting');
  const handlers = useRef({ onEntry, onStart });
  handlers.current = { onEntry, onStart };
  const position = useRef<{ readonly project: string; id: string | undefined }>({ project, id: undefined });
  if (position.current.project !== project) position.current = { project, id: undefined };
  const isFollowed = isOn && isVisible;
  useEffect(() => {
    if (!isFollowed) return setState('paused');
    const controller = new AbortController();
    void follow(project, {
      after: position.current,
      signal: controller.signal,
      setState,
      onEntry: (entry) => handlers.current.onEntry(entry),
      onStart: () => handlers.current.onStart?.(),
    });
    return () => controller.abort();
  }, [project, isFollowed]);
  return state;
}

function useVisible(): boolean {
  const isNow = () => document.visibilityState === 'visible';
  const [isVisible, setVisible] = useState(isNow);
  useEffect(() => {
    const update = () => setVisible(isNow());
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return isVisible;
}

type Following = {
  readonly after: { id: string | undefined };
  readonly signal: AbortSignal;
  readonly setState: (state: TailState) => void;
  readonly onEntry: (entry: HistoryEntry) => void;
  readonly onStart: () => void;
};

/** `fetch` instead of `EventSource`, which gives up after an answer of 503 and does not say why. */
async function follow(project: string, tail: Following): Promise<void> {
  let wait = AGAIN_MS;
  tail.setState('connecting');
  while (!tail.signal.aborted) {
    const outcome = await connect(project, tail);
    if (tail.signal.aborted) return;
    if (outcome === 'refused') return tail.setState('refused');
    tail.setState('lost');
    if (outcome === 'ended') wait = AGAIN_MS;
    await sleep(wait, tail.signal);
    wait = Math.min(2 * wait, AGAIN_AT_MOST_MS);
  }
}

/** `ended` after it has worked, `failed` if it never did. */
async function connect(project: string, tail: Following): Promise<'ended' | 'failed' | 'refused'> {
  const silence = new AbortController();
  const signal = AbortSignal.any([tail.signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(), SILENT_AT_MOST_MS);
  let hasWorked = false;
  try {
    const response = await fetch(addressOf('streamEvents', { project }), {
      headers: {
        Accept: 'text/event-stream',
        ...(tail.after.id !== undefined && { 'Last-Event-ID': tail.after.id }),
      },
      signal,
    });
    // 503 and the like pass; the session may have ended, of which the next call tells.
    if (response.status >= 400 && response.status < 500 && response.status !== 429) return 'refused';
    if (!response.ok || !response.body) return 'failed';
    hasWorked = true;
    connectionWorks();
    tail.setState('live');
    if (tail.after.id === undefined) tail.onStart();
    const parse = eventParser();
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENT_AT_MOST_MS);
      for (const event of parse(text)) take(event, tail);
    }
  } catch {
    if (!tail.signal.aborted) connectionFailed();
  } finally {
    clearTimeout(timer);
  }
  return hasWorked ? 'ended' : 'failed';
}

function take({ id, name, data }: ServerEvent, { after, onEntry }: Following): void {
  if (id !== undefined) after.id = id;
  // Cast: the events of this name are entries.
  if (name === 'history') onEntry(JSON.parse(data) as HistoryEntry);
}

export type ServerEvent = {
  readonly id: string | undefined;
  readonly name: string;
  readonly data: string;
};

/** Returns a parser of `text/event-stream` that takes the text in pieces and returns the events that are whole. */
export function eventParser(): (piece: string) => readonly ServerEvent[] {
  let rest = '';
  return (piece) => {
    const blocks = (rest + piece).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const fields = block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line) ?? []);
      const last = (name: string) => fields.findLast(([, field]) => field === name)?.[2];
      const data = fields.filter(([, field]) => field === 'data').map(([, , value]) => value ?? '');
      const id = last('id');
      if (data.length === 0 && id === undefined) return [];
      return [{ id, name: last('event') ?? 'message', data: data.join('\n') }];
    });
  };
}
