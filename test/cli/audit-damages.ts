import { sql } from 'kysely';
import type { Tx } from '../../src/db/database.ts';
import { openEngine } from '../../src/open.ts';
import type { EmptyDatabase } from '../support/engines.ts';

/** What somebody does to the rows of the project who can write to the database. */
export const damages: Readonly<
  Record<string, { readonly statements: readonly string[]; readonly said: RegExp }>
> = {
  'an edit': {
    statements: [`update audit set act = 'user.delete' where position = 3 and project_id = 'shop'`],
    said: /^ {2}Entry 3 \(\w{20}\) was edited or replaced/m,
  },
  'a removal': {
    statements: [`delete from audit where position = 2 and project_id = 'shop'`],
    said: /^ {2}Entry 2 was removed\.$/m,
  },
  'two that changed places': {
    statements: [
      `update audit set position = 99 where position = 2 and project_id = 'shop'`,
      `update audit set position = 2 where position = 3 and project_id = 'shop'`,
      `update audit set position = 3 where position = 99 and project_id = 'shop'`,
    ],
    said: /^ {2}Entry 2 \(\w{20}\) was moved to another position/m,
  },
  'a tail that was cut off': {
    statements: [`delete from audit where position > 2 and project_id = 'shop'`],
    said: /^ {2}Entry 3 was removed with all following entries/m,
  },
  'a tail that was cut off, and the head moved back': {
    statements: [
      `delete from audit where position > 2 and project_id = 'shop'`,
      `update history_heads set position = 2, hash = (select hash from audit where position = 2 and project_id = 'shop') where project_id = 'shop'`,
    ],
    said: /^ {2}Entry \d+ was removed with all following entries/m,
  },
  'a checkpoint that was removed': {
    statements: [`delete from history_checkpoints where project_id = 'shop'`],
    said: /^ {2}Entry \d+ was signed, but its checkpoint is missing\.$/m,
  },
};

/** Runs the statements, and answers what puts everything back. */
export async function damage(
  database: EmptyDatabase,
  statements: readonly string[],
): Promise<() => Promise<void>> {
  const tables = ['audit', 'history_heads', 'history_checkpoints'] as const;
  const within = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const engine = await openEngine(database.config(), database.secrets());
    return engine.transact(work).finally(() => engine.close());
  };
  const saved = await within(async ({ db }) => {
    const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
    for (const statement of statements) await sql.raw(statement).execute(db);
    return rows;
  });
  return () =>
    within(async ({ db }) => {
      for (const [at, table] of tables.entries()) {
        await db.deleteFrom(table).execute();
        await db
          .insertInto(table)
          .values(saved[at] as never)
          .execute();
      }
    });
}
