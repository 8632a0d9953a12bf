import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** The policy `emailFactor`, which said whether codes by email count, becomes a part of `mfaFactors`. */
export async function up(db: Kysely<Schema>): Promise<void> {
  const projects = await db.selectFrom('projects').select(['project_id', 'policies']).execute();
  for (const { project_id: id, policies } of projects) {
    const { emailFactor, ...others } = JSON.parse(policies) as Record<string, unknown>;
    if (emailFactor === undefined) continue;
    const after = emailFactor === false ? { ...others, mfaFactors: ['totp', 'phone'] } : others;
    await db
      .updateTable('projects')
      .set({ policies: JSON.stringify(after) })
      .where('project_id', '=', id)
      .execute();
  }
}
