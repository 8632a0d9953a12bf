import type {
  AddressFailures,
  AdminFailures,
  ArgumentProblem,
  CredentialFailures,
  FailureCode,
  FailureFields,
  FailureOf,
  JobFailures,
  KeyFailures,
  ListFailures,
  OldSystemProblem,
  OperatorFailures,
  PasswordFailures,
  PolicyProblem,
  ProjectFailures,
  ProjectSetupFailures,
  ProviderOptionForm,
  ProviderSettingProblem,
  RequestFailures,
  ServerFailures,
  SessionFailures,
  UserFailures,
  WebhookFailures,
} from '../core/failure.ts';
import { isPolicyName, policies, policyNames } from '../core/projects/policies.ts';
import { counted, withCommas } from '../core/text.ts';

type CliFailures = AdminFailures &
  AddressFailures &
  JobFailures &
  KeyFailures &
  ListFailures &
  PasswordFailures &
  UserFailures &
  OperatorFailures &
  ProjectFailures &
  ProjectSetupFailures &
  ServerFailures &
  Pick<CredentialFailures, 'user_blocked'> &
  Pick<RequestFailures, 'argument_invalid' | 'rate_limited'> &
  Pick<SessionFailures, 'session_not_found'> &
  Pick<WebhookFailures, 'webhook_not_found'>;

type Messages = {
  readonly [Code in keyof CliFailures]: (data: FailureOf<Code>) => string | undefined;
};

/** Messages for operators. A code without a message is printed itself. */
const messages: Messages = {
  admin_exists: () => 'An administrator with this email address exists.',
  admin_not_found: () => 'There is no such administrator.',
  admins_limit: ({ most }) => `There are ${withCommas(most)} administrators, which is the limit.`,
  argument_invalid: argumentWords,
  bootstrap_key_limited: ({ key }) =>
    `DENIZEN_API_KEY is the secret of the key "${key}", which expires or lacks scopes. Choose another secret, or revoke that key.`,
  // Of a caller of the protocols: no command meets these.
  changed_meanwhile: () => undefined,
  code_needed: () => undefined,
  message_not_found: () => undefined,
  permission_missing: () => undefined,
  proof_needed: () => undefined,
  request_cross_origin: () => undefined,
  request_refused: () => undefined,
  session_missing: () => undefined,
  version_unknown: () => undefined,
  cursor_not_found: ({ id }) => `Unknown id "${id}": the page cannot begin there.`,
  email_aliased: () => 'The project takes only the canonical spelling of a mailbox.',
  email_disposable: () => 'The project takes no address of a disposable mailbox.',
  email_free: () => 'The project takes no address of a free mail provider.',
  email_missing: () => 'The user has no email address.',
  email_not_corporate: () => 'The project takes only addresses of companies.',
  email_taken: () => 'Another user has this email address.',
  email_unverified: () => 'The email address is not verified.',
  email_verified: () => 'The email address is verified already.',
  internal: ({ reason }) => reason && internalWords[reason],
  key_not_found: ({ key }) => `Unknown key "${key}".`,
  job_confirmation_missing: ({ users }) => `The number of users must be typed: ${withCommas(users)}.`,
  job_digest_invalid: () => 'The users were not previewed like this within 15 minutes. Try again.',
  job_final: ({ reason }) => jobFinalWords[reason],
  backups_not_planned: () => 'No backups are planned: set DENIZEN_BACKUP.',
  job_not_found: ({ job }) => `Unknown job "${job}".`,
  job_state_conflict: ({ state }) => `The job is ${state}.`,
  jobs_limit: ({ most }) => `The project has ${most} open jobs. Wait for one to end, or cancel one.`,
  import_blocked: () => undefined,
  import_confirmation_missing: () => undefined,
  import_digest_invalid: () => undefined,
  import_disk_full: () => undefined,
  import_elsewhere: () => undefined,
  import_invalid: () => undefined,
  import_not_found: () => undefined,
  import_state_conflict: () => undefined,
  import_too_large: () => undefined,
  imports_limit: () => undefined,
  last_owner: () => 'This is the last owner. Make another administrator an owner first.',
  link_invalid: () => 'The link was used, has expired, or was replaced.',
  mail_disabled: () => 'No mail server is set up: set DENIZEN_SMTP_URL.',
  contract_unknown: ({ known }) => `Name some of ${known.join(', ')}.`,
  old_system_invalid: oldSystemWords,
  old_system_not_found: () => 'The project has no old system: set it with migrations set.',
  password_personal: () => 'The password contains a name or an address. Choose another.',
  password_recently_used: () => 'The password was used before. Choose another.',
  phone_missing: () => 'The user has no phone number.',
  phone_taken: () => 'Another user has this phone number.',
  phone_unverified: () => 'The phone number is not verified.',
  phone_verified: () => 'The phone number is verified already.',
  platform_not_found: ({ host }) => `The project has no host ${JSON.stringify(host)}.`,
  policy_invalid: policyWords,
  project_being_deleted: ({ project }) =>
    `The project "${project}" was deleted, and rows of it are left, which a running server removes. Choose another id, or wait.`,
  project_exists: ({ project }) => `The project "${project}" already exists.`,
  project_not_found: ({ project }) => (project === undefined ? undefined : `Unknown project "${project}".`),
  provider_setting_invalid: providerWords,
  query_invalid: () => 'The filter is not valid.',
  query_too_broad: ({ mostRows }) =>
    `More than ${withCommas(mostRows)} rows would have to be read. Add a filter, or sort another way.`,
  rate_limited: ({ retryAfterSeconds }) =>
    `Too many attempts: wait ${counted(retryAfterSeconds, 'second', 'seconds')}.`,
  response_too_large: ({ limit }) =>
    `The answer would be too large.${limit === undefined ? '' : ` Ask for ${counted(limit, 'row', 'rows')}: --limit ${limit}.`}`,
  session_not_found: () => 'The user has no such session.',
  sms_disabled: () => 'No gateway for text messages is set up: set DENIZEN_SMS_URL.',
  unavailable: ({ reason }) => reason && unavailableWords[reason],
  user_blocked: () => 'The user is blocked.',
  user_exists: ({ taken }) => `Another user has this ${taken ?? 'id or address'}.`,
  user_keys_limit: () => undefined,
  user_not_found: () => 'There is no such user in this project.',
  users_limit: () => 'The project has as many users as its policy usersLimit allows.',
  webhook_not_found: ({ webhook }) => `Unknown webhook "${webhook}".`,
};

