import type { System } from '../source.ts';
import { ndjson } from './ndjson.ts';

/** Every system whose files can be imported. The first that recognises a file reads it. */
export const systems: readonly System[] = [ndjson];
