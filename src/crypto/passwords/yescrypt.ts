import { fromSymbols, sameBytes, symbolValue } from './bytes.ts';
import { outside, PLAIN_BYTES_AT_MOST, scheme } from './scheme.ts';
import type { YescryptCost } from './yescrypt-kdf.ts';
import { YescryptThread } from './yescrypt-thread.ts';

/** Of N·r; the memory is 128 times that, 16 MiB, and the time a second and a half. */
const COST_AT_MOST = 131_072;
const SALT_BYTES_AT_MOST = 64;

/** The flags of libxcrypt's own hashes. */
const FLAVOUR = 47;

type Yescrypt = YescryptCost & { readonly flavour: number; readonly salt: Buffer; readonly hash: Buffer };

/** Of the process: there is no state in it but the thread. */
const thread = new YescryptThread();

/** `$y$`, the hashes of Debian, Fedora, Ubuntu and Arch, as crypt(3) writes them. */
export const yescrypt = scheme<Yescrypt>({
  name: 'yescrypt',
  owns: /^\$y\$/,
  parse: (stored) => {
    const [, parameters = '', saltText, hashText = ''] =
      /^\$y\$([./\dA-Za-z]{3,16})\$([./\dA-Za-z]{1,86})\$([./\dA-Za-z]{43})$/.exec(stored) ?? [];
    const numbers = numbersOf(parameters);
    const [salt, hash] = [saltText === undefined ? undefined : fromSymbols(saltText), fromSymbols(hashText)];
    if (numbers?.length !== 3 || !salt || hash?.length !== 32) return undefined;
    const [flavour = 0, log2 = 0, r = 0] = numbers;
    return { flavour, n: 2 ** (log2 + 1), r: r + 1, salt, hash };
  },
  limits: ({ flavour, n, r, salt }) =>
    (flavour === FLAVOUR ? undefined : 'Of yescrypt, only hashes that begin with $y$j can be checked.') ??
    outside('The cost of yescrypt (N)', n, 4, COST_AT_MOST) ??
    outside('The cost of yescrypt (N r)', n * r, 4, COST_AT_MOST) ??
    outside('The bytes of the salt', salt.length, 1, SALT_BYTES_AT_MOST),
  matches: async (plain, { n, r, salt, hash }) => {
    const bytes = Buffer.from(plain);
    return (
      bytes.length <= PLAIN_BYTES_AT_MOST && sameBytes(await thread.compute(bytes, salt, { n, r }), hash)
    );
  },
  parameters: ({ n, r }) => ({ n, r }),
});

/** Decodes numbers of one or more symbols: small ones are one, and each length begins where the one before ends. */
function numbersOf(text: string): readonly number[] | undefined {
  const numbers: number[] = [];
  let at = 0;
  while (at < text.length) {
    const first = symbolValue(text.charAt(at++));
    let [value, start, end, bits] = [0, 0, 47, 0];
    while (first > end) {
      value += (end + 1 - start) * 2 ** bits;
      start = end + 1;
      end = start + Math.floor((62 - end) / 2);
      bits += 6;
    }
    value += (first - start) * 2 ** bits;
    for (; bits > 0; at++) {
      if (at >= text.length) return undefined;
      bits -= 6;
      value += symbolValue(text.charAt(at)) * 2 ** bits;
    }
    numbers.push(value);
  }
  return numbers;
}
