import type { FailureCode } from '../core/failure.ts';
import type { Answer } from './failure-answer.ts';

/** What is refused about teams and who belongs to them. */
export const teamFailures = {
  invite_mismatch: {
    status: 401,
    type: 'team_invite_mismatch',
    message: 'The invitation is for somebody else. Sign in as the one who was invited.',
  },
  invite_not_found: {
    status: 404,
    type: 'team_invite_not_found',
    message: 'Team invitation with the requested ID could not be found.',
  },
  invite_secret_wrong: {
    status: 401,
    type: 'team_invalid_secret',
    message: 'The team invitation secret is invalid. Ask for another invitation.',
  },
  membership_confirmed: {
    status: 409,
    type: 'membership_already_confirmed',
    message: 'The membership is confirmed already.',
  },
  membership_mismatch: {
    status: 404,
    type: 'team_membership_mismatch',
    message: 'The membership does not belong to the team.',
  },
  membership_not_found: {
    status: 404,
    type: 'membership_not_found',
    message: 'Membership with the requested ID could not be found.',
  },
  team_exists: {
    status: 409,
    type: 'team_already_exists',
    message: 'Team with the requested ID already exists.',
  },
  team_not_found: {
    status: 404,
    type: 'team_not_found',
    message: 'Team with the requested ID could not be found.',
  },
} as const satisfies Partial<Record<FailureCode, Answer>>;
