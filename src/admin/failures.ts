import type {
  ArgumentProblem,
  BodyProblem,
  Failure,
  FailureCode,
  FailureFields,
  FailureOf,
  ImportBlocker,
  OldSystemProblem,
  ProviderOptionForm,
  ProviderSettingProblem,
} from '../core/failure.ts';
import { isPolicyName, policies } from '../core/projects/policies.ts';
import { counted, withCommas } from '../core/text.ts';

type Answer<Code extends FailureCode> = {
  readonly status: number;
  readonly message: string;
  /** Replaces `message` if the data say more. */
  readonly words?: (data: FailureOf<Code>) => string | undefined;
};

const row = (status: number, message: string): { readonly status: number; readonly message: string } => ({
  status,
  message,
});

/** Status and message of each failure. A missing row does not compile. */
export const failures: { readonly [Code in FailureCode]: Answer<Code> } = {
  admin_exists: row(409, 'An administrator with this email exists.'),
  admin_not_found: row(404, 'There is no such administrator.'),
  admins_limit: row(403, 'There are as many administrators as there can be.'),
  argument_invalid: { ...row(400, 'A value is not valid.'), words: argumentWords },
  auth_method_disabled: row(403, 'The project has switched this way of signing in off.'),
  authenticator_not_found: row(404, 'There is no such authenticator.'),
  authenticator_verified: row(409, 'There is an authenticator already. Remove it first.'),
  body_invalid: { ...row(400, 'The body cannot be read.'), words: bodyWords },
  body_too_large: row(413, 'The body is too large.'),
  bootstrap_key_limited: row(409, 'The secret of DENIZEN_API_KEY is that of a key with fewer scopes.'),
  challenge_required: row(401, 'A second factor must be shown first.'),
  changed_meanwhile: row(412, 'It was changed meanwhile. Look at both versions and decide again.'),
  code_needed: row(401, 'Enter the code of your authenticator, or a recovery code.'),
  content_type_unsupported: row(415, 'Send JSON with Content-Type: application/json.'),
  credentials_wrong: row(401, 'The email or the password is wrong.'),
  cursor_not_found: row(400, 'The row where the page begins is gone. Start from the first page.'),
  email_aliased: row(400, 'The project takes only the canonical spelling of a mailbox.'),
  email_disposable: row(400, 'The project takes no address of a disposable mailbox.'),
  email_free: row(400, 'The project takes no address of a free mail provider.'),
  email_missing: row(400, 'The user has no email address.'),
  email_not_corporate: row(400, 'The project takes only addresses of companies.'),
  email_taken: row(409, 'Another user of the project has this email address.'),
  email_unverified: row(400, 'The email address is not verified.'),
  email_verified: row(409, 'The email address is verified already.'),
  factors_required: row(401, 'A second factor is needed.'),
  failure_page_refused: row(400, 'The page is on a host that the project does not know.'),
  id_token_invalid: row(401, 'The ID token is not valid.'),
  identity_not_found: row(404, 'The user has no such identity.'),
  import_blocked: {
    ...row(409, 'What the dry run found must be decided first.'),
    words: ({ reason }) => importBlockedWords[reason],
  },
  import_confirmation_missing: {
    ...row(400, 'The number of users must be typed.'),
    words: ({ users }) => `Send the number of users in "confirm": ${users}.`,
  },
  import_digest_invalid: row(409, 'This is not the last dry run, or it is older than a day. Make another.'),
  import_disk_full: row(507, 'The disk of the server is full. Nothing of the file was kept.'),
  import_elsewhere: {
    ...row(409, 'The files of this import are on another server.'),
    words: ({ server }) => `The files of this import are on the server ${server}, or were removed there.`,
  },
  import_invalid: { ...row(400, 'A setting of the import is not valid.'), words: ({ reason }) => reason },
  import_not_found: row(404, 'There is no such import.'),
  import_state_conflict: {
    ...row(409, 'The import is in another state.'),
    words: ({ state }) => `The import is ${state}.`,
  },
  import_too_large: {
    ...row(413, 'The files are too large.'),
    words: ({ mostBytes }) =>
      `The files of an import may have ${mostBytes} bytes: see DENIZEN_IMPORT_MAX_MB.`,
  },
  imports_limit: {
    ...row(409, 'The project has too many open imports.'),
    words: ({ most }) => `The project has ${most} open imports. Complete or cancel one.`,
  },
  internal: row(500, 'The server failed. Its log has the reason under the id of this request.'),
  invite_mismatch: row(401, 'The invitation is for another user.'),
  invite_not_found: row(404, 'There is no such invitation.'),
  invite_secret_wrong: row(401, 'The secret of the invitation is wrong.'),
  job_confirmation_missing: {
    ...row(400, 'Type the number of users or sessions to confirm.'),
    words: ({ users }) => `Type the number of users or sessions to confirm: ${withCommas(users)}.`,
  },
  job_digest_invalid: row(
    409,
    'The selection was not previewed like this within 15 minutes. Preview it again.',
  ),
  job_final: {
    ...row(409, 'This cannot be done with the job.'),
    words: ({ reason }) => jobFinalWords[reason],
  },
  backups_not_planned: row(409, 'No backups are planned: set DENIZEN_BACKUP.'),
  job_not_found: row(404, 'There is no such job.'),
  job_state_conflict: {
    ...row(409, 'The job is in another state.'),
    words: ({ state }) => `The job is ${state}.`,
  },
  jobs_limit: {
    ...row(409, 'The project has too many open jobs.'),
    words: ({ most }) => `The project has ${most} open jobs. Wait for one to end, or cancel one.`,
  },
  jwt_and_session: row(403, 'Send a JWT or a session, not both.'),
  jwt_denied: row(403, 'A JWT is not enough for this.'),
  jwt_invalid: row(401, 'The JWT is not valid.'),
  key_creation_denied: row(403, 'A key cannot give what it does not have.'),
  key_expired: row(401, 'The API key has expired.'),
  key_not_found: row(404, 'There is no such key.'),
  last_owner: row(409, 'This is the last owner. Make another administrator an owner first.'),
  link_invalid: row(401, 'This link was used, has expired, or was replaced by a newer one. Ask for another.'),
  mail_disabled: row(501, 'No mail server is set up. Set DENIZEN_SMTP_URL.'),
  membership_confirmed: row(409, 'The membership is confirmed already.'),
  membership_mismatch: row(404, 'The membership belongs to another team.'),
  membership_not_found: row(404, 'There is no such membership.'),
  message_not_found: row(404, 'There is no such message: it was delivered or deleted, or has not failed.'),
  mock_phone_exists: row(409, 'The phone number has a fixed code already.'),
  mock_phone_not_found: row(404, 'The phone number has no fixed code.'),
  mock_phones_limit: row(403, 'No more phone numbers can have a fixed code.'),
  not_allowed: row(403, 'This is not allowed.'),
  oauth_state_invalid: row(400, 'The sign-in has expired. Begin again.'),
  contract_unknown: {
    ...row(400, 'There is no such contract.'),
    words: ({ known }) => `Contracts are ${known.join(', ')}.`,
  },
  old_system_invalid: {
    ...row(400, 'A setting of the old system is not valid.'),
    words: oldSystemWords,
  },
  old_system_not_found: row(404, 'The project has no old system.'),
  origin_unknown: row(403, 'The project does not know the origin of this request.'),
  password_hash_refused: { ...row(400, 'The hash is not valid.'), words: ({ reason }) => reason },
  password_personal: row(400, 'The password contains a name or an address. Choose another.'),
  password_recently_used: row(400, 'The password was used before. Choose another.'),
  permission_missing: {
    ...row(403, 'Your role does not allow this.'),
    words: ({ permission }) =>
      `Your role does not allow this: it needs ${permission}. An owner can change your role.`,
  },
  phone_missing: row(400, 'The user has no phone number.'),
  phone_taken: row(409, 'Another user of the project has this phone number.'),
  phone_unverified: row(400, 'The phone number is not verified.'),
  phone_verified: row(409, 'The phone number is verified already.'),
  platform_not_found: {
    ...row(404, 'The project has no such host.'),
    words: ({ host }) => `The project has no host ${JSON.stringify(host)}.`,
  },
  policy_invalid: {
    ...row(400, 'The policy is not valid.'),
    words: (problem) =>
      problem.rule === 'not_a_pair'
        ? undefined
        : problem.rule === 'value'
          ? `${problem.policy} takes ${isPolicyName(problem.policy) ? policies[problem.policy].takes : 'something else'}${problem.wrong === undefined ? '' : `; ${JSON.stringify(problem.wrong)} is not valid`}.`
          : `There is no policy ${problem.policy}, or it is named twice.`,
  },
  project_being_deleted: row(
    409,
    'A project with this id was deleted, and rows of it are left. Wait, or choose another id.',
  ),
  project_exists: row(409, 'A project with this id exists.'),
  project_missing: row(400, 'Name a project.'),
  project_not_found: row(404, 'There is no such project.'),
  proof_needed: row(401, 'Enter your password or a code again to do this.'),
  provider_bad_request: row(424, 'The provider refused the request.'),
  provider_disabled: row(412, 'The provider is switched off in this project.'),
  provider_failed: row(424, 'The provider did not complete the sign-in.'),
  provider_not_found: row(404, 'There is no such provider.'),
  provider_refused: row(424, 'The provider refused the sign-in.'),
  provider_setting_invalid: {
    ...row(400, 'A setting of the provider is not valid.'),
    words: providerWords,
  },
  provider_uid_missing: row(424, 'The provider did not say who the user is.'),
  provider_unsupported: row(501, 'The provider cannot be used.'),
  provider_unauthorized: row(401, 'The provider did not accept the credentials.'),
  query_invalid: row(400, 'The filter is not valid.'),
  query_too_broad: {
    ...row(400, 'This filter matches too many users. Add another condition.'),
    words: ({ mostRows }) =>
      `More than ${withCommas(mostRows)} rows would have to be read. Add a condition, or sort another way.`,
  },
  rate_limited: {
    ...row(429, 'Too many requests.'),
    words: ({ retryAfterSeconds, limit }) =>
      `Too many ${limit === 'attempts' ? 'wrong tries' : 'requests'}. Try again in ${counted(retryAfterSeconds, 'second', 'seconds')}.`,
  },
  recovery_codes_exist: row(409, 'There are recovery codes already.'),
  recovery_codes_not_found: row(404, 'There are no recovery codes.'),
  request_cross_origin: row(
    403,
    'The request comes from a page of another origin. Open the console at the address of this server; behind a proxy, set DENIZEN_PUBLIC_URL.',
  ),
  request_invalid: row(400, 'The request cannot be read.'),
  request_refused: row(409, 'The request was refused.'),
  response_too_large: row(400, 'The answer would be too large. Ask for fewer rows.'),
  route_not_found: row(404, 'There is no such endpoint.'),
  scope_missing: row(403, 'The API key lacks the scope for this.'),
  session_exists: row(409, 'There is a session already.'),
  session_missing: row(401, 'You are signed out. Sign in again.'),
  session_not_found: row(404, 'There is no such session.'),
  sms_disabled: row(501, 'No gateway for text messages is set up. Set DENIZEN_SMS_URL.'),
  success_page_refused: row(400, 'The page is on a host that the project does not know.'),
  target_exists: row(409, 'Another target has this id or address.'),
  target_invalid_email: row(400, 'The target needs a valid email address.'),
  target_invalid_phone: row(400, 'The target needs a valid phone number.'),
  target_not_found: row(404, 'There is no such target.'),
  team_exists: row(409, 'A team with this id exists.'),
  team_not_found: row(404, 'There is no such team.'),
  token_invalid: row(401, 'The code or the link is wrong, used or expired.'),
  unavailable: {
    ...row(503, 'The server cannot answer now. Try again in a moment.'),
    words: ({ reason }) => (reason === 'damaged' ? 'The database is damaged. Restore a backup.' : undefined),
  },
  user_blocked: row(403, 'The user is blocked.'),
  user_exists: {
    ...row(409, 'Another user of the project has this id or address.'),
    words: ({ taken }) => taken && `Another user of the project has this ${taken}.`,
  },
  user_keys_limit: row(403, 'The user can have no more keys.'),
  user_not_found: row(404, 'There is no such user.'),
  username_taken: row(409, 'Another user of the project has this username.'),
  users_limit: row(403, 'The project has as many users as its policy allows.'),
  version_unknown: {
    ...row(400, 'The version is unknown.'),
    words: ({ known }) => `There is no such version. Known versions: ${known.join(', ')}.`,
  },
  webhook_exists: row(409, 'A webhook with this id exists.'),
  webhook_not_found: row(404, 'There is no such webhook.'),
  webhooks_limit: row(403, 'The project can have no more webhooks.'),
};

