/** What may stand between double braces in a text, and with what it is filled. */
export const placeholders = [
  'url',
  'code',
  'name',
  'project',
  'phrase',
  'minutes',
  'duration',
  'team',
  'inviter',
  'username',
  'account',
  'made',
  'origin',
  'refusal',
] as const;

export type Placeholder = (typeof placeholders)[number];
/** Empty where a message has none. */
export type Values = Readonly<Record<Placeholder, string>>;

const BRACES = /\{\{\s*(\w+)\s*\}\}/g;

/** The text with its placeholders filled, each once: what stands in a value is not looked at again. */
export function fill(
  text: string,
  values: Values,
  write: (value: string) => string = (value) => value,
): string {
  return text.replace(BRACES, (whole, name: string) => (isPlaceholder(name) ? write(values[name]) : whole));
}

/** Whether everything that the text mentions has a value. */
export function hasValues(text: string, values: Values): boolean {
  return placeholdersIn(text).every((name) => !isPlaceholder(name) || values[name] !== '');
}

/** What stands between double braces in the text. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(BRACES)].map(([, name = '']) => name);
}

export function isPlaceholder(name: string): name is Placeholder {
  return (placeholders as readonly string[]).includes(name);
}
