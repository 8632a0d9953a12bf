import type { Format } from './format.ts';
import { without } from './shapes.ts';

/** 1.9.2: members show phone and last visit. */
export const before192: Format = {
  below: [1, 9, 2],
  answers: { membership: without('userPhone', 'userAccessedAt') },
};
