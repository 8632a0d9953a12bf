import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { AuditRow } from '../../db/schema.ts';
import type { Actor } from '../actor.ts';
import { freshId } from '../id.ts';
import { type Clock, createdAt } from '../instant.ts';
import type { Act } from './acts.ts';

const USER_AGENT_KEPT = 500;

const insert = prepared<AuditRow, unknown>(({ db }, row) => db.insertInto('audit').values(row));

/** Writes down who did what to whom, in the transaction that does it. */
export async function record(tx: Tx, clock: Clock, actor: Actor, act: Act): Promise<void> {
  const sequence = clock.nextSequence();
  await insert(tx, {
    project_id: actor.project.id,
    id: freshId(sequence),
    at: createdAt(sequence),
    act: act.act,
    actor_kind: actor.kind,
    actor_id: actor.impersonatorId ?? actor.id ?? null,
    acting_as: actor.impersonatorId === undefined ? null : (actor.id ?? null),
    user_id: act.user ?? null,
    ip: actor.ip ?? null,
    user_agent: actor.userAgent?.slice(0, USER_AGENT_KEPT).toWellFormed().replaceAll('\0', '') ?? null,
    request_id: actor.requestId ?? null,
    details: JSON.stringify(act.details ?? {}),
  });
}
