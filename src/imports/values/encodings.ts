import { RowRefused, textOf } from './scalars.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Of base64 in either alphabet, padded or not, with line breaks. */
export function bytesOfBase64(value: unknown, field: string): Buffer {
  const text = (textOf(value, field) ?? '').replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const symbols = text.replace(/=+$/, '').length;
  if (!BASE64.test(text) || symbols % 4 === 1) throw new RowRefused(`${field} is no base64`);
  return Buffer.from(text, 'base64');
}

export function bytesOfHex(value: unknown, field: string): Buffer {
  const text = textOf(value, field) ?? '';
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw new RowRefused(`${field} is no hex`);
  return Buffer.from(text, 'hex');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Returns base32 without padding (RFC 4648, 6). */
export function base32OfBytes(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >>> (bits - 5)) & 31];
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text;
}

/** The bytes of base32 as `base32OfBytes` and `seedOfBase32` return it. */
export function bytesOfBase32(text: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let [held, bits, at] = [0, 0, 0];
  for (const symbol of text) {
    held = ((held << 5) | BASE32.indexOf(symbol)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >>> bits;
  }
  return bytes;
}
