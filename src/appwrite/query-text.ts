/** A query in the syntax of clients before 1.5: `equal("email", ["a@b.co"])`. */
export type WrittenQuery = {
  readonly method: string;
  readonly attribute: string;
  readonly values: readonly unknown[];
};

/** Methods without an attribute: their first argument is a value. */
const WITHOUT_ATTRIBUTE: ReadonlySet<string> = new Set(['limit', 'offset', 'cursorAfter', 'cursorBefore']);
const CALL = /^\s*([A-Za-z]\w*)\s*\(([\s\S]*)\)\s*$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const WORDS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const ESCAPED: ReadonlySet<string> = new Set([',', '[', ']', '"', "'"]);

type Reading = { readonly text: string; at: number };

/** Whether a text is such a query, valid or not. */
export function isWrittenQuery(text: string): boolean {
  return /^\s*[A-Za-z]\w*\s*\(/.test(text);
}

/** Parses a query in one pass. Returns `undefined` if it is invalid. */
export function readWrittenQuery(text: string): WrittenQuery | undefined {
  const [, method, inside] = CALL.exec(text) ?? [];
  if (method === undefined || inside === undefined) return undefined;
  const values = listIn({ text: inside, at: 0 }, undefined);
  if (!values) return undefined;
  if (WITHOUT_ATTRIBUTE.has(method)) return { method, attribute: '', values: values.flat() };
  const [attribute = '', ...rest] = values;
  return typeof attribute === 'string' ? { method, attribute, values: rest.flat() } : undefined;
}

/** Parses comma-separated values up to the closing bracket or the end of the text. */
function listIn(reading: Reading, end: ']' | undefined): readonly unknown[] | undefined {
  const values: unknown[] = [];
  skipBlanks(reading);
  if (next(reading) === end) return values;
  for (;;) {
    const value = valueIn(reading, end === undefined);
    if (value === undefined) return undefined;
    values.push(value);
    skipBlanks(reading);
    const sign = next(reading);
    if (sign === end) return values;
    if (sign !== ',') return undefined;
    reading.at++;
    skipBlanks(reading);
  }
}

function valueIn(reading: Reading, takesList: boolean): unknown {
  const sign = next(reading);
  if (sign === '"' || sign === "'") return quotedIn(reading, sign);
  if (sign !== '[') return bareIn(reading);
  if (!takesList) return undefined;
  reading.at++;
  const values = listIn(reading, ']');
  reading.at++;
  return values;
}

/** These clients do not escape quotes, so a quote closes a string only before a comma, a bracket or the end. */
function quotedIn(reading: Reading, quote: string): string | undefined {
  let value = '';
  reading.at++;
  while (reading.at < reading.text.length) {
    const sign = next(reading);
    if (sign === quote && endsAfter(reading)) {
      reading.at++;
      return value;
    }
    value += peek(reading);
  }
  return undefined;
}

function endsAfter({ text, at }: Reading): boolean {
  let after = at + 1;
  while (isBlank(text[after])) after++;
  const sign = text[after];
  return sign === undefined || sign === ',' || sign === ']';
}

function bareIn(reading: Reading): unknown {
  let value = '';
  for (let sign = next(reading); sign !== undefined && sign !== ',' && sign !== ']'; sign = next(reading)) {
    value += peek(reading);
  }
  const word = value.trim();
  if (word === '') return undefined;
  if (WORDS.has(word)) return WORDS.get(word);
  return NUMBER.test(word) ? Number(word) : word;
}

/** Returns the current character, or the one after a backslash. */
function peek(reading: Reading): string {
  const sign = reading.text[reading.at++] ?? '';
  const protectedSign = reading.text[reading.at];
  if (sign !== '\\' || protectedSign === undefined || !ESCAPED.has(protectedSign)) return sign;
  reading.at++;
  return protectedSign;
}

function next({ text, at }: Reading): string | undefined {
  return text[at];
}

function isBlank(sign: string | undefined): boolean {
  return sign === ' ' || sign === '\t' || sign === '\n' || sign === '\r';
}

function skipBlanks(reading: Reading): void {
  while (isBlank(next(reading))) reading.at++;
}
