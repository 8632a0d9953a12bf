import type { Engine } from '../db/engine.ts';
import { OlderServersRun } from '../db/migrate.ts';
import { outageLines } from '../maintenance/outage-lines.ts';

const AGAIN_MS = 15_000;

type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
};

/** Applies the migrations that wait for servers of an older version, once those have stopped. */
export function applyLateMigrations(
  {
    engine,
    waiting,
    log,
  }: { readonly engine: Engine; readonly waiting: readonly string[]; readonly log: Log },
  everyMs: number = AGAIN_MS,
): AsyncDisposable {
  if (waiting.length === 0) return { [Symbol.asyncDispose]: async () => {} };
  log.info({ waiting }, 'migrations wait until servers of an older version have stopped');
  const changed = outageLines(log, {
    begins: 'migrations that wait cannot be applied',
    ends: 'migrations that wait can be applied again',
  });
  let running: Promise<void> | undefined;
  const apply = async (): Promise<void> => {
    try {
      const applied = await engine.migrate();
      if (applied.length > 0) log.info({ applied }, 'schema migrated');
      const left = (await engine.pending()).waiting;
      changed();
      if (left.length === 0) clearInterval(timer);
    } catch (error) {
      changed(error instanceof OlderServersRun ? undefined : error);
    }
  };
  const timer = setInterval(() => {
    running ??= apply().finally(() => {
      running = undefined;
    });
  }, everyMs);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
