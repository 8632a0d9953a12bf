import type { Seal } from '../../crypto/seal.ts';
import { sealedBy } from '../../crypto/seal.ts';
import type { Read } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { insertProof, listProofs, lockProofs } from './store.ts';

/** The known text that every needed key has sealed once. */
export const PROVEN = 'denizen';

/**
 * Reports whether the core knows every sealing key that the database needs. Registers the key that the core seals
 * with: as the only one the first time, later as the replacement. There is one replacement at a time.
 */
export async function proveSeal(core: Core, actor: Actor): Promise<boolean> {
  const { seal } = core;
  const known = await listProofs(core.read);
  if (!opensAll(seal, known)) return false;
  if (isAmong(seal, known)) return true;
  await core.write(actor, { act: 'seal.create', details: { keyId: seal.keyId } }, async (tx) => {
    const known = await lockProofs(tx);
    if (!opensAll(seal, known)) return;
    await insertProof(tx, known.length === 0 ? 'active' : 'next', seal.seal(PROVEN), core.clock.now());
  });
  // Another process may have been first, with another key.
  const now = await listProofs(core.read);
  return opensAll(seal, now) && isAmong(seal, now);
}

/** Reports whether the database has been opened with a key. */
export async function isSealed(read: Read): Promise<boolean> {
  return (await listProofs(read)).length > 0;
}

export function opensAll(seal: Seal, proofs: readonly string[]): boolean {
  return proofs.every((proof) => seal.open(proof) === PROVEN);
}

function isAmong(seal: Seal, proofs: readonly string[]): boolean {
  return proofs.some((proof) => sealedBy(proof) === seal.keyId);
}
