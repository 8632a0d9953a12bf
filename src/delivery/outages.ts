import type { Log } from './deliver.ts';

const ERROR_LENGTH_AT_MOST = 200;

/**
 * Logs one line when an outage begins and one when it ends, per kind of work, since one kind may fail while another
 * works.
 */
export function outageLogger(log: Log, work: string): (error?: unknown) => void {
  let isDown = false;
  return (error) => {
    if (isDown === (error !== undefined)) return;
    isDown = error !== undefined;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : 'Error';
    const fields = { work, error: message.slice(0, ERROR_LENGTH_AT_MOST) };
    if (isDown) log.warn(fields, 'the outbox cannot be read or written');
    else log.info({ work }, 'the outbox can be read and written again');
  };
}
