import { setImmediate } from 'node:timers/promises';
import { type Fragment, sql } from '../../db/fragment.ts';
import { type Condition, columnsCompared, startsWith } from './conditions.ts';
import { type Attribute, type Collection, wordTable } from './listing.ts';
import { CREATION_ORDER, orderBy, orderTerms, type Term } from './order.ts';
import { type AccessPath, type Branch, type Ids, idsPath } from './path.ts';
import { idsIn, type Search } from './search.ts';
import { allOf, ENTRY_BYTES, OPTIMIZATION_FENCE } from './sql.ts';
import { LABEL } from './words.ts';

const BRANCHES_AT_MOST = 50;
const PARTS_RANK = 5;

/** Returns the access paths for the conditions, most promising first. */
export function accessPathsOf(search: Search): readonly AccessPath[] {
  // Parts of several conditions lead to fewer rows together.
  const isPart = (condition: Condition) =>
    search.inside !== undefined && partsInside(condition)?.length === 1;
  const some = search.conditions.filter(isPart);
  // A whole word leads to no more rows than the part that it is.
  const joined = some.every(wordCondition) ? [] : some;
  const parts = [...new Set(joined.flatMap((each) => partsInside(each) ?? []))];
  const joint: readonly AccessPath[] =
    parts.length === 0 ? [] : [{ branches: [{ is: 'parts', parts }], rank: PARTS_RANK, unique: false }];
  const others = search.conditions.filter((condition) => !isPart(condition) || wordCondition(condition));
  const paths = [...joint, ...others.flatMap((condition) => accessPathOf(search, condition) ?? [])];
  return paths.sort((a, b) => a.rank - b.rank);
}

/** The parts of which a row has one in its words, if only the index of parts leads to it. */
export function partsInside(branch: Condition | Ids): readonly string[] | undefined {
  if (branch.is === 'inside') return [branch.part];
  return branch.is === 'holds' || branch.is === 'ends' ? branch.inside : undefined;
}

/** The condition that a row is on the path. */
function inPath(search: Search, path: AccessPath): Fragment {
  const { read, collection } = search;
  const compared = comparedOn(path);
  if (compared) return allOf(read.sql.fragments, collection.table, [compared]);
  return sql`${sql.ref(`${collection.table}.id`)} in (${idsOfPath(search, path)})`;
}

/** Returns the condition that the rows of a path meet, and no others, if it is compared with the row itself. */
function comparedOn({ branches }: AccessPath): Condition | undefined {
  const [only] = branches;
  if (branches.length > 1 || !only || !isCondition(only) || wordCondition(only)) return undefined;
  return only.is === 'domain' ? undefined : only;
}

/** What is compared and sorted by, of which a row has `id` in any case. */
type Needed = { readonly conditions: readonly Condition[]; readonly terms?: readonly Term[] };

/** All rows of a path, or of the project without one, as a table for `from`, with what is needed of them. */
export function rowsOfPath(search: Search, path: AccessPath | undefined, needed: Needed): Fragment {
  const { read, project, collection } = search;
  const kept = path ? sql`and ${inPath(search, path)}` : orderBy(collection.table, CREATION_ORDER);
  const some = path && indexOfSome(search, path);
  const among = some ? sql`and ${some.all}` : sql``;
  const { columns, from } = path
    ? reading(search, path, needed, some?.name)
    : { columns: sql`*`, from: sql.ref(collection.table) };
  const rows = sql`select ${columns} from ${from} where project_id = ${project} ${among} ${kept}`;
  if (!some?.isTwice || read.sql.engine === 'sqlite' || !isWithin(some.columns, needed))
    return sql`(${rows} limit ${OPTIMIZATION_FENCE})`;
  // An index has what is needed of most rows, and the others are in another one.
  const bytes = sql`octet_length(search) + octet_length(${sql.ref(some.column)})`;
  return sql`(select ${columns} from (${rows} and ${bytes} <= ${ENTRY_BYTES} union all ${rows} and ${bytes} > ${ENTRY_BYTES}) as either
    limit ${OPTIMIZATION_FENCE})`;
}

