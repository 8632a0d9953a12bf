import { useState } from 'preact/hooks';
import type { OutputOf } from '../api/client.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { facetLabel, type SessionFilterName, type SessionFilters } from './sessions-filters.ts';

type SessionFacets = OutputOf<'countSessions'>;
type Facet = SessionFacets['networks'][number];

const SHOWN = 5;
const facets = [
  ['country', 'countries'],
  ['os', 'os'],
  ['network', 'networks'],
  ['provider', 'providers'],
] as const;

type FacetsProps = {
  readonly counts: SessionFacets | undefined;
  readonly filters: SessionFilters;
  readonly isStale: boolean;
  readonly onChoose: (name: SessionFilterName, value: string) => void;
};

/** Four groups of values with their counts. A click filters by the value, and a second one takes the filter away. */
export function Facets({ counts, filters, isStale, onChoose }: FacetsProps) {
  return (
    <div class={isStale ? 'facets stale' : 'facets'}>
      {facets.map(([name, list]) => (
        <FacetList
          key={name}
          name={name}
          values={counts?.[list]}
          isExact={counts?.isExact ?? true}
          chosen={filters[name]}
          onChoose={(value) => onChoose(name, filters[name] === value ? '' : value)}
        />
      ))}
    </div>
  );
}

type ListProps = {
  readonly name: SessionFilterName;
  readonly values: readonly Facet[] | undefined;
  readonly isExact: boolean;
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
};

function FacetList({ name, values, isExact, chosen, onChoose }: ListProps) {
  const t = useTexts();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const title = t.sessions.filters[name];
  const most = Math.max(1, ...(values ?? []).map(({ count }) => count));
  const shown = isOpen ? values : values?.slice(0, SHOWN);
  const rest = (values?.length ?? 0) - SHOWN;
  return (
    <section class="facet" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {values?.length === 0 && <li class="muted">{t.sessions.noValues}</li>}
        {shown?.map(({ value, count }) => (
          <li key={value}>
            <button
              type="button"
              aria-pressed={value !== '' && chosen === value}
              // The API cannot filter by what is unknown.
              disabled={value === ''}
              onClick={() => onChoose(value)}
            >
              <bdi class="clip">{facetLabel(t, format, name, value)}</bdi>
              <span class="n">{format.count(count, isExact)}</span>
              <span class="fill" style={{ inlineSize: `${(100 * count) / most}%` }} />
            </button>
          </li>
        ))}
        {rest > 0 && (
          <li>
            <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              <span>{isOpen ? t.sessions.fewer : t.sessions.more(format.number(rest))}</span>
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}
