/** Builds the console into `console/dist`, with a gzip and a Brotli form of each file. */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { buildPage } from './build-page.ts';

const TARGET = join(import.meta.dirname, 'dist');
/** Compressed already. */
const COMPRESSED = /\.woff2$/;
/** A form that saves less than this is not worth its file. */
const LEAST_SAVED_BYTES = 64;

await buildInto(TARGET);

/** Builds beside the target first: a server that runs sees the old files or the new ones. */
async function buildInto(target: string): Promise<void> {
  const fresh = `${target}-${process.pid}`;
  try {
    await buildPage(fresh);
    for (const file of readdirSync(fresh, { recursive: true, withFileTypes: true })) {
      if (file.isFile() && !COMPRESSED.test(file.name)) compress(join(file.parentPath, file.name));
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

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
