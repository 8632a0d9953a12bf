import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Returns `bytes` random bytes in lower-case hex: some clients send their headers in lower case. */
export function freshSecret(bytes = 32): string {
  return randomBytes(bytes).toString('hex');
}

/** Returns SHA-256 in hex. For random secrets only, never for passwords. */
export function digest(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Compares texts of equal length, such as digests, in constant time. Different lengths do not throw. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
