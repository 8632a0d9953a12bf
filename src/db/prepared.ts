import type { Compilable, CompiledQuery } from 'kysely';
import type { Read, ReplicaRead } from './database.ts';

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

/** The first row of a prepared query or `undefined`: at once, where the engine can. */
export function firstNow<V extends Values, Row>(
  build: (read: ReplicaRead, param: V) => Compilable<Row>,
): (read: Read, values: V) => Soon<Row | undefined> {
  const run = replicableNow(build);
  return (read, values) => {
    const rows = run(read, values);
    return rows instanceof Promise ? rows.then((later) => later[0]) : rows[0];
  };
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
