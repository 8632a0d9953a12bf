const NAME_AT_MOST = 64;
/** What starts a line, ends a text or turns its direction has no place in a name; a joiner within a letter has. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
/** Programs that show mail make links of these by themselves. */
const LINK_LIKE = /(?:([.。．｡])|(:)(?=\/\/))(?=\S)/gu;

/** A text of one line without what cannot be seen, cut to `most` characters. */
export function oneLine(text: string, most: number = NAME_AT_MOST): string {
  const line = text.replace(UNPRINTABLE, ' ').replace(/\s+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** A name that users chose: what looks like a link in it becomes none, for it would lead wherever they like. */
export function chosenName(text: string): string {
  return oneLine(text).replace(LINK_LIKE, '$1$2 ');
}

/** Text as HTML. */
export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? '');
}
