import type { Instant } from '../instant.ts';

/** Whose key it is. */
export type KeyOwner = { readonly kind: 'user' | 'team'; readonly id: string };

export const permissionDomains = ['api', 'package', 'repository', 'repositories', 'docs'] as const;

/** What a key may do: all of a domain, or what is done to one of its resources. */
export type Permission = { readonly domain: string; readonly resource: string | null };

/** A key with which its owner's programs call; its secret is shown when it is made and known afterwards only as a hash. */
export type UserKey = {
  readonly id: string;
  readonly owner: KeyOwner;
  /** Once among the owner's keys that were not revoked. */
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** From then on it is of no use; null for a key that stays. */
  readonly revokeAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly createdAtMicros: number;
  readonly updatedAtMicros: number;
  /** To the hour: every use is not worth a write. */
  readonly lastUse: { readonly usedAt: Instant; readonly ip: string; readonly userAgent: string } | null;
};

/** Whether the key is of use. */
export function isActive({ revokedAt, revokeAt }: UserKey, now: Instant): boolean {
  return revokedAt === null && (revokeAt === null || revokeAt > now);
}

/** A permission as it stands in the history. */
export function permissionText({ domain, resource }: Permission): string {
  return resource === null ? domain : `${domain}:${resource}`;
}

/** What `permissionText` wrote. */
export function permissionOf(text: string): Permission {
  const at = text.indexOf(':');
  return at < 0
    ? { domain: text, resource: null }
    : { domain: text.slice(0, at), resource: text.slice(at + 1) };
}
