import { type Fragment, sql } from '../../db/fragment.ts';
import { indexed, isCondition, wordCondition } from './access-path.ts';
import { type Bound, type Condition, flat, isBefore, isRange, type Range } from './conditions.ts';
import { type Collection, wordTable } from './listing.ts';
import { afterKey, CREATION_ORDER, isUniform, type Key, orderBy, orderTerms, type Term } from './order.ts';
import type { AccessPath } from './path.ts';
import type { Search } from './search.ts';
import { allOf } from './sql.ts';

/** A range of one index that can be scanned in order and resumed at any row. */
export type IndexRange = {
  /** The collection's own rows, or its words, where a row can occur more than once. */
  readonly source: 'rows' | 'words';
  /** The requested conditions that every row of the range meets. */
  readonly satisfied: readonly Condition[];
  /** The conditions that select the range. */
  readonly conditions: readonly Condition[];
  /** The order of the index within the range. */
  readonly order: readonly Term[];
  /** The columns that identify a position in the range. */
  readonly key: readonly Term[];
};

const term = (column: string, descending = false): Term => ({ column, descending, nullable: false });
const wordsOf = (collection: Collection): readonly Term[] => [term('word'), term(wordTable(collection).id)];

/** Returns an index range in the order of the terms, if an index has it. */
export function indexRangeFor(
  collection: Collection,
  conditions: readonly Condition[],
  terms: readonly Term[],
): IndexRange | undefined {
  const [first] = terms;
  if (!first || !isUniform(terms) || terms.some((each) => each.nullable)) return undefined;
  const columns = terms.map((each) => each.column).join();
  const isIndexOrder = ['id', 'sequence,id', `${first.column},sequence,id`].includes(columns);
  const equality = columns === 'sequence,id' ? leadingEquality(collection, conditions) : undefined;
  if (!isIndexOrder || !(equality || indexed(collection, first.column))) return undefined;
  const own = conditions.filter((condition) => isOnColumn(condition, first.column));
  const ranges = flat(own.map(asRange));
  if (!equality) return { source: 'rows', satisfied: own, conditions: ranges, order: terms, key: terms };
  // The index is ordered after its nulls too, but PostgreSQL uses that only when the order names the column.
  const order = equality.is === 'null' ? [term(equality.column, first.descending), ...terms] : terms;
  return {
    source: 'rows',
    satisfied: [equality, ...own],
    conditions: [equality, ...ranges],
    order,
    key: terms,
  };
}

/** Returns the index range of a path, in any order. Without a usable path, returns all rows. */
export function indexRangeAlong(collection: Collection, path: AccessPath | undefined): IndexRange {
  const [condition] = path?.branches ?? [];
  const allRows: IndexRange = {
    source: 'rows',
    satisfied: [],
    conditions: [],
    order: CREATION_ORDER,
    key: CREATION_ORDER,
  };
  if (!condition || path?.branches.length !== 1 || !isCondition(condition)) return allRows;
  // Rows that have a word of an ending need not end so: cheaper in their own order.
  const word = condition.is === 'ends' ? undefined : wordCondition(condition);
  if (word && (word.is !== 'in' || isEquality(word))) {
    const order = wordsOf(collection);
    return { source: 'words', satisfied: [condition], conditions: [asRange(word)], order, key: order };
  }
  if (!('column' in condition) || (condition.is === 'in' && !isEquality(condition))) return allRows;
  const { column } = condition;
  const isCreation = isEquality(condition) || CREATION_ORDER.some((each) => each.column === column);
  return (
    indexRangeFor(collection, [condition], isCreation ? CREATION_ORDER : [term(column), ...CREATION_ORDER]) ??
    allRows
  );
}

/** Returns `from … where …` for the rows of a range after `after`. */
export function rowsInRange(search: Search, range: IndexRange, after?: Key): Fragment {
  const { read, project, collection } = search;
  const table = tableOf(collection, range);
  const [first] = range.key;
  const keyRange = range.conditions.filter(isRange).find((guide) => guide.column === first?.column);
  const others = range.conditions.filter((guide) => guide !== keyRange);
  const start = keyRange && after && !isInsideRange(after, keyRange, first) ? undefined : after;
  const conditions = keyRange ? [...others, ...remainingRange(keyRange, start, first)] : others;
  const tests: Fragment[] = [sql`project_id = ${project}`];
  if (conditions.length > 0) tests.push(allOf(read.sql.fragments, table, conditions));
  if (start) tests.push(afterIn(search, range, start));
  return sql`from ${sql.ref(table)} where ${sql.join(tests, sql` and `)}`;
}

