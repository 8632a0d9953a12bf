import type { Texts } from '../../texts/texts.ts';

/** The option that every system has, a switch. */
export const ALLOW_PRIVATE = 'allowPrivate';

type Words = { readonly label: string; readonly hint: string };

/** Returns what an option of an old system is called. One that is not known here keeps its name. */
export function optionWords(t: Texts, name: string): Words {
  const known: Readonly<Record<string, Words>> = t.migrations.options;
  return known[name] ?? { label: name, hint: '' };
}
