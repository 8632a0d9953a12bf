import { argon2 } from '../../crypto/passwords/argon2.ts';
import { isObject } from '../../imports/values/json.ts';
import { argon2Text, bcryptText, pbkdf2Passlib, scryptPhc } from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { eachUser, type Losses, loseOthers, passwordOf } from '../losses.ts';
import { loginName, teamNames } from '../names.ts';
import type { ExportUser, Target } from '../target.ts';

const USERNAME = /^[^\s\0]{1,100}$/;
/** Preferences that are keys of a user there. */
const PREFS = ['locale', 'zoneinfo', 'picture', 'website', 'profile', 'nickname'];

/** Section 2.28 of the import reference. */
export const authelia: Target = {
  name: 'authelia',
  title: 'Authelia',
  files: 'users_database.yml, totp.yml',
  takes: [
    ...(['name', 'username', 'email', 'phone', 'other addresses', 'password', 'blocked'] as const),
    ...(['preferences', 'private metadata', 'totp', 'teams'] as const),
  ],
  options: { issuer: "What an authenticator shows as the issuer (default: the project's name)." },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const issuer = options.issuer ?? source.project.name;
    const users = await sink.file('users_database.yml');
    const factors = await sink.file('totp.yml');
    const groups = await teamNames(source);
    let [hasUser, hasFactor] = [false, false];
    await eachUser(source, sink, async (user, losses) => {
      const username = loginName(user, USERNAME, 'authelia');
      const fields = fieldsOf(user, { groups, losses, username });
      if (!fields) return;
      await users.write(`${hasUser ? '' : 'users:\n'}${yamlUser(username, fields)}`);
      hasUser = true;
      if (!user.totp) return;
      await factors.write(
        `${hasFactor ? '' : 'totp_configurations:\n'}${yamlFactor(user, username, issuer)}`,
      );
      hasFactor = true;
    });
    if (!hasUser) await users.write('users: {}\n');
    if (!hasFactor) await factors.write('totp_configurations: []\n');
    sink.step('authentication_backend.file.path is users_database.yml.');
    sink.step('authelia storage user totp import totp.yml');
  },
};

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(
  user: ExportUser,
  of: { readonly groups: ReadonlyMap<string, string>; readonly losses: Losses; readonly username: string },
): Fields | undefined {
  const { groups, losses, username } = of;
  if (user.email === null) {
    losses.add('user', 'Authelia takes no user without an address');
    return undefined;
  }
  const prefs = Object.entries(user.prefs).filter(
    ([key, value]) => PREFS.includes(key) && typeof value === 'string',
  );
  loseOthers(
    user.prefs,
    prefs.map(([key]) => key),
    (keys) => losses.add('preferences', `Authelia has no place for ${keys}`),
  );
  const { extra } = user.privateMetadata;
  loseOthers(user.privateMetadata, isObject(extra) ? ['extra'] : [], (keys) =>
    losses.add('private metadata', `Authelia has no place for ${keys}`),
  );
  if (user.otherPhones.length > 0) losses.add('other addresses', 'Authelia has one number');
  if (user.memberships.some(({ roles }) => roles.length > 0)) losses.add('teams', 'groups have no roles');
  return {
    disabled: user.blocked,
    displayname: user.name || username,
    // There must be one: this hash is of a random password.
    password: passwordOf(user, losses, autheliaHash) ?? argon2.decoy(),
    email: user.otherEmails.length > 0 ? [user.email, ...user.otherEmails] : user.email,
    groups: user.memberships.map(({ teamId, teamName }) => groups.get(teamId) ?? teamName),
    ...(user.phone !== null && { phone_number: user.phone }),
    ...Object.fromEntries(prefs),
    ...(isObject(extra) && { extra }),
  };
}

function yamlUser(username: string, fields: Fields): string {
  const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${yamlValue(value)}\n`);
  return `  ${yamlValue(username)}:\n${lines.join('')}`;
}

function yamlFactor({ totp, createdAt }: ExportUser, username: string, issuer: string): string {
  if (!totp) return '';
  const fields = {
    created_at: new Date(createdAt).toISOString(),
    username,
    issuer,
    algorithm: totp.algorithm,
    digits: totp.digits,
    period: totp.period,
    secret: Buffer.from(totp.secret).toString('base64'),
  };
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${yamlValue(value)}\n`);
  return `  - ${lines.join('    ')}`;
}

/** JSON is YAML, but for symbols that YAML calls not printable. */
function yamlValue(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (symbol) => `\\u${symbol.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const PBKDF2_BYTES: Readonly<Record<string, number>> = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
};

export function autheliaHash(hash: StoredHash): string | undefined {
  switch (hash.kind) {
    case 'argon2':
      return hash.version === 19 ? argon2Text(hash) : undefined;
    case 'bcrypt':
      return hash.variant === '2x' ? undefined : bcryptText(hash, '2b');
    case 'crypt':
      return hash.digest === 'md5' ? undefined : hash.hash;
    case 'scrypt':
      return scryptPhc(hash);
    case 'pbkdf2':
      return PBKDF2_BYTES[hash.digest] === hash.hash.length ? pbkdf2Passlib(hash) : undefined;
    default:
      return undefined;
  }
}
