import { isNoProvider } from '../providers.ts';
import {
  itemsOf,
  present,
  readablePassword,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceUser,
} from '../records.ts';
import { ImportRefused, type SourceUser, type System, type SystemOptions } from '../source.ts';
import { isObject, type JsonObject, objectOf, objectsOf } from '../values/json.ts';
import { momentOfText } from '../values/moments.ts';
import { textOf } from '../values/scalars.ts';
import { totpOfUri } from '../values/totp.ts';

const KNOWN = new Set(
  (
    'id credentials schema_id schema_url state state_changed_at traits verifiable_addresses recovery_addresses ' +
    'metadata_public metadata_admin created_at updated_at external_id'
  ).split(' '),
);

/** Which traits are what. Several are joined by blanks. */
type Traits = Readonly<Record<'email' | 'name' | 'phone' | 'username', readonly (readonly string[])[]>>;

const USUAL_TRAITS: Traits = {
  email: [['email']],
  name: [['name'], ['full_name'], ['name.first', 'name.last'], ['first_name', 'last_name'], ['name.full']],
  phone: [['phone'], ['phone_number']],
  username: [['username']],
};

/** Pages of `GET /admin/identities?include_credential=…`, or bodies of `PATCH /admin/identities`. */
export const kratos: System = {
  name: 'kratos',
  title: 'Ory Kratos, Ory Network',
  files: 'pages of GET /admin/identities with include_credential (JSON)',
  carries: [
    'passwords',
    'totp',
    'recovery codes',
    'identities',
    'phones',
    'usernames',
    'preferences',
    'metadata',
    'passkeys',
    'times',
  ],
  options: { trait: 'Which traits are what, by commas: email=email,name=name.first name.last,phone=phone.' },
  detect: (head) => /"(?:schema_id|verifiable_addresses)"/.test(head) && head.includes('"traits"'),
  read: async function* (files, options) {
    const traits = traitsOf(options);
    for (const file of files)
      yield* itemsOf(
        recordsOf(file, { paths: ['identities.*.create'] }),
        (row) => userOf(row, traits),
        ({ record }) => record.id,
      );
  },
};

function traitsOf(options: SystemOptions): Traits {
  const given = options.trait;
  if (given === undefined) return USUAL_TRAITS;
  const found: Record<string, readonly (readonly string[])[]> = { ...USUAL_TRAITS };
  for (const part of given.split(',')) {
    const [place = '', path] = part.split('=').map((text) => text.trim());
    if (!Object.hasOwn(USUAL_TRAITS, place) || !path)
      throw new ImportRefused(`The option trait names ${Object.keys(USUAL_TRAITS).join(', ')}, not ${part}.`);
    found[place] = [path.split(/\s+/)];
  }
  return found as Traits;
}

function userOf({ place, record }: SourceRecord, traits: Traits): SourceUser {
  const values = objectOf(record.traits, 'traits') ?? {};
  const taken = new Set<string>();
  const email = traitOf(values, traits.email, taken);
  const phone = traitOf(values, traits.phone, taken);
  const addresses = objectsOf(record.verifiable_addresses, 'verifiable_addresses');
  const credentials = objectOf(record.credentials, 'credentials') ?? {};
  const isInactive = record.state === 'inactive';
  const configuration = (kind: string) => objectOf(objectOf(credentials[kind], kind)?.config, kind);
  return sourceUser(place, textOf(record.id ?? record.external_id, 'id'), {
    email,
    emailVerified: verifiedOf(addresses, email),
    phone,
    phoneVerified: verifiedOf(addresses, phone),
    name: traitOf(values, traits.name, taken),
    username: traitOf(values, traits.username, taken),
    password: passwordOf(configuration('password')),
    blocked: isInactive,
    createdAt: momentOfText(record.created_at, 'created_at'),
    totp: totpOfUri(configuration('totp')?.totp_url, 'totp_url'),
    recoveryCodes: codesOf(configuration('lookup_secret')),
    identities: objectsOf(configuration('oidc')?.providers, 'providers')
      .map((identity) => ({
        provider: textOf(identity.provider, 'the provider') ?? '',
        uid: textOf(identity.subject, 'the subject') ?? '',
      }))
      .filter(({ provider }) => !isNoProvider(provider)),
    prefs: present({ traits: restOf(values, taken) }),
    readOnlyMetadata: present({ metadata_public: record.metadata_public }),
    privateMetadata: present({
      metadata_admin: record.metadata_admin,
      external_id: record.external_id,
    }),
    passkeys: ['webauthn', 'passkey'].flatMap((kind) =>
      objectsOf(configuration(kind)?.credentials, kind).map(passkeyOf),
    ),
    rest: { ...restOf(record, KNOWN), ...(configuration('saml') && { saml: configuration('saml') }) },
  });
}

/** The first of the ways that gives a text. What it is made of is noted by its outermost names. */
function traitOf(
  traits: JsonObject,
  ways: readonly (readonly string[])[],
  taken: Set<string>,
): string | undefined {
  for (const paths of ways) {
    const parts = paths.map((path) => {
      let value: unknown = traits;
      for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined;
      return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    });
    const text = parts.filter(Boolean).join(' ');
    if (!text) continue;
    for (const path of paths) taken.add(path.split('.')[0] ?? '');
    return text;
  }
  return undefined;
}

/** When it was verified, or whether. */
function verifiedOf(
  addresses: readonly JsonObject[],
  value: string | undefined,
): number | boolean | undefined {
  if (value === undefined) return undefined;
  const found = addresses.find((address) => address.value === value && address.verified === true);
  if (!found) return false;
  return momentOfText(found.verified_at, 'verified_at') ?? true;
}

function passwordOf(configuration: JsonObject | undefined): SourceUser['password'] {
  const stored = textOf(configuration?.hashed_password, 'hashed_password');
  if (stored !== undefined)
    return { family: 'kratos', scheme: /^\$([^$]+)\$|^\{([^}]+)\}/.exec(stored)?.[1] ?? '', stored };
  const readable = textOf(configuration?.password, 'the password');
  return readable ? readablePassword('kratos password', readable) : null;
}

/** Codes that were not used. They are written under two names. */
function codesOf(configuration: JsonObject | undefined): readonly string[] {
  return objectsOf(configuration?.recovery_codes ?? configuration?.codes, 'recovery_codes')
    .filter((code) => !code.used_at)
    .map((code) => textOf(code.code, 'a recovery code') ?? '')
    .filter(Boolean);
}

function passkeyOf(key: JsonObject): JsonObject {
  const authenticator = objectOf(key.authenticator, 'authenticator');
  return {
    credentialId: key.id,
    publicKey: key.public_key,
    counter: authenticator?.sign_count ?? 0,
    aaguid: authenticator?.aaguid ?? null,
    name: key.display_name ?? null,
  };
}
