import type { ScratchRow } from '../scratch-tables.ts';
import { betterAuthFactor } from '../sealed-factors.ts';
import {
  envFile,
  fields,
  flag,
  hash,
  listed,
  moment,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  text,
  timeZone,
  words,
} from '../sql-system.ts';
import { isForever } from '../values/moments.ts';

/** Section 2.14 of the import reference. */
export const betterAuth = sqlSystem({
  name: 'better-auth',
  title: 'Better Auth',
  files: 'dump or SQLite file',
  carries: [
    'passwords',
    'totp',
    'recovery codes',
    'identities',
    'labels',
    'teams',
    'phones',
    'usernames',
    'preferences',
    'metadata',
    'passkeys',
    'times',
  ],
  options: { ...timeZone, ...envFile },
  mark: [/\bprovider_?id\b/i, /\baccount_?id\b/i, /\bemail_?verified\b/i],
  layout: {
    users: { table: 'user', needs: ['id', 'email', 'emailVerified'] },
    tables: {
      user: {
        names: ['users'],
        columns: words(
          `id name email emailVerified image createdAt role banned banReason banExpires username phoneNumber phoneNumberVerified twoFactorEnabled isAnonymous`,
        ),
        ignored: ['updatedAt', 'displayUsername'],
      },
      account: {
        names: ['accounts'],
        columns: ['userId', 'accountId', 'providerId', 'password', 'updatedAt'],
      },
      twoFactor: {
        names: ['twoFactors', 'two_factor', 'two_factors'],
        columns: ['userId', 'secret', 'backupCodes', 'verified'],
      },
      passkey: {
        names: ['passkeys'],
        columns: ['userId', 'publicKey', 'credentialID', 'counter', 'transports', 'aaguid'],
      },
      organization: { names: ['organizations'], columns: ['id', 'name', 'createdAt'] },
      member: { names: ['members'], columns: ['organizationId', 'userId', 'role'] },
    },
  },
  teams: {
    table: 'organization',
    team: (row, source) => ({
      sourceId: required(row, 'id'),
      name: required(row, 'name'),
      createdAt: moment(row, 'createdAt', source),
    }),
  },
  user: (row, source) => {
    const accounts = source.tables.find('account', 'userId', row.values.id);
    const own = accounts.find((account) => text(account, 'providerId') === 'credential');
    const banEnd = moment(row, 'banExpires', source);
    const isBlocked = flag(row, 'banned') === true && (banEnd === undefined || isForever(banEnd));
    return {
      sourceId: required(row, 'id'),
      email: text(row, 'email'),
      emailVerified: flag(row, 'emailVerified'),
      phone: text(row, 'phoneNumber'),
      phoneVerified: flag(row, 'phoneNumberVerified'),
      name: text(row, 'name'),
      username: text(row, 'username'),
      password: own ? hash(own, 'password', 'better-auth') : null,
      blocked: isBlocked,
      createdAt: moment(row, 'createdAt', source),
      labels: listed(text(row, 'role')).filter((role) => role !== 'user'),
      prefs: text(row, 'image') === undefined ? {} : { image: text(row, 'image') },
      privateMetadata: fields(row, ['banReason']),
      identities: accounts.flatMap((account) =>
        account === own
          ? []
          : [{ provider: required(account, 'providerId'), uid: required(account, 'accountId') }],
      ),
      teams: source.tables.find('member', 'userId', row.values.id).map((member) => ({
        team: required(member, 'organizationId'),
        roles: listed(text(member, 'role')),
      })),
      ...factorsOf(row, source, isBlocked ? {} : fields(row, ['banExpires'])),
    };
  },
});

function factorsOf(
  row: ScratchRow,
  { tables, env }: SqlSource,
  rest: Readonly<Record<string, unknown>>,
): Partial<Person> {
  const [factor] = tables.find('twoFactor', 'userId', row.values.id);
  // A factor that was only set up is none; the column is newer than the plugin.
  const isUsed = factor !== undefined && flag(factor, 'verified') !== false;
  const opened = isUsed ? betterAuthFactor(fields(factor, ['secret', 'backupCodes']), env) : {};
  return {
    ...opened,
    rest: { ...rest, ...opened.rest },
    passkeys: tables.find('passkey', 'userId', row.values.id).map((passkey) => ({
      credentialId: text(passkey, 'credentialID'),
      publicKey: text(passkey, 'publicKey'),
      counter: Number(text(passkey, 'counter') ?? 0),
      transports: text(passkey, 'transports')?.split(','),
      aaguid: text(passkey, 'aaguid'),
    })),
  };
}
