import { type RawBuilder, sql } from 'kysely';
import { type Bound, type Condition, flat, isBefore, isRange, type Range } from './conditions.ts';
import { type Collection, wordTable } from './listing.ts';
import { behind, CREATION, isUniform, type Key, orderBy, type Term, upTo } from './order.ts';
import { indexed, onWords, type Path } from './path.ts';
import type { Search } from './search.ts';
import { allOf } from './sql.ts';

/** A stretch of one index, along which rows can be walked in order and left at any row. */
export type Trail = {
  /** The collection's own rows, or its words, among which a row can come more than once. */
  readonly on: 'rows' | 'words';
  /** Of the conditions asked for, those that every row on the trail meets. */
  readonly answers: readonly Condition[];
  /** What leads to the trail. */
  readonly guides: readonly Condition[];
  /** How the index is ordered from where the conditions leave it. */
  readonly order: readonly Term[];
  /** What tells a row's place on the trail. */
  readonly key: readonly Term[];
};

const term = (column: string, descending = false): Term => ({ column, descending, nullable: false });
const wordsOf = (collection: Collection): readonly Term[] => [term('word'), term(wordTable(collection).id)];

/** The trail that has the order of the terms, if an index does. */
export function trailOf(
  collection: Collection,
  conditions: readonly Condition[],
  terms: readonly Term[],
): Trail | undefined {
  const [first] = terms;
  if (!first || !isUniform(terms) || terms.some((each) => each.nullable)) return undefined;
  const columns = terms.map((each) => each.column).join();
  const fits = ['id', 'sequence,id', `${first.column},sequence,id`].includes(columns);
  const guide = columns === 'sequence,id' ? guideOf(collection, conditions) : undefined;
  if (!fits || !(guide || indexed(collection, first.column))) return undefined;
  const own = conditions.filter((condition) => isOn(condition, first.column));
  const guides = flat(own.map(ranged));
  if (!guide) return { on: 'rows', answers: own, guides, order: terms, key: terms };
  // An index is in order behind its nulls too, but PostgreSQL sees that only when the order names the column.
  const order = guide.is === 'null' ? [term(guide.column, first.descending), ...terms] : terms;
  return { on: 'rows', answers: [guide, ...own], guides: [guide, ...guides], order, key: terms };
}

/** The trail of a path, in whatever order; where a path has none, that of all rows. */
export function trailAlong(collection: Collection, path: Path | undefined): Trail {
  const [condition] = path?.branches ?? [];
  const everything: Trail = { on: 'rows', answers: [], guides: [], order: CREATION, key: CREATION };
  if (!condition || path?.branches.length !== 1) return everything;
  const word = onWords(condition);
  if (word && (word.is !== 'in' || isSingle(word))) {
    const order = wordsOf(collection);
    return { on: 'words', answers: [condition], guides: [ranged(word)], order, key: order };
  }
  if (!('column' in condition) || (condition.is === 'in' && !isSingle(condition))) return everything;
  const { column } = condition;
  const isCreation = isSingle(condition) || CREATION.some((each) => each.column === column);
  return trailOf(collection, [condition], isCreation ? CREATION : [term(column), ...CREATION]) ?? everything;
}

/** `from … where …` for the rows of a trail behind `after` and up to `end`, which stands on the trail. */
export function rowsOn(search: Search, trail: Trail, after?: Key, end?: Key): RawBuilder<unknown> {
  const { read, project, collection } = search;
  const table = tableOf(collection, trail);
  const [first] = trail.key;
  const range = trail.guides.filter(isRange).find((guide) => guide.column === first?.column);
  const others = trail.guides.filter((guide) => guide !== range);
  const start = range && after && !isInside(after, range, first) ? undefined : after;
  const guides = range ? [...others, ...remaining(range, start, end, first)] : others;
  const tests: RawBuilder<unknown>[] = [sql`project_id = ${project}`];
  if (guides.length > 0) tests.push(allOf(read.sql, table, guides));
  if (start) tests.push(behind(table, trail.key, start));
  if (end) tests.push(upTo(table, trail.key, end));
  return sql`from ${sql.table(table)} where ${sql.join(tests, sql` and `)}`;
}

/** What the keys leave of a range: with two bounds on one side, SQLite may follow the wider one along the index. */
function remaining(
  { column, ...range }: Range,
  start: Key | undefined,
  end: Key | undefined,
  term: Term | undefined,
): readonly Condition[] {
  const [low, high] = term?.descending ? [end, start] : [start, end];
  const from = low ? undefined : range.from;
  const to = high ? undefined : range.to;
  const isOpen = !low && !from;
  return [
    ...(isOpen ? [{ is: 'null', column, yes: false } as const] : []),
    ...(from || to ? [{ is: 'range', column, ...(from && { from }), ...(to && { to }) } as const] : []),
  ];
}

/** Whether the row of the key stands behind the beginning of the range, not before it. */
function isInside([value]: Key, range: Range, term: Term | undefined): boolean {
  const bound = term?.descending ? range.to : range.from;
  if (value === undefined || !bound) return true;
  if (value === bound.value) return !bound.open;
  return term?.descending ? isBefore(value, bound.value) : isBefore(bound.value, value);
}

function tableOf(collection: Collection, trail: Trail): string {
  return trail.on === 'words' ? wordTable(collection).table : collection.table;
}

export function orderOn(collection: Collection, trail: Trail): RawBuilder<unknown> {
  return orderBy(tableOf(collection, trail), trail.order);
}

/** What a row on the trail may still fail to meet. */
export function restOf(conditions: readonly Condition[], trail: Trail): readonly Condition[] {
  // A word says of a part in which case it is written no more than that it is there.
  return conditions.filter((condition) => condition.is === 'holds' || !trail.answers.includes(condition));
}

/** One value, and all that are not null, as a range, which a key can narrow. */
function ranged(condition: Condition): Condition {
  if (condition.is === 'null') return { is: 'range', column: condition.column };
  if (condition.is !== 'in' || !isSingle(condition)) return condition;
  const [value = 0] = condition.values;
  const bound: Bound = { value, open: false };
  return { is: 'range', column: condition.column, from: bound, to: bound };
}

/** The condition on one value of a column, behind which its index has the order of creation. */
function guideOf(
  collection: Collection,
  conditions: readonly Condition[],
): (Condition & { column: string }) | undefined {
  const guides = conditions
    .filter(isSingle)
    .filter(({ column }) => column !== 'id' && indexed(collection, column));
  return guides.find(({ is }) => is === 'in') ?? guides[0];
}

function isOn(condition: Condition, column: string): boolean {
  if (condition.is === 'null') return !condition.yes && condition.column === column;
  return (condition.is === 'range' || isSingle(condition)) && condition.column === column;
}

function isSingle(condition: Condition): condition is Condition & ({ is: 'in' } | { is: 'null' }) {
  if (condition.is === 'null') return condition.yes;
  return condition.is === 'in' && condition.values.length === 1;
}
