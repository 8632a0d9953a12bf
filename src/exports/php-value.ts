/** Returns PHP's serialised form of an array of flags or of texts. Lengths are bytes. */
export function phpFlags(names: readonly string[]): string {
  return phpArray(names.map((name) => `${phpText(name)}b:1;`));
}

export function phpList(texts: readonly string[]): string {
  return phpArray(texts.map((text, at) => `i:${at};${phpText(text)}`));
}

function phpArray(entries: readonly string[]): string {
  return `a:${entries.length}:{${entries.join('')}}`;
}

function phpText(text: string): string {
  return `s:${Buffer.byteLength(text)}:"${text}";`;
}
