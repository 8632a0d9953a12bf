import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { ProjectId } from '../projects/project.ts';

const removeAll = prepared<{ project_id: string; user_id: string }, unknown>(({ db }, param) =>
  db.deleteFrom('sessions').where('project_id', '=', param.project_id).where('user_id', '=', param.user_id),
);

export async function deleteSessions(tx: Tx, project: ProjectId, user: string): Promise<void> {
  await removeAll(tx, { project_id: project, user_id: user });
}
