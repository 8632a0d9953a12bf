import { execFile } from 'node:child_process';
import type { Config } from '../config.ts';

const TOLD_WITHIN_MS = 5_000;

type Log = { readonly warn: (fields: object, message: string) => void };

/**
 * Tells systemd that the server is ready, or stops, if systemd has started it and waits for that (`Type=notify`). The program
 * that comes with systemd sends the word: Node has no datagrams on sockets of files.
 */
export function tellSystemd(
  { isNotifying }: Config,
  word: 'READY=1' | 'STOPPING=1',
  log: Log,
): Promise<void> {
  if (!isNotifying) return Promise.resolve();
  return new Promise((resolve) => {
    execFile('systemd-notify', [`--pid=${process.pid}`, word], { timeout: TOLD_WITHIN_MS }, (error) => {
      if (error) log.warn({ error: error.message }, 'systemd was not told: it needs NotifyAccess=all');
      resolve();
    });
  });
}
