import type { SourceFile, SourcePlace } from '../source.ts';
import { RowRefused } from '../values/scalars.ts';
import { linesOf } from './lines.ts';

/** The fields of a line that colons divide. */
export type ColonRow = { readonly place: SourcePlace } & (
  | { readonly fields: readonly string[] }
  | { readonly refused: RowRefused }
);

/**
 * Streams the lines of `passwd`, `shadow`, `group` and `htpasswd` without comments and blank lines. `most` fields: the
 * last one takes the rest of the line.
 */
export async function* colonRowsOf(
  file: SourceFile,
  { least, most }: { readonly least: number; readonly most: number },
): AsyncGenerator<readonly ColonRow[]> {
  for await (const { first, lines } of linesOf(file)) {
    const rows: ColonRow[] = [];
    lines.forEach((line, at) => {
      const place = { file: file.name, row: first + at };
      if (typeof line !== 'string') rows.push({ place, refused: line });
      else if (line.trim() !== '' && !line.startsWith('#'))
        rows.push({ place, ...fieldsOf(line, least, most) });
    });
    yield rows;
  }
}

function fieldsOf(line: string, least: number, most: number) {
  const fields = line.split(':');
  if (fields.length < least) return { refused: new RowRefused(`it has fewer than ${least} fields`) };
  if (fields.length > most)
    fields.splice(most - 1, Number.POSITIVE_INFINITY, fields.slice(most - 1).join(':'));
  return { fields };
}
