import { fetchedModule } from '../support/fetched-tools.ts';

/** What the tests use of esbuild, which is fetched: the types are checked without it. */
type Esbuild = {
  readonly build: (options: Readonly<Record<string, unknown>>) => Promise<{
    readonly outputFiles: readonly { readonly contents: Uint8Array; readonly text: string }[];
  }>;
};

export type Bundle = { readonly contents: Uint8Array; readonly text: string };

/** Bundles an entry point with what it imports from the project's packages. `options` are esbuild's. */
export async function bundle(
  project: string,
  entry: string,
  options: { readonly format: 'esm' | 'iife'; readonly [name: string]: unknown },
): Promise<Bundle> {
  const { build } = fetchedModule('esbuild') as Esbuild;
  const stdin = { contents: entry, resolveDir: project };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, ...options });
  return outputFiles[0] ?? { contents: new Uint8Array(), text: '' };
}