/** The part of a range that the key leaves open. Given two bounds on one side, SQLite may use the wider one. */
function remainingRange(
  { column, ...bounds }: Range,
  start: Key | undefined,
  term: Term | undefined,
): readonly Condition[] {
  const isDescending = term?.descending ?? false;
  const from = start && !isDescending ? undefined : bounds.from;
  const to = start && isDescending ? undefined : bounds.to;
  const isOpen = (!start || isDescending) && !from;
  return [
    ...(isOpen ? [{ is: 'null', column, yes: false } as const] : []),
    ...(from || to ? [{ is: 'range', column, ...(from && { from }), ...(to && { to }) } as const] : []),
  ];
}

/** Reports whether the key is at or after the start of the range. */
function isInsideRange([value]: Key, range: Range, term: Term | undefined): boolean {
  // Null is less than every value.
  if (value === null) return term?.descending ?? false;
  const bound = term?.descending ? range.to : range.from;
  if (value === undefined || !bound) return true;
  if (value === bound.value) return !bound.exclusive;
  return term?.descending ? isBefore(value, bound.value) : isBefore(bound.value, value);
}

function tableOf(collection: Collection, range: IndexRange): string {
  return range.source === 'words' ? wordTable(collection).table : collection.table;
}

export function orderOfRange(search: Search, range: IndexRange): Fragment {
  const table = tableOf(search.collection, range);
  const lead = leadOf(search, range);
  if (!lead) return orderBy(table, range.order);
  const direction = range.order[0]?.descending ? sql` desc` : sql``;
  return sql`order by ${lead.expression}${direction}, ${orderTerms(table, range.order)}`;
}

/** The rows of a range after a key. */
function afterIn(search: Search, range: IndexRange, key: Key): Fragment {
  const table = tableOf(search.collection, range);
  const lead = leadOf(search, range);
  if (!lead) return afterKey(table, range.key, key);
  const columns = range.key.map(({ column }) => sql.ref(`${table}.${column}`));
  const sign = range.key[0]?.descending ? sql`<` : sql`>`;
  return sql`(${sql.join([lead.expression, ...columns])}) ${sign} (${sql.join([lead.value, ...key])})`;
}

/**
 * The domain that all rows of a range have, which stands before the order of creation: it makes PostgreSQL use the index of domains, and
 * no other that has this order. SQLite does so anyway, and compares keys with columns only.
 */
function leadOf({ read, collection }: Search, { conditions }: IndexRange) {
  const domain = conditions.find((condition) => condition.is === 'domain');
  if (!domain || read.sql.engine === 'sqlite') return undefined;
  const column = sql.ref(`${collection.table}.${domain.column}`);
  return { expression: read.sql.fragments.domain(column), value: domain.domain };
}

/** Returns the conditions that a row in the range may still fail. */
export function unmetConditions(conditions: readonly Condition[], range: IndexRange): readonly Condition[] {
  // A word folds case, so it only shows that the part may occur: `holds` is tested again.
  return conditions.filter((condition) => condition.is === 'holds' || !range.satisfied.includes(condition));
}

/** Turns an equality or "not null" into a range, which a key can narrow. */
function asRange(condition: Condition): Condition {
  if (condition.is === 'null') return { is: 'range', column: condition.column };
  if (condition.is !== 'in' || !isEquality(condition)) return condition;
  const [value = 0] = condition.values;
  const bound: Bound = { value, exclusive: false };
  return { is: 'range', column: condition.column, from: bound, to: bound };
}

/** Returns an equality on an indexed column. Within it, the index is in creation order. */
function leadingEquality(
  collection: Collection,
  conditions: readonly Condition[],
): (Condition & { column: string }) | undefined {
  const equalities = conditions
    .filter(isEquality)
    .filter(({ column }) => column !== 'id' && indexed(collection, column));
  const byValue = equalities.find(({ is }) => is === 'in') ?? equalities.find(({ is }) => is === 'domain');
  return byValue ?? equalities[0];
}

function isOnColumn(condition: Condition, column: string): boolean {
  if (condition.is === 'null') return !condition.yes && condition.column === column;
  // Domains have an index of their own.
  if (condition.is === 'domain') return false;
  return (condition.is === 'range' || isEquality(condition)) && condition.column === column;
}

function isEquality(
  condition: Condition,
): condition is Condition & ({ is: 'in' } | { is: 'null' } | { is: 'domain' }) {
  if (condition.is === 'null') return condition.yes;
  if (condition.is === 'domain') return true;
  return condition.is === 'in' && condition.values.length === 1;
}
