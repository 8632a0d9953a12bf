import { currentTrace, inSpan, inTrace, type Tracer } from './tracer.ts';

type Statement = { readonly operation: string; readonly table: string };

/** Returns what is called after each statement, and makes a span of it if it belongs to a sampled trace. */
export function statementSpans(tracer: Tracer) {
  return ({ operation, table }: Statement, began: number, ended: number, isError: boolean): void => {
    const parent = currentTrace();
    // What begins and ends transactions belongs to a group of them.
    if (!parent?.isSampled || table === '') return;
    const attributes = { 'db.operation.name': operation, 'db.collection.name': table };
    const begun = { kind: 'client', parent, attributes, startedAt: began } as const;
    tracer.start(`${operation} ${table}`, begun).end({ endedAt: ended, isError });
  };
}

/** The same after each hash of a password. */
export function hashSpans(tracer: Tracer) {
  return (began: number, ended: number): void => {
    const parent = currentTrace();
    if (parent?.isSampled)
      tracer.start('password hash', { parent, startedAt: began }).end({ endedAt: ended });
  };
}

/**
 * Returns what runs a transaction of a traced request in a span, and its statements under that: a group of SQLite runs
 * the work of several requests.
 */
export function transactionSpans(tracer: Tracer) {
  return <T>(run: (inside: <R>(work: () => R) => R) => Promise<T>): Promise<T> => {
    if (currentTrace() === undefined) return run((work) => work());
    return inSpan(tracer, { name: 'transaction' }, () => {
      const trace = currentTrace();
      return run((work) => inTrace(trace, work));
    });
  };
}
