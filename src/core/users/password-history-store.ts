import type { Read, Tx } from '../../db/database.ts';
import { ownedTable } from '../../db/owned-table.ts';
import type { Sequence } from '../instant.ts';
import type { Project } from '../projects/project.ts';
import type { User } from './user.ts';

const passwords = ownedTable('password_history', { owner: { user_id: 'user' }, key: 'sequence' });

const list = passwords.list({}, { order: ['sequence desc'], most: 'most' });
const keepNewest = passwords.keepNewest(['sequence'], {});

export const forgetPasswords = passwords.removeAll;

/** Returns the hashes of the user's last passwords, newest first. */
export async function earlierPasswords(
  read: Read,
  project: Project,
  user: string,
): Promise<readonly string[]> {
  const most = project.policies.passwordHistory;
  if (most === 0) return [];
  return (await list(read, project.id, { user, most })).map(({ password }) => password);
}

/**
 * Adds the user's password to the history, and trims it to the project's policy. The caller holds the user's lock. The
 * last password may have been set by a server whose clock is ahead: the new one comes after it all the same.
 */
export async function rememberPassword(
  tx: Tx,
  project: Project,
  user: User,
  sequence: Sequence,
): Promise<void> {
  const kept = project.policies.passwordHistory;
  if (kept === 0 || user.password === null) return;
  const [newest] = await list(tx, project.id, { user: user.id, most: 1 });
  const place = Math.max(sequence, (newest?.sequence ?? 0) + 1);
  await passwords.insert(tx, project.id, { user_id: user.id, sequence: place, password: user.password });
  await keepNewest(tx, project.id, { user: user.id, kept });
}
