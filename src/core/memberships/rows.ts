import type { MembershipRow } from '../../db/schema.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { TeamId } from '../teams/team.ts';
import type { UserId } from '../users/user.ts';
import type { Invitee, Member, Membership } from './membership.ts';

type Row = Omit<MembershipRow, 'sequence'> & { sequence: number };
/** With details of team and user. */
export type MemberRow = Row & {
  team_name: string;
  user_name: string | null;
  user_email: string | null;
  user_phone: string | null;
  user_accessed_at: number | null;
  has_factor: number;
};

export function rowOf(membership: Membership): Omit<Row, 'project_id'> {
  return {
    team_id: membership.teamId,
    id: membership.id,
    user_id: membership.userId,
    sequence: membership.sequence,
    updated_at: membership.updatedAt,
    roles: JSON.stringify(membership.roles),
    invited_at: membership.invitedAt,
    joined_at: membership.joinedAt,
    secret_hash: membership.secretHash,
    sent_to: membership.sentTo,
    typed: membership.typed && JSON.stringify(membership.typed),
  };
}

/** Casts: validated on write. */
export function membershipOf(row: Row): Membership {
  const sequence = row.sequence as Sequence;
  return {
    id: row.id,
    teamId: row.team_id as TeamId,
    userId: row.user_id as UserId,
    sequence,
    createdAt: createdAt(sequence),
    updatedAt: row.updated_at as Instant,
    roles: JSON.parse(row.roles) as string[],
    invitedAt: row.invited_at as Instant,
    joinedAt: row.joined_at as Instant | null,
    secretHash: row.secret_hash,
    sentTo: row.sent_to,
    typed: row.typed === null ? null : (JSON.parse(row.typed) as Invitee),
  };
}

export function memberOf(row: MemberRow): Member {
  return {
    ...membershipOf(row),
    teamName: row.team_name,
    userName: row.user_name ?? '',
    userEmail: row.user_email ?? '',
    userPhone: row.user_phone ?? '',
    userAccessedAt: row.user_accessed_at as Instant | null,
    userMfa: Number(row.has_factor) === 1,
  };
}
