/** The fields of a code without data. */
type NoFields = Readonly<Record<never, never>>;

export type CharacterKind = 'uppercase' | 'lowercase' | 'number' | 'symbol';

/** A rule that an argument violates. Lengths are in characters, unless the rule says bytes. */
export type ArgumentRule =
  | { readonly rule: 'required' }
  /** `expected` is the description in the endpoint's parameter table, for the protocol's message. */
  | { readonly rule: 'malformed'; readonly expected?: string }
  | { readonly rule: 'length'; readonly least: number; readonly most: number }
  | { readonly rule: 'too_few_bytes'; readonly least: number }
  /** A list of at most `most` texts of 1 to `lengthMost` characters each. */
  | { readonly rule: 'list'; readonly most: number; readonly lengthMost: number }
  /** Must equal another field. */
  | { readonly rule: 'not_same'; readonly other: string }
  /** A common password. */
  | { readonly rule: 'too_common' }
  /** A URL with a backslash or a blank, which one parser repairs and another reads differently. */
  | { readonly rule: 'url_characters' }
  /** A password without characters of these kinds. */
  | { readonly rule: 'characters_missing'; readonly characters: readonly CharacterKind[] }
  /** A page on a host outside the project; without a host, there is none in the text. */
  | { readonly rule: 'foreign_host'; readonly host?: string };

/** An invalid argument, or `one_of_required` when none of several is given. */
export type ArgumentProblem =
  | ({ readonly field: string } & ArgumentRule)
  | { readonly rule: 'one_of_required'; readonly fields: readonly string[] };

export type BodyProblem =
  | {
      readonly rule:
        | 'malformed'
        | 'not_json'
        | 'not_object'
        | 'not_utf8'
        | 'number_too_large'
        | 'parameter_ambiguous'
        | 'proto_field'
        | 'text_not_storable';
    }
  | {
      readonly rule: 'index_too_high' | 'parameter_too_deep' | 'too_deep' | 'too_many_parameters';
      readonly most: number;
    };

/** Failures of any request. */
export type RequestFailures = {
  argument_invalid: ArgumentProblem;
  body_invalid: BodyProblem;
  body_too_large: NoFields;
  /** Null when the body has no type. `isJson` says that the body is JSON all the same. */
  content_type_unsupported: { readonly contentType?: string | null; readonly isJson?: true };
  /** `attempts` counts wrong secrets. */
  rate_limited: { readonly limit: 'attempts' | 'requests'; readonly retryAfterSeconds: number };
  request_invalid:
    | { readonly rule?: 'content_length' | 'not_http' | 'path' | 'too_slow' }
    | { readonly rule: 'headers_too_large'; readonly mostBytes: number };
  route_not_found: NoFields;
};

/** Failures of any operation that are not the caller's fault. */
export type ServerFailures = {
  internal: { readonly reason?: 'sealing_key_unknown' };
  unavailable: {
    readonly reason?:
      | 'damaged'
      | 'device_requests_full'
      | 'earlier_sealing_key_in_use'
      | 'old_system_failed'
      | 'outcome_unknown'
      | 'passwords_busy'
      | 'stopping'
      | 'responses_full';
    readonly retryAfterSeconds?: number;
  };
};

/** Failures of authentication and authorization. */
export type CredentialFailures = {
  credentials_wrong: NoFields;
  /** `by` is what switches it off, unless the policy `disabledAuthMethods` does. */
  auth_method_disabled: { readonly by?: 'contracts' | 'mfaFactors' };
  /** `action` is what the caller lacks permission for. */
  not_allowed: { readonly action?: 'invite' | 'set_roles' | 'sign_in_without_email' };
  scope_missing: {
    /** Any one of the scopes suffices. */
    readonly missing?: {
      readonly caller: 'guest' | 'key' | 'user';
      readonly project: string;
      readonly scopes: readonly string[];
    };
  };
  token_invalid: NoFields;
  user_blocked: NoFields;
};

export type ProjectFailures = {
  project_not_found: { readonly project?: string };
};

/** Failures of creating projects. */
export type ProjectSetupFailures = {
  project_exists: { readonly project: string };
};

/** Failures of requests that name a project, with or without a key. */
export type ProjectCallFailures = {
  key_expired: NoFields;
  origin_unknown: NoFields;
  project_missing: { readonly hasKey?: true };
};

