import { useEffect, useState } from 'preact/hooks';

/** A value outside of components, which they can watch. */
export type Store<T> = {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
};

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState(store.get);
  useEffect(() => {
    const update = () => setValue(() => store.get());
    update();
    return store.subscribe(update);
  }, [store]);
  return value;
}

/** A store whose value is kept in this browser. `parse` returns the fallback for anything that it does not know. */
export function createKeptStore<T>(
  name: string,
  parse: (stored: string | null) => T,
  format: (value: T) => string | null,
): Store<T> {
  const store = createStore(parse(readKept(name)));
  return {
    ...store,
    set: (value) => {
      store.set(value);
      writeKept(name, format(value));
    },
  };
}

const KEPT = 'denizen.';

// Browsers may refuse storage altogether.
function readKept(name: string): string | null {
  try {
    return localStorage.getItem(KEPT + name);
  } catch {
    return null;
  }
}

function writeKept(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(KEPT + name);
    else localStorage.setItem(KEPT + name, value);
  } catch {
    // The choice lasts as long as the page.
  }
}
