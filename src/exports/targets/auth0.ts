import {
  argon2Text,
  base64,
  bcryptText,
  directoryText,
  type HashOf,
  pbkdf2Phc,
  utf8,
} from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { addressFields, type ExportUser, metadataFields, type Target } from '../target.ts';
import {
  converted,
  idThere,
  isUsualTotp,
  type Lose,
  leftThere,
  loseHash,
  merged,
  numbered,
  pictureOf,
  privateWithout,
  SplitFiles,
  said,
  shown,
  unwrapped,
} from '../writing.ts';

/** Of an import job. */
const FILE_BYTES_AT_MOST = 500_000;
/** The only cost of `password_hash`. */
const BCRYPT_COST = 10;

/** Names that `app_metadata` must not have. */
const RESERVED = new Set(
  (
    '__tenant _id blocked clientID created_at email_verified email globalClientID global_client_id identities lastIP ' +
    'lastLogin loginsCount metadata multifactor_last_modified multifactor updated_at user_id'
  ).split(' '),
);
/** Fields that the import of users from Auth0 found no place for. */
const PROFILE = ['given_name', 'family_name', 'nickname'];

/** Files for import jobs. */
export const auth0: Target = {
  name: 'auth0',
  title: 'Auth0',
  files: 'users-001.json … for import jobs, 500 kB each',
  takes: [
    ...(['id', 'name', 'username', ...addressFields, 'password', 'blocked', 'labels'] as const),
    ...([...metadataFields, 'totp'] as const),
  ],
  asksAtFirstSignIn: true,
  write: async (source, sink) => {
    const files = new SplitFiles(sink, {
      name: numbered('users'),
      around: ['[\n', ',\n', '\n]\n'],
      itemsAtMost: Number.POSITIVE_INFINITY,
      bytesAtMost: FILE_BYTES_AT_MOST,
    });
    for await (const { user, record } of converted(source, sink, (user, lose) => ({
      user,
      record: recordOf(user, lose),
    }))) {
      if (!record) continue;
      const item = JSON.stringify(record);
      if (files.fits(item)) await files.add(item);
      else
        await sink.lost({ userId: user.id, field: 'user', why: 'it is larger than a file of an import job' });
    }
    await files.end();
    sink.step('# headers.txt has the line "Authorization: Bearer TOKEN"');
    sink.step(
      'for f in users-*.json; do curl -fsS "$AUTH0_URL/api/v2/jobs/users-imports" -H @headers.txt -F "users=@$f" -F "connection_id=$CONNECTION_ID" -F upsert=false; done',
    );
    sink.step(
      '# Two jobs run at once: wait for one to end before the third. Its errors: /api/v2/jobs/ID/errors',
    );
  },
};

function recordOf(user: ExportUser, lose: Lose) {
  const { email, phone, username } = user;
  if (email === null && phone === null && username === null) {
    lose('user', 'it has no email, phone or username');
    return undefined;
  }
  const there = idThere(user, 'auth0');
  const profile = leftThere(user, 'auth0');
  return {
    user_id: there?.startsWith('auth0|') ? there.slice('auth0|'.length) : user.id,
    ...said({ email }),
    ...(email !== null && { email_verified: user.emailVerified }),
    ...said({ phone_number: phone }),
    ...(phone !== null && { phone_verified: user.phoneVerified }),
    ...said({ username, name: user.name, picture: pictureOf(user) }),
    ...said(Object.fromEntries(PROFILE.map((name) => [name, profile[name]]))),
    ...(user.blocked && { blocked: true }),
    ...passwordOf(user.password, lose),
    ...said({
      app_metadata: appMetadata(user, lose),
      user_metadata: merged([{ field: 'preferences', values: preferencesOf(user) }], lose),
      mfa_factors: factorsOf(user, lose),
    }),
  };
}

function preferencesOf(user: ExportUser) {
  const preferences = unwrapped(user, 'auth0', [user.prefs, 'user_metadata']);
  if (pictureOf(user) === undefined) return preferences;
  const { picture: _, ...others } = preferences;
  return others;
}

