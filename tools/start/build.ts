/** Bundles the program of this checkout into a folder: `node tools/start/build.ts FOLDER`. */
import { existsSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { bundleInto } from '../release/bundle.ts';
import { putWhole } from './whole-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What the program looks for beside itself. Packages are found further up. */
const BESIDE = ['package.json', 'console', 'docs'];
/** Bundles that are kept, this one included: a server that runs loads more of its own later. */
const KEPT = 3;

const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('say the folder to make');
await make(resolve(target));

async function make(folder: string): Promise<void> {
  await putWhole(folder, {
    // Whoever was first may run from it by now.
    replaces: false,
    make: async (fresh) => {
      await bundleInto(join(fresh, 'dist'), { minify: false });
      for (const name of BESIDE) symlinkSync(join(ROOT, name), join(fresh, name));
    },
  });
  if (!existsSync(folder)) return;
  for (const old of others(folder).slice(KEPT - 1)) rmSync(old, { recursive: true, force: true });
}

/** The other whole bundles, the newest first. */
function others(folder: string): readonly string[] {
  return readdirSync(dirname(folder))
    .filter((name) => !name.includes('-'))
    .map((name) => join(dirname(folder), name))
    .filter((path) => path !== folder)
    .map((path) => ({ path, madeAt: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((a, b) => b.madeAt - a.madeAt)
    .map(({ path }) => path);
}
