import { Failure, type PolicyProblem } from '../failure.ts';
import { withCommas } from '../text.ts';
import { hostOf } from './host.ts';
import {
  defaultPolicies,
  memberFields,
  mfaFactors,
  type Policies,
  passwordCharacters,
  signInMethods,
} from './project.ts';
import { rateLimitOf } from './rate-limits.ts';

export type PolicyName = keyof Policies;

/** The parsed value, or the invalid part of the text; undefined when the whole text is invalid. */
type Parsed<T> = { readonly value: T } | { readonly wrong: string | undefined };

/** What a policy accepts, from which its text is made. */
export type PolicyForm =
  | { readonly kind: 'switch' }
  /** A whole number within bounds, or `also`. */
  | { readonly kind: 'number'; readonly least: number; readonly most: number; readonly also?: number }
  /** Some of the choices. */
  | { readonly kind: 'choices'; readonly choices: readonly string[] }
  /** Up to so many hosts, or rate limits. */
  | { readonly kind: 'hosts' | 'rateLimits'; readonly most: number };

type Kind<T> = {
  readonly form: PolicyForm;
  /** The accepted values, as a phrase after "takes". */
  readonly takes: string;
  readonly parse: (text: string) => Parsed<T>;
};

type Policy<T> = Kind<T> & {
  /** Describes the effect in one sentence. */
  readonly sentence: string;
};

const YEAR_SECONDS = 31_536_000;
const HOSTS_AT_MOST = 100;

const NO_VALUE = { wrong: undefined } as const;

const hosts: Kind<readonly string[]> = {
  ...formed({ kind: 'hosts', most: HOSTS_AT_MOST }),
  parse: (text) => {
    const names = itemsOf(text).map((word) => hostOf(word) ?? { wrong: word });
    const wrong = names.find((name) => typeof name !== 'string');
    if (wrong) return wrong;
    const known = [...new Set(names as string[])];
    return known.length > HOSTS_AT_MOST ? NO_VALUE : { value: known };
  },
};

const RATE_LIMITS_AT_MOST = 100;

const rateLimits: Kind<readonly string[]> = {
  ...formed({ kind: 'rateLimits', most: RATE_LIMITS_AT_MOST }),
  parse: (text) => {
    const limits = itemsOf(text);
    if (limits.length === 1 && limits[0] === 'off') return { value: limits };
    const wrong = limits.find((limit) => rateLimitOf(limit) === undefined);
    if (wrong !== undefined) return { wrong };
    const operations = new Set(limits.map((limit) => rateLimitOf(limit)?.operation));
    return operations.size < limits.length || limits.length > RATE_LIMITS_AT_MOST
      ? NO_VALUE
      : { value: limits };
  },
};

const methods = someOf(signInMethods);
const fields = someOf(memberFields);

/** Every policy of a project: its effect and its accepted values. */
export const policies = {
  passwordMinLength: { ...number(8, 256), sentence: 'The minimum length of a new password in bytes.' },
  passwordCharacters: {
    ...someOf(passwordCharacters),
    sentence:
      'A new password needs a character of each of these kinds; letters and digits are those of ASCII.',
  },
  passwordHistory: {
    ...number(0, 20),
    sentence: 'How many earlier passwords of the user a new one must differ from; 0 keeps none.',
  },
  passwordDictionary: { ...onOff(), sentence: 'Refuses the 10,000 most common passwords.' },
  passwordPersonalData: {
    ...onOff(),
    sentence: 'Refuses a password that contains the id, name, email or phone of its user.',
  },
  invalidateSessions: {
    ...onOff(),
    sentence:
      'A new password ends the sessions of its user; one that a server or a recovery sets also revokes keys.',
  },
  sessionSeconds: { ...number(60, YEAR_SECONDS), sentence: 'The lifetime of a session in seconds.' },
  sessionIdleSeconds: {
    ...number(60, YEAR_SECONDS, 0),
    sentence: 'Ends a session that is unused for this many seconds; 0 ends none.',
  },
  invitationSeconds: {
    ...number(60, YEAR_SECONDS),
    sentence: 'An invitation to a team may be accepted for so many seconds.',
  },
  sessionsLimit: {
    ...number(0, 100),
    sentence: 'How many sessions a user has, of which the oldest are deleted; 0 for no limit.',
  },
  usersLimit: {
    ...number(0, 10_000),
    sentence: 'Refuses sign-ups at this number of users; 0 for no limit. API keys can still create users.',
  },
  failedSignInsLimit: {
    ...number(0, 1_000_000),
    sentence:
      'A network, which is an IPv4 address or an IPv6 /64, fails to sign in at most so often within an hour; 0 for any number.',
  },
  historyDays: {
    ...number(0, 36_500),
    sentence:
      'Deletes entries of the history after so many days, a day at a time and provably; 0 keeps them. Archives keep what they have.',
  },
  rateLimits: {
    ...rateLimits,
    sentence:
      'Rate limits of the protocol that the project replaces, by the operation of the API; off for none. Wrong passwords and codes are limited all the same.',
  },
  fallbackCookies: {
    ...onOff(),
    sentence: 'Also sends a session’s secret as a header, for browsers that block third-party cookies.',
  },
  revealUnknownEmail: {
    ...onOff(),
    sentence: 'Reports to the caller of a recovery that no user has the address.',
  },
  sessionAlert: {
    ...onOff(),
    sentence: 'Tells users by mail of a new session, except of the first one and of sign-ins by mail.',
  },
  mfaFactors: {
    ...someOf(mfaFactors),
    sentence: 'The accepted second factors; recovery codes always are.',
  },
  denyDisposableEmails: {
    ...onOff(),
    sentence: 'Refuses new addresses of providers of disposable mailboxes.',
  },
  denyAliasedEmails: {
    ...onOff(),
    sentence: 'Refuses new addresses with tags, dots or domains that their provider ignores.',
  },
  denyFreeEmails: { ...onOff(), sentence: 'Refuses new addresses of free mail providers.' },
  corporateEmailsOnly: {
    ...onOff(),
    sentence: 'Refuses new addresses of free and of disposable mail providers.',
  },
  canonicalEmails: {
    ...onOff(),
    sentence: 'Treats an address as taken when another spelling of its mailbox is.',
  },
  mockPhonesLimit: {
    ...number(0, 5_000),
    sentence: 'How many phone numbers may have a fixed code, for tests; 0 switches fixed codes off.',
  },
  hosts: { ...hosts, sentence: 'Hosts of the project’s own pages: allowed origins, and targets of links.' },
  hiddenMemberFields: {
    ...fields,
    sentence: 'Parts of a membership that members of a team do not see of each other.',
  },
  disabledAuthMethods: { ...methods, sentence: 'Disabled authentication methods.' },
} as const satisfies { readonly [Name in PolicyName]: Policy<Policies[Name]> };

