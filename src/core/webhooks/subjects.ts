import type { Read } from '../../db/database.ts';
import type { Act, ActName } from '../audit/acts.ts';
import { findChallengeById } from '../factors/challenges/store.ts';
import { findIdentity } from '../identities/store.ts';
import type { Instant } from '../instant.ts';
import { findMember } from '../memberships/store.ts';
import type { ProjectId } from '../projects/project.ts';
import { findSession } from '../sessions/store.ts';
import { findTarget } from '../targets/store.ts';
import { findTeam } from '../teams/store.ts';
import type { TeamId } from '../teams/team.ts';
import { findTokenById } from '../tokens/store.ts';
import { findUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import type { Subject } from './webhook.ts';

/** Acts whose subject is gone afterwards, so that it is read before. */
const removals: ReadonlySet<ActName> = new Set<ActName>([
  'user.delete',
  'session.delete',
  'target.delete',
  'identity.delete',
  'team.delete',
  'membership.delete',
]);

export function removesSubject({ act }: Act): boolean {
  return removals.has(act);
}

/** Every session that is stored, whether it has expired or not. */
const ALWAYS = 0 as Instant;

type Ids = Readonly<
  Partial<
    Record<
      'membershipId' | 'teamId' | 'sessionId' | 'tokenId' | 'targetId' | 'identityId' | 'challengeId',
      string
    >
  >
>;
type Find = (
  read: Read,
  project: ProjectId,
  of: { readonly user: string; readonly id: string },
) => Promise<Subject | undefined>;

/** How the subject is found that a field of an act names; the first that the act has counts. */
const finders: Readonly<Record<keyof Ids, Find>> = {
  membershipId: async (read, project, { id }) => {
    const value = await findMember(read, project, id);
    return value && { kind: 'membership', value: { ...value, secretHash: null, sentTo: null } };
  },
  teamId: async (read, project, { id }) => {
    const value = await findTeam(read, project, { id: id as TeamId });
    return value && { kind: 'team', value };
  },
  sessionId: async (read, project, of) => {
    const found = await findSession(read, project, { ...of, now: ALWAYS });
    if (!found) return undefined;
    const { sealedTokens: _, ...value } = found;
    return { kind: 'session', value };
  },
  tokenId: async (read, project, of) => {
    const value = await findTokenById(read, project, of);
    return value && { kind: 'token', value };
  },
  targetId: async (read, project, of) => {
    const value = await findTarget(read, project, of);
    return value && { kind: 'target', value };
  },
  identityId: async (read, project, { id }) => {
    const found = await findIdentity(read, project, { id });
    if (!found) return undefined;
    return { kind: 'identity', value: { ...found, sealedTokens: { ...found.sealedTokens, sealed: '' } } };
  },
  challengeId: async (read, project, of) => {
    const found = await findChallengeById(read, project, of);
    return found && { kind: 'challenge', value: { ...found, secretHash: null } };
  },
};

/**
 * Returns what an act is done to, without secrets: the session, token, target, identity, challenge, membership or team
 * that it names, else the user.
 */
export async function findSubject(read: Read, project: ProjectId, act: Act): Promise<Subject | undefined> {
  // Cast: the list of acts says which fields are ids.
  const ids: Ids = (act.details ?? {}) as Ids;
  const names = Object.keys(finders) as readonly (keyof Ids)[];
  const name = names.find((candidate) => typeof ids[candidate] === 'string');
  const found =
    name && (await finders[name](read, project, { user: act.user ?? '', id: ids[name] as string }));
  if (found || act.user === undefined) return found;
  const user = await findUser(read, project, act.user as UserId);
  return user && { kind: 'user', value: { ...user, password: null } };
}
