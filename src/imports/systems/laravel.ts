import type { ScratchRow } from '../scratch-tables.ts';
import { laravelFactor } from '../sealed-factors.ts';
import {
  envFile,
  fields,
  flag,
  hash,
  moment,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  text,
  timeZone,
  verified,
  words,
} from '../sql-system.ts';

/** Columns in which applications keep the subject of a provider. */
const SUBJECTS = {
  google_id: 'google',
  github_id: 'github',
  facebook_id: 'facebook',
  apple_id: 'apple',
} as const;

/** Section 2.21 of the import reference: with Fortify, Jetstream, spatie/permission and the usual tables of Socialite. */
export const laravel = sqlSystem({
  name: 'laravel',
  title: 'Laravel (Fortify, Jetstream)',
  files: 'dump or SQLite file',
  carries: ['passwords', 'totp', 'recovery codes', 'identities', 'labels', 'teams', 'usernames', 'times'],
  options: { ...timeZone, ...envFile, table: 'the table of its users (default: users)' },
  mark: /\b(?:email_verified_at|remember_token|personal_access_tokens|failed_jobs)\b/,
  layout: ({ table = 'users' }) => ({
    users: { table, needs: ['id', 'email', 'password'] },
    tables: {
      [table]: {
        columns:
          words(`id name username email email_verified_at password two_factor_secret two_factor_recovery_codes
          two_factor_confirmed_at provider provider_id created_at deleted_at`).concat(Object.keys(SUBJECTS)),
        ignored: words('remember_token current_team_id profile_photo_path updated_at'),
      },
      social_accounts: {
        names: ['linked_social_accounts', 'social_logins', 'connected_accounts', 'socialite_users'],
        columns: words('user_id provider provider_id provider_user_id'),
      },
      teams: { columns: words('id user_id name personal_team created_at') },
      team_user: { columns: words('team_id user_id role') },
      roles: { columns: ['id', 'name'] },
      model_has_roles: { columns: words('role_id model_type model_id') },
      role_user: { columns: ['role_id', 'user_id'] },
    },
  }),
  teams: {
    table: 'teams',
    team: (row, source) =>
      flag(row, 'personal_team')
        ? undefined
        : {
            sourceId: required(row, 'id'),
            name: required(row, 'name'),
            createdAt: moment(row, 'created_at', source),
          },
  },
  user: (row, source) => {
    const sourceId = required(row, 'id');
    if (text(row, 'deleted_at') !== undefined) return { sourceId, skipped: 'deleted' };
    return {
      sourceId,
      email: text(row, 'email'),
      emailVerified: verified(row, source, source.options.table ?? 'users', 'email_verified_at'),
      name: text(row, 'name'),
      username: text(row, 'username'),
      password: hash(row, 'password'),
      createdAt: moment(row, 'created_at', source),
      labels: labelsOf(row, source),
      teams: teamsOf(row, source),
      identities: identitiesOf(row, source),
      ...factorOf(row, source),
    };
  },
});

/** With the column of confirmation a factor that was only set up is none. */
function factorOf(row: ScratchRow, { tables, options, env }: SqlSource): Partial<Person> {
  const isConfirmed =
    text(row, 'two_factor_confirmed_at') !== undefined ||
    !tables.hasColumn(options.table ?? 'users', 'two_factor_confirmed_at');
  if (!isConfirmed) return {};
  return laravelFactor(fields(row, ['two_factor_secret', 'two_factor_recovery_codes']), env);
}

function identitiesOf(row: ScratchRow, { tables }: SqlSource): Person['identities'] {
  const provider = text(row, 'provider');
  const own = text(row, 'provider_id');
  return [
    ...(provider !== undefined && own !== undefined ? [{ provider, uid: own }] : []),
    ...Object.entries(SUBJECTS).flatMap(([column, name]) => {
      const uid = text(row, column);
      return uid === undefined ? [] : [{ provider: name, uid }];
    }),
    ...tables.find('social_accounts', 'user_id', row.values.id).map((account) => ({
      provider: required(account, 'provider'),
      uid: text(account, 'provider_id') ?? required(account, 'provider_user_id'),
    })),
  ];
}

function labelsOf(row: ScratchRow, { tables }: SqlSource): readonly string[] {
  const { id } = row.values;
  return [
    ...tables
      .find('model_has_roles', 'model_id', id)
      .filter((each) => /\bUser$/.test(text(each, 'model_type') ?? 'User')),
    ...tables.find('role_user', 'user_id', id),
  ].flatMap((each) => tables.find('roles', 'id', each.values.role_id).map((role) => required(role, 'name')));
}

function teamsOf(row: ScratchRow, { tables }: SqlSource): Person['teams'] {
  const { id } = row.values;
  const isShared = (team: ScratchRow) => !flag(team, 'personal_team');
  return [
    ...tables
      .find('teams', 'user_id', id)
      .filter(isShared)
      .map((team) => ({ team: required(team, 'id'), roles: ['owner'] })),
    ...tables.find('team_user', 'user_id', id).flatMap((member) => {
      const role = text(member, 'role');
      const [team] = tables.find('teams', 'id', member.values.team_id).filter(isShared);
      const isOwner = team?.values.user_id === id;
      return team && !isOwner
        ? [{ team: required(team, 'id'), roles: role === undefined ? [] : [role] }]
        : [];
    }),
  ];
}
