import type { InputOf } from '../api/client.ts';
import { type Param, text } from '../state/search-params.ts';
import type { Format } from '../texts/format.ts';
import type { Texts } from '../texts/texts.ts';
import type { Filter, FilterAttribute } from '../ui/filters.tsx';

/** Everything that sessions are filtered by, as it stands in the address. */
export const sessionFilters = [
  'network',
  'country',
  'os',
  'browser',
  'device',
  'provider',
  'olderThan',
  'unusedFor',
  'usedWithin',
] as const;
export type SessionFilterName = (typeof sessionFilters)[number];
export type SessionQuery = Omit<InputOf<'countSessions'>, 'project'>;
export type SessionFilters = Readonly<Record<SessionFilterName, string>>;

/** Ages that are offered, as the API takes them. */
const AGES = ['1h', '1d', '7d', '30d', '90d', '180d'] as const;

/** The parameters of the address. */
export const sessionParams = Object.fromEntries(sessionFilters.map((name) => [name, text()])) as Readonly<
  Record<SessionFilterName, Param<string>>
>;

export const noFilters = Object.fromEntries(sessionFilters.map((name) => [name, ''])) as SessionFilters;

export function queryOf(filters: SessionFilters): SessionQuery {
  return Object.fromEntries(
    sessionFilters.flatMap((name) => (filters[name] === '' ? [] : [[name, filters[name]]])),
  );
}

/** The filters as chips. */
export function chipsOf(filters: SessionFilters): readonly Filter[] {
  return sessionFilters.flatMap((attribute): readonly Filter[] =>
    filters[attribute] === '' ? [] : [{ attribute, is: 'equal', values: [filters[attribute]] }],
  );
}

/** One chip for each attribute: the last one counts. */
export function filtersOf(chips: readonly Filter[]): SessionFilters {
  return {
    ...noFilters,
    ...Object.fromEntries(chips.map(({ attribute, values }) => [attribute, String(values[0] ?? '')])),
  };
}

/** What a chip can be added for. Countries and ways of sign-in are chosen by their facets as well. */
export function sessionAttributes(t: Texts): readonly FilterAttribute[] {
  const ages = AGES.map((value) => ({ value, label: t.sessions.ages[value] }));
  const isEqual = { comparisons: ['equal'] } as const;
  return sessionFilters.map((name) => {
    const title = t.sessions.filters[name];
    return name === 'olderThan' || name === 'unusedFor' || name === 'usedWithin'
      ? { ...isEqual, name, title, kind: 'choice', choices: ages }
      : { ...isEqual, name, title, kind: 'text' };
  });
}

/** How a value of a facet is shown. Empty values are unknown. */
export function facetLabel(t: Texts, format: Format, name: SessionFilterName, value: string): string {
  if (value === '') return t.sessions.unknown;
  if (name === 'country') return format.country(value);
  if (name === 'provider') return providerName(t, value);
  return value;
}

export function providerName(t: Texts, provider: string): string {
  const names: Readonly<Record<string, string>> = t.sessions.providers;
  return names[provider] ?? provider;
}
