import type { Format, Json } from './format.ts';
import { without } from './shapes.ts';

const camelOnly = without('memory_cost', 'time_cost');

/** 1.8: argon2 parameters also in snake case. */
export const before180: Format = { below: [1, 8, 0], answers: { user } };

function user(answer: Json): Json {
  const { hashOptions } = answer;
  if (typeof hashOptions !== 'object' || hashOptions === null) return answer;
  return { ...answer, hashOptions: camelOnly(hashOptions as Json) };
}
