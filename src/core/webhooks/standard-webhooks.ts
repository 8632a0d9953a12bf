import { createHmac } from 'node:crypto';
import { freshSecret } from '../../crypto/tokens.ts';

/** Of secrets in the form of Standard Webhooks. */
export const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export type Signed = { readonly id: string; readonly at: number; readonly body: string };

/** Returns a new secret in the form of the standard. */
export function freshWebhookSecret(): string {
  return SECRET_PREFIX + Buffer.from(freshSecret(SECRET_BYTES), 'hex').toString('base64');
}

/**
 * Returns the headers of Standard Webhooks 1.0 (https://www.standardwebhooks.com). `at` is in milliseconds since 1970. A
 * receiver refuses a timestamp that is minutes old, and an id that it has seen.
 */
export function standardWebhookHeaders(
  secret: string,
  { id, at, body }: Signed,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** A secret in the form of the standard is base64 after its prefix; any other is the key itself. */
function keyOf(secret: string): Buffer {
  return secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
}
