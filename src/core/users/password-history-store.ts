import type { Read, Tx } from '../../db/database.ts';
import type { Sequence } from '../instant.ts';
import type { Project, ProjectId } from '../projects/project.ts';
import type { User } from './user.ts';

/** The hashes of the user's last passwords, newest first. */
export async function earlierPasswords(
  read: Read,
  project: Project,
  user: string,
): Promise<readonly string[]> {
  if (project.policies.passwordHistory === 0) return [];
  const rows = await history(read, project.id, user)
    .select('password')
    .limit(project.policies.passwordHistory)
    .execute();
  return rows.map((row) => row.password);
}

/** Adds the user's password to the history, as far back as the project's policy reaches. */
export async function rememberPassword(
  tx: Tx,
  project: Project,
  user: User,
  sequence: Sequence,
): Promise<void> {
  const limit = project.policies.passwordHistory;
  if (limit === 0 || user.password === null) return;
  await tx.db
    .insertInto('password_history')
    .values({ project_id: project.id, user_id: user.id, sequence, password: user.password })
    .execute();
  await tx.db
    .deleteFrom('password_history')
    .where('project_id', '=', project.id)
    .where('user_id', '=', user.id)
    .where('sequence', 'not in', history(tx, project.id, user.id).select('sequence').limit(limit))
    .execute();
}

export async function forgetPasswords(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await tx.db
    .deleteFrom('password_history')
    .where('project_id', '=', project)
    .where('user_id', '=', user)
    .execute();
}

function history(read: Read, project: ProjectId, user: string) {
  return read.db
    .selectFrom('password_history')
    .where('project_id', '=', project)
    .where('user_id', '=', user)
    .orderBy('sequence', 'desc');
}
