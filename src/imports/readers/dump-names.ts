/** Names and lists of columns as SQL writes them. */

const BARE_NAME = /[A-Za-z_\x80-\xff][\w$\x80-\xff]*/y;
const CLOSING: Readonly<Record<string, string>> = { '"': '"', '`': '`', '[': ']' };

export type Read<Value> = { readonly value: Value; readonly end: number };

/** Returns the name that begins at `at`, without its quotes. */
export function readName(text: string, at: number): Read<string> | undefined {
  const opening = text.charAt(at);
  const closing = CLOSING[opening];
  if (!closing) {
    BARE_NAME.lastIndex = at;
    const bare = BARE_NAME.exec(text)?.[0];
    return bare === undefined ? undefined : { value: utf8(bare), end: at + bare.length };
  }
  let end = at + 1;
  for (;;) {
    end = text.indexOf(closing, end);
    if (end < 0) return undefined;
    if (closing === ']' || text.charAt(end + 1) !== closing) break;
    end += 2;
  }
  const raw = text.slice(at + 1, end).replaceAll(closing + closing, closing);
  return { value: utf8(raw), end: end + 1 };
}

export type TableName = { readonly schema: string | undefined; readonly name: string };

/** Returns the name of a table: `users`, `public."user"`. */
export function readTableName(text: string, at: number): Read<TableName> | undefined {
  const first = readName(text, at);
  if (!first) return undefined;
  if (text.charAt(first.end) !== '.')
    return { value: { schema: undefined, name: first.value }, end: first.end };
  const second = readName(text, first.end + 1);
  return second && { value: { schema: first.value, name: second.value }, end: second.end };
}

/** Returns the names of `(a, "b", …)`; the list stands at `at`. */
export function readColumns(text: string, at: number): Read<readonly string[]> | undefined {
  if (text.charAt(at) !== '(') return undefined;
  const columns: string[] = [];
  let here = at;
  do {
    const name = readName(text, blankEnd(text, here + 1));
    if (!name) return undefined;
    columns.push(name.value);
    here = blankEnd(text, name.end);
  } while (text.charAt(here) === ',');
  return text.charAt(here) === ')' ? { value: columns, end: here + 1 } : undefined;
}

export function blankEnd(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) <= 32) end++;
  return end;
}

/** What begins an item of CREATE TABLE that is no column. */
const NO_COLUMN =
  /^(?:PRIMARY|KEY|UNIQUE|CONSTRAINT|INDEX|FULLTEXT|SPATIAL|FOREIGN|CHECK|EXCLUDE|LIKE|PERIOD)$/i;

/** Returns the columns of the statement `CREATE TABLE … (…)`, whose `(` stands at `at`. */
export function columnsOfCreate(statement: string, at: number): readonly string[] {
  const columns: string[] = [];
  let depth = 0;
  let isStart = false;
  const token =
    /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[A-Za-z_\x80-\xff][\w$\x80-\xff]*|[(),]/g;
  token.lastIndex = at;
  for (let found = token.exec(statement); found; found = token.exec(statement)) {
    const [text] = found;
    if (text.startsWith('--') || text.startsWith('/*')) continue;
    if (text === '(') depth++;
    else if (text === ')') {
      depth--;
      if (depth <= 0) break;
    } else if (text !== ',' && isStart && depth === 1) {
      const name = readName(text, 0)?.value;
      if (name !== undefined && !NO_COLUMN.test(text)) columns.push(name);
    }
    isStart = depth === 1 && (text === ',' || (text === '(' && columns.length === 0));
  }
  return columns;
}

function utf8(raw: string): string {
  return /[\x80-\xff]/.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw;
}
