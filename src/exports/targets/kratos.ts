import { isObject, type JsonObject } from '../../imports/values/json.ts';
import { argon2Text, base64, bcryptText, directoryText, type HashOf, pbkdf2Phc } from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import {
  addressFields,
  ExportRefused,
  type ExportUser,
  metadataFields,
  type Target,
  type TargetOptions,
} from '../target.ts';
import {
  converted,
  idThere,
  type Lose,
  loseHash,
  loseIdentity,
  merged,
  nameParts,
  numbered,
  otpauthOf,
  PROVIDERS_OPTION,
  privateWithout,
  providerNamesOf,
  providerThere,
  SplitFiles,
  said,
  unwrapped,
} from '../writing.ts';

/** Of a batch. */
const USERS_A_FILE = 1_000;

/** What Kratos itself refuses: hash/hash_limits.go. */
const AT_MOST = {
  bcryptCost: 15,
  argon2: { kib: 1_048_576, passes: 10, lanes: 16 },
  scrypt: { cost: 131_072, blockSize: 8, parallelism: 10 },
  firebaseMemory: 17,
  pbkdf2Rounds: 10_000_000,
};

const places = ['email', 'name', 'phone', 'username'] as const;
/** Which traits are what, as paths. Without a path, the identity schema has none. */
type Traits = Readonly<Record<(typeof places)[number], readonly (readonly string[])[]>>;

/** Bodies of `PATCH /admin/identities`. */
export const kratos: Target = {
  name: 'kratos',
  title: 'Ory Kratos, Ory Network',
  files: 'identities-001.json …, bodies of PATCH /admin/identities with 1,000 identities each',
  takes: [
    ...(['id', 'name', 'username', ...addressFields, 'password', 'blocked', 'labels'] as const),
    ...([...metadataFields, 'totp', 'recovery codes', 'identities'] as const),
  ],
  options: {
    schema: 'The id of the identity schema; else default.',
    trait:
      'Which traits are what, by commas, as usual email=email,name=name.first name.last,phone=phone,username=username. ' +
      'Nothing behind the sign: the schema has no such trait.',
    providers: PROVIDERS_OPTION,
  },
  asksAtFirstSignIn: true,
  write: async (source, sink, options) => {
    const context = {
      schema: options.schema ?? 'default',
      traits: traitsOf(options),
      providers: providerNamesOf(options),
      issuer: source.project.name,
    };
    const files = new SplitFiles(sink, {
      name: numbered('identities'),
      around: ['{"identities":[\n', ',\n', '\n]}\n'],
      itemsAtMost: USERS_A_FILE,
    });
    for await (const identity of converted(source, sink, (user, lose) => identityOf(user, context, lose)))
      await files.add(JSON.stringify({ create: identity }));
    await files.end();
    sink.step(
      `for f in identities-*.json; do curl -fsS -X PATCH "$KRATOS_ADMIN_URL/admin/identities" -H 'Content-Type: application/json' --data-binary "@$f"; done`,
    );
  },
};

type Context = {
  readonly schema: string;
  readonly traits: Traits;
  readonly providers: ReadonlyMap<string, string>;
  readonly issuer: string;
};

function traitsOf({ trait }: TargetOptions): Traits {
  const found: Record<(typeof places)[number], readonly (readonly string[])[]> = {
    email: [['email']],
    name: [
      ['name', 'first'],
      ['name', 'last'],
    ],
    phone: [['phone']],
    username: [['username']],
  };
  for (const part of trait === undefined ? [] : trait.split(',')) {
    const [, name = '', paths = ''] = /^\s*([a-z]+)\s*=([^=]*)$/.exec(part) ?? [];
    const place = places.find((each) => each === name);
    if (!place) throw new ExportRefused(`The option trait names ${places.join(', ')}, each with its trait`);
    found[place] = paths
      .split(/\s+/)
      .filter(Boolean)
      .map((path) => path.split('.'));
  }
  return found;
}

