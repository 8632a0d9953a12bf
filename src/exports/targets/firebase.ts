import { importOf } from '../../crypto/passwords/sealed.ts';
import type { JsonObject } from '../../imports/values/json.ts';
import { base64, bcryptText, type HashOf } from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { addressFields, type ExportSink, type ExportUser, metadataFields, type Target } from '../target.ts';
import {
  converted,
  idThere,
  type Lose,
  loseHash,
  merged,
  pictureOf,
  privateWithout,
  SplitFiles,
  said,
  shown,
  unwrapped,
} from '../writing.ts';

const CLAIMS_BYTES_AT_MOST = 1_000;
/** Of the bounds of `firebase auth:import`. */
const [ROUNDS_OF_PBKDF2, ROUNDS_OF_SCRYPT, MEMORY_OF_SCRYPT] = [120_000, 8, 14];
/** An algorithm with its parameters is a file. Hashes with keys of their own could make one a user. */
const GROUPS_AT_MOST = 100;

/** Claims that tokens have already. */
const RESERVED = new Set(
  'acr amr at_hash aud auth_time azp cnf c_hash exp firebase iat iss jti nbf nonce sub'.split(' '),
);

/** The only providers that are imported, of those that are known here. */
const providers: Readonly<Record<string, string>> = {
  google: 'google.com',
  facebook: 'facebook.com',
  x: 'twitter.com',
  github: 'github.com',
  apple: 'apple.com',
  microsoft: 'microsoft.com',
  linkedin: 'linkedin.com',
  yahoo: 'yahoo.com',
};

/** Files for `firebase auth:import`. */
export const firebase: Target = {
  name: 'firebase',
  title: 'Firebase, Google Identity Platform',
  files: 'users.json and a file per hash algorithm with its parameters, for firebase auth:import',
  takes: [
    ...(['id', 'name', ...addressFields, 'password', 'blocked', 'created', 'last access'] as const),
    ...(['labels', ...metadataFields, 'identities'] as const),
  ],
  asksAtFirstSignIn: false,
  write: async (source, sink) => {
    const groups = new Groups(sink);
    for await (const { user, record, hash } of converted(source, sink, (user, lose) => ({
      user,
      record: recordOf(user, lose),
      hash: user.password ? hashOf(user.password, lose) : undefined,
    }))) {
      const place = hash && (await groups.of(hash));
      if (hash && !place)
        await sink.lost({
          userId: user.id,
          field: 'password',
          why: 'its parameters would need a file of their own',
        });
      const fields = place && hash ? { ...record, ...hash.fields } : record;
      await (place ?? groups.plain()).add(JSON.stringify(fields));
    }
    await groups.end();
  },
};

function recordOf(user: ExportUser, lose: Lose) {
  const { prefs, phone } = user;
  const picture = pictureOf(user);
  const isOther = (name: string) => name !== 'picture' || picture === undefined;
  if (Object.keys(prefs).some(isOther)) lose('preferences', 'only the address of a picture has a place');
  // Numbers there are verified ones, with which their user signs in.
  if (phone !== null && !user.phoneVerified)
    lose('phone', 'it is not verified, and Firebase takes verified ones only');
  return {
    localId: idThere(user, 'firebase') ?? user.id,
    ...said({ email: user.email }),
    ...(user.email !== null && { emailVerified: user.emailVerified }),
    ...said({ displayName: user.name, photoUrl: picture }),
    ...(user.phoneVerified && said({ phoneNumber: phone })),
    disabled: user.blocked,
    createdAt: String(user.createdAt),
    ...(user.accessedAt !== null && { lastSignedInAt: String(user.accessedAt) }),
    ...said({ customAttributes: claimsOf(user, lose), providerUserInfo: identitiesOf(user, lose) }),
  };
}

