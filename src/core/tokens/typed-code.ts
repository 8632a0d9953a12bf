const BETWEEN = /[\s\p{Pd}]/gu;
const CODE = /^[0-9a-z]{1,31}$/;

/**
 * Returns a code as it was made from what a person typed: codes are digits and small letters. Blanks and dashes group what is
 * read aloud, and keyboards for other scripts have digits of their own width. Longer secrets, which are not typed, stay as
 * they are.
 */
export function typedCode(text: string): string {
  const code = text.normalize('NFKC').replace(BETWEEN, '').toLowerCase();
  return CODE.test(code) ? code : text;
}
