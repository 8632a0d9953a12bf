/** The output of a command: sentences for people, or one JSON document for programs. */
export type Output = {
  readonly json: boolean;
  /** The command line that starts this program. */
  readonly command: string;
  readonly write: (text: string) => void;
};

export function print(output: Output, document: unknown, lines: readonly string[]): void {
  if (output.json) output.write(`${JSON.stringify(document, null, 2)}\n`);
  else for (const line of lines) output.write(`${line}\n`);
}

/** Formats rows with headings in aligned columns. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
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
