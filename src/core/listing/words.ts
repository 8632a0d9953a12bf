import { comparable } from '../text.ts';

/** Before a label where it stands as a word. */
export const LABEL = 'label:';
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;
const WORDS_SEARCHED = 16;

/** The words of a text in their comparable form. */
export function splitWords(text: string): string[] {
  return comparable(text).split(BETWEEN_WORDS).filter(Boolean);
}

/**
 * The words that a search asks for, each to be found as the beginning of one of a row's words; the longest, which
 * narrows most, first. None means that nothing is found.
 */
export function wordsSearched(term: string): readonly string[] {
  const parts = term
    .trim()
    .split(/\s+/)
    .flatMap((part) => {
      const bare = comparable(part.replaceAll('"', ''));
      const label = bare.startsWith(LABEL) ? splitWords(bare.slice(LABEL.length))[0] : undefined;
      return label === undefined ? splitWords(bare) : [LABEL + label];
    });
  return [...new Set(parts)].sort((a, b) => b.length - a.length).slice(0, WORDS_SEARCHED);
}
