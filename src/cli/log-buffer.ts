export type Destination = {
  readonly write: (text: string) => unknown;
  readonly flushSync: () => void;
};

/** Lines are passed on when they are so many characters, or when the first has waited for so long. */
const LOG_LENGTH = 65_536;
const LOG_WITHIN_MS = 100;

/**
 * Collects log lines and writes many at once: under load, a system call per line would cost more than the line. They are
 * written when the process ends, also by an uncaught error. A killed process (SIGKILL) loses those of the last 100 ms.
 */
export class LogBuffer {
  readonly #destination: Destination;
  #lines: string[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(destination: Destination) {
    this.#destination = destination;
    // The destination ends itself then, and takes nothing afterwards.
    process.on('beforeExit', () => this.#passOn());
    process.on('exit', () => this.flushSync());
  }

  write(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= LOG_LENGTH) this.#passOn();
    else this.#timer ??= setTimeout(() => this.#passOn(), LOG_WITHIN_MS).unref();
  }

  /** Writes everything before it returns. */
  flushSync(): void {
    this.#passOn();
    this.#destination.flushSync();
  }

  #passOn(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#length = 0;
    this.#destination.write(text);
  }
}
