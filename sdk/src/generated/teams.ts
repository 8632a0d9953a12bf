// Generated from the routes by `npm run generate`. Do not edit.

import type { Client } from '../client.ts';
import { invoke } from '../invoke.ts';
import type { CallOptions } from '../transport.ts';
import type * as Models from './models.ts';

/**
 * Teams and their members.
 *
 * @example
 * ```ts
 * const teams = new Teams(client);
 * const team = await teams.create({ teamId: ID.unique(), name: 'Staff' });
 * ```
 */
export class Teams {
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
   * List teams; users see the teams they belong to. Needs a session or a JWT of a user, or a key with the
   *   scope `teams.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The team list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await teams.list({ queries: [Query.limit(25)] });
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
       * Words; each must be the prefix of a word in the id or the name. The value must be a text of at most
       *   256 characters without NUL.
       */
      search?: string | undefined;
      /**
       * Whether to count all matches. Up to 5,000 are counted where something filters. Default: true. The
       *   value must be true or false.
       */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.TeamList<Preferences>>;
  /**
   * List teams; users see the teams they belong to. Needs a session or a JWT of a user, or a key with the
   *   scope `teams.read`.
   *
   * @param queries - Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param search - Words; each must be the prefix of a word in the id or the name. The value must be a text
   *   of at most 256 characters without NUL.
   * @param total - Whether to count all matches. Up to 5,000 are counted where something filters. Default:
   *   true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The team list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await teams.list([Query.limit(25)]);
   * ```
   */
  list<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    queries?: readonly string[] | undefined,
    search?: string | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.TeamList<Preferences>>;
  list(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /teams queries? search? total?', given);
  }

