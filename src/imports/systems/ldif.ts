import { type LdifRow, ldifRowsOf, ldifText } from '../readers/ldif.ts';
import {
  earlierItemsOf,
  fullName,
  itemsOf,
  NamedTeams,
  present,
  RelatedRecords,
  readablePassword,
  skipped,
  sourceTeam,
  sourceUser,
} from '../records.ts';
import type { SourceItem, SourceUser, System } from '../source.ts';
import { isForever, momentOfDigits } from '../values/moments.ts';
import { RowRefused } from '../values/scalars.ts';

type Entry = Extract<LdifRow, { readonly entry: unknown }>;
type Values = readonly (string | Buffer)[];

const PEOPLE = new Set([
  'inetorgperson',
  'person',
  'organizationalperson',
  'posixaccount',
  'user',
  'account',
]);
const NO_PEOPLE = new Set(['computer', 'msds-groupmanagedserviceaccount']);
const GROUPS = new Set(['groupofnames', 'groupofuniquenames', 'posixgroup', 'group', 'ipausergroup']);

/** Attributes with a place of their own, of the server itself, or secret. */
const KNOWN = new Set(
  (
    'objectclass uid samaccountname cn sn givenname displayname mail mobile telephonenumber userpassword entryuuid ' +
    'nsuniqueid ipauniqueid objectguid createtimestamp modifytimestamp whencreated whenchanged ' +
    'pwdaccountlockedtime nsaccountlock useraccountcontrol krbprincipalexpiration memberof preferredlanguage ' +
    'pwdchangedtime pwdlastset lastlogontimestamp authtimestamp creatorsname modifiersname entrycsn entrydn ' +
    'structuralobjectclass subschemasubentry hassubordinates numsubordinates pwdhistory pwdfailuretime contextcsn ' +
    'sambantpassword sambalmpassword krbprincipalkey krbextradata unicodepwd distinguishedname objectcategory ' +
    'instancetype usncreated usnchanged objectsid lastlogon logoncount badpwdcount badpasswordtime dscorepropagationdata'
  ).split(' '),
);

/** Names of RFC 2307 and of the modules of OpenLDAP and 389 that a scheme here may know. */
const SCHEME = /^\{(?:S?MD5|S?SHA(?:256|384|512)?|CRYPT|ARGON2|PBKDF2[-_A-Z\d]*|APR1)\}/i;
/** From 1601, in units of 100 nanoseconds. */
const FILETIME_EPOCH = 11_644_473_600_000;
const LOCKED_FOR_GOOD = /^000001010000(?:00)?Z$/;
const DISABLED = 0x2;

/** `ldapsearch` or `slapcat` of OpenLDAP, 389 Directory Server, FreeIPA, and `ldifde` of Active Directory. */
export const ldif: System = {
  name: 'ldif',
  title: 'LDAP directories (OpenLDAP, 389, FreeIPA, Active Directory)',
  files: "LDIF of ldapsearch with '*' '+', slapcat, ldifde",
  carries: ['passwords', 'teams', 'phones', 'usernames', 'preferences', 'times'],
  detect: (head, name) => /^dn::? /im.test(head) || /\.ldif$/i.test(name),
  read: async function* (files, _options, scratch) {
    using related = new RelatedRecords(scratch);
    for (const file of files) yield* earlierItemsOf(ldifRowsOf(file), (row) => groupOf(row, related));
    const named = new NamedTeams();
    for (const file of files)
      yield* itemsOf(
        ldifRowsOf(file),
        (row) => userOf(row, related, named),
        ({ entry }) => entry.dn,
      );
  },
};

function classesOf({ entry }: Entry): readonly string[] {
  return texts(entry.attributes.get('objectclass')).map((name) => name.toLowerCase());
}

function isGroup(row: Entry): boolean {
  return classesOf(row).some((name) => GROUPS.has(name));
}

function isPerson(row: Entry): boolean {
  const classes = classesOf(row);
  return (
    classes.some((name) => PEOPLE.has(name)) &&
    !classes.some((name) => NO_PEOPLE.has(name) || GROUPS.has(name))
  );
}

