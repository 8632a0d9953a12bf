import { isUtf8 } from 'node:buffer';
import { ImportRefused, type SourceFile } from '../source.ts';
import { MOST_ROW_BYTES, RowRefused } from '../values/scalars.ts';

const LINE_FEED = 0x0a;
/** Texts are decoded in pieces of this size, so that a file that comes as one buffer is not decoded as one text. */
const PIECE_BYTES = 131_072;

/** Lines that follow one another, without their ends. A line that is too long or not UTF-8 is a refusal. */
export type Lines = {
  /** Of the first one; lines are counted from 1. */
  readonly first: number;
  readonly lines: readonly (string | RowRefused)[];
};

/**
 * Streams the lines of a text, whatever ends them and with the byte order mark left out. `encoding` is a label of the
 * Encoding Standard, UTF-8 when not said; UTF-16 is known by its mark. Memory holds one line at most, of 1 MiB when not said.
 */
export async function* linesOf(
  file: SourceFile,
  encoding?: string,
  mostBytes = MOST_ROW_BYTES,
): AsyncGenerator<Lines> {
  const splitter = new LineSplitter(mostBytes);
  for await (const piece of utf8Of(file, encoding)) {
    const lines = splitter.push(piece);
    if (lines.lines.length > 0) yield lines;
  }
  const last = splitter.end();
  if (last.lines.length > 0) yield last;
}

class LineSplitter {
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** The line at hand is too long: nothing of it is held. */
  #skipping = false;
  #next = 1;
  readonly #mostBytes: number;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  push(piece: Buffer): Lines {
    const end = piece.lastIndexOf(LINE_FEED);
    if (end < 0) {
      this.#hold(piece);
      return { first: this.#next, lines: [] };
    }
    const whole = this.#whole(piece.subarray(0, end));
    this.#hold(piece.subarray(end + 1));
    return whole;
  }

  end(): Lines {
    if (this.#heldBytes === 0 && !this.#skipping) return { first: this.#next, lines: [] };
    return this.#whole(Buffer.alloc(0));
  }

  #hold(bytes: Buffer): void {
    if (this.#skipping || bytes.length === 0) return;
    this.#heldBytes += bytes.length;
    this.#skipping = this.#heldBytes > this.#mostBytes;
    if (this.#skipping) this.#held = [];
    else this.#held.push(bytes);
  }

  /** What is held and these bytes are whole lines. */
  #whole(bytes: Buffer): Lines {
    const first = this.#next;
    const lines: (string | RowRefused)[] = [];
    let block = this.#held.length > 0 ? Buffer.concat([...this.#held, bytes]) : bytes;
    const firstEnd = block.indexOf(LINE_FEED);
    const tooLong = this.#skipping || (firstEnd < 0 ? block.length : firstEnd) > this.#mostBytes;
    this.#held = [];
    this.#heldBytes = 0;
    this.#skipping = false;
    if (tooLong) {
      lines.push(new RowRefused(`it is longer than ${this.#mostBytes} bytes`));
      if (firstEnd >= 0) block = block.subarray(firstEnd + 1);
    }
    if (!tooLong || firstEnd >= 0) decode(block, lines);
    this.#next += lines.length;
    return { first, lines };
  }
}

function decode(block: Buffer, lines: (string | RowRefused)[]): void {
  if (isUtf8(block)) {
    for (const line of block.toString('utf8').split('\n'))
      lines.push(line.endsWith('\r') ? line.slice(0, -1) : line);
    return;
  }
  for (let from = 0; from <= block.length; ) {
    const found = block.indexOf(LINE_FEED, from);
    const end = found < 0 ? block.length : found;
    const line = block.subarray(from, end);
    from = end + 1;
    if (isUtf8(line)) lines.push(line.toString('utf8').replace(/\r$/, ''));
    else lines.push(new RowRefused('it is not UTF-8'));
  }
}

/** Streams a text as UTF-8 without a byte order mark, in pieces of 128 KiB at most. It may still be invalid. */
export async function* utf8Of(file: SourceFile, encoding?: string): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined;
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of file.open()) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (start) {
      // Three bytes tell the marks apart.
      start = Buffer.concat([start, bytes]);
      if (start.length < 3) continue;
      [bytes, decoder] = withoutMark(start, encoding);
      start = undefined;
    }
    yield* pieces(bytes, decoder);
  }
  if (start) {
    const [bytes, found] = withoutMark(start, encoding);
    decoder = found;
    yield* pieces(bytes, decoder);
  }
  const last = decoder?.decode();
  if (last) yield Buffer.from(last);
}

function withoutMark(bytes: Buffer, encoding?: string): [Buffer, TextDecoder | undefined] {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return [bytes.subarray(3), undefined];
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return [bytes.subarray(2), new TextDecoder('utf-16le')];
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return [bytes.subarray(2), new TextDecoder('utf-16be')];
  if (!encoding || /^utf-?8$/i.test(encoding)) return [bytes, undefined];
  try {
    return [bytes, new TextDecoder(encoding)];
  } catch {
    throw new ImportRefused(`No encoding is called ${encoding}.`);
  }
}

function* pieces(bytes: Buffer, decoder: TextDecoder | undefined): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    const piece = bytes.subarray(from, from + PIECE_BYTES);
    yield decoder ? Buffer.from(decoder.decode(piece, { stream: true })) : piece;
  }
}
