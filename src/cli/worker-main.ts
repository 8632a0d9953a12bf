import { enableCompileCache } from 'node:module';

// Before anything else is loaded: see `main.cjs`.
enableCompileCache();
const { runWorker } = await import('./worker.ts');
// The channel to the parent would keep the process.
process.exit(await runWorker());
