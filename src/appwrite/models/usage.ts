import { z } from 'zod';
import type { Usage, UsagePoint } from '../../core/users/usage.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

const metric = z.object({ value: z.int(), date });

/** What was counted by a moment; it stands in lists only. */
export const metricModel: Model<UsagePoint> = { name: 'metric', schema: metric, view: pointOf };

export const usageUsersModel: Model<Usage> = {
  name: 'usageUsers',
  schema: z.object({
    range: z.string(),
    usersTotal: z.int(),
    sessionsTotal: z.int(),
    users: z.array(metric),
    sessions: z.array(metric),
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
