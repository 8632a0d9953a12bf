/** How one family of password hashes is recognised, made, checked and described. */
export type Scheme = {
  readonly name: string;
  /** Whether a stored string is of this scheme, by its prefix. */
  readonly owns: (stored: string) => boolean;
  readonly hash: (plain: string) => Promise<string>;
  readonly verify: (plain: string, stored: string) => Promise<boolean>;
  /** The cost and other parameters that the stored string names. */
  readonly parameters: (stored: string) => Readonly<Record<string, string | number | boolean>>;
};
