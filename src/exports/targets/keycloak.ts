import { bytesOfBase32 } from '../../imports/values/encodings.ts';
import type { JsonObject } from '../../imports/values/json.ts';
import { base64, utf8 } from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import {
  addressFields,
  ExportRefused,
  type ExportSink,
  type ExportSource,
  type ExportTotp,
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
  PROVIDERS_OPTION,
  privateWithout,
  providerNamesOf,
  providerThere,
  SplitFiles,
  said,
  shellWord,
  shown,
  unwrapped,
} from '../writing.ts';

const USERS_A_FILE = 500;
const ROLES_AT_MOST = 10_000;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Files for `partialImport`, or a realm with its users for `kc.sh import`. */
export const keycloak: Target = {
  name: 'keycloak',
  title: 'Keycloak, Red Hat SSO',
  files:
    'realm.json with groups and roles, users-001.json … for partialImport; or a realm and its users-N.json',
  takes: [
    ...(['id', 'name', 'username', ...addressFields, 'password', 'password time', 'blocked'] as const),
    ...(['created', 'labels', ...metadataFields, 'totp', 'identities', 'teams'] as const),
  ],
  options: {
    realm: 'The name of the realm; else the id of the project.',
    format: 'partial (for partialImport into a realm that exists, as usual) or realm (for kc.sh import).',
    providers: PROVIDERS_OPTION,
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const realm = realmOf(source, options);
    const format = options.format ?? 'partial';
    if (format !== 'partial' && format !== 'realm')
      throw new ExportRefused('The option format is partial or realm');
    const context = {
      realm,
      providers: providerNamesOf(options),
      groups: await groupsOf(source),
      roles: await rolesOf(source),
    };
    await writeRealm(sink, context, format);
    await writeUsers(source, sink, { context, format });
  },
};

type Format = 'partial' | 'realm';

type Context = {
  readonly realm: string;
  readonly providers: ReadonlyMap<string, string>;
  readonly groups: GroupTree;
  readonly roles: ReadonlySet<string>;
};

function realmOf({ project }: ExportSource, { realm = project.id }: TargetOptions): string {
  if (!/^[\w.-]{1,100}$/.test(realm))
    throw new ExportRefused('The option realm is a name of letters, digits, - and _');
  return realm;
}

/** Roles must exist before users who have them. */
async function rolesOf(source: ExportSource): Promise<ReadonlySet<string>> {
  const roles = new Set<string>();
  for await (const { labels } of source.users())
    for (const label of labels) if (roles.size < ROLES_AT_MOST) roles.add(label);
  return roles;
}

async function writeRealm(
  sink: ExportSink,
  { realm, groups, roles }: Context,
  format: Format,
): Promise<void> {
  const parts = { groups: groups.tree(), roles: { realm: [...roles].sort().map((name) => ({ name })) } };
  const file = await sink.file(format === 'realm' ? `${realm}-realm.json` : 'realm.json');
  const whole =
    format === 'realm'
      ? { realm, enabled: true, ...parts }
      : { ifResourceExists: 'SKIP', ...parts, users: [] };
  await file.write(`${JSON.stringify(whole)}\n`);
}

async function writeUsers(
  source: ExportSource,
  sink: ExportSink,
  { context, format }: { readonly context: Context; readonly format: Format },
): Promise<void> {
  const { realm } = context;
  const head = format === 'realm' ? { realm } : { ifResourceExists: 'SKIP' };
  const files = new SplitFiles(sink, {
    // kc.sh counts from 0.
    name: format === 'realm' ? (number) => `${realm}-users-${number - 1}.json` : numbered('users'),
    around: [`${JSON.stringify(head).slice(0, -1)},"users":[\n`, ',\n', '\n]}\n'],
    itemsAtMost: USERS_A_FILE,
  });
  for await (const record of converted(source, sink, (user, lose) => recordOf(user, context, lose)))
    await files.add(JSON.stringify(record));
  await files.end();
  if (format === 'realm') sink.step('kc.sh import --dir .');
  else
    sink.step(
      `for f in realm.json users-*.json; do kcadm.sh create partialImport -r ${shellWord(realm)} -o -f "$f"; done`,
    );
  sink.step(
    '# Attributes are kept when the user profile of the realm declares them, or allows unmanaged ones.',
  );
}