export type UserFailures = {
  /** Another spelling of a mailbox than its canonical one. */
  email_aliased: NoFields;
  email_disposable: NoFields;
  email_free: NoFields;
  email_not_corporate: NoFields;
  email_taken: NoFields;
  /** `taken`: what another user has; without it, one of several. */
  user_exists: { readonly taken?: 'id' | 'email' | 'phone' };
  user_not_found: NoFields;
  users_limit: NoFields;
};

export type UsernameFailures = {
  username_taken: NoFields;
};

export type PasswordFailures = {
  password_personal: NoFields;
  password_recently_used: NoFields;
};

export type ImportFailures = {
  /** `reason` is a sentence of the scheme, which describes hashes independently of the protocol. */
  password_hash_refused: { readonly reason: string };
};

/** Failures about a user's addresses and messages to them. */
export type AddressFailures = {
  email_missing: NoFields;
  email_unverified: NoFields;
  email_verified: NoFields;
  mail_disabled: NoFields;
  phone_missing: NoFields;
  phone_taken: NoFields;
  phone_unverified: NoFields;
  phone_verified: NoFields;
  /** Without a reason, which would reveal the owner of the address. */
  request_refused: NoFields;
  sms_disabled: NoFields;
};

export type SessionFailures = {
  jwt_and_session: NoFields;
  jwt_denied: NoFields;
  jwt_invalid: NoFields;
  session_exists: NoFields;
  session_not_found: NoFields;
};

/** Failures of completing a second factor. */
export type FactorFailures = {
  authenticator_not_found: NoFields;
  /** `authenticator_needed`: no other factor is possible here, and the user has no authenticator. */
  factors_required: { readonly reason?: 'authenticator_needed' };
};

/** Failures of setting up second factors. */
export type FactorSetupFailures = {
  authenticator_verified: NoFields;
  challenge_required: NoFields;
  recovery_codes_exist: NoFields;
  recovery_codes_not_found: NoFields;
};

export type TargetFailures = {
  provider_not_found: NoFields;
  /** `taken`: what another target has; the address of a user's own target is an email or a phone. */
  target_exists: { readonly taken?: 'id' | 'identifier' | 'email' | 'phone' };
  /** `provider`: the address came from an identity provider. */
  target_invalid_email: { readonly source?: 'provider' };
  target_invalid_phone: NoFields;
  target_not_found: NoFields;
};

/** `provider` is the display name. */
export type ProviderProblem =
  | { readonly provider: string; readonly reason: 'unreachable' | 'no_code' | 'refused' }
  /** `error` is a standard code; `description` is the provider's text. */
  | {
      readonly provider: string;
      readonly reason: 'error';
      readonly error: string;
      readonly description?: string;
    };

/** The check that an ID token fails. */
export type IdTokenProblem =
  | 'malformed'
  | 'key_id_missing'
  | 'key_unknown'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'time'
  | 'nonce_required'
  | 'nonce_mismatch'
  | 'subject_missing'
  | 'used';

/** Failures of signing in with external accounts. */
export type OAuthFailures = {
  failure_page_refused: NoFields;
  identity_not_found: NoFields;
  provider_disabled: NoFields;
  /** The provider did not complete the sign-in. `error` is a standard code, if the provider gave one. */
  provider_failed:
    | { readonly provider: string; readonly reason: 'unreachable' }
    | { readonly provider: string; readonly reason: 'error'; readonly error?: string };
  provider_refused: ProviderProblem;
  provider_bad_request: NoFields;
  provider_unauthorized: NoFields;
  provider_uid_missing: NoFields;
  /** The provider issues no ID tokens to apps. */
  provider_unsupported: NoFields;
  id_token_invalid: { readonly problem: IdTokenProblem };
  oauth_state_invalid: NoFields;
  success_page_refused: NoFields;
};

export type TeamFailures = {
  /** The membership to delete does not exist, confirmed or not. */
  invite_not_found: NoFields;
  membership_confirmed: NoFields;
  membership_mismatch: NoFields;
  membership_not_found: NoFields;
  team_not_found: NoFields;
};

