import { createHash } from 'node:crypto';

/** Of the UUIDs that are made of other ids. Never changes, since other systems know users by them. */
const NAMESPACE = Buffer.from('c5a1ed1f6d0c4b628f2a3f1f5c3f9a67', 'hex');
const UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Returns a UUID of version 5 (RFC 9562, section 5.5): always the same for a name. */
export function namedUuid(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex').slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The UUID of a user of a project: the id when it is one, in small letters. */
export function userUuid(projectId: string, id: string): string {
  return isUuid(id) ? id.toLowerCase() : namedUuid(`${projectId}/${id}`);
}
