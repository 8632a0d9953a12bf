import {
  type Comparison,
  type Filter,
  LIMIT_AT_MOST,
  type Listing,
  OFFSET_AT_MOST,
  type Order,
  type Scalar,
} from '../core/listing/listing.ts';
import { isStorable, withCommas } from '../core/text.ts';
import { AppwriteError } from './failures.ts';
import { comparisons, createdAndUpdated, isComparison } from './query-methods.ts';
import { isWrittenQuery, readWrittenQuery } from './query-text.ts';
import { type QueryAttribute, typed } from './query-values.ts';

const DEFAULT_LIMIT = 25;
const DEPTH_AT_MOST = 10;
const FILTERS_AT_MOST = 100;
/** Limit on values over all filters. Each can become two parameters of a statement; SQLite allows 32,766. */
const VALUES_AT_MOST = 5_000;

/** Queryable attributes, by wire name. */
export type QueryAttributes = Readonly<Record<string, QueryAttribute>>;

type Query = { readonly method: string; readonly attribute: string; readonly values: readonly unknown[] };
type Budget = { filters: number; values: number };
type ParsedQueries = {
  filters: Filter[];
  orders: Order[];
  random: boolean;
  limit?: number;
  offset?: number;
  cursor?: { readonly id: string; readonly before: boolean };
};

/** Parses the parameters `queries`, `search` and `total` of a list. */
export function listingOf(
  attributes: QueryAttributes,
  input: { readonly queries?: readonly string[]; readonly search?: string; readonly total?: boolean },
): Listing {
  const read: ParsedQueries = { filters: [], orders: [], random: false };
  const budget: Budget = { filters: FILTERS_AT_MOST, values: VALUES_AT_MOST };
  for (const text of input.queries ?? []) applyQuery(attributes, read, parse(text), budget);
  return {
    filters: read.filters,
    orders: read.random ? 'random' : read.orders,
    limit: read.limit ?? DEFAULT_LIMIT,
    offset: read.offset ?? 0,
    counted: input.total ?? true,
    mayEndEarly: read.offset === undefined && !read.random,
    ...(read.cursor && { cursor: read.cursor }),
    // Old clients send an empty search for none.
    ...(input.search && { search: input.search }),
  };
}

function applyQuery(attributes: QueryAttributes, read: ParsedQueries, query: Query, budget: Budget): void {
  const { method, attribute, values } = query;
  switch (method) {
    // The first of several counts, but all must be valid.
    case 'limit':
      read.limit = rejectSecond(read.limit, whole('limit', values, 1, LIMIT_AT_MOST));
      return;
    case 'offset':
      read.offset = rejectSecond(read.offset, whole('offset', values, 0, OFFSET_AT_MOST));
      return;
    case 'cursorAfter':
    case 'cursorBefore':
      read.cursor = rejectSecond(read.cursor, { id: cursorOf(values), before: method === 'cursorBefore' });
      return;
    case 'orderAsc':
    case 'orderDesc':
      read.orders.push({ attribute: orderedBy(attributes, attribute), descending: method === 'orderDesc' });
      return;
    case 'orderRandom':
      read.random = true;
      return;
    default:
      read.filters.push(filterOf(attributes, query, budget, 1));
  }
}

function rejectSecond<T>(first: T | undefined, later: T): T {
  return first ?? later;
}

function filterOf(attributes: QueryAttributes, query: Query, budget: Budget, depth: number): Filter {
  if (--budget.filters < 0) refuse(`More than ${FILTERS_AT_MOST} filters`);
  const { method, attribute, values } = createdAndUpdated(query);
  if (method === 'and' || method === 'or') {
    const name = method === 'and' ? 'And' : 'Or';
    if (depth >= DEPTH_AT_MOST) refuse(`Queries are nested deeper than ${DEPTH_AT_MOST} levels`);
    if (values.length < 2) refuse(`${name} queries require at least two queries`);
    const filters = values.map((value) => {
      const inner = shaped(typeof value === 'string' ? parsed(value) : value);
      if (!isFilter(inner.method)) refuse(`${name} queries can only contain filter queries`);
      return filterOf(attributes, inner, budget, depth + 1);
    });
    return { is: method, filters };
  }
  if (method === 'search' || method === 'notSearch') {
    throw new AppwriteError(
      { code: 'query_invalid', rule: 'malformed' },
      `Searching by attribute "${attribute}" requires a fulltext index.`,
    );
  }
  if (!isComparison(method)) refuse(`Invalid query method: ${method}`);
  const known = attributeOf(attributes, attribute);
  budget.values -= values.length;
  if (budget.values < 0) refuse(`More than ${withCommas(VALUES_AT_MOST)} values`);
  return { is: method, attribute: known.core, values: valuesOf(method, attribute, known, values) };
}

