import {
  openAttrEncrypted,
  openBetterAuth,
  openLaravel,
  openNextcloud,
  openRails,
  type RailsKeys,
} from '../crypto/sealed-seeds.ts';
import type { Person, SqlSource } from './sql-system.ts';
import { listOf, parseJson } from './values/json.ts';
import { textOf } from './values/scalars.ts';
import { seedOfBase32, seedOfUtf8, totpOf } from './values/totp.ts';

/**
 * Second factors that a system seals with a secret of its own, which `env-file` names. What cannot be opened stays as it
 * is among what has no place, so that the dry run counts it.
 */

type Env = SqlSource['env'];
type Factor = Pick<Person, 'totp' | 'recoveryCodes' | 'rest'>;

/** Of Fortify: `APP_KEY` and `APP_PREVIOUS_KEYS`. The codes are a list in JSON. */
export function laravelFactor(
  columns: { readonly two_factor_secret?: string; readonly two_factor_recovery_codes?: string },
  env: Env,
): Factor {
  const keys = [env.APP_KEY, ...listed(env.APP_PREVIOUS_KEYS)].flatMap((key) => key ?? []);
  const { two_factor_secret: sealed, two_factor_recovery_codes: codes } = columns;
  const seed = sealed === undefined ? undefined : openLaravel(sealed, keys);
  const opened = codes === undefined ? undefined : openLaravel(codes, keys);
  return {
    totp: totpOf(seedOfBase32(seed, 'two_factor_secret')),
    recoveryCodes: codesOf(opened, 'two_factor_recovery_codes'),
    rest: {
      ...(seed === undefined && sealed !== undefined && { two_factor_secret: sealed }),
      ...(opened === undefined && codes !== undefined && { two_factor_recovery_codes: codes }),
    },
  };
}

/** Of the plugin two-factor: `BETTER_AUTH_SECRET`. The bytes of the seed's text are the key. */
export function betterAuthFactor(
  columns: { readonly secret?: string; readonly backupCodes?: string },
  env: Env,
): Factor {
  const secret = env.BETTER_AUTH_SECRET ?? env.AUTH_SECRET;
  const open = (sealed: string | undefined) =>
    sealed === undefined || secret === undefined ? undefined : openBetterAuth(sealed, secret);
  const seed = open(columns.secret);
  const codes = open(columns.backupCodes);
  return {
    totp: totpOf(seedOfUtf8(seed, 'secret')),
    recoveryCodes: codesOf(codes, 'backupCodes'),
    rest: {
      ...(seed === undefined && columns.secret !== undefined && { secret: columns.secret }),
      ...(codes === undefined && columns.backupCodes !== undefined && { backupCodes: columns.backupCodes }),
    },
  };
}

/** Of `ICrypto`: the `secret` of config.php. */
export function nextcloudSeed(sealed: string | undefined, env: Env): string | undefined {
  const secret = env.NEXTCLOUD_SECRET;
  const opened = sealed === undefined || secret === undefined ? undefined : openNextcloud(sealed, secret);
  return seedOfBase32(opened, 'secret');
}

export type RailsColumns = {
  readonly otp_secret?: string;
  readonly encrypted_otp_secret?: string;
  readonly encrypted_otp_secret_iv?: string;
  readonly encrypted_otp_secret_salt?: string;
};

/** To derive a key takes as long as to open thousands of texts: once for an import. */
const railsKeys = new WeakMap<Env, RailsKeys>();

/** Of devise-two-factor, in Rails' own encryption, before version 5 in that of attr_encrypted, or not sealed at all. */
export function railsSeed(columns: RailsColumns, env: Env): string | undefined {
  const { otp_secret: sealed } = columns;
  if (sealed !== undefined && !sealed.startsWith('{')) return seedOfBase32(sealed, 'otp_secret');
  const opened =
    (sealed === undefined ? undefined : openedByRails(sealed, env)) ?? openedAttribute(columns, env);
  return seedOfBase32(opened, 'otp_secret');
}

function openedByRails(sealed: string, env: Env): string | undefined {
  const salt = env.ACTIVE_RECORD_ENCRYPTION_KEY_DERIVATION_SALT;
  const primaryKeys = listed(env.ACTIVE_RECORD_ENCRYPTION_PRIMARY_KEY);
  if (salt === undefined || primaryKeys.length === 0) return undefined;
  const keys = railsKeys.get(env) ?? { primaryKeys, keyDerivationSalt: salt };
  railsKeys.set(env, keys);
  return openRails(sealed, keys);
}

function openedAttribute(columns: RailsColumns, env: Env): string | undefined {
  const {
    encrypted_otp_secret: value,
    encrypted_otp_secret_iv: iv,
    encrypted_otp_secret_salt: salt,
  } = columns;
  const secret = env.OTP_SECRET;
  if (value === undefined || iv === undefined || salt === undefined || secret === undefined) return undefined;
  return openAttrEncrypted({ value, iv, salt }, secret);
}

function codesOf(opened: string | undefined, field: string): readonly string[] {
  if (opened === undefined) return [];
  return listOf(parseJson(opened, field), field).flatMap((code) => textOf(code, field) ?? []);
}

function listed(list: string | undefined): readonly string[] {
  return (list ?? '').split(',').filter(Boolean);
}