function recordOf(user: ExportUser, context: Context, lose: Lose): JsonObject {
  const id = idThere(user, 'keycloak') ?? user.id;
  const { first, last } = nameParts(user.name);
  const password = passwordOf(user.password, lose);
  return {
    ...(UUID.test(id) && { id }),
    createdTimestamp: user.createdAt,
    username: (user.username ?? user.email ?? user.phone ?? user.id).toLowerCase(),
    enabled: !user.blocked,
    totp: user.totp !== null,
    ...said({ email: user.email }),
    emailVerified: user.emailVerified,
    ...said({
      firstName: first,
      lastName: last,
      attributes: attributesOf(user, UUID.test(id) ? {} : { externalId: [id] }, lose),
      credentials: [
        ...(password
          ? [{ type: 'password', ...said({ createdDate: user.passwordUpdatedAt }), ...password }]
          : []),
        ...(user.totp ? [otpOf(user.totp, idThere(user, 'keycloak') !== undefined)] : []),
      ],
      federatedIdentities: identitiesOf(user, context, lose),
    }),
    realmRoles: [`default-roles-${context.realm}`, ...rolesOfUser(user, context, lose)],
    ...said({ groups: groupsOfUser(user, context, lose) }),
  };
}

function rolesOfUser({ labels }: ExportUser, { roles }: Context, lose: Lose): readonly string[] {
  const known = labels.filter((label) => roles.has(label));
  if (known.length < labels.length) lose('labels', `there are more than ${ROLES_AT_MOST} of them`);
  return known;
}

function groupsOfUser({ memberships }: ExportUser, { groups }: Context, lose: Lose): readonly string[] {
  if (memberships.some(({ roles }) => roles.length > 0)) lose('teams', 'roles within a group have no place');
  return memberships.map(({ teamId, teamName }) => groups.pathOf(teamId) ?? pathOf([teamName]));
}

/** Attributes are lists of texts. */
function attributesOf(user: ExportUser, own: JsonObject, lose: Lose): JsonObject {
  const hidden = privateWithout(user, 'keycloak', { lose });
  const parts = [
    { field: 'id', values: own },
    { field: 'phone', values: phoneOf(user) },
    { field: 'private metadata', values: unwrapped(user, 'keycloak', [hidden, 'attributes']) },
    { field: 'read-only metadata', values: user.readOnlyMetadata },
    { field: 'preferences', values: user.prefs },
  ];
  return Object.fromEntries(
    Object.entries(merged(parts, lose)).map(([name, value]) => [name, listOf(value)]),
  );
}

function phoneOf({ phone, phoneVerified }: ExportUser): JsonObject {
  return phone === null ? {} : { phoneNumber: [phone], phoneNumberVerified: [String(phoneVerified)] };
}

function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

function identitiesOf({ identities }: ExportUser, { providers }: Context, lose: Lose) {
  const seen = new Set<string>();
  return identities.flatMap((identity) => {
    const identityProvider = providerThere(providers, identity, true);
    if (identityProvider === undefined) {
      loseIdentity(identity, lose);
      return [];
    }
    if (seen.has(identityProvider)) {
      lose('identities', `Keycloak takes one identity of ${shown(identityProvider)}`);
      return [];
    }
    seen.add(identityProvider);
    const { uid, email } = identity;
    return [{ identityProvider, userId: uid, userName: email ?? uid }];
  });
}

type Credential = { readonly secretData: string; readonly credentialData: string };

