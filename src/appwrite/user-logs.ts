import { LOGS_AT_MOST, listLogs } from '../core/audit/logs.ts';
import { withCommas } from '../core/text.ts';
import { getUsage, type UsageRange, usageRanges } from '../core/users/usage.ts';
import { optional } from '../http/param.ts';
import { logListModel } from './models/log.ts';
import { usageUsersModel } from './models/usage.ts';
import * as params from './params.ts';
import { listingOf, queriesInvalid } from './queries.ts';
import { type Route, route } from './route.ts';

const ranges = Object.keys(usageRanges) as readonly UsageRange[];
const read = { tag: 'users', scope: 'users.read' } as const;

/** Parameters of a list of logs, except its owner. */
export const logParams = {
  queries: optional({
    ...params.queries,
    description: 'Queries as JSON strings; only limit and offset.',
  }),
  total: optional(params.looseFlag('Whether to count the entries, up to 5,000. Default: true.')),
};

/** Logs of a user, and usage. */
export const userLogRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/users/:userId/logs',
    operation: 'usersListLogs',
    summary: 'List the log entries of a user, newest first',
    ...read,
    params: { userId: params.userIdInPath, ...logParams },
    model: logListModel,
    run: (core, actor, { userId: user, ...query }) => listLogs(core, actor, { user, ...windowOf(query) }),
  }),
  route({
    method: 'GET',
    path: '/users/usage',
    operation: 'usersGetUsage',
    summary: 'Get the number of users and sessions by time of creation',
    ...read,
    params: {
      range: optional(
        params.oneOf(
          ranges,
          'Length of the period; 24h counts by the hour, the others by the day. Default: 30d.',
        ),
      ),
    },
    model: usageUsersModel,
    run: (core, actor, { range = '30d' }) => getUsage(core, actor, range),
  }),
];

/** Returns the requested window. Refuses every query except limit and offset. */
export function windowOf(input: { readonly queries?: readonly string[]; readonly total?: boolean }) {
  const { limit, offset, counted, cursor, orders } = listingOf({}, input);
  // `orders` is a list or the word `random`: any order has a length.
  if (cursor || orders.length > 0) throw queriesInvalid('Only limit and offset can be asked for here');
  if (offset > LOGS_AT_MOST) {
    const most = withCommas(LOGS_AT_MOST);
    throw queriesInvalid(`Invalid offset: Value must be a valid range between 0 and ${most}`);
  }
  return { limit, offset, total: counted };
}
