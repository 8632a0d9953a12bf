import { headOf } from '../files.ts';
import { jsonRowsOf } from '../readers/json.ts';
import {
  earlierItemsOf,
  fullName,
  itemsOf,
  NamedTeams,
  present,
  readablePassword,
  recordsOf,
  restOf,
  type SourceRecord,
  skipped,
  sourceUser,
} from '../records.ts';
import {
  ImportRefused,
  type SourceFile,
  type SourceIdentity,
  type SourceItem,
  type SourceUser,
  type System,
} from '../source.ts';
import { isObject, type JsonObject, listOf, objectOf, objectsOf, parseJson } from '../values/json.ts';
import { momentOfMilliseconds } from '../values/moments.ts';
import { flagOf, RowRefused, textOf } from '../values/scalars.ts';
import { seedOfBase32, seedOfUtf8, totpOf } from '../values/totp.ts';

const KNOWN = new Set(
  (
    'id createdTimestamp username enabled totp emailVerified firstName lastName email attributes credentials ' +
    'disableableCredentialTypes federatedIdentities realmRoles clientRoles clientConsents groups notBefore ' +
    'serviceAccountClientId access'
  ).split(' '),
);

/** Roles that every user of a realm has. */
const USUAL_ROLES = /^(?:default-roles-.*|offline_access|uma_authorization)$/;
const PHONES = ['phoneNumber', 'phone_number', 'phone', 'mobile'];

/** What the realm file says of the providers and organizations that users name. */
type Realm = {
  readonly providers: Map<string, { readonly provider: string; readonly issuer?: string } | undefined>;
  /** Teams by user. */
  readonly organizations: Map<string, string[]>;
};

/** `kc.sh export`: the realm file and its `users-N.json`, or one file with both, or a partial import. */
export const keycloak: System = {
  name: 'keycloak',
  title: 'Keycloak, Red Hat SSO',
  files: 'kc.sh export: <realm>-realm.json, <realm>-users-N.json; partial imports',
  carries: [
    'passwords',
    'totp',
    'identities',
    'labels',
    'teams',
    'phones',
    'usernames',
    'metadata',
    'passkeys',
    'times',
  ],
  options: {
    'client-roles': 'yes: roles of clients become labels too, as client:role.',
    realm: 'The realm whose users are meant, where the files have several.',
  },
  detect: (head) =>
    /"(?:createdTimestamp|federatedIdentities|secretData|realmRoles)"/.test(head) ||
    (/"realm"\s*:/.test(head) && /"(?:users|identityProviders|enabled|otpPolicyType)"/.test(head)),
  read: async function* (files, options) {
    const parts = await Promise.all(files.map(partOf));
    const chosen = await chosenRealm(parts, options.realm);
    const realm: Realm = { providers: new Map(), organizations: new Map() };
    const named = new NamedTeams();
    for (const part of parts) {
      // Files of users alone need not be read twice.
      if (USERS_FILE.test(part.file.name)) continue;
      const paths = ['identityProviders.*', 'organizations.*'].map((path) => part.prefix + path);
      yield* earlierItemsOf(recordsOf(part.file, { paths }), (row) =>
        chosen(part, row) ? addToRealm(row, realm, named) : undefined,
      );
    }
    const usersOfClients = options['client-roles'] === 'yes';
    for (const part of parts)
      yield* itemsOf(
        recordsOf(part.file, { paths: [`${part.prefix}users.*`] }),
        (row) =>
          'realm' in row.record || !chosen(part, row)
            ? undefined
            : userOf(row, { realm, named, usersOfClients }),
        ({ record }) => record.id ?? record.username,
      );
  },
};

const USERS_FILE = /^(.*)-users-\d+\.json$/;

/** A file, and where its realms lie in it: `kc.sh export --file` of all realms writes a list of them. */
type Part = { readonly file: SourceFile; readonly prefix: '' | '*.' };

