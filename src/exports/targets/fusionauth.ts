import { userUuid } from '../../crypto/uuid.ts';
import { bytesOfBase32 } from '../../imports/values/encodings.ts';
import type { JsonObject } from '../../imports/values/json.ts';
import { base64, type HashOf } from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import {
  type ExportFile,
  ExportRefused,
  type ExportUser,
  metadataFields,
  type Target,
  type TargetOptions,
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
  pictureOf,
  privateWithout,
  providerNamesOf,
  providerThere,
  SplitFiles,
  said,
  unwrapped,
} from '../writing.ts';

/** FusionAuth's own advice. A call takes all of its users or none. */
const USERS_A_FILE = 10_000;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Bodies of `POST /api/user/import`. */
export const fusionauth: Target = {
  name: 'fusionauth',
  title: 'FusionAuth',
  files:
    'users-001.json …, bodies of POST /api/user/import; links.ndjson, bodies of POST /api/identity-provider/link',
  takes: [
    ...(['id', 'name', 'username', 'email', 'email verification', 'phone', 'password'] as const),
    ...(['blocked', 'created', 'last access', 'labels', ...metadataFields, 'totp'] as const),
    ...(['recovery codes', 'identities', 'teams'] as const),
  ],
  options: {
    application:
      'The id of an application there. Users are registered for it, with their labels as roles, which must exist.',
    groups: 'yes: teams whose ids are UUIDs are groups that exist there.',
    providers: PROVIDERS_OPTION.replace('google-login,github=code-host', 'UUID,github=UUID'),
  },
  asksAtFirstSignIn: true,
  write: async (source, sink, options) => {
    const context = contextOf(source.project.id, options);
    const files = new SplitFiles(sink, {
      name: numbered('users'),
      around: ['{"validateDbConstraints":false,"users":[\n', ',\n', '\n]}\n'],
      itemsAtMost: USERS_A_FILE,
    });
    let links: ExportFile | undefined;
    for await (const made of converted(source, sink, (user, lose) => madeOf(user, context, lose))) {
      if (!made) continue;
      await files.add(JSON.stringify(made.record));
      for (const link of made.links) {
        links ??= await sink.file('links.ndjson');
        await links.write(`${JSON.stringify({ identityProviderLink: link })}\n`);
      }
    }
    await files.end();
    sink.step('# headers.txt has the line "Authorization: API_KEY"');
    sink.step(`for f in users-*.json; do ${curl('/api/user/import')} --data-binary "@$f"; done`);
    if (links)
      sink.step(
        `while IFS= read -r link; do printf %s "$link" | ${curl('/api/identity-provider/link')} --data-binary @-; done < links.ndjson`,
      );
  },
};

function curl(path: string): string {
  return `curl -fsS "$FUSIONAUTH_URL${path}" -H @headers.txt -H 'Content-Type: application/json'`;
}

type Context = {
  readonly project: string;
  readonly application: string | undefined;
  readonly hasGroups: boolean;
  readonly providers: ReadonlyMap<string, string>;
};

function contextOf(project: string, options: TargetOptions): Context {
  const { application, groups } = options;
  if (application !== undefined && !UUID.test(application))
    throw new ExportRefused('The option application is a UUID');
  return { project, application, hasGroups: groups === 'yes', providers: providerNamesOf(options) };
}

function madeOf(user: ExportUser, context: Context, lose: Lose) {
  const { email, phone, username, blocked } = user;
  if (email === null && phone === null && username === null) {
    lose('user', 'it has no email, phone or username');
    return undefined;
  }
  const there = idThere(user, 'fusionauth') ?? '';
  const id = UUID.test(there) ? there : userUuid(context.project, user.id);
  const { first, last } = nameParts(user.name);
  const record = {
    id,
    active: !blocked,
    ...said({ email }),
    verified: user.emailVerified,
    ...said({ username, fullName: user.name, firstName: last && first, lastName: last, mobilePhone: phone }),
    insertInstant: user.createdAt,
    ...said({ lastLoginInstant: user.accessedAt, imageUrl: pictureOf(user) }),
    ...placesOf(user, { id, lose }),
    ...passwordOf(user.password, lose),
    ...connectionsOf(user, context, lose),
    ...said({ twoFactor: said({ methods: methodsOf(user, lose), recoveryCodes: user.recoveryCodes }) }),
  };
  return { record, links: linksOf(user, { id, context, lose }) };
}

const TEXTS = new Set(['birthDate', 'expiry']);

