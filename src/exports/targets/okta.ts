import { isObject, type JsonObject } from '../../imports/values/json.ts';
import { base64, type HashOf } from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import {
  type ExportFile,
  ExportRefused,
  type ExportSink,
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
  nameParts,
  PROVIDERS_OPTION,
  privateWithout,
  providerNamesOf,
  providerThere,
  said,
  shown,
} from '../writing.ts';

const WORK_FACTOR_AT_MOST = 20;
/** Both names must be there. */
const NO_NAME = '-';
/** Attributes of every profile that preferences may hold. */
const PREFERENCES = new Set(['locale', 'preferredLanguage', 'timezone', 'profileUrl', 'nickName']);

/** Bodies of `POST /api/v1/users`, one a line. */
export const okta: Target = {
  name: 'okta',
  title: 'Okta',
  files:
    'users.ndjson, users-staged.ndjson and users-blocked.ndjson, bodies of POST /api/v1/users; links.csv for calls afterwards',
  takes: [
    ...(['name', 'username', 'email', 'phone', 'other addresses', 'password', 'blocked'] as const),
    ...([...metadataFields, 'identities'] as const),
  ],
  options: {
    login: 'username: usernames become logins. The schema must allow logins that are no addresses.',
    attributes:
      'Custom attributes that the profile schema has, by commas: metadata and preferences of these names go there.',
    providers: PROVIDERS_OPTION.replace('google-login,github=code-host', '0oa62bfdiumsUndnZ0h7'),
  },
  asksAtFirstSignIn: true,
  write: async (source, sink, options) => {
    const context = contextOf(options);
    const files = new Files(sink);
    for await (const made of converted(source, sink, (user, lose) => madeOf(user, context, lose))) {
      if (!made) continue;
      // Okta writes to users who are activated and have no password. Blocked ones are not active for a moment.
      const name = made.isBlocked ? 'users-blocked' : 'credentials' in made.record ? 'users' : 'users-staged';
      await files.add(`${name}.ndjson`, JSON.stringify(made.record));
      for (const link of made.links) await files.add('links.csv', link);
    }
    sink.step(
      '# headers.txt has the line "Authorization: SSWS TOKEN". Users of users-staged.ndjson have no password.',
    );
    for (const line of steps.filter(({ file }) => files.has(file))) sink.step(line.command);
  },
};

/** Files that are there once something stands in them. */
class Files {
  readonly #sink: ExportSink;
  readonly #files = new Map<string, ExportFile>();

  constructor(sink: ExportSink) {
    this.#sink = sink;
  }

  async add(name: string, line: string): Promise<void> {
    const file = this.#files.get(name) ?? (await this.#sink.file(name));
    this.#files.set(name, file);
    await file.write(`${line}\n`);
  }

  has(name: string): boolean {
    return this.#files.has(name);
  }
}

const steps = [
  ...[
    ['users.ndjson', 'true'],
    ['users-staged.ndjson', 'false'],
    ['users-blocked.ndjson', 'false'],
  ].map(([file = '', isActive]) => ({
    file,
    command: `while IFS= read -r body; do printf %s "$body" | ${curl(`users?activate=${isActive}`)} --data-binary @-; done < ${file}`,
  })),
  {
    file: 'links.csv',
    command: `while IFS=, read -r path id; do printf '{"externalId":"%s"}' "$id" | ${curl('idps/$path')} --data-binary @-; done < links.csv`,
  },
];

function curl(path: string): string {
  return `curl -fsS -X POST "$OKTA_URL/api/v1/${path}" -H @headers.txt -H 'Content-Type: application/json'`;
}

type Context = {
  readonly isByUsername: boolean;
  readonly attributes: ReadonlySet<string>;
  readonly providers: ReadonlyMap<string, string>;
};

function contextOf(options: TargetOptions): Context {
  const { login, attributes = '' } = options;
  if (login !== undefined && login !== 'username') throw new ExportRefused('The option login is username');
  const names = attributes.split(',').map((name) => name.trim());
  return {
    isByUsername: login === 'username',
    attributes: new Set(names.filter(Boolean)),
    providers: providerNamesOf(options),
  };
}