/** Custom claims stand in tokens, which their user reads: private metadata is none unless it came from there. */
function claimsOf(user: ExportUser, lose: Lose): string | undefined {
  const hidden = privateWithout(user, 'firebase', { lose });
  const { customAttributes, ...others } = hidden;
  const isFromThere = idThere(user, 'firebase') !== undefined && customAttributes !== undefined;
  const kept = isFromThere ? unwrapped(user, 'firebase', [{ customAttributes }, 'customAttributes']) : {};
  if (Object.keys(isFromThere ? others : hidden).length > 0)
    lose('private metadata', 'custom claims can be read by their user');
  const claims = merged(
    [
      { field: 'private metadata', values: kept },
      { field: 'read-only metadata', values: user.readOnlyMetadata },
      { field: 'labels', values: said({ labels: user.labels }) },
    ],
    lose,
  );
  for (const name of Object.keys(claims).filter((each) => RESERVED.has(each)))
    lose('read-only metadata', `the name ${shown(name)} is reserved in tokens`);
  const text = JSON.stringify(
    Object.fromEntries(Object.entries(claims).filter(([name]) => !RESERVED.has(name))),
  );
  if (text === '{}') return undefined;
  if (Buffer.byteLength(text) <= CLAIMS_BYTES_AT_MOST) return text;
  lose('read-only metadata', `custom claims have ${CLAIMS_BYTES_AT_MOST} bytes at most`);
  return undefined;
}

function identitiesOf(user: ExportUser, lose: Lose) {
  return user.identities.flatMap(({ provider, issuer, uid, email }) => {
    const providerId = issuer === null ? providers[provider] : undefined;
    if (providerId) return [{ providerId, rawId: uid, ...said({ email }) }];
    lose('identities', `auth:import knows no provider ${shown(provider)}`);
    return [];
  });
}

/** The fields of a hash in its record, and what `auth:import` is told of its file. */
type Hash = {
  readonly fields: { readonly passwordHash: string; readonly salt?: string };
  readonly algorithm: string;
  readonly flags: readonly string[];
  /** Base64, in a file of its own. Undefined: the operator has it. */
  readonly key?: string | undefined;
  /** Tells keys apart that are not known here. */
  readonly keyName?: string;
  /** What else is said of a file of Firebase's own hashes. */
  readonly configuration?: JsonObject;
};

function hashOf(hash: StoredHash, lose: Lose): Hash | undefined {
  const made = madeOf(hash);
  if (!made) loseHash(hash, 'Firebase', lose);
  return made;
}

function madeOf(hash: StoredHash): Hash | undefined {
  if (hash.kind === 'bcrypt' && hash.variant !== '2x') {
    const passwordHash = base64(Buffer.from(bcryptText(hash)));
    return { algorithm: 'BCRYPT', flags: [], fields: { passwordHash } };
  }
  if (hash.kind === 'fbscrypt') return scryptOfFirebase(hash);
  if (hash.kind === 'scrypt')
    return {
      algorithm: 'STANDARD_SCRYPT',
      flags: [
        `--mem-cost=${hash.cost}`,
        `--parallelization=${hash.parallelism}`,
        `--block-size=${hash.blockSize}`,
        `--dk-len=${hash.hash.length}`,
      ],
      fields: saltedFields(hash),
    };
  if (hash.kind === 'pbkdf2') {
    const algorithm = { sha1: 'PBKDF_SHA1', sha256: 'PBKDF2_SHA256' }[hash.digest as string];
    if (!algorithm || hash.rounds > ROUNDS_OF_PBKDF2) return undefined;
    return { algorithm, flags: [`--rounds=${hash.rounds}`], fields: saltedFields(hash) };
  }
  if (hash.kind === 'hmac' && /^(?:md5|sha1|sha256|sha512)$/.test(hash.digest))
    return {
      algorithm: `HMAC_${hash.digest.toUpperCase()}`,
      flags: [],
      key: base64(hash.key),
      fields: { passwordHash: base64(hash.hash) },
    };
  return hash.kind === 'digest' ? digestOf(hash) : undefined;
}

function saltedFields({ hash, salt }: { readonly hash: Buffer; readonly salt: Buffer }) {
  return { passwordHash: base64(hash), salt: base64(salt) };
}