/** Failures of creating teams and inviting users. */
export type InvitationFailures = {
  /** Set when the caller is not the invited user; null without an email. */
  invite_mismatch: { readonly callerEmail?: string | null };
  invite_secret_wrong: NoFields;
  team_exists: NoFields;
};

/** The collections that can be listed, by table. */
export type CollectionName = 'identities' | 'memberships' | 'sessions' | 'targets' | 'teams' | 'users';

export type ListFailures = {
  cursor_not_found: { readonly collection: CollectionName; readonly id: string };
  query_invalid:
    | { readonly rule: 'attribute_hidden'; readonly attribute: string }
    | { readonly rule: 'malformed' };
  query_too_broad: { readonly mostRows: number };
  /** `limit` is how many rows fit, if the caller can choose. */
  response_too_large: { readonly mostBytes: number; readonly limit?: number };
};

/** Failures about webhooks. */
export type WebhookFailures = {
  webhook_exists: NoFields;
  webhook_not_found: { readonly webhook: string };
  webhooks_limit: { readonly most: number };
};

/** Failures about phone numbers with a fixed code. */
export type MockPhoneFailures = {
  mock_phone_exists: NoFields;
  mock_phone_not_found: NoFields;
  mock_phones_limit: { readonly most: number };
};

/** Failures of keys that manage keys. */
export type KeyManagementFailures = {
  /** A key makes no lasting key, and gives no other key more than it has. */
  key_creation_denied: { readonly reason: 'lasting' | 'ephemeral' | 'scopes' | 'expiry' | 'configured' };
};

/** Failures about keys of a project, a user or an organization. */
export type KeyFailures = {
  /** `key` is the requested id or name. */
  key_not_found: { readonly key: string };
  user_keys_limit: NoFields;
};

export type PolicyProblem =
  | { readonly rule: 'not_a_pair'; readonly text: string }
  | { readonly rule: 'unknown' | 'repeated'; readonly policy: string }
  /** `wrong` is the invalid part of the value, unless the whole value is invalid. */
  | { readonly rule: 'value'; readonly policy: string; readonly wrong?: string };

/** Failures of administrators and of what only they can do. */
export type AdminFailures = {
  admin_exists: NoFields;
  admin_not_found: NoFields;
  admins_limit: { readonly most: number };
  /** What the caller read before was changed meanwhile. `current` is how it is now, as the protocol shows it. */
  changed_meanwhile: { readonly current?: unknown };
  /** The password is right, and a code is needed with it. */
  code_needed: NoFields;
  /** The installation would have no owner left. */
  last_owner: NoFields;
  /** The link is unknown, used or expired. */
  link_invalid: NoFields;
  /** The message is unknown or delivered; to retry it, it must have been given up. */
  message_not_found: NoFields;
  permission_missing: { readonly permission: string };
  /** The password or a code must be given again. */
  proof_needed: NoFields;
  /** A page of another origin sent the request. */
  request_cross_origin: NoFields;
  session_missing: NoFields;
  /** The date in the header `Denizen-Version` is none of a version. */
  version_unknown: { readonly known: readonly string[] };
};

/** The format of a provider option. */
export type ProviderOptionForm = 'client_ids' | 'host' | 'seconds' | 'switch' | 'url' | 'word';

export type ProviderSettingProblem =
  /** `client_id`: missing or too long. `secret_needed_again`: the secret of before would be sent to another address. */
  | { readonly rule: 'client_id' | 'secret_missing' | 'secret_needed_again' | 'secret_too_long' }
  | { readonly rule: 'not_set_up'; readonly provider: string }
  | { readonly rule: 'provider_unknown'; readonly provider: string; readonly known: readonly string[] }
  | {
      readonly rule: 'option_unknown';
      readonly provider: string;
      readonly option: string;
      readonly known: readonly string[];
    }
  | { readonly rule: 'options_missing'; readonly provider: string; readonly options: readonly string[] }
  /** `mayBePrivate` says that the option allowPrivate lifts the rule. */
  | {
      readonly rule: 'option_value';
      readonly option: string;
      readonly form: ProviderOptionForm;
      readonly mayBePrivate?: true;
    }
  | { readonly rule: 'option_prompts'; readonly option: string; readonly known: readonly string[] };

