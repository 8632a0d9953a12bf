import type { Format } from './format.ts';
import { compose, renamed, without } from './shapes.ts';

/** 0.14: memberships have the name of the team; fields of the user have the prefix `user`. */
export const before0140: Format = {
  below: [0, 14, 0],
  answers: { membership: compose(without('teamName'), renamed({ userName: 'name', userEmail: 'email' })) },
};
