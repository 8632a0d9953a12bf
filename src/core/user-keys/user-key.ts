import type { Instant } from '../instant.ts';
import type { KeyRole } from '../organizations/role.ts';
import type { UserId } from '../users/user.ts';

/** The owner of a key. */
export type KeyOwner = { readonly kind: 'user' | 'team'; readonly id: string };

export const permissionDomains = ['api', 'package', 'repository', 'repositories', 'docs'] as const;

/** What a key may do: everything in a domain, or everything on one of its resources. */
export type Permission = { readonly domain: string; readonly resource: string | null };

/** The member who made a key of a team; it ends with the membership, and when the member may do less. */
export type KeyMaker = { readonly id: UserId; readonly membershipId: string; readonly role: KeyRole };

/** What stands behind a key. */
export type KeyOrigin = {
  /** What had been shown by whoever made it. */
  readonly factors: readonly string[];
  /** The keys that it was made with, oldest first; it ends with each of them. */
  readonly lineage: readonly string[];
  /** The grant of the device that it was made with, and ends with. */
  readonly grantId: string | null;
  /** Of a team's key; null of one that an operator made. */
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

/** What makes a key: the credential that its user or program shows. */
export type KeyParent = Omit<KeyOrigin, 'maker'> & {
  /** What the credential may do; null for everything. */
  readonly permissions: readonly Permission[] | null;
  readonly revokeAt: Instant | null;
  /** Who makes a key for a team: a member, or one of the team's keys for the member who made it. */
  readonly maker: UserId | KeyMaker | null;
};

/** The key as what makes another one. */
export function parentOf(key: UserKey): KeyParent {
  const { permissions, revokeAt, factors, grantId, maker, owner } = key;
  // The owner of a user's key makes it for teams: hence the cast.
  const by = owner.kind === 'user' ? (owner.id as UserId) : maker;
  return { permissions, revokeAt, factors, grantId, lineage: [...key.lineage, key.id], maker: by };
}

/**
 * Whether what holds these permissions may make a key of this one. `api` without a resource is what keys are given that
 * are made for nothing in particular, and stands for everything: official clients make a key for `repositories` with it.
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
