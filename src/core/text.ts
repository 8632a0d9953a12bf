/** Marks that an accent is made of, once a letter is taken apart. */
const MARKS = /\p{M}+/gu;

/** The form in which texts are compared, sorted and searched: without case, accents and trailing blanks. */
export function comparable(text: string): string {
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase().trimEnd();
}

/** The first text in byte order that no text starting with `prefix` exceeds. */
export function lastWithPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

/** Whether every engine can store the text and give it back: well-formed UTF-16 and no NUL. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
