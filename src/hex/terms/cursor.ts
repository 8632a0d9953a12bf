import { isUtf8 } from 'node:buffer';
import { TERMS_AT_MOST, TermRefused } from './term.ts';

/** The position of the reader, which only moves forward, so that no byte is read twice. */
export type Cursor = { readonly bytes: Buffer; at: number; terms: number };

const REPLACEMENT = '\ufffd';

export function cursorOver(bytes: Uint8Array): Cursor {
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, terms: 0 };
}

export function refusal(from: Cursor, reason: string): TermRefused {
  return new TermRefused(reason, from.at);
}

/** Skips `length` bytes and returns their start. */
export function take(from: Cursor, length: number): number {
  if (length > left(from)) throw refusal(from, 'The term ends early.');
  const start = from.at;
  from.at += length;
  return start;
}

export function uint8(from: Cursor): number {
  return from.bytes[take(from, 1)] as number;
}

export function uint16(from: Cursor): number {
  return from.bytes.readUInt16BE(take(from, 2));
}

export function uint32(from: Cursor): number {
  return from.bytes.readUInt32BE(take(from, 4));
}

/** Checks a claimed count of items of at least `size` bytes each: a claim beyond the remaining bytes is refused before any work. */
export function claim(from: Cursor, count: number, size: number): number {
  if (count * size > left(from)) throw refusal(from, 'More elements are announced than there are bytes.');
  return count;
}

/** Counts a value against the limit; a byte of a charlist counts like any other term. */
export function count(from: Cursor, terms: number): void {
  from.terms += terms;
  if (from.terms > TERMS_AT_MOST) throw refusal(from, `There are more than ${TERMS_AT_MOST} values.`);
}

export function utf8(from: Cursor, length: number): string {
  const start = take(from, length);
  const text = from.bytes.toString('utf8', start, from.at);
  // Invalid UTF-8 decodes to this character; only then are the bytes compared.
  if (text.includes(REPLACEMENT) && !isUtf8(from.bytes.subarray(start, from.at))) {
    throw refusal(from, 'A text is not valid UTF-8.');
  }
  return text;
}

function left({ bytes, at }: Cursor): number {
  return bytes.length - at;
}
