import pg from 'pg';
import { placement } from '../../src/db/placement.ts';
import type { Recorded } from './record-statements.ts';

/** How many shards a statement asks: none but the coordinator, that of one value, or all. */
export type ShardClass = 'local' | 'one shard' | 'all shards';

export type Judged = {
  readonly text: string;
  readonly requests: readonly string[];
  /** Command and tables: `select users, targets`. */
  readonly shape: string;
  readonly class: ShardClass;
  /** Why Citus would refuse the statement, or read a table as a whole to join it. */
  readonly flaws: readonly string[];
};

type Plan = {
  readonly 'Node Type': string;
  readonly 'Parent Relationship'?: string;
  readonly 'Subplan Name'?: string;
  readonly 'Join Type'?: string;
  readonly Operation?: string;
  readonly 'Relation Name'?: string;
  readonly Alias?: string;
  readonly Output?: readonly string[];
  readonly Plans?: readonly Plan[];
} & { readonly [field: string]: unknown };

const PLANNED = /^\s*(?:select|insert|update|delete|with)\b/i;
/** Names that only a test's own database has, such as a table that a test plants. */
const NOT_THERE = new Set(['42P01', '42703', '42883', '42704']);
type Place = { readonly kind: 'local' | 'reference' } | { readonly kind: 'spread'; readonly by: string };

/** The table whose partition it is, or itself. */
function tableOf(relation: string): string {
  return relation.startsWith('audit_') ? 'audit' : relation;
}

function placeOf(relation: string): Place {
  const table = tableOf(relation);
  const place = (placement as Record<string, unknown>)[table];
  if (place === undefined || place === 'local') return { kind: 'local' };
  if (place === 'reference') return { kind: 'reference' };
  return { kind: 'spread', by: (place as { by: string }).by };
}

/** Nodes whose input Citus runs by itself first, if it cannot be part of what each shard does. */
const BOUNDARIES = new Set([
  'Limit',
  'Aggregate',
  'Unique',
  'WindowAgg',
  'CTE Scan',

  'SetOp',
  'Group',
]);

type Scan = {
  readonly table: string;
  readonly alias: string;
  readonly by: string;
  /** The value that the column is compared with: a parameter or a constant. */
  readonly pinned: string | undefined;
  /** The part of the statement that it belongs to. */
  readonly level: number;
  readonly isOuterSide: boolean;
};

/** Judges statements by the plans that a plain PostgreSQL makes of them, whose tables are those of the program. */
export async function judge(client: pg.Client, statements: readonly Recorded[]): Promise<readonly Judged[]> {
  await client.query('set plan_cache_mode = force_generic_plan');
  await client.query('set jit = off');
  // With the nulls of `explain execute`, no partition would be left in the plan.
  await client.query('set enable_partition_pruning = off');
  const columns = await columnsOf(client);
  const judged: Judged[] = [];
  for (const statement of statements) {
    const found = await judgeOne(client, statement, columns);
    if (found) judged.push(found);
  }
  return judged;
}

async function judgeOne(
  client: pg.Client,
  statement: Recorded,
  columns: ReadonlyMap<string, readonly string[]>,
): Promise<Judged | undefined> {
  const { text, requests } = statement;
  if (!PLANNED.test(text)) return undefined;
  const plan = await planOf(client, text);
  if (plan === undefined) return undefined;
  const reading = read(plan, columns);
  return {
    ...{ text, requests },
    shape: `${reading.command} ${[...new Set(reading.tables)].toSorted().join(', ')}`.trim(),
    class: classOf(reading),
    flaws: flawsOf(reading, statement),
  };
}

async function columnsOf(client: pg.Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(`select relname as table,
    array_agg(attname::text order by attnum) as columns from pg_attribute join pg_class on pg_class.oid = attrelid
    where attnum > 0 and not attisdropped and relnamespace = 'public'::regnamespace group by relname`);
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

async function planOf(client: pg.Client, text: string): Promise<Plan | undefined> {
  try {
    await client.query(`prepare judged as ${text}`);
  } catch (error) {
    if (error instanceof pg.DatabaseError && NOT_THERE.has(error.code ?? '')) return undefined;
    throw new Error(`cannot be prepared: ${text}`, { cause: error });
  }
  try {
    const { rows: found } = await client.query<{ many: number }>(
      `select cardinality(parameter_types) as many from pg_prepared_statements where name = 'judged'`,
    );
    const nulls = Array.from({ length: found[0]?.many ?? 0 }, () => 'null').join(', ');
    const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ Plan: Plan }] }>(
      `explain (verbose, costs off, format json) execute judged${nulls === '' ? '' : `(${nulls})`}`,
    );
    return rows[0]?.['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('deallocate judged');
  }
}

