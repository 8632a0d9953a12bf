import { type Expression, type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

/** What `ß`, `ı` and other letters became in the comparable form of texts. */
const letters: readonly (readonly [string, string])[] = [
  ['æ', 'ae'],
  ['ð', 'd'],
  ['ø', 'o'],
  ['þ', 'th'],
  ['ß', 'ss'],
  ['đ', 'd'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['ł', 'l'],
  ['œ', 'oe'],
  ['ŧ', 't'],
  ['\u1c80', 'в'],
  ['\u1c81', 'д'],
  ['\u1c82', 'о'],
  ['\u1c83', 'с'],
  ['\u1c84', 'т'],
  ['\u1c85', 'т'],
  ['\u1c86', 'ъ'],
  ['\u1c87', 'ѣ'],
  ['\u1c88', 'ꙋ'],
];
/** Blanks that no normalization turns into a space, and the space. */
const BLANKS = '\t\n\v\f\r \u1680\u2028\u2029\ufeff';

/** Brings the comparable names and the words of users and teams to the form with typed letters and without blanks around. */
export async function up(db: Kysely<Schema>, { holds }: EngineSql): Promise<void> {
  const isOld = (column: string): RawBuilder<SqlBool> => {
    const each = letters.map(([old]) => holds(sql.ref(column), old));
    return sql`(${sql.join(each, sql` or `)})`;
  };
  for (const [table, words, owner] of [
    ['users', 'user_words', 'user_id'],
    ['teams', 'team_words', 'team_id'],
  ] as const) {
    const [wordTable, id] = [sql.table(words), sql.ref(owner)];
    await sql`insert into ${wordTable} (project_id, word, ${id})
      select project_id, ${typed(sql.ref('word'))}, ${id} from ${wordTable} where ${isOld('word')}
      on conflict do nothing`.execute(db);
    await sql`delete from ${wordTable} where ${isOld('word')}`.execute(db);
    const name = sql`trim(${typed(sql.ref('name_key'))}, ${BLANKS})`;
    await sql`update ${sql.table(table)} set name_key = ${name}, search = ${typed(sql.ref('search'))}
      where ${isOld('search')} or ${isOld('name_key')} or name_key <> trim(name_key, ${BLANKS})`.execute(db);
  }
}

function typed(text: Expression<unknown>): RawBuilder<string> {
  return letters.reduce(
    (changed, [old, now]) => sql<string>`replace(${changed}, ${sql.lit(old)}, ${sql.lit(now)})`,
    sql<string>`${text}`,
  );
}
