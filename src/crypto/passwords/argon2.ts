import { hash, verify } from '@node-rs/argon2';
import type { Scheme } from './scheme.ts';

/** The cost of new hashes: 19 MiB, two passes, one lane (OWASP's second profile). Memory is in KiB. */
export const ARGON2_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const FORM = /^\$argon2(?:id|i|d)\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,3})\$/;

export const argon2: Scheme = {
  name: 'argon2',
  owns: (stored) => stored.startsWith('$argon2'),
  hash: (plain) => hash(plain, ARGON2_COST),
  verify: (plain, stored) => verify(stored, plain),
  parameters: (stored) => {
    const found = FORM.exec(stored);
    const [memory, time, lanes] = found ? found.slice(1).map(Number) : [];
    return {
      memoryCost: memory ?? ARGON2_COST.memoryCost,
      timeCost: time ?? ARGON2_COST.timeCost,
      threads: lanes ?? ARGON2_COST.parallelism,
    };
  },
};
