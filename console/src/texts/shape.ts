import type { en } from './en.ts';

type Wide<T> = T extends string
  ? string
  : T extends (...values: infer A) => string
    ? (...values: A) => string
    : { readonly [K in keyof T]: Wide<T[K]> };

/** What each language has. */
export type Texts = Wide<typeof en>;
