/**
 * Builds permissions as strings.
 *
 * @example
 * ```ts
 * Permission.read(Role.any()); // read("any")
 * ```
 */
export const Permission = {
  /**
   * Permission to read.
   *
   * @param role - A role, built by {@link Role}.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.read('any'); // read("any")
   * ```
   */
  read: (role: string): string => `read("${role}")`,
  /**
   * Permission to create, update and delete.
   *
   * @param role - A role, built by {@link Role}.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.write('users'); // write("users")
   * ```
   */
  write: (role: string): string => `write("${role}")`,
  /**
   * Permission to create.
   *
   * @param role - A role, built by {@link Role}.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.create('users'); // create("users")
   * ```
   */
  create: (role: string): string => `create("${role}")`,
  /**
   * Permission to update.
   *
   * @param role - A role, built by {@link Role}.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.update('user:ann'); // update("user:ann")
   * ```
   */
  update: (role: string): string => `update("${role}")`,
  /**
   * Permission to delete.
   *
   * @param role - A role, built by {@link Role}.
   * @returns The permission.
   *
   * @example
   * ```ts
   * Permission.delete('team:staff'); // delete("team:staff")
   * ```
   */
  delete: (role: string): string => `delete("${role}")`,
} as const;
