import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

const AT_ONCE = 1_000;
const LETTERS_AT_MOST = 16;
/** Scripts that write words without a blank between them. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

type Found = { readonly project_id: string; readonly id: string; readonly search: string };

/** Adds the endings of words in scripts without blanks to the words by which users and teams are found. */
export async function up(db: Kysely<Schema>, _dialect: EngineSql): Promise<void> {
  for (const [table, words, owner] of [
    ['users', 'user_words', 'user_id'],
    ['teams', 'team_words', 'team_id'],
  ] as const) {
    let last = { project_id: '', id: '' };
    for (;;) {
      const { rows } = await sql<Found>`select project_id, id, search from ${sql.table(table)}
        where octet_length(search) > length(search) and (project_id, id) > (${last.project_id}, ${last.id})
        order by project_id, id limit ${AT_ONCE}`.execute(db);
      for (const row of rows) await addEndings(db, row, { table, words, owner });
      const end = rows.at(-1);
      if (end === undefined) break;
      last = end;
    }
  }
}

async function addEndings(
  db: Kysely<Schema>,
  { project_id, id, search }: Found,
  { table, words, owner }: { readonly table: string; readonly words: string; readonly owner: string },
): Promise<void> {
  const had = new Set(search.split(' ').filter(Boolean));
  const added = [...new Set([...had].flatMap(endingsOf))].filter((ending) => !had.has(ending));
  if (added.length === 0) return;
  const longer = search + added.map((ending) => ` ${ending}`).join('');
  await sql`update ${sql.table(table)} set search = ${longer}
    where project_id = ${project_id} and id = ${id}`.execute(db);
  for (const ending of added)
    await sql`insert into ${sql.table(words)} (project_id, word, ${sql.ref(owner)})
      values (${project_id}, ${ending}, ${id}) on conflict do nothing`.execute(db);
}

function endingsOf(word: string): readonly string[] {
  const letters = Array.from(word);
  return letters.flatMap((letter, at) =>
    at > 0 && UNSPACED.test(letter) ? [letters.slice(at, at + LETTERS_AT_MOST).join('')] : [],
  );
}
