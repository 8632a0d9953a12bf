import type { JsonObject } from '../../imports/values/json.ts';
import {
  argon2Text,
  base64,
  bcryptText,
  type HashOf,
  pbkdf2Passlib,
  scryptPhc,
  utf8,
} from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import {
  addressFields,
  type ExportFile,
  type ExportSink,
  type ExportUser,
  metadataFields,
  type Target,
} from '../target.ts';
import {
  converted,
  idThere,
  isUsualTotp,
  type Lose,
  loseHash,
  loseIdentity,
  merged,
  nameParts,
  numbered,
  PROVIDERS_OPTION,
  privateWithout,
  providerNamesOf,
  providerThere,
  said,
  shellWord,
  unwrapped,
} from '../writing.ts';

/** The service has no limit of its own, and a time: of the users, and of what is held for the lists behind them. */
const [USERS_A_FILE, HELD_AT_MOST] = [1_000, 4_000_000];
/** A last name must be there, also where a name has one word. */
const NO_NAME = '-';

/** Files of `POST /admin/v1/import`. */
export const zitadel: Target = {
  name: 'zitadel',
  title: 'Zitadel',
  files: 'import-001.json …, files of POST /admin/v1/import; blocked.csv, ids to deactivate afterwards',
  takes: [
    ...(['id', 'name', 'username', ...addressFields, 'password', 'blocked', 'labels'] as const),
    ...([...metadataFields, 'totp', 'identities'] as const),
  ],
  options: {
    org: 'The id of the organization; else the id of the project. One that exists is used.',
    project: 'The id of a project there. Users are granted it, with their labels as roles, which must exist.',
    providers: PROVIDERS_OPTION.replace('google-login,github=code-host', '124425861423228496'),
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const { org = source.project.id, project } = options;
    const context = { project, providers: providerNamesOf(options) };
    const files = new OrganizationFiles(sink, { orgId: org, org: { name: source.project.name || org } });
    let blocked: ExportFile | undefined;
    for await (const made of converted(source, sink, (user, lose) => madeOf(user, context, lose))) {
      if (!made) continue;
      await files.add(made);
      if (!made.isBlocked) continue;
      blocked ??= await sink.file('blocked.csv');
      await blocked.write(`${made.record.userId}\n`);
    }
    await files.end();
    sink.step('# headers.txt has the line "Authorization: Bearer TOKEN"');
    sink.step(`for f in import-*.json; do ${curl('/admin/v1/import')} --data-binary "@$f"; done`);
    if (blocked)
      sink.step(
        `while read -r id; do ${curl('/v2/users/$id/deactivate')} -H ${shellWord(`x-zitadel-orgid: ${org}`)} -d '{}'; done < blocked.csv`,
      );
    sink.step(
      '# Hashes are checked as far as SystemDefaults.PasswordHasher.Verifiers of the instance names them.',
    );
  },
};

function curl(path: string): string {
  return `curl -fsS "$ZITADEL_URL${path}" -H @headers.txt -H 'Content-Type: application/json'`;
}

type Context = { readonly project: string | undefined; readonly providers: ReadonlyMap<string, string> };
type Made = NonNullable<ReturnType<typeof madeOf>>;

/** One organization in several files, each with its users and, behind them, what belongs to these. */
class OrganizationFiles {
  readonly #sink: ExportSink;
  readonly #head: JsonObject;
  readonly #name = numbered('import');
  #file: ExportFile | undefined;
  #count = 0;
  #users = 0;
  #held = 0;
  #metadata: string[] = [];
  #grants: string[] = [];

  constructor(sink: ExportSink, head: JsonObject) {
    this.#sink = sink;
    this.#head = head;
  }

