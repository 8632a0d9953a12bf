import type { Target } from './target.ts';
import { csv } from './targets/csv.ts';
import { ndjson } from './targets/ndjson.ts';
import { scim } from './targets/scim.ts';

/** Systems that users can go to. */
export const targets: readonly Target[] = [ndjson, csv, scim];
