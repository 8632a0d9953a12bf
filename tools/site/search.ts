import type { Found } from './browser/found.ts';
import type { Section } from './markdown.ts';

/** The entries of a page, one for each section. */
export function entriesOf(page: string, sections: readonly Section[]): readonly Found[] {
  const [first] = sections;
  return sections.map(({ id, title, text }, at) => [
    title,
    first?.title ?? '',
    at === 0 ? page : `${page}#${id}`,
    text,
  ]);
}
