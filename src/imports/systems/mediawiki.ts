import type { ScratchRow } from '../scratch-tables.ts';
import {
  flag,
  json,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  tablePrefix,
  text,
  words,
} from '../sql-system.ts';
import { listOf } from '../values/json.ts';
import { isForever, momentOfDigits } from '../values/moments.ts';
import { RowRefused, textOf } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

/** Section 2.25 of the import reference. */
export const mediawiki = sqlSystem({
  name: 'mediawiki',
  title: 'MediaWiki',
  files: 'dump or SQLite file',
  carries: ['passwords', 'totp', 'recovery codes', 'labels', 'usernames', 'times'],
  options: tablePrefix,
  mark: /\b(?:user_newpassword|user_email_authenticated|actor_name|rev_actor|ar_namespace|cat_title|cl_sortkey|page_touched)\b/,
  layout: {
    users: { table: 'user', needs: ['user_id', 'user_name', 'user_password'] },
    hasPrefix: true,
    tables: {
      user: {
        columns:
          words(`user_id user_name user_real_name user_password user_email user_email_authenticated user_token
          user_registration user_is_temp`),
        ignored:
          words(`user_newpassword user_newpass_time user_touched user_email_token user_email_token_expires
          user_editcount user_password_expires`),
      },
      user_groups: { columns: ['ug_user', 'ug_group', 'ug_expiry'] },
      block: { columns: words('bl_target bl_expiry bl_sitewide') },
      block_target: { columns: ['bt_id', 'bt_user'] },
      ipblocks: { columns: words('ipb_user ipb_expiry ipb_sitewide') },
      oathauth_devices: { columns: words('oad_user oad_type oad_data') },
      oathauth_types: { columns: ['oat_id', 'oat_name'] },
      oathauth_users: { columns: ['id', 'module', 'data'] },
    },
  },
  user: (row, source) => {
    const sourceId = required(row, 'user_id');
    const name = required(row, 'user_name');
    if (flag(row, 'user_is_temp')) return { sourceId, skipped: 'temporary account' };
    // System users have a token that no session can have.
    if (text(row, 'user_token')?.startsWith('*** INVALID'))
      return { sourceId, skipped: 'account of the system' };
    return {
      sourceId,
      email: text(row, 'user_email'),
      emailVerified:
        momentOfDigits(text(row, 'user_email_authenticated'), 'user_email_authenticated') ?? false,
      name: text(row, 'user_real_name') ?? name,
      username: name,
      password: passwordOf(row, sourceId),
      blocked: isBlocked(row, source),
      createdAt: momentOfDigits(text(row, 'user_registration'), 'user_registration'),
      labels: source.tables
        .find('user_groups', 'ug_user', row.values.user_id)
        .filter((each) => !isOver(text(each, 'ug_expiry')))
        .map((each) => required(each, 'ug_group')),
      ...factorOf(row, source),
    };
  },
});

function passwordOf(row: ScratchRow, id: string): Person['password'] {
  const stored = text(row, 'user_password');
  if (stored === undefined || stored === ':null:') return null;
  const family = { family: 'mediawiki', scheme: stored.split(':')[1] ?? 'old' } as const;
  return stored.startsWith(':') ? { ...family, stored } : { ...family, parts: { stored, user_id: id } };
}

function isOver(expiry: string | undefined): boolean {
  const moment = momentOfDigits(expiry, 'ug_expiry');
  return moment !== undefined && moment < Date.now();
}

/** Blocks of a few pages only are not meant. Since 1.42 a block names a target. */
function isBlocked({ values }: ScratchRow, { tables }: SqlSource): boolean {
  const old = tables
    .find('ipblocks', 'ipb_user', values.user_id)
    .map((each) => ({ expiry: text(each, 'ipb_expiry'), isWhole: flag(each, 'ipb_sitewide') !== false }));
  const now = tables
    .find('block_target', 'bt_user', values.user_id)
    .flatMap((target) => tables.find('block', 'bl_target', target.values.bt_id))
    .map((each) => ({ expiry: text(each, 'bl_expiry'), isWhole: flag(each, 'bl_sitewide') !== false }));
  return [...old, ...now].some(
    ({ expiry, isWhole }) => isWhole && isForever(momentOfDigits(expiry, 'expiry')),
  );
}

function factorOf(row: ScratchRow, { tables }: SqlSource): Partial<Person> {
  const id = row.values.user_id;
  const devices = tables.find('oathauth_devices', 'oad_user', id).filter((device) => {
    const [type] = tables.find('oathauth_types', 'oat_id', device.values.oad_type);
    return type === undefined || text(type, 'oat_name') === 'totp';
  });
  const [device] = devices.map((each) => json(each, 'oad_data'));
  const [old] = tables.find('oathauth_users', 'id', id).map((each) => json(each, 'data'));
  const keys = listOf(old?.keys, 'keys');
  const data = device ?? (keys[0] as Readonly<Record<string, unknown>> | undefined) ?? old;
  if (!data || typeof data !== 'object') return {};
  return {
    totp: totpOf(seedOfBase32(data.secret, 'secret')),
    recoveryCodes: listOf(data.scratch_tokens, 'scratch_tokens').map((code) => {
      const value = textOf(code, 'a scratch token');
      if (value === undefined) throw new RowRefused('a scratch token is empty');
      return value;
    }),
  };
}
