import type { Format } from './format.ts';
import { without } from './shapes.ts';

/** 2.0: servers deliver the codes of a factor of their own. */
export const before200: Format = { below: [2, 0, 0], answers: { mfaFactors: without('custom') } };