function groupOf(row: Entry, related: RelatedRecords): SourceItem | undefined {
  if (!isGroup(row)) return undefined;
  const { entry, place } = row;
  const { attributes, dn } = entry;
  const team = idOf(attributes) ?? normalDn(dn);
  related.add('groups', normalDn(dn), { place, record: { team } });
  for (const name of ['member', 'uniquemember'])
    for (const member of texts(attributes.get(name)))
      related.add('members', normalDn(member), { place, record: { team } });
  for (const uid of texts(attributes.get('memberuid')))
    related.add('memberUids', uid.toLowerCase(), { place, record: { team } });
  return sourceTeam(place, team, {
    name: first(attributes, 'displayName') ?? first(attributes, 'cn') ?? firstRdn(dn),
    prefs: present({ description: first(attributes, 'description') }) ?? {},
    createdAt: createdOf(attributes),
  });
}

function userOf(
  row: Entry,
  related: RelatedRecords,
  named: NamedTeams,
): SourceItem | readonly SourceItem[] | undefined {
  const { entry, place } = row;
  if (isPerson(row)) return personOf(row, related, named);
  if (isGroup(row)) return undefined;
  if (!entry.attributes.has('objectclass'))
    throw new RowRefused("it has no objectClass: export all attributes, with '*'");
  return skipped(place, entry.dn, 'neither a person nor a group');
}

function personOf(
  { entry, place }: Entry,
  related: RelatedRecords,
  named: NamedTeams,
): readonly SourceItem[] {
  const { attributes, dn } = entry;
  const id = idOf(attributes);
  const emails = texts(attributes.get('mail'));
  const phones = [...texts(attributes.get('mobile')), ...texts(attributes.get('telephonenumber'))];
  const username = first(attributes, 'uid') ?? first(attributes, 'sAMAccountName');
  const { password, others } = passwordOf(attributes.get('userpassword') ?? []);
  const unknown: { team: string; name: string }[] = [];
  const byGroup = texts(attributes.get('memberof')).map((group) => {
    const [found] = related.of('groups', normalDn(group));
    if (!found) unknown.push({ team: normalDn(group), name: firstRdn(group) });
    return String(found?.team ?? normalDn(group));
  });
  const teams = new Set([
    ...related.of('members', normalDn(dn)).map(({ team }) => String(team)),
    ...related.of('memberUids', username?.toLowerCase()).map(({ team }) => String(team)),
    ...byGroup,
  ]);
  const user = sourceUser(place, id ?? dn, {
    email: emails[0],
    // A directory does not say who owns an address.
    emailVerified: emails[0] === undefined ? undefined : false,
    otherEmails: emails.slice(1),
    phone: phones[0],
    phoneVerified: phones[0] === undefined ? undefined : false,
    otherPhones: phones.slice(1),
    name: fullName(
      first(attributes, 'displayName') ?? first(attributes, 'cn'),
      first(attributes, 'givenName'),
      first(attributes, 'sn'),
    ),
    username,
    password,
    passwordUpdatedAt:
      momentOfDigits(first(attributes, 'pwdChangedTime'), 'pwdChangedTime') ??
      momentOfFiletime(first(attributes, 'pwdLastSet')),
    blocked: isBlocked(attributes),
    createdAt: createdOf(attributes),
    accessedAt:
      momentOfDigits(first(attributes, 'authTimestamp'), 'authTimestamp') ??
      momentOfFiletime(first(attributes, 'lastLogonTimestamp')),
    teams: [...teams].map((team) => ({ team, roles: [] })),
    prefs: present({ preferredLanguage: first(attributes, 'preferredLanguage') }),
    rest: { ...othersOf(attributes), ...(others > 0 && { userPassword: `${others} more` }) },
  });
  return [...named.of(place, unknown), user];
}

