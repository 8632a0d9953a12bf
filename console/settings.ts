import { join } from 'node:path';
import type { InlineConfig } from 'vite';

const ROOT = import.meta.dirname;

/** Where a server in development listens, for `npm run dev -w denizen-console`. */
const DEVELOPMENT_SERVER = 'http://localhost:4100';

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
    },
    server: { proxy: { '/admin': DEVELOPMENT_SERVER } },
  };
}
