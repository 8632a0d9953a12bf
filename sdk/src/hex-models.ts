/**
 * A user of the registry.
 *
 * @example
 * ```ts
 * const { username, full_name }: HexUser = await hex.getUser('ann');
 * ```
 */
export type HexUser = {
  /** Username in lower case. */
  readonly username: string;
  /** Full name, if known. */
  readonly full_name: string | null;
  /** Names at other services, with URLs. */
  readonly handles: Readonly<Record<string, string>>;
  /** URL of the user in the API. */
  readonly url: string;
  /** Time in ISO 8601, UTC. */
  readonly inserted_at: string;
  /** Time in ISO 8601, UTC. */
  readonly updated_at: string;
  /** Public email address, if any. */
  readonly email?: string;
  /** Packages of the user; missing for a new user. */
  readonly packages?: readonly Readonly<Record<'name' | 'repository' | 'url' | 'html_url', string>>[];
  /** URLs of packages by name. */
  readonly owned_packages?: Readonly<Record<string, string>>;
  /** Only for the current user. */
  readonly organizations?: readonly Readonly<Record<'name' | 'role', string>>[];
};

/**
 * An entry of the audit log.
 *
 * @example
 * ```ts
 * const entries: HexAuditLog[] = [];
 * for await (const entry of hex.streamAuditLogs()) entries.push(entry);
 * ```
 */
export type HexAuditLog = {
  /** Action such as `user.create`. */
  readonly action: string;
  /** Objects of the action; the shape depends on the action. */
  readonly params: Readonly<Record<string, unknown>>;
  /** User agent of the caller. */
  readonly user_agent: string;
};

/**
 * Input of `createUser`.
 *
 * @example
 * ```ts
 * const bob: HexNewUser = { username: 'bob', password: 'elixir1234', emails: ['bob@example.com'] };
 * await hex.createUser(bob);
 * ```
 */
export type HexNewUser = {
  /** At least 3 characters out of a-z, 0-9, underscore, hyphen and period. */
  readonly username: string;
  /** At least 8 characters. */
  readonly password: string;
  /** The first address is public. */
  readonly emails: readonly string[];
};
