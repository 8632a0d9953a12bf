export type Parameters = Readonly<Record<string, string | number | boolean>>;

/**
 * How one family of password hashes is recognised, checked and described. A stored string holds everything about its
 * hash: the prefix that names the scheme, the parameters, and the hash text as it was given.
 */
export type Scheme = {
  readonly name: string;
  /** Whether a stored string is of this scheme, by its prefix. No two schemes own the same string. */
  readonly owns: (stored: string) => boolean;
  /** False, and no work done, for a string that `refusal` refuses. */
  readonly verify: (plain: string, stored: string) => Promise<boolean>;
  /** The cost and other parameters that the stored string names; none for a malformed one. */
  readonly parameters: (stored: string) => Parameters;
  /** Why a string cannot be accepted, as a sentence: it is malformed or costs too much to check. Does no work. */
  readonly refusal: (stored: string) => string | undefined;
  /** The hash text exactly as it was given. */
  readonly original: (stored: string) => string;
};

/** A scheme that can also make new hashes. */
export type NativeScheme = Scheme & {
  readonly hash: (plain: string, cost?: Argon2Cost) => Promise<string>;
  /** Whether a hash of this scheme is weaker than a new one would be. */
  readonly needsRehash: (stored: string, cost?: Argon2Cost) => boolean;
  /** Costs as much to check as a new hash, and no password fits it. */
  readonly decoy: (cost?: Argon2Cost) => string;
};

/** What a new hash costs; memory in KiB. */
export type Argon2Cost = {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
};

export type Recipe<Parts> = {
  readonly name: string;
  readonly owns: RegExp;
  /** The string taken apart; undefined when it is malformed. Must not work harder than reading. */
  readonly parse: (stored: string) => Parts | undefined;
  /** The cost limits: a sentence for parts that exceed them. Runs before every check of a password. */
  readonly limits: (parts: Parts) => string | undefined;
  readonly matches: (plain: string, parts: Parts) => Promise<boolean>;
  readonly parameters?: (parts: Parts) => Parameters;
  readonly original?: (parts: Parts) => string;
};

/** Longer ones never match an imported hash: some of the old algorithms take time in the square of the length. */
export const PLAIN_BYTES_AT_MOST = 4096;

/** Makes a scheme whose limits stand before its work, whatever its author forgets. */
export function scheme<Parts>(recipe: Recipe<Parts>): Scheme {
  const { name, owns, parse, limits, matches } = recipe;
  return {
    name,
    owns: (stored) => owns.test(stored),
    verify: async (plain, stored) => {
      const parts = parse(stored);
      if (parts === undefined || limits(parts) !== undefined) return false;
      return matches(plain, parts);
    },
    parameters: (stored) => {
      const parts = parse(stored);
      return parts === undefined ? {} : (recipe.parameters?.(parts) ?? {});
    },
    refusal: (stored) => {
      const parts = parse(stored);
      return parts === undefined ? malformed(name) : limits(parts);
    },
    original: (stored) => {
      const parts = parse(stored);
      return parts === undefined ? stored : (recipe.original?.(parts) ?? stored);
    },
  };
}

/** The same hash as another scheme writes it, and what becomes of the password before it is checked. */
export type Spelled = {
  readonly scheme: Scheme;
  readonly stored: string;
  /** Undefined says that this password can never match. */
  readonly prepare?: (plain: string) => string | undefined;
};

/** A scheme that only spells another's hashes differently, or wraps them. */
export function spelling(recipe: {
  readonly name: string;
  readonly owns: RegExp;
  /** Of a string that the scheme owns; undefined when it is malformed. */
  readonly read: (stored: string) => Spelled | undefined;
  readonly original?: (stored: string) => string;
}): Scheme {
  const { name, owns, original } = recipe;
  const read = (stored: string) => (owns.test(stored) ? recipe.read(stored) : undefined);
  return {
    name,
    owns: (stored) => owns.test(stored),
    verify: async (plain, stored) => {
      const spelled = read(stored);
      if (!spelled) return false;
      const prepared = spelled.prepare ? spelled.prepare(plain) : plain;
      return prepared !== undefined && spelled.scheme.verify(prepared, spelled.stored);
    },
    parameters: (stored) => {
      const spelled = read(stored);
      return spelled ? spelled.scheme.parameters(spelled.stored) : {};
    },
    refusal: (stored) => {
      const spelled = read(stored);
      return spelled ? spelled.scheme.refusal(spelled.stored) : malformed(name);
    },
    original: original ?? ((stored) => stored),
  };
}

function malformed(name: string): string {
  return `The hash, with its parameters, is not a well-formed ${name} hash.`;
}

/** A sentence when a cost lies outside of what is accepted. */
export function outside(what: string, value: number, least: number, most: number): string | undefined {
  if (value >= least && value <= most) return undefined;
  return `${what} must be between ${least} and ${most}; this hash has ${value}.`;
}

/** A parameter as the formats write it: decimal, without sign or leading zeros, small enough to be exact. */
export const NUMBER = '(0|[1-9]\\d{0,14})';
