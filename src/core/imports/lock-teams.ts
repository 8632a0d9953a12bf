import type { Tx } from '../../db/database.ts';
import { ImportRefused } from '../../imports/source.ts';
import type { ProjectId } from '../projects/project.ts';
import { lockTeams } from '../teams/store.ts';

/**
 * Locks teams of an import, by their ids. Fails with `ImportRefused` when one was deleted since the import began: its members
 * would belong to nothing.
 */
export async function lockTeamsOfImport(tx: Tx, project: ProjectId, ids: readonly string[]): Promise<void> {
  if (!(await lockTeams(tx, project, ids)))
    throw new ImportRefused(
      'A team was deleted while its members were imported: the same command goes on, and makes it again',
    );
}
