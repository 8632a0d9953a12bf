const RANDOM_BYTES = 5;

/**
 * Ids of new objects.
 *
 * @example
 * ```ts
 * await users.create({ userId: ID.unique(), email: 'ann@example.com' });
 * ```
 */
export const ID = {
  /**
   * Returns a unique id.
   *
   * @returns 21 characters out of 0-9 and a-f: time and a random part, so that ids of one machine sort by age.
   *
   * @example
   * ```ts
   * ID.unique().length; // 21
   * ```
   */
  unique(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
    const random = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return Date.now().toString(16).padStart(11, '0') + random;
  },

  /**
   * Returns an id of your choice.
   *
   * @param id - 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore; the first a letter or a digit.
   * @returns The id.
   *
   * @example
   * ```ts
   * ID.custom('ann'); // ann
   * ```
   */
  custom(id: string): string {
    return id;
  },
} as const;