/** Where preferences and metadata go. What has no place of its own stands in `data`. */
function placesOf(user: ExportUser, { id, lose }: { readonly id: string; readonly lose: Lose }): JsonObject {
  const { preferredLanguages, timezone, picture: _, ...prefs } = user.prefs;
  const languages = Array.isArray(preferredLanguages) ? preferredLanguages : [];
  const isFromThere = idThere(user, 'fusionauth') !== undefined;
  const hidden = unwrapped(user, 'fusionauth', [privateWithout(user, 'fusionauth', { lose }), 'data']);
  const own = Object.entries(hidden).filter(([name]) => isFromThere && TEXTS.has(name));
  const inData = Object.entries(hidden).filter(([name]) => !(isFromThere && TEXTS.has(name)));
  const data = merged(
    [
      { field: 'private metadata', values: Object.fromEntries(inData) },
      { field: 'read-only metadata', values: user.readOnlyMetadata },
      {
        field: 'preferences',
        values: {
          ...prefs,
          ...(pictureOf(user) === undefined && said({ picture: user.prefs.picture })),
          ...(languages.length === 0 && said({ preferredLanguages })),
        },
      },
      { field: 'id', values: id === user.id.toLowerCase() || isFromThere ? {} : { externalId: user.id } },
    ],
    lose,
  );
  return said({ preferredLanguages: languages, timezone, data, ...Object.fromEntries(own) });
}

function connectionsOf(user: ExportUser, { application, hasGroups }: Context, lose: Lose): JsonObject {
  const { labels, memberships } = user;
  if (labels.length > 0 && application === undefined)
    lose('labels', 'the option application says where roles belong');
  const groups = memberships.filter(({ teamId }) => hasGroups && UUID.test(teamId));
  if (groups.length < memberships.length)
    lose(
      'teams',
      hasGroups ? 'the id of the team is no UUID' : 'the option groups says that they exist there',
    );
  else if (groups.some(({ roles }) => roles.length > 0)) lose('teams', 'roles within a group have no place');
  return {
    ...(application !== undefined && {
      registrations: [{ applicationId: application, ...said({ roles: labels }) }],
    }),
    ...said({ memberships: groups.map(({ teamId }) => ({ groupId: teamId })) }),
  };
}

function linksOf(
  { identities }: ExportUser,
  { id, context, lose }: { readonly id: string; readonly context: Context; readonly lose: Lose },
): readonly JsonObject[] {
  return identities.flatMap((identity) => {
    const identityProviderId = providerThere(context.providers, identity);
    if (identityProviderId === undefined) {
      loseIdentity(identity, lose);
      return [];
    }
    const { uid, email } = identity;
    return [{ identityProviderId, identityProviderUserId: uid, userId: id, ...said({ displayName: email }) }];
  });
}

function methodsOf({ totp }: ExportUser, lose: Lose) {
  if (!totp) return [];
  if (isUsualTotp(totp)) return [{ method: 'authenticator', secret: base64(bytesOfBase32(totp.secret)) }];
  lose('totp', 'only SHA-1 with 6 digits and 30 seconds has a place');
  return [];
}

type Password = {
  readonly encryptionScheme: string;
  readonly factor: number;
  readonly salt?: string;
  readonly password: string;
};

function passwordOf(hash: StoredHash | null, lose: Lose): Partial<Password> {
  if (!hash) return {};
  const made = madeHash(hash);
  if (!made) loseHash(hash, 'FusionAuth', lose);
  return made ?? {};
}

function madeHash(hash: StoredHash): Password | undefined {
  if (hash.kind === 'bcrypt' && hash.variant !== '2x')
    return { encryptionScheme: 'bcrypt', factor: hash.cost, salt: hash.salt, password: hash.hash };
  if (hash.kind === 'phpass') return { encryptionScheme: 'phpass-md5', factor: 1, password: hash.hash };
  if (hash.kind === 'pbkdf2') return pbkdf2Of(hash);
  if (hash.kind === 'hmac' && hash.digest === 'sha256')
    return salted('salted-hmac-sha256', { factor: 1, salt: hash.key, hash: hash.hash });
  // The digest of the password, then the salt.
  if (hash.kind !== 'digest' || (hash.salt.length > 0 && hash.saltIs === 'before')) return undefined;
  if (hash.digest !== 'md5' && hash.digest !== 'sha256') return undefined;
  return salted(`salted-${hash.digest}`, { factor: hash.rounds, salt: hash.salt, hash: hash.hash });
}

/** Schemes of PBKDF2 by digest and bytes of the hash. */
const pbkdf2Schemes: Readonly<Record<string, string>> = {
  'sha256 32': 'salted-pbkdf2-hmac-sha256',
  'sha256 64': 'salted-pbkdf2-hmac-sha256-512',
  'sha512 64': 'salted-pbkdf2-hmac-sha512-512',
};

function pbkdf2Of({ digest, rounds, salt, hash }: HashOf<'pbkdf2'>): Password | undefined {
  const scheme = pbkdf2Schemes[`${digest} ${hash.length}`];
  return scheme === undefined ? undefined : salted(scheme, { factor: rounds, salt, hash });
}

function salted(
  encryptionScheme: string,
  { factor, salt, hash }: { readonly factor: number; readonly salt: Buffer; readonly hash: Buffer },
): Password {
  return { encryptionScheme, factor, salt: base64(salt), password: base64(hash) };
}
