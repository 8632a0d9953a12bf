import {
  fullName,
  itemsOf,
  present,
  RelatedRecords,
  recordsOf,
  restOf,
  type SourceRecord,
  sourceUser,
} from '../records.ts';
import type { SourceItem, SourceUser, System } from '../source.ts';
import type { JsonObject } from '../values/json.ts';
import { isForever, momentOfText } from '../values/moments.ts';
import { flagOf, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

const KNOWN = new Set(
  (
    'Id UserName NormalizedUserName Email NormalizedEmail EmailConfirmed PasswordHash SecurityStamp ConcurrencyStamp ' +
    'PhoneNumber PhoneNumberConfirmed TwoFactorEnabled LockoutEnd LockoutEnabled AccessFailedCount'
  ).split(' '),
);

/** Tables by a column that only they have. */
const TABLES: readonly (readonly [string, string])[] = [
  ['NormalizedUserName', 'users'],
  ['ProviderKey', 'logins'],
  ['ClaimType', 'claims'],
  ['LoginProvider', 'tokens'],
  ['RoleId', 'userRoles'],
  ['NormalizedName', 'roles'],
];

const OWN_TOKENS = '[AspNetUserStore]';
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';

/** The tables of ASP.NET Identity, each as JSON (`FOR JSON AUTO`) or CSV. */
export const aspnetIdentity: System = {
  name: 'aspnet-identity',
  title: 'ASP.NET Identity (Duende, ABP, Orchard)',
  files: 'AspNetUsers, -UserLogins, -UserTokens, -UserClaims, -Roles, -UserRoles (JSON, CSV)',
  carries: ['passwords', 'totp', 'recovery codes', 'identities', 'labels', 'phones', 'usernames', 'metadata'],
  options: { null: 'The text that stands for null in the CSV of some tools, such as NULL.' },
  detect: (head, name) => head.includes('NormalizedUserName') || /AspNet(?:User|Role)/.test(name),
  read: async function* (files, options, scratch) {
    using related = new RelatedRecords(scratch);
    for (const file of files)
      yield* itemsOf(recordsOf(file, { csv: {} }), (row) => {
        const record = withoutNull(row.record, options.null);
        const table = TABLES.find(([column]) => column in record)?.[1] ?? '';
        related.add(table, keyOf(table, record), { ...row, record });
        return undefined;
      });
    yield* aspnetUsersOf(related);
  },
};

/** Rows by what they are looked up by. */
function keyOf(table: string, record: JsonObject): string | undefined {
  const isByOwnId = table === 'users' || table === 'roles';
  return textOf(isByOwnId ? record.Id : record.UserId, 'the id');
}

function withoutNull(record: JsonObject, nullText: string | undefined): JsonObject {
  if (nullText === undefined) return record;
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, value === nullText ? null : value]),
  );
}

/** Streams the users of tables that are loaded by their keys, whatever file they come from. */
function aspnetUsersOf(related: RelatedRecords): AsyncGenerator<SourceItem> {
  async function* rows() {
    for (const row of related.all('users')) yield [row];
  }
  return itemsOf(
    rows(),
    (row) => userOf(row, related),
    ({ record }) => record.Id,
  );
}

function userOf({ place, record }: SourceRecord, related: RelatedRecords): SourceUser {
  const id = textOf(record.Id, 'Id');
  const username = textOf(record.UserName, 'UserName');
  const lockoutEnd = momentOfText(record.LockoutEnd, 'LockoutEnd');
  const { name, claims } = claimsOf(related.of('claims', id));
  const hasFactor = flagOf(record.TwoFactorEnabled, 'TwoFactorEnabled') === true;
  const token = (kind: string) =>
    related.of('tokens', id).find((row) => hasFactor && row.LoginProvider === OWN_TOKENS && row.Name === kind)
      ?.Value;
  const password = textOf(record.PasswordHash, 'PasswordHash');
  const lock = lockoutEnd !== undefined && lockoutEnd > Date.now() && !isForever(lockoutEnd);
  return sourceUser(place, id, {
    email: textOf(record.Email, 'Email'),
    emailVerified: flagOf(record.EmailConfirmed, 'EmailConfirmed'),
    phone: textOf(record.PhoneNumber, 'PhoneNumber'),
    phoneVerified: flagOf(record.PhoneNumberConfirmed, 'PhoneNumberConfirmed'),
    name,
    // Many applications fill it with the address.
    username: username?.includes('@') ? undefined : username,
    password: password === undefined ? null : { family: 'aspnet', scheme: 'identity', stored: password },
    blocked: isForever(lockoutEnd),
    totp: totpOf(seedOfBase32(token('AuthenticatorKey'), 'AuthenticatorKey')),
    recoveryCodes: (textOf(token('RecoveryCodes'), 'RecoveryCodes') ?? '').split(';').filter(Boolean),
    identities: related.of('logins', id).map((login) => ({
      provider: textOf(login.LoginProvider, 'LoginProvider') ?? '',
      uid: textOf(login.ProviderKey, 'ProviderKey') ?? '',
    })),
    labels: related.of('userRoles', id).flatMap(({ RoleId }) => {
      const role = textOf(RoleId, 'RoleId');
      const [found] = related.of('roles', role);
      return [textOf(found?.Name, 'the name of a role') ?? role ?? []].flat();
    }),
    privateMetadata: present({ claims }),
    rest: { ...restOf(record, KNOWN), ...(lock && { LockoutEnd: record.LockoutEnd }) },
  });
}

function claimsOf(rows: readonly JsonObject[]): {
  readonly name: string | undefined;
  readonly claims: JsonObject;
} {
  const claims: Record<string, string[]> = Object.create(null);
  for (const row of rows) {
    const kind = textOf(row.ClaimType, 'ClaimType') ?? '';
    const short = kind.startsWith(CLAIMS) ? kind.slice(CLAIMS.length) : kind;
    claims[short] = [...(claims[short] ?? []), textOf(row.ClaimValue, 'ClaimValue') ?? ''];
  }
  const { name, given_name, givenname, family_name, surname, ...others } = claims;
  const [given, family] = [given_name ?? givenname, family_name ?? surname];
  return { name: fullName(name?.[0], given?.[0], family?.[0]), claims: others };
}
