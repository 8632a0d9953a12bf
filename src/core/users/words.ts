import { comparable } from '../text.ts';

const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u;
const LABEL = 'label:';
const WORDS_SEARCHED = 16;

type Findable = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly labels: readonly string[];
};

/** The words by which a user is found, each once. */
export function wordsOf(user: Findable): readonly string[] {
  const spoken = [user.id, user.name, user.email ?? '', user.phone ?? ''].flatMap(split);
  return [...new Set([...spoken, ...user.labels.map((label) => LABEL + comparable(label))])];
}

/** Words as one text in which each has a blank before it, so that a word's prefix can be looked for. */
export function joined(words: readonly string[]): string {
  return words.map((word) => ` ${word}`).join('');
}

/**
 * The words that a search asks for, each to be found as the beginning of one of the user's words; the longest, which
 * narrows most, first. None means that nothing is found.
 */
export function wordsSearched(term: string): readonly string[] {
  const parts = term.trim().split(/\s+/).flatMap((part) => {
    const bare = comparable(part.replaceAll('"', ''));
    const label = bare.startsWith(LABEL) ? split(bare.slice(LABEL.length))[0] : undefined;
    return label === undefined ? split(bare) : [LABEL + label];
  });
  return [...new Set(parts)].sort((a, b) => b.length - a.length).slice(0, WORDS_SEARCHED);
}

function split(text: string): string[] {
  return comparable(text).split(BETWEEN_WORDS).filter(Boolean);
}
