/** Combining marks of a decomposed letter. */
const MARKS = /\p{M}+/gu;
const SURROGATES = { first: 0xd800, last: 0xdfff };
const LAST_CODE_POINT = 0x10ffff;

/** Letters of their own in Unicode that people type as others. */
const TYPED: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ł: 'l',
  ŧ: 't',
  þ: 'th',
};
const UNTYPED = new RegExp(`[${Object.keys(TYPED).join('')}]`, 'gu');
const BEYOND_ASCII = /\P{ASCII}/u;

/**
 * Returns the form in which texts are compared, sorted and searched: without case, accents and blanks around it, and
 * with the letters that people type instead of `ß`, `ı`, `ł` or `ø`.
 */
export function comparable(text: string): string {
  return folded(text).trim();
}

/** Returns a whole number with commas between its thousands. `Intl` does the same, but takes 12 ms at its first use. */
export function withCommas(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Returns a whole number with what it counts: `1 user`, `2,000 users`. */
export function counted(count: number, one: string, many: string): string {
  return `${withCommas(count)} ${count === 1 ? one : many}`;
}

/** Like `comparable`, for a part of a text, whose blanks matter. */
export function folded(text: string): string {
  // Most texts, of which all else below changes nothing.
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  const lower = lowered(text);
  if (!BEYOND_ASCII.test(lower)) return lower;
  // Letters with several lower cases, and `ß`, agree only in capitals.
  return lowered(lower.toUpperCase()).replace(UNTYPED, (letter) => TYPED[letter] ?? letter);
}

function lowered(text: string): string {
  // Lower case alone has two forms of the Greek sigma.
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase().replaceAll('ς', 'σ');
}

/** Returns the first text after all that start with `prefix`, in code point order; `undefined` when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix, (letter) => letter.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  const next = last + 1 === SURROGATES.first ? SURROGATES.last + 1 : last + 1;
  return String.fromCodePoint(...points, next);
}

/** Reports whether every engine can store the text unchanged: well-formed UTF-16 without NUL. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
