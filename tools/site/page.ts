import { type Html, html } from '../../src/http/html.ts';
import { linkFrom, type Section } from './markdown.ts';

export type Entry = { readonly title: string; readonly page: string };
export type Menu = readonly { readonly name: string; readonly entries: readonly Entry[] }[];

/** What all pages share. */
export type Site = {
  readonly version: string;
  readonly menu: Menu;
  /** Names of files below `assets/`. */
  readonly assets: Readonly<Record<'style' | 'theme' | 'script' | 'search' | 'mark', string>>;
};

export type Page = {
  readonly page: string;
  readonly title: string;
  readonly body: Html;
  /** Shown below the page in the menu. */
  readonly sections?: readonly Section[];
  /** The entry of the menu that leads here, if it is not the page itself. */
  readonly within?: string;
};

/** Returns a whole page. */
export function writePage(site: Site, { page, title, body, sections = [], within = page }: Page): string {
  const at = (target: string) => linkFrom(page, target);
  const { assets } = site;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === 'Denizen' ? 'Denizen: documentation' : `${title} · Denizen`}</title>
<link rel="icon" href="${at(`assets/${assets.mark}`)}">
<link rel="stylesheet" href="${at(`assets/${assets.style}`)}">
<script src="${at(`assets/${assets.theme}`)}"></script>
<script src="${at(`assets/${assets.script}`)}" defer></script>
</head>
<body data-root="${at('index.html').replace(/index\.html$/, '')}" data-search="${at(`assets/${assets.search}`)}">
<a class="skip" href="#content">Skip to the content</a>
<header class="bar">
<button id="menu-button" class="plain script-only" type="button" aria-controls="menu" aria-expanded="false">Menu</button>
<a class="name" href="${at('index.html')}">Denizen <small>${site.version}</small></a>
<div class="search script-only" role="search">
<input id="search" type="search" placeholder="Search" aria-label="Search the documentation" role="combobox" aria-expanded="false" aria-controls="results" aria-autocomplete="list" aria-keyshortcuts="/" autocomplete="off" spellcheck="false">
<kbd aria-hidden="true">/</kbd>
<ul id="results" role="listbox" aria-label="Results" hidden></ul>
<p id="found" class="hidden-text" role="status"></p>
</div>
<button id="theme" class="plain script-only" type="button">Dark</button>
</header>
<nav id="menu" aria-label="Contents">${site.menu.map(
    ({ name, entries }) => html`
<p>${name}</p>
<ul>${entries.map((entry) => menuEntry(entry, { at, isCurrent: entry.page === within, sections }))}</ul>`,
  )}
</nav>
<main id="content">
${body}
</main>
</body>
</html>
`.text;
}

function menuEntry(
  { title, page }: Entry,
  {
    at,
    isCurrent,
    sections,
  }: {
    readonly at: (target: string) => string;
    readonly isCurrent: boolean;
    readonly sections: readonly Section[];
  },
): Html {
  const shown = isCurrent ? sections.filter(({ depth }) => depth === 2) : [];
  const below = shown.map((section) => html`<li><a href="#${section.id}">${section.title}</a></li>`);
  return html`<li><a href="${at(page)}"${isCurrent ? html` aria-current="page"` : ''}>${title}</a>${
    below.length > 0 ? html`<ul>${below}</ul>` : ''
  }</li>`;
}
