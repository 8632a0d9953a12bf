// Written by `npm run generate` out of the routes: change those.

import type { Client } from '../client.ts';
import { invoke, lead } from '../invoke.ts';
import type { CallOptions } from '../transport.ts';
import type * as Enums from './enums.ts';
import type * as Models from './models.ts';

/**
 * The account of whoever is signed in.
 *
 * @example
 * ```ts
 * const account = new Account(client);
 * const session = await account.createEmailPasswordSession('ann@example.com', 'correct horse battery');
 * ```
 */
export class Account {
  /** Where the server is and who asks. */
  readonly client: Client;

  /**
   * Calls go out through the client.
   *
   * @param client - Where the server is and who asks.
   */
  constructor(client: Client) {
    this.client = client;
  }

  /**
   * Sign up with email and password; no session is made. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
       * Id of the new user, or "unique()" for a fresh one. The value must have 1 to 36 characters out of a-z,
       *   A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()" for a
       *   fresh id.
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
   * Sign up with email and password; no session is made. Open to everybody.
   *
   * @param userId - Id of the new user, or "unique()" for a fresh one. The value must have 1 to 36 characters
   *   out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be
   *   "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param password - Plain password. The value must be a text of 8 to 256 bytes.
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Get the own account. Needs a session or a signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Delete the own account. Needs a session or a signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Change the own name. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Change the own name. Needs a session or a signed token of the user.
   *
   * @param name - Name of the user. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Change the own email; an account without password gets the given one. Needs a session or a signed token
   *   of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Change the own email; an account without password gets the given one. Needs a session or a signed token
   *   of the user.
   *
   * @param email - Email address. The value must be a valid email address.
   * @param password - Plain password. The value must be a text of 1 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Change the own phone number; an account without password gets the given one. Needs a session or a signed
   *   token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Change the own phone number; an account without password gets the given one. Needs a session or a signed
   *   token of the user.
   *
   * @param phone - Phone number in E.164 form, such as +14155552671. The value must be a phone number that
   *   begins with "+" and a known country code and has 7 to 15 digits.
   * @param password - Plain password. The value must be a text of 1 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Change the own password. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Change the own password. Needs a session or a signed token of the user.
   *
   * @param password - Plain password. The value must be a text of 8 to 256 bytes.
   * @param oldPassword - Plain password. The value must be a text of 1 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Get the own preferences. Needs a session or a signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Replace the own preferences. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
   *
   * @example
   * ```ts
   * const user = await account.updatePrefs({ prefs: { theme: 'dark' } });
   * ```
   */
  updatePrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Preferences; they replace the earlier ones as a whole. The value must be a JSON object of at most
       *   65,535 bytes.
       */
      prefs: object;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Replace the own preferences. Needs a session or a signed token of the user.
   *
   * @param prefs - Preferences; they replace the earlier ones as a whole. The value must be a JSON object of
   *   at most 65,535 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * List what was done to the own account, newest first. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The log list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
   *
   * @example
   * ```ts
   * const page = await account.listLogs({ queries: [Query.limit(25)] });
   * ```
   */
  listLogs(
    params?: {
      /**
       * Queries as JSON texts: limit and offset only. The value must be an array of at most 100 queries, each
       *   of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /** Whether to count the entries, up to 5,000; true without it. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.LogList>;
  /**
   * List what was done to the own account, newest first. Needs a session or a signed token of the user.
   *
   * @param queries - Queries as JSON texts: limit and offset only. The value must be an array of at most 100
   *   queries, each of at most 4096 characters.
   * @param total - Whether to count the entries, up to 5,000; true without it. The value must be true or
   *   false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The log list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Block the own account; only a server can open it again. Needs a session or a signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Sign in with email and password. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Sign in with email and password. Open to everybody.
   *
   * @param email - Email address. The value must be a valid email address.
   * @param password - Plain password. The value must be a text of 1 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Sign in as nobody in particular; email and password may follow later. Open to everybody.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others;
   *   `general_rate_limit_exceeded` beyond 50 calls in 3600 seconds.
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
   * Sign in with the secret of a token. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
      /** Secret or code that was sent. The value must be a text of 1 to 256 characters. */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Sign in with the secret of a token. Open to everybody.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code that was sent. The value must be a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Sign in with the secret of a link. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
      /** Secret or code that was sent. The value must be a text of 1 to 256 characters. */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Sign in with the secret of a link. Open to everybody.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code that was sent. The value must be a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Sign in with a code sent to the phone. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
      /** Secret or code that was sent. The value must be a text of 1 to 256 characters. */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Sign in with a code sent to the phone. Open to everybody.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code that was sent. The value must be a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * List the own sessions. Needs a session or a signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The session list.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * End all own sessions. Needs a session or a signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others;
   *   `general_rate_limit_exceeded` beyond 100 calls in 3600 seconds.
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
   * Get an own session. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_session_not_found` when there is none with this `sessionId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others.
   *
   * @example
   * ```ts
   * const session = await account.getSession({ sessionId });
   * ```
   */
  getSession(
    params: {
      /**
       * Id of the session; "current" for the one in use. The value must have 1 to 36 characters out of a-z,
       *   A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
       */
      sessionId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Get an own session. Needs a session or a signed token of the user.
   *
   * @param sessionId - Id of the session; "current" for the one in use. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_session_not_found` when there is none with this `sessionId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others.
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
   * Let an own session live as long again as a new one. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_session_not_found` when there is none with this `sessionId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const session = await account.updateSession({ sessionId });
   * ```
   */
  updateSession(
    params: {
      /**
       * Id of the session; "current" for the one in use. The value must have 1 to 36 characters out of a-z,
       *   A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
       */
      sessionId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Let an own session live as long again as a new one. Needs a session or a signed token of the user.
   *
   * @param sessionId - Id of the session; "current" for the one in use. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_session_not_found` when there is none with this `sessionId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10 calls in 3600 seconds.
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
   * End an own session. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_session_not_found` when there is none with this `sessionId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 100 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * await account.deleteSession({ sessionId });
   * ```
   */
  deleteSession(
    params: {
      /**
       * Id of the session; "current" for the one in use. The value must have 1 to 36 characters out of a-z,
       *   A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
       */
      sessionId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * End an own session. Needs a session or a signed token of the user.
   *
   * @param sessionId - Id of the session; "current" for the one in use. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_session_not_found` when there is none with this `sessionId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 100 calls in 3600 seconds.
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
   * Create a signed token bound to the session in use. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The jwt.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 120
   *   calls in 60 seconds.
   *
   * @example
   * ```ts
   * const { jwt } = await account.createJWT();
   * ```
   */
  createJWT(
    params?: {
      /** Seconds until it expires; 900 without it. The value must be a whole number from 0 to 3,600. */
      duration?: number | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Jwt>;
  /**
   * Create a signed token bound to the session in use. Needs a session or a signed token of the user.
   *
   * @param duration - Seconds until it expires; 900 without it. The value must be a whole number from 0 to
   *   3,600.
   * @param options - Signal, deadline and retries of this call.
   * @returns The jwt.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 120
   *   calls in 60 seconds.
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
   * Send a link that signs in; an unknown address becomes a user. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 60
   *   calls in 3600 seconds.
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
       * Id of the new user, or "unique()" for a fresh one. The value must have 1 to 36 characters out of a-z,
       *   A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()" for a
       *   fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email: string;
      /**
       * Page to which the link leads, on a host of the project. The value must be a URL that begins with
       *   http:// or https://.
       */
      url?: string | undefined;
      /** Whether two words go with it by which a person knows the message. The value must be true or false. */
      phrase?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a link that signs in; an unknown address becomes a user. Open to everybody.
   *
   * @param userId - Id of the new user, or "unique()" for a fresh one. The value must have 1 to 36 characters
   *   out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be
   *   "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param url - Page to which the link leads, on a host of the project. The value must be a URL that begins
   *   with http:// or https://.
   * @param phrase - Whether two words go with it by which a person knows the message. The value must be true
   *   or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 60
   *   calls in 3600 seconds.
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
   * Send a code that signs in; an unknown address becomes a user. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
       * Id of the new user, or "unique()" for a fresh one. The value must have 1 to 36 characters out of a-z,
       *   A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()" for a
       *   fresh id.
       */
      userId: string;
      /** Email address. The value must be a valid email address. */
      email: string;
      /** Whether two words go with it by which a person knows the message. The value must be true or false. */
      phrase?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a code that signs in; an unknown address becomes a user. Open to everybody.
   *
   * @param userId - Id of the new user, or "unique()" for a fresh one. The value must have 1 to 36 characters
   *   out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be
   *   "unique()" for a fresh id.
   * @param email - Email address. The value must be a valid email address.
   * @param phrase - Whether two words go with it by which a person knows the message. The value must be true
   *   or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Send a code that signs in to a phone; an unknown number becomes a user. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
       * Id of the new user, or "unique()" for a fresh one. The value must have 1 to 36 characters out of a-z,
       *   A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()" for a
       *   fresh id.
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
   * Send a code that signs in to a phone; an unknown number becomes a user. Open to everybody.
   *
   * @param userId - Id of the new user, or "unique()" for a fresh one. The value must have 1 to 36 characters
   *   out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be
   *   "unique()" for a fresh id.
   * @param phone - Phone number in E.164 form, such as +14155552671. The value must be a phone number that
   *   begins with "+" and a known country code and has 7 to 15 digits.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Send a link by which a new password is set. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
       * Page to which the link leads, on a host of the project. The value must be a URL that begins with
       *   http:// or https://.
       */
      url: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a link by which a new password is set. Open to everybody.
   *
   * @param email - Email address. The value must be a valid email address.
   * @param url - Page to which the link leads, on a host of the project. The value must be a URL that begins
   *   with http:// or https://.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Set a new password with the secret of a link. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
      /** Secret or code that was sent. The value must be a text of 1 to 256 characters. */
      secret: string;
      /** Plain password. The value must be a text of 8 to 256 bytes. */
      password: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Set a new password with the secret of a link. Open to everybody.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code that was sent. The value must be a text of 1 to 256 characters.
   * @param password - Plain password. The value must be a text of 8 to 256 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * Send a link that verifies the own email. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const token = await account.createEmailVerification({ url: 'https://localhost/verify' });
   * ```
   */
  createEmailVerification(
    params: {
      /**
       * Page to which the link leads, on a host of the project. The value must be a URL that begins with
       *   http:// or https://.
       */
      url: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Send a link that verifies the own email. Needs a session or a signed token of the user.
   *
   * @param url - Page to which the link leads, on a host of the project. The value must be a URL that begins
   *   with http:// or https://.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * The former name of `createEmailVerification`.
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
   * Verify an email with the secret of a link. Needs no scope.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_rate_limit_exceeded` beyond 10 calls in 3600 seconds.
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
      /** Secret or code that was sent. The value must be a text of 1 to 256 characters. */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Verify an email with the secret of a link. Needs no scope.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code that was sent. The value must be a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_rate_limit_exceeded` beyond 10 calls in 3600 seconds.
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
   * The former name of `updateEmailVerification`.
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
   * Send a code that verifies the own phone number. Needs a session or a signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others;
   *   `general_rate_limit_exceeded` beyond 10 calls in 3600 seconds.
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
   * Verify a phone number with the code. Needs no scope.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_rate_limit_exceeded` beyond 10 calls in 3600 seconds.
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
      /** Secret or code that was sent. The value must be a text of 1 to 256 characters. */
      secret: string;
    },
    options?: CallOptions,
  ): Promise<Models.Token>;
  /**
   * Verify a phone number with the code. Needs no scope.
   *
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code that was sent. The value must be a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The token.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_rate_limit_exceeded` beyond 10 calls in 3600 seconds.
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
   * Register the device in use for push messages; it goes with the session. Needs a session or a signed token
   *   of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
       * Id of the new target, or "unique()" for a fresh one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      targetId: string;
      /** Email address, phone number, or device token. The value must have 1 to 255 characters. */
      identifier: string;
      /**
       * Id of the provider. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      providerId?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Target>;
  /**
   * Register the device in use for push messages; it goes with the session. Needs a session or a signed token
   *   of the user.
   *
   * @param targetId - Id of the new target, or "unique()" for a fresh one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param identifier - Email address, phone number, or device token. The value must have 1 to 255
   *   characters.
   * @param providerId - Id of the provider. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Change the token of an own device. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_target_not_found` when there is none with this `targetId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others.
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
   * Change the token of an own device. Needs a session or a signed token of the user.
   *
   * @param targetId - Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param identifier - Email address, phone number, or device token. The value must have 1 to 255
   *   characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The target.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_target_not_found` when there is none with this `targetId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others.
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
   * Forget an own device. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_target_not_found` when there is none with this `targetId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others.
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
   * Forget an own device. Needs a session or a signed token of the user.
   *
   * @param targetId - Id of the target. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_target_not_found` when there is none with this `targetId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others.
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
   * Say whether the own sign-ins ask for a second factor. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
   *
   * @example
   * ```ts
   * const user = await account.updateMFA({ mfa: true });
   * ```
   */
  updateMFA<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /** Whether a second factor is asked for. The value must be true or false. */
      mfa: boolean;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Say whether the own sign-ins ask for a second factor. Needs a session or a signed token of the user.
   *
   * @param mfa - Whether a second factor is asked for. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * The former name of `updateMFA`.
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
   * Tell which second factors can be shown. Needs a session or a signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa factors.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * The former name of `listMFAFactors`.
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
   * Begin to set up an authenticator; its seed is shown this once. Needs a session or a signed token of the
   *   user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa type.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Begin to set up an authenticator; its seed is shown this once. Needs a session or a signed token of the
   *   user.
   *
   * @param type - Kind of authenticator. The value must be "totp".
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa type.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * The former name of `createMFAAuthenticator`.
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
   * Verify an authenticator by its first code. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
      /** Secret or code that was sent. The value must be a text of 1 to 256 characters. */
      otp: string;
    },
    options?: CallOptions,
  ): Promise<Models.User<Preferences>>;
  /**
   * Verify an authenticator by its first code. Needs a session or a signed token of the user.
   *
   * @param type - Kind of authenticator. The value must be "totp".
   * @param otp - Secret or code that was sent. The value must be a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The account.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * The former name of `updateMFAAuthenticator`.
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
   * Delete the own authenticator; once it is verified, a challenge must have been completed before. Needs a
   *   session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Delete the own authenticator; once it is verified, a challenge must have been completed before. Needs a
   *   session or a signed token of the user.
   *
   * @param type - Kind of authenticator. The value must be "totp".
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * The former name of `deleteMFAAuthenticator`.
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
   * Create recovery codes where there are none. Needs a session or a signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * The former name of `createMFARecoveryCodes`.
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
   * Read the recovery codes that are left; a challenge must have been completed before. Needs a session or a
   *   signed token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * The former name of `getMFARecoveryCodes`.
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
   * Replace the recovery codes; a challenge must have been completed before. Needs a session or a signed
   *   token of the user.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa recovery codes.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * The former name of `updateMFARecoveryCodes`.
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
   * Ask for a second factor; a code is sent by email and phone. Needs a session or a signed token of the
   *   user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa challenge.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const challenge = await account.createMFAChallenge({ factor: 'email' });
   * ```
   */
  createMFAChallenge(
    params: {
      /**
       * Factor that will be shown, in any letter case. The value must be one of email, phone, totp,
       *   recoveryCode.
       */
      factor: Enums.AuthenticationFactor;
    },
    options?: CallOptions,
  ): Promise<Models.MfaChallenge>;
  /**
   * Ask for a second factor; a code is sent by email and phone. Needs a session or a signed token of the
   *   user.
   *
   * @param factor - Factor that will be shown, in any letter case. The value must be one of email, phone,
   *   totp, recoveryCode.
   * @param options - Signal, deadline and retries of this call.
   * @returns The mfa challenge.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * The former name of `createMFAChallenge`.
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
   * Show the second factor that was asked for. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
      /** Secret or code that was sent. The value must be a text of 1 to 256 characters. */
      otp: string;
    },
    options?: CallOptions,
  ): Promise<Models.Session>;
  /**
   * Show the second factor that was asked for. Needs a session or a signed token of the user.
   *
   * @param challengeId - Id of the challenge. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param otp - Secret or code that was sent. The value must be a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The session.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 10
   *   calls in 3600 seconds.
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
   * The former name of `updateMFAChallenge`.
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
   * Sign in with an account elsewhere; the browser gets a session. Open to everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The address to which the browser is to be sent; a page goes there by itself.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `project_provider_disabled` when there is none with this `provider`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 50 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const address = await account.createOAuth2Session({ provider: 'github' });
   * ```
   */
  createOAuth2Session(
    params: {
      /**
       * The provider. The value must be one of amazon, apple, appwrite, auth0, authentik, autodesk,
       *   bitbucket, bitly, box, dailymotion, discord, disqus, dropbox, etsy, facebook, figma, fusionauth,
       *   github, gitlab, google, huggingface, keycloak, kick, linkedin, microsoft, notion, oidc, okta,
       *   paypal, paypalSandbox, podio, salesforce, slack, spotify, stripe, tradeshift, tradeshiftBox,
       *   twitch, wordpress, x, yahoo, yammer, yandex, zoho, zoom.
       */
      provider: Enums.OAuthProvider;
      /**
       * Page to which the browser goes when it is signed in, on a host of the project; without it, one of
       *   this server. The value must be a URL with a scheme.
       */
      success?: string | undefined;
      /**
       * Page to which the browser goes when that failed, on a host of the project; without it, one of this
       *   server. The value must be a URL with a scheme.
       */
      failure?: string | undefined;
      /**
       * Scopes to ask for beside those that are needed. The value must be an array of at most 100 texts, each
       *   of 1 to 4,096 characters.
       */
      scopes?: readonly string[] | undefined;
    },
    options?: CallOptions,
  ): Promise<string>;
  /**
   * Sign in with an account elsewhere; the browser gets a session. Open to everybody.
   *
   * @param provider - The provider. The value must be one of amazon, apple, appwrite, auth0, authentik,
   *   autodesk, bitbucket, bitly, box, dailymotion, discord, disqus, dropbox, etsy, facebook, figma,
   *   fusionauth, github, gitlab, google, huggingface, keycloak, kick, linkedin, microsoft, notion, oidc,
   *   okta, paypal, paypalSandbox, podio, salesforce, slack, spotify, stripe, tradeshift, tradeshiftBox,
   *   twitch, wordpress, x, yahoo, yammer, yandex, zoho, zoom.
   * @param success - Page to which the browser goes when it is signed in, on a host of the project; without
   *   it, one of this server. The value must be a URL with a scheme.
   * @param failure - Page to which the browser goes when that failed, on a host of the project; without it,
   *   one of this server. The value must be a URL with a scheme.
   * @param scopes - Scopes to ask for beside those that are needed. The value must be an array of at most 100
   *   texts, each of 1 to 4,096 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The address to which the browser is to be sent; a page goes there by itself.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `project_provider_disabled` when there is none with this `provider`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 50 calls in 3600 seconds.
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
   * Sign in with an account elsewhere; the page gets a secret that is redeemed for a session. Open to
   *   everybody.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The address to which the browser is to be sent; a page goes there by itself.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `project_provider_disabled` when there is none with this `provider`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 50 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const address = await account.createOAuth2Token({ provider: 'github' });
   * ```
   */
  createOAuth2Token(
    params: {
      /**
       * The provider. The value must be one of amazon, apple, appwrite, auth0, authentik, autodesk,
       *   bitbucket, bitly, box, dailymotion, discord, disqus, dropbox, etsy, facebook, figma, fusionauth,
       *   github, gitlab, google, huggingface, keycloak, kick, linkedin, microsoft, notion, oidc, okta,
       *   paypal, paypalSandbox, podio, salesforce, slack, spotify, stripe, tradeshift, tradeshiftBox,
       *   twitch, wordpress, x, yahoo, yammer, yandex, zoho, zoom.
       */
      provider: Enums.OAuthProvider;
      /**
       * Page to which the browser goes when it is signed in, on a host of the project; without it, one of
       *   this server. The value must be a URL with a scheme.
       */
      success?: string | undefined;
      /**
       * Page to which the browser goes when that failed, on a host of the project; without it, one of this
       *   server. The value must be a URL with a scheme.
       */
      failure?: string | undefined;
      /**
       * Scopes to ask for beside those that are needed. The value must be an array of at most 100 texts, each
       *   of 1 to 4,096 characters.
       */
      scopes?: readonly string[] | undefined;
    },
    options?: CallOptions,
  ): Promise<string>;
  /**
   * Sign in with an account elsewhere; the page gets a secret that is redeemed for a session. Open to
   *   everybody.
   *
   * @param provider - The provider. The value must be one of amazon, apple, appwrite, auth0, authentik,
   *   autodesk, bitbucket, bitly, box, dailymotion, discord, disqus, dropbox, etsy, facebook, figma,
   *   fusionauth, github, gitlab, google, huggingface, keycloak, kick, linkedin, microsoft, notion, oidc,
   *   okta, paypal, paypalSandbox, podio, salesforce, slack, spotify, stripe, tradeshift, tradeshiftBox,
   *   twitch, wordpress, x, yahoo, yammer, yandex, zoho, zoom.
   * @param success - Page to which the browser goes when it is signed in, on a host of the project; without
   *   it, one of this server. The value must be a URL with a scheme.
   * @param failure - Page to which the browser goes when that failed, on a host of the project; without it,
   *   one of this server. The value must be a URL with a scheme.
   * @param scopes - Scopes to ask for beside those that are needed. The value must be an array of at most 100
   *   texts, each of 1 to 4,096 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The address to which the browser is to be sent; a page goes there by itself.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `project_provider_disabled` when there is none with this `provider`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others; `general_rate_limit_exceeded` beyond 50 calls in 3600 seconds.
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
   * List the own accounts elsewhere. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The identity list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
   *
   * @example
   * ```ts
   * const page = await account.listIdentities({ queries: [Query.limit(25)] });
   * ```
   */
  listIdentities(
    params?: {
      /**
       * Queries as JSON texts: filters, orders, limit, offset and cursor. The value must be an array of at
       *   most 100 queries, each of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /** Whether to count all matches, up to 5,000; true without it. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.IdentityList>;
  /**
   * List the own accounts elsewhere. Needs a session or a signed token of the user.
   *
   * @param queries - Queries as JSON texts: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param total - Whether to count all matches, up to 5,000; true without it. The value must be true or
   *   false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The identity list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `general_unauthorized_scope` or `user_unauthorized` to others.
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
   * Give an own account elsewhere up; sessions stay. Needs a session or a signed token of the user.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_identity_not_found` when there is none with this `identityId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others.
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
   * Give an own account elsewhere up; sessions stay. Needs a session or a signed token of the user.
   *
   * @param identityId - Id of the identity. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is not as described;
   *   `user_identity_not_found` when there is none with this `identityId`; `general_unauthorized_scope` or
   *   `user_unauthorized` to others.
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
}
