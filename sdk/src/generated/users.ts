// Generated from the routes by `npm run generate`. Do not edit.

import type { Client } from '../client.ts';
import { invoke } from '../invoke.ts';
import type { CallOptions } from '../transport.ts';
import type * as Enums from './enums.ts';
import type * as Models from './models.ts';

/**
 * The Users service, with one method per endpoint.
 *
 * @example
 * ```ts
 * const methods: UsersMethods = new Users(client);
 * ```
 */
export class UsersMethods {
  /** Endpoint, project and credentials. */
  readonly client: Client;

  /**
   * Creates the service on a client.
   *
   * @param client - Endpoint, project and credentials.
   */
  constructor(client: Client) {
    this.client = client;
  }

  /**
   * List users. Needs a key with the scope `users.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.list({ queries: [Query.limit(25)] });
   * ```
   */
  list<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params?: {
      /**
       * Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an array of at
       *   most 100 queries, each of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /**
       * Words; each must be the prefix of a word in the id, name, email address or phone number, or label:
       *   and a label. The value must be a text of at most 256 characters without NUL.
       */
      search?: string | undefined;
      /**
       * Whether to count all matches. Up to 5,000 are counted where something filters. Default: true. The
       *   value must be true or false.
       */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.UserList<Preferences>>;
  /**
   * List users. Needs a key with the scope `users.read`.
   *
   * @param queries - Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param search - Words; each must be the prefix of a word in the id, name, email address or phone number,
   *   or label: and a label. The value must be a text of at most 256 characters without NUL.
   * @param total - Whether to count all matches. Up to 5,000 are counted where something filters. Default:
   *   true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.list([Query.limit(25)]);
   * ```
   */
  list<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    queries?: readonly string[] | undefined,
    search?: string | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.UserList<Preferences>>;
  list(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users queries? search? total?', given);
  }

  /**
   * Create a user. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.create({ userId: ID.unique(), email: 'ann@example.com' });
   * ```
   */
  create<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the new user, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email?: string | undefined;
      /**
       * Phone number in E.164 form, such as +14155552671. The value must be a phone number that begins with
       *   "+" and a known country code and has 7 to 15 digits.
       */
      phone?: string | undefined;
      /** Plain password. The value must be a text of 8 to 256 bytes. */
      password?: string | undefined;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Create a user. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param phone - Phone number in E.164 form, such as +14155552671. The value must be a phone number that
   *   begins with "+" and a known country code and has 7 to 15 digits.
   * @param password - Plain password. The value must be a text of 8 to 256 bytes.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.create(ID.unique(), 'ann@example.com');
   * ```
   */
  create<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email?: string | undefined,
    phone?: string | undefined,
    password?: string | undefined,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  create(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users userId email? phone? password? name?', given);
  }

  /**
   * Get a user. Needs a key with the scope `users.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.get({ userId: 'ann' });
   * ```
   */
  get<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Get a user. Needs a key with the scope `users.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.get('ann');
   * ```
   */
  get<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  get(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId} userId', given);
  }

  /**
   * Delete a user and everything the user owns. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.delete({ userId: 'ann' });
   * ```
   */
  delete(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete a user and everything the user owns. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.delete('ann');
   * ```
   */
  delete(
    userId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  delete(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /users/{userId} userId', given);
  }

  /**
   * Update the name. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateName({ userId: 'ann', name: 'Ann Lee' });
   * ```
   */
  updateName<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Name of the user; may be empty. The value must be a text of at most 128 characters without NUL. */
      name: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Update the name. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param name - Name of the user; may be empty. The value must be a text of at most 128 characters without
   *   NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateName('ann', 'Ann Lee');
   * ```
   */
  updateName<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    name: string,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateName(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/name userId name', given);
  }

  /**
   * Update the email address and mark it unverified. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateEmail({ userId: 'ann', email: 'ann@example.com' });
   * ```
   */
  updateEmail<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Email address; empty to remove it. The value must be a valid email address, or empty. */
      email: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Update the email address and mark it unverified. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param email - Email address; empty to remove it. The value must be a valid email address, or empty.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateEmail('ann', 'ann@example.com');
   * ```
   */
  updateEmail<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email: string,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateEmail(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/email userId email', given);
  }

  /**
   * Update the phone number and mark it unverified. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updatePhone({ userId: 'ann', number: '+14155552671' });
   * ```
   */
  updatePhone<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Phone number in E.164 form; empty to remove it. The value must be a phone number that begins with "+"
       *   and a known country code and has 7 to 15 digits, or be empty.
       */
      number: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Update the phone number and mark it unverified. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param number - Phone number in E.164 form; empty to remove it. The value must be a phone number that
   *   begins with "+" and a known country code and has 7 to 15 digits, or be empty.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updatePhone('ann', '+14155552671');
   * ```
   */
  updatePhone<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    number: string,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updatePhone(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/phone userId number', given);
  }

  /**
   * Update the password. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updatePassword({
   *   userId: 'ann',
   *   password: 'correct horse battery',
   * });
   * ```
   */
  updatePassword<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Plain password; empty to remove it. The value must be a text of 8 to 256 bytes, or be empty. */
      password: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Update the password. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param password - Plain password; empty to remove it. The value must be a text of 8 to 256 bytes, or be
   *   empty.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updatePassword('ann', 'correct horse battery');
   * ```
   */
  updatePassword<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    password: string,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updatePassword(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/password userId password', given);
  }

  /**
   * Block or unblock a user. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateStatus({ userId: 'ann', status: true });
   * ```
   */
  updateStatus<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Whether the user may sign in; false blocks the user. The value must be true or false. */
      status: boolean;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Block or unblock a user. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param status - Whether the user may sign in; false blocks the user. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateStatus('ann', true);
   * ```
   */
  updateStatus<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    status: boolean,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateStatus(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/status userId status', given);
  }

  /**
   * Mark the email address verified or unverified. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateEmailVerification({
   *   userId: 'ann',
   *   emailVerification: true,
   * });
   * ```
   */
  updateEmailVerification<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Whether the email address is verified. The value must be true or false. */
      emailVerification: boolean;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Mark the email address verified or unverified. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param emailVerification - Whether the email address is verified. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateEmailVerification('ann', true);
   * ```
   */
  updateEmailVerification<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    emailVerification: boolean,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateEmailVerification(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/verification userId emailVerification', given);
  }

  /**
   * Mark the phone number verified or unverified. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updatePhoneVerification({
   *   userId: 'ann',
   *   phoneVerification: true,
   * });
   * ```
   */
  updatePhoneVerification<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Whether the phone number is verified. The value must be true or false. */
      phoneVerification: boolean;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Mark the phone number verified or unverified. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param phoneVerification - Whether the phone number is verified. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updatePhoneVerification('ann', true);
   * ```
   */
  updatePhoneVerification<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    phoneVerification: boolean,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updatePhoneVerification(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/verification/phone userId phoneVerification', given);
  }

  /**
   * Replace the labels. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateLabels({ userId: 'ann', labels: ['vip'] });
   * ```
   */
  updateLabels<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Labels; they replace all earlier labels. The value must be an array of at most 1000 labels, each of 1
       *   to 36 characters out of a-z, A-Z and 0-9.
       */
      labels: readonly string[];
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Replace the labels. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param labels - Labels; they replace all earlier labels. The value must be an array of at most 1000
   *   labels, each of 1 to 36 characters out of a-z, A-Z and 0-9.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateLabels('ann', ['vip']);
   * ```
   */
  updateLabels<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    labels: readonly string[],
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateLabels(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /users/{userId}/labels userId labels', given);
  }

  /**
   * Get the preferences. Needs a key with the scope `users.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const prefs = await users.getPrefs({ userId: 'ann' });
   * ```
   */
  getPrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
    },
    options?: CallOptions,
  ): Promise<Preferences>;
  /**
   * Get the preferences. Needs a key with the scope `users.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const prefs = await users.getPrefs('ann');
   * ```
   */
  getPrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    options?: CallOptions,
  ): Promise<Preferences>;
  getPrefs(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId}/prefs userId', given);
  }

  /**
   * Replace the preferences. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const prefs = await users.updatePrefs({ userId: 'ann', prefs: { theme: 'dark' } });
   * ```
   */
  updatePrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Preferences; they replace all earlier preferences. The value must be a JSON object of at most 65,535
       *   bytes.
       */
      prefs: object;
    },
    options?: CallOptions,
  ): Promise<Preferences>;
  /**
   * Replace the preferences. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param prefs - Preferences; they replace all earlier preferences. The value must be a JSON object of at
   *   most 65,535 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const prefs = await users.updatePrefs('ann', { theme: 'dark' });
   * ```
   */
  updatePrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    prefs: object,
    options?: CallOptions,
  ): Promise<Preferences>;
  updatePrefs(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/prefs userId prefs*', given);
  }

  /**
   * List the sessions of a user that have not expired. Needs a key with one of the scopes `users.read`,
   *   `sessions.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listSessions({ userId: 'ann' });
   * ```
   */
  listSessions(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Whether to count the sessions. Default: true. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.SessionList>;
  /**
   * List the sessions of a user that have not expired. Needs a key with one of the scopes `users.read`,
   *   `sessions.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param total - Whether to count the sessions. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listSessions('ann');
   * ```
   */
  listSessions(
    userId: string,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.SessionList>;
  listSessions(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId}/sessions userId total?', given);
  }

  /**
   * Create a session; its secret is returned only once. Needs a key with one of the scopes `users.write`,
   *   `sessions.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const session = await users.createSession({ userId: 'ann' });
   * ```
   */
  createSession(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Create a session; its secret is returned only once. Needs a key with one of the scopes `users.write`,
   *   `sessions.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const session = await users.createSession('ann');
   * ```
   */
  createSession(
    userId: string,
    options?: CallOptions,
  ): Promise<Models.Session>;
  createSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/{userId}/sessions userId', given);
  }

  /**
   * Delete all sessions of a user. Needs a key with one of the scopes `users.write`, `sessions.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.deleteSessions({ userId: 'ann' });
   * ```
   */
  deleteSessions(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete all sessions of a user. Needs a key with one of the scopes `users.write`, `sessions.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.deleteSessions('ann');
   * ```
   */
  deleteSessions(
    userId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deleteSessions(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /users/{userId}/sessions userId', given);
  }

  /**
   * Delete a session. Needs a key with one of the scopes `users.write`, `sessions.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `user_session_not_found` when the `sessionId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.deleteSession({ userId: 'ann', sessionId });
   * ```
   */
  deleteSession(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Id of the session. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      sessionId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete a session. Needs a key with one of the scopes `users.write`, `sessions.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param sessionId - Id of the session. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `user_session_not_found` when the `sessionId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.deleteSession('ann', sessionId);
   * ```
   */
  deleteSession(
    userId: string,
    sessionId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deleteSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /users/{userId}/sessions/{sessionId} userId sessionId', given);
  }

  /**
   * Create a one-time token for a session; its secret is returned only once. Needs a key with the scope
   *   `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const token = await users.createToken({ userId: 'ann' });
   * ```
   */
  createToken(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Length of the secret in hex digits. Default: 6. The value must be a whole number from 4 to 128. */
      length?: number | undefined;
      /** Lifetime in seconds. Default: 900. The value must be a whole number from 60 to 31,536,000. */
      expire?: number | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Create a one-time token for a session; its secret is returned only once. Needs a key with the scope
   *   `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param length - Length of the secret in hex digits. Default: 6. The value must be a whole number from 4
   *   to 128.
   * @param expire - Lifetime in seconds. Default: 900. The value must be a whole number from 60 to
   *   31,536,000.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const token = await users.createToken('ann');
   * ```
   */
  createToken(
    userId: string,
    length?: number | undefined,
    expire?: number | undefined,
    options?: CallOptions,
  ): Promise<Models.Token>;
  createToken(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/{userId}/tokens userId length? expire?', given);
  }

  /**
   * Create a JWT that authenticates the user. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The jwt.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { jwt } = await users.createJWT({ userId: 'ann' });
   * ```
   */
  createJWT(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Id of the session that the JWT ends with. Default: the newest session. The value must have 1 to 36
       *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
       */
      sessionId?: string | undefined;
      /** Lifetime in seconds. Default: 900. The value must be a whole number from 0 to 3,600. */
      duration?: number | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Jwt>;
  /**
   * Create a JWT that authenticates the user. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param sessionId - Id of the session that the JWT ends with. Default: the newest session. The value must
   *   have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or
   *   a digit.
   * @param duration - Lifetime in seconds. Default: 900. The value must be a whole number from 0 to 3,600.
   * @param options - Signal, deadline and retries of this call.
   * @returns The jwt.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { jwt } = await users.createJWT('ann');
   * ```
   */
  createJWT(
    userId: string,
    sessionId?: string | undefined,
    duration?: number | undefined,
    options?: CallOptions,
  ): Promise<Models.Jwt>;
  createJWT(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/{userId}/jwts userId sessionId? duration?', given);
  }

  /**
   * Allow or forbid a user to impersonate other users. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateImpersonator({ userId: 'ann', impersonator: true });
   * ```
   */
  updateImpersonator<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Whether the user may impersonate others. The value must be true or false. */
      impersonator: boolean;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Allow or forbid a user to impersonate other users. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param impersonator - Whether the user may impersonate others. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateImpersonator('ann', true);
   * ```
   */
  updateImpersonator<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    impersonator: boolean,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateImpersonator(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/impersonator userId impersonator', given);
  }

  /**
   * Require a second factor for sign-ins of a user, or stop requiring it. Needs a key with the scope
   *   `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateMFA({ userId: 'ann', mfa: true });
   * ```
   */
  updateMFA<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Whether sign-ins need a second factor. The value must be true or false. */
      mfa: boolean;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Require a second factor for sign-ins of a user, or stop requiring it. Needs a key with the scope
   *   `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param mfa - Whether sign-ins need a second factor. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.updateMFA('ann', true);
   * ```
   */
  updateMFA<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    mfa: boolean,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateMFA(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/mfa userId mfa', given);
  }

  /**
   * Former name of `updateMFA`.
   *
   * @deprecated Call `updateMFA`.
   *
   * @example
   * ```ts
   * const user = await users.updateMfa({ userId: 'ann', mfa: true });
   * ```
   */
  get updateMfa(): this['updateMFA'] {
    return this.updateMFA;
  }

  /**
   * List the second factors of a user. Needs a key with the scope `users.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa factors.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const factors = await users.listMFAFactors({ userId: 'ann' });
   * ```
   */
  listMFAFactors(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
    },
    options?: CallOptions,
  ): Promise<Models.MfaFactors>;
  /**
   * List the second factors of a user. Needs a key with the scope `users.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa factors.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const factors = await users.listMFAFactors('ann');
   * ```
   */
  listMFAFactors(
    userId: string,
    options?: CallOptions,
  ): Promise<Models.MfaFactors>;
  listMFAFactors(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId}/mfa/factors userId', given);
  }

  /**
   * Former name of `listMFAFactors`.
   *
   * @deprecated Call `listMFAFactors`.
   *
   * @example
   * ```ts
   * const factors = await users.listMfaFactors({ userId: 'ann' });
   * ```
   */
  get listMfaFactors(): this['listMFAFactors'] {
    return this.listMFAFactors;
  }

  /**
   * Read the recovery codes that are left. Needs a key with the scope `users.secrets.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await users.getMFARecoveryCodes({ userId: 'ann' });
   * ```
   */
  getMFARecoveryCodes(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
    },
    options?: CallOptions,
  ): Promise<Models.MfaRecoveryCodes>;
  /**
   * Read the recovery codes that are left. Needs a key with the scope `users.secrets.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await users.getMFARecoveryCodes('ann');
   * ```
   */
  getMFARecoveryCodes(
    userId: string,
    options?: CallOptions,
  ): Promise<Models.MfaRecoveryCodes>;
  getMFARecoveryCodes(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId}/mfa/recovery-codes userId', given);
  }

  /**
   * Former name of `getMFARecoveryCodes`.
   *
   * @deprecated Call `getMFARecoveryCodes`.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await users.getMfaRecoveryCodes({ userId: 'ann' });
   * ```
   */
  get getMfaRecoveryCodes(): this['getMFARecoveryCodes'] {
    return this.getMFARecoveryCodes;
  }

  /**
   * Create recovery codes for a user who has none. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await users.createMFARecoveryCodes({ userId: 'ann' });
   * ```
   */
  createMFARecoveryCodes(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
    },
    options?: CallOptions,
  ): Promise<Models.MfaRecoveryCodes>;
  /**
   * Create recovery codes for a user who has none. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await users.createMFARecoveryCodes('ann');
   * ```
   */
  createMFARecoveryCodes(
    userId: string,
    options?: CallOptions,
  ): Promise<Models.MfaRecoveryCodes>;
  createMFARecoveryCodes(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/mfa/recovery-codes userId', given);
  }

  /**
   * Former name of `createMFARecoveryCodes`.
   *
   * @deprecated Call `createMFARecoveryCodes`.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await users.createMfaRecoveryCodes({ userId: 'ann' });
   * ```
   */
  get createMfaRecoveryCodes(): this['createMFARecoveryCodes'] {
    return this.createMFARecoveryCodes;
  }

  /**
   * Replace the recovery codes. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await users.updateMFARecoveryCodes({ userId: 'ann' });
   * ```
   */
  updateMFARecoveryCodes(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
    },
    options?: CallOptions,
  ): Promise<Models.MfaRecoveryCodes>;
  /**
   * Replace the recovery codes. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await users.updateMFARecoveryCodes('ann');
   * ```
   */
  updateMFARecoveryCodes(
    userId: string,
    options?: CallOptions,
  ): Promise<Models.MfaRecoveryCodes>;
  updateMFARecoveryCodes(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /users/{userId}/mfa/recovery-codes userId', given);
  }

  /**
   * Former name of `updateMFARecoveryCodes`.
   *
   * @deprecated Call `updateMFARecoveryCodes`.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await users.updateMfaRecoveryCodes({ userId: 'ann' });
   * ```
   */
  get updateMfaRecoveryCodes(): this['updateMFARecoveryCodes'] {
    return this.updateMFARecoveryCodes;
  }

  /**
   * Read the code of a challenge for the factor custom, to deliver it to the user. Needs a key with the scope
   *   `users.secrets.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa challenge secret.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const mfaChallengeSecret = await users.getMFAChallenge({ userId: 'ann', challengeId });
   * ```
   */
  getMFAChallenge(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Id of the challenge. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      challengeId: string;
    },
    options?: CallOptions,
  ): Promise<Models.MfaChallengeSecret>;
  /**
   * Read the code of a challenge for the factor custom, to deliver it to the user. Needs a key with the scope
   *   `users.secrets.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param challengeId - Id of the challenge. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa challenge secret.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const mfaChallengeSecret = await users.getMFAChallenge('ann', challengeId);
   * ```
   */
  getMFAChallenge(
    userId: string,
    challengeId: string,
    options?: CallOptions,
  ): Promise<Models.MfaChallengeSecret>;
  getMFAChallenge(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId}/mfa/challenges/{challengeId} userId challengeId', given);
  }

  /**
   * Former name of `getMFAChallenge`.
   *
   * @deprecated Call `getMFAChallenge`.
   *
   * @example
   * ```ts
   * const mfaChallengeSecret = await users.getMfaChallenge({ userId: 'ann', challengeId });
   * ```
   */
  get getMfaChallenge(): this['getMFAChallenge'] {
    return this.getMFAChallenge;
  }

  /**
   * Delete an authenticator. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.deleteMFAAuthenticator({ userId: 'ann', type: 'totp' });
   * ```
   */
  deleteMFAAuthenticator(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /** Kind of authenticator. The value must be "totp". */
      type: Enums.AuthenticatorType;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete an authenticator. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param type - Kind of authenticator. The value must be "totp".
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.deleteMFAAuthenticator('ann', 'totp');
   * ```
   */
  deleteMFAAuthenticator(
    userId: string,
    type: Enums.AuthenticatorType,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deleteMFAAuthenticator(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /users/{userId}/mfa/authenticators/{type} userId type', given);
  }

  /**
   * Former name of `deleteMFAAuthenticator`.
   *
   * @deprecated Call `deleteMFAAuthenticator`.
   *
   * @example
   * ```ts
   * await users.deleteMfaAuthenticator({ userId: 'ann', type: 'totp' });
   * ```
   */
  get deleteMfaAuthenticator(): this['deleteMFAAuthenticator'] {
    return this.deleteMFAAuthenticator;
  }

  /**
   * List the targets of a user. Needs a key with one of the scopes `users.read`, `targets.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listTargets({ userId: 'ann', queries: [Query.limit(25)] });
   * ```
   */
  listTargets(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an array of at
       *   most 100 queries, each of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /** Whether to count all matches. Default: true. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.TargetList>;
  /**
   * List the targets of a user. Needs a key with one of the scopes `users.read`, `targets.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param queries - Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param total - Whether to count all matches. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listTargets('ann', [Query.limit(25)]);
   * ```
   */
  listTargets(
    userId: string,
    queries?: readonly string[] | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.TargetList>;
  listTargets(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId}/targets userId queries? total?', given);
  }

  /**
   * Create a target. Needs a key with one of the scopes `users.write`, `targets.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await users.createTarget({
   *   userId: 'ann',
   *   targetId: 'phone-of-ann',
   *   providerType: 'sms',
   *   identifier: '+14155552672',
   * });
   * ```
   */
  createTarget(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Id of the new target, or "unique()" for a generated one. The value must have 1 to 36 characters out
       *   of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be
       *   "unique()" for a fresh id.
       */
      targetId: string;
      /** Kind of target. The value must be one of email, sms, push. */
      providerType: Enums.MessagingProviderType;
      /** Email address, phone number, or device token. The value must have 1 to 255 characters. */
      identifier: string;
      /**
       * Id of the messaging provider; an unknown one is ignored. The value must have 1 to 36 characters out
       *   of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
       */
      providerId?: string | undefined;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Target>;
  /**
   * Create a target. Needs a key with one of the scopes `users.write`, `targets.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param targetId - Id of the new target, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param providerType - Kind of target. The value must be one of email, sms, push.
   * @param identifier - Email address, phone number, or device token. The value must have 1 to 255
   *   characters.
   * @param providerId - Id of the messaging provider; an unknown one is ignored. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await users.createTarget('ann', 'phone-of-ann', 'sms', '+14155552672');
   * ```
   */
  createTarget(
    userId: string,
    targetId: string,
    providerType: Enums.MessagingProviderType,
    identifier: string,
    providerId?: string | undefined,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.Target>;
  createTarget(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/{userId}/targets userId targetId providerType identifier providerId? name?', given);
  }

  /**
   * Get a target. Needs a key with one of the scopes `users.read`, `targets.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `user_target_not_found` when the `targetId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await users.getTarget({ userId: 'ann', targetId: 'phone-of-ann' });
   * ```
   */
  getTarget(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      targetId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Target>;
  /**
   * Get a target. Needs a key with one of the scopes `users.read`, `targets.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param targetId - Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `user_target_not_found` when the `targetId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await users.getTarget('ann', 'phone-of-ann');
   * ```
   */
  getTarget(
    userId: string,
    targetId: string,
    options?: CallOptions,
  ): Promise<Models.Target>;
  getTarget(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId}/targets/{targetId} userId targetId', given);
  }

  /**
   * Update a target. Needs a key with one of the scopes `users.write`, `targets.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `user_target_not_found` when the `targetId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await users.updateTarget({
   *   userId: 'ann',
   *   targetId: 'phone-of-ann',
   *   identifier: '+14155552673',
   * });
   * ```
   */
  updateTarget(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      targetId: string;
      /** Email address, phone number, or device token. The value must have 1 to 255 characters. */
      identifier?: string | undefined;
      /**
       * Id of the messaging provider. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
       *   hyphen and underscore, and begin with a letter or a digit.
       */
      providerId?: string | undefined;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Target>;
  /**
   * Update a target. Needs a key with one of the scopes `users.write`, `targets.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param targetId - Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param identifier - Email address, phone number, or device token. The value must have 1 to 255
   *   characters.
   * @param providerId - Id of the messaging provider. The value must have 1 to 36 characters out of a-z, A-Z,
   *   0-9, period, hyphen and underscore, and begin with a letter or a digit.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `user_target_not_found` when the `targetId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await users.updateTarget('ann', 'phone-of-ann', '+14155552673');
   * ```
   */
  updateTarget(
    userId: string,
    targetId: string,
    identifier?: string | undefined,
    providerId?: string | undefined,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.Target>;
  updateTarget(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /users/{userId}/targets/{targetId} userId targetId identifier? providerId? name?', given);
  }

  /**
   * Delete a target; the email address and phone number of the user stay. Needs a key with one of the scopes
   *   `users.write`, `targets.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `user_target_not_found` when the `targetId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.deleteTarget({ userId: 'ann', targetId: 'phone-of-ann' });
   * ```
   */
  deleteTarget(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      targetId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete a target; the email address and phone number of the user stay. Needs a key with one of the scopes
   *   `users.write`, `targets.write`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param targetId - Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `user_target_not_found` when the `targetId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await users.deleteTarget('ann', 'phone-of-ann');
   * ```
   */
  deleteTarget(
    userId: string,
    targetId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deleteTarget(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /users/{userId}/targets/{targetId} userId targetId', given);
  }

  /**
   * Create a user with a password hashed by argon2. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createArgon2User({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   *   password: '$argon2id$v=19$m=19456,t=2,p=1$tuij84ecoOFeEPnGU+F7lQ$6PC/BoVfxMzlAoXYH3Wv2sWVqUY0jM+C2GZzNzNKPlc',
   * });
   * ```
   */
  createArgon2User<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the new user, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Hash of the password, in the format of the system that made it. The value must be a text of 8 to 256
       *   bytes.
       */
      password: string;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Create a user with a password hashed by argon2. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param password - Hash of the password, in the format of the system that made it. The value must be a
   *   text of 8 to 256 bytes.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createArgon2User(
   *   ID.unique(),
   *   'ann@example.com',
   *   '$argon2id$v=19$m=19456,t=2,p=1$tuij84ecoOFeEPnGU+F7lQ$6PC/BoVfxMzlAoXYH3Wv2sWVqUY0jM+C2GZzNzNKPlc',
   * );
   * ```
   */
  createArgon2User<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email: string,
    password: string,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  createArgon2User(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/argon2 userId email password name?', given);
  }

  /**
   * Create a user with a password hashed by bcrypt. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createBcryptUser({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   *   password: '$2b$12$Ba5VVgucu0fVPt2FX9XSXe57uKpnxlYc7kXQpxURjsjy41Voi98gm',
   * });
   * ```
   */
  createBcryptUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the new user, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Hash of the password, in the format of the system that made it. The value must be a text of 8 to 256
       *   bytes.
       */
      password: string;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Create a user with a password hashed by bcrypt. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param password - Hash of the password, in the format of the system that made it. The value must be a
   *   text of 8 to 256 bytes.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createBcryptUser(
   *   ID.unique(),
   *   'ann@example.com',
   *   '$2b$12$Ba5VVgucu0fVPt2FX9XSXe57uKpnxlYc7kXQpxURjsjy41Voi98gm',
   * );
   * ```
   */
  createBcryptUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email: string,
    password: string,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  createBcryptUser(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/bcrypt userId email password name?', given);
  }

  /**
   * Create a user with a password hashed by MD5. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createMD5User({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   *   password: '88e4ddd2402d92d50e1879d6ecd9ffd4',
   * });
   * ```
   */
  createMD5User<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the new user, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Hash of the password, in the format of the system that made it. The value must be a text of 8 to 256
       *   bytes.
       */
      password: string;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Create a user with a password hashed by MD5. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param password - Hash of the password, in the format of the system that made it. The value must be a
   *   text of 8 to 256 bytes.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createMD5User(
   *   ID.unique(),
   *   'ann@example.com',
   *   '88e4ddd2402d92d50e1879d6ecd9ffd4',
   * );
   * ```
   */
  createMD5User<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email: string,
    password: string,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  createMD5User(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/md5 userId email password name?', given);
  }

  /**
   * Create a user with a password hashed by phpass. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createPHPassUser({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   *   password: '$P$9Ab3dEf7hZFeb42Otd.mh4hqTXEWIH.',
   * });
   * ```
   */
  createPHPassUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the new user, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Hash of the password, in the format of the system that made it. The value must be a text of 8 to 256
       *   bytes.
       */
      password: string;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Create a user with a password hashed by phpass. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param password - Hash of the password, in the format of the system that made it. The value must be a
   *   text of 8 to 256 bytes.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createPHPassUser(
   *   ID.unique(),
   *   'ann@example.com',
   *   '$P$9Ab3dEf7hZFeb42Otd.mh4hqTXEWIH.',
   * );
   * ```
   */
  createPHPassUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email: string,
    password: string,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  createPHPassUser(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/phpass userId email password name?', given);
  }

  /**
   * Create a user with a password hashed by a SHA. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createSHAUser({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   *   password: '9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72',
   *   passwordVersion: 'sha256',
   * });
   * ```
   */
  createSHAUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the new user, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Hash of the password, in the format of the system that made it. The value must be a text of 8 to 256
       *   bytes.
       */
      password: string;
      /**
       * SHA variant. Default: sha256. The value must be one of sha1, sha224, sha256, sha384, sha512/224,
       *   sha512/256, sha512, sha3-224, sha3-256, sha3-384, sha3-512.
       */
      passwordVersion?: Enums.PasswordHash | undefined;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Create a user with a password hashed by a SHA. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param password - Hash of the password, in the format of the system that made it. The value must be a
   *   text of 8 to 256 bytes.
   * @param passwordVersion - SHA variant. Default: sha256. The value must be one of sha1, sha224, sha256,
   *   sha384, sha512/224, sha512/256, sha512, sha3-224, sha3-256, sha3-384, sha3-512.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createSHAUser(
   *   ID.unique(),
   *   'ann@example.com',
   *   '9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72',
   *   'sha256',
   * );
   * ```
   */
  createSHAUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email: string,
    password: string,
    passwordVersion?: Enums.PasswordHash | undefined,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  createSHAUser(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/sha userId email password passwordVersion? name?', given);
  }

  /**
   * Create a user with a password hashed by scrypt. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createScryptUser({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   *   password: 'a39606327de6c7a67f2c1914e2fbb8fd368a5b0b447d8b12141772a43d56c3ddb901c1d41d38d0029c8e3ce3b7422a95b768cec5e35b16eb9b1fee0a0e94b2e9',
   *   passwordSalt: 'pinch of salt',
   *   passwordCpu: 16384,
   *   passwordMemory: 8,
   *   passwordParallel: 1,
   *   passwordLength: 64,
   * });
   * ```
   */
  createScryptUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the new user, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Hash of the password, in the format of the system that made it. The value must be a text of 8 to 256
       *   bytes.
       */
      password: string;
      /** Salt as plain text. The value must be a text of 1 to 128 characters. */
      passwordSalt: string;
      /** N: a power of two. The value must be a whole number. */
      passwordCpu: number;
      /** r: the block size. The value must be a whole number. */
      passwordMemory: number;
      /** p: the parallelism. The value must be a whole number. */
      passwordParallel: number;
      /** Length of the hash in bytes. The value must be a whole number. */
      passwordLength: number;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Create a user with a password hashed by scrypt. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param password - Hash of the password, in the format of the system that made it. The value must be a
   *   text of 8 to 256 bytes.
   * @param passwordSalt - Salt as plain text. The value must be a text of 1 to 128 characters.
   * @param passwordCpu - N: a power of two. The value must be a whole number.
   * @param passwordMemory - r: the block size. The value must be a whole number.
   * @param passwordParallel - p: the parallelism. The value must be a whole number.
   * @param passwordLength - Length of the hash in bytes. The value must be a whole number.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createScryptUser(
   *   ID.unique(),
   *   'ann@example.com',
   *   'a39606327de6c7a67f2c1914e2fbb8fd368a5b0b447d8b12141772a43d56c3ddb901c1d41d38d0029c8e3ce3b7422a95b768cec5e35b16eb9b1fee0a0e94b2e9',
   *   'pinch of salt',
   *   16384,
   *   8,
   *   1,
   *   64,
   * );
   * ```
   */
  createScryptUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email: string,
    password: string,
    passwordSalt: string,
    passwordCpu: number,
    passwordMemory: number,
    passwordParallel: number,
    passwordLength: number,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  createScryptUser(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/scrypt userId email password passwordSalt passwordCpu passwordMemory passwordParallel passwordLength name?', given);
  }

  /**
   * Create a user with a password hashed by Firebase's scrypt. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createScryptModifiedUser({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   *   password: 'yAE+HKjIQI/jjhb+UlLHA94+1jPslPNOOXZvgoVNIf3iURsuyWjpgfazO+7GsSFUq9OcJnMsBYJEJ5n/jewfyA==',
   *   passwordSalt: 'YSBwaW5jaCBvZiBpdA==',
   *   passwordSaltSeparator: 'Bw==',
   *   passwordSignerKey: 'qOKj5SPrMHiN4N21jL8YXHyNFhQgcS9M3huawrlLCEfEjiHDpEjTv15LiJhti4P1+kHNNfdeh62cbEpqiGdEfA==',
   * });
   * ```
   */
  createScryptModifiedUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the new user, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Hash of the password, in the format of the system that made it. The value must be a text of 8 to 256
       *   bytes.
       */
      password: string;
      /** Salt in base64. The value must be a text of 1 to 128 characters. */
      passwordSalt: string;
      /** Salt separator in base64. The value must be a text of 1 to 128 characters. */
      passwordSaltSeparator: string;
      /** Signer key in base64. The value must be a text of 1 to 128 characters. */
      passwordSignerKey: string;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Create a user with a password hashed by Firebase's scrypt. Needs a key with the scope `users.write`.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param password - Hash of the password, in the format of the system that made it. The value must be a
   *   text of 8 to 256 bytes.
   * @param passwordSalt - Salt in base64. The value must be a text of 1 to 128 characters.
   * @param passwordSaltSeparator - Salt separator in base64. The value must be a text of 1 to 128 characters.
   * @param passwordSignerKey - Signer key in base64. The value must be a text of 1 to 128 characters.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The user.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await users.createScryptModifiedUser(
   *   ID.unique(),
   *   'ann@example.com',
   *   'yAE+HKjIQI/jjhb+UlLHA94+1jPslPNOOXZvgoVNIf3iURsuyWjpgfazO+7GsSFUq9OcJnMsBYJEJ5n/jewfyA==',
   *   'YSBwaW5jaCBvZiBpdA==',
   *   'Bw==',
   *   'qOKj5SPrMHiN4N21jL8YXHyNFhQgcS9M3huawrlLCEfEjiHDpEjTv15LiJhti4P1+kHNNfdeh62cbEpqiGdEfA==',
   * );
   * ```
   */
  createScryptModifiedUser<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email: string,
    password: string,
    passwordSalt: string,
    passwordSaltSeparator: string,
    passwordSignerKey: string,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  createScryptModifiedUser(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /users/scrypt-modified userId email password passwordSalt passwordSaltSeparator passwordSignerKey name?', given);
  }

  /**
   * List the log entries of a user, newest first. Needs a key with the scope `users.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The log list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listLogs({ userId: 'ann', queries: [Query.limit(25)] });
   * ```
   */
  listLogs(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Queries as JSON strings; only limit and offset. The value must be an array of at most 100 queries,
       *   each of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /** Whether to count the entries, up to 5,000. Default: true. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.LogList>;
  /**
   * List the log entries of a user, newest first. Needs a key with the scope `users.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param queries - Queries as JSON strings; only limit and offset. The value must be an array of at most
   *   100 queries, each of at most 4096 characters.
   * @param total - Whether to count the entries, up to 5,000. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The log list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listLogs('ann', [Query.limit(25)]);
   * ```
   */
  listLogs(
    userId: string,
    queries?: readonly string[] | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.LogList>;
  listLogs(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId}/logs userId queries? total?', given);
  }

  /**
   * Get the number of users and sessions by time of creation. Needs a key with the scope `users.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The usage users.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const usage = await users.getUsage();
   * ```
   */
  getUsage(
    params?: {
      /**
       * Length of the period; 24h counts by the hour, the others by the day. Default: 30d. The value must be
       *   one of 24h, 30d, 90d.
       */
      range?: Enums.UsageRange | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.UsageUsers>;
  /**
   * Get the number of users and sessions by time of creation. Needs a key with the scope `users.read`.
   *
   * @param range - Length of the period; 24h counts by the hour, the others by the day. Default: 30d. The
   *   value must be one of 24h, 30d, 90d.
   * @param options - Signal, deadline and retries of this call.
   * @returns The usage users.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const usage = await users.getUsage();
   * ```
   */
  getUsage(
    range?: Enums.UsageRange | undefined,
    options?: CallOptions,
  ): Promise<Models.UsageUsers>;
  getUsage(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/usage range?', given);
  }

  /**
   * List the memberships of a user, open invitations included. Needs a key with the scope `users.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listMemberships({ userId: 'ann', queries: [Query.limit(25)] });
   * ```
   */
  listMemberships(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an array of at
       *   most 100 queries, each of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /**
       * Prefix of the id of the membership or of its user. The value must be a text of at most 256 characters
       *   without NUL.
       */
      search?: string | undefined;
      /** Whether to count all matches, up to 5,000. Default: true. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.MembershipList>;
  /**
   * List the memberships of a user, open invitations included. Needs a key with the scope `users.read`.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param queries - Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param search - Prefix of the id of the membership or of its user. The value must be a text of at most
   *   256 characters without NUL.
   * @param total - Whether to count all matches, up to 5,000. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_not_found` when the
   *   `userId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listMemberships('ann', [Query.limit(25)]);
   * ```
   */
  listMemberships(
    userId: string,
    queries?: readonly string[] | undefined,
    search?: string | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.MembershipList>;
  listMemberships(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/{userId}/memberships userId queries? search? total?', given);
  }

  /**
   * List the identities of all users. Needs a key with the scope `users.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The identity list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listIdentities({ queries: [Query.limit(25)] });
   * ```
   */
  listIdentities(
    params?: {
      /**
       * Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an array of at
       *   most 100 queries, each of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /**
       * Prefix of the id, the provider, the id of the user at the provider, or the email address. The value
       *   must be a text of at most 256 characters without NUL.
       */
      search?: string | undefined;
      /** Whether to count all matches, up to 5,000. Default: true. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.IdentityList>;
  /**
   * List the identities of all users. Needs a key with the scope `users.read`.
   *
   * @param queries - Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param search - Prefix of the id, the provider, the id of the user at the provider, or the email address.
   *   The value must be a text of at most 256 characters without NUL.
   * @param total - Whether to count all matches, up to 5,000. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The identity list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await users.listIdentities([Query.limit(25)]);
   * ```
   */
  listIdentities(
    queries?: readonly string[] | undefined,
    search?: string | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.IdentityList>;
  listIdentities(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /users/identities queries? search? total?', given);
  }

  /**
   * Delete an identity; sessions stay. Needs a key with the scope `users.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_identity_not_found`
   *   when the `identityId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other
   *   callers.
   *
   * @example
   * ```ts
   * await users.deleteIdentity({ identityId });
   * ```
   */
  deleteIdentity(
    params: {
      /**
       * Id of the identity. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      identityId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete an identity; sessions stay. Needs a key with the scope `users.write`.
   *
   * @param identityId - Id of the identity. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_identity_not_found`
   *   when the `identityId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other
   *   callers.
   *
   * @example
   * ```ts
   * await users.deleteIdentity(identityId);
   * ```
   */
  deleteIdentity(
    identityId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deleteIdentity(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /users/identities/{identityId} identityId', given);
  }
}
