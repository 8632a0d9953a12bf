import type { InputOf } from '../../api/client.ts';
import { flag, json, oneOf, type Param, text, type useSearchState } from '../../state/search-params.ts';
import { type Filter, parseFilters } from '../../ui/filters.tsx';

/** An act and whom it meets. */
export type Wanted = InputOf<'previewJob'>;
export type JobAct = Wanted['act'];

export const ACTS = [
  ...(['block', 'unblock', 'verify', 'label', 'unlabel'] as const),
  ...(['endSessions', 'requireNewPassword', 'markPending', 'export', 'delete', 'erase'] as const),
] as const satisfies readonly JobAct[];

const count: Param<number> = {
  fallback: 0,
  parse: (value) => (/^\d{1,6}$/.test(value) ? Number(value) : undefined),
  format: (value) => (value === 0 ? undefined : String(value)),
};

/** A new job as it stands in the address. Without an act, there is none. */
export const jobShape = {
  act: oneOf(['', ...ACTS] as const, ''),
  all: flag(),
  ids: json<readonly string[]>([], (value) =>
    Array.isArray(value) && value.every((id) => typeof id === 'string') ? value : undefined,
  ),
  chosen: count,
  queries: json<readonly Filter[]>([], parseFilters),
  search: text(),
  labels: text(),
  address: oneOf(['email', 'phone'] as const, 'email'),
  page: text(),
  cursor: text(),
  new: text(),
};

export type JobParams = ReturnType<typeof useSearchState<typeof jobShape>>[0];
export type SetJobParams = ReturnType<typeof useSearchState<typeof jobShape>>[1];
