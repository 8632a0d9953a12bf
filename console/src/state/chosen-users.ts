import { createStore } from './store.ts';

/** Users who were chosen for an act: too many for an address. They are forgotten when the page is loaded again. */
export const chosenUsers = createStore<readonly string[]>([]);
/** As many ids stand in an address. */
const IN_ADDRESS_AT_MOST = 50;

/** The address of a new job for chosen users. */
export function jobForUsers(
  project: string,
  { act, ids }: { readonly act: string; readonly ids: readonly string[] },
): string {
  chosenUsers.set(ids);
  const params = new URLSearchParams({ act });
  if (ids.length <= IN_ADDRESS_AT_MOST) params.set('ids', JSON.stringify(ids));
  else params.set('chosen', String(ids.length));
  return `/projects/${encodeURIComponent(project)}/jobs?${params}`;
}

/** The address of a new job for all users who match. */
export function jobForMatches(
  project: string,
  {
    act,
    queries,
    search,
  }: { readonly act: string; readonly queries: string | undefined; readonly search: string },
): string {
  const params = new URLSearchParams({ act, all: '1' });
  if (queries !== undefined) params.set('queries', queries);
  if (search !== '') params.set('search', search);
  return `/projects/${encodeURIComponent(project)}/jobs?${params}`;
}
