import { join } from 'node:path';
import type { InlineConfig } from 'vite';

const ROOT = import.meta.dirname;

/** Where a server in development listens, for `npm run dev -w denizen-console`. */
const DEVELOPMENT_SERVER = 'http://localhost:4100';

/**
 * What several pages use is one file: a browser asks for six at a time, and a dozen of a few hundred bytes made the first
 * rows wait for a second round.
 */
const SHARED = { name: 'shared', test: /\/console\/src\/(?:ui|state|api)\//, minShareCount: 2 } as const;

/** The settings of Vite. `outDir` is where a build goes. The gallery of components is another page of the same sources. */
export function settings(outDir: string, page: 'console' | 'gallery' = 'console'): InlineConfig {
  return {
    root: page === 'console' ? ROOT : join(ROOT, page),
    base: '/console/',
    configFile: false,
    logLevel: 'warn',
    cacheDir: join(ROOT, '../node_modules/.cache/vite'),
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2024',
      // The policy of the content allows no `data:` addresses and no inline script.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      manifest: 'manifest.json',
      rolldownOptions: { output: { codeSplitting: { groups: [SHARED] } } },
    },
    server: { proxy: { '/admin': DEVELOPMENT_SERVER } },
  };
}
