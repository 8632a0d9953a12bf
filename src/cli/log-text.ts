type Fields = Readonly<Record<string, unknown>>;

const LEVELS: Readonly<Record<number, readonly [name: string, colour: number]>> = {
  10: ['TRACE', 90],
  20: ['DEBUG', 90],
  30: ['INFO', 32],
  40: ['WARN', 33],
  50: ['ERROR', 31],
  60: ['FATAL', 31],
};
const GREY = 90;
const BOLD = 1;
/** The fields that the line of a request shows in its beginning. */
const OF_REQUESTS = new Set([
  'method',
  'path',
  'status',
  'ms',
  'bytes',
  'format',
  'ip',
  'caller',
  'callerId',
]);
const OF_ALL = new Set(['level', 'time', 'msg', 'error']);
/** Control characters, which a terminal would obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is meant
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Passes lines of JSON on as lines for people. */
export function textLines(
  to: { readonly write: (text: string) => unknown },
  { hasColours }: { readonly hasColours: boolean },
): (text: string) => void {
  return (text) => {
    const lines = text.split('\n').filter((line) => line !== '');
    to.write(lines.map((line) => `${textOf(line, hasColours)}\n`).join(''));
  };
}

/** Returns a line of the log for people; one that is no JSON as it is. */
export function textOf(line: string, hasColours: boolean): string {
  const fields = fieldsIn(line);
  if (!fields) return plain(line);
  const paint = (text: string, colour: number) => (hasColours ? `\u001b[${colour}m${text}\u001b[0m` : text);
  const [name, colour] = LEVELS[Number(fields.level)] ?? ['', GREY];
  const time = typeof fields.time === 'string' ? fields.time.slice(11, 23) : '';
  const isRequest = fields.msg === 'request';
  const words = isRequest ? requestOf(fields, paint) : paint(plain(String(fields.msg ?? '')), BOLD);
  const rest = Object.entries(fields)
    .filter(([field]) => !OF_ALL.has(field) && !(isRequest && OF_REQUESTS.has(field)))
    .map(([field, value]) => paint(`${field}=${shownValue(value)}`, GREY));
  const head = [paint(time, GREY), paint(name.padEnd(5), colour), words, ...rest].join(' ');
  return head + errorOf(fields.error);
}

function requestOf(fields: Fields, paint: (text: string, colour: number) => string): string {
  const status = Number(fields.status);
  const colour = status >= 500 ? 31 : status >= 400 ? 33 : 32;
  const who = [fields.caller, fields.callerId].filter((part) => part !== undefined).join(' ');
  const parts = [
    paint(String(status), colour),
    plain(`${fields.method} ${fields.path}`),
    `${fields.ms} ms`,
    `${fields.bytes} B`,
    fields.format,
    fields.ip,
    plain(who),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

function errorOf(error: unknown): string {
  if (error === undefined) return '';
  if (typeof error !== 'object' || error === null) return ` error=${shownValue(error)}`;
  const { stack, message } = error as { readonly stack?: unknown; readonly message?: unknown };
  const text = plain(String(stack ?? message ?? ''));
  return text
    .split('\n')
    .map((each) => `\n    ${each}`)
    .join('');
}

function shownValue(value: unknown): string {
  const isWord = typeof value === 'string' && /^[\w.:/@-]+$/.test(value);
  return isWord ? value : plain(JSON.stringify(value) ?? '');
}

function plain(text: string): string {
  return text.replace(CONTROLS, '\u00b7');
}

function fieldsIn(line: string): Fields | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return undefined;
  }
}
