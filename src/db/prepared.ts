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
  const compiled = new Map<string, CompiledQuery>();
  // Not `async`, here and in `first`, to save a microtask on the hottest path.
  return (read, given) => {
    const engine = read.sql.engine;
    let query = compiled.get(engine);
    if (!query) {
      query = build(read, given).compile() as CompiledQuery;
      compiled.set(engine, query);
    }
    const parameters = query.parameters.map((p) => (p instanceof Placeholder ? p.of(given) : p));
    // Cast: `build` selected rows of this shape; the handle cannot know it.
    return read.rows({ sql: query.sql, parameters, query: query.query, queryId: query.queryId }) as Promise<
      Row[]
    >;
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
