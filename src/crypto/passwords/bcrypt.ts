import { outside, type ParsedScheme, scheme } from './scheme.ts';

const COST_AT_MOST = 15;

/** The salt ends in two bits and the digest in four, which limits the last symbol of each. */
const FORM = /^\$2([abxy])\$(\d\d)\$[./A-Za-z\d]{21}[.Oeu][./A-Za-z\d]{30}[.CGKOSWaeimquy26]$/;

type Bcrypt = { readonly version: string; readonly cost: number; readonly stored: string };

/**
 * `$2a$`, `$2b$` and `$2y$`, which are the same algorithm, for imported hashes only. Ignores the bytes of a password
 * after the 72nd, as bcrypt does: the imported hash was made without them. New passwords are hashed with argon2id in
 * full. Unlike bcrypt in C, this one does not stop at a NUL.
 */
export const bcrypt: ParsedScheme<Bcrypt> & {
  readonly encode: (parsed: { readonly hash: string }) => string;
} = {
  ...scheme<Bcrypt>({
    name: 'bcrypt',
    owns: /^\$2/,
    parse: (stored) => {
      const [, version, cost] = FORM.exec(stored) ?? [];
      return version === undefined ? undefined : { version, cost: Number(cost), stored };
    },
    limits: ({ version, cost }) =>
      version === 'x'
        ? 'Hashes of the kind $2x$ were made by a faulty bcrypt and cannot be checked.'
        : outside('The cost of bcrypt', cost, 4, COST_AT_MOST),
    bytesRead: 72,
    // Loaded on first use.
    matches: async (plain, { stored }) => (await import('@node-rs/bcrypt')).verify(plain, stored),
    parameters: ({ cost }) => ({ cost }),
  }),
  encode: ({ hash }) => hash,
};
