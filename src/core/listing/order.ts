import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Attributes, Order } from './listing.ts';

/** One column that rows are sorted by; `flag` ones by whether they are null. */
export type Term = { readonly column: string; readonly descending: boolean; readonly flag?: { readonly set: boolean } };

/** What rows are sorted by, ending in the order of creation so that no two rows are equal. */
export function termsOf(attributes: Attributes, orders: readonly Order[]): readonly Term[] {
  const terms: Term[] = [];
  for (const { attribute: name, descending } of orders) {
    const attribute = attributes[name];
    if (!attribute) throw new Error(`no attribute ${name}`);
    if (terms.some((term) => term.column === attribute.column)) continue;
    const term: Term = { column: attribute.column, descending };
    terms.push(attribute.kind === 'flag' ? { ...term, flag: { set: attribute.set } } : term);
  }
  const at = terms.findIndex((term) => term.column === 'sequence' || term.column === 'id');
  if (at >= 0 && terms[at]?.column === 'id') return terms.slice(0, at + 1);
  const kept = at >= 0 ? terms.slice(0, at + 1) : terms;
  const descending = kept.at(-1)?.descending ?? false;
  if (at >= 0) return [...kept, { column: 'id', descending }];
  return [...kept, { column: 'sequence', descending }, { column: 'id', descending }];
}

export function reversed(terms: readonly Term[]): readonly Term[] {
  return terms.map((term) => ({ ...term, descending: !term.descending }));
}

/** Nulls come first when ascending and last when descending, on every engine. */
export function orderBy(table: string, terms: readonly Term[]): RawBuilder<unknown> {
  const listed = terms.map((term) =>
    term.descending ? sql`${expression(table, term)} desc nulls last` : sql`${expression(table, term)} asc nulls first`,
  );
  return sql`order by ${sql.join(listed)}`;
}

/** The rows behind the one whose values are given, in the order of the terms. */
export function behind(table: string, terms: readonly Term[], values: readonly (string | number)[]): RawBuilder<SqlBool> {
  const [first] = terms;
  if (first && terms.every((term) => !term.flag && term.descending === first.descending)) {
    const columns = sql.join(terms.map((term) => expression(table, term)));
    return first.descending ? sql`(${columns}) < (${sql.join(values)})` : sql`(${columns}) > (${sql.join(values)})`;
  }
  const steps = terms.map((term, at) => {
    const same = terms.slice(0, at).map((earlier, i) => sql`${expression(table, earlier)} = ${values[i]}`);
    const past = term.descending
      ? sql`${expression(table, term)} < ${values[at]}`
      : sql`${expression(table, term)} > ${values[at]}`;
    return sql`(${sql.join([...same, past], sql` and `)})`;
  });
  return sql<SqlBool>`(${sql.join(steps, sql` or `)})`;
}

function expression(table: string, term: Term): RawBuilder<unknown> {
  const column = sql.ref(`${table}.${term.column}`);
  if (!term.flag) return column;
  const [whenNull, otherwise] = term.flag.set ? [0, 1] : [1, 0];
  return sql`case when ${column} is null then ${sql.lit(whenNull)} else ${sql.lit(otherwise)} end`;
}

/** A row's value for a term, as it is sorted by. */
export function valueFor(term: Term, row: Readonly<Record<string, unknown>>): string | number | null {
  const value = row[term.column] as string | number | null;
  if (!term.flag) return value;
  return (value !== null) === term.flag.set ? 1 : 0;
}
