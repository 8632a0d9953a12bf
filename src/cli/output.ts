/** The output of a command: sentences for people, or one JSON document for programs. */
export type Output = {
  readonly json: boolean;
  /** The command line that starts this program. */
  readonly command: string;
  readonly write: (text: string) => void;
  /**
   * Waits until what was written is taken, so that a long output does not gather in memory. Returns false when the reader
   * has gone.
   */
  readonly drained: () => Promise<boolean>;
};

/** Prints the document with `--json`, otherwise the lines. */
export function print(output: Output, document: unknown, lines: readonly string[]): void {
  if (output.json) output.write(`${JSON.stringify(document, null, 2)}\n`);
  else for (const line of lines) output.write(`${printableLines(withCommand(line, output.command))}\n`);
}

/** Returns a sentence with the commands in it as they are typed here: `run: denizen check` in a checkout. */
export function withCommand(sentence: string, command: string): string {
  return sentence.replaceAll(': denizen ', `: ${command} `);
}

/** Control characters, with which a text that users chose could change what a terminal shows. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Returns a text that users chose as it may stand on a terminal, in one line. */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, '\u{fffd}');
}

/** The same for a text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** Formats rows with headings in aligned columns. */
export function table(headings: readonly string[], given: readonly (readonly string[])[]): readonly string[] {
  const rows = given.map((row) => row.map(printable));
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headings), ...rows.map(line)];
}

const REPORT_EVERY_MS = 1_000;

/** Returns what prints to standard error what is being done, once a second. */
export function progressReport({ json }: Pick<Output, 'json'>): (step: string, rows?: number) => void {
  let last = performance.now();
  return (step, rows) => {
    if (performance.now() - last < REPORT_EVERY_MS) return;
    last = performance.now();
    const line = rows === undefined ? step : `${step}: ${rows}`;
    process.stderr.write(`${json ? JSON.stringify({ step, rows }) : line}\n`);
  };
}
