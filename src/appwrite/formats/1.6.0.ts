import type { UserId } from '../../core/users/user.ts';
import { getUser } from '../../core/users/users.ts';
import { userModel } from '../models/user.ts';
import type { Format } from './format.ts';
import { without } from './shapes.ts';

/** 1.6: targets expire; an existing member has an error type of its own; no user with a deleted authenticator. */
export const before160: Format = {
  below: [1, 6, 0],
  answers: { target: without('expired') },
  results: {
    usersDeleteMFAAuthenticator: {
      status: 200,
      model: userModel.name,
      // Cast: the rules of the route have parsed it.
      body: async (core, actor, { userId }) =>
        userModel.view(await getUser(core, actor, userId as UserId), actor),
    },
  },
  refusals: (refusal, { type, operation }) =>
    type === 'membership_already_confirmed' && operation === 'teamsCreateMembership'
      ? { ...refusal, type: 'team_invite_already_exists' }
      : refusal,
};
