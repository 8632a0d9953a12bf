import { createHmac } from 'node:crypto';
import { freshSecret, sameText } from '../../crypto/tokens.ts';
import type { KnownDevice } from '../actor.ts';
import type { Core } from '../core.ts';
import type { ProjectId } from '../projects/project.ts';

const NONCE_BYTES = 16;
const FORM = /^([a-zA-Z0-9][a-zA-Z0-9._-]{0,35})~([0-9a-f]{32})~([0-9a-f]{64})$/;

/** What a device keeps to be known again: who signed in with it, in a form that only this server can make. */
export function deviceMark(core: Core, project: ProjectId, user: string): string {
  const nonce = freshSecret(NONCE_BYTES);
  return [user, nonce, proofOf(core, project, { user, nonce })].join('~');
}

/** The device that shows this mark; nothing when the mark is not ours. */
export function knownDevice(core: Core, project: ProjectId, mark: string): KnownDevice | undefined {
  const [, user, nonce, proof = ''] = FORM.exec(mark) ?? [];
  if (user === undefined || nonce === undefined) return undefined;
  return sameText(proof, proofOf(core, project, { user, nonce })) ? { user, nonce } : undefined;
}

function proofOf(core: Core, project: ProjectId, { user, nonce }: KnownDevice): string {
  return createHmac('sha256', core.seal.derive('devices'))
    .update([project, user, nonce].join('~'))
    .digest('hex');
}
