import type {
  ArgumentProblem,
  BodyProblem,
  CharacterKind,
  CollectionName,
  FailureFields,
  ProviderProblem,
} from '../core/failure.ts';
import { withCommas } from '../core/text.ts';

/** An invalid parameter. Older formats word it differently. */
export type ParamWords = { readonly param: string; readonly problem: string };
export type Words = string | ParamWords;

export function messageOf(words: Words): string {
  return typeof words === 'string' ? words : `Invalid \`${words.param}\` param: ${words.problem}`;
}

/** Names of rows, by collection. */
export const rowNames: Readonly<Record<CollectionName, string>> = {
  identities: 'Identity',
  memberships: 'Membership',
  sessions: 'Session',
  targets: 'Target',
  teams: 'Team',
  users: 'User',
};

/** Wire names of fields that differ from the core's. */
const paramNames: Readonly<Record<string, string>> = { user: 'userId' };

export function argumentWords(problem: ArgumentProblem): Words {
  if (problem.rule === 'one_of_required') {
    const names = problem.fields.map((field) => `"${paramNames[field] ?? field}"`);
    return `One of the params ${names.slice(0, -1).join(', ')} and ${names.at(-1)} is needed.`;
  }
  const { field } = problem;
  return problem.rule === 'required'
    ? `Param "${field}" is not optional.`
    : { param: field, problem: ruleWords(problem) };
}

function ruleWords(problem: Exclude<ArgumentProblem, { rule: 'one_of_required' | 'required' }>): string {
  switch (problem.rule) {
    case 'malformed':
      return `Value ${problem.expected ?? 'is not valid'}.`;
    case 'length':
      return `Value must be a text of ${problem.least} to ${problem.most} characters.`;
    case 'too_few_bytes':
      return `Value must have at least ${problem.least} bytes.`;
    case 'list':
      return `Value must be an array of at most ${problem.most} texts, each of 1 to ${problem.lengthMost} characters.`;
    case 'not_same':
      return `Value must be the same as \`${problem.other}\`.`;
    case 'characters_missing':
      return `Value must include ${charactersText(problem.characters)}.`;
    case 'too_common':
      return 'Value is one of the most common passwords. Choose another.';
    case 'url_characters':
      return 'URL must not have a backslash or a blank; write them as %5C and %20.';
    case 'foreign_host':
      return `URL host must be one of the hosts of the project. Add it with: denizen platforms add web ${problem.host ?? 'HOST'}`;
  }
}

const characterWords: Readonly<Record<CharacterKind, string>> = {
  uppercase: 'an uppercase letter',
  lowercase: 'a lowercase letter',
  number: 'a number',
  symbol: 'a symbol',
};

/** Names the missing kinds of characters of a password. */
function charactersText(missing: readonly CharacterKind[]): string {
  return new Intl.ListFormat('en').format(missing.map((kind) => characterWords[kind]));
}

type BoundedProblem = Extract<BodyProblem, { readonly most: number }>;
type PlainRule = Exclude<BodyProblem['rule'], BoundedProblem['rule'] | 'malformed'>;

const bodyBounds: Readonly<Record<BoundedProblem['rule'], (most: number) => string>> = {
  index_too_high: (most) => `A list has indices of 0 to ${most}, and these are more.`,
  parameter_too_deep: (most) => `A parameter is nested deeper than ${most} levels.`,
  too_deep: (most) => `The body is nested deeper than ${most} levels.`,
  too_many_parameters: (most) => `There are more than ${most} parameters.`,
};

const bodyRules: Readonly<Record<PlainRule, string>> = {
  not_json: 'The body is not valid JSON.',
  not_object: 'The body must be a JSON object.',
  not_utf8: 'The body is not valid UTF-8.',
  number_too_large: 'A number is too large.',
  parameter_ambiguous: 'A parameter is given both with and without brackets, or with different ones.',
  proto_field: 'A field must not be named "__proto__".',
  text_not_storable: 'A text holds a NUL character or half of a surrogate pair.',
};

export function bodyWords(problem: BodyProblem): string | undefined {
  if ('most' in problem) return bodyBounds[problem.rule](problem.most);
  return problem.rule === 'malformed' ? undefined : bodyRules[problem.rule];
}

export function contentTypeWords({
  contentType,
  isJson,
}: FailureFields['content_type_unsupported']): string | undefined {
  if (contentType === undefined) return undefined;
  if (isJson) return `The body is JSON, but its content type is ${contentType}. Send application/json.`;
  const problem =
    contentType === null
      ? 'The body has no content type'
      : `The content type ${JSON.stringify(contentType)} is not understood`;
  return `${problem}. Send application/json.`;
}

