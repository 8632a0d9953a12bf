import type { Read } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { findProof, insertProof } from './store.ts';

const PROVEN = 'denizen';

/** Whether the core's sealing key is the one that this database was first opened with; the first time, it becomes that. */
export async function proveSeal(core: Core, actor: Actor): Promise<boolean> {
  const { seal } = core;
  const known = await findProof(core.read);
  if (known !== undefined) return seal.open(known) === PROVEN;
  await core.write(actor, { act: 'seal.create', details: { keyId: seal.keyId } }, (tx) =>
    insertProof(tx, seal.seal(PROVEN), core.clock.now()),
  );
  // Another process may have been first, with another key.
  return seal.open((await findProof(core.read)) ?? '') === PROVEN;
}

/** Whether this database has been opened with a key already. */
export async function isSealed(read: Read): Promise<boolean> {
  return (await findProof(read)) !== undefined;
}
