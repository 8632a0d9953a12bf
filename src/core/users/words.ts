import { LABEL, wordsFound } from '../listing/words.ts';
import { comparable } from '../text.ts';
import { readableEmail } from './email.ts';

type Findable = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly labels: readonly string[];
};

/** Returns the distinct words by which a user is found. */
export function wordsOf(user: Findable): readonly string[] {
  const email = user.email ?? '';
  const spoken = [user.id, user.name, email, user.phone ?? ''].flatMap(wordsFound);
  const readable = readableEmail(email);
  if (readable !== email) spoken.push(...wordsFound(readable));
  return [...new Set([...spoken, ...user.labels.map((label) => LABEL + comparable(label))])];
}

/** Joins words with a blank before each, so that a word's prefix can be searched for. */
export function joined(words: readonly string[]): string {
  return words.map((word) => ` ${word}`).join('');
}
