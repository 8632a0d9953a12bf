import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import type { Instant } from '../core/instant.ts';
import type { User, UserId } from '../core/users/user.ts';
import { editUser, getUser, type UserEdit } from '../core/users/users.ts';
import { headerIn } from './callers.ts';
import type { Call } from './route.ts';
import { shownUser, shownUserModel, type UserShown } from './user-model.ts';

const QUOTED = /^"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)"$/;

/**
 * Edits a user unless it was changed since the moment in the header `If-Match`: fails with
 * `changed_meanwhile` and the current user then.
 */
export function editUnchanged(
  core: Core,
  call: Call,
  { id, edits }: { readonly id: UserId; readonly edits: readonly UserEdit[] },
): Promise<UserShown> {
  return ifUnchanged(core, call, id, (unchangedSince) =>
    editUser(core, call.actor, { id, edits, unchangedSince }),
  );
}

/** The same for any `change` of a user that fails with `changed_meanwhile`. */
export async function ifUnchanged(
  core: Core,
  call: Call,
  id: UserId,
  change: (unchangedSince: Instant | undefined) => Promise<User>,
): Promise<UserShown> {
  const user = await change(momentIn(call)).catch(async (error: unknown) => {
    const isOther = !(error instanceof Failure) || error.code !== 'changed_meanwhile';
    if (isOther) throw error;
    throw new Failure({ code: 'changed_meanwhile', current: await currentOf(core, call, id) });
  });
  return shownUser(core, call, user);
}

async function currentOf(core: Core, call: Call, id: UserId): Promise<unknown> {
  const user: User = await getUser(core, call.actor, id);
  return shownUserModel.view(await shownUser(core, call, user), call);
}

/** Returns the moment in the header; nothing without it, and for `*`. Fails with `argument_invalid`. */
function momentIn({ exchange: { request } }: Call): Instant | undefined {
  const header = headerIn(request, 'if-match');
  if (header === undefined || header === '*') return undefined;
  const moment = Date.parse(QUOTED.exec(header)?.[1] ?? '');
  // Cast: checked to be a number.
  if (!Number.isNaN(moment)) return moment as Instant;
  const expected = 'must be the quoted updatedAt of the user';
  throw new Failure({ code: 'argument_invalid', field: 'If-Match', rule: 'malformed', expected });
}