function texts(values: Values | undefined): readonly string[] {
  return (values ?? [])
    .map(ldifText)
    .filter((text) => text !== undefined && text !== '') as readonly string[];
}

function first(attributes: Entry['entry']['attributes'], name: string): string | undefined {
  return texts(attributes.get(name.toLowerCase()))[0];
}

/** Whichever identifier that never changes the server has. */
function idOf(attributes: Entry['entry']['attributes']): string | undefined {
  const text = first(attributes, 'entryUUID') ?? first(attributes, 'ipaUniqueID');
  if (text !== undefined) return text;
  const [guid] = attributes.get('objectguid') ?? [];
  if (guid !== undefined) return guidOf(Buffer.isBuffer(guid) ? guid : Buffer.from(guid, 'latin1'));
  return first(attributes, 'nsUniqueId');
}

/** The first three groups are little-endian. */
function guidOf(bytes: Buffer): string | undefined {
  if (bytes.length !== 16) return undefined;
  const swapped = Buffer.concat([
    bytes.subarray(0, 4).toReversed(),
    bytes.subarray(4, 6).toReversed(),
    bytes.subarray(6, 8).toReversed(),
    bytes.subarray(8),
  ]).toString('hex');
  return swapped.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Case, blanks after commas and the two ways to write a comma do not tell names apart. */
function normalDn(dn: string): string {
  return dn
    .replaceAll(/\\([,+"\\<>;=# ])/g, (_, symbol: string) => `\\${symbol.charCodeAt(0).toString(16)}`)
    .replaceAll(/\s*([,=])\s*/g, '$1')
    .trim()
    .toLowerCase();
}

function firstRdn(dn: string): string {
  const rdn = dn.split(/(?<!\\),/)[0] ?? dn;
  return rdn.slice(rdn.indexOf('=') + 1).trim();
}

function createdOf(attributes: Entry['entry']['attributes']): number | undefined {
  const text = first(attributes, 'createTimestamp') ?? first(attributes, 'whenCreated');
  return momentOfDigits(text, 'createTimestamp');
}

function momentOfFiletime(text: string | undefined): number | undefined {
  if (!text || !/^\d{1,18}$/.test(text) || Number(text) === 0) return undefined;
  return Math.trunc(Number(text) / 10_000) - FILETIME_EPOCH;
}

function isBlocked(attributes: Entry['entry']['attributes']): boolean {
  const control = Number(first(attributes, 'userAccountControl') ?? 0);
  const expires = momentOfDigits(first(attributes, 'krbPrincipalExpiration'), 'krbPrincipalExpiration');
  return (
    LOCKED_FOR_GOOD.test(first(attributes, 'pwdAccountLockedTime') ?? '') ||
    first(attributes, 'nsAccountLock')?.toLowerCase() === 'true' ||
    (control & DISABLED) !== 0 ||
    (expires !== undefined && expires < Date.now() && !isForever(expires))
  );
}

/** The first that a scheme may know. A text without a scheme is the password itself. */
function passwordOf(values: Values): { readonly password: SourceUser['password']; readonly others: number } {
  const all = texts(values);
  const known = all.find((value) => SCHEME.test(value)) ?? all.find((value) => value.startsWith('{'));
  const others = Math.max(0, all.length - 1);
  if (known !== undefined) {
    const scheme = /^\{([^}]*)\}/.exec(known)?.[1] ?? '';
    return { password: { family: 'ldap', scheme, stored: known }, others };
  }
  const [first] = all;
  return { password: first === undefined ? null : readablePassword('userPassword', first), others };
}

/** Bytes are said by their number. */
function othersOf(attributes: Entry['entry']['attributes']): Record<string, unknown> {
  const found: [string, unknown][] = [];
  for (const [name, values] of attributes) {
    if (KNOWN.has(name)) continue;
    const shown = values.map((value) => ldifText(value) ?? `${value.length} bytes`).filter(Boolean);
    if (shown.length > 0) found.push([name, shown.length === 1 ? shown[0] : shown]);
  }
  return Object.fromEntries(found);
}
