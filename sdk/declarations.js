import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The compiler turns `./client.ts` into `./client.js` in code and leaves it in declarations, where older ones refuse it.
const dist = join(import.meta.dirname, 'dist');
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
for (const file of files.filter((name) => name.endsWith('.d.ts'))) {
  const path = join(dist, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/(from '\.[^']*)\.ts'/g, "$1.js'"));
}
