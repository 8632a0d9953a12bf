import { z } from 'zod';
import type { Usage, UsagePoint } from '../../core/users/usage.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

const metric = z.object({
  value: z.int().describe('The count.'),
  date: date('Beginning of the hour or the day.'),
});

/** A count of a period, which only occurs in lists. */
export const metricModel: Model<UsagePoint> = { name: 'metric', schema: metric, view: pointOf };

export const usageUsersModel: Model<Usage> = {
  name: 'usageUsers',
  schema: z.object({
    range: z.string().describe('Length of the period.'),
    usersTotal: z.int().describe('Number of users.'),
    sessionsTotal: z.int().describe('Number of sessions.'),
    users: z.array(metric).describe('New users by the hour or the day.'),
    sessions: z.array(metric).describe('New sessions by the hour or the day.'),
  }),
  view: ({ users, sessions, ...usage }) => ({
    ...usage,
    users: users.map(pointOf),
    sessions: sessions.map(pointOf),
  }),
};

function pointOf({ at, value }: UsagePoint): z.infer<typeof metric> {
  return { value, date: dateOf(at) };
}
