import type { SourceTotp } from '../source.ts';
import { base32OfBytes, bytesOfBase64, bytesOfHex } from './encodings.ts';
import { decimalOf, RowRefused, textOf } from './scalars.ts';

/** Of base32 in either case, padded, with blanks or hyphens. */
export function seedOfBase32(value: unknown, field: string): string | undefined {
  const text = textOf(value, field)?.replaceAll(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  if (!text) return undefined;
  if (!/^[A-Z2-7]+$/.test(text)) throw new RowRefused(`${field} is no base32`);
  return text;
}

/** Of a key in hex: authentik, django-otp. */
export function seedOfHex(value: unknown, field: string): string | undefined {
  return base32OfBytes(bytesOfHex(value, field)) || undefined;
}

/** Of a key in base64: FusionAuth. */
export function seedOfBase64(value: unknown, field: string): string | undefined {
  return base32OfBytes(bytesOfBase64(value, field)) || undefined;
}

/** Of base32 that stands once more in base64: Authelia's export. */
export function seedOfBase64Base32(value: unknown, field: string): string | undefined {
  return seedOfBase32(bytesOfBase64(value, field).toString('latin1'), field);
}

/** Of a text whose UTF-8 bytes are the key: Keycloak, Better Auth. */
export function seedOfUtf8(value: unknown, field: string): string | undefined {
  return base32OfBytes(Buffer.from(textOf(value, field) ?? '', 'utf8')) || undefined;
}

/** Returns the factor with what is unlike SHA-1, 6 digits and 30 seconds; `undefined` without a seed. */
export function totpOf(
  secret: string | undefined,
  parameters: { readonly algorithm?: unknown; readonly digits?: unknown; readonly period?: unknown } = {},
): SourceTotp | undefined {
  if (secret === undefined) return undefined;
  const algorithm = (textOf(parameters.algorithm, 'the algorithm of TOTP') ?? 'SHA1')
    .toUpperCase()
    .replace(/^HMAC[-_]?/, '')
    .replace('SHA-', 'SHA');
  const digits = decimalOf(parameters.digits, 'the digits of TOTP') ?? 6;
  const period = decimalOf(parameters.period, 'the period of TOTP') ?? 30;
  return {
    secret,
    ...(algorithm !== 'SHA1' && { algorithm }),
    ...(digits !== 6 && { digits }),
    ...(period !== 30 && { period }),
  };
}

/** Of an `otpauth:` address. Fails for HOTP. */
export function totpOfUri(value: unknown, field: string): SourceTotp | undefined {
  const text = textOf(value, field);
  if (text === undefined) return undefined;
  if (!URL.canParse(text)) throw new RowRefused(`${field} is no otpauth address`);
  const { protocol, host, pathname, searchParams } = new URL(text);
  const kind = (host || pathname.split('/').find(Boolean) || '').toLowerCase();
  if (protocol !== 'otpauth:' || kind !== 'totp')
    throw new RowRefused(`${field} is no otpauth address of TOTP`);
  return totpOf(seedOfBase32(searchParams.get('secret'), field), {
    algorithm: searchParams.get('algorithm'),
    digits: searchParams.get('digits'),
    period: searchParams.get('period'),
  });
}
