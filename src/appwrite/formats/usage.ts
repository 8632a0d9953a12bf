import type { Fields } from '../../http/body.ts';
import type { Json } from './format.ts';

type Point = { readonly value: number; readonly date: unknown };

const WEEK = '7d';
const DAYS = 7;

/** Until 1.4 there was a range of a week, which is the end of a month. */
export function withoutWeek(fields: Fields): Fields {
  return fields.range === WEEK ? { ...fields, range: '30d' } : fields;
}

/**
 * Adds the counts from before 1.5. Numbers of users follow from creation times; reads, updates and deletions are not
 * counted, and are 0.
 */
export function usageBefore150(answer: Json, request: Fields): Json {
  const isWeek = request.range === WEEK;
  // In the current format.
  const { users, sessions, usersTotal } = answer as {
    readonly users: readonly Point[];
    readonly sessions: readonly Point[];
    readonly usersTotal: number;
  };
  const inRange = (points: readonly Point[]) => (isWeek ? points.slice(-DAYS) : points);
  const none = inRange(users).map(({ date }) => ({ value: 0, date }));
  return {
    range: isWeek ? WEEK : answer.range,
    usersCount: inRange(addedUp(users, usersTotal)),
    usersCreate: inRange(users),
    usersRead: none,
    usersUpdate: none,
    usersDelete: none,
    sessionsCreate: inRange(sessions),
    sessionsProviderCreate: none,
    sessionsDelete: none,
  };
}

/** Computes the total at the end of each period from the creations per period and the current total. */
function addedUp(made: readonly Point[], total: number): readonly Point[] {
  let left = Math.max(0, total - made.reduce((sum, { value }) => sum + value, 0));
  return made.map(({ value, date }) => {
    left += value;
    return { value: left, date };
  });
}
