import { comparable } from '../text.ts';

/** Prefix of a label among the words. */
export const LABEL = 'label:';
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;
const WORDS_SEARCHED = 16;

/** Returns the words of a text in comparable form. */
export function splitWords(text: string): string[] {
  return comparable(text).split(BETWEEN_WORDS).filter(Boolean);
}

/**
 * Returns the words of a search term, the longest and most selective first. Each matches as a prefix of one of a
 * row's words. An empty result matches nothing.
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
