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
  WebhookFailures,
} from '../core/failure.ts';
import { isPolicyName, policies, policyNames } from '../core/projects/policies.ts';

type CliFailures = KeyFailures &
  OperatorFailures &
  ProjectFailures &
  ProjectSetupFailures &
  ServerFailures &
  Pick<WebhookFailures, 'webhook_not_found'>;

type Messages = {
  readonly [Code in keyof CliFailures]: (data: FailureOf<Code>) => string | undefined;
};

/** Messages for operators. A code without a message is printed itself. */
const messages: Messages = {
  bootstrap_key_limited: ({ key }) =>
    `DENIZEN_API_KEY is the secret of the key "${key}", which expires or lacks scopes. Choose another secret, or revoke that key.`,
  internal: ({ reason }) => reason && internalWords[reason],
  key_not_found: ({ key }) => `Unknown key "${key}".`,
  platform_not_found: ({ host }) => `The project has no host ${JSON.stringify(host)}.`,
  policy_invalid: policyWords,
  project_being_deleted: ({ project }) =>
    `The project "${project}" was deleted, and rows of it are left, which a running server removes. Choose another id, or wait.`,
  project_exists: ({ project }) => `The project "${project}" already exists.`,
  project_not_found: ({ project }) => (project === undefined ? undefined : `Unknown project "${project}".`),
  provider_setting_invalid: providerWords,
  unavailable: ({ reason }) => reason && unavailableWords[reason],
  user_keys_limit: () => undefined,
  webhook_not_found: ({ webhook }) => `Unknown webhook "${webhook}".`,
};

/** Returns the message of a failure, or its code. */
export function failureWords(data: FailureOf<FailureCode>): string {
  // A row takes the data of its own code, which the lookup guarantees.
  const words = (messages as Partial<Record<FailureCode, (data: never) => string | undefined>>)[data.code];
  return words?.(data as never) ?? data.code;
}

const internalWords: Readonly<Record<NonNullable<FailureFields['internal']['reason']>, string>> = {
  sealing_key_unknown: 'Another key is also in use.',
};

const unavailableWords: Readonly<
  Record<NonNullable<FailureFields['unavailable']['reason']>, string | undefined>
> = {
  damaged: 'The database is damaged: restore a backup.',
  // Occurs in requests only.
  device_requests_full: undefined,
  earlier_sealing_key_in_use:
    'Servers still seal with an earlier key. Restart all of them with the new one, then run this again.',
  outcome_unknown:
    'The database connection broke during the commit, so the change may or may not be stored. Check before you try again.',
  // Occur in requests only.
  passwords_busy: undefined,
  // Occurs in requests only.
  stopping: undefined,
  responses_full: undefined,
};

function policyWords(problem: PolicyProblem): string {
  switch (problem.rule) {
    case 'not_a_pair':
      return `Write ${JSON.stringify(problem.text)} as name=value.`;
    case 'unknown':
      return `Unknown policy ${JSON.stringify(problem.policy)}. Policies: ${policyNames.join(', ')}.`;
    case 'repeated':
      return `${problem.policy} is given twice.`;
    case 'value': {
      const { policy, wrong } = problem;
      const takes = isPolicyName(policy) ? policies[policy].takes : 'something else';
      const which = wrong === undefined ? '' : `; ${JSON.stringify(wrong)} is invalid`;
      return `${policy} takes ${takes}${which}; or default.`;
    }
  }
}

const optionForms: Readonly<Record<ProviderOptionForm, string>> = {
  client_ids: 'up to 20 client ids separated by commas',
  host: 'a host such as id.example.com',
  seconds: 'a number of seconds',
  switch: 'on or off',
  url: 'a URL that begins with https://',
  word: 'a word',
};

function providerWords(problem: ProviderSettingProblem): string {
  switch (problem.rule) {
    case 'client_id':
      return 'A client id is required.';
    case 'secret_missing':
      return 'A secret is required: put it into a file and pass the file with --client-secret-file.';
    case 'secret_too_long':
      return 'The secret is too long.';
    case 'not_set_up':
      return `The provider ${JSON.stringify(problem.provider)} is not configured.`;
    case 'provider_unknown': {
      const known = problem.known.join(', ');
      return `Unknown provider ${JSON.stringify(problem.provider)}. Providers: ${known}.`;
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
