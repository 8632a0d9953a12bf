import type {
  FailureCode,
  FailureFields,
  FailureOf,
  KeyFailures,
  OperatorFailures,
  PolicyProblem,
  ProjectFailures,
  ProjectSetupFailures,
  ProviderOptionForm,
  ProviderSettingProblem,
  ServerFailures,
} from '../core/failure.ts';
import { isPolicyName, policies, policyNames } from '../core/projects/policies.ts';

type CliFailures = KeyFailures & OperatorFailures & ProjectFailures & ProjectSetupFailures & ServerFailures;

type Answers = {
  readonly [Code in keyof CliFailures]: (data: FailureOf<Code>) => string | undefined;
};

/** What operators read. Where there is no sentence, the code stands for itself. */
const answers: Answers = {
  bootstrap_key_limited: ({ key }) =>
    `DENIZEN_API_KEY is the secret of the key "${key}", which expires or lacks scopes. Choose another secret, or revoke that key.`,
  internal: ({ reason }) => reason && internalWords[reason],
  key_not_found: ({ key }) => `There is no key "${key}".`,
  policy_invalid: policyWords,
  project_exists: ({ project }) => `There is a project "${project}" already.`,
  project_not_found: ({ project }) =>
    project === undefined ? undefined : `There is no project "${project}".`,
  provider_setting_invalid: providerWords,
  unavailable: ({ reason }) => reason && unavailableWords[reason],
  user_keys_limit: () => undefined,
};

/** A refusal in words, or its code. */
export function failureWords(data: FailureOf<FailureCode>): string {
  // Each row takes the data of its own code, and is asked for no other.
  const words = (answers as Partial<Record<FailureCode, (data: never) => string | undefined>>)[data.code];
  return words?.(data as never) ?? data.code;
}

const internalWords: Readonly<Record<NonNullable<FailureFields['internal']['reason']>, string>> = {
  sealing_key_unknown: 'Another key is in use as well.',
};

const unavailableWords: Readonly<
  Record<NonNullable<FailureFields['unavailable']['reason']>, string | undefined>
> = {
  // Only requests meet it.
  device_requests_full: undefined,
  earlier_sealing_key_in_use:
    'Servers keep sealing with an earlier key. Start all of them with the new one, then run this again.',
  outcome_unknown:
    'The database broke off while it was storing the change, which may stand or not. Look before you try again.',
  // Only requests meet it.
  passwords_busy: undefined,
};

function policyWords(problem: PolicyProblem): string {
  switch (problem.rule) {
    case 'not_a_pair':
      return `Say ${JSON.stringify(problem.text)} as name=value.`;
    case 'unknown':
      return `There is no policy ${JSON.stringify(problem.policy)}. Policies: ${policyNames.join(', ')}.`;
    case 'repeated':
      return `${problem.policy} is said twice.`;
    case 'value': {
      const { policy, wrong } = problem;
      const takes = isPolicyName(policy) ? policies[policy].takes : 'something else';
      const which = wrong === undefined ? '' : `; ${JSON.stringify(wrong)} is none`;
      return `${policy} takes ${takes}${which}; or default.`;
    }
  }
}

const optionForms: Readonly<Record<ProviderOptionForm, string>> = {
  host: 'a host such as id.example.com',
  seconds: 'a number of seconds',
  switch: 'on or off',
  url: 'a URL that begins with https://',
  word: 'a word',
};

function providerWords(problem: ProviderSettingProblem): string {
  switch (problem.rule) {
    case 'client_id':
      return 'A client id is needed.';
    case 'secret_missing':
      return 'A secret is needed: put it into a file and name that with --client-secret-file.';
    case 'secret_too_long':
      return 'The secret is too long.';
    case 'not_set_up':
      return `The project has not set ${JSON.stringify(problem.provider)} up.`;
    case 'provider_unknown': {
      const known = problem.known.join(', ');
      return `There is no provider ${JSON.stringify(problem.provider)}. Providers: ${known}.`;
    }
    case 'option_unknown': {
      const known = problem.known.join(', ') || 'none';
      return `${problem.provider} has no option ${JSON.stringify(problem.option)}. Options: ${known}.`;
    }
    case 'options_missing':
      return `${problem.provider} needs --option ${problem.options.join('=… --option ')}=….`;
    case 'option_value':
      return `${problem.option} takes ${optionForms[problem.form]}.`;
    case 'option_prompts':
      return `${problem.option} takes some of ${problem.known.join(', ')}.`;
  }
}