function madeOf(user: ExportUser, context: Context, lose: Lose) {
  const { email, username, name } = user;
  if (email === null) {
    lose('user', 'Okta takes no user without an email');
    return undefined;
  }
  if (username !== null && !context.isByUsername)
    lose('username', 'logins are emails without the option login');
  const login = (context.isByUsername ? username : null) ?? email;
  const { first, last } = nameParts(name || username || email);
  const profile = {
    login,
    email,
    firstName: first,
    lastName: last || NO_NAME,
    ...said({ displayName: name, mobilePhone: user.phone, secondEmail: secondOf(user, lose) }),
    ...attributesOf(user, context, lose),
  };
  return {
    record: { profile, ...credentialsOf(user, lose) },
    links: linksOf(user, { login, context, lose }),
    isBlocked: user.blocked,
  };
}

function secondOf({ otherEmails, otherPhones }: ExportUser, lose: Lose): string | undefined {
  if (otherEmails.length > 1 || otherPhones.length > 0) lose('other addresses', 'one more email has a place');
  return otherEmails[0];
}

/** Attributes must be in the schema of the profile, as those of users who came from Okta are. None is an object. */
function attributesOf(user: ExportUser, { attributes }: Context, lose: Lose): JsonObject {
  const { profile, ...hidden } = privateWithout(user, 'okta', { lose });
  const isFromThere = idThere(user, 'okta') !== undefined && isObject(profile);
  const whole = new Map<string, unknown>(isFromThere ? Object.entries(profile) : []);
  const parts = [
    ['private metadata', isFromThere ? hidden : { ...hidden, ...said({ profile }) }],
    ['read-only metadata', user.readOnlyMetadata],
    ['preferences', user.prefs],
  ] as const;
  for (const [field, values] of parts)
    for (const [name, value] of Object.entries(values)) {
      const isKnown = field === 'preferences' && PREFERENCES.has(name) && typeof value === 'string';
      if (!isKnown && !attributes.has(name)) lose(field, `the option attributes names no ${shown(name)}`);
      else if (whole.has(name)) lose(field, `the name ${shown(name)} is taken by other metadata`);
      else whole.set(name, isObject(value) ? JSON.stringify(value) : value);
    }
  return Object.fromEntries(whole);
}

/** What stands in a JSON text and in a cell of CSV as it is. */
const PLAIN_UID = /^[\w.@:/+=|-]{1,255}$/;

/** The path behind that of identity providers, and the id there. */
function linksOf(
  { identities }: ExportUser,
  { login, context, lose }: { readonly login: string; readonly context: Context; readonly lose: Lose },
): readonly string[] {
  return identities.flatMap((identity) => {
    const idp = providerThere(context.providers, identity);
    const { uid } = identity;
    if (idp !== undefined && PLAIN_UID.test(uid)) return [`${idp}/users/${encodeURIComponent(login)},${uid}`];
    if (idp === undefined) loseIdentity(identity, lose);
    else lose('identities', 'its id has unusual characters');
    return [];
  });
}

/** Without a hash that Okta checks, its hook asks here at the first sign-in. */
function credentialsOf({ password, hasPassword }: ExportUser, lose: Lose): JsonObject {
  if (!hasPassword) return {};
  const hash = password ? hashOf(password) : undefined;
  if (hash) return { credentials: { password: { hash } } };
  if (password) loseHash(password, 'Okta', lose);
  return { credentials: { password: { hook: { type: 'default' } } } };
}

const algorithms: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
};
const pbkdf2Digests: Readonly<Record<string, string>> = { sha256: 'SHA256_HMAC', sha512: 'SHA512_HMAC' };

function hashOf(hash: StoredHash): JsonObject | undefined {
  if (hash.kind === 'bcrypt' && hash.variant !== '2x' && hash.cost <= WORK_FACTOR_AT_MOST)
    return { algorithm: 'BCRYPT', workFactor: hash.cost, salt: hash.salt, value: hash.hash };
  if (hash.kind === 'digest') return digestOf(hash);
  const digestAlgorithm = hash.kind === 'pbkdf2' ? pbkdf2Digests[hash.digest] : undefined;
  if (hash.kind !== 'pbkdf2' || digestAlgorithm === undefined) return undefined;
  return {
    algorithm: 'PBKDF2',
    iterationCount: hash.rounds,
    keySize: hash.hash.length,
    digestAlgorithm,
    salt: base64(hash.salt),
    value: base64(hash.hash),
  };
}

function digestOf({ digest, rounds, salt, saltIs, hash }: HashOf<'digest'>): JsonObject | undefined {
  const algorithm = algorithms[digest];
  if (rounds !== 1 || algorithm === undefined) return undefined;
  const order = saltIs === 'before' ? 'PREFIX' : 'POSTFIX';
  return {
    algorithm,
    ...(salt.length > 0 && { salt: base64(salt), saltOrder: order }),
    value: base64(hash),
  };
}
