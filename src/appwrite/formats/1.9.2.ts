import type { Format } from './format.ts';
import { without } from './shapes.ts';

/** 1.9.2 let the members of a team see more of each other. */
export const before192: Format = {
  below: [1, 9, 2],
  answers: { membership: without('userPhone', 'userAccessedAt') },
};
