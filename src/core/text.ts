/** Marks that an accent is made of, once a letter is taken apart. */
const MARKS = /\p{M}+/gu;
const SURROGATES = { first: 0xd800, last: 0xdfff };
const LAST_CODE_POINT = 0x10ffff;

/** The form in which texts are compared, sorted and searched: without case, accents and trailing blanks. */
export function comparable(text: string): string {
  return folded(text).trimEnd();
}

/** As `comparable`, for a part of a text, where blanks at the end say something. */
export function folded(text: string): string {
  // Lower case alone writes the same Greek letter differently at the end of a word.
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase().replaceAll('ς', 'σ');
}

/** The first text behind all that start with `prefix`, in the order of code points; `undefined` when none is. */
export function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix, (letter) => letter.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  const next = last + 1 === SURROGATES.first ? SURROGATES.last + 1 : last + 1;
  return String.fromCodePoint(...points, next);
}

/** Whether every engine can store the text and give it back: well-formed UTF-16 and no NUL. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
