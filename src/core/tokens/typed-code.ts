import { isUnguessable } from './token.ts';

const BETWEEN = /[\s\p{Pd}]/gu;

/**
 * Returns a code as it was made from what a person typed: codes are digits and small letters. Blanks and dashes group what is
 * read aloud, and keyboards for other scripts have digits of their own width. Longer secrets, which nobody types, stay as
 * they are.
 */
export function typedCode(text: string): string {
  const code = text.normalize('NFKC').replace(BETWEEN, '').toLowerCase();
  return code === '' || isUnguessable(code) ? text : code;
}
