import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { digest } from './tokens.ts';

const VERSION = 's1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what must be readable again, with AES-256-GCM and a key that is not in the database. */
export type Seal = {
  /** Tells keys apart and nothing about the key. */
  readonly keyId: string;
  readonly seal: (text: string) => string;
  /** A key of 32 bytes for another purpose, which tells nothing about this one. */
  readonly derive: (purpose: string) => Buffer;
  /** The same of every key that is known, the newest first: what was made with an earlier one is found by them. */
  readonly deriveEach: (purpose: string) => readonly Buffer[];
  /** The text, or `undefined` when it was sealed with a key that is not known or changed since. */
  readonly open: (sealed: string) => string | undefined;
};

type Key = {
  readonly id: string;
  readonly bytes: Buffer;
  readonly derive: (purpose: string) => Buffer;
};

/** A seal with the key that follows from `secret`; it also opens what was sealed with those of the `earlier` secrets. */
export function sealWith(secret: string, earlier: readonly string[] = []): Seal {
  const newest = keyOf(secret);
  const known = new Map([...earlier.map(keyOf), newest].map((key) => [key.id, key]));
  const newestFirst = [newest, ...[...known.values()].filter((key) => key.id !== newest.id)];
  return {
    keyId: newest.id,
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

/** The id of the key that the text was sealed with; `undefined` of what is no seal. */
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
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(Buffer.from(id));
  const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, id, body.toString('base64url')].join('.');
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
