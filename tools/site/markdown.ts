import { dirname, join, relative } from 'node:path/posix';
import { Marked, type Token, type Tokens } from 'marked';
import { Html, html } from '../../src/http/html.ts';

/** Pages and images of the site, by their files in the repository. */
export type Places = ReadonlyMap<string, string>;

export type Section = {
  readonly id: string;
  readonly title: string;
  readonly depth: number;
  readonly text: string;
};

export type Written = {
  readonly body: Html;
  /** The first has the title of the page. */
  readonly sections: readonly Section[];
};

type From = { readonly file: string; readonly page: string; readonly text: string };

/** Returns a Markdown file as HTML. Links lead to pages of the site; what the site lacks keeps its text alone. */
export function writeMarkdown({ file, page, text }: From, places: Places): Written {
  const sections: Section[] = [];
  const ids = new Map<string, number>();
  const marked = new Marked({
    renderer: {
      html: () => '',
      heading({ tokens, depth }) {
        const title = plain(tokens);
        const id = uniqueId(title, ids);
        sections.push({ id, title, depth, text: '' });
        const inner = this.parser.parseInline(tokens);
        const self =
          depth === 1 ? '' : ` <a class="self" href="#${id}" aria-label="Link to this section">#</a>`;
        return `<h${depth} id="${id}">${inner}${self}</h${depth}>\n`;
      },
      code: ({ text: code }) => codeBlock(code).text,
      table({ header, rows }) {
        const row = (cells: readonly Tokens.TableCell[], name: string) =>
          `<tr>${cells.map((cell) => cellOf(this.parser.parseInline(cell.tokens), name)).join('')}</tr>`;
        const isHeadless = header.every(({ text: words }) => words === '');
        const head = isHeadless ? '' : `<thead>${row(header, 'th')}</thead>`;
        const body = `<tbody>${rows.map((cells) => row(cells, 'td')).join('\n')}</tbody>`;
        return `<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>${head}${body}</table></div>\n`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const target = targetOf(href, { file, page }, places);
        return target === undefined ? inner : `<a href="${html`${target}`.text}">${inner}</a>`;
      },
      image({ href, text: description }) {
        const target = targetOf(href, { file, page }, places);
        return target === undefined ? '' : html`<img src="${target}" alt="${description}">`.text;
      },
    },
  });
  const tokens = marked.lexer(text);
  const body = new Html(marked.parser(tokens));
  return { body, sections: withText(sections, tokens) };
}

/** An empty cell heads nothing. */
function cellOf(inner: string, name: string): string {
  const element = inner === '' ? 'td' : name;
  return `<${element}>${inner}</${element}>`;
}

/** A block of code with a button that copies it, which scripts show. */
export function codeBlock(code: string): Html {
  return html`<div class="code"><pre tabindex="0"><code>${code}</code></pre><button class="copy" type="button">Copy</button></div>
`;
}

/** A link from one page of the site to another. */
export function linkFrom(page: string, target: string): string {
  return relative(dirname(page), target) || target;
}

function targetOf(
  href: string,
  { file, page }: { readonly file: string; readonly page: string },
  places: Places,
): string | undefined {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const place = places.get(join(dirname(file), path).replace(/\/$/, ''));
  if (place === undefined) return undefined;
  return linkFrom(page, place) + (anchor === undefined ? '' : `#${anchor}`);
}

/** As GitHub does, so that links work in both. */
function uniqueId(title: string, ids: Map<string, number>): string {
  const base = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
  const count = ids.get(base) ?? 0;
  ids.set(base, count + 1);
  return count === 0 ? base : `${base}-${count}`;
}

/** Adds to each section what stands between its heading and the next. */
function withText(sections: readonly Section[], tokens: readonly Token[]): readonly Section[] {
  const texts: string[] = [];
  for (const token of tokens) {
    if (token.type === 'heading') texts.push('');
    else if (texts.length > 0 && token.type !== 'html') texts[texts.length - 1] += ` ${plain([token])}`;
  }
  return sections.map((section, at) => ({ ...section, text: (texts[at] ?? '').replace(/\s+/g, ' ').trim() }));
}

/** The words of tokens, without their marks. */
function plain(tokens: readonly Token[]): string {
  return tokens.map(plainOf).join('');
}

function plainOf(token: Token): string {
  if (token.type === 'table') {
    // Cast: the library's type of a token is open for extensions.
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].map((row) => row.map((cell) => plain(cell.tokens)).join(' ')).join(' ');
  }
  // Cast: as above.
  if (token.type === 'list') return (token as Tokens.List).items.map((item) => plain(item.tokens)).join(' ');
  if ('tokens' in token && token.tokens) return plain(token.tokens);
  if (token.type === 'html') return '';
  if (token.type === 'escape' || 'text' in token) return String(token.text);
  return ' ';
}
