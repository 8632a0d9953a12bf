const RANDOM_BYTES = 5;

/**
 * Ids of what is made.
 *
 * @example
 * ```ts
 * await users.create({ userId: ID.unique(), email: 'ann@example.com' });
 * ```
 */
export const ID = {
  /**
   * An id that nothing else has.
   *
   * @returns 21 characters out of 0-9 and a-f: the moment and a part by chance, so that ids of one machine sort by age.
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
   * An id of your own.
   *
   * @param id - 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore; the first a letter or a digit.
   * @returns The same.
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
