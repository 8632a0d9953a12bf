import { freshId } from '../id.ts';
import { type Clock, createdAt, type Instant, type Sequence } from '../instant.ts';
import type { TeamId } from '../teams/team.ts';
import type { Email } from '../users/email.ts';
import type { Phone } from '../users/phone.ts';
import type { UserId } from '../users/user.ts';

/** A user's membership in a team, or an invitation to it. */
export type Membership = {
  readonly id: string;
  readonly teamId: TeamId;
  readonly userId: UserId;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly roles: readonly string[];
  readonly invitedAt: Instant;
  /** Null until the invitation is accepted. */
  readonly joinedAt: Instant | null;
  /** SHA-256 of the invitation's secret, hex. */
  readonly secretHash: string | null;
  /** The address that the invitation was sent to. */
  readonly sentTo: string | null;
  /** The inviter's input about the invitee; null without an invitation. */
  readonly typed: Invitee | null;
};

/** The invitee: by id, else by email, else by phone. */
export type Invitee = {
  readonly user?: UserId;
  readonly email?: Email;
  readonly phone?: Phone;
  /** For a new user. */
  readonly name?: string;
};

/** A membership with details of the team and the user. */
export type Member = Membership & {
  readonly teamName: string;
  readonly userName: string;
  readonly userEmail: string;
  readonly userPhone: string;
  readonly userAccessedAt: Instant | null;
  /** Whether the user signs in with a second factor. */
  readonly userMfa: boolean;
};

export function newMembership(
  { clock }: { readonly clock: Clock },
  input: {
    readonly team: TeamId;
    readonly user: UserId;
    readonly roles: readonly string[];
    readonly joined: boolean;
    readonly invitation?: Pick<Membership, 'secretHash' | 'sentTo' | 'typed'>;
  },
): Membership {
  const sequence = clock.nextSequence();
  const at = createdAt(sequence);
  return {
    id: freshId(sequence),
    teamId: input.team,
    userId: input.user,
    sequence,
    createdAt: at,
    updatedAt: at,
    roles: input.roles,
    // By the wall clock, since an invitation expires.
    invitedAt: clock.now(),
    joinedAt: input.joined ? at : null,
    secretHash: input.invitation?.secretHash ?? null,
    sentTo: input.invitation?.sentTo ?? null,
    typed: input.invitation?.typed ?? null,
  };
}
