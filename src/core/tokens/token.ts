import { createHmac, randomInt } from 'node:crypto';
import type { Seal } from '../../crypto/seal.ts';
import { freshSecret } from '../../crypto/tokens.ts';
import type { Instant } from '../instant.ts';

const tokenKinds = [
  'generic',
  'magic-url',
  'email-otp',
  'phone',
  'email-verification',
  'recovery',
  'oauth2',
] as const;

/** What a token is for. */
export type TokenKind = (typeof tokenKinds)[number];

/** What can be redeemed once, until it expires. */
export type Token = {
  readonly id: string;
  readonly kind: TokenKind;
  readonly userId: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** The id that a guest is given in place of the user's, and redeems the token with; null where it is the user's. */
  readonly alias: string | null;
};

/** The kinds that are redeemed for a session. */
export const sessionKinds: readonly TokenKind[] = ['generic', 'magic-url', 'email-otp', 'phone'];

/** The kinds that were sent to an email address, and are void when it changes. */
export const mailedKinds: readonly TokenKind[] = ['magic-url', 'email-otp', 'email-verification', 'recovery'];

type Sealing = { readonly seal: Seal };

const CODE_DIGITS = 6;
/** Nobody guesses a secret of so many hex digits: 128 bits. */
const UNGUESSABLE = 32;

/** A code that a person types: six digits. */
export function freshCode(): string {
  return String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
}

/** A secret of `digits` hex digits, for links and for servers. */
export function freshTokenSecret(digits: number): string {
  return freshSecret(Math.ceil(digits / 2)).slice(0, digits);
}

/** Whether wrong tries of this length need no counting. */
export function isUnguessable(secret: string): boolean {
  return secret.length >= UNGUESSABLE;
}

/** Keyed, since six digits are few enough to try them all against a plain hash; of each user apart. */
export function tokenHash({ seal }: Sealing, user: string, secret: string): string {
  return hashWith(seal.derive('tokens'), user, secret);
}

/** What a secret may stand under: also with the sealing keys that were replaced a while ago. */
export function tokenHashes({ seal }: Sealing, user: string, secret: string): readonly string[] {
  return seal.deriveEach('tokens').map((key) => hashWith(key, user, secret));
}

function hashWith(key: Buffer, user: string, secret: string): string {
  return createHmac('sha256', key).update(`${user}\n${secret}`).digest('hex');
}
