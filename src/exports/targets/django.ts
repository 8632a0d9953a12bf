import { createHash } from 'node:crypto';
import { base64, bcryptText, utf8 } from '../hashes/forms.ts';
import { plainArgon2 } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { IdMap } from '../id-map.ts';
import { eachUser, type Losses, namedIdentities, passwordOf, usualSeed } from '../losses.ts';
import { choice, loginName, positive, teamNames, UserNumbers } from '../names.ts';
import type { ExportFile, ExportSource, ExportUser, Target } from '../target.ts';
import { idThere, nameParts } from '../writing.ts';

const USERNAME = /^[\w.@+-]{1,150}$/;
const NAME_AT_MOST = 150;
/** allauth's providers by our names, where it has another one. */
const RENAMED: Readonly<Record<string, string>> = { x: 'twitter_oauth2' };
/** What the importer makes of the columns of superusers and staff. */
const FLAGS = ['superuser', 'staff'];

/** Section 2.19 of the import reference. */
export const django: Target = {
  name: 'django',
  title: 'Django, allauth',
  files: 'JSON for manage.py loaddata: auth, and account, socialaccount, mfa of allauth',
  takes: [
    ...(['id', 'name', 'username', 'email', 'email verification', 'other addresses', 'password'] as const),
    ...(['blocked', 'created', 'last access', 'labels', 'totp', 'recovery codes', 'identities'] as const),
    'teams',
  ],
  options: {
    'first-id': 'The lowest primary key of users that did not come from Django (default: 1).',
    allauth: 'no: only users and groups (default: yes).',
    model: 'The model of users (default: auth.user).',
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const isWithAllauth = choice(options, 'allauth', ['yes', 'no']) === 'yes';
    const numbers = await UserNumbers.read(source, 'django', positive(options, 'first-id', 1));
    const ids = await IdMap.open(sink);
    const objects = await Objects.open(await sink.file('users.json'));
    const groups = await writeGroups(source, objects);
    const model = options.model?.toLowerCase() ?? 'auth.user';
    await eachUser(source, sink, async (user, losses) => {
      const pk = numbers.numberOf(user);
      await ids.add(user.id, pk);
      await objects.add(model, pk, userFields(user, { groups, losses, projectId: source.project.id }));
      if (isWithAllauth) await writeAllauth(objects, { user, pk, losses });
      else reportAllauth(user, losses);
    });
    await objects.end();
    sink.step('python manage.py loaddata users.json');
    sink.step(
      'PASSWORD_HASHERS needs Argon2PasswordHasher and BCryptPasswordHasher; install django[argon2,bcrypt].',
    );
  },
};

/** A JSON array. Keys of models other than users are counted. */
class Objects {
  readonly #file: ExportFile;
  readonly #last = new Map<string, number>();
  #isFirst = true;

  private constructor(file: ExportFile) {
    this.#file = file;
  }

  static async open(file: ExportFile): Promise<Objects> {
    await file.write('[');
    return new Objects(file);
  }

  async add(model: string, pk: number, fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#file.write(`${this.#isFirst ? '' : ','}\n${JSON.stringify({ model, pk, fields })}`);
    this.#isFirst = false;
  }

