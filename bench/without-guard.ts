/** Preloaded (`--import`) by the control of `timing.ts`: the server then signs in without the guard. */
import { registerHooks } from 'node:module';

const GUARDED = '/src/core/passwords.ts';
const UNGUARDED = new URL('unguarded-passwords.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    if (!found.url.endsWith(GUARDED) || context.parentURL === UNGUARDED) return found;
    return { ...found, url: UNGUARDED };
  },
});
