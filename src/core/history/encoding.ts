import { hash as digestOf } from 'node:crypto';
import type { AuditRow } from '../../db/schema.ts';

/** An entry with its position in the chain. */
export type Placed = Pick<
  AuditRow,
  | 'project_id'
  | 'lane'
  | 'id'
  | 'at'
  | 'act'
  | 'actor_kind'
  | 'actor_id'
  | 'acting_as'
  | 'user_id'
  | 'request_id'
  | 'details'
> & { readonly position: number };

export type Personal = Pick<AuditRow, 'act' | 'ip' | 'user_agent' | 'details'>;

/** The hash before the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

/** Replaces the details of an erased entry. */
export const NO_DETAILS = '{}';

/** Acts with personal details, which are erased with address and user agent. */
const personalDetails: ReadonlySet<string> = new Set([
  'user.labels.update',
  'username.assign',
  'user-key.create',
  'user-key.revoke',
]);

export function hasPersonalDetails(act: string): boolean {
  return personalDetails.has(act);
}

/** The acts for which `hasPersonalDetails` is true. */
export const actsWithPersonalDetails: readonly string[] = [...personalDetails];

/**
 * Encodes each field as its length in bytes of UTF-8 in decimal, a colon, its text and a comma; null is `-` and a
 * comma. The encoding is injective for a fixed number of fields, since each field carries its length.
 */
export function encode(fields: readonly (string | number | null)[]): string {
  let text = '';
  for (const field of fields) {
    if (field === null) {
      text += '-,';
      continue;
    }
    const value = typeof field === 'number' ? `${field}` : field;
    text += `${Buffer.byteLength(value)}:${value},`;
  }
  return text;
}

/**
 * The hashed text of an entry: version, project, position, id, and so on; before them the lane, unless it is 0.
 * Personal fields enter only through `personal`.
 */
export function encodeEntry(entry: Placed, personal: string): string {
  const text = encode([
    'denizen history 1',
    entry.project_id,
    entry.position,
    entry.id,
    entry.at,
    entry.act,
    entry.actor_kind,
    entry.actor_id,
    entry.acting_as,
    entry.user_id,
    entry.request_id,
    hasPersonalDetails(entry.act) ? null : entry.details,
    personal,
  ]);
  return entry.lane === 0 ? text : encode(['denizen lane', entry.lane]) + text;
}

/** The hash of the entry after the one with the hash `before`: SHA-256 over `before` in hex and the encoding. */
export function entryHash(before: string, entry: Placed, personal: string): string {
  return digestOf('sha256', before + encodeEntry(entry, personal));
}

/** SHA-256 of salt, address, user agent, and details where they are personal. */
export function personalHash({ ip, user_agent: agent, act, details }: Personal, salt: string): string {
  return digestOf('sha256', encode([salt, ip, agent, hasPersonalDetails(act) ? details : null]));
}
