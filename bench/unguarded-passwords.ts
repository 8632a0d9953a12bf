import { boundedPasswords as guarded, type Passwords } from '../src/core/passwords.ts';

/** As a server without the guard checks: nothing is computed for nobody, and a cheap hash is cheap. */
export function boundedPasswords(...bounds: Parameters<typeof guarded>): Passwords {
  const passwords = guarded(...bounds);
  return {
    ...passwords,
    check: async (plain, stored) => {
      const known = await stored;
      return known !== null && passwords.verify(plain, known);
    },
  };
}
