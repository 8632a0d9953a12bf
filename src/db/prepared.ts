import type { Compilable, CompiledQuery } from 'kysely';
import type { Read } from './database.ts';

type Values = Readonly<Record<string, unknown>>;

/** Stands in a query for a value that is known only when the query runs. */
class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that is built and compiled once an engine, at its first use, and afterwards only run. `param.x` stands for
 * the value `x` of each run.
 */
export function prepared<V extends Values, Row>(
  build: (read: Read, param: V) => Compilable<Row>,
): (read: Read, values: V) => Promise<readonly Row[]> {
  const compiled = new Map<string, CompiledQuery>();
  // Not `async`, here and in `first`: what a request does most often hops no further than it must.
  return (read, values) => {
    const engine = read.sql.engine;
    let query = compiled.get(engine);
    if (!query) {
      query = build(read, placeholders(values)).compile() as CompiledQuery;
      compiled.set(engine, query);
    }
    const parameters = query.parameters.map((p) => (p instanceof Placeholder ? values[p.name] : p));
    // The rows have the shape that `build` selected; the handle cannot know it.
    return read.rows({ sql: query.sql, parameters, query: query.query, queryId: query.queryId }) as Promise<
      Row[]
    >;
  };
}

/** Typed as the values themselves, so that the query builder checks them against their columns. */
function placeholders<V extends Values>(values: V): V {
  return Object.fromEntries(Object.keys(values).map((name) => [name, new Placeholder(name)])) as unknown as V;
}

/** The first row or `undefined`. */
export function first<V extends Values, Row>(
  run: (read: Read, values: V) => Promise<readonly Row[]>,
): (read: Read, values: V) => Promise<Row | undefined> {
  return (read, values) => run(read, values).then((rows) => rows[0]);
}