  async add({ record, metadata, grants }: Made): Promise<void> {
    if (this.#users >= USERS_A_FILE || this.#held >= HELD_AT_MOST) await this.#close();
    const file = this.#file ?? (await this.#open());
    await file.write(`${this.#users++ === 0 ? '' : ',\n'}${JSON.stringify(record)}`);
    for (const [list, items] of [
      [this.#metadata, metadata],
      [this.#grants, grants],
    ] as const)
      for (const item of items) {
        const text = JSON.stringify(item);
        list.push(text);
        this.#held += text.length;
      }
  }

  async end(): Promise<void> {
    if (this.#count === 0) await this.#open();
    await this.#close();
  }

  async #open(): Promise<ExportFile> {
    this.#file = await this.#sink.file(this.#name(++this.#count));
    const head = JSON.stringify(this.#head).slice(0, -1);
    await this.#file.write(`{"timeout":"10m","data_orgs":{"orgs":[${head},"humanUsers":[\n`);
    return this.#file;
  }

  async #close(): Promise<void> {
    const lists = [
      ['userMetadata', this.#metadata],
      ['userGrants', this.#grants],
    ] as const;
    const behind = lists.map(([name, items]) =>
      items.length > 0 ? `,"${name}":[\n${items.join(',\n')}\n]` : '',
    );
    await this.#file?.write(`\n]${behind.join('')}}]}}\n`);
    this.#file = undefined;
    [this.#users, this.#held, this.#metadata, this.#grants] = [0, 0, [], []];
  }
}

function madeOf(user: ExportUser, { project, providers }: Context, lose: Lose) {
  const { email, phone, labels, name } = user;
  if (email === null) {
    lose('user', 'Zitadel takes no user without an email');
    return undefined;
  }
  const userId = idThere(user, 'zitadel') ?? user.id;
  const displayName = name.trim() || user.username || email;
  const { first, last } = nameParts(displayName);
  const { preferredLanguage } = user.prefs;
  if (labels.length > 0 && project === undefined)
    lose('labels', 'the option project says where roles belong');
  const record = {
    userId,
    user: {
      userName: user.username ?? email,
      profile: {
        firstName: first,
        lastName: last || NO_NAME,
        displayName,
        ...said({ preferredLanguage: languageOf(preferredLanguage) }),
      },
      email: { email, isEmailVerified: user.emailVerified },
      ...(phone !== null && { phone: { phone, isPhoneVerified: user.phoneVerified } }),
      ...passwordOf(user.password, lose),
      ...said({ otpCode: seedOf(user, lose), idps: identitiesOf(user, providers, lose) }),
    },
  };
  const isGranted = labels.length > 0 && project !== undefined;
  return {
    record,
    isBlocked: user.blocked,
    metadata: metadataOf(user, lose).map(([key, value]) => ({ userId, key, value })),
    grants: isGranted ? [{ userId, projectId: project, roleKeys: labels }] : [],
  };
}

function languageOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z]{2,3}(?:-[A-Za-z\d]{2,8})*$/.test(value) ? value : undefined;
}

/** Values are bytes in base64: of a text, or of the JSON of anything else. */
function metadataOf(user: ExportUser, lose: Lose): readonly (readonly [string, string])[] {
  const { preferredLanguage, ...prefs } = user.prefs;
  const isPlaced = languageOf(preferredLanguage) !== undefined;
  const whole = merged(
    [
      {
        field: 'private metadata',
        values: unwrapped(user, 'zitadel', [privateWithout(user, 'zitadel', { lose }), 'metadata']),
      },
      { field: 'read-only metadata', values: user.readOnlyMetadata },
      { field: 'preferences', values: isPlaced ? prefs : user.prefs },
    ],
    lose,
  );
  return Object.entries(whole).flatMap(([key, value]) => {
    if (key === '' || Array.from(key).length > 200) {
      lose('private metadata', 'names of metadata have 1 to 200 characters');
      return [];
    }
    return [[key, base64(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))] as const];
  });
}

function identitiesOf({ identities }: ExportUser, providers: ReadonlyMap<string, string>, lose: Lose) {
  return identities.flatMap((identity) => {
    const configId = providerThere(providers, identity);
    const { uid, email } = identity;
    if (configId !== undefined) return [{ configId, externalUserId: uid, displayName: email ?? uid }];
    loseIdentity(identity, lose);
    return [];
  });
}

function seedOf({ totp }: ExportUser, lose: Lose): string | undefined {
  if (!totp || isUsualTotp(totp)) return totp?.secret;
  lose('totp', 'only SHA-1 with 6 digits and 30 seconds has a place');
  return undefined;
}

function passwordOf(hash: StoredHash | null, lose: Lose) {
  if (!hash) return {};
  const value = textOf(hash);
  if (value === undefined) loseHash(hash, 'Zitadel', lose);
  return value === undefined ? {} : { hashedPassword: { value } };
}

/** What passwap reads. */
function textOf(hash: StoredHash): string | undefined {
  switch (hash.kind) {
    case 'argon2':
      return hash.type !== 'argon2d' && hash.version === 19 ? argon2Text(hash) : undefined;
    case 'bcrypt':
      return hash.variant === '2x' ? undefined : bcryptText(hash);
    case 'pbkdf2':
      return hash.digest === 'md5' ? undefined : pbkdf2Passlib(hash);
    case 'scrypt':
      return scryptPhc(hash);
    case 'crypt':
    case 'phpass':
      return hash.hash;
    case 'digest':
      return md5Of(hash);
    case 'other':
      // Of Drupal 7.
      return hash.form === 'drupal' && hash.text.startsWith('$S$') ? hash.text : undefined;
    default:
      return undefined;
  }
}

/** The salt stands there as its text. */
function md5Of({ digest, rounds, salt, saltIs, hash }: HashOf<'digest'>): string | undefined {
  if (digest !== 'md5' || rounds !== 1) return undefined;
  if (salt.length === 0) return hash.toString('hex');
  const text = utf8(salt);
  if (text === undefined || text.includes('$')) return undefined;
  return `$md5salted-${saltIs === 'before' ? 'prefix' : 'suffix'}$${text}$${base64(hash)}`;
}
