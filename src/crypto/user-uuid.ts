import { createHash } from 'node:crypto';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;
/** Of the ids that are made of others. Never changes, since FusionAuth knows users by these ids. */
const NAMESPACE = 'c5a1ed1f-6d0c-4b62-8f2a-3f1f5c3f9a67';

/** The UUID of a user where another system needs one: the user's id when it is one, else one made of it. */
export function uuidOfUser(project: string, id: string): string {
  return UUID.test(id) ? id.toLowerCase() : uuidOf(`${project}/${id}`);
}

/** A UUID of version 5 (RFC 9562, section 5.5). */
function uuidOf(name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex').slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
