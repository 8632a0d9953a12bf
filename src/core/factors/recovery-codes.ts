import { createHmac } from 'node:crypto';
import { freshSecret } from '../../crypto/tokens.ts';
import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { lockUser } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import { deleteCodes, insertCodes, sealedCodes } from './store.ts';

const CODES = 6;
const CODE_BYTES = 5;

/** The codes that are left. Refuses with `user_not_found` and `recovery_codes_not_found`. */
export async function getRecoveryCodes(core: Core, actor: Actor, id: UserId): Promise<readonly string[]> {
  await getUser(core, actor, id);
  const sealed = await sealedCodes(core.read, actor.project.id, id);
  if (sealed.length === 0) throw new Failure('recovery_codes_not_found');
  return sealed.map((text) => core.seal.open(text)).filter((code) => code !== undefined);
}

/** Makes codes for a user who has none. Refuses with `user_not_found` and `recovery_codes_exist`. */
export function createRecoveryCodes(core: Core, actor: Actor, id: UserId): Promise<readonly string[]> {
  return core.write(actor, { act: 'user.recovery-codes.create', user: id }, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, id))) throw new Failure('user_not_found');
    if ((await sealedCodes(tx, actor.project.id, id)).length > 0) throw new Failure('recovery_codes_exist');
    return freshCodes(core, actor, tx, id);
  });
}

/** Replaces the codes of a user who has some. Refuses with `user_not_found` and `recovery_codes_not_found`. */
export function replaceRecoveryCodes(core: Core, actor: Actor, id: UserId): Promise<readonly string[]> {
  return core.write(actor, { act: 'user.recovery-codes.update', user: id }, async (tx) => {
    if (!(await lockUser(tx, actor.project.id, id))) throw new Failure('user_not_found');
    if ((await deleteCodes(tx, actor.project.id, id)) === 0) throw new Failure('recovery_codes_not_found');
    return freshCodes(core, actor, tx, id);
  });
}

async function freshCodes(core: Core, actor: Actor, tx: Tx, id: UserId): Promise<readonly string[]> {
  const codes = Array.from({ length: CODES }, () => freshSecret(CODE_BYTES));
  const rows = codes.map((code) => ({ hash: codeHash(core, code), sealed: core.seal.seal(code) }));
  await insertCodes(tx, actor.project.id, id, rows);
  return codes;
}

/** Keyed, since forty bits are few enough to try them all against a plain hash. */
export function codeHash(core: Core, code: string): string {
  return createHmac('sha256', core.seal.derive('recovery-codes')).update(code).digest('hex');
}
