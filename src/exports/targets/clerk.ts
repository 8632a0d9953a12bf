import { isObject } from '../../imports/values/json.ts';
import { csvRow } from '../csv.ts';
import { base64, directoryText, utf8 } from '../hashes/forms.ts';
import { plainArgon2, plainBcrypt } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { eachUser, type Losses, passwordOf, usualSeed } from '../losses.ts';
import { addressFields, type ExportUser, metadataFields, type Target } from '../target.ts';
import { idThere, nameParts } from '../writing.ts';

const COLUMNS = (
  'id first_name last_name username primary_email_address primary_phone_number verified_email_addresses ' +
  'unverified_email_addresses verified_phone_numbers unverified_phone_numbers totp_secret password_digest ' +
  'password_hasher public_metadata unsafe_metadata private_metadata backup_codes created_at'
).split(' ');

/** Section 2.6 of the import reference: the CSV of Clerk's migration tool, which makes `id` the `external_id`. */
export const clerk: Target = {
  name: 'clerk',
  title: 'Clerk',
  files: "CSV for Clerk's migration tool, ids of blocked users",
  takes: [
    ...(['id', 'name', 'username', ...addressFields, 'other addresses', 'password', 'blocked'] as const),
    ...(['created', ...metadataFields, 'totp', 'recovery codes'] as const),
  ],
  asksAtFirstSignIn: false,
  write: async (source, sink) => {
    const file = await sink.file('users.csv');
    const blocked = await sink.file('blocked.txt');
    await file.write(csvRow(COLUMNS));
    await eachUser(source, sink, async (user, losses) => {
      if (user.email === null && user.phone === null && user.username === null) {
        losses.add('user', 'Clerk takes no user without an address, a number or a username');
        return;
      }
      const row = rowOf(user, losses);
      await file.write(csvRow(COLUMNS.map((column) => row[column] || null)));
      if (user.blocked) await blocked.write(`${row.id}\n`);
    });
    sink.step(
      "Clerk's migration tool (github.com/clerk/migration-tool): bun migrate, with the format clerk and users.csv",
    );
    sink.step(
      'Ban the users of blocked.txt: POST /v1/users/{id}/ban, with the id that GET /v1/users?external_id= answers',
    );
  },
};

function rowOf(user: ExportUser, losses: Losses): Readonly<Record<string, string | undefined>> {
  const { first, last } = nameParts(user.name);
  const { email, phone } = user;
  const [emails, phones] = [user.otherEmails, user.otherPhones].map((list) =>
    dividable(list, 'other addresses', losses),
  );
  const { unsafe_metadata: unsafe, picture: _picture, ...prefs } = user.prefs;
  const { public_metadata: open, ...readOnly } = user.readOnlyMetadata;
  const { private_metadata: hidden, external_id: externalId, ...others } = user.privateMetadata;
  if (user.prefs.picture !== undefined) losses.add('preferences', 'the tool takes no picture');
  const own = idThere(user, 'clerk');
  if (externalId !== undefined && own === undefined)
    losses.add('private metadata', 'external_id is the id of the user');
  return {
    id: own ?? user.id,
    first_name: first,
    last_name: last,
    username: user.username ?? undefined,
    primary_email_address: email ?? undefined,
    primary_phone_number: phone ?? undefined,
    verified_email_addresses: email !== null && user.emailVerified ? email : undefined,
    unverified_email_addresses: listed([
      email !== null && !user.emailVerified ? email : '',
      ...(emails ?? []),
    ]),
    verified_phone_numbers: phone !== null && user.phoneVerified ? phone : undefined,
    unverified_phone_numbers: listed([phone !== null && !user.phoneVerified ? phone : '', ...(phones ?? [])]),
    totp_secret: usualSeed(user, losses),
    ...passwordOf(user, losses, clerkHash),
    public_metadata: json({ ...readOnly, ...flat(open, 'public_metadata') }),
    unsafe_metadata: json({ ...prefs, ...flat(unsafe, 'unsafe_metadata') }),
    private_metadata: json({ ...others, ...flat(hidden, 'private_metadata') }),
    backup_codes: listed(dividable(user.recoveryCodes, 'recovery codes', losses)),
    created_at: new Date(user.createdAt).toISOString(),
  };
}

