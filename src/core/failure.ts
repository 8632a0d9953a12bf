/** Fields of a code that says everything by itself. */
type NoFields = Readonly<Record<never, never>>;

/** A rule that an argument breaks. Lengths are of characters, unless the rule says bytes. */
export type ArgumentRule =
  | { readonly rule: 'required' }
  /** `expected` is what the endpoint's own table of parameters says of it, for protocols to repeat. */
  | { readonly rule: 'malformed'; readonly expected?: string }
  | { readonly rule: 'length'; readonly least: number; readonly most: number }
  | { readonly rule: 'too_few_bytes'; readonly least: number }
  /** A list of at most so many texts, each of 1 to so many characters. */
  | { readonly rule: 'list'; readonly most: number; readonly lengthMost: number }
  /** Must say the same as another field. */
  | { readonly rule: 'not_same'; readonly other: string }
  /** A password that many people use. */
  | { readonly rule: 'too_common' }
  /** A page that is of no host of the project. */
  | { readonly rule: 'foreign_host' };

/** An argument that cannot be taken, or `one_of_required` where none of several is there. */
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

/** What any request can be refused for. */
export type RequestFailures = {
  argument_invalid: ArgumentProblem;
  body_invalid: BodyProblem;
  body_too_large: NoFields;
  /** Null where the body has no type. */
  content_type_unsupported: { readonly contentType?: string | null };
  /** `attempts` are wrong ones at a secret. */
  rate_limited: { readonly limit: 'attempts' | 'requests'; readonly retryAfterSeconds: number };
  request_invalid:
    | { readonly rule?: 'content_length' | 'not_http' | 'path' | 'too_slow' }
    | { readonly rule: 'headers_too_large'; readonly mostBytes: number };
  route_not_found: NoFields;
};

/** What any operation can be refused for, through no fault of the caller. */
export type ServerFailures = {
  internal: { readonly reason?: 'sealing_key_unknown' };
  unavailable: {
    readonly reason?:
      | 'device_requests_full'
      | 'earlier_sealing_key_in_use'
      | 'outcome_unknown'
      | 'passwords_busy';
    readonly retryAfterSeconds?: number;
  };
};

