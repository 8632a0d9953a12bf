import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { readFor } from '../list-read.ts';
import { find } from '../listing/find.ts';
import type { Collection, Filter, Listing, Page } from '../listing/listing.ts';
import { readPage } from '../listing/read-page.ts';
import { cursorNotFound } from '../listing/search.ts';
import { getVisibleTeam, isPrivileged } from '../teams/access.ts';
import type { TeamId } from '../teams/team.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import type { Member } from './membership.ts';
import { findMember, findMembers, membershipSizes } from './store.ts';

/** The attributes memberships can be filtered and sorted by, for a team or a user. */
const memberships = {
  table: 'memberships',
  idIndex: 'memberships_by_id',
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

const JOINED: Filter = { is: 'equal', attribute: 'confirmed', values: [true] };
const SEARCHED = ['id', 'userId'] as const;

/**
 * Returns the members and invitees of a team. Fails with `team_not_found`, and like every list. A hidden field cannot
 * be filtered or sorted by either.
 */
export async function listMembers(
  core: Core,
  actor: Actor,
  team: TeamId,
  listing: Listing,
): Promise<Page<Member>> {
  await getVisibleTeam(core, actor, team);
  const isHidden = !isPrivileged(actor) && actor.project.policies.hiddenMemberFields.includes('userId');
  if (isHidden && names(listing, 'userId'))
    throw new Failure({ code: 'query_invalid', rule: 'attribute_hidden', attribute: 'userId' });
  const is = { attribute: 'teamId', value: team } as const;
  if (isPrivileged(actor)) return listWhere(core, actor, listing, { is, searched: SEARCHED });
  const searched = isHidden ? (['id'] as const) : SEARCHED;
  return listWhere(core, actor, listing, { is, searched, hidesInvited: true });
}

/** Returns the memberships and invitations of a user. Fails with `user_not_found`, and like every list. */
export async function listMembershipsOf(
  core: Core,
  actor: Actor,
  user: UserId,
  listing: Listing,
): Promise<Page<Member>> {
  await getUser(core, actor, user);
  const is = { attribute: 'userId', value: user } as const;
  return listWhere(core, actor, listing, { is, searched: SEARCHED });
}

type Scope = {
  readonly is: { readonly attribute: 'teamId' | 'userId'; readonly value: string };
  readonly searched: readonly MembershipAttribute[];
  /** Whether the list must not reveal the users of open invitations. */
  readonly hidesInvited?: boolean;
};

async function listWhere(
  core: Core,
  actor: Actor,
  { search, ...listing }: Listing,
  { is, searched, hidesInvited }: Scope,
): Promise<Page<Member>> {
  const project = actor.project.id;
  if (listing.cursor) {
    const row = await findMember(core.read, project, listing.cursor.id);
    const isHidden = hidesInvited && row?.joinedAt === null && names(listing, 'userId');
    if (row?.[is.attribute] !== is.value || isHidden) throw cursorNotFound(memberships, listing.cursor.id);
  }
  const own: Filter = { is: 'equal', attribute: is.attribute, values: [is.value] };
  const named =
    search === undefined
      ? []
      : [beginningWith(search.trim(), { searched, hidesInvited: hidesInvited === true })];
  const joined = hidesInvited && names(listing, 'userId') ? [JOINED] : [];
  const filters = [own, ...named, ...joined, ...listing.filters];
  const read = readFor(core, actor);
  const found = await find(read, project, memberships, { ...listing, filters });
  return readPage(core, listing, found, {
    sizes: (ids) => membershipSizes(read, project, ids),
    rows: (ids) => findMembers(read, project, ids),
  });
}

/** Ids are not split into words: a search matches a prefix of the whole id. */
function beginningWith(
  text: string,
  { searched, hidesInvited }: Pick<Scope, 'searched' | 'hidesInvited'>,
): Filter {
  const filters = searched.map((attribute): Filter => {
    const begins: Filter = { is: 'startsWith', attribute, values: [text] };
    return hidesInvited && attribute === 'userId' ? { is: 'and', filters: [begins, JOINED] } : begins;
  });
  return { is: 'or', filters };
}

/** Reports whether the list is filtered or sorted by the attribute, at any depth. */
function names({ filters, orders }: Listing, attribute: MembershipAttribute): boolean {
  const isNamed = (filter: Filter): boolean =>
    'filters' in filter ? filter.filters.some(isNamed) : filter.attribute === attribute;
  return (
    filters.some(isNamed) || (orders !== 'random' && orders.some((order) => order.attribute === attribute))
  );
}
