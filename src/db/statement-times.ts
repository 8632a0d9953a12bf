import { placement } from './placement.ts';

/** How often statements of a class ran in this process, and how long. */
export type StatementTime = {
  /** The command in lower case, such as `select`; `other` for what is none of ours. */
  readonly operation: string;
  /** The first table that the statement names; empty without one. */
  readonly table: string;
  count: number;
  seconds: number;
  errors: number;
};

/** Called when a statement has ended. Times are in milliseconds of `performance.now()`. */
export type StatementListener = (of: StatementTime, began: number, ended: number, isError: boolean) => void;

const OPERATIONS = ['select', 'insert', 'update', 'delete', 'begin', 'commit', 'rollback', 'savepoint'];
const SPOKEN: ReadonlySet<string> = new Set(OPERATIONS);
const TABLE = /\b(?:from|into|update|join)\s+(?:only\s+)?"?([a-z_]+)"?/g;
/** Lists have texts of their own; beyond this many, the class of one is found anew each time. */
const TEXTS_AT_MOST = 2_000;

/**
 * Counts and times statements by class: command and table, both from closed lists, so that neither values nor the texts
 * of statements are kept.
 */
export class StatementTimes {
  readonly #byText = new Map<string, StatementTime>();
  readonly #byClass = new Map<string, StatementTime>();
  /** Called after each statement. */
  listener: StatementListener | undefined = undefined;

  /** Returns the class of a statement. */
  of(text: string): StatementTime {
    const known = this.#byText.get(text);
    if (known) return known;
    const { operation, table } = classOf(text);
    const key = `${operation} ${table}`;
    const time = this.#byClass.get(key) ?? { operation, table, count: 0, seconds: 0, errors: 0 };
    this.#byClass.set(key, time);
    if (this.#byText.size < TEXTS_AT_MOST) this.#byText.set(text, time);
    return time;
  }

  /** Adds a run that began at a time of `performance.now()` and ends now. */
  add(time: StatementTime, began: number, isError: boolean): void {
    const ended = performance.now();
    time.count++;
    time.seconds += (ended - began) / 1_000;
    if (isError) time.errors++;
    this.listener?.(time, began, ended, isError);
  }

  all(): readonly Readonly<StatementTime>[] {
    return [...this.#byClass.values()];
  }
}

/** Returns the class of a statement by its text. */
export function classOf(text: string): { readonly operation: string; readonly table: string } {
  const words = text.trimStart();
  const command = /^\w+/.exec(words)?.[0].toLowerCase() ?? '';
  const operation = command === 'with' ? 'select' : SPOKEN.has(command) ? command : 'other';
  for (const [, name = ''] of words.toLowerCase().matchAll(TABLE))
    if (Object.hasOwn(placement, name)) return { operation, table: name };
  return { operation, table: '' };
}
