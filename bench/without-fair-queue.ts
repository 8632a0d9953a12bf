/** Preloaded (`--import`) by the control of `flood.ts`: what waits for a hash is then served in the order of arrival. */
import { registerHooks } from 'node:module';

const GUARDED = '/src/core/limits/fair-queue.ts';
const UNGUARDED = new URL('unguarded-queue.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    return found.url.endsWith(GUARDED) ? { ...found, url: UNGUARDED } : found;
  },
});