export function requestWords(problem: FailureFields['request_invalid']): string | undefined {
  switch (problem.rule) {
    case undefined:
      return undefined;
    case 'content_length':
      return 'The body is not as long as Content-Length says.';
    case 'headers_too_large':
      return `The request line and headers are too large: ${problem.mostBytes / 1024} KiB at most.`;
    case 'not_http':
      return 'The request is not valid HTTP.';
    case 'path':
      return 'The path is not a valid URL path.';
    case 'too_slow':
      return 'The request took too long to arrive.';
  }
}

export const rateWords = {
  attempts: 'Too many wrong tries. Wait before the next one, or sign in another way.',
  requests: undefined,
} as const;

export const unavailableWords: Readonly<
  Record<NonNullable<FailureFields['unavailable']['reason']>, string | undefined>
> = {
  damaged: 'The database is damaged. The operator of this server must restore it.',
  device_requests_full: 'Too many devices are asking. Try again in a while.',
  // Occurs on the command line only.
  earlier_sealing_key_in_use: undefined,
  old_system_failed: 'The password cannot be checked right now. Try again in a moment.',
  outcome_unknown:
    'The database broke off while it was storing the change, which may stand or not. Look before you try again.',
  passwords_busy: 'Too many passwords are being checked right now. Try again in a moment.',
  stopping: 'The server is stopping. Nothing was changed; try again in a moment.',
  responses_full: 'Too many large answers are being sent right now. Try again in a moment.',
};

export const notAllowedWords: Readonly<Record<NonNullable<FailureFields['not_allowed']['action']>, string>> =
  {
    invite: 'User is not allowed to send invitations for this team',
    set_roles: 'User is not allowed to modify roles',
    sign_in_without_email: 'OAuth provider failed to return email.',
  };

type MissingScopes = NonNullable<FailureFields['scope_missing']['missing']>;

export function missingScopesWords(missing: MissingScopes): string {
  return `${callerWords(missing)} missing scopes (${JSON.stringify(missing.scopes)})`;
}

/** Names the caller that lacks a scope. */
export function callerWords({ caller, project }: MissingScopes): string {
  if (caller === 'key') return `app.${project}@service (role: applications)`;
  return caller === 'user' ? 'User (role: users)' : 'User (role: guests)';
}

export const keyDeniedWords: Readonly<
  Record<FailureFields['key_creation_denied']['reason'], string | undefined>
> = {
  lasting: 'An API key cannot create API keys. Create them with: denizen keys create',
  ephemeral: 'An ephemeral API key cannot create ephemeral API keys.',
  scopes: 'An API key cannot give another key scopes that it lacks, or prolong a key that has them.',
  expiry: 'An API key cannot give another key scopes or time beyond its own end.',
  configured: 'The key of DENIZEN_API_KEY is changed where it is configured.',
};

export function providerFailedWords(problem: FailureFields['provider_failed']): string {
  const { provider } = problem;
  if (problem.reason === 'unreachable') return `${provider} couldn't be reached. Please try again.`;
  const error = problem.error === undefined ? '' : ` (${problem.error})`;
  return `${provider} couldn't complete sign-in${error}. Please try again.`;
}

export function providerRefusedWords(problem: ProviderProblem): string | undefined {
  const { provider } = problem;
  switch (problem.reason) {
    case 'refused':
      return undefined;
    case 'unreachable':
      return `${provider} couldn't be reached.`;
    case 'no_code':
      return `The ${provider} OAuth2 provider returned no code.`;
    case 'error': {
      const described = problem.description === undefined ? '' : `: ${problem.description}`;
      return `The ${provider} OAuth2 provider returned an error: ${problem.error}${described}`;
    }
  }
}

export function queryWords(problem: FailureFields['query_invalid']): string | undefined {
  return problem.rule === 'attribute_hidden'
    ? 'The project hides the users of memberships from members.'
    : undefined;
}

const NARROWER =
  'Narrow it by an attribute that few users share, such as email, phone, a label or the beginning of a name.';

export function tooLargeWords({ mostBytes, limit }: FailureFields['response_too_large']): string {
  const sentence = `The answer would have more than ${mostBytes / 1_048_576} MB.`;
  return limit === undefined ? sentence : `${sentence} Ask for a limit of ${withCommas(limit)} at most.`;
}

export function tooBroadWords({ mostRows }: FailureFields['query_too_broad']): string {
  return `This query would have to look at more than ${withCommas(mostRows)} rows. ${NARROWER}`;
}
