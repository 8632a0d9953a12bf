import { closeSync, fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import type { Settled } from './batch.ts';
import { reported } from './reported.ts';

const BUFFERED_BYTES = 65_536;

/** Writes what became of each row as a line of JSON into an open file, which it closes unless that is standard output. */
export function reportInto(file: number) {
  let lines = '';
  const flush = () => {
    let left = Buffer.from(lines);
    lines = '';
    while (left.length > 0) left = left.subarray(writeSync(file, left));
  };
  return {
    add: (settled: Settled) => {
      lines += `${JSON.stringify(reported(settled))}\n`;
      if (lines.length > BUFFERED_BYTES) flush();
    },
    flush,
    [Symbol.dispose]: () => {
      flush();
      if (file !== 1) closeSync(file);
    },
  };
}

/** Cuts the part of a line that a killed process left at the end of a report, which must be open for reading as well. */
export function cutBrokenLine(file: number): void {
  const { size } = fstatSync(file);
  const from = Math.max(0, size - BUFFERED_BYTES);
  const tail = Buffer.alloc(size - from);
  readSync(file, tail, 0, tail.length, from);
  ftruncateSync(file, from + tail.lastIndexOf(0x0a) + 1);
}
