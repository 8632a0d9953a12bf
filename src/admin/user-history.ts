import type { Actor } from '../core/actor.ts';
import { searchHistory } from '../core/audit/search.ts';
import type { Core } from '../core/core.ts';
import { idsSince } from '../core/id.ts';
import type { UserId } from '../core/users/user.ts';
import { getUser } from '../core/users/users.ts';
import { type HistoryRows, rowsOf } from './history.ts';

const ROWS = 50;

/** Lists the entries of a user, newest first, without those of an earlier user of the same id. Fails with `user_not_found`. */
export async function listUserHistory(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly cursor: string | undefined; readonly limit: number | undefined },
): Promise<HistoryRows> {
  const { cursor, limit = ROWS } = input;
  const { id: user, sequence, createdAt } = await getUser(core, actor, input.user);
  const filter = { user, from: createdAt };
  const { rows, next } = await searchHistory(core, actor, { filter, cursor, limit });
  // The filter has milliseconds.
  const own = rows.filter(({ id }) => id >= idsSince(sequence));
  return { rows: await rowsOf(core, own), next: own.length < rows.length ? null : next };
}
