import { type Compilable, type CompiledQuery, type Expression, sql } from 'kysely';
import type { PointRead, Read, ReplicaRead } from './database.ts';

type Values = Readonly<Record<string, unknown>>;

/** Stands for a value known only when the query runs; `of` selects it from the input of a run. */
export class Placeholder<Given> {
  readonly of: (given: Given) => unknown;
  constructor(of: (given: Given) => unknown) {
    this.of = of;
  }
}

/** A query with placeholders that is compiled once per engine, at its first use. */
export function compiledOnce<Given, Row>(
  build: (read: ReplicaRead, given: Given) => Compilable<Row>,
): (read: ReplicaRead, given: Given) => Promise<readonly Row[]> {
  const bound = boundOnce(build);
  // Not `async`, here and in `first`, to save a microtask on the hottest path.
  // Cast: `build` selected rows of this shape; the handle cannot know it.
  return (read, given) => read.rows(bound(read, given)) as Promise<Row[]>;
}

/** Compiles a query once per engine and for shards; returns a function that fills in its placeholders. */
function boundOnce<Given, Row>(
  build: (read: ReplicaRead, given: Given) => Compilable<Row>,
): (read: ReplicaRead, given: Given) => CompiledQuery {
  const compiled = new Map<string, CompiledQuery>();
  return (read, given) => {
    const engine = read.sql.isSharded ? 'shards' : read.sql.engine;
    let query = compiled.get(engine);
    if (!query) {
      query = build(read, given).compile() as CompiledQuery;
      compiled.set(engine, query);
    }
    const { sql, query: node, queryId, parameters: stored } = query;
    const parameters: unknown[] = [];
    for (const value of stored) parameters.push(value instanceof Placeholder ? value.of(given) : value);
    return { sql, parameters, query: node, queryId };
  };
}

/** Like `compiledOnce`; `param.x` stands for the value `x` of each run. */
export function prepared<V extends Values, Row>(
  build: (read: ReplicaRead, param: V) => Compilable<Row>,
): (read: Read, values: V) => Promise<readonly Row[]> {
  return replicable(build);
}

/** Like `prepared`, for a read that decides nothing about access: a replica may answer it. */
export function replicable<V extends Values, Row>(
  build: (read: ReplicaRead, param: V) => Compilable<Row>,
): (read: ReplicaRead, values: V) => Promise<readonly Row[]> {
  return compiledOnce((read, values) => build(read, placeholders(values)));
}

/** A value, or the promise of one. */
export type Soon<T> = T | Promise<T>;

/** Like `replicable`, with the rows at once where the engine can. */
export function replicableNow<V extends Values, Row>(
  build: (read: ReplicaRead, param: V) => Compilable<Row>,
): (read: ReplicaRead, values: V) => Soon<readonly Row[]> {
  const bound = boundOnce<V, Row>((read, values) => build(read, placeholders(values)));
  return (read, values) => {
    const query = bound(read, values);
    // Casts: as in `compiledOnce`.
    return (read.rowsNow?.(query) as Row[] | undefined) ?? (read.rows(query) as Promise<Row[]>);
  };
}

type Ref<Key extends string> = { readonly [K in 'project_id' | Key]: string };
type Refs<Key extends string> = { readonly project_id: string } & { readonly [K in Key]: readonly string[] };

type PointOptions<Key extends string, Row, Value> = {
  /** The parameters that tell rows of a project apart. */
  readonly by: readonly Key[];
  readonly one: (read: ReplicaRead, param: Ref<Key>) => Compilable<Row> & Expression<Row>;
  /** A column that is never null. */
  readonly notNull: keyof Row;
  readonly toValue: (row: Row, ref: Ref<Key>) => Value;
  /** Whether the rows of a project lie on several shards of a cluster. There, a statement asks for one. */
  readonly isSpread?: boolean;
};

/**
 * Defines a read of at most one row. Its value is there at once where the engine can; where the engine gathers, reads
 * of the same kind are joined, and values shared.
 */
export function pointRead<Key extends string, Row, Value>(
  options: PointOptions<Key, Row, Value>,
): (read: Read, ref: Ref<Key>) => Soon<Value | undefined> {
  const { by, one, notNull, toValue, isSpread = false } = options;
  const alone = replicableNow(one);
  const boundOne = boundOnce<Ref<Key>, Row>((read, ref) => one(read, placeholders(ref)));
  const boundSeveral = boundOnce<Refs<Key>, Row>((read, refs) => several(read, options, placeholders(refs)));
  const [first] = by;
  const point: PointRead<Ref<Key>, Value> = {
    keyOf: (ref) =>
      first !== undefined && by.length === 1 ? ref[first] : JSON.stringify(by.map((name) => ref[name])),
    statement: (read, refs) => {
      const [ref] = refs;
      if (ref && refs.length === 1) return boundOne(read, ref);
      const columns = by.map((name) => [name, refs.map((each) => each[name])]);
      // Cast: the entries are those of the type.
      return boundSeveral(read, { project_id: ref?.project_id, ...Object.fromEntries(columns) } as Refs<Key>);
    },
    toValue: (found, ref) => {
      // Cast: as in `compiledOnce`.
      const row = found as Row | undefined;
      return row && row[notNull] !== null ? toValue(row, ref) : undefined;
    },
  };
  return (read, ref) => {
    if (read.gather && !(isSpread && read.sql.isSharded)) return read.gather.find(read, point, ref);
    const rows = alone(read, ref);
    if (rows instanceof Promise) return rows.then(([row]) => row && toValue(row, ref));
    const [row] = rows;
    return row && toValue(row, ref);
  };
}

/**
 * A row for each that is asked for, in that order, of nulls where there is none. The limit keeps PostgreSQL from joining
 * in another way than by looking up each row as if it were asked for alone, whatever its statistics say.
 */
function several<Key extends string, Row, Value>(
  read: ReplicaRead,
  { by, one }: PointOptions<Key, Row, Value>,
  refs: Refs<Key>,
): Compilable<Row> {
  const columns = by.map((name) => [name, sql.ref(`asked.${name}`)]);
  // Cast: to the query builder, a column is as good as a value.
  const param = { project_id: refs.project_id, ...Object.fromEntries(columns) } as Ref<Key>;
  const arrays = sql.join(by.map((name) => sql`${refs[name]}::text[]`));
  const names = sql.join(by.map((name) => sql.id(name)));
  const query = sql<Row>`select found.* from unnest(${arrays}) with ordinality as asked(${names}, nth)
    left join lateral (select * from ${one(read, param)} as one limit 1) as found on true order by asked.nth`;
  return { compile: () => query.compile(read.db) };
}

/** Typed as the values themselves, so that the query builder checks them against their columns. */
function placeholders<V extends Values>(values: V): V {
  const standIn = (name: string) => new Placeholder((given: V) => given[name]);
  return Object.fromEntries(Object.keys(values).map((name) => [name, standIn(name)])) as unknown as V;
}

/** The first row or `undefined`. */
export function first<V extends Values, Row>(
  run: (read: Read, values: V) => Promise<readonly Row[]>,
): (read: Read, values: V) => Promise<Row | undefined> {
  return (read, values) => run(read, values).then((rows) => rows[0]);
}