function identityOf(user: ExportUser, context: Context, lose: Lose): JsonObject {
  const hidden = privateWithout(user, 'kratos', { lose });
  const isFromThere = idThere(user, 'kratos') !== undefined;
  const { external_id: theirs, ...others } = hidden;
  const isTheirs = isFromThere && typeof theirs === 'string';
  if (isTheirs) lose('id', 'Kratos makes new ids, and external_id has the one of its own');
  return {
    schema_id: context.schema,
    state: user.blocked ? 'inactive' : 'active',
    external_id: isTheirs ? theirs : user.id,
    traits: traitsOfUser(user, context, lose),
    ...said({
      verifiable_addresses: addressesOf(user, context),
      metadata_public: publicMetadata(user, lose),
      metadata_admin: unwrapped(user, 'kratos', [isTheirs ? others : hidden, 'metadata_admin']),
      credentials: credentialsOf(user, context, lose),
    }),
  };
}

/** Preferences of users who came from Kratos are the traits that nothing else was made of. */
function traitsOfUser(user: ExportUser, { traits }: Context, lose: Lose): JsonObject {
  const whole: Record<string, unknown> = {};
  const own = user.prefs.traits;
  if (idThere(user, 'kratos') !== undefined && isObject(own)) Object.assign(whole, own);
  const { name } = user;
  for (const place of places) {
    const paths = traits[place];
    const value = user[place];
    if (value === null || value === '') continue;
    if (paths.length === 0) lose(place, `the option trait says that there is none for a ${place}`);
    const parts = place === 'name' && paths.length > 1 ? nameParts(name) : { first: value, last: '' };
    for (const [index, path] of paths.entries()) {
      const part = index === 0 ? parts.first : index === 1 ? parts.last : '';
      if (part !== '') put(whole, path, part);
    }
  }
  return whole;
}

function put(whole: Record<string, unknown>, path: readonly string[], value: string): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    whole[name] = value;
    return;
  }
  const inner = isObject(whole[name]) ? { ...whole[name] } : {};
  put(inner, rest, value);
  whole[name] = inner;
}

/** Only verified ones: the others follow from the traits. */
function addressesOf(user: ExportUser, { traits }: Context) {
  const { email, emailVerified, phone, phoneVerified } = user;
  return [
    ...(emailVerified && email !== null && traits.email.length > 0 ? [address(email, 'email')] : []),
    ...(phoneVerified && phone !== null && traits.phone.length > 0 ? [address(phone, 'sms')] : []),
  ];
}

function address(value: string, via: 'email' | 'sms') {
  return { value, via, verified: true, status: 'completed' };
}

/** Readable by the user, and written by servers only. */
function publicMetadata(user: ExportUser, lose: Lose): JsonObject {
  const { traits, ...others } = user.prefs;
  const isTaken = idThere(user, 'kratos') !== undefined && isObject(traits);
  return merged(
    [
      {
        field: 'read-only metadata',
        values: unwrapped(user, 'kratos', [user.readOnlyMetadata, 'metadata_public']),
      },
      { field: 'labels', values: said({ labels: user.labels }) },
      { field: 'preferences', values: said({ preferences: isTaken ? others : user.prefs }) },
    ],
    lose,
  );
}

function credentialsOf(user: ExportUser, { providers, issuer }: Context, lose: Lose): JsonObject {
  const { totp, identities, recoveryCodes } = user;
  const account = user.email ?? user.username ?? user.phone ?? user.id;
  const password = passwordOf(user, lose);
  const oidc = identities.flatMap((identity) => {
    const name = providerThere(providers, identity, true);
    if (name === undefined) loseIdentity(identity, lose);
    return name === undefined ? [] : [{ provider: name, subject: identity.uid }];
  });
  return {
    ...(password && { password: { config: password } }),
    ...(oidc.length > 0 && { oidc: { config: { providers: oidc } } }),
    ...(totp && { totp: { config: { totp_url: otpauthOf(totp, issuer, account) } } }),
    ...(recoveryCodes.length > 0 && {
      lookup_secret: { config: { codes: recoveryCodes.map((code) => ({ code })) } },
    }),
  };
}

