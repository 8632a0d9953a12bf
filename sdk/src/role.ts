/**
 * Whether an account has a verified address.
 *
 * @example
 * ```ts
 * const status: Status = 'verified';
 * Role.users(status); // users/verified
 * ```
 */
export type Status = 'verified' | 'unverified';

const part = (text: string, mark: string, more = '') => (more ? `${text}${mark}${more}` : text);

/**
 * Builds roles as strings.
 *
 * @example
 * ```ts
 * Role.team('staff', 'owner'); // team:staff/owner
 * ```
 */
export const Role = {
  /**
   * Everyone, signed in or not.
   *
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.any(); // any
   * ```
   */
  any: (): string => 'any',
  /**
   * One user, optionally only with the status.
   *
   * @param id - Id of the user.
   * @param status - Status of the account.
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.user('ann', 'verified'); // user:ann/verified
   * ```
   */
  user: (id: string, status?: Status): string => part(`user:${id}`, '/', status),
  /**
   * Every signed-in user, optionally only with the status.
   *
   * @param status - Status of the account.
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.users(); // users
   * ```
   */
  users: (status?: Status): string => part('users', '/', status),
  /**
   * Everyone who is not signed in.
   *
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.guests(); // guests
   * ```
   */
  guests: (): string => 'guests',
  /**
   * The members of a team, optionally only those with the role.
   *
   * @param id - Id of the team.
   * @param role - Role in the team.
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.team('staff', 'owner'); // team:staff/owner
   * ```
   */
  team: (id: string, role?: string): string => part(`team:${id}`, '/', role),
  /**
   * The member of one membership.
   *
   * @param id - Id of the membership.
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.member('m-1'); // member:m-1
   * ```
   */
  member: (id: string): string => `member:${id}`,
  /**
   * Every user with the label.
   *
   * @param name - The label.
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.label('vip'); // label:vip
   * ```
   */
  label: (name: string): string => `label:${name}`,
} as const;
