import { isObject } from '../../imports/values/json.ts';
import { base64 } from '../hashes/forms.ts';
import { plainArgon2, plainBcrypt } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { eachUser, type Losses, namedIdentities, passwordOf, withoutSignIn } from '../losses.ts';
import { addressFields, type ExportIdentity, type ExportUser, type Target } from '../target.ts';
import { idThere, numbered, SplitFiles } from '../writing.ts';

const USERS_AT_MOST = 10_000;
/** Its providers by our names, where it has another one. */
const RENAMED: Readonly<Record<string, string>> = { x: 'twitter', microsoft: 'active-directory' };

type Method = Readonly<Record<string, unknown>>;

/** The one signer key that a core has. */
type Core = { signerKey: string | undefined };

/** Section 2.10 of the import reference. */
export const supertokens: Target = {
  name: 'supertokens',
  title: 'SuperTokens',
  files: 'bodies of POST /bulk-import/users, 10,000 users each (JSON)',
  takes: [
    ...(['id', ...addressFields, 'password', 'created', 'labels', 'private metadata', 'totp'] as const),
    ...(['identities'] as const),
  ],
  options: { tenant: 'The tenant of the users (default: public).' },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const files = new SplitFiles(sink, {
      name: numbered('users'),
      around: ['{"users":[\n', ',\n', '\n]}\n'],
      itemsAtMost: USERS_AT_MOST,
    });
    const core: Core = { signerKey: undefined };
    const tenants = [options.tenant ?? 'public'];
    await eachUser(source, sink, async (user, losses) => {
      const body = userOf(user, { core, tenants, losses });
      if (body) await files.add(JSON.stringify(body));
    });
    const count = await files.end();
    if (core.signerKey !== undefined) {
      const config = await sink.file('core-config.yaml');
      await config.write(`firebase_password_hashing_signer_key: ${JSON.stringify(core.signerKey)}\n`);
      sink.step('Add core-config.yaml to the configuration of the core: hashes of Firebase need it.');
    }
    sink.step('Create the roles first: users of a role that is not there are refused.');
    for (let number = 1; number <= count; number++)
      sink.step(
        `curl -fsS "$CORE/bulk-import/users" -H "api-key: $API_KEY" -H 'content-type: application/json' --data-binary @${numbered('users')(number)}`,
      );
  },
};

type Writing = { readonly core: Core; readonly tenants: readonly string[]; readonly losses: Losses };

function userOf(whole: ExportUser, { core, tenants, losses }: Writing) {
  const user = withoutSignIn(whole, losses);
  const methods = methodsOf(user, core, losses);
  if (methods.length === 0) {
    losses.add('user', 'it has nothing to sign in with that SuperTokens knows');
    return undefined;
  }
  const { userMetadata, ...others } = user.privateMetadata;
  const isOwn = isObject(userMetadata);
  const metadata = isOwn ? { ...others, ...userMetadata } : user.privateMetadata;
  return {
    externalUserId: idThere(user, 'supertokens') ?? user.id,
    ...(Object.keys(metadata).length > 0 && { userMetadata: metadata }),
    ...(user.labels.length > 0 && { userRoles: user.labels.map((role) => ({ role, tenantIds: tenants })) }),
    ...(user.totp && { totpDevices: devicesOf(user, losses) }),
    loginMethods: methods.map((method, at) => ({
      ...method,
      tenantIds: tenants,
      isPrimary: at === 0,
      timeJoinedInMSSinceEpoch: user.createdAt,
    })),
  };
}

function devicesOf({ totp }: ExportUser, losses: Losses): readonly Method[] {
  if (!totp) return [];
  if (totp.algorithm === 'SHA1' && totp.digits === 6)
    return [{ secretKey: totp.secret, period: totp.period, skew: 1, deviceName: 'authenticator' }];
  losses.add('totp', `only SHA-1 and 6 digits: ${totp.algorithm}, ${totp.digits}`);
  return [];
}

/** The first one is the primary one. An address without a password signs in by a code. */
function methodsOf(user: ExportUser, core: Core, losses: Losses): readonly Method[] {
  const { email, phone } = user;
  const password = passwordOf(user, losses, (hash) => superTokensHash(hash, core));
  const methods: Method[] = [];
  if (email !== null)
    methods.push({
      recipeId: password ? 'emailpassword' : 'passwordless',
      email,
      isVerified: user.emailVerified,
      ...password,
    });
  else if (password) losses.add('password', 'SuperTokens has passwords with addresses only');
  if (phone !== null)
    methods.push({ recipeId: 'passwordless', phoneNumber: phone, isVerified: user.phoneVerified });
  for (const identity of namedIdentities(user, losses)) {
    const method = identityOf(identity, user);
    if (method) methods.push(method);
    else losses.add('identities', `SuperTokens needs an address with it: ${identity.provider}`);
  }
  return methods;
}

function identityOf({ provider, uid, email }: ExportIdentity, user: ExportUser): Method | undefined {
  const address = email ?? user.email;
  if (address === null) return undefined;
  return {
    recipeId: 'thirdparty',
    thirdPartyId: RENAMED[provider] ?? provider,
    thirdPartyUserId: uid,
    email: address,
    isVerified: address === user.email && user.emailVerified,
  };
}

function superTokensHash(hash: StoredHash, core: Core): Method | undefined {
  const bcrypt = plainBcrypt(hash);
  if (bcrypt !== undefined) return { passwordHash: bcrypt, hashingAlgorithm: 'bcrypt' };
  const argon2 = plainArgon2(hash);
  if (argon2 !== undefined) return { passwordHash: argon2, hashingAlgorithm: 'argon2' };
  if (hash.kind !== 'fbscrypt' || !hash.signerKey || !hash.separator) return undefined;
  core.signerKey ??= base64(hash.signerKey);
  if (core.signerKey !== base64(hash.signerKey)) return undefined;
  const costs = `m=${hash.memory}$r=${hash.rounds}$s=${base64(hash.separator)}`;
  const passwordHash = `$f_scrypt$${base64(hash.hash)}$${base64(hash.salt)}$${costs}`;
  return { passwordHash, hashingAlgorithm: 'firebase_scrypt' };
}
