export type Parameters = Readonly<Record<string, string | number | boolean>>;

/**
 * How one family of password hashes is recognised, checked and described. A stored string contains everything about
 * its hash: the prefix that names the scheme, the parameters, and the hash text as imported.
 */
export type Scheme = {
  readonly name: string;
  /** Reports whether a stored string is of this scheme, by its prefix. No two schemes own the same string. */
  readonly owns: (stored: string) => boolean;
  /** Returns false without any work for a string that `refusal` refuses. */
  readonly verify: (plain: string, stored: string) => Promise<boolean>;
  /** Reports whether the hash depends on every byte of the password: bcrypt ignores those after the 72nd. */
  readonly readsAll: (plain: string, stored: string) => boolean;
  /** Returns the cost and other parameters of the stored string; none for a malformed one. */
  readonly parameters: (stored: string) => Parameters;
  /** Returns a sentence when a string is malformed or too expensive to check. Does no work. */
  readonly refusal: (stored: string) => string | undefined;
  /** Returns the hash text exactly as imported. */
  readonly original: (stored: string) => string;
};

/** A scheme that can also make new hashes. */
export type NativeScheme = Scheme & {
  readonly hash: (plain: string, cost?: Argon2Cost) => Promise<string>;
  /** Reports whether a hash of this scheme is weaker than a new one. */
  readonly needsRehash: (stored: string, cost?: Argon2Cost) => boolean;
  /** A hash as expensive to check as a new one, which no password matches. */
  readonly decoy: (cost?: Argon2Cost) => string;
};

/** The cost of a new hash; memory in KiB. */
export type Argon2Cost = {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
};

/** A scheme whose strings can be taken apart. */
export type ParsedScheme<Parts> = Scheme & {
  /** Returns undefined for a malformed string. */
  readonly parse: (stored: string) => Parts | undefined;
};

export type Recipe<Parts> = {
  readonly name: string;
  readonly owns: RegExp;
  /** Parses the string; undefined when it is malformed. Must do no more work than reading. */
  readonly parse: (stored: string) => Parts | undefined;
  /** Returns an error sentence for parts beyond the cost limits. Runs before every check of a password. */
  readonly limits: (parts: Parts) => string | undefined;
  readonly matches: (plain: string, parts: Parts) => Promise<boolean>;
  /** How many bytes of a password the algorithm reads; all without it. */
  readonly bytesRead?: number;
  readonly parameters?: (parts: Parts) => Parameters;
  readonly original?: (parts: Parts) => string;
};

/** Longer passwords never match an imported hash: some legacy algorithms take quadratic time. */
export const PLAIN_BYTES_AT_MOST = 4096;

/** Makes a scheme that always checks its limits before its work. */
export function scheme<Parts>(recipe: Recipe<Parts>): ParsedScheme<Parts> {
  const { name, owns, parse, limits, matches, bytesRead = Number.POSITIVE_INFINITY } = recipe;
  return {
    name,
    parse,
    owns: (stored) => owns.test(stored),
    verify: async (plain, stored) => {
      const parts = parse(stored);
      if (parts === undefined || limits(parts) !== undefined) return false;
      return matches(plain, parts);
    },
    readsAll: (plain) => Buffer.byteLength(plain) <= bytesRead,
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

/** The same hash in the format of another scheme, and how to prepare the password for it. */
export type Spelled = {
  readonly scheme: Scheme;
  readonly stored: string;
  /** Returns undefined when the password can never match, and several texts when any of them may. */
  readonly prepare?: (plain: string) => string | readonly string[] | undefined;
};

/** A scheme whose strings are those of another, written differently. */
export type SpellingScheme = Scheme & {
  /** Returns undefined for a malformed string, and for one that the scheme does not own. */
  readonly read: (stored: string) => Spelled | undefined;
};

/** A scheme that reformats or wraps the hashes of another. */
export function spelling(recipe: {
  readonly name: string;
  readonly owns: RegExp;
  /** Reads a string that the scheme owns; undefined when it is malformed. */
  readonly read: (stored: string) => Spelled | undefined;
  readonly original?: (stored: string) => string;
}): SpellingScheme {
  const { name, owns, original } = recipe;
  const read = (stored: string) => (owns.test(stored) ? recipe.read(stored) : undefined);
  const prepared = (spelled: Spelled, plain: string): readonly string[] => {
    const texts = spelled.prepare ? spelled.prepare(plain) : plain;
    return typeof texts === 'string' ? [texts] : (texts ?? []);
  };
  return {
    name,
    read,
    owns: (stored) => owns.test(stored),
    verify: async (plain, stored) => {
      const spelled = read(stored);
      if (!spelled) return false;
      for (const text of prepared(spelled, plain)) {
        if (await spelled.scheme.verify(text, spelled.stored)) return true;
      }
      return false;
    },
    readsAll: (plain, stored) => {
      const spelled = read(stored);
      if (!spelled) return true;
      return prepared(spelled, plain).every((text) => spelled.scheme.readsAll(text, spelled.stored));
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

export function malformed(name: string): string {
  return `The hash, with its parameters, is not a well-formed ${name} hash.`;
}

/** Returns an error sentence when a cost is out of range. */
export function outside(what: string, value: number, least: number, most: number): string | undefined {
  if (value >= least && value <= most) return undefined;
  return `${what} must be between ${least} and ${most}; this hash has ${value}.`;
}

/** A number as the formats write it: decimal, without sign or leading zeros, small enough to be exact. */
export const NUMBER = '(0|[1-9]\\d{0,14})';
