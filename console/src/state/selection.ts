import { useCallback, useMemo, useRef, useState } from 'preact/hooks';

/** Selected rows by id. It survives paging. */
export type Selection = {
  readonly ids: ReadonlySet<string>;
  /** Selects the row or not; with `isRange`, all rows from the last one up to this. `shown` are the ids of the page. */
  readonly toggle: (id: string, isRange: boolean, shown: readonly string[]) => void;
  readonly setAll: (ids: readonly string[], isSelected: boolean) => void;
  readonly clear: () => void;
};

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  const latest = useRef(ids);
  latest.current = ids;
  const change = useCallback((changed: readonly string[], isSelected: boolean) => {
    setIds((before) => {
      const after = new Set(before);
      for (const id of changed) isSelected ? after.add(id) : after.delete(id);
      return after;
    });
  }, []);
  // The same function always, so that rows are not made again for it.
  const toggle = useCallback<Selection['toggle']>(
    (id, isRange, shown) => {
      const from = last.current === undefined ? -1 : shown.indexOf(last.current);
      const to = shown.indexOf(id);
      last.current = id;
      if (isRange && from >= 0 && to >= 0)
        change(shown.slice(Math.min(from, to), Math.max(from, to) + 1), true);
      else change([id], !latest.current.has(id));
    },
    [change],
  );
  const clear = useCallback(() => setIds(new Set()), []);
  return useMemo(() => ({ ids, toggle, setAll: change, clear }), [ids, toggle, change, clear]);
}
