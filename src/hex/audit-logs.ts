import { listActsBy, type RecordedAct } from '../core/audit/acts-by.ts';
import type { Core } from '../core/core.ts';
import { listOrganizationActs } from '../core/organizations/acts.ts';
import { usernamesOf } from '../core/usernames/store.ts';
import { ensureUsername } from '../core/usernames/usernames.ts';
import type { Input } from '../http/endpoint.ts';
import { ENTRIES_OF_SIGN_UP, type Log, listedActs, logsOf, teamLogOf } from './logs.ts';
import { logListModel } from './models.ts';
import { organizationOf } from './owners.ts';
import { optional, organizationInPath } from './params.ts';
import { type Call, type HexAnswer, type HexRoute, route } from './route.ts';
import { usernames } from './usernames.ts';
import { userOf } from './users.ts';

const about = { method: 'GET', access: 'verified', need: 'read', caching: 'none' } as const;
const PAGE = 100;
/** A sign-up is one act shown as several entries, which can begin on the page before. */
const BEFORE = ENTRIES_OF_SIGN_UP - 1;

const paged = {
  page: optional((value) => ({ value: pageIn(value) }), {
    rule: 'is the first page where it is no whole number from 1',
    description: 'Page number from 1; a page has 100 entries.',
  }),
};

export const auditLogRoutes: readonly HexRoute[] = [
  route({
    ...about,
    tag: 'users',
    path: '/users/me/audit-logs',
    operation: 'usersMeAuditLogs',
    summary: 'List the audit log of the caller, newest first, 100 entries a page',
    input: paged,
    output: { status: 200, model: logListModel },
    run: list,
  }),
  route({
    ...about,
    tag: 'organizations',
    path: '/orgs/:organization/audit-logs',
    operation: 'organizationsAuditLogs',
    summary: 'List the audit log of an organization, newest first, 100 entries a page',
    input: { organization: organizationInPath, ...paged },
    output: { status: 200, model: logListModel },
    run: listOfOrganization,
  }),
];

type Paged = Input<typeof paged>;

async function list(
  core: Core,
  { actor, caller }: Call,
  { page: number = 1 }: Paged,
): Promise<HexAnswer<readonly Log[]>> {
  const { id } = userOf(caller);
  const own = await ensureUsername(core, actor, id, usernames);
  const first = (number - 1) * PAGE;
  const offset = Math.max(0, first - BEFORE);
  const page = { acts: listedActs, offset, limit: PAGE + BEFORE };
  const done = await listActsBy(core, actor, id, page);
  const names = await namesIn(core, actor, done);
  const logs = done.flatMap((act) => logsOf(act, own, names));
  return { value: logs.slice(first - offset, first - offset + PAGE) };
}

async function listOfOrganization(
  core: Core,
  call: Call,
  { page: number = 1 }: Paged,
): Promise<HexAnswer<readonly Log[]>> {
  const { team } = await organizationOf(core, call, 'read');
  const page = { offset: (number - 1) * PAGE, limit: PAGE };
  const done = await listOrganizationActs(core, call.actor, team.id, page);
  const names = await namesIn(core, call.actor, done);
  return { value: done.map((act) => teamLogOf(act, names)) };
}

/** Returns the usernames of the users that the acts concern. */
function namesIn(
  core: Core,
  { project }: Call['actor'],
  done: readonly RecordedAct[],
): Promise<ReadonlyMap<string, string>> {
  const ids = done.flatMap(({ user }) => (user === null ? [] : [user]));
  return usernamesOf(core.read, project.id, ids);
}

/** Reads an invalid page number as 1. */
function pageIn(value: unknown): number {
  const page = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : 1;
  return Math.max(1, page);
}
