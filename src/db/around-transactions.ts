import type { Engine } from './engine.ts';

/** Runs a transaction, whose work is to be run by `inside`. */
export type Around = <T>(run: (inside: <R>(work: () => R) => R) => Promise<T>) => Promise<T>;

/** Returns the engine with something around each transaction, such as a span. */
export function aroundTransactions(engine: Engine, around: Around): Engine {
  return {
    ...engine,
    transact: (work) => around((inside) => engine.transact((tx) => inside(() => work(tx)))),
  };
}
