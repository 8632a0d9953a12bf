import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { diskFolder } from './folders.ts';
import { PATIENCE_MS } from './patience.ts';
import { addressAt, freePort, postgresIn } from './postgres.ts';

/** A PostgreSQL of a test's own, which it may stop, kill and start again. */
export type OwnPostgres = {
  readonly url: string;
  readonly start: () => Promise<void>;
  /** As its operator stops it: transactions are broken off. */
  readonly stop: () => Promise<void>;
  /** As a machine that fails. */
  readonly kill: () => void;
  /** Whether its processes are there; they may refuse connections. */
  readonly isRunning: () => boolean;
};

export async function ownPostgres(
  folder: string = diskFolder(),
  initFlags: readonly string[] = [],
): Promise<OwnPostgres> {
  const port = await freePort();
  const server = await postgresIn(folder, { port, durable: true, initFlags });
  await server.initialise();
  const file = join(folder, 'cluster/postmaster.pid');
  const processId = () => Number(readFileSync(file, 'utf8').split('\n')[0]);
  return {
    url: `${addressAt(port)}/postgres`,
    start: async () => {
      // What is left of a killed server stands in the way for a moment.
      for (const end = performance.now() + PATIENCE_MS; ; ) {
        try {
          return await server.start();
        } catch (error) {
          if (performance.now() > end) throw error ?? new Error('PostgreSQL does not start');
          await setTimeout(100);
        }
      }
    },
    stop: () => server.stop(),
    kill: () => void process.kill(processId(), 'SIGKILL'),
    // The server removes the file when it ends, also after an error.
    isRunning: () => existsSync(file),
  };
}
