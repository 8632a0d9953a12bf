import type { HistoryEntry } from '../api/events.ts';
import { text } from '../state/search-params.ts';
import type { Texts } from '../texts/texts.ts';
import type { Filter, FilterAttribute } from '../ui/filters.tsx';

const names = ['act', 'actor', 'user', 'from', 'to'] as const;
type Name = (typeof names)[number];
export type HistoryFilters = Readonly<Record<Name, string>>;

export const historyParams = { act: text(), actor: text(), user: text(), from: text(), to: text() };
export const noFilters: HistoryFilters = { act: '', actor: '', user: '', from: '', to: '' };

/** Only what is set, as the API takes it. */
export function queryOf(filters: HistoryFilters): Partial<HistoryFilters> {
  return Object.fromEntries(names.flatMap((name) => (filters[name] === '' ? [] : [[name, filters[name]]])));
}

export function chipsOf(filters: HistoryFilters): readonly Filter[] {
  return names.flatMap((attribute): readonly Filter[] => {
    if (filters[attribute] === '') return [];
    const is = attribute === 'from' ? 'greaterThan' : attribute === 'to' ? 'lessThan' : 'equal';
    return [{ attribute, is, values: [filters[attribute]] }];
  });
}

/** One chip for each attribute: the last one counts. */
export function filtersOf(chips: readonly Filter[]): HistoryFilters {
  return {
    ...noFilters,
    ...Object.fromEntries(chips.map(({ attribute, values }) => [attribute, String(values[0] ?? '')])),
  };
}

export function historyAttributes(t: Texts): readonly FilterAttribute[] {
  const acts: Readonly<Record<string, string>> = t.acts;
  const title = (name: Name) => t.history.filters[name];
  const choices = Object.entries(acts)
    .map(([value, label]) => ({ value, label: `${label} (${value})` }))
    .toSorted((one, other) => one.value.localeCompare(other.value));
  return [
    { name: 'act', title: title('act'), kind: 'choice', comparisons: ['equal'], choices },
    { name: 'actor', title: title('actor'), kind: 'text', comparisons: ['equal'] },
    { name: 'user', title: title('user'), kind: 'text', comparisons: ['equal'] },
    { name: 'from', title: title('from'), kind: 'moment', comparisons: ['greaterThan'] },
    { name: 'to', title: title('to'), kind: 'moment', comparisons: ['lessThan'] },
  ];
}

/** Whether the list with these filters would have the entry. */
export function isMatch({ act, actor, user, from, to }: HistoryFilters, entry: HistoryEntry): boolean {
  const at = Date.parse(entry.at);
  const { kind, id } = entry.actor;
  return (
    (act === '' || act.split(',').some((each) => isNamed(each.trim(), entry.act))) &&
    (actor === '' || [kind, id, `${kind}:${id}`].includes(actor)) &&
    (user === '' || entry.user?.id === user) &&
    (from === '' || at >= Date.parse(from)) &&
    (to === '' || at < Date.parse(to))
  );
}

/** `session.*` stands for several. */
function isNamed(pattern: string, act: string): boolean {
  return pattern.endsWith('*') ? act.startsWith(pattern.slice(0, -1)) : act === pattern;
}

export function actName(t: Texts, act: string): string {
  const acts: Readonly<Record<string, string>> = t.acts;
  return acts[act] ?? act;
}

/** The fields of an act in one line. */
export function detailsText({ details }: Pick<HistoryEntry, 'details'>): string {
  return Object.entries(details)
    .filter(([name, value]) => !name.endsWith('Id') && value !== null && value !== '')
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join(' · ');
}