/** Returns status and message of a failure. */
export function answerTo({ data }: Failure): { readonly status: number; readonly message: string } {
  // A row takes the data of its own code, which the lookup guarantees.
  const { status, message, words } = failures[data.code] as Answer<never>;
  return { status, message: words?.(data as never) ?? message };
}

const importBlockedWords: Readonly<Record<ImportBlocker, string>> = {
  providers: 'The files name providers that are not known here. Say which they are, or leave them out.',
  canaries: 'Sign-ins that were tried would fail.',
  conflicts: 'Rows are in conflict, and the import is to fail then.',
  nothing: 'No row would be written.',
};

const jobFinalWords: Readonly<Record<FailureFields['job_final']['reason'], string>> = {
  not_undoable: 'What the job did cannot be undone.',
  undone: 'The job was undone already.',
  retried: 'The failures of the job were tried again already.',
  nothing_failed: 'Nothing failed.',
  nothing_done: 'The job did nothing that could be undone.',
};

function argumentWords(problem: ArgumentProblem): string {
  if (problem.rule === 'one_of_required') return `Give one of: ${problem.fields.join(', ')}.`;
  const name = problem.field;
  switch (problem.rule) {
    case 'required':
      return `"${name}" is missing.`;
    case 'malformed':
      return `"${name}" ${problem.expected ?? 'is not valid'}.`;
    case 'length':
      return `"${name}" must have ${problem.least} to ${problem.most} characters.`;
    case 'too_few_bytes':
      return `"${name}" must have at least ${problem.least} bytes.`;
    case 'list':
      return `"${name}" must have at most ${problem.most} values of 1 to ${problem.lengthMost} characters.`;
    case 'not_same':
      return `"${name}" must be the same as "${problem.other}".`;
    case 'too_common':
      return 'This password is one of the most common. Choose another.';
    case 'characters_missing':
      return `"${name}" needs a character of each of these kinds: ${problem.characters.join(', ')}.`;
    case 'url_characters':
      return `"${name}" must be a URL without blanks and backslashes.`;
    case 'foreign_host':
      return `"${name}" is on a host that the project does not know${problem.host === undefined ? '' : `: ${problem.host}`}. Add it to the policy hosts.`;
  }
}

