import { readFileSync } from 'node:fs';

/** The folder of the package, for the sources, what is made of them, and a bundle of that alike. */
export const PACKAGE = new URL('..', import.meta.url);

const manifest = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as {
  version: string;
};

export const VERSION = manifest.version;
