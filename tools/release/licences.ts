import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from './packages.ts';

const FILE = /^(?:licen[cs]e|copying|notice)/i;

/** Returns the licences of the packages in the folders as one text. Fails for a package that names none. */
export function licencesOf(folders: readonly string[]): string {
  return folders
    .map((folder) => {
      const { name, version, license }: Manifest = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      if (license === undefined) throw new Error(`${name} names no licence`);
      const texts = readdirSync(folder)
        .filter((file) => FILE.test(file))
        .map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return [`${name} ${version} (${license})`, ...texts].join('\n\n');
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}
