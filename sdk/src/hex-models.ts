/**
 * A user as the registry shows it.
 *
 * @example
 * ```ts
 * const { username, full_name }: HexUser = await hex.getUser('ann');
 * ```
 */
export type HexUser = {
  /** Lower-case name. */
  readonly username: string;
  /** Name in full, where it is known. */
  readonly full_name: string | null;
  /** Names at other services, with addresses. */
  readonly handles: Readonly<Record<string, string>>;
  /** Address of the user at the API. */
  readonly url: string;
  /** Moment in ISO 8601, UTC. */
  readonly inserted_at: string;
  /** Moment in ISO 8601, UTC. */
  readonly updated_at: string;
  /** Only where the user has a public one. */
  readonly email?: string;
  /** What the user publishes; not of one that was made just now. */
  readonly packages?: readonly Readonly<Record<'name' | 'repository' | 'url' | 'html_url', string>>[];
  /** The same, as addresses by name. */
  readonly owned_packages?: Readonly<Record<string, string>>;
  /** Of the current user only. */
  readonly organizations?: readonly Readonly<Record<'name' | 'role', string>>[];
};

/**
 * What somebody did.
 *
 * @example
 * ```ts
 * const entries: HexAuditLog[] = [];
 * for await (const entry of hex.streamAuditLogs()) entries.push(entry);
 * ```
 */
export type HexAuditLog = {
  /** As `user.create`. */
  readonly action: string;
  /** What it was done to; its shape depends on the action. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What it was done with. */
  readonly user_agent: string;
};

/**
 * Whom `createUser` makes.
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
  /** The first is the public one. */
  readonly emails: readonly string[];
};
