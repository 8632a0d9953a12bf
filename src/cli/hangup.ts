import { isatty } from 'node:tty';
import type { Config, Loaded } from '../config.ts';
import type { Name } from '../settings.ts';
import { isReloadable, type LiveConfig, type Reloaded, reloadedOf } from './live-config.ts';
import { sentenceOf } from './refusal.ts';

const STREAMS = [0, 1, 2];

/**
 * Whether the server was started at a terminal: then SIGHUP says that it was closed, and stops the server. Otherwise
 * SIGHUP says that the settings have changed. Decided at the start, since afterwards a closed terminal is none.
 */
export function isAtTerminal(): boolean {
  return STREAMS.some((stream) => isatty(stream));
}

type Log = Readonly<Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>>;

type Reloading = {
  /** Reads all settings again. */
  readonly reread: () => Promise<Loaded>;
  readonly first: Pick<Loaded, 'texts'>;
  readonly live: LiveConfig;
  readonly log: Log;
  /** Passes on what has changed to the log of this process and to the other processes. */
  readonly tell: (changes: Reloaded) => void;
};

/** Returns what takes changed settings, or logs why not. Invalid settings change nothing. */
export function reloader({ reread, first, live, log, tell }: Reloading): () => Promise<void> {
  let known = first.texts;
  return async () => {
    try {
      const { config, texts } = await reread();
      const changed = [...texts.keys()].filter((name) => texts.get(name) !== known.get(name));
      const taken = changed.filter(isReloadable);
      const left = changed.filter((name) => !isReloadable(name));
      if (taken.length > 0) {
        const next = { ...reloadedOf(config), settings: viewsOf(live.config, config, taken) };
        live.apply(next);
        tell(next);
      }
      known = new Map([...known, ...taken.map((name) => [name, texts.get(name)] as const)]);
      log.info({ changed: taken }, 'the settings were read again');
      if (left.length > 0) log.warn({ settings: left }, 'these settings change at the next start only');
    } catch (error) {
      log.error(
        { error: sentenceOf(error, 'denizen') },
        'the settings were not read again: nothing is changed',
      );
    }
  };
}

/** The settings as they are now: those that wait for the next start are shown as they were. */
function viewsOf(now: Config, next: Config, taken: readonly Name[]): Config['settings'] {
  return now.settings.map((view) => {
    const isTaken = (taken as readonly string[]).includes(view.name);
    return (isTaken && next.settings.find(({ name }) => name === view.name)) || view;
  });
}

/**
 * Calls `reload` for each SIGHUP, one after another, from `start` on. Before, one is kept: it would end a process that
 * does not listen to it. At a terminal, nothing is done here.
 */
export function onHangup(isTerminal: boolean): { readonly start: (reload: () => Promise<void>) => void } {
  if (isTerminal) return { start: () => {} };
  let reload: (() => Promise<void>) | undefined;
  let isPending = false;
  let isRunning = false;
  const work = async () => {
    if (isRunning || !reload) return;
    isRunning = true;
    while (isPending) {
      isPending = false;
      await reload();
    }
    isRunning = false;
  };
  process.on('SIGHUP', () => {
    isPending = true;
    void work();
  });
  return {
    start: (given) => {
      reload = given;
      void work();
    },
  };
}
