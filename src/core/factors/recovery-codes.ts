import { createHmac } from 'node:crypto';
import { freshSecret } from '../../crypto/tokens.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { clearAttempts } from '../limits/attempts.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import { placeAuthenticator, takeAuthenticator } from './authenticators-store.ts';
import { requireRecentProof } from './proof.ts';
import { deleteCodes, insertCode, listCodes, takeCode } from './store.ts';

const CODES = 6;
const CODE_BYTES = 5;
const PURPOSE = 'recovery-codes';

/** Returns the remaining codes in the order of their creation. Fails with `user_not_found` and `recovery_codes_not_found`. */
export async function getRecoveryCodes(core: Core, actor: Actor, id: UserId): Promise<readonly string[]> {
  await getUser(core, actor, id);
  const codes = await listCodes(core.read, actor.project.id, { user: id });
  if (codes.length === 0) throw new Failure('recovery_codes_not_found');
  return codes.map(({ sealed }) => core.seal.open(sealed)).filter((code) => code !== undefined);
}

/** Creates codes for a user without any. Fails with `user_not_found` and `recovery_codes_exist`. */
export function createRecoveryCodes(core: Core, actor: Actor, id: UserId): Promise<readonly string[]> {
  return core.write(actor, { act: 'user.recovery-codes.create', user: id }, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, id))) throw new Failure('user_not_found');
    if ((await listCodes(tx, actor.project.id, { user: id })).length > 0)
      throw new Failure('recovery_codes_exist');
    return insertFreshCodes(core, actor, tx, id);
  });
}

/** Replaces the codes of a user who has some. Fails with `user_not_found` and `recovery_codes_not_found`. */
export function replaceRecoveryCodes(core: Core, actor: Actor, id: UserId): Promise<readonly string[]> {
  return core.write(actor, { act: 'user.recovery-codes.update', user: id }, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, id))) throw new Failure('user_not_found');
    const before = await deleteCodes(tx, actor.project.id, { user: id });
    if (before.length === 0) throw new Failure('recovery_codes_not_found');
    return insertFreshCodes(core, actor, tx, id);
  });
}

/** Removes the codes. Fails with `user_not_found` and `recovery_codes_not_found`. */
export async function removeRecoveryCodes(core: Core, actor: Actor, id: UserId): Promise<void> {
  await core.write(actor, { act: 'user.recovery-codes.delete', user: id }, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, id))) throw new Failure('user_not_found');
    const before = await deleteCodes(tx, actor.project.id, { user: id });
    if (before.length === 0) throw new Failure('recovery_codes_not_found');
    await takeAuthenticator(tx, actor.project.id, { user: id, kind: 'recoveryCode' });
    await clearAttempts(tx, actor, { user: id, factor: 'recoveryCode' });
  });
}

/** Like `getRecoveryCodes`, for the user. Fails with `challenge_required` first. */
export async function getOwnRecoveryCodes(core: Core, actor: Actor, id: UserId): Promise<readonly string[]> {
  requireRecentProof(core, actor, id);
  return getRecoveryCodes(core, actor, id);
}

/** Like `replaceRecoveryCodes`, by the user. Fails with `challenge_required` first. */
export async function replaceOwnRecoveryCodes(
  core: Core,
  actor: Actor,
  id: UserId,
): Promise<readonly string[]> {
  requireRecentProof(core, actor, id);
  return replaceRecoveryCodes(core, actor, id);
}

/** Consumes the code. Returns false when the user has no such code. */
export async function consumeRecoveryCode(
  core: Core,
  actor: Actor,
  tx: Tx,
  { user, code }: { readonly user: UserId; readonly code: string },
): Promise<boolean> {
  for (const key of core.seal.deriveEach(PURPOSE)) {
    if (await takeCode(tx, actor.project.id, { user, hash: hashWithKey(key, code) })) return true;
  }
  return false;
}

async function insertFreshCodes(core: Core, actor: Actor, tx: Tx, id: UserId): Promise<readonly string[]> {
  const codes = Array.from({ length: CODES }, () => freshSecret(CODE_BYTES));
  for (const [place, code] of codes.entries()) {
    const row = { user_id: id, code_hash: codeHash(core, code), sealed: core.seal.seal(code), place };
    await insertCode(tx, actor.project.id, row);
  }
  await clearAttempts(tx, actor, { user: id, factor: 'recoveryCode' });
  await recordCreation(core, actor, tx, id);
  return codes;
}

/** Records when users create codes themselves, to compare with the age of a session. */
async function recordCreation(core: Core, actor: Actor, tx: Tx, user: UserId): Promise<void> {
  const project = actor.project.id;
  await takeAuthenticator(tx, project, { user, kind: 'recoveryCode' });
  if (actor.kind !== 'user') return;
  const note = { user, kind: 'recoveryCode', sealed: '', verifiedAt: core.clock.now() } as const;
  await placeAuthenticator(tx, project, note);
}

/** Keyed, since all 40-bit codes can be tried against a plain hash. */
export function codeHash(core: Pick<Core, 'seal'>, code: string): string {
  return hashWithKey(core.seal.derive(PURPOSE), code);
}

function hashWithKey(key: Buffer, code: string): string {
  return createHmac('sha256', key).update(code).digest('hex');
}
