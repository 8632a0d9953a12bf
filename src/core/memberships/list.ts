import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { find } from '../listing/find.ts';
import type { Collection, Filter, Listing, Page } from '../listing/listing.ts';
import { seeTeam } from '../teams/access.ts';
import type { TeamId } from '../teams/team.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import type { Member } from './membership.ts';
import { findMembers } from './store.ts';

/** What memberships can be filtered and sorted by: those of a team, or those of a user. */
const memberships = {
  table: 'memberships',
  attributes: {
    id: { kind: 'text', column: 'id', exact: true },
    sequence: { kind: 'number', column: 'sequence', scale: 1 },
    createdAt: { kind: 'moment', column: 'sequence', scale: 1000 },
    updatedAt: { kind: 'moment', column: 'updated_at', scale: 1 },
    userId: { kind: 'text', column: 'user_id', exact: true, indexed: true },
    teamId: { kind: 'text', column: 'team_id', exact: true, indexed: true },
    invitedAt: { kind: 'moment', column: 'invited_at', scale: 1 },
    joinedAt: { kind: 'moment', column: 'joined_at', scale: 1, nullable: true },
    confirmed: { kind: 'flag', column: 'joined_at', set: true },
    roles: { kind: 'list', column: 'roles' },
  },
} as const satisfies Collection;

export type MembershipAttribute = keyof typeof memberships.attributes;

/** The members of a team, and who was asked to be one. Refuses with `team_not_found`, and as every list. */
export async function listMembers(
  core: Core,
  actor: Actor,
  team: TeamId,
  listing: Listing,
): Promise<Page<Member>> {
  await seeTeam(core, actor, team);
  return listWhere(core, actor, { is: 'equal', attribute: 'teamId', values: [team] }, listing);
}

/** The teams of a user, and those that asked for it. Refuses with `user_not_found`, and as every list. */
export async function listMembershipsOf(
  core: Core,
  actor: Actor,
  user: UserId,
  listing: Listing,
): Promise<Page<Member>> {
  await getUser(core, actor, user);
  return listWhere(core, actor, { is: 'equal', attribute: 'userId', values: [user] }, listing);
}

async function listWhere(core: Core, actor: Actor, where: Filter, listing: Listing): Promise<Page<Member>> {
  const { search, ...asked } = listing;
  // Ids are not words: what is searched for is the beginning of one.
  const named: readonly Filter[] =
    search === undefined
      ? []
      : [
          {
            is: 'or',
            filters: (['id', 'userId'] as const).map((attribute) => ({
              is: 'startsWith',
              attribute,
              values: [search.trim()],
            })),
          },
        ];
  const { ids, total } = await find(core.read, actor.project.id, memberships, {
    ...asked,
    filters: [where, ...named, ...listing.filters],
  });
  if (ids.length === 0) return { rows: [], total };
  const rows = await findMembers(core.read, actor.project.id, ids);
  const found = new Map(rows.map((member) => [member.id, member]));
  return { rows: ids.flatMap((id) => found.get(id) ?? []), total };
}
