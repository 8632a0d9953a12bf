import type { StoredHash } from './hashes/stored.ts';
import type { ExportIdentity, ExportSink, ExportSource, ExportUser, Lost } from './target.ts';

/** What the target cannot hold of one user, collected while the user is written. */
export class Losses {
  readonly #userId: string;
  readonly #found: Lost[] = [];

  constructor(userId: string) {
    this.#userId = userId;
  }

  /** `why` is a phrase without a full stop and holds no secret. */
  add(field: string, why: string): void {
    this.#found.push({ userId: this.#userId, field, why });
  }

  async report(sink: Pick<ExportSink, 'lost'>): Promise<void> {
    for (const lost of this.#found) await sink.lost(lost);
  }
}

/** Writes the users one after another, and reports what is lost of each. */
export async function eachUser(
  source: ExportSource,
  sink: ExportSink,
  write: (user: ExportUser, losses: Losses) => Promise<void>,
): Promise<void> {
  for await (const user of source.users()) {
    const losses = new Losses(user.id);
    await write(user, losses);
    await losses.report(sink);
  }
}

/** Returns the user's hash as the target takes it; undefined without one, and for a hash that it does not take. */
export function passwordOf<Encoded>(
  { password }: ExportUser,
  losses: Losses,
  encode: (hash: StoredHash) => Encoded | undefined,
): Encoded | undefined {
  if (!password) return undefined;
  const encoded = encode(password);
  if (encoded === undefined) losses.add('password', `no hash that it takes: ${hashName(password)}`);
  return encoded;
}

/** The name of a hash, with what may keep a target from taking it. */
export function hashName(hash: StoredHash): string {
  switch (hash.kind) {
    case 'argon2':
      return `${hash.type}, version ${hash.version}`;
    case 'bcrypt':
      return `bcrypt, ${hash.variant}`;
    case 'pbkdf2':
      return `pbkdf2-${hash.digest}`;
    case 'crypt':
      return `${hash.digest}-crypt`;
    case 'digest':
      return `${hash.salt.length > 0 ? 'salted ' : ''}${hash.digest}`;
    case 'hmac':
      return `hmac-${hash.digest}`;
    case 'fbscrypt':
      return hash.signerKey ? 'scrypt of Firebase' : 'scrypt of Firebase, whose signer key is kept elsewhere';
    case 'wrapped':
    case 'other':
      return hash.form;
    case 'peppered':
      return 'it needs the pepper of its import';
    default:
      return hash.kind;
  }
}

/**
 * The accounts at providers that a target tells apart by their name alone. Those of an OpenID provider that is known by
 * its address are lost: two of them would be one, and a subject of one would be another person of the other.
 */
export function namedIdentities(user: ExportUser, losses: Losses): readonly ExportIdentity[] {
  return user.identities.filter(({ provider, issuer }) => {
    const isNamed = issuer === null && provider !== 'oidc';
    if (!isNamed) losses.add('identities', 'OpenID providers have names of their own there');
    return isNamed;
  });
}

/** The seed of users whose authenticator has the usual parameters: most targets take no others. */
export function usualSeed({ totp }: ExportUser, losses: Losses): string | undefined {
  if (!totp) return undefined;
  const { algorithm, digits, period, secret } = totp;
  if (algorithm === 'SHA1' && digits === 6 && period === 30) return secret;
  losses.add('totp', `only SHA-1, 6 digits and 30 seconds: ${algorithm}, ${digits}, ${period}`);
  return undefined;
}

/**
 * What goes out of a user where the target cannot block users: a blocked one without anything to sign in with, since
 * another system would let them in.
 */
export function withoutSignIn(user: ExportUser, losses: Losses): ExportUser {
  if (!user.blocked) return user;
  const why = 'the target cannot block users, so that a blocked one goes without';
  if (user.hasPassword) losses.add('password', why);
  if (user.identities.length > 0) losses.add('identities', why);
  return { ...user, password: null, identities: [] };
}

/** Reports the keys of an object that the target has no place for: users choose them, so that only usual ones are named. */
export function loseOthers(
  object: Readonly<Record<string, unknown>>,
  kept: readonly string[],
  lose: (keys: string) => void,
): void {
  const others = Object.keys(object).filter((key) => !kept.includes(key));
  const [first] = others;
  if (first === undefined) return;
  const named = /^[\w.:-]{1,64}$/.test(first) ? first : 'another key';
  lose(others.length > 1 ? `${named} and ${others.length - 1} more` : named);
}
