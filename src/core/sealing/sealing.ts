import type { Seal } from '../../crypto/seal.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { findProof, insertProof } from './store.ts';

const PROVEN = 'denizen';

/** Whether the seal's key is the one that this database was first opened with; the first time, it becomes that. */
export async function proveSeal(core: Core, actor: Actor, seal: Seal): Promise<boolean> {
  const known = await findProof(core.read);
  if (known !== undefined) return seal.open(known) === PROVEN;
  await core.write(actor, { act: 'seal.create', details: { keyId: seal.keyId } }, (tx) =>
    insertProof(tx, seal.seal(PROVEN), core.clock.now()),
  );
  // Another process may have been first, with another key.
  return seal.open((await findProof(core.read)) ?? '') === PROVEN;
}

/** Whether this database has been opened with a key already. */
export async function isSealed(core: Core): Promise<boolean> {
  return (await findProof(core.read)) !== undefined;
}
