/**
 * How long the worst bodies of 256 KiB take to be read, or to be refused: `node bench/terms.ts`. The aim is 10 ms, counted as
 * processor time of the one thread, which other programs on the machine do not lengthen.
 */
import { readElixir } from '../src/hex/elixir-literal.ts';
import { decodeTerm } from '../src/hex/terms/decode.ts';

const SIZE = 256 * 1024;
const AIM = 10;
const RUNS = 100;
const WARM_UP = 20;

/** A list whose count is as large as it may be for what follows. */
const listOf = (count: number) => {
  const head = Buffer.from([131, 108, 0, 0, 0, 0]);
  head.writeUInt32BE(count, 2);
  return head;
};
const binary = (text: string) => Buffer.concat([Buffer.from([109, 0, 0, 0, text.length]), Buffer.from(text)]);
const field = (at: number, name: string) =>
  Buffer.concat([binary(name), Buffer.from([98, 0, 0, at >> 8, at & 255])]);

const terms: Readonly<Record<string, Buffer>> = {
  'lists in lists': repeated(Buffer.from([131]), Buffer.from([108, 0, 0, 0, 1])),
  'lists of 64 levels': listsOf(levels(62)),
  'empty maps': listsOf(Buffer.from([116, 0, 0, 0, 0])),
  'maps of one field': listsOf(Buffer.concat([Buffer.from([116, 0, 0, 0, 1]), field(1, 'a')])),
  'one map of many fields': mapOf((at) => `key ${at}`),
  'one map of many indices': mapOf((at) => String(at * 64)),
  'texts of one letter': listsOf(binary('a')),
  'texts that replace nothing': listsOf(Buffer.from([109, 0, 0, 0, 3, 0xef, 0xbf, 0xbd])),
  'one text': repeated(Buffer.from([131, 109, 0, 3, 255, 250]), Buffer.from('a')),
  'one text beyond Latin-1': repeated(Buffer.from([131, 109, 0, 3, 255, 250]), Buffer.from('ä')),
  charlists: listsOf(Buffer.concat([Buffer.from([107, 3, 232]), Buffer.alloc(1000, 97)])),
  'numbers of no byte': listsOf(Buffer.from([110, 0, 0])),
  'numbers of 9 bytes': listsOf(Buffer.concat([Buffer.from([110, 9, 0]), Buffer.alloc(9, 255)])),
  'numbers of 255 bytes': listsOf(Buffer.concat([Buffer.from([110, 255, 1]), Buffer.alloc(255, 255)])),
  'a number of 256 KiB': repeated(Buffer.from([131, 111, 0, 3, 255, 0, 0]), Buffer.from([255])),
  atoms: listsOf(Buffer.from([119, 3, 110, 105, 108])),
};

const literals: Readonly<Record<string, string>> = {
  'lists in lists': '['.repeat(SIZE),
  'empty maps': `[${'%{},'.repeat(SIZE / 4)}]`,
  numbers: `[${'1,'.repeat(SIZE / 2)}]`,
  digits: '1'.repeat(SIZE),
  escapes: `"${'\\n'.repeat(SIZE / 2)}"`,
  marks: `"${'#'.repeat(SIZE)}"`,
  'one text': `"${'a'.repeat(SIZE)}"`,
  blanks: `${' '.repeat(SIZE)}`,
};

const rows = [
  ...Object.entries(terms).map(([name, bytes]) => measure(`term: ${name}`, () => decodeTerm(bytes))),
  ...Object.entries(literals).map(([name, text]) => measure(`literal: ${name}`, () => readElixir(text))),
];
for (const { name, outcome, average } of rows) {
  process.stdout.write(`${name.padEnd(40)}${average.toFixed(2).padStart(9)}  ${outcome}\n`);
}
process.stdout.write(`milliseconds of processor time, the average of ${RUNS} runs; aim < ${AIM}\n`);

function measure(name: string, read: () => unknown) {
  for (let run = 0; run < WARM_UP; run++) outcomeOf(read);
  const start = process.threadCpuUsage();
  for (let run = 0; run < RUNS; run++) outcomeOf(read);
  const { user, system } = process.threadCpuUsage(start);
  return { name, outcome: outcomeOf(read), average: (user + system) / 1000 / RUNS };
}

function outcomeOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

/** As many as fit into 256 KiB, whatever the other bounds are. */
function listsOf(item: Buffer): Buffer {
  const count = Math.floor((SIZE - 7) / item.length);
  return Buffer.concat([listOf(count), ...new Array<Buffer>(count).fill(item), Buffer.from([106])]);
}

function levels(depth: number): Buffer {
  const opened = Buffer.concat(new Array<Buffer>(depth).fill(Buffer.from([108, 0, 0, 0, 1])));
  return Buffer.concat([opened, Buffer.alloc(depth + 1, 106)]);
}

function mapOf(name: (at: number) => string): Buffer {
  const fields: Buffer[] = [];
  for (let at = 0, size = 6; size < SIZE; at++) {
    fields.push(field(at, name(at)));
    size += fields.at(-1)?.length ?? 0;
  }
  const head = listOf(fields.length);
  head[1] = 116;
  return Buffer.concat([head, ...fields]);
}

function repeated(head: Buffer, item: Buffer): Buffer {
  const count = Math.floor((SIZE - head.length) / item.length);
  return Buffer.concat([head, ...new Array<Buffer>(count).fill(item)]);
}