/** What to read of a path, and from where: by an index of some rows only, if all are in it. */
function reading({ read, collection }: Search, path: AccessPath, needed: Needed, some: string | undefined) {
  const table = sql.ref(collection.table);
  const compared = comparedOn(path);
  const isById = !compared || ('column' in compared && compared.column === 'id');
  // SQLite would rather read all of a narrow index than the rows of some ids, if it has all columns that are used of them.
  const index = some ?? (isById ? collection.idIndex : undefined);
  const from =
    index !== undefined && read.sql.engine === 'sqlite' ? sql`${table} indexed by ${sql.ref(index)}` : table;
  const columns = some === undefined ? sql`*` : sql.join(columnsNeeded(needed).map((name) => sql.ref(name)));
  return { columns, from };
}

function isWithin(columns: ReadonlySet<string>, needed: Needed): boolean {
  return columnsNeeded(needed).every((name) => columns.has(name));
}

function columnsNeeded({ conditions, terms = [] }: Needed): readonly string[] {
  return [...new Set(['id', ...conditions.flatMap(columnsCompared), ...terms.map(({ column }) => column)])];
}

/** An index that has the rows of a path and few others, what all of these meet, and the columns that it has on SQLite. */
type IndexOfSome = {
  readonly name: string;
  readonly column: string;
  readonly all: Fragment;
  readonly columns: ReadonlySet<string>;
  readonly isTwice?: true;
};

function indexOfSome({ read, collection }: Search, { branches }: AccessPath): IndexOfSome | undefined {
  const among = Object.values<Attribute>(collection.attributes);
  const list = among.find((attribute) => attribute.kind === 'list');
  if (list?.index && branches.every((each) => isLabel(each, list.column)))
    return { ...list.index, column: list.column, all: sql`${sql.ref(list.column)} <> '[]'` };
  const [only] = branches;
  if (read.sql.engine !== 'sqlite' || branches.length > 1 || only?.is !== 'null' || only.yes)
    return undefined;
  const flag = among.find((attribute) => attribute.column === only.column);
  return flag?.kind === 'flag' && flag.index
    ? { ...flag.index, column: flag.column, all: sql`${sql.ref(flag.column)} is not null` }
    : undefined;
}

function isLabel(branch: Branch, column: string): boolean {
  if (branch.is === 'word') return branch.prefix.startsWith(LABEL);
  return branch.is === 'holds' && branch.column === column && branch.words !== undefined;
}

/** Reports whether an index has all that a list compares and sorts by of a path's rows, so that none is read. */
export function isCovered(search: Search, path: AccessPath): boolean {
  const { read, conditions, terms = [] } = search;
  const index = read.sql.engine === 'sqlite' ? indexOfSome(search, path) : undefined;
  return index !== undefined && isWithin(index.columns, { conditions, terms });
}

/** The conditions that a row of the path may still fail. */
export function unmetOnPath({ conditions }: Search, { met = [] }: AccessPath): readonly Condition[] {
  return conditions.filter((condition) => !met.includes(condition));
}

/** Returns at most `most` ids of rows on a path that meet the conditions, in any order and without holding this process for long. */
export async function matchesOnPath(
  search: Search,
  path: AccessPath,
  most: number,
): Promise<readonly string[]> {
  const unmet = unmetOnPath(search, path);
  // PostgreSQL ends where there are enough, and holds no process before.
  if (search.read.sql.engine === 'postgres') {
    const rows = rowsOfPath(search, path, { conditions: unmet });
    return idsIn(
      search,
      sql`select id from ${rows} as few where ${allOf(search.read.sql.fragments, 'few', unmet)} limit ${most}`,
    );
  }
  const ids = [...new Set(await idsIn(search, idsOfPath(search, path)))];
  const found: string[] = [];
  for (let at = 0; at < ids.length && found.length < most; at += search.bounds.batch) {
    await setImmediate();
    found.push(...(await matchesAmong(search, ids.slice(at, at + search.bounds.batch), unmet)));
  }
  return found.slice(0, most);
}

/**
 * Returns which of the rows meet the conditions. A statement of its own: a sharded database refuses rows that are tested
 * by a subquery about another table.
 */