  next(model: string): number {
    const pk = (this.#last.get(model) ?? 0) + 1;
    this.#last.set(model, pk);
    return pk;
  }

  async end(): Promise<void> {
    await this.#file.write('\n]\n');
  }
}

async function writeGroups(source: ExportSource, objects: Objects): Promise<ReadonlyMap<string, number>> {
  const groups = new Map<string, number>();
  for (const [id, name] of await teamNames(source)) {
    const pk = objects.next('auth.group');
    groups.set(id, pk);
    await objects.add('auth.group', pk, { name: name.slice(0, NAME_AT_MOST), permissions: [] });
  }
  return groups;
}

type Writing = {
  readonly groups: ReadonlyMap<string, number>;
  readonly losses: Losses;
  readonly projectId: string;
};

function userFields(
  user: ExportUser,
  { groups, losses, projectId }: Writing,
): Readonly<Record<string, unknown>> {
  const { first, last } = nameParts(user.name);
  const flags =
    idThere(user, 'django') !== undefined ? user.labels.filter((label) => FLAGS.includes(label)) : [];
  const labels = user.labels.filter((label) => !flags.includes(label));
  if (labels.length > 0) losses.add('labels', 'Django has groups and no labels');
  if (user.memberships.some(({ roles }) => roles.length > 0)) losses.add('teams', 'groups have no roles');
  const username = loginName(user, USERNAME);
  return {
    password: passwordOf(user, losses, djangoHash) ?? unusable(projectId, user.id),
    last_login: user.accessedAt === null ? null : new Date(user.accessedAt).toISOString(),
    is_superuser: flags.includes('superuser'),
    username,
    first_name: first.slice(0, NAME_AT_MOST),
    last_name: last.slice(0, NAME_AT_MOST),
    email: user.email ?? '',
    is_staff: flags.includes('staff'),
    is_active: !user.blocked,
    date_joined: new Date(user.createdAt).toISOString(),
    groups: user.memberships.flatMap(({ teamId }) => groups.get(teamId) ?? []),
    user_permissions: [],
  };
}

/** An exclamation mark makes a password that nothing matches; Django has 40 symbols behind it. */
function unusable(projectId: string, id: string): string {
  return `!${createHash('sha256').update(`${projectId}/${id}`).digest('hex').slice(0, 40)}`;
}

type OfUser = { readonly user: ExportUser; readonly pk: number; readonly losses: Losses };

async function writeAllauth(objects: Objects, { user, pk, losses }: OfUser): Promise<void> {
  const add = (model: string, fields: Readonly<Record<string, unknown>>) =>
    objects.add(model, objects.next(model), { user: pk, ...fields });
  const [created, accessed] = [user.createdAt, user.accessedAt ?? user.createdAt].map((moment) =>
    new Date(moment).toISOString(),
  );
  if (user.email !== null)
    await add('account.emailaddress', { email: user.email, verified: user.emailVerified, primary: true });
  for (const email of user.otherEmails)
    await add('account.emailaddress', { email, verified: false, primary: false });
  for (const { provider, uid, email } of namedIdentities(user, losses)) {
    const extra_data = email === null ? {} : { email };
    const fields = {
      provider: RENAMED[provider] ?? provider,
      uid,
      last_login: accessed,
      date_joined: created,
    };
    await add('socialaccount.socialaccount', { ...fields, extra_data });
  }
  const secret = usualSeed(user, losses);
  const factor = { created_at: created, last_used_at: null };
  if (secret !== undefined) await add('mfa.authenticator', { type: 'totp', data: { secret }, ...factor });
  if (user.recoveryCodes.length > 0)
    await add('mfa.authenticator', {
      type: 'recovery_codes',
      data: { migrated_codes: user.recoveryCodes, used_mask: 0 },
      ...factor,
    });
}

function reportAllauth(user: ExportUser, losses: Losses): void {
  const why = 'it has its place in allauth';
  if (user.emailVerified) losses.add('email verification', why);
  if (user.otherEmails.length > 0) losses.add('other addresses', why);
  if (user.identities.length > 0) losses.add('identities', why);
  if (user.totp) losses.add('totp', why);
  if (user.recoveryCodes.length > 0) losses.add('recovery codes', why);
}

const OWN = /^(?:argon2|bcrypt|bcrypt_sha256|pbkdf2_sha256|pbkdf2_sha1|scrypt|md5|sha1)\$/;

/** Django's own forms as they came; others where its salts, which are texts, can be the salt. */
export function djangoHash(hash: StoredHash): string | undefined {
  if (OWN.test(hash.text)) return hash.text;
  if (hash.kind === 'bcrypt') return hash.variant === '2x' ? undefined : `bcrypt$${bcryptText(hash, '2b')}`;
  if (hash.kind === 'argon2') {
    const text = plainArgon2(hash);
    return text && `argon2${text}`;
  }
  if (hash.kind !== 'pbkdf2' && hash.kind !== 'scrypt' && hash.kind !== 'digest') return undefined;
  const salt = utf8(hash.salt);
  if (salt === undefined || /[$\0-\x20]/.test(salt)) return undefined;
  if (hash.kind === 'scrypt') {
    if (hash.hash.length !== 64 || salt === '') return undefined;
    return `scrypt$${hash.cost}$${salt}$${hash.blockSize}$${hash.parallelism}$${base64(hash.hash)}`;
  }
  if (hash.kind === 'digest') {
    const isOwn = hash.rounds === 1 && hash.saltIs === 'before' && /^(?:md5|sha1)$/.test(hash.digest);
    return isOwn ? `${hash.digest}$${salt}$${hash.hash.toString('hex')}` : undefined;
  }
  const bytes = { sha256: 32, sha1: 20 } as Readonly<Record<string, number>>;
  if (bytes[hash.digest] !== hash.hash.length || salt === '') return undefined;
  return `pbkdf2_${hash.digest}$${hash.rounds}$${salt}$${base64(hash.hash)}`;
}
