import { CompiledQuery } from 'kysely';

/** Stands in a text where a value goes. No text of ours has one for another reason. */
const MARK = '?';

/**
 * A part of a statement, or a whole one: its text with a mark for each value, and the values. The statements of lists are put together
 * anew for each request, which takes the query builder of other statements ten times as long.
 */
export class Fragment {
  readonly text: string;
  readonly values: readonly unknown[];

  constructor(text: string, values: readonly unknown[]) {
    this.text = text;
    this.values = values;
  }
}

const NO_VALUES: readonly unknown[] = [];

/** Puts a fragment together: what is no fragment itself becomes a value. */
export function sql(texts: TemplateStringsArray, ...parts: readonly unknown[]): Fragment {
  let text = texts[0] ?? '';
  if (parts.length === 0) return new Fragment(text, NO_VALUES);
  const values: unknown[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    text += addTo(values, part) + (texts[at + 1] ?? '');
  }
  return new Fragment(text, values);
}

/** Adds the values of a part, and returns its text. */
function addTo(values: unknown[], part: unknown): string {
  if (!(part instanceof Fragment)) {
    values.push(part);
    return MARK;
  }
  for (const value of part.values) values.push(value);
  return part.text;
}

/** Columns and tables of the program: a closed set. */
const quotedNames = new Map<string, Fragment>();

/** A name: of a table, of a column, or of both as `table.column`. */
sql.ref = (name: string): Fragment => {
  const known = quotedNames.get(name);
  if (known) return known;
  if (!/^[\w.]+$/.test(name)) throw new Error(`not a name: ${name}`);
  const quoted = new Fragment(`"${name.replaceAll('.', '"."')}"`, NO_VALUES);
  quotedNames.set(name, quoted);
  return quoted;
};

/** A number as a part of the text, for what does not change from one statement to the next. */
sql.lit = (value: number): Fragment => new Fragment(String(value), NO_VALUES);

/** The parts one after the other. */
sql.join = (parts: readonly unknown[], between: Fragment = COMMA): Fragment => {
  const values: unknown[] = [];
  const texts: string[] = [];
  for (const part of parts) texts.push(addTo(values, part));
  return new Fragment(texts.join(between.text), values);
};

const COMMA = new Fragment(', ', NO_VALUES);

/** What of a handle for reading (`ReplicaRead`) a statement needs. */
type Composing = {
  readonly sql: { readonly engine: 'sqlite' | 'postgres' };
  readonly composed: (query: CompiledQuery) => Promise<readonly unknown[]>;
};

/** Runs a statement and returns its rows, of a shape that the caller knows. */
export async function rowsOf<Row>(read: Composing, fragment: Fragment): Promise<readonly Row[]> {
  // Cast: the statement selects rows of this shape; the handle cannot know it.
  return (await read.composed(compiled(read, fragment))) as readonly Row[];
}

function compiled(read: Composing, { text, values }: Fragment): CompiledQuery {
  return CompiledQuery.raw(read.sql.engine === 'postgres' ? numbered(text) : text, [...values]);
}

/** PostgreSQL's parameters have numbers. */
function numbered(text: string): string {
  let count = 0;
  return text.replaceAll(MARK, () => `$${++count}`);
}
