import { DATE } from '../appwrite/clients-expected.ts';
import type { Fields } from '../support/official-packages.ts';
import { isBelow, userFieldVersions } from '../support/user-fields.ts';

/** A moment in Unix seconds, as clients before 1.0 get it. */
export const SECONDS = 'a moment in seconds';

export type ModelName =
  | 'user'
  | 'account'
  | 'session'
  | 'token'
  | 'membership'
  | 'team'
  | 'target'
  | 'identity'
  | 'mfaFactors'
  | 'log';

/** In which version of the protocol a field came; what is not named was there from the beginning. */
const came: Readonly<Record<ModelName, Readonly<Record<string, string>>>> = {
  user: userFieldVersions,
  account: userFieldVersions,
  session: {
    $createdAt: '0.15.0',
    providerAccessToken: '0.13.0',
    providerAccessTokenExpiry: '0.13.0',
    providerRefreshToken: '0.13.0',
    $updatedAt: '1.5.0',
    factors: '1.5.0',
    secret: '1.5.0',
    mfaUpdatedAt: '1.5.0',
  },
  token: { $createdAt: '0.15.0', phrase: '1.5.0' },
  membership: {
    userName: '0.14.0',
    userEmail: '0.14.0',
    teamName: '0.14.0',
    $createdAt: '0.15.0',
    $updatedAt: '0.15.0',
    mfa: '1.5.0',
    userPhone: '1.9.2',
    userAccessedAt: '1.9.2',
  },
  team: { total: '0.13.0', $createdAt: '0.15.0', $updatedAt: '0.15.0', prefs: '1.3.0' },
  target: { expired: '1.6.0' },
  identity: { providerIdToken: '2.3.0' },
  mfaFactors: { custom: '2.0.0' },
  log: {
    userId: '0.12.0',
    userEmail: '0.12.0',
    userName: '0.12.0',
    mode: '0.12.0',
    userType: '1.9.0',
    impersonatedUserId: '1.9.0',
  },
};

/** What a field was called before a version. */
const calledBefore: Readonly<
  Partial<Record<ModelName, Readonly<Record<string, readonly [version: string, name: string]>>>>
> = {
  session: { providerAccessToken: ['0.13.0', 'providerToken'] },
  membership: { userName: ['0.14.0', 'name'], userEmail: ['0.14.0', 'email'] },
  team: { total: ['0.13.0', 'sum'], $createdAt: ['0.15.0', 'dateCreated'] },
};

const dates = new Set([
  '$createdAt',
  '$updatedAt',
  'dateCreated',
  'registration',
  'passwordUpdate',
  'accessedAt',
  'expire',
  'providerAccessTokenExpiry',
  'mfaUpdatedAt',
  'time',
  'invited',
  'joined',
  'userAccessedAt',
]);

/** How the newest picture of something looks to a client of an older version. */
export function asOf(format: string, model: ModelName, picture: Fields): Fields {
  const fields = Object.entries(picture).flatMap(([field, value]) => {
    const name = nameOf(format, model, field);
    return name === undefined ? [] : [[name, fieldAsOf(format, field, value, picture)] as const];
  });
  return Object.fromEntries(fields);
}

/** How a list looks to it: what counts its rows has changed. Lists of logs had nothing of the kind at first. */
export function listAsOf(format: string, model: ModelName, rows: readonly Fields[], total = rows.length) {
  const counter = isBelow(format, '0.13.0') ? 'sum' : 'total';
  const hasCounter = model !== 'log' || !isBelow(format, '0.12.0');
  const plural = model === 'identity' ? 'identities' : `${model}s`;
  return { ...(hasCounter && { [counter]: total }), [plural]: rows.map((row) => asOf(format, model, row)) };
}

function nameOf(format: string, model: ModelName, field: string): string | undefined {
  const [version = '0', older] = calledBefore[model]?.[field] ?? [];
  if (older !== undefined && isBelow(format, version)) return older;
  return isBelow(format, came[model][field] ?? '0') ? undefined : field;
}

function fieldAsOf(format: string, field: string, value: unknown, whole: Fields): unknown {
  if (field === 'targets') return (value as readonly Fields[]).map((row) => asOf(format, 'target', row));
  if (field === 'hashOptions') return optionsOf(format, value as Fields | null);
  if (dates.has(field) && isBelow(format, '1.0.0')) return value === DATE ? SECONDS : 0;
  if (field !== 'status' || !isBelow(format, '0.12.0')) return value;
  if (value === false) return 2;
  return whole.emailVerification === true ? 1 : 0;
}

/** Servers since 1.8 write those of argon2 in snake case; typed clients of all ages know them in camel case. */
function optionsOf(format: string, options: Fields | null): Fields | null {
  if (options === null || !isBelow(format, '1.8.0')) return options;
  const { memory_cost: _, time_cost: __, ...camel } = options;
  return camel;
}
