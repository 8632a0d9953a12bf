import { sql } from 'kysely';
import type { End } from '../../db/copy/end.ts';
import type { ExportHeader } from './format.ts';

/** Returns the first and the last moment of the histories of projects; null without any. */
export async function spanOf(
  { db }: Pick<End, 'db'>,
  projects: readonly string[],
): Promise<ExportHeader['history']> {
  if (projects.length === 0) return null;
  const { rows } = await sql<{
    first: number | null;
    last: number | null;
  }>`select min(at) as first, max(at) as last
    from audit where project_id in (${sql.join(projects)})`.execute(db);
  const [span] = rows;
  if (span?.first == null || span.last === null) return null;
  return { from: Number(span.first), to: Number(span.last) };
}
