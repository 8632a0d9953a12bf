import { enableCompileCache } from 'node:module';

// Before anything else is loaded: see `main.cjs`.
enableCompileCache();
// Not awaited at the top: bundles are CommonJS, which has no such thing.
void import('./worker.ts')
  .then(({ runWorker }) => runWorker())
  // The channel to the parent would keep the process.
  .then((code) => process.exit(code));
