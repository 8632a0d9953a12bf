import { isUtf8 } from 'node:buffer';
import { ImportRefused } from '../source.ts';

/** Null, a text, or the bytes of what is no text: binary columns, and what is not in the encoding of the dump. */
export type DumpValue = string | Uint8Array | null;

/**
 * Encodings by the names of PostgreSQL and MySQL. Those whose characters may hold the byte of an ASCII character (SJIS,
 * BIG5, GBK) are not among them: a quote in such a dump is none.
 */
const ENCODINGS: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  utf8mb3: 'utf-8',
  utf8mb4: 'utf-8',
  unicode: 'utf-8',
  sqlascii: 'utf-8',
  ascii: 'utf-8',
  binary: 'utf-8',
  latin1: 'windows-1252',
  latin2: 'iso-8859-2',
  latin3: 'iso-8859-3',
  latin4: 'iso-8859-4',
  latin5: 'iso-8859-9',
  latin6: 'iso-8859-10',
  latin7: 'iso-8859-13',
  latin8: 'iso-8859-14',
  latin9: 'iso-8859-15',
  latin10: 'iso-8859-16',
  iso88595: 'iso-8859-5',
  iso88596: 'iso-8859-6',
  iso88597: 'iso-8859-7',
  iso88598: 'iso-8859-8',
  greek: 'iso-8859-7',
  hebrew: 'iso-8859-8',
  win1250: 'windows-1250',
  win1251: 'windows-1251',
  win1252: 'windows-1252',
  win1253: 'windows-1253',
  win1254: 'windows-1254',
  win1255: 'windows-1255',
  win1256: 'windows-1256',
  win1257: 'windows-1257',
  win1258: 'windows-1258',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1256: 'windows-1256',
  cp1257: 'windows-1257',
  koi8: 'koi8-r',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  eucjp: 'euc-jp',
  ujis: 'euc-jp',
  euckr: 'euc-kr',
};

const BEYOND_ASCII = /[\0\x80-\xff]/;

export type Decode = (raw: string) => string | Uint8Array;

/** Returns the decoder of an encoding. Fails with an `ImportRefused` for one that is not read. */
export function decoderOf(encoding: string): Decode {
  const label = ENCODINGS[encoding.toLowerCase().replaceAll(/[^a-z0-9]/g, '')];
  if (!label) throw new ImportRefused(`the dump is in ${encoding}: write it in UTF-8`);
  if (label === 'utf-8') return decodeUtf8;
  const decoder = new TextDecoder(label);
  return (raw) => {
    if (!BEYOND_ASCII.test(raw)) return raw;
    const bytes = Buffer.from(raw, 'latin1');
    return raw.includes('\0') ? bytes : decoder.decode(bytes);
  };
}

/** SQLite's texts end at a NUL, so that what holds one stays bytes. */
export function decodeUtf8(raw: string): string | Uint8Array {
  return BEYOND_ASCII.test(raw) ? textOfBytes(Buffer.from(raw, 'latin1')) : raw;
}

/** Returns the text of UTF-8; other bytes as they are. */
export function textOfBytes(bytes: Buffer): string | Uint8Array {
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : bytes;
}

const C_ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([\s\S]))/g;
const C_NAMED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Of COPY and of PostgreSQL's `E'…'`. */
export function unescapeC(raw: string): string {
  return raw.replace(C_ESCAPE, (_, octal?: string, hex?: string, other = '') => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return C_NAMED[other] ?? other;
  });
}

const MYSQL_ESCAPE = /\\([\s\S])|''/g;
const MYSQL_NAMED: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  // Outside of LIKE these two keep their backslash.
  '%': '\\%',
  _: '\\_',
};

export function unescapeMysql(raw: string): string {
  return raw.replace(MYSQL_ESCAPE, (_, escaped = "'") => MYSQL_NAMED[escaped] ?? escaped);
}
