import {
  envFile,
  flag,
  hash,
  moment,
  required,
  sqlSystem,
  text,
  texts,
  verified,
  words,
} from '../sql-system.ts';
import { deviseTokens, railsFactor, railsFactorColumns } from './devise.ts';

/** Section 2.22 of the import reference. */
export const gitlab = sqlSystem({
  name: 'gitlab',
  title: 'GitLab',
  files: 'pg_dump',
  carries: ['passwords', 'totp', 'identities', 'labels', 'usernames', 'times'],
  options: envFile,
  mark: /\b(?:ci_builds|ci_pipelines|ci_runners|abuse_reports|approval_project_rules|application_setting_terms)\b/,
  layout: {
    users: { table: 'users', needs: ['id', 'email', 'username', 'state'] },
    tables: {
      users: {
        columns: words(`id email username name encrypted_password confirmed_at state admin user_type locked_at
          current_sign_in_at last_sign_in_at last_activity_on created_at`).concat(railsFactorColumns),
        ignored: [...deviseTokens, ...words('notification_email feed_token incoming_email_token')],
      },
      emails: { columns: ['user_id', 'email', 'confirmed_at'] },
      identities: { columns: ['user_id', 'provider', 'extern_uid'] },
    },
  },
  user: (row, source) => {
    const sourceId = required(row, 'id');
    // 0 and, in old versions, null are people.
    if (Number(text(row, 'user_type') ?? 0) !== 0) return { sourceId, skipped: 'bot' };
    const email = text(row, 'email');
    return {
      sourceId,
      email,
      emailVerified: verified(row, source, 'users', 'confirmed_at'),
      otherEmails: texts(source.tables.find('emails', 'user_id', row.values.id), 'email').filter(
        (other) => other !== email,
      ),
      name: text(row, 'name'),
      username: text(row, 'username'),
      password: hash(row, 'encrypted_password', 'devise'),
      blocked: /^(?:blocked|banned|ldap_blocked|blocked_pending_approval)$/.test(text(row, 'state') ?? ''),
      createdAt: moment(row, 'created_at', source),
      accessedAt: moment(row, 'current_sign_in_at', source) ?? moment(row, 'last_sign_in_at', source),
      labels: flag(row, 'admin') ? ['admin'] : [],
      identities: source.tables.find('identities', 'user_id', row.values.id).map((each) => ({
        provider: required(each, 'provider'),
        uid: required(each, 'extern_uid'),
      })),
      ...railsFactor(row, source),
    };
  },
});
