import { PART_LETTERS } from '../../db/substrings.ts';
import { comparable } from '../text.ts';

/** Prefix of a label among the words. */
export const LABEL = 'label:';
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;
const WORDS_SEARCHED = 16;
/** Scripts that write words without a blank between them. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}';
const UNSPACED_LETTER = new RegExp(`[${UNSPACED}]`, 'u');
/** Bounds the space of a long text: what is searched for is seldom longer. */
const ENDING_LETTERS = 16;

/** Returns the words of a text in comparable form. */
export function splitWords(text: string): string[] {
  return comparable(text).split(BETWEEN_WORDS).filter(Boolean);
}

/** Returns the words of a text, without one that may go on before it. */
export function wordsAfterBoundary(ending: string): readonly string[] {
  return comparable(ending).split(BETWEEN_WORDS).slice(1).filter(Boolean);
}

/**
 * Returns the words by which a text is found. A word in a script without blanks is found by each of its letters on, since
 * people search for a part of it, such as the given name.
 */
export function wordsFound(text: string): string[] {
  return splitWords(text).flatMap((word) =>
    UNSPACED_LETTER.test(word) ? [word, ...endingsOf(word)] : [word],
  );
}

function endingsOf(word: string): readonly string[] {
  const letters = Array.from(word);
  return letters.flatMap((letter, at) =>
    at > 0 && UNSPACED_LETTER.test(letter) ? [letters.slice(at, at + ENDING_LETTERS).join('')] : [],
  );
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

/** Reports whether an index of parts can find the word, which is no label. */
export function isInside(word: string): boolean {
  return !word.startsWith(LABEL) && Array.from(word).length >= PART_LETTERS;
}

/** Returns the longest run of letters and digits in a part of a text, if an index of parts can find it. */
export function longestPart(part: string): string | undefined {
  const [longest] = splitWords(part).sort((a, b) => b.length - a.length);
  return longest !== undefined && isInside(longest) ? longest : undefined;
}
