import type { Fields } from '../../http/body.ts';
import type { Json } from './format.ts';

type Point = { readonly value: number; readonly date: unknown };

const WEEK = '7d';
const DAYS = 7;

/** A week was a range until 1.4; it is the end of a month. */
export function withoutWeek(fields: Fields): Fields {
  return fields.range === WEEK ? { ...fields, range: '30d' } : fields;
}

/**
 * The lists that were counted before 1.5. How many users there were follows from when those of today were made; what
 * was read, changed and deleted is not counted any more, and is none.
 */
export function usageBefore150(answer: Json, request: Fields): Json {
  const isWeek = request.range === WEEK;
  // As the view of today makes it.
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

/** How many there were at the end of each stretch, of how many were made in it and how many there are. */
function addedUp(made: readonly Point[], total: number): readonly Point[] {
  let left = Math.max(0, total - made.reduce((sum, { value }) => sum + value, 0));
  return made.map(({ value, date }) => {
    left += value;
    return { value: left, date };
  });
}
