import { listActsBy, type RecordedAct } from '../core/audit/acts-by.ts';
import type { Core } from '../core/core.ts';
import { listOrganizationActs } from '../core/organizations/acts.ts';
import { usernamesOf } from '../core/usernames/store.ts';
import { hexUserOf } from '../core/usernames/usernames.ts';
import { ENTRIES_OF_SIGN_UP, type Log, listedActs, logsOf, teamLogOf } from './logs.ts';
import { organizationOf } from './owners.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';
import { userOf } from './users.ts';

const about = { method: 'GET', access: 'verified', need: 'read', cached: false } as const;
const PAGE = 100;
/** A sign-up, the oldest act of all, may begin before the page that shows the rest of it. */
const BEFORE = ENTRIES_OF_SIGN_UP - 1;

export const auditLogRoutes: readonly HexRoute[] = [
  {
    ...about,
    tag: 'users',
    path: '/users/me/audit-logs',
    operation: 'usersMeAuditLogs',
    summary: 'List what the caller did, newest first, 100 a page',
    run: list,
  },
  {
    ...about,
    tag: 'organizations',
    path: '/orgs/:organization/audit-logs',
    operation: 'organizationsAuditLogs',
    summary: 'List what was done in an organization, newest first, 100 a page',
    run: listOfOrganization,
  },
];

async function list(core: Core, call: Call): Promise<HexAnswer> {
  const { actor, caller, query } = call;
  const { id } = userOf(caller);
  const own = await hexUserOf(core, actor, id);
  const first = (pageIn(query.page) - 1) * PAGE;
  const offset = Math.max(0, first - BEFORE);
  const page = { acts: listedActs, offset, limit: PAGE + BEFORE };
  const acts = await listActsBy(core, actor.project.id, id, page);
  const names = await namesIn(core, call, acts);
  const logs = acts.flatMap((act) => logsOf(act, own, names));
  return answerWith(logs.slice(first - offset, first - offset + PAGE));
}

async function listOfOrganization(core: Core, call: Call): Promise<HexAnswer> {
  const { team } = await organizationOf(core, call, 'read');
  const page = { offset: (pageIn(call.query.page) - 1) * PAGE, limit: PAGE };
  const acts = await listOrganizationActs(core, call.actor, team.id, page);
  const names = await namesIn(core, call, acts);
  return answerWith(acts.map((act) => teamLogOf(act, names)));
}

/** What those are called to whom it was done. */
function namesIn(
  core: Core,
  { actor }: Call,
  acts: readonly RecordedAct[],
): Promise<ReadonlyMap<string, string>> {
  const ids = acts.flatMap(({ user }) => (user === null ? [] : [user]));
  return usernamesOf(core.read, actor.project.id, ids);
}

function answerWith(logs: readonly Log[]): HexAnswer {
  return { status: 200, body: logs.map((log) => ({ ...log })) };
}

/** Whatever is no page is the first one. */
function pageIn(value: unknown): number {
  const page = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : 1;
  return Math.max(1, page);
}