type Reading = {
  readonly command: string;
  readonly tables: readonly string[];
  readonly scans: readonly Scan[];
  readonly conditions: readonly string[];
  /** What a statement writes into a spread table: whether the value of its column is one for all rows. */
  readonly inserted: { readonly isPinned: boolean } | undefined;
  readonly locks: boolean;
  readonly updated: string | undefined;
};

function read(plan: Plan, columns: ReadonlyMap<string, readonly string[]>): Reading {
  const [tables, conditions]: [string[], string[]] = [[], []];
  const renamed = new Map<string, string>();
  const nodes: { readonly plan: Plan; readonly level: number; readonly isOuterSide: boolean }[] = [];
  let levels = 0;
  const walk = (node: Plan, level: number, isOuterSide: boolean): void => {
    nodes.push({ plan: node, level, isOuterSide });
    conditions.push(...conditionsOf(node));
    rename(renamed, node);
    // A subquery that refers to nothing outside runs first.
    const isOwn = BOUNDARIES.has(node['Node Type']) || node['Parent Relationship'] === 'InitPlan';
    const inside = isOwn ? ++levels : level;
    // Parts of a union are on their own.
    const isUnion = node['Node Type'] === 'Append' || node['Node Type'] === 'MergeAppend';
    for (const [at, child] of (node.Plans ?? []).entries()) {
      const type = node['Join Type'];
      const isOuter = (type === 'Left' && at === 1) || (type === 'Right' && at === 0) || type === 'Full';
      walk(child, isUnion || child['Parent Relationship'] === 'InitPlan' ? ++levels : inside, isOuter);
    }
  };
  walk(plan, 0, false);
  const modified = nodes.find(({ plan: node }) => node['Node Type'] === 'ModifyTable')?.plan;
  const scans: Scan[] = [];
  for (const { plan: node, level, isOuterSide } of nodes) {
    const relation = node['Relation Name'];
    if (relation === undefined) continue;
    const table = tableOf(relation);
    // All partitions of a table are scanned in the same way.
    const isFurther = table !== relation && scans.some((scan) => scan.table === table);
    const place = placeOf(table);
    tables.push(table);
    if (place.kind !== 'spread' || node['Node Type'] === 'ModifyTable' || isFurther) continue;
    const alias = node.Alias ?? relation;
    const pinned = pinnedIn(conditionsOf(node), alias, place.by);
    scans.push({ table, alias, by: place.by, pinned, level, isOuterSide });
  }
  const operation = modified?.Operation?.toLowerCase();
  return {
    command: operation ?? 'select',
    tables,
    scans,
    conditions: conditions.map((condition) =>
      condition.replaceAll(/\w+\.\w+/g, (column) => renamed.get(column) ?? column),
    ),
    inserted: operation === 'insert' && modified ? insertedBy(modified, columns) : undefined,
    locks: nodes.some(({ plan: node }) => node['Node Type'] === 'LockRows'),
    updated: operation === 'update' ? modified?.['Relation Name'] : undefined,
  };
}

/** A column of a subquery is known by a name of its own outside. Those that only sort stand last, and have none. */
function rename(renamed: Map<string, string>, node: Plan): void {
  const inside = node.Plans?.[0]?.Output ?? [];
  const outside = node.Output ?? [];
  if (node['Node Type'] !== 'Subquery Scan' || inside.length < outside.length) return;
  for (const [at, name] of outside.entries()) renamed.set(name, inside[at] ?? name);
}

function conditionsOf(node: Plan): readonly string[] {
  return Object.entries(node).flatMap(([name, value]) =>
    /Cond$|Filter$/.test(name) && typeof value === 'string' ? [value] : [],
  );
}