export async function matchesAmong(
  search: Search,
  ids: readonly string[],
  conditions: readonly Condition[],
): Promise<readonly string[]> {
  if (conditions.length === 0 || ids.length === 0) return ids;
  return idsIn(
    search,
    sql`select id from ${rowsOfPath(search, idsPath(ids), { conditions })} as few where ${allOf(search.read.sql.fragments, 'few', conditions)}`,
  );
}

/** Reports whether the branch is a condition of the list that an index of its own can answer. */
export function isCondition(branch: Branch): branch is Condition {
  return branch.is !== 'ids' && branch.is !== 'parts' && !partsInside(branch);
}

/** Translates a condition to the table of words, if it can be evaluated there. */
export function wordCondition(condition: Condition): Condition | undefined {
  if (condition.is === 'word') return startsWith('word', condition.prefix);
  if ((condition.is !== 'holds' && condition.is !== 'ends') || !condition.words) return undefined;
  return { is: 'in', column: 'word', values: condition.words };
}

export function indexed(collection: Collection, column: string): Attribute | undefined {
  const attribute = Object.values<Attribute>(collection.attributes).find(
    (candidate) => candidate.column === column,
  );
  return attribute && attribute.kind !== 'list' && attribute.indexed ? attribute : undefined;
}

export function idsOfPath(search: Search, path: AccessPath): Fragment {
  return sql.join(
    path.branches.map((branch) => idsOn(search, branch)),
    sql` union all `,
  );
}

function idsOn({ read, project, collection }: Search, condition: Branch): Fragment {
  if (condition.is === 'ids')
    return sql`select each.value as id from ${read.sql.fragments.each(JSON.stringify(condition.ids))} as each`;
  if (condition.is === 'parts') throw new Error('parts are looked up before');
  const word = wordCondition(condition);
  const { table, id } = word ? wordTable(collection) : { table: collection.table, id: 'id' };
  const on = word ?? condition;
  const ids = sql`select ${sql.ref(id)} as id from ${sql.ref(table)}
    where project_id = ${project} and ${allOf(read.sql.fragments, table, [on])}`;
  if (!('column' in on) || on.is === 'in') return ids;
  // In index order, since otherwise PostgreSQL may scan the table for the first matches.
  const column = sql.ref(`${table}.${on.column}`);
  const order =
    on.is === 'domain'
      ? sql`order by ${read.sql.fragments.domain(column)}, ${orderTerms(table, CREATION_ORDER)}`
      : orderBy(table, [{ column: on.column, descending: false, nullable: false }]);
  return sql`select id from (${ids} ${order}) as branch`;
}

function accessPathOf(search: Search, condition: Condition): AccessPath | undefined {
  if (condition.is === 'all') return accessPathsOf({ ...search, conditions: condition.of })[0];
  if (condition.is === 'any') return union(condition.of.map((inner) => accessPathOf(search, inner)));
  const straight = (rank: number, unique = false): AccessPath => ({ branches: [condition], rank, unique });
  if (wordCondition(condition)) return straight(condition.is === 'word' ? 3 : 2);
  const parts = search.inside ? partsInside(condition) : undefined;
  if (parts) return parts.length > BRANCHES_AT_MOST ? undefined : straight(PARTS_RANK);
  const attribute = 'column' in condition ? indexed(search.collection, condition.column) : undefined;
  if (!attribute) return undefined;
  switch (condition.is) {
    case 'in':
      return attribute.kind === 'text' && attribute.unique ? straight(0, true) : straight(1);
    case 'domain':
      return straight(2);
    case 'range':
      return straight(condition.from && condition.to ? 4 : 7);
    case 'null':
      return straight(condition.yes ? 8 : 6);
    default:
      return undefined;
  }
}

/** The union of several paths, if every operand has one. */
function union(paths: readonly (AccessPath | undefined)[]): AccessPath | undefined {
  const known = paths.filter((path) => path !== undefined);
  const branches = known.flatMap((path) => path.branches);
  if (known.length < paths.length || branches.length > BRANCHES_AT_MOST || branches.length === 0)
    return undefined;
  return {
    branches,
    rank: Math.max(...known.map((path) => path.rank)),
    unique: known.every((path) => path.unique),
  };
}
