/** Shorter passwords are refused anyway, so the list leaves them out. */
const BYTES_AT_LEAST = 8;
const COMMON = 10_000;

/**
 * Returns a function that reports whether a password is one of the 10,000 most common, ignoring case. The list is
 * loaded at the first call, and at the next one if that failed.
 */
export function commonPasswords(
  load: () => Promise<ReadonlySet<string>> = loadList,
): (plain: string) => Promise<boolean> {
  let list: Promise<ReadonlySet<string>> | undefined;
  return async (plain) => {
    list ??= load().catch((error: unknown) => {
      list = undefined;
      throw error;
    });
    return (await list).has(plain.toLowerCase());
  };
}

/** Most common first. */
async function loadList(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const long = dictionary['passwords-common'].filter((word) => Buffer.byteLength(word) >= BYTES_AT_LEAST);
  return new Set(long.slice(0, COMMON));
}
