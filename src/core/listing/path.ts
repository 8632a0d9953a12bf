import { type RawBuilder, sql } from 'kysely';
import type { Read } from '../../db/database.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Condition } from './conditions.ts';
import type { Attribute, Collection } from './listing.ts';
import type { Term } from './order.ts';
import { allOf, wordTest } from './sql.ts';

/** No list looks at more rows than this to find what it answers. */
export const ROWS_LOOKED_AT = 100_000;
const PATHS_TRIED = 3;

/** A way to a set of rows along one index. */
export type Path = {
  /** What the index answers by itself. */
  readonly condition: Condition;
  readonly rank: number;
  /** Of a unique column: as many rows as values. */
  readonly unique?: true;
};

/** The ways that the conditions open, the most promising first. */
export function pathsOf(collection: Collection, conditions: readonly Condition[]): readonly Path[] {
  const columns = new Map(Object.values(collection.attributes).map((attribute) => [columnOf(attribute), attribute]));
  const paths = conditions.flatMap((condition) => pathOf(columns, condition) ?? []);
  return paths.sort((a, b) => a.rank - b.rank);
}

/** The first path that leads to few enough rows to look at them all. */
export async function completePath(
  read: Read,
  project: ProjectId,
  collection: Collection,
  paths: readonly Path[],
): Promise<Path | undefined> {
  for (const path of paths.slice(0, PATHS_TRIED)) {
    if (path.unique) return path;
    if ((await countAlong(read, project, collection, path.condition)) <= ROWS_LOOKED_AT) return path;
  }
  return undefined;
}

/** How many rows a path leads to; counting stops one behind what may be looked at. */
async function countAlong(read: Read, project: ProjectId, collection: Collection, condition: Condition): Promise<number> {
  const rows = source(read, project, collection, condition);
  const query = sql<{ n: number }>`select count(*) as n from (select 1 as one from ${rows} limit ${ROWS_LOOKED_AT + 1}) as counted`;
  return Number((await query.execute(read.db)).rows[0]?.n ?? 0);
}

/** `from … where …` along a path: through the table of words where the condition is one. */
function source(read: Read, project: ProjectId, collection: Collection, condition: Condition): RawBuilder<unknown> {
  const word = wordOf(condition);
  const table = word ? collection.words : collection.table;
  const test = word ? wordTest(word.text, word.whole) : allOf(read.sql, table, [condition]);
  return sql`${sql.table(table)} where project_id = ${project} and ${test}`;
}

/** The test that keeps to a path's rows. */
export function along(read: Read, project: ProjectId, collection: Collection, path: Path): RawBuilder<unknown> {
  if (!wordOf(path.condition)) return allOf(read.sql, collection.table, [path.condition]);
  const rows = source(read, project, collection, path.condition);
  return sql`${sql.ref(`${collection.table}.id`)} in (select user_id from ${rows})`;
}

/** Whether an index answers rows in the order of the terms, given the condition (or none). */
export function isOrdered(collection: Collection, terms: readonly Term[], condition?: Condition): boolean {
  const [first] = terms;
  if (!first || terms.some((term) => term.flag || term.descending !== first.descending)) return false;
  const names = terms.map((term) => term.column).join();
  if (condition) {
    const single = condition.is === 'null' ? condition.yes : condition.is === 'in' && condition.values.length === 1;
    if (single && names === 'sequence,id') return true;
  }
  const attribute = Object.values(collection.attributes).find((candidate) => columnOf(candidate) === first.column);
  if (!attribute || attribute.kind === 'list' || !attribute.indexed) return false;
  const matches = !condition || ('column' in condition && condition.column === first.column && condition.is !== 'holds');
  return matches && ['id', 'sequence,id', `${first.column},sequence,id`].includes(names);
}

function pathOf(columns: ReadonlyMap<string, Attribute>, condition: Condition): Path | undefined {
  if (wordOf(condition)) return { condition, rank: 2 };
  if (!('column' in condition)) return undefined;
  const attribute = columns.get(condition.column);
  if (!attribute || attribute.kind === 'list' || !attribute.indexed) return undefined;
  switch (condition.is) {
    case 'in':
      return attribute.kind === 'text' && attribute.unique ? { condition, rank: 0, unique: true } : { condition, rank: 1 };
    case 'range':
      return { condition, rank: condition.from && condition.to ? 3 : 5 };
    case 'null':
      return { condition, rank: condition.yes ? 6 : 4 };
    default:
      return undefined;
  }
}

function wordOf(condition: Condition): { text: string; whole: boolean } | undefined {
  if (condition.is === 'word') return { text: condition.prefix, whole: false };
  if (condition.is === 'holds' && condition.word !== undefined) return { text: condition.word, whole: true };
  return undefined;
}

function columnOf(attribute: Attribute): string {
  return attribute.column;
}
