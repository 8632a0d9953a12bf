import { z } from 'zod';
import type { Actor } from '../../core/actor.ts';
import type { Page } from '../../core/listing/listing.ts';
import type { AcceptResult } from '../../core/memberships/invitations.ts';
import type { Member } from '../../core/memberships/membership.ts';
import { isPrivileged } from '../../core/teams/access.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

const schema = z.object({
  $id: z.string().describe('Id.'),
  $createdAt: date('Time of creation.'),
  $updatedAt: date('Time of the last change.'),
  userId: z.string().describe('Id of the user.'),
  userName: z.string().describe('Name of the user; empty if it is hidden.'),
  userEmail: z.string().describe('Email address of the user; empty if it is hidden.'),
  userPhone: z.string().describe('Phone number of the user; empty if it is hidden.'),
  teamId: z.string().describe('Id of the team.'),
  teamName: z.string().describe('Name of the team.'),
  invited: date('Time of the invitation.'),
  joined: date('Time of joining.'),
  confirm: z.boolean().describe('Whether the user has joined.'),
  mfa: z.boolean().describe('Whether the member uses a second factor.'),
  userAccessedAt: date('Day of the last visit of the user.'),
  roles: z.array(z.string()).describe('Roles within the team.'),
});

/** The response to a change: without phone, second factor and last visit, as upstream. */
export const membershipModel: Model<Member> = {
  name: 'membership',
  schema,
  view: (member, actor) => shown(viewOf(member), member, actor),
};

export const acceptedModel: Model<AcceptResult> = {
  name: 'membership',
  schema,
  view: ({ member }) => viewOf(member),
};

/** Hides fields by the policies of the project. Servers see everything. */
export const memberModel: Model<Member> = { name: 'membership', schema, view: seenView };

export const memberListModel: Model<Page<Member>> = {
  name: 'membershipList',
  schema: z.object({
    total: z.int().describe('Number of matches over all pages, counted up to 5,000.'),
    memberships: z.array(schema).describe('The memberships of this page.'),
  }),
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
  const whole = {
    ...viewOf(member),
    userPhone: member.userPhone,
    mfa: member.userMfa,
    userAccessedAt: dateOf(member.userAccessedAt),
  };
  if (isPrivileged(actor)) return whole;
  const seen = shown(whole, member, actor, member.typed?.phone);
  const hidden = actor.project.policies.hiddenMemberFields.map((field) => [
    field,
    field === 'mfa' ? false : '',
  ]);
  return { ...seen, ...Object.fromEntries(hidden) };
}

/** While an invitation is open, clients see of the invitee what was typed, and nothing that follows from it. */
function shown<Shape extends ReturnType<typeof viewOf>>(
  shape: Shape,
  { joinedAt, typed }: Member,
  actor: Actor,
  userPhone = '',
): Shape {
  if (joinedAt !== null || isPrivileged(actor)) return shape;
  return {
    ...shape,
    userId: typed?.user ?? '',
    userName: typed?.name ?? '',
    userEmail: typed?.email ?? '',
    userPhone,
    mfa: false,
    userAccessedAt: '',
  };
}
