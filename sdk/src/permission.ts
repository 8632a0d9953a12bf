/**
 * What a role may do, as a text.
 *
 * @example
 * ```ts
 * Permission.read(Role.any()); // read("any")
 * ```
 */
export const Permission = {
  /**
   * See it.
   *
   * @param role - Who may, as {@link Role} makes it.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.read('any'); // read("any")
   * ```
   */
  read: (role: string): string => `read("${role}")`,
  /**
   * Create, update and delete.
   *
   * @param role - Who may, as {@link Role} makes it.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.write('users'); // write("users")
   * ```
   */
  write: (role: string): string => `write("${role}")`,
  /**
   * Add to it.
   *
   * @param role - Who may, as {@link Role} makes it.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.create('users'); // create("users")
   * ```
   */
  create: (role: string): string => `create("${role}")`,
  /**
   * Change it.
   *
   * @param role - Who may, as {@link Role} makes it.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.update('user:ann'); // update("user:ann")
   * ```
   */
  update: (role: string): string => `update("${role}")`,
  /**
   * Take it away.
   *
   * @param role - Who may, as {@link Role} makes it.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.delete('team:staff'); // delete("team:staff")
   * ```
   */
  delete: (role: string): string => `delete("${role}")`,
} as const;
