import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { ProjectId } from '../projects/project.ts';

type Words = { project: string; id: string; words: string };
type Indexed = { readonly id: string; readonly words: readonly string[] };

/** The words by which rows are found: one row per distinct word. */
export function wordIndex(table: 'user_words' | 'team_words') {
  const owner = table === 'user_words' ? 'user_id' : 'team_id';

  const add = prepared<Words, unknown>(({ db, sql: dialect }, { project, id, words }) =>
    db
      .insertInto(table)
      // The types know only the columns that both tables share.
      .columns(['project_id', 'word', owner as 'word'])
      .expression(
        db
          .selectFrom(dialect.eachText(words).as('each'))
          .select([
            sql<string>`${project}`.as('project_id'),
            'each.value as word',
            sql<string>`${id}`.as(owner),
          ]),
      ),
  );
  const drop = prepared<Words, unknown>(({ db, sql: dialect }, { project, id, words }) =>
    db
      .deleteFrom(table)
      .where('project_id', '=', project)
      .where(sql.ref(owner), '=', id)
      .where('word', 'in', db.selectFrom(dialect.eachText(words).as('each')).select('each.value')),
  );

  return {
    add: async (tx: Tx, project: ProjectId, { id, words }: Indexed): Promise<void> => {
      if (words.length > 0) await add(tx, { project, id, words: JSON.stringify(words) });
    },
    drop: async (tx: Tx, project: ProjectId, { id, words }: Indexed): Promise<void> => {
      if (words.length > 0) await drop(tx, { project, id, words: JSON.stringify(words) });
    },
  };
}

/** Returns the words that are not in `others`. */
export function wordsBeside(words: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set(words).difference(new Set(others))];
}
