import type { EngineFragments } from '../../db/engine-sql.ts';
import { type Fragment, sql } from '../../db/fragment.ts';
import type { Bound, Condition } from './conditions.ts';
import { LABEL } from './words.ts';

const IN_A_ROW = 50;

/** Used as a limit, it keeps the planner from reordering the subquery. */
export const OPTIMIZATION_FENCE = sql.lit(1_000_000_000);

/** The bytes of words, and of labels, for which an entry of PostgreSQL's indexes has room, as migration 60 has it. */
export const ENTRY_BYTES = sql.lit(1_000);

/** Returns the conditions as one test on the columns of `table`. */
export function allOf(dialect: EngineFragments, table: string, conditions: readonly Condition[]): Fragment {
  return listed(
    conditions.map((condition) => testOf(dialect, table, condition)),
    sql` and `,
    sql`1 = 1`,
  );
}

function testOf(dialect: EngineFragments, table: string, condition: Condition): Fragment {
  if (condition.is === 'word') return dialect.holds(sql.ref(`${table}.search`), ` ${condition.prefix}`);
  if (condition.is === 'inside') {
    const search = sql.ref(`${table}.search`);
    // Labels stand behind all other words. To cut them off costs more than to look for the part, which most rows lack.
    return sql`${dialect.holds(search, condition.part)} and ${dialect.holds(dialect.before(search, ` ${LABEL}`), condition.part)}`;
  }
  if (condition.is === 'not') return sql`not (${testOf(dialect, table, condition.of)})`;
  if (condition.is === 'all') return sql`(${allOf(dialect, table, condition.of)})`;
  if (condition.is === 'any') {
    const tests = condition.of.map((inner) => testOf(dialect, table, inner));
    return sql`(${listed(tests, sql` or `, sql`1 = 0`)})`;
  }
  const column = sql.ref(`${table}.${condition.column}`);
  switch (condition.is) {
    case 'in':
      return isOneOf(column, condition.values);
    case 'range':
      return listed(bounds(column, condition.from, condition.to), sql` and `, sql`${column} is not null`);
    case 'null':
      return condition.yes ? sql`${column} is null` : sql`${column} is not null`;
    case 'holds': {
      const tests = condition.parts.map((part) => dialect.holds(column, part));
      return sql`(${listed(tests, sql` or `, sql`1 = 0`)})`;
    }
    case 'domain':
      return dialect.isDomain(column, condition.domain);
    case 'ends':
      // To find the end of a text takes longer than to look for the part, which most rows lack.
      return sql`${dialect.holds(column, condition.part)} and ${dialect.ends(column, condition.part)}`;
  }
}

/** A single value becomes an equality, within which an index is ordered. */
function isOneOf(column: Fragment, values: readonly (string | number)[]): Fragment {
  return values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} in (${sql.join(values)})`;
}

function bounds(column: Fragment, from: Bound | undefined, to: Bound | undefined): Fragment[] {
  const tests: Fragment[] = [];
  if (from) tests.push(from.exclusive ? sql`${column} > ${from.value}` : sql`${column} >= ${from.value}`);
  if (to) tests.push(to.exclusive ? sql`${column} < ${to.value}` : sql`${column} <= ${to.value}`);
  return tests;
}

/** Nests tests in groups: SQLite limits expression depth to 1,000 and counts each `and` as one level. */
function listed(tests: readonly Fragment[], between: Fragment, none: Fragment): Fragment {
  if (tests.length === 0) return none;
  if (tests.length <= IN_A_ROW) return sql`${sql.join(tests, between)}`;
  const groups = Array.from({ length: Math.ceil(tests.length / IN_A_ROW) }, (_, at) =>
    listed(tests.slice(at * IN_A_ROW, (at + 1) * IN_A_ROW), between, none),
  );
  return listed(
    groups.map((group) => sql`(${group})`),
    between,
    none,
  );
}
