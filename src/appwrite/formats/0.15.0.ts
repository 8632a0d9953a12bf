import type { Format, Json } from './format.ts';
import { without } from './shapes.ts';

const created = without('$createdAt');

/** 0.15: `$createdAt` and `$updatedAt`. */
export const before0150: Format = {
  below: [0, 15, 0],
  answers: {
    session: created,
    token: created,
    membership: without('$createdAt', '$updatedAt'),
    team,
  },
};

/** `dateCreated` is now `$createdAt`. */
function team({ $id, $createdAt, $updatedAt: _, name, ...rest }: Json): Json {
  return { $id, name, dateCreated: $createdAt, ...rest };
}
