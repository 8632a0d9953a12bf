import { createHmac, randomInt } from 'node:crypto';
import type { Seal } from '../../crypto/seal.ts';
import { freshSecret } from '../../crypto/tokens.ts';
import type { Expiry } from '../expiry.ts';
import type { Instant } from '../instant.ts';
import type { TokenKind } from './session-secrets.ts';

export type { TokenKind } from './session-secrets.ts';

/** A secret that can be redeemed once, until it expires. */
export type Token = {
  readonly id: string;
  readonly kind: TokenKind;
  readonly userId: string;
  readonly createdAt: Instant;
  /** By the wall clock. `createdAt` is the time of the sequence. */
  readonly issuedAt: Instant;
  readonly expiresAt: Expiry;
  /** The id that a guest is given in place of the user's, and redeems the token with; null where it is the user's. */
  readonly alias: string | null;
};

/** The kinds that are redeemed for a session. */
export const sessionKinds: readonly TokenKind[] = ['generic', 'magic-url', 'email-otp', 'phone'];

type Sealing = { readonly seal: Seal };

const CODE_DIGITS = 6;
/** Secrets of this many hex digits (128 bits) cannot be guessed. */
const UNGUESSABLE = 32;

/** A six-digit code that a person types. */
export function freshCode(): string {
  return String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
}

/** A secret of `digits` hex digits, for links and for servers. */
export function freshTokenSecret(digits: number): string {
  return freshSecret(Math.ceil(digits / 2)).slice(0, digits);
}

/** Reports whether the secret is long enough not to count attempts. */
export function isUnguessable(secret: string): boolean {
  return secret.length >= UNGUESSABLE;
}

/** Keyed by user, since all six-digit codes can be tried against a plain hash. */
export function tokenHash({ seal }: Sealing, user: string, secret: string): string {
  return hashWith(seal.derive('tokens'), user, secret);
}

/** Returns the hashes under every known sealing key. */
export function tokenHashes({ seal }: Sealing, user: string, secret: string): readonly string[] {
  return seal.deriveEach('tokens').map((key) => hashWith(key, user, secret));
}

function hashWith(key: Buffer, user: string, secret: string): string {
  return createHmac('sha256', key).update(`${user}\n${secret}`).digest('hex');
}
