import { type ComponentChildren, createContext, h } from 'preact';
import { useContext } from 'preact/hooks';
import { createKeptStore, createStore, useStore } from '../state/store.ts';
import { en } from './en.ts';
import { type Format, formatIn } from './format.ts';
import type { Texts } from './shape.ts';

export type { Texts };

/** English is always there; others are loaded when they are chosen. */
const languages = {
  en: async (): Promise<Texts> => en,
  de: async (): Promise<Texts> => (await import('./de.ts')).de,
} as const;

export type Language = keyof typeof languages;
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

const isLanguage = (name: string | null | undefined): name is Language =>
  name !== null && name !== undefined && Object.hasOwn(languages, name);

/** The chosen language, else the first of the browser's that is known. */
export const language = createKeptStore<Language>(
  'language',
  (stored) => (isLanguage(stored) ? stored : languageOfBrowser()),
  (chosen) => chosen,
);

function languageOfBrowser(): Language {
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

type Chosen = { readonly language: Language; readonly texts: Texts };

const chosenTexts = createStore<Chosen>({ language: 'en', texts: en });

/** Loads the texts of the chosen language, now and after each change. */
export async function loadTexts(): Promise<void> {
  const load = async () => {
    const wanted = language.get();
    const texts = await languages[wanted]();
    if (wanted !== language.get()) return;
    document.documentElement.lang = wanted;
    chosenTexts.set({ language: wanted, texts });
  };
  language.subscribe(() => void load());
  await load();
}

const Context = createContext<Chosen>({ language: 'en', texts: en });

export function TextsProvider({ children }: { readonly children: ComponentChildren }) {
  return h(Context.Provider, { value: useStore(chosenTexts) }, children);
}

export function useTexts(): Texts {
  return useContext(Context).texts;
}

/** One for each language: its dozen formatters cost more than a row of a table. */
const formats = new WeakMap<Texts, Format>();

/** Numbers and times in the chosen language. */
export function useFormat(): Format {
  const { language: chosen, texts } = useContext(Context);
  let format = formats.get(texts);
  if (!format) {
    format = formatIn(regionalTag(chosen), texts.time);
    formats.set(texts, format);
  }
  return format;
}

/** The browser's own kind of a language, such as `en-GB`: it decides how times are written. */
function regionalTag(chosen: Language): string {
  return navigator.languages.find((tag) => tag === chosen || tag.startsWith(`${chosen}-`)) ?? chosen;
}
