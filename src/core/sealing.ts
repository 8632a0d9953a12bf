import type { Seal } from '../crypto/seal.ts';
import type { Read } from '../db/database.ts';
import type { Actor } from './actor.ts';
import type { Core } from './core.ts';

const PROVEN = 'denizen';
const ACTIVE = 'active';
/** The key belongs to the server, not to a project. */
const SERVER = '';

/** Whether the seal's key is the one that this database was first opened with; the first time, it becomes that. */
export async function proveSeal(core: Core, actor: Actor, seal: Seal): Promise<boolean> {
  const known = await findProof(core.read);
  if (known !== undefined) return seal.open(known) === PROVEN;
  await core.write(actor, { act: 'seal.create', details: { keyId: seal.keyId } }, (tx) =>
    tx.db
      .insertInto('seal_keys')
      .values({ project_id: SERVER, key_id: ACTIVE, proof: seal.seal(PROVEN), created_at: core.clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  // Another process may have been first, with another key.
  return seal.open((await findProof(core.read)) ?? '') === PROVEN;
}

async function findProof(read: Read): Promise<string | undefined> {
  const row = await read.db
    .selectFrom('seal_keys')
    .select('proof')
    .where('project_id', '=', SERVER)
    .where('key_id', '=', ACTIVE)
    .executeTakeFirst();
  return row?.proof;
}
