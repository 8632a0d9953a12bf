import { type Kysely, sql } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';

const AT_ONCE = 1_000;

type Owner = { readonly project_id: string; readonly id: string; readonly phone: string };

/**
 * Removes the zero that is dialled inside a country from phone numbers, since they are compared without it. A user whose number another one has
 * without the zero keeps it as it is.
 */
export async function up(db: Kysely<Schema>, _dialect: EngineSql): Promise<void> {
  let last = { project_id: '', id: '' };
  for (;;) {
    const { rows } = await sql<Owner>`select project_id, id, phone from users
      where phone is not null and (project_id, id) > (${last.project_id}, ${last.id})
      order by project_id, id limit ${AT_ONCE}`.execute(db);
    for (const owner of rows) {
      const number = await withoutZero(owner.phone);
      if (number !== owner.phone) await move(db, owner, number);
    }
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end;
  }
}

async function withoutZero(phone: string): Promise<string> {
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
  const parsed = parsePhoneNumberFromString(phone);
  return parsed?.isPossible() && parsed.number.length < phone.length ? withoutZero(parsed.number) : phone;
}

async function move(db: Kysely<Schema>, { project_id, id, phone }: Owner, number: string): Promise<void> {
  if (!(await claim('phone'))) return;
  const [word, words] = [phone.slice(1), number.slice(1)];
  await sql`update users set phone = ${number}, search = replace(search, ${` ${word}`}, ${` ${words}`})
    where project_id = ${project_id} and id = ${id}`.execute(db);
  await sql`delete from user_words
    where project_id = ${project_id} and word = ${word} and user_id = ${id}`.execute(db);
  await sql`insert into user_words (project_id, word, user_id) values (${project_id}, ${words}, ${id})
    on conflict do nothing`.execute(db);
  if (!(await claim('target'))) return;
  await sql`update targets set identifier = ${number}
    where project_id = ${project_id} and user_id = ${id} and identifier = ${phone}`.execute(db);

  async function claim(kind: 'phone' | 'target'): Promise<boolean> {
    const { rows } = await sql`insert into identifiers (project_id, kind, value, user_id)
      values (${project_id}, ${kind}, ${number}, ${id}) on conflict do nothing returning value`.execute(db);
    if (rows.length === 0) return false;
    await sql`delete from identifiers where project_id = ${project_id} and kind = ${kind}
      and value = ${phone} and user_id = ${id}`.execute(db);
    return true;
  }
}
