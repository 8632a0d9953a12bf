import type { Config } from '../config.ts';
import type { Name } from '../settings.ts';

/** The settings that a running server takes anew, by their names. */
const reloadable = {
  DENIZEN_LOG_LEVEL: 'logLevel',
  DENIZEN_DISK_MIN_FREE_MB: 'diskMinFreeMegabytes',
  DENIZEN_PASSWORD_COST: 'passwordCost',
} as const satisfies Partial<Record<Name, keyof Config>>;

/** What of a configuration may change while a server runs: these settings, and the list that shows all of them. */
export type Reloaded = Pick<Config, (typeof reloadable)[keyof typeof reloadable] | 'settings'>;

export function isReloadable(name: Name): boolean {
  return name in reloadable;
}

/** A configuration whose reloadable values change with `apply`. They are read where they are used. */
export type LiveConfig = { readonly config: Config; readonly apply: (next: Reloaded) => void };

export function liveConfig(first: Config): LiveConfig {
  let current: Reloaded = first;
  return {
    config: Object.freeze({
      ...first,
      get logLevel() {
        return current.logLevel;
      },
      get diskMinFreeMegabytes() {
        return current.diskMinFreeMegabytes;
      },
      get passwordCost() {
        return current.passwordCost;
      },
      get settings() {
        return current.settings;
      },
    }),
    apply: (next) => {
      current = next;
    },
  };
}

/** Returns the reloadable part alone, which a worker is told. */
export function reloadedOf({ logLevel, diskMinFreeMegabytes, passwordCost, settings }: Reloaded): Reloaded {
  return { logLevel, diskMinFreeMegabytes, passwordCost, settings };
}