/** `user_id = $2`, `users.id = 'ann'::text`; the first value for a column that is compared with several. */
function pinnedIn(conditions: readonly string[], alias: string, by: string): string | undefined {
  const test = new RegExp(`(?<![\\w.])(?:${alias}\\.)?${by} = \\(?(\\$\\d+|'(?:[^']|'')*')`);
  return conditions.flatMap((condition) => test.exec(condition)?.[1] ?? [])[0];
}

/** The column of the place is a parameter or a constant in what is inserted. */
function insertedBy(modified: Plan, columns: ReadonlyMap<string, readonly string[]>): Reading['inserted'] {
  const relation = modified['Relation Name'] ?? '';
  const place = placeOf(relation);
  if (place.kind !== 'spread') return undefined;
  const at = columns.get(relation)?.indexOf(place.by) ?? -1;
  const value = modified.Plans?.[0]?.Output?.[at] ?? '';
  return { isPinned: /^\(?(?:\$\d+|'(?:[^']|'')*')(?:::\w+)?\)?$/.test(value) };
}

function classOf({ scans, inserted, tables }: Reading): ShardClass {
  if (!tables.some((table) => placeOf(table).kind === 'spread')) return 'local';
  const isPinned = scans.every(({ pinned }) => pinned !== undefined) && inserted?.isPinned !== false;
  return isPinned ? 'one shard' : 'all shards';
}

function flawsOf(reading: Reading, { text, values }: Recorded): readonly string[] {
  const { scans, conditions, locks, updated } = reading;
  const flaws: string[] = [];
  if (locks && classOf(reading) === 'all shards') flaws.push('locks rows on all shards');
  for (const at of new Set(scans.map(({ level }) => level))) {
    const together = scans.filter(({ level }) => level === at);
    const groups = connected(together, conditions, values);
    if (groups > 1) flaws.push(`joins what is not beside each other: ${names(together)}`);
    const alone = together.filter(({ pinned, isOuterSide }) => pinned === undefined && isOuterSide);
    if (alone.length > 0 && together.length === alone.length)
      flaws.push(`reads all of a table for an outer join: ${names(alone)}`);
  }
  const moved = updated === undefined ? undefined : placeOf(updated);
  if (moved?.kind === 'spread' && setsColumn(text, moved.by)) flaws.push(`moves a row: sets ${moved.by}`);
  return flaws;
}

/** Also in what an insert does on a conflict. */
function setsColumn(text: string, column: string): boolean {
  const [, set = ''] = /\bset\b([\s\S]*?)(?:\bwhere\b|\bfrom\b|\breturning\b|$)/i.exec(text) ?? [];
  return new RegExp(`(?:^|,)\\s*"?${column}"? =`).test(set);
}

function names(scans: readonly Scan[]): string {
  return scans
    .map(({ alias }) => alias)
    .toSorted()
    .join(', ');
}

/** How many groups the tables form of which each shard has what belongs together: by the same value, or joined by it. */
function connected(
  scans: readonly Scan[],
  conditions: readonly string[],
  values: readonly unknown[],
): number {
  const groups = new Set(scans.map((scan) => new Set([scan])));
  const groupOf = (scan: Scan) => [...groups].find((group) => group.has(scan)) ?? new Set<Scan>();
  const meaning = (pinned: string) =>
    pinned.startsWith('$') ? `value ${JSON.stringify(values[Number(pinned.slice(1)) - 1])}` : pinned;
  for (const [at, one] of scans.entries()) {
    for (const other of scans.slice(at + 1)) {
      const isSame =
        one.pinned !== undefined &&
        other.pinned !== undefined &&
        meaning(one.pinned) === meaning(other.pinned);
      if (!isSame && !isJoined(one, other, conditions)) continue;
      const [a, b] = [groupOf(one), groupOf(other)];
      if (a === b) continue;
      groups.delete(b);
      for (const each of b) a.add(each);
    }
  }
  return groups.size;
}

function isJoined(one: Scan, other: Scan, conditions: readonly string[]): boolean {
  const [a, b] = [`${one.alias}.${one.by}`, `${other.alias}.${other.by}`];
  const isEqual = (left: string, right: string) =>
    conditions.some((condition) => new RegExp(`(?<![\\w.])${left} = ${right}(?!\\w)`).test(condition));
  return isEqual(a, b) || isEqual(b, a);
}
