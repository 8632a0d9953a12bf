import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { chainHistory } from '../core/history/chain.ts';
import { signHistory } from '../core/history/checkpoints.ts';
import { DatabaseUnavailable } from '../db/database.ts';

const ENTRIES_AT_ONCE = 250;

/** The purpose of the key that signs backups. */
export const BACKUP_PURPOSE = 'backup';

/**
 * Records a backup of the actor, if one is given, and chains and signs what waits, so that its checkpoints cover it. A database that takes no writes
 * now is backed up all the same.
 */
export async function noteBackup(core: Core, actor: Actor | undefined): Promise<void> {
  try {
    if (actor) await core.write(actor, { act: 'backup.create' }, async () => {});
    while ((await chainHistory(core, { most: ENTRIES_AT_ONCE })) > 0);
    await signHistory(core, { entries: 1, milliseconds: 0 });
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error;
  }
}
