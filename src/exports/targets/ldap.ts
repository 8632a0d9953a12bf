import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isUuid, namedUuid, userUuid } from '../../crypto/uuid.ts';
import { ScratchTables } from '../../imports/scratch-tables.ts';
import { adaptedBase64, argon2Text, bcryptText, directoryText } from '../hashes/forms.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { eachUser, type Losses, loseOthers, passwordOf, withoutSignIn } from '../losses.ts';
import { choice, loginName, teamNames } from '../names.ts';
import { type ExportFile, ExportRefused, type ExportUser, type Target } from '../target.ts';
import { idThere, nameParts } from '../writing.ts';

const FOLD_AT = 76;
/** A text that needs no base64, a little stricter than RFC 2849: no control characters at all. */
const SAFE = /^(?![ :<])[ -~]*(?<! )$/;
/** What a lock of ppolicy without end says. */
const FOR_GOOD = '000001010000Z';
const UID = /^[\w.@+-]{1,255}$/;

type Attributes = readonly (readonly [name: string, value: string])[];

type Plan = {
  readonly base: string;
  readonly isOperational: boolean;
  readonly projectId: string;
};

/** Section 2.28 of the import reference, RFC 2849. Operational attributes are for `slapadd`. */
export const ldap: Target = {
  name: 'ldap',
  title: 'LDAP directories (OpenLDAP, 389)',
  files: 'LDIF of people and groups',
  takes: [
    ...([
      'id',
      'name',
      'username',
      'email',
      'phone',
      'other addresses',
      'password',
      'password time',
    ] as const),
    ...(['blocked', 'created', 'preferences', 'teams'] as const),
  ],
  options: {
    base: 'Where the entries lie (default: dc=example,dc=com), below ou=people and ou=groups.',
    operational: 'no: without ids, times and locks, for ldapadd (default: yes, for slapadd).',
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const base = options.base ?? 'dc=example,dc=com';
    if (!/^\w+=[^\r\n\0]+$/.test(base))
      throw new ExportRefused('The option base is a DN, as dc=example,dc=com.');
    const isOperational = choice(options, 'operational', ['yes', 'no']) === 'yes';
    const plan = { base, isOperational, projectId: source.project.id };
    const file = await sink.file('users.ldif');
    await file.write('version: 1\n\n');
    const folder = await mkdtemp(join(tmpdir(), 'denizen-export-'));
    try {
      using members = new ScratchTables({ folder });
      members.define('members', ['team', 'dn']);
      await eachUser(source, sink, async (whole, losses) => {
        const user = isOperational ? whole : withoutSignIn(whole, losses);
        const dn = await writePerson(file, { user, plan, losses });
        for (const { teamId } of user.memberships)
          members.insert('members', { file: '', row: 0 }, [teamId, dn]);
      });
      const names = await teamNames(source);
      for await (const team of source.teams()) {
        const entry = { team, name: names.get(team.id) ?? team.id, plan };
        const isWritten = await writeGroup(file, entry, members);
        if (!isWritten)
          await sink.lost({ userId: team.id, field: 'team', why: 'a group without members is none in LDAP' });
        loseOthers(team.prefs, ['description'], (keys) =>
          sink.lost({ userId: team.id, field: 'preferences', why: `no attribute for ${keys}` }),
        );
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    sink.step(`The entries ou=people,${base} and ou=groups,${base} must be there.`);
    sink.step(isOperational ? 'slapadd -q -l users.ldif, while slapd is stopped' : 'ldapadd -f users.ldif');
  },
};

type Person = { readonly user: ExportUser; readonly plan: Plan; readonly losses: Losses };

async function writePerson(file: ExportFile, { user, plan, losses }: Person): Promise<string> {
  const uid = loginName(user, UID);
  const dn = `uid=${escapedDn(uid)},ou=people,${plan.base}`;
  const { first, last } = nameParts(user.name);
  const name = user.name || uid;
  const password = passwordOf(user, losses, directoryHash);
  const roles = user.memberships.flatMap((membership) => membership.roles);
  if (roles.length > 0) losses.add('teams', 'groups have no roles');
  loseOthers(user.prefs, ['preferredLanguage'], (keys) =>
    losses.add('preferences', `no attribute for ${keys}`),
  );
  const language = user.prefs.preferredLanguage;
  await file.write(
    entryText(dn, [
      ...['top', 'person', 'organizationalPerson', 'inetOrgPerson'].map(
        (each) => ['objectClass', each] as const,
      ),
      ['uid', uid],
      ['cn', name],
      ['sn', last || first || uid],
      ...texts('displayName', user.name),
      ...(last ? texts('givenName', first) : []),
      ...texts('mail', user.email, ...user.otherEmails),
      ...texts('mobile', user.phone, ...user.otherPhones),
      ...texts('preferredLanguage', typeof language === 'string' ? language : undefined),
      ...texts('userPassword', password),
      ...ids(user, plan),
      ...operational(user, plan, losses),
    ]),
  );
  return dn;
}

/** `entryUUID` only where the server takes it; the id that it was made of stands in `employeeNumber`. */
function ids(user: ExportUser, { isOperational, projectId }: Plan): Attributes {
  const own = idThere(user, 'ldif');
  if (own !== undefined && isUuid(own))
    return isOperational ? [['entryUUID', own]] : [['employeeNumber', own]];
  const uuid = userUuid(projectId, user.id);
  const isMade = uuid !== user.id.toLowerCase() || !isOperational;
  return [
    ...(isOperational ? ([['entryUUID', uuid]] as const) : []),
    ...(isMade ? ([['employeeNumber', user.id]] as const) : []),
  ];
}

function operational(user: ExportUser, { isOperational }: Plan, losses: Losses): Attributes {
  const { passwordUpdatedAt: changedAt } = user;
  if (isOperational) {
    const hasPassword = user.password !== null;
    if (changedAt !== null && !hasPassword) losses.add('password time', 'it comes with a password only');
    return [
      ['createTimestamp', digits(user.createdAt)],
      ['modifyTimestamp', digits(user.updatedAt)],
      ...(changedAt !== null && hasPassword ? ([['pwdChangedTime', digits(changedAt)]] as const) : []),
      ...(user.blocked ? ([['pwdAccountLockedTime', FOR_GOOD]] as const) : []),
    ];
  }
  const why = 'it is an operational attribute, which ldapadd does not take';
  losses.add('created', why);
  if (user.blocked) losses.add('blocked', why);
  if (changedAt !== null) losses.add('password time', why);
  return [];
}

async function writeGroup(
  file: ExportFile,
  {
    team,
    name,
    plan,
  }: {
    readonly team: {
      readonly id: string;
      readonly createdAt: number;
      readonly prefs: Readonly<Record<string, unknown>>;
    };
    readonly name: string;
    readonly plan: Plan;
  },
  members: ScratchTables,
): Promise<boolean> {
  const { description } = team.prefs;
  let isBegun = false;
  for (const { values } of members.each('members', 'team', team.id)) {
    if (!isBegun)
      await file.write(
        recordText([
          ['dn', `cn=${escapedDn(name)},ou=groups,${plan.base}`],
          ['objectClass', 'top'],
          ['objectClass', 'groupOfNames'],
          ['cn', name],
          ...texts('description', typeof description === 'string' ? description : undefined),
          ...(plan.isOperational
            ? ([
                ['entryUUID', isUuid(team.id) ? team.id : namedUuid(`${plan.projectId}/teams/${team.id}`)],
                ['createTimestamp', digits(team.createdAt)],
              ] as const)
            : []),
        ]),
      );
    isBegun = true;
    await file.write(recordText([['member', String(values.dn)]]));
  }
  if (isBegun) await file.write('\n');
  return isBegun;
}

function texts(name: string, ...values: readonly (string | null | undefined)[]): Attributes {
  return values.flatMap((value) => (value ? [[name, value] as const] : []));
}

function entryText(dn: string, attributes: Attributes): string {
  return `${recordText([['dn', dn], ...attributes])}\n`;
}

function recordText(attributes: Attributes): string {
  return attributes.map(([name, value]) => `${folded(lineOf(name, value))}\n`).join('');
}

function lineOf(name: string, value: string): string {
  return SAFE.test(value) ? `${name}: ${value}` : `${name}:: ${Buffer.from(value).toString('base64')}`;
}

/** A line that goes on begins with a blank, which counts. All of it is ASCII. */
function folded(line: string): string {
  if (line.length <= FOLD_AT) return line;
  const further = line.slice(FOLD_AT).match(/.{1,75}/gs) ?? [];
  return [line.slice(0, FOLD_AT), ...further].join('\n ');
}

/** RFC 4514, 2.4. */
function escapedDn(value: string): string {
  return value
    .replaceAll(/[,+"\\<>;=]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
}

/** Generalized time of RFC 4517, 3.3.13. */
function digits(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}

const PBKDF2_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };

/** RFC 2307, and the modules argon2, pw-pbkdf2 and pw-sha2 of OpenLDAP. */
export function directoryHash(hash: StoredHash): string | undefined {
  if (/^\{[A-Za-z0-9-]+\}/.test(hash.text)) return hash.text;
  if (hash.kind === 'argon2' && hash.version === 19 && hash.type !== 'argon2d')
    return `{ARGON2}${argon2Text(hash)}`;
  if (hash.kind === 'bcrypt') return hash.variant === '2x' ? undefined : `{CRYPT}${bcryptText(hash)}`;
  if (hash.kind === 'crypt') return `{CRYPT}${hash.hash}`;
  if (hash.kind === 'digest') return directoryText(hash);
  if (hash.kind !== 'pbkdf2' || PBKDF2_BYTES[hash.digest] !== hash.hash.length) return undefined;
  const { digest, rounds, salt } = hash;
  const name = `{PBKDF2-${digest.toUpperCase()}}`;
  return `${name}${rounds}$${adaptedBase64(salt)}$${adaptedBase64(hash.hash)}`;
}
