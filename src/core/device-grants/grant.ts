import type { Instant, Sequence } from '../instant.ts';
import { isStorable } from '../text.ts';
import type { Permission } from '../user-keys/user-key.ts';
import type { UserId } from '../users/user.ts';

/** How a grant came to be: a person approved a device, or a program exchanged the user's key for a token. */
export type GrantKind = 'device' | 'key';

/** What a program was given to act for a user. */
export type Grant = {
  readonly id: string;
  readonly userId: UserId;
  readonly kind: GrantKind;
  readonly sequence: Sequence;
  readonly clientId: string;
  /** What the device calls itself; may be empty. */
  readonly name: string;
  readonly scopes: readonly string[];
  readonly keyId: string | null;
  /** What had been shown by whoever approved it, or made the key. */
  readonly factors: readonly string[];
};

/** What a program shows from now on; nobody can read it again. */
export type GrantTokens = {
  readonly grant: Grant;
  readonly accessToken: string;
  readonly accessSeconds: number;
  /** None where the program has a key to come back with. */
  readonly refreshToken: string | undefined;
};

/** A device that asks, as the person sees it who decides. */
export type DeviceRequest = {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly ip: string | null;
  readonly expiresAt: Instant;
};

const ALL_API_SCOPES = ['api:read', 'api:write'];
const SCOPES: ReadonlySet<string> = new Set(['api', ...ALL_API_SCOPES, 'repositories']);
/** Of a team's id there is one form. */
const REPOSITORY = /^repository:[a-zA-Z0-9][a-zA-Z0-9._-]{0,35}$/;
const SCOPES_AT_MOST = 20;
const NAME_AT_MOST = 100;

/** What a device calls itself, as far as it is kept: without what is not seen, and may turn what stands behind it around. */
export function deviceName(name: string): string {
  return isStorable(name) ? [...name.replaceAll(/\p{C}/gu, '')].slice(0, NAME_AT_MOST).join('') : '';
}

/** What is asked for, each once and whole words only; nothing when there is something that nobody can ask for. */
export function scopesIn(text: string): readonly string[] | undefined {
  const scopes = parseScopes(text);
  if (scopes === undefined || scopes.length === 0) return undefined;
  return scopes.every((scope) => SCOPES.has(scope)) ? scopes : undefined;
}

/**
 * What a token of a key is for: of what the key may do, that which is asked for, or all of it where nothing is. Nothing
 * when the key may do less than that.
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
