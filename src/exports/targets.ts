import type { Target } from './target.ts';
import { ndjson } from './targets/ndjson.ts';

/** Systems that users can go to, by their names. */
export const targets: readonly Target[] = [ndjson].toSorted((a, b) => (a.name < b.name ? -1 : 1));
