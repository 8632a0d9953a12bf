import type { Instant } from '../instant.ts';
import type { KeyRole } from '../organizations/role.ts';
import type { UserId } from '../users/user.ts';

/** The owner of a key. */
export type KeyOwner = { readonly kind: 'user' | 'team'; readonly id: string };

export const permissionDomains = ['api', 'package', 'repository', 'repositories', 'docs'] as const;

/** A permission of a key: everything in a domain, or everything on one of its resources. */
export type Permission = { readonly domain: string; readonly resource: string | null };

/**
 * The member who made a key of a team. The key ends with the membership, and when the member's role falls below its
 * role.
 */
export type KeyMaker = { readonly id: UserId; readonly membershipId: string; readonly role: KeyRole };

/** The origin of a key, which it depends on. */
export type KeyOrigin = {
  /** The factors that the maker had proven. */
  readonly factors: readonly string[];
  /** The keys that it was made with, oldest first; it ends with each of them. */
  readonly lineage: readonly string[];
  /** The device grant that the key was made with, and ends with. */
  readonly grantId: string | null;
  /** Only for a team's key; null if an operator made it. */
  readonly maker: KeyMaker | null;
};

/** An API key of a user or a team. Its secret is shown once at creation and stored as a hash. */
export type UserKey = KeyOrigin & {
  readonly id: string;
  readonly owner: KeyOwner;
  /** Unique among the owner's keys that are not revoked. */
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** When it expires; null for a key without expiry. */
  readonly revokeAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly createdAtMicros: number;
  readonly updatedAtMicros: number;
  /** To the hour, to save writes. */
  readonly lastUse: { readonly usedAt: Instant; readonly ip: string; readonly userAgent: string } | null;
};

/** The credential with which a user or a program makes a key. */
export type KeyParent = Omit<KeyOrigin, 'maker'> & {
  /** The permissions of the credential; null for all. */
  readonly permissions: readonly Permission[] | null;
  readonly revokeAt: Instant | null;
  /** The maker of a team's key: a member, or a key of the team on behalf of the member who made it. */
  readonly maker: UserId | KeyMaker | null;
};

/** Returns the key as the parent of another one. */
export function parentOf(key: UserKey): KeyParent {
  const { permissions, revokeAt, factors, grantId, maker, owner } = key;
  // Cast: the owner of a user's key makes keys for teams with it.
  const by = owner.kind === 'user' ? (owner.id as UserId) : maker;
  return { permissions, revokeAt, factors, grantId, lineage: [...key.lineage, key.id], maker: by };
}

/**
 * Reports whether a credential with these permissions may make a key with this one. `api` without a resource is the
 * default of new keys and stands for everything: official clients make a key for `repositories` with it.
 */
export function covers(held: readonly Permission[], { domain, resource }: Permission): boolean {
  return held.some((one) => {
    if (one.domain === 'api' && one.resource === null) return true;
    if (one.domain === 'repositories') return domain === 'repositories' || domain === 'repository';
    if (one.domain !== domain) return false;
    return one.resource === resource || (domain === 'api' && one.resource === 'write' && resource === 'read');
  });
}

/** Reports whether the key is active. */
export function isActive({ revokedAt, revokeAt }: UserKey, now: Instant): boolean {
  return revokedAt === null && (revokeAt === null || revokeAt > now);
}

/** Formats a permission for the history. */
export function permissionText({ domain, resource }: Permission): string {
  return resource === null ? domain : `${domain}:${resource}`;
}

/** Parses the text of `permissionText`. */
export function permissionOf(text: string): Permission {
  const at = text.indexOf(':');
  return at < 0
    ? { domain: text, resource: null }
    : { domain: text.slice(0, at), resource: text.slice(at + 1) };
}