function passwordOf(hash: StoredHash | null, lose: Lose): Credential | undefined {
  if (!hash) return undefined;
  if (hash.kind === 'pbkdf2' && /^sha(?:1|256|512)$/.test(hash.digest)) {
    const algorithm = hash.digest === 'sha1' ? 'pbkdf2' : `pbkdf2-${hash.digest}`;
    return credential(hash, { hashIterations: hash.rounds, algorithm, additionalParameters: {} });
  }
  if (hash.kind === 'argon2')
    return credential(hash, {
      hashIterations: hash.passes,
      algorithm: 'argon2',
      additionalParameters: {
        hashLength: [String(hash.hash.length)],
        memory: [String(hash.memory)],
        type: [hash.type.slice('argon2'.length)],
        version: [hash.version === 16 ? '1.0' : '1.3'],
        parallelism: [String(hash.lanes)],
      },
    });
  loseHash(hash, 'Keycloak', lose);
  return undefined;
}

function credential(
  { hash, salt }: { readonly hash: Buffer; readonly salt: Buffer },
  data: JsonObject,
): Credential {
  const secret = { value: base64(hash), salt: base64(salt), additionalParameters: {} };
  return { secretData: JSON.stringify(secret), credentialData: JSON.stringify(data) };
}

/** Keycloak's own seeds are texts whose bytes are the key. */
function otpOf({ secret, algorithm, digits, period }: ExportTotp, isFromThere: boolean): JsonObject {
  const text = isFromThere ? utf8(bytesOfBase32(secret)) : undefined;
  const data = { subType: 'totp', digits, counter: 0, period, algorithm: `Hmac${algorithm}` };
  return {
    type: 'otp',
    secretData: JSON.stringify({ value: text ?? secret }),
    credentialData: JSON.stringify(text === undefined ? { ...data, secretEncoding: 'BASE32' } : data),
  };
}

type Group = { readonly name: string; readonly subGroups?: readonly Group[] };
type Branch = Map<string, Branch>;

/** Groups by their paths. A team that came from Keycloak has its path in its preferences. */
class GroupTree {
  readonly #root: Branch = new Map();
  readonly #paths = new Map<string, string>();
  readonly #taken = new Set<string>();

  add(id: string, names: readonly string[]): void {
    let branch = this.#root;
    const path = [...names];
    const last = path.pop() ?? id;
    for (const name of path) branch = grown(branch, name);
    // Teams of one name are told apart.
    const own = this.#taken.has(pathOf([...path, last])) ? `${last} (${id})` : last;
    grown(branch, own);
    const whole = pathOf([...path, own]);
    this.#taken.add(whole);
    this.#paths.set(id, whole);
  }

  pathOf(id: string): string | undefined {
    return this.#paths.get(id);
  }

  tree(): readonly Group[] {
    return groupsIn(this.#root);
  }
}

function grown(branch: Branch, name: string): Branch {
  const inner: Branch = branch.get(name) ?? new Map();
  branch.set(name, inner);
  return inner;
}

function groupsIn(branch: Branch): readonly Group[] {
  return [...branch].map(([name, inner]) => ({
    name,
    ...(inner.size > 0 && { subGroups: groupsIn(inner) }),
  }));
}

/** A slash in a name is written `~/`. */
function pathOf(names: readonly string[]): string {
  return names.map((name) => `/${name.replaceAll('/', '~/')}`).join('');
}

async function groupsOf(source: ExportSource): Promise<GroupTree> {
  const groups = new GroupTree();
  for await (const { id, name, prefs } of source.teams()) {
    const { path } = prefs;
    const names = typeof path === 'string' && path.startsWith('/') ? namesIn(path) : [];
    groups.add(id, names.length > 0 ? names : [name]);
  }
  return groups;
}

function namesIn(path: string): readonly string[] {
  return path
    .split(/(?<!~)\//)
    .filter(Boolean)
    .map((name) => name.replaceAll('~/', '/'));
}
