import { createStore } from './store.ts';

/** The rows of the list that was shown last, so that the page of one leads to its neighbours. */
export type Neighbours = { readonly list: string; readonly ids: readonly string[] };

export const neighbours = createStore<Neighbours | undefined>(undefined);
