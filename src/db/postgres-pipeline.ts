import pg from 'pg';

/** A statement that runs before another one, in its transaction and in the same round trip. */
export type Prelude = { readonly text: string; readonly values?: readonly unknown[] };

const DIVISION_BY_ZERO = '22012';

/** The prelude refused the statement after it, which did not run. */
export class PreludeFailed extends Error {
  override readonly name = 'PreludeFailed';
}

type Statement = { readonly text: string; readonly values: readonly unknown[]; readonly name?: string };

/** The parts of the driver's connection and query that its types leave out. */
type Wire = {
  readonly stream: { readonly cork: () => void; readonly uncork: () => void };
  readonly parse: (message: { readonly text: string; readonly name: string }) => void;
  readonly bind: (message: { readonly values: readonly unknown[] }) => void;
  readonly execute: (message: { readonly portal: string; readonly rows: number }) => void;
  readonly parsedStatements: Record<string, string>;
};
type Handlers = {
  submit: (wire: Wire) => Error | null;
  handleDataRow: (message: unknown) => void;
  handleCommandComplete: (message: unknown, wire: Wire) => void;
  handleError: (error: Error, wire: Wire) => void;
};

/**
 * Runs the prelude and the statement without waiting in between. What the server gets up to the next `Sync` message is
 * one transaction (PostgreSQL's protocol, "Pipelining"): settings that the prelude makes for its transaction hold for
 * the statement and end with it, also behind a pooler. Fails with `PreludeFailed` if the prelude divides by zero, which
 * is how SQL refuses.
 */
export function runAfter(
  client: Pick<pg.ClientBase, 'query'>,
  prelude: Prelude,
  { text, values, name }: Statement,
): Promise<pg.QueryResult> {
  const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>();
  // Without `extended`, the driver sends a statement without values as a simple one, which ends the transaction.
  const config = { text, values: [...values], ...(name !== undefined && { name }), queryMode: 'extended' };
  const query = new pg.Query(config, (error: Error | undefined, result: unknown) => {
    if (error) reject(error);
    else resolve(result as pg.QueryResult);
  });
  precede(query, prelude, name);
  client.query(query);
  return promise;
}

function precede(query: pg.Query, prelude: Prelude, name: string | undefined): void {
  // Cast: the driver documents these methods for other implementations of a query, and types them for none.
  const handlers = query as unknown as Handlers;
  const { submit, handleDataRow, handleCommandComplete, handleError } = handlers;
  let isOver = false;
  let wasParsed = false;
  handlers.submit = (wire) => {
    wasParsed = name !== undefined && wire.parsedStatements[name] !== undefined;
    wire.stream.cork();
    try {
      wire.parse({ text: prelude.text, name: '' });
      wire.bind({ values: prelude.values ?? [] });
      wire.execute({ portal: '', rows: 0 });
      return submit.call(query, wire);
    } finally {
      wire.stream.uncork();
    }
  };
  handlers.handleDataRow = (message) => {
    if (isOver) handleDataRow.call(query, message);
  };
  handlers.handleCommandComplete = (message, wire) => {
    if (isOver) handleCommandComplete.call(query, message, wire);
    isOver = true;
  };
  handlers.handleError = (error, wire) => {
    // The driver takes the first statement parsed for the named one, which the server has not looked at.
    if (name !== undefined && !isOver && !wasParsed) delete wire.parsedStatements[name];
    const isRefused = !isOver && error instanceof pg.DatabaseError && error.code === DIVISION_BY_ZERO;
    handleError.call(query, isRefused ? new PreludeFailed(error.message, { cause: error }) : error, wire);
  };
}
