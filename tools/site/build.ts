/** Builds the documentation into `docs/dist`, or into the folder that is named. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { html } from '../../src/http/html.ts';
import { putWhole } from '../start/whole-folder.ts';
import type { Found } from './browser/found.ts';
import { contents, decisions, ROOT, type Source } from './contents.ts';
import { linkFrom, type Places, writeMarkdown } from './markdown.ts';
import { type Page, type Site, writePage } from './page.ts';
import { writeReference } from './reference.ts';
import { entriesOf } from './search.ts';

const HERE = import.meta.dirname;
const DECISIONS = 'decisions/index.html';
const IMAGE = 'docs/console.png';
/** A form that saves less than this is not worth its file. */
const LEAST_SAVED_BYTES = 64;
/** Level 11 saves 8 % more and takes ten times as long. */
const BROTLI_QUALITY = 9;

type Output = Map<string, string | Buffer>;

await putWhole(resolve(process.argv[2] ?? join(ROOT, 'docs/dist')), {
  replaces: true,
  make: async (fresh) => {
    for (const [name, content] of await filesOfSite()) {
      const path = join(fresh, name);
      mkdirSync(dirname(path), { recursive: true });
      const bytes = Buffer.from(content);
      writeFileSync(path, bytes);
      if (!name.endsWith('.png')) compress(path, bytes);
    }
  },
});

async function filesOfSite(): Promise<Output> {
  const output: Output = new Map();
  const groups = contents();
  const decided = decisions();
  const image = addAsset(output, 'console.png', readFileSync(join(ROOT, IMAGE)));
  const places = placesOf([...groups.flatMap(({ sources }) => sources), ...decided], image);
  const reference = writeReference();
  const found: Found[] = [...reference.found];
  const pages = [...groups.flatMap(({ sources }) => sources), ...decided].map((source): Page => {
    const { body, sections } = writeMarkdown(source, places);
    found.push(...entriesOf(source.page, sections));
    return { ...source, body, sections, ...(decided.includes(source) && { within: DECISIONS }) };
  });
  const project = groups.at(-1);
  const site: Site = {
    version: versionOf(),
    menu: [
      ...groups.slice(0, -1).map(({ name, sources }) => ({ name, entries: sources.map(entryOf) })),
      { name: 'API reference', entries: reference.entries },
      {
        name: project?.name ?? '',
        entries: [{ title: 'Decisions', page: DECISIONS }, ...(project?.sources ?? []).map(entryOf)],
      },
    ],
    assets: {
      style: addAsset(output, 'site.css', readFileSync(join(HERE, 'site.css'))),
      theme: addAsset(output, 'theme.js', await bundle('theme.ts')),
      script: addAsset(output, 'site.js', await bundle('site.ts')),
      search: addAsset(output, 'search.json', JSON.stringify(found)),
      mark: addAsset(output, 'mark.svg', readFileSync(join(ROOT, 'console/src/mark.svg'))),
    },
  };
  for (const page of [...pages, ...reference.pages, listOf(decided)])
    output.set(page.page, writePage(site, page));
  return output;
}

function placesOf(sources: readonly Source[], image: string): Places {
  return new Map([
    ...sources.map(({ file, page }) => [file, page] as const),
    ['docs/decisions', DECISIONS],
    [IMAGE, `assets/${image}`],
  ]);
}

function entryOf({ file, title, page }: Source) {
  return { title: file === 'README.md' ? 'What it is' : title, page };
}

function listOf(decided: readonly Source[]): Page {
  const rows = decided.map(
    ({ page, title }) => html`<li><a href="${linkFrom(DECISIONS, page)}">${title}</a></li>\n`,
  );
  return {
    page: DECISIONS,
    title: 'Decisions',
    body: html`<h1>Decisions</h1>\n<p>What was chosen, and why.</p>\n<ul class="operations">${rows}</ul>`,
  };
}

/** Adds a file whose name has a hash of its contents, and returns the name. */
function addAsset(output: Output, name: string, content: string | Buffer): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const hashed = name.replace('.', `-${hash}.`);
  output.set(`assets/${hashed}`, content);
  return hashed;
}

async function bundle(name: string): Promise<string> {
  const build = await rolldown({ input: join(HERE, 'browser', name), logLevel: 'silent' });
  try {
    const { output } = await build.generate({ format: 'iife', minify: true });
    return output[0].code;
  } finally {
    await build.close();
  }
}

function versionOf(): string {
  // Cast: our own file.
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string })
    .version;
}

function compress(path: string, bytes: Buffer): void {
  const forms = {
    gz: gzipSync(bytes, { level: 9 }),
    br: brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      },
    }),
  };
  for (const [ending, form] of Object.entries(forms)) {
    if (form.length + LEAST_SAVED_BYTES < bytes.length) writeFileSync(`${path}.${ending}`, form);
  }
}
