import { closeSync, openSync, writeSync } from 'node:fs';
import type { Settled } from '../imports/batch.ts';
import { reported } from '../imports/reported.ts';

const BUFFERED = 65_536;

/** Writes what became of each row as a line of JSON, behind what the file has. Only the server may read it. */
export function reportTo(path: string) {
  const file = openSync(path, 'a', 0o600);
  let lines = '';
  const flush = () => {
    let left = Buffer.from(lines);
    lines = '';
    while (left.length > 0) left = left.subarray(writeSync(file, left));
  };
  return {
    add: (settled: Settled) => {
      lines += `${JSON.stringify(reported(settled))}\n`;
      if (lines.length > BUFFERED) flush();
    },
    flush,
    [Symbol.dispose]: () => {
      flush();
      closeSync(file);
    },
  };
}
