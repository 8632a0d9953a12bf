/** Builds the console into `console/dist`, with a gzip and a Brotli form of each file. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { putWhole } from '../tools/start/whole-folder.ts';
import { buildPage } from './build-page.ts';

const TARGET = join(import.meta.dirname, 'dist');
/** Compressed already. */
const COMPRESSED = /\.woff2$/;
/** A form that saves less than this is not worth its file. */
const LEAST_SAVED_BYTES = 64;

await putWhole(TARGET, {
  replaces: true,
  make: async (fresh) => {
    await buildPage(fresh);
    for (const file of readdirSync(fresh, { recursive: true, withFileTypes: true })) {
      if (file.isFile() && !COMPRESSED.test(file.name)) compress(join(file.parentPath, file.name));
    }
  },
});

function compress(path: string): void {
  const bytes = readFileSync(path);
  const forms = {
    gz: gzipSync(bytes, { level: 9 }),
    br: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  };
  for (const [ending, form] of Object.entries(forms)) {
    if (form.length + LEAST_SAVED_BYTES < bytes.length) writeFileSync(`${path}.${ending}`, form);
  }
}
