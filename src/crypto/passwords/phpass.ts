import { bcrypt } from './bcrypt.ts';
import { digestOf, sameText, symbolValue, toSymbols } from './bytes.ts';
import { md5Crypt, shaCrypt } from './crypt.ts';
import { rounds } from './rounds.ts';
import { outside, PLAIN_BYTES_AT_MOST, type SpellingScheme, scheme, spelling } from './scheme.ts';

/** The exponent of the rounds. At 20, the slowest, SHA-512, takes about three seconds. */
const LOG2_AT_MOST = 20;

export type Portable = {
  readonly log2: number;
  readonly salt: string;
  /** The hash in symbols, possibly truncated. */
  readonly symbols: string;
};

/** The common format of phpass and Drupal: the exponent of the rounds as one symbol, then eight symbols of salt. */
export function readPortable(text: string): Portable {
  return { log2: symbolValue(text.charAt(0)), salt: text.slice(1, 9), symbols: text.slice(9) };
}

export function portableLimits({ log2 }: Portable): string | undefined {
  return outside('The exponent of the rounds', log2, 7, LOG2_AT_MOST);
}

/** The digest of salt and password, then 2^exponent times the digest of the result and the password. */
export async function portableMatches(plain: Buffer, algorithm: string, parsed: Portable): Promise<boolean> {
  let digest = digestOf(algorithm, Buffer.from(parsed.salt), plain);
  const input = Buffer.concat([digest, plain]);
  await rounds(2 ** parsed.log2, () => {
    digest.copy(input);
    digest = digestOf(algorithm, input);
  });
  return sameText(toSymbols(digest).slice(0, parsed.symbols.length), parsed.symbols);
}

/** Appwrite always returns these: options of its hasher, not of the hash. */
const PARAMETERS = { iterationCountLog2: 8, portableHashes: false, randomState: '' } as const;

export const portable = scheme<Portable>({
  name: 'phpass',
  owns: /^\$[PH]\$/,
  parse: (stored) => {
    // The last of 22 symbols has two bits only.
    const found = /^\$[PH]\$([./\dA-Za-z]{30}[./01])$/.exec(stored);
    return found?.[1] === undefined ? undefined : readPortable(found[1]);
  },
  limits: portableLimits,
  matches: async (plain, parsed) => {
    const bytes = Buffer.from(plain);
    return bytes.length <= PLAIN_BYTES_AT_MOST && portableMatches(bytes, 'md5', parsed);
  },
});

/**
 * Portable hashes, `$P$` and phpBB's `$H$`, unchanged. The prefix `$phpass$` marks crypt(3) hashes, which phpass
 * stores where the system supports them.
 */
export const phpass: SpellingScheme & { readonly encode: (parsed: { readonly hash: string }) => string } = {
  ...spelling({
    name: 'phpass',
    owns: /^\$(?:[PH]|phpass)\$/,
    read: (stored) => {
      if (portable.owns(stored)) return { scheme: portable, stored };
      const inner = stored.slice('$phpass$'.length);
      const system = [bcrypt, md5Crypt, shaCrypt].find((candidate) => candidate.owns(inner));
      return system && stored.startsWith('$phpass$') ? { scheme: system, stored: inner } : undefined;
    },
    original: (stored) => stored.replace(/^\$phpass\$/, ''),
  }),
  parameters: () => PARAMETERS,
  encode: ({ hash }) => (portable.owns(hash) ? hash : `$phpass$${hash}`),
};
