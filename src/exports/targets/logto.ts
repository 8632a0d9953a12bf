import { isObject } from '../../imports/values/json.ts';
import { type ApiCall, writeCalls } from '../calls.ts';
import { argon2Text, base64, utf8 } from '../hashes/forms.ts';
import { plainBcrypt } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { type Losses, namedIdentities, passwordOf, usualSeed } from '../losses.ts';
import { addressFields, type ExportUser, type Target } from '../target.ts';
import { idThere } from '../writing.ts';

const DIGEST_AT_MOST = 256;
const USERNAME = /^[A-Z_a-z]\w{0,127}$/;

/** Section 2.11 of the import reference. Logto's addresses and numbers are verified ones. */
export const logto: Target = {
  name: 'logto',
  title: 'Logto',
  files: 'calls of the management API (NDJSON), and a program that sends them',
  takes: [
    ...(['id', 'name', 'username', ...addressFields, 'password', 'blocked', 'preferences'] as const),
    ...(['read-only metadata', 'totp', 'identities'] as const),
  ],
  asksAtFirstSignIn: false,
  write: async (source, sink) => {
    await writeCalls(
      { source, sink },
      { header: 'authorization: Bearer $TOKEN', answer: 'id', rate: 10 },
      callsOf,
    );
    sink.step('ADDRESS is that of the tenant, TOKEN an access token of its management API.');
  },
};

function callsOf(user: ExportUser, losses: Losses): readonly ApiCall[] | undefined {
  const email = verifiedOnly(user.email, user.emailVerified, () =>
    losses.add('email', 'Logto would take it for verified'),
  );
  const phone = verifiedOnly(user.phone, user.phoneVerified, () =>
    losses.add('phone', 'Logto would take it for verified'),
  );
  const username = user.username !== null && USERNAME.test(user.username) ? user.username : undefined;
  if (user.username !== null && username === undefined)
    losses.add('username', 'Logto takes letters, digits and underscores');
  const own = idThere(user, 'logto') !== undefined;
  const { profile, picture, ...prefs } = user.prefs;
  const { customData, ...readOnly } = user.readOnlyMetadata;
  const data = {
    ...readOnly,
    ...(isObject(customData) ? customData : customData !== undefined && { customData }),
    ...(Object.keys(prefs).length > 0 && { prefs }),
    ...(!own && { denizen_id: user.id }),
  };
  const password = passwordOf(user, losses, logtoHash);
  if (!(email || phone || username || user.identities.length > 0)) {
    losses.add('user', 'it has no verified address or number, and no username');
    return undefined;
  }
  const body = {
    ...(email && { primaryEmail: email }),
    ...(phone && { primaryPhone: phone.replace(/^\+/, '') }),
    ...(username && { username }),
    ...(user.name && { name: user.name }),
    ...(typeof picture === 'string' && { avatar: picture }),
    ...(isObject(profile) && { profile }),
    ...(Object.keys(data).length > 0 && { customData: data }),
    ...password,
  };
  return [{ method: 'POST', path: '/api/users', body }, ...furtherCalls(user, losses)];
}

function furtherCalls(user: ExportUser, losses: Losses): readonly ApiCall[] {
  const secret = usualSeed(user, losses);
  return [
    ...namedIdentities(user, losses).map(({ provider, uid, email }): ApiCall => {
      const details = { id: uid, ...(email !== null && { email }) };
      const path = `/api/users/{id}/identities/${encodeURIComponent(provider)}`;
      return { method: 'PUT', path, body: { userId: uid, details } };
    }),
    ...(secret === undefined
      ? []
      : [
          {
            method: 'POST',
            path: '/api/users/{id}/mfa-verifications',
            body: { type: 'Totp', secret },
          } as const,
        ]),
    ...(user.blocked
      ? [{ method: 'PATCH', path: '/api/users/{id}/is-suspended', body: { isSuspended: true } } as const]
      : []),
  ];
}

function verifiedOnly(address: string | null, isVerified: boolean, lose: () => void): string | undefined {
  if (address !== null && !isVerified) lose();
  return address !== null && isVerified ? address : undefined;
}

type LogtoHash = { readonly passwordDigest: string; readonly passwordAlgorithm: string };

const ARGON2_NAMES = { argon2id: 'Argon2id', argon2i: 'Argon2i', argon2d: 'Argon2d' } as const;
const DIGEST_NAMES: Readonly<Record<string, string>> = { md5: 'MD5', sha1: 'SHA1', sha256: 'SHA256' };

export function logtoHash(hash: StoredHash): LogtoHash | undefined {
  const found = digestOf(hash);
  return found && found.passwordDigest.length <= DIGEST_AT_MOST ? found : undefined;
}

function digestOf(hash: StoredHash): LogtoHash | undefined {
  const bcrypt = plainBcrypt(hash);
  if (bcrypt !== undefined) return { passwordAlgorithm: 'Bcrypt', passwordDigest: bcrypt };
  if (hash.kind === 'argon2')
    return hash.version === 19
      ? { passwordAlgorithm: ARGON2_NAMES[hash.type], passwordDigest: argon2Text(hash) }
      : undefined;
  if (hash.kind === 'digest') return rawDigest(hash);
  if (hash.kind === 'pbkdf2') {
    const { digest, rounds, salt } = hash;
    const parts = [`hex:${salt.toString('hex')}`, String(rounds), String(hash.hash.length), digest, '@'];
    return legacy('pbkdf2', parts, hash.hash.toString('hex'));
  }
  if (hash.kind !== 'fbscrypt' || !hash.signerKey || !hash.separator) return undefined;
  const { salt, signerKey, separator, rounds, memory } = hash;
  const parts = [base64(salt), base64(signerKey), base64(separator), String(rounds), String(memory), '@'];
  return legacy('firebase-scrypt', parts, base64(hash.hash));
}

function rawDigest(hash: Extract<StoredHash, { readonly kind: 'digest' }>): LogtoHash | undefined {
  const [hex, name] = [hash.hash.toString('hex'), DIGEST_NAMES[hash.digest]];
  if (hash.rounds !== 1) return undefined;
  if (hash.salt.length === 0 && name) return { passwordAlgorithm: name, passwordDigest: hex };
  const salt = utf8(hash.salt);
  // A salt that is an at sign would be the password.
  if (salt === undefined || salt === '@') return undefined;
  const parts = salt === '' ? ['@'] : hash.saltIs === 'before' ? [salt, '@'] : ['@', salt];
  return legacy(hash.digest, parts, hex);
}

/** The form of Logto's own checks: `@` stands for the password. */
function legacy(algorithm: string, parts: readonly string[], hash: string): LogtoHash {
  return { passwordAlgorithm: 'Legacy', passwordDigest: JSON.stringify([algorithm, parts, hash]) };
}
