import { useEffect, useRef, useState } from 'preact/hooks';
import { call, type OutputOf } from '../api/client.ts';
import { type HistoryEntry, type TailState, useTail } from '../api/events.ts';
import { useRead } from '../api/queries.ts';
import { type HistoryFilters, isMatch, queryOf } from './history-filters.ts';

const ROWS = 50;
/** More newer entries than this are not counted. */
export const NEWER_AT_MOST = 1_000;

type HistoryPage = OutputOf<'searchHistory'>;
type Shown = { readonly key: string; readonly list: HistoryPage };

/**
 * A page of the history that stays as it is. Newer entries are counted until `showNewer`. An entry that got its position
 * meanwhile shows it in its row.
 */
export function useHistoryRows(input: {
  readonly project: string;
  readonly filters: HistoryFilters;
  readonly cursor: string;
  readonly isLive: boolean;
  readonly toFirst: () => void;
}) {
  const { project, filters, cursor, isLive, toFirst } = input;
  const query = { project, ...queryOf(filters), limit: `${ROWS}` };
  const read = useRead('searchHistory', { ...query, ...(cursor && { cursor }) }, { keepsPrevious: true });
  const key = JSON.stringify([query, cursor]);
  const { shown, renew } = useSteady(read.isPlaceholderData ? undefined : read.data, key);
  const { newer, changed, state, forget } = useNewer({ project, filters, isLive, shown });
  return {
    rows: shown?.list.rows.map((row) => changed.get(row.id) ?? row),
    next: shown?.list.next ?? null,
    isStale: shown !== undefined && shown.key !== key,
    error: shown?.key === key ? null : read.error,
    retry: () => void read.refetch(),
    newer,
    state,
    showNewer: () => {
      forget();
      renew();
      toFirst();
      void read.refetch();
    },
  };
}

/** The first data of each key, until `renew`. */
function useSteady(data: HistoryPage | undefined, key: string) {
  const [shown, setShown] = useState<Shown>();
  const isDue = useRef(false);
  useEffect(() => {
    if (!data || (shown?.key === key && !isDue.current)) return;
    isDue.current = false;
    setShown({ key, list: data });
  }, [data, key]);
  return {
    shown,
    renew: () => {
      isDue.current = true;
    },
  };
}

type Newer = {
  readonly newer: number;
  /** Shown entries as they are now. */
  readonly changed: ReadonlyMap<string, HistoryEntry>;
  readonly state: TailState;
  readonly forget: () => void;
};

function useNewer({
  project,
  filters,
  isLive,
  shown,
}: {
  readonly project: string;
  readonly filters: HistoryFilters;
  readonly isLive: boolean;
  readonly shown: Shown | undefined;
}): Newer {
  const seen = useRef(new Set<string>());
  const [newer, setNewer] = useState(0);
  const [changed, setChanged] = useState<ReadonlyMap<string, HistoryEntry>>(new Map());
  const forget = () => {
    seen.current.clear();
    setNewer(0);
    setChanged(new Map());
  };
  const key = JSON.stringify([project, filters]);
  useEffect(forget, [key]);
  const rows = useRef<readonly HistoryEntry[]>([]);
  rows.current = shown?.list.rows ?? [];
  const take = (entry: HistoryEntry) => {
    if (!isMatch(filters, entry)) return;
    if (rows.current.some(({ id }) => id === entry.id))
      return setChanged((before) => new Map(before).set(entry.id, entry));
    if (seen.current.size < NEWER_AT_MOST) seen.current.add(entry.id);
    setNewer(seen.current.size);
  };
  const state = useTail({
    project,
    isOn: isLive,
    onEntry: take,
    // What came between the list and the first connection.
    onStart: async () => {
      const newest = rows.current[0];
      if (!newest) return;
      const result = await call('searchHistory', { project, ...queryOf(filters), limit: `${ROWS}` });
      if (!result.ok) return;
      const at = result.value.rows.findIndex(({ id }) => id === newest.id);
      for (const entry of result.value.rows.slice(0, Math.max(at, 0)).toReversed()) take(entry);
    },
  });
  return { newer, changed, state, forget };
}