function valuesOf(
  method: Comparison,
  name: string,
  attribute: QueryAttribute,
  values: readonly unknown[],
): readonly Scalar[] {
  const { label, least, most, onList, onTextOnly } = comparisons[method];
  if (attribute.type === 'list' && !onList)
    refuse(`Cannot query ${method} on attribute "${name}" because it is an array.`);
  if (attribute.type !== 'list' && onTextOnly && attribute.type !== 'text') {
    refuse(`Cannot query ${method} on attribute "${name}" because it is not an array, string, or object.`);
  }
  if (values.length > most && most > 2) refuse(`Query on attribute has greater than ${most} values: ${name}`);
  if (values.length < least || values.length > most)
    refuse(`${label} queries require ${amount(least, most)}.`);
  return values.map(
    (value) => typed(attribute, value) ?? refuse(`Query value is invalid for attribute "${name}"`),
  );
}

function amount(least: number, most: number): string {
  if (most === 0) return 'no values';
  if (least !== most) return 'at least one value';
  return least === 1 ? 'exactly one value' : 'exactly two values';
}

function isFilter(method: string): boolean {
  return (
    isComparison(createdAndUpdated({ method, attribute: '', values: [] }).method) ||
    ['and', 'or', 'search', 'notSearch'].includes(method)
  );
}

function orderedBy(attributes: QueryAttributes, name: string): string {
  // Older clients send an empty attribute for the order of creation.
  if (name === '') return attributeOf(attributes, '$sequence').core;
  const attribute = attributeOf(attributes, name);
  if (attribute.type === 'list') refuse(`Cannot order by attribute "${name}" because it is an array.`);
  return attribute.core;
}

function attributeOf(attributes: QueryAttributes, name: string): QueryAttribute {
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return attribute ?? refuse(`Attribute not found in schema: ${name}`);
}

function whole(name: string, values: readonly unknown[], least: number, most: number): number {
  const [value] = values;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const further = name === 'offset' ? '; use cursorAfter to go further' : '';
  const [from, to] = [withCommas(least), withCommas(most)];
  return refuse(`Invalid ${name}: Value must be a valid range between ${from} and ${to}${further}`);
}

function cursorOf(values: readonly unknown[]): string {
  const [id] = values;
  return typeof id === 'string' && id.length > 0 && id.length <= 36 && isStorable(id)
    ? id
    : refuse('Invalid cursor: Value must be the ID of a row');
}

/** Parses a query in JSON, or in the older text syntax. */
function parse(text: string): Query {
  if (!isWrittenQuery(text)) return shaped(parsed(text));
  const query = readWrittenQuery(text);
  if (!query)
    throw new AppwriteError({ code: 'query_invalid', rule: 'malformed' }, 'Invalid query: Syntax error');
  return query;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('Syntax error');
  }
}

function shaped(value: unknown): Query {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('A query must be a JSON object');
  const { method, attribute = '', values = [] } = value as Record<string, unknown>;
  if (typeof method !== 'string') refuse('Invalid query method. Must be a string');
  if (typeof attribute !== 'string') refuse('Invalid query attribute. Must be a string');
  if (!Array.isArray(values)) refuse('Invalid query values. Must be an array');
  return { method, attribute, values };
}

function refuse(reason: string): never {
  throw queriesInvalid(reason);
}

/** Returns an error of the parameter `queries`. */
export function queriesInvalid(reason: string): AppwriteError {
  return new AppwriteError(
    { code: 'argument_invalid', field: 'queries', rule: 'malformed' },
    { param: 'queries', problem: `Invalid query: ${reason}` },
  );
}
