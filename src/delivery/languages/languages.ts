import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { ja } from './ja.ts';
import type { Language } from './language.ts';
import { nl } from './nl.ts';
import { pl } from './pl.ts';
import { pt } from './pt.ts';

/** Every language, by tag. */
export const languages = { en, de, fr, es, pt, it, nl, pl, ja } as const satisfies Record<string, Language>;

export type LanguageTag = keyof typeof languages;

/** Returns the language of a locale such as `pt-BR`; English for unknown ones. */
export function languageFor(locale: string): LanguageTag {
  const spoken = locale.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  return isLanguageTag(spoken) ? spoken : 'en';
}

export function isLanguageTag(text: string): text is LanguageTag {
  return Object.hasOwn(languages, text);
}
