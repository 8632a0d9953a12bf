import type { Instant, Sequence } from '../instant.ts';
import type { Prefs } from '../users/user.ts';

declare const teamId: unique symbol;

export type TeamId = string & { readonly [teamId]: true };

export type Team = {
  readonly id: TeamId;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly name: string;
  readonly prefs: Prefs;
  /** How many members have joined. */
  readonly total: number;
};

/** A team without what can be long. */
export type TeamSummary = Pick<Team, 'id' | 'sequence' | 'updatedAt'>;

/** Lets a member change the team and its members. Other roles have no built-in meaning. */
export const OWNER = 'owner';

const ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/;

export function teamIdOf(text: string): TeamId | undefined {
  return ID.test(text) ? (text as TeamId) : undefined;
}
