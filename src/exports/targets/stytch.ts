import { type ApiCall, writeCalls } from '../calls.ts';
import { base64, scryptPhc, utf8 } from '../hashes/forms.ts';
import { plainArgon2, plainBcrypt } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { type Losses, passwordOf, usualSeed, withoutSignIn } from '../losses.ts';
import type { ExportUser, Target } from '../target.ts';
import { nameParts } from '../writing.ts';

const SCRYPT_N_AT_MOST = 262_144;

/** Section 2.16 of the import reference: consumer projects. */
export const stytch: Target = {
  name: 'stytch',
  title: 'Stytch',
  files: 'calls of the consumer API (NDJSON), and a program that sends them',
  takes: [
    ...(['id', 'name', 'email', 'email verification', 'phone', 'password', 'preferences'] as const),
    ...(['read-only metadata', 'labels', 'totp', 'recovery codes'] as const),
  ],
  asksAtFirstSignIn: false,
  write: async (source, sink) => {
    await writeCalls(
      { source, sink },
      { header: 'authorization: Basic $TOKEN', answer: 'user_id', rate: 50 },
      callsOf,
    );
    sink.step(
      'ADDRESS is https://api.stytch.com, TOKEN is PROJECT_ID:SECRET in base64. Create the roles first.',
    );
  },
};

function callsOf(whole: ExportUser, losses: Losses): readonly ApiCall[] | undefined {
  const user = withoutSignIn(whole, losses);
  if (user.email === null && user.phone === null) {
    losses.add('user', 'Stytch takes no user without an address or a number');
    return undefined;
  }
  const { first, last } = nameParts(user.name);
  const trusted = { ...user.readOnlyMetadata };
  const body = {
    ...(user.email !== null && { email: user.email }),
    ...(user.phone !== null && { phone_number: user.phone }),
    ...(user.name && { name: { first_name: first, last_name: last } }),
    external_id: user.id,
    ...(Object.keys(trusted).length > 0 && { trusted_metadata: trusted }),
    ...(Object.keys(user.prefs).length > 0 && { untrusted_metadata: user.prefs }),
    ...(user.labels.length > 0 && { roles: user.labels }),
  };
  return [firstCall(user, body, losses), ...factorCalls(user, losses)];
}

/** Only a call with a hash says that an address is verified. */
function firstCall(user: ExportUser, body: Readonly<Record<string, unknown>>, losses: Losses): ApiCall {
  const password = passwordOf(user, losses, stytchHash);
  if (user.email !== null && password)
    return {
      method: 'POST',
      path: '/v1/passwords/migrate',
      body: { ...body, ...password, set_email_verified: user.emailVerified },
    };
  if (password) losses.add('password', 'Stytch has passwords with addresses only');
  if (user.email !== null && user.emailVerified)
    losses.add('email verification', 'Stytch takes it with a password only');
  return { method: 'POST', path: '/v1/users', body };
}

function factorCalls(user: ExportUser, losses: Losses): readonly ApiCall[] {
  const secret = usualSeed(user, losses);
  if (secret === undefined) {
    if (user.recoveryCodes.length > 0)
      losses.add('recovery codes', 'Stytch takes them with an authenticator only');
    return [];
  }
  const codes = user.recoveryCodes;
  const body = { secret, recovery_codes: codes };
  return [{ method: 'POST', path: '/v1/totps/migrate', body, idIn: 'user_id' }];
}

type StytchHash = Readonly<Record<string, unknown>> & { readonly hash: string; readonly hash_type: string };

/** argon2 and scrypt as PHC strings, which need no parameters beside them. */
export function stytchHash(hash: StoredHash): StytchHash | undefined {
  switch (hash.kind) {
    case 'bcrypt':
      return typed('bcrypt', plainBcrypt(hash));
    case 'argon2':
      return typed(hash.type === 'argon2i' ? 'argon_2i' : 'argon_2id', plainArgon2(hash));
    case 'scrypt':
      return hash.cost <= SCRYPT_N_AT_MOST ? typed('scrypt', scryptPhc(hash)) : undefined;
    case 'phpass':
      return typed('phpass', hash.hash);
    case 'digest':
      return digest(hash);
    case 'pbkdf2': {
      const { digest: algorithm, rounds, salt } = hash;
      if (algorithm !== 'sha256' && algorithm !== 'sha512') return undefined;
      const config = {
        salt: base64(salt),
        iteration_amount: rounds,
        key_length: hash.hash.length,
        algorithm,
      };
      return { hash: base64(hash.hash), hash_type: 'pbkdf_2', pbkdf_2_config: config };
    }
    default:
      return undefined;
  }
}

function typed(type: string, hash: string | undefined): StytchHash | undefined {
  return hash === undefined ? undefined : { hash, hash_type: type };
}

const DIGESTS: Readonly<Record<string, string>> = { md5: 'md_5', sha1: 'sha_1', sha512: 'sha_512' };

function digest(hash: Extract<StoredHash, { readonly kind: 'digest' }>): StytchHash | undefined {
  const type = DIGESTS[hash.digest];
  const salt = utf8(hash.salt);
  if (!type || hash.rounds !== 1 || salt === undefined) return undefined;
  const found = { hash: hash.hash.toString('hex'), hash_type: type };
  if (salt === '') return found;
  return {
    ...found,
    [`${type}_config`]: { [hash.saltIs === 'before' ? 'prepend_salt' : 'append_salt']: salt },
  };
}
