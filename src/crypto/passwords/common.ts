/** What is shorter is refused in any case, and takes no place here. */
const BYTES_AT_LEAST = 8;
const COMMON = 10_000;

/**
 * Tells whether a password is one of the 10,000 most common, however it is capitalised. The list takes time and memory
 * to load, and is loaded by the first question.
 */
export function commonPasswords(): (plain: string) => Promise<boolean> {
  let list: Promise<ReadonlySet<string>> | undefined;
  return async (plain) => {
    list ??= load();
    return (await list).has(plain.toLowerCase());
  };
}

/** Most common first. */
async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const long = dictionary['passwords-common'].filter((word) => Buffer.byteLength(word) >= BYTES_AT_LEAST);
  return new Set(long.slice(0, COMMON));
}
