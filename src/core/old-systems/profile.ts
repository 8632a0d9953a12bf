import { isJsonObject } from '../json.ts';
import { isStorable } from '../text.ts';
import { usernameOf } from '../usernames/username.ts';
import { type Email, emailOf } from '../users/email.ts';
import { type Phone, phoneOf } from '../users/phone.ts';
import type { Prefs } from '../users/user.ts';

/** What an old system says about a user, as far as it can be kept. */
export type OldProfile = {
  readonly email: Email | undefined;
  readonly emailVerified: boolean;
  readonly phone: Phone | undefined;
  readonly phoneVerified: boolean;
  readonly username: string | undefined;
  readonly name: string;
  readonly labels: readonly string[];
  readonly prefs: Prefs;
  /** Seed of an authenticator in base32. */
  readonly totp: string | undefined;
};

/** Fields as a system names them here; of any type, since another server wrote them. */
export type ProfileFields = {
  readonly [Field in keyof OldProfile]?: unknown;
};

const NAME_LENGTH = 128;
const LABELS_AT_MOST = 1_000;
const LABEL = /^[a-zA-Z0-9]{1,36}$/;
const PREFS_BYTES = 65_535;
const PREFS_DEPTH = 32;
const SEED = /^[A-Z2-7]{16,128}$/;

/** An answer in which something is wrong that must not be left out. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/**
 * Returns what can be kept; fields that cannot are left out. Fails with `MalformedAnswer` for an address or an
 * authenticator that is not valid: the account would get another address, or lose its second factor.
 */
export function profileOf(fields: ProfileFields): OldProfile {
  const { email, phone, username, name, labels, prefs, totp } = fields;
  return {
    email: required(email, emailOf),
    emailVerified: isTrue(fields.emailVerified),
    phone: typeof phone === 'string' ? phoneOf(phone) : undefined,
    phoneVerified: isTrue(fields.phoneVerified),
    username: typeof username === 'string' ? usernameOf(username) : undefined,
    name: typeof name === 'string' && isStorable(name) ? [...name].slice(0, NAME_LENGTH).join('') : '',
    labels: Array.isArray(labels) ? labelsOf(labels) : [],
    prefs: isJsonObject(prefs) && isKept(prefs) ? prefs : {},
    totp: required(totp, seedOf),
  };
}

export const noProfile: OldProfile = profileOf({});

function required<T>(value: unknown, parse: (text: string) => T | undefined): T | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const parsed = typeof value === 'string' ? parse(value) : undefined;
  if (parsed === undefined) throw new MalformedAnswer();
  return parsed;
}

/** Some systems have texts only. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function labelsOf(labels: readonly unknown[]): readonly string[] {
  const valid = labels.filter((label): label is string => typeof label === 'string' && LABEL.test(label));
  return [...new Set(valid)].slice(0, LABELS_AT_MOST);
}

function isKept(prefs: Readonly<Record<string, unknown>>): boolean {
  return isStorableValue(prefs, PREFS_DEPTH) && Buffer.byteLength(JSON.stringify(prefs)) <= PREFS_BYTES;
}

function isStorableValue(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(
    ([name, inner]) => name !== '__proto__' && isStorable(name) && isStorableValue(inner, depth - 1),
  );
}

function seedOf(text: string): string | undefined {
  const seed = text.replaceAll(/[\s=]/g, '').toUpperCase();
  return SEED.test(seed) ? seed : undefined;
}