/** Returns the message of a failure, or its code. */
export function failureWords(data: FailureOf<FailureCode>): string {
  // A row takes the data of its own code, which the lookup guarantees.
  const words = (messages as Partial<Record<FailureCode, (data: never) => string | undefined>>)[data.code];
  return words?.(data as never) ?? data.code;
}

function argumentWords(problem: ArgumentProblem): string | undefined {
  if (problem.rule === 'one_of_required') return `Give one of ${problem.fields.join(', ')}.`;
  const { field } = problem;
  const has = (more: string) => `The ${field} needs ${more}.`;
  switch (problem.rule) {
    case 'required':
      return `The ${field} is missing.`;
    case 'malformed':
      return problem.expected === undefined
        ? `The ${field} is not valid.`
        : `The value of ${field} ${problem.expected}.`;
    case 'length':
      return has(`${problem.least} to ${problem.most} characters`);
    case 'too_few_bytes':
      return has(`${problem.least} bytes or more`);
    case 'list':
      return has(`${problem.most} values or fewer, of 1 to ${problem.lengthMost} characters`);
    case 'not_same':
      return `The ${field} differs from the ${problem.other}.`;
    case 'too_common':
      return `This ${field} is one of the most common. Choose another.`;
    case 'characters_missing':
      return has(`a character of each of these kinds: ${problem.characters.join(', ')}`);
    case 'url_characters':
      return `The ${field} must have no blanks and backslashes.`;
    case 'foreign_host':
      return `The ${field} is a page on a host that the project does not know. Add it with: denizen platforms add web ${problem.host ?? 'HOST'}`;
  }
}

const jobFinalWords: Readonly<Record<FailureFields['job_final']['reason'], string>> = {
  not_undoable: 'What the job did cannot be undone.',
  undone: 'The job was undone already.',
  retried: 'The failures of the job were tried again already.',
  nothing_failed: 'Nothing failed.',
  nothing_done: 'The job did nothing that could be undone.',
};

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
  // Occurs in requests only.
  old_system_failed: undefined,
  outcome_unknown:
    'The database connection broke during the commit, so the change may or may not be stored. Check before you try again.',
  // Occur in requests only.
  passwords_busy: undefined,
  // Occurs in requests only.
  stopping: undefined,
  responses_full: undefined,
};

function oldSystemWords(problem: OldSystemProblem): string {
  switch (problem.rule) {
    case 'system_unknown':
      return `Name one of ${problem.known.join(', ')}.`;
    case 'asks':
      return `Ask about ${problem.known.join(', ')}, or both, separated by a comma: --asks.`;
    case 'url':
      return 'The URL must begin with https:// and lead to a public host, without a password in it; --option allowPrivate=on lifts both.';
    case 'secret':
      return 'A secret has 1 to 8,192 printable ASCII characters.';
    case 'secret_missing':
      return 'A secret is required: put it into a file and pass the file with --secret-file.';
    case 'secret_needed_again':
      return 'Requests would go to another address than before, to which the secret of before is not sent: pass a file with the secret, with --secret-file.';
    case 'option_unknown':
      return `The system has these options: ${problem.options.join(', ')}.`;
    case 'options_missing':
      return `Give --option ${problem.options.map((name) => `${name}=…`).join(' and ')}.`;
    case 'option_value':
      return `The value of ${problem.option} is not valid.`;
  }
}

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
    case 'secret_needed_again':
      return 'The provider would be at another address than before, to which the secret of before is not sent: pass a file with the secret, with --client-secret-file.';
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
      return `${problem.option} takes ${optionForms[problem.form]}${problem.mayBePrivate ? ', or with --option allowPrivate=on also http:// and private hosts' : ''}.`;
    case 'option_prompts':
      return `${problem.option} takes some of ${problem.known.join(', ')}.`;
  }
}
