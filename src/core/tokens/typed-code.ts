const BETWEEN = /[\s\p{Pd}]/gu;

/**
 * Returns a secret as it was made from what a person typed: our codes and secrets are digits and small letters. Blanks and
 * dashes group what is read aloud, and keyboards for other scripts have digits of their own width. A text with a dot is
 * a signed token, which nobody types.
 */
export function typedCode(text: string): string {
  if (text.includes('.')) return text;
  return text.normalize('NFKC').replace(BETWEEN, '').toLowerCase() || text;
}
