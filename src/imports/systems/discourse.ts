import type { ScratchRow } from '../scratch-tables.ts';
import {
  fields,
  flag,
  json,
  moment,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  text,
  texts,
  words,
} from '../sql-system.ts';
import { isForever } from '../values/moments.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

/** Section 2.22 of the import reference. */
export const discourse = sqlSystem({
  name: 'discourse',
  title: 'Discourse',
  files: 'pg_dump',
  carries: [
    'passwords',
    'totp',
    'identities',
    'labels',
    'teams',
    'usernames',
    'preferences',
    'metadata',
    'passkeys',
    'times',
  ],
  mark: /\b(?:user_passwords|user_associated_accounts|topic_users|single_sign_on_records)\b/,
  layout: {
    users: { table: 'users', needs: ['id', 'username', 'trust_level'] },
    tables: {
      users: {
        columns:
          words(`id username name email password_hash salt password_algorithm created_at last_seen_at admin
          moderator active suspended_at suspended_till staged locale`),
        ignored: words(`updated_at username_lower seen_notification_id last_posted_at last_emailed_at approved
          approved_by_id approved_at previous_visit_at date_of_birth ip_address registration_ip_address
          uploaded_avatar_id primary_group_id flag_level group_locked_trust_level manual_locked_trust_level title views
          first_seen_at`),
      },
      user_emails: { columns: ['user_id', 'email', 'primary'] },
      user_passwords: { columns: words('user_id password_hash password_salt password_algorithm created_at') },
      user_second_factors: { columns: ['user_id', 'method', 'data', 'enabled'] },
      user_security_keys: { columns: words('user_id credential_id public_key factor_type enabled') },
      user_associated_accounts: { columns: ['user_id', 'provider_name', 'provider_uid', 'info'] },
      single_sign_on_records: { columns: ['user_id', 'external_id'] },
      groups: { columns: ['id', 'name', 'automatic'] },
      group_users: { columns: ['group_id', 'user_id', 'owner'] },
    },
  },
  teams: {
    table: 'groups',
    team: (row) =>
      flag(row, 'automatic') ? undefined : { sourceId: required(row, 'id'), name: required(row, 'name') },
  },
  user: (row, source) => {
    const { tables } = source;
    const of = (table: string) => tables.find(table, 'user_id', row.values.id);
    const sourceId = required(row, 'id');
    if (Number(sourceId) < 1) return { sourceId, skipped: 'ids below 1 are the system' };
    if (flag(row, 'staged')) return { sourceId, skipped: 'staged: never signed up' };
    const emails = of('user_emails');
    const email = (emails.find((each) => flag(each, 'primary')) ?? row).values.email;
    const isBlocked = isForever(moment(row, 'suspended_till', source));
    const [record] = of('single_sign_on_records');
    return {
      sourceId,
      email: typeof email === 'string' ? email : undefined,
      emailVerified: flag(row, 'active'),
      otherEmails: texts(emails, 'email').filter((other) => other !== email),
      name: text(row, 'name'),
      username: text(row, 'username'),
      password: passwordOf(row, of('user_passwords')[0]),
      blocked: isBlocked,
      createdAt: moment(row, 'created_at', source),
      accessedAt: moment(row, 'last_seen_at', source),
      labels: ['admin', 'moderator'].filter((role) => flag(row, role)),
      prefs: fields(row, ['locale']),
      privateMetadata: record ? fields(record, ['external_id']) : {},
      teams: teamsOf(of('group_users'), source),
      identities: of('user_associated_accounts').map((account) => ({
        provider: required(account, 'provider_name'),
        uid: required(account, 'provider_uid'),
        ...emailOf(account),
      })),
      ...factorsOf(of, isBlocked ? {} : fields(row, ['suspended_till'])),
    };
  },
});

/** Since 2025 in a table of its own. */
function passwordOf(row: ScratchRow, own: ScratchRow | undefined): Person['password'] {
  const at = own ?? row;
  const stored = text(at, 'password_hash');
  if (stored === undefined) return null;
  return {
    family: 'discourse',
    scheme: 'pbkdf2-sha256',
    parts: {
      password_hash: stored,
      password_salt: text(at, own ? 'password_salt' : 'salt') ?? null,
      password_algorithm: text(at, 'password_algorithm') ?? null,
    },
  };
}

function emailOf(account: ScratchRow): { readonly email?: string } {
  const { email } = json(account, 'info');
  return typeof email === 'string' ? { email } : {};
}

function teamsOf(memberships: readonly ScratchRow[], { tables }: SqlSource): Person['teams'] {
  return memberships.flatMap((member) => {
    const [group] = tables.find('groups', 'id', member.values.group_id);
    if (!group || flag(group, 'automatic')) return [];
    return [{ team: required(group, 'id'), roles: flag(member, 'owner') ? ['owner'] : [] }];
  });
}

/** Methods: 1 is TOTP, 2 backup codes, which are hashes. */
function factorsOf(
  of: (table: string) => readonly ScratchRow[],
  rest: Readonly<Record<string, unknown>>,
): Partial<Person> {
  const factors = of('user_second_factors').filter((factor) => flag(factor, 'enabled'));
  const totp = factors.find((factor) => text(factor, 'method') === '1');
  const codes = factors.filter((factor) => text(factor, 'method') === '2');
  return {
    totp: totp && totpOf(seedOfBase32(text(totp, 'data'), 'data')),
    rest: codes.length > 0 ? { ...rest, recoveryCodeHashes: texts(codes, 'data') } : rest,
    passkeys: of('user_security_keys').map((key) => ({
      credentialId: text(key, 'credential_id'),
      publicKey: text(key, 'public_key'),
      isSecondFactor: text(key, 'factor_type') === '0',
    })),
  };
}
