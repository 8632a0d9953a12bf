import type { Format } from './format.ts';
import { without } from './shapes.ts';

const user = without('labels', 'accessedAt');

/** 1.4 brought labels and the time of the last visit, and put the names of parameters between backticks. */
export const before140: Format = {
  below: [1, 4, 0],
  answers: { user, account: user },
  refusals: (refusal, { words }) =>
    typeof words === 'string' ? refusal : { ...refusal, message: `Invalid ${words.param}: ${words.problem}` },
};
