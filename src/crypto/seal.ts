import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { digest } from './tokens.ts';

const VERSION = 's1';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Random bytes cost as much for hundreds of texts as for one. */
const IVS_AT_ONCE = 256;
let ivs = Buffer.alloc(0);
let ivsUsed = 0;

/** Seals texts that must be readable again, with AES-256-GCM and a key outside the database. */
export type Seal = {
  /** Identifies a key and reveals nothing about it. */
  readonly keyId: string;
  /** Reports whether the key of this id is known, the newest or an earlier one. */
  readonly knows: (keyId: string) => boolean;
  readonly seal: (text: string) => string;
  /** Derives an independent 32-byte key for another purpose. */
  readonly derive: (purpose: string) => Buffer;
  /** Derives it from every known key, newest first, to recognise what an earlier one made. */
  readonly deriveEach: (purpose: string) => readonly Buffer[];
  /** Returns the text, or `undefined` when the key is unknown or the text was changed. */
  readonly open: (sealed: string) => string | undefined;
};

type Key = {
  readonly id: string;
  readonly bytes: Buffer;
  readonly derive: (purpose: string) => Buffer;
};

/** Creates a seal with the key derived from `secret`. It also opens texts sealed with `earlier` secrets. */
export function sealWith(secret: string, earlier: readonly string[] = []): Seal {
  const newest = keyOf(secret);
  const known = new Map([...earlier.map(keyOf), newest].map((key) => [key.id, key]));
  const newestFirst = [newest, ...[...known.values()].filter((key) => key.id !== newest.id)];
  return {
    keyId: newest.id,
    knows: (keyId) => known.has(keyId),
    derive: newest.derive,
    deriveEach: (purpose) => newestFirst.map((key) => key.derive(purpose)),
    seal: (text) => sealed(newest, text),
    open: (text) => {
      const [version, id = '', body] = text.split('.');
      const key = known.get(id);
      if (version !== VERSION || !key || body === undefined) return undefined;
      return opened(key, Buffer.from(body, 'base64url'));
    },
  };
}

/** Returns the key id of a sealed text; `undefined` for any other text. */
export function sealedBy(text: string): string | undefined {
  const [version, id, body] = text.split('.');
  return version === VERSION && body !== undefined ? id : undefined;
}

function keyOf(secret: string): Key {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, 'denizen', purpose, 32));
  const bytes = derive('seal');
  return { id: digest(bytes.toString('hex')).slice(0, 16), bytes, derive };
}

function sealed({ id, bytes }: Key, text: string): string {
  const iv = nextIv();
  const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(Buffer.from(id));
  const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, id, body.toString('base64url')].join('.');
}

/** Returns random bytes that no other text gets. */
function nextIv(): Buffer {
  if (ivsUsed >= ivs.length) {
    ivs = randomBytes(IVS_AT_ONCE * IV_BYTES);
    ivsUsed = 0;
  }
  const iv = ivs.subarray(ivsUsed, ivsUsed + IV_BYTES);
  ivsUsed += IV_BYTES;
  return iv;
}

function opened({ id, bytes }: Key, body: Buffer): string | undefined {
  if (body.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', bytes, body.subarray(0, IV_BYTES)).setAAD(Buffer.from(id));
  decipher.setAuthTag(body.subarray(-TAG_BYTES));
  try {
    const text = Buffer.concat([decipher.update(body.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return text.toString('utf8');
  } catch {
    return undefined;
  }
}
