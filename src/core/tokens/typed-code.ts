const BETWEEN = /[\s\p{Pd}]/gu;

/**
 * Returns a secret as it was made from what a person typed: our codes and secrets are digits and small letters. Blanks and
 * dashes group what is read aloud, and keyboards for other scripts have digits of their own width.
 */
export function typedCode(text: string): string {
  return text.normalize('NFKC').replace(BETWEEN, '').toLowerCase() || text;
}
