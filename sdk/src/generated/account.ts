// Generated from the routes by `npm run generate`. Do not edit.

import type { Client } from '../client.ts';
import { invoke, lead } from '../invoke.ts';
import type { CallOptions } from '../transport.ts';
import type * as Enums from './enums.ts';
import type * as Models from './models.ts';

/**
 * The account of the current user.
 *
 * @example
 * ```ts
 * const account = new Account(client);
 * const session = await account.createEmailPasswordSession('ann@example.com', 'correct horse battery');
 * ```
 */
export class Account {
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
   * Create an account with email address and password; creates no session. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const user = await account.create({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   *   password: 'correct horse battery',
   * });
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
      email: string;
      /** Plain password. The value must be a text of 8 to 256 bytes. */
      password: string;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Create an account with email address and password; creates no session. Open to all callers.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param password - Plain password. The value must be a text of 8 to 256 bytes.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const user = await account.create(ID.unique(), 'ann@example.com', 'correct horse battery');
   * ```
   */
  create<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    userId: string,
    email: string,
    password: string,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  create(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account userId email password name?', given);
  }

  /**
   * Get the current user. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.get();
   * ```
   */
  get<Preferences extends Models.Preferences = Models.DefaultPreferences>(options?: CallOptions): Promise<Models.User<Preferences>>;
  get(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /account', given);
  }

  /**
   * Delete the current user. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await account.delete();
   * ```
   */
  delete(options?: CallOptions): Promise<Models.Nothing>;
  delete(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /account', given);
  }

  /**
   * Update the name of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updateName({ name: 'Ann Lee' });
   * ```
   */
  updateName<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Update the name of the current user. Needs a session or a JWT of the user.
   *
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updateName('Ann Lee');
   * ```
   */
  updateName<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    name: string,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateName(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /account/name name', given);
  }

  /**
   * Update the email address of the current user; sets the password if there is none. Needs a session or a
   *   JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updateEmail({
   *   email: 'ann@example.com',
   *   password: 'correct horse battery',
   * });
   * ```
   */
  updateEmail<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /** Email address. The value must be a valid email address. */
      email: string;
      /** Plain password. The value must be a text of 1 to 256 bytes. */
      password: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Update the email address of the current user; sets the password if there is none. Needs a session or a
   *   JWT of the user.
   *
   * @param email - Email address. The value must be a valid email address.
   * @param password - Plain password. The value must be a text of 1 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updateEmail('ann@example.com', 'correct horse battery');
   * ```
   */
  updateEmail<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    email: string,
    password: string,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateEmail(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /account/email email password', given);
  }

  /**
   * Update the phone number of the current user; sets the password if there is none. Needs a session or a JWT
   *   of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updatePhone({
   *   phone: '+14155552671',
   *   password: 'correct horse battery',
   * });
   * ```
   */
  updatePhone<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Phone number in E.164 form, such as +14155552671. The value must be a phone number that begins with
       *   "+" and a known country code and has 7 to 15 digits.
       */
      phone: string;
      /** Plain password. The value must be a text of 1 to 256 bytes. */
      password: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Update the phone number of the current user; sets the password if there is none. Needs a session or a JWT
   *   of the user.
   *
   * @param phone - Phone number in E.164 form, such as +14155552671. The value must be a phone number that
   *   begins with "+" and a known country code and has 7 to 15 digits.
   * @param password - Plain password. The value must be a text of 1 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updatePhone('+14155552671', 'correct horse battery');
   * ```
   */
  updatePhone<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    phone: string,
    password: string,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updatePhone(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /account/phone phone password', given);
  }

  /**
   * Update the password of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const user = await account.updatePassword({
   *   password: 'correct horse battery',
   *   oldPassword: 'battery staple',
   * });
   * ```
   */
  updatePassword<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /** Plain password. The value must be a text of 8 to 256 bytes. */
      password: string;
      /** Plain password. The value must be a text of 1 to 256 bytes. */
      oldPassword?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Update the password of the current user. Needs a session or a JWT of the user.
   *
   * @param password - Plain password. The value must be a text of 8 to 256 bytes.
   * @param oldPassword - Plain password. The value must be a text of 1 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const user = await account.updatePassword('correct horse battery', 'battery staple');
   * ```
   */
  updatePassword<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    password: string,
    oldPassword?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updatePassword(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /account/password password oldPassword?', given);
  }

  /**
   * Get the preferences of the current user. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const prefs = await account.getPrefs();
   * ```
   */
  getPrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(options?: CallOptions): Promise<Preferences>;
  getPrefs(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /account/prefs', given);
  }

