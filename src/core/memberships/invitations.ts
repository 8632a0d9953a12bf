import { digest, freshSecret, sameText } from '../../crypto/tokens.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { paceMessages } from '../limits/message-pause.ts';
import { recordingRefusals } from '../limits/refusal.ts';
import { allowedPage, linkTo } from '../links.ts';
import { enqueue } from '../outbox/outbox.ts';
import {
  type NewSession,
  ofUser,
  openSession,
  prepareSession,
  type SignInProof,
} from '../sessions/open-session.ts';
import { steadily } from '../steady.ts';
import { getVisibleTeam, lockVisibleTeam, requireOwner, type VisibleTeam } from '../teams/access.ts';
import { findTeam, growTeams, lockTeam } from '../teams/store.ts';
import type { TeamId } from '../teams/team.ts';
import { lifetimeSeconds } from '../tokens/session-secrets.ts';
import { type AddressKind, proveAddress } from '../users/prove-address.ts';
import { lockUser } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';
import { findInvitee, noUserId } from './invitees.ts';
import { type Invitee, type Member, type Membership, newMembership } from './membership.ts';
import { createAct, joinedNow, memberNamed } from './memberships.ts';
import {
  deleteMembership,
  findMember,
  findMemberOf,
  insertMembership,
  lockMembership,
  updateMembership,
} from './store.ts';

const SECRET_BYTES = 128;

export type Invitation = Invitee & {
  readonly team: TeamId;
  readonly roles: readonly string[];
  /** The page on which the invitation is accepted. */
  readonly url: string;
};

/**
 * Invites a user to a team, for an owner. An open invitation is sent again with a new secret. The inviter does not
 * learn whether the input matches a user, or which one, before the invitation is accepted. Fails with
 * `mail_disabled`, `sms_disabled`, `argument_invalid`, `team_not_found`, `not_allowed`, `membership_confirmed`, and
 * `rate_limited` while messages to the recipient pause.
 */
export async function invite(core: Core, actor: Actor, input: Invitation): Promise<Member> {
  const page = allowedPage(core, actor, input.url);
  if (!core.channels.sendsMail) throw new Failure('mail_disabled');
  // Checked before a user is created for the invitation.
  requireOwner(actor, await getVisibleTeam(core, actor, input.team), 'invite');
  const id = await steadily(() => writeInvitation(core, actor, input, page));
  return memberNamed(core, actor, { team: input.team, id });
}

async function writeInvitation(core: Core, actor: Actor, input: Invitation, page: URL): Promise<string> {
  const found = await findInvitee(core, actor, input);
  // The invitee has requested nothing, so the invitee's known places have no count of their own.
  await paceMessages(core, actor, {
    to: found?.email ?? found?.phone ?? input.email ?? input.phone ?? input.user ?? '',
    user: undefined,
    purpose: 'invitation',
  });
  const user = found?.id ?? noUserId(core, input);
  const secret = freshSecret(SECRET_BYTES);
  const id = await core.write(actor, createAct(input.team, user), async (tx) => {
    const now = found && (await lockUser(tx, actor.project.id, user));
    const visible = await lockVisibleTeam(tx, actor, input.team);
    requireOwner(actor, visible, 'invite');
    const known = await findMemberOf(tx, actor.project.id, { team: input.team, user });
    if (known?.joinedAt != null) throw new Failure('membership_confirmed');
    const sentTo = now ? addressOf(core, now) : null;
    const secretHash = sentTo === null ? null : digest(secret);
    const invitation = { secretHash, sentTo, typed: typedOf(input) };
    const fresh = newMembership(core, { ...input, user, joined: false, invitation });
    const membership = known ? renewInvitation(known, fresh) : fresh;
    if (known) await updateMembership(tx, actor.project.id, membership);
    else await insertMembership(tx, actor.project.id, membership);
    // A blocked user could not accept; the response does not reveal it.
    if (now && sentTo !== null && now.blockedAt === null)
      await send(core, actor, tx, { visible, user: now, membership, secret, page });
    return membership.id;
  });
  core.notifyOutbox();
  return id;
}

