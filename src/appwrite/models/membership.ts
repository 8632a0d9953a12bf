import { z } from 'zod';
import type { Actor } from '../../core/actor.ts';
import type { Page } from '../../core/listing/listing.ts';
import type { Accepted } from '../../core/memberships/invitations.ts';
import type { Member } from '../../core/memberships/membership.ts';
import { isPrivileged } from '../../core/teams/access.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

const schema = z.object({
  $id: z.string(),
  $createdAt: date,
  $updatedAt: date,
  userId: z.string(),
  userName: z.string(),
  userEmail: z.string(),
  userPhone: z.string(),
  teamId: z.string(),
  teamName: z.string(),
  invited: date,
  joined: date,
  confirm: z.boolean(),
  mfa: z.boolean(),
  userAccessedAt: date,
  roles: z.array(z.string()),
});

/** What a change of a membership answers: the phone, the second factor and the last visit are not part of it. */
export const membershipModel: Model<Member> = {
  name: 'membership',
  schema,
  view: (member) => viewOf(member),
};

export const acceptedModel: Model<Accepted> = {
  name: 'membership',
  schema,
  view: ({ member }) => viewOf(member),
};

/** What members see of each other, as the project's policies say; servers see everything. */
export const memberModel: Model<Member> = { name: 'membership', schema, view: seenView };

export const memberListModel: Model<Page<Member>> = {
  name: 'membershipList',
  schema: z.object({ total: z.int(), memberships: z.array(schema) }),
  view: ({ total, rows }, actor) => ({ total, memberships: rows.map((member) => seenView(member, actor)) }),
};

export const membershipListModel: Model<Page<Member>> = {
  ...memberListModel,
  view: ({ total, rows }) => ({ total, memberships: rows.map(viewOf) }),
};

function viewOf(member: Member) {
  return {
    $id: member.id,
    $createdAt: dateOf(member.createdAt),
    $updatedAt: dateOf(member.updatedAt),
    userId: member.userId as string,
    userName: member.userName,
    userEmail: member.userEmail,
    userPhone: '',
    teamId: member.teamId,
    teamName: member.teamName,
    invited: dateOf(member.invitedAt),
    joined: dateOf(member.joinedAt),
    confirm: member.joinedAt !== null,
    mfa: false,
    userAccessedAt: '',
    roles: member.roles,
  };
}

function seenView(member: Member, actor: Actor) {
  const seen = {
    ...viewOf(member),
    userPhone: member.userPhone,
    mfa: member.userMfa,
    userAccessedAt: dateOf(member.userAccessedAt),
  };
  if (isPrivileged(actor)) return seen;
  const hidden = actor.project.policies.hiddenMemberFields.map((field) => [
    field,
    field === 'mfa' ? false : '',
  ]);
  return { ...seen, ...Object.fromEntries(hidden) };
}