/** Without a hash that Kratos checks, its hook asks here at the first sign-in. */
function passwordOf({ password, hasPassword }: ExportUser, lose: Lose): JsonObject | undefined {
  if (!hasPassword) return undefined;
  const text = password ? textOf(password) : undefined;
  if (text !== undefined) return { hashed_password: text };
  if (password) loseHash(password, 'Kratos', lose);
  return { use_password_migration_hook: true };
}

function textOf(hash: StoredHash): string | undefined {
  switch (hash.kind) {
    case 'argon2':
      return argon2Of(hash);
    case 'bcrypt':
      return hash.variant !== '2x' && hash.cost <= AT_MOST.bcryptCost ? bcryptText(hash) : undefined;
    case 'pbkdf2':
      return hash.digest !== 'md5' && hash.rounds <= AT_MOST.pbkdf2Rounds ? pbkdf2Phc(hash) : undefined;
    case 'scrypt':
      return scryptOf(hash);
    case 'fbscrypt':
      return firebaseOf(hash);
    case 'digest':
      return digestOf(hash);
    case 'hmac':
      return `$hmac-${hash.digest}$${base64(Buffer.from(hash.hash.toString('hex')))}$${base64(hash.key)}`;
    case 'crypt':
      return hash.hash.replace(/^\$[156]\$/, `$$${hash.digest}-crypt$$`);
    default:
      return undefined;
  }
}

function argon2Of(hash: HashOf<'argon2'>): string | undefined {
  const { kib, passes, lanes } = AT_MOST.argon2;
  const isCheap = hash.memory <= kib && hash.passes <= passes && hash.lanes <= lanes;
  return hash.type !== 'argon2d' && hash.version === 19 && isCheap ? argon2Text(hash) : undefined;
}

/** `ln` is N itself here. */
function scryptOf({ cost, blockSize, parallelism, salt, hash }: HashOf<'scrypt'>): string | undefined {
  const most = AT_MOST.scrypt;
  if (cost > most.cost || blockSize > most.blockSize || parallelism > most.parallelism) return undefined;
  return `$scrypt$ln=${cost},r=${blockSize},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

function firebaseOf({
  memory,
  rounds,
  salt,
  separator,
  signerKey,
  hash,
}: HashOf<'fbscrypt'>): string | undefined {
  if (!separator || !signerKey || memory > AT_MOST.firebaseMemory) return undefined;
  return `$firescrypt$ln=${memory},r=${rounds},p=1$${[salt, hash, separator, signerKey].map(base64).join('$')}`;
}

/** What an unsalted hash has where a salt stands, which its template does not use. */
const NO_SALT = Buffer.from('none');

function digestOf(of: HashOf<'digest'>): string | undefined {
  const { digest, rounds, salt, saltIs, hash, text } = of;
  if (rounds !== 1 || !/^(?:md5|sha1|sha256|sha512)$/.test(digest)) return undefined;
  // As it came from there.
  if (/^\$(?:md5|sha1|sha256|sha512)\$pf=/.test(text)) return text;
  if (salt.length === 0) {
    if (digest === 'md5') return `$md5$${base64(hash)}`;
    return template(digest, '{PASSWORD}', [NO_SALT, hash]);
  }
  const directory = digest === 'md5' ? undefined : directoryText(of);
  return (
    directory ?? template(digest, saltIs === 'before' ? '{SALT}{PASSWORD}' : '{PASSWORD}{SALT}', [salt, hash])
  );
}

function template(digest: string, text: string, parts: readonly Buffer[]): string {
  return `$${digest}$pf=${[Buffer.from(text), ...parts].map(base64).join('$')}`;
}
