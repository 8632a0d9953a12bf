import type { Format, Json } from './format.ts';
import { without } from './shapes.ts';

const created = without('$createdAt');

/** 0.15 showed when rows were made and changed. */
export const before0150: Format = {
  below: [0, 15, 0],
  answers: {
    session: created,
    token: created,
    membership: without('$createdAt', '$updatedAt'),
    team,
  },
};

/** The moment had another name. */
function team({ $id, $createdAt, $updatedAt: _, name, ...rest }: Json): Json {
  return { $id, name, dateCreated: $createdAt, ...rest };
}
