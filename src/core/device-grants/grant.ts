import type { Expiry } from '../expiry.ts';
import type { Sequence } from '../instant.ts';
import { isStorable } from '../text.ts';
import type { Permission } from '../user-keys/user-key.ts';
import type { UserId } from '../users/user.ts';

/** The origin of a grant: a user approved a device, or a program exchanged a key for a token. */
export type GrantKind = 'device' | 'key';

/** A program's access to a user. */
export type Grant = {
  readonly id: string;
  readonly userId: UserId;
  readonly kind: GrantKind;
  readonly sequence: Sequence;
  readonly clientId: string;
  /** The name the device gives itself; may be empty. */
  readonly name: string;
  readonly scopes: readonly string[];
  readonly keyId: string | null;
  /** The factors proven by the user who approved the device or made the key. */
  readonly factors: readonly string[];
};

/** The tokens of a program; shown only once. */
export type GrantTokens = {
  readonly grant: Grant;
  readonly accessToken: string;
  readonly accessSeconds: number;
  /** Absent when the program can exchange its key again. */
  readonly refreshToken: string | undefined;
};

/** A device's request, as shown to the deciding user. */
export type DeviceRequest = {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly ip: string | null;
  readonly expiresAt: Expiry;
};

const ALL_API_SCOPES = ['api:read', 'api:write'];
const SCOPES: ReadonlySet<string> = new Set(['api', ...ALL_API_SCOPES, 'repositories']);
/** A team's id has only one form. */
const REPOSITORY = /^repository:[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/;
const SCOPES_AT_MOST = 20;
const NAME_AT_MOST = 100;

/**
 * Returns the stored form of a device's name, without invisible characters and those that change the direction of
 * text.
 */
export function deviceName(name: string): string {
  return isStorable(name) ? [...name.replaceAll(/\p{C}/gu, '')].slice(0, NAME_AT_MOST).join('') : '';
}

/** Returns the requested scopes without duplicates; nothing when one is unknown. */
export function scopesIn(text: string): readonly string[] | undefined {
  const scopes = parseScopes(text);
  if (scopes === undefined || scopes.length === 0) return undefined;
  return scopes.every((scope) => SCOPES.has(scope)) ? scopes : undefined;
}

/**
 * Returns the requested scopes of a key's token, or all scopes of the key when none are requested. Nothing when the
 * key lacks one.
 */
export function scopesWithin(
  permissions: readonly Permission[],
  text: string,
): readonly string[] | undefined {
  const held = new Set(permissions.flatMap(scopesOfPermission));
  const requested = parseScopes(text);
  if (requested === undefined) return undefined;
  // Short for everything, which two scopes are not: a token of such a key may make such a key.
  const isWhole = permissions.some(({ domain, resource }) => domain === 'api' && resource === null);
  if (requested.length === 0) return isWhole ? ['api', ...held] : [...held];
  const expanded = expandScopes(requested);
  const isHeld = (scope: string): boolean =>
    held.has(scope) || (REPOSITORY.test(scope) && held.has('repositories'));
  if (!expanded.every(isHeld)) return undefined;
  return isWhole ? requested : expanded;
}

/** `api` stands for reading and writing. */
export function expandScopes(scopes: readonly string[]): readonly string[] {
  return [...new Set(scopes.flatMap((scope) => (scope === 'api' ? ALL_API_SCOPES : [scope])))];
}

function scopesOfPermission({ domain, resource }: Permission): readonly string[] {
  if (domain === 'api') return resource === 'read' ? ['api:read'] : ALL_API_SCOPES;
  return [resource === null ? domain : `${domain}:${resource}`];
}

function parseScopes(text: string): readonly string[] | undefined {
  const words = [...new Set(text.split(' ').filter(Boolean))];
  return words.length > SCOPES_AT_MOST ? undefined : words;
}