export const policyNames = Object.keys(policies) as readonly PolicyName[];

/** Parses `name=value` pairs; the word `default` resets a policy. Fails with `policy_invalid`. */
export function parsePolicies(pairs: readonly string[]): Partial<Policies> {
  const values = new Map<PolicyName, unknown>();
  for (const pair of pairs) {
    const [, name = '', text = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    if (!pair.includes('=')) throw invalid({ rule: 'not_a_pair', text: pair });
    if (!isPolicyName(name)) throw invalid({ rule: 'unknown', policy: name });
    if (values.has(name)) throw invalid({ rule: 'repeated', policy: name });
    const parsed: Parsed<unknown> =
      text === 'default' ? { value: defaultPolicies[name] } : policies[name].parse(text);
    if ('wrong' in parsed)
      throw invalid({
        rule: 'value',
        policy: name,
        ...(parsed.wrong !== undefined && { wrong: parsed.wrong }),
      });
    values.set(name, parsed.value);
  }
  // Cast: each value comes from the row of its own name.
  return Object.fromEntries(values) as Partial<Policies>;
}

/** Parses values by name; null resets a policy. Fails with `policy_invalid`. */
export function parsePolicyValues(values: Readonly<Record<string, unknown>>): Partial<Policies> {
  const parsed = Object.entries(values).map(([name, value]) => {
    if (!isPolicyName(name)) throw invalid({ rule: 'unknown', policy: name });
    if (value === null) return [name, defaultPolicies[name]] as const;
    const text = textOf(policies[name].form, value);
    const result: Parsed<unknown> = text === undefined ? NO_VALUE : policies[name].parse(text);
    if ('value' in result) return [name, result.value] as const;
    const wrong = result.wrong === undefined ? {} : { wrong: result.wrong };
    throw invalid({ rule: 'value', policy: name, ...wrong });
  });
  // Cast: each value comes from the row of its own name.
  return Object.fromEntries(parsed) as Partial<Policies>;
}

/** Returns the text of a value of the right type. */
function textOf({ kind }: PolicyForm, value: unknown): string | undefined {
  if (kind === 'switch') return typeof value === 'boolean' ? formatPolicy(value) : undefined;
  if (kind === 'number') return typeof value === 'number' ? formatPolicy(value) : undefined;
  const isList =
    Array.isArray(value) && value.every((item) => typeof item === 'string' && !item.includes(','));
  return isList ? formatPolicy(value) : undefined;
}

/** Formats a value so that `parsePolicies` accepts it. */
export function formatPolicy(value: Policies[PolicyName]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? String(value) : value.join(',');
}

export function isPolicyName(name: string): name is PolicyName {
  return Object.hasOwn(policies, name);
}

function someOf<const T extends string>(names: readonly T[]): Kind<readonly T[]> {
  return {
    ...formed({ kind: 'choices', choices: names }),
    parse: (text) => {
      const words = itemsOf(text);
      const known = names.filter((name) => words.includes(name));
      return known.length < new Set(words).size ? NO_VALUE : { value: known };
    },
  };
}

function number(least: number, most: number, also?: number): Kind<number> {
  return {
    ...formed({ kind: 'number', least, most, ...(also !== undefined && { also }) }),
    parse: (text) => {
      const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
      return (value >= least && value <= most) || value === also ? { value } : NO_VALUE;
    },
  };
}

function onOff(): Kind<boolean> {
  const values: Readonly<Record<string, boolean>> = { on: true, true: true, off: false, false: false };
  return {
    ...formed({ kind: 'switch' }),
    parse: (text) => (Object.hasOwn(values, text) ? { value: values[text] as boolean } : NO_VALUE),
  };
}

function formed(form: PolicyForm): Pick<Kind<never>, 'form' | 'takes'> {
  return { form, takes: takesOf(form) };
}

function takesOf(form: PolicyForm): string {
  switch (form.kind) {
    case 'switch':
      return 'on or off';
    case 'choices':
      return `some of ${form.choices.join(', ')}, separated by commas`;
    case 'hosts':
      return `up to ${form.most} hosts separated by commas, such as example.com,*.example.org`;
    case 'rateLimits':
      return 'off, or operations with requests in their window, such as accountCreate:100,accountCreateJWT:off';
    case 'number': {
      const range = `a whole number from ${withCommas(form.least)} to ${withCommas(form.most)}`;
      return form.also === undefined ? range : `${form.also} or ${range}`;
    }
  }
}

function itemsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}

function invalid(problem: PolicyProblem): Failure {
  return new Failure({ code: 'policy_invalid', ...problem });
}
