import type { Instant } from '../instant.ts';

/** The owner of a key. */
export type KeyOwner = { readonly kind: 'user' | 'team'; readonly id: string };

export const permissionDomains = ['api', 'package', 'repository', 'repositories', 'docs'] as const;

/** What a key may do: everything in a domain, or everything on one of its resources. */
export type Permission = { readonly domain: string; readonly resource: string | null };

/** A key with which its owner's programs call; its secret is shown when it is made and known afterwards only as a hash. */
export type UserKey = {
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

/** Whether the key is of use. */
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
