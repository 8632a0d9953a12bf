import { namedUuid } from '../../crypto/uuid.ts';
import { phpHash, plainBcrypt } from '../hashes/php.ts';
import type { StoredHash } from '../hashes/stored.ts';
import { eachUser, type Losses, loseOthers, namedIdentities, passwordOf, withoutSignIn } from '../losses.ts';
import { choice, list } from '../names.ts';
import { type NulReport, SqlFile, type SqlRow, type SqlValue } from '../sql.ts';
import { addressFields, ExportRefused, type ExportUser, type Target } from '../target.ts';
import { idThere } from '../writing.ts';

const PLUGINS = ['admin', 'username', 'phone-number', 'organization'];
/** Families of hashes that an application may check by a `password.verify` of its own. */
const FAMILIES = ['bcrypt', 'argon2'];
/** Its providers by our names, where it has another one. */
const RENAMED: Readonly<Record<string, string>> = { x: 'twitter' };

type Plan = {
  readonly plugins: readonly string[];
  readonly families: readonly string[];
};

/** Section 2.14 of the import reference. Columns of plugins are written only for those that are named. */
export const betterAuth: Target = {
  name: 'better-auth',
  title: 'Better Auth',
  files: 'SQL of user and account, and of the tables of its plugins',
  takes: [
    ...(['id', 'name', 'username', ...addressFields, 'password', 'blocked', 'created'] as const),
    ...(['labels', 'preferences', 'identities', 'teams'] as const),
  ],
  options: {
    plugins: `The plugins that are installed, of ${PLUGINS.join(', ')} (default: none).`,
    'password-verify': `What hashes the application's own password.verify knows, of ${FAMILIES.join(', ')} (default: none).`,
    dialect: 'postgresql (default), mysql or sqlite.',
  },
  asksAtFirstSignIn: false,
  write: async (source, sink, options) => {
    const dialect = choice(options, 'dialect', ['postgresql', 'mysql', 'sqlite']);
    const plan = { plugins: list(options, 'plugins'), families: list(options, 'password-verify') };
    if (plan.plugins.some((plugin) => !PLUGINS.includes(plugin)))
      throw new ExportRefused(`The option plugins is a list of ${PLUGINS.join(', ')}.`);
    if (plan.families.some((family) => !FAMILIES.includes(family)))
      throw new ExportRefused(`The option password-verify is a list of ${FAMILIES.join(', ')}.`);
    const sql = await SqlFile.open(sink, 'users.sql', dialect);
    const hasTeams = plan.plugins.includes('organization');
    if (hasTeams)
      for await (const { id, name, createdAt } of source.teams())
        await sql.insert(
          'organization',
          { id, name, slug: id.toLowerCase(), createdAt: new Date(createdAt) },
          () => {},
        );
    const isBlockable = plan.plugins.includes('admin');
    await eachUser(source, sink, async (whole, losses) => {
      const user = isBlockable ? whole : withoutSignIn(whole, losses);
      const report: NulReport = (column) => losses.add(column, 'the database has no NUL');
      const id = idThere(user, 'better-auth') ?? user.id;
      if (user.email === null) return losses.add('user', 'Better Auth takes no user without an address');
      const accounts = accountRows(user, { id, plan, losses });
      await sql.insert('user', userRow(user, { id, plan, losses }), report);
      for (const row of accounts) await sql.insert('account', row, report);
      await writeMembers(sql, { user, id, losses, report }, hasTeams);
    });
    await sql.end();
    sink.step('Load users.sql into the database of the application.');
  },
};

type OfUser = { readonly id: string; readonly plan: Plan; readonly losses: Losses };

function userRow(user: ExportUser, { id, plan, losses }: OfUser): SqlRow {
  const { image, picture, ...prefs } = user.prefs;
  const url = image ?? picture;
  loseOthers(prefs, [], (keys) => losses.add('preferences', `Better Auth has no place for ${keys}`));
  const row: Record<string, SqlValue> = {
    id,
    name: user.name,
    email: user.email,
    emailVerified: user.emailVerified,
    image: typeof url === 'string' ? url : null,
    createdAt: new Date(user.createdAt),
    updatedAt: new Date(user.updatedAt),
  };
  const needs = (plugin: string, field: string, isSaid: boolean): boolean => {
    const isThere = plan.plugins.includes(plugin);
    if (!isThere && isSaid) losses.add(field, `it needs the plugin ${plugin}: see the option plugins`);
    return isThere;
  };
  if (needs('username', 'username', user.username !== null)) row.username = user.username;
  if (needs('phone-number', 'phone', user.phone !== null))
    Object.assign(row, { phoneNumber: user.phone, phoneNumberVerified: user.phoneVerified });
  const isAdmin = needs('admin', 'labels', user.labels.length > 0);
  if (isAdmin) Object.assign(row, { role: user.labels.join(',') || 'user', banned: user.blocked });
  else if (user.blocked) losses.add('blocked', 'it needs the plugin admin: see the option plugins');
  return row;
}

function accountRows(user: ExportUser, { id, plan, losses }: OfUser): readonly SqlRow[] {
  const password = passwordOf(user, losses, (hash) => betterAuthHash(hash, plan.families));
  const account = (providerId: string, accountId: string, more: SqlRow = {}): SqlRow => ({
    id: namedUuid(`${id}/accounts/${providerId}/${accountId}`),
    accountId,
    providerId,
    userId: id,
    createdAt: new Date(user.createdAt),
    updatedAt: new Date(user.updatedAt),
    ...more,
  });
  return [
    ...(password === undefined ? [] : [account('credential', id, { password })]),
    ...namedIdentities(user, losses).map(({ provider, uid }) => account(RENAMED[provider] ?? provider, uid)),
  ];
}

type Members = {
  readonly user: ExportUser;
  readonly id: string;
  readonly losses: Losses;
  readonly report: NulReport;
};

async function writeMembers(
  sql: SqlFile,
  { user, id, losses, report }: Members,
  hasTeams: boolean,
): Promise<void> {
  if (!hasTeams && user.memberships.length > 0)
    losses.add('teams', 'it needs the plugin organization: see the option plugins');
  if (!hasTeams) return;
  for (const { teamId, roles } of user.memberships) {
    const role = roles.join(',') || 'member';
    const row = { id: namedUuid(`${id}/members/${teamId}`), organizationId: teamId, userId: id, role };
    await sql.insert('member', { ...row, createdAt: new Date(user.createdAt) }, report);
  }
}

/** Its own scrypt; others where the application checks them itself. */
export function betterAuthHash(hash: StoredHash, families: readonly string[]): string | undefined {
  if (hash.text.startsWith('$better-auth$')) return hash.text.slice('$better-auth$'.length);
  if (hash.kind === 'bcrypt' && families.includes('bcrypt')) return plainBcrypt(hash);
  return hash.kind === 'argon2' && families.includes('argon2') ? phpHash(hash) : undefined;
}