function typedOf({ user, email, phone, name }: Invitee): Invitee {
  return {
    ...(user !== undefined && { user }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(name !== undefined && { name }),
  };
}

/** Returns the address that reaches the user; null when nothing can be sent there. */
function addressOf(core: Core, { email, phone }: User): string | null {
  return email ?? (core.channels.sendsSms ? phone : null);
}

export type AcceptResult = { readonly member: Member; readonly opened?: NewSession };

/**
 * Accepts an invitation by its secret, and verifies the address it was sent to. A caller who is not signed in gets a
 * session. Fails with `membership_not_found`, `team_not_found`, `membership_mismatch`, `invite_secret_wrong`,
 * `invite_mismatch`, `membership_confirmed` and `user_blocked`.
 */
export async function accept(
  core: Core,
  actor: Actor,
  input: { readonly team: TeamId; readonly id: string; readonly user: UserId; readonly secret: string },
): Promise<AcceptResult> {
  const { team, id } = input;
  const found = await findMember(core.read, actor.project.id, id);
  if (!found) throw new Failure('membership_not_found');
  const opened = await recordingRefusals(
    core,
    actor,
    { user: found.userId, factor: 'invitation' },
    async () => {
      requireOwnInvitation(core, actor, found, {
        ...input,
        team: await findTeam(core.read, actor.project.id, { id: team }),
      });
      return writeAcceptance(core, actor, found, input.secret);
    },
  );
  const member = await memberNamed(core, actor, { team, id });
  return opened ? { member, opened } : { member };
}

async function writeAcceptance(
  core: Core,
  actor: Actor,
  found: Membership,
  secret: string,
): Promise<NewSession | undefined> {
  const { id, teamId: team, userId } = found;
  const fresh = actor.user ? undefined : await prepareSession(core, actor, signInProofOf(found));
  const details = { teamId: team, membershipId: id };
  const { opened } = await core.write(actor, actsOf, async (tx) => {
    const user = await lockUser(tx, actor.project.id, userId);
    await lockTeam(tx, actor.project.id, { id: team });
    const now = await lockMembership(tx, actor.project.id, { id });
    if (!now || !user) throw new Failure('membership_not_found');
    requireRightSecret(core, actor, now, secret);
    if (now.joinedAt !== null) throw new Failure('membership_confirmed');
    if (user.blockedAt !== null) throw new Failure('user_blocked');
    const address = addressProven(user, now.sentTo);
    // A secret sent to an address that the user no longer has signs no one in.
    if (fresh && !address) throw new Failure('invite_secret_wrong');
    const way = fresh ? 'invitation' : 'own-invitation';
    const proven = address
      ? await proveAddress(core, actor, tx, { user, kind: address, way })
      : { user, acts: [] };
    await join(core, actor, tx, { ...now, userId: proven.user.id });
    const act = { act: 'membership.accept', user: proven.user.id, details } as const;
    const opened = fresh && (await openSession(core, actor, tx, ofUser(fresh, proven.user.id)));
    return { opened, acts: [...proven.acts, act] };
  });
  return opened;
}

/** Starts the membership. It moves to the new user if the address moved to one. */
async function join(core: Core, actor: Actor, tx: Tx, invited: Membership): Promise<void> {
  const project = actor.project.id;
  const joined = { ...invited, ...joinedNow(core) };
  const before = await lockMembership(tx, project, { id: invited.id });
  if (before && before.userId !== invited.userId) {
    await deleteMembership(tx, project, before);
    await insertMembership(tx, project, joined);
  } else await updateMembership(tx, project, joined);
  await growTeams(tx, project, [invited.teamId], 1);
}

function actsOf({ acts }: { readonly acts: readonly Act[] }): readonly Act[] {
  return acts;
}

/** Returns the kind of address that the secret proves, if the user still has that address. */
function addressProven({ email, phone }: User, sentTo: string | null): AddressKind | undefined {
  if (sentTo === null) return undefined;
  if (email === sentTo) return 'email';
  return phone === sentTo ? 'phone' : undefined;
}

/** The secret proves the address it was sent to, and no other factor. */
function signInProofOf({ userId, sentTo }: Membership): SignInProof {
  const channel = sentTo?.startsWith('+') ? 'phone' : 'email';
  return { user: userId, provider: channel, providerUid: sentTo ?? '', factors: [channel] };
}

function requireOwnInvitation(
  core: Core,
  actor: Actor,
  found: Membership,
  input: {
    readonly team: { readonly id: TeamId } | undefined;
    readonly user: UserId;
    readonly secret: string;
  },
): void {
  if (!input.team) throw new Failure('team_not_found');
  if (found.teamId !== input.team.id) throw new Failure('membership_mismatch');
  requireRightSecret(core, actor, found, input.secret);
  if (found.userId !== input.user) throw new Failure('invite_mismatch');
  if (actor.user && actor.user.id !== found.userId)
    throw new Failure({ code: 'invite_mismatch', callerEmail: actor.user.email });
}

function requireRightSecret(
  core: Core,
  actor: Actor,
  { secretHash, invitedAt, joinedAt }: Membership,
  secret: string,
): void {
  const isRight = secretHash !== null && sameText(secretHash, digest(secret));
  const endsAt = invitedAt + lifetimeSeconds(actor.project, 'invitation') * 1000;
  // An accepted invitation has an error of its own, whenever it was accepted.
  if (!isRight || (joinedAt === null && endsAt <= core.clock.now())) throw new Failure('invite_secret_wrong');
}

/** Returns the same membership with a new secret. The roles stay. */
function renewInvitation(known: Membership, fresh: Membership): Membership {
  const { secretHash, sentTo, typed, invitedAt, updatedAt } = fresh;
  return { ...known, secretHash, sentTo, typed, invitedAt, updatedAt };
}

async function send(
  core: Core,
  actor: Actor,
  tx: Tx,
  sending: {
    readonly visible: VisibleTeam;
    readonly user: User;
    readonly membership: Membership;
    readonly secret: string;
    readonly page: URL;
  },
): Promise<void> {
  const { visible, user, membership, secret, page } = sending;
  const url = linkTo(page, {
    membershipId: membership.id,
    userId: user.id,
    secret,
    teamId: visible.team.id,
    teamName: visible.team.name,
  });
  const message = {
    kind: user.email === null ? 'sms' : 'mail',
    to: membership.sentTo ?? '',
    purpose: 'team-invitation',
    name: user.name,
    team: visible.team.name,
    inviter: actor.user?.name ?? '',
    url,
  } as const;
  await enqueue(core, actor, tx, { user: user.id, message });
}
