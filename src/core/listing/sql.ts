import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { EngineSql } from '../../db/engine-sql.ts';
import type { Bound, Condition } from './conditions.ts';
import { LABEL } from './words.ts';

type Test = RawBuilder<SqlBool>;

const IN_A_ROW = 50;

/** Used as a limit, it keeps the planner from reordering the subquery. */
export const OPTIMIZATION_FENCE = sql.lit(1_000_000_000);

/** Returns the conditions as one test on the columns of `table`. */
export function allOf(dialect: EngineSql, table: string, conditions: readonly Condition[]): Test {
  return listed(
    conditions.map((condition) => testOf(dialect, table, condition)),
    sql` and `,
    sql`1 = 1`,
  );
}

function testOf(dialect: EngineSql, table: string, condition: Condition): Test {
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
    case 'ends':
      // To find the end of a text takes longer than to look for the part, which most rows lack.
      return sql`${dialect.holds(column, condition.part)} and ${dialect.ends(column, condition.part)}`;
  }
}

/** A single value becomes an equality, within which an index is ordered. */
function isOneOf(column: RawBuilder<unknown>, values: readonly (string | number)[]): Test {
  return values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} in (${sql.join(values)})`;
}

function bounds(column: RawBuilder<unknown>, from: Bound | undefined, to: Bound | undefined): Test[] {
  const tests: Test[] = [];
  if (from) tests.push(from.exclusive ? sql`${column} > ${from.value}` : sql`${column} >= ${from.value}`);
  if (to) tests.push(to.exclusive ? sql`${column} < ${to.value}` : sql`${column} <= ${to.value}`);
  return tests;
}

/** Nests tests in groups: SQLite limits expression depth to 1,000 and counts each `and` as one level. */
function listed(tests: readonly Test[], between: RawBuilder<unknown>, none: Test): Test {
  if (tests.length === 0) return none;
  if (tests.length <= IN_A_ROW) return sql<SqlBool>`${sql.join(tests, between)}`;
  const groups = Array.from({ length: Math.ceil(tests.length / IN_A_ROW) }, (_, at) =>
    listed(tests.slice(at * IN_A_ROW, (at + 1) * IN_A_ROW), between, none),
  );
  return listed(
    groups.map((group) => sql<SqlBool>`(${group})`),
    between,
    none,
  );
}
