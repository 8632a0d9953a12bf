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
  /** The text, or `undefined` when it was sealed with another key or changed since. */
  readonly open: (sealed: string) => string | undefined;
};

/** A seal with the key that follows from `secret`. */
export function sealWith(secret: string): Seal {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, 'denizen', purpose, 32));
  const key = derive('seal');
  const keyId = digest(key.toString('hex')).slice(0, 16);
  return {
    keyId,
    derive,
    seal: (text) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(keyId));
      const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, keyId, body.toString('base64url')].join('.');
    },
    open: (sealed) => {
      const [version, id, body] = sealed.split('.');
      if (version !== VERSION || id !== keyId || body === undefined) return undefined;
      const bytes = Buffer.from(body, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(
        Buffer.from(keyId),
      );
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
        return text.toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