async function partOf(file: SourceFile): Promise<Part> {
  const isList = /^\s*\[\s*\{\s*(?:"id"\s*:\s*"[^"]*"\s*,\s*)?"realm"\s*:/.test(await headOf(file));
  return { file, prefix: isList ? '*.' : '' };
}

/**
 * Returns what tells the rows of the realm that is meant. Several realms are people of several places: those of `master`
 * administer Keycloak itself. Fails with an `ImportRefused` when the files have several and none is named.
 */
async function chosenRealm(parts: readonly Part[], named: string | undefined) {
  const realms = new Map<Part, ReadonlyMap<number, string>>();
  for (const part of parts) realms.set(part, await realmsIn(part));
  const all = new Set([...realms.values()].flatMap((found) => [...found.values()]));
  const list = [...all].map((realm) => JSON.stringify(realm)).join(', ');
  if (named === undefined && all.size > 1)
    throw new ImportRefused(`The files have several realms: ${list}. Name one with --option realm=NAME`);
  if (named !== undefined && all.size > 0 && !all.has(named))
    throw new ImportRefused(`The files have no realm ${JSON.stringify(named)}, but ${list}`);
  return (part: Part, { indices }: SourceRecord): boolean => {
    const realm = realms.get(part)?.get(part.prefix === '' ? 0 : (indices[0] ?? 0));
    // Partial imports do not say to which realm they belong.
    return named === undefined || realm === undefined || realm === named;
  };
}

/** The names of the realms of a file, by where they stand in its list. */
async function realmsIn({ file, prefix }: Part): Promise<ReadonlyMap<number, string>> {
  const ofName = USERS_FILE.exec(file.name)?.[1];
  if (ofName !== undefined) return new Map([[0, ofName.slice(ofName.lastIndexOf('/') + 1)]]);
  const path = `${prefix}realm`;
  const found = new Map<number, string>();
  for await (const rows of jsonRowsOf(file, [path]))
    for (const row of rows)
      if (row.path === path && 'value' in row && typeof row.value === 'string')
        found.set(row.indices[0] ?? 0, row.value);
  return found;
}

function addToRealm({ path, place, record }: SourceRecord, realm: Realm, named: NamedTeams) {
  if (path.endsWith('identityProviders.*')) {
    const alias = textOf(record.alias, 'alias') ?? '';
    const provider = textOf(record.providerId, 'providerId') ?? alias;
    const issuer = textOf(objectOf(record.config, 'config')?.issuer, 'issuer');
    realm.providers.set(alias, provider === 'saml' ? undefined : { provider, ...(issuer && { issuer }) });
  }
  if (!path.endsWith('organizations.*')) return undefined;
  const team = textOf(record.id ?? record.alias ?? record.name, 'the id of an organization');
  if (team === undefined) throw new RowRefused('an organization has no id');
  for (const member of objectsOf(record.members, 'members')) {
    const username = textOf(member.username, 'username') ?? '';
    realm.organizations.set(username, [...(realm.organizations.get(username) ?? []), team]);
  }
  return named.of(place, [{ team, name: textOf(record.name, 'name') ?? team }]);
}

function userOf(
  { place, record }: SourceRecord,
  context: { readonly realm: Realm; readonly named: NamedTeams; readonly usersOfClients: boolean },
): SourceItem | readonly SourceItem[] {
  const username = textOf(record.username, 'username');
  const id = textOf(record.id, 'id') ?? username;
  if (record.serviceAccountClientId) return skipped(place, id ?? '', 'service account');
  const { phone, phoneVerified, attributes } = attributesOf(record);
  const { providers, organizations } = context.realm;
  const groups = listOf(record.groups, 'groups').map(String);
  const credentials = credentialsOf(record);
  const { identities, saml } = identitiesOf(record, providers);
  const user = sourceUser(place, id, {
    email: textOf(record.email, 'email'),
    emailVerified: flagOf(record.emailVerified, 'emailVerified'),
    phone,
    phoneVerified,
    name: fullName(undefined, record.firstName, record.lastName),
    username,
    ...credentials.fields,
    blocked: flagOf(record.enabled, 'enabled') === false,
    createdAt: momentOfMilliseconds(record.createdTimestamp, 'createdTimestamp'),
    identities,
    labels: labelsOf(record, context.usersOfClients),
    teams: [...groups, ...(organizations.get(username ?? '') ?? [])].map((team) => ({ team, roles: [] })),
    privateMetadata: present({ attributes }),
    rest: { ...restOf(record, KNOWN), ...credentials.rest, ...(saml.length > 0 && { saml }) },
  });
  const teams = groups.map((path) => ({ team: path, name: lastOf(path), prefs: { path } }));
  return [...context.named.of(place, teams), user];
}

/** A slash in the name of a group is written `~/`. */
function lastOf(path: string): string {
  const last = path.split(/(?<!~)\//).at(-1) || path;
  return last.replaceAll('~/', '/');
}

function attributesOf(record: JsonObject) {
  const attributes = { ...objectOf(record.attributes, 'attributes') };
  const first = (name: string) => {
    const value = attributes[name];
    return textOf(Array.isArray(value) ? value[0] : value, name);
  };
  const field = PHONES.find((name) => first(name) !== undefined);
  if (field === undefined) return { phone: undefined, phoneVerified: undefined, attributes };
  const verifiedField = [`${field}Verified`, `${field}_verified`].find((name) => name in attributes);
  const phone = first(field);
  const phoneVerified = verifiedField ? flagOf(first(verifiedField), verifiedField) : false;
  delete attributes[field];
  if (verifiedField) delete attributes[verifiedField];
  return { phone, phoneVerified, attributes };
}

function identitiesOf(record: JsonObject, providers: Realm['providers']) {
  const identities: SourceIdentity[] = [];
  const saml: string[] = [];
  for (const identity of objectsOf(record.federatedIdentities, 'federatedIdentities')) {
    const alias = textOf(identity.identityProvider, 'identityProvider') ?? '';
    const uid = textOf(identity.userId, 'the userId of an identity');
    if (uid === undefined) throw new RowRefused(`its identity at ${alias} has no userId`);
    const known = providers.get(alias);
    if (providers.has(alias) && !known) saml.push(alias);
    else identities.push({ ...(known ?? { provider: alias }), uid });
  }
  return { identities, saml };
}

function labelsOf(record: JsonObject, withClients: boolean): readonly string[] {
  const roles = listOf(record.realmRoles, 'realmRoles').map(String);
  const labels = roles.filter((role) => !USUAL_ROLES.test(role));
  if (!withClients) return labels;
  const clients = Object.entries(objectOf(record.clientRoles, 'clientRoles') ?? {});
  return [
    ...labels,
    ...clients.flatMap(([client, names]) => listOf(names, 'clientRoles').map((role) => `${client}:${role}`)),
  ];
}

type Credential = {
  readonly type: string;
  readonly priority: number;
  readonly secret: JsonObject;
  readonly data: JsonObject;
  readonly record: JsonObject;
};

function credentialsOf(record: JsonObject) {
  const all = objectsOf(record.credentials, 'credentials')
    .map(credentialOf)
    .sort((a, b) => a.priority - b.priority);
  const password = all.find(({ type }) => type === 'password');
  const otp = all.find(({ type, data }) => isOtp(type) && (data.subType ?? 'totp') === 'totp');
  const passkeys = all.filter(({ type }) => type.startsWith('webauthn'));
  const lost = all.filter(
    (credential) =>
      credential !== password &&
      credential !== otp &&
      !passkeys.includes(credential) &&
      credential.type !== 'password-history',
  );
  const rest: Record<string, unknown> = lost.length > 0 ? { credentials: lost.map(({ type }) => type) } : {};
  return {
    fields: {
      password: password ? passwordOf(password) : null,
      passwordUpdatedAt: momentOfMilliseconds(password?.record.createdDate, 'createdDate'),
      totp: otp && seedOf(otp),
      passkeys: passkeys.map(passkeyOf),
    },
    rest,
  };
}

function isOtp(type: string): boolean {
  return type === 'otp' || type === 'totp';
}

function credentialOf(record: JsonObject): Credential {
  return {
    type: textOf(record.type, 'the type of a credential') ?? '',
    priority: Number(record.priority ?? 0),
    secret: parsed(record.secretData, 'secretData'),
    data: parsed(record.credentialData, 'credentialData'),
    record,
  };
}

/** JSON in a text. */
function parsed(value: unknown, field: string): JsonObject {
  const found = typeof value === 'string' && value !== '' ? parseJson(value, field) : value;
  return isObject(found) ? found : {};
}

function passwordOf({ record, data }: Credential): SourceUser['password'] {
  const { secretData, credentialData, hashedSaltedValue } = record;
  if (typeof secretData === 'string' && typeof credentialData === 'string') {
    const scheme = textOf(data.algorithm, 'the algorithm') ?? '';
    return { family: 'keycloak', scheme, parts: { credentialData, secretData } };
  }
  // Exports of before version 8 have the fields beside each other.
  if (hashedSaltedValue !== undefined) {
    const algorithm = textOf(record.algorithm, 'the algorithm') ?? 'pbkdf2';
    const parts = {
      credentialData: JSON.stringify({ hashIterations: Number(record.hashIterations ?? 1), algorithm }),
      secretData: JSON.stringify({ value: hashedSaltedValue, salt: record.salt }),
    };
    return { family: 'keycloak', scheme: algorithm, parts };
  }
  const readable = textOf(record.value, 'the password');
  return readable ? readablePassword('keycloak value', readable) : null;
}

function seedOf({ secret, data, record }: Credential): SourceUser['totp'] {
  const value = secret.value ?? record.value ?? record.hashedSaltedValue;
  const isBase32 = data.secretEncoding === 'BASE32';
  const seed = isBase32 ? seedOfBase32(value, 'the secret of TOTP') : seedOfUtf8(value, 'the secret of TOTP');
  return totpOf(seed, {
    algorithm: data.algorithm ?? record.algorithm,
    digits: data.digits ?? record.digits,
    period: data.period ?? record.period,
  });
}

function passkeyOf({ data, record }: Credential): JsonObject {
  return {
    credentialId: data.credentialId,
    publicKey: data.credentialPublicKey,
    counter: data.counter,
    transports: data.transports ?? null,
    aaguid: data.aaguid,
    name: record.userLabel ?? null,
  };
}
