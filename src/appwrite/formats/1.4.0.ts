import type { Format } from './format.ts';

/** 1.4 put the names of parameters between backticks. */
export const before140: Format = {
  below: [1, 4, 0],
  refusals: (refusal) => ({
    ...refusal,
    message: refusal.message.replace(/^Invalid `([^`]*)` param: /, 'Invalid $1: '),
  }),
};
