import { type Format, without } from './format.ts';

/** 1.6 brought targets that expire. */
export const before160: Format = { below: [1, 6, 0], answers: { target: without('expired') } };
