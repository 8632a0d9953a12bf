import type { Format } from './format.ts';
import { without } from './shapes.ts';

/** 1.6: targets expire; an existing member has an error type of its own. */
export const before160: Format = {
  below: [1, 6, 0],
  answers: { target: without('expired') },
  refusals: (refusal, { type, operation }) =>
    type === 'membership_already_confirmed' && operation === 'teamsCreateMembership'
      ? { ...refusal, type: 'team_invite_already_exists' }
      : refusal,
};
