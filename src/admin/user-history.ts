import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { installation } from '../core/admins/installation.ts';
import { LOGS_AT_MOST, type LogEntry, listLogs } from '../core/audit/logs.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { findUser } from '../core/users/store.ts';
import type { UserId } from '../core/users/user.ts';
import type { Model } from '../http/endpoint.ts';
import { isoOf, moment } from './models.ts';
import type { Call } from './route.ts';

const ROWS = 50;
const CURSOR = /^\d{1,5}$/;

type History = { readonly rows: readonly LogEntry[]; readonly next: string | null };

export const historyModel: Model<History, Call> = {
  name: 'userHistory',
  schema: z.object({
    rows: z.array(
      z.object({
        at: moment('When it was done.'),
        act: z.string().describe('What was done, such as user.password.update.'),
        actor: z
          .object({
            kind: z.string().describe('guest, user, key, admin, cli or system.'),
            id: z.string().describe('Empty for those without one.'),
            name: z.string().describe('The current name; empty where there is none.'),
          })
          .describe('Who did it.'),
        actingAs: z.string().nullable().describe('The user whom the actor impersonated.'),
        ip: z.string().nullable(),
        country: z.string().nullable().describe('ISO 3166-1 alpha-2.'),
        os: z.string(),
        browser: z.string(),
      }),
    ),
    next: z.string().nullable().describe('The cursor of the page after this one; null at the end.'),
  }),
  view: ({ rows, next }) => ({
    rows: rows.map(({ at, act, by, actingAs, ip, country, device }) => ({
      at: isoOf(at),
      act,
      actor: { kind: by.kind, id: by.id, name: by.name },
      ...{ actingAs, ip, country, os: device.osName, browser: device.clientName },
    })),
    next,
  }),
};

/** Lists the entries of a user, 5,000 at most. Fails with `user_not_found`, and `argument_invalid` for the cursor. */
export async function listUserHistory(
  core: Core,
  actor: Actor,
  input: { readonly user: UserId; readonly cursor: string | undefined; readonly limit: number | undefined },
): Promise<History> {
  const { user, cursor = '0', limit = ROWS } = input;
  const offset = CURSOR.test(cursor) ? Number(cursor) : Number.NaN;
  if (!(offset <= LOGS_AT_MOST))
    throw new Failure({ code: 'argument_invalid', field: 'cursor', rule: 'malformed' });
  const { rows } = await listLogs(core, actor, { user, limit: limit + 1, offset, total: false });
  const shown = rows.slice(0, limit);
  const end = offset + limit;
  return {
    rows: await withNames(core, shown),
    next: rows.length > limit && end <= LOGS_AT_MOST ? String(end) : null,
  };
}

/** Administrators are users of the installation, so that a project's log has only their ids. */
async function withNames(core: Core, rows: readonly LogEntry[]): Promise<readonly LogEntry[]> {
  const ids = new Set(rows.flatMap(({ by }) => (by.kind === 'admin' ? [by.id] : [])));
  const names = new Map<string, string>();
  for (const id of ids) {
    // Cast: an id that is none leads to no user.
    const admin = await findUser(core.read, installation.id, id as UserId);
    if (admin) names.set(id, admin.name || (admin.email ?? ''));
  }
  return rows.map((row) =>
    row.by.kind === 'admin' ? { ...row, by: { ...row.by, name: names.get(row.by.id) ?? '' } } : row,
  );
}
