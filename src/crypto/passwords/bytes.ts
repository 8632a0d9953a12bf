import { hash, timingSafeEqual } from 'node:crypto';
import { md4 } from './md4.ts';

/**
 * Compares equal lengths in constant time. An empty digest equals nothing, since a hash truncated to nothing would
 * match every password.
 */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length > 0 && one.length === other.length && timingSafeEqual(one, other);
}

export function sameText(one: string, other: string): boolean {
  return sameBytes(Buffer.from(one), Buffer.from(other));
}

export function digestOf(algorithm: string, ...pieces: readonly Uint8Array[]): Buffer {
  const input = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  return algorithm === 'md4' ? md4(input) : hash(algorithm, input, 'buffer');
}

/**
 * Decodes standard and URL-safe base64, and passlib's (`.` for `+`), padded or not. Returns undefined for anything
 * that an encoder would not write, such as set bits after the last byte.
 */
export function fromBase64(text: string): Buffer | undefined {
  const found = /^([A-Za-z0-9+/_.-]*)(={0,2})$/.exec(text);
  if (!found) return undefined;
  const [, symbols = '', padding] = found;
  if (padding && text.length % 4 !== 0) return undefined;
  const standard = symbols.replaceAll('-', '+').replaceAll('.', '+').replaceAll('_', '/');
  const bytes = Buffer.from(standard, 'base64');
  return unpadded(bytes) === standard ? bytes : undefined;
}

/** Encodes standard base64 without padding, as PHC strings have it. */
export function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

/** Decodes hex of either case. */
export function fromHex(text: string): Buffer | undefined {
  return /^(?:[\da-f]{2})*$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}

const SYMBOLS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Returns the value of a symbol of `toSymbols`, or -1. */
export function symbolValue(symbol: string): number {
  return SYMBOLS.indexOf(symbol);
}

/** Encodes the base 64 of phpass and crypt(3): three bytes are four symbols, the lowest six bits first. */
export function toSymbols(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = bytes.subarray(at, at + 3);
    let value = (group[0] ?? 0) | ((group[1] ?? 0) << 8) | ((group[2] ?? 0) << 16);
    for (let count = 0; count <= group.length; count++) {
      text += SYMBOLS.charAt(value & 63);
      value >>= 6;
    }
  }
  return text;
}

/** Decodes `toSymbols`. Undefined for other symbols, a length that no bytes have, and set bits after the last byte. */
export function fromSymbols(text: string): Buffer | undefined {
  if (text.length % 4 === 1) return undefined;
  const bytes = Buffer.alloc(Math.floor((text.length * 3) / 4));
  let [value, bits, at] = [0, 0, 0];
  for (const symbol of text) {
    const six = symbolValue(symbol);
    if (six < 0) return undefined;
    value |= six << bits;
    bits += 6;
    if (bits >= 8) {
      bytes[at++] = value & 255;
      value >>= 8;
      bits -= 8;
    }
  }
  return value === 0 ? bytes : undefined;
}
