import { useId, useState } from 'preact/hooks';
import type { Format } from '../texts/format.ts';
import { type Texts, useFormat, useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { type Choice, SelectField, TextField } from './field.tsx';
import { Icon } from './icon.tsx';
import { useKeys } from './keys.tsx';
import { Popover } from './popover.tsx';

export type FilterValue = string | number | boolean;
export type Comparison = keyof Texts['filters']['comparisons'];

/** A filter as the API takes it. */
export type Filter = {
  readonly attribute: string;
  readonly is: Comparison;
  readonly values: readonly FilterValue[];
};

/** An attribute to filter by. `flag` is yes or no, or what its choices `true` and `false` say, `choice` one of some values, `moment` a day. */
export type FilterAttribute = {
  readonly name: string;
  readonly title: string;
  readonly kind: 'text' | 'moment' | 'flag' | 'choice' | 'number' | 'list';
  /** Those that the server answers; by default all that make sense for the kind. */
  readonly comparisons?: readonly Comparison[];
  readonly choices?: readonly Choice<string>[];
};

const comparisonsOf: Readonly<Record<FilterAttribute['kind'], readonly Comparison[]>> = {
  text: ['equal', 'contains', 'startsWith', 'isNull', 'isNotNull'],
  moment: ['greaterThan', 'lessThan', 'isNull', 'isNotNull'],
  flag: ['equal'],
  choice: ['equal', 'notEqual'],
  number: ['equal', 'greaterThan', 'lessThan'],
  list: ['contains', 'containsAny'],
};
const withoutValue = new Set<Comparison>(['isNull', 'isNotNull']);
const COMPARISONS = new Set<string>([
  ...['equal', 'notEqual', 'lessThan', 'lessThanEqual', 'greaterThan', 'greaterThanEqual', 'between'],
  ...[
    'isNull',
    'isNotNull',
    'startsWith',
    'endsWith',
    'contains',
    'notContains',
    'containsAny',
    'containsAll',
  ],
]);

/** Filters as they stand in an address; `undefined` if they are none. */
export function parseFilters(value: unknown): readonly Filter[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const isFilter = (one: unknown): one is Filter =>
    typeof one === 'object' &&
    one !== null &&
    'attribute' in one &&
    typeof one.attribute === 'string' &&
    'is' in one &&
    COMPARISONS.has(String(one.is)) &&
    'values' in one &&
    Array.isArray(one.values);
  return value.every(isFilter) ? value : undefined;
}

type FilterBarProps = {
  readonly attributes: readonly FilterAttribute[];
  readonly filters: readonly Filter[];
  readonly onChange: (filters: readonly Filter[]) => void;
};

/** A chip for each filter, and one that adds. `f` adds as well. */
export function FilterBar({ attributes, filters, onChange }: FilterBarProps) {
  const t = useTexts();
  const id = useId();
  useKeys([
    {
      key: 'f',
      label: t.keys.filter,
      run: () => document.getElementById(id)?.querySelector<HTMLButtonElement>('.chip.add')?.click(),
    },
  ]);
  const known = filters.filter(({ attribute }) => attributes.some(({ name }) => name === attribute));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div id={id} class="row wrap scroll chips" role="group" aria-label={t.filters.label}>
      {known.map((filter, at) => (
        <FilterChip
          key={`${filter.attribute} ${at}`}
          filter={filter}
          attribute={attributes.find(({ name }) => name === filter.attribute) as FilterAttribute}
          onChange={(changed) =>
            onChange(changed ? known.with(at, changed) : known.filter((_, index) => index !== at))
          }
        />
      ))}
      <Popover
        label={t.filters.add}
        buttonClass="chip add"
        button={
          <>
            <Icon name="add" small />
            {t.filters.add}
          </>
        }
      >
        {(close) => (
          <AddFilter
            attributes={attributes}
            onAdd={(filter) => {
              close();
              onChange([...known, filter]);
            }}
          />
        )}
      </Popover>
      {known.length > 0 && (
        <Button kind="quiet" small onClick={() => onChange([])}>
          {t.filters.clear}
        </Button>
      )}
    </div>
  );
}

type ChipProps = {
  readonly filter: Filter;
  readonly attribute: FilterAttribute;
  readonly onChange: (filter: Filter | undefined) => void;
};

