import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { EngineSql } from '../../db/engine.ts';
import { lastWithPrefix } from '../text.ts';
import type { Bound, Condition } from './conditions.ts';

type Test = RawBuilder<SqlBool>;

/** The conditions as one test on the columns of `table`. */
export function allOf(dialect: EngineSql, table: string, conditions: readonly Condition[]): Test {
  return listed(conditions.map((condition) => testOf(dialect, table, condition)), sql` and `, sql`1 = 1`);
}

function testOf(dialect: EngineSql, table: string, condition: Condition): Test {
  if (condition.is === 'word') return dialect.holds(sql.ref(`${table}.search`), ` ${condition.prefix}`);
  if (condition.is === 'not') return sql`not (${testOf(dialect, table, condition.of)})`;
  if (condition.is === 'all') return sql`(${allOf(dialect, table, condition.of)})`;
  if (condition.is === 'any') {
    const tests = condition.of.map((inner) => testOf(dialect, table, inner));
    return sql`(${listed(tests, sql` or `, sql`1 = 0`)})`;
  }
  const column = sql.ref(`${table}.${condition.column}`);
  switch (condition.is) {
    case 'in':
      return sql`${column} in (${sql.join(condition.values)})`;
    case 'range':
      return listed(bounds(column, condition.from, condition.to), sql` and `, sql`${column} is not null`);
    case 'null':
      return condition.yes ? sql`${column} is null` : sql`${column} is not null`;
    case 'holds':
      return dialect.holds(column, condition.part);
    case 'ends':
      return dialect.ends(column, condition.part);
  }
}

/** The rows of the collection's words that begin with `prefix`, or are it when `whole`. */
export function wordTest(prefix: string, whole: boolean): Test {
  if (whole) return sql`word = ${prefix}`;
  return sql`word >= ${prefix} and word <= ${lastWithPrefix(prefix)}`;
}

function bounds(column: RawBuilder<unknown>, from: Bound | undefined, to: Bound | undefined): Test[] {
  const tests: Test[] = [];
  if (from) tests.push(from.open ? sql`${column} > ${from.value}` : sql`${column} >= ${from.value}`);
  if (to) tests.push(to.open ? sql`${column} < ${to.value}` : sql`${column} <= ${to.value}`);
  return tests;
}

function listed(tests: readonly Test[], between: RawBuilder<unknown>, none: Test): Test {
  return tests.length === 0 ? none : sql<SqlBool>`${sql.join(tests, between)}`;
}