  /**
   * Create a team; a user who creates it becomes its owner. Needs a session or a JWT of a user, or a key with
   *   the scope `teams.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The team.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const team = await teams.create({ teamId: ID.unique(), name: 'Staff' });
   * ```
   */
  create<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the new team, or "unique()" for a generated one. The value must have 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or be "unique()"
       *   for a fresh id.
       */
      teamId: string;
      /** Name of the team. The value must be a text of 1 to 128 characters without NUL. */
      name: string;
      /**
       * Roles in the team. The value must be an array of at most 100 roles, each of 1 to 36 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit.
       */
      roles?: readonly string[] | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Team<Preferences>>;
  /**
   * Create a team; a user who creates it becomes its owner. Needs a session or a JWT of a user, or a key with
   *   the scope `teams.write`.
   *
   * @param teamId - Id of the new team, or "unique()" for a generated one. The value must have 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begin with a letter or a digit; or
   *   be "unique()" for a fresh id.
   * @param name - Name of the team. The value must be a text of 1 to 128 characters without NUL.
   * @param roles - Roles in the team. The value must be an array of at most 100 roles, each of 1 to 36
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The team.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const team = await teams.create(ID.unique(), 'Staff');
   * ```
   */
  create<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    teamId: string,
    name: string,
    roles?: readonly string[] | undefined,
    options?: CallOptions,
  ): Promise<Models.Team<Preferences>>;
  create(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /teams teamId name roles?', given);
  }

  /**
   * Get a team. Needs a session or a JWT of a user, or a key with the scope `teams.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The team.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const team = await teams.get({ teamId: 'staff' });
   * ```
   */
  get<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Team<Preferences>>;
  /**
   * Get a team. Needs a session or a JWT of a user, or a key with the scope `teams.read`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The team.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const team = await teams.get('staff');
   * ```
   */
  get<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    teamId: string,
    options?: CallOptions,
  ): Promise<Models.Team<Preferences>>;
  get(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /teams/{teamId} teamId', given);
  }

  /**
   * Update the name of a team. Needs a session or a JWT of a user, or a key with the scope `teams.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The team.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const team = await teams.updateName({ teamId: 'staff', name: 'All staff' });
   * ```
   */
  updateName<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
      /** Name of the team. The value must be a text of 1 to 128 characters without NUL. */
      name: string;
    },
    options?: CallOptions,
  ): Promise<Models.Team<Preferences>>;
  /**
   * Update the name of a team. Needs a session or a JWT of a user, or a key with the scope `teams.write`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param name - Name of the team. The value must be a text of 1 to 128 characters without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The team.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const team = await teams.updateName('staff', 'All staff');
   * ```
   */
  updateName<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    teamId: string,
    name: string,
    options?: CallOptions,
  ): Promise<Models.Team<Preferences>>;
  updateName(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /teams/{teamId} teamId name', given);
  }

  /**
   * Delete a team and its memberships. Needs a session or a JWT of a user, or a key with the scope
   *   `teams.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await teams.delete({ teamId: 'staff' });
   * ```
   */
  delete(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete a team and its memberships. Needs a session or a JWT of a user, or a key with the scope
   *   `teams.write`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await teams.delete('staff');
   * ```
   */
  delete(
    teamId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  delete(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /teams/{teamId} teamId', given);
  }

  /**
   * Get the preferences of a team. Needs a session or a JWT of a user, or a key with the scope `teams.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const prefs = await teams.getPrefs({ teamId: 'staff' });
   * ```
   */
  getPrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
    },
    options?: CallOptions,
  ): Promise<Preferences>;
  /**
   * Get the preferences of a team. Needs a session or a JWT of a user, or a key with the scope `teams.read`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const prefs = await teams.getPrefs('staff');
   * ```
   */
  getPrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    teamId: string,
    options?: CallOptions,
  ): Promise<Preferences>;
  getPrefs(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /teams/{teamId}/prefs teamId', given);
  }

  /**
   * Replace the preferences of a team. Needs a session or a JWT of a user, or a key with the scope
   *   `teams.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const prefs = await teams.updatePrefs({ teamId: 'staff', prefs: { theme: 'dark' } });
   * ```
   */
  updatePrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
      /**
       * Preferences; they replace all earlier preferences. The value must be a JSON object of at most 65,535
       *   bytes.
       */
      prefs: object;
    },
    options?: CallOptions,
  ): Promise<Preferences>;
  /**
   * Replace the preferences of a team. Needs a session or a JWT of a user, or a key with the scope
   *   `teams.write`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param prefs - Preferences; they replace all earlier preferences. The value must be a JSON object of at
   *   most 65,535 bytes.
   * @param options - Signal, deadline and retries of this call.
   * @returns The preferences.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const prefs = await teams.updatePrefs('staff', { theme: 'dark' });
   * ```
   */
  updatePrefs<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    teamId: string,
    prefs: object,
    options?: CallOptions,
  ): Promise<Preferences>;
  updatePrefs(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PUT /teams/{teamId}/prefs teamId prefs*', given);
  }

  /**
   * Create a membership; users send an invitation, API keys add the member at once. Needs a session or a JWT
   *   of a user, or a key with the scope `teams.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const membership = await teams.createMembership({
   *   teamId: 'staff',
   *   roles: ['owner'],
   *   email: 'ann@example.com',
   * });
   * ```
   */
  createMembership(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
      /**
       * Roles in the team. The value must be an array of at most 100 roles, each of 1 to 81 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit.
       */
      roles: readonly string[];
      /** Email address. The value must be a valid email address. */
      email?: string | undefined;
      /**
       * Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      userId?: string | undefined;
      /**
       * Phone number in E.164 form, such as +14155552671. The value must be a phone number that begins with
       *   "+" and a known country code and has 7 to 15 digits.
       */
      phone?: string | undefined;
      /**
       * Target page of the link, on a host of the project. The value must be a URL that begins with http://
       *   or https://.
       */
      url?: string | undefined;
      /** Name of the user, if a user is created. The value must be a text of 1 to 128 characters without NUL. */
      name?: string | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.Membership>;
  /**
   * Create a membership; users send an invitation, API keys add the member at once. Needs a session or a JWT
   *   of a user, or a key with the scope `teams.write`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param roles - Roles in the team. The value must be an array of at most 100 roles, each of 1 to 81
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit.
   * @param email - Email address. The value must be a valid email address.
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param phone - Phone number in E.164 form, such as +14155552671. The value must be a phone number that
   *   begins with "+" and a known country code and has 7 to 15 digits.
   * @param url - Target page of the link, on a host of the project. The value must be a URL that begins with
   *   http:// or https://.
   * @param name - Name of the user, if a user is created. The value must be a text of 1 to 128 characters
   *   without NUL.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const membership = await teams.createMembership('staff', ['owner'], 'ann@example.com');
   * ```
   */
  createMembership(
    teamId: string,
    roles: readonly string[],
    email?: string | undefined,
    userId?: string | undefined,
    phone?: string | undefined,
    url?: string | undefined,
    name?: string | undefined,
    options?: CallOptions,
  ): Promise<Models.Membership>;
  createMembership(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'POST /teams/{teamId}/memberships teamId roles email? userId? phone? url? name?', given);
  }

  /**
   * List the memberships of a team, open invitations included. Needs a session or a JWT of a user, or a key
   *   with the scope `teams.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await teams.listMemberships({ teamId: 'staff', queries: [Query.limit(25)] });
   * ```
   */
  listMemberships(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
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
   * List the memberships of a team, open invitations included. Needs a session or a JWT of a user, or a key
   *   with the scope `teams.read`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param queries - Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param search - Prefix of the id of the membership or of its user. The value must be a text of at most
   *   256 characters without NUL.
   * @param total - Whether to count all matches, up to 5,000. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await teams.listMemberships('staff', [Query.limit(25)]);
   * ```
   */
  listMemberships(
    teamId: string,
    queries?: readonly string[] | undefined,
    search?: string | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.MembershipList>;
  listMemberships(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /teams/{teamId}/memberships teamId queries? search? total?', given);
  }

  /**
   * Get a membership. Needs a session or a JWT of a user, or a key with the scope `teams.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `membership_not_found` when the `membershipId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const membership = await teams.getMembership({ teamId: 'staff', membershipId });
   * ```
   */
  getMembership(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
      /**
       * Id of the membership. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      membershipId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Membership>;
  /**
   * Get a membership. Needs a session or a JWT of a user, or a key with the scope `teams.read`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param membershipId - Id of the membership. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `membership_not_found` when the `membershipId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const membership = await teams.getMembership('staff', membershipId);
   * ```
   */
  getMembership(
    teamId: string,
    membershipId: string,
    options?: CallOptions,
  ): Promise<Models.Membership>;
  getMembership(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /teams/{teamId}/memberships/{membershipId} teamId membershipId', given);
  }

  /**
   * Replace the roles of a membership. Needs a session or a JWT of a user, or a key with the scope
   *   `teams.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `membership_not_found` when the `membershipId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const membership = await teams.updateMembership({
   *   teamId: 'staff',
   *   membershipId,
   *   roles: ['owner'],
   * });
   * ```
   */
  updateMembership(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
      /**
       * Id of the membership. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      membershipId: string;
      /**
       * Roles in the team. The value must be an array of at most 100 roles, each of 1 to 81 characters out of
       *   a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit.
       */
      roles: readonly string[];
    },
    options?: CallOptions,
  ): Promise<Models.Membership>;
  /**
   * Replace the roles of a membership. Needs a session or a JWT of a user, or a key with the scope
   *   `teams.write`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param membershipId - Id of the membership. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param roles - Roles in the team. The value must be an array of at most 100 roles, each of 1 to 81
   *   characters out of a-z, A-Z, 0-9, period, hyphen and underscore that begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `membership_not_found` when the `membershipId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const membership = await teams.updateMembership('staff', membershipId, ['owner']);
   * ```
   */
  updateMembership(
    teamId: string,
    membershipId: string,
    roles: readonly string[],
    options?: CallOptions,
  ): Promise<Models.Membership>;
  updateMembership(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /teams/{teamId}/memberships/{membershipId} teamId membershipId roles', given);
  }

  /**
   * Accept an invitation; a caller without a session gets one. Needs no scope.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `membership_not_found` when the `membershipId` is unknown;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const membership = await teams.updateMembershipStatus({
   *   teamId: 'staff',
   *   membershipId,
   *   userId: 'ann',
   *   secret,
   * });
   * ```
   */
  updateMembershipStatus(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
      /**
       * Id of the membership. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      membershipId: string;
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
  ): Promise<Models.Membership>;
  /**
   * Accept an invitation; a caller without a session gets one. Needs no scope.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param membershipId - Id of the membership. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param userId - Id of the user. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param secret - Secret or code from the message. Blanks, dashes and case do not matter. The value must be
   *   a text of 1 to 256 characters.
   * @param options - Signal, deadline and retries of this call.
   * @returns The membership.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `membership_not_found` when the `membershipId` is unknown;
   *   `general_rate_limit_exceeded` after 10 calls in 3600 seconds.
   *
   * @example
   * ```ts
   * const membership = await teams.updateMembershipStatus('staff', membershipId, 'ann', secret);
   * ```
   */
  updateMembershipStatus(
    teamId: string,
    membershipId: string,
    userId: string,
    secret: string,
    options?: CallOptions,
  ): Promise<Models.Membership>;
  updateMembershipStatus(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'PATCH /teams/{teamId}/memberships/{membershipId}/status teamId membershipId userId secret', given);
  }

  /**
   * Delete a membership: remove a member, leave a team, or decline an invitation. Needs a session or a JWT of
   *   a user, or a key with the scope `teams.write`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `membership_not_found` when the `membershipId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await teams.deleteMembership({ teamId: 'staff', membershipId });
   * ```
   */
  deleteMembership(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
      /**
       * Id of the membership. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      membershipId: string;
    },
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  /**
   * Delete a membership: remove a member, leave a team, or decline an invitation. Needs a session or a JWT of
   *   a user, or a key with the scope `teams.write`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param membershipId - Id of the membership. The value must have 1 to 36 characters out of a-z, A-Z, 0-9,
   *   period, hyphen and underscore, and begin with a letter or a digit.
   * @param options - Signal, deadline and retries of this call.
   * @returns An empty object.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `membership_not_found` when the `membershipId` is unknown;
   *   `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * await teams.deleteMembership('staff', membershipId);
   * ```
   */
  deleteMembership(
    teamId: string,
    membershipId: string,
    options?: CallOptions,
  ): Promise<Models.Nothing>;
  deleteMembership(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'DELETE /teams/{teamId}/memberships/{membershipId} teamId membershipId', given);
  }

  /**
   * List the apps that are installed in a team; there are none. Needs a session or a JWT of a user, or a key
   *   with the scope `teams.read`.
   *
   * @param params - The parameters by name.
   * @param options - Signal, deadline and retries of this call.
   * @returns The app installation list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await teams.listInstallations({ teamId: 'staff', queries: [Query.limit(25)] });
   * ```
   */
  listInstallations(
    params: {
      /**
       * Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and
       *   underscore, and begin with a letter or a digit.
       */
      teamId: string;
      /**
       * Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an array of at
       *   most 100 queries, each of at most 4096 characters.
       */
      queries?: readonly string[] | undefined;
      /** Whether to count all matches. Default: true. The value must be true or false. */
      total?: boolean | undefined;
    },
    options?: CallOptions,
  ): Promise<Models.AppInstallationList>;
  /**
   * List the apps that are installed in a team; there are none. Needs a session or a JWT of a user, or a key
   *   with the scope `teams.read`.
   *
   * @param teamId - Id of the team. The value must have 1 to 36 characters out of a-z, A-Z, 0-9, period,
   *   hyphen and underscore, and begin with a letter or a digit.
   * @param queries - Queries as JSON strings: filters, orders, limit, offset and cursor. The value must be an
   *   array of at most 100 queries, each of at most 4096 characters.
   * @param total - Whether to count all matches. Default: true. The value must be true or false.
   * @param options - Signal, deadline and retries of this call.
   * @returns The app installation list.
   * @throws {DenizenError} `general_argument_invalid` when a parameter is invalid; `team_not_found` when the
   *   `teamId` is unknown; `general_unauthorized_scope` or `user_unauthorized` for other callers.
   *
   * @example
   * ```ts
   * const page = await teams.listInstallations('staff', [Query.limit(25)]);
   * ```
   */
  listInstallations(
    teamId: string,
    queries?: readonly string[] | undefined,
    total?: boolean | undefined,
    options?: CallOptions,
  ): Promise<Models.AppInstallationList>;
  listInstallations(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /teams/{teamId}/installations teamId queries? total?', given);
  }
}
