import { importUser } from '../core/users/imports.ts';
import { type HashScheme, hashSchemes, shaVersionNames } from '../core/users/passwords.ts';
import type { UserId } from '../core/users/user.ts';
import type { Input, Params } from '../http/endpoint.ts';
import { optional } from '../http/param.ts';
import { userModel } from './models/user.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';

const person = {
  userId: params.newUserId,
  email: params.email,
  password: params.passwordHash,
} as const satisfies Params;
const name = optional(params.newName);

type Import<P extends Params> = {
  readonly path: string;
  readonly operation: string;
  readonly called: string;
  /** The parameters of the hash, beside the hash itself. */
  readonly parts: P;
  readonly scheme: HashScheme;
  readonly stored: (hash: string, parts: Input<P>) => string;
};

/** Creates a user whose hash comes from another system, by that system's kind of hash. */
function importRoute<P extends Params>({ path, operation, called, parts, scheme, stored }: Import<P>): Route {
  return route({
    method: 'POST',
    path,
    operation,
    summary: `Create a user with a password hashed by ${called}`,
    tag: 'users',
    scope: 'users.write',
    params: { ...person, ...parts, name },
    status: 201,
    model: userModel,
    run: (core, actor, input) => {
      // What the parameters above give, whatever the parts add to it.
      const {
        userId,
        email,
        password,
        name: called,
        ...rest
      } = input as Input<typeof person> & { name?: string };
      const user = {
        email,
        ...(userId !== 'unique()' && { id: userId as UserId }),
        ...(called !== undefined && { name: called }),
      };
      return importUser(core, actor, user, { scheme, stored: stored(password, rest as unknown as Input<P>) });
    },
  });
}

const { argon2, bcrypt, md5, phpass, scrypt, scryptMod, sha } = hashSchemes;

export const userImportRoutes: readonly Route[] = [
  importRoute({
    path: '/users/argon2',
    operation: 'usersCreateArgon2User',
    called: 'argon2',
    parts: {},
    scheme: argon2,
    stored: (hash) => argon2.encode({ hash }),
  }),
  importRoute({
    path: '/users/bcrypt',
    operation: 'usersCreateBcryptUser',
    called: 'bcrypt',
    parts: {},
    scheme: bcrypt,
    stored: (hash) => bcrypt.encode({ hash }),
  }),
  importRoute({
    path: '/users/md5',
    operation: 'usersCreateMD5User',
    called: 'MD5',
    parts: {},
    scheme: md5,
    stored: (hash) => md5.encode({ hash }),
  }),
  importRoute({
    path: '/users/phpass',
    operation: 'usersCreatePHPassUser',
    called: 'phpass',
    parts: {},
    scheme: phpass,
    stored: (hash) => phpass.encode({ hash }),
  }),
  importRoute({
    path: '/users/sha',
    operation: 'usersCreateSHAUser',
    called: 'a SHA',
    parts: {
      passwordVersion: optional(params.oneOf(shaVersionNames, 'SHA variant. Default: sha256.')),
    },
    scheme: sha,
    stored: (hash, { passwordVersion: version = 'sha256' }) => sha.encode({ hash, version }),
  }),
  importRoute({
    path: '/users/scrypt',
    operation: 'usersCreateScryptUser',
    called: 'scrypt',
    parts: {
      passwordSalt: params.hashPart('Salt as plain text.'),
      passwordCpu: params.hashNumber('N: a power of two.'),
      passwordMemory: params.hashNumber('r: the block size.'),
      passwordParallel: params.hashNumber('p: the parallelism.'),
      passwordLength: params.hashNumber('Length of the hash in bytes.'),
    },
    scheme: scrypt,
    stored: (hash, parts) =>
      scrypt.encode({
        hash,
        salt: parts.passwordSalt,
        costCpu: parts.passwordCpu,
        costMemory: parts.passwordMemory,
        costParallel: parts.passwordParallel,
        length: parts.passwordLength,
      }),
  }),
  importRoute({
    path: '/users/scrypt-modified',
    operation: 'usersCreateScryptModifiedUser',
    called: "Firebase's scrypt",
    parts: {
      passwordSalt: params.hashPart('Salt in base64.'),
      passwordSaltSeparator: params.hashPart('Salt separator in base64.'),
      passwordSignerKey: params.hashPart('Signer key in base64.'),
    },
    scheme: scryptMod,
    stored: (hash, parts) =>
      scryptMod.encode({
        hash,
        salt: parts.passwordSalt,
        saltSeparator: parts.passwordSaltSeparator,
        signerKey: parts.passwordSignerKey,
      }),
  }),
];