function bodyWords(problem: BodyProblem): string | undefined {
  switch (problem.rule) {
    case 'not_json':
      return 'The body is not JSON.';
    case 'not_object':
      return 'The body must be a JSON object.';
    case 'not_utf8':
      return 'The body must be UTF-8.';
    default:
      return undefined;
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

function oldSystemWords(problem: OldSystemProblem): string {
  switch (problem.rule) {
    case 'system_unknown':
      return `There is no such system. Systems: ${problem.known.join(', ')}.`;
    case 'asks':
      return `Ask about ${problem.known.join(', ')}, or both.`;
    case 'url':
      return 'The URL must begin with https:// and lead to a public host, without a password in it, unless allowPrivate is on.';
    case 'secret':
      return 'A secret has 1 to 8,192 printable ASCII characters.';
    case 'secret_missing':
      return 'Give the secret.';
    case 'secret_needed_again':
      return 'Requests would go to another address than before, to which the secret of before is not sent: give the secret again.';
    case 'option_unknown':
      return `Options of the system: ${problem.options.join(', ')}.`;
    case 'options_missing':
      return `The system needs ${problem.options.join(', ')}.`;
    case 'option_value':
      return `The value of ${problem.option} is not valid.`;
  }
}

function providerWords(problem: ProviderSettingProblem): string {
  switch (problem.rule) {
    case 'client_id':
      return 'Give the client id, of at most 8,192 characters.';
    case 'secret_missing':
      return 'Give the client secret.';
    case 'secret_needed_again':
      return 'The provider would be at another address than before, to which the secret of before is not sent: give the client secret again.';
    case 'secret_too_long':
      return 'The client secret has at most 8,192 characters.';
    case 'not_set_up':
      return 'The provider is not set up in this project.';
    case 'provider_unknown':
      return 'There is no such provider.';
    case 'option_unknown':
      return `${problem.provider} has no option ${JSON.stringify(problem.option)}. Options: ${problem.known.join(', ') || 'none'}.`;
    case 'options_missing':
      return `${problem.provider} needs ${problem.options.join(', ')}.`;
    case 'option_value':
      return `${problem.option} takes ${optionForms[problem.form]}${problem.mayBePrivate ? ', or with allowPrivate on also http:// and private hosts' : ''}.`;
    case 'option_prompts':
      return `${problem.option} takes some of ${problem.known.join(', ')}.`;
  }
}
