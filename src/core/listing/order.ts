import { type Fragment, sql } from '../../db/fragment.ts';
import type { Condition } from './conditions.ts';
import type { Attributes, Order } from './listing.ts';

/** A sort column. A `flag` term sorts by whether the column is null. */
export type Term = {
  readonly column: string;
  readonly descending: boolean;
  readonly nullable: boolean;
  readonly flag?: { readonly set: boolean };
};

/** The order of creation. */
export const CREATION_ORDER: readonly Term[] = [
  { column: 'sequence', descending: false, nullable: false },
  { column: 'id', descending: false, nullable: false },
];

/** A row's values for the terms. */
export type Key = readonly (string | number | null)[];

/** The rows that meet `condition`, if any, sorted by `terms`, starting after the row with the key `after`. */
export type Partition = {
  readonly condition?: Condition;
  readonly terms: readonly Term[];
  readonly after?: Key;
};

/** Returns the sort terms, ending with the order of creation so that no two rows are equal. */
export function termsOf(attributes: Attributes, orders: readonly Order[]): readonly Term[] {
  const terms: Term[] = [];
  for (const { attribute: name, descending } of orders) {
    const attribute = attributes[name];
    if (!attribute) throw new Error(`no attribute ${name}`);
    const { kind, column } = attribute;
    if (terms.some((term) => term.column === column)) continue;
    if (kind === 'flag') terms.push({ column, descending, nullable: true, flag: { set: attribute.set } });
    else terms.push({ column, descending, nullable: 'nullable' in attribute });
    // Ids are unique: later terms do not matter.
    if (column === 'id') return terms;
    if (column === 'sequence') break;
  }
  const descending = terms.at(-1)?.descending ?? false;
  const last = (column: string): Term => ({ column, descending, nullable: false });
  return terms.at(-1)?.column === 'sequence'
    ? [...terms, last('id')]
    : [...terms, last('sequence'), last('id')];
}

export function reversed(terms: readonly Term[]): readonly Term[] {
  return terms.map((term) => ({ ...term, descending: !term.descending }));
}

/**
 * Returns the rows after the cursor as consecutive partitions. Nulls sort first and form a partition of their own,
 * since neither an index nor a comparison of keys spans them.
 */
export function partitionsOf(terms: readonly Term[], cursor?: Key): readonly Partition[] {
  const [first, ...others] = terms;
  if (!first?.nullable) return [cursor ? { terms, after: cursor } : { terms }];
  const { column, flag } = first;
  const without: Partition = { condition: { is: 'null', column, yes: true }, terms: others };
  const present = flag ? others : [{ ...first, nullable: false }, ...others];
  const having: Partition = { condition: { is: 'null', column, yes: false }, terms: present };
  const nullIsLess = flag ? flag.set : true;
  const partitions = first.descending === nullIsLess ? [having, without] : [without, having];
  if (!cursor) return partitions;
  const isNull = flag ? (cursor[0] === 1) !== flag.set : cursor[0] === null;
  const current = isNull ? without : having;
  return [
    { ...current, after: flag || isNull ? cursor.slice(1) : cursor },
    ...partitions.slice(partitions.indexOf(current) + 1),
  ];
}

/** Columns that are never null. An index matches their order only without an explicit position of nulls. */
const KEYS: ReadonlySet<string> = new Set(['sequence', 'id', 'word', 'user_id', 'team_id']);

/** Nulls sort first when ascending and last when descending, on every engine. */
export function orderBy(table: string, terms: readonly Term[]): Fragment {
  return sql`order by ${orderTerms(table, terms)}`;
}

export function orderTerms(table: string, terms: readonly Term[]): Fragment {
  const listed = terms.map((term) => {
    const value = expression(table, term);
    if (KEYS.has(term.column)) return term.descending ? sql`${value} desc` : value;
    return term.descending ? sql`${value} desc nulls last` : sql`${value} asc nulls first`;
  });
  return sql.join(listed);
}

/** The condition for rows after the key, in the order of the terms. */
export function afterKey(table: string, terms: readonly Term[], key: Key): Fragment {
  const [first] = terms;
  if (first && isUniform(terms) && terms.every((term) => !term.nullable)) {
    const columns = sql.join(terms.map((term) => expression(table, term)));
    return first.descending ? sql`(${columns}) < (${sql.join(key)})` : sql`(${columns}) > (${sql.join(key)})`;
  }
  const steps = terms.map((term, at) => {
    const same = terms.slice(0, at).map((earlier, i) => sameAs(expression(table, earlier), key[i]));
    return sql`(${sql.join([...same, afterTerm(table, term, key[at])], sql` and `)})`;
  });
  return sql`(${sql.join(steps, sql` or `)})`;
}

export function isUniform(terms: readonly Term[]): boolean {
  return terms.every((term) => term.descending === terms[0]?.descending);
}

function sameAs(column: Fragment, value: Key[number] | undefined): Fragment {
  return value === null ? sql`${column} is null` : sql`${column} = ${value}`;
}

function afterTerm(table: string, term: Term, value: Key[number] | undefined): Fragment {
  const column = expression(table, term);
  // Nothing is less than null.
  if (value === null) return term.descending ? sql`1 = 0` : sql`${column} is not null`;
  if (!term.descending) return sql`${column} > ${value}`;
  return term.nullable && !term.flag
    ? sql`(${column} < ${value} or ${column} is null)`
    : sql`${column} < ${value}`;
}

function expression(table: string, term: Term): Fragment {
  const column = sql.ref(`${table}.${term.column}`);
  if (!term.flag) return column;
  const [whenNull, otherwise] = term.flag.set ? [0, 1] : [1, 0];
  return sql`case when ${column} is null then ${sql.lit(whenNull)} else ${sql.lit(otherwise)} end`;
}

/** Returns a row's sort value for a term. */
export function valueFor(term: Term, row: Readonly<Record<string, unknown>>): string | number | null {
  const value = row[term.column] as string | number | null;
  if (!term.flag) return value;
  return (value !== null) === term.flag.set ? 1 : 0;
}