function FilterChip({ filter, attribute, onChange }: ChipProps) {
  const t = useTexts();
  const format = useFormat();
  return (
    <span class="chip">
      <span>{attribute.title}</span>
      <Popover
        label={t.filters.change(attribute.title)}
        buttonClass=""
        buttonName={`${t.filters.change(attribute.title)}: ${filterText(t, format, attribute, filter)}`}
        button={
          <>
            <bdi>{filterText(t, format, attribute, filter)}</bdi>
            <Icon name="down" small />
          </>
        }
      >
        {(close) => (
          <FilterForm
            attribute={attribute}
            filter={filter}
            onApply={(changed) => {
              close();
              onChange(changed);
            }}
          />
        )}
      </Popover>
      <button
        class="x"
        type="button"
        aria-label={t.filters.remove(attribute.title)}
        onClick={() => onChange(undefined)}
      >
        <Icon name="close" small />
      </button>
    </span>
  );
}

function filterText(
  t: Texts,
  format: Format,
  { kind, choices }: FilterAttribute,
  { is, values }: Filter,
): string {
  if (kind === 'flag')
    return (
      choices?.find((choice) => choice.value === String(values[0]))?.label ??
      (values[0] === true ? t.filters.yes : t.filters.no)
    );
  const shown = values.map((value) => {
    if (kind === 'moment') return format.date(new Date(String(value)));
    return choices?.find((choice) => choice.value === value)?.label ?? String(value);
  });
  const comparison = is === 'equal' ? '' : t.filters.comparisons[is];
  return [comparison, shown.join(', ')].filter(Boolean).join(' ');
}

function AddFilter({
  attributes,
  onAdd,
}: {
  readonly attributes: readonly FilterAttribute[];
  readonly onAdd: (filter: Filter) => void;
}) {
  const [attribute, setAttribute] = useState<FilterAttribute>();
  if (attribute) return <FilterForm attribute={attribute} onApply={onAdd} />;
  return (
    <>
      {attributes.map((each) => (
        <button key={each.name} type="button" class="item" onClick={() => setAttribute(each)}>
          {each.title}
        </button>
      ))}
    </>
  );
}

type FormProps = {
  readonly attribute: FilterAttribute;
  readonly filter?: Filter;
  readonly onApply: (filter: Filter) => void;
};

function FilterForm({ attribute, filter, onApply }: FormProps) {
  const t = useTexts();
  const { name, kind, choices = [] } = attribute;
  const comparisons = attribute.comparisons ?? comparisonsOf[kind];
  const [is, setIs] = useState<Comparison>(filter?.is ?? comparisons[0] ?? 'equal');
  const [value, setValue] = useState(initialValue(attribute, filter));
  const values = valuesOf(attribute, is, value);
  const yesNo = [
    { value: 'true', label: t.filters.yes },
    { value: 'false', label: t.filters.no },
  ];
  return (
    <form
      class="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (values) onApply({ attribute: name, is, values });
      }}
    >
      <b>{attribute.title}</b>
      {comparisons.length > 1 && (
        <SelectField
          label={t.filters.comparison}
          isLabelHidden
          value={is}
          onChange={setIs}
          choices={comparisons.map((each) => ({ value: each, label: t.filters.comparisons[each] }))}
        />
      )}
      {!withoutValue.has(is) &&
        (kind === 'flag' || kind === 'choice' ? (
          <SelectField
            label={t.filters.value}
            value={value}
            onChange={setValue}
            choices={kind === 'flag' && choices.length === 0 ? yesNo : choices}
          />
        ) : (
          <TextField
            label={t.filters.value}
            type={kind === 'moment' ? 'date' : kind === 'number' ? 'number' : 'text'}
            value={value}
            onInput={setValue}
            isRequired
          />
        ))}
      <Button kind="primary" type="submit" isDisabled={!values}>
        {t.filters.apply}
      </Button>
    </form>
  );
}

function initialValue({ kind, choices }: FilterAttribute, filter: Filter | undefined): string {
  const value = filter?.values.join(', ');
  if (value === undefined) return choices?.[0]?.value ?? (kind === 'flag' ? 'true' : '');
  return kind === 'moment' ? value.slice(0, 10) : value;
}

/** `undefined` if the value is none of its kind. */
function valuesOf(
  { kind }: FilterAttribute,
  is: Comparison,
  value: string,
): readonly FilterValue[] | undefined {
  if (withoutValue.has(is)) return [];
  const trimmed = value.trim();
  if (trimmed === '') return undefined;
  if (kind === 'flag') return [trimmed === 'true'];
  if (kind === 'number') return Number.isFinite(Number(trimmed)) ? [Number(trimmed)] : undefined;
  if (kind === 'moment') {
    const at = new Date(`${trimmed}T00:00:00`);
    return Number.isNaN(at.getTime()) ? undefined : [at.toISOString()];
  }
  if (is !== 'containsAny' && is !== 'containsAll') return [trimmed];
  return trimmed.split(/\s*,\s*/).filter(Boolean);
}
