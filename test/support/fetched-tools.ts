/** Packages that only `npm run test:all` needs: `tools/test-all` pins them, `npm run fetch-tools` installs them. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const MODULES = join(import.meta.dirname, '../../.cache/tools/test-all/node_modules');

/** The absolute path of a package, or of a file in one. Throws an error that names the command to run if it is missing. */
export function fetchedPath(name: string): string {
  const path = join(MODULES, name);
  if (!existsSync(path)) throw new Error(`${name} is not installed. Run: npm run fetch-tools`);
  return path;
}

/** The absolute path of a program that a package brings. Throws like `fetchedPath`. */
export function fetchedProgram(name: string): string {
  return fetchedPath(join('.bin', name));
}

/** The exports of a package, whose types are not known here. Throws like `fetchedPath`. */
export function fetchedModule(name: string): unknown {
  return createRequire(import.meta.url)(fetchedPath(name)) as unknown;
}
