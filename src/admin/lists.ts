import { z } from 'zod';
import { Failure } from '../core/failure.ts';
import { comparisonRules, isComparable, isComparison } from '../core/listing/comparisons.ts';
import {
  type Attribute,
  type Attributes,
  type Collection,
  type Filter,
  type Listing,
  type Order,
  type Page,
  type Scalar,
  TOTAL_AT_MOST,
} from '../core/listing/listing.ts';
import { isStorable } from '../core/text.ts';
import type { Model } from '../http/endpoint.ts';
import { input, optional, type Required } from '../http/param.ts';
import { looseFlag, whole } from '../http/user-params.ts';
import { someText, text } from './params.ts';
import type { Call } from './route.ts';

const ROWS_AT_MOST = 500;
const ROWS = 50;
const FILTERS_AT_MOST = 100;
const VALUES_AT_MOST = 5_000;
const VALUE_LENGTH = 1_000;
const QUERIES_LENGTH = 16_384;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

const QUERIES_RULE = 'must be a JSON array of objects with "attribute", "is" and "values"';

const direction: Required<'next' | 'previous'> = input(
  z.enum(['next', 'previous']),
  'must be next or previous',
  'Whether the page follows the cursor or comes before it. Default: next.',
);

/** Parameters of every list. */
export const pageParams = {
  cursor: optional(someText('`next` or `previous` of another page.', 64)),
  direction: optional(direction),
  limit: optional(whole(1, ROWS_AT_MOST, `Rows of a page. Default: ${ROWS}.`)),
  counted: optional(looseFlag('Whether to count all matches, up to 5,000. Default: false.')),
};

/** Parameters of a list with filters, a search and an order. */
export const listParams = {
  ...pageParams,
  queries: optional(
    text(`Filters in JSON: [{"attribute", "is", "values"}]. Rows meet all of them.`, QUERIES_LENGTH),
  ),
  search: optional(text('Words; each begins a word of the row.', 256)),
  sort: optional(someText('The attribute to sort by, out of those with an index.', 64)),
  descending: optional(looseFlag('Whether the greatest value stands first. Default: false.')),
};

type PageInput = {
  readonly cursor?: string;
  readonly direction?: 'next' | 'previous';
  readonly limit?: number;
  readonly counted?: boolean;
};

type ListInput = PageInput & {
  readonly queries?: string;
  readonly search?: string;
  readonly sort?: string;
  readonly descending?: boolean;
};

/** A page with the cursors of its neighbours. */
export type Listed<T> = {
  readonly rows: readonly T[];
  readonly next: string | null;
  readonly previous: string | null;
  readonly total?: number;
  readonly totalIsExact?: boolean;
};

/** Lists one page of a collection. Fails with `argument_invalid` for filters and orders that it does not have. */
export async function listPage<T extends { readonly id: string }>(
  collection: Collection,
  input: ListInput,
  list: (listing: Listing) => Promise<Page<T>>,
): Promise<Listed<T>> {
  const filters = input.queries === undefined ? [] : filtersIn(collection.attributes, input.queries);
  const search = input.search?.trim() || undefined;
  const isAll = filters.length === 0 && search === undefined && collection.counted !== undefined;
  const orders = ordersOf(collection.attributes, input);
  return pageOf(input, { isAll }, (listing) =>
    list({ ...listing, filters, orders, ...(search !== undefined && { search }) }),
  );
}

/** Lists one page of rows that belong to one user or team. */
export function listOwned<T extends { readonly id: string }>(
  input: PageInput,
  list: (listing: Listing) => Promise<Page<T>>,
): Promise<Listed<T>> {
  return pageOf(input, { isAll: false }, list);
}

/** One row more than the page has tells whether there is a further page. */
async function pageOf<T extends { readonly id: string }>(
  { cursor, direction, limit = ROWS, counted = false }: PageInput,
  { isAll }: { readonly isAll: boolean },
  list: (listing: Listing) => Promise<Page<T>>,
): Promise<Listed<T>> {
  const isBack = cursor !== undefined && direction === 'previous';
  const { rows, total, totalIsUnknown, isCut } = await list({
    ...{ filters: [], orders: [], offset: 0, mayEndEarly: true, counted },
    limit: limit + 1,
    ...(cursor !== undefined && { cursor: { id: cursor, before: isBack } }),
  });
  const shown = isBack ? rows.slice(-limit) : rows.slice(0, limit);
  const isMore = rows.length > limit || isCut === true;
  const [first = null, last = null] = [shown[0]?.id, shown.at(-1)?.id];
  return {
    rows: shown,
    next: isBack || isMore ? last : null,
    previous: (isBack ? isMore : cursor !== undefined) ? first : null,
    ...(counted && !totalIsUnknown && { total, totalIsExact: isAll || total < TOTAL_AT_MOST }),
  };
}