function scryptOfFirebase(hash: HashOf<'fbscrypt'>): Hash | undefined {
  const { rounds, memory, separator, signerKey } = hash;
  if (rounds > ROUNDS_OF_SCRYPT || memory > MEMORY_OF_SCRYPT) return undefined;
  const separatorText = separator ? base64(separator) : 'BASE64_SALT_SEPARATOR';
  return {
    algorithm: 'SCRYPT',
    flags: [`--salt-separator=${separatorText}`, `--rounds=${rounds}`, `--mem-cost=${memory}`],
    key: signerKey && base64(signerKey),
    keyName: importOf(hash.text) ?? '',
    configuration: { base64_salt_separator: separatorText, rounds, mem_cost: memory },
    fields: saltedFields(hash),
  };
}

/**
 * How further rounds are made is documented nowhere, so that only one is taken. Operators report that MD5 is read as
 * base64 of its text in hex, with 0 rounds: https://github.com/firebase/firebase-tools/issues/1617
 */
function digestOf({ digest, rounds, salt, saltIs, hash }: HashOf<'digest'>): Hash | undefined {
  if (rounds !== 1 || !/^(?:md5|sha1|sha256|sha512)$/.test(digest)) return undefined;
  const isMd5 = digest === 'md5';
  const order = saltIs === 'before' ? 'SALT_FIRST' : 'PASSWORD_FIRST';
  return {
    algorithm: digest.toUpperCase(),
    flags: [`--rounds=${isMd5 ? 0 : 1}`, ...(salt.length > 0 ? [`--hash-input-order=${order}`] : [])],
    fields: {
      passwordHash: base64(isMd5 ? Buffer.from(hash.toString('hex')) : hash),
      ...(salt.length > 0 && { salt: base64(salt) }),
    },
  };
}

/** A file each of hashes with the same algorithm and parameters, and one of users without a hash. */
class Groups {
  readonly #sink: ExportSink;
  readonly #groups = new Map<string, SplitFiles>();
  readonly #ofAlgorithm = new Map<string, number>();

  constructor(sink: ExportSink) {
    this.#sink = sink;
  }

  plain(): SplitFiles {
    return this.#groups.get('') ?? this.#add('', 'users', 'firebase auth:import users.json');
  }

  /** Undefined when there are too many. */
  async of(hash: Hash): Promise<SplitFiles | undefined> {
    const { algorithm, flags, key, keyName } = hash;
    const name = [algorithm, ...flags, key ?? keyName].join(' ');
    const known = this.#groups.get(name);
    if (known || this.#groups.size >= GROUPS_AT_MOST) return known;
    const number = (this.#ofAlgorithm.get(algorithm) ?? 0) + 1;
    this.#ofAlgorithm.set(algorithm, number);
    const word = `${algorithm.toLowerCase().replaceAll('_', '-')}-${number}`;
    const keyFlags = key === undefined && keyName === undefined ? [] : [await this.#keyFlag(word, hash)];
    const command = `firebase auth:import users-${word}.json --hash-algo=${algorithm}`;
    return this.#add(name, `users-${word}`, [command, ...keyFlags, ...flags].join(' '));
  }

  #add(group: string, name: string, step: string): SplitFiles {
    const file = new SplitFiles(this.#sink, {
      name: () => `${name}.json`,
      around: ['{"users":[\n', ',\n', '\n]}\n'],
      itemsAtMost: Number.POSITIVE_INFINITY,
    });
    this.#groups.set(group, file);
    this.#sink.step(step);
    return file;
  }

  /** Keys stay out of what is printed: they are in a file of the form in which the console of Firebase shows them. */
  async #keyFlag(word: string, { key, configuration }: Hash): Promise<string> {
    if (key === undefined) return '--hash-key=BASE64_SIGNER_KEY';
    const file = `hash-config-${word}.json`;
    const name = configuration ? 'base64_signer_key' : 'base64_key';
    await (await this.#sink.file(file)).write(`${JSON.stringify({ [name]: key, ...configuration })}\n`);
    return `--hash-key="$(grep -o '"${name}":"[^"]*' ${file} | cut -d'"' -f4)"`;
  }

  async end(): Promise<void> {
    if (this.#groups.size === 0) this.plain();
    for (const file of this.#groups.values()) await file.end();
  }
}