  /**
   * Replace the preferences of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updatePrefs({ prefs: { theme: 'dark' } });
   * ```
   */
  updatePrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Preferences; they replace all earlier preferences. The value must be a JSON object of at most 65,535
       *   bytes.
       */
      prefs: object;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Replace the preferences of the current user. Needs a session or a JWT of the user.
   *
   * @param prefs - Preferences; they replace all earlier preferences. The value must be a JSON object of at
   *   most 65,535 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updatePrefs({ theme: 'dark' });
   * ```
   */
  updatePrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    prefs: object,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updatePrefs(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /account/prefs prefs*', given);
  }

  /**
   * List the log entries of the current user, newest first. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The log list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await account.listLogs({ queries: [Query.limit(25)] });
   * ```
   */
  listLogs(
    params?: {
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
   * List the log entries of the current user, newest first. Needs a session or a JWT of the user.
   *
   * @param queries - Queries as JSON strings; only limit and offset. The value must be an array of at most
   *   100 queries, each of at most 4096 characters.
   * @param total - Whether to count the entries, up to 5,000. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The log list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await account.listLogs([Query.limit(25)]);
   * ```
   */
  listLogs(
    queries?: readonly string[] | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.LogList>;
  listLogs(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /account/logs queries? total?', given);
  }

  /**
   * Block the current user; only an API key can unblock. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updateStatus();
   * ```
   */
  updateStatus<Preferences extends Models.Preferences = Models.DefaultPreferences>(options?: CallOptions): Promise<Models.User<Preferences>>;
  updateStatus(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /account/status', given);
  }

  /**
   * Create a session with email address and password. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.createEmailPasswordSession({
   *   email: 'ann@example.com',
   *   password: 'correct horse battery',
   * });
   * ```
   */
  createEmailPasswordSession(
    params: {
      /** Email address. The value must be a valid email address. */
      email: string;
      /** Plain password. The value must be a text of 1 to 256 bytes. */
      password: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Create a session with email address and password. Open to all callers.
   *
   * @param email - Email address. The value must be a valid email address.
   * @param password - Plain password. The value must be a text of 1 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.createEmailPasswordSession(
   *   'ann@example.com',
   *   'correct horse battery',
   * );
   * ```
   */
  createEmailPasswordSession(
    email: string,
    password: string,
    options?: CallOptions,
  ): Promise<Models.Session>;
  createEmailPasswordSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/sessions/email email password', given);
  }

  /**
   * Create an anonymous session; email address and password can be added later. Open to all callers.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers;
   *   `general_rate_limit_exceeded` after 50 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.createAnonymousSession();
   * ```
   */
  createAnonymousSession(options?: CallOptions): Promise<Models.Session>;
  createAnonymousSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/sessions/anonymous', given);
  }

  /**
   * Create a session with the secret of a token. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.createSession({ userId: 'ann', secret });
   * ```
   */
  createSession(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Create a session with the secret of a token. Open to all callers.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code from the message. Blanks, dashes and case do not matter. The value must be
   *   a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.createSession('ann', secret);
   * ```
   */
  createSession(
    userId: string,
    secret: string,
    options?: CallOptions,
  ): Promise<Models.Session>;
  createSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/sessions/token userId secret', given);
  }

  /**
   * Create a session with the secret of a magic link. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.updateMagicURLSession({ userId: 'ann', secret });
   * ```
   */
  updateMagicURLSession(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Create a session with the secret of a magic link. Open to all callers.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code from the message. Blanks, dashes and case do not matter. The value must be
   *   a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.updateMagicURLSession('ann', secret);
   * ```
   */
  updateMagicURLSession(
    userId: string,
    secret: string,
    options?: CallOptions,
  ): Promise<Models.Session>;
  updateMagicURLSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/sessions/magic-url userId secret', given);
  }

  /**
   * Create a session with a code sent by SMS. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.updatePhoneSession({ userId: 'ann', secret });
   * ```
   */
  updatePhoneSession(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Create a session with a code sent by SMS. Open to all callers.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code from the message. Blanks, dashes and case do not matter. The value must be
   *   a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.updatePhoneSession('ann', secret);
   * ```
   */
  updatePhoneSession(
    userId: string,
    secret: string,
    options?: CallOptions,
  ): Promise<Models.Session>;
  updatePhoneSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/sessions/phone userId secret', given);
  }

  /**
   * Create a session with an ID token from the provider; a signed-in user gets the identity linked. Open to
   *   all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.createIdTokenSession({ provider: 'oidc', idToken });
   * ```
   */
  createIdTokenSession(
    params: {
      /** Name of the provider. The value must be one of apple, google, oidc. */
      provider: Enums.OAuthProvider;
      /** ID token that the app got from the provider. The value must be a text of 1 to 8,192 characters. */
      idToken: string;
      /** Nonce that the token was requested with. The value must be a text of at most 256 characters. */
      nonce?: string | undefined;
      /**
       * Access token of the provider, which is stored for the user. The value must be a text of at most 4,096
       *   characters.
       */
      accessToken?: string | undefined;
      /** Lifetime of the access token in seconds. The value must be a whole number from 0 to 31,536,000. */
      accessTokenExpiry?: number | undefined;
      /** Name of the user. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Create a session with an ID token from the provider; a signed-in user gets the identity linked. Open to
   *   all callers.
   *
   * @param provider - Name of the provider. The value must be one of apple, google, oidc.
   * @param idToken - ID token that the app got from the provider. The value must be a text of 1 to 8,192
   *   characters.
   * @param nonce - Nonce that the token was requested with. The value must be a text of at most 256
   *   characters.
   * @param accessToken - Access token of the provider, which is stored for the user. The value must be a text
   *   of at most 4,096 characters.
   * @param accessTokenExpiry - Lifetime of the access token in seconds. The value must be a whole number from
   *   0 to 31,536,000.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.createIdTokenSession('oidc', idToken);
   * ```
   */
  createIdTokenSession(
    provider: Enums.OAuthProvider,
    idToken: string,
    nonce?: string | undefined,
    accessToken?: string | undefined,
    accessTokenExpiry?: number | undefined,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.Session>;
  createIdTokenSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/sessions/id-token provider idToken nonce? accessToken? accessTokenExpiry? name?', given);
  }

  /**
   * List the sessions of the current user. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The session list.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await account.listSessions();
   * ```
   */
  listSessions(options?: CallOptions): Promise<Models.SessionList>;
  listSessions(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /account/sessions', given);
  }

  /**
   * Delete all sessions of the current user. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers;
   *   `general_rate_limit_exceeded` after 100 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * await account.deleteSessions();
   * ```
   */
  deleteSessions(options?: CallOptions): Promise<Models.Nothing>;
  deleteSessions(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /account/sessions', given);
  }

  /**
   * Get a session of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_session_not_found`
   *   when the `sessionId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const session = await account.getSession({ sessionId });
   * ```
   */
  getSession(
    params: {
      /**
       * Id of the session; "current" for the session of the caller. The value must have 1 to 36 characters
       *   out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
       */
      sessionId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Get a session of the current user. Needs a session or a JWT of the user.
   *
   * @param sessionId - Id of the session; "current" for the session of the caller. The value must have 1 to
   *   36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_session_not_found`
   *   when the `sessionId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const session = await account.getSession(sessionId);
   * ```
   */
  getSession(
    sessionId: string,
    options?: CallOptions,
  ): Promise<Models.Session>;
  getSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /account/sessions/{sessionId} sessionId', given);
  }

  /**
   * Extend a session of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_session_not_found`
   *   when the `sessionId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.updateSession({ sessionId });
   * ```
   */
  updateSession(
    params: {
      /**
       * Id of the session; "current" for the session of the caller. The value must have 1 to 36 characters
       *   out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
       */
      sessionId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Extend a session of the current user. Needs a session or a JWT of the user.
   *
   * @param sessionId - Id of the session; "current" for the session of the caller. The value must have 1 to
   *   36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_session_not_found`
   *   when the `sessionId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.updateSession(sessionId);
   * ```
   */
  updateSession(
    sessionId: string,
    options?: CallOptions,
  ): Promise<Models.Session>;
  updateSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /account/sessions/{sessionId} sessionId', given);
  }

  /**
   * Delete a session of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_session_not_found`
   *   when the `sessionId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers;
   *   `general_rate_limit_exceeded` after 100 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * await account.deleteSession({ sessionId });
   * ```
   */
  deleteSession(
    params: {
      /**
       * Id of the session; "current" for the session of the caller. The value must have 1 to 36 characters
       *   out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
       */
      sessionId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete a session of the current user. Needs a session or a JWT of the user.
   *
   * @param sessionId - Id of the session; "current" for the session of the caller. The value must have 1 to
   *   36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_session_not_found`
   *   when the `sessionId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers;
   *   `general_rate_limit_exceeded` after 100 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * await account.deleteSession(sessionId);
   * ```
   */
  deleteSession(
    sessionId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deleteSession(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /account/sessions/{sessionId} sessionId', given);
  }

  /**
   * Create a JWT bound to the current session. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The jwt.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 120 calls in 60 seconds.
   *
   * @example
   * ```ts
   * const { jwt } = await account.createJWT();
   * ```
   */
  createJWT(
    params?: {
      /** Lifetime in seconds. Default: 900. The value must be a whole number from 0 to 3,600. */
      duration?: number | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Jwt>;
  /**
   * Create a JWT bound to the current session. Needs a session or a JWT of the user.
   *
   * @param duration - Lifetime in seconds. Default: 900. The value must be a whole number from 0 to 3,600.
   * @param options - Signal, deadline and retries of this call.
   * @returns The jwt.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 120 calls in 60 seconds.
   *
   * @example
   * ```ts
   * const { jwt } = await account.createJWT();
   * ```
   */
  createJWT(
    duration?: number | undefined,
    options?: CallOptions,
  ): Promise<Models.Jwt>;
  createJWT(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/jwts duration?', given);
  }

  /**
   * Send a magic link; an unknown address gets a new user. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 60 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createMagicURLToken({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   * });
   * ```
   */
  createMagicURLToken(
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
       * Target page of the link, on a host of the project. The value must be a URL that begins with http://
       *   or https://.
       */
      url?: string | undefined;
      /**
       * Whether to add a security phrase of two words, which the user compares with the message. The value
       *   must be true or false.
       */
      phrase?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a magic link; an unknown address gets a new user. Open to all callers.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param url - Target page of the link, on a host of the project. The value must be a URL that begins with
   *   http:// or https://.
   * @param phrase - Whether to add a security phrase of two words, which the user compares with the message.
   *   The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 60 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createMagicURLToken(ID.unique(), 'ann@example.com');
   * ```
   */
  createMagicURLToken(
    userId: string,
    email: string,
    url?: string | undefined,
    phrase?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.Token>;
  createMagicURLToken(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/tokens/magic-url userId email url? phrase?', given);
  }

  /**
   * Send a sign-in code by email; an unknown address gets a new user. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createEmailToken({
   *   userId: ID.unique(),
   *   email: 'ann@example.com',
   * });
   * ```
   */
  createEmailToken(
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
       * Whether to add a security phrase of two words, which the user compares with the message. The value
       *   must be true or false.
       */
      phrase?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a sign-in code by email; an unknown address gets a new user. Open to all callers.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param phrase - Whether to add a security phrase of two words, which the user compares with the message.
   *   The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createEmailToken(ID.unique(), 'ann@example.com');
   * ```
   */
  createEmailToken(
    userId: string,
    email: string,
    phrase?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.Token>;
  createEmailToken(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/tokens/email userId email phrase?', given);
  }

  /**
   * Send a sign-in code by SMS; an unknown number gets a new user. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createPhoneToken({
   *   userId: ID.unique(),
   *   phone: '+14155552671',
   * });
   * ```
   */
  createPhoneToken(
    params: {
      /**
       * Id of the new user, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      userId: string;
      /**
       * Phone number in E.164 form, such as +14155552671. The value must be a phone number that begins with
       *   "+" and a known country code and has 7 to 15 digits.
       */
      phone: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a sign-in code by SMS; an unknown number gets a new user. Open to all callers.
   *
   * @param userId - Id of the new user, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param phone - Phone number in E.164 form, such as +14155552671. The value must be a phone number that
   *   begins with "+" and a known country code and has 7 to 15 digits.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createPhoneToken(ID.unique(), '+14155552671');
   * ```
   */
  createPhoneToken(
    userId: string,
    phone: string,
    options?: CallOptions,
  ): Promise<Models.Token>;
  createPhoneToken(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/tokens/phone userId phone', given);
  }

  /**
   * Send a password recovery link. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createRecovery({
   *   email: 'ann@example.com',
   *   url: 'https://localhost/verify',
   * });
   * ```
   */
  createRecovery(
    params: {
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Target page of the link, on a host of the project. The value must be a URL that begins with http://
       *   or https://.
       */
      url: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a password recovery link. Open to all callers.
   *
   * @param email - Email address. The value must be a valid email address.
   * @param url - Target page of the link, on a host of the project. The value must be a URL that begins with
   *   http:// or https://.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createRecovery('ann@example.com', 'https://localhost/verify');
   * ```
   */
  createRecovery(
    email: string,
    url: string,
    options?: CallOptions,
  ): Promise<Models.Token>;
  createRecovery(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/recovery email url', given);
  }

  /**
   * Set a new password with the secret of a recovery link. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updateRecovery({
   *   userId: 'ann',
   *   secret,
   *   password: 'correct horse battery',
   * });
   * ```
   */
  updateRecovery(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      secret: string;
      /** Plain password. The value must be a text of 8 to 256 bytes. */
      password: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Set a new password with the secret of a recovery link. Open to all callers.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code from the message. Blanks, dashes and case do not matter. The value must be
   *   a text of 1 to 256 characters.
   * @param password - Plain password. The value must be a text of 8 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updateRecovery('ann', secret, 'correct horse battery');
   * ```
   */
  updateRecovery(
    userId: string,
    secret: string,
    password: string,
    options?: CallOptions,
  ): Promise<Models.Token>;
  updateRecovery(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/recovery userId secret password', given);
  }

  /**
   * Send a password recovery code. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createRecoveryOTP({ email: 'ann@example.com' });
   * ```
   */
  createRecoveryOTP(
    params: {
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Whether to add a security phrase of two words, which the user compares with the message. The value
       *   must be true or false.
       */
      phrase?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a password recovery code. Open to all callers.
   *
   * @param email - Email address. The value must be a valid email address.
   * @param phrase - Whether to add a security phrase of two words, which the user compares with the message.
   *   The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createRecoveryOTP('ann@example.com');
   * ```
   */
  createRecoveryOTP(
    email: string,
    phrase?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.Token>;
  createRecoveryOTP(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/recovery/otp email phrase?', given);
  }

  /**
   * Set a new password with a recovery code. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updateRecoveryOTP({
   *   userId: 'ann',
   *   secret,
   *   password: 'correct horse battery',
   * });
   * ```
   */
  updateRecoveryOTP(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      secret: string;
      /** Plain password. The value must be a text of 8 to 256 bytes. */
      password: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Set a new password with a recovery code. Open to all callers.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code from the message. Blanks, dashes and case do not matter. The value must be
   *   a text of 1 to 256 characters.
   * @param password - Plain password. The value must be a text of 8 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updateRecoveryOTP('ann', secret, 'correct horse battery');
   * ```
   */
  updateRecoveryOTP(
    userId: string,
    secret: string,
    password: string,
    options?: CallOptions,
  ): Promise<Models.Token>;
  updateRecoveryOTP(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/recovery/otp userId secret password', given);
  }

  /**
   * Send a link that verifies the email address of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createEmailVerification({ url: 'https://localhost/verify' });
   * ```
   */
  createEmailVerification(
    params: {
      /**
       * Target page of the link, on a host of the project. The value must be a URL that begins with http://
       *   or https://.
       */
      url: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a link that verifies the email address of the current user. Needs a session or a JWT of the user.
   *
   * @param url - Target page of the link, on a host of the project. The value must be a URL that begins with
   *   http:// or https://.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createEmailVerification('https://localhost/verify');
   * ```
   */
  createEmailVerification(
    url: string,
    options?: CallOptions,
  ): Promise<Models.Token>;
  createEmailVerification(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/verifications/email url', given);
  }

  /**
   * Former name of `createEmailVerification`.
   *
   * @deprecated Call `createEmailVerification`.
   *
   * @example
   * ```ts
   * const token = await account.createVerification({ url: 'https://localhost/verify' });
   * ```
   */
  get createVerification(): this['createEmailVerification'] {
    return this.createEmailVerification;
  }

  /**
   * Verify an email address with the secret of a link. Needs no scope.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updateEmailVerification({ userId: 'ann', secret });
   * ```
   */
  updateEmailVerification(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Verify an email address with the secret of a link. Needs no scope.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code from the message. Blanks, dashes and case do not matter. The value must be
   *   a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updateEmailVerification('ann', secret);
   * ```
   */
  updateEmailVerification(
    userId: string,
    secret: string,
    options?: CallOptions,
  ): Promise<Models.Token>;
  updateEmailVerification(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/verifications/email userId secret', given);
  }

  /**
   * Former name of `updateEmailVerification`.
   *
   * @deprecated Call `updateEmailVerification`.
   *
   * @example
   * ```ts
   * const token = await account.updateVerification({ userId: 'ann', secret });
   * ```
   */
  get updateVerification(): this['updateEmailVerification'] {
    return this.updateEmailVerification;
  }

  /**
   * Send a code that verifies the email address of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createEmailVerificationOTP();
   * ```
   */
  createEmailVerificationOTP(
    params?: {
      /**
       * Whether to add a security phrase of two words, which the user compares with the message. The value
       *   must be true or false.
       */
      phrase?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a code that verifies the email address of the current user. Needs a session or a JWT of the user.
   *
   * @param phrase - Whether to add a security phrase of two words, which the user compares with the message.
   *   The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createEmailVerificationOTP();
   * ```
   */
  createEmailVerificationOTP(
    phrase?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.Token>;
  createEmailVerificationOTP(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/verifications/email/otp phrase?', given);
  }

  /**
   * Verify an email address with a code. Needs no scope.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updateEmailVerificationOTP({ userId: 'ann', secret });
   * ```
   */
  updateEmailVerificationOTP(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Verify an email address with a code. Needs no scope.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code from the message. Blanks, dashes and case do not matter. The value must be
   *   a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updateEmailVerificationOTP('ann', secret);
   * ```
   */
  updateEmailVerificationOTP(
    userId: string,
    secret: string,
    options?: CallOptions,
  ): Promise<Models.Token>;
  updateEmailVerificationOTP(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/verifications/email/otp userId secret', given);
  }

  /**
   * Send a code that verifies the phone number of the current user. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createPhoneVerification();
   * ```
   */
  createPhoneVerification(options?: CallOptions): Promise<Models.Token>;
  createPhoneVerification(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/verifications/phone', given);
  }

  /**
   * Verify a phone number with a code. Needs no scope.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updatePhoneVerification({ userId: 'ann', secret });
   * ```
   */
  updatePhoneVerification(
    params: {
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId: string;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Verify a phone number with a code. Needs no scope.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code from the message. Blanks, dashes and case do not matter. The value must be
   *   a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.updatePhoneVerification('ann', secret);
   * ```
   */
  updatePhoneVerification(
    userId: string,
    secret: string,
    options?: CallOptions,
  ): Promise<Models.Token>;
  updatePhoneVerification(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/verifications/phone userId secret', given);
  }

  /**
   * Create a push target for the current device; it is deleted with the session. Needs a session or a JWT of
   *   the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await account.createPushTarget({
   *   targetId: 'browser',
   *   identifier: 'token-of-the-browser',
   * });
   * ```
   */
  createPushTarget(
    params: {
      /**
       * Id of the new target, or "unique()" for a generated one. The value must have 1 to 36 characters out
       *   of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be
       *   "unique()" for a fresh id.
       */
      targetId: string;
      /** Email address, phone number, or device token. The value must have 1 to 255 characters. */
      identifier: string;
      /**
       * Id of the messaging provider. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
       *   hyphen and underscore, and begin with a letter or a digit.
       */
      providerId?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Target>;
  /**
   * Create a push target for the current device; it is deleted with the session. Needs a session or a JWT of
   *   the user.
   *
   * @param targetId - Id of the new target, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param identifier - Email address, phone number, or device token. The value must have 1 to 255
   *   characters.
   * @param providerId - Id of the messaging provider. The value must have 1 to 36 characters out of a-z, A-Z,
   *   0-9, period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await account.createPushTarget('browser', 'token-of-the-browser');
   * ```
   */
  createPushTarget(
    targetId: string,
    identifier: string,
    providerId?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.Target>;
  createPushTarget(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/targets/push targetId identifier providerId?', given);
  }

  /**
   * Update the device token of a push target. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_target_not_found`
   *   when the `targetId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await account.updatePushTarget({
   *   targetId: 'browser',
   *   identifier: 'token-of-the-browser',
   * });
   * ```
   */
  updatePushTarget(
    params: {
      /**
       * Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      targetId: string;
      /** Email address, phone number, or device token. The value must have 1 to 255 characters. */
      identifier: string;
    },
    options?: CallOptions,
  ): Promise<Models.Target>;
  /**
   * Update the device token of a push target. Needs a session or a JWT of the user.
   *
   * @param targetId - Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param identifier - Email address, phone number, or device token. The value must have 1 to 255
   *   characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_target_not_found`
   *   when the `targetId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const target = await account.updatePushTarget('browser', 'token-of-the-browser');
   * ```
   */
  updatePushTarget(
    targetId: string,
    identifier: string,
    options?: CallOptions,
  ): Promise<Models.Target>;
  updatePushTarget(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/targets/{targetId}/push targetId identifier', given);
  }

  /**
   * Delete a push target of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_target_not_found`
   *   when the `targetId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await account.deletePushTarget({ targetId: 'browser' });
   * ```
   */
  deletePushTarget(
    params: {
      /**
       * Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      targetId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete a push target of the current user. Needs a session or a JWT of the user.
   *
   * @param targetId - Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `user_target_not_found`
   *   when the `targetId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await account.deletePushTarget('browser');
   * ```
   */
  deletePushTarget(
    targetId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deletePushTarget(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /account/targets/{targetId}/push targetId', given);
  }

  /**
   * Require a second factor for sign-ins of the current user, or stop requiring it. Needs a session or a JWT
   *   of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updateMFA({ mfa: true });
   * ```
   */
  updateMFA<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /** Whether sign-ins need a second factor. The value must be true or false. */
      mfa: boolean;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Require a second factor for sign-ins of the current user, or stop requiring it. Needs a session or a JWT
   *   of the user.
   *
   * @param mfa - Whether sign-ins need a second factor. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updateMFA(true);
   * ```
   */
  updateMFA<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    mfa: boolean,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateMFA(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /account/mfa mfa', given);
  }

  /**
   * Former name of `updateMFA`.
   *
   * @deprecated Call `updateMFA`.
   *
   * @example
   * ```ts
   * const user = await account.updateMfa({ mfa: true });
   * ```
   */
  get updateMfa(): this['updateMFA'] {
    return this.updateMFA;
  }

  /**
   * List the second factors of the current user. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa factors.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const factors = await account.listMFAFactors();
   * ```
   */
  listMFAFactors(options?: CallOptions): Promise<Models.MfaFactors>;
  listMFAFactors(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /account/mfa/factors', given);
  }

  /**
   * Former name of `listMFAFactors`.
   *
   * @deprecated Call `listMFAFactors`.
   *
   * @example
   * ```ts
   * const factors = await account.listMfaFactors();
   * ```
   */
  get listMfaFactors(): this['listMFAFactors'] {
    return this.listMFAFactors;
  }

  /**
   * Create an authenticator; its seed is returned only once. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa type.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const authenticator = await account.createMFAAuthenticator({ type: 'totp' });
   * ```
   */
  createMFAAuthenticator(
    params: {
      /** Kind of authenticator. The value must be "totp". */
      type: Enums.AuthenticatorType;
    },
    options?: CallOptions,
  ): Promise<Models.MfaType>;
  /**
   * Create an authenticator; its seed is returned only once. Needs a session or a JWT of the user.
   *
   * @param type - Kind of authenticator. The value must be "totp".
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa type.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const authenticator = await account.createMFAAuthenticator('totp');
   * ```
   */
  createMFAAuthenticator(
    type: Enums.AuthenticatorType,
    options?: CallOptions,
  ): Promise<Models.MfaType>;
  createMFAAuthenticator(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/mfa/authenticators/{type} type', given);
  }

  /**
   * Former name of `createMFAAuthenticator`.
   *
   * @deprecated Call `createMFAAuthenticator`.
   *
   * @example
   * ```ts
   * const authenticator = await account.createMfaAuthenticator({ type: 'totp' });
   * ```
   */
  get createMfaAuthenticator(): this['createMFAAuthenticator'] {
    return this.createMFAAuthenticator;
  }

  /**
   * Verify an authenticator with a code. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updateMFAAuthenticator({ type: 'totp', otp });
   * ```
   */
  updateMFAAuthenticator<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /** Kind of authenticator. The value must be "totp". */
      type: Enums.AuthenticatorType;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      otp: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Verify an authenticator with a code. Needs a session or a JWT of the user.
   *
   * @param type - Kind of authenticator. The value must be "totp".
   * @param otp - Secret or code from the message. Blanks, dashes and case do not matter. The value must be a
   *   text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const user = await account.updateMFAAuthenticator('totp', otp);
   * ```
   */
  updateMFAAuthenticator<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    type: Enums.AuthenticatorType,
    otp: string,
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  updateMFAAuthenticator(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/mfa/authenticators/{type} type otp', given);
  }

  /**
   * Former name of `updateMFAAuthenticator`.
   *
   * @deprecated Call `updateMFAAuthenticator`.
   *
   * @example
   * ```ts
   * const user = await account.updateMfaAuthenticator({ type: 'totp', otp });
   * ```
   */
  get updateMfaAuthenticator(): this['updateMFAAuthenticator'] {
    return this.updateMFAAuthenticator;
  }

  /**
   * Delete the authenticator; a verified one needs a completed challenge. Needs a session or a JWT of the
   *   user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await account.deleteMFAAuthenticator({ type: 'totp' });
   * ```
   */
  deleteMFAAuthenticator(
    params: {
      /** Kind of authenticator. The value must be "totp". */
      type: Enums.AuthenticatorType;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete the authenticator; a verified one needs a completed challenge. Needs a session or a JWT of the
   *   user.
   *
   * @param type - Kind of authenticator. The value must be "totp".
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await account.deleteMFAAuthenticator('totp');
   * ```
   */
  deleteMFAAuthenticator(
    type: Enums.AuthenticatorType,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deleteMFAAuthenticator(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /account/mfa/authenticators/{type} type', given);
  }

  /**
   * Former name of `deleteMFAAuthenticator`.
   *
   * @deprecated Call `deleteMFAAuthenticator`.
   *
   * @example
   * ```ts
   * await account.deleteMfaAuthenticator({ type: 'totp' });
   * ```
   */
  get deleteMfaAuthenticator(): this['deleteMFAAuthenticator'] {
    return this.deleteMFAAuthenticator;
  }

  /**
   * Create recovery codes if there are none. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await account.createMFARecoveryCodes();
   * ```
   */
  createMFARecoveryCodes(options?: CallOptions): Promise<Models.MfaRecoveryCodes>;
  createMFARecoveryCodes(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/mfa/recovery-codes', given);
  }

  /**
   * Former name of `createMFARecoveryCodes`.
   *
   * @deprecated Call `createMFARecoveryCodes`.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await account.createMfaRecoveryCodes();
   * ```
   */
  get createMfaRecoveryCodes(): this['createMFARecoveryCodes'] {
    return this.createMFARecoveryCodes;
  }

  /**
   * List the unused recovery codes; needs a completed challenge. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await account.getMFARecoveryCodes();
   * ```
   */
  getMFARecoveryCodes(options?: CallOptions): Promise<Models.MfaRecoveryCodes>;
  getMFARecoveryCodes(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /account/mfa/recovery-codes', given);
  }

  /**
   * Former name of `getMFARecoveryCodes`.
   *
   * @deprecated Call `getMFARecoveryCodes`.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await account.getMfaRecoveryCodes();
   * ```
   */
  get getMfaRecoveryCodes(): this['getMFARecoveryCodes'] {
    return this.getMFARecoveryCodes;
  }

  /**
   * Replace the recovery codes; needs a completed challenge. Needs a session or a JWT of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await account.updateMFARecoveryCodes();
   * ```
   */
  updateMFARecoveryCodes(options?: CallOptions): Promise<Models.MfaRecoveryCodes>;
  updateMFARecoveryCodes(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /account/mfa/recovery-codes', given);
  }

  /**
   * Former name of `updateMFARecoveryCodes`.
   *
   * @deprecated Call `updateMFARecoveryCodes`.
   *
   * @example
   * ```ts
   * const { recoveryCodes } = await account.updateMfaRecoveryCodes();
   * ```
   */
  get updateMfaRecoveryCodes(): this['updateMFARecoveryCodes'] {
    return this.updateMFARecoveryCodes;
  }

  /**
   * Create a challenge; sends a code for the factors email and phone. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa challenge.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const challenge = await account.createMFAChallenge({ factor: 'email' });
   * ```
   */
  createMFAChallenge(
    params: {
      /**
       * Factor to verify, in any letter case. The value must be one of email, phone, totp, recoveryCode,
       *   custom.
       */
      factor: Enums.AuthenticationFactor;
    },
    options?: CallOptions,
  ): Promise<Models.MfaChallenge>;
  /**
   * Create a challenge; sends a code for the factors email and phone. Needs a session or a JWT of the user.
   *
   * @param factor - Factor to verify, in any letter case. The value must be one of email, phone, totp,
   *   recoveryCode, custom.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa challenge.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const challenge = await account.createMFAChallenge('email');
   * ```
   */
  createMFAChallenge(
    factor: Enums.AuthenticationFactor,
    options?: CallOptions,
  ): Promise<Models.MfaChallenge>;
  createMFAChallenge(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /account/mfa/challenges factor', given);
  }

  /**
   * Former name of `createMFAChallenge`.
   *
   * @deprecated Call `createMFAChallenge`.
   *
   * @example
   * ```ts
   * const challenge = await account.createMfaChallenge({ factor: 'email' });
   * ```
   */
  get createMfaChallenge(): this['createMFAChallenge'] {
    return this.createMFAChallenge;
  }

  /**
   * Complete a challenge with a code. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.updateMFAChallenge({ challengeId, otp });
   * ```
   */
  updateMFAChallenge(
    params: {
      /**
       * Id of the challenge. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      challengeId: string;
      /**
       * Secret or code from the message. Blanks, dashes and case do not matter. The value must be a text of 1
       *   to 256 characters.
       */
      otp: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Complete a challenge with a code. Needs a session or a JWT of the user.
   *
   * @param challengeId - Id of the challenge. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param otp - Secret or code from the message. Blanks, dashes and case do not matter. The value must be a
   *   text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers; `general_rate_limit_exceeded`
   *   after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.updateMFAChallenge(challengeId, otp);
   * ```
   */
  updateMFAChallenge(
    challengeId: string,
    otp: string,
    options?: CallOptions,
  ): Promise<Models.Session>;
  updateMFAChallenge(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /account/mfa/challenges challengeId otp', given);
  }

  /**
   * Former name of `updateMFAChallenge`.
   *
   * @deprecated Call `updateMFAChallenge`.
   *
   * @example
   * ```ts
   * const session = await account.updateMfaChallenge({ challengeId, otp });
   * ```
   */
  get updateMfaChallenge(): this['updateMFAChallenge'] {
    return this.updateMFAChallenge;
  }

  /**
   * Start a sign-in at an OAuth provider that ends in a session. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The URL to redirect the browser to. In a browser, the page navigates there.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `project_provider_disabled` when the `provider` is unknown; `general_unauthorized_scope` or
   *   `user_unauthorized` for other callers; `general_rate_limit_exceeded` after 50 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const address = await account.createOAuth2Session({ provider: 'github' });
   * ```
   */
  createOAuth2Session(
    params: {
      /**
       * Name of the provider. The value must be one of amazon, apple, appwrite, auth0, authentik, autodesk,
       *   bitbucket, bitly, box, dailymotion, discord, disqus, dropbox, etsy, facebook, figma, fusionauth,
       *   github, gitlab, google, huggingface, keycloak, kick, linkedin, microsoft, notion, oidc, okta,
       *   paypal, paypalSandbox, podio, salesforce, slack, spotify, stripe, tradeshift, tradeshiftBox,
       *   twitch, wordpress, x, yahoo, yammer, yandex, zoho, zoom.
       */
      provider: Enums.OAuthProvider;
      /**
       * Page that the browser goes to after a sign-in, on a host of the project. Default: a page of this
       *   server. The value must be a URL with a scheme.
       */
      success?: string | undefined;
      /**
       * Page that the browser goes to after a failed sign-in, on a host of the project. Default: a page of
       *   this server. The value must be a URL with a scheme.
       */
      failure?: string | undefined;
      /**
       * Scopes to request in addition to the required ones. The value must be an array of at most 100 texts,
       *   each of 1 to 4,096 characters.
       */
      scopes?: readonly string[] | undefined;
    },
    options?: CallOptions,
  ): Promise<string>;
  /**
   * Start a sign-in at an OAuth provider that ends in a session. Open to all callers.
   *
   * @param provider - Name of the provider. The value must be one of amazon, apple, appwrite, auth0,
   *   authentik, autodesk, bitbucket, bitly, box, dailymotion, discord, disqus, dropbox, etsy, facebook,
   *   figma, fusionauth, github, gitlab, google, huggingface, keycloak, kick, linkedin, microsoft, notion,
   *   oidc, okta, paypal, paypalSandbox, podio, salesforce, slack, spotify, stripe, tradeshift,
   *   tradeshiftBox, twitch, wordpress, x, yahoo, yammer, yandex, zoho, zoom.
   * @param success - Page that the browser goes to after a sign-in, on a host of the project. Default: a page
   *   of this server. The value must be a URL with a scheme.
   * @param failure - Page that the browser goes to after a failed sign-in, on a host of the project. Default:
   *   a page of this server. The value must be a URL with a scheme.
   * @param scopes - Scopes to request in addition to the required ones. The value must be an array of at most
   *   100 texts, each of 1 to 4,096 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The URL to redirect the browser to. In a browser, the page navigates there.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `project_provider_disabled` when the `provider` is unknown; `general_unauthorized_scope` or
   *   `user_unauthorized` for other callers; `general_rate_limit_exceeded` after 50 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const address = await account.createOAuth2Session('github');
   * ```
   */
  createOAuth2Session(
    provider: Enums.OAuthProvider,
    success?: string | undefined,
    failure?: string | undefined,
    scopes?: readonly string[] | undefined,
    options?: CallOptions,
  ): Promise<string>;
  createOAuth2Session(...given: unknown[]): Promise<unknown> {
    return lead(this.client, 'AT /account/sessions/oauth2/{provider} provider success? failure? scopes?', given);
  }

  /**
   * Start a sign-in at an OAuth provider that ends in a token for a session. Open to all callers.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The URL to redirect the browser to. In a browser, the page navigates there.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `project_provider_disabled` when the `provider` is unknown; `general_unauthorized_scope` or
   *   `user_unauthorized` for other callers; `general_rate_limit_exceeded` after 50 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const address = await account.createOAuth2Token({ provider: 'github' });
   * ```
   */
  createOAuth2Token(
    params: {
      /**
       * Name of the provider. The value must be one of amazon, apple, appwrite, auth0, authentik, autodesk,
       *   bitbucket, bitly, box, dailymotion, discord, disqus, dropbox, etsy, facebook, figma, fusionauth,
       *   github, gitlab, google, huggingface, keycloak, kick, linkedin, microsoft, notion, oidc, okta,
       *   paypal, paypalSandbox, podio, salesforce, slack, spotify, stripe, tradeshift, tradeshiftBox,
       *   twitch, wordpress, x, yahoo, yammer, yandex, zoho, zoom.
       */
      provider: Enums.OAuthProvider;
      /**
       * Page that the browser goes to after a sign-in, on a host of the project. Default: a page of this
       *   server. The value must be a URL with a scheme.
       */
      success?: string | undefined;
      /**
       * Page that the browser goes to after a failed sign-in, on a host of the project. Default: a page of
       *   this server. The value must be a URL with a scheme.
       */
      failure?: string | undefined;
      /**
       * Scopes to request in addition to the required ones. The value must be an array of at most 100 texts,
       *   each of 1 to 4,096 characters.
       */
      scopes?: readonly string[] | undefined;
    },
    options?: CallOptions,
  ): Promise<string>;
  /**
   * Start a sign-in at an OAuth provider that ends in a token for a session. Open to all callers.
   *
   * @param provider - Name of the provider. The value must be one of amazon, apple, appwrite, auth0,
   *   authentik, autodesk, bitbucket, bitly, box, dailymotion, discord, disqus, dropbox, etsy, facebook,
   *   figma, fusionauth, github, gitlab, google, huggingface, keycloak, kick, linkedin, microsoft, notion,
   *   oidc, okta, paypal, paypalSandbox, podio, salesforce, slack, spotify, stripe, tradeshift,
   *   tradeshiftBox, twitch, wordpress, x, yahoo, yammer, yandex, zoho, zoom.
   * @param success - Page that the browser goes to after a sign-in, on a host of the project. Default: a page
   *   of this server. The value must be a URL with a scheme.
   * @param failure - Page that the browser goes to after a failed sign-in, on a host of the project. Default:
   *   a page of this server. The value must be a URL with a scheme.
   * @param scopes - Scopes to request in addition to the required ones. The value must be an array of at most
   *   100 texts, each of 1 to 4,096 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The URL to redirect the browser to. In a browser, the page navigates there.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `project_provider_disabled` when the `provider` is unknown; `general_unauthorized_scope` or
   *   `user_unauthorized` for other callers; `general_rate_limit_exceeded` after 50 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const address = await account.createOAuth2Token('github');
   * ```
   */
  createOAuth2Token(
    provider: Enums.OAuthProvider,
    success?: string | undefined,
    failure?: string | undefined,
    scopes?: readonly string[] | undefined,
    options?: CallOptions,
  ): Promise<string>;
  createOAuth2Token(...given: unknown[]): Promise<unknown> {
    return lead(this.client, 'LEAD /account/tokens/oauth2/{provider} provider success? failure? scopes?', given);
  }

  /**
   * List the identities of the current user. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The identity list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await account.listIdentities({ queries: [Query.limit(25)] });
   * ```
   */
  listIdentities(
    params?: {
      /**
       * Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an array of at
       *   most 100 queries, each of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /** Whether to count all matches, up to 5,000. Default: true. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.IdentityList>;
  /**
   * List the identities of the current user. Needs a session or a JWT of the user.
   *
   * @param queries - Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param total - Whether to count all matches, up to 5,000. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The identity list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await account.listIdentities([Query.limit(25)]);
   * ```
   */
  listIdentities(
    queries?: readonly string[] | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.IdentityList>;
  listIdentities(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /account/identities queries? total?', given);
  }

  /**
   * Delete an identity of the current user; sessions stay. Needs a session or a JWT of the user.
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
   * await account.deleteIdentity({ identityId });
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
   * Delete an identity of the current user; sessions stay. Needs a session or a JWT of the user.
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
   * await account.deleteIdentity(identityId);
   * ```
   */
  deleteIdentity(
    identityId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deleteIdentity(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /account/identities/{identityId} identityId', given);
  }

  /**
   * List the consents of the current user; there are none. Needs a session or a JWT of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The oauth2 consent list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await account.listConsents({ queries: [Query.limit(25)] });
   * ```
   */
  listConsents(
    params?: {
      /**
       * Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an array of at
       *   most 100 queries, each of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /** Whether to count all matches. Default: true. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Oauth2ConsentList>;
  /**
   * List the consents of the current user; there are none. Needs a session or a JWT of the user.
   *
   * @param queries - Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param total - Whether to count all matches. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The oauth2 consent list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await account.listConsents([Query.limit(25)]);
   * ```
   */
  listConsents(
    queries?: readonly string[] | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.Oauth2ConsentList>;
  listConsents(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /account/consents queries? total?', given);
  }
}
