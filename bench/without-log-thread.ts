/** Preloaded (`--import`) by the control of `slow-disk.ts`: commits then wait for the disk on the event loop. */
import { registerHooks } from 'node:module';

const SYNCED_LATER = '/src/db/sqlite-durability.ts';
const SYNCED_AT_ONCE = new URL('synced-at-once.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    return found.url.endsWith(SYNCED_LATER) ? { ...found, url: SYNCED_AT_ONCE } : found;
  },
});
