import { listActsBy } from '../core/audit/acts-by.ts';
import type { Core } from '../core/core.ts';
import { hexUserOf } from '../core/usernames/usernames.ts';
import { ENTRIES_OF_SIGN_UP, type Log, listedActs, logsOf } from './logs.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';
import { userOf } from './users.ts';

const PAGE = 100;
/** A sign-up, the oldest act of all, may begin before the page that shows the rest of it. */
const BEFORE = ENTRIES_OF_SIGN_UP - 1;

export const auditLogRoutes: readonly HexRoute[] = [
  {
    tag: 'users',
    method: 'GET',
    path: '/users/me/audit-logs',
    operation: 'usersMeAuditLogs',
    summary: 'List what the caller did, newest first, 100 a page',
    access: 'verified',
    need: 'read',
    cached: false,
    run: list,
  },
];

async function list(core: Core, { actor, caller, query }: Call): Promise<HexAnswer> {
  const { id } = userOf(caller);
  const own = await hexUserOf(core, actor, id);
  const first = (pageIn(query.page) - 1) * PAGE;
  const offset = Math.max(0, first - BEFORE);
  const page = { acts: listedActs, offset, limit: PAGE + BEFORE };
  const done = await listActsBy(core, actor.project.id, id, page);
  const logs = done.flatMap((act) => logsOf(act, own));
  const body = logs.slice(first - offset, first - offset + PAGE).map((log: Log) => ({ ...log }));
  return { status: 200, body };
}

/** Whatever is no page is the first one. */
function pageIn(value: unknown): number {
  const page = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : 1;
  return Math.max(1, page);
}
