import type { Read, Tx } from '../../db/database.ts';
import type { Instant } from '../instant.ts';

const ACTIVE = 'active';
/** The key belongs to the server, not to a project. */
const SERVER = '';

/** A known text as the server's key sealed it. */
export async function findProof(read: Read): Promise<string | undefined> {
  const row = await read.db
    .selectFrom('seal_keys')
    .select('proof')
    .where('project_id', '=', SERVER)
    .where('key_id', '=', ACTIVE)
    .executeTakeFirst();
  return row?.proof;
}

/** Of several the first stays. */
export async function insertProof(tx: Tx, proof: string, at: Instant): Promise<void> {
  await tx.db
    .insertInto('seal_keys')
    .values({ project_id: SERVER, key_id: ACTIVE, proof, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
