import { closeSync, openSync, writeSync } from 'node:fs';
import type { Settled } from '../core/imports/batch.ts';
import type { Progress } from '../core/imports/import.ts';
import { reported } from '../core/imports/reported.ts';
import { counted, withCommas } from '../core/text.ts';
import { CommandError } from './refusal.ts';

const BAR = 24;
const SHOWN_EVERY_MS = 200;
const BUFFERED_BYTES = 65_536;

const steps = { reading: 'Reading', comparing: 'Comparing', writing: 'Writing' } as const;

/** Draws progress with rate and remaining time on a terminal, and nothing elsewhere. */
export function progressBar(stream: NodeJS.WriteStream = process.stderr) {
  let step: Progress['step'] | undefined;
  let began = 0;
  let first = 0;
  let shownAt = 0;
  const clear = () => {
    if (step !== undefined && stream.isTTY) stream.write('\r\u001b[K');
    step = undefined;
  };
  const show = (progress: Progress) => {
    if (!stream.isTTY) return;
    const now = performance.now();
    if (step !== progress.step) {
      clear();
      [step, began, first, shownAt] = [progress.step, now, progress.rows, 0];
    }
    if (now - shownAt < SHOWN_EVERY_MS) return;
    shownAt = now;
    const perSecond = ((progress.rows - first) / (now - began)) * 1_000;
    stream.write(`\r\u001b[K${barLine(progress, perSecond)}`);
  };
  return { show, clear };
}

/** A line such as `Writing [######      ] 50% 1,000 of 2,000 rows, 500/s, 0:02 left`. */
export function barLine({ step, rows, total }: Progress, perSecond: number): string {
  const rate = Number.isFinite(perSecond) && perSecond > 0 ? `, ${withCommas(Math.round(perSecond))}/s` : '';
  if (total === undefined) return `${steps[step]} ${counted(rows, 'row', 'rows')}${rate}`;
  const share = total === 0 ? 1 : Math.min(1, rows / total);
  const filled = Math.round(share * BAR);
  const bar = '#'.repeat(filled).padEnd(BAR);
  const seconds = rate === '' ? undefined : Math.ceil((total - rows) / perSecond);
  const left = seconds === undefined ? '' : `, ${minutesOf(seconds)} left`;
  return `${steps[step]} [${bar}] ${Math.floor(share * 100)}% ${withCommas(rows)} of ${counted(total, 'row', 'rows')}${rate}${left}`;
}

function minutesOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Writes what became of each row as a line of JSON; to standard output for `-`. A file goes on where it ends. */
export function rowReport(path: string) {
  const file = path === '-' ? 1 : openReport(path);
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
    [Symbol.dispose]: () => {
      flush();
      if (file !== 1) closeSync(file);
    },
  };
}

function openReport(path: string): number {
  try {
    // It names addresses and ids of people.
    return openSync(path, 'a', 0o600);
  } catch {
    throw new CommandError(`The report ${path} cannot be written.`);
  }
}
