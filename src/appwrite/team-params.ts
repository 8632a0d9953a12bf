import { type TeamId, teamIdOf } from '../core/teams/team.ts';
import { example, ID_RULE, input, made, type Required } from '../http/param.ts';

export { roles, teamIdInPath } from '../http/user-params.ts';

export const newTeamId: Required<TeamId | 'unique()'> = input(
  made((text) => (text === 'unique()' ? text : teamIdOf(text)), example('unique()')),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new team, or "unique()" for a generated one.',
);