/** The importer keeps what was there under the name of its field. */
function flat(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  return value === undefined ? {} : { [name]: value };
}

function json(object: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(object).length > 0 ? JSON.stringify(object) : undefined;
}

/** Cells with several values are divided at commas and bars. */
function dividable(values: readonly string[], field: string, losses: Losses): readonly string[] {
  const kept = values.filter((value) => !/[,|]/.test(value));
  if (kept.length < values.length) losses.add(field, 'a comma or bar divides the values of a cell');
  return kept;
}

function listed(values: readonly string[]): string {
  return values.filter(Boolean).join('|');
}

type ClerkHash = { readonly password_digest: string; readonly password_hasher: string };

const hashed = (password_hasher: string, password_digest: string | undefined): ClerkHash | undefined =>
  password_digest === undefined ? undefined : { password_hasher, password_digest };

/** Its hashers and the digests that they ask for. */
export function clerkHash(hash: StoredHash): ClerkHash | undefined {
  if (/^(?:bcrypt_sha256|pbkdf2_sha256)\$/.test(hash.text))
    return hashed(`${hash.text.slice(0, hash.text.indexOf('$'))}_django`, hash.text);
  switch (hash.kind) {
    case 'argon2':
      return hashed(hash.type, plainArgon2(hash));
    case 'bcrypt':
      return hashed('bcrypt', plainBcrypt(hash));
    case 'pbkdf2':
      return pbkdf2(hash);
    case 'phpass':
      return hash.hash.startsWith('$P$') ? hashed('phpass', hash.hash) : undefined;
    case 'scrypt':
      return werkzeug(hash);
    case 'digest':
      return digest(hash);
    case 'fbscrypt': {
      const { salt, signerKey, separator, rounds, memory } = hash;
      if (!signerKey || !separator) return undefined;
      const parts = [base64(hash.hash), base64(salt), base64(signerKey), base64(separator), rounds, memory];
      return hashed('scrypt_firebase', parts.join('$'));
    }
    default:
      return undefined;
  }
}

function pbkdf2(hash: Extract<StoredHash, { readonly kind: 'pbkdf2' }>): ClerkHash | undefined {
  const { digest: name, rounds, salt } = hash;
  if (name === 'sha256' || name === 'sha512')
    return hashed(`pbkdf2_${name}`, `pbkdf2_${name}$${rounds}$${base64(salt)}$${base64(hash.hash)}`);
  const text = plain(salt);
  if (name !== 'sha1' || !text) return undefined;
  return hashed('pbkdf2_sha1', `pbkdf2_sha1$${rounds}$${text}$${hash.hash.toString('hex')}`);
}

function werkzeug(hash: Extract<StoredHash, { readonly kind: 'scrypt' }>): ClerkHash | undefined {
  const text = plain(hash.salt);
  if (!text || hash.hash.length !== 64) return undefined;
  const costs = `${hash.cost}:${hash.blockSize}:${hash.parallelism}`;
  return hashed('scrypt_werkzeug', `scrypt:${costs}$${text}$${hash.hash.toString('hex')}`);
}

function digest(hash: Extract<StoredHash, { readonly kind: 'digest' }>): ClerkHash | undefined {
  const { digest: name, rounds, salt, saltIs } = hash;
  if (rounds !== 1) return undefined;
  if (salt.length === 0 && (name === 'md5' || name === 'sha256'))
    return hashed(name, hash.hash.toString('hex'));
  const isSsha = name === 'sha1' && salt.length > 0 && saltIs === 'after';
  return isSsha ? hashed('ldap_ssha', directoryText(hash)) : undefined;
}

/** The salt as a text that holds no divider. */
function plain(salt: Buffer): string | undefined {
  const text = utf8(salt);
  return text !== undefined && /^[!-#%-~]+$/.test(text) ? text : undefined;
}
