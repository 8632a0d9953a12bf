import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A random secret of `bytes` bytes in lower-case hex: some clients send their headers in lower case. */
export function freshSecret(bytes = 32): string {
  return randomBytes(bytes).toString('hex');
}

/** SHA-256 in hex. For secrets that are random already; never for passwords. */
export function digest(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Compares texts of one length, such as digests, in constant time; different lengths do not throw. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
