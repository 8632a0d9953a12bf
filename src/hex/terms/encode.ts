import { TAG, VERSION } from './tags.ts';
import { INTEGER_BYTES_AT_MOST, isWhole, type Term } from './term.ts';

/** The output so far; a full `bytes` is replaced by a larger one. */
type Out = { bytes: Buffer; at: number };

const FIRST_SIZE = 1024;
const INT32 = { first: -(2 ** 31), last: 2 ** 31 - 1 } as const;

/**
 * Writes Erlang's external term format: texts and keys as binaries, null, true and false as atoms that every OTP reads
 * in safe mode. Throws RangeError on a number that is not finite or takes more than 255 bytes.
 */
export function encodeTerm(term: Term): Uint8Array {
  const out = { bytes: Buffer.allocUnsafe(FIRST_SIZE), at: 0 };
  uint8(out, VERSION);
  write(out, term);
  return out.bytes.subarray(0, out.at);
}

/** Yields a list in pieces, item by item, which together are what `encodeTerm` returns. */
export function* encodeList(items: readonly Term[]): Generator<Uint8Array> {
  const begun = { bytes: Buffer.allocUnsafe(FIRST_SIZE), at: 0 };
  uint8(begun, VERSION);
  if (items.length > 0) header(begun, TAG.list, items.length);
  yield begun.bytes.subarray(0, begun.at);
  for (const item of items) yield encodeTerm(item).subarray(1);
  yield Uint8Array.of(TAG.nil);
}

function write(out: Out, term: Term): void {
  if (typeof term === 'string') text(out, term);
  else if (typeof term === 'number') number(out, term);
  else if (typeof term === 'bigint') whole(out, term);
  else if (term === null) atom(out, 'nil');
  else if (typeof term === 'boolean') atom(out, String(term));
  else if (isList(term)) list(out, term);
  else map(out, term);
}

function list(out: Out, items: readonly Term[]): void {
  if (items.length > 0) header(out, TAG.list, items.length);
  for (const item of items) write(out, item);
  uint8(out, TAG.nil);
}

function map(out: Out, fields: { readonly [key: string]: Term }): void {
  const entries = Object.entries(fields);
  header(out, TAG.map, entries.length);
  for (const [name, value] of entries) {
    text(out, name);
    write(out, value);
  }
}

function text(out: Out, value: string): void {
  const length = Buffer.byteLength(value);
  header(out, TAG.binary, length);
  const start = room(out, length);
  out.bytes.write(value, start, length, 'utf8');
}

function atom(out: Out, name: string): void {
  uint8(out, TAG.smallAtomUtf8);
  uint8(out, name.length);
  const start = room(out, name.length);
  out.bytes.write(name, start, 'latin1');
}

function number(out: Out, value: number): void {
  if (isWhole(value)) whole(out, value);
  else float(out, value);
}

function float(out: Out, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError('a term holds no number that is not finite');
  uint8(out, TAG.newFloat);
  const start = room(out, 8);
  out.bytes.writeDoubleBE(value, start);
}

function whole(out: Out, value: number | bigint): void {
  if (value >= 0 && value <= 255) small(out, Number(value));
  else if (value >= INT32.first && value <= INT32.last) int32(out, Number(value));
  else big(out, BigInt(value));
}

function small(out: Out, value: number): void {
  uint8(out, TAG.smallInteger);
  uint8(out, value);
}

function int32(out: Out, value: number): void {
  uint8(out, TAG.integer);
  const start = room(out, 4);
  out.bytes.writeInt32BE(value, start);
}

function big(out: Out, value: bigint): void {
  const digits = (value < 0n ? -value : value).toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex').reverse();
  if (bytes.length > INTEGER_BYTES_AT_MOST) throw new RangeError('a whole number takes too many bytes');
  uint8(out, TAG.smallBig);
  uint8(out, bytes.length);
  uint8(out, value < 0n ? 1 : 0);
  const start = room(out, bytes.length);
  out.bytes.set(bytes, start);
}

function header(out: Out, tag: number, length: number): void {
  uint8(out, tag);
  const start = room(out, 4);
  out.bytes.writeUInt32BE(length, start);
}

function uint8(out: Out, value: number): void {
  const start = room(out, 1);
  out.bytes[start] = value;
}

/** Reserves `length` bytes and returns their start. May replace `out.bytes`. */
function room(out: Out, length: number): number {
  const start = out.at;
  out.at += length;
  if (out.at <= out.bytes.length) return start;
  const larger = Buffer.allocUnsafe(out.at * 2);
  out.bytes.copy(larger, 0, 0, start);
  out.bytes = larger;
  return start;
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(term: object): term is readonly Term[] {
  return Array.isArray(term);
}