/** Parses the filters of a list. Fails with `argument_invalid`. */
export function filtersIn(attributes: Attributes, queries: string): readonly Filter[] {
  return filtersOf(attributes, parsed(queries));
}

/** Validates filters. Fails with `argument_invalid`. */
export function filtersOf(attributes: Attributes, queries: unknown): readonly Filter[] {
  if (!Array.isArray(queries)) throw wrong(QUERIES_RULE);
  if (queries.length > FILTERS_AT_MOST) throw wrong(`must be at most ${FILTERS_AT_MOST} filters`);
  const filters = queries.map((query: unknown) => filterOf(attributes, query));
  const values = filters.reduce((sum, filter) => sum + filter.values.length, 0);
  if (values > VALUES_AT_MOST) throw wrong(`must have at most ${VALUES_AT_MOST} values`);
  return filters;
}

function filterOf(attributes: Attributes, query: unknown): Extract<Filter, { readonly values: unknown }> {
  if (typeof query !== 'object' || query === null) throw wrong(QUERIES_RULE);
  const { attribute: name, is, values = [] } = query as Readonly<Record<string, unknown>>;
  const attribute = attributeOf(attributes, name);
  if (typeof name !== 'string' || !attribute)
    throw wrong(`must name attributes out of ${Object.keys(attributes).join(', ')}`);
  if (typeof is !== 'string' || !isComparison(is))
    throw wrong(`must compare by one of ${Object.keys(comparisonRules).join(', ')}`);
  if (!isComparable(attribute, is)) throw wrong(`cannot compare ${name} by ${is}`);
  const { least, most } = comparisonRules[is];
  if (!Array.isArray(values) || values.length < least || values.length > most)
    throw wrong(`must have ${least === most ? least : `${least} to ${most}`} values for ${is}`);
  const typed = values.map((value: unknown) => {
    const scalar = scalarOf(attribute, value);
    if (scalar === undefined) throw wrong(`must have values of ${name} that are ${kindText[attribute.kind]}`);
    return scalar;
  });
  return { is, attribute: name, values: typed };
}

const kindText: Readonly<Record<Attribute['kind'], string>> = {
  text: `texts of at most ${VALUE_LENGTH} characters`,
  list: `texts of at most ${VALUE_LENGTH} characters`,
  flag: 'true or false',
  number: 'whole numbers',
  moment: 'dates in ISO 8601',
};

function scalarOf({ kind }: Attribute, value: unknown): Scalar | undefined {
  switch (kind) {
    case 'text':
    case 'list':
      return typeof value === 'string' && value.length <= VALUE_LENGTH && isStorable(value)
        ? value
        : undefined;
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'number':
      return Number.isSafeInteger(value) ? (value as number) : undefined;
    case 'moment': {
      const moment = typeof value === 'string' && DATE.test(value) ? Date.parse(value) : Number.NaN;
      return Number.isNaN(moment) ? undefined : moment;
    }
  }
}

/** Without an index, a list of many rows could not be sorted. */
function ordersOf(
  attributes: Attributes,
  { sort, descending = false }: Pick<ListInput, 'sort' | 'descending'>,
): readonly Order[] {
  if (sort === undefined) return descending ? [{ attribute: 'sequence', descending }] : [];
  const attribute = attributeOf(attributes, sort);
  if (attribute && isSortable(attribute)) return [{ attribute: sort, descending }];
  const names = Object.keys(attributes).filter((name) => {
    const each = attributes[name];
    return each && isSortable(each);
  });
  throw wrong(`must be one of ${names.join(', ')}`, 'sort');
}

function isSortable(attribute: Attribute): boolean {
  return attribute.kind !== 'list' && attribute.indexed === true;
}

function attributeOf(attributes: Attributes, name: unknown): Attribute | undefined {
  return typeof name === 'string' && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

function parsed(queries: string): unknown {
  try {
    return JSON.parse(queries);
  } catch {
    throw wrong(QUERIES_RULE);
  }
}

function wrong(expected: string, field = 'queries'): Failure {
  return new Failure({ code: 'argument_invalid', field, rule: 'malformed', expected });
}

/** The model of a page. */
export function pageModelOf<T>(row: Model<T, Call>, name: string): Model<Listed<T>, Call> {
  return {
    name,
    schema: z.object({
      rows: z.array(row.schema),
      next: z.string().nullable().describe('The cursor of the page after this one; null at the end.'),
      previous: z
        .string()
        .nullable()
        .describe('The cursor of the page before this one, with direction=previous; null at the beginning.'),
      total: z
        .int()
        .optional()
        .describe(
          'How many rows match, up to 5,000; with counted=1. Missing if counting would take too long.',
        ),
      totalIsExact: z.boolean().optional().describe('False when there may be more than `total`.'),
    }),
    view: ({ rows, ...page }, call) => ({ rows: rows.map((each) => row.view(each, call)), ...page }),
  };
}