/** A setting of an old system that is not valid. */
export type OldSystemProblem =
  | { readonly rule: 'system_unknown'; readonly known: readonly string[] }
  | { readonly rule: 'asks'; readonly known: readonly string[] }
  /** `secret_needed_again`: the secret of before would be sent to another address. */
  | { readonly rule: 'url' | 'secret' | 'secret_missing' | 'secret_needed_again' }
  | { readonly rule: 'option_unknown' | 'options_missing'; readonly options: readonly string[] }
  | { readonly rule: 'option_value'; readonly option: string };

/** Why an import may not write yet. */
export type ImportBlocker = 'providers' | 'canaries' | 'conflicts' | 'nothing';

/** Failures about acts on many users. */
export type JobFailures = {
  backups_not_planned: NoFields;
  job_not_found: { readonly job: string };
  /** The preview is of another selection, of another caller, or too old. */
  job_digest_invalid: NoFields;
  /** The number of users was not typed. */
  job_confirmation_missing: { readonly users: number };
  /** The job is in a state in which this cannot be done. */
  job_state_conflict: { readonly state: string };
  /** It cannot be undone or tried again, or it was before. */
  job_final: { readonly reason: 'not_undoable' | 'undone' | 'retried' | 'nothing_failed' | 'nothing_done' };
  jobs_limit: { readonly most: number };
  import_not_found: NoFields;
  /** The import is in a state in which this cannot be done. */
  import_state_conflict: { readonly state: string };
  /** Its files are on another server. */
  import_elsewhere: { readonly server: string };
  /** The dry run is another one, or too old. */
  import_digest_invalid: NoFields;
  /** The number of users was not typed. */
  import_confirmation_missing: { readonly users: number };
  /** What the dry run found must be decided first. */
  import_blocked: { readonly reason: ImportBlocker };
  import_invalid: { readonly reason: string };
  imports_limit: { readonly most: number };
  import_too_large: { readonly mostBytes: number };
  import_disk_full: NoFields;
};

/** Failures of operator commands. No protocol returns these. */
export type OperatorFailures = {
  /** The operator's secret belongs to a key with fewer scopes. */
  bootstrap_key_limited: { readonly key: string };
  contract_unknown: { readonly known: readonly string[] };
  old_system_invalid: OldSystemProblem;
  old_system_not_found: NoFields;
  platform_not_found: { readonly host: string };
  policy_invalid: PolicyProblem;
  /** A project with this id was deleted, and rows of it are left. */
  project_being_deleted: { readonly project: string };
  provider_setting_invalid: ProviderSettingProblem;
};

/** Every failure with its data. A protocol or the command line renders the message. */
export type FailureFields = RequestFailures &
  ServerFailures &
  CredentialFailures &
  ProjectFailures &
  ProjectSetupFailures &
  ProjectCallFailures &
  UserFailures &
  UsernameFailures &
  PasswordFailures &
  ImportFailures &
  AddressFailures &
  SessionFailures &
  FactorFailures &
  FactorSetupFailures &
  TargetFailures &
  OAuthFailures &
  TeamFailures &
  InvitationFailures &
  ListFailures &
  KeyFailures &
  KeyManagementFailures &
  MockPhoneFailures &
  WebhookFailures &
  AdminFailures &
  JobFailures &
  OperatorFailures;

export type FailureCode = keyof FailureFields;

/** The data of one code, or of any of several. */
export type FailureOf<Code extends FailureCode> = Code extends FailureCode
  ? { readonly code: Code } & FailureFields[Code]
  : never;

export type FailureData = FailureOf<FailureCode>;

/** Codes without data. */
type PlainCode = { [Code in FailureCode]: NoFields extends FailureFields[Code] ? Code : never }[FailureCode];

/** A failure as data, without a message and without secrets. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly data: FailureData;

  constructor(failure: PlainCode | FailureData, options?: ErrorOptions) {
    // Cast: a plain code is complete, which the compiler cannot see for a union this large.
    const data = typeof failure === 'string' ? ({ code: failure } as FailureData) : failure;
    super(data.code, options);
    this.code = data.code;
    this.data = data;
  }
}

/** Returns the seconds after which the caller may retry, if known. */
export function retryAfterSeconds(data: FailureData): number | undefined {
  return 'retryAfterSeconds' in data ? data.retryAfterSeconds : undefined;
}
