import {
  type Cursor,
  claim,
  count,
  cursorOver,
  refusal,
  take,
  uint8,
  uint16,
  uint32,
  utf8,
} from './cursor.ts';
import { TAG, VERSION } from './tags.ts';
import { addField, DEPTH_AT_MOST, type Fillable, INTEGER_BYTES_AT_MOST, type Term, wholeOf } from './term.ts';

type Read = (from: Cursor, depth: number) => Term;

const ATOM_LETTERS_AT_MOST = 255;
const PLAIN_BYTES = 6;
const SMALLEST = { term: 1, pair: 3 } as const;

const atomValues: ReadonlyMap<string, Term> = new Map<string, Term>([
  ['nil', null],
  ['true', true],
  ['false', false],
]);

/** Readers of atom names; as a map key, an atom counts as its text. */
const atoms: ReadonlyMap<number, (from: Cursor) => string> = new Map([
  [TAG.atom, (from: Cursor) => latin1(from, uint16(from))],
  [TAG.smallAtom, (from: Cursor) => latin1(from, uint8(from))],
  [TAG.atomUtf8, (from: Cursor) => utf8(from, uint16(from))],
  [TAG.smallAtomUtf8, (from: Cursor) => utf8(from, uint8(from))],
]);

/** Readers by tag. All other tags are refused: compressed terms, functions, processes, references, bit strings. */
const readers: readonly (Read | undefined)[] = byTag([
  [TAG.smallInteger, uint8],
  [TAG.integer, (from) => from.bytes.readInt32BE(take(from, 4))],
  [TAG.newFloat, float],
  [TAG.smallBig, (from) => big(from, uint8(from))],
  [TAG.largeBig, (from) => big(from, uint32(from))],
  [TAG.binary, (from) => utf8(from, uint32(from))],
  [TAG.nil, () => []],
  [TAG.list, list],
  [TAG.string, charlist],
  [TAG.map, map],
  [TAG.smallTuple, (from, depth) => elements(from, depth, uint8(from))],
  [TAG.largeTuple, (from, depth) => elements(from, depth, uint32(from))],
  ...Array.from(atoms.keys(), (tag): [number, Read] => [tag, (from) => atom(from, tag)]),
]);

/**
 * Reads Erlang's external term format, as `binary_to_term(bytes, [safe])` does where the only atoms are nil, true and
 * false. Tuples and charlists become lists, an atom that is a key its text. Stricter than Erlang: text is UTF-8, nothing
 * follows the term, lists end in an empty one, and depth, values and integers are bounded. Throws TermRefused.
 */
export function decodeTerm(bytes: Uint8Array): Term {
  const from = cursorOver(bytes);
  if (uint8(from) !== VERSION) throw refusal(from, 'This is no external term.');
  const read = term(from, 0);
  if (from.at !== from.bytes.length) throw refusal(from, 'Something follows the term.');
  return read;
}

function term(from: Cursor, depth: number): Term {
  count(from, 1);
  const read = readers[uint8(from)];
  if (!read) throw refusal(from, 'A value is of a kind that is not taken.');
  return read(from, depth);
}

function list(from: Cursor, depth: number): Term {
  const items = elements(from, depth, uint32(from));
  if (uint8(from) !== TAG.nil) throw refusal(from, 'A list does not end in an empty list.');
  return items;
}

function elements(from: Cursor, depth: number, announced: number): readonly Term[] {
  refuseDeeper(from, depth);
  const items: Term[] = [];
  for (let rest = claim(from, announced, SMALLEST.term); rest > 0; rest--) items.push(term(from, depth + 1));
  return items;
}

function map(from: Cursor, depth: number): Term {
  refuseDeeper(from, depth);
  const fields: Fillable = {};
  for (let rest = claim(from, uint32(from), SMALLEST.pair); rest > 0; rest--) {
    const name = key(from);
    if (!addField(fields, name, term(from, depth + 1))) throw refusal(from, 'A map has a key twice.');
  }
  return fields;
}

function key(from: Cursor): string {
  count(from, 1);
  const tag = uint8(from);
  if (tag === TAG.binary) return utf8(from, uint32(from));
  const read = atoms.get(tag);
  if (!read) throw refusal(from, 'The key of a map is no text.');
  return atomName(from, read);
}

function atom(from: Cursor, tag: number): Term {
  const value = atomValues.get(atomName(from, atoms.get(tag) as (from: Cursor) => string));
  if (value === undefined) throw refusal(from, 'An atom is none of nil, true and false.');
  return value;
}

function atomName(from: Cursor, read: (from: Cursor) => string): string {
  const name = read(from);
  if (name.length > ATOM_LETTERS_AT_MOST && Array.from(name).length > ATOM_LETTERS_AT_MOST) {
    throw refusal(from, 'An atom is too long.');
  }
  return name;
}

function latin1(from: Cursor, length: number): string {
  const start = take(from, length);
  return from.bytes.toString('latin1', start, from.at);
}

function charlist(from: Cursor, depth: number): Term {
  refuseDeeper(from, depth);
  const length = uint16(from);
  const start = take(from, length);
  count(from, length);
  return Array.from(from.bytes.subarray(start, from.at));
}

function float(from: Cursor): number {
  const value = from.bytes.readDoubleBE(take(from, 8));
  if (!Number.isFinite(value)) throw refusal(from, 'A number is not finite.');
  return value;
}

function big(from: Cursor, length: number): Term {
  if (length > INTEGER_BYTES_AT_MOST) throw refusal(from, 'A number is too large.');
  const sign = uint8(from) === 0 ? 1 : -1;
  const start = take(from, length);
  const value = length <= PLAIN_BYTES ? plain(from, start) : fromHex(from, start);
  if (value === 0) return value;
  return typeof value === 'number' ? sign * value : wholeOf(BigInt(sign) * value);
}

/** A fast path for small integers. */
function plain(from: Cursor, start: number): number {
  return from.at === start ? 0 : from.bytes.readUIntLE(start, from.at - start);
}

function fromHex(from: Cursor, start: number): bigint {
  return BigInt(`0x${Buffer.from(from.bytes.subarray(start, from.at)).reverse().toString('hex')}`);
}

function refuseDeeper(from: Cursor, depth: number): void {
  if (depth >= DEPTH_AT_MOST) throw refusal(from, `The term is nested deeper than ${DEPTH_AT_MOST} levels.`);
}

function byTag(entries: readonly (readonly [number, Read])[]): readonly (Read | undefined)[] {
  const table = new Array<Read | undefined>(256).fill(undefined);
  for (const [tag, read] of entries) table[tag] = read;
  return table;
}
