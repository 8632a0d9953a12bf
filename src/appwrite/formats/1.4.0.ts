import type { Format } from './format.ts';

/** 1.4: error messages quote parameters with backticks. */
export const before140: Format = {
  below: [1, 4, 0],
  refusals: (refusal, { words }) =>
    typeof words === 'string' ? refusal : { ...refusal, message: `Invalid ${words.param}: ${words.problem}` },
};
