import type { Format } from './format.ts';
import { compose, renamed, without } from './shapes.ts';

/** 0.14 told memberships whose team they are of, and gave what is the user's its name. */
export const before0140: Format = {
  below: [0, 14, 0],
  answers: { membership: compose(without('teamName'), renamed({ userName: 'name', userEmail: 'email' })) },
};
