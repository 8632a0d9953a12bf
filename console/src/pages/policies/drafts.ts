import type { PolicyList } from '../../generated/admin.ts';

export type Policy = PolicyList['rows'][number];
export type PolicyName = Policy['name'];
type Value = Policy['value'];
/** What stands in the control: numbers and lists of hosts as people type them. */
export type Draft = boolean | string | readonly string[];
export type Drafts = Readonly<Partial<Record<PolicyName, Draft>>>;

/** A changed policy. `after` is undefined where the draft is not valid. */
export type Change = { readonly policy: Policy; readonly after: Value | undefined };

export const GROUPS = ['passwords', 'sessions', 'signIn', 'addresses', 'pages', 'record'] as const;
export type Group = (typeof GROUPS)[number];

const GROUP_OF: Readonly<Record<PolicyName, Group>> = {
  passwordMinLength: 'passwords',
  passwordCharacters: 'passwords',
  passwordHistory: 'passwords',
  passwordDictionary: 'passwords',
  passwordPersonalData: 'passwords',
  invalidateSessions: 'passwords',
  sessionSeconds: 'sessions',
  sessionIdleSeconds: 'sessions',
  sessionsLimit: 'sessions',
  sessionAlert: 'sessions',
  usersLimit: 'signIn',
  failedSignInsLimit: 'signIn',
  mfaFactors: 'signIn',
  disabledAuthMethods: 'signIn',
  revealUnknownEmail: 'signIn',
  mockPhonesLimit: 'signIn',
  denyDisposableEmails: 'addresses',
  denyAliasedEmails: 'addresses',
  denyFreeEmails: 'addresses',
  corporateEmailsOnly: 'addresses',
  canonicalEmails: 'addresses',
  hosts: 'pages',
  fallbackCookies: 'pages',
  rateLimits: 'pages',
  invitationSeconds: 'record',
  hiddenMemberFields: 'record',
  historyDays: 'record',
};

/** A later server may have policies that this console does not know: they stand in the last group. */
export function policiesIn(group: Group, rows: readonly Policy[]): readonly Policy[] {
  return rows.filter(({ name }) => (GROUP_OF[name] ?? 'record') === group);
}

export function draftOf({ kind }: Policy, value: Value): Draft {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return String(value);
  return kind === 'choices' ? value : value.join('\n');
}

/** The value of a draft; undefined if it is not one. The server checks hosts and rate limits. */
export function parsedFrom(policy: Policy, draft: Draft): Value | undefined {
  const { kind, least = 0, most = Number.MAX_SAFE_INTEGER, also, choices = [] } = policy;
  if (kind === 'switch') return typeof draft === 'boolean' ? draft : undefined;
  if (kind === 'choices')
    return Array.isArray(draft) ? choices.filter((each) => draft.includes(each)) : undefined;
  if (typeof draft !== 'string') return undefined;
  if (kind === 'number') {
    const value = /^\d{1,10}$/.test(draft.trim()) ? Number(draft) : Number.NaN;
    return (value >= least && value <= most) || value === also ? value : undefined;
  }
  const items = draft.split(/[\s,]+/).filter(Boolean);
  return items.length <= most ? items : undefined;
}

export function changesOf(rows: readonly Policy[], drafts: Drafts): readonly Change[] {
  return rows.flatMap((policy) => {
    const draft = drafts[policy.name];
    if (draft === undefined) return [];
    const after = parsedFrom(policy, draft);
    return after !== undefined && isSame(after, policy.value) ? [] : [{ policy, after }];
  });
}

export function isSame(one: Value, other: Value): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A value as the command line takes and shows it. */
export function formatValue(value: Value): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? String(value) : value.join(',');
}

/** The same changes as a command. */
export function commandFor(project: string, changes: readonly Change[]): string {
  const pairs = changes.map(({ policy, after }) => {
    const pair = `${policy.name}=${after === undefined ? '' : formatValue(after)}`;
    return /^[\w=.,:-]+$/.test(pair) ? pair : `'${pair.replaceAll("'", "'\\''")}'`;
  });
  return ['denizen projects set', project, ...pairs].join(' ');
}

/** Drafts as they may stand in an address. */
export function parseDrafts(value: unknown): Drafts | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const isDraft = (each: unknown) =>
    ['boolean', 'string'].includes(typeof each) ||
    (Array.isArray(each) && each.every((item) => typeof item === 'string'));
  return Object.values(value).every(isDraft) ? (value as Drafts) : undefined;
}