function appMetadata(user: ExportUser, lose: Lose) {
  const hidden = { ...user, privateMetadata: privateWithout(user, 'auth0', { lose, written: PROFILE }) };
  const whole = merged(
    [
      {
        field: 'private metadata',
        values: unwrapped(hidden, 'auth0', [hidden.privateMetadata, 'app_metadata']),
      },
      { field: 'read-only metadata', values: user.readOnlyMetadata },
      { field: 'labels', values: said({ labels: user.labels }) },
    ],
    lose,
  );
  const refused = Object.keys(whole).filter((name) => RESERVED.has(name));
  for (const name of refused) lose('private metadata', `the name ${shown(name)} is reserved in app_metadata`);
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !RESERVED.has(name)));
}

function factorsOf({ totp }: ExportUser, lose: Lose) {
  if (!totp) return [];
  if (isUsualTotp(totp)) return [{ totp: { secret: totp.secret } }];
  lose('totp', 'only SHA-1 with 6 digits and 30 seconds has a place');
  return [];
}

function passwordOf(hash: StoredHash | null, lose: Lose) {
  if (!hash) return {};
  if (hash.kind === 'bcrypt' && hash.cost === BCRYPT_COST && hash.variant !== '2x')
    return { password_hash: bcryptText(hash, hash.variant === '2a' ? '2a' : '2b') };
  const custom = customHash(hash);
  if (!custom) loseHash(hash, 'Auth0', lose);
  return custom ? { custom_password_hash: custom } : {};
}

type Custom = Readonly<Record<string, unknown>> & { readonly algorithm: string };

function customHash(hash: StoredHash): Custom | undefined {
  if (hash.kind === 'argon2') return ownText('argon2', argon2Text(hash));
  if (hash.kind === 'bcrypt' && hash.variant !== '2x')
    return ownText('bcrypt', bcryptText(hash, hash.variant === '2a' ? '2a' : '2b'));
  if (hash.kind === 'pbkdf2') return ownText('pbkdf2', pbkdf2Phc(hash));
  if (hash.kind === 'digest') return digestHash(hash);
  if (hash.kind === 'scrypt')
    return {
      algorithm: 'scrypt',
      hash: { value: hash.hash.toString('hex'), encoding: 'hex' },
      salt: saltOf(hash.salt),
      keylen: hash.hash.length,
      cost: hash.cost,
      blockSize: hash.blockSize,
      parallelization: hash.parallelism,
    };
  if (hash.kind !== 'hmac') return undefined;
  const key = { value: hash.key.toString('hex'), encoding: 'hex' };
  const value = hash.hash.toString('hex');
  return { algorithm: 'hmac', hash: { value, encoding: 'hex', digest: hash.digest, key } };
}

/** Hashes that name their parameters and hold their salt. */
function ownText(algorithm: string, value: string): Custom {
  return { algorithm, hash: { value, encoding: 'utf8' } };
}

function digestHash(hash: HashOf<'digest'>): Custom | undefined {
  const { digest, rounds, salt, saltIs } = hash;
  if (rounds !== 1) return undefined;
  const directory = directoryText(hash);
  const isPlain = /^(?:md5|sha1|sha256|sha512)$/.test(digest);
  if (directory !== undefined && (!isPlain || hash.text.startsWith('{'))) return ownText('ldap', directory);
  if (!isPlain) return undefined;
  return {
    algorithm: digest,
    hash: { value: hash.hash.toString('hex'), encoding: 'hex' },
    ...(salt.length > 0 && {
      salt: { ...saltOf(salt), position: saltIs === 'before' ? 'prefix' : 'suffix' },
    }),
  };
}

/** As text where it is a printable one, as most salts of applications are. */
function saltOf(salt: Buffer): { readonly value: string; readonly encoding: 'utf8' | 'base64' } {
  const text = utf8(salt);
  return text !== undefined && /^[\x20-\x7e]+$/.test(text)
    ? { value: text, encoding: 'utf8' }
    : { value: base64(salt), encoding: 'base64' };
}
