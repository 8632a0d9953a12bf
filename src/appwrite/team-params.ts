import { type TeamId, teamIdOf } from '../core/teams/team.ts';
import { example, ID_RULE, input, listAtMost, made, type Required, textAtMost } from '../http/param.ts';

export const teamIdInPath: Required<TeamId> = {
  ...input(made(teamIdOf), ID_RULE, 'Id of the team.'),
  place: 'path',
};

export const newTeamId: Required<TeamId | 'unique()'> = input(
  made((text) => (text === 'unique()' ? text : teamIdOf(text)), example('unique()')),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new team, or "unique()" for a generated one.',
);

const ROLES_AT_MOST = 100;

/** Free-form words. The server gives a meaning only to `owner`. */
export function roles(most: number): Required<readonly string[]> {
  const role = textAtMost(most).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
  return input(
    listAtMost(ROLES_AT_MOST, role).meta({ examples: [['owner']] }),
    `must be an array of at most ${ROLES_AT_MOST} roles, each of 1 to ${most} characters out of a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit`,
    'Roles in the team.',
  );
}
