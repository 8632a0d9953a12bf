import type { ScratchRow } from '../scratch-tables.ts';
import {
  fields,
  flag,
  listed,
  type Person,
  required,
  type SqlSource,
  sqlSystem,
  tablePrefix,
  text,
  texts,
  words,
} from '../sql-system.ts';
import { isForever, momentOfSeconds } from '../values/moments.ts';
import { type PhpValue, parsePhp } from '../values/php.ts';
import { RowRefused } from '../values/scalars.ts';
import { seedOfBase32, totpOf } from '../values/totp.ts';

/** Section 2.26 of the import reference: XenForo 1 and 2. */
export const xenforo = sqlSystem({
  name: 'xenforo',
  title: 'XenForo',
  files: 'dump',
  carries: [
    'passwords',
    'totp',
    'recovery codes',
    'identities',
    'labels',
    'usernames',
    'preferences',
    'times',
  ],
  options: tablePrefix,
  mark: /\bxf_/,
  layout: {
    users: { table: 'user', needs: ['user_id', 'username', 'user_state', 'secondary_group_ids'] },
    hasPrefix: true,
    tables: {
      user: {
        columns:
          words(`user_id username email user_group_id secondary_group_ids register_date last_activity user_state
          is_banned timezone`),
      },
      user_authenticate: { columns: ['user_id', 'scheme_class', 'data'] },
      user_group: { columns: ['user_group_id', 'title'] },
      user_ban: { columns: ['user_id', 'end_date'] },
      user_connected_account: {
        names: ['user_external_auth'],
        columns: ['user_id', 'provider', 'provider_key'],
      },
      user_tfa: { columns: ['user_id', 'provider_id', 'provider_data'] },
      user_option: { columns: ['user_id', 'use_tfa'] },
    },
  },
  user: (row, source) => {
    const { tables } = source;
    const state = text(row, 'user_state') ?? '';
    return {
      sourceId: required(row, 'user_id'),
      email: text(row, 'email'),
      emailVerified: state === 'valid',
      name: text(row, 'username'),
      username: text(row, 'username'),
      password: passwordOf(row, source),
      blocked: /^(?:rejected|disabled)$/.test(state) || isBanned(row, source),
      createdAt: momentOfSeconds(text(row, 'register_date'), 'register_date'),
      accessedAt: momentOfSeconds(text(row, 'last_activity'), 'last_activity'),
      labels: [text(row, 'user_group_id'), ...listed(text(row, 'secondary_group_ids'))].flatMap((id) =>
        texts(tables.find('user_group', 'user_group_id', id), 'title'),
      ),
      prefs: fields(row, ['timezone']),
      rest: state === 'moderated' ? { user_state: state } : {},
      identities: tables.find('user_connected_account', 'user_id', row.values.user_id).map((account) => ({
        provider: required(account, 'provider'),
        uid: required(account, 'provider_key'),
      })),
      ...factorsOf(row, source),
    };
  },
});

/** A ban whose end is 0 or far away. Without its row only the flag is known. */
function isBanned(row: ScratchRow, { tables }: SqlSource): boolean {
  if (!flag(row, 'is_banned')) return false;
  const [ban] = tables.find('user_ban', 'user_id', row.values.user_id);
  const end = ban && momentOfSeconds(text(ban, 'end_date'), 'end_date');
  return end === undefined || isForever(end);
}

function passwordOf(row: ScratchRow, { tables }: SqlSource): Person['password'] {
  const [own] = tables.find('user_authenticate', 'user_id', row.values.user_id);
  const kind = own && text(own, 'scheme_class');
  if (!own || kind === undefined || /NoPassword$/.test(kind)) return null;
  return {
    family: 'forum',
    scheme: `xenforo ${kind.replace(/^XF:|^XenForo_Authentication_/, '')}`,
    parts: { scheme_class: kind, data: text(own, 'data') ?? '' },
  };
}

function factorsOf(row: ScratchRow, { tables }: SqlSource): Partial<Person> {
  const { user_id: id } = row.values;
  const [option] = tables.find('user_option', 'user_id', id);
  if (option && flag(option, 'use_tfa') === false) return {};
  const factors = tables.find('user_tfa', 'user_id', id);
  const data = (kind: string) => {
    const factor = factors.find((each) => text(each, 'provider_id') === kind);
    const value = factor && text(factor, 'provider_data');
    return value === undefined ? undefined : mapOf(parsePhp(value, 'provider_data'));
  };
  const seed = data('totp')?.get('secret');
  const codes = data('backup');
  const used = new Set(valuesOf(codes?.get('used')));
  return {
    totp: typeof seed === 'string' ? totpOf(seedOfBase32(seed, 'secret')) : undefined,
    recoveryCodes: valuesOf(codes?.get('codes')).filter((code) => !used.has(code)),
  };
}

function mapOf(value: PhpValue): ReadonlyMap<string, PhpValue> {
  if (!(value instanceof Map)) throw new RowRefused('provider_data is no array');
  return value;
}

function valuesOf(value: PhpValue | undefined): readonly string[] {
  return value instanceof Map ? [...value.values()].map(String) : [];
}
