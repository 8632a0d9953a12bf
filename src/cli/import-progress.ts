import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import type { Progress } from '../core/imports/import.ts';
import { cutBrokenLine, reportInto } from '../core/imports/report.ts';
import { counted, withCommas } from '../core/text.ts';
import { CommandError } from './refusal.ts';

const BAR = 24;
const SHOWN_EVERY_MS = 200;
const HEAD_BYTES = 65_536;

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

/**
 * Writes what became of each row as a line of JSON; to standard output for `-`. It takes the place of an earlier report, or
 * goes on where that ends. Fails with `CommandError` for a file that is something else, which is left as it is.
 */
export function rowReport(path: string, { goesOn }: { readonly goesOn: boolean }) {
  return reportInto(path === '-' ? 1 : openReport(path, goesOn));
}

function openReport(path: string, goesOn: boolean): number {
  let file: number;
  try {
    // It names addresses and ids of people.
    file = openSync(path, 'a+', 0o600);
  } catch {
    throw new CommandError(`The report ${path} cannot be written.`);
  }
  const { size } = fstatSync(file);
  // Pipes and terminals have none.
  if (size === 0) return file;
  if (!isReport(headOf(file))) {
    closeSync(file);
    throw new CommandError(`The file ${path} is no report of an import: it is not overwritten.`);
  }
  if (goesOn) cutBrokenLine(file);
  else ftruncateSync(file, 0);
  return file;
}

function headOf(file: number): string {
  const head = Buffer.alloc(HEAD_BYTES);
  return head.toString('utf8', 0, readSync(file, head, 0, head.length, 0));
}

function isReport(head: string): boolean {
  try {
    const row: unknown = JSON.parse(head.split('\n', 1)[0] ?? '');
    return typeof row === 'object' && row !== null && 'row' in row && 'outcome' in row;
  } catch {
    return false;
  }
}
