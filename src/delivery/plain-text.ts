const NAME_AT_MOST = 64;
/** Characters that break a line, end a text or change its direction. Joiners within a letter are allowed. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
/** Mail programs turn these into links. */
const LINK_LIKE = /(?:([.。．｡])|(:)(?=\/\/))(?=\S)/gu;

/** Returns a single-line text without invisible characters, cut to `most` characters. */
export function oneLine(text: string, most: number = NAME_AT_MOST): string {
  const line = text.replace(UNPRINTABLE, ' ').replace(/\s+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** Returns a user-chosen name in which nothing becomes a link, since the user controls where it would lead. */
export function chosenName(text: string): string {
  return oneLine(text).replace(LINK_LIKE, '$1$2 ');
}

/** Escapes text for HTML. */
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
