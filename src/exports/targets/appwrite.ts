import { type ApiCall, CallFile, writeSender } from '../calls.ts';
import { argon2Text, base64, bcryptText, utf8 } from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { eachUser, type Losses, passwordOf } from '../losses.ts';
import { addressFields, type ExportUser, type Target } from '../target.ts';
import { idThere } from '../writing.ts';

/** Bounds of the endpoints that take a hash. */
const HASH_AT_LEAST = 8;
const HASH_AT_MOST = 256;
/** What its modified scrypt always has. */
const FIREBASE = { rounds: 8, memory: 14 };

/** Section 2.8 of the import reference. Another Denizen takes these calls, too. */
export const appwrite: Target = {
  name: 'appwrite',
  title: 'Appwrite',
  files: 'calls of the server API (NDJSON) for users and teams, and a program that sends them',
  takes: ['id', 'name', ...addressFields, 'password', 'blocked', 'labels', 'preferences', 'teams'],
  options: { project: 'The id of the project there (default: that of the project here).' },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const teams = await CallFile.open(sink, 'teams.ndjson');
    for await (const { id, name, prefs } of source.teams())
      await teams.add({
        id,
        calls: [
          { method: 'POST', path: '/teams', body: { teamId: id, name } },
          ...(Object.keys(prefs).length > 0
            ? [{ method: 'PUT', path: `/teams/${id}/prefs`, body: { prefs } } as const]
            : []),
        ],
      });
    const users = await CallFile.open(sink, 'users.ndjson');
    await eachUser(source, sink, async (user, losses) => {
      await users.add({ id: user.id, calls: callsOf(user, losses) });
    });
    const api = {
      header: 'x-appwrite-key: $TOKEN',
      answer: '$id',
      rate: 50,
      headers: { 'x-appwrite-project': options.project ?? source.project.id },
    };
    await writeSender(sink, api, ['teams.ndjson', 'users.ndjson']);
    sink.step('ADDRESS is the endpoint with its /v1, TOKEN a key with users.write and teams.write.');
  },
};

function callsOf(user: ExportUser, losses: Losses): readonly ApiCall[] {
  const id = idThere(user, 'appwrite') ?? user.id;
  const { email, phone, name } = user;
  const hashed = passwordOf(user, losses, appwriteHash);
  if (hashed && email === null) losses.add('password', 'Appwrite takes a hash with an address only');
  const withHash = email !== null ? hashed : undefined;
  const own = `/users/${id}`;
  const patch = (part: string, body: ApiCall['body']): ApiCall => ({
    method: 'PATCH',
    path: `${own}/${part}`,
    body,
  });
  return [
    {
      method: 'POST',
      path: withHash ? `/users/${withHash.endpoint}` : '/users',
      body: {
        userId: id,
        ...(email !== null && { email }),
        ...(phone !== null && !withHash && { phone }),
        ...(name && { name }),
        ...withHash?.body,
      },
    },
    ...(phone !== null && withHash ? [patch('phone', { number: phone })] : []),
    ...(email !== null && user.emailVerified ? [patch('verification', { emailVerification: true })] : []),
    ...(phone !== null && user.phoneVerified
      ? [patch('verification/phone', { phoneVerification: true })]
      : []),
    ...(user.labels.length > 0
      ? [{ method: 'PUT', path: `${own}/labels`, body: { labels: user.labels } } as const]
      : []),
    ...(Object.keys(user.prefs).length > 0 ? [patch('prefs', { prefs: user.prefs })] : []),
    ...(user.blocked ? [patch('status', { status: false })] : []),
    ...user.memberships.map(
      ({ teamId, roles }): ApiCall => ({
        method: 'POST',
        path: `/teams/${teamId}/memberships`,
        body: { userId: id, roles },
      }),
    ),
  ];
}

type AppwriteHash = { readonly endpoint: string; readonly body: Readonly<Record<string, unknown>> };

/** One of the seven endpoints, and what it takes beside the user. */
export function appwriteHash(hash: StoredHash): AppwriteHash | undefined {
  const found = endpointOf(hash);
  const length = found ? String(found.body.password).length : 0;
  return length >= HASH_AT_LEAST && length <= HASH_AT_MOST ? found : undefined;
}

function endpointOf(hash: StoredHash): AppwriteHash | undefined {
  switch (hash.kind) {
    case 'argon2':
      return { endpoint: 'argon2', body: { password: argon2Text(hash) } };
    case 'bcrypt':
      return hash.variant === '2x' ? undefined : { endpoint: 'bcrypt', body: { password: bcryptText(hash) } };
    case 'phpass':
    case 'crypt':
      // It checks by crypt(3) what is no portable hash.
      return { endpoint: 'phpass', body: { password: hash.hash } };
    case 'digest': {
      if (hash.salt.length > 0 || hash.rounds !== 1) return undefined;
      const password = hash.hash.toString('hex');
      if (hash.digest === 'md5') return { endpoint: 'md5', body: { password } };
      return { endpoint: 'sha', body: { password, passwordVersion: hash.digest } };
    }
    case 'scrypt':
      return scrypt(hash);
    case 'fbscrypt':
      return firebase(hash);
    case 'other':
      return sha(hash.text);
    default:
      return undefined;
  }
}

/** The digests of Appwrite's that have no other name here. */
function sha(stored: string): AppwriteHash | undefined {
  const [, passwordVersion, password] = /^\$sha\$([^$]+)\$([\da-f]+)$/i.exec(stored) ?? [];
  return passwordVersion && password ? { endpoint: 'sha', body: { password, passwordVersion } } : undefined;
}

/** Its salt is a text, `passwordMemory` the size of a block. */
function scrypt(hash: Extract<StoredHash, { readonly kind: 'scrypt' }>): AppwriteHash | undefined {
  const salt = utf8(hash.salt);
  if (!salt) return undefined;
  return {
    endpoint: 'scrypt',
    body: {
      password: hash.hash.toString('hex'),
      passwordSalt: salt,
      passwordCpu: hash.cost,
      passwordMemory: hash.blockSize,
      passwordParallel: hash.parallelism,
      passwordLength: hash.hash.length,
    },
  };
}

function firebase(hash: Extract<StoredHash, { readonly kind: 'fbscrypt' }>): AppwriteHash | undefined {
  const { rounds, memory, separator, signerKey, salt } = hash;
  if (!signerKey || !separator || rounds !== FIREBASE.rounds || memory !== FIREBASE.memory) return undefined;
  return {
    endpoint: 'scrypt-modified',
    body: {
      password: base64(hash.hash),
      passwordSalt: base64(salt),
      passwordSaltSeparator: base64(separator),
      passwordSignerKey: base64(signerKey),
    },
  };
}
