import { createHmac } from 'node:crypto';
import { freshSecret, sameText } from '../../crypto/tokens.ts';
import type { Actor, KnownDevice } from '../actor.ts';
import type { Core } from '../core.ts';
import type { ProjectId } from '../projects/project.ts';
import { findUser } from '../users/store.ts';
import { userIdOf } from '../users/user.ts';

const NONCE_BYTES = 16;
const FORM = /^([a-zA-Z0-9][a-zA-Z0-9._-]{0,35})~([0-9a-f]{32})~([0-9a-f]{64})$/;

/** Returns a signed cookie that names the user who signed in on the device. */
export function signDeviceCookie(core: Core, project: ProjectId, user: string): string {
  const nonce = freshSecret(NONCE_BYTES);
  return [user, nonce, proofOf(core, project, { user, nonce })].join('~');
}

/** Returns the device of a cookie; nothing when the signature is not ours. */
export function verifyDeviceCookie(core: Core, project: ProjectId, cookie: string): KnownDevice | undefined {
  const [, user, nonce, proof = ''] = FORM.exec(cookie) ?? [];
  if (user === undefined || nonce === undefined) return undefined;
  return sameText(proof, proofOf(core, project, { user, nonce })) ? { user, nonce } : undefined;
}

/** Returns the id and addresses of the user of the caller's device, in lower case. Empty for an unknown device. */
export async function namesOfDevice(core: Core, { device, project }: Actor): Promise<ReadonlySet<string>> {
  const id = device && userIdOf(device.user);
  const user = id && (await findUser(core.read, project.id, id));
  if (!user) return new Set();
  return new Set([user.id, user.email, user.phone].flatMap((name) => name?.toLowerCase() ?? []));
}

function proofOf(core: Core, project: ProjectId, { user, nonce }: KnownDevice): string {
  return createHmac('sha256', core.seal.derive('devices'))
    .update([project, user, nonce].join('~'))
    .digest('hex');
}
