import { unpadded } from '../../crypto/passwords/bytes.ts';
import { type ApiCall, writeCalls } from '../calls.ts';
import { directoryText, scryptPhc } from '../hashes/forms.ts';
import { plainArgon2, plainBcrypt } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { type Losses, loseOthers, passwordOf, usualSeed, withoutSignIn } from '../losses.ts';
import type { ExportUser, Target } from '../target.ts';
import { nameParts } from '../writing.ts';

/** WorkOS' own limits of `metadata`. */
const KEYS_AT_MOST = 10;
const KEY_AT_MOST = 40;
const VALUE_AT_MOST = 600;

/** Section 2.16 of the import reference. */
export const workos: Target = {
  name: 'workos',
  title: 'WorkOS',
  files: 'calls of the user management API (NDJSON), and a program that sends them',
  takes: ['id', 'name', 'email', 'email verification', 'password', 'read-only metadata', 'totp'],
  asksAtFirstSignIn: false,
  write: async (source, sink) => {
    await writeCalls(
      { source, sink },
      { header: 'authorization: Bearer $TOKEN', answer: 'id', rate: 8 },
      callsOf,
    );
    sink.step('ADDRESS is https://api.workos.com, TOKEN the secret key of the environment.');
  },
};

function callsOf(whole: ExportUser, losses: Losses): readonly ApiCall[] | undefined {
  const user = withoutSignIn(whole, losses);
  if (user.email === null) {
    losses.add('user', 'WorkOS takes no user without an address');
    return undefined;
  }
  const { first, last } = nameParts(user.name);
  const metadata = metadataOf(user, losses);
  const secret = usualSeed(user, losses);
  const body = {
    email: user.email,
    email_verified: user.emailVerified,
    ...(first && { first_name: first }),
    ...(last && { last_name: last }),
    external_id: user.id,
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...passwordOf(user, losses, workosHash),
  };
  const factor = { type: 'totp', totp_secret: secret, totp_user: user.email };
  return [
    { method: 'POST', path: '/user_management/users', body },
    ...(secret === undefined
      ? []
      : [{ method: 'POST', path: '/user_management/users/{id}/auth_factors', body: factor } as const]),
  ];
}

/** Texts only, and few of them. */
function metadataOf({ readOnlyMetadata }: ExportUser, losses: Losses): Readonly<Record<string, string>> {
  const found: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(readOnlyMetadata)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const fits = key.length <= KEY_AT_MOST && text.length <= VALUE_AT_MOST;
    if (fits && Object.keys(found).length < KEYS_AT_MOST) found[key] = text;
  }
  loseOthers(readOnlyMetadata, Object.keys(found), (keys) =>
    losses.add('read-only metadata', `WorkOS takes 10 short texts, not ${keys}`),
  );
  return found;
}

type WorkosHash = { readonly password_hash: string; readonly password_hash_type: string };

export function workosHash(hash: StoredHash): WorkosHash | undefined {
  const hashed = (type: string, text: string | undefined): WorkosHash | undefined =>
    text === undefined ? undefined : { password_hash: text, password_hash_type: type };
  switch (hash.kind) {
    case 'bcrypt':
      return hashed('bcrypt', plainBcrypt(hash));
    case 'argon2':
      return hashed('argon2', plainArgon2(hash));
    case 'scrypt':
      return hashed('scrypt', scryptPhc(hash));
    case 'digest':
      return hash.digest === 'sha1' && hash.salt.length > 0 ? hashed('ssha', directoryText(hash)) : undefined;
    case 'fbscrypt': {
      const { memory, rounds, separator, signerKey, salt } = hash;
      if (!signerKey || !separator) return undefined;
      const costs = `r=${rounds},m=${memory},ss=${unpadded(separator)},sk=${unpadded(signerKey)}`;
      return hashed('firebase-scrypt', `$firebase-scrypt$${costs}$${unpadded(salt)}$${unpadded(hash.hash)}`);
    }
    default:
      return undefined;
  }
}
