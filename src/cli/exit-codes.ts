/** The exit codes of the program. The guide lists them (docs/guide/exit-codes.md). */
export const EXIT = {
  done: 0,
  /** Refused or failed, or a check found something; the message says what. */
  failed: 1,
  /** The command line itself is wrong: an unknown command or option, or a missing argument. Nothing was tried. */
  usage: 2,
  /** An import ended with rows that were refused or in conflict. */
  partly: 3,
} as const;