/** What callers are refused for who are not who they must be, or may not do what they ask for. */
export type CredentialFailures = {
  credentials_wrong: NoFields;
  auth_method_disabled: NoFields;
  /** `action` is what somebody else could have done. */
  not_allowed: { readonly action?: 'invite' | 'set_roles' | 'sign_in_without_email' };
  scope_missing: {
    /** Any of the scopes would do. */
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

/** What is refused where projects are made. */
export type ProjectSetupFailures = {
  project_exists: { readonly project: string };
};

/** What is refused of calls that name a project, with or without a key of it. */
export type ProjectCallFailures = {
  key_expired: NoFields;
  origin_unknown: NoFields;
  project_missing: NoFields;
};

export type UserFailures = {
  email_taken: NoFields;
  user_exists: NoFields;
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
  /** `reason` is a sentence of the scheme, which describes hashes and no protocol. */
  password_hash_refused: { readonly reason: string };
};

/** What is refused about the addresses of a user and what is sent there. */
export type AddressFailures = {
  email_missing: NoFields;
  email_unverified: NoFields;
  email_verified: NoFields;
  mail_disabled: NoFields;
  phone_missing: NoFields;
  phone_taken: NoFields;
  phone_unverified: NoFields;
  phone_verified: NoFields;
  /** No reason is given, which would say whose address it is. */
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

/** What is refused where a second factor is shown. */
export type FactorFailures = {
  authenticator_not_found: NoFields;
  /** `authenticator_needed`: no other factor can be shown here, and the user has none. */
  factors_required: { readonly reason?: 'authenticator_needed' };
};

/** What is refused where users set second factors up. */
export type FactorSetupFailures = {
  authenticator_verified: NoFields;
  challenge_required: NoFields;
  recovery_codes_exist: NoFields;
  recovery_codes_not_found: NoFields;
};

export type TargetFailures = {
  provider_not_found: NoFields;
  target_exists: NoFields;
  /** `provider`: the address came from the provider of a sign-in. */
  target_invalid_email: { readonly source?: 'provider' };
  target_invalid_phone: NoFields;
  target_not_found: NoFields;
};

/** `provider` is the name that people know. */
export type ProviderProblem =
  | { readonly provider: string; readonly reason: 'unreachable' | 'no_code' | 'refused' }
  /** `error` is a word of a standard, `description` what the provider says of it. */
  | {
      readonly provider: string;
      readonly reason: 'error';
      readonly error: string;
      readonly description?: string;
    };

/** What is refused where users sign in with accounts of other services. */
export type OAuthFailures = {
  failure_page_refused: NoFields;
  identity_not_found: NoFields;
  provider_disabled: NoFields;
  /** The provider did not complete the sign-in; `error` is a word of a standard, where it gave one. */
  provider_failed:
    | { readonly provider: string; readonly reason: 'unreachable' }
    | { readonly provider: string; readonly reason: 'error'; readonly error?: string };
  provider_refused: ProviderProblem;
  provider_bad_request: NoFields;
  provider_unauthorized: NoFields;
  provider_uid_missing: NoFields;
  oauth_state_invalid: NoFields;
  success_page_refused: NoFields;
};

export type TeamFailures = {
  /** The membership that is to end, be it confirmed or not. */
  invite_not_found: NoFields;
  membership_confirmed: NoFields;
  membership_mismatch: NoFields;
  membership_not_found: NoFields;
  team_not_found: NoFields;
};

/** What is refused where teams are made and users invited. */
export type InvitationFailures = {
  /** `callerEmail` where the caller is somebody else than the one who was invited; null without an email. */
  invite_mismatch: { readonly callerEmail?: string | null };
  invite_secret_wrong: NoFields;
  team_exists: NoFields;
};

/** The collections that can be listed, by their tables. */
export type CollectionName = 'identities' | 'memberships' | 'targets' | 'teams' | 'users';

export type ListFailures = {
  cursor_not_found: { readonly collection: CollectionName; readonly id: string };
  cursor_on_null: NoFields;
  query_invalid:
    | { readonly rule: 'attribute_hidden'; readonly attribute: string }
    | { readonly rule: 'malformed' };
  query_too_broad: { readonly mostRows: number; readonly of: 'page' | 'total' };
};

/** What is refused about keys, be they of a project, a user or an organization. */
export type KeyFailures = {
  /** `key` is an id or a name, as it was asked for. */
  key_not_found: { readonly key: string };
  user_keys_limit: NoFields;
};

export type PolicyProblem =
  | { readonly rule: 'not_a_pair'; readonly text: string }
  | { readonly rule: 'unknown' | 'repeated'; readonly policy: string }
  /** `wrong` is the part of the value that is none, where it is not the whole. */
  | { readonly rule: 'value'; readonly policy: string; readonly wrong?: string };

/** How the value of a provider's option looks. */
export type ProviderOptionForm = 'host' | 'seconds' | 'switch' | 'url' | 'word';

export type ProviderSettingProblem =
  /** `client_id`: missing or too long. */
  | { readonly rule: 'client_id' | 'secret_missing' | 'secret_too_long' }
  | { readonly rule: 'not_set_up'; readonly provider: string }
  | { readonly rule: 'provider_unknown'; readonly provider: string; readonly known: readonly string[] }
  | {
      readonly rule: 'option_unknown';
      readonly provider: string;
      readonly option: string;
      readonly known: readonly string[];
    }
  | { readonly rule: 'options_missing'; readonly provider: string; readonly options: readonly string[] }
  | { readonly rule: 'option_value'; readonly option: string; readonly form: ProviderOptionForm }
  | { readonly rule: 'option_prompts'; readonly option: string; readonly known: readonly string[] };

/** What operators are refused for. No protocol of users can meet these. */
export type OperatorFailures = {
  /** The secret that an operator chose is that of a key which may do less. */
  bootstrap_key_limited: { readonly key: string };
  policy_invalid: PolicyProblem;
  provider_setting_invalid: ProviderSettingProblem;
};

/** Every way we refuse, with what is known of it. A protocol or the command line puts it into words. */
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
  OperatorFailures;

export type FailureCode = keyof FailureFields;

/** The data of one code, or of any of several. */
export type FailureOf<Code extends FailureCode> = Code extends FailureCode
  ? { readonly code: Code } & FailureFields[Code]
  : never;

export type FailureData = FailureOf<FailureCode>;

/** Codes that need no fields. */
type PlainCode = { [Code in FailureCode]: NoFields extends FailureFields[Code] ? Code : never }[FailureCode];

/** A refusal as data, without a sentence and without secrets. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly data: FailureData;

  constructor(failure: PlainCode | FailureData, options?: ErrorOptions) {
    // A plain code is all of its data, which the compiler does not see of so many at once.
    const data = typeof failure === 'string' ? ({ code: failure } as FailureData) : failure;
    super(data.code, options);
    this.code = data.code;
    this.data = data;
  }
}

/** Seconds after which the caller may try again, where that is known. */
export function retryAfterSeconds(data: FailureData): number | undefined {
  return 'retryAfterSeconds' in data ? data.retryAfterSeconds : undefined;
}
