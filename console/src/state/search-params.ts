import { useCallback, useMemo } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';

/** How a value stands in the address. `parse` gets what people may have typed; `undefined` is the default. */
export type Param<T> = {
  readonly fallback: T;
  readonly parse: (text: string) => T | undefined;
  /** `undefined` leaves it out. */
  readonly format: (value: T) => string | undefined;
};

type AnyParam = {
  readonly fallback: unknown;
  readonly parse: (text: string) => unknown;
  readonly format: (value: never) => string | undefined;
};
type Shape = Readonly<Record<string, AnyParam>>;
type ValuesOf<S extends Shape> = { readonly [K in keyof S]: S[K]['fallback'] };

export const text = (fallback = ''): Param<string> => ({
  fallback,
  parse: (value) => value,
  format: (value) => (value === fallback ? undefined : value),
});

export const flag = (): Param<boolean> => ({
  fallback: false,
  parse: (value) => value === '1',
  format: (value) => (value ? '1' : undefined),
});

export const oneOf = <T extends string>(values: readonly T[], fallback: T): Param<T> => ({
  fallback,
  parse: (value) => values.find((known) => known === value),
  format: (value) => (value === fallback ? undefined : value),
});

/** `parse` checks what stands in the address. */
export const json = <T>(fallback: T, parse: (value: unknown) => T | undefined): Param<T> => ({
  fallback,
  parse: (value) => {
    try {
      return parse(JSON.parse(value));
    } catch {
      return undefined;
    }
  },
  format: (value) => {
    const formatted = JSON.stringify(value);
    return formatted === JSON.stringify(fallback) ? undefined : formatted;
  },
});

export type SetParams<S extends Shape> = (
  changes: Partial<ValuesOf<S>>,
  options?: { readonly replace?: boolean },
) => void;

/**
 * The state of a page, which stands in its address. `shape` is a constant of the module. A change adds an entry to the
 * history of the browser, or replaces the last.
 */
export function useSearchState<S extends Shape>(shape: S): readonly [ValuesOf<S>, SetParams<S>] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const values = useMemo(() => valuesIn(shape, search), [shape, search]);
  const set = useCallback<SetParams<S>>(
    (changes, { replace = false } = {}) => {
      // The address of now: several changes may come before the next render.
      const params = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        // Cast: the types of this function pair each value with its parameter.
        const formatted = shape[name]?.format(value as never);
        if (formatted === undefined) params.delete(name);
        else params.set(name, formatted);
      }
      navigate(`${path}${params.size > 0 ? `?${params}` : ''}`, { replace });
    },
    [shape, path, navigate],
  );
  return [values, set];
}

/** The state that stands in the part of an address after its path. */
export function valuesIn<S extends Shape>(shape: S, search: string): ValuesOf<S> {
  const params = new URLSearchParams(search);
  const values = Object.entries(shape).map(([name, { parse, fallback }]) => {
    const stands = params.get(name);
    return [name, stands === null ? fallback : (parse(stands) ?? fallback)];
  });
  // Cast: each name has a value of its own parameter.
  return Object.fromEntries(values) as ValuesOf<S>;
}
