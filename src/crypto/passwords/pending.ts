import { type Scheme, scheme } from './scheme.ts';

/**
 * Stands for a password that only an old system knows, which is asked at the first sign-in. An import writes it where
 * the file has no hash. No password matches it.
 */
export const PENDING = '$pending$';

export const pending: Scheme = {
  ...scheme<true>({
    name: 'pending',
    owns: /^\$pending\$$/,
    parse: (stored) => (stored === PENDING ? true : undefined),
    limits: () => undefined,
    matches: async () => false,
  }),
  // It is no hash, and never leaves as one.
  original: () => '',
};
