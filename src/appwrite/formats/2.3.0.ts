import type { Format } from './format.ts';
import { without } from './shapes.ts';

/** 2.3: sign-ins with ID tokens. */
export const before230: Format = { below: [2, 3, 0], answers: { identity: without('providerIdToken') } };
