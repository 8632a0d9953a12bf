/** The placeholders of templates. */
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
/** Empty for values that the message does not have. */
export type Values = Readonly<Record<Placeholder, string>>;

const BRACES = /\{\{\s*(\w+)\s*\}\}/g;

/** Fills the placeholders. Values are not scanned for placeholders again. */
export function fill(
  text: string,
  values: Values,
  write: (value: string) => string = (value) => value,
): string {
  return text.replace(BRACES, (whole, name: string) => (isPlaceholder(name) ? write(values[name]) : whole));
}

/** Reports whether every placeholder of the text has a value. */
export function hasValues(text: string, values: Values): boolean {
  return placeholdersIn(text).every((name) => !isPlaceholder(name) || values[name] !== '');
}

/** Returns the names between double braces in the text. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(BRACES)].map(([, name = '']) => name);
}

export function isPlaceholder(name: string): name is Placeholder {
  return (placeholders as readonly string[]).includes(name);
}
