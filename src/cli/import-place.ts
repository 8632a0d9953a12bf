import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import type { ImportPlace } from '../core/import-jobs/upload-folder.ts';

/** Returns where files of imports lie on this machine. */
export function importPlaceOf({ imports }: Pick<Config, 'imports'>): ImportPlace {
  return { folder: resolve(imports.folder), server: hostname(), mostBytes: imports.mostBytes };
}
