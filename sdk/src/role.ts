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
 * Who may do something, as a text.
 *
 * @example
 * ```ts
 * Role.team('staff', 'owner'); // team:staff/owner
 * ```
 */
export const Role = {
  /**
   * Everybody, signed in or not.
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
   * One user; only while the status holds, where one is given.
   *
   * @param id - Of the user.
   * @param status - Of the account.
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.user('ann', 'verified'); // user:ann/verified
   * ```
   */
  user: (id: string, status?: Status): string => part(`user:${id}`, '/', status),
  /**
   * Everybody who is signed in; only with the status, where one is given.
   *
   * @param status - Of the account.
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.users(); // users
   * ```
   */
  users: (status?: Status): string => part('users', '/', status),
  /**
   * Everybody who is not signed in.
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
   * The members of a team; only those with the role, where one is given.
   *
   * @param id - Of the team.
   * @param role - Within the team.
   * @returns The role.
   *
   * @example
   * ```ts
   * Role.team('staff', 'owner'); // team:staff/owner
   * ```
   */
  team: (id: string, role?: string): string => part(`team:${id}`, '/', role),
  /**
   * Who is a member by a certain membership.
   *
   * @param id - Of the membership.
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
