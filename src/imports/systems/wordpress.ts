import type { ScratchRow } from '../scratch-tables.ts';
import {
  flag,
  fullName,
  hash,
  moment,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  tablePrefix,
  text,
  timeZone,
  words,
} from '../sql-system.ts';
import { base32OfBytes } from '../values/encodings.ts';
import { parsePhp } from '../values/php.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

/** Section 2.17 of the import reference. */
export const wordpress = sqlSystem({
  name: 'wordpress',
  title: 'WordPress',
  files: 'mysqldump, phpMyAdmin',
  carries: ['passwords', 'totp', 'identities', 'labels', 'usernames', 'preferences', 'metadata', 'times'],
  options: { ...tablePrefix, ...timeZone },
  mark: /\bwp_\w|\b\w*(?:usermeta|postmeta|term_taxonomy|commentmeta|term_relationships)\b/,
  layout: {
    users: { table: 'users', needs: ['ID', 'user_login', 'user_pass'] },
    hasPrefix: true,
    tables: {
      users: {
        columns: words('ID user_login user_pass user_email user_registered display_name spam deleted'),
        ignored: words('user_nicename user_activation_key user_status'),
      },
      usermeta: { columns: words('user_id meta_key meta_value') },
      // Nextend Social Login; Wordfence.
      social_users: { columns: ['ID', 'type', 'identifier'] },
      wfls_2fa_secrets: { columns: ['user_id', 'secret'] },
    },
  },
  user: (row, source) => {
    const sourceId = required(row, 'ID');
    if (flag(row, 'deleted')) return { sourceId, skipped: 'deleted' };
    const meta = metaOf(row, source);
    const own = (key: string) => meta.get(key) || undefined;
    const picked = (keys: readonly string[]) =>
      Object.fromEntries(keys.flatMap((key) => (own(key) ? [[key, own(key)]] : [])));
    return {
      sourceId,
      email: text(row, 'user_email'),
      name: text(row, 'display_name') ?? fullName(own('first_name'), own('last_name')),
      username: text(row, 'user_login'),
      password: hash(row, 'user_pass', 'wordpress'),
      blocked: flag(row, 'spam') ?? false,
      createdAt: moment(row, 'user_registered', source),
      labels: rolesOf(meta, source.tables.prefix),
      prefs: picked(['locale', 'description']),
      privateMetadata: Object.fromEntries(
        [...meta].filter(([key, value]) => /^(?:billing|shipping)_/.test(key) && value),
      ),
      identities: source.tables.find('social_users', 'ID', row.values.ID).map((account) => ({
        provider: required(account, 'type'),
        uid: required(account, 'identifier'),
      })),
      ...factorsOf(row, meta, source),
    };
  },
});

function metaOf({ values }: ScratchRow, { tables }: SqlSource): ReadonlyMap<string, string> {
  return new Map(
    tables
      .find('usermeta', 'user_id', values.ID)
      .map((each) => [text(each, 'meta_key') ?? '', text(each, 'meta_value') ?? '']),
  );
}

/** `<prefix>capabilities`, and on further sites of a network `<prefix>2_capabilities`: roles with true. */
function rolesOf(meta: ReadonlyMap<string, string>, prefix: string): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of meta) {
    const name = key.toLowerCase();
    if (!name.startsWith(prefix) || !/^(?:\d+_)?capabilities$/.test(name.slice(prefix.length))) continue;
    const capabilities = value === '' ? undefined : parsePhp(value, key);
    if (capabilities instanceof Map)
      for (const [role, isGiven] of capabilities) if (isGiven === true || isGiven === 1) roles.add(role);
  }
  return [...roles];
}

/** The plugin Two-Factor keeps the factors that are in use in a list; its backup codes are hashes. */
function factorsOf(
  row: ScratchRow,
  meta: ReadonlyMap<string, string>,
  { tables }: SqlSource,
): Partial<Person> {
  const used = meta.get('_two_factor_enabled_providers') ?? 'Two_Factor_Totp';
  const seed = used.includes('Two_Factor_Totp') ? meta.get('_two_factor_totp_key') : undefined;
  const [wordfence] = tables.find('wfls_2fa_secrets', 'user_id', row.values.ID);
  const codes = meta.get('_two_factor_backup_codes');
  const hashes = codes ? parsePhp(codes, '_two_factor_backup_codes') : undefined;
  return {
    totp: totpOf(seedOfBase32(seed, '_two_factor_totp_key') ?? (wordfence && seedOfColumn(wordfence))),
    rest: hashes instanceof Map ? { recoveryCodeHashes: [...hashes.values()].map(String) } : {},
  };
}

function seedOfColumn({ values }: ScratchRow): string | undefined {
  const { secret } = values;
  if (secret === null || secret === undefined) return undefined;
  return base32OfBytes(typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret);
}
